"""Server logs of the sites: each file once into a small part, parts into views and visitors by day and month.

A log has no rows worth keeping: what lands are counts per site, and the receipt of each file says how many lines were
read and how many were bad.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import polars as pl

from pipelines import weblogs
from pipelines.contracts import CONTRACTS
from pipelines.faults import FileFault, error, warning
from pipelines.files.decode import WORKBOOKS
from pipelines.files.discover import RawFile
from pipelines.home import Home
from pipelines.institution.tables import Reference
from pipelines.landing.index import Entry
from pipelines.landing.schema import landing_schema
from pipelines.sources.catalog import Catalog
from pipelines.weblogs import LogReceipt, LogUnreadable, Rules

# Enough of a file to tell a log from a table.
HEAD_BYTES = 65_536
RULES_FILE = "访问日志规则.toml"


def log_format(file: RawFile) -> str | None:
    """Format of a website's server log, None for every other file."""
    if file.source != "website":
        return None
    with file.path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    return None if head.startswith(WORKBOOKS) else weblogs.looks_like_log(head, file.path.name)


def parts_folder(home: Home) -> Path:
    return home.landing / "_weblog"


def log_rules(home: Home, scratch: Path) -> Rules:
    """The home's own rules if it has any, else ours; the visitor key stays in the home."""
    own = home.reference / RULES_FILE
    key = parts_folder(home) / "visitor.key"
    secret = weblogs.visitor_secret(key if key.exists() else scratch / "visitor.key")
    return weblogs.load_rules(own if own.exists() else None, visitor_key=secret)


def read_logs(
    home: Home,
    logs: dict[str, tuple[RawFile, str]],
    remembered: dict[str, Entry],
    known: Catalog,
    reference: Reference,
    entries: dict[str, Entry],
    scratch: Path,
    progress: Callable[[str], None],
) -> tuple[dict[str, pl.DataFrame], set[str]]:
    """Sites whose logs changed since ``remembered``, and all their rows; new parts are written to ``scratch``.

    logs: file name → (file, format) of all logs of the home. An ``Entry`` for each goes into ``entries``.
    """
    try:
        rules = log_rules(home, scratch) if logs else None
    except ValueError as reason:
        for name, (file, _) in logs.items():
            entries[name] = Entry(file.sha256, "refused", faults=[asdict(error("log_rules", str(reason), path=name))])
        return {}, set()
    parts: list[tuple[str, Path]] = []
    for name, (file, fmt) in logs.items():
        try:
            site = reference.owner(known.sources["website"], file)
            part, receipt = _part(home, file, fmt, rules, scratch, progress)
        except LogUnreadable as reason:
            entries[name] = Entry(
                file.sha256, "refused", faults=[asdict(error("unreadable_file", str(reason), path=name))]
            )
            continue
        except FileFault as reason:
            entries[name] = Entry(file.sha256, "refused", faults=[asdict(reason.fault)])
            continue
        parts.append((site, part))
        entries[name] = Entry(file.sha256, "read", [_receipt(receipt, site)], _faults(receipt, name))
    sites = _changed_sites(remembered, {name: entries[name] for name in logs})
    if not sites:
        return {}, sites
    traffic = weblogs.summarise(pair for pair in parts if pair[0] in sites)
    frames = {
        "web_traffic_day": traffic.day,
        "web_article_traffic_day": traffic.article_day,
        "web_traffic_month": traffic.month,
    }
    return {name: _stamped(name, frame) for name, frame in frames.items()}, sites


def _changed_sites(before: dict[str, Entry], after: dict[str, Entry]) -> set[str]:
    """Sites with a log that is new, gone, no longer readable, another one or read by other rules."""
    told = [
        {
            (name, entry.sha256, receipt["site_id"], receipt.get("rules"))
            for name, entry in entries.items()
            for receipt in entry.receipts
            if receipt["format"].startswith("weblog_")
        }
        for entries in (before, after)
    ]
    return {site for _, _, site, _ in told[0] ^ told[1]}


def site_file(site: str) -> str:
    """What stands for "all logs of this site" in ``source_file``."""
    return f"website/{site}/*.log"


def _part(
    home: Home, file: RawFile, fmt: str, rules: Rules, scratch: Path, progress: Callable[[str], None]
) -> tuple[Path, LogReceipt]:
    name = f"{file.file_id}-{rules.version}.parquet"
    landed = parts_folder(home) / name
    if landed.exists():
        return landed, weblogs.read_receipt(landed)
    progress(file.name)
    scratch.mkdir(parents=True, exist_ok=True)
    return scratch / name, weblogs.parse(file.path, scratch / name, rules, fmt)


def _receipt(found: LogReceipt, site: str) -> dict:
    months = Counter()
    for day, lines in found.lines_by_date.items():
        months[day[:7]] += lines
    first, last = (str(d) if d else None for d in (found.first_date, found.last_date))
    return {
        "dataset": "web_traffic_day",
        "format": f"weblog_{found.format}",
        "vintage": "",
        "encoding": "",
        "account_id": None,
        "site_id": site,
        "rows_in": found.lines_total,
        "rows_kept": found.lines_parsed,
        "rows_refused": found.lines_bad,
        "rows_superseded": 0,
        "rows_skipped": 0,
        "first_date": first,
        "last_date": last,
        "period_start": first,
        "period_end": last,
        "as_of": last,
        "unknown_columns": "",
        "rules": found.rules_version,
        "months": dict(sorted(months.items())),
    }


def _faults(found: LogReceipt, name: str) -> list[dict]:
    faults = [warning("bad_log_lines", problem, path=name, dataset="web_traffic_day") for problem in found.problems]
    if found.lines_bad:
        shown = "、".join(map(str, found.bad_line_numbers))
        what = f"{found.lines_total} 行里有 {found.lines_bad} 行残缺，没有计入（第 {shown} 行等）"
        faults.append(warning("bad_log_lines", what, path=name, dataset="web_traffic_day"))
    return [asdict(f) for f in faults]


def _stamped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    data = CONTRACTS[name]
    data.model.validate(frame.select(*data.dtypes))
    schema = landing_schema(data)
    month = pl.col("month") if "month" in frame.columns else pl.col("date").dt.strftime("%Y-%m")
    until = pl.col("date") if "date" in frame.columns else pl.lit(None, pl.Date)
    source = pl.format("website/{}/*.log", pl.col("site_id"))
    stamped = frame.with_columns(month=month, as_of=until, source_file=source, is_superseded=pl.lit(False))
    return stamped.with_columns(pl.lit(None, t).alias(c) for c, t in schema.items() if c not in stamped.columns).select(
        *schema
    )
