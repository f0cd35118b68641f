"""A bulletin as a Word file: the tags of a template (the office's own or ours) filled with the month's content.

Belongs here: the names under which a template finds its content, and what is said of a template that is broken. Does
not belong here: what the bulletin says (``bulletin``), how it looks (the template).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from pathlib import Path
from zipfile import BadZipFile

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError, fromstring

from pipelines.months import shift
from pipelines.reports import format as fmt
from pipelines.reports import word_page, word_template
from pipelines.reports.bulletin import Bulletin, Table
from pipelines.reports.word_page import clean

CHINESE_NUMBER = "一二三四五六七八九十"
# A table of so many rows is not split over two pages; longer ones repeat their header.
KEEP_TOGETHER = 10
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
# What is left of a tag that was typed with wrong braces.
_LEFT_OVER = re.compile(r"[{｛]\s?[{%｛％].{0,40}|.{0,40}[}％%｝]\s?[}｝]")
_PLACE = "{place} {fault}。改好再运行 tongbao report；删掉这个模板，就用程序自带的样子。"


class TemplateFault(Exception):
    """The template cannot be filled; the message says where and why, in Chinese."""


def render(bulletin: Bulletin, template: Path | None = None) -> bytes:
    """The .docx file; the same bulletin and template always give the same bytes. ``template``: the office's own.

    Raises TemplateFault where the template is broken.
    """
    if template is None:
        return _filled(DocxTemplate(BytesIO(word_template.build())), bulletin)
    try:
        return _filled(_opened(template.read_bytes(), bulletin), bulletin)
    except OSError as fault:
        raise TemplateFault(_PLACE.format(place=template, fault=f"不能读取（{fault.strerror}）")) from fault
    except TemplateFault as fault:
        raise TemplateFault(_PLACE.format(place=template, fault=fault)) from fault


def _opened(content: bytes, bulletin: Bulletin) -> DocxTemplate:
    """The office's own template, looked at for faults of which docxtpl says nothing.

    Raises TemplateFault.
    """
    document = DocxTemplate(BytesIO(content))
    try:
        document.init_docx()
        _inspect_tags(_document(document))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as fault:
        raise TemplateFault("不是能打开的 .docx 文件（加了密码、另存成了别的格式，或者损坏了）") from fault
    with _faults_in_chinese():
        # docxtpl mends what a misplaced loop tears, and the bulletin would then miss rows: look before it does.
        _inspect_tables(document.build_xml(_context(bulletin), _environment()))
    return document


def _filled(document: DocxTemplate, bulletin: Bulletin) -> bytes:
    with _faults_in_chinese():
        document.render(_context(bulletin), _environment())
    made = _document(document)
    _keep_short_tables_together(made)
    _order_merged_cells(made)
    word_page.set_properties(made, bulletin.title, bulletin.issuer, bulletin.dated)
    stream = BytesIO()
    document.save(stream)
    return word_page.without_clock(stream.getvalue())


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


@contextmanager
def _faults_in_chinese() -> Iterator[None]:
    """Around filling a template: what Jinja says of it, as TemplateFault."""
    try:
        yield
    except UndefinedError as fault:
        name = (re.findall(r"'([^']*)'", fault.message or "") or [fault.message])[-1]
        raise TemplateFault(f"里的标签“{name}”，系统没有这个内容（名字见 {word_template.GUIDE_NAME}）") from fault
    except TemplateSyntaxError as fault:
        raise TemplateFault(_syntax(fault)) from fault
    except (TemplateError, TypeError, ZeroDivisionError) as fault:
        raise TemplateFault(f"里的标签算不出来（{fault}）") from fault


def _syntax(fault: TemplateSyntaxError) -> str:
    near = " ".join(line.strip() for line in getattr(fault, "docx_context", []) if line.strip())[:80]
    where = f"，在“{near}”附近" if near else ""
    message = fault.message or ""
    if "end of template" in message or "Unexpected end" in message:
        return "里有开头的 for 或 if 标签没有配对的 endfor 或 endif（常见的原因是删掉了那一行）"
    if "unknown tag" in message.lower():
        return f"里 if、for 和 endif、endfor 不成对，或者多了一个{where}"
    return f"里有写错的标签{where}（{message}）"


def _document(template: DocxTemplate) -> Document:
    if template.docx is None:
        raise ValueError("the template has not been opened")
    return template.docx


def _inspect_tags(document: Document) -> None:
    """Look for tags that would be printed as they are.

    Raises TemplateFault.
    """
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        if found := _LEFT_OVER.search(_TAG.sub("", text)):
            raise TemplateFault(f"里的“{found[0].strip()}”没有写成标签：要用英文半角的花括号，如 {{{{ 标题 }}}}")


def _inspect_tables(xml: str) -> None:
    """Look for loops in the wrong place, of which no error tells.

    Raises TemplateFault.
    """
    try:
        tree = fromstring(xml.encode())
    except XMLSyntaxError as fault:
        raise TemplateFault(
            "里的循环放错了位置：段落的循环写 {%p for … %}，表格的写 {%tr for … %}，开头和结尾各自占一段或一行"
        ) from fault
    for table in tree.iter(qn("w:tbl")):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for row in table.findall(qn("w:tr")):
            if len(row.findall(qn("w:tc"))) > columns:
                raise TemplateFault("里表格的循环要单独占一行：上一行写 {%tr for … %}，下一行写 {%tr endfor %}")


def _context(bulletin: Bulletin) -> dict:
    """What a template can name."""
    following = shift(bulletin.month, 1)
    chapters, sections = iter(CHINESE_NUMBER), iter(CHINESE_NUMBER)

    def chapter() -> str:
        nonlocal sections
        sections = iter(CHINESE_NUMBER)
        return next(chapters, "")

    institution, issuer = clean(bulletin.institution), clean(bulletin.issuer)
    return {
        "单位名称": institution,
        "发文机关": issuer,
        "红头": issuer if issuer.startswith(institution) else institution + issuer,
        "标题": clean(bulletin.title),
        "月份": fmt.month_name(bulletin.month),
        "本月": fmt.month_of_year(bulletin.month),
        "下月": fmt.month_of_year(following),
        "发文年": following[:4],
        "演示": bulletin.is_demo,
        "章号": chapter,
        "节号": lambda: next(sections, ""),
        **{name: [clean(text) for text in texts] for name, texts in bulletin.said.items()},
        "数据说明": [clean(note) for note in bulletin.notes],
        **{f"表{n}": _table(bulletin.tables[n]) if n in bulletin.tables else None for n in word_template.TABLES},
        "有台账": bulletin.plan.is_kept,
        "本月工作": [clean(text) for text in bulletin.plan.done],
        "存在问题": [clean(text) for text in bulletin.plan.problems],
        "下月工作": [clean(text) for text in bulletin.plan.next],
        "指标": {fact["metric_name"]: _figure(fact) for fact in bulletin.facts},
    }


def _table(table: Table) -> dict:
    names = word_template.TABLES[table.number][1]
    rows = [dict(zip(names, map(clean, row), strict=True)) for row in table.rows]
    return {
        "标题": clean(table.title),
        "截至": table.until,
        "表头": [clean(name) for name in table.header],
        "行": rows,
        "组": [list(group) for _, group in groupby(rows, key=lambda row: row[names[0]])],
        "空": table.empty,
    }


def _figure(fact: dict) -> dict:
    unit = fact["unit"]
    return {
        "数值": fmt.figure(fact["value"], fact["status"], unit).replace(",", ""),
        "单位": unit,
        "上月": fmt.figure(fact["previous_value"], unit=unit).replace(",", ""),
        "去年同月": fmt.figure(fact["last_year_value"], unit=unit).replace(",", ""),
    }


def _keep_short_tables_together(document: Document) -> None:
    for table in document.element.body.iterchildren(qn("w:tbl")):
        rows = [*table.iterchildren(qn("w:tr"))]
        if len(rows) <= KEEP_TOGETHER + 1:
            for row in rows[:-1]:
                for paragraph in row.iter(qn("w:p")):
                    paragraph.get_or_add_pPr().get_or_add_keepNext()


def _order_merged_cells(document: Document) -> None:
    """docxtpl puts the mark of a merged cell last; the schema, on which Word may insist, wants it before vAlign."""
    for mark in list(document.element.body.iter(qn("w:vMerge"))):
        alignment = mark.getparent().find(qn("w:vAlign"))
        if alignment is not None:
            alignment.addprevious(mark)
