"""A bulletin as a Word file in the layout of official Chinese documents (GB/T 9704).

Belongs here: page, fonts, tables. Does not belong here: what is said.
"""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pipelines.reports.bulletin import Bulletin, Heading, Table

# Fonts that every Windows and WPS has; the bold Song stands for 小标宋, which few machines have.
SONG, HEI, KAI, FANGSONG, LATIN = "宋体", "黑体", "楷体", "仿宋", "Times New Roman"
BODY_WIDTH = Mm(210 - 28 - 26)
LINE = Pt(28)
# Styles of our own, beside those of the template.
CELL, HEADER_CELL = "TableText", "TableHead"
# A table of so many rows fits on a page and is not split; longer ones repeat their header.
KEEP_TOGETHER = 16
# Characters that XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# Share of the text width per column, by table number.
_WIDTHS = {
    1: (12, 60, 28),
    2: (20, 20, 20, 20, 20),
    3: (32, 38, 30),
    4: (12, 60, 28),
    5: (10, 38, 14, 26, 12),
    6: (36, 14, 36, 14),
}


def render(bulletin: Bulletin) -> bytes:
    """The .docx file; the same bulletin always gives the same bytes."""
    document = docx.Document()
    _page(document, bulletin)
    _styles(document)
    _add(document, bulletin.title, "Title")
    if bulletin.is_demo:
        _add(document, "（演示数据）", "Subtitle")
    _add(document, "各学院、各部门：", "Body Text")
    for block in bulletin.blocks:
        if isinstance(block, Heading):
            _add(document, block.text, f"Heading {block.level}")
        elif isinstance(block, Table):
            _table(document, block)
        else:
            _add(document, block.text, "Normal")
    _signature(document, bulletin)
    _properties(document, bulletin)
    stream = BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def clean(text: object) -> str:
    """Text that a document can hold."""
    return _NOT_XML.sub("", str(text))


def _add(document, text: str, style: str):
    paragraph = document.add_paragraph()
    _set(paragraph, text, style)
    return paragraph


def _set(paragraph, text: object, style: str) -> None:
    """Fill a new paragraph. The style is set by its id: python-docx would search all styles for every paragraph."""
    paragraph._p.style = style.replace(" ", "")
    paragraph.add_run(clean(text))


def _page(document, bulletin: Bulletin) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    # The number stands outside: right on odd pages, left on even ones.
    document.settings.odd_and_even_pages_header_footer = True
    outside = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in outside:
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        for piece in ("— ", "PAGE", " —"):
            run = paragraph.add_run() if piece == "PAGE" else paragraph.add_run(piece)
            if piece == "PAGE":
                _field(run, piece)
    if bulletin.is_demo:
        for header in (section.header, section.even_page_header):
            header.paragraphs[0].text = "演示数据，不代表任何真实单位"
            header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _field(run, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)


def _styles(document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    body = _style(document, "Normal", FANGSONG, 16)
    body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    body.paragraph_format.line_spacing = LINE
    body.paragraph_format.space_after = Pt(0)
    _indent(body, 200)
    title = _style(document, "Title", SONG, 22, bold=True)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = LINE
    title.paragraph_format.line_spacing = Pt(35)
    _indent(title, 0)
    subtitle = _style(document, "Subtitle", KAI, 16)
    subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subtitle.paragraph_format.space_after = LINE
    _indent(subtitle, 0)
    _indent(_style(document, "Body Text", FANGSONG, 16), 0)
    for name, font in (("Heading 1", HEI), ("Heading 2", KAI)):
        heading = _style(document, name, font, 16)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
        heading.paragraph_format.keep_with_next = True
    caption = _style(document, "Caption", HEI, 14)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before = Pt(8)
    caption.paragraph_format.keep_with_next = True
    _indent(caption, 0)
    for name in ("Header", "Footer"):
        _indent(_style(document, name, SONG, 14), 0)
    for name, font in ((CELL, FANGSONG), (HEADER_CELL, HEI)):
        cell = _style(document, name, font, 12)
        cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
        _indent(cell, 0)


def _style(document, name: str, font: str, size: int, bold: bool = False):
    """Set the style to black upright letters of ``font`` (Chinese) at ``size`` points, free of the template's theme."""
    known = name in document.styles
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), font)
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    return style


def _indent(style, hundredths: int) -> None:
    """First-line indent in hundredths of a character, which keeps two characters at any font size."""
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(hundredths))
    indent.set(qn("w:firstLine"), str(int(hundredths / 100 * 16 * 20)))


def _table(document, table: Table) -> None:
    caption = _add(document, table.caption, "Caption")
    if table.marks:
        caption.add_run(table.marks).font.superscript = True
    if not table.rows:
        _add(document, f"（{table.empty}）", "Subtitle")
        return
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.header), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widths = [int(BODY_WIDTH * share / 100) for share in _WIDTHS[table.number]]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    last = len(table.rows)
    for number, (row, texts) in enumerate(zip(grid.rows, [table.header, *table.rows], strict=True)):
        _row_rules(row, repeat=number == 0)
        for cell, width, text in zip(row.cells, widths, texts, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            _set(paragraph, text, CELL if number else HEADER_CELL)
            if number < last <= KEEP_TOGETHER:
                paragraph.paragraph_format.keep_with_next = True
    _merge(grid, table)
    # Word joins tables that touch; the small paragraph parts them.
    gap = _add(document, "", "Normal")
    gap.paragraph_format.line_spacing = Pt(8)


def _row_rules(row, repeat: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))


def _merge(grid, table: Table) -> None:
    """One tall cell where a leading column repeats its value."""
    for column in range(table.merged):
        start = 0
        for row in range(1, len(table.rows) + 1):
            if row < len(table.rows) and table.rows[row][: column + 1] == table.rows[start][: column + 1]:
                continue
            if row - start > 1:
                for repeated in range(start + 1, row):
                    grid.cell(repeated + 1, column).paragraphs[0].clear()
                merged = grid.cell(start + 1, column).merge(grid.cell(row, column))
                for empty in merged.paragraphs[1:]:
                    empty._p.getparent().remove(empty._p)
            start = row


def _signature(document, bulletin: Bulletin) -> None:
    _add(document, "", "Normal")
    # The day of issue is not ours to know; the office writes it in.
    for text in (bulletin.issuer, "　　　　年　　月　　日"):
        paragraph = _add(document, text, "Normal")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(64)


def _properties(document, bulletin: Bulletin) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = bulletin.title, bulletin.issuer, bulletin.issuer
    properties.comments, properties.language = "", "zh-CN"
    properties.created = properties.modified = bulletin.dated
    properties.revision = 1


def _without_clock(content: bytes) -> bytes:
    """The same archive with every entry at one fixed date."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = ZipInfo(entry.filename, _EARLIEST_ZIP_DATE)
            fixed.compress_type = ZIP_DEFLATED
            target.writestr(fixed, source.read(entry))
    return stream.getvalue()
