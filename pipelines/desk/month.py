"""本月: which exports a month needs, which have come, which are missing or stop early."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines import declarations, seeds
from pipelines.commands.listing import LOG_TITLES
from pipelines.desk.drop import owners
from pipelines.desk.targets import unfilled_ledgers
from pipelines.landing.entries import Receipt
from pipelines.landing.land import Ingested
from pipelines.months import first_day, last_day, shift
from pipelines.sources import catalog

# An export that came in one of so many months before is expected again.
LOOK_BACK = 3
SAME_FILE = "与“"
BY_HAND = ("registers", "bulletins", "reference")


@dataclass(frozen=True)
class Need:
    """One export of one account or site.

    state: ``come``, ``early`` (stops before the month ends), ``missing``, ``new`` (the account or site stands in its
    table and nothing of it has ever come) or ``ledger`` (a target of the month counts what it holds, and no line of the
    month is there). until: last day it speaks of. files: those that have rows of the month; of what is missing the last
    one that came. where: how to get it, a line for each export. ledger: its format, where it is filled in on a page.
    """

    source: str
    title: str
    owner: str
    state: str
    until: str = ""
    files: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    ledger: str = ""


# (format, account or site) → month → files that have rows of it.
Exports = dict[tuple[str, str], dict[str, list[tuple[str, Receipt]]]]
ORDER = ("missing", "early", "new", "ledger", "come")


def needs(ingested: Ingested, month: str) -> list[Need]:
    """What of ``month`` must come and what has; missing first.

    Expected is what came in one of the months before (unless another layout of the same has taken its place, or the
    table says that the account or site had ended), what an account or site that is in use exports, and ledgers that
    targets of the month count.
    """
    exports = _by_export(ingested)
    in_use = owners_in_use(ingested, month)
    wanted = [
        _need(fmt_id, owner, come, month, ingested)
        for (fmt_id, owner), come in exports.items()
        if _is_expected(fmt_id, owner, exports, month) and (owner in in_use or not owner or month in come)
    ]
    wanted += _new_owners(ingested, in_use, {owner for _, owner in exports})
    wanted += [
        Need("目标表", ledger.title, "、".join(targets), "ledger", ledger=ledger.id)
        for ledger, targets in unfilled_ledgers(ingested, month)
    ]
    return sorted(wanted, key=lambda n: (ORDER.index(n.state), n.source, n.owner, n.title))


def _need(fmt_id: str, owner: str, come: dict[str, list[tuple[str, Receipt]]], month: str, ingested: Ingested) -> Need:
    source, title = _titles()[fmt_id]
    owner_name = owner_names(ingested).get(owner, owner)
    if month not in come:
        last = come[max(m for m in come if m < month)]
        where = _where().get(fmt_id, "照上次那个文件的办法再导一份")
        return Need(source, title, owner_name, "missing", "", tuple(name for name, _ in last), (where,))
    end = str(last_day(month))
    until = max((r.period_end or r.last_date or "" for _, r in come[month]), default="")
    state = "come" if until >= end or not _by_day(fmt_id) else "early"
    where = (_where()[fmt_id],) if fmt_id in _where() else ()
    return Need(source, title, owner_name, state, min(until, end), tuple(name for name, _ in come[month]), where)


def _is_expected(fmt_id: str, owner: str, exports: Exports, month: str) -> bool:
    """Whether it came in the month or one of those before it and no other layout of its data set has taken over since:
    one that did not come beside it the last time."""
    come = {m for m in exports[fmt_id, owner] if shift(month, -LOOK_BACK) <= m <= month}
    if not come or month in come:
        return bool(come)
    last = max(come)
    others = [
        months
        for (other, of), months in exports.items()
        if of == owner and other != fmt_id and _dataset(other) == _dataset(fmt_id)
    ]
    return not any(last not in months and any(last < m <= month for m in months) for months in others)


def owners_in_use(ingested: Ingested, month: str) -> set[str]:
    """Accounts and sites that their tables do not end before the month, nor begin after it."""
    return {
        row.get("account_id") or row["site_id"]
        for row in ingested.reference.rows("ref_account") + ingested.reference.rows("ref_site")
        if (not row["valid_to"] or row["valid_to"] >= first_day(month))
        and (not row["valid_from"] or row["valid_from"] <= last_day(month))
    }


def _new_owners(ingested: Ingested, in_use: set[str], known: set[str]) -> list[Need]:
    """Accounts and sites in use of which nothing has ever come, those of one platform together; so Party uploads where
    there are Party organisations."""
    names, found = owner_names(ingested), defaultdict(list)
    for source in catalog.load().sources.values():
        for owner in owners(ingested.reference, source.id):
            if owner in in_use and owner not in known:
                found[source.id].append(names[owner])
    if ingested.reference.rows("ref_party_org") and not any(name.startswith("party/") for name in ingested.entries):
        found["party"] = []
    return [
        Need(catalog.load().sources[source].name, "", "、".join(names), "new", where=_usual(source))
        for source, names in found.items()
    ]


def _usual(source: str) -> tuple[str, ...]:
    """How to get what a platform exports of an account every month."""
    monthly = {r["dataset"] for r in seeds.rows("dataset") if r["is_expected_monthly"] == "true"}
    of_source = [f for f in catalog.load().of(source) if f.dataset in monthly and f.id in _where()]
    return tuple(_where()[f.id] for f in of_source if not _where()[f.id].startswith(SAME_FILE))


def _by_export(ingested: Ingested) -> Exports:
    """Of what platforms export; ledgers come when there is something."""
    found: Exports = defaultdict(lambda: defaultdict(list))
    for name, entry in ingested.entries.items():
        if name.split("/")[0] not in BY_HAND:
            for receipt in entry.receipts:
                for month in receipt.months:
                    found[receipt.format, receipt.owner][month].append((name, receipt))
    return found


def owner_names(ingested: Ingested) -> dict[str, str]:
    """Account or site id → its newest name."""
    rows = ingested.reference.rows("ref_account") + ingested.reference.rows("ref_site")
    return {r.get("account_id") or r["site_id"]: r["name"] for r in rows}


def _by_day(fmt_id: str) -> bool:
    """Whether a quiet end is a gap: an export of days speaks of each day, a list of works does not."""
    return _dataset(fmt_id).endswith("_day")


def _dataset(fmt_id: str) -> str:
    return _datasets().get(fmt_id, "web_traffic_day")


@cache
def _datasets() -> dict[str, str]:
    return {f.id: f.dataset for f in catalog.load().formats}


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
