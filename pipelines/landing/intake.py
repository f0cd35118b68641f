"""Files → typed rows with month, as-of and owner; every file gets its receipt, every fault its place."""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.files import decode
from pipelines.files.discover import RawFile
from pipelines.institution.tables import Reference
from pipelines.landing.index import Entry
from pipelines.landing.names import note_names
from pipelines.landing.past_bulletins import as_ledger
from pipelines.landing.schema import ADDED, landing_schema, tidy
from pipelines.recognition.recognise import recognise
from pipelines.rows import values
from pipelines.rows.canonical import RawTable, no_month, raw_rows, raw_table
from pipelines.rows.conform import conform, event_day
from pipelines.sources.catalog import Catalog

# 20201005093015 in the name of a download: the time of day behind the day.
_CLOCK_BEHIND_DAY = re.compile(r"(?<=(?<!\d)20\d{6})_?\d{4}(?:\d{2})?(?!\d)")


def read_files(
    files: list[RawFile],
    known: Catalog,
    reference: Reference | None,
    entries: dict[str, Entry],
    progress: Callable[[str], None],
) -> dict[str, pl.DataFrame]:
    """New rows by dataset; an ``Entry`` for every file goes into ``entries``."""
    by_format: dict[str, list[tuple[RawTable, dict]]] = {}
    owners: dict[str, str | None] = {}
    for file in files:
        progress(file.name)
        entry = entries[file.name] = Entry(file.sha256, "read")
        try:
            source = known.sources.get(file.source)
            content = decode.read(file.path, file.name)
            if file.source == "bulletins":
                content, left = as_ledger(content, file, known)
                entry.faults += [asdict(f) for f in left]
            tables, warnings = recognise(content, file.source, known, file.name)
            owners[file.name] = reference.owner(source, file) if reference else None
            entry.faults += [asdict(f) for f in warnings]
            if file.no_month:
                what = f"文件夹名“{file.no_month}”像月份却没有这个月"
                entry.faults.append(asdict(warning("no_such_month", what, path=file.name, value=file.no_month)))
            for table in tables:
                raw = raw_table(table, file)
                if raw.unknown and content.kind != "json":  # answers have members by the dozen that mean nothing
                    entry.faults.append(asdict(_unknown_columns(raw)))
                receipt = _receipt(raw, content.encoding, owners[file.name], source.identity)
                by_format.setdefault(raw.fmt.id, []).append((raw, receipt))
                entry.receipts.append(receipt)
        except FileFault as reason:
            entry.refuse(reason.fault)
    frames: dict[str, list[pl.DataFrame]] = {}
    for pairs in by_format.values():
        rows, skipped = raw_rows([raw for raw, _ in pairs])
        for (raw, receipt), number in zip(pairs, skipped, strict=True):
            receipt["rows_skipped"] = number
            if entries[raw.file.name].status == "read" and (fault := no_month(raw)):
                entries[raw.file.name].refuse(fault)
        used = [at for at, (raw, _) in enumerate(pairs) if entries[raw.file.name].status == "read"]
        if not used:
            continue
        tables = [pairs[at][0] for at in used]
        conformed = conform(tables, rows.filter(pl.col("table").is_in(used)))
        for fault in conformed.faults:
            entries[fault.path].faults.append(asdict(fault))
        data = CONTRACTS[tables[0].fmt.dataset]
        frame = _stamp(conformed.rows, data, tables, owners, known)
        note_names(frame, _stamp(conformed.refused, data, tables, owners, known), data, tables, entries)
        frame = _check_period(frame, data, tables, entries)
        _note_rows(frame, data, tables, conformed.counts, entries)
        _note_doubles(frame, data, entries)
        frames.setdefault(data.name, []).append(frame)
    if reference:
        _note_empty(files, entries)
    # A file refused at its second table must leave no row of its first.
    refused = [name for name, entry in entries.items() if entry.status == "refused"]
    return {name: pl.concat(parts).filter(~pl.col("source_file").is_in(refused)) for name, parts in frames.items()}


def _unknown_columns(raw: RawTable) -> Fault:
    columns = "、".join(shorten(text, 20) for text in raw.unknown)
    where = {"path": raw.file.name, "sheet": raw.sheet, "dataset": raw.fmt.dataset}
    return warning("unknown_column", f"“{raw.fmt.title}”里有不认识的列：{columns}，没有读取", **where)


