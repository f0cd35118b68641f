"""The synthetic institution: its departments, accounts, sites, Party organisations, plans and dictionaries.

What its clerks would keep as a table is one in ``tables/``, with the headers of raw/reference/. Thresholds are typical
ones; the rule for news in the main column was tightened in September 2020, so that a change inside a year stands there.
"""

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample.formats import Cell

FOUNDED = date(2003, 9, 1)
SMART_PARTY_START = "2020-09"


@cache
def table(name: str) -> tuple[list[str], list[list[Any]]]:
    """(header, rows) of ``tables/name.csv``; days and whole numbers as such, a day that is not given as None."""
    with (Path(__file__).parent / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, [
        [
            _typed(cell) if cell or not column.endswith("日期") else None
            for column, cell in zip(header, row, strict=True)
        ]
        for row in rows
    ]


def _typed(cell: str) -> Cell:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return date.fromisoformat(cell)
    return int(cell) if re.fullmatch(r"0|[1-9]\d*", cell) else cell


DEPARTMENTS = table("department")[1]
PARTY_ORGS = table("party_org")[1]
OLD_SITE_CLOSED_ON: date = {row[0]: row[7] for row in table("site")[1]}["ta"]
ACCOUNTS = table("account")[1]
ACCOUNT_START = {row[0]: row[5] for row in ACCOUNTS}
COLUMN_CODES = {row[1]: str(row[2]) for row in table("site_column")[1]}

MENU = list(september.MENU_CLICKS)

# First year of an academic year → its terms and vacations are made for every year of the sample.
CALENDAR_DAYS = [
    ("第一学期", "学期", (0, 9, 7), (1, 1, 12)),
    ("寒假", "假期", (1, 1, 13), (1, 2, 16)),
    ("第二学期", "学期", (1, 2, 17), (1, 7, 5)),
    ("暑假", "假期", (1, 7, 6), (1, 9, 6)),
]


def department_name(department_id: str, day: date) -> str:
    """The name a department bore on a day; departments keep their id when they are renamed."""
    for row in DEPARTMENTS:
        if row[0] == department_id and row[5] <= day and (row[6] is None or day <= row[6]):
            return row[1]
    raise KeyError(f"{department_id} has no name on {day}")


def active_departments(day: date) -> list[str]:
    """Ids of the departments that exist on a day, in display order."""
    return [row[0] for row in DEPARTMENTS if row[5] <= day and (row[6] is None or day <= row[6])]


def calendar(first_year: int, last_year: int) -> list[tuple]:
    """Terms and vacations of the academic years that begin in first_year … last_year."""
    rows = []
    for year in range(first_year, last_year + 1):
        for term, kind, start, end in CALENDAR_DAYS:
            rows.append(
                (
                    f"{year}-{year + 1}",
                    term,
                    kind,
                    date(year + start[0], *start[1:]),
                    date(year + end[0], *end[1:]),
                )
            )
    return rows
