"""Month keys are text ``YYYY-MM`` in Asia/Shanghai time; this is all the arithmetic on them."""

import re
from calendar import monthrange
from datetime import date

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
WRITTEN = re.compile(r"(\d{4})(?:[-./年]|(?=\d\d$))(0?[1-9]|1[0-2])月?(?:份)?")
# Two months are alike when their shares of vacation days differ by no more.
ALIKE = 0.2


def as_month(text: str) -> str | None:
    """The key of a month as people write it (``2025-4``, ``2025年4月``, ``202504``, ``2025.4``), else None."""
    found = WRITTEN.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02d}" if found else None


def is_month(text: str) -> bool:
    return MONTH.fullmatch(text) is not None


def shift(month: str, by: int) -> str:
    """The month ``by`` months later (negative: earlier)."""
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def span(first: str, last: str) -> list[str]:
    """Every month from ``first`` to ``last``, both included; empty when ``last`` is earlier."""
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    return [shift(first, i) for i in range(count)]


def first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def of_day(day: date) -> str:
    return f"{day:%Y-%m}"


def are_alike(share: float, other: float | None) -> bool:
    """Whether two months may be set against each other in percent, by their shares of vacation days; one of which
    nothing is known is no reason against it."""
    return other is None or abs(share - other) <= ALIKE
