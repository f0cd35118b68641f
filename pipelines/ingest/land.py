"""All of ``raw/`` into ``warehouse/landing/``: only what changed is read, everything is accounted for.

Landing is its own cache: rows of unchanged files stay where they are. ``_index.json`` remembers, per file, what was
read, its faults and the names seen in it; it is written last, so a run killed anywhere is simply repeated.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.home import Home
from pipelines.ingest import decode
from pipelines.ingest.conform import RawRows, conform, event_day, raw_rows
from pipelines.ingest.discover import RawFile, discover
from pipelines.ingest.recognise import recognise
from pipelines.ingest.reference import JOINT, NAMED, Names, Reference, check_reference
from pipelines.months import last_day
from pipelines.sources import catalog
from pipelines.sources.catalog import Catalog

# Columns that ingestion adds to every landing table, in this order behind the contract's.
ADDED = {
    "file_id": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "as_of": pl.Date,
    "month": pl.String,
    "account_id": pl.String,
    "site_id": pl.String,
    "item_id": pl.String,
    "capped": pl.String,
    "is_superseded": pl.Boolean,
}
FILE_COLUMNS = {
    "file_id": pl.String,
    "path": pl.String,
    "sha256": pl.String,
    "dataset": pl.String,
    "format": pl.String,
    "vintage": pl.String,
    "account_id": pl.String,
    "site_id": pl.String,
    "encoding": pl.String,
    "rows_in": pl.Int64,
    "rows_kept": pl.Int64,
    "rows_refused": pl.Int64,
    "rows_superseded": pl.Int64,
    "first_date": pl.Date,
    "last_date": pl.Date,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "as_of": pl.Date,
    "unknown_columns": pl.String,
    "status": pl.String,
}
ISSUE_COLUMNS = {
    "severity": pl.String,
    "code": pl.String,
    "path": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column_name": pl.String,
    "value": pl.String,
    "message": pl.String,
    "month": pl.String,
    "dataset": pl.String,
}


@dataclass
class Entry:
    """What is remembered about one file: its receipts (one per dataset), faults and the names seen in it."""

    sha256: str
    status: str
    receipts: list[dict] = field(default_factory=list)
    faults: list[dict] = field(default_factory=list)
    names: list[dict] = field(default_factory=list)


@dataclass
class Ingested:
    """The state of a home after reading.

    frames: dataset → all rows, for the datasets that changed.
    changed_months: dataset → months whose rows changed.
    """

    entries: dict[str, Entry]
    frames: dict[str, pl.DataFrame]
    changed_months: dict[str, set[str]]
    changed_files: list[str]
    removed_files: list[str]
    reference: Reference
    reference_faults: list[Fault]
    version: str

    @property
    def faults(self) -> list[Fault]:
        """Every fault of every file, errors first, then by place."""
        found = [Fault(**f) for e in self.entries.values() for f in e.faults]
        found += self.reference_faults + list(_unknown_names(self.entries, self.reference))
        return sorted(found, key=lambda f: (f.severity != "error", f.path, f.sheet, f.row or 0, f.column, f.code))

    @property
    def months(self) -> list[str]:
        """Every month that has a row."""
        return sorted({m for e in self.entries.values() for r in e.receipts for m in r["months"]})

    @property
    def complete_months(self) -> list[str]:
        """The months with data that have ended; all of them while none has."""
        return [m for m in self.months if last_day(m) < date.today()] or self.months


def ingest(home: Home, progress: Callable[[str], None] = lambda text: None) -> Ingested:
    """Read what changed since the last landing; nothing is written."""
    files = discover(home)
    index = _index(home)
    reference, reference_entries = _read_reference(home, [f for f in files if f.source == "reference"], index)
    known = catalog.load().with_mapping(reference.rows("ref_column_mapping"))
    version = _reading_version(reference)
    remembered = _remembered(index, version)
    first_of: dict[str, str] = {}
    exports = [f for f in files if f.source != "reference"]
    entries, to_read = {}, []
    for file in exports:
        status = "duplicate" if first_of.setdefault(file.sha256, file.name) != file.name else "read"
        before = remembered.get(file.name)
        if before and before.sha256 == file.sha256 and (before.status == "duplicate") == (status == "duplicate"):
            entries[file.name] = before
        elif status == "duplicate":
            entries[file.name] = Entry(file.sha256, "duplicate", faults=[asdict(_duplicate(file, first_of))])
        else:
            to_read.append(file)
    changed = [f.name for f in to_read]
    gone = {
        name for name, e in remembered.items() if e.status == "read" and entries.get(name, _NOTHING).status != "read"
    }
    removed = sorted(gone - set(changed))
    new_rows = _read(to_read, known, reference, entries, progress)
    frames, months = _merge(home, new_rows, set(changed) | set(removed), entries)
    entries = {name: entries[name] for name in sorted(entries)}
    return Ingested(
        {**reference_entries, **entries},
        frames,
        months,
        changed,
        removed,
        reference,
        check_reference(reference),
        version,
    )


def land(home: Home, ingested: Ingested) -> None:
    """Write what changed: month files of changed datasets, receipts, issues, and the index last of all."""
    for name, data in CONTRACTS.items():
        _write(pl.DataFrame(schema=landing_schema(data)), home.landing / name / "_empty.parquet", keep=True)
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
        _write(frame, home.landing / name / "all.parquet")
    index = {
        "version": ingested.version,
        "code": _code_version(),
        "files": {n: asdict(e) for n, e in ingested.entries.items()},
    }
    _replace(home.landing / "_index.json", json.dumps(index, ensure_ascii=False, default=str).encode())


def landing_schema(data: Dataset) -> dict[str, pl.DataType]:
    """Columns and types of a dataset's landing Parquet."""
    return {**data.dtypes, **{n: t for n, t in ADDED.items() if n not in data.dtypes}}


