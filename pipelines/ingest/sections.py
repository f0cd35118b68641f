"""Tables one below another in one sheet, each under its caption (WeChat's 单篇详情).

Belongs here: cutting a sheet into sections and giving each the shape of a table. Which headers a format needs is told
by recognition.
"""

from collections.abc import Callable

import polars as pl

from pipelines.faults import FileFault, error
from pipelines.ingest.grids.grid import Grid
from pipelines.ingest.table import Table
from pipelines.sources.catalog import Format, normalise

# A row as (row number, {column: text}), blank cells left out.
Line = tuple[int, dict[str, str]]

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
    names = [c for c in grid.cells.columns if c != "row"]
    first = grid.cells.select(pl.coalesce(names)).to_series()
    if first.is_in([c for f in formats for c in f.sections]).sum() < 2:
        return []
    lines = _lines(grid)
    found = _cut(lines, {normalise(c) for f in formats for c in f.sections})
    heading = next(iter(lines[0][1].values())) if lines[0][0] < min(s[0][0] for s in found.values()) else ""
    tables = []
    for fmt in formats:
        sections = [found[c] for caption in fmt.sections if (c := normalise(caption)) in found]
        if not sections:
            continue
        row, columns, rows = SHAPES[fmt.shape](sections)
        if fmt.heading and heading:
            columns = {**columns, HEADING_COLUMN: fmt.heading}
            rows = [(number, {**cells, HEADING_COLUMN: heading}) for number, cells in rows]
        present = {normalise(t) for t in columns.values()}
        if not fits(fmt, present):
            absent = "、".join(names[0] for names in fmt.required.values() if not present.intersection(names))
            what = f"“{fmt.title}”缺少必需的列：{absent}"
            raise FileFault(error("missing_column", what, path=name, sheet=grid.sheet, row=row, column=absent))
        if rows:
            tables.append(Table(fmt, grid.sheet, row, columns, "", _frame(columns, rows)))
    return tables


def _lines(grid: Grid) -> list[Line]:
    names = [c for c in grid.cells.columns if c != "row"]
    return [
        (row, {c: text for c, text in zip(names, cells, strict=True) if text}) for row, *cells in grid.cells.iter_rows()
    ]


def _cut(lines: list[Line], captions: set[str]) -> dict[str, list[Line]]:
    """caption → its line and those below, up to the next caption."""
    found: dict[str, list[Line]] = {}
    current: list[Line] = []
    for line in lines:
        caption = normalise(next(iter(line[1].values())))
        if caption in captions and caption not in found:
            current = found.setdefault(caption, [])
        current.append(line)
    return found


def _table(sections: list[list[Line]]) -> tuple[int, dict[str, str], list[Line]]:
    """Header and rows; a line with a single cell is the caption of a section nobody declared."""
    body = sections[0][1:]
    if not body:
        return sections[0][0][0], {}, []
    header, *rows = body
    return header[0], header[1], _until_single(rows)


def _record(sections: list[list[Line]]) -> tuple[int, dict[str, str], list[Line]]:
    """One row whose columns are the labels of all sections; the first of equal labels counts."""
    columns: dict[str, str] = {}
    values: dict[str, str] = {}
    for _, cells in (line for section in sections for line in section[1:]):
        label, *rest = cells.values()
        if rest and normalise(label) not in {normalise(t) for t in columns.values()}:
            column = f"c{len(columns) + 1}"
            columns[column], values[column] = label, rest[0]
    row = sections[0][0][0]
    return row, columns, [(row, values)] if values else []


def _shares(sections: list[list[Line]]) -> tuple[int, dict[str, str], list[Line]]:
    """Label, 人数 and 占比; unnamed figures are shares if they are printed as percentages."""
    caption, *body = sections[0]
    words = (PEOPLE, SHARE)
    header = caption if any(t in words for t in caption[1].values()) else None
    if header is None and body and any(t in words for t in body[0][1].values()):
        header, *body = body
    rows = _until_single(body)
    columns: dict[str, str] = {}
    for column in dict.fromkeys(c for _, cells in rows for c in cells):
        texts = [cells[column] for _, cells in rows if column in cells]
        if not columns:
            columns[column] = LABEL
        elif header:
            columns[column] = header[1].get(column, "")
        else:
            columns[column] = SHARE if all(t.endswith("%") for t in texts) else PEOPLE
    return caption[0], {c: t for c, t in columns.items() if t}, rows


def _until_single(lines: list[Line]) -> list[Line]:
    end = next((i for i, (_, cells) in enumerate(lines) if len(cells) < 2), len(lines))
    return lines[:end]


SHAPES = {"table": _table, "record": _record, "shares": _shares}


def _frame(columns: dict[str, str], rows: list[Line]) -> pl.DataFrame:
    data = {"row": [number for number, _ in rows]} | {c: [cells.get(c) for _, cells in rows] for c in columns}
    return pl.DataFrame(data, schema={"row": pl.Int64} | dict.fromkeys(columns, pl.String))
