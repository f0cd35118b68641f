"""What is passed on: slides with native charts, share pictures, digest and chase list."""

import re
import shutil
import struct
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import duckdb
import polars as pl
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reports import briefing, chase, digest, read, share, slides

MONTH = "2020-09"


@pytest.fixture(scope="module")
def content(warehouse):
    with read.open_database(warehouse) as connection:
        return briefing.compose(connection, MONTH)


@pytest.fixture(scope="module")
def first_month(warehouse):
    with read.open_database(warehouse) as connection:
        return briefing.compose(connection, "2019-08")


@pytest.fixture(scope="module")
def planned(content):
    target = {"metric_name": "官网发稿", "unit": "条", "expected": 300.0, "actual": 210.0, "expected_so_far": 224.6}
    return type(content)(**(vars(content) | {"targets": [target | {"status": "behind"}]}))


def charts(deck) -> list:
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def words(deck) -> str:
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


# --- briefing


def test_the_four_figures_are_those_of_the_warehouse(content):
    assert [(f.name, f.value) for f in content.figures] == [
        ("官微总阅读数", "17,577 次"),
        ("官微净增关注", "1,265 人"),
        ("官网发稿", "33 条"),
        ("重要稿件", "20 条"),
    ]


def test_a_small_base_gives_no_percentage(content):
    beside = {figure.name: figure.beside for figure in content.others}
    assert beside["供稿"] == "去年同月 5，+1"


def test_a_figure_that_is_not_there_is_a_word(first_month):
    assert all("0" not in figure.value for figure in first_month.figures if figure.points[-1]["value"] is None)


# --- slides


def test_seven_slides_with_titles_and_native_charts(planned):
    deck = pptx.Presentation(BytesIO(slides.render(planned)))
    assert [slide.shapes.title.text for slide in deck.slides] == [
        "2020年9月宣传数据",
        "本月数字",
        "今年各月与去年同月",
        "各部门：官网发稿（条）",
        "最受欢迎",
        "年度目标的进度",
        "请留意",
    ]
    assert len(charts(deck)) == 4 + 2 + 1 + 1
    assert "落后于时间进度：官网发稿。" in words(deck)
    assert planned.headline in words(deck)


def test_charts_hold_the_figures_and_leave_gaps(content):
    deck = pptx.Presentation(BytesIO(slides.render(content)))
    articles = next(c for c in charts(deck) if c.plots[0].series[0].name == "官网发稿（条）")
    assert list(articles.plots[0].series[0].values) == [30, 26, 31, 29, 12, 0, 9, 22, 28, 31, 14, 11, 33]
    copy = content.figures[0]
    copy.points[3]["value"], kept = None, copy.points[3]["value"]
    gap = charts(pptx.Presentation(BytesIO(slides.render(content))))[0]
    copy.points[3]["value"] = kept
    assert gap.plots[0].series[0].values[3] is None


def test_the_first_month_keeps_thirteen_places_and_says_what_is_not_known(first_month):
    deck = pptx.Presentation(BytesIO(slides.render(first_month)))
    assert len(list(charts(deck)[0].plots[0].categories)) == 13
    assert "还没有去年同月的数。" in words(deck)
    assert "没有登记全校的年度目标。" in words(deck)


def test_slides_are_the_same_bytes_and_charts_are_described(content, monkeypatch):
    made = slides.render(content)
    assert made == slides.render(content)
    monkeypatch.setattr("sys.platform", "win32")
    assert made == slides.render(content), "an archive says which system made it"
    assert b"xl/worksheets" not in made  # the workbooks of the charts are packed inside
    deck = pptx.Presentation(BytesIO(made))
    frames = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert all(frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames)
    assert deck.core_properties.created == content.dated


# --- pictures


def size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", picture[16:24])


def texts(picture: str) -> list[str]:
    nodes = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(node.itertext()) for node in nodes]


def test_the_card_has_the_size_of_a_share_picture(content):
    assert size(share.png(share.card(content))) == (1080, 1440)
    width, height = size(share.png(share.long(content)))
    assert width == 1080
    assert height > 1440


def test_the_card_says_the_headline_and_the_figures(content):
    said = "".join(texts(share.card(content)))
    assert content.headline.replace(" ", "") in said.replace(" ", "")
    for figure in content.figures:
        assert figure.value in said
    assert "演示数据" in said


def test_nothing_stands_beyond_the_edges_of_the_card(content):
    long_texts = {"headline": content.headline * 4, "second": content.second * 5, "attention": ["要求" * 80] * 3}
    for made in (content, type(content)(**(vars(content) | long_texts))):
        root = ElementTree.fromstring(share.card(made))
        for node in root.iter("{http://www.w3.org/2000/svg}text"):
            assert 0 < float(node.get("y")) <= 1440 - 40
            start = 0 if node.get("text-anchor") == "end" else float(node.get("x"))
            assert start + share._ems("".join(node.itertext())) * float(node.get("font-size")) <= 1080


def test_the_long_picture_has_departments_targets_and_caveats(planned):
    said = "".join(texts(share.long(planned)))
    for expected in ("各部门官网发稿（条）", "年度目标", "看数字时留意", "请留意"):
        assert expected in said


