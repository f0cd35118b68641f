"""The page of a department: one sheet of A4. ``pages`` is the only entrance; ``read`` selects rows, ``view`` says
what stands where."""

from pipelines.reports.department.view import pages

__all__ = ["pages"]
