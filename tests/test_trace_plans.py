"""Targets, rules, points and comparisons lead to files and rows, and those make up what is published."""

import shutil

import duckdb
import pytest

from pipelines.commands.trace import lines, trace
from pipelines.errors import WrongUse
from pipelines.lineage.comparisons import contribution
from pipelines.lineage.evidence import walk
from pipelines.lineage.sources import rows
from pipelines.lineage.tables import SELECTED, TRACED

# Rows of a table that are traced; the large ones are sampled evenly.
MOST = 60


@pytest.fixture
def traced(published_home, capsys):
    """What ``tongbao trace --table`` prints for the sample home."""

    def run(table: str, when: str, department: str | None = None, structure: str = "then") -> str:
        trace(None, when, department, None, None, None, structure, table, str(published_home.root))
        return capsys.readouterr().out

    return run


def test_every_table_of_comparisons_is_one_that_can_be_traced(published):
    tables = {t for (t,) in published.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert {t for t in tables if t.startswith("rpt_")} <= set(TRACED)


@pytest.mark.parametrize("table", TRACED)
def test_the_rows_behind_every_sampled_row_make_it_up(published, table):
    found = rows(published, SELECTED.get(table, f"SELECT * FROM {table}"))
    time, unit, traced_row = TRACED[table]
    step = max(1, len(found) // MOST)
    wrong = []
    for row in found[::step]:
        evidence = traced_row(published, row)
        if not evidence.label or any(part.agrees is False for part in walk(evidence)):
            wrong.append((row[time], row[unit], "\n".join(lines(evidence))))
    assert wrong == []


@pytest.mark.parametrize(
    ("table", "when"), [("fct_score", "2020-09"), ("rpt_metric_trend", "2020-09"), ("fct_target", "2020-Q3")]
)
def test_the_order_in_which_rows_are_stored_is_not_shown(published_home, tmp_path, capsys, table, when):
    """Facts are stored as they come; here they come the other way round."""
    for folder in ("raw", "warehouse"):
        (tmp_path / folder).mkdir()
    turned = tmp_path / "warehouse" / "tongbao.duckdb"
    shutil.copy(published_home.published, turned)
    with duckdb.connect(str(turned)) as connection:
        connection.execute(f"CREATE TEMP TABLE turned AS SELECT * FROM {table} ORDER BY rowid DESC")
        connection.execute(f"TRUNCATE {table}")
        connection.execute(f"INSERT INTO {table} SELECT * FROM turned")

    shown = []
    for home in (published_home.root, tmp_path):
        trace(None, when, "英语学院", None, None, None, "then", table, str(home))
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_points_lead_to_the_article_and_to_the_rule(traced):
    shown = traced("rpt_score", "2020-09", "英语学院")
    assert "website/main/稿件列表_2020-09.xlsx｜工作表 Sheet1" in shown
    assert "依据：官网稿件：3 分/件" in shown
    assert "典型宣传获主管部门肯定" in shown and "reference/计分加减.csv 第 3 行" in shown
    assert "＝ 发布的数字" in shown


def test_points_are_traced_in_the_view_that_is_asked_for(traced):
    """就业中心 became part of 招生就业处 on 1 January 2020."""
    then, now = (traced("rpt_score", "2019-12", "admission", structure) for structure in ("then", "now"))
    assert then.count("宣传工作计分 2019-12") == now.count("宣传工作计分 2019-12") == 1
    assert "按现在的机构" in now and "按现在的机构" not in then
    assert "≠" not in then + now
    with pytest.raises(WrongUse, match="then"):
        traced("rpt_score", "2019-12", "admission", "tree")


def test_points_for_a_whole_period_lead_to_what_they_were_counted_from(traced):
    shown = traced("fct_score", "2020-09", "英语学院")
    assert "季度供稿任务完成率" in shown
    assert "取值" in shown and "registers/供稿登记2020年.xlsx" in shown


def test_a_weekly_target_leads_to_its_weeks(traced):
    shown = traced("fct_target", "2020-H2")
    assert "官网周周有新闻" in shown and "达到的周" in shown
    assert "reference/目标表.csv" in shown


def test_a_rule_leads_to_what_was_late(traced):
    shown = traced("fct_rule_result", "2020-09")
    assert "活动后 7 天内上传" in shown and "party/" in shown
    assert "共" in shown and "相差" in shown


def test_how_long_things_took_leads_to_each_of_them(traced):
    shown = traced("rpt_delay", "2020-09")
    assert "党建上传用时 2020-09 全校" in shown and "party/" in shown
    assert "排在中间的是" in shown and "≠" not in shown


def test_units_that_took_part_are_named_with_their_rows_and_the_others_without(traced):
    shown = traced("rpt_unit_coverage", "2020-09")
    assert "供稿 2020-09 有几个部门" in shown and "registers/供稿登记2020年.xlsx｜工作表 2020年9月" in shown
    assert "没有的：" in shown and "≠" not in shown


def test_a_share_of_a_quarter_leads_to_its_months(traced):
    shown = traced("rpt_share_period", "2020-Q3")
    assert "2020-07：" in shown and "2020-09：" in shown and "÷" in shown and "≠" not in shown


def test_a_week_leads_to_its_rows(traced):
    shown = traced("fct_metric_week", "2020-W38")
    assert "网站发稿（web_articles_published） 2020-W38" in shown and "website/main/" in shown
    assert "≠" not in shown


def test_a_period_without_rows_is_answered_with_those_there_are(traced):
    with pytest.raises(WrongUse, match="有的月份"):
        traced("rpt_score", "2031-01")


def test_the_periods_there_are_are_those_of_the_department_that_is_asked_for(traced):
    with pytest.raises(
        WrongUse, match="没有“2020-09”的部门 english 的行。有的时期：2020-Q1、2020-Q2、2020-Q3、2020-Q4。"
    ):
        traced("fct_target", "2020-09", "英语学院")


def test_the_part_of_a_new_department_leads_to_its_rows_of_this_month(traced):
    """信息技术学院 was founded on 1 September 2020."""
    shown = traced("rpt_change_contribution", "2020-09", "info_tech")
    assert "当时还没有这个部门，本月的数就是增减" in shown
    assert "≠" not in shown


def test_the_part_of_a_closed_department_leads_to_its_rows_of_the_base(published):
    (base,) = rows(
        published,
        """
        SELECT scope, scope_id, scope_name, metric_id, value AS base_value FROM rpt_metric_trend
        WHERE scope = 'department' AND scope_id = 'english' AND metric_id = 'web_articles_published'
        AND month = '2020-08'
        """,
    )
    gone = {"month": "2020-09", "comparison": "mom", "value": None, "change": -base["base_value"]}
    shown = "\n".join(lines(contribution(published, base | gone | {"is_founded": False, "is_closed": True})))
    assert "部门已撤销，没有本月的数；当时的数就是减少" in shown
    assert "website/main/稿件列表_2020-08" in shown and "2020-09.xlsx" not in shown
    assert "≠" not in shown
