"""The workbook: what opens first, every metric and work, tables one can filter, and nothing that runs."""

import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import duckdb
import polars as pl
import pytest

from pipelines.bulletins import read as read_bulletin
from pipelines.bulletins import settle
from pipelines.reports import bulletin, excel, read, workbook

MONTH = "2020-09"


def rendered(warehouse: Path, path: Path, month: str = MONTH) -> Path:
    with read.open_database(warehouse) as connection:
        path.write_bytes(
            excel.render(bulletin.compose(connection, month), workbook.compose(connection, month)),
        )
    return path


@pytest.fixture(scope="module")
def file(warehouse, tmp_path_factory) -> Path:
    return rendered(warehouse, tmp_path_factory.mktemp("excel") / "2020-09.xlsx")


@pytest.fixture(scope="module")
def sheets(file) -> dict[str, pl.DataFrame]:
    return pl.read_excel(file, sheet_id=0, has_header=False, infer_schema_length=0)


def parts(file: Path, folder: str) -> list[str]:
    with ZipFile(file) as archive:
        return [archive.read(name).decode() for name in sorted(archive.namelist()) if name.startswith(folder)]


def table(sheets, name: str, header_row: int) -> pl.DataFrame:
    rows = sheets[name].rows()
    header = [cell for cell in rows[header_row] if cell is not None]
    return pl.DataFrame([row[: len(header)] for row in rows[header_row + 1 :]], schema=header, orient="row")


def test_the_sheets_come_in_the_order_one_reads_them(sheets):
    printed = [f"表{number}" for number in range(1, 7)]
    assert list(sheets) == ["概览和说明", "指标×月份", "部门×指标", "作品", *printed, "口径", "来源", "图表数据"]


def test_the_overview_begins_with_the_sentences_of_the_month(sheets, warehouse):
    with read.open_database(warehouse) as connection:
        said = workbook.compose(connection, MONTH).said
    texts = [row[0] for row in sheets["概览和说明"].rows()]
    assert texts[1 : 1 + len(said)] == said


def test_every_figure_of_thirteen_months_is_that_of_the_warehouse(sheets, warehouse):
    shown = table(sheets, "指标×月份", 2)
    assert shown.columns[3:] == ["2019.9", "2019.10", "2019.11", "2019.12", *(f"2020.{n}" for n in range(1, 10))]
    row = shown.filter(pl.col("指标") == "官网发稿").row(0)[3:]
    assert [float(cell) for cell in row] == [30, 26, 31, 29, 12, 0, 9, 22, 28, 31, 14, 11, 33]


def test_what_is_missing_or_not_begun_is_a_word_and_never_zero(sheets):
    shown = table(sheets, "指标×月份", 2)
    assert shown.filter(pl.col("指标") == "微博阅读数")["2020.3"].item() == "缺"
    assert shown.filter(pl.col("指标") == "智慧党建信息量")["2020.8"].item() == "未启用"


def test_charts_have_gaps_where_nothing_is_known(file, sheets):
    plotted = table(sheets, "图表数据", 1)
    assert plotted.height == 13
    assert not any("缺" in str(cell) for row in plotted.rows() for cell in row)
    charts = parts(file, "xl/charts/chart")
    assert len(charts) == excel.CHARTS
    # A gap is what Excel does unless told otherwise.
    assert not any('dispBlanksAs val="zero"' in chart or 'dispBlanksAs val="span"' in chart for chart in charts)


def test_the_first_month_keeps_thirteen_places_in_its_charts(warehouse, tmp_path):
    file = rendered(warehouse, tmp_path / "first.xlsx", "2019-08")
    sheets = pl.read_excel(file, sheet_id=0, has_header=False, infer_schema_length=0)
    plotted = table(sheets, "图表数据", 1)
    assert plotted["月份"].to_list()[:1] + plotted["月份"].to_list()[-1:] == ["2018.8", "2019.8"]
    assert plotted.height == 13


