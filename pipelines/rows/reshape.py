"""Shapes that hand-kept tables have and exports have not, turned into one row per thing.

Total rows anywhere, cross-tabs, lists of persons that may only be counted, ranges of days, and years
stated far from the day. Everything is still text here. Does not belong here: values (values), which columns a format
has (declarations).
"""

import re
from calendar import monthrange
from datetime import date

import polars as pl

from pipelines.rows import values
from pipelines.sources.catalog import Format, normalise

# A row that adds up others says so in its first cell, or in the second behind a running number. Only whole cells
# count: a title may begin with these words.
TOTAL = (
    r"^(?:本[页月季期年]|全[年校院]|[上下]半年|(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?|第?[一二三四]季度)?"
    r"(?:合计|总计|小计|累计|总数|共计|平均|得分|总分|总得分)[:：]?$"
)
# A character that every total has.
TOTAL_HINT = "[计数均分]"
# Headers of a cross-tab whose cells are sums of the others or only number the rows.
NO_CATEGORY = r"^(?:序号|编号|备注|名次|排名)$|" + TOTAL

YEAR_STATED = r"(?<!\d)(20\d{2})(?=\s*年|[-._]?(?:0?[1-9]|1[0-2])(?!\d)|[)）】\s]|$)"
# 2023-2024学年 states no year of a day.
SEVERAL_YEARS = r"20\d{2}年?\s*[-~—–－至]\s*20\d{2}"
HALF_OR_QUARTER = re.compile(
    r"(?<!\d)(20\d{2})年?(?:度?(?P<half>[上下])半年|H(?P<h>[12])|度?第?(?P<quarter>[一二三四1-4])季度|Q(?P<q>[1-4]))"
)
WHOLE_YEAR = re.compile(r"(?<!\d)(20\d{2})年(?!\s*\d|度?[上下]半年|度?第?[一二三四1-4]季度)")

# Said of a ledger whose period has nothing that is not entered: 学习活动登记2019年（登全）. 未登全 says the contrary.
SAYS_COMPLETE = re.compile("(?<![不未])(?:登全|完整|齐全)|全年")


