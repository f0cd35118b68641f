"""``tongbao trace``: from a published figure back to files, sheets and rows, added up again.

``command`` decides what is asked for: one figure (``selection`` finds it, ``figure`` traces it, ``context`` tells what
stands around it) or a table, row by row (``tables``; each kind of computed table has a module: ``comparisons``,
``plans``, ``points``). ``sources`` is what they share: looking rows up, printing them and saying what they add up to.
"""
