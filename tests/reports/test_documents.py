"""The bulletin that goes out: complete, honest, in official layout, and readable by our own reader."""

import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import docx
import duckdb
import polars as pl
import pytest
from docx.oxml.ns import qn

from pipelines.bulletins import read as read_bulletin
from pipelines.bulletins import settle
from pipelines.reports import documents, outputs
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
def published(warehouse, tmp_path_factory) -> dict[str, Path]:
    """Paths of the month's files by the end of their names."""
    paths = publish_documents(warehouse, tmp_path_factory.mktemp("reports"), [MONTH], {})
    return by_ending(paths)


@pytest.fixture
def changed(warehouse, tmp_path, monkeypatch):
    """Publish September after statements on a copy of the warehouse; returns the paths by the end of their names."""

    # Slides and pictures are tested by themselves.
    monkeypatch.setattr(documents, "_to_pass_on", lambda *_: {})

    def publish(*statements: str, month: str = MONTH) -> dict[str, Path]:
        copy = tmp_path / "changed.duckdb"
        shutil.copy(warehouse, copy)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(statement)
        return by_ending(publish_documents(copy, tmp_path, [month], {}))

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


def test_the_index_of_the_first_run_names_what_was_made(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "publish_dictionary", lambda *_: tmp_path / "dictionary.html")
    outputs.write_outputs(warehouse, tmp_path, [MONTH], "1")
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    for name in ("bulletins/2020-09.docx", "bulletins/2020-09.xlsx", "slides/2020-09.pptx", "share/2020-09.png"):
        assert f'href="{name}"' in index, name


def test_what_goes_out_can_be_read_back(published, warehouse):
    frame, _ = read_back(published[".docx"], "docx")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        expected = {
            ("表1", "web_articles_published"): 'sum("更新动态数量") FROM bulletin.website_updates',
            ("表2", "wechat_followers_cumulative"): '"累计关注" FROM bulletin.wechat_base',
            ("表3", "wechat_menu_clicks"): 'sum("菜单点击次数") FROM bulletin.wechat_menu',
            ("表4", "wechat_articles_contributed"): 'sum("供稿数量") FROM bulletin.wechat_contributions',
            ("表5", "submissions_received"): 'sum("数量") FROM bulletin.submissions',
            ("表6", "party_uploads"): 'sum("信息量") FROM bulletin.party_uploads',
        }
        wanted = {key: connection.execute(f"SELECT {query}").fetchone()[0] for key, query in expected.items()}
    sums = {
        (table, metric): value
        for table, metric, value in frame.group_by("table_id", "metric_id").agg(pl.col("value").sum()).iter_rows()
    }
    assert {key: sums[key] for key in wanted} == wanted
    assert set(frame["period"]) == {MONTH}


def test_the_text_says_what_the_tables_say(published):
    frame, _ = read_back(published[".docx"], "docx")
    text = frame.filter(pl.col("table_id") == "正文").select("row_label", "metric_id", "value").rows()
    assert text == [
        ("合计", "web_articles_published", 33),
        ("合计", "web_articles_important", 20),
        ("合计", "web_articles_general", 13),
        ("合计", "wechat_articles_published", 12),
        ("合计", "wechat_reads", 17577),
        ("合计", "wechat_followers_net", 1265),
        ("合计", "wechat_followers_cumulative", 4105),
        ("合计", "submissions_received", 6),
        ("合计", "weibo_reads", 131200),
        ("合计", "douyin_followers_net", 149),
        ("合计", "party_uploads", 62),
        ("合计", "training_participants", 357),
        ("教职工", "training_participants", 24),
        ("18级", "training_participants", 7),
        ("19级", "training_participants", 326),
    ]


def test_word_and_excel_hold_the_same_figures(published):
    word, _ = read_back(published[".docx"], "docx")
    excel, _ = read_back(published[".xlsx"], "xlsx")
    assert table_figures(word) == table_figures(excel)


