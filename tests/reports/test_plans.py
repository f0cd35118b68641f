"""Targets, rules, zero reports and scores on the pages."""

import html
import re
import shutil

import duckdb
import pytest

from pipelines.reports import plans, publish, read

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def pages(warehouse_with_plans, tmp_path_factory):
    out = tmp_path_factory.mktemp("plans")
    publish(warehouse_with_plans, out, ["2020-08", "2020-09"])
    return out


@pytest.fixture(scope="module")
def connection(warehouse_with_plans):
    with read.open_database(warehouse_with_plans) as opened:
        yield opened


def text(path, section):
    """The words of one section, single-spaced."""
    found = re.search(rf'<section id="{section}".*?</section>', path.read_text(encoding="utf-8"), re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group())).split())


def test_targets_are_told_apart_by_what_is_due(connection):
    targets = plans.month(connection, "2020-09")["targets"]
    assert [target["name"] for target in targets["本月到期"]] == ["部门供稿", "采用率", "阅读增长"]
    assert [target["name"] for target in targets["进行中"]] == ["全年发稿", "工作报告"]


def test_a_target_says_what_is_asked_what_is_done_and_where_the_line_stands(pages):
    said = text(pages / "months" / "2020-09.html", "plans")
    assert "! 落后 全年发稿" in said
    assert "211 条，应不少于 400 条（从2020年3月1日起计，此前没有这项统计），按进度应有 300" in said
    assert "期间未完；依据原文：计划：全年发稿" in said
    assert "应多于上年同期 15,100 次" in said
    assert "应在2020年11月30日前完成" in said


def test_too_much_of_what_has_an_upper_end_is_not_called_unfinished(warehouse_with_plans, tmp_path):
    path = shutil.copy(warehouse_with_plans, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(path)) as opened:
        opened.execute(
            """
            UPDATE fct_target SET comparator = 'range', expected_low = 2, expected_high = 8, actual = 9,
                status = 'not_met' WHERE name = '阅读增长'
            """
        )
    publish(path, tmp_path / "out", ["2020-09"])
    said = text(tmp_path / "out" / "months" / "2020-09.html", "plans")
    assert "✗ 超出 阅读增长" in said and "未完成 阅读增长" not in said


def test_what_earned_points_is_named_by_what_was_measured_and_once(warehouse_with_plans, tmp_path):
    """100%，满 100% 得 5 分 says of nothing what it is, and 98% would stand beside it as another."""
    path = shutil.copy(warehouse_with_plans, tmp_path / "tongbao.duckdb")
    with duckdb.connect(str(path)) as opened:
        for day, share, points in (("2020-03-31", "98%", 4.9), ("2020-06-30", "100%", 5)):
            opened.execute(
                """
                INSERT INTO fct_score VALUES ('points', 'points', 'yyxy', left(?, 7), ?, 'measure',
                    '季度供稿任务完成率', NULL, ?, ?, ?, NULL)
                """,
                [day, day, f"{share}，满 100% 得 5 分", points, points],
            )
    publish(path, tmp_path / "out", ["2020-09"])
    said = text(tmp_path / "out" / "departments" / "yyxy.html", "scores").split("各月得分")[0]
    assert "季度供稿任务完成率 2 次 9.9 分" in said and "得 5 分" not in said


def test_a_target_that_cannot_be_judged_is_neither_met_nor_missed(pages):
    assert "不能判断 采用率 三季度 还没有数，应不低于 80.0% 期间缺数；补送 2020-09 的供稿登记" in text(
        pages / "months" / "2020-09.html", "plans"
    )


def test_only_a_running_period_has_a_line_to_draw(connection):
    found = [t for group in plans.month(connection, "2020-09")["targets"].values() for t in group]
    assert {t["name"]: (t["done_share"], t["line_share"]) for t in found if t["line_share"] is not None} == {
        "全年发稿": (211 / 400, 300 / 400)
    }


def test_a_target_of_many_departments_is_counted_and_names_those_that_missed_it(pages):
    said = text(pages / "months" / "2020-09.html", "plans")
    assert "3 个部门：2 个未完成，1 个完成。应不少于 1 件。" in said
    assert "依据推断" in said
    assert f"后勤处、学生处{HOSTILE}" in said


def test_a_rule_counts_only_the_judged_and_names_the_others_with_their_reason(pages):
    said = text(pages / "months" / "2020-09.html", "plans")
    assert "1 / 2 符合 活动后 7 天内上传" in said
    assert "迟 2 件：英语学院学生支部" in said
    assert "期间成立：新支部" in said
    assert "1 个不能判断（期间没有记录）" in said
    assert "规则 2 条，1 条有人没有做到" in said


def test_zero_runs_are_grouped_by_length_and_long_lists_fold(pages):
    said = text(pages / "months" / "2020-09.html", "plans")
    assert "供稿 部门 9 个 至少 13 个月（8 个）：" in said
    assert "另 2 个" in said


def test_a_month_without_plans_has_no_such_section(warehouse, pages, tmp_path):
    publish(warehouse, tmp_path, ["2020-09"])
    for page in tmp_path.rglob("*.html"):
        assert not re.search('id="(plans|targets|fees|scores|award-[^"]*)"', page.read_text(encoding="utf-8")), page


