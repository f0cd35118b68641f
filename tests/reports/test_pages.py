"""What the pages say, read as files."""

import re
import shutil

import duckdb
import pytest
from lxml import html
from republished import HOSTILE, LATE, STUDENT_AFFAIRS

from pipelines.reports import cards, publish, read
from pipelines.reports import format as fmt
from pipelines.reports import pages as pages_module


@pytest.fixture(scope="module")
def pages(built, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    publish(built, out)
    return out


@pytest.fixture(scope="module")
def by_hand(warehouse, tmp_path_factory):
    """The pages of tables filled by hand: what no run made as yet."""
    out = tmp_path_factory.mktemp("by_hand")
    publish(warehouse, out, ["2020-09"])
    return out


@pytest.fixture(scope="module")
def later(republished, tmp_path_factory):
    """The pages of the second publication."""
    out = tmp_path_factory.mktemp("later")
    publish(republished, out, ["2020-06", "2020-07", "2020-08", "2020-09", "2020-10"])
    return out


def test_every_page_of_the_contract_is_written_and_named(built, tmp_path):
    written = publish(built, tmp_path, ["2020-09"])
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert {"index.html", "months/2020-09.html", "years/2020.html", "departments/english.html"} <= names
    assert {"compare.html", "quality.html"} <= names
    assert "months/2020-08.html" not in names
    assert (tmp_path / "assets" / "plotly.min.js").stat().st_size > 1_000_000
    assert all(path.is_file() for path in written)


def test_without_months_all_months_with_data_are_written(pages):
    assert len(list((pages / "months").glob("*.html"))) == 14  # and two days of October


def test_a_month_without_data_is_refused_and_nothing_is_written(built, tmp_path):
    with pytest.raises(ValueError, match="2031-01"):
        publish(built, tmp_path / "out", ["2031-01"])
    assert not (tmp_path / "out").exists()


def test_publishing_again_writes_nothing(built, pages):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in pages.rglob("*") if path.is_file()}
    publish(built, pages)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in pages.rglob("*") if path.is_file()}
    assert after == before


def test_a_month_written_alone_is_the_one_written_among_all_others(built, tmp_path):
    """What is read for many months at once is told apart again: no row strays into another month's page."""
    publish(built, tmp_path)
    for month in ("2019-09", "2020-02", "2020-09"):
        page = tmp_path / "months" / f"{month}.html"
        among_others = page.read_bytes()
        page.unlink()
        publish(built, tmp_path, [month])
        assert page.read_bytes() == among_others, month


def test_months_are_read_together_when_they_lie_near():
    together = pages_module._together(["2010-03", "2018-09", "2018-10", "2020-08", "2020-09"])
    assert together == [["2020-09", "2020-08", "2018-10"], ["2018-09"], ["2010-03"]]


def test_no_link_leads_nowhere(pages):
    read_pages = {page: html.parse(str(page), html.HTMLParser(encoding="utf-8")) for page in pages.rglob("*.html")}
    ids = {page: {e.get("id") for e in tree.iter() if e.get("id")} for page, tree in read_pages.items()}
    for page, tree in read_pages.items():
        for element in tree.iter("a", "script", "link"):
            link = element.get("href") or element.get("src") or ""
            path, _, fragment = link.partition("#")
            # The dictionary is written beside the pages, not by them.
            if not link or link.startswith("data:") or path.endswith("dictionary.html"):
                continue
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), (page.name, link)
            assert not fragment or fragment in ids[target], (page.name, link)


