"""The desk: a clerk's page for one home, on this machine alone, opened, used and closed.

Belongs here: what a person sees and presses. Does not belong here: judging or computing anything a second time; files
are recognised by ``landing``, faults are those of ``check``, publishing is ``tongbao run``.
"""
