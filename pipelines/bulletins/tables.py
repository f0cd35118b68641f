"""Bulletin tables: shapes declared in ``tables.toml`` are found by their headers and read cell by cell.

Belongs here: which column of a table carries which metric. Does not belong here: names of metrics or headers.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from pipelines import declarations
from pipelines.bulletins import cells, certainty, forms, patterns, periods, words
from pipelines.bulletins.document import TABLE, Grid
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.numerals import read_numeral
from pipelines.bulletins.periods import Period

# A header stands at the top of its block; two rows of title above it are usual.
_HEADER_WITHIN = 4
_YEAR_HEADER = re.compile(r"((?:19|20)\d{2})年?")
_PERIOD_PREFIX = re.compile(
    r"^(?:(?:19|20)\d{2}年?度?)?(?:1[-–—―~至](?:1[0-2]|[1-9])月份?(?:累计)?|本年累计|今年以来|1[0-2]月份?|[1-9]月份?"
    r"|[一二三四五六七八九十]{1,2}月份?|[上下]半年|全年|本月|本年)?"
)
_COUNT = "数量"
# Who made a table says nothing of what stands in it.
_SIGNED = re.compile(r"(?:统计|填报|制表|填表|报送|编制)(?:单位|部门|人|时间|日期)[:：][^）)]{0,30}")
_NUMBER_OF_LINE = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.]")
_PURPOSE = re.compile("^(?:为|根据|按照|依据)[^；]*?，(?=现[将把])")
_OF_TOP = "表里只有前几名"
_TOTALS = {TOTAL, "总计", "总数", "共计"}
# （万次） is no mere unit: it says how large the numbers are, which declared shapes do not know.
_UNIT_SUFFIX = re.compile(r"[（(](?:单位[:：])?[^（）()千万亿]{1,4}[）)]$")
_REMARKS = re.compile("备注|附注|说明")
# A column or a line that says over which time was counted.
_TIMES = re.compile("(?:统计|起止|截[至止])(?:时间|时段|周期|区间|范围|日期|截[至止])?|时间段|起止")
_SPAN = re.compile(r"\d{1,2}\.\d{1,2}[-–—―~至]\d{1,2}\.\d{1,2}")
# What an institution's own media print is no report of media outside.
_INSIDE = re.compile("(?:校|院|厂|局|企业|集团|公司)内(?:部)?(?:媒体)?|内部媒体|内宣")
# 2013年*, 采用③, 来稿[注1]: a note somewhere says more of it.
_FOOTNOTE = re.compile(
    r"[\u4e00-\u9fff\w）)](?:[*＊※†▲△☆★①-⑳]+|[\[【（(]注\d{0,2}[\]】）)]|[\[【]\d{1,2}[\]】]|(?<![备关附批])注\d)$"
)
_UNIT = re.compile(r"(?:人次|条次|篇次|[人条篇次个件场期块张套名项])$")


@dataclass(frozen=True)
class Shape:
    """One declared table; see the head of ``tables.toml``."""

    id: str
    labels: tuple[tuple[str, ...], ...]
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    generic: dict[str, tuple[str, ...]] = field(default_factory=dict)
    caption: re.Pattern | None = None
    not_caption: re.Pattern | None = None
    not_title: re.Pattern | None = None
    group: re.Pattern | None = None
    across: str = ""
    series: dict[str, re.Pattern] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """The shapes, and what may stand in any of them: see the head of ``tables.toml``."""

    shape: tuple[Shape, ...]
    context: dict[str, tuple[str, ...]]
    ignored: frozenset[str]
    no_value: frozenset[str]
    counts: frozenset[str]
    forms: frozenset[str]

    @cached_property
    def names(self) -> set[str]:
        """Every name of a column: a row without any of them is no header."""
        shapes = [n for s in self.shape for names in (*s.labels, *s.values.values()) for n in names]
        return {*shapes, *(n for names in self.context.values() for n in names)}


class _Name(NamedTuple):
    """A header cell; ``upper`` is the merged cell above it where the header has two rows, else empty."""

    upper: str
    own: str


class _Column(NamedTuple):
    """What a column holds: label:0, value:<metric>, month, as_of, ignored or unknown.

    period_text: the name whose beginning may state a period. form: what kind of item (图文) the header counts.
    """

    role: str
    period_text: str = ""
    form: str = ""


class _Value(NamedTuple):
    metric: str
    period: Period
    form: str
    says_period: bool


@dataclass(frozen=True)
class _Block:
    """Columns of one table, or of one of the tables standing side by side under one header."""

    labels: list[int]
    values: dict[int, _Value]
    context: dict[str, int]
    unknown: list[int]


@dataclass(frozen=True)
class _Part:
    """A header and the rows under it, up to the next header inside the same grid."""

    header: int
    blocks: list[_Block]
    rows: list[tuple[int, list[str]]]
    above: str
    head: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What stands around a grid: its number in the bulletin, the words above it, the day its figures reach.

    caption: the headings it stands under and its title; title: the words right above it. names: what the institution
    calls itself. heading: the nearest one; sheet: of a workbook; paper: the title of all, or the name of a file without
    one.
    """

    table_id: str
    caption: str
    title: str
    base: Period
    as_of: date | None
    names: tuple[str, ...] = ()
    heading: str = ""
    sheet: str = ""
    units: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    paper: str = ""