def test_months_without_a_page_are_not_linked(built, tmp_path):
    publish(built, tmp_path, ["2020-09"])
    assert "months/2020-08.html" not in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "2020-08.html" not in (tmp_path / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_text_from_files_is_escaped_everywhere(later):
    for page in later.rglob("*.html"):
        assert HOSTILE not in page.read_text(encoding="utf-8"), page.name
    month = (later / "months" / "2020-09.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in month


def test_every_page_forbids_itself_to_reach_out_before_it_runs_anything(pages):
    """For data, scripts, pictures and forms alike: nothing but the page itself and what lies beside it."""
    for page in sorted(pages.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
        assert policy, page
        assert policy.start() < text.index("<script"), page
        allowed = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
        assert {"default-src", "base-uri", "form-action"} == {name for name, of in allowed.items() if of == "'none'"}
        assert not re.search(r"https?:|\*|connect-src|unsafe-eval", policy[1]), policy[1]


def test_a_month_page_is_small_and_every_page_stands_alone(pages):
    assert (pages / "months" / "2020-09.html").stat().st_size < 150_000
    for page in pages.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<(?:img|iframe|script)[^>]+src=", text), page.name
        assert "url(" not in text and "@import" not in text


def test_the_tables_have_the_printed_headers(pages):
    month = html.parse(str(pages / "months" / "2020-09.html"), html.HTMLParser(encoding="utf-8"))
    headers = [[cell.text_content() for cell in head.iter("th")] for head in month.iter("thead")]
    for printed in (
        ["序号", "部门名称", "9月更新动态数量"],
        ["新增关注", "取消关注", "净增关注", "累计关注", "9月总阅读数"],
        ["一级菜单", "二级菜单", "菜单点击次数"],
        ["序号", "供稿单位", "供稿数量"],
        ["序号", "供稿单位", "形式", "平台", "数量"],
        ["部门", "信息量", "部门", "信息量"],
    ):
        assert printed in headers


def test_synthetic_data_is_marked_on_every_page_and_genuine_data_on_none(pages, later):
    assert all("演示数据" in page.read_text(encoding="utf-8") for page in pages.rglob("*.html"))
    assert not any("演示数据" in page.read_text(encoding="utf-8") for page in later.rglob("*.html"))


def test_accepted_errors_are_said_on_the_pages_they_concern(by_hand, warehouse_with_accepted_errors, tmp_path):
    publish(warehouse_with_accepted_errors, tmp_path, ["2020-08", "2020-09"])

    def text(page):
        return (tmp_path / page).read_text(encoding="utf-8")

    assert "带错发布" in text("months/2020-09.html")
    assert "带错发布" in text("index.html")
    assert "带错发布" not in text("months/2020-08.html")
    assert "带错发布" not in (by_hand / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_a_month_without_bulletin_figures_says_so_and_what_never_began_is_not_shown(pages):
    first = (pages / "months" / "2019-09.html").read_text(encoding="utf-8")
    assert "缺：本月没有这项数据" in first
    # The first month of all has a table in place of charts.
    assert 'id="proof-web_articles_published"' in first
    assert 'id="proof-party_uploads"' not in first


def test_charts_never_offer_to_send_data_away(pages):
    figures = (pages / "assets" / "figures" / "2020-09.js").read_text(encoding="utf-8")
    assert '"showSendToCloud":false' in figures and '"plotlyServerURL":""' in figures
    assert '"displayModeBar":false' in figures


def test_a_year_that_has_not_ended_says_how_many_months_it_has(pages, by_hand):
    assert "12 个月中有 9 个" in (pages / "years" / "2020.html").read_text(encoding="utf-8")
    # The sample has no quarter of the year before.
    assert "同比 +25.0%" in (by_hand / "years" / "2020.html").read_text(encoding="utf-8")


def test_a_restated_figure_shows_old_and_new_value_and_the_file(later):
    july = section(later / "months" / "2020-07.html", "restatements")
    assert re.search(rf"工会\s*0\s*1\s*漏登一篇.*{re.escape(LATE)}", july)


def test_what_still_needs_a_reason_is_marked_and_what_explains_itself_is_folded(later):
    told, folded = section(later / "months" / "2020-08.html", "restatements").split("基础表、程序改变的")
    assert told.count("待登记原因") == 2
    assert re.search(r"网站发稿 英语学院\s*1\s*2\s*未说明（后到的导出改变了数字） 待登记原因", told)
    assert "累计数继续增长" in folded and "待登记原因" not in folded
    assert re.search(r"已定的数字改过 \d+ 处，2 处待登记原因", section(later / "months" / "2020-08.html", "notes"))


def read_text(markup: str) -> str:
    """What a reader sees of a piece of a page, one blank between words."""
    return re.sub(r"\s+", " ", html.fromstring(f"<div>{markup}</div>").text_content())


def section(path, place: str) -> str:
    """What a reader sees of the part of a page with this id, one blank between words."""
    (found,) = html.parse(str(path), html.HTMLParser(encoding="utf-8")).xpath(f"//*[@id='{place}']")
    return re.sub(r"\s+", " ", found.text_content())


def test_a_check_that_does_not_pass_says_since_when_and_the_section_what_changed(later, republished):
    with read.open_database(republished) as connection:
        last, first = (f"{fmt.moment(run['published_at'])}" for run in read.publications(connection, 2))
    checks = section(later / "months" / "2020-09.html", "checks")
    assert re.search(rf"6 ≠ 8，差 −2[^差]*{first} 发布时起", checks)
    told = checks[checks.index("核对结果的变化") :]
    assert f"{last} 发布：" in told
    assert "差额变了正文印刷值与导出：供稿 差额由 −1 变为 −2" in told
    assert "新出现不认识的部门：技术中心 提示，差 +1" in told
    assert "已相符表5官网与表1：国际交流处 原为提示，差 +1" in told
    june = section(later / "months" / "2020-06.html", "checks")
    assert "不再有不认识的部门：现代信息技术中心 原为提示，差 +1" in june
    assert f"新出现表4与表5公众号：{STUDENT_AFFAIRS} 提示，差 +2" in june


def test_a_month_whose_checks_never_changed_has_no_list_of_changes(later):
    assert "核对结果的变化" in (later / "months" / "2020-09.html").read_text(encoding="utf-8")
    october = (later / "months" / "2020-10.html").read_text(encoding="utf-8")
    assert "核对结果的变化" not in october


def test_the_quality_page_says_of_the_last_publications_how_the_checks_stood_and_what_changed(later):
    told = section(later / "quality.html", "checks")
    newest, first = re.findall(r"\d+年\d+月\d+日 \d\d:\d\d 发布 相符 \d+ 项，提示 \d+ 项，不符 \d+ 项；[^。]*。", told)
    assert "上次发布以后" in newest and newest.endswith("基础表改过。")
    assert first.endswith("不符 2 项；第一次发布。")
    assert "不再相符2020年9月 正文印刷值与导出：网站发稿 不符，差 +2" in told
    assert 'href="months/2020-09.html#checks"' in (later / "quality.html").read_text(encoding="utf-8")


def test_of_many_changes_a_page_lists_the_first_and_counts_the_others(later):
    quality = section(later / "quality.html", "checks")
    (told,) = re.findall(r"变化 (\d+) 处", quality)
    (others,) = re.findall(r"另有 (\d+) 处，见各月页面的“核对”", quality)
    listed = quality.count("不再相符") + quality.count("差额变了") + quality.count("新出现") + quality.count("已相符")
    assert int(others) > 0 and listed + quality.count("不再有") == int(told) - int(others)


def test_the_months_of_the_quality_page_stand_under_their_year(pages):
    """Thirteen columns are too narrow on a phone for the year in each."""
    tree = html.parse(str(pages / "quality.html"), html.HTMLParser(encoding="utf-8"))
    years, months = tree.xpath("//*[@id='coverage']//thead/tr")
    assert [(th.text_content().strip(), th.get("colspan")) for th in years][1:] == [("2019年", "4"), ("2020年", "9")]
    assert [th.text_content().strip() for th in months] == [f"{i}月" for i in (*range(9, 13), *range(1, 10))]


def test_the_tables_of_a_year_are_folded_and_stand_on_paper(pages):
    """Open, they were thirty screens of a phone."""
    tree = html.parse(str(pages / "years" / "2020.html"), html.HTMLParser(encoding="utf-8"))
    folds = tree.xpath("//main/section/details")
    assert len(folds) >= 3
    assert all(fold.get("class") == "paper" and fold.get("open") is None for fold in folds)
    assert all(fold.xpath("summary/h2") for fold in folds)


def test_the_departments_that_rose_and_fell_are_named_with_their_change_in_units(pages):
    said = section(pages / "months" / "2020-09.html", "departments")
    assert re.search(r"比去年9月多的：\S+ \+\d+", said) and re.search(r"少的：\S+ −\d+", said)
    assert "%" not in said, "a percentage of a handful says nothing"


def test_departments_that_had_none_are_listed_once_and_only_counted_elsewhere(pages):
    tree = html.parse(str(pages / "months" / "2020-09.html"), html.HTMLParser(encoding="utf-8"))
    first, *others = tree.xpath("//*[@id='departments']/details")
    assert "本月 0 条（17 个）：" in first.text_content()
    assert not any("个）：" in other.text_content() for other in others)


def test_the_year_so_far_and_the_last_twelve_months_are_set_against_those_of_last_year(built, tmp_path):
    """By hand: the exports of the sample begin in September 2019, so no year of it has one before it."""
    database = shutil.copyfile(built, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            UPDATE rpt_metric_trend
            SET ytd_value = 210, ytd_yoy_pct = -0.125, ytd_reason = NULL,
                moving_12_value = 345, moving_12_reason = 'restructured'
            WHERE metric_id = 'web_articles_published' AND month = '2020-09'
        """)
    publish(database, tmp_path, ["2020-09"])
    for page in ("months/2020-09.html", "years/2020.html"):
        shown = read_text((tmp_path / page).read_text(encoding="utf-8"))
        # The reason is said once, below the table.
        assert re.search("210 同比 −12.5% 345 [①-⑳]", shown), page
        assert shown.count("机构调整，不比较") == 1, page
    sums = section(tmp_path / "years" / "2020.html", "sums")
    assert "近十二个月从2019年10月算起，都到2020年9月为止" in sums
    assert "公众号累计关注" not in sums, "a stock is not added up"
    assert "月份不全" in sums, "a sum that lacks a month is no sum"


def test_only_a_running_year_has_a_year_so_far(pages):
    assert 'id="sums"' in (pages / "years" / "2020.html").read_text(encoding="utf-8")
    assert 'id="sums"' not in (pages / "years" / "2019.html").read_text(encoding="utf-8")


def test_a_year_shows_its_terms_and_the_academic_years_it_is_part_of(pages):
    def headers(year: str) -> list[str]:
        tree = html.parse(str(pages / "years" / f"{year}.html"), html.HTMLParser(encoding="utf-8"))
        (table,) = [t for t in tree.iter("table") if t.findtext("caption") == f"{year}年学期与学年"]
        return [cell.text_content() for cell in table.find("thead").iter("th")][1:]

    assert headers("2020") == ["2019-2020 第二学期", "2020-2021 第一学期", "2019-2020学年", "2020-2021学年"]
    assert headers("2019") == ["2019-2020 第一学期", "2019-2020学年"]


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


def test_a_department_younger_than_the_warehouse_says_since_when_it_has_figures(later):
    young, old = ((later / "departments" / f"{d}.html").read_text(encoding="utf-8") for d in ("startup", "english"))
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


def test_the_figures_of_a_first_month_are_seen_without_moving_the_table(pages):
    """A table as wide as thirteen months hid the one column it had on a phone."""
    tree = html.parse(str(pages / "months" / "2019-09.html"), html.HTMLParser(encoding="utf-8"))
    (table,) = tree.xpath("//*[@id='channels']//table")
    assert table.get("class") == "figures" and len(table.xpath("thead//th")) == 2


def test_a_first_month_draws_no_course_and_no_part_of_it_is_told_as_a_half(warehouse, tmp_path):
    """Of one month a picture is one column or one point, and the second half is all there is."""
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("DELETE FROM rpt_metric_trend WHERE month <> '2020-09'")
        connection.execute("UPDATE rpt_metric_trend SET value = NULL WHERE metric_id = 'party_uploads'")
    publish(database, tmp_path, ["2020-09"])
    read_page = {
        name: html.parse(str(tmp_path / name), html.HTMLParser(encoding="utf-8"))
        for name in ("index.html", "years/2020.html", "accounts/gwx.html", "departments/yyxy.html")
    }
    for name in ("years/2020.html", "accounts/gwx.html", "departments/yyxy.html"):
        assert not read_page[name].xpath("//figure"), name
    assert read_page["accounts/gwx.html"].xpath("//*[@id='charts']//table//td")
    assert read_page["departments/yyxy.html"].xpath("//*[@id='figures']/details[@open]")
    lead = read_page["years/2020.html"].xpath("//p[@class='lead']")[0].text_content()
    assert lead.startswith("2020 年 9 月，") and "其中下半年" not in lead
    heads = [th.text_content() for th in read_page["index.html"].xpath("//*[@id='department-table']//thead//th")]
    assert "智慧党建信息量" not in heads and "官网发稿" in heads


def test_of_a_year_whose_whole_is_not_known_no_half_is_told(built, tmp_path):
    """公众号阅读 54,506 次（只有 3 个月的数），其中下半年 54,506 次.

    By hand: the headline figures of the sample begin before the year or in its last month.
    """
    database = shutil.copyfile(built, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE rpt_metric_trend SET value = NULL WHERE metric_id = 'web_articles_published' AND month < '2020-07'"
        )
    publish(database, tmp_path, ["2020-09"])
    page = html.parse(str(tmp_path / "years" / "2020.html"), html.HTMLParser(encoding="utf-8"))
    lead = page.xpath("//p[@class='lead']")[0].text_content()
    assert re.search(r"网站发稿 [\d,]+ 条（只有 \d 个月的数）；", lead), lead


def test_the_page_of_a_department_that_was_closed_goes(built, republished, tmp_path):
    """Nobody writes it again, so it would tell old figures for ever."""
    publish(built, tmp_path, ["2020-09"])
    page = tmp_path / "departments" / "sports.html"
    assert page.exists()
    publish(republished, tmp_path, ["2020-09"])
    assert not page.exists() and page.with_stem("english").exists()


def test_a_rank_says_which_way_it_goes_and_who_shares_it_and_none_is_for_a_zero(pages):
    """Nobody is praised for a first place among twenty that had none, or for being first in something bad."""
    department = section(pages / "departments" / "english.html", "figures")
    assert re.search(r"4 2 个并列", department)
    assert "从大到小" in department and "不说好坏" in department
    assert "并列" not in section(pages / "departments" / "library.html", "figures"), "it had none"


def test_a_part_of_a_month_is_set_against_as_many_days_where_whole_months_are_not_compared():
    window = {"window_days": 27, "window_value": 90, "window_last_year_value": 100}
    window |= {"window_yoy_change": -10, "window_yoy_pct": -0.1}
    row = {"value": 95, "unit": "次", "month": "2020-09", "yoy_reason": "partial_period", "last_year_value": 120}
    row |= {"yoy_change": None, "yoy_pct": None}
    assert cards.against_last_year(row | window, None) == "前 27 天 90，比去年9月前 27 天少 10（−10.0%）"
    assert cards.against_last_year(row, None) == "两期天数不等，不比较"


def test_a_corrected_figure_of_a_year_says_so(by_hand):
    year = (by_hand / "years" / "2020.html").read_text(encoding="utf-8")
    row = year.split("年全年、半年与季度</caption>")[1].split("官网发稿")[1].split("</tr>")[0]
    assert "已修正" in row


def test_a_month_of_which_hardly_anything_is_known_says_only_that_and_no_month_points_to_it(pages):
    """Of October the sample knows two works."""
    page = (pages / "months" / "2020-10.html").read_text(encoding="utf-8")
    assert "还不到半个月，不作比较" in page
    assert 'id="departments"' not in page and 'class="heroes"' not in page
    assert 'href="2020-10.html"' not in (pages / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_a_month_without_anything_is_passed_over(built, tmp_path):
    """By hand: no month in the midst of the sample is empty."""
    path = tmp_path / "tongbao.duckdb"
    shutil.copy(built, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM rpt_metric_trend WHERE month = '2020-05'")
    publish(path, tmp_path / "out", ["2020-04", "2020-05", "2020-06"])
    page = (tmp_path / "out" / "months" / "2020-05.html").read_text(encoding="utf-8")
    assert "还不到半个月，不作比较" in page
    assert 'id="departments"' not in page and 'class="heroes"' not in page
    before = (tmp_path / "out" / "months" / "2020-04.html").read_text(encoding="utf-8")
    assert 'href="2020-06.html"' in before and 'href="2020-05.html"' not in before


def test_a_source_is_called_as_the_warehouse_calls_it(pages):
    assert "新媒体作品" in (pages / "quality.html").read_text(encoding="utf-8")


def test_a_name_that_turns_the_direction_of_writing_turns_nothing_around_it(built, tmp_path):
    """By hand: every department at once."""
    database = shutil.copyfile(built, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE rpt_metric_trend SET scope_name = '\u202e' || scope_name WHERE scope = 'department'")
        connection.execute("UPDATE dim_department SET name = '\u202e' || name")
    publish(database, tmp_path, ["2020-09"])
    seen = 0
    for path in tmp_path.rglob("*.html"):
        body = path.read_text(encoding="utf-8").partition("<body>")[2]
        places = [at.start() for at in re.finditer("\u202e", body)]
        # Words for screen readers alone stand in no line of text.
        loose = [at for at in places if not re.search('<bdi>$|="[^"]*$|hidden>[^<]*$', body[:at])]
        assert loose == [], (path.name, body[loose[0] - 80 : loose[0] + 40])
        seen += len(places)
    assert seen
