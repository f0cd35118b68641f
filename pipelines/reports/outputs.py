"""Everything that leaders get: pages and documents of the months asked for, and every page whose figures changed."""

import hashlib
import json
from pathlib import Path

import duckdb

from pipelines.months import shift, span
from pipelines.reports.dictionary import publish_dictionary
from pipelines.reports.documents import publish_documents
from pipelines.reports.pages import publish

# What a month page shows comes from these; a table is read by month.
SHOWN = {
    "main.rpt_metric_trend": "month",
    "quality.coverage": "month",
    "quality.reconciliation": "month",
    "quality.verdicts": "month",
    "quality.issues": "month",
    "quality.restatements": "month",
    "quality.corrections": "month",
    "main.fct_rule_result": "month",
    "main.rpt_zero_report": "month",
    "main.rpt_equal_window": "month",
    "main.rpt_change_contribution": "month",
    "main.fct_web_article": "month",
    "main.fct_wechat_article": "month",
    "main.fct_social_post": "month",
    "main.fct_party_upload": "month",
    "main.dim_event": "month",
}
# A page also proves its figures, row by row; a document does not.
PROVEN = {
    "main.fct_metric_source": "month",
    "main.fct_published_figure": "month",
    "quality.superseded_sources": "month",
}
# Which figures each page was written from; written last.
LEDGER = ".pages.json"
# A target shows in every month of its period.
TARGETS = """
    select m.month, sum(hash(t)) as digest, count(*) as n
    from main.fct_target t join main.dim_month m on m.month_start <= t.period_end and m.month_end >= t.period_start
    group by 1
"""

# A task shows in the bulletin of the month it is due in and in that of the month before.
TASKS = """
    select m.month, sum(hash(t)) as digest, count(*) as n
    from main.fct_register_entry t join main.dim_month m
        on t.month in (m.month, strftime(m.month_end + interval 1 day, '%Y-%m'))
    where t.register_id = 'register_plan_items'
    group by 1
"""


def write_outputs(
    database: Path, out: Path, months: list[str], version: str, templates: Path | None = None
) -> list[Path]:
    """Pages and documents of ``months``, pages of other months that are absent or out of date, and the pages over all.

    version: of the code that writes pages; another one makes every page out of date. Documents of other months are
    left as they are, because they may have been sent out: the ledger of ``written`` says which are older than their
    figures. templates: the folder of the office's own forms. Returns the paths written.
    """
    with duckdb.connect(database, read_only=True) as connection:
        digests = dict(_digests(connection, SHOWN))
        now = _pages_now(connection, version)
    # Documents first: the index names those that are there.
    written = publish_documents(database, out, months, digests, templates)
    written += publish(database, out, sorted({*months, *_stale(now, out)}))
    written.append(publish_dictionary(database, out))
    (out / LEDGER).write_text(json.dumps(now), encoding="utf-8")
    return written


def stale_months(database: Path, out: Path, version: str) -> list[str]:
    """The months whose page ``write_outputs`` would write from ``database`` though nobody asked for them."""
    with duckdb.connect(database, read_only=True) as connection:
        return sorted(_stale(_pages_now(connection, version), out))


def _pages_now(connection: duckdb.DuckDBPyConnection, version: str) -> dict[str, str]:
    """Month → what its page is written from."""
    proven = dict(_digests(connection, SHOWN | PROVEN))
    return {month: f"{version}-{_window(proven, month)}" for month in proven}


def _stale(now: dict[str, str], out: Path) -> set[str]:
    ledger = out / LEDGER
    before = json.loads(ledger.read_text(encoding="utf-8")) if ledger.exists() else {}
    return {m for m, d in now.items() if before.get(m) != d or not (out / "months" / f"{m}.html").exists()}


def _window(digests: dict[str, str], month: str) -> str:
    """One digest of the thirteen months that a page shows."""
    shown = [digests.get(m, "") for m in span(shift(month, -12), month)]
    return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:16]


def _digests(connection: duckdb.DuckDBPyConnection, read_from: dict[str, str]) -> list[tuple[str, str]]:
    """(month, digest of all its rows): equal digests, equal page.

    Hashes are added: joined by XOR, two rows that exchange their last cells, and equal rows in pairs, would not show.
    """
    tables = connection.sql("select schema_name || '.' || table_name, table_name from duckdb_tables()").fetchall()
    shown = read_from | {name: "月份" for name, _ in tables if name.startswith("bulletin.")}
    known = {full for full, _ in tables}
    parts = [
        f'select "{column}" as month, sum(hash(t)) as digest, count(*) as n from {name} t group by 1'
        for name, column in sorted(shown.items())
        if name in known
    ]
    if "main.fct_target" in known:
        parts.append(TARGETS)
    if "main.fct_register_entry" in known:
        parts.append(TASKS)
    return connection.sql(
        "select month, sum(digest::hugeint + n)::varchar from (" + " union all ".join(parts) + ")"
        " where month in (select month from main.fct_metric_month) group by 1 order by 1"
    ).fetchall()
