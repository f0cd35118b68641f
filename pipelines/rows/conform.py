"""Rows of text become typed rows of their dataset, with every fault of every cell.

All tables of one format go together, so that many small files cost little more than one large one. It never merges
departments, fills gaps or repairs numbers.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl

from pipelines import personal
from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import ERROR, WARNING, Fault, shorten, with_remedy
from pipelines.institution.choices import nearest
from pipelines.institution.ids import with_ids, with_order
from pipelines.rows import values
from pipelines.rows.canonical import RawTable
from pipelines.rows.shares import ambiguous, as_fractions, out_of_range
from pipelines.sources.catalog import Format, normalise

# A row as the clerk sees it, and what our rows have beside their columns to tell of their faults.
PLACE = ("source_file", "source_sheet", "source_row")
OF_REPORT = ("at", "figure_header")
# What a spreadsheet makes of a number of more than 15 digits: 5.14E+15, or zeros from the 16th on. That a few such
# numbers all end like this by chance is one case in thousands.
SCIENTIFIC = r"(?i)^ *[0-9](?:\.[0-9]+)?e\+?[0-9]+ *$"
LONG_NUMBER = "^[0-9]{16,}$"
ROUNDED = "^[0-9]{15}0+$"
ENOUGH_TO_TELL = 4
# More faults of one kind in one column of one file add nothing a clerk can use.
FAULTS_PER_COLUMN = 200
# A table of so few columns may well have a row with one cell.
FEW_COLUMNS = 3


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
    frame = with_ids(data.name, frame, fmt.choices.get("channel_id", {}))
    if "display_order" in frame.columns:
        frame = with_order(frame)
    report = _Report(tables)
    if fmt.unpivot:
        frame = _unpivot(fmt, data, frame)
    frame = _without_personal(tables, frame, report)
    _report_torn(tables, frame, report)
    typed = as_fractions(data.name, frame, _parse(fmt, data, frame, report))
    _report_shares(data, frame, typed, report)
    _report_shortened(data, frame, report)
    if "entry_no" in data.dtypes:
        typed = typed.with_columns(entry_no=_entry_no(data))
    _report_doubtful(data, typed, report)
    _check_contract(data, typed, frame, report)
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
        self._known: set[tuple] = set()
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
        self._counts[kind] += told not in self._known
        if told in self._known or self._counts[kind] > FAULTS_PER_COLUMN:
            return
        self._known.add(told)
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
    is_given = pl.col(value).is_not_null() if data.schema.columns[value].nullable else ~values.is_unknown(pl.col(value))
    wide = [c for c in frame.columns if c.startswith("unpivot:")]
    long = frame.unpivot(
        on=wide,
        index=[c for c in frame.columns if c not in wide],
        variable_name="metric_id",
        value_name=value,
    )
    return (
        long.filter(is_given)
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
        elif name not in frame.columns or frame[name].null_count() == frame.height:
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
            parser = fmt.parse.get(name) or parser_of(data, name, dtype)
            value = _parsed(parser, name)
            parsed.append((_prefixed(value, fmt.prefix[name]) if name in fmt.prefix else value).alias(name))
            raw_of[name] = parser
            if parser in ("count", "number"):
                floors.append(_floor(name))
    capped = pl.concat_list(floors).list.drop_nulls().list.join(",") if floors else pl.lit("")
    header = ["figure_header"] if fmt.unpivot else []
    typed = frame.select("at", *header, *parsed, *PLACE, "file_id", capped.replace("", None).alias("capped"))
    for name, parser in raw_of.items():
        _report_unread(frame, typed, name, parser, fmt, not data.schema.columns[name].nullable, report)
    _report_capped(typed, report)
    return typed


def _floor(name: str) -> pl.Expr:
    """The name of the column where its text gives a bound only."""
    return pl.when(values.is_capped(pl.col(name))).then(pl.lit(name))


@cache
def _parsed(parser: str, name: str) -> pl.Expr:
    """One expression for every column of this name: putting one together takes longer than reading a small table."""
    return PARSERS[parser](pl.col(name))


# How columns of text are read that hold the keys of months and periods.
TEXTS = {"month": "month", "start_month": "month"} | dict.fromkeys(("period", "redefined_months"), "period")


def parser_of(data: Dataset, name: str, dtype: pl.DataType) -> str:
    """How the values of a column are read, where its format does not say."""
    metadata = data.schema.columns[name].metadata or {}
    return metadata.get("parse") or {
        pl.Int64: "count",
        pl.Float64: "number",
        pl.Date: "date",
        pl.Datetime: "datetime",
        pl.Boolean: "boolean",
    }.get(dtype.base_type(), TEXTS.get(name, "text"))


def _text(expr: pl.Expr) -> pl.Expr:
    text = expr.str.strip_chars()
    return pl.when(~values.is_unknown(expr) & ~values.is_formula_error(expr)).then(text)


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
    "period": values.period_key,
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

NUMBERS = ("count", "number", "share", "seconds", "stars")
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
    "choice": ("bad_choice", "“{value}”不在可选范围内，应为：{choices}{nearest}"),
}


def _report_unread(
    frame: pl.DataFrame, typed: pl.DataFrame, name: str, parser: str, fmt: Format, is_required: bool, report: _Report
) -> None:
    # What is empty stays empty, so equal numbers of nulls say that every text was read.
    if typed[name].null_count() == frame[name].null_count():
        return
    if parser == "text":
        # Where something must stand, the empty cell itself is told of, with what stands there.
        if not is_required:
            for row in frame.filter(values.is_formula_error(pl.col(name))).iter_rows(named=True):
                what = f"“{row[name]}”是公式没有算出的结果，这一格按没有内容处理"
                report.add(WARNING, "failed_formula", row, name, row[name], what)
        return
    if parser not in UNREADABLE:
        return
    if parser in NUMBERS:
        marked = frame.filter(values.clean(pl.col(name)).str.contains(values.NO_NUMBER).fill_null(False))
        for row in marked.iter_rows(named=True):
            report.add(WARNING, "no_number", row, name, row[name], f"“{row[name]}”不是数字，按不知道处理，不当作 0")
    code, message = UNREADABLE[parser]
    unread = frame.filter(frame.select(bad=values.failed(pl.col(name), typed[name]))["bad"])
    choices = "、".join(fmt.choices.get(name, ()))
    for row in unread.iter_rows(named=True):
        report.unread[row["at"]].add(name)
        near = nearest(row[name], list(fmt.choices.get(name, ())))
        told = f"；相近的是“{near}”" if near else ""
        report.add(ERROR, code, row, name, row[name], message.format(value=row[name], choices=choices, nearest=told))


def _without_personal(tables: list[RawTable], frame: pl.DataFrame, report: _Report) -> pl.DataFrame:
    """Texts without numbers of persons; topics of Party records without the persons that another column names."""
    ours = {*PLACE, "file_id"}
    for name in [c for c in frame.columns if c not in ours and frame.schema[c] == pl.String]:
        is_id = name.endswith(("_id", "url", "link"))
        suspected = personal.SUSPECTED_IN_IDS if is_id else personal.SUSPECTED
        for at, row in _rows_with(frame, pl.col(name).str.contains(suspected)):
            text, kinds = personal.masked(row[name], is_id)
            if kinds:
                frame[at, name] = text
                _tell_personal(report, row, name, text, kinds)
    if report.fmt.source == "party" and "topic" in frame.columns:
        for file, names in _persons(tables).items():
            for at, row in _rows_with(frame, pl.col("topic").str.contains_any(names) & (pl.col("source_file") == file)):
                text = personal.without_names(row["topic"], names)
                frame[at, "topic"] = text
                _tell_personal(report, row, "topic", text, [personal.NAME])
    return frame


def _rows_with(frame: pl.DataFrame, which: pl.Expr) -> Iterator[tuple[int, dict]]:
    """(place in the frame, row) of the rows for which ``which`` holds."""
    places = frame.select(which.fill_null(False).arg_true()).to_series().to_list()
    return ((place, frame.row(place, named=True)) for place in places)


def _tell_personal(report: _Report, row: dict, column: str, text: str, kinds: list[str]) -> None:
    what = f"这一格里有{'、'.join(kinds)}，已遮去，只保存“{shorten(text)}”"
    report.add(WARNING, "personal_data", row, column, text, what)


def _persons(tables: list[RawTable]) -> dict[str, list[str]]:
    """Name of the file → persons that its columns of persons name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for raw in tables:
        for column, header in raw.table.columns.items():
            if normalise(header) in raw.fmt.personal and column in raw.table.rows.columns:
                found[raw.file.name] |= personal.persons(raw.table.rows[column])
    return {file: sorted(names, key=len, reverse=True) for file, names in found.items() if names}


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


