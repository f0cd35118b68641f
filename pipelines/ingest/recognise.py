"""Which declared format a table is: decided by its header cells, never by the name of the file."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.ingest.decode import Content, Grid
from pipelines.sources.catalog import Catalog, Format, normalise

# Titles, notes and blank rows above a header: no witness shows more than a handful.
HEADER_WITHIN_ROWS = 30
# A file that has this share of a format's required headers is meant to be that format.
NEAR_MISS = 0.5


@dataclass(frozen=True)
class Table:
    """A recognised table inside a grid.

    columns: header text as printed, by grid column (``c3``), for every non-blank header cell.
    title: the text above the header, joined by blanks.
    rows: the grid's rows below the header, restricted to these columns.
    """

    fmt: Format
    sheet: str
    header_row: int
    columns: dict[str, str]
    title: str
    rows: pl.DataFrame


@dataclass(frozen=True)
class _Candidate:
    fmt: Format
    position: int
    columns: dict[str, str]


def recognise(content: Content, source: str, catalog: Catalog, name: str) -> tuple[list[Table], list[Fault]]:
    """The tables of one file and warnings about sheets that are not read.

    Raises:
        FileFault: nothing is recognised, two formats match, formats do not belong together, a required column is
            missing or stands twice.
    """
    formats = [f for f in catalog.of(source) if not f.records]
    tables: list[Table] = []
    faults: list[Fault] = []
    for grid in content.grids:
        if grid.hidden:
            faults.append(_skipped(name, grid, "隐藏的工作表没有读取"))
            continue
        found = _tables(grid, content.kind, formats, name)
        if not found and len(content.grids) > 1 and grid.cells.height:
            faults.append(_skipped(name, grid, "这个工作表里没有认识的表头，没有读取"))
        tables += found
    if not tables:
        raise FileFault(_unrecognised(content, source, catalog, name))
    groups = {t.fmt.group: t.fmt for t in tables}
    if len(groups) > 1:
        titles = "、".join(f"“{f.title}”" for f in groups.values())
        raise FileFault(error("mixed_formats", f"一个文件里有几种不同的导出：{titles}", path=name))
    return tables, faults


def _skipped(name: str, grid: Grid, reason: str) -> Fault:
    return warning("sheet_skipped", reason, path=name, sheet=grid.sheet)


def _tables(grid: Grid, kind: str, formats: list[Format], name: str) -> list[Table]:
    names = [c for c in grid.cells.columns if c != "row"]
    head = grid.cells.head(HEADER_WITHIN_ROWS)
    for position, cells in enumerate(head.select(names).iter_rows()):
        header = {c: text for c, text in zip(names, cells, strict=True) if text}
        found = _match(header, names, position, kind, formats)
        whole = [c for c in found if not c.fmt.block]
        if len(whole) > 1:
            titles = "、".join(f"“{c.fmt.title}”" for c in whole)
            raise FileFault(
                error(
                    "ambiguous_file",
                    f"表头同时符合几种格式：{titles}，无法判断是哪一种",
                    path=name,
                    sheet=grid.sheet,
                    row=head["row"][position],
                )
            )
        if found:
            return [_table(grid, candidate, names, name) for candidate in found]
    return []


def _match(
    header: dict[str, str], names: list[str], position: int, kind: str, formats: list[Format]
) -> list[_Candidate]:
    found = []
    segments = _segments(header, names)
    for fmt in formats:
        if fmt.kinds and kind not in fmt.kinds:
            continue
        for columns in segments if fmt.block else [header]:
            if _fits(fmt, {normalise(text) for text in columns.values()}):
                found.append(_Candidate(fmt, position, columns))
    return found


def _fits(fmt: Format, headers: set[str]) -> bool:
    return (
        all(headers.intersection(accepted) for accepted in fmt.required.values())
        and not headers & fmt.absent
        and (not fmt.unpivot or bool(headers & set(fmt.unpivot)))
    )


def _segments(header: dict[str, str], names: list[str]) -> list[dict[str, str]]:
    """Runs of header cells separated by blank ones."""
    runs: list[dict[str, str]] = [{}]
    for column in names:
        if column in header:
            runs[-1][column] = header[column]
        elif runs[-1]:
            runs.append({})
    return [run for run in runs if run]


def _table(grid: Grid, candidate: _Candidate, names: list[str], name: str) -> Table:
    fmt, cells = candidate.fmt, grid.cells
    header_row = cells["row"][candidate.position]
    columns = candidate.columns
    counts = Counter(normalise(text) for text in columns.values())
    used = {n for accepted in fmt.columns.values() for n in accepted} | set(fmt.unpivot)
    if repeated := sorted(h for h, times in counts.items() if times > 1 and h in used):
        printed = "、".join(f"“{next(t for t in columns.values() if normalise(t) == h)}”" for h in repeated)
        raise FileFault(
            error(
                "duplicate_column",
                f"同名的列出现了不止一次：{printed}，不知道该用哪一列",
                path=name,
                sheet=grid.sheet,
                row=header_row,
            )
        )
    below = cells.slice(candidate.position + 1)
    if fmt.shifted_after:
        columns = _unshift(fmt, columns, names, below)
    above = cells.head(candidate.position).select(names)
    title = " ".join(text for row in above.iter_rows() for text in row if text)
    return Table(fmt, grid.sheet, header_row, columns, title, below.select("row", *columns))


def _unshift(fmt: Format, columns: dict[str, str], names: list[str], below: pl.DataFrame) -> dict[str, str]:
    """Give each cell its true name when the rows are one cell wider than the header (the writer forgot one name)."""
    beyond = [c for c in names if names.index(c) > max(names.index(k) for k in columns)]
    wider = beyond and below.height and below[beyond[0]].count() * 2 > below.height
    if not wider:
        return columns
    at = next(i for i, text in enumerate(columns.values()) if normalise(text) == fmt.shifted_after)
    texts = list(columns.values())
    texts.insert(at + 1, "（缺名的列）")
    return dict(zip([*columns, beyond[0]], texts, strict=True))


def _unrecognised(content: Content, source: str, catalog: Catalog, name: str) -> Fault:
    headers: list[tuple[str, int, list[str]]] = []
    for grid in content.grids:
        for row, *cells in grid.cells.head(HEADER_WITHIN_ROWS).iter_rows():
            headers.append((grid.sheet, row, [c for c in cells if c]))
    for refused in catalog.unclaimed:
        for sheet, row, texts in headers:
            if refused.headers <= {normalise(t) for t in texts}:
                return error(
                    "unclaimed_platform",
                    f"这是“{refused.title}”，本系统不统计",
                    path=name,
                    sheet=sheet,
                    row=row,
                )
    for other in catalog.formats:
        for sheet, row, texts in headers:
            if other.source != source and not other.block and _fits(other, {normalise(t) for t in texts}):
                title = f"{catalog.sources[other.source].name}·{other.title}"
                return error(
                    "wrong_folder",
                    f"这是“{title}”，却放在 raw/{source}/ 下，应放在 raw/{other.source}/ 下",
                    path=name,
                    sheet=sheet,
                    row=row,
                )
    if near := _nearest(headers, catalog.of(source)):
        fmt, sheet, row, texts = near
        present = {normalise(t) for t in texts}
        absent = "、".join(names[0] for names in fmt.required.values() if not present.intersection(names))
        unknown = "、".join(shorten(t, 20) for t in texts if normalise(t) not in fmt.known_headers)
        what = f"看起来是“{fmt.title}”（格式编号 {fmt.id}），但缺少必需的列：{absent}"
        if unknown:
            what += f"；文件里不认识的列：{unknown}"
        return error("missing_column", what, path=name, sheet=sheet, row=row, column=absent)
    seen = next((texts for _, _, texts in headers if len(texts) > 1), [])
    known = "、".join(dict.fromkeys(f.title for f in catalog.of(source)))
    what = f"不认识这个文件。raw/{source}/ 下能读的有：{known}" if known else f"不认识的来源文件夹 raw/{source}/"
    if seen:
        what += f"；文件里看到的列：{'、'.join(shorten(t, 20) for t in seen[:12])}"
    return error("unrecognised_file", what, path=name)


def _nearest(headers: list[tuple[str, int, list[str]]], formats: tuple[Format, ...]):
    """The format whose required headers are most nearly all there, with the row where they are."""
    best = None
    for fmt in formats:
        for sheet, row, texts in headers:
            present = {normalise(t) for t in texts}
            share = sum(bool(present.intersection(n)) for n in fmt.required.values()) / max(len(fmt.required), 1)
            if share >= NEAR_MISS and (best is None or share > best[0]):
                best = (share, (fmt, sheet, row, texts))
    return best[1] if best else None