def test_only_notes_hold_numbers_that_are_no_figures(published):
    _, left = read_back(published[".docx"], "docx")
    # A change on last year and the number of the letter are listed for what they are.
    by_reason: dict[str, list[str]] = {}
    for remark in left:
        by_reason.setdefault(remark.reason, []).append(remark.text)
    assert set(by_reason) <= {"属于计划、问题或说明，不是完成的数", "是比例或增减，不是数量", "没有对应的指标"}
    assert by_reason.get("没有对应的指标", []) in ([], ["2020"])


def test_the_same_warehouse_gives_the_same_bytes(published, warehouse, tmp_path):
    before = next(iter(published.values())).parents[1]
    paths = publish_documents(warehouse, tmp_path, [MONTH], {})
    assert len(paths) == 9
    for path in paths:
        assert path.read_bytes() == (before / path.relative_to(tmp_path)).read_bytes(), path.name


def test_only_the_newest_month_has_what_is_passed_on(warehouse, tmp_path):
    paths = publish_documents(warehouse, tmp_path, ["2020-08", MONTH], {})
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


# August is a month of vacation; where it is not, September is set against it.
ALIKE = "UPDATE dim_month SET vacation_days = 0"


def test_comparisons_are_printed_with_difference_and_share(changed):
    assert "发稿环比增加22条（+200.0%），同比增加3条（+10.0%）。" in said(changed(ALIKE)[".docx"])


def test_a_month_of_term_is_not_set_against_one_of_vacation(published):
    text = said(published[".docx"])
    assert "发稿同比增加3条（+10.0%）。" in text
    assert "各项不作环比。" in text
    assert "环比增加" not in text


def test_a_small_base_gives_no_percentage(published):
    assert "供稿同比增加1件。" in said(published[".docx"])


def test_a_comparison_that_is_not_fair_is_refused_with_its_reason(changed):
    paths = changed(
        ALIKE,
        "UPDATE rpt_metric_trend SET mom_change = NULL, mom_pct = NULL, reason = 'partial_period' "
        "WHERE scope = 'institution' AND metric_id = 'web_articles_published'",
    )
    text = said(paths[".docx"])
    assert "发稿同比增加3条（+10.0%），不作环比（两期天数不等，不比较）。" in text


def test_a_part_of_a_month_is_set_against_as_many_days(changed):
    assert "阅读比上月同期增加10177次（+137.5%）" in said(changed(ALIKE)[".docx"])


def test_a_figure_cut_off_earlier_is_not_compared_with_the_whole_month(changed):
    paths = changed('UPDATE bulletin.wechat_base SET "总阅读数" = 17000')
    text = said(paths[".docx"])
    assert "总阅读数17000次" in text
    assert "阅读环比" not in text
    assert "阅读不作环比" not in text


def test_checks_stand_in_the_check_sheet_and_not_in_the_circular(published):
    assert "核对" not in said(published[".docx"])
    document = docx.Document(str(published["-核对单.docx"]))
    failed = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert failed[1][:4] == ["表5合计 = 通报正文供稿数", "6", "7", "−1"]
    assert next(p.text for p in document.paragraphs if p.style.name == "Heading 1") == "1．核对不符（1）"


def test_missing_zero_and_not_started_are_told_apart(changed):
    text = said(changed(month="2020-02")[".docx"])
    assert "2月网站发稿为零。" in text
    assert "2月官微供稿缺数据。" in text
    assert "智慧党建" not in text


def test_a_unit_without_data_is_not_added_as_zero(changed):
    paths = changed(
        'UPDATE bulletin.submissions SET "数量" = NULL WHERE "供稿单位" = \'人事处\'',
    )
    assert "9月供稿有缺数据的单位，不计合计。" in said(paths[".docx"])
    frame, left = read_back(paths[".docx"], "docx")
    assert frame.filter(pl.col("row_label") == "人事处/图文/官网").is_empty()
    assert "这一格应当是数字" not in {remark.reason for remark in left}