def _report_shares(data: Dataset, frame: pl.DataFrame, typed: pl.DataFrame, report: _Report) -> None:
    for column, row in ambiguous(data.name, frame, typed):
        message = f"这是比例，没有写百分号，同一列别的数大于 1，所以读作 {row[column]:.4%}"
        report.add(WARNING, "share_ambiguous", row, column, f"{row[column] * 100:.12g}", message)
    for column, row in out_of_range(data.name, typed):
        message = f"这是比例，读作 {row[column]:.4g}（{row[column]:.4%}），不在 0 和 100% 之间"
        report.add(WARNING, "share_out_of_range", row, column, row[column], message)


def _report_shortened(data: Dataset, frame: pl.DataFrame, report: _Report) -> None:
    """Numbers of works that a spreadsheet has rounded: two works would become one, or one of two exports two."""
    for column in (key[0] for key in data.item_key if len(key) == 1 and key[0].endswith("_id")):
        if column not in frame.columns:
            continue
        for row in frame.filter(pl.col(column).str.contains(SCIENTIFIC)).iter_rows(named=True):
            what = f"编号“{row[column]}”成了科学计数，后面的数字丢了，分不出是哪一条"
            report.add(ERROR, "shortened_id", row, column, row[column], what)
        long = frame.filter(pl.col(column).str.contains(LONG_NUMBER))
        for _, rows in long.group_by("source_file", maintain_order=True):
            if rows.height >= ENOUGH_TO_TELL and rows[column].str.contains(ROUNDED).all():
                what = f"{rows.height} 个编号第 15 位以后都是 0，后面的数字丢了，分不出是哪一条"
                for row in rows.iter_rows(named=True):
                    report.add(ERROR, "shortened_id", row, column, row[column], what)


