"""All of ``raw/`` into ``warehouse/landing/``: only what changed is read, everything is accounted for.

Landing is its own cache: rows of unchanged files stay where they are. The index is written last, so a run killed
anywhere is simply repeated; a long first read is landed every minute, so what was read until then is not read again.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, FileFault, warning
from pipelines.files.discover import RawFile, discover
from pipelines.home import Home
from pipelines.institution.ids import resolved
from pipelines.institution.tables import Reference, check_reference
from pipelines.landing.apart import stray_months
from pipelines.landing.entries import Entry
from pipelines.landing.index import Index, doubt, read_index, readers_version, reading_version, write_index
from pipelines.landing.intake import read_files
from pipelines.landing.logs import RULES_FILE, find_logs, parts_folder, read_logs, site_file
from pipelines.landing.merge import merge, tell_emptied
from pipelines.landing.names import unknown_names
from pipelines.landing.past_bulletins import answers_version
from pipelines.landing.schema import EMPTY, FILE_COLUMNS, ISSUE_COLUMNS, landed_columns, landing_schema
from pipelines.months import last_day
from pipelines.replacing import replacing
from pipelines.rows.canonical import named_period
from pipelines.sources import catalog
from pipelines.weblogs import ParseLogs, parse_each

# Faults of days that the clock had not reached.
DATED = ("future_date",)
_NOTHING = Entry("", "")
# How long new files are read before they are landed. Rows land alike, in whatever order their files come.
SECONDS_AT_A_TIME = 60.0
# A month with less than this part of the rows of the month before is the first day of an export that ran over.
STRAY_SHARE = 10


@dataclass
class Ingested:
    """The state of a home after reading.

    frames: dataset → all rows, for the datasets that changed.
    changed_months: dataset → months whose rows changed.
    left: how many files are still to be read; they are no part of all this.
    """

    entries: dict[str, Entry]
    frames: dict[str, pl.DataFrame]
    changed_months: dict[str, set[str]]
    reference: Reference
    reference_faults: list[Fault]
    version: str
    left: int = 0

    @property
    def faults(self) -> list[Fault]:
        """Every fault of every file, errors first, then by place."""
        found = [f for e in self.entries.values() for f in e.faults]
        found += self.reference_faults + list(unknown_names(self.entries, self.reference))
        found += stray_months(self.entries)
        return sorted(found, key=lambda f: (f.severity != "error", f.path, f.sheet, f.row or 0, f.column, f.code))

    @property
    def rows_by_month(self) -> dict[str, int]:
        """Rows per month over all exports, oldest month first; a month in a reference table is no data."""
        counts: Counter[str] = Counter()
        for receipt in (r for e in self.entries.values() for r in e.receipts):
            if not CONTRACTS[receipt.dataset].is_reference:
                counts.update(receipt.months)
        return dict(sorted(counts.items()))

    @property
    def months(self) -> list[str]:
        """Every month that has a row."""
        return list(self.rows_by_month)

    @property
    def newest_month(self) -> str | None:
        """The newest month worth a report: it has ended, and more than a few stray rows of the next export are in."""
        counts = self.rows_by_month
        ended = [m for m in counts if last_day(m) < date.today()] or list(counts)
        for month, before in zip(ended[::-1], [*ended[-2::-1], ""], strict=True) if ended else ():
            if counts[month] * STRAY_SHARE >= counts.get(before, 0):
                return month
        return None


@dataclass(frozen=True)
class Landed:
    """What lies in landing. A file dropped into raw/ since then is no part of what is built from it."""

    entries: dict[str, Entry]
    faults: list[Fault]


def take_in(
    home: Home, progress: Callable[[str], None] = lambda text: None, parse_logs: ParseLogs = parse_each
) -> Ingested:
    """Read what changed and land it, again and again until nothing is left to read; what the last time gave."""
    while True:
        ingested = ingest(home, progress, seconds=SECONDS_AT_A_TIME, parse_logs=parse_logs)
        land(home, ingested)
        if not ingested.left:
            return ingested


def ingest(
    home: Home,
    progress: Callable[[str], None] = lambda text: None,
    scratch: Path | None = None,
    seconds: float | None = None,
    parse_logs: ParseLogs = parse_each,
) -> Ingested:
    """Read what changed since the last landing. Nothing is written but the parts of new server logs.

    scratch: where those parts go; by default their place in landing. seconds: after so many no further new file is
    begun; by default all are read. parse_logs: who reads new server logs; by default this process.
    """
    index = read_index(home)
    files, unread = discover(home, index.files)
    reference, reference_entries = _read_reference(home, [f for f in files if f.source == "reference"], index)
    known = catalog.load().with_mapping(reference.rows("ref_column_mapping"))
    version = reading_version(reference)
    remembered = _remembered(index, version, answers_version(reference))
    exports = [f for f in files if f.source != "reference"]
    logs = find_logs(home, exports)
    entries, to_read, twin_of = _sort_out(exports, set(logs), remembered, _owner_of(known, reference))
    gone = {n for n, e in remembered.items() if e.status == "read" and entries.get(n, _NOTHING).status != "read"}
    traffic, sites = read_logs(
        home, logs, remembered, known, reference, entries, scratch or parts_folder(home), progress, parse_logs
    )
    tables = [f for f in to_read if f.name not in logs]
    # What was read before in this way is read again whatever the time: only what is new is less each time.
    is_new = {f.name for f in tables if index.version != version or f.name not in remembered}
    may_wait = _after(seconds, is_new)
    new_rows = read_files(tables, known, reference, entries, progress, twin_of, exports, may_wait) | traffic
    progress("正在核对")
    left = {f.name for f in tables if f.name not in entries}
    for file in exports:
        if file.name not in left:
            entries[file.name].stat = file.stat
    for fault in unread:
        entries[fault.path or "raw"] = Entry("", "refused", faults=[fault])
    replaced = {f.name for f in to_read} | gone | {site_file(s) for s in sites}
    frames, months = merge(home, new_rows, replaced, entries)
    tell_emptied(entries)
    return Ingested(
        {**reference_entries, **{name: entries[name] for name in sorted(entries)}},
        frames,
        months,
        reference,
        check_reference(reference),
        version,
        len(left),
    )


def _after(seconds: float | None, names: set[str]) -> Callable[[RawFile], bool]:
    """Whether a file may wait for the next time: one of ``names``, ``seconds`` after the first of them was begun."""
    ends: float | None = None

    def may_wait(file: RawFile) -> bool:
        nonlocal ends
        if seconds is None or file.name not in names:
            return False
        now = time.monotonic()
        ends = now + seconds if ends is None else ends
        return now > ends

    return may_wait


def _sort_out(
    exports: list[RawFile], logs: set[str], remembered: dict[str, Entry], owner_of: Callable[[RawFile], str | None]
) -> tuple[dict[str, Entry], list[RawFile], dict[str, tuple[str, bool]]]:
    """Entries of files that need no reading (unchanged, or a copy of another), the files to read, and of those that
    are the same bytes in a place that says another month or owner, which one came first and whether it is another's."""
    places: dict[str, list[tuple]] = {}
    twin_of: dict[str, tuple[str, bool]] = {}
    entries, to_read = {}, []
    for file in exports:
        same = places.setdefault(file.sha256, [])
        period, owner = named_period(file) or file.month, owner_of(file) if same else None
        own = [(f, other) for f, other in same if owner_of(f) == owner]
        first = next((f for f, other in own if other == period or not other or not period), None)
        before = remembered.get(file.name)
        if same and not first and file.name not in logs:
            twin_of[file.name] = ((own or same)[0][0].name, not own)
        same.append((file, period))
        is_same = before is not None and (before.status == "duplicate") == (first is not None)
        if before and before.sha256 == file.sha256 and (is_same or file.name in twin_of):
            entries[file.name] = before
        elif first and file.name not in logs:
            entries[file.name] = Entry(file.sha256, "duplicate", faults=[_duplicate(file, first.name)])
        else:
            to_read.append(file)
    return entries, to_read, twin_of