def without_totals(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Rows that stand for themselves; sums at the end, in the middle and behind a running number are left out.

    columns: the text of the table, from left to right.
    """
    # Most tables hold no such word at all: one look at each row spares taking every cell apart.
    if not rows.select(pl.concat_str(columns, ignore_nulls=True).str.contains(TOTAL_HINT).any()).item():
        return rows
    cells = [pl.col(c).str.replace_all(r"\s", "") for c in columns]
    filled = pl.concat_list(cells).list.drop_nulls()
    first, second = filled.list.get(0, null_on_oob=True), filled.list.get(1, null_on_oob=True)
    is_total = first.str.contains(TOTAL) | (first.str.contains(r"^\d+$") & second.str.contains(TOTAL))
    return rows.filter(~is_total.fill_null(False))


def categories(fmt: Format, columns: dict[str, str]) -> dict[str, str]:
    """Grid column → category, for the headers of a cross-tab that are no columns of their own."""
    return {
        column: text.strip()
        for column, text in columns.items()
        if normalise(text) not in fmt.known_headers and not re.match(NO_CATEGORY, "".join(text.split()))
    }


def down_from_across(fmt: Format, frame: pl.DataFrame, across: dict[str, str]) -> pl.DataFrame:
    """A cross-tab as one row per filled cell: its category in ``fmt.across``, its number in quantity.

    A zero is a row, an empty cell is none: the table does not say what it means.
    """
    return (
        frame.unpivot(
            on=list(across),
            index=[c for c in frame.columns if c not in across],
            variable_name=fmt.across,
            value_name="quantity",
        )
        .filter(pl.col("quantity").is_not_null())
        .with_columns(pl.col(fmt.across).replace_strict(across, return_dtype=pl.String))
    )


def counted(fmt: Format, frame: pl.DataFrame) -> pl.DataFrame:
    """Persons become numbers: per remaining columns how many are listed (expected) and how many did something."""
    others = [c for c in frame.columns if c not in (fmt.people, "source_row")]
    points = values.number(pl.col(fmt.people)).struct.field("value")
    return frame.group_by(others, maintain_order=True).agg(
        source_row=pl.col("source_row").min(),
        expected=pl.len().cast(pl.String),
        participants=(points > 0).sum().cast(pl.String),
        **{fmt.people: points.sum().cast(pl.String)},
    )


def stepped(fmt: Format, frame: pl.DataFrame) -> pl.DataFrame:
    """Days of the steps of a procedure, the number of steps and of those done; the last is the day of the row."""
    columns = [f"step:{number}" for number in range(len(fmt.steps))]
    done = [pl.when(pl.col(c).str.contains(r"\d")).then(pl.col(c)) for c in columns]
    return frame.with_columns(
        occurred_on=pl.coalesce(reversed(done)),
        expected=pl.lit(str(len(columns))),
        achieved=pl.sum_horizontal(day.is_not_null() for day in done).cast(pl.String),
        **{f"step_{number}_on": day for number, day in enumerate(done, start=1)},
    ).drop(columns)


def unnested(fmt: Format, frame: pl.DataFrame) -> pl.DataFrame:
    """Menu names in one column, each parent before its children, as level1 and level2.

    A parent has no clicks of its own: it shows none, or the sum of the rows below it, and is no row then. Whatever is
    no such sum stands for itself, with ``-`` as its second level.
    """
    names = frame[fmt.nested].to_list()
    clicks = frame["clicks"].str.replace_all(",", "").cast(pl.Float64, strict=False).to_list()
    tables = frame["table"].to_list()
    rows: list[tuple[int, str, str]] = []
    at = 0
    while at < len(names):
        children = _children(clicks, tables, at)
        rows += [(at + n, names[at], names[at + n]) for n in range(1, children + 1)] or [(at, names[at], "-")]
        at += 1 + children
    places, level1, level2 = zip(*rows, strict=True) if rows else ((), (), ())
    return frame[list(places)].with_columns(
        pl.Series(fmt.nested, level1, pl.String), pl.Series("level2", level2, pl.String)
    )


# The platform allows five entries below one.
MOST_CHILDREN = 5


def _children(clicks: list[float | None], tables: list[int], at: int) -> int:
    """How many rows below the one at ``at`` are its children; 0 when it stands for itself."""
    below = 0
    total = 0.0
    for place in range(at + 1, min(at + 1 + MOST_CHILDREN, len(clicks))):
        clicked = clicks[place]
        if tables[place] != tables[at] or clicked is None:
            break
        below += 1
        total += clicked
        if below > 1 and clicks[at] == total and total > 0:
            return below
    return below if clicks[at] is None else 0


def split_span(text: str | None) -> tuple[str | None, str | None]:
    """First and last day of ``3.8-3.15``, ``3月8日至15日``, ``2024-03-08~2024-03-15``; a single day has no last one.

    The last day takes from the first what it does not repeat.
    """
    if text is None:
        return None, None
    parts = [p.strip() for p in re.split(r"[~〜～—–―－至到]+", text) if p.strip()]
    if len(parts) == 1:
        parts = re.split(r"(?<=[\d日])\s*-\s*(?=\d)", text.strip())
        if len(parts) == 2 and not all(re.search(r"[./月日]", p) for p in parts):
            parts = [text]
    if len(parts) != 2:
        return text, None
    first, last = parts
    if re.fullmatch(r"\d{1,2}日?", last) and (start := re.match(r"(.*[./月-])\d{1,2}日?$", first)):
        last = start[1] + last
    elif re.fullmatch(r"\d{1,2}[./月-]\d{1,2}日?", last) and (year := re.match(r"20\d{2}[./年-]", first)):
        last = year[0] + last
    return first, last


def stated_year(*texts: str) -> str:
    """The one year that the first telling text states; empty if none does."""
    for text in texts:
        years = set(re.findall(YEAR_STATED, re.sub(SEVERAL_YEARS, "", text)))
        if len(years) == 1:
            return years.pop()
    return ""


def long_period(text: str) -> tuple[date, date] | None:
    """First and last day of a quarter, half-year or year in a title or file name: ``2010年下半年``, ``2010H2``."""
    spans = set()
    for match in HALF_OR_QUARTER.finditer(text):
        half, quarter = match["half"] or match["h"], match["quarter"] or match["q"]
        if half:
            first, last = (1, 6) if half in "上1" else (7, 12)
        else:
            last = 3 * ("一二三四".find(quarter) + 1 or int(quarter))
            first = last - 2
        spans.add((int(match[1]), first, last))
    spans = spans or {(int(year), 1, 12) for year in WHOLE_YEAR.findall(text)}
    if len(spans) != 1:
        return None
    year, first, last = spans.pop()
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def complete_period(*texts: str) -> tuple[date, date] | None:
    """The month, quarter, half-year, year or span of days that one of the texts calls complete: ``2019年（登全）``."""
    for text in filter(None, texts):
        if SAYS_COMPLETE.search(text) and (period := values.period(text) or long_period(text)):
            return period
    return None


def with_year(expr: pl.Expr, year: pl.Expr) -> pl.Expr:
    """A day (``3.8``, ``3月8日``, ``3-8``) or month (``9月``) written without its year, with it where it is known."""
    day = expr.str.strip_chars().str.extract_groups(r"^(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$")
    month = expr.str.strip_chars().str.extract(r"^(\d{1,2})月份?$")
    return pl.coalesce(
        pl.concat_str(year, day.struct[0], day.struct[1], separator="-"),
        pl.concat_str(year, month, separator="-"),
        expr,
    )
