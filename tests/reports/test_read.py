"""What the queries make of the published tables."""

import shutil

import duckdb
import pytest

from pipelines.reports import read


@pytest.fixture(scope="module")
def connection(warehouse):
    with read.open_database(warehouse) as opened:
        yield opened


def series(connection, metric_id, **window):
    return [r for r in read.trend(connection, **window) if r["metric_id"] == metric_id]


def test_the_file_is_opened_read_only(connection):
    with pytest.raises(Exception, match="read-only"):
        connection.execute("CREATE TABLE t (i INT)")


def test_a_month_without_an_export_stays_in_the_trend_without_a_value(connection):
    weibo = series(connection, "weibo_reads", first="2019-09", last="2020-09")
    assert len(weibo) == 13
    assert [r["month"] for r in weibo if r["value"] is None] == ["2020-03"]
    assert next(r["status"] for r in weibo if r["value"] is None) == "missing"


def test_zero_is_a_value(connection):
    february = next(
        r
        for r in series(connection, "web_articles_published", first="2019-09", last="2020-09")
        if r["month"] == "2020-02"
    )
    assert (february["value"], february["status"]) == (0, "zero")


def test_months_before_the_warehouse_begins_are_no_gaps(connection):
    assert series(connection, "weibo_reads", first="2019-01", last="2020-09")[0]["month"] == "2019-08"


def test_only_figures_that_cover_fewer_days_than_the_month_are_parts(connection):
    last = {r["metric_id"]: r["is_part"] for r in read.trend(connection, "2020-09", "2020-09")}
    assert last["wechat_reads"] is True
    assert last["web_articles_published"] is False


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
    assert [r["status"] for r in read.reconciliation(connection, "2020-09")] == ["fail", "warn", "pass"]


def test_a_check_tells_since_when_its_verdict_stands_whatever_the_difference_did(connection):
    since = {r["check_id"]: r["since"] for r in read.reconciliation(connection, "2020-09")}
    assert (f"{since['table5_text']:%m-%d %H:%M}", f"{since['table4_table5']:%m-%d %H:%M}") == (
        "10-05 18:00",
        "10-08 09:30",
    )


def test_changes_of_checks_are_those_after_the_first_publication_of_the_month_failures_first(connection):
    changes = read.check_changes(connection, "2020-09")
    assert [(r["check_id"], r["change"]) for r in changes] == [
        ("table5_text", "moved"),
        ("table4_table5", "new"),
        ("names_resolved", "gone"),
        ("table1_sum", "mended"),
    ]
    (august,) = read.check_changes(connection, "2020-08")
    assert (august["check_id"], august["change"]) == ("wechat_net", "broken")


def test_publications_come_newest_first_with_what_they_changed_in_all_months(connection):
    last, first = read.publications(connection, 3)
    assert [(r["month"], r["check_id"]) for r in last["changes"]] == [
        ("2020-09", "table5_text"),
        ("2020-08", "wechat_net"),
        ("2020-09", "table4_table5"),
        ("2020-09", "names_resolved"),
        ("2020-09", "table1_sum"),
    ]
    assert (first["is_first"], first["changes"]) == (True, [])
    assert [run["run_id"] for run in read.publications(connection, 1)] == ["r1"]


def test_those_who_share_a_rank_know_how_many_they_are(warehouse, tmp_path):
    database = shutil.copyfile(warehouse, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(database)) as connection:
        of_metric = "WHERE scope = 'department_now' AND metric_id = 'web_articles_published'"
        connection.execute(f"UPDATE rpt_metric_trend SET rank = 9 {of_metric}")
        connection.execute(f"UPDATE rpt_metric_trend SET rank = 1 {of_metric} AND scope_id IN ('yyxy', 'hqc')")
        connection.execute(f"UPDATE rpt_metric_trend SET rank = 3 {of_metric} AND scope_id = 'tsg'")
        rows = read.department_trends(connection, "2020-08", "2020-09")
    found = {
        (row["department_id"], row["month"]): (row["rank"], row["sharing"])
        for row in rows
        if row["metric_id"] == "web_articles_published" and row["department_id"] in ("yyxy", "hqc", "tsg")
    }
    assert {rank for (id_, _), rank in found.items() if id_ in ("yyxy", "hqc")} == {(1, 2)}
    assert {rank for (id_, _), rank in found.items() if id_ == "tsg"} == {(3, 1)}


def test_an_empty_unrecognised_department_is_not_compared(connection):
    assert "unrecognised" not in {r["department_id"] for r in read.departments(connection, "2020-09")}


def test_files_of_a_month_are_those_whose_span_meets_it(connection):
    assert len(read.files(connection, "2020-09")) == 2
    assert [r["dataset"] for r in read.files(connection, "2020-01")] == ["web_article"]