@cache
def declared() -> Declared:
    """What ``tables.toml`` says."""
    return declarations.read(Path(__file__).with_name("tables.toml"), Declared)


def read_table(grid: Grid, around: Surroundings) -> tuple[list[Figure], list[NotUnderstood]]:
    """The figures of one grid, and what of it was not understood; an unknown table is one such remark."""
    parts = _parts(grid, around) or [_Part(grid.rows[0][0], [], grid.rows, "")]
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    for part in parts:
        here = _under(around, part.above)
        if part.blocks and not _has_unknown(part) and not _is_scaled(part, here.title):
            found, remarks = _read(grid, part, here)
            remarks += forms.wrong_shares(grid, [*part.head, *part.rows], _form_around(here, here.title))
        else:
            found, remarks = _read_undeclared(grid, part, here)
        figures += [f.doubted(_other_subject(here), *_part_of_rows(f)) for f in found] if part.blocks else found
        if words.TOP.search(here.title):
            figures = [f.doubted(_OF_TOP if f.row_label == TOTAL else "") for f in figures]
        left += remarks
    remarks = _remarks(grid)
    groups = _groups(grid)
    noted = _noted(grid)
    return [
        f.doubted(*_narrowed(f, remarks, groups), noted.get(f.row, noted.get(0, "")), *_of_whole(f, grid, noted))
        for f in figures
    ], left


def _noted(grid: Grid) -> dict[int, str]:
    """Rows of which a name carries the mark of a footnote; one in the header, under 0, may be of any column, and so may
    days that a header says (2.26-3.25)."""
    told: dict[int, str] = {}
    first = next((n for n, texts in grid.rows if any(map(_is_number, texts))), 0)
    for number, texts in grid.rows:
        if marked := next((t for t in texts if _FOOTNOTE.search(t)), ""):
            told[0 if number < first else number] = f"“{marked}”带注释号，注里可能另有说明"
        elif number < first and (days := next((t for t in texts if _SPAN.search(t)), "")):
            told[0] = f"表头写着“{days}”"
    return told


def _of_whole(figure: Figure, grid: Grid, noted: dict[int, str]) -> list[str]:
    """What is doubtful of one row is so of the total over it; of media inside and outside there is no total."""
    rows = [told for number, told in noted.items() if number and figure.row_label == TOTAL]
    if figure.metric_id.startswith("external_media") and any(
        _INSIDE.fullmatch(next(filter(None, texts), "")) for _, texts in grid.rows
    ):
        rows.append("表里有校内的媒体" if figure.row_label == TOTAL or _INSIDE.search(figure.row_label) else "")
    return rows


def _is_scaled(part: _Part, title: str) -> bool:
    """Whether title or header count in 万 and the like, of which declared shapes know nothing."""
    return any(forms.SCALE.search(told) for told in (title, *(cell for _, texts in part.head for cell in texts)))