def test_articles_without_a_class_are_named(changed):
    paths = changed(
        "UPDATE rpt_metric_trend SET value = 12 WHERE metric_id = 'web_articles_general' AND scope = 'institution'"
    )
    assert "其中重要稿件20条、一般稿件12条、未分级1条" in said(paths[".docx"])


def test_synthetic_data_is_marked_and_real_data_is_not(published, warehouse_with_accepted_errors, tmp_path):
    real = by_ending(publish_documents(warehouse_with_accepted_errors, tmp_path, [MONTH], {}))[".docx"]
    for path, is_demo in ((published[".docx"], True), (real, False)):
        header = docx.Document(str(path)).sections[0].header.paragraphs[0].text
        assert ("演示数据" in header, "演示数据" in said(path)) == (is_demo, is_demo)
    assert "未通过检查" in said(real)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "<b>&", "控制\u0001字符"])
def test_names_from_files_stay_text(changed, name):
    paths = changed(
        f"UPDATE bulletin.website_updates SET \"部门名称\" = '{name}' WHERE \"部门名称\" = '党委工作部'",
    )
    with ZipFile(paths[".xlsx"]) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet for sheet in sheets)
    frame, _ = read_back(paths[".docx"], "docx")
    printed = name.replace("\u0001", "")
    assert frame.filter(pl.col("row_label") == printed)["value"].to_list() == [9]
    assert table_figures(frame) == table_figures(read_back(paths[".xlsx"], "xlsx")[0])


def test_a_month_that_is_not_in_the_warehouse_is_refused(warehouse, tmp_path):
    with pytest.raises(ValueError, match="数据里没有这些月份：2031-01"):
        publish_documents(warehouse, tmp_path, ["2031-01"], {})
    assert not (tmp_path / "bulletins").exists()


def test_what_the_sentence_on_the_official_account_says_is_of_that_account_alone(changed):
    paths = changed(
        "UPDATE rpt_metric_trend SET value = 22, mom_change = 9 "
        "WHERE metric_id = 'wechat_articles_published' AND scope = 'institution'"
    )
    text = said(paths[".docx"])
    assert "官方微信公众号共发布推文12篇（截至9月27日），总阅读数17577次" in text
    assert "全校各公众号合计22篇（截至9月27日）。" in text
    frame, _ = read_back(paths[".docx"], "docx")
    articles = frame.filter(pl.col("metric_id") == "wechat_articles_published")["value"].to_list()
    assert articles == [12]


def test_where_the_export_has_people_only_table_2_and_the_sentence_say_readers(changed):
    paths = changed(
        'UPDATE bulletin.wechat_base SET "总阅读数" = NULL',
        f"INSERT INTO bulletin.wechat_readers VALUES ('{MONTH}', 480.4, DATE '2020-09-27')",
        f"INSERT INTO fct_bulletin_note VALUES ('{MONTH}', 'wechat_base', NULL, NULL, '导出只有阅读人数')",
    )
    text = said(paths[".docx"])
    assert "日均阅读人数480人" in text
    assert "总阅读数17577" not in text
    assert "表2：导出只有阅读人数，人数与次数互不换算。" in text
    frame, _ = read_back(paths[".docx"], "docx")
    assert "wechat_reads" not in frame["metric_id"].to_list()


def test_table_3_names_the_days_it_covers_where_they_are_not_all(changed):
    days = "9月1日至10日、9月16日至27日"
    paths = changed(f"INSERT INTO fct_bulletin_note VALUES ('{MONTH}', 'wechat_menu', '{days}', NULL, NULL)")
    captions = [p.text for p in docx.Document(str(paths[".docx"])).paragraphs if p.style.name == "Caption"]
    assert f"（统计时段{days}）" in captions[2]


def test_what_was_uploaded_after_the_cut_off_is_said_and_not_added(changed):
    paths = changed(f"INSERT INTO fct_bulletin_note VALUES ('{MONTH}', 'party_uploads', NULL, 3, '另有 3 条')")
    assert "共上传信息62条（数据截至9月30日）。另有3条在截止日以后才上传，不在其内。" in said(paths[".docx"])