def _note_doubles(frame: pl.DataFrame, data: Dataset, entries: dict[str, Entry]) -> None:
    """Warn of rows of one file that are the same thing by their key: only the last of them will count."""
    if data.is_reference:
        return  # an error there, told with its key
    same = list(dict.fromkeys(["source_file", *data.key]))
    doubles = frame.filter(frame.select(same).is_duplicated()).with_columns(last=pl.col("source_row").max().over(same))
    rows = doubles.filter(pl.col("source_row") < pl.col("last")).unique(
        ["source_file", "source_sheet", "source_row"], keep="first", maintain_order=True
    )
    for (name,), some in rows.group_by("source_file", maintain_order=True):
        sheet, row, last = some.select("source_sheet", "source_row", "last").row(0)
        what = f"有 {some.height} 行与同一文件里的另一行是同一条（如第 {row} 行和第 {last} 行），只按最后一行计"
        place = {"path": name, "sheet": sheet, "row": row, "dataset": data.name}
        entries[name].faults.append(asdict(warning("duplicate_row", what, **place)))


def _note_empty(files: list[RawFile], entries: dict[str, Entry]) -> None:
    """Warn of every export without a row: a header alone says that nothing is known, not that nothing happened."""
    for file in files:
        entry = entries[file.name]
        if entry.receipts and not any(r["rows_in"] for r in entry.receipts):
            what = "只有表头，没有一行数据，按缺数据处理，不当作 0"
            entry.faults.append(asdict(warning("empty_table", what, path=file.name)))


def _receipt(raw: RawTable, encoding: str, owner: str | None, identity: str) -> dict:
    start, end = raw.period or (None, None)
    return {
        "dataset": raw.fmt.dataset,
        "format": raw.fmt.id,
        "vintage": raw.vintage,
        "encoding": encoding,
        "account_id": owner if identity == "account" else None,
        "site_id": owner if identity == "site" else None,
        "rows_in": 0,
        "rows_kept": 0,
        "rows_refused": 0,
        "rows_superseded": 0,
        "rows_skipped": 0,
        "period_start": str(start) if start else None,
        "period_end": str(end) if end else None,
        "unknown_columns": "、".join(raw.unknown),
        "months": {},
    }


def _stamp(
    frame: pl.DataFrame, data: Dataset, tables: list[RawTable], owners: dict[str, str | None], known: Catalog
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
                "named_day": _day_of_export(t.file),
                "owner": owners[t.file.name],
            }
            for t in tables
        ],
        schema={
            "source_file": pl.String,
            "source_sheet": pl.String,
            "printed_until": pl.Date,
            "path_until": pl.Date,
            "named_day": pl.Date,
            "owner": pl.String,
        },
    ).unique(["source_file", "source_sheet"], keep="first", maintain_order=True)
    day = event_day(data)
    inside = day.max().over("source_file") if data.month_from else pl.lit(None, pl.Date)
    if "period_end" in data.dtypes:
        inside = pl.col("period_end")
    elif data.snapshots:
        # The last work of a list does not say when its counts were read off: the day of the download does, else the
        # end of the month the list was drawn for. Neither can lie before what stands inside.
        inside = pl.max_horizontal(inside, pl.coalesce("named_day", "path_until"))
    owner = {"account": "account_id", "site": "site_id"}.get(identity)
    stamped = frame.join(places, on=["source_file", "source_sheet"], how="left", maintain_order="left").with_columns(
        as_of=pl.coalesce("printed_until", inside, "path_until"),
        # A table like 通报截止日期 has a month of its own and no day to take one from.
        month=pl.col("month") if "month" in data.dtypes else day.dt.strftime("%Y-%m"),
        is_superseded=pl.lit(False),
        **({owner: pl.col("owner")} if owner else {}),
    )
    missing = [c for c in ADDED if c not in stamped.columns]
    complete = stamped.with_columns(pl.lit(None, ADDED[c]).alias(c) for c in missing).select(*landing_schema(data))
    return tidy(complete, data)


def _day_of_export(file: RawFile) -> date | None:
    """The one day in the name of a file (作品列表_20201005.xlsx) or of its folder, unless it is still to come."""
    names = (_CLOCK_BEHIND_DAY.sub("", name) for name in (file.path.stem, *reversed(file.folders)))
    return next((day for name in names if (day := values.day(name)) and day <= date.today()), None)