def _remarks(grid: Grid) -> dict[int, str]:
    """What a column of remarks says of each row, and under 0 what lines inside a table say of all (注：不含……)."""
    filled = {number: list(filter(None, texts)) for number, texts in grid.rows}
    # 说明｜数据为一季度累计: a line of two cells.
    pairs = {n: told for n, told in filled.items() if len(told) == 2 and _REMARKS.fullmatch(told[0])}
    columns = {
        c: cell
        for number, texts in grid.rows
        for c, cell in enumerate(texts)
        if number not in pairs and (_REMARKS.fullmatch(cell) or _TIMES.fullmatch(cell))
    }
    lines = [told[0] for told in filled.values() if len(told) == 1]
    said = [*map(words.note, lines), *map(certainty.counted_over, lines), *(told[1] for told in pairs.values())]
    told = {0: "，".join(filter(None, said))}
    for number, texts in grid.rows if columns else ():
        cells_of = ((head, texts[c]) for c, head in columns.items() if c < len(texts) and texts[c] != head)
        told[number] = "，".join(
            f"截至{cell}" if "截" in head else cell for head, cell in cells_of if cell not in declared().no_value
        )
    return told


def _groups(grid: Grid) -> dict[int, str]:
    """Under which line of one cell inside a table each row stands: 一、中学, 校友会部分."""
    told: dict[int, str] = {}
    standing, has_begun = "", False
    for number, texts in grid.rows:
        filled = list(filter(None, texts))
        # What stands above the header is the title of the table.
        if has_begun and len(filled) == 1 and not _is_number(filled[0]):
            standing = filled[0]
        has_begun = has_begun or len(filled) > 1
        told[number] = standing
    return told


def _narrowed(figure: Figure, remarks: dict[int, str], groups: dict[int, str]) -> list[str]:
    """A remark narrows its row; a line above some rows narrows those of them that are no unit's by name."""
    remark = remarks[0] + remarks.get(figure.row, "")
    unknown = words.left_over(patterns.bare(remark), with_units=True, metric=figure.metric_id)
    doubts = [f"备注里的“{unknown}”可能另有范围"] if unknown else []
    doubts += ["备注里另写着时段"] if _tells_time(remark, figure) else []
    if figure.row_label == TOTAL and (group := groups.get(figure.row)):
        unknown = words.left_over(patterns.bare(group), of_headings=True, metric=figure.metric_id)
        doubts += [f"表中一行里的“{unknown}”可能另有范围"] if unknown else []
    return doubts


def _tells_time(remark: str, figure: Figure) -> bool:
    """Whether a remark names another time than that of its figure, or a day before that is over."""
    day = periods.cut_off(remark, figure.period)
    told = [m.period for m in periods.in_sentence(remark, figure.period)]
    return any(p.text != figure.period.text for p in told) or (
        day is not None and f"{day:%Y-%m}" <= figure.period.month
    )


def _part_of_rows(figure: Figure) -> list[str]:
    return [forms.SUBTOTAL_ROW] if forms.SUBTOTAL.search(figure.row_label) else []


def _other_subject(around: Surroundings) -> str:
    """Why a table is not the institution's: its title or heading names somebody or something else."""
    title = words.without_names(_named(around.title) + around.heading, around.names)
    subject = words.subject_in(words.left_over(patterns.bare(title), of_headings=True))
    return f"表题里的“{subject}”可能另有范围" if subject else ""


def _has_unknown(part: _Part) -> bool:
    """Whether numbers stand in columns that the declared shape does not know: then its other readings are doubtful."""
    unknown = [c for b in part.blocks for c in b.unknown]
    # A shape without names of rows, and yet rows with names: 原创, 转载.
    named = [c for b in part.blocks if not b.labels for c in b.unknown]
    if any(cells[c] for _, cells in part.rows for c in named if c < len(cells)):
        return True
    return any(_is_number(cells[c]) for _, cells in part.rows for c in unknown if c < len(cells))


