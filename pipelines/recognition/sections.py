"""Tables one below another in one sheet, each under its caption (WeChat's 单篇详情).

Belongs here: cutting a sheet into sections and giving each the shape of a table. Which headers a format needs is told
by recognition.
"""

from collections.abc import Callable

from pipelines.faults import FileFault, error
from pipelines.files.grid import Grid, Line, text_frame
from pipelines.recognition.table import Table
from pipelines.sources.catalog import Format, normalise

# What the columns of a distribution are called, also where the sheet leaves them unnamed.
LABEL, PEOPLE, SHARE = "标签", "人数", "占比"
# Column name for the heading, beyond any column of a sheet.
HEADING_COLUMN = "heading"


def section_tables(grid: Grid, formats: list[Format], fits: Callable, name: str) -> list[Table]:
    """The declared sections of one sheet; empty where the sheet has none of their captions.

    Raises:
        FileFault: ``missing_column``, a section lacks what its format requires.
    """
    if not formats:
        return []
    captions = {c for f in formats for c in f.sections}
    lines = list(grid.lines())
    if sum(_first(line) in captions for line in lines) < 2:
        return []
    found = _cut(lines, set(map(normalise, captions)))
    heading = _first(lines[0]) if lines[0].row < min(s[0].row for s in found.values()) else ""
    tables = []
    for fmt in formats:
        sections = [found[c] for caption in fmt.sections if (c := normalise(caption)) in found]
        if not sections:
            continue
        row, columns, rows = SHAPES[fmt.shape](sections)
        if fmt.heading and heading:
            columns = {**columns, HEADING_COLUMN: fmt.heading}
            rows = [line._replace(texts={**line.texts, HEADING_COLUMN: heading}) for line in rows]
        present = {normalise(t) for t in columns.values()}
        if not fits(fmt, present):
            absent = "、".join(names[0] for names in fmt.required.values() if not present.intersection(names))
            what = f"“{fmt.title}”缺少必需的列：{absent}"
            raise FileFault(error("missing_column", what, path=name, sheet=grid.sheet, row=row, column=absent))
        if rows:
            texts = {c: [line.texts.get(c) for line in rows] for c in columns}
            tables.append(Table(fmt, grid.sheet, row, columns, "", text_frame([line.row for line in rows], texts)))
    return tables


def _first(line: Line) -> str:
    return next(iter(line.texts.values()))


def _cut(lines: list[Line], captions: set[str]) -> dict[str, list[Line]]:
    """caption → its line and those below, up to the next caption."""
    found: dict[str, list[Line]] = {}
    current: list[Line] = []
    for line in lines:
        caption = normalise(_first(line))
        if caption in captions and caption not in found:
            current = found.setdefault(caption, [])
        current.append(line)
    return found


def _table(sections: list[list[Line]]) -> tuple[int, dict[str, str], list[Line]]:
    """Header and rows; a line with a single cell is the caption of a section nobody declared."""
    body = sections[0][1:]
    if not body:
        return sections[0][0].row, {}, []
    header, *rows = body
    return header.row, header.texts, _until_single(rows)


def _record(sections: list[list[Line]]) -> tuple[int, dict[str, str], list[Line]]:
    """One row whose columns are the labels of all sections; the first of equal labels counts."""
    columns: dict[str, str] = {}
    values: dict[str, str] = {}
    for line in (line for section in sections for line in section[1:]):
        label, *rest = line.texts.values()
        if rest and normalise(label) not in {normalise(t) for t in columns.values()}:
            column = f"c{len(columns) + 1}"
            columns[column], values[column] = label, rest[0]
    caption = sections[0][0]
    return caption.row, columns, [caption._replace(texts=values)] if values else []


def _shares(sections: list[list[Line]]) -> tuple[int, dict[str, str], list[Line]]:
    """Label, 人数 and 占比; unnamed figures are shares if they are printed as percentages."""
    caption, *body = sections[0]
    words = (PEOPLE, SHARE)
    header = caption if any(t in words for t in caption.texts.values()) else None
    if header is None and body and any(t in words for t in body[0].texts.values()):
        header, *body = body
    rows = _until_single(body)
    columns: dict[str, str] = {}
    for column in dict.fromkeys(c for line in rows for c in line.texts):
        texts = [line.texts[column] for line in rows if column in line.texts]
        if not columns:
            columns[column] = LABEL
        elif header:
            columns[column] = header.texts.get(column, "")
        else:
            columns[column] = SHARE if all(t.endswith("%") for t in texts) else PEOPLE
    return caption.row, {c: t for c, t in columns.items() if t}, rows


def _until_single(lines: list[Line]) -> list[Line]:
    end = next((i for i, line in enumerate(lines) if len(line.texts) < 2), len(lines))
    return lines[:end]


SHAPES = {"table": _table, "record": _record, "shares": _shares}