def test_without_a_chinese_font_no_picture_is_made(monkeypatch):
    import resvg_py

    real = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **stated: real(**stated, skip_system_fonts=True))
    with pytest.raises(share.NoChineseFont, match="没有中文字体"):
        share.png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')


@given(st.text(max_size=80), st.integers(4, 30))
def test_lines_are_never_wider_than_asked_and_lose_nothing(text, width):
    lines = share.wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # A piece that may not be parted is the only thing that may be wider.
    assert all(share._ems(line) <= max(width, share.LONGEST + 1) for line in lines)


def test_numbers_stay_with_their_units_and_marks_with_what_they_close():
    lines = share.wrapped("网站发稿（2019年11月缺数）有 1,342 人，为近 13 个月里最高。", 8)
    assert not any(line.endswith("（") or line[0] in "，。）年人" for line in lines)
    assert share.wrapped("一二三四五六", 3, most=1) == ["一二…"]


# --- digest


def test_the_digest_is_whole_sentences_within_300_characters(warehouse):
    with read.open_database(warehouse) as connection:
        for month in read.months(connection):
            made = briefing.compose(connection, month)
            text = digest.compose(made, "江外")
            assert len(text) <= digest.MOST
            assert text.startswith(f"【江外{month[:4]}年{int(month[5:])}月宣传数据】（演示数据）")
            assert text[-1] == "。"


def test_a_headline_that_is_too_long_is_cut_and_says_so(content):
    text = digest.compose(type(content)(**(vars(content) | {"headline": "长" * 400})), "江外")
    assert len(text) == digest.MOST
    assert text[-1] == "…"


# --- chase list


@pytest.fixture(scope="module")
def asked(warehouse_with_plans):
    with read.open_database(warehouse_with_plans) as connection:
        return chase.compose(connection, MONTH), read.institution(connection)


def test_who_had_none_is_named_with_how_long(asked):
    items, institution = asked
    text = chase.text(items, MONTH, institution)
    assert text.startswith("江南外国语职业学院2020年9月催办清单（演示数据）\r\n1．本月没有供稿的部门：")
    assert "已连续 13 个月以上，共 8 个" in text
    assert "没有做到要求的：英语学院学生支部（活动后 7 天内上传）" in text


def test_the_sheet_has_a_row_for_each_and_room_for_the_office(asked):
    items, institution = asked
    made = chase.sheet(items, MONTH, institution)
    assert made == chase.sheet(items, MONTH, institution)
    shown = pl.read_excel(BytesIO(made), has_header=False, infer_schema_length=0)
    assert shown.row(1) == ("类别", "对象", "事项", "连续月数", "最近一次", "联系情况", "办结日期")
    assert shown.height == 2 + len(items)
    assert shown.row(2)[3] == "13 以上"


def test_in_a_vacation_nobody_is_asked_for_zeros(warehouse_with_plans, tmp_path):
    copy = tmp_path / "vacation.duckdb"
    shutil.copy(warehouse_with_plans, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE rpt_zero_report SET is_vacation = true")
    with read.open_database(copy) as connection:
        items = chase.compose(connection, MONTH)
        institution = read.institution(connection)
    assert not any("为 0" in item.why for item in items)
    assert chase.VACATION in chase.text(items, MONTH, institution, is_vacation=True)


def test_departments_that_are_not_listed_are_not_asked(warehouse_with_plans, tmp_path, asked):
    name = next(item.who for item in asked[0] if item.kind == "本月没有供稿的部门")
    copy = tmp_path / "spared.duckdb"
    shutil.copy(warehouse_with_plans, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("INSERT INTO quality.institution VALUES ('供稿统计不含', ?)", [f"新闻中心、{name}"])
    with read.open_database(copy) as connection:
        items = chase.compose(connection, MONTH)
    assert name not in {item.who for item in items if item.kind == "本月没有供稿的部门"}


def test_nobody_to_ask_is_said():
    institution = {"name": "示例学院", "authority": None, "is_demo": False}
    assert chase.NOBODY in chase.text([], MONTH, institution)
    assert len(chase.sheet([], MONTH, institution)) > 1000


# --- what comes from files stays text


@pytest.mark.parametrize("name", ["<svg onload=1>&\"'", "\u202e反向\u0001", "=1+1", "长" * 300])
def test_hostile_names_are_text_everywhere(warehouse_with_plans, tmp_path, name):
    copy = tmp_path / "hostile.duckdb"
    shutil.copy(warehouse_with_plans, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE rpt_metric_trend SET scope_name = ? WHERE scope = 'department'", [name])
        connection.execute("UPDATE dim_metric SET name = ? WHERE metric_id = 'wechat_reads'", [name])
        connection.execute("UPDATE rpt_zero_report SET subject_name = ?", [name])
    with read.open_database(copy) as connection:
        made = briefing.compose(connection, MONTH)
        items, institution = chase.compose(connection, MONTH), read.institution(connection)
    deck = pptx.Presentation(BytesIO(slides.render(made)))
    for chart in charts(deck):
        with ZipFile(BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    for picture in (share.card(made), share.long(made)):
        assert size(share.png(picture))[0] == 1080
        assert not re.search("[\u202e\u0001]", picture)
    chase.sheet(items, MONTH, institution)
    assert "\u202e" not in chase.text(items, MONTH, institution) + digest.compose(made, "江外")