def files_frame(ingested: Ingested) -> pl.DataFrame:
    """One row per file × dataset: the columns of ``quality.files`` and the period covered."""
    rows = []
    for name, entry in ingested.entries.items():
        bare = {"file_id": entry.sha256[:16], "path": name, "sha256": entry.sha256, "status": entry.status}
        rows += [{**bare, **r} for r in entry.receipts] or [bare]
    return pl.DataFrame([{c: _day(r.get(c), t) for c, t in FILE_COLUMNS.items()} for r in rows], schema=FILE_COLUMNS)


def issues_frame(faults: list[Fault]) -> pl.DataFrame:
    """The columns of ``quality.issues``."""
    rows = [{**{k: v for k, v in asdict(f).items() if k != "column"}, "column_name": f.column} for f in faults]
    return pl.DataFrame([{c: r[c] for c in ISSUE_COLUMNS} for r in rows], schema=ISSUE_COLUMNS)


def _day(value: object, dtype: pl.DataType) -> object:
    return date.fromisoformat(value) if dtype == pl.Date and isinstance(value, str) else value


def _duplicate(file: RawFile, first_of: dict[str, str]) -> Fault:
    return warning("duplicate_file", f"与 {first_of[file.sha256]} 内容完全相同", path=file.name)


# Reading


_NOTHING = Entry("", "")


