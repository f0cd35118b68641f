"""The page of a year. ``page`` is the only entrance; ``read`` selects rows, ``view`` says what stands where."""

from pipelines.reports.year.view import page

__all__ = ["page"]
