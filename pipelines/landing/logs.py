"""Server logs of the sites: each file once into a small part, parts into views and visitors by day and month.

A log has no rows worth keeping: what lands are counts per site, and the receipt of each file says how many lines were
read and how many were bad.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines import weblogs
from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, FileFault, error, warning
from pipelines.files.decode import WORKBOOKS
from pipelines.files.discover import RawFile, check_unchanged
from pipelines.files.head import first_bytes
from pipelines.home import Home
from pipelines.institution.tables import Reference
from pipelines.landing.entries import Entry, Receipt
from pipelines.landing.schema import landing_schema
from pipelines.sources.catalog import Catalog
from pipelines.weblogs import LogFile, LogReceipt, LogUnreadable, ParseLogs, Rules

# Enough of a file to tell a log from a table.
HEAD_BYTES = 65_536
RULES_FILE = "访问日志规则.toml"
REFUSED = "refused"


def find_logs(home: Home, files: list[RawFile]) -> dict[str, tuple[RawFile, str]]:
    """File name → (file, format) of the logs among ``files``; ``REFUSED`` stands for a log that is not read."""
    candidates = [file for file in files if file.source == "website"]
    if not candidates:
        return {}
    try:
        rules = weblogs.load_rules(_own_rules(home))
    except ValueError:  # told where the logs are read; that they are logs is told by our own rules
        rules = weblogs.load_rules()
    logs = {}
    for file in candidates:
        head = _head(file)
        if head.startswith(WORKBOOKS):
            continue
        if found := weblogs.looks_like_log(head, rules) or (REFUSED if weblogs.refused_log(head, rules) else None):
            logs[file.name] = (file, found)
    return logs


def _head(file: RawFile) -> bytes:
    return first_bytes(file.path, HEAD_BYTES)


def parts_folder(home: Home) -> Path:
    return home.landing / "_weblog"


def log_rules(home: Home, scratch: Path) -> Rules:
    """The home's own rules if it has any, else ours; the visitor key stays in the home."""
    key = parts_folder(home) / "visitor.key"
    secret = weblogs.visitor_secret(key if key.exists() else scratch / "visitor.key")
    return weblogs.load_rules(_own_rules(home), visitor_key=secret)


def _own_rules(home: Home) -> Path | None:
    own = home.reference / RULES_FILE
    return own if own.exists() else None


def read_logs(
    home: Home,
    logs: dict[str, tuple[RawFile, str]],
    remembered: dict[str, Entry],
    known: Catalog,
    reference: Reference,
    entries: dict[str, Entry],
    scratch: Path,
    progress: Callable[[str], None],
    parse: ParseLogs = weblogs.parse_each,
) -> tuple[dict[str, pl.DataFrame], set[str]]:
    """Sites whose logs changed since ``remembered``, and all their rows; new parts are written to ``scratch``.

    logs: file name → (file, format) of all logs of the home. An ``Entry`` for each goes into ``entries``.
    parse: who reads those that are new.
    """
    try:
        rules = log_rules(home, scratch) if logs else weblogs.load_rules()
    except ValueError as reason:
        for name, (file, _) in logs.items():
            entries[name] = Entry(file.sha256, "refused", faults=[error("log_rules", str(reason), path=name)])
        return {}, set()
    hosts = _hosts(reference)
    owner_of: dict[str, str] = {}
    for name, (file, fmt) in logs.items():
        try:
            if fmt == REFUSED:
                raise FileFault(error("foreign_log", weblogs.refused_log(_head(file), rules) or "", path=name))
            owner_of[name] = reference.owner(known.sources["website"], file) or ""
        except FileFault as reason:
            entries[name] = Entry(file.sha256, "refused", faults=[reason.fault])
    parts: list[tuple[str, Path]] = []
    read: list[tuple[str, str, LogReceipt]] = []
    placed = [(*logs[name], _part_of(home, logs[name][0], rules, scratch)) for name in owner_of]
    for (file, part, outcome), site in zip(_parsed(placed, rules, parse, progress), owner_of.values(), strict=True):
        name = file.name
        if isinstance(outcome, Fault):
            sha256 = "" if outcome.code == "file_changed" else file.sha256
            entries[name] = Entry(sha256, "refused", faults=[outcome])
            continue
        parts.append((site, part))
        read.append((name, site, outcome))
        known_hosts = hosts.get(site, frozenset())
        faults = _faults(outcome, name, site, known_hosts)
        entries[name] = Entry(file.sha256, "read", [_receipt(outcome, site, known_hosts)], faults)
    for name, fault in _behind_cdn(read):
        entries[name].faults.append(fault)
    sites = _changed_sites(remembered, {name: entries[name] for name in logs})
    if not sites:
        return {}, sites
    traffic = weblogs.summarise((pair for pair in parts if pair[0] in sites), hosts)
    frames = {
        "web_traffic_day": traffic.day,
        "web_article_traffic_day": traffic.article_day,
        "web_traffic_month": traffic.month,
    }
    return {name: _stamped(name, frame) for name, frame in frames.items()}, sites


