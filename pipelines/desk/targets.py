"""Which ledgers the targets of a month count, so that a month without a line in them is told."""

import re
from collections import defaultdict
from datetime import date

from pipelines import seeds
from pipelines.commands.templates import ledgers
from pipelines.landing.land import Ingested
from pipelines.months import of_day
from pipelines.sources.catalog import Format

SCHOOL_YEAR_BEGINS = 9


def unfilled_ledgers(ingested: Ingested, month: str) -> list[tuple[Format, list[str]]]:
    """(ledger, names of targets) of each ledger that targets of the month count and that has no line of the month.

    Targets whose progress is typed into the table itself need none.
    """
    metrics = seeds.rows_by("metric", "metric_id")
    kept: dict[str, Format] = {}
    for ledger in (f for f in ledgers() if f.source == "registers"):
        kept.setdefault(ledger.dataset, ledger)
    filled = {r.dataset for entry in ingested.entries.values() for r in entry.receipts if month in r.months}
    asked = defaultdict(list)
    for target in ingested.reference.rows("ref_target"):
        dataset = metrics.get(target["metric_id"] or "", {}).get("dataset", "")
        if dataset in kept and dataset not in filled and speaks_of(target["period"], month) and not target["actual"]:
            asked[dataset].append(target["name"])
    return [(kept[dataset], list(dict.fromkeys(names))) for dataset, names in asked.items()]


def speaks_of(period: str, month: str) -> bool:
    """Whether a period as the table of targets writes it (2020, 2020-H1, 2020-Q3, 2020-09, 2020-W37, 2020-2021,
    2020-2021 第一学期) has days of the month; the first term of a school year ends with January."""
    year, number = int(month[:4]), int(month[5:])
    if found := re.fullmatch(r"(\d{4})-(\d{4})( ?第[一二]学期)?", period):
        begins = (year if number >= SCHOOL_YEAR_BEGINS else year - 1) == int(found[1])
        is_first = number >= SCHOOL_YEAR_BEGINS or number == 1
        return begins and (not found[3] or is_first == ("一" in found[3]))
    part = period[5:]
    if period[:4] != month[:4]:
        return False
    if found := re.fullmatch(r"([HQ])(\d)", part):
        return (number - 1) // {"H": 6, "Q": 3}[found[1]] + 1 == int(found[2])
    if found := re.fullmatch(r"W(\d+)", part):
        days = [date.fromisocalendar(int(period[:4]), int(found[1]), day) for day in (1, 7)]
        return month in {of_day(day) for day in days}
    return not part or part == month[5:]
