"""Files → typed rows with month, as-of and owner; every file gets its receipt, every fault its place."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.files.ahead import contents
from pipelines.files.discover import RawFile, check_unchanged
from pipelines.institution.tables import Reference
from pipelines.landing.entries import Entry, Receipt
from pipelines.landing.names import note_names
from pipelines.landing.past_bulletins import answers_version, as_ledger
from pipelines.landing.schema import ADDED, landing_schema, tidy
from pipelines.landing.uncounted import leave_out, rules_of
from pipelines.months import first_day, last_day
from pipelines.recognition.recognise import recognise
from pipelines.recognition.table import Table
from pipelines.rows import reshape, values
from pipelines.rows.canonical import RawTable, named_period, no_month, raw_rows, raw_table
from pipelines.rows.conform import conform, event_day
from pipelines.rows.examples import edited_examples
from pipelines.sources.catalog import Catalog, Source, normalise

# Where a file lies that no source claims; it is refused when it is recognised.
NO_SOURCE = Source("", "")
# Rows further apart than this are of different years; of a file as short as that nothing can be said; more than this
# part of the rows are no slip of the pen.
APART, FEWEST, STRAYS = 300, 5, 0.1
# An export may run over into the year before or after.
A_MONTH = timedelta(31)
# 20201005093015 in the name of a download: the time of day behind the day.
_CLOCK_BEHIND_DAY = re.compile(r"(?<=(?<!\d)20\d{6})_?\d{4}(?:\d{2})?(?!\d)")


def read_files(
    files: list[RawFile],
    known: Catalog,
    reference: Reference | None,
    entries: dict[str, Entry],
    progress: Callable[[str], None],
    twin_of: Mapping[str, tuple[str, bool]] = MappingProxyType({}),
    beside: list[RawFile] | None = None,
    may_wait: Callable[[RawFile], bool] = lambda file: False,
) -> dict[str, pl.DataFrame]:
    """New rows by dataset; an ``Entry`` for every file goes into ``entries``.

    twin_of: file name → another with the same bytes in a place that says another month or owner, and whether it is
        another's.
    beside: all files there are, also those that need no reading; what lies in one folder may tell the year.
    may_wait: asked before each file; one that may is not read now and has no entry.
    """
    by_format: dict[str, list[tuple[RawTable, Receipt]]] = {}
    owners: dict[str, str | None] = {}
    unowned: dict[str, Fault] = {}
    for file, content_of in contents(file for file in files if not may_wait(file)):
        progress(file.name)
        entry = entries[file.name] = Entry(file.sha256, "read")
        try:
            source = known.sources.get(file.source, NO_SOURCE)
            content = content_of()
            check_unchanged(file, content.sha256)
            if file.source == "bulletins" and reference:
                entry.settled_by = answers_version(reference)
                content, left = as_ledger(content, file, known, reference, beside or files)
                check_unchanged(file)
                entry.faults += left
            tables, warnings = recognise(content, file.source, known, file.name)
            try:
                owners[file.name] = reference.owner(source, file) if reference else None
            except FileFault as reason:  # what else is wrong with the file is told with it
                owners[file.name], unowned[file.name] = None, reason.fault
            entry.faults += warnings
            if file.no_month:
                what = f"文件夹名“{file.no_month}”像月份却没有这个月"
                entry.faults.append(warning("no_such_month", what, path=file.name, value=file.no_month))
            entry.faults += _two_months(file)
            entry.faults += _complete_when(file)
            if file.name in twin_of:
                fault, is_read = _twin(file, *twin_of[file.name], tables)
                entry.faults.append(fault)
                if not is_read:
                    entry.status = "duplicate"
                    continue
            entry.faults += _of_no_kind(tables, file.name)
            for table in tables:
                raw = raw_table(table, file)
                if raw.unknown and content.kind != "json":  # answers have members by the dozen that mean nothing
                    entry.faults.append(_unknown_columns(raw))
                entry.faults += edited_examples(raw) if reference is None else []
                if raw.fmt.note:
                    entry.faults.append(_reserve(raw, raw.fmt.note))
                entry.faults += _without(raw, reference, owners[file.name])
                receipt = _receipt(raw, content.encoding, owners[file.name], source.identity)
                by_format.setdefault(raw.fmt.id, []).append((raw, receipt))
                entry.receipts.append(receipt)
        except FileFault as reason:
            entry.refuse(reason.fault)
            if reason.fault.code == "file_changed":
                entry.sha256 = ""  # whatever lies there next time is to be read
    frames: dict[str, list[pl.DataFrame]] = {}
    uncounted = rules_of(reference) if reference else {}
    for pairs in by_format.values():
        rows, skipped = raw_rows([raw for raw, _ in pairs])
        for (raw, receipt), number in zip(pairs, skipped, strict=True):
            receipt.rows_skipped = number
            if entries[raw.file.name].status == "read" and (fault := no_month(raw)):
                entries[raw.file.name].refuse(fault)
        used = [at for at, (raw, _) in enumerate(pairs) if entries[raw.file.name].status == "read"]
        if not used:
            continue
        tables = [pairs[at][0] for at in used]
        rows = rows.filter(pl.col("table").is_in(used))
        data = CONTRACTS[tables[0].fmt.dataset]
        if rows.is_empty():  # of many tables of one's own; judging no row would take as long as judging a few
            frame = pl.DataFrame(schema=landing_schema(data))
            _note_rows(frame, _days(frame, data), tables, frame.select("source_file"), Counter(), entries)
            frames.setdefault(data.name, []).append(frame)
            continue
        conformed = conform(tables, rows)
        for fault in conformed.faults:
            entries[fault.path].faults.append(fault)
        frame = _stamp(conformed.rows, data, tables, owners, known)
        # Rows that need not count still show of which days the file speaks.
        days = _days(frame, data)
        frame, left_out = leave_out(frame, data, tables[0].fmt.source, uncounted, entries)
        note_names(frame, _stamp(conformed.refused, data, tables, owners, known), data, tables, entries)
        frame = _check_period(frame, data, tables, entries)
        _note_strays(frame, data, tables, entries)
        _note_rows(frame, days, tables, conformed.counts, left_out, entries)
        _note_doubles(frame, data, entries)
        frames.setdefault(data.name, []).append(frame)
    if reference:
        _note_empty([f for f in files if f.name in entries], entries)
    for name, fault in unowned.items():
        entries[name].refuse(fault)
    # A file refused at its second table must leave no row of its first.
    refused = [name for name, entry in entries.items() if entry.status == "refused"]
    return {name: pl.concat(parts).filter(~pl.col("source_file").is_in(refused)) for name, parts in frames.items()}


def _twin(file: RawFile, other: str, is_owned: bool, tables: list[Table]) -> tuple[Fault, bool]:
    """What to say of the same bytes under another month or owner, and whether they are read once more: where only the
    path tells the month or the owner of the rows, each of the two has a meaning of its own."""
    is_dated = not any(table.fmt.period or not table.rows.height for table in tables)
    what = "各按自己的文件夹（文件名）计一次"
    if is_dated and not is_owned:
        what = "里面写着日期，只读那一份；这个文件夹（文件名）写的月份没有自己的导出"
    fault = warning("same_export_twice", f"与 {other} 内容完全相同，{what}", path=file.name, month=file.month)
    return fault, is_owned or not is_dated


def _two_months(file: RawFile) -> Iterator[Fault]:
    """The file's own name speaks of days of which the folder's month has none."""
    named = named_period(file)
    if named and file.month and not named[0] <= last_day(file.month) >= first_day(file.month) <= named[1]:
        what = f"文件名写的是 {named[0]} 至 {named[1]}，文件夹写的是 {file.month}，以文件名为准"
        yield warning("two_months", what, path=file.name, month=f"{named[0]:%Y-%m}")


def _complete_when(file: RawFile) -> Iterator[Fault]:
    """A ledger that is called complete without the time it is complete for says nothing."""
    said = next((text for text in (file.path.stem, *file.folders) if "登全" in text), "")
    if said and "未登全" not in said and file.source == "registers" and not reshape.complete_period(said):
        yield warning("complete_when", f"“{said}”写了登全，却看不出是哪段时间", path=file.name, value=said)


def _unknown_columns(raw: RawTable) -> Fault:
    columns = "、".join(shorten(text, 20) for text in raw.unknown)
    where = {"path": raw.file.name, "sheet": raw.sheet, "dataset": raw.fmt.dataset}
    return warning("unknown_column", f"“{raw.fmt.title}”里有不认识的列：{columns}，没有读取", **where)


def _of_no_kind(tables: list[Table], name: str) -> list[Fault]:
    """Rows that several formats share by their kind, and whose kind is that of none of them."""
    shared: dict[tuple[str, int, str], list[Table]] = {}
    for table in tables:
        shared.setdefault((table.sheet, table.header_row, table.fmt.group), []).append(table)
    told = []
    for (sheet, row, _), group in shared.items():
        headers = set.intersection(*(set(t.fmt.only) for t in group))
        for column, text in group[0].columns.items():
            if (header := normalise(text)) in headers and len(group) > 1:
                accepted = {kind for t in group for kind in t.fmt.only[header]}
                others = group[0].rows[column].drop_nulls().str.strip_chars()
                others = others.filter(~others.is_in(list(accepted)))
                if others.len():
                    kinds = "、".join(shorten(kind, 20) for kind in others.unique(maintain_order=True).head(5))
                    what = f"“{text}”是 {kinds} 的 {others.len()} 行不知道该计入什么，没有采用"
                    told.append(warning("unknown_kind", what, path=name, sheet=sheet, row=row, column=text))
    return told


def _reserve(raw: RawTable, what: str) -> Fault:
    where = {"path": raw.file.name, "sheet": raw.sheet, "dataset": raw.fmt.dataset}
    return warning("cannot_tell", f"“{raw.fmt.title}”{what}", **where)


def _without(raw: RawTable, reference: Reference | None, owner: str | None) -> Iterator[Fault]:
    """What the table cannot tell for want of a column. A site that is one department's needs no unit in its rows."""
    is_ones_own = reference is not None and owner in reference.own_sites
    for column, what in raw.fmt.without.items():
        if column not in raw.source and not (is_ones_own and column == "department_name"):
            yield _reserve(raw, what)


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
        entries[name].faults.append(warning("duplicate_row", what, **place))


