"""From a published figure back to files, sheets and rows, added up again. Everything here returns ``Evidence``.

``selection`` finds the figure that words mean, ``figure`` traces it, ``context`` tells what stands around it;
``tables`` does the same for every row of a printed table or of a computed one (each kind has a module:
``comparisons``, ``plans``, ``points``). ``sources`` looks rows up. Nothing here
prints; the published file is all that is read.
"""