def _owner_of(known: catalog.Catalog, reference: Reference) -> Callable[[RawFile], str | None]:
    """Whose a file is by its folder, as far as that can be told; what cannot be told is a fault when it is read."""

    def owner(file: RawFile) -> str | None:
        source = known.sources.get(file.source)
        try:
            return reference.owner(source, file) if source else None
        except FileFault:
            return None

    return owner


_LANDED: ContextVar[Ingested | None] = ContextVar("landed", default=None)


@contextmanager
def already_landed(ingested: Ingested) -> Iterator[None]:
    """While this lasts, ``raw/`` has been read and landed by whoever started the work: nobody reads it again."""
    token = _LANDED.set(ingested)
    try:
        yield
    finally:
        _LANDED.reset(token)


def landed_before() -> Ingested | None:
    """What has been landed by whoever started this work; None where nobody has."""
    return _LANDED.get()


def land(home: Home, ingested: Ingested) -> None:
    """Write what changed: month files of changed datasets, receipts, issues, and the index first and last of all."""
    doubt(home, ingested.version, ingested.entries)
    for name, data in CONTRACTS.items():
        nothing = pl.DataFrame(schema=landing_schema(data)).select(landed_columns(data))
        _write(nothing, home.landing / name / EMPTY, keep=True)
        (home.landing / name / "_empty.parquet").unlink(missing_ok=True)  # as earlier versions named it
    for name, frame in ingested.frames.items():
        if CONTRACTS[name].month_from:
            for month in sorted(ingested.changed_months.get(name, ())):
                rows = frame.filter(pl.col("month") == month)
                path = home.landing / name / f"{month}.parquet"
                if rows.height:
                    _write(rows, path)
                else:
                    path.unlink(missing_ok=True)
        else:
            _write(frame, home.landing / name / "all.parquet")
    _write(files_frame(ingested), home.landing / "ingest_file" / "all.parquet")
    _write(issues_frame(ingested.faults), home.landing / "ingest_issue" / "all.parquet")
    for name, frame in ingested.reference.tables.items():
        _write(frame.select(landed_columns(CONTRACTS[name])), home.landing / name / "all.parquet")
    write_index(home, ingested.version, ingested.entries)


