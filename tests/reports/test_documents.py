"""The bulletin that goes out: complete, honest, in official layout, and readable by our own reader."""

import datetime as dt
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import docx
import duckdb
import polars as pl
import pytest
from docx.oxml.ns import qn
from september_2020 import TABLES

from pipelines.bulletins import read as read_bulletin
from pipelines.bulletins import settle
from pipelines.reports import documents
from pipelines.reports.documents import publish_documents

MONTH = "2020-09"


def by_ending(paths) -> dict[str, Path]:
    """The month's files by what follows the month in their names: .docx, .xlsx, -核对单.docx."""
    return {path.name[len(MONTH) :]: path for path in paths if path.parent.name == "bulletins"}


def read_back(path, kind: str):
    """What the reader of past bulletins takes by itself, and the numbers it leaves."""
    settled = settle(read_bulletin(path, kind))
    return settled.frame, settled.left


@pytest.fixture(scope="module")
def published(built, tmp_path_factory) -> dict[str, Path]:
    """Paths of the month's files by the end of their names."""
    paths = publish_documents(built, tmp_path_factory.mktemp("reports"), [MONTH], {})
    return by_ending(paths)


@pytest.fixture(scope="module")
def later(republished, tmp_path_factory) -> dict[str, Path]:
    """The same after the second publication."""
    return by_ending(publish_documents(republished, tmp_path_factory.mktemp("later"), [MONTH], {}))


@pytest.fixture(scope="module")
def circulars(built, tmp_path_factory) -> dict[str, Path]:
    """Of other months: October 2020 has one day, November 2019 an export of readers without reads."""
    out, months = tmp_path_factory.mktemp("circulars"), ["2019-10", "2019-11", "2020-08", "2020-10"]
    publish_documents(built, out, months, {})
    return {month: out / "bulletins" / f"{month}.docx" for month in months}


@pytest.fixture
def changed(built, tmp_path, monkeypatch):
    """Publish a month after statements on a copy, for what cannot come out of the sample; returns the paths by the end
    of their names."""

    # Slides and pictures are tested by themselves.
    monkeypatch.setattr(documents, "_to_pass_on", lambda *_: {})

    def publish(*statements: str, month: str = MONTH) -> dict[str, Path]:
        copy = tmp_path / "changed.duckdb"
        shutil.copy(built, copy)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                assert connection.execute(statement).fetchone()[0] > 0, f"nothing to change: {statement}"
        paths = publish_documents(copy, tmp_path, [month], {})
        return {path.name[len(month) :]: path for path in paths}

    return publish


