"""The office's own template: filled, kept, and told of when it is broken; tasks from the office's ledger."""

import datetime as dt
import re
import shutil
from io import BytesIO

import docx
import duckdb
import pytest
from docx.oxml.ns import qn

from pipelines.reports import bulletin, read, tasks, word, word_template
from pipelines.reports.documents import notices, publish_documents

MONTH = "2020-09"


@pytest.fixture(scope="module")
def content(built):
    with read.open_database(built) as connection:
        return bulletin.compose(connection, MONTH)


@pytest.fixture(scope="module")
def told(republished):
    """Month → what the circular says after the office began a ledger of tasks."""

    def compose(month: str):
        with read.open_database(republished) as connection:
            return bulletin.compose(connection, month)

    return compose


@pytest.fixture
def template(tmp_path):
    """Write a template changed by ``change`` (document); returns its path."""

    def write(change):
        document = docx.Document(BytesIO(word_template.build()))
        change(document)
        path = tmp_path / word_template.FILE_NAME
        document.save(str(path))
        return path

    return write


def paragraph(document, text: str):
    return next(p for p in document.paragraphs if text in p.text)


def retype(text: str, instead: str):
    """A change of the first paragraph that holds ``text``."""

    def change(document):
        found = paragraph(document, text)
        found.text = found.text.replace(text, instead)

    return change


def filled(content, path=None) -> str:
    document = docx.Document(BytesIO(word.render(content, path)))
    return "\n".join(p.text for p in document.paragraphs)


def test_the_template_is_always_the_same_and_never_overwritten(tmp_path):
    path = word_template.write_template(tmp_path)
    assert path.read_bytes() == word_template.build()
    path.write_bytes(b"our own")
    assert word_template.write_template(tmp_path).read_bytes() == b"our own"


def test_the_office_changes_words_order_and_sentences(content, template):
    def change(document):
        retype("各学院、各部门：", "各党总支、各处室：")(document)
        retype("××〔", "江外党〔")(document)
        retype("{{ 红头 }}", "{{ 单位名称 }}文件")(document)
        retype("附件：", "网站发稿{{ 指标['网站发稿'].数值 }}{{ 指标['网站发稿'].单位 }}，附件：")(document)

    text = filled(content, template(change))
    assert "各党总支、各处室：" in text
    assert "江外党〔2020〕×号" in text
    assert text.startswith("湖外示例学院文件\n")
    assert "网站发稿33条，附件：2020年9月宣传工作数据表" in text


def test_chapters_are_numbered_by_what_is_shown(content, template):
    def without_website(document):
        body = list(document.element.body)
        start, end = (body.index(paragraph(document, text)._p) for text in ("{%p if 网站 %}", "{%p if 官微 or"))
        for element in body[start:end]:
            element.getparent().remove(element)

    assert "一、新媒体建设情况" in filled(content, template(without_website))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (retype("{{ 标题 }}", "{{ 标提 }}"), "标签“标提”，系统没有这个内容"),
        (retype("{{ 表1.标题 }}", "{{ 表1.标提 }}"), "标签“标提”，系统没有这个内容"),
        (retype("{{ 标题 }}", "{{ 指标['没有的'].数值 }}"), "标签“没有的”，系统没有这个内容"),
        (retype("{%p for 段 in 网站 %}", ""), "不成对"),
        (retype("{%p endif %}", ""), "没有配对"),
        (retype("{{ 标题 }}", "{{ 标题 + }}"), "写错的标签"),
        (retype("{{ 标题 }}", "｛｛ 标题 ｝｝"), "没有写成标签"),
        (retype("{{ 标题 }}", "{标题}}"), "没有写成标签"),
        (retype("{{ 标题 }}", "{{ 1 / 0 }}"), "算不出来"),
        (retype("{{ 标题 }}", "{{ ''.__class__.__mro__ }}"), "系统没有这个内容|算不出来"),
    ],
)
def test_a_broken_template_is_told_in_chinese(content, template, change, told):
    path = template(change)
    with pytest.raises(word.TemplateFault, match=told) as fault:
        word.render(content, path)
    assert str(fault.value).startswith(str(path))
    assert "tongbao report" in str(fault.value)