def _note_empty(files: list[RawFile], entries: dict[str, Entry]) -> None:
    """Warn of every export without a row: a header alone says that nothing is known, not that nothing happened."""
    for file in files:
        entry = entries[file.name]
        told = any(fault.code == "no_figure" for fault in entry.faults)
        if entry.receipts and not told and not any(r.rows_in or r.is_complete for r in entry.receipts):
            what = "只有表头，没有一行数据，按缺数据处理，不当作 0"
            entry.faults.append(warning("empty_table", what, path=file.name))


def _receipt(raw: RawTable, encoding: str, owner: str | None, identity: str) -> Receipt:
    start, end = raw.period or (None, None)
    return Receipt(
        raw.fmt.dataset,
        raw.fmt.id,
        raw.vintage,
        encoding,
        account_id=owner if identity == "account" else None,
        site_id=owner if identity == "site" else None,
        period_start=str(start) if start else None,
        period_end=str(end) if end else None,
        is_complete=raw.is_complete,
        unknown_columns="、".join(raw.unknown),
    )


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
    spans = frame.group_by("source_file").agg(first=day.min(), last=_known_day(frame, day).max())
    # A bulletin says itself what its figures are of, and lies where it was issued as often as in its own month.
    stated = {t.file.name: t.period for t in tables if t.period and "period" not in data.dtypes}
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
            entries[name].faults.append(warning("older_works", what, **place))
        elif period and not data.is_reference and (last < period[0] or first > period[1]):
            wrong.add(name)
            what = f"文件夹、文件名或标题写的是 {period[0]} 至 {period[1]}，里面的日期却是 {first} 至 {last}"
            entries[name].refuse(error("wrong_period", what, path=name, dataset=data.name))
        elif last > date.today() and not tables[0].fmt.planned:
            wrong.add(name)
            entries[name].refuse(_still_to_come(frame.filter(source_file=name), day, data))
    return frame.filter(~pl.col("source_file").is_in(sorted(wrong))) if wrong else frame