def _read_undeclared(grid: Grid, part: _Part, around: Surroundings) -> tuple[list[Figure], list[NotUnderstood]]:
    """A table of no declared shape, by the words of its caption, headers and rows."""
    title, rows = around.title, [*part.head, *part.rows]
    if around.lines and around.lines[-1] == title:
        title = "；".join(around.lines)
    while rows and len(filled := list(filter(None, rows[0][1]))) == 1 and not forms.is_number(filled[0]):
        title, rows = title + filled[0], rows[1:]
    return forms.read_form(grid, rows, _form_around(around, title))


def _named(line: str) -> str:
    """A line above a table without its number and the purpose it opens with (为……，现将……通报如下: from 现将 on)."""
    return _PURPOSE.sub("", _NUMBER_OF_LINE.sub("", line))


def _form_around(around: Surroundings, title: str) -> forms.Around:
    """For a table of no declared shape: its title without the institution's name; a sheet's name may say its period."""
    title = words.TOP.sub(" ", words.without_names("；".join(map(_named, title.split("；"))), around.names))
    sheet = periods.take(around.sheet, around.base)[1] if around.sheet else None
    title = _SIGNED.sub(" ", title)
    # A worksheet that is named for a channel or a measure alone says what figures stand on it.
    named = cells.said(around.sheet, around.base, of_heading=True)
    is_said = (named.channels or named.measures) and not named.unknown
    heading = around.heading or (around.sheet if is_said else "")
    return forms.Around(
        around.table_id, title, heading, around.base, sheet, around.as_of, around.units, around.paper, around.names
    )


def _parts(grid: Grid, around: Surroundings) -> list[_Part]:
    """Headers and what stands under them; a header repeated on a new page, or another one, begins a new part.

    An unknown header is told by a title of its own above it; its part has no blocks.
    """
    parts: list[_Part] = []
    position = 0
    while position < len(grid.rows):
        number, cells = grid.rows[position]
        blocks, height = [], 1
        above = _title_above(grid, position)
        if (not parts and position < _HEADER_WITHIN) or (parts and _may_be_header(cells)):
            blocks, height = _header(grid.rows[position : position + 2], _under(around, above))
        if blocks and _continues_a_header(grid, position, parts):
            # 去年同期 over 官网, or a text repeated in every column under it: all of these rows are one header.
            upper = parts.pop().head if parts else grid.rows[:position]
            parts.append(_Part(number, [], [], above, [*upper, *grid.rows[position : position + height]]))
            position += height
            continue
        is_unknown = parts and above and not blocks and sum(map(bool, cells)) > 1 and not any(map(_is_number, cells))
        if blocks or is_unknown:
            head = grid.rows[position : position + height] if blocks else [(number, cells)]
            parts.append(_Part(number, blocks, [], above, head))
        elif parts:
            parts[-1].rows.append((number, cells))
        elif position >= _HEADER_WITHIN:
            break
        position += height if blocks else 1
    return parts


def _continues_a_header(grid: Grid, position: int, parts: list[_Part]) -> bool:
    """Whether a row that looks like a header stands under another row of header texts."""
    if parts:
        return not parts[-1].rows and len(parts[-1].head) > 0
    return any(len(set(filter(None, texts))) > 1 for _, texts in grid.rows[:position])


def _may_be_header(cells: list[str]) -> bool:
    return not declared().names.isdisjoint(cells) and not any(map(_is_number, cells))


def _under(around: Surroundings, title: str) -> Surroundings:
    return replace(around, caption=around.caption + title, title=title or around.title)


def _title_above(grid: Grid, position: int) -> str:
    """The one cell of the row above, where a table inside a table carries its own title."""
    filled = [c for c in grid.rows[position - 1][1] if c] if position else []
    return filled[0] if len(filled) == 1 and not _is_number(filled[0]) else ""


def _header(rows: list[tuple[int, list[str]]], around: Surroundings) -> tuple[list[_Block], int]:
    """The columns that one row, or two rows with merged cells in the upper one, announce; and how many rows that is."""
    upper = rows[0][1]
    if len(rows) == 2 and (names := _divided(upper, rows[1][1])):
        # What a merged cell says holds for none of its columns by itself (官网 over 计划 and 完成).
        return _best(names, around), 2
    return _best([_Name("", cell) for cell in upper], around), 1


