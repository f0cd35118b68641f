"""Recognised tables become typed rows of their dataset, with every fault of every cell.

Two steps, each over all tables of one format, so that many small files cost little more than one large one.
``raw_rows`` brings them under canonical columns and leaves every value as text; ``conform`` parses and checks.
It never merges departments, fills gaps or repairs numbers.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import ERROR, WARNING, Fault, error, with_remedy
from pipelines.ingest import reshape, values
from pipelines.ingest.discover import RawFile
from pipelines.ingest.grids.grid import without_margins
from pipelines.ingest.table import NAMELESS, Table
from pipelines.months import first_day, last_day
from pipelines.sources.catalog import Format, normalise

# A row as the clerk sees it, and what our rows have beside their columns to tell of their faults.
PLACE = ("source_file", "source_sheet", "source_row")
OF_REPORT = ("at", "figure_header")
# More faults of one kind in one column of one file add nothing a clerk can use.
FAULTS_PER_COLUMN = 200

PROVENANCE = {
    "source_file": pl.String,
    "file_id": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
}


@dataclass(frozen=True)
class RawTable:
    """One table with what its file and its header say about it.

    source: canonical column → column of the grid; printed: canonical column → header as printed.
    across: column of the grid → category, of a cross-tab.
    period: first and last day the export says it covers (title, else month folder, else file name), or None.
    printed_until: last day printed in the title; it outranks every other as-of.
    """

    table: Table
    file: RawFile
    source: dict[str, str]
    printed: dict[str, str]
    across: dict[str, str]
    period: tuple[date, date] | None
    printed_until: date | None
    unknown: tuple[str, ...]
    vintage: str

    @property
    def fmt(self) -> Format:
        return self.table.fmt

    @property
    def sheet(self) -> str:
        return self.table.sheet


def raw_table(table: Table, file: RawFile) -> RawTable:
    """Where the canonical columns of a table stand and which days it is about."""
    fmt = table.fmt
    headers = {column: normalise(text) for column, text in table.columns.items()}
    by_header = {header: column for column, header in reversed(headers.items())}
    source = {}
    for canonical, names in {**fmt.columns, **{f"unpivot:{n}": (n,) for n in fmt.unpivot}}.items():
        if column := next((by_header[n] for n in names if n in by_header), None):
            source[canonical] = column
    across = reshape.categories(fmt, table.columns) if fmt.across else {}
    unknown = (table.columns[c] for c, header in headers.items() if header not in fmt.known_headers)
    printed_period = values.period(table.title) if table.title else None
    if fmt.period and not printed_period:
        printed_period = reshape.long_period(table.title)
    return RawTable(
        table,
        file,
        source,
        {canonical: table.columns[column].strip() for canonical, column in source.items()},
        across,
        printed_period or _path_period(fmt, file),
        printed_period[1] if printed_period else None,
        () if across else tuple(text for text in unknown if text != NAMELESS),
        next((label for n, label in fmt.vintages.items() if n in by_header), ""),
    )


def no_month(raw: RawTable) -> Fault | None:
    """The fault of a sum over a period that nothing names."""
    if raw.period or not raw.fmt.period:
        return None
    what = "文件里没有日期，标题、文件夹名和文件名里也看不出是哪个月"
    return error("no_month", what, path=raw.file.name, dataset=raw.fmt.dataset)


def raw_rows(tables: list[RawTable]) -> tuple[pl.DataFrame, list[int]]:
    """Rows of all ``tables`` (one format) under canonical names, still text; and how many each table has beside them
    that stand for nothing of their own: totals, the header again, rows of another kind.

    Blank rows and everything personal are dropped too. ``table`` is the place in ``tables``.
    """
    layouts: dict[tuple, list[int]] = {}
    for at, raw in enumerate(tables):
        layouts.setdefault(tuple(raw.table.columns.items()), []).append(at)
    parts, skipped = [], Counter()
    for places in layouts.values():
        part, left_out = _printed_alike(tables, places)
        parts.append(part)
        skipped += left_out
    frame = pl.concat(parts, how="diagonal").sort("table", maintain_order=True)
    frame = frame.join(_told_by_files(tables), on="table", how="left", maintain_order="left")
    data = CONTRACTS[tables[0].fmt.dataset]
    dates = [c for c in frame.columns if data.dtypes.get(c) in (pl.Date, pl.Datetime)]
    frame = frame.with_columns(reshape.with_year(pl.col(c), pl.col("stated_year")).alias(c) for c in dates)
    if tables[0].fmt.period:
        # Without a column for the end, the row belongs to the last day of what it sums up.
        last = "period_end" if "period_end" in data.dtypes else data.month_from
        frame = frame.with_columns(pl.col("first_day").alias("period_start"), pl.col("last_day").alias(last))
    return frame.drop("stated_year", "first_day", "last_day"), [skipped[at] for at in range(len(tables))]


def _printed_alike(tables: list[RawTable], places: list[int]) -> tuple[pl.DataFrame, Counter[int]]:
    """Rows of the tables at ``places``, which have one header; and by place the number of those skipped."""
    raw = tables[places[0]]
    fmt, texts = raw.fmt, raw.table.rows.columns[1:]
    used = [*dict.fromkeys(raw.source.values()), *raw.across]
    rows = pl.concat((tables[at].table.rows for at in places), rechunk=True)
    table = pl.Series("table", [at for at in places for _ in range(tables[at].table.rows.height)], dtype=pl.Int64)
    rows = rows.with_columns(table, pl.col("row").cast(pl.Int64))
    if not fmt.records:  # a cell has margins, a text in an answer is what it is
        rows = rows.with_columns(without_margins(pl.col(texts)))
    filled = rows.filter(pl.any_horizontal(pl.col(used).is_not_null()))
    rows = _of_kind(raw.table, filled, _is_torn(tables, places))
    if not CONTRACTS[fmt.dataset].is_reference:  # there 得分 is the name of a column, not a sum
        rows = reshape.without_totals(rows, texts)
    if down := [raw.source[c] for c in fmt.fill_down if c in raw.source]:
        rows = rows.with_columns(pl.col(down).forward_fill().over("table"))
    rows = rows.filter(_is_data(raw, used))
    frame = rows.select(
        "table",
        pl.col("row").alias("source_row"),
        *(pl.col(column).alias(canonical) for canonical, column in raw.source.items()),
        *raw.across,
    )
    return _reshaped(fmt, frame, raw.across), Counter(filled["table"]) - Counter(rows["table"])


def _told_by_files(tables: list[RawTable]) -> pl.DataFrame:
    """What is the same for all rows of a table: where they stand, the year it states and the days it covers."""
    told = [
        {
            "table": at,
            "source_file": t.file.name,
            "file_id": t.file.file_id,
            "source_sheet": t.sheet,
            "stated_year": reshape.stated_year(t.table.title, t.sheet, t.file.month, t.file.path.stem) or None,
            "first_day": str(t.period[0]) if t.period else None,
            "last_day": str(t.period[1]) if t.period else None,
        }
        for at, t in enumerate(tables)
    ]
    return pl.DataFrame(told, schema={**dict.fromkeys(told[0], pl.String), "table": pl.Int64})


def _reshaped(fmt: Format, frame: pl.DataFrame, across: dict[str, str]) -> pl.DataFrame:
    """One row per thing, with what the declaration says about columns the file does not have."""
    if across:
        frame = reshape.down_from_across(fmt, frame, across)
    if fmt.people and fmt.people in frame.columns:
        frame = reshape.counted(fmt, frame)
    if fmt.span and fmt.span[0] in frame.columns:
        first, last = fmt.span
        spans = [reshape.split_span(text) for text in frame[first]]
        ends = pl.Series(last, [end for _, end in spans], dtype=pl.String)
        if last in frame.columns:
            ends = frame[last].zip_with(frame[last].is_not_null(), ends)
        frame = frame.with_columns(pl.Series(first, [start for start, _ in spans], dtype=pl.String), ends.alias(last))
    return frame.with_columns(pl.lit(v).alias(c) for c, v in fmt.defaults.items() if c not in frame.columns)


def _is_torn(tables: list[RawTable], places: list[int]) -> pl.Expr:
    torn = {at: sorted(tables[at].table.torn) for at in places if tables[at].table.torn}
    return pl.any_horizontal(False, *((pl.col("table") == at) & pl.col("row").is_in(rows) for at, rows in torn.items()))


def _of_kind(table: Table, rows: pl.DataFrame, is_torn: pl.Expr) -> pl.DataFrame:
    """Rows whose text in the declared columns says that they are of the declared kind."""
    for column, text in table.columns.items():
        if (accepted := table.fmt.only.get(normalise(text))) and column in rows.columns:
            # A row with a cell too many shows its kind in the wrong place: it is to be refused, not passed over.
            rows = rows.filter(pl.col(column).is_in(accepted) | is_torn)
    return rows


def _is_data(raw: RawTable, used: list[str]) -> pl.Expr:
    """Neither blank nor the header again."""
    key = [raw.source[c] for c in raw.fmt.required if c in raw.source] or used
    header = pl.all_horizontal(
        pl.col(c).is_not_null() & (pl.col(c).str.strip_chars() == raw.table.columns[c].strip()) for c in key
    )
    filled = [c for c in used if c not in {raw.source.get(f) for f in raw.fmt.fill_down}] or used
    return pl.any_horizontal(pl.col(filled).is_not_null()) & ~header.fill_null(False)


def _path_period(fmt: Format, file: RawFile) -> tuple[date, date] | None:
    """The period that folder or file name state. A year or half-year counts only for tables that are sums over one:
    a ledger named after its year is not known to be complete.
    """
    if file.month:
        return first_day(file.month), last_day(file.month)
    return values.period(file.path.stem) or (reshape.long_period(file.path.stem) if fmt.period else None)


@dataclass(frozen=True)
class Conformed:
    """Typed rows of one format and what became of the others.

    rows columns: the contract's, then file_id, source_file, source_sheet, source_row, capped, and item_id where the
    contract declares an item key. refused: what could be read of the rows that are left out, in the same columns but
    item_id; not of torn rows, whose cells stand under the wrong header. counts: source_file, rows_in, rows_refused, in
    rows of the file: the row of a wide table is refused with the first of its cells. Of a list of persons a row is what
    is counted together.
    """

    rows: pl.DataFrame
    refused: pl.DataFrame
    faults: list[Fault]
    counts: pl.DataFrame


def conform(tables: list[RawTable], rows: pl.DataFrame) -> Conformed:
    """Typed rows of ``tables`` (one format) and their faults; rows with an error are left out.

    rows: those of ``raw_rows`` that belong to ``tables``.
    """
    fmt = tables[0].fmt
    data = CONTRACTS[fmt.dataset]
    absent = [c for c in fmt.columns if c not in rows.columns]
    frame = rows.with_row_index("at").with_columns(pl.lit(None, pl.String).alias(c) for c in absent)
    report = _Report(tables)
    if fmt.unpivot:
        frame = _unpivot(fmt, data, frame)
    _report_torn(tables, frame, report)
    typed = _parse(fmt, data, frame, report)
    if "entry_no" in data.dtypes:
        typed = typed.with_columns(entry_no=_entry_no(data))
    _report_doubtful(data, typed, report)
    _check_contract(data, typed, report)
    kept = typed.filter(~pl.col("at").is_in(sorted(report.refused))) if report.refused else typed
    kept = kept.drop(OF_REPORT, strict=False)
    if data.item_key:
        kept = kept.with_columns(_item_id(kept, data.item_key))
    row = pl.struct("source_sheet", "source_row")
    counts = typed.group_by("source_file").agg(
        rows_in=row.n_unique(), rows_refused=row.filter(pl.col("at").is_in(sorted(report.refused))).n_unique()
    )
    refused = typed.filter(pl.col("at").is_in(sorted(report.refused - report.torn))).drop(OF_REPORT, strict=False)
    return Conformed(kept, refused, report.faults, counts)


class _Report:
    """Collects faults with the place as the clerk sees it: file, sheet, row and the header as printed.

    Each is told once, though a cell of a wide table may belong to several rows of ours, and of a torn row nothing but
    that it is torn. unread: row → columns with a text that could not be read.
    """

    def __init__(self, tables: list[RawTable]):
        self.fmt = tables[0].fmt
        self.printed = {(t.file.name, c): text for t in tables for c, text in t.printed.items()}
        self.faults: list[Fault] = []
        self.refused: set[int] = set()
        self.torn: set[int] = set()
        self.unread: defaultdict[int, set[str]] = defaultdict(set)
        self._told: set[tuple] = set()
        self._counts: Counter[tuple] = Counter()

    def add(self, severity: str, code: str, place: dict, canonical: str, value: object, message: str) -> None:
        if place["at"] in self.torn:
            return
        if severity == ERROR:
            self.refused.add(place["at"])
        if self.fmt.unpivot and canonical == _long_value(CONTRACTS[self.fmt.dataset]):
            canonical = f"unpivot:{place['figure_header']}"
        told = (*(place[c] for c in PLACE), code, canonical, message)
        kind = (place["source_file"], code, canonical)
        self._counts[kind] += told not in self._told
        if told in self._told or self._counts[kind] > FAULTS_PER_COLUMN:
            return
        self._told.add(told)
        column = self.printed.get((place["source_file"], canonical), canonical)
        self.faults.append(
            Fault(
                severity,
                code,
                with_remedy(code, message),
                path=place["source_file"],
                sheet=place["source_sheet"],
                row=place["source_row"],
                column=column,
                value="" if value is None else str(value),
                dataset=self.fmt.dataset,
            )
        )


def _entry_no(data: Dataset) -> pl.Expr:
    """Equal rows of one sheet are different things (two prizes of one grade), so they are numbered from 1."""
    same = ["source_file", "source_sheet", *(k for k in data.key if k != "entry_no")]
    return (pl.int_range(pl.len()).over(same) + 1).cast(pl.Int64)


def _long_value(data: Dataset) -> str:
    return "value" if "value" in data.dtypes else "quantity"


def _unpivot(fmt: Format, data: Dataset, frame: pl.DataFrame) -> pl.DataFrame:
    """A wide row as one row per figure. An empty cell is none, and where a figure must be known a mark for unknown too:
    platforms write - for the share of a day without posts."""
    value = _long_value(data)
    is_told = pl.col(value).is_not_null() if data.schema.columns[value].nullable else ~values.is_unknown(pl.col(value))
    wide = [c for c in frame.columns if c.startswith("unpivot:")]
    long = frame.unpivot(
        on=wide,
        index=[c for c in frame.columns if c not in wide],
        variable_name="metric_id",
        value_name=value,
    )
    return (
        long.filter(is_told)
        .with_columns(figure_header=pl.col("metric_id").str.strip_prefix("unpivot:"))
        .with_columns(metric_id=pl.col("figure_header").replace_strict({n: u.metric for n, u in fmt.unpivot.items()}))
        .drop("at")
        .with_row_index("at")
    )


def _parse(fmt: Format, data: Dataset, frame: pl.DataFrame, report: _Report) -> pl.DataFrame:
    """All contract columns typed; a text that cannot be read is reported and left null."""
    parsed, raw_of, floors = [], {}, []
    for name, dtype in data.dtypes.items():
        if name in fmt.constants:
            parsed.append(pl.lit(fmt.constants[name]).alias(name))
        elif name not in frame.columns:
            parsed.append(pl.lit(None, dtype).alias(name))
        elif name in fmt.choices:
            parsed.append(_text(pl.col(name)).replace_strict(fmt.choices[name], default=None).alias(name))
            raw_of[name] = "choice"
        elif name in fmt.labels:
            parsed.append(_text(pl.col(name)).replace(fmt.labels[name]).alias(name))
        elif fmt.unpivot and name == _long_value(data):
            parsed.append(_value_by_metric(fmt, name))
            raw_of[name] = "number"
            floors.append(_floor(name))
        else:
            parser = fmt.parse.get(name) or _parser(data, name, dtype)
            value = _parsed(parser, name)
            parsed.append((_prefixed(value, fmt.prefix[name]) if name in fmt.prefix else value).alias(name))
            raw_of[name] = parser
            if parser in ("count", "number"):
                floors.append(_floor(name))
    capped = pl.concat_list(floors).list.drop_nulls().list.join(",") if floors else pl.lit("")
    header = ["figure_header"] if fmt.unpivot else []
    typed = frame.select("at", *header, *parsed, *PROVENANCE, capped.replace("", None).alias("capped"))
    for name, parser in raw_of.items():
        _report_unread(frame, typed, name, parser, fmt, report)
    _report_capped(typed, report)
    return typed


def _floor(name: str) -> pl.Expr:
    """The name of the column where its text gives a bound only."""
    return pl.when(values.is_capped(pl.col(name))).then(pl.lit(name))


@cache
def _parsed(parser: str, name: str) -> pl.Expr:
    """One expression for every column of this name: putting one together takes longer than reading a small table."""
    return PARSERS[parser](pl.col(name))


def _parser(data: Dataset, name: str, dtype: pl.DataType) -> str:
    metadata = data.schema.columns[name].metadata or {}
    return metadata.get("parse") or {
        pl.Int64: "count",
        pl.Float64: "number",
        pl.Date: "date",
        pl.Datetime: "datetime",
        pl.Boolean: "boolean",
    }.get(dtype.base_type(), "month" if name in ("month", "start_month") else "text")


def _text(expr: pl.Expr) -> pl.Expr:
    text = expr.str.strip_chars()
    return pl.when(~values.is_unknown(expr)).then(text)


def _prefixed(text: pl.Expr, prefix: str) -> pl.Expr:
    return pl.when(text.str.starts_with(prefix)).then(text).otherwise(pl.lit(prefix) + text)


def _value_by_metric(fmt: Format, name: str) -> pl.Expr:
    value = PARSERS["number"](pl.col(name))
    for parse in {u.parse for u in fmt.unpivot.values()} - {"number"}:
        headers = [n for n, u in fmt.unpivot.items() if u.parse == parse]
        value = pl.when(pl.col("figure_header").is_in(headers)).then(PARSERS[parse](pl.col(name))).otherwise(value)
    return value.alias(name)


def _day_or_month(expr: pl.Expr) -> pl.Expr:
    """A day; a month alone is its last day, up to which its figure is known."""
    end = (values.month(expr) + "-01").str.to_date(strict=False).dt.month_end()
    return pl.coalesce(values.date(expr), end)


PARSERS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "text": _text,
    "verbatim": lambda e: e.str.strip_chars(),
    "count": values.count,
    "number": lambda e: values.number(e).struct.field("value"),
    "share": values.share,
    "seconds": values.seconds,
    "stars": values.stars,
    "date": values.date,
    "datetime": values.datetime,
    "unix_datetime": values.unix_datetime,
    "unix_day": lambda e: values.unix_datetime(e).dt.date(),
    "english_datetime": values.english_datetime,
    "day": lambda e: values.datetime(e).dt.truncate("1d"),
    "month": values.month,
    "day_or_month": _day_or_month,
    "boolean": values.boolean,
}

UNREADABLE = {
    "count": ("bad_number", "“{value}”不是整数"),
    "number": ("bad_number", "“{value}”不是数字"),
    "share": ("bad_number", "“{value}”不是比例（如 25% 或 0.25）"),
    "seconds": ("bad_number", "“{value}”不是时长（秒）"),
    "stars": ("bad_number", "“{value}”不是星级（如 3.5星）"),
    "date": ("bad_date", "“{value}”不是有效日期"),
    "unix_datetime": ("bad_date", "“{value}”不是 Unix 时间（10 位秒或 13 位毫秒）"),
    "unix_day": ("bad_date", "“{value}”不是 Unix 时间（10 位秒或 13 位毫秒）"),
    "english_datetime": ("bad_date", "“{value}”不是有效时间（如 Tue May 31 17:46:55 +0800 2011）"),
    "datetime": ("bad_date", "“{value}”不是有效时间"),
    "day_or_month": ("bad_date", "“{value}”不是有效日期或月份"),
    "day": ("bad_date", "“{value}”不是有效日期"),
    "month": ("bad_month", "“{value}”不是月份"),
    "boolean": ("bad_boolean", "“{value}”不是 是 或 否"),
    "choice": ("bad_choice", "“{value}”不在可选范围内，应为：{choices}"),
}


def _report_unread(
    frame: pl.DataFrame, typed: pl.DataFrame, name: str, parser: str, fmt: Format, report: _Report
) -> None:
    # What is empty stays empty, so equal numbers of nulls say that every text was read.
    if parser not in UNREADABLE or typed[name].null_count() == frame[name].null_count():
        return
    code, message = UNREADABLE[parser]
    unread = frame.filter(frame.select(bad=values.failed(pl.col(name), typed[name]))["bad"])
    choices = "、".join(fmt.choices.get(name, ()))
    for row in unread.iter_rows(named=True):
        report.unread[row["at"]].add(name)
        report.add(ERROR, code, row, name, row[name], message.format(value=row[name], choices=choices))


def _report_torn(tables: list[RawTable], frame: pl.DataFrame, report: _Report) -> None:
    for raw in (t for t in tables if t.table.torn):
        here = (pl.col("source_file") == raw.file.name) & (pl.col("source_sheet") == raw.sheet)
        for row in frame.filter(here & pl.col("source_row").is_in(sorted(raw.table.torn))).iter_rows(named=True):
            report.add(ERROR, "torn_row", row, "", None, "这一行的格数比表头多，看不出哪一格属于哪一列")
            report.torn.add(row["at"])


def _report_capped(typed: pl.DataFrame, report: _Report) -> None:
    for row in typed.filter(pl.col("capped").is_not_null()).iter_rows(named=True):
        for column in row["capped"].split(","):
            report.add(WARNING, "capped_value", row, column, row[column], "这个数字只是界值（如 10万+）")


def _report_doubtful(data: Dataset, typed: pl.DataFrame, report: _Report) -> None:
    for text, doubt in data.cautions.items():
        for row in typed.filter(doubt).iter_rows(named=True):
            report.add(WARNING, "doubtful_row", row, "", None, text)


def _check_contract(data: Dataset, typed: pl.DataFrame, report: _Report) -> None:
    import pandera.errors

    try:
        data.model.validate(typed.select(*data.dtypes), lazy=True)
        return
    except pandera.errors.SchemaErrors as reason:
        failures = reason.failure_cases
    for failure in failures.iter_rows(named=True):
        if failure["index"] is None:
            raise RuntimeError(f"contract {data.name}: {failure['check']} {failure['failure_case']}")
        place = typed.row(failure["index"], named=True)
        column = failure["column"] if failure["schema_context"] == "Column" else ""
        unread = report.unread[place["at"]]
        if failure["check"] == "not_nullable":
            if column not in unread:
                report.add(ERROR, "missing_value", place, column, None, "这一格不能为空")
        elif column:
            rule = data.schema.columns[column].description or failure["check"]
            report.add(ERROR, "rule_broken", place, column, place[column], f"“{place[column]}”不合规则：{rule}")
        elif not unread:  # what could not be read would break it, and has been told with its text
            report.add(ERROR, "rule_broken", place, "", None, f"这一行不合规则：{failure['check']}")


def _item_id(frame: pl.DataFrame, alternatives: tuple[tuple[str, ...], ...]) -> pl.Series:
    """Stable ASCII id: a hash of the first alternative whose columns are all filled."""
    texts = pl.Series([None] * frame.height, dtype=pl.String)
    for chosen in alternatives:
        if texts.null_count():
            columns = [_printed(frame[c], "None" if chosen == alternatives[-1] else None) for c in chosen]
            printed = pl.select(pl.concat_str(pl.lit(",".join(chosen)), *columns, separator="\x1f")).to_series()
            texts = texts.zip_with(texts.is_not_null(), printed)
    ids = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in texts]
    return pl.Series("item_id", ids, dtype=pl.String)


def _printed(values: pl.Series, empty: str | None) -> pl.Series:
    """As Python prints them, for an id must not change with the way it is computed; ``empty`` stands for null."""
    if values.dtype != pl.String:
        values = pl.Series([None if v is None else str(v) for v in values], dtype=pl.String)
    return values.fill_null(empty) if empty else values


def event_day(data: Dataset) -> pl.Expr:
    """The local day that gives a row its month; null in datasets without months."""
    if not data.month_from:
        return pl.lit(None, pl.Date)
    if data.dtypes[data.month_from] == pl.String:
        return (pl.col(data.month_from) + "-01").str.to_date(strict=False)
    return pl.col(data.month_from).cast(pl.Date)