def landed(home: Home) -> Landed:
    issues = pl.read_parquet(home.landing / "ingest_issue" / "all.parquet", glob=False)
    issues = issues.rename({"column_name": "column"}).with_columns(pl.col("month").fill_null(""))
    told = [Fault(**row) for row in issues.iter_rows(named=True)]
    return Landed(read_index(home).files, told)


def files_frame(ingested: Ingested) -> pl.DataFrame:
    """One row per file × dataset: the columns of ``quality.files`` and the period covered."""
    rows = []
    for name, entry in ingested.entries.items():
        bare = {"file_id": entry.sha256[:16], "path": name, "sha256": entry.sha256, "status": entry.status}
        rows += [{**bare, **asdict(r)} for r in entry.receipts] or [bare]
    return pl.DataFrame([{c: _day(r.get(c), t) for c, t in FILE_COLUMNS.items()} for r in rows], schema=FILE_COLUMNS)


def issues_frame(faults: list[Fault]) -> pl.DataFrame:
    """The columns of ``quality.issues``; a fault of no month has none."""
    rows = [asdict(f) | {"column_name": f.column, "month": f.month or None} for f in faults]
    return pl.DataFrame([{c: r[c] for c in ISSUE_COLUMNS} for r in rows], schema=ISSUE_COLUMNS)


def _day(value: object, dtype: pl.DataType) -> object:
    return date.fromisoformat(value) if dtype == pl.Date and isinstance(value, str) else value


def _duplicate(file: RawFile, first: str) -> Fault:
    return warning("duplicate_file", f"与 {first} 内容完全相同", path=file.name)


def _read_reference(home: Home, files: list[RawFile], index: Index) -> tuple[Reference, dict[str, Entry]]:
    """The reference tables; from landing when neither they nor our code changed."""
    names = [n for n, data in CONTRACTS.items() if data.is_reference]
    before = {n: e for n, e in index.files.items() if n.startswith("reference/")}
    landed = [home.landing / n / "all.parquet" for n in names]
    if (
        index.code == readers_version()
        and {n: e.sha256 for n, e in before.items()} == {f.name: f.sha256 for f in files}
        and all(p.exists() for p in landed)
    ):
        return Reference({n: pl.read_parquet(p, glob=False) for n, p in zip(names, landed, strict=True)}), before
    entries: dict[str, Entry] = {}
    # Beside the tables lies what says how logs are read; it is no table.
    settings = [f for f in files if f.name == f"reference/{RULES_FILE}"]
    rows = read_files([f for f in files if f not in settings], catalog.load(), None, entries, lambda text: None)
    entries |= {f.name: Entry(f.sha256, "settings") for f in settings}
    tables = {n: rows.get(n, pl.DataFrame(schema=landing_schema(CONTRACTS[n]))) for n in names}
    return Reference(resolved(tables)), entries


def _remembered(index: Index, version: str, answered: str) -> dict[str, Entry]:
    entries = {n: e for n, e in index.files.items() if not n.startswith("reference/")}
    # Still known by name, so that rows of files that are gone get dropped, but to be read again.
    return {
        name: _unread(entry)
        if index.version != version or entry.settled_by not in ("", answered) or _is_of_its_day(entry)
        else entry
        for name, entry in entries.items()
    }


def _unread(entry: Entry) -> Entry:
    return Entry("", entry.status, entry.receipts)


def _is_of_its_day(entry: Entry) -> bool:
    """Whether what was said of the file may be otherwise tomorrow: a day still to come, or an export of today."""
    return any(fault.code in DATED for fault in entry.faults)


def _write(frame: pl.DataFrame, path: Path, keep: bool = False) -> None:
    if keep and path.exists() and pl.scan_parquet(path, glob=False).collect_schema() == frame.schema:
        return
    with replacing(path) as partial:
        frame.write_parquet(partial, compression="zstd")