def _divided(upper: list[str], lower: list[str]) -> list[_Name]:
    """The names of a header of two rows; empty unless ``lower`` divides merged cells of ``upper``."""
    width = max(len(upper), len(lower))
    upper, lower = (row + [""] * (width - len(row)) for row in (upper, lower))
    parents = list(accumulate(upper, lambda parent, cell: cell or parent))
    starts = list(accumulate(range(width), lambda start, column: column if upper[column] else start))
    divided = {starts[c] for c in range(width) if lower[c] and not upper[c] and parents[c]}
    first = next((c for c in range(width) if upper[c]), 0)
    is_record = bool(lower[first]) and first not in divided
    if not divided or is_record or any(_is_number(c) and not _YEAR_HEADER.fullmatch(c) for c in lower):
        return []
    return [_Name(parents[c], lower[c]) if lower[c] else _Name("", upper[c]) for c in range(width)]


def _is_number(cell: str) -> bool:
    return bool(cell) and read_numeral(_UNIT.sub("", cell)) is not None


def _best(names: list[_Name], around: Surroundings) -> list[_Block]:
    """The columns under the shape that explains most of this header; nothing if none or two explain it."""
    candidates = [
        (blocks, _explained(blocks)) for shape in declared().shape if (blocks := _match(names, shape, around))
    ]
    if not candidates:
        return []
    most = max(explained for _, explained in candidates)
    best = [blocks for blocks, explained in candidates if explained == most]
    return best[0] if len({_metrics(b) for b in best}) == 1 else []


def _explained(blocks: list[_Block]) -> int:
    return sum(len(b.labels) + len(b.values) for b in blocks)


def _metrics(blocks: list[_Block]) -> frozenset[str]:
    return frozenset(value.metric for b in blocks for value in b.values.values())


def _match(names: list[_Name], shape: Shape, around: Surroundings) -> list[_Block]:
    if shape.not_caption and shape.not_caption.search(around.caption):
        return []
    if shape.not_title and shape.not_title.search(around.title):
        return []
    tables: list[dict[int, _Column]] = [{}]
    for position, name in enumerate(names):
        if not name.own:
            continue
        column = _column(name, shape, around)
        # A label or a month that comes again opens the next of the tables standing side by side.
        if column.role.startswith(("label:", *declared().context)) and column.role in {
            c.role for c in tables[-1].values()
        }:
            tables.append({})
        tables[-1][position] = column
    blocks = [block for columns in tables if (block := _block(shape, columns, around))]
    # An incomplete block beside a complete one would leave its columns unread: the whole row is no header then.
    return blocks if len(blocks) == len(tables) else []


def _block(shape: Shape, columns: dict[int, _Column], around: Surroundings) -> _Block | None:
    single = {column.role: position for position, column in columns.items()}
    labels = [at for n in range(len(shape.labels)) if (at := single.get(f"label:{n}")) is not None]
    values = {
        position: _Value(
            column.role.removeprefix("value:"),
            (stated := _column_period(column, shape, around)) or around.base,
            column.form,
            stated is not None,
        )
        for position, column in columns.items()
        if column.role.startswith("value:")
    }
    # One number column without any label says too little to be recognised by.
    least = 1 if shape.labels or "month" in single else 2
    if len(labels) < len(shape.labels) or len(values) < least:
        return None
    return _Block(
        labels,
        values,
        {name: single[name] for name in declared().context if name in single},
        [position for position, column in columns.items() if column.role == "unknown"],
    )


def _column(name: _Name, shape: Shape, around: Surroundings) -> _Column:
    """What a header cell says, read with the merged cell above it where there is one."""
    upper, own = (_UNIT_SUFFIX.sub("", text) for text in name)
    if not upper:
        return _Column(_role(own, shape, around.caption), own)
    alone = _role(own, shape, around.caption)
    if upper in declared().ignored or alone == "ignored":
        return _Column("ignored")
    if alone.startswith("label:") or alone in declared().context:
        return _Column(alone)
    # 官网 over 9月 and 9月 over 发稿数 are both 9月 of one figure; under a channel 数量 counts that channel.
    readings = [(upper + own, ""), (own + upper, "")]
    readings += [(upper, "")] if own in declared().counts else [(upper, own)] if own in declared().forms else []
    if upper in declared().forms:
        readings.append((own, upper))
    elif shape.group and shape.group.search(upper):
        readings.append((own, ""))
    for name_read, form in readings:
        if (role := _role(name_read, shape, upper if shape.across else around.caption)).startswith("value:"):
            return _Column(role, name_read, form)
    return _Column("unknown")