def _changed_sites(before: dict[str, Entry], after: dict[str, Entry]) -> set[str]:
    """Sites with a log that is new, gone, no longer readable, another one, read by other rules or for other hosts."""
    told = [
        {
            (name, entry.sha256, receipt.owner, receipt.rules, receipt.hosts, receipt.rows_kept)
            for name, entry in entries.items()
            for receipt in entry.receipts
            if receipt.format.startswith("weblog_")
        }
        for entries in (before, after)
    ]
    return {site for _, _, site, *_ in told[0] ^ told[1]}


def site_file(site: str) -> str:
    """What stands for "all logs of this site" in ``source_file``."""
    return f"website/{site}/*.log"


def _part_of(home: Home, file: RawFile, rules: Rules, scratch: Path) -> Path:
    """Where the part of a log lies, or is to lie."""
    name = f"{file.file_id}-{rules.version}.parquet"
    landed = parts_folder(home) / name
    return landed if landed.exists() else scratch / name


def _parsed(
    logs: list[tuple[RawFile, str, Path]], rules: Rules, parse: ParseLogs, progress: Callable[[str], None]
) -> Iterator[tuple[RawFile, Path, LogReceipt | Fault]]:
    """(log, its part, what was read or why not) of each, in order; those without a part are read."""
    new: dict[Path, RawFile] = {}
    for file, _, part in logs:
        if not part.exists():
            new.setdefault(part, file)  # copies of a log share what is read of the first
    formats = {part: fmt for _, fmt, part in logs}
    outcomes = parse(
        [LogFile(file.path, part, formats[part]) for part, file in new.items()],
        rules,
        lambda log: progress(new[log.part].name),
    )
    known: dict[Path, LogReceipt | LogUnreadable | Fault] = {}
    for file, _, part in logs:
        if part not in known:
            known[part] = (
                _unless_changed(next(outcomes), part, new[part]) if part in new else weblogs.read_receipt(part)
            )
        outcome = known[part]
        if isinstance(outcome, Fault):
            yield file, part, outcome if file is new[part] else _of_copy(outcome, file)
        elif isinstance(outcome, LogUnreadable):
            yield file, part, error("unreadable_file", str(outcome), path=file.name)
        else:
            yield file, part, outcome


def _unless_changed(
    outcome: LogReceipt | LogUnreadable, part: Path, file: RawFile
) -> LogReceipt | LogUnreadable | Fault:
    """The fault where ``file`` was written to while it was read: its part would be taken for that of the old bytes."""
    try:
        check_unchanged(file)
    except FileFault as reason:
        part.unlink(missing_ok=True)
        return reason.fault
    return outcome


def _of_copy(fault: Fault, file: RawFile) -> Fault:
    return replace(fault, path=file.name, message=f"内容与 {fault.path} 相同，只读那一份，而它{fault.message}")


def _receipt(found: LogReceipt, site: str, hosts: frozenset[str]) -> Receipt:
    months, later = Counter(), _later(found)
    days = {day: lines for day, lines in found.lines_by_date.items() if day not in later}
    for day, lines in days.items():
        months[day[:7]] += lines
    first, last = min(days, default=None), max(days, default=None)
    return Receipt(
        "web_traffic_day",
        f"weblog_{found.format}",
        site_id=site,
        rows_in=found.lines_total,
        rows_kept=found.lines_parsed - sum(later.values()),
        rows_refused=found.lines_bad + sum(later.values()),
        first_date=first,
        last_date=last,
        period_start=first,
        period_end=last,
        as_of=last,
        rules=found.rules_version,
        hosts="、".join(sorted(hosts)),
        months=dict(sorted(months.items())),
    )


