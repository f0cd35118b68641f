"""The page of an official Chinese document (GB/T 9704): margins, fonts, styles, numbers of pages.

Belongs here: what the template of the bulletin and the check sheet have in common. Does not belong here: their text.
"""

import re
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TITLE_SONG, SONG, HEI, KAI, FANGSONG, LATIN = "方正小标宋简体", "宋体", "黑体", "楷体", "仿宋", "Times New Roman"
# 小标宋 is bought by most offices and part of no Windows; where it is missing, Word takes the first of these it has.
STAND_INS = {TITLE_SONG: "华文中宋,宋体"}
RED = RGBColor(0xC0, 0x00, 0x00)
BODY_WIDTH = Mm(210 - 28 - 26)
LINE = Pt(28)
# Styles of our own, beside those of python-docx's template.
CELL, HEADER_CELL, NOTE_CELL = "TableText", "TableHead", "TableNote"
RED_HEAD, NUMBER_LINE = "RedHead", "NumberLine"
# Characters that XML 1.0 cannot hold, line breaks, and marks that turn the direction of the text after them.
_NOT_TEXT = re.compile(
    r"[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]"
)
UNIX = 3
_EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def clean(text: object) -> str:
    """Text from other people's files as one line that a document can hold."""
    return _NOT_TEXT.sub("", re.sub(r"[\t\r\n]+", " ", str(text)))


def add(document, text: str, style: str):
    """A paragraph in a style, which is set by its id: python-docx would search all styles for every paragraph."""
    paragraph = document.add_paragraph()
    fill(paragraph, text, style)
    return paragraph


def fill(paragraph, text: object, style: str) -> None:
    paragraph.paragraph_format.element.style = style.replace(" ", "")
    paragraph.add_run(clean(text))


def set_page(document) -> None:
    """A4 with the margins and page numbers of an official document."""
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
        paragraph.add_run("— ")
        _field(paragraph.add_run(), "PAGE")
        paragraph.add_run(" —")


def blank():
    """A new document with the page and styles of all of ours."""
    return docx.Document(BytesIO(_blank()))


@cache
def _blank() -> bytes:
    """To set forty styles takes as long as all the rest of a short document."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def set_header(document, text: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].text = text
        header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def set_styles(document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    body = _style(document, "Normal", FANGSONG, 16)
    body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    body.paragraph_format.line_spacing = LINE
    body.paragraph_format.space_after = Pt(0)
    _indent(body, 200)
    _centred(document, RED_HEAD, TITLE_SONG, 30).font.color.rgb = RED
    document.styles[RED_HEAD].paragraph_format.line_spacing = Pt(48)
    number_line = _centred(document, NUMBER_LINE, FANGSONG, 16)
    number_line.paragraph_format.space_before = LINE
    number_line.paragraph_format.space_after = LINE
    _red_line_below(number_line)
    title = _centred(document, "Title", TITLE_SONG, 22)
    title.paragraph_format.space_before = title.paragraph_format.space_after = LINE
    title.paragraph_format.line_spacing = Pt(35)
    _centred(document, "Subtitle", KAI, 16).paragraph_format.space_after = LINE
    _indent(_style(document, "Body Text", FANGSONG, 16), 0)
    for name, font in (("Heading 1", HEI), ("Heading 2", KAI)):
        heading = _style(document, name, font, 16)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
        heading.paragraph_format.keep_with_next = True
    caption = _centred(document, "Caption", HEI, 14)
    caption.paragraph_format.space_before = Pt(8)
    caption.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _indent(_style(document, name, SONG, 14), 0)
    for name, font in ((CELL, FANGSONG), (HEADER_CELL, HEI), (NOTE_CELL, FANGSONG)):
        cell = _centred(document, name, font, 12)
        cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    document.styles[NOTE_CELL].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def add_grid(document, rows: list[list[str]], shares: tuple[int, ...], style: str = CELL):
    """A ruled table as wide as the text; the first row is its header and comes again on every page. ``shares`` in
    percent of the width, one per column; ``style`` of the cells below the header."""
    grid = document.add_table(rows=len(rows), cols=len(shares), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widths = [int(BODY_WIDTH * share / 100) for share in shares]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for number, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        cells = row.cells
        _row_rules(cells[0], repeat=number == 0)
        for cell, width, text in zip(cells, widths, texts, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            fill(cell.paragraphs[0], text, style if number else HEADER_CELL)
    return grid


def set_properties(document, title: str, author: str, dated) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title), clean(author), clean(author)
    properties.comments, properties.language = "", "zh-CN"
    properties.created = properties.modified = dated
    properties.revision = 1


def saved(document) -> bytes:
    """The file: the same document always gives the same bytes."""
    stream = BytesIO()
    document.save(stream)
    return without_clock(stream.getvalue(), {"word/fontTable.xml": _font_table()})


def without_clock(content: bytes, replaced: dict[str, bytes] | None = None) -> bytes:
    """The same archive with every entry at one fixed date, some of them ``replaced``; the same on every system."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = ZipInfo(entry.filename, _EARLIEST_ZIP_DATE)
            fixed.compress_type = ZIP_DEFLATED
            fixed.create_system = UNIX
            target.writestr(fixed, (replaced or {}).get(entry.filename) or source.read(entry))
    return stream.getvalue()


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{STAND_INS[name]}"/>' if name in STAND_INS else "")
        + f'<w:charset w:val="{charset}"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, charset in ((LATIN, "00"), *((name, "86") for name in (SONG, HEI, KAI, FANGSONG, TITLE_SONG)))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{qn("w:fonts").split("}")[0][1:]}">{fonts}</w:fonts>'
    ).encode()


def _style(document, name: str, font: str, size: int):
    """Set the style to black upright letters of ``font`` (Chinese) at ``size`` points, free of the theme."""
    known = name in document.styles
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), font)
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    return style


def _centred(document, name: str, font: str, size: int):
    style = _style(document, name, font, size)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _indent(style, 0)
    return style


def _indent(style, hundredths: int) -> None:
    """First-line indent in hundredths of a character, which keeps two characters at any font size."""
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(hundredths))
    indent.set(qn("w:firstLine"), str(int(hundredths / 100 * 16 * 20)))


def _red_line_below(style) -> None:
    properties = style.element.get_or_add_pPr()
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", str(RED))):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    # The schema wants it before spacing and indent.
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def _field(run, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run.element.append(element)


def _row_rules(cell, repeat: bool) -> None:
    """The row of a cell stays on one page; ``repeat``: it comes again on every page."""
    row = next(cell.paragraphs[0].paragraph_format.element.iterancestors(qn("w:tr")))
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))
