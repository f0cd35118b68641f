"""Recognised tables under canonical columns, every value still text; what is no row of its own is left out.

All tables of one format go together, so that many small files cost little more than one large one. Does not belong
here: what a value means (conform), shapes of hand-kept tables (reshape).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, error
from pipelines.files.discover import RawFile
from pipelines.files.grid import without_margins
from pipelines.months import first_day, last_day
from pipelines.recognition.table import NAMELESS, Table
from pipelines.rows import reshape, values
from pipelines.rows.gates import counting
from pipelines.rows.topics import with_topics
from pipelines.sources.catalog import Format, normalise

# More days than the longest half-year has.
DAYS_OF_HALF = 190


@dataclass(frozen=True)
class RawTable:
    """One table with what its file and its header say about it.

    source: canonical column → column of the grid; printed: canonical column → header as printed.
    across: column of the grid → category, of a cross-tab.
    period: first and last day the export says it covers (title, else file name, else month folder), or None.
    is_complete: a ledger whose title, folder or name says that nothing of its period is left out.
    printed_until: last day printed in the title; it outranks every other as-of.
    """

    table: Table
    file: RawFile
    source: dict[str, str]
    printed: dict[str, str]
    across: dict[str, str]
    period: tuple[date, date] | None
    is_complete: bool
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
    unpivoted = {f"unpivot:{name}": (name,) for name in fmt.unpivot}
    steps = {f"step:{number}": names for number, names in enumerate(fmt.steps)}
    for canonical, names in {**fmt.columns, **unpivoted, **steps}.items():
        if column := next((by_header[n] for n in names if n in by_header), None):
            source[canonical] = column
    across = reshape.categories(fmt, table.columns) if fmt.across else {}
    unknown = (table.columns[c] for c, header in headers.items() if header not in fmt.known_headers)
    printed_period = values.period(table.title, file.month) if table.title else None
    if fmt.period and not printed_period:
        printed_period = reshape.long_period(table.title)
    stated = (table.title, file.path.stem, *file.folders) if file.source == "registers" else ()
    complete = reshape.complete_period(*stated)
    return RawTable(
        table,
        file,
        source,
        {canonical: table.columns[column].strip() for canonical, column in source.items()},
        across,
        complete or printed_period or _path_period(fmt, file),
        complete is not None,
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
    frame = frame.join(_declared_by_files(tables), on="table", how="left", maintain_order="left")
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
    if CONTRACTS[fmt.dataset].is_reference:
        rows = rows.filter(counting(raw.table.columns))
    frame = rows.select(
        "table",
        pl.col("row").alias("source_row"),
        *(pl.col(column).alias(canonical) for canonical, column in raw.source.items()),
        *raw.across,
    )
    return _reshaped(fmt, frame, raw.across), Counter(filled["table"].to_list()) - Counter(rows["table"].to_list())


def _declared_by_files(tables: list[RawTable]) -> pl.DataFrame:
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
    if fmt.steps:
        frame = reshape.stepped(fmt, frame)
    if "topics" in CONTRACTS[fmt.dataset].dtypes and "title" in frame.columns:
        frame = with_topics(frame)
    if fmt.nested:
        frame = reshape.unnested(fmt, frame)
    if fmt.span and fmt.span[0] in frame.columns:
        first, last = fmt.span
        spans = [reshape.split_span(text) for text in frame[first]]
        ends = pl.Series(last, [end for _, end in spans], dtype=pl.String)
        if last in frame.columns:
            ends = frame[last].zip_with(frame[last].is_not_null(), ends)
        frame = frame.with_columns(pl.Series(first, [start for start, _ in spans], dtype=pl.String), ends.alias(last))
    return frame.with_columns(_or_default(fmt, frame, c, text).alias(c) for c, text in fmt.defaults.items())


def _or_default(fmt: Format, frame: pl.DataFrame, column: str, text: str) -> pl.Expr:
    """What a column holds, and its default where the table has no such column or may leave its cells empty.

    A mark such as - says that the number is not known; so does an empty cell of a column the table must have.
    """
    if column not in frame.columns:
        return pl.lit(text)
    if column not in fmt.optional:
        return pl.col(column)
    return pl.when(pl.col(column).str.strip_chars().fill_null("") == "").then(pl.lit(text)).otherwise(pl.col(column))


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
    """The period that the file's own name states, else the month of its folder. A year or half-year counts only for
    tables that are sums over one: a ledger named after its year is not known to be complete. A bare year is the name
    of many things, so the folder stands before it.
    """
    named = named_period(file)
    long = reshape.long_period(file.path.stem) if fmt.period else None
    if long and not named and (long[1] - long[0]).days < DAYS_OF_HALF:
        named = long
    folder = (first_day(file.month), last_day(file.month)) if file.month else None
    return named or folder or long


def named_period(file: RawFile) -> tuple[date, date] | None:
    """The period of days or months in the file's own name; without a year it is one of the month of its folder."""
    return values.period(file.path.stem, file.month)
