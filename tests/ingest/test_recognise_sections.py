"""单篇详情: several tables below each other in one sheet."""

import pytest
from export_files import xls

from pipelines.faults import FileFault
from pipelines.files import decode
from pipelines.recognition.recognise import recognise
from pipelines.sources import catalog

TITLE = ["开学第一课"]
OVERVIEW = [["数据概况"], ["阅读(人)", 300], ["评论（条）", 4]]
DAYS = [["数据趋势明细"], ["日期", "传播渠道", "阅读人数"], ["2025-12-01", "全部", 260], ["2025-12-02", "全部", 40]]
GENDER = [["性别分布"], ["性别", "占比"], ["男", "30.58%"], ["女", "69.42%"]]


@pytest.fixture
def tables_of(tmp_path):
    """Recognised tables of one sheet, by format id."""

    def read(*parts: list) -> dict:
        path = tmp_path / "detail.xls"
        path.write_bytes(xls([row for part in parts for row in part]))
        tables, _ = recognise(decode.read(path, "wechat/detail.xls"), "wechat", catalog.load(), "wechat/detail.xls")
        return {t.fmt.id: t for t in tables}

    return read


def texts(table) -> dict[str, list]:
    """header → cells."""
    return {text: table.rows[column].to_list() for column, text in table.columns.items()}


def test_each_section_is_a_table_that_carries_the_title(tables_of):
    tables = tables_of([TITLE], OVERVIEW, DAYS, GENDER)
    assert set(tables) == {"wechat_detail_overview", "wechat_detail_days", "wechat_detail_gender"}
    assert all(set(texts(t)["内容标题"]) == {"开学第一课"} for t in tables.values())


def test_labels_of_the_overview_become_its_columns(tables_of):
    overview = texts(tables_of([TITLE], OVERVIEW, DAYS)["wechat_detail_overview"])
    assert (overview["阅读(人)"], overview["评论（条）"]) == (["300"], ["4"])


def test_rows_keep_the_numbers_that_excel_shows(tables_of):
    assert tables_of([TITLE], OVERVIEW, [[]], DAYS)["wechat_detail_days"].rows["row"].to_list() == [8, 9]


def test_sections_stand_in_any_order(tables_of):
    tables = tables_of([TITLE], GENDER, DAYS, OVERVIEW)
    assert texts(tables["wechat_detail_days"])["阅读人数"] == ["260", "40"]
    assert texts(tables["wechat_detail_gender"])["标签"] == ["男", "女"]


def test_a_section_nobody_declared_ends_the_one_before(tables_of):
    tables = tables_of([TITLE], DAYS, GENDER, [["终端分布"], ["安卓", "60%"]])
    assert texts(tables["wechat_detail_gender"])["标签"] == ["男", "女"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["性别分布"], ["男", 51], ["女", 213]], {"人数": ["51", "213"]}),
        ([["性别分布"], ["男", "19%"], ["女", "81%"]], {"占比": ["19%", "81%"]}),
        ([["性别分布", "人数", "占比"], ["男", 51, "19%"]], {"人数": ["51"], "占比": ["19%"]}),
        ([["性别分布"], ["性别", "人数", "占比"], ["男", 51, "19%"]], {"人数": ["51"], "占比": ["19%"]}),
    ],
)
def test_people_and_shares_are_told_apart_in_every_vintage(tables_of, lines, expected):
    found = texts(tables_of([TITLE], OVERVIEW, lines)["wechat_detail_gender"])
    assert {name: found.get(name) for name in expected} == expected


def test_the_title_of_an_article_is_no_period(tables_of):
    tables = tables_of([["2019年5月大事记"]], OVERVIEW, DAYS)
    assert {t.title for t in tables.values()} == {""}


def test_a_section_without_a_column_it_needs_is_refused(tables_of):
    with pytest.raises(FileFault) as caught:
        tables_of([TITLE], OVERVIEW, [["数据趋势明细"], ["日期", "阅读人数"], ["2025-12-01", 1]])
    assert (caught.value.fault.code, caught.value.fault.column) == ("missing_column", "传播渠道")


def test_a_sheet_without_sections_is_read_as_before(tables_of):
    header = ["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数"]
    assert set(tables_of([["用户增长"]], [header], [["2020-09-01", 3, 1, 2, 100]])) == {"wechat_user_growth"}