def _known_day(frame: pl.DataFrame, day: pl.Expr) -> pl.Expr:
    """``day``, but of a period that has begun (an annual bulletin of the running year) no day that is still to come."""
    if "period" not in frame.columns:
        return day
    begun = pl.col("period").str.slice(0, 4) <= str(date.today().year)
    is_longer = pl.col("period").str.contains(r"^\d{4}$|H|\.\.").fill_null(False)
    return pl.when(is_longer & begun).then(pl.min_horizontal(day, date.today())).otherwise(day)


def _still_to_come(frame: pl.DataFrame, day: pl.Expr, data: Dataset) -> Fault:
    """The first row of a day that has not been yet, and how many there are."""
    ahead = (
        frame.filter(_known_day(frame, day) > date.today())
        .with_columns(day=day)
        .sort("source_row", maintain_order=True)
    )
    first = ahead.row(0, named=True)
    more = f"，这样的共 {ahead.height} 行" if ahead.height > 1 else ""
    return error(
        "future_date",
        f"日期 {first['day']} 还没有到{more}；改正以前整个文件没有读取",
        path=first["source_file"],
        sheet=first["source_sheet"],
        row=first["source_row"],
        dataset=data.name,
        value=str(first["day"]),
    )


def _note_strays(frame: pl.DataFrame, data: Dataset, tables: list[RawTable], entries: dict[str, Entry]) -> None:
    """Warn of single rows of another year than the rest of their file, or of days far from those its folder, name or
    title states: a year or a month typed wrong makes a month of its own."""
    if not data.month_from or data.is_reference or tables[0].fmt.planned or not frame.height:
        return
    stated = {
        t.file.name: reshape.stated_year(t.table.title, t.sheet, t.file.month, t.file.path.stem)
        for t in tables
        if not (t.period and t.period[0].year != t.period[1].year)
    }
    days = frame.select("source_file", "source_sheet", "source_row", "month", day=event_day(data)).drop_nulls("day")
    spans = days.group_by("source_file").agg(span=pl.col("day").max() - pl.col("day").min(), rows=pl.len())
    spread = spans.filter(pl.col("span").dt.total_days() > APART, pl.col("rows") >= FEWEST)["source_file"]
    # What is listed once lies near its period; works, and ledgers that are kept on, do not.
    periods = {} if data.snapshots else {t.file.name: t.period for t in tables if t.period}
    for name in sorted({*spread, *periods}):
        rows = days.filter(source_file=name).sort("day")
        strays = rows.clear() if name not in set(spread) else _strays(rows, stated.get(name) or "", data.snapshots)
        if not strays.height and name in periods:
            first, last = periods[name]
            outside = rows.filter(~pl.col("day").is_between(first - A_MONTH, last + A_MONTH))
            strays = outside if outside.height <= rows.height * STRAYS else rows.clear()
        if strays.height:
            sheet, row, day, month = strays.select("source_sheet", "source_row", "day", "month").row(0)
            usual = rows["day"][rows.height // 2].year
            beside = f"其余各行（多在 {usual} 年前后）"
            if name in periods:
                beside = "文件夹、文件名或标题写的 {} 至 {}".format(*periods[name])
            what = f"有 {strays.height} 行的日期与{beside}隔得很远，如第 {row} 行的 {day}"
            place = {"path": name, "sheet": sheet, "row": row, "month": month, "dataset": data.name}
            fault = warning("stray_date", f"{what}，照这个日期计入 {month}", **place, value=str(day))
            entries[name].faults.append(fault)


def _strays(rows: pl.DataFrame, year: str, is_list_of_works: bool) -> pl.DataFrame:
    """The few of ``rows`` (of one file, by day) far from nearly all others, or outside the year the file states. Lists
    of works go on counting those of earlier years, so only the year they state is held against them.
    """
    island = (pl.col("day").diff().dt.total_days() > APART).fill_null(False).cum_sum()
    sizes = rows.select(size=pl.len().over(island))["size"]
    far = sizes < sizes.max()
    beside = pl.Series([False] * rows.height)
    if year:
        first, last = date(int(year), 1, 1) - A_MONTH, date(int(year), 12, 31) + A_MONTH
        beside = ~rows["day"].is_between(first, last)
    few = [mask for mask in ((beside,) if is_list_of_works else (far, beside)) if mask.sum() <= rows.height * STRAYS]
    return rows.filter(pl.any_horizontal(False, *few))


def _days(frame: pl.DataFrame, data: Dataset) -> pl.DataFrame:
    """source_file, first, last, as_of: the days that the rows of each file speak of."""
    day = event_day(data)
    return frame.group_by("source_file").agg(first=day.min(), last=day.max(), as_of=pl.col("as_of").max())


def _note_rows(
    frame: pl.DataFrame,
    days: pl.DataFrame,
    tables: list[RawTable],
    counts: pl.DataFrame,
    left_out: Counter[str],
    entries: dict[str, Entry],
) -> None:
    """Fill the receipts: every row that was read is either kept or refused.

    days: ``_days``, of every row. left_out: file → rows of names that do not count; they are none of the dataset's,
    like a line of totals.
    """
    format_id = tables[0].fmt.id
    months = frame.group_by("source_file").agg(months=pl.col("month").drop_nulls().value_counts())
    noted = counts.join(days, on="source_file", how="left").join(months, on="source_file", how="left")
    found = {row["source_file"]: row for row in noted.iter_rows(named=True)}
    nothing = {"rows_in": 0, "rows_refused": 0, "first": None, "last": None, "as_of": None, "months": None}
    for name in dict.fromkeys(t.file.name for t in tables if entries[t.file.name].status == "read"):
        # A workbook with one sheet a month has one receipt per sheet; they are told as one.
        receipt, *extras = [r for r in entries[name].receipts if r.format == format_id]
        receipt.rows_skipped += sum(extra.rows_skipped for extra in extras) + left_out[name]
        # Told apart as objects: before they are filled, receipts of two sheets are equal.
        entries[name].receipts = [r for r in entries[name].receipts if not any(r is extra for extra in extras)]
        row = found.get(name, nothing)
        as_of = row["as_of"]
        if row["last"] and receipt.period_start and str(row["last"]) < receipt.period_start:
            # Works that are all older say nothing of the days after them, whenever their counts were read off.
            receipt.period_start = receipt.period_end = None
            as_of = row["last"]
        receipt.rows_in = row["rows_in"] - left_out[name]
        receipt.rows_refused = row["rows_refused"]
        receipt.rows_kept = receipt.rows_in - receipt.rows_refused
        receipt.first_date = str(row["first"]) if row["first"] else None
        receipt.last_date = str(row["last"]) if row["last"] else None
        receipt.as_of = str(as_of) if as_of else None
        receipt.months = dict(sorted((m["month"], m["count"]) for m in row["months"] or ()))
        bounds = [d for d in (receipt.period_start, receipt.first_date) if d]
        ends = [d for d in (receipt.period_end, receipt.last_date) if d]
        receipt.period_start, receipt.period_end = min(bounds, default=None), max(ends, default=None)
