"""What the pages say, read as files."""

import json
import re
import shutil

import duckdb
import pytest

from pipelines.reports import figures, publish, read

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def pages(warehouse, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    publish(warehouse, out)
    return out


def test_every_page_of_the_contract_is_written_and_named(warehouse, tmp_path):
    written = publish(warehouse, tmp_path, ["2020-09"])
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert {"index.html", "months/2020-09.html", "years/2020.html", "departments/yyxy.html"} <= names
    assert "months/2020-08.html" not in names
    assert (tmp_path / "assets" / "plotly.min.js").stat().st_size > 1_000_000
    assert all(path.is_file() for path in written)


def test_without_months_all_months_with_data_are_written(pages):
    assert len(list((pages / "months").glob("*.html"))) == 14


def test_a_month_without_data_is_refused_and_nothing_is_written(warehouse, tmp_path):
    with pytest.raises(ValueError, match="2031-01"):
        publish(warehouse, tmp_path / "out", ["2031-01"])
    assert not (tmp_path / "out").exists()


def test_publishing_again_gives_the_same_pages_and_leaves_nothing_else(warehouse, pages):
    before = {path: path.read_bytes() for path in pages.rglob("*") if path.is_file()}
    publish(warehouse, pages)
    assert {path: path.read_bytes() for path in pages.rglob("*") if path.is_file()} == before


def test_no_link_leads_nowhere(pages):
    for page in pages.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        ids = set(re.findall(r'\bid="([^"]+)"', text))
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            # The dictionary is written beside the pages, not by them.
            if link.startswith("data:") or link == "dictionary.html":
                continue
            path, _, fragment = link.partition("#")
            assert not path or (page.parent / path).exists(), (page.name, link)
            assert path or fragment in ids, (page.name, link)


def test_months_without_a_page_are_not_linked(warehouse, tmp_path):
    publish(warehouse, tmp_path, ["2020-09"])
    assert "months/2020-08.html" not in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "2020-08.html" not in (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_text_from_files_is_escaped_everywhere(pages):
    for page in pages.rglob("*.html"):
        assert HOSTILE not in page.read_text(encoding="utf-8"), page.name
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in month


def test_a_month_page_is_small_beside_the_shared_script(pages):
    assert (pages / "months" / "2020-09.html").stat().st_size < 600_000


def test_the_tables_have_the_printed_headers(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    headers = [re.findall(r"<th[^>]*>([^<]+)</th>", head) for head in re.findall(r"<thead>(.*?)</thead>", month, re.S)]
    for printed in (
        ["序号", "部门名称", "9月更新动态数量"],
        ["新增关注", "取消关注", "净增关注", "累计关注", "9月总阅读数"],
        ["一级菜单", "二级菜单", "菜单点击次数"],
        ["序号", "供稿单位", "供稿数量"],
        ["序号", "供稿单位", "形式", "平台", "数量"],
        ["部门", "信息量", "部门", "信息量"],
    ):
        assert printed in headers


def test_synthetic_data_is_marked_on_every_page_and_genuine_data_on_none(
    pages, warehouse_with_accepted_errors, tmp_path
):
    assert all("演示数据" in page.read_text(encoding="utf-8") for page in pages.rglob("*.html"))
    publish(warehouse_with_accepted_errors, tmp_path, ["2020-09"])
    assert not any("演示数据" in page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html"))


def test_accepted_errors_are_said_on_the_pages_they_concern(pages, warehouse_with_accepted_errors, tmp_path):
    publish(warehouse_with_accepted_errors, tmp_path, ["2020-08", "2020-09"])

    def text(page):
        return (tmp_path / page).read_text(encoding="utf-8")

    assert "带错发布" in text("months/2020-09.html")
    assert "带错发布" in text("index.html")
    assert "带错发布" not in text("months/2020-08.html")
    assert "带错发布" not in (pages / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_a_month_with_hardly_any_data_still_has_a_page_that_says_so(pages):
    august = (pages / "months" / "2019-08.html").read_text(encoding="utf-8")
    assert "缺：本月没有这项数据。" in august
    assert "未启用" in august


def test_a_base_of_a_department_that_is_not_there_says_why(warehouse, tmp_path):
    """Last month had nothing to divide by, was not read, was before the start; a department was founded since."""
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        in_september = "scope = 'department' AND month = '2020-09' AND scope_id IN ('xwzx', 'gjjl', 'hqc', 'xyb')"
        connection.execute(f"UPDATE rpt_metric_trend SET previous_value = NULL WHERE {in_september}")
        in_august = "scope = 'department' AND month = '2020-08' AND scope_id ="
        for department, status in (("xwzx", "undefined"), ("gjjl", "missing"), ("hqc", "not_started")):
            connection.execute(
                f"UPDATE rpt_metric_trend SET value = NULL, status = ? WHERE {in_august} ?", [status, department]
            )
        connection.execute(f"DELETE FROM rpt_metric_trend WHERE {in_august} 'xyb'")
    publish(database, tmp_path, ["2020-09"])
    month = (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")
    (ranking,) = re.findall(r"官网发稿：各部门本月、上月.*?</table>", month, re.DOTALL)

    def last_month(department: str) -> str:
        (row,) = re.findall(rf"<tr><th[^>]*>(?:<a[^>]*>)?{department}.*?</tr>", ranking, re.DOTALL)
        return re.findall(r"<td[^>]*>([^<]*)</td>", row)[1]

    departments = ("新闻中心", "国际交流处", "后勤处", "学院办公室")
    assert [last_month(name) for name in departments] == ["—", "缺", "未启用", "—"]


def points(values, **common):
    base = {"status": "measured", "is_provisional": False, "additivity": "additive", "unit": "条"}
    return [
        base | {"month": f"2020-{i:02d}", "value": value, "status": "missing" if value is None else "measured"} | common
        for i, value in enumerate(values, start=1)
    ]


def test_a_gap_stays_a_gap_in_the_line_and_is_named():
    figure = figures.trend(points([3, None, None, 4]))
    assert figure.data[0].y == (3, None, None, 4)
    assert figure.data[0].connectgaps is False
    assert [note.text for note in figure.layout.annotations] == ["缺"]


def test_a_provisional_month_is_hollow():
    rows = points([3, 4])
    rows[-1]["is_provisional"] = True
    assert figures.trend(rows).data[0].marker.color == (figures.ACCENT, figures.PAPER)


def test_charts_never_offer_to_send_data_away(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    setup = json.loads(re.search(r'id="chart-setup">(.*?)</script>', month, re.S).group(1))
    assert setup["config"]["showSendToCloud"] is False
    assert setup["config"]["plotlyServerURL"] == ""
    assert setup["config"]["displayModeBar"] is False


def test_names_in_charts_cannot_carry_markup():
    row = {
        "department_name": "<b>办</b>",
        "value": 1,
        "previous_value": 0,
        "last_year_value": None,
        "status": "measured",
        "unit": "条",
    }
    assert "&lt;b&gt;" in figures.departments([row]).layout.yaxis.ticktext[0]


def test_a_year_that_has_not_ended_says_how_many_months_it_has(pages):
    year = (pages / "years" / "2020.html").read_text(encoding="utf-8")
    assert "9/12 个月" in year
    assert "同比 +25.0%" in year


def test_a_restated_figure_shows_old_and_new_value_and_the_file(pages):
    august = (pages / "months" / "2020-08.html").read_text(encoding="utf-8")
    assert re.search(r"学院官微</small></th><td[^>]*>8,700</td><td[^>]*>8,800</td>.*wechat/补\.xls", august)


def test_what_still_needs_a_reason_is_marked_and_what_explains_itself_is_folded(pages):
    august = (pages / "months" / "2020-08.html").read_text(encoding="utf-8")
    gaps = re.search(r'<section id="gaps".*?</section>', august, re.S).group()
    told, folded = gaps.split('<details class="fold">\n    <summary>基础表、程序改变的')
    assert read_text(told).count("待登记原因") == 1
    assert "官网发稿全校3132未说明（后到的导出改变了数字） 待登记原因" in read_text(told)
    assert "累计数继续增长" in folded and "待登记原因" not in folded
    assert "更正 已定的数字改过 3 处，1 处待登记原因" in read_text(august)


def read_text(markup: str) -> str:
    """What a reader sees of a piece of a page, one blank between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup))


def test_a_check_that_does_not_pass_says_since_when_and_the_section_what_changed(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    checks = read_text(re.search(r'<section id="checks".*?</section>', month, re.S).group())
    assert "6 ≠ 7，差 −1正文写7件，表中合计6件2020年10月5日 18:00 发布时起" in checks
    told = checks[checks.index("核对结果的变化") :]
    assert "2020年10月8日 09:30 发布：4 处" in told
    assert "差额变了表5合计 = 通报正文供稿数 差额由 −2 变为 −1" in told
    assert "新出现国际交流与合作处：表4与表5公众号 提示，差 +1" in told
    assert "已相符表1合计 = 网站发稿总数 原为提示，差 +3" in told
    assert "不再有学生处&lt;script&gt;alert(1)&lt;/script&gt; 原为提示，差 +1" in told


def test_a_month_whose_checks_never_changed_has_no_list_of_changes(pages):
    month = (pages / "months" / "2020-07.html").read_text(encoding="utf-8")
    assert "核对结果的变化" not in month


def test_the_index_says_of_the_last_publications_how_the_checks_stood_and_what_changed(pages):
    index = (pages / "index.html").read_text(encoding="utf-8")
    section = re.search(r'<section id="checks".*?</section>', index, re.S).group()
    told = read_text(section)
    assert (
        "2020年10月8日 09:30 发布 相符 1 项，提示 1 项，不符 2 项；上次发布以后程序更新过、导出文件有增减或改动。"
        in told
    )
    assert "变化 5 处" in told
    assert "不再相符2020年8月 公众号新增减取消与净增 不符，差 +5" in told
    assert "2020年10月5日 18:00 发布 相符 1 项，提示 2 项，不符 1 项；第一次发布。" in told
    assert 'href="months/2020-08.html#checks"' in section


def test_of_many_changes_a_page_lists_the_first_and_counts_the_others(warehouse, tmp_path):
    many = tmp_path / "many.duckdb"
    shutil.copy(warehouse, many)
    with duckdb.connect(str(many)) as connection:
        connection.execute("""
            INSERT INTO quality.verdicts
            SELECT 'r1', '2020-09', 'x', 'x' || n, 'warn', 1, 'pass', NULL FROM range(20) AS t(n)
        """)
    publish(many, tmp_path / "out", ["2020-09"])
    month, index = ((tmp_path / "out" / p).read_text(encoding="utf-8") for p in ("months/2020-09.html", "index.html"))
    assert "另有 12 处变化" in month
    assert "另有 13 处，见各月页面的“核对”" in index


def test_the_departments_that_made_the_difference_are_named(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    # 33 articles after 11: the table of contributions says who made the 22, and the page calculates nothing.
    assert re.search(r"谁拉动了变化：比上月 \+22，其中 [^<、]+ [+−]\d+(、[^<、]+ [+−]\d+){2}。", month)


def test_types_of_departments_are_set_beside_each_other(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "按部门类型（括号内比上月）：二级学院 13（+1）。" in month


def test_the_year_so_far_and_the_last_twelve_months_are_set_against_those_of_last_year(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            UPDATE rpt_metric_trend
            SET ytd_value = 210, ytd_yoy_pct = -0.125, ytd_reason = NULL,
                moving_12_value = 345, moving_12_reason = 'restructured'
            WHERE metric_id = 'web_articles_published' AND month = '2020-09'
        """)
    publish(database, tmp_path, ["2020-09"])
    for page in ("months/2020-09.html", "years/2020.html", "departments/yyxy.html"):
        shown = read_text((tmp_path / page).read_text(encoding="utf-8"))
        assert "210 同比 −12.5% 345 机构调整，不比较" in shown, page
    month = (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")
    sums = month.split('id="sums"')[1].split("</details>")[0]
    assert "近十二个月从2019年10月算起，都到2020年9月为止" in sums
    assert "公众号累计关注" not in sums, "a stock is not added up"
    assert "月份不全" in sums, "a sum that lacks a month is no sum"


def test_only_a_running_year_has_a_year_so_far(pages):
    assert 'id="sums"' in (pages / "years" / "2020.html").read_text(encoding="utf-8")
    assert 'id="sums"' not in (pages / "years" / "2019.html").read_text(encoding="utf-8")


def test_a_year_shows_its_terms_and_the_academic_years_it_is_part_of(pages):
    def headers(year: str) -> list[str]:
        page = (pages / "years" / f"{year}.html").read_text(encoding="utf-8")
        table = page.split(f"{year}年学期与学年</caption>")[1].split("</thead>")[0]
        return re.findall(r'class="num">([^<]+)</th>', table)

    assert headers("2020") == ["2019-2020 第二学期", "2019-2020学年"]
    assert headers("2019") == ["2018-2019学年", "2019-2020学年"]


def test_a_year_is_set_against_the_year_before_once(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE rpt_metric_period SET change_pct = 0.5, yoy_pct = 0.5")
    publish(database, tmp_path, ["2020-09"])
    page = read_text((tmp_path / "years" / "2020.html").read_text(encoding="utf-8"))
    row = page.split("全年、半年与季度")[-1].split("官网发稿")[1]
    quarter, half, year, *_ = row.split("同比 +50.0%")
    assert "比上期 +50.0%" in quarter and "比上期 +50.0%" in half
    assert "比上期" not in year


def test_departments_that_are_new_or_gone_since_last_month_are_named(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            UPDATE rpt_change_contribution
            SET is_newcomer = scope_id = 'gjjl', is_dropout = scope_id IN ('hqc', 'rsc') WHERE month = '2020-09'
        """)
    publish(database, tmp_path, ["2020-09"])
    month = (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "上月为 0、本月有：国际交流处。" in month
    assert re.search("上月有、本月为 0：(人事处、后勤处|后勤处、人事处)。", month)


def test_departments_that_did_not_exist_then_or_do_not_exist_now_are_named_as_such(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            UPDATE rpt_change_contribution
            SET change = CASE scope_id WHEN 'gjjl' THEN 5 WHEN 'hqc' THEN -4 ELSE change END,
                is_newcomer = scope_id = 'gjjl', is_founded = scope_id = 'gjjl',
                is_dropout = scope_id = 'hqc', is_closed = scope_id = 'hqc'
            WHERE month = '2020-09'
        """)
    publish(database, tmp_path, ["2020-09"])
    month = (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "新设和撤销的部门：比上月新设 国际交流处 +5，撤销 后勤处 −4。" in month
    assert "上月为 0、本月有" not in month and "上月有、本月为 0" not in month


def test_a_department_younger_than_the_warehouse_says_since_when_it_has_figures(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("DELETE FROM rpt_metric_trend WHERE scope_id = 'gjjl' AND month < '2020-09'")
    publish(database, tmp_path, ["2020-09"])
    young, old = ((tmp_path / "departments" / f"{d}.html").read_text(encoding="utf-8") for d in ("gjjl", "yyxy"))
    assert "从2020年9月开始有" in young
    assert "开始有" not in old


def test_a_correction_is_told_by_the_name_of_its_department_then_closed_or_not(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            UPDATE dim_department SET is_current = false, valid_to = DATE '2020-08-31' WHERE department_id = 'gjjl';
            CREATE TABLE quality.corrections AS SELECT '2020-09' AS month, 'web_articles_published' AS metric_id,
                'gjjl' AS department_id, NULL::VARCHAR AS account_id, 1.0 AS exported_value, 2.0 AS new_value,
                'applied' AS state, '漏登' AS reason
        """)
        (told,) = read.corrections(connection, "2020-09")
    assert told["scope_name"] == "国际交流处"


def test_the_page_of_a_department_that_was_closed_goes(warehouse, tmp_path):
    """Nobody writes it again, so it would tell old figures for ever."""
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    publish(database, tmp_path, ["2020-09"])
    page = tmp_path / "departments" / "gjjl.html"
    assert page.exists()
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE dim_department SET is_current = false WHERE department_id = 'gjjl'")
    publish(database, tmp_path, ["2020-09"])
    assert not page.exists() and page.with_stem("yyxy").exists()


def test_a_rank_says_which_way_it_goes_and_who_shares_it(warehouse, tmp_path):
    """Nobody is praised for a first place among twenty that had none, or for being first in something bad."""
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE rpt_metric_trend SET rank = 3 WHERE scope_id IN ('yyxy', 'gjjl', 'hqc')")
    publish(database, tmp_path, ["2020-09"])
    department = (tmp_path / "departments" / "yyxy.html").read_text(encoding="utf-8")
    assert "3 <small>3 个并列</small>" in department
    assert "并列" not in (tmp_path / "departments" / "dwgzb.html").read_text(encoding="utf-8").split("</section>")[0]
    month = (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "从大到小" in department and "从大到小" in month
    assert "不说好坏" in department and "不说好坏" in month


def test_a_part_of_a_month_is_set_against_as_many_days_where_whole_months_are_not_compared(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    card = month.split("官微总阅读数</a></h3>")[1].split("</li>")[0]
    assert "+137.5%" in card and "前 27 天 17,577，上月前 27 天 7,400" in card
    assert "两期天数不等，不比较" in card, "the year before is not known for the same days"


def test_what_the_calendar_makes_different_is_said_beside_the_comparisons(pages):
    february = (pages / "months" / "2020-02.html").read_text(encoding="utf-8")
    assert "环比，上月有春节（1月25日），本月没有。" in february
    assert 'id="calendar"' not in (pages / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_a_changed_definition_stands_beside_the_definition(pages):
    month = (pages / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "2020-01 起口径改变：改用新后台" in month.split('id="def-weibo_reads"')[1].split("</dd>")[0]


def test_a_corrected_figure_of_a_year_says_so(pages):
    year = (pages / "years" / "2020.html").read_text(encoding="utf-8")
    row = year.split("年全年、半年与季度</caption>")[1].split("官网发稿")[1].split("</tr>")[0]
    assert "已修正" in row


def test_small_counts_are_marked_one_by_one():
    assert figures.trend(points([0, 2, 1])).layout.yaxis.dtick == 1
    assert figures.trend(points([0, 200, 1])).layout.yaxis.dtick is None


def test_a_month_of_which_nothing_is_known_has_a_page_that_says_so(warehouse, tmp_path):
    path = tmp_path / "tongbao.duckdb"
    shutil.copy(warehouse, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM rpt_metric_trend WHERE month = '2020-05'")
    publish(path, tmp_path / "out", ["2020-05"])
    page = (tmp_path / "out" / "months" / "2020-05.html").read_text(encoding="utf-8")
    assert "12 项缺" in page
    assert "本月没有分部门的数据。" in page


def test_a_source_is_called_as_the_warehouse_calls_it(pages):
    assert "微博作品" in (pages / "index.html").read_text(encoding="utf-8")
