"""HTML tables, also those that platforms save under the name .xls."""

import re

from pipelines.faults import FileFault, error
from pipelines.files import limits
from pipelines.files.grid import Grid, from_rows
from pipelines.files.text import decode_text

DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
OPENED, CLOSED = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
XML_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def read_html(data: bytes, name: str) -> tuple[list[Grid], str]:
    """(one grid per table with content, encoding).

    Cells that span rows or columns keep their place, their text stands in the first place only, as in Excel.

    Raises:
        FileFault: ``no_table``, ``bad_encoding``, ``damaged_file``, ``torn_end``, ``too_large``, ``suspicious_file``,
            ``unsupported_file`` (the XML table of Excel 2003).
    """
    from lxml import html  # only where a page is really read
    from lxml.etree import LxmlError

    text, encoding = _decode(data, name)
    if "<!ENTITY" in text:
        raise FileFault(error("suspicious_file", "网页含有不允许的实体定义", path=name))
    if XML_SPREADSHEET in text[:2000]:
        raise FileFault(error("unsupported_file", "这是“XML 电子表格 2003”格式", path=name))
    limits.check_count(text.count("<"), limits.MAX_TAGS, "网页的标记", name)
    try:
        page = html.document_fromstring(XML_DECLARATION.sub("", text))
    except (LxmlError, ValueError, AssertionError) as fault:
        raise FileFault(error("damaged_file", "网页内容损坏，无法读取", path=name)) from fault
    if len(OPENED.findall(text)) > len(CLOSED.findall(text)):
        raise FileFault(error("torn_end", "网页在表格中间中断，可能没有下载完", path=name))
    rows = {table: [] for table in page.iter("table")}
    for row in page.iter("tr"):
        table = next(row.iterancestors("table"), None)
        if table is not None:
            rows[table].append(row)
    grids = [
        from_rows(_cells(lines, name), name, f"表格{i}" if len(rows) > 1 else "")
        for i, lines in enumerate(rows.values(), 1)
    ]
    grids = [grid for grid in grids if any(grid.lines())]
    if not grids:
        raise FileFault(error("no_table", "这是网页，但里面没有数据表", path=name))
    return grids, encoding


def _decode(data: bytes, name: str) -> tuple[str, str]:
    declared = DECLARED.search(data[:4096])
    if declared and declared[1].lower() in (b"gb2312", b"gbk", b"gb18030", b"gb_2312-80"):
        try:
            # Pages say gb2312 and use characters beyond it.
            return data.decode("gb18030"), "gb18030"
        except UnicodeDecodeError:
            pass  # saved again as UTF-8 with the old declaration left in place
    return decode_text(data, name)


def _cells(lines: list, name: str) -> list[tuple[int, list[str | None]]]:
    """(row number within the table, cells) of its ``tr`` elements."""
    rows = []
    covered: dict[int, int] = {}  # column → rows still covered from above
    for number, line in enumerate(lines, 1):
        cells: dict[int, str] = {}
        at = 0
        below: dict[int, int] = {}
        for cell in line.iterchildren("td", "th"):
            while covered.get(at, 0) > 0:
                at += 1
            wide, high = _span(cell, "colspan", limits.MAX_COLUMNS + 1), _span(cell, "rowspan", limits.MAX_ROWS)
            limits.check_size(number, at + wide, name)
            cells[at] = _text(cell)
            if high > 1:
                below |= dict.fromkeys(range(at, at + wide), high)
            at += wide
        rows.append((number, [cells.get(i) for i in range(max(cells, default=-1) + 1)]))
        covered = {i: left - 1 for i, left in (covered | below).items() if left > 1}
    return rows


def _span(cell, attribute: str, most: int) -> int:
    text = cell.get(attribute, "1").strip()[:9]
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1


def _text(cell) -> str:
    """Text of a cell with <br> as line break, without tables, scripts and comments inside it."""
    parts = [cell.text or ""]
    for child in cell:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in ("table", "script", "style"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
