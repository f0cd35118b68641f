"""本月: which exports a month needs, which have come, which are missing or stop early."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines import declarations
from pipelines.commands.listing import LOG_TITLES
from pipelines.landing.entries import Receipt
from pipelines.landing.land import Ingested
from pipelines.months import last_day, shift, span
from pipelines.sources import catalog

# An export that came in one of so many months before is expected again.
LOOK_BACK = 3
BY_HAND = ("registers", "bulletins", "reference")


@dataclass(frozen=True)
class Need:
    """One export of one account or site. state: ``come``, ``early`` (stops before the month ends) or ``missing``.

    until: last day it speaks of. files: those that have rows of the month. where: how to get it from the platform.
    """

    source: str
    title: str
    owner: str
    state: str
    until: str
    files: list[str]
    where: str


def needs(ingested: Ingested, month: str) -> list[Need]:
    """What the months before had, and what of it this month has; missing first."""
    before = span(shift(month, -LOOK_BACK), shift(month, -1))
    names = owner_names(ingested)
    wanted = []
    for (fmt_id, owner), receipts in _by_export(ingested).items():
        if not {month, *before} & {m for _, r in receipts for m in r.months}:
            continue
        come = [(name, r) for name, r in receipts if month in r.months]
        until = max((r.period_end or r.last_date or "" for _, r in come), default="")
        end = str(last_day(month))
        state = "missing" if not come else "come" if until >= end or not _by_day(fmt_id) else "early"
        source, title = _titles()[fmt_id]
        where = _where().get(fmt_id, "")
        owner_name = names.get(owner, owner)
        wanted.append(Need(source, title, owner_name, state, min(until, end), [name for name, _ in come], where))
    order = {"missing": 0, "early": 1, "come": 2}
    return sorted(wanted, key=lambda n: (order[n.state], n.source, n.owner, n.title))


def _by_export(ingested: Ingested) -> dict[tuple[str, str], list[tuple[str, Receipt]]]:
    """(format, account or site) → the files of it, of what platforms export; ledgers come when there is something."""
    found: dict[tuple[str, str], list[tuple[str, Receipt]]] = defaultdict(list)
    for name, entry in ingested.entries.items():
        if name.split("/")[0] not in BY_HAND:
            for receipt in entry.receipts:
                found[receipt.format, receipt.owner].append((name, receipt))
    return found


def owner_names(ingested: Ingested) -> dict[str, str]:
    """Account or site id → its newest name."""
    rows = ingested.reference.rows("ref_account") + ingested.reference.rows("ref_site")
    return {r.get("account_id") or r["site_id"]: r["name"] for r in rows}


def _by_day(fmt_id: str) -> bool:
    """Whether a quiet end is a gap: an export of days speaks of each day, a list of works does not."""
    dataset = next((f.dataset for f in catalog.load().formats if f.id == fmt_id), "web_traffic_day")
    return dataset.endswith("_day")


@cache
def _titles() -> dict[str, tuple[str, str]]:
    """Format → name of its source, and its own."""
    known = catalog.load()
    logs = {fmt: (known.sources["website"].name, title) for fmt, title in LOG_TITLES.items()}
    return {f.id: (known.sources[f.source].name, f.title) for f in known.formats} | logs


@dataclass(frozen=True)
class Declared:
    """where.toml: format → where a clerk gets it."""

    where: dict[str, str]


@cache
def _where() -> dict[str, str]:
    return declarations.read(Path(__file__).with_name("where.toml"), Declared).where