def _check_period(
    frame: pl.DataFrame, data: Dataset, tables: list[RawTable], entries: dict[str, Entry]
) -> pl.DataFrame:
    """Refuse files whose rows all lie outside the month their folder or name states, and days in the future.

    Of a list of works that is only a doubt: works of earlier months go on being counted, and a month may bring none.
    """
    if not data.month_from or not frame.height:
        return frame
    day = event_day(data)
    spans = frame.group_by("source_file").agg(first=day.min(), last=day.max())
    stated = {t.file.name: t.period for t in tables if t.period}
    printed = {t.file.name for t in tables if t.printed_until}
    wrong = set()
    for name, first, last in spans.iter_rows():
        period = stated.get(name)
        if period and last < period[0] and data.snapshots and name not in printed:
            what = (
                f"文件夹或文件名写的是 {period[0]} 至 {period[1]}，里面的却都更早（{first} 至 {last}）："
                "照常计入各自的月份，但不能说明文件夹写的那个月没有作品"
            )
            place = {"path": name, "month": f"{period[0]:%Y-%m}", "dataset": data.name}
            entries[name].faults.append(asdict(warning("older_works", what, **place)))
        elif period and not data.is_reference and (last < period[0] or first > period[1]):
            wrong.add(name)
            what = f"文件夹、文件名或标题写的是 {period[0]} 至 {period[1]}，里面的日期却是 {first} 至 {last}"
            entries[name].refuse(error("wrong_period", what, path=name, dataset=data.name))
        elif last > date.today() and not tables[0].fmt.planned:
            wrong.add(name)
            what = f"里面有还没到的日期 {last}"
            entries[name].refuse(error("future_date", what, path=name, dataset=data.name, value=str(last)))
    return frame.filter(~pl.col("source_file").is_in(sorted(wrong))) if wrong else frame


def _note_rows(
    frame: pl.DataFrame, data: Dataset, tables: list[RawTable], counts: pl.DataFrame, entries: dict[str, Entry]
) -> None:
    """Fill the receipts: every row that was read is either kept or refused."""
    day, format_id = event_day(data), tables[0].fmt.id
    noted = frame.group_by("source_file").agg(
        first=day.min(),
        last=day.max(),
        as_of=pl.col("as_of").max(),
        months=pl.col("month").drop_nulls().value_counts(),
    )
    found = {row["source_file"]: row for row in counts.join(noted, on="source_file", how="left").iter_rows(named=True)}
    nothing = {"rows_in": 0, "rows_refused": 0, "first": None, "last": None, "as_of": None, "months": None}
    for name in dict.fromkeys(t.file.name for t in tables if entries[t.file.name].status == "read"):
        # A workbook with one sheet a month has one receipt per sheet; they are told as one.
        receipt, *extras = [r for r in entries[name].receipts if r["format"] == format_id]
        receipt["rows_skipped"] += sum(extra["rows_skipped"] for extra in extras)
        # Told apart as objects: before they are filled, receipts of two sheets are equal.
        entries[name].receipts = [r for r in entries[name].receipts if not any(r is extra for extra in extras)]
        row = found.get(name, nothing)
        as_of = row["as_of"]
        if row["last"] and receipt["period_start"] and str(row["last"]) < receipt["period_start"]:
            # Works that are all older say nothing of the days after them, whenever their counts were read off.
            receipt["period_start"] = receipt["period_end"] = None
            as_of = row["last"]
        receipt.update(
            rows_in=row["rows_in"],
            rows_kept=row["rows_in"] - row["rows_refused"],
            rows_refused=row["rows_refused"],
            first_date=str(row["first"]) if row["first"] else None,
            last_date=str(row["last"]) if row["last"] else None,
            as_of=str(as_of) if as_of else None,
            months=dict(sorted((m["month"], m["count"]) for m in row["months"] or ())),
        )
        bounds = [d for d in (receipt["period_start"], receipt["first_date"]) if d]
        ends = [d for d in (receipt["period_end"], receipt["last_date"]) if d]
        receipt["period_start"], receipt["period_end"] = min(bounds, default=None), max(ends, default=None)
