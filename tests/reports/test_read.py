"""What the queries make of the published tables."""

import pytest

from pipelines.reports import read


@pytest.fixture(scope="module")
def connection(built):
    with read.open_database(built) as opened:
        yield opened


@pytest.fixture(scope="module")
def changed(republished):
    with read.open_database(republished) as opened:
        yield opened


def series(connection, metric_id, **window):
    return [r for r in read.trend(connection, **window) if r["metric_id"] == metric_id]


def test_the_file_is_opened_read_only(connection):
    with pytest.raises(Exception, match="read-only"):
        connection.execute("CREATE TABLE t (i INT)")


def test_a_month_without_an_export_stays_in_the_trend_without_a_value(connection):
    weibo = series(connection, "weibo_posts", first="2019-09", last="2020-09")
    assert len(weibo) == 13
    assert [r["month"] for r in weibo if r["value"] is None] == ["2020-07"]
    assert next(r["status"] for r in weibo if r["value"] is None) == "missing"


def test_zero_is_a_value(connection):
    rows = read.departments(connection, "2020-09")
    (library,) = [r for r in rows if r["department_id"] == "library" and r["metric_id"] == "web_articles_published"]
    assert (library["value"], library["status"]) == (0, "zero")


def test_months_before_the_warehouse_begins_are_no_gaps(connection):
    assert series(connection, "weibo_posts", first="2019-01", last="2020-09")[0]["month"] == "2019-09"


def test_only_figures_that_cover_fewer_days_than_the_month_are_parts(connection):
    """Of October one article is known, in the list of September's end."""
    (september,) = series(connection, "web_articles_published", first="2020-09", last="2020-09")
    (october,) = series(connection, "web_articles_published", first="2020-10", last="2020-10")
    assert (september["is_part"], october["is_part"]) == (False, True)


def test_units_without_any_item_are_one_closing_row(connection):
    table = read.website_updates(connection, "2020-09")
    assert [r["quantity"] for r in table] == [9, 7, 1, 1, 4, 1, 3, 2, 1, 3, 1, 0]
    assert (table[-1]["seq"], table[-1]["unit"]) == (12, "其它部门")
    assert table[0]["total"] == 33


def test_a_table_is_read_as_it_is_printed(connection):
    table = read.wechat_contributions(connection, "2020-09")
    assert [(r["seq"], r["unit"], r["quantity"]) for r in table] == [
        (1, "新闻中心", 7),
        (2, "国际交流与合作处", 3),
        (3, "人事处", 1),
        (4, "东方语言学院", 1),
        (5, "其它部门", 0),
    ]


def test_menu_rows_keep_their_order_and_know_the_height_of_the_first_level(connection):
    menu = read.wechat_menu(connection, "2020-09")
    assert [(r["level1"], r["span"]) for r in menu if r["span"]] == [("微资讯", 4), ("湖外主页", 1), ("微校园", 2)]
    assert menu[0]["total"] == 6027


def test_party_uploads_end_with_the_rest_and_add_up(connection):
    uploads = read.party_uploads(connection, "2020-09")
    assert [(r["unit"], r["quantity"]) for r in uploads][-2:] == [("机关党总支", 2), ("其它部门", 0)]
    assert uploads[0]["total"] == 62


def test_training_cohorts_carry_the_size_of_their_class(connection):
    assert {r["class_total"] for r in read.training(connection, "2020-09")} == {357}


def test_failed_checks_come_first(connection):
    statuses = [r["status"] for r in read.reconciliation(connection, "2020-09")]
    assert set(statuses) == {"fail", "warn", "pass"}
    assert statuses == sorted(statuses, key=["fail", "warn", "pass"].index)


def test_a_check_tells_since_when_its_verdict_stands_whatever_the_difference_did(changed):
    first, second = (run["published_at"] for run in reversed(read.publications(changed, 2)))
    since = {r["subject"]: r["since"] for r in read.reconciliation(changed, "2020-09")}
    assert since["正文印刷值与导出：供稿"] == first
    assert since["重要与一般之和与网站总数"] == second


def test_changes_of_checks_are_those_after_the_first_publication_of_the_month_failures_first(changed):
    changes = read.check_changes(changed, "2020-09")
    assert [(r["check_id"], r["change"]) for r in changes] == [
        ("printed_parts_submissions_received", "moved"),
        ("printed_submissions_received", "moved"),
        ("printed_table", "broken"),
        ("printed_web_articles_important", "broken"),
        ("printed_web_articles_published", "broken"),
        ("names_resolved", "new"),
        ("web_classes_sum", "broken"),
        ("submissions_within_articles", "mended"),
    ]
    june = {(r["subject"], r["change"]) for r in read.check_changes(changed, "2020-06")}
    assert ("不认识的部门：现代信息技术中心", "gone") in june


def test_publications_come_newest_first_with_what_they_changed_in_all_months(changed):
    last, first = read.publications(changed, 3)
    assert {r["month"] for r in last["changes"]} >= {"2020-09", "2020-06", "2019-10"}
    failed = [r["change"] for r in last["changes"] if r["status"] == "fail"]
    assert [r["change"] for r in last["changes"][: len(failed)]] == failed, "failures first"
    assert (first["is_first"], first["changes"]) == (True, [])
    assert [run["run_id"] for run in read.publications(changed, 1)] == [last["run_id"]]


def test_those_who_share_a_rank_know_how_many_they_are(connection):
    """Articles of September: nine and seven, three of two units, two of one, one of five; nobody else has any."""
    rows = read.department_trends(connection, "2020-09", "2020-09")
    shared = {r["department_id"]: (r["rank"], r["sharing"]) for r in rows if r["metric_id"] == "web_articles_published"}
    assert shared["party_work"] == (1, 1) and shared["oriental"] == (6, 1)
    assert shared["english"] == shared["intl_econ"] == (4, 2)
    assert shared["hr"] == shared["logistics"] == (7, 5)


def test_an_empty_unrecognised_department_is_not_compared(connection, changed):
    """In September there is nothing that belongs to nobody; an article of 技术中心 came with the second publication."""
    assert "unrecognised" not in {r["department_id"] for r in read.departments(connection, "2020-09")}
    assert "unrecognised" in {r["department_id"] for r in read.departments(changed, "2020-09")}


def test_files_of_a_month_are_those_whose_span_meets_it(connection):
    files = {month: {r["path"] for r in read.files(connection, month)} for month in ("2020-01", "2020-09")}
    assert "website/main/稿件列表_2020-09.xlsx" in files["2020-09"] - files["2020-01"]
    assert "website/main/稿件列表_2020-01.xlsx" in files["2020-01"] - files["2020-09"]
    # A ledger of the whole year.
    assert "registers/供稿登记2020年.xlsx" in files["2020-01"] & files["2020-09"]