def _role(name: str, shape: Shape, caption: str) -> str:
    """label:0, value:<metric>, month, as_of, ignored or unknown."""
    if shape.across == "year" and (year := _YEAR_HEADER.search(name)):
        rest = name.replace(year[0], "") or caption
        metrics = [m for m, pattern in shape.series.items() if pattern.search(rest)]
        return f"value:{metrics[0]}" if len(metrics) == 1 else "unknown"
    for position, names in enumerate(shape.labels):
        if name in names:
            return f"label:{position}"
    # A header that states a period only counts what the caption says.
    bare = _PERIOD_PREFIX.sub("", name) or _COUNT
    offered = dict(shape.values)
    if shape.caption and shape.caption.search(caption):
        offered = {m: [*offered.get(m, []), *shape.generic.get(m, [])] for m in offered | shape.generic}
    for metric, names in offered.items():
        if name in names or bare in names:
            return f"value:{metric}"
    for role, names in declared().context.items():
        if name in names:
            return role
    return "ignored" if {name, bare} & declared().ignored else "unknown"


def _column_period(column: _Column, shape: Shape, around: Surroundings) -> Period | None:
    if shape.across == "year" and (year := _YEAR_HEADER.search(column.period_text)):
        return periods.of_year(int(year[1]))
    prefix = _PERIOD_PREFIX.match(column.period_text)
    return periods.of_cell(prefix[0], around.base) if prefix and prefix[0] else None


def _read(grid: Grid, part: _Part, around: Surroundings) -> tuple[list[Figure], list[NotUnderstood]]:
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    width = 1 + max(c for b in part.blocks for c in (*b.labels, *b.values, *b.context.values(), *b.unknown))
    # A Word row may have fewer cells than the header.
    rows = [(number, cells + [""] * (width - len(cells))) for number, cells in part.rows]
    for block in part.blocks:
        kept = [""] * len(block.labels)
        months: dict[int, list[Period]] = {}
        for number, texts in rows:
            labels = [texts[c] for c in block.labels]
            if not any(labels) and (total := _total(texts)):
                labels = [total, *labels[1:]]
            elif len(labels) > 1:
                # The continuation of a merged first label is empty; the last label names the row itself.
                labels[:-1] = [own or above for own, above in zip(labels[:-1], kept[:-1], strict=True)]
            kept = labels
            stated = texts[block.context["month"]] if "month" in block.context else ""
            month = periods.of_cell(stated, around.base) if stated else None
            for column, value in block.values.items():
                printed = texts[column]
                if not printed or printed in declared().no_value:
                    continue
                if month:
                    months.setdefault(column, []).append(month)
                names = [*labels, value.form] if value.form else labels
                figure, fault = _figure(grid, around, number, names, printed, value.metric)
                if figure:
                    context = _row_context(block, texts, value.period, around)
                    figure = replace(figure, **context, says_period=value.says_period or month is not None)
                    if stated in _TOTALS and (parts := months.get(column)):
                        gap = forms.GAP if periods.has_gap(parts) else ""
                        figure = replace(figure, period=periods.cover(parts)).doubted(gap)
                    figures.append(figure)
                elif fault:
                    left.append(fault)
    unknown = [c for b in part.blocks for c in b.unknown]
    if any(read_numeral(cells[c]) for _, cells in rows for c in unknown):
        place = _place(grid, around, part.header)
        left.append(NotUnderstood(f"{len(unknown)}列", place, "这些列的表头没有对应的指标", grid.sheet, part.header))
    return figures, left


def _total(cells: list[str]) -> str:
    """合计 printed across the running number and the name, which merges it away from the column of names."""
    first = next(filter(None, cells), "")
    return TOTAL if first in _TOTALS else ""


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
        row_label="/".join(TOTAL if label in _TOTALS else label for label in labels if label) or TOTAL,
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