def test_tables_can_be_filtered_and_headers_stay_and_print_on_a4(file):
    tables = parts(file, "xl/tables/")
    assert len(tables) == 13
    assert all("<autoFilter" in part for part in tables)
    with ZipFile(file) as archive:
        written = [n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
        sheets = {name: archive.read(name).decode() for name in written}
    assert all('paperSize="9"' in sheet and "fitToPage" in sheet for sheet in sheets.values())
    frozen = [sheet for sheet in sheets.values() if 'state="frozen"' in sheet]
    assert len(frozen) == len(sheets) - 2  # the overview and the definitions scroll as a whole


def test_widths_are_sane(file):
    for sheet in parts(file, "xl/worksheets/sheet"):
        widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
        assert all(5 < width < 100 for width in widths)


def test_a_table_whose_columns_are_printed_twice_has_them_once(sheets):
    shown = table(sheets, "表6", 1)
    assert shown.columns == ["部门", "信息量"]
    assert shown["信息量"].cast(int).sum() == 62


def test_percentages_of_small_bases_are_not_printed(sheets):
    texts = [row[0] for row in sheets["概览和说明"].rows()]
    shown = table(sheets, "概览和说明", texts.index("渠道"))
    row = shown.filter(pl.col("指标") == "供稿").row(0, named=True)
    assert (row["去年同月"], row["增减"], row["同比"]) == ("5", "1", None)


def test_what_comes_back_as_a_bulletin_of_the_past_has_the_printed_figures_alone(file):
    taken = settle(read_bulletin(file, "xlsx")).frame
    assert set(taken["table_id"]) == {f"表{number}" for number in range(1, 7)}


def test_a_channel_that_the_institution_does_not_have_has_no_row(warehouse, tmp_path):
    copy = tmp_path / "copy.duckdb"
    shutil.copy(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("DELETE FROM rpt_metric_trend WHERE starts_with(metric_id, 'weibo')")
    with read.open_database(copy) as connection:
        assert not any(metric.startswith("weibo") for metric in workbook.compose(connection, MONTH).metrics)


WORKS = """
CREATE TABLE fct_web_article (title VARCHAR, published_on DATE, column_name VARCHAR, department_id VARCHAR,
    contributing_department_id VARCHAR, clicks BIGINT, month VARCHAR, is_withdrawn BOOLEAN, article_id VARCHAR);
CREATE TABLE fct_wechat_article (title VARCHAR, published_on DATE, contributing_department_id VARCHAR, reads BIGINT,
    shares BIGINT, month VARCHAR, is_provisional BOOLEAN, article_id VARCHAR);
CREATE TABLE fct_social_post (title VARCHAR, published_on DATE, channel_id VARCHAR, form VARCHAR, plays BIGINT,
    reads BIGINT, shares BIGINT, capped VARCHAR, month VARCHAR, is_withdrawn BOOLEAN, is_provisional BOOLEAN,
    post_id VARCHAR);
INSERT INTO fct_web_article VALUES ('迎新', '2020-09-03 08:00', '校园新闻', 'yyxy', 'hqc', NULL, '2020-09', false, 'a'),
    ('撤回', '2020-09-03 08:00', '校园新闻', 'yyxy', 'hqc', 9, '2020-09', true, 'b');
INSERT INTO fct_wechat_article VALUES ('开学', '2020-09-01', 'yyxy', 1270, 70, '2020-09', true, 'c'),
    ('军训', '2020-09-08', NULL, 1525, 82, '2020-09', false, 'd'), ('放假', '2020-08-08', NULL, 1, 1, '2020-08', false,
    'e');
INSERT INTO fct_social_post VALUES ('社团', '2020-09-14 17:00', 'weibo', NULL, NULL, 100000, 3, 'reads', '2020-09',
    false, false, 'f');
"""


@pytest.fixture
def with_works(warehouse, tmp_path) -> Path:
    copy = tmp_path / "works.duckdb"
    shutil.copy(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(WORKS)
    return copy


def test_works_are_listed_with_what_was_counted(with_works, tmp_path):
    file = rendered(with_works, tmp_path / "works.xlsx")
    shown = table(pl.read_excel(file, sheet_id=0, has_header=False, infer_schema_length=0), "作品", 2)
    assert shown.select("渠道", "标题", "供稿或发布部门", "浏览").rows() == [
        ("官网", "迎新", "后勤处", "—"),
        ("官微", "军训", None, "1525"),
        ("官微", "开学", "英语学院", "1270"),
        ("微博", "社团", None, "100000"),
    ]
    formats = "".join(parts(file, "xl/styles.xml"))
    assert "&quot;≥&quot;#,##0" in formats
    assert "#,##0&quot;*&quot;" in formats


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "<b>&\u202e", "行\n行", "\u0001"])
def test_hostile_titles_stay_text(with_works, tmp_path, title):
    with duckdb.connect(str(with_works)) as connection:
        connection.execute("UPDATE fct_web_article SET title = ?", [title])
        connection.execute("UPDATE dim_metric SET name = ? WHERE metric_id = 'wechat_reads'", [title])
    file = rendered(with_works, tmp_path / "hostile.xlsx")
    assert not any("<f>" in sheet for sheet in parts(file, "xl/worksheets/sheet"))
    assert pl.read_excel(file, sheet_name="作品").height == 6