def said(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def table_figures(frame: pl.DataFrame) -> set[tuple]:
    return set(
        frame.filter(pl.col("table_id") != "正文").select("table_id", "row_label", "metric_id", "value").iter_rows()
    )


def test_a_month_gives_bulletin_workbook_and_check_sheet(published):
    assert {path.relative_to(path.parents[1]).as_posix() for path in published.values()} == {
        "bulletins/2020-09.docx",
        "bulletins/2020-09.xlsx",
        "bulletins/2020-09-核对单.docx",
    }
    assert [p.name for p in published[".docx"].parent.iterdir() if p.name.startswith(".")] == []


def test_the_index_of_the_first_run_names_what_was_made(published_home):
    index = (published_home.reports / "index.html").read_text(encoding="utf-8")
    for name in ("bulletins/2020-09.docx", "bulletins/2020-09.xlsx", "slides/2020-09.pptx", "share/2020-09.png"):
        assert f'href="{name}"' in index, name
        assert (published_home.reports / name).exists(), name


def test_what_goes_out_can_be_read_back(published, built):
    frame, _ = read_back(published[".docx"], "docx")
    with duckdb.connect(str(built), read_only=True) as connection:
        expected = {
            ("表1", "web_articles_published"): 'sum("更新动态数量") FROM bulletin.website_updates',
            ("表2", "wechat_followers_cumulative"): '"累计关注" FROM bulletin.wechat_base',
            ("表3", "wechat_menu_clicks"): 'sum("菜单点击次数") FROM bulletin.wechat_menu',
            ("表4", "wechat_articles_contributed"): 'sum("供稿数量") FROM bulletin.wechat_contributions',
            ("表5", "submissions_received"): 'sum("数量") FROM bulletin.submissions',
            ("表6", "party_uploads"): 'sum("信息量") FROM bulletin.party_uploads',
        }
        wanted = {
            key: connection.execute(f"SELECT {query} WHERE 月份 = '{MONTH}'").fetchone()[0]
            for key, query in expected.items()
        }
    sums = {
        (table, metric): value
        for table, metric, value in frame.group_by("table_id", "metric_id").agg(pl.col("value").sum()).iter_rows()
    }
    assert {key: sums[key] for key in wanted} == wanted
    assert set(frame["period"]) == {MONTH}


def test_the_text_says_what_the_tables_say(published):
    """What is printed as provisional is read as well and waits for a person."""
    settled = settle(read_bulletin(published[".docx"], "docx"))
    text = settled.frame.filter(pl.col("table_id") == "正文").select("row_label", "metric_id", "value").rows()
    waiting = [(item.figure.metric_id, item.figure.numeral.value) for item in settled.waiting]
    assert waiting == [("weibo_reads", 70088)]
    assert text == [
        ("合计", "web_articles_published", 33),
        ("合计", "web_articles_important", 20),
        ("合计", "web_articles_general", 13),
        ("合计", "wechat_articles_published", 12),
        ("合计", "wechat_reads", 17577),
        ("合计", "wechat_followers_net", 1265),
        ("合计", "wechat_followers_cumulative", 4105),
        ("合计", "submissions_received", 6),
        ("合计", "weibo_posts", 14),
        ("合计", "short_videos_published", 7),
        ("合计", "short_video_views", 120957),
        ("合计", "party_uploads", 62),
        ("合计", "training_participants", 357),
        ("教工", "training_participants", 24),
        ("18级", "training_participants", 7),
        ("19级", "training_participants", 326),
    ]


def test_word_and_excel_hold_the_same_figures(published):
    word, _ = read_back(published[".docx"], "docx")
    excel, _ = read_back(published[".xlsx"], "xlsx")
    assert table_figures(word) == table_figures(excel)


def test_only_notes_hold_numbers_that_are_no_figures(published):
    _, left = read_back(published[".docx"], "docx")
    by_reason: dict[str, list[str]] = {}
    for remark in left:
        by_reason.setdefault(remark.reason, []).append(remark.text)
    assert by_reason == {
        "没有对应的指标": ["2020"],  # the number of the letter
        "是比例或增减，不是数量": ["1篇", "9.1%", "2件"],
        "属于计划、问题或说明，不是完成的数": ["6天", "31天"],
    }


def test_the_same_warehouse_gives_the_same_bytes(published, built, tmp_path):
    before = next(iter(published.values())).parents[1]
    paths = publish_documents(built, tmp_path, [MONTH], {})
    assert len(paths) == 9
    for path in paths:
        assert path.read_bytes() == (before / path.relative_to(tmp_path)).read_bytes(), path.name


def test_only_the_newest_month_has_what_is_passed_on(built, tmp_path):
    paths = publish_documents(built, tmp_path, ["2020-08", MONTH], {})
    names = {path.relative_to(tmp_path).as_posix() for path in paths}
    assert {name for name in names if "share/" in name or "slides/" in name} == {
        "slides/2020-09.pptx",
        "share/2020-09.png",
        "share/2020-09-长图.png",
        "share/2020-09-摘要.txt",
        "share/2020-09-催办.txt",
        "share/2020-09-催办.xlsx",
    }
    assert "bulletins/2020-08.docx" in names


def test_the_page_is_that_of_an_official_document(published):
    document = docx.Document(str(published[".docx"]))
    section = document.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Heading 1", "Heading 2", "Normal")
    }
    assert fonts == {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体", "Normal": "仿宋"}
    with ZipFile(published[".docx"]) as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="华文中宋,宋体"/>' in table


def test_sections_and_tables_are_numbered(published):
    document = docx.Document(str(published[".docx"]))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert headings == [
        "一、网站建设情况",
        "二、新媒体建设情况",
        "（一）官方微信",
        "（二）官微供稿",
        "（三）供稿情况",
        "（四）其他平台",
        "三、智慧党建情况",
        "四、培训情况",
        "五、存在问题",
        "六、10月工作安排",
        "七、数据说明",
    ]
    assert [re.match(r"表\d", c)[0] for c in captions] == ["表1", "表2", "表3", "表4", "表5", "表6"]
    assert "（数据截至9月27日）" in captions[1]
    assert "（数据截至9月30日）" in captions[5]


def test_units_without_any_are_folded_into_one_zero_row(published):
    frame, _ = read_back(published[".docx"], "docx")
    zero = frame.filter(pl.col("value") == 0).select("table_id", "row_label").rows()
    assert zero == [("表1", "其它部门"), ("表4", "其它部门"), ("表6", "其它部门")]


# By hand: in the sample only a September has a year before it, and August is a month of vacation.
ALIKE = "UPDATE dim_month SET vacation_days = 0"


def test_comparisons_are_printed_with_difference_and_share(circulars, changed):
    assert "发稿环比减少3条（−8.1%）。" in said(circulars["2019-10"]), "34 and 37 before"
    assert "推文环比增加10篇，同比增加1篇（+9.1%）。" in said(changed(ALIKE)[".docx"]), "12, 2 and 11 before"


def test_a_month_of_term_is_not_set_against_one_of_vacation(published):
    text = said(published[".docx"])
    assert "推文同比增加1篇（+9.1%）。" in text
    assert "假期本月 6 天，上月 31 天，各项不作环比。" in text
    assert text.count("环比") == 1


def test_a_small_base_gives_no_percentage(published):
    assert "供稿同比减少2件。" in said(published[".docx"])


def test_a_comparison_that_is_not_fair_is_refused_with_its_reason(published, circulars):
    """In August a site came that was not there in July or a year ago."""
    assert "发稿不作同比（账号或网站有增减，不比较）。" in said(published[".docx"])
    assert "发稿不作环比（账号或网站有增减，不比较）。" in said(circulars["2020-08"])


def test_a_part_of_a_month_is_set_against_as_many_days(circulars, built, changed):
    days = [dt.date(2020, 10, 1), dt.date(2020, 9, 1), dt.date(2019, 10, 1)]
    with duckdb.connect(str(built), read_only=True) as connection:
        query = "SELECT count(*) FROM {} WHERE published_on = ?"
        works, articles = (
            [connection.execute(query.format(table), [day]).fetchone()[0] for day in days]
            for table in ("fct_wechat_article", "fct_web_article")
        )
    assert (works, articles[:2]) == ([1, 0, 0], [1, 1])
    text = said(circulars["2020-10"])
    assert "推文比上月同期增加1篇，比去年同期增加1篇。" in text
    assert "发稿比上月同期持平，不作同比（账号或网站有增减，不比较）。" in text
    # By hand: no day of the sample has ten articles, from which on there is a share.
    paths = changed(
        "UPDATE rpt_equal_window SET previous_value = 40, mom_change = -10, mom_pct = -0.25 "
        "WHERE scope = 'institution' AND metric_id = 'web_articles_published' AND month = '2020-10'",
        month="2020-10",
    )
    assert "发稿比上月同期减少10条（−25.0%），不作同比" in said(paths[".docx"])


def test_a_figure_cut_off_earlier_is_not_compared_with_the_whole_month(published, circulars, built):
    """The bulletin reaches the 27th; the warehouse has compared all of September."""
    with duckdb.connect(str(built), read_only=True) as connection:
        whole = connection.execute(
            "SELECT value, yoy_change FROM rpt_metric_trend WHERE scope = 'account' AND metric_id = 'wechat_reads' "
            f"AND month = '{MONTH}'"
        ).fetchall()
    assert whole == [(19149, 2715)]
    text = said(published[".docx"])
    assert "总阅读数17577次" in text
    assert not re.search("阅读(环比|同比|比|不作)", text)
    assert "阅读环比减少3064次（−18.6%）。" in said(circulars["2019-10"])


def test_checks_stand_in_the_check_sheet_and_not_in_the_circular(published):
    assert "核对" not in said(published[".docx"])
    document = docx.Document(str(published["-核对单.docx"]))
    failed = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    # The bulletin of September printed 7 submissions where the ledger has 6.
    assert [row[:4] for row in failed[1:]] == [
        ["表5各行之和与印刷合计：供稿", "6", "7", "−1"],
        ["正文印刷值与导出：供稿", "6", "7", "−1"],
    ]
    assert next(p.text for p in document.paragraphs if p.style.name == "Heading 1") == "1．核对不符（2）"


def test_missing_zero_and_not_started_are_told_apart(published, circulars, changed):
    october = said(circulars["2020-10"])
    for name in ("官微供稿", "供稿", "智慧党建信息"):
        assert f"10月{name}缺数据。" in october
    assert "智慧党建" in said(published[".docx"]) and "智慧党建" not in said(circulars["2020-08"])
    # By hand: in every month of the sample somebody submitted.
    paths = changed(
        "DELETE FROM bulletin.submissions WHERE 月份 = '2020-02'",
        "UPDATE rpt_metric_trend SET value = 0, status = 'zero' "
        "WHERE scope = 'institution' AND metric_id = 'submissions_received' AND month = '2020-02'",
        month="2020-02",
    )
    assert "2月供稿为零。" in said(paths[".docx"])


def test_a_unit_without_data_is_not_added_as_zero(published, changed):
    """By hand: this table counts lines of a ledger, of which there are none or some."""
    paths = changed(f"UPDATE bulletin.submissions SET 数量 = NULL WHERE 供稿单位 = '人事处' AND 月份 = '{MONTH}'")
    assert "9月供稿有缺数据的单位，不计合计。" in said(paths[".docx"])
    frame, left = read_back(paths[".docx"], "docx")
    row = pl.col("row_label") == "人事处/图文/官网"
    assert frame.filter(row).is_empty()
    assert read_back(published[".docx"], "docx")[0].filter(row)["value"].to_list() == [1]
    assert "这一格应当是数字" not in {remark.reason for remark in left}


def test_articles_without_a_class_are_named(later, published):
    """Two came late, one of them in a column that nobody has classed."""
    assert "共35条，其中重要稿件21条、一般稿件13条、未分级1条。" in said(later[".docx"])
    assert "共33条，其中重要稿件20条、一般稿件13条。" in said(published[".docx"])


def test_synthetic_data_is_marked_and_real_data_is_not(published, later):
    for paths, is_demo in ((published, True), (later, False)):
        header = docx.Document(str(paths[".docx"])).sections[0].header.paragraphs[0].text
        assert ("演示数据" in header, "演示数据" in said(paths[".docx"])) == (is_demo, is_demo)


def test_rows_that_were_left_out_are_told(published, later):
    assert "本期有数据行未通过检查，经确认后剔除" in said(later[".docx"])
    assert "未通过检查" not in said(published[".docx"])


def test_names_from_files_stay_text(changed):
    """By hand: reading a table takes signs of control out of a name."""
    instead = {
        "党委工作部": "=HYPERLINK(1)",
        "新闻中心": "+1+1",
        "国际交流处": "-2",
        "后勤处": "@SUM(A1)",
        "学院办公室": "<b>&",
        "人事处": "控制\u0001字符",
    }
    paths = changed(
        *(
            f"UPDATE bulletin.website_updates SET 部门名称 = '{hostile}' WHERE 部门名称 = '{name}'"
            for name, hostile in instead.items()
        )
    )
    with ZipFile(paths[".xlsx"]) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert sheets and not any("<f>" in sheet for sheet in sheets)
    frame, _ = read_back(paths[".docx"], "docx")
    shown = frame.filter(pl.col("table_id") == "表1").select("row_label", "value").rows()
    assert shown == [
        (instead.get(name, name).replace("\u0001", ""), figure) for _, name, figure in TABLES["website_updates"]
    ]
    assert table_figures(frame) == table_figures(read_back(paths[".xlsx"], "xlsx")[0])


def test_a_month_that_is_not_in_the_warehouse_is_refused(built, tmp_path):
    with pytest.raises(ValueError, match="数据里没有这些月份：2031-01"):
        publish_documents(built, tmp_path, ["2031-01"], {})
    assert not (tmp_path / "bulletins").exists()


def test_what_the_sentence_on_the_official_account_says_is_of_that_account_alone(published, changed):
    """By hand: the sample has one WeChat account."""
    paths = changed(
        "UPDATE rpt_metric_trend SET value = 22, mom_change = 9 "
        f"WHERE metric_id = 'wechat_articles_published' AND scope = 'institution' AND month = '{MONTH}'"
    )
    text = said(paths[".docx"])
    assert "官方微信公众号共发布推文12篇，总阅读数17577次" in text
    assert "全校各公众号合计22篇。" in text
    assert "全校各公众号" not in said(published[".docx"])
    frame, _ = read_back(paths[".docx"], "docx")
    articles = frame.filter(pl.col("metric_id") == "wechat_articles_published")["value"].to_list()
    assert articles == [12]


def test_where_the_export_has_people_only_table_2_and_the_sentence_say_readers(circulars, built):
    with duckdb.connect(str(built), read_only=True) as connection:
        readers = connection.execute(
            "SELECT value FROM rpt_metric_trend WHERE metric_id = 'wechat_readers_daily_mean' "
            "AND scope = 'institution' AND month = '2019-11'"
        ).fetchall()
    assert readers == [(369.5,)]
    november = circulars["2019-11"]
    text = said(november)
    assert "日均阅读人数370人" in text
    assert "总阅读数" not in text
    assert "表2：导出只有阅读人数，没有阅读次数，人数与次数互不换算。" in text
    table = docx.Document(str(november)).tables[1]
    assert [cell.text for cell in table.columns[-1].cells] == ["11月日均阅读人数", "370"]
    frame, _ = read_back(november, "docx")
    assert "wechat_reads" not in frame["metric_id"].to_list()


def test_table_3_names_the_days_it_covers_where_they_are_not_all(published, changed):
    """By hand: the menu exports of the sample follow each other without a gap."""
    days = "9月1日至10日、9月16日至27日"
    paths = changed(
        f"UPDATE fct_bulletin_note SET days = '{days}' WHERE month = '{MONTH}' AND table_name = 'wechat_menu'"
    )

    def caption(path: Path) -> str:
        captions = [p.text for p in docx.Document(str(path)).paragraphs if p.style.name == "Caption"]
        return captions[2]

    assert f"（统计时段{days}）" in caption(paths[".docx"])
    assert caption(published[".docx"]).endswith("（数据截至9月27日）")


def test_what_was_uploaded_after_the_cut_off_is_said_and_not_added(published, changed):
    """By hand: the upload list of the sample was exported at the cut-off."""
    paths = changed(f"INSERT INTO fct_bulletin_note VALUES ('{MONTH}', 'party_uploads', NULL, 3, '另有 3 条')")
    assert "共上传信息62条（数据截至9月30日）。另有3条在截止日以后才上传，不在其内。" in said(paths[".docx"])
    assert "截止日以后" not in said(published[".docx"])
