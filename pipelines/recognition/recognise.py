"""Which declared format a table is: decided by its header cells or JSON members.

The name of the file decides only where a declaration says that contents alone cannot.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.files.decode import Content
from pipelines.files.grid import MARGIN, Grid, Line, is_beginning, text_frame
from pipelines.recognition.header import HEADER_WITHIN_ROWS, divided_header, fits, is_divided
from pipelines.recognition.records import member, records
from pipelines.recognition.sections import section_tables
from pipelines.recognition.table import NAMELESS, Table
from pipelines.recognition.unrecognised import unrecognised
from pipelines.sources.catalog import Answer, Catalog, Format, normalise

# Beside the tables of the workbook that ``check`` writes: its drop-downs, and what is to be mended elsewhere.
ASIDE_SHEETS = ("选项", "要改的文件")
# Enough to see the last two rows of a table that blank ones follow.
LAST_ROWS = 20


@dataclass(frozen=True)
class _Candidate:
    fmt: Format
    header: Line
    columns: dict[str, str]


def recognise(content: Content, source: str, catalog: Catalog, name: str) -> tuple[list[Table], list[Fault]]:
    """The tables of one file and warnings about sheets that are not read.

    Raises:
        FileFault: nothing is recognised, two formats match, formats do not belong together, a required column is
            missing or stands twice.
    """
    if content.kind == "json":
        tables, faults = _answers(content.data, source, catalog, name)
    else:
        tables, faults = _sheets(content, [f for f in catalog.of(source) if not f.records], name)
    if not tables and not faults:
        raise FileFault(unrecognised(content, source, catalog, name))
    for table in tables:
        _check_one_author(table, name)
    groups = {t.fmt.group: t.fmt for t in tables}
    if len(groups) > 1 and not catalog.sources[source].mixed:
        titles = "、".join(f"“{f.title}”" for f in groups.values())
        raise FileFault(error("mixed_formats", f"一个文件里有几种不同的导出：{titles}", path=name))
    return tables, faults


def _named(formats: list[Format], name: str) -> list[Format]:
    """Of formats with the same contents, the ones that the file name stands for."""
    return [f for f in formats if not f.named or re.search(f.named, name.rsplit("/", 1)[-1].lower())]


# JSON


def _answers(data: object, source: str, catalog: Catalog, name: str) -> tuple[list[Table], list[Fault]]:
    """Tables of a saved API answer, or of a list of answers."""
    answer = catalog.sources[source].answer if source in catalog.sources else Answer()
    for part in data if isinstance(data, list) else [data]:
        _check_error(part, answer, name)
        if member(part, answer.delayed) in (True, 1, "true"):
            return [], [warning("answer_delayed", "接口注明数据还没有生成完（is_delay），这次没有采用", path=name)]
    found: list[Table] = []
    is_empty = False
    formats = catalog.of(source)
    at = {path: records(data, path) for path in dict.fromkeys(p for f in formats for p in f.records)}
    for fmt in formats:
        path = next((p for p in fmt.records if at[p] is not None), "")
        rows = at.get(path)
        if rows and fits(fmt, {normalise(n) for row in rows for n in row}):
            found.append(_record_table(fmt, path, rows))
        is_empty = is_empty or rows == []
    if found and not (chosen := _named([t.fmt for t in found], name)):
        titles = "、".join(f"“{t.fmt.title}”" for t in found)
        what = f"这几种接口的返回内容一模一样：{titles}，请在文件名里写明接口名（如 getupstreammsgweek）"
        raise FileFault(error("ambiguous_name", what, path=name))
    found = [t for t in found if t.fmt in chosen] if found else []
    _check_one_kind([t.fmt for t in found], name, "", None)
    if not found and is_empty:
        return [], [warning("answer_empty", "接口返回的是空列表，按缺数据处理，不当作 0", path=name)]
    return found, []


def _check_error(part: object, answer: Answer, name: str) -> None:
    code = member(part, answer.error)
    if code not in (None, 0, "0", ""):
        text = shorten(str(member(part, answer.message) or ""), 100)
        meaning = answer.meanings.get(str(code), "")
        what = (
            f"接口返回错误 {shorten(str(code), 20)}"
            + (f"：{meaning}" if meaning else "")
            + (f"（{text}）" if text else "")
        )
        raise FileFault(error("error_body", what, path=name))


def _record_table(fmt: Format, path: str, rows: list[dict]) -> Table:
    """One row per record, numbered from 1; members that no declaration knows are named but not kept."""
    names = list(dict.fromkeys(n for row in rows for n in row))
    columns = {f"c{i}": n for i, n in enumerate(names, 1)}
    kept = {c: n for c, n in columns.items() if normalise(n) in fmt.known_headers}
    texts = {c: [row.get(n) for row in rows] for c, n in kept.items()}
    return Table(fmt, path, 0, columns, "", text_frame(range(1, len(rows) + 1), texts))


# Grids


def _sheets(content: Content, formats: list[Format], name: str) -> tuple[list[Table], list[Fault]]:
    tables: list[Table] = []
    faults: list[Fault] = []
    stacked = [f for f in formats if f.sections]
    formats = [f for f in formats if not f.sections]
    for grid in content.grids:
        if grid.sheet in ASIDE_SHEETS:
            continue
        if grid.hidden:
            faults.append(_skipped(name, grid, "隐藏的工作表没有读取"))
            continue
        found = section_tables(grid, stacked, fits, name)
        if not found:
            found, unread = _tables(grid, content.kind, formats, name)
            faults += unread
        if not found:
            found = _with_plain_day(grid, content.kind, formats, name)
        if not found and len(content.grids) > 1 and any(grid.lines()):
            faults.append(_skipped(name, grid, "这个工作表里没有认识的表头，没有读取"))
        tables += found
    return tables, faults if tables else []


def _skipped(name: str, grid: Grid, reason: str) -> Fault:
    return warning("sheet_skipped", reason, path=name, sheet=grid.sheet)


def _tables(grid: Grid, kind: str, formats: list[Format], name: str) -> tuple[list[Table], list[Fault]]:
    """The tables below the first header that fits, and a warning for each block beside them that fits nothing."""
    seen: list[Line] = []
    lines = islice(grid.lines(), HEADER_WITHIN_ROWS)
    below = next(lines, None)
    while line := below:
        below = next(lines, None)
        seen.append(line)
        found = _match(line, grid.columns, kind, formats)
        if below:
            found = _match_divided(line, below, grid.columns, kind, formats) or found
        found = _set_apart(found, grid, name)
        _check_one_kind([c.fmt for c in found if not c.fmt.block], name, grid.sheet, line.row)
        if found:
            tables = [_table(grid, candidate, seen, kind, name) for candidate in found]
            blocks = _segments(line.texts, grid.columns) if all(c.fmt.block for c in found) else []
            unread = [b for b in blocks if not any(b.keys() <= c.columns.keys() for c in found)]
            return tables, [_unread_block(b, grid, line.row, name) for b in unread]
    return [], []


def _with_plain_day(grid: Grid, kind: str, formats: list[Format], name: str) -> list[Table]:
    """The table of the one format that lacks nothing but the name of its day; of several none is meant."""
    formats = [f.with_plain_day for f in formats if f.plain_day]
    for line in islice(grid.lines(), HEADER_WITHIN_ROWS):
        if len(found := _match(line, grid.columns, kind, formats)) == 1:
            return _tables(grid, kind, [found[0].fmt], name)[0]
    return []


def _unread_block(block: dict[str, str], grid: Grid, row: int, name: str) -> Fault:
    columns = "、".join(shorten(text, 20) for text in block.values())
    return warning("unknown_column", f"有一组列不认识：{columns}，没有读取", path=name, sheet=grid.sheet, row=row)


def _set_apart(found: list[_Candidate], grid: Grid, name: str) -> list[_Candidate]:
    """Of formats with the same header those of one group whose texts stand below it, else what the file name says."""
    if not any(c.fmt.telling for c in found):
        return found
    written = {
        normalise(text): set(grid.cells[column].str.strip_chars(MARGIN)) for column, text in found[0].columns.items()
    }
    told = [c for c in found if any(written.get(h, set()).intersection(t) for h, t in c.fmt.telling.items())]
    named = _named([c.fmt for c in found], name)
    return told if len({c.fmt.group for c in told}) == 1 else [c for c in found if c.fmt in named] or found


def _check_one_author(table: Table, name: str) -> None:
    column = next((c for c, text in table.columns.items() if normalise(text) == table.fmt.author), None)
    if column in table.rows.columns and (authors := table.rows[column].drop_nulls().n_unique()) > 1:
        what = f"里面有 {authors} 个账号发的内容，只能放本单位一个账号的；请只导出本账号的列表"
        raise FileFault(error("several_authors", what, path=name, sheet=table.sheet))


def _check_one_kind(found: list[Format], name: str, sheet: str, row: int | None) -> None:
    """Formats of one group may read the same header, each for its dataset; others must not."""
    if len({f.group for f in found}) > 1:
        titles = "、".join(f"“{f.title}”" for f in found)
        what = f"表头同时符合几种格式：{titles}，无法判断是哪一种"
        code = "ambiguous_file"
        if words := [f.named.split("|")[0] for f in found if f.named]:
            code, what = "ambiguous_name", f"{what}；请在文件名里写明：{'、'.join(words)}"
        raise FileFault(error(code, what, path=name, sheet=sheet, row=row))


def _match(header: Line, names: list[str], kind: str, formats: list[Format]) -> list[_Candidate]:
    whole, *segments = [
        (columns, {normalise(text) for text in columns.values()})
        for columns in (header.texts, *_segments(header.texts, names))
    ]
    return [
        _Candidate(fmt, header, columns)
        for fmt in formats
        if not fmt.kinds or kind in fmt.kinds
        for columns, headers in (segments if fmt.block else [whole])
        if fits(fmt, headers)
    ]


def _match_divided(upper: Line, lower: Line, names: list[str], kind: str, formats: list[Format]) -> list[_Candidate]:
    """Formats whose header stands in two rows; a lower row that is a header by itself has only a title above it."""
    if not is_divided(upper.texts, lower.texts, names) or _match(lower, names, kind, formats):
        return []
    header = divided_header(upper.texts, lower.texts, names, {h for f in formats for h in f.known_headers})
    return _match(lower._replace(texts=header), names, kind, formats)


def _segments(header: dict[str, str], names: list[str]) -> list[dict[str, str]]:
    """Runs of header cells separated by blank ones."""
    runs: list[dict[str, str]] = [{}]
    for column in names:
        if column in header:
            runs[-1][column] = header[column]
        elif runs[-1]:
            runs.append({})
    return [run for run in runs if run]


def _table(grid: Grid, candidate: _Candidate, seen: list[Line], kind: str, name: str) -> Table:
    fmt, header, columns = candidate.fmt, candidate.header, candidate.columns
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
                row=header.row,
            )
        )
    _check_end(grid, header, name)
    if fmt.shifted_after:
        columns = _unshift(fmt, columns, grid, header, name)
    title = " ".join(text for line in seen if line.at < header.at for text in line.texts.values())
    # Beside the table of a workbook a clerk may write what he likes; in a text file a cell too many moves the others.
    beyond = set(_beyond(grid, columns)) if kind in ("csv", "tsv") else set()
    torn = frozenset(line.row for line in _below(grid, header) if beyond & line.texts.keys()) if beyond else frozenset()
    # Cutting a piece out of a frame costs nothing, a query over it would: files are many and small.
    rows = grid.cells[header.at + 1 :, ["row", *columns]]
    return Table(fmt, grid.sheet, header.row, columns, title, rows, torn)


def _check_end(grid: Grid, header: Line, name: str) -> None:
    """Refuse a table whose last row is a part of its first cell and nothing else: the download was cut there, and what
    saved it since has hidden it.
    """
    last = grid.cells[max(header.at + 1, grid.cells.height - LAST_ROWS) :]
    # From below, row by row: what ends the looking mostly stands in the last one.
    filled = (cells for at in reversed(range(last.height)) if _is_filled((cells := last.row(at))[1:]))
    row, first, *others = next(filled, (0, None))
    if not first or not others or _is_filled(others):
        return
    _, before, *others = next(filled, (0, None))
    if not before or not any(others):
        return
    part, whole = first.strip(MARGIN), before.strip(MARGIN)
    if len(part) < len(whole) and is_beginning(part, whole):
        what = f"最后一行只有“{shorten(part, 30)}”半格，可能没有下载完"
        raise FileFault(error("torn_end", what, path=name, sheet=grid.sheet, row=row))


def _is_filled(cells: Iterable[str | None]) -> bool:
    return any(cell and cell.strip(MARGIN) for cell in cells)


def _below(grid: Grid, header: Line) -> list[Line]:
    return [line for line in grid.lines() if line.at > header.at]


def _beyond(grid: Grid, columns: dict[str, str]) -> list[str]:
    """The columns of the grid to the right of all ``columns``."""
    return grid.columns[max(map(grid.columns.index, columns)) + 1 :]


def _unshift(fmt: Format, columns: dict[str, str], grid: Grid, header: Line, name: str) -> dict[str, str]:
    """Give each cell its true name when the rows are one cell wider than the header (the writer forgot one name)."""
    beyond, rows = _beyond(grid, columns), _below(grid, header)
    if not beyond:
        return columns
    # A text file has a cell there even where it is empty: that most rows reach so far is the layout, not what they say.
    # Saved again by Excel every row is as wide as the widest, and only what is filled tells.
    cells = grid.cells[beyond[0]]
    padded = cells[header.at] is not None
    reaching = sum(beyond[0] in line.texts if padded else cells[line.at] is not None for line in rows)
    if reaching * 2 <= len(rows):
        return columns
    texts = list(columns.values())
    at = next((i for i, text in enumerate(texts) if normalise(text) == fmt.shifted_after), None)
    if at is None:
        what = "数据行比表头多一列，看不出缺名的是哪一列"
        raise FileFault(error("missing_column", what, path=name, column=fmt.shifted_after))
    texts.insert(at + 1, NAMELESS)
    return dict(zip([*columns, beyond[0]], texts, strict=True))
