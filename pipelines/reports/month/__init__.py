"""The page of a month. ``page`` is the only entrance: ``read`` selects rows, ``view`` says what stands where,
``departments`` and ``bulletin`` make their sections, and ``templates/month.html`` is the markup."""

from pipelines.reports.month.view import page

__all__ = ["page"]
