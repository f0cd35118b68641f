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
def file(built, tmp_path_factory) -> Path:
    return rendered(built, tmp_path_factory.mktemp("excel") / "2020-09.xlsx")


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


def test_the_overview_begins_with_the_sentences_of_the_month(sheets, built):
    with read.open_database(built) as connection:
        said = workbook.compose(connection, MONTH).said
    texts = [row[0] for row in sheets["概览和说明"].rows()]
    assert texts[1 : 1 + len(said)] == said


def test_every_figure_of_thirteen_months_is_that_of_the_warehouse(sheets, built):
    shown = table(sheets, "指标×月份", 2)
    assert shown.columns[3:] == ["2019.9", "2019.10", "2019.11", "2019.12", *(f"2020.{n}" for n in range(1, 10))]
    row = shown.filter(pl.col("指标") == "网站发稿").row(0)[3:]
    assert [float(cell) for cell in row] == [37, 34, 35, 31, 18, 9, 29, 33, 35, 33, 13, 7, 33]


def test_what_is_missing_or_not_begun_is_a_word_and_never_zero(sheets):
    shown = table(sheets, "指标×月份", 2)
    assert shown.filter(pl.col("指标") == "微博发布")["2020.7"].item() == "缺"
    assert shown.filter(pl.col("指标") == "智慧党建信息量")["2020.8"].item() == "未启用"


def test_charts_have_gaps_where_nothing_is_known(file, sheets):
    plotted = table(sheets, "图表数据", 1)
    assert plotted.height == 13
    assert not any("缺" in str(cell) for row in plotted.rows() for cell in row)
    charts = parts(file, "xl/charts/chart")
    assert len(charts) == excel.CHARTS
    # A gap is what Excel does unless told otherwise.
    assert not any('dispBlanksAs val="zero"' in chart or 'dispBlanksAs val="span"' in chart for chart in charts)


def test_the_first_month_keeps_thirteen_places_in_its_charts(built, tmp_path):
    file = rendered(built, tmp_path / "first.xlsx", "2019-09")
    sheets = pl.read_excel(file, sheet_id=0, has_header=False, infer_schema_length=0)
    plotted = table(sheets, "图表数据", 1)
    assert plotted["月份"].to_list()[:1] + plotted["月份"].to_list()[-1:] == ["2018.9", "2019.9"]
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
    assert (row["去年同月"], row["增减"], row["同比"]) == ("8", "-2", None)


def test_what_comes_back_as_a_bulletin_of_the_past_has_the_printed_figures_alone(file):
    taken = settle(read_bulletin(file, "xlsx")).frame
    assert set(taken["table_id"]) == {f"表{number}" for number in range(1, 7)}


def test_a_channel_that_the_institution_does_not_have_has_no_row(built):
    """The warehouse knows the metrics of 小红书; this institution has no account there."""
    with read.open_database(built) as connection:
        known = connection.execute("select count(*) from dim_metric where channel_id = 'xiaohongshu'").fetchone()
        assert known[0] > 0
        assert not any(metric.startswith("xiaohongshu") for metric in workbook.compose(connection, MONTH).metrics)


def works(warehouse: Path, path: Path, month: str = MONTH) -> pl.DataFrame:
    file = rendered(warehouse, path, month)
    return table(pl.read_excel(file, sheet_id=0, has_header=False, infer_schema_length=0), "作品", 2)


def test_works_are_listed_with_what_was_counted(republished, tmp_path):
    """The department that wrote is told and not the one that published; floors and running counts have marks."""
    shown = works(republished, tmp_path / "works.xlsx").select("渠道", "标题", "供稿或发布部门", "浏览").rows()
    # Of the website the clicks of the newest list; the list has the office that published and the one that wrote.
    assert ("官网", "学院举办“书香校园”阅读分享会", "国际交流处", "760") in shown
    assert ("官网", "学院与企业签订校企合作协议（组图）", "新闻中心", "970") in shown
    assert [row for row in shown if row[1] == "点击量写错"] == [], "the row was refused"
    file = rendered(republished, tmp_path / "august.xlsx", "2020-08")
    formats = "".join(parts(file, "xl/styles.xml"))
    assert "&quot;≥&quot;#,##0" in formats
    assert "#,##0&quot;*&quot;" in formats


def test_the_works_of_a_channel_begin_with_what_was_seen_most(built, tmp_path):
    shown = works(built, tmp_path / "works.xlsx")
    seen = [int(cell) for cell in shown.filter(pl.col("渠道") == "微信公众号")["浏览"] if cell != "—"]
    assert len(seen) == 12 and seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "<b>&\u202e", "行\n行", "\u0001"])
def test_hostile_titles_stay_text(built, tmp_path, title):
    """By hand: reading an export takes signs of control out of a title, and a metric has its name from us."""
    copy = tmp_path / "hostile.duckdb"
    shutil.copy(built, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE fct_web_article SET title = ?", [title])
        connection.execute("UPDATE dim_metric SET name = ? WHERE metric_id = 'wechat_reads'", [title])
    file = rendered(copy, tmp_path / "hostile.xlsx")
    assert not any("<f>" in sheet for sheet in parts(file, "xl/worksheets/sheet"))
    # Each work keeps its row.
    assert (
        pl.read_excel(file, sheet_name="作品").height
        == pl.read_excel(rendered(built, tmp_path / "plain.xlsx"), sheet_name="作品").height
    )
