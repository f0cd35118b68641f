"""``tongbao check``: what each file was recognised as and every fault in it; nothing is written."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.commands.console import print_faults, print_table, progress
from pipelines.commands.failure import DataFault
from pipelines.commands.usage import existing_home, months_of
from pipelines.landing.land import Entry, ingest
from pipelines.sources import catalog


def check(month: str | None, directory: str | None, quiet: bool) -> None:
    home = existing_home(directory)
    with progress(quiet) as shown:
        shown.step("正在检查 raw 文件夹")
        with TemporaryDirectory() as scratch:
            ingested = ingest(home, shown.detail, Path(scratch))
    months = set(months_of(month, ingested.months)) if month else None
    chosen = {n: e for n, e in ingested.entries.items() if months is None or _concerns(e, months)}
    if not quiet:
        print_table(COLUMNS, [row for name, entry in chosen.items() for row in _rows(name, entry)])
        if any(r["rows_skipped"] for entry in chosen.values() for r in entry.receipts):
            print(SKIPPED)
    faults = [f for f in ingested.faults if f.path in chosen]
    print_faults(faults, everything=True)
    errors = sum(f.severity == "error" for f in faults)
    print(f"共 {len(chosen)} 个文件，错误 {errors} 处，提醒 {len(faults) - errors} 处。")
    if errors:
        raise DataFault("")


COLUMNS = ["文件", "识别为", "账号/站点", "起", "止", "读入", "保留", "拒收", "被替代", "跳过"]
SKIPPED = "读入 = 保留 + 拒收。“跳过”的是合计行、重复的表头和不属于该格式的行，它们本来就不是一条记录，不算拒收。"
LOG_TITLES = {"weblog_combined": "访问日志（nginx/Apache）", "weblog_iis_w3c": "访问日志（IIS）"}


def _concerns(entry: Entry, months: set[str]) -> bool:
    """A refused file has no months; it concerns every month until it is mended."""
    return entry.status == "refused" or any(months & set(r["months"]) for r in entry.receipts)


def _rows(name: str, entry: Entry) -> list[tuple]:
    titles = {f.id: f.title for f in catalog.load().formats} | LOG_TITLES
    if not entry.receipts:
        state = {"duplicate": "与另一个文件完全相同", "refused": "拒收"}.get(entry.status, "没有数据")
        return [(name, state, *[""] * (len(COLUMNS) - 2))]
    return [
        (
            name,
            titles[r["format"]] + (f" {r['vintage']}" if r["vintage"] else ""),
            r["account_id"] or r["site_id"] or "",
            r["period_start"] or "",
            r["period_end"] or "",
            r["rows_in"],
            r["rows_kept"],
            r["rows_refused"],
            r["rows_superseded"],
            r["rows_skipped"],
        )
        for r in entry.receipts
    ]
