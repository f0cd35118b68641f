"""Which declared format a table is: decided by its header cells or JSON members.

The name of the file decides only where a declaration says that contents alone cannot.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.files.decode import Content
from pipelines.files.grid import MARGIN, Grid, Line, text_frame
from pipelines.recognition.records import member, records
from pipelines.recognition.sections import section_tables
from pipelines.recognition.table import NAMELESS, Table
from pipelines.rows.reshape import divided_header, is_divided
from pipelines.sources.catalog import Answer, Catalog, Format, load, normalise

# Titles, notes and blank rows above a header: no witness shows more than a handful.
HEADER_WITHIN_ROWS = 30
# A file that has this share of a format's required headers is meant to be that format.
NEAR_MISS = 0.5
# Beside the tables of the workbook that ``check`` writes: its drop-downs, and what is to be mended elsewhere.
ASIDE_SHEETS = ("选项", "要改的文件")
# Of the formats of a folder so many are named where none was recognised.
TITLES_SHOWN = 8


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
        raise FileFault(_unrecognised(content, source, catalog, name))
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
        if rows and _fits(fmt, {normalise(n) for row in rows for n in row}):
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
        found = section_tables(grid, stacked, _fits, name)
        if not found:
            found, unread = _tables(grid, content.kind, formats, name)
            faults += unread
        if not found and len(content.grids) > 1 and any(grid.lines()):
            faults.append(_skipped(name, grid, "这个工作表里没有认识的表头，没有读取"))
        tables += found
    return tables, faults if tables else []


def _skipped(name: str, grid: Grid, reason: str) -> Fault:
    return warning("sheet_skipped", reason, path=name, sheet=grid.sheet)


def _tables(grid: Grid, kind: str, formats: list[Format], name: str) -> tuple[list[Table], list[Fault]]:
    """The tables below the first header that fits, and a warning for each block beside them that fits nothing."""
    seen: list[Line] = []
    for line, below in pairwise(chain(islice(grid.lines(), HEADER_WITHIN_ROWS), [None])):
        seen.append(line)
        found = _match(line, grid.columns, kind, formats)
        if below:
            found = _match_divided(line, below, grid.columns, kind, formats) or found
        found = _told_apart(found, grid, name)
        _check_one_kind([c.fmt for c in found if not c.fmt.block], name, grid.sheet, line.row)
        if found:
            tables = [_table(grid, candidate, seen, kind, name) for candidate in found]
            blocks = _segments(line.texts, grid.columns) if all(c.fmt.block for c in found) else []
            unread = [b for b in blocks if not any(b.keys() <= c.columns.keys() for c in found)]
            return tables, [_unread_block(b, grid, line.row, name) for b in unread]
    return [], []


def _unread_block(block: dict[str, str], grid: Grid, row: int, name: str) -> Fault:
    columns = "、".join(shorten(text, 20) for text in block.values())
    return warning("unknown_column", f"有一组列不认识：{columns}，没有读取", path=name, sheet=grid.sheet, row=row)


def _told_apart(found: list[_Candidate], grid: Grid, name: str) -> list[_Candidate]:
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
        if _fits(fmt, headers)
    ]


def _match_divided(upper: Line, lower: Line, names: list[str], kind: str, formats: list[Format]) -> list[_Candidate]:
    """Formats whose header stands in two rows; a lower row that is a header by itself has only a title above it."""
    if not is_divided(upper.texts, lower.texts, names) or _match(lower, names, kind, formats):
        return []
    header = divided_header(upper.texts, lower.texts, names, {h for f in formats for h in f.known_headers})
    return _match(lower._replace(texts=header), names, kind, formats)


def _fits(fmt: Format, headers: set[str]) -> bool:
    return (
        all(headers.intersection(accepted) for accepted in fmt.required.values())
        and not headers & fmt.absent
        and headers >= fmt.needs
        and all(headers.intersection(step) for step in fmt.steps)
        and (not fmt.unpivot or bool(headers & set(fmt.unpivot)))
        and (not fmt.across or len(headers - fmt.known_headers) > 1)
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
    if fmt.shifted_after:
        columns = _unshift(fmt, columns, grid, header, name)
    title = " ".join(text for line in seen if line.at < header.at for text in line.texts.values())
    # Beside the table of a workbook a clerk may write what he likes; in a text file a cell too many moves the others.
    beyond = set(_beyond(grid, columns)) if kind in ("csv", "tsv") else set()
    torn = frozenset(line.row for line in _below(grid, header) if beyond & line.texts.keys()) if beyond else frozenset()
    # Cutting a piece out of a frame costs nothing, a query over it would: files are many and small.
    rows = grid.cells[header.at + 1 :, ["row", *columns]]
    return Table(fmt, grid.sheet, header.row, columns, title, rows, torn)


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


def _unrecognised(content: Content, source: str, catalog: Catalog, name: str) -> Fault:
    headers = _headers(content, catalog)
    is_json = content.kind == "json"
    for refused in catalog.unclaimed:
        for sheet, row, texts in headers:
            belongs = refused.source in ("", source) and (not is_json or sheet == refused.records)
            if belongs and refused.headers <= {normalise(t) for t in texts}:
                what = f"这是“{refused.title}”，{refused.reason}"
                return error("unclaimed_platform", what, path=name, sheet=sheet, row=row)
    for other in catalog.formats:
        for sheet, row, texts in headers:
            readable = sheet in other.records if is_json else not (other.records or other.block or other.sections)
            if other.source != source and readable and _fits(other, {normalise(t) for t in texts}):
                title = f"{catalog.sources[other.source].name}·{other.title}"
                return error(
                    "wrong_folder",
                    f"这是“{title}”，却放在 raw/{source}/ 下，应放在 raw/{other.source}/ 下",
                    path=name,
                    sheet=sheet,
                    row=row,
                )
    for fmt in (f for f in load().of(source) if f.id not in {known.id for known in catalog.formats}):
        if line := next((h for h in headers if _fits(fmt, {normalise(t) for t in h[2]})), None):
            what = f"看起来是“{fmt.title}”（格式编号 {fmt.id}），但列名对照表里没有登记它的列名，没有读取"
            return error("unmapped_format", what, path=name, sheet=line[0], row=line[1])
    alike = [f for f in catalog.of(source) if bool(f.records) == is_json and (not f.kinds or content.kind in f.kinds)]
    if near := _nearest(headers, alike):
        fmt, sheet, row, texts = near
        present = {normalise(t) for t in texts}
        absent = _absent(fmt, present)
        unknown = "、".join(shorten(t, 20) for t in texts if normalise(t) not in fmt.known_headers)
        # A new header is registered in 列名对照 by the ids of format and column.
        named = "、".join(f"{name}（标准列 {column}）" if column else name for column, name in absent.items())
        what = f"看起来是“{fmt.title}”（格式编号 {fmt.id}），但缺少必需的列：{named}"
        if unknown:
            what += f"；文件里不认识的列：{unknown}"
        return error("missing_column", what, path=name, sheet=sheet, row=row, column="、".join(absent.values()))
    seen = next((texts for _, _, texts in headers if len(texts) > 1), [])
    if (fault := _no_export(content, source, catalog, name)) is not None:
        return fault
    known = list(dict.fromkeys(f.title for f in catalog.of(source)))
    rest = f" 等 {len(known)} 种（全部见 tongbao formats）" if len(known) > TITLES_SHOWN else ""
    what = f"不认识这个文件。raw/{source}/ 下能读的有：{'、'.join(known[:TITLES_SHOWN])}{rest}"
    if seen:
        what += f"；文件里看到的列：{'、'.join(shorten(t, 20) for t in seen[:12])}"
    return error("unrecognised_file", what, path=name)


def _no_export(content: Content, source: str, catalog: Catalog, name: str) -> Fault | None:
    """What a file is that cannot be a table of any kind, or lies where no source is."""
    if source not in catalog.sources:
        folders = "、".join(f"{s.id}（{s.name}）" for s in catalog.sources.values())
        where = f"不认识的来源文件夹 raw/{source}/" if source else "文件直接放在 raw 下，看不出是哪个平台的"
        return error("outside_folders", f"{where}。来源的文件夹有：{folders}", path=name)
    if content.kind == "docx":
        return error("word_table", "这是 Word 文档（.docx），这里要用表格", path=name)
    lines = [line for grid in content.grids for line in islice(grid.lines(), HEADER_WITHIN_ROWS)]
    if content.grids and not lines:
        return error("empty_file", "工作簿里没有一个有内容的格子", path=name)
    if lines and content.kind in ("csv", "tsv", "labelled") and sum(len(v.texts) < 2 for v in lines) * 2 > len(lines):
        return error("no_columns", "这是一段文字，不是分列的表格", path=name)
    return None


def _absent(fmt: Format, present: set[str]) -> dict[str, str]:
    """Column → its usual name, of what a format requires and a header has not."""
    absent = {column: names[0] for column, names in fmt.required.items() if not present.intersection(names)}
    return absent | ({"": " 或 ".join(fmt.unpivot)} if fmt.unpivot and not present & set(fmt.unpivot) else {})


def _headers(content: Content, catalog: Catalog) -> list[tuple[str, int | None, list[str]]]:
    """(sheet, row, texts) of whatever may be a header; for JSON (path, None, members) of every list we know of."""
    if content.kind == "json":
        paths = {p for f in catalog.formats for p in f.records} | {u.records for u in catalog.unclaimed if u.records}
        found = {path: records(content.data, path) for path in sorted(paths)}
        return [(p, None, list({n: None for row in rows for n in row})) for p, rows in found.items() if rows]
    return [
        (grid.sheet, line.row, list(line.texts.values()))
        for grid in content.grids
        for line in islice(grid.lines(), HEADER_WITHIN_ROWS)
    ]


def _nearest(headers: list[tuple[str, int | None, list[str]]], formats: list[Format]):
    """The format whose required headers are most nearly all there, with the row where they are."""
    best = None
    for fmt in formats:
        for sheet, row, texts in headers:
            if fmt.records and sheet not in fmt.records:
                continue
            present = {normalise(t) for t in texts}
            wanted = len(fmt.required) + bool(fmt.unpivot)
            share = 1 - len(_absent(fmt, present)) / max(wanted, 1)
            # What lacks nothing was refused for another reason.
            if NEAR_MISS <= share < 1 and (best is None or share > best[0]):
                best = (share, (fmt, sheet, row, texts))
    return best[1] if best else None