def test_a_loop_in_the_wrong_place_of_a_table_is_told(content, template):
    def change(document):
        rows = document.tables[0].rows
        first, last = rows[2].cells[0].paragraphs[0], rows[2].cells[-1].paragraphs[0]
        first.text = "{% for 行 in 表1.行 %}" + first.text
        last.text += "{% endfor %}"
        for row in (rows[1], rows[3]):
            row._tr.getparent().remove(row._tr)

    with pytest.raises(word.TemplateFault, match="单独占一行"):
        word.render(content, template(change))


@pytest.mark.parametrize("damaged", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", b"PK\x03\x04 broken"])
def test_a_template_that_cannot_be_opened_is_told(content, tmp_path, damaged):
    path = tmp_path / word_template.FILE_NAME
    path.write_bytes(damaged)
    with pytest.raises(word.TemplateFault, match="不是能打开的"):
        word.render(content, path)


def test_with_a_broken_template_everything_else_is_written(built, template, tmp_path):
    path = template(retype("{{ 标题 }}", "{{ 标提 }}"))
    written = publish_documents(built, tmp_path / "reports", [MONTH], {}, path.parent)
    names = {path.name for path in written}
    assert {"2020-09.xlsx", "2020-09-核对单.docx", "2020-09.pptx"} <= names
    assert "2020-09.docx" not in names
    assert "2020-09 的 Word 通报没有生成" in notices(tmp_path / "reports")[0]


def test_hostile_names_stay_text_on_one_line(built, tmp_path):
    """By hand: reading a table takes signs of control and line ends out of a name."""
    copy = tmp_path / "hostile.duckdb"
    shutil.copy(built, copy)
    hostile = "<w:p>&\u202e反{{ 标题 }}\n{%tr endfor %}\x0c\x07"
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE bulletin.website_updates SET 部门名称 = ? WHERE 部门名称 = '后勤处'", [hostile])
    with read.open_database(copy) as connection:
        content = bulletin.compose(connection, MONTH)
    document = docx.Document(BytesIO(word.render(content)))
    assert "<w:p>&反{{ 标题 }} {%tr endfor %}" in [row.cells[1].text for row in document.tables[0].rows]


def test_merged_cells_keep_the_order_that_word_wants(content):
    document = docx.Document(BytesIO(word.render(content)))
    marks = list(document.element.body.iter(qn("w:vMerge")))
    assert marks
    assert not any(mark.getprevious() is not None and mark.getprevious().tag == qn("w:vAlign") for mark in marks)


def test_the_ledger_says_what_was_planned_and_what_became_of_it(told):
    assert told(MONTH).plan == tasks.Plan(
        is_kept=True,
        done=[
            "启用投稿系统（党委工作部）：9月8日完成",
            "更新展板（党委工作部）：未完成",
            "整理档案（党委工作部）：未完成（进行中）",
            "走访学院（党委工作部）：已完成",
        ],
        problems=["二级网站更新少（党委工作部，10月31日前完成）"],
        next=[
            "更新展板（党委工作部，9月20日前完成，已过期限）",
            "整理档案（党委工作部，9月25日前完成，已过期限）",
            "培训通讯员（党委工作部，10月15日前完成）",
        ],
    )


def test_the_circular_tells_what_the_ledger_says(told):
    text = filled(told("2020-06"))
    assert re.search("[一二三四五]、6月计划工作完成情况\n1．清理账号（党委工作部）：6月18日完成\n", text)
    assert re.search("、存在问题\n【请填写存在问题：工作任务登记里没有】\n", text)
    assert re.search("、7月工作安排\n1．毕业季展播（党委工作部，7月15日前完成）\n", text)


def test_without_a_ledger_the_places_are_marked(content):
    text = filled(content)
    assert "五、存在问题\n【请填写存在问题】\n六、10月工作安排\n【请填写下月工作】\n" in text
    assert "计划工作完成情况" not in text


def test_a_deadline_of_the_next_year_says_its_year(told):
    assert "启用投稿系统（党委工作部，9月10日前完成）" in told("2020-08").plan.next
    entry = {"title": "总结", "due_on": dt.date(2021, 1, 5), "month": "2021-01", "department": None}
    december = tasks._coming(entry, "2020-12")
    assert december == "总结（2021年1月5日前完成）"
