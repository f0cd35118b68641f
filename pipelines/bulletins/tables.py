"""Bulletin tables: shapes declared in ``tables.toml`` are found by their headers and read cell by cell.

Belongs here: which column of a table carries which metric. Does not belong here: names of metrics or headers.
"""

import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.bulletins import periods
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import Figure
from pipelines.bulletins.layout import TABLE, Grid
from pipelines.bulletins.numerals import read_numeral
from pipelines.bulletins.periods import Period

# A header stands at the top of its block; two rows of title above it are usual.
_HEADER_WITHIN = 4
_YEAR_HEADER = re.compile(r"((?:19|20)\d{2})年?")
_PERIOD_PREFIX = re.compile(
    r"^(?:(?:19|20)\d{2}年?度?)?(?:1[0-2]月份?|[1-9]月份?|[一二三四五六七八九十]{1,2}月份?|[上下]半年|全年|本月|本年)?"
)
_UNIT_SUFFIX = re.compile(r"[（(](?:单位[:：])?[^（）()]{1,4}[）)]$")
_UNIT = re.compile(r"(?:人次|条次|篇次|[人条篇次个件场期块张套名项])$")


@dataclass(frozen=True)
class Shape:
    """One declared table; see the head of ``tables.toml``."""

    id: str
    labels: list[list[str]]
    values: dict[str, list[str]] = field(default_factory=dict)
    generic: dict[str, list[str]] = field(default_factory=dict)
    caption: str = ""
    not_caption: str = ""
    across: str = ""
    series: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """The shapes; columns that may stand in any of them, by role; columns to pass over; cells that print no figure."""

    shapes: list[Shape]
    context: dict[str, list[str]]
    ignored: set[str]
    no_value: set[str]


@dataclass(frozen=True)
class _Block:
    """Columns of one table, or of one of the tables standing side by side under one header row."""

    labels: list[int]
    values: dict[int, tuple[str, Period]]
    context: dict[str, int]
    unknown: list[int]


@dataclass(frozen=True)
class Surroundings:
    """What stands around a grid: its number in the bulletin, the words above it, the day its figures reach."""

    table_id: str
    caption: str
    base: Period
    as_of: date | None


@cache
def declared() -> Declared:
    """What ``tables.toml`` says."""
    content = tomllib.loads(Path(__file__).with_name("tables.toml").read_text("utf-8"))
    shapes = [Shape(**table) for table in content["table"]]
    return Declared(shapes, content["context"], set(content["ignored"]), set(content["no_value"]))


def read_table(grid: Grid, around: Surroundings) -> tuple[list[Figure], list[NotUnderstood]]:
    """The figures of one grid, and what of it was not understood; an unknown table is one such remark."""
    for position, (_, cells) in enumerate(grid.rows[:_HEADER_WITHIN]):
        blocks = _best(cells, around)
        if blocks:
            return _read(grid, position + 1, blocks, around)
    numbers = sum(bool(read_numeral(_UNIT.sub("", c))) for _, cells in grid.rows for c in cells)
    if not numbers:
        return [], []
    first = grid.rows[0][0]
    reason = "表头没有匹配到认识的表样"
    return [], [NotUnderstood(f"{numbers}个数字", _place(grid, around, first), reason, grid.sheet, first)]


def _best(cells: list[str], around: Surroundings) -> list[_Block]:
    """The columns under the shape that explains most of this header row; nothing if none or two explain it."""
    candidates = [
        (blocks, _explained(blocks)) for shape in declared().shapes if (blocks := _match(cells, shape, around))
    ]
    if not candidates:
        return []
    most = max(explained for _, explained in candidates)
    best = [blocks for blocks, explained in candidates if explained == most]
    return best[0] if len({_metrics(b) for b in best}) == 1 else []


def _explained(blocks: list[_Block]) -> int:
    return sum(len(b.labels) + len(b.values) for b in blocks)


def _metrics(blocks: list[_Block]) -> frozenset[str]:
    return frozenset(metric for b in blocks for metric, _ in b.values.values())


def _match(cells: list[str], shape: Shape, around: Surroundings) -> list[_Block]:
    if shape.not_caption and re.search(shape.not_caption, around.caption):
        return []
    columns: list[list[tuple[str, int]]] = [[]]
    for column, cell in enumerate(cells):
        if not cell:
            continue
        role = _role(cell, shape, around)
        # A label or a month that comes again opens the next of the tables standing side by side.
        if role.startswith(("label:", *declared().context)) and role in dict(columns[-1]):
            columns.append([])
        columns[-1].append((role, column))
    blocks = [_block(shape, roles, cells, around) for roles in columns]
    # An incomplete block beside a complete one would leave its columns unread: the whole row is no header then.
    return blocks if all(blocks) else []


