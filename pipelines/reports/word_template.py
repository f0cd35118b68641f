"""The template of the Word bulletin that comes with the program.

An office copies it (``tongbao init``, ``tongbao report --template``), changes it in Word or WPS, and its own copy is
used from then on. Belongs here: the customary form and the tags in it. Does not belong here: figures; ``word`` fills
the tags, ``word_page`` has the page.
"""

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt

from pipelines.reports import word_page
from pipelines.reports.word_page import add, add_grid

FILE_NAME = "通报模板.docx"
GUIDE_NAME = "通报模板说明.txt"
GUIDE = """通报模板.docx 是 Word 通报的样子，用 Word 或 WPS 打开就能改：红头、文号、主送、字体、各章的先后、固定的话。
系统每月把数字填进去。改好以后运行 tongbao report 2020-09 看结果。删掉这个文件，就用程序自带的样子。

双花括号里是系统填的内容，例如 {{ 标题 }}。可以移动、可以删掉整个标签，标签里的名字不要改：
  单位名称、发文机关、红头、标题、月份（2020年9月）、本月（9月）、下月（10月）、发文年、演示
  网站、官微、官微供稿、供稿、其他平台、智慧党建、培训、数据说明：每项是几段话，没有这个渠道就没有
  表1 到 表6：表1.标题、表1.截至、表1.表头、表1.行、表1.空
  本月工作、存在问题、下月工作：来自 工作任务登记 台账；有台账：是否有这个台账
  指标：例如 {{ 指标["网站发稿"].数值 }}，还有 .单位、.上月、.去年同月
  章号()、节号()：依次得到 一、二、三

{%p if … %}、{%p for … %}、{%p endif %}、{%p endfor %} 各自占一段；{%tr for … %}、{%tr endfor %} 各自占表格的一行。
它们成对出现，一个也不能少，整对一起移动或删除。
标签要用英文半角的花括号和引号。写错了，运行时会说是哪个标签；页面照常生成，只有 Word 通报不生成。
"""
# Share of the text width per column and the name of each column's tag, by table number.
TABLES = {
    1: ((12, 60, 28), ("序号", "部门名称", "数量")),
    2: ((20, 20, 20, 20, 20), ("新增关注", "取消关注", "净增关注", "累计关注", "阅读")),
    3: ((32, 38, 30), ("一级菜单", "二级菜单", "点击次数")),
    4: ((12, 60, 28), ("序号", "供稿单位", "数量")),
    5: ((10, 38, 14, 26, 12), ("序号", "供稿单位", "形式", "平台", "数量")),
    6: ((36, 14, 36, 14), ("左部门", "左信息量", "右部门", "右信息量")),
}


@cache
def build() -> bytes:
    """The .docx file; always the same bytes."""
    document = docx.Document()
    word_page.set_page(document)
    word_page.set_styles(document)
    word_page.set_header(document, "{% if 演示 %}演示数据，不代表任何真实单位{% endif %}")
    _head(document)
    _chapter(document, "网站", "网站建设情况", lambda: _said_with_table(document, "网站", 1))
    _new_media(document)
    _chapter(document, "智慧党建", "智慧党建情况", lambda: _said_with_table(document, "智慧党建", 6))
    _chapter(document, "培训", "培训情况", lambda: _lines(document, "培训"))
    _chapter(document, "本月工作", "{{ 本月 }}计划工作完成情况", lambda: _numbered(document, "本月工作"))
    for name, title in (("存在问题", "存在问题"), ("下月工作", "{{ 下月 }}工作安排")):
        add(document, "{{ 章号() }}、" + title, "Heading 1")
        _place(document, name)
    _chapter(document, "数据说明", "数据说明", lambda: _lines(document, "数据说明", is_last=True))
    _foot(document)
    word_page.set_properties(document, "{{ 标题 }}", "{{ 发文机关 }}", dt.datetime(2020, 1, 1))
    return word_page.saved(document)


