"""Which exports are late: those that came month after month and have not come for a month that has ended."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.contracts import CONTRACTS
from pipelines.landing.entries import Entry, Receipt
from pipelines.months import last_day, of_day, shift, span

# The office exports in the first days of a month; until then nothing is late.
DAYS_TO_EXPORT = 5
# An export that came so often in a row is expected again; after so long nobody expects it any more.
REGULAR_MONTHS, GIVEN_UP_MONTHS = 3, 12
# Quiet last days of a list that states no period (int_coverage calls such a month whole as well).
QUIET_DAYS = 6


@dataclass(frozen=True)
class Late:
    """owner: account or site, empty where the source has none. until: the last day that is known; month: the last month
    that has ended and is not known; months: how many of them are missing in a row."""

    dataset: str
    owner: str
    until: date
    month: str
    months: int


def late(entries: Mapping[str, Entry], today: date, ended: Mapping[str, date] | None = None) -> list[Late]:
    """What should have come until ``today``, by data set and owner.

    ended: account or site → the last day it was run; nothing is expected of it after that.
    """
    due = shift(of_day(today - timedelta(DAYS_TO_EXPORT)), -1)
    found = []
    for (dataset, owner), receipts in sorted(_by_owner(entries).items()):
        until = max(_known_until(r) for r in receipts)
        expected = min(due, of_day((ended or {}).get(owner, today)))
        newest = _newest_known(until)
        missing = span(shift(newest, 1), expected) if newest < expected else []
        if 0 < len(missing) <= GIVEN_UP_MONTHS and _is_regular(receipts, newest):
            found.append(Late(dataset, owner, until, missing[-1], len(missing)))
    return found


def _by_owner(entries: Mapping[str, Entry]) -> dict[tuple[str, str], list[Receipt]]:
    found = defaultdict(list)
    for receipt in (r for entry in entries.values() if entry.status == "read" for r in entry.receipts):
        if not CONTRACTS[receipt.dataset].is_reference and (receipt.period_end or receipt.last_date):
            found[receipt.dataset, receipt.owner].append(receipt)
    return found


def _known_until(receipt: Receipt) -> date:
    return date.fromisoformat(receipt.period_end or receipt.last_date or "")


def _newest_known(until: date) -> str:
    """The last month that is known to its end."""
    month = of_day(until)
    return month if until >= last_day(month) - timedelta(QUIET_DAYS) else shift(month, -1)


def _is_regular(receipts: list[Receipt], newest: str) -> bool:
    spans = [((r.period_start or r.first_date or "")[:7], (r.period_end or r.last_date or "")[:7]) for r in receipts]
    months = span(shift(newest, 1 - REGULAR_MONTHS), newest)
    return all(any(first <= month <= last for first, last in spans) for month in months)