def _block(shape: Shape, roles: list[tuple[str, int]], cells: list[str], around: Surroundings) -> _Block | None:
    single = dict(roles)
    labels = [single.get(f"label:{n}") for n in range(len(shape.labels))]
    values = {
        column: (role.removeprefix("value:"), _column_period(cells[column], shape, around))
        for role, column in roles
        if role.startswith("value:")
    }
    # One number column without any label says too little to be recognised by.
    least = 1 if shape.labels or "month" in single else 2
    if None in labels or len(values) < least:
        return None
    return _Block(
        labels,
        values,
        {name: single[name] for name in declared().context if name in single},
        [column for role, column in roles if role == "unknown"],
    )


def _role(cell: str, shape: Shape, around: Surroundings) -> str:
    """label:0, value:<metric>, month, as_of, ignored or unknown."""
    name = _UNIT_SUFFIX.sub("", cell)
    if shape.across == "year" and _YEAR_HEADER.fullmatch(name):
        metrics = [m for m, pattern in shape.series.items() if re.search(pattern, around.caption)]
        return f"value:{metrics[0]}" if len(metrics) == 1 else "unknown"
    for position, names in enumerate(shape.labels):
        if name in names:
            return f"label:{position}"
    bare = _PERIOD_PREFIX.sub("", name)
    offered = dict(shape.values)
    if shape.caption and re.search(shape.caption, around.caption):
        offered = {m: [*offered.get(m, []), *shape.generic.get(m, [])] for m in offered | shape.generic}
    for metric, names in offered.items():
        if name in names or bare in names:
            return f"value:{metric}"
    for role, names in declared().context.items():
        if name in names:
            return role
    return "ignored" if {name, bare} & declared().ignored else "unknown"


def _column_period(cell: str, shape: Shape, around: Surroundings) -> Period:
    prefix = _PERIOD_PREFIX.match(cell)[0]
    if shape.across == "year":
        return periods.of_year(int(_YEAR_HEADER.match(cell)[1]))
    return (periods.of_cell(prefix, around.base) if prefix else None) or around.base


def _read(
    grid: Grid, start: int, blocks: list[_Block], around: Surroundings
) -> tuple[list[Figure], list[NotUnderstood]]:
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    header, names = grid.rows[start - 1]
    # A Word row may have fewer cells than the header.
    rows = [(number, cells + [""] * (len(names) - len(cells))) for number, cells in grid.rows[start:]]
    for block in blocks:
        above = [""] * len(block.labels)
        for number, cells in rows:
            labels = [cells[c] for c in block.labels]
            if len(labels) > 1:
                # The continuation of a merged first label is empty; the last label names the row itself.
                labels[:-1] = [own or kept for own, kept in zip(labels[:-1], above[:-1], strict=True)]
            above = labels
            for column, (metric, period) in block.values.items():
                printed = cells[column]
                if not printed or printed in declared().no_value:
                    continue
                figure, fault = _figure(grid, around, number, labels, printed, metric)
                if figure:
                    figures.append(replace(figure, **_row_context(block, cells, period, around)))
                else:
                    left.append(fault)
    unknown = [c for b in blocks for c in b.unknown]
    if any(read_numeral(cells[c]) for _, cells in rows for c in unknown):
        place = _place(grid, around, header)
        left.append(NotUnderstood(f"{len(unknown)}列", place, "这些列的表头没有对应的指标", grid.sheet, header))
    return figures, left


def _figure(
    grid: Grid, around: Surroundings, number: int, labels: list[str], printed: str, metric: str
) -> tuple[Figure | None, NotUnderstood | None]:
    place = _place(grid, around, number)
    numeral = read_numeral(_UNIT.sub("", printed))
    if numeral is None:
        return None, NotUnderstood("（不是数字）", place, "这一格应当是数字", grid.sheet, number)
    if labels and not any(labels):
        return None, NotUnderstood(numeral.printed, place, "这一行没有名称", grid.sheet, number)
    return Figure(
        table_id=around.table_id,
        row_label="/".join(filter(None, labels)) or "合计",
        metric_id=metric,
        numeral=numeral,
        period=around.base,
        as_of=around.as_of,
        place=place,
        sheet=grid.sheet,
        row=number,
    ), None


def _row_context(block: _Block, cells: list[str], period: Period, around: Surroundings) -> dict:
    """The period of a figure is that of its row if the row states one, else that of its column."""
    context: dict = {"period": period}
    if "month" in block.context:
        context["period"] = periods.of_cell(cells[block.context["month"]], period) or period
    if "as_of" in block.context and (day := periods.day_in(cells[block.context["as_of"]], around.base)):
        context["as_of"] = day
    return context


def _place(grid: Grid, around: Surroundings, row: int) -> str:
    return f"{around.table_id if grid.sheet == TABLE else grid.sheet} 第{row}行"
