"""A Word or Excel file as paragraphs and grids of text, in reading order, with the places a reader would name.

Belongs here: file formats. Does not belong here: what any text or number means.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import docx
import fastexcel
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import QName, XMLSyntaxError

from pipelines.bulletins.faults import BulletinRefused

# Full-width digits, letters and number signs; punctuation stays as the reader knows it.
_HALF_WIDTH = {c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF_WIDTH |= {ord("＊"): "*", ord("＋"): "+", ord("％"): "%", ord("～"): "~", ord("．"): ".", ord("－"): "-"}
# A blank between two numbers parts them (表1 9月, 9.6万 1,020); any other blank is typesetting.
_BLANK_IN_NUMBER = re.compile(r"(?<=[\d万亿%])\s+(?=[-+]?\d)")
# 1 030条: blanks of thousands, where what follows shows that it is one number. A thin blank never parts two numbers.
_THIN = re.compile(r"(?<=\d)[\u2009\u202f](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(
    r"(?<![\d. ])(\d{1,3}(?:[ \u00a0]\d{3})+)(?=[余多]?[万亿]?(?:[\u4e00-\u9fff+]|[，。；、,;）)]|$))(?!月|日|年)"
)
_BLANKS = re.compile(r"[^\S ]+| (?![-+]?\d)|(?<![\d万亿%]) ")
# What parts the cells of a line that was a row of a table before it was pasted.
_CELL_BREAK = re.compile(r"\t+|\u3000+| {2,}")
_COLUMNS = re.compile(r"[（(]([\u4e00-\u9fff、]{2,40})[)）][:：]$")
_LEAST_CELLS, _LEAST_ROWS = 3, 3
# A Word file has no sheets; these are the parts of it.
BODY, TABLE, FOOTNOTES, MARGINS = "正文", "表格", "脚注", "页眉页脚"
# What stands on an Excel sheet without standing in a cell.
BOXES = "文本框"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# A part inside the file is cut or mangled.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, XMLSyntaxError)
_DAMAGED = "文件打不开（已损坏或有密码）。请在 Word 或 WPS 中打开，另存为 "


@dataclass(frozen=True)
class Paragraph:
    """Text without blanks. ``row`` counts the non-empty paragraphs (Word) or is the Excel row."""

    text: str
    sheet: str
    row: int


@dataclass(frozen=True)
class Grid:
    """Rows of cell texts; the continuation of a merged cell is empty. ``rows`` pairs each row with its number."""

    sheet: str
    rows: list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Document:
    """Blocks in reading order, and names of sheets left out because they are hidden."""

    blocks: list[Paragraph | Grid]
    hidden: list[str]


def plain(text: str) -> str:
    """Half-width digits and signs, blanks only between digits: how every text is compared and searched."""
    half = _THIN.sub("", text.translate(_HALF_WIDTH))
    joined = _THOUSANDS.sub(lambda m: re.sub(r"\s", "", m[0]), half)
    return _BLANKS.sub("", _BLANK_IN_NUMBER.sub(" ", joined))


def read_document(path: Path, content_kind: str) -> Document:
    """Read ``docx`` or ``xlsx`` into blocks.

    Raises:
        BulletinRefused: another kind, or the file is damaged or protected.
    """
    if content_kind == "docx":
        return _word(path)
    if content_kind == "xlsx":
        return _excel(path)
    raise BulletinRefused("unsupported_file", "通报只读 .docx 和 .xlsx。请在 WPS 中打开，另存为这两种格式之一再放回。")


def _word(path: Path) -> Document:
    try:
        document = docx.Document(str(path))
        return Document([*_story(document), *_footnotes(document), *_margins(document)], [])
    except Exception as error:  # whatever a contradiction in the file makes python-docx stumble over
        raise BulletinRefused("damaged_file", f"Word {_DAMAGED}.docx 后再放回。") from error


def _story(document) -> Iterator[Paragraph | Grid]:
    paragraphs = 0
    before: Paragraph | None = None
    pasted: list[tuple[Paragraph, list[str]]] = []
    for element in _body(document.element.body):
        if element.tag == qn("w:tbl"):
            yield from _unpasted(pasted, before)
            pasted = []
            yield from _region(TABLE, _word_rows(element))
        elif text := plain(_text(element)):
            paragraphs += 1
            line = Paragraph(text, BODY, paragraphs)
            cells = [plain(cell) for cell in _CELL_BREAK.split(_text(element, tabs=True).strip())]
            if pasted and len(cells) != len(pasted[0][1]):
                yield from _unpasted(pasted, before)
                pasted = []
            if len(cells) >= _LEAST_CELLS and all(cells):
                pasted.append((line, cells))
            else:
                before = line
                yield line
    yield from _unpasted(pasted, before)


def _unpasted(lines: list[tuple[Paragraph, list[str]]], before: Paragraph | None) -> list[Paragraph | Grid]:
    """Lines of equally many cells are a table that lost its grid, where the first of them is without a digit or the
    line before names their columns: 明细（来稿、采用）."""
    header = _COLUMNS.search(before.text) if before and lines else None
    names = header[1].split("、") if header else []
    if before and len(lines) >= _LEAST_ROWS and len(names) + 1 == len(lines[0][1]):
        return [Grid(BODY, [(before.row, ["名称", *names]), *((line.row, cells) for line, cells in lines)])]
    digits = [[bool(re.search(r"\d", cell)) for cell in cells] for _, cells in lines]
    if len(lines) < _LEAST_ROWS or any(digits[0]) or not all(map(any, digits[1:])):
        return [line for line, _ in lines]
    return [Grid(BODY, [(line.row, cells) for line, cells in lines])]


def _footnotes(document) -> Iterator[Paragraph]:
    """Footnotes and endnotes, which Word keeps in parts of their own."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")):
            notes = parse_xml(relation.target_part.blob).iterdescendants(qn("w:p"))
            texts = filter(None, (plain(_text(note)) for note in notes))
            yield from (Paragraph(text, FOOTNOTES, number) for number, text in enumerate(texts, start=1))