def _index(home: Home) -> dict:
    try:
        return json.loads((home.landing / "_index.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {"version": "", "code": "", "files": {}}


def _read_reference(home: Home, files: list[RawFile], index: dict) -> tuple[Reference, dict[str, Entry]]:
    """The reference tables; from landing when neither they nor our code changed."""
    names = [n for n, data in CONTRACTS.items() if data.is_reference]
    before = {n: Entry(**e) for n, e in index["files"].items() if n.startswith("reference/")}
    landed = [home.landing / n / "all.parquet" for n in names]
    if (
        index["code"] == _code_version()
        and {n: e.sha256 for n, e in before.items()} == {f.name: f.sha256 for f in files}
        and all(p.exists() for p in landed)
    ):
        return Reference({n: pl.read_parquet(p) for n, p in zip(names, landed, strict=True)}), before
    entries: dict[str, Entry] = {}
    rows = _read(files, catalog.load(), None, entries, lambda text: None)
    return Reference({n: rows.get(n, pl.DataFrame(schema=landing_schema(CONTRACTS[n]))) for n in names}), entries


@cache
def _code_version() -> str:
    """Hash of the code that decides how a file is read."""
    package = Path(__file__).parent.parent
    parts = [*package.glob("ingest/**/*.py"), *package.glob("contracts/*.py"), *package.glob("sources/*")]
    digest = hashlib.sha256()
    for path in sorted(p for p in [*parts, package / "faults.py"] if p.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _reading_version(reference: Reference) -> str:
    """What decides how an export is read: our code and three of the institution's tables."""
    tables = [
        reference.tables[n].select(*CONTRACTS[n].dtypes) for n in ("ref_column_mapping", "ref_account", "ref_site")
    ]
    text = "\x1f".join([_code_version(), *(t.write_json() for t in tables)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _remembered(index: dict, version: str) -> dict[str, Entry]:
    entries = {n: Entry(**e) for n, e in index["files"].items() if not n.startswith("reference/")}
    if index["version"] != version:
        # Still known by name, so that rows of files that are gone get dropped, but all to be read again.
        return {name: Entry("", e.status) for name, e in entries.items()}
    return entries


def _read(
    files: list[RawFile],
    known: Catalog,
    reference: Reference | None,
    entries: dict[str, Entry],
    progress: Callable[[str], None],
) -> dict[str, pl.DataFrame]:
    """New rows by dataset; an ``Entry`` for every file goes into ``entries``."""
    by_format: dict[str, list[RawRows]] = {}
    owners: dict[str, str | None] = {}
    for file in files:
        progress(file.name)
        entry = entries[file.name] = Entry(file.sha256, "read")
        try:
            source = known.sources.get(file.source)
            content = decode.read(file.path, file.name)
            tables, warnings = recognise(content, file.source, known, file.name)
            owners[file.name] = reference.owner(source, file) if reference else None
            entry.faults += [asdict(f) for f in warnings]
            for table in tables:
                rows = raw_rows(table, file)
                by_format.setdefault(rows.fmt.id, []).append(rows)
                entry.receipts.append(_receipt(rows, content.encoding, owners[file.name], source.identity))
        except FileFault as reason:
            _refuse(entry, reason.fault)
    frames: dict[str, list[pl.DataFrame]] = {}
    for tables in by_format.values():
        tables = [t for t in tables if entries[t.file.name].status == "read"]
        frame, faults = _conform(tables, entries)
        if frame is None:
            continue
        for fault in faults:
            entries[fault.path].faults.append(asdict(fault))
        data = CONTRACTS[tables[0].fmt.dataset]
        frame = _stamp(frame, data, tables, owners, known)
        frame = _check_period(frame, data, tables, entries)
        _note_rows(frame, data, tables[0].fmt.id, entries)
        _note_names(frame, data, tables, entries)
        frames.setdefault(data.name, []).append(frame)
    return {name: pl.concat(parts) for name, parts in frames.items()}


def _conform(tables: list[RawRows], entries: dict[str, Entry]) -> tuple[pl.DataFrame | None, list[Fault]]:
    """``conform``, leaving out each file that as a whole cannot be conformed."""
    while tables:
        try:
            return conform(tables)
        except FileFault as reason:
            _refuse(entries[reason.fault.path], reason.fault)
            tables = [t for t in tables if t.file.name != reason.fault.path]
    return None, []


def _refuse(entry: Entry, fault: Fault) -> None:
    entry.status = "refused"
    entry.faults.append(asdict(fault))
    entry.receipts = []


def _receipt(rows: RawRows, encoding: str, owner: str | None, identity: str) -> dict:
    start, end = rows.period or (None, None)
    return {
        "dataset": rows.fmt.dataset,
        "format": rows.fmt.id,
        "vintage": rows.vintage,
        "encoding": encoding,
        "account_id": owner if identity == "account" else None,
        "site_id": owner if identity == "site" else None,
        "rows_in": rows.rows_in,
        "rows_kept": 0,
        "rows_refused": 0,
        "rows_superseded": 0,
        "period_start": str(start) if start else None,
        "period_end": str(end) if end else None,
        "unknown_columns": "、".join(rows.unknown),
        "months": [],
    }


def _stamp(
    frame: pl.DataFrame, data: Dataset, tables: list[RawRows], owners: dict[str, str | None], known: Catalog
) -> pl.DataFrame:
    """Add month, as-of and owner."""
    identity = known.sources[tables[0].fmt.source].identity
    places = pl.DataFrame(
        [
            {
                "source_file": t.file.name,
                "source_sheet": t.sheet,
                "printed_until": t.printed_until,
                "path_until": t.period[1] if t.period else None,
                "owner": owners[t.file.name],
            }
            for t in tables
        ],
        schema={
            "source_file": pl.String,
            "source_sheet": pl.String,
            "printed_until": pl.Date,
            "path_until": pl.Date,
            "owner": pl.String,
        },
    ).unique(["source_file", "source_sheet"], keep="first", maintain_order=True)
    day = event_day(data)
    inside = day.max().over("source_file") if data.month_from else pl.lit(None, pl.Date)
    if "period_end" in data.dtypes:
        inside = pl.col("period_end")
    owner = {"account": "account_id", "site": "site_id"}.get(identity)
    stamped = frame.join(places, on=["source_file", "source_sheet"], how="left", maintain_order="left").with_columns(
        as_of=pl.coalesce("printed_until", inside, "path_until"),
        # A table like 通报截止日期 has a month of its own and no day to take one from.
        month=pl.col("month") if "month" in data.dtypes else day.dt.strftime("%Y-%m"),
        is_superseded=pl.lit(False),
        **({owner: pl.col("owner")} if owner else {}),
    )
    missing = [c for c in ADDED if c not in stamped.columns]
    return stamped.with_columns(pl.lit(None, ADDED[c]).alias(c) for c in missing).select(*landing_schema(data))


def _check_period(frame: pl.DataFrame, data: Dataset, tables: list[RawRows], entries: dict[str, Entry]) -> pl.DataFrame:
    """Refuse files whose rows all lie outside the month their folder or name states, and days in the future."""
    if not data.month_from or not frame.height:
        return frame
    day = event_day(data)
    spans = frame.group_by("source_file").agg(first=day.min(), last=day.max())
    stated = {t.file.name: t.period for t in tables if t.period}
    wrong = set()
    for name, first, last in spans.iter_rows():
        period = stated.get(name)
        if period and not data.is_reference and (last < period[0] or first > period[1]):
            wrong.add(name)
            what = f"文件夹、文件名或标题写的是 {period[0]} 至 {period[1]}，里面的日期却是 {first} 至 {last}"
            _refuse(entries[name], error("wrong_period", what, path=name, dataset=data.name))
        elif last > date.today():
            wrong.add(name)
            what = f"里面有还没到的日期 {last}"
            _refuse(entries[name], error("future_date", what, path=name, dataset=data.name, value=str(last)))
    return frame.filter(~pl.col("source_file").is_in(sorted(wrong))) if wrong else frame


def _note_rows(frame: pl.DataFrame, data: Dataset, format_id: str, entries: dict[str, Entry]) -> None:
    day = event_day(data)
    noted = frame.group_by("source_file").agg(
        kept=pl.len(),
        first=day.min(),
        last=day.max(),
        as_of=pl.col("as_of").max(),
        months=pl.col("month").unique(),
    )
    for name, kept, first, last, as_of, months in noted.iter_rows():
        # A workbook with one sheet a month has one receipt per sheet; they are told as one.
        same = [r for r in entries[name].receipts if r["format"] == format_id]
        receipt = same[0]
        for extra in same[1:]:
            receipt["rows_in"] += extra["rows_in"]
            entries[name].receipts.remove(extra)
        receipt.update(
            rows_kept=kept,
            rows_refused=max(receipt["rows_in"] - kept, 0),
            first_date=str(first) if first else None,
            last_date=str(last) if last else None,
            as_of=str(as_of) if as_of else None,
            months=sorted(m for m in months if m),
        )
        bounds = [d for d in (receipt["period_start"], receipt.get("first_date")) if d]
        ends = [d for d in (receipt["period_end"], receipt.get("last_date")) if d]
        receipt["period_start"], receipt["period_end"] = min(bounds, default=None), max(ends, default=None)


def _note_names(frame: pl.DataFrame, data: Dataset, tables: list[RawRows], entries: dict[str, Entry]) -> None:
    """Remember each distinct name that a dimension must know, with its first place."""
    day, source = event_day(data), tables[0].fmt.source
    printed = {(t.file.name, c): text for t in tables for c, text in t.printed.items()}
    for column, kind in data.names.items():
        scope = {
            "site_column": pl.col("site_id"),
            "party_code": pl.col("system") if "system" in data.dtypes else pl.lit(""),
        }
        seen = (
            frame.filter(pl.col(column).is_not_null())
            .group_by(
                "source_file",
                pl.col(column).alias("name"),
                scope.get(kind, pl.lit(data.name)).alias("scope"),
                maintain_order=True,
            )
            .agg(
                sheet=pl.col("source_sheet").first(),
                row=pl.col("source_row").first(),
                count=pl.len(),
                first=day.min(),
                last=day.max(),
                month=pl.col("month").first(),
            )
        )
        for row in seen.iter_rows(named=True):
            note = {k: row[k] for k in ("name", "sheet", "row", "count", "month")}
            note |= {
                "kind": kind,
                "column": printed.get((row["source_file"], column), column),
                "dataset": data.name,
                "scope": row["scope"] if kind in scope else NAME_SOURCE.get(data.name, source),
                "first": str(row["first"]),
                "last": str(row["last"]),
            }
            entries[row["source_file"]].names.append(note)


# Under which 来源 the aliases of a dataset's names are registered, where it is not the folder below raw/.
NAME_SOURCE = {"submission": "submissions", "wechat_contribution": "wechat", "training_class": "training"}


def _unknown_names(entries: dict[str, Entry], reference: Reference):
    names = Names(reference)
    for path, entry in entries.items():
        for note in entry.names:
            first, last = date.fromisoformat(note["first"]), date.fromisoformat(note["last"])
            kind, scope = note["kind"], note["scope"]
            if names.knows(kind, scope, note["name"], first, last):
                continue
            parts = [p for p in re.split(JOINT, note["name"]) if p] if kind == "department" else [note["name"]]
            for part in parts:
                if len(parts) > 1 and names.knows(kind, scope, part, first, last):
                    continue
                title, code = NAMED[kind]
                near = names.nearest(kind, scope, part)
                what = f"不认识的{title}“{shorten(part, 30)}”（{note['count']} 行）"
                what += f"，相近的有：{'、'.join(near)}" if near else ""
                yield warning(
                    code,
                    what,
                    path=path,
                    sheet=note["sheet"],
                    row=note["row"],
                    column=note["column"],
                    value=part,
                    month=note["month"] or "",
                    dataset=note["dataset"],
                )


# Merging and writing


def _merge(
    home: Home, new_rows: dict[str, pl.DataFrame], gone: set[str], entries: dict[str, Entry]
) -> tuple[dict[str, pl.DataFrame], dict[str, set[str]]]:
    """Rows of unchanged files with the new ones, superseded rows marked; and which months that changed."""
    frames, months = {}, {}
    for name, data in CONTRACTS.items():
        if data.is_reference or not (new_rows.get(name) is not None or (gone and (home.landing / name).exists())):
            continue
        before = _landed(home, data)
        kept = before.filter(~pl.col("source_file").is_in(sorted(gone)))
        new = new_rows.get(name, pl.DataFrame(schema=landing_schema(data)))
        after = mark_superseded(pl.concat([kept, new]), data)
        changed = set(new["month"]) | set(before.filter(pl.col("source_file").is_in(sorted(gone)))["month"])
        place = ["source_file", "source_sheet", "source_row", *data.key]
        flags = kept.select(*{*place, "month"}, was="is_superseded").join(
            after.select(*place, "is_superseded"), on=place, how="inner", nulls_equal=True
        )
        changed |= set(flags.filter(pl.col("was") != pl.col("is_superseded"))["month"])
        if changed:
            frames[name], months[name] = after, changed
            _count_superseded(after, name, entries)
    return frames, months


def mark_superseded(frame: pl.DataFrame, data: Dataset) -> pl.DataFrame:
    """Per natural key only the row with the latest as-of counts; ties go to the later month folder, then path and row."""
    ordered = frame.sort(
        "as_of",
        pl.col("source_file").str.extract(r"(20\d{2}-\d{2})/", 1),
        "source_file",
        "source_row",
        nulls_last=False,
        maintain_order=True,
    )
    position, last = pl.int_range(pl.len()).over(data.key), pl.len().over(data.key) - 1
    return ordered.with_columns(is_superseded=position < last).sort(
        "source_file", "source_sheet", "source_row", maintain_order=True
    )


def _count_superseded(frame: pl.DataFrame, name: str, entries: dict[str, Entry]) -> None:
    counts = dict(frame.group_by("source_file").agg(pl.col("is_superseded").sum()).iter_rows())
    for path, entry in entries.items():
        for receipt in entry.receipts:
            if receipt["dataset"] == name:
                receipt["rows_superseded"] = counts.get(path, 0)


def _landed(home: Home, data: Dataset) -> pl.DataFrame:
    schema = landing_schema(data)
    files = sorted(p for p in (home.landing / data.name).glob("*.parquet") if p.name != "_empty.parquet")
    frames = [pl.read_parquet(p) for p in files]
    # A changed contract changes the version, so every row is read again and none of these is kept.
    same = [f for f in frames if f.schema == pl.Schema(schema)]
    return pl.concat(same) if same else pl.DataFrame(schema=schema)


def _write(frame: pl.DataFrame, path: Path, keep: bool = False) -> None:
    if keep and path.exists() and pl.read_parquet_schema(path) == frame.schema:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    frame.write_parquet(partial, compression="zstd")
    partial.replace(path)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(path)