def test_empty_tables_are_as_good_as_none(warehouse_with_plans, tmp_path):
    path = tmp_path / "tongbao.duckdb"
    shutil.copy(warehouse_with_plans, path)
    with duckdb.connect(str(path)) as opened:
        for table in ("fct_target", "fct_rule_result", "rpt_zero_report", "rpt_score_award", "rpt_fee", "rpt_score"):
            opened.execute(f"DELETE FROM {table}")
    publish(path, tmp_path / "out", ["2020-09"])
    assert 'id="plans"' not in (tmp_path / "out" / "months" / "2020-09.html").read_text(encoding="utf-8")


def test_the_award_sheet_has_the_rule_beside_each_point(pages):
    said = text(pages / "years" / "2020.html", "award-points")
    assert "后勤处 并列" in said
    then, now = said.split("按现在的机构")
    undecided = "另有 1 件待核定：50–100 分"
    # Alone in its group: no rank among one.
    assert f"英语学院 {undecided} 含加分 1（登记 3） 完成任务 20 分的 25% — 5 2 1" in then
    assert f"英语学院 {undecided} 含加分 1（登记 3） 完成任务 20 分的 45% — 9 3 1" in now
    # Who is ruled out has points and no rank, and stands last.
    assert "后勤处 并列 不合格 1 0 0 2" in then and "教务处 一票否决：重大舆情 — 9 3 —" in then
    assert "新生见面会 官微 官微稿件：5 分/件 5 2 同一稿件已计" in said
    assert "迎新简报 部委简报 简报：50–100 分/件 — — 待核定：50–100 分" in said


def test_fees_end_in_a_total_and_count_what_is_not_paid(pages):
    said = text(pages / "years" / "2020.html", "fees")
    assert "英语学院 2 1 50" in said
    assert "后勤处 另有 1 件待核定：5–10 元 1.5 0 25" in said
    assert "合计 75" in said


def test_a_department_page_has_its_own_targets_rules_and_points_only(pages):
    english = pages / "departments" / "yyxy.html"
    assert "完成 部门供稿 三季度 3 件" in text(english, "plans")
    assert "未符合 活动后 7 天内上传" in text(english, "plans")
    assert "2020年9月 5 2 1 5" in text(english, "scores")
    assert "后勤支部" not in text(english, "plans")
    assert 'id="scores"' not in (pages / "departments" / "hqc.html").read_text(encoding="utf-8")


def test_names_and_titles_are_escaped(pages):
    for page in pages.rglob("*.html"):
        assert HOSTILE not in page.read_text(encoding="utf-8"), page.name


def test_what_a_department_took_over_stands_on_its_page_under_the_name_then():
    """外语系 became part of 英语学院: as the school is now its points are those of 英语学院."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            CREATE TABLE fct_score AS
            SELECT 's' AS scheme_id, 'points' AS purpose, unit AS department_id, strftime(day, '%Y-%m') AS month,
                day AS counted_on, 'item' AS line_kind, '' AS title, '' AS outlet, '' AS rule_text,
                points AS points_by_rule, points, '' AS reason
            FROM (VALUES ('old', DATE '2020-03-05', 4), ('new', DATE '2020-09-05', 2)) AS lines (unit, day, points)
            """
        )
        connection.execute("CREATE TABLE dim_department (department_id TEXT, name TEXT, valid_from DATE)")
        connection.execute("INSERT INTO dim_department VALUES ('old', '外语系', NULL), ('new', '英语学院', NULL)")
        connection.execute("CREATE TABLE bridge_department_succession (department_id TEXT, department_now_id TEXT)")
        connection.execute("INSERT INTO bridge_department_succession VALUES ('old', 'new'), ('new', 'new')")
        found = plans.by_department(connection, "2020-09")
    assert list(found) == ["new"]
    assert [(row["points"], row["taken_over"]) for row in found["new"]["score_lines"]] == [(2, ""), (4, "外语系")]


def test_points_of_a_department_page_are_those_of_todays_department():
    with duckdb.connect() as connection:
        connection.execute(
            """
            CREATE TABLE rpt_score AS
            SELECT scope, unit AS department_id, 's' AS scheme_id, '宣传计分' AS scheme_name, '2020-09' AS month,
                points, 1 AS items, 1 AS rank, 1 AS group_rank, points AS ytd_points, 1 AS ytd_rank
            FROM (VALUES ('department', 'old', 4), ('department', 'new', 2), ('department_now', 'new', 6))
                AS standings (scope, unit, points)
            """
        )
        found = plans.by_department(connection, "2020-09")
    assert {unit: [row["points"] for row in shown["scores"]] for unit, shown in found.items()} == {"new": [6]}


READ = ["dim_department", "fct_target", "fct_rule_result", "fct_score", "rpt_zero_report", "rpt_score"]
READ += ["rpt_score_award", "rpt_fee"]


def test_a_file_of_an_earlier_version_gives_what_it_has_or_names_the_column_it_lacks(warehouse_with_plans, tmp_path):
    """A command turns the latter into a request for ``tongbao run``; all else would look like a fault of ours."""
    asked = []
    with duckdb.connect(str(shutil.copy(warehouse_with_plans, tmp_path))) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE list_contains(?, table_name)", [READ]
        ).fetchall()
        for table, column in columns:
            connection.execute(f"BEGIN; ALTER TABLE {table} DROP COLUMN {column}")
            try:
                plans.month(connection, "2020-09")
                plans.year(connection, "2020")
                plans.by_department(connection, "2020-09")
            except duckdb.BinderException:
                asked.append((table, column))
            connection.execute("ROLLBACK")
    assert {table for table, _ in asked} == {*READ}
    assert {("fct_target", "revisions"), ("rpt_score_award", "is_tied"), ("rpt_score", "ytd_rank")} <= set(asked)