def _report_doubtful(data: Dataset, typed: pl.DataFrame, report: _Report) -> None:
    for text, doubt in data.cautions.items():
        for row in typed.filter(doubt).iter_rows(named=True):
            report.add(WARNING, "doubtful_row", row, "", None, text)


def _nothing(frame: pl.DataFrame, at: int, column: str) -> tuple[str | None, str]:
    """(text, message) of a cell that must be filled: empty, or with a mark that says that nothing is known."""
    written = frame.filter(pl.col("at") == at)[column].to_list() if column in frame.columns else []
    if written and (text := (written[0] or "").strip()):
        what = "是公式没有查到的结果" if text.startswith("#") else "表示不知道"
        return text, f"“{text}”{what}，这一格要有内容"
    return None, "这一格不能为空"


def _check_contract(data: Dataset, typed: pl.DataFrame, frame: pl.DataFrame, report: _Report) -> None:
    import pandera.errors

    try:
        data.model.validate(typed.select(*data.dtypes), lazy=True)
        return
    except pandera.errors.SchemaErrors as reason:
        failures = reason.failure_cases
    _report_lone(typed, frame, failures, report)
    for failure in failures.iter_rows(named=True):
        if failure["index"] is None:
            raise RuntimeError(f"contract {data.name}: {failure['check']} {failure['failure_case']}")
        place = typed.row(failure["index"], named=True)
        column = failure["column"] if failure["schema_context"] == "Column" else ""
        unread = report.unread[place["at"]]
        if failure["check"] == "not_nullable":
            if column not in unread:
                report.add(ERROR, "missing_value", place, column, *_nothing(frame, place["at"], column))
        elif column:
            rule = data.schema.columns[column].description or failure["check"]
            report.add(ERROR, "rule_broken", place, column, place[column], f"“{place[column]}”不合规则：{rule}")
        elif not unread:  # what could not be read would break it, and has been told with its text
            report.add(ERROR, "rule_broken", place, "", None, f"这一行不合规则：{failure['check']}")


def _report_lone(typed: pl.DataFrame, frame: pl.DataFrame, failures: pl.DataFrame, report: _Report) -> None:
    """Tell once of a row that has a single cell of many and lacks what must stand there: a note, or the end of a cut
    download.
    """
    # Of a wide table a row here is one cell of the file and its day.
    if report.fmt.unpivot:
        return
    for index in sorted(set(failures.filter(pl.col("check") == "not_nullable")["index"].drop_nulls())):
        place = typed.row(index, named=True)
        row = frame.row(by_predicate=pl.col("at") == place["at"], named=True)
        columns = [c for file, c in report.printed if file == place["source_file"]]
        written = {c: row[c] for c in columns if row.get(c)}
        if len(written) == 1 and len(columns) > FEW_COLUMNS:
            ((column, text),) = written.items()
            report.add(ERROR, "lone_cell", place, column, text, f"这一行只有“{text}”一格，别的都是空的")
            report.torn.add(place["at"])


def _item_id(frame: pl.DataFrame, alternatives: tuple[tuple[str, ...], ...]) -> pl.Series:
    """Stable ASCII id: a hash of the first alternative whose columns are all filled."""
    texts = pl.Series([None] * frame.height, dtype=pl.String)
    for chosen in alternatives:
        if texts.null_count():
            columns = [_printed(frame[c], "None" if chosen == alternatives[-1] else None) for c in chosen]
            printed = pl.select(pl.concat_str(pl.lit(",".join(chosen)), *columns, separator="\x1f")).to_series()
            texts = texts.zip_with(texts.is_not_null(), printed)
    ids = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in texts.to_list()]
    return pl.Series("item_id", ids, dtype=pl.String)


def _printed(column: pl.Series, empty: str | None) -> pl.Series:
    """As Python prints them, for an id must not change with the way it is computed; ``empty`` stands for null."""
    if column.dtype != pl.String:
        column = pl.Series([None if v is None else str(v) for v in column], dtype=pl.String)
    return column.fill_null(empty) if empty else column


def event_day(data: Dataset) -> pl.Expr:
    """The local day that gives a row its month; null in datasets without months."""
    if not data.month_from:
        return pl.lit(None, pl.Date)
    if data.dtypes[data.month_from] == pl.String:
        return (pl.col(data.month_from) + "-01").str.to_date(strict=False)
    return pl.col(data.month_from).cast(pl.Date)
