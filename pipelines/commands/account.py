"""What a run over several months came to, month by month."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.commands.console import print_table
from pipelines.faults import ERROR, WARNING
from pipelines.landing.land import Ingested

COLUMNS = ["月份", "文件", "行数", "错误", "提醒", "数据"]


def print_account(database: Path, months: Sequence[str], ingested: Ingested) -> None:
    """One line a month: files and rows read, faults that name the month, and how far its sources cover it. A month
    without data is missing and no error."""
    print_table(COLUMNS, account(database, months, ingested))
    general = Counter(f.severity for f in ingested.faults if not f.month)
    told = [
        f"{general[severity]} 处{what}" for severity, what in ((ERROR, "错误"), (WARNING, "提醒")) if general[severity]
    ]
    if told:
        print(f"另有 {'、'.join(told)}不属于哪一个月。")


def account(database: Path, months: Sequence[str], ingested: Ingested) -> list[tuple]:
    """Rows of ``COLUMNS``."""
    files, rows = Counter(), Counter()
    for entry in ingested.entries.values():
        told = Counter()
        for receipt in entry.receipts:
            told.update(receipt.months)
        files.update(told.keys())
        rows.update(told)
    faults = Counter((f.month, f.severity) for f in ingested.faults)
    covered = _coverage(database)
    return [
        (m, files[m], rows[m], faults[m, ERROR], faults[m, WARNING], _said(covered.get(m), files[m])) for m in months
    ]


def _coverage(database: Path) -> dict[str, Counter]:
    """Month → status → sources (a data set of an account)."""
    found: defaultdict[str, Counter] = defaultdict(Counter)
    with duckdb.connect(str(database), read_only=True) as connection:
        query = "SELECT month, status, count(*) FROM quality.coverage GROUP BY ALL"
        for month, status, count in connection.execute(query).fetchall():
            found[month][status] = count
    return found


def _said(statuses: Counter | None, files: int) -> str:
    if not files:
        return "没有数据"
    if not statuses:
        return ""
    asked = statuses.total() - statuses["not_started"]
    return "齐" if statuses["full"] == asked else f"应有 {asked} 项，齐 {statuses['full']} 项"