def _later(found: LogReceipt) -> dict[str, int]:
    """Lines of days that are still to come: the clock of a server was wrong."""
    return {day: lines for day, lines in found.lines_by_date.items() if day > str(date.today())}


def _hosts(reference: Reference) -> dict[str, frozenset[str]]:
    """site_id → names of its hosts, of all versions of the site."""
    hosts: dict[str, set[str]] = {}
    for row in reference.rows("ref_site"):
        # Somebody may have copied the address of the front page.
        names = re.findall(r"(?:[a-z]+://)?([^\s、，,;；/:]+)[^\s、，,;；]*", (row["host"] or "").lower())
        hosts.setdefault(row["site_id"], set()).update(names)
    return {site: frozenset(names) for site, names in hosts.items() if names}


def _behind_cdn(read: list[tuple[str, str, LogReceipt]]) -> list[tuple[str, Fault]]:
    """Logs of a delivery network for days of which the site's own server has a log too: a visit may stand in both."""
    told = []
    for name, site, receipt in read:
        if not weblogs.is_cdn(receipt.format):
            continue
        own = [other for _, owner, other in read if owner == site and not weblogs.is_cdn(other.format)]
        days = sorted(set(receipt.lines_by_date) & {day for other in own for day in other.lines_by_date})
        if days:
            what = f"{days[0]} 至 {days[-1]} 既有 CDN 的日志又有服务器自己的日志，经 CDN 回源的访问会计两次"
            told.append((name, warning("cdn_and_origin", what, path=name, dataset="web_traffic_day")))
    return told


def _faults(found: LogReceipt, name: str, site: str, hosts: frozenset[str]) -> list[Fault]:
    faults = [warning("log_of_little", problem, path=name, dataset="web_traffic_day") for problem in found.problems]
    others = {host: views for host, views in found.hosts.items() if host not in hosts}
    shown = "、".join(f"{host} {views} 次" for host, views in sorted(others.items(), key=lambda pair: -pair[1])[:5])
    if hosts and others:
        what = f"日志里有 {sum(others.values())} 次访问的域名不在站点 {site} 名下，没有计入：{shown}"
        faults.append(warning("other_host", what, path=name, dataset="web_traffic_day"))
    elif len(others) > 1:
        what = f"日志里有 {len(others)} 个域名，全部计入站点 {site}：{shown}"
        faults.append(warning("several_hosts", what, path=name, dataset="web_traffic_day"))
    if later := _later(found):
        what = f"有 {sum(later.values())} 行的日期还没有到（{min(later)} 至 {max(later)}），没有计入"
        faults.append(warning("future_log_lines", what, path=name, dataset="web_traffic_day", value=max(later)))
    if found.lines_bad:
        shown = "、".join(map(str, found.bad_line_numbers))
        what = f"{found.lines_total} 行里有 {found.lines_bad} 行残缺，没有计入（第 {shown} 行等）"
        faults.append(warning("bad_log_lines", what, path=name, dataset="web_traffic_day"))
    return faults


def _stamped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    data = CONTRACTS[name]
    data.model.validate(frame.select(*data.dtypes))
    schema = landing_schema(data)
    month = pl.col("month") if "month" in frame.columns else pl.col("date").dt.strftime("%Y-%m")
    until = pl.col("date") if "date" in frame.columns else pl.lit(None, pl.Date)
    source = pl.format("website/{}/*.log", pl.col("site_id"))
    has_been = until <= date.today() if "date" in frame.columns else month <= f"{date.today():%Y-%m}"
    stamped = frame.filter(has_been).with_columns(
        month=month, as_of=until, source_file=source, capped=pl.lit(""), is_superseded=pl.lit(False)
    )
    return stamped.with_columns(pl.lit(None, t).alias(c) for c, t in schema.items() if c not in stamped.columns).select(
        *schema
    )