def write_template(folder: Path) -> Path:
    """Put the template with its guide into ``folder``, unless there is one: an office's own form is never overwritten.
    Returns the path of the template."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    if not path.exists():
        path.write_bytes(build())
    (folder / GUIDE_NAME).write_text(GUIDE, encoding="utf-8-sig")
    return path


def _head(document) -> None:
    add(document, "{{ 红头 }}", word_page.RED_HEAD)
    add(document, "××〔{{ 发文年 }}〕×号", word_page.NUMBER_LINE)
    add(document, "{{ 标题 }}", "Title")
    _if(document, "演示", lambda: add(document, "（演示数据）", "Subtitle"))
    add(document, "各学院、各部门：", "Body Text")


def _new_media(document) -> None:
    def sections() -> None:
        for name, title, numbers in (
            ("官微", "官方微信", (2, 3)),
            ("官微供稿", "官微供稿", (4,)),
            ("供稿", "供稿情况", (5,)),
            ("其他平台", "其他平台", ()),
        ):
            _if(document, name, lambda n=name, t=title, tables=numbers: _section(document, n, t, tables))

    _chapter(document, "官微 or 官微供稿 or 供稿 or 其他平台", "新媒体建设情况", sections)


def _section(document, name: str, title: str, numbers: tuple[int, ...]) -> None:
    add(document, "（{{ 节号() }}）" + title, "Heading 2")
    _said_with_table(document, name, *numbers)


def _chapter(document, condition: str, title: str, content: Callable[[], object]) -> None:
    def chapter() -> None:
        add(document, "{{ 章号() }}、" + title, "Heading 1")
        content()

    _if(document, condition, chapter)


def _if(document, condition: str, content: Callable[[], object]) -> None:
    add(document, f"{{%p if {condition} %}}", "Normal")
    content()
    add(document, "{%p endif %}", "Normal")


def _lines(document, name: str, is_last: bool = False) -> None:
    add(document, f"{{%p for 段 in {name} %}}", "Normal")
    add(document, "{{ 段 }}", "Normal").paragraph_format.keep_with_next = is_last or None
    add(document, "{%p endfor %}", "Normal")


def _numbered(document, name: str) -> None:
    add(document, f"{{%p for 项 in {name} %}}", "Normal")
    add(document, "{{ loop.index }}．{{ 项 }}", "Normal")
    add(document, "{%p endfor %}", "Normal")


def _place(document, name: str) -> None:
    """What the office's ledger says, or a marked place where the office writes."""
    add(document, f"{{%p if {name} %}}", "Normal")
    _numbered(document, name)
    add(document, "{%p else %}", "Normal")
    place = add(document, f"【请填写{name}{{% if 有台账 %}}：工作任务登记里没有{{% endif %}}】", "Normal")
    place.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
    add(document, "{%p endif %}", "Normal")


def _said_with_table(document, name: str, *numbers: int) -> None:
    _lines(document, name)
    for number in numbers:
        _if(document, f"表{number}", lambda n=number: _table(document, n))


def _table(document, number: int) -> None:
    table, (shares, names) = f"表{number}", TABLES[number]
    add(document, f"{table}\u3000{{{{ {table}.标题 }}}}{{{{ {table}.截至 }}}}", "Caption")
    add(document, f"{{%p if {table}.行 %}}", "Normal")
    header = [f"{{{{ {table}.表头[{column}] }}}}" for column in range(len(names))]
    cells = [f"{{{{ 行.{name} }}}}" for name in names]
    loops = [[f"{{%tr for 行 in {table}.行 %}}"]]
    ends = [["{%tr endfor %}"]]
    if number == 3:
        # The first level is one tall cell over its entries.
        cells[0] = "{% vm %}{{ 行.一级菜单 }}"
        loops = [[f"{{%tr for 组 in {table}.组 %}}"], ["{%tr for 行 in 组 %}"]]
        ends = [["{%tr endfor %}"], ["{%tr endfor %}"]]
    pad = [""] * (len(names) - 1)
    add_grid(document, [header, *(row + pad for row in loops), cells, *(row + pad for row in ends)], shares)
    # Word joins tables that touch; the small paragraph parts them.
    add(document, "", "Normal").paragraph_format.line_spacing = Pt(8)
    add(document, "{%p else %}", "Normal")
    add(document, f"（{{{{ {table}.空 }}}}）", "Subtitle")
    add(document, "{%p endif %}", "Normal")


def _foot(document) -> None:
    """Annex and signature, on the page of the last lines of text: a signature never stands alone."""
    closing = [
        add(document, "", "Normal"),
        add(document, "附件：{{ 月份 }}宣传工作数据表", "Normal"),
        add(document, "", "Normal"),
        add(document, "{{ 发文机关 }}", "Normal"),
    ]
    # The day of issue is not ours to know; the office writes it in.
    day = add(document, "　　　　年　　月　　日", "Normal")
    for paragraph in (closing[-1], day):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(64)
    for paragraph in closing:
        paragraph.paragraph_format.keep_with_next = True