def _margins(document) -> Iterator[Paragraph | Grid]:
    """Headers and footers, each text once: sections and first pages repeat them."""
    relations = document.part.rels.values()
    parts = [r.target_part.blob for r in relations if r.reltype.endswith(("/header", "/footer"))]
    elements = [element for blob in dict.fromkeys(parts) for element in _body(parse_xml(blob))]
    texts = dict.fromkeys(plain(_text(e)) for e in elements if e.tag == qn("w:p"))
    for number, text in enumerate(filter(None, texts), start=1):
        yield Paragraph(text, MARGINS, number)
    for element in elements:
        if element.tag == qn("w:tbl"):
            yield from _region(MARGINS, _word_rows(element))


def _body(parent) -> Iterator:
    """Paragraphs and tables in reading order, also those inside content controls, text boxes and table cells."""
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield child
            for box in child.iterdescendants(qn("w:txbxContent")):
                if not _is_fallback(box):
                    yield from _body(box)
        elif child.tag == qn("w:tbl"):
            yield child
            yield from child.iterdescendants(qn("w:tbl"))
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _body(content)


def _is_fallback(element) -> bool:
    """Word writes a text box twice; the copy for old readers stands under mc:Fallback."""
    return any(QName(a).localname == "Fallback" for a in element.iterancestors())


def _text(paragraph, *, tabs: bool = False) -> str:
    kinds = (qn("w:t"), qn("w:tab")) if tabs else (qn("w:t"),)
    return "".join(
        "\t" if node.tag == qn("w:tab") else node.text or ""
        for node in paragraph.iterdescendants(*kinds)
        if next(node.iterancestors(qn("w:p"))) is paragraph and not _is_moved_away(node)
    )


def _is_moved_away(node) -> bool:
    """Tracked changes keep moved text at its old place too."""
    return next(node.iterancestors(qn("w:moveFrom"), qn("w:p"))).tag == qn("w:moveFrom")


def _word_rows(table) -> list[tuple[int, list[str]]]:
    rows = []
    for number, row in enumerate(table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr"), start=1):
        cells = [""] * row.grid_before
        for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"):
            continued = cell.vMerge == "continue"
            text = "" if continued else plain("".join(_text(p) for p in cell.p_lst))
            cells += [text, *[""] * (cell.grid_span - 1)]
        rows.append((number, cells))
    return rows


def _excel(path: Path) -> Document:
    blocks: list[Paragraph | Grid] = []
    hidden: list[str] = []
    try:
        workbook = fastexcel.read_excel(path)
        for name in workbook.sheet_names:
            # skip_rows=0 keeps leading blank rows, so that row numbers are those that Excel shows.
            sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible != "visible":
                hidden.append(name)
                continue
            rows = [[plain(c or "") for c in row] for row in sheet.to_polars().iter_rows()]
            for filled, run in groupby(enumerate(rows, start=1), key=lambda numbered: any(numbered[1])):
                if filled:
                    blocks += _region(name, list(run))
        blocks += _boxes(path)
    except (fastexcel.FastExcelError, *_BROKEN) as error:
        raise BulletinRefused("damaged_file", f"Excel {_DAMAGED}.xlsx 后再放回。") from error
    return Document(blocks, hidden)


def _boxes(path: Path) -> Iterator[Paragraph]:
    """Text boxes and shapes, which Excel keeps apart from its sheets."""
    with zipfile.ZipFile(path) as archive:
        drawings = sorted(n for n in archive.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", n))
        lines = [p for name in drawings for p in parse_xml(archive.read(name)).iterdescendants(f"{_DRAWING}p")]
    texts = (plain("".join(node.text or "" for node in line.iterdescendants(f"{_DRAWING}t"))) for line in lines)
    yield from (Paragraph(text, BOXES, number) for number, text in enumerate(filter(None, texts), start=1))


def _region(sheet: str, rows: list[tuple[int, list[str]]]) -> Iterator[Paragraph | Grid]:
    """A block of rows: lines of one cell above and below are text, what stands between them is a table."""
    wide = [i for i, (_, cells) in enumerate(rows) if sum(map(bool, cells)) > 1 or any(c.isdigit() for c in cells)]
    first, last = (wide[0], wide[-1] + 1) if wide else (len(rows), len(rows))
    yield from _lines(sheet, rows[:first])
    if wide:
        yield Grid(sheet, rows[first:last])
    yield from _lines(sheet, rows[last:])


def _lines(sheet: str, rows: list[tuple[int, list[str]]]) -> Iterator[Paragraph]:
    for number, cells in rows:
        for text in filter(None, cells):
            yield Paragraph(text, sheet, number)
