"""The page of a past month says in one line where today differs from what was published then."""

import duckdb
import pytest

from pipelines.reports.month import since


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute(
            """
            CREATE SCHEMA quality;
            CREATE TABLE quality.restatements (
                month TEXT, metric_id TEXT, scope TEXT, scope_id TEXT, old_value DOUBLE, new_value DOUBLE, run_id TEXT);
            CREATE TABLE dim_department (
                department_id TEXT, name TEXT, display_order INT, valid_from DATE, valid_to DATE, is_current BOOLEAN,
                in_roster BOOLEAN);
            CREATE TABLE bridge_department_succession (department_id TEXT, department_now_id TEXT);
            CREATE TABLE dim_month AS
                SELECT strftime(day, '%Y-%m') AS month, day AS month_start, last_day(day) AS month_end
                FROM generate_series(DATE '2019-01-01', DATE '2020-12-01', INTERVAL 1 MONTH) AS days(day);
            """
        )
        yield opened


def restated(connection, *lines):
    connection.executemany("INSERT INTO quality.restatements VALUES ('2020-03', ?, ?, ?, ?, ?, ?)", lines)


def fact(metric_id, name, value, unit="条"):
    return {"metric_id": metric_id, "metric_name": name, "value": value, "unit": unit, "is_headline": True}


def department(name, value):
    return fact("web", "网站发稿", value) | {"department_id": name, "department_name": name}


def test_a_figure_that_was_another_one_when_it_was_published_is_told_with_the_first_value(connection):
    restated(
        connection,
        ("reads", "institution", "institution", 100, 120, "r2"),
        ("reads", "institution", "institution", 120, 150, "r3"),
        ("late", "institution", "institution", None, 8, "r2"),
        ("back", "institution", "institution", 5, 6, "r2"),
        ("back", "institution", "institution", 6, 5, "r3"),
    )
    facts = [
        fact("reads", "阅读", 150, "次"),
        fact("late", "微博阅读", 8),
        fact("back", "发稿", 5),
        fact("same", "", 1),
    ]
    told = since.figures(connection, "2020-03", {row["metric_id"]: row for row in facts}, [])
    assert told == "阅读当时是 100 次；微博阅读当时缺，后来补到"
    assert since.figures(connection, "2020-04", {}, []) == ""


def test_a_rank_is_told_as_it_was_then_and_only_where_the_figure_itself_changed(connection):
    """丙处 had 1 and was third; with 6 it is first, and 甲处 is second without having changed."""
    restated(connection, ("web", "department", "丙处", 1, 6, "r2"))
    rows = [department("丙处", 6), department("甲处", 5), department("乙处", 3), department("丁处", 0)]
    assert since.figures(connection, "2020-03", {}, rows) == "丙处网站发稿当时 1 条（第 3），现在 6 条（第 1）"


def test_departments_with_the_same_figure_share_the_better_rank_then_and_now(connection):
    """Then 甲处 and 乙处 were first together and 丙处 third; now all three are first."""
    restated(connection, ("web", "department", "丙处", 2, 5, "r2"))
    rows = [department("甲处", 5), department("丙处", 5), department("乙处", 5), department("丁处", 1)]
    assert since.figures(connection, "2020-03", {}, rows) == "丙处网站发稿当时 2 条（第 3），现在 5 条（第 1）"


def test_departments_of_the_time_that_are_called_otherwise_today_are_named(connection):
    departments = [
        ("career", "就业中心", 1, "2003-09-01", "2019-12-31", False, True),
        ("admission", "招生处", 2, "2003-09-01", "2020-02-29", False, True),
        ("admission", "招生就业处", 2, "2020-03-01", "9999-12-31", True, True),
        ("library", "图书馆", 3, "2003-09-01", "9999-12-31", True, True),
    ]
    connection.executemany("INSERT INTO dim_department VALUES (?, ?, ?, ?, ?, ?, ?)", departments)
    bridge = [("career", "admission"), ("admission", "admission"), ("library", "library")]
    connection.executemany("INSERT INTO bridge_department_succession VALUES (?, ?)", bridge)
    assert since.names(connection, "2019-11") == [("就业中心", "招生就业处"), ("招生处", "招生就业处")]
    assert since.names(connection, "2020-03") == []
