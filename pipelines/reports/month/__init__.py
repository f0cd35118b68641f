"""The page of a month. ``history`` reads what all pages of a run look back on and ``proven`` which figures they prove;
``page`` makes one of them: ``read`` selects rows, ``view`` says what stands where, ``departments`` and ``bulletin``
make their sections, and ``templates/month.html`` is the markup."""

from pipelines.reports.month.read import history, proven
from pipelines.reports.month.view import page

__all__ = ["history", "page", "proven"]
