"""The sample home through ingestion and dbt: the bulletin of September 2020 cell by cell, and its checks."""

from datetime import date

import pytest

from pipelines.home import REPOSITORY, Home
from pipelines.landing.land import ingest, land
from pipelines.warehouse.memory import land_published
from pipelines.warehouse.receipt import land_history, verdicts

RAW = REPOSITORY / "raw"
pytestmark = pytest.mark.skipif(not (RAW / "website").exists(), reason="the repository holds no sample exports")

WECHAT, PARTY = date(2020, 9, 27), date(2020, 9, 30)
TABLES = {
    "website_updates": [
        (1, "党委工作部", 9),
        (2, "新闻中心", 7),
        (3, "国际交流处", 1),
        (4, "后勤处", 1),
        (5, "学院办公室", 4),
        (6, "人事处", 1),
        (7, "英语学院", 3),
        (8, "东方语言学院", 2),
        (9, "西方语言学院", 1),
        (10, "涉外经济管理学院", 3),
        (11, "思想政治理论与公共基础课教学部", 1),
        (12, "其它部门", 0),
    ],
    "wechat_base": [(1714, 449, 1265, 4105, 17577, WECHAT)],
    "wechat_menu": [
        ("微资讯", "湖外要闻", 203, WECHAT),
        ("微资讯", "交流合作", 106, WECHAT),
        ("微资讯", "湖外党建", 68, WECHAT),
        ("微资讯", "招生信息", 1529, WECHAT),
        ("湖外主页", "-", 3336, WECHAT),
        ("微校园", "精彩回顾", 385, WECHAT),
        ("微校园", "联系我们", 400, WECHAT),
    ],
    "wechat_contributions": [
        (1, "新闻中心", 7),
        (2, "国际交流与合作处", 3),
        (3, "人事处", 1),
        (4, "东方语言学院", 1),
        (5, "其它部门", 0),
    ],
    "submissions": [
        (1, "国际交流与合作处", "图文", "公众号、官网", 2),
        (2, "人事处", "图文", "官网", 1),
        (3, "东方语言学院", "图文", "公众号、官网", 1),
        (4, "西方语言学院", "短视频", "官抖", 1),
        (5, "校团委", "短视频", "官抖", 1),
    ],
    "party_uploads": [
        ("党委", 15, PARTY),
        ("英语学院教工支部", 5, PARTY),
        ("东方语言学院学生支部", 24, PARTY),
        ("英语学院学生支部", 6, PARTY),
        ("涉外经济管理学院学生支部", 10, PARTY),
        ("机关党总支", 2, PARTY),
        ("其它部门", 0, PARTY),
    ],
}
VERDICTS = {
    ("web_departments_sum", "表1各部门之和与网站总数"): "pass",
    ("web_classes_sum", "重要与一般之和与网站总数"): "pass",
    ("web_counted_once", "同一稿件不重复计数"): "pass",
    ("wechat_net", "公众号新增减取消与净增"): "pass",
    ("wechat_stock", "公众号期初加净增与期末"): "pass",
    ("wechat_contributions_sum", "表4供稿之和与公众号发稿数"): "pass",
    ("printed_wechat_reads", "正文印刷值与导出：公众号阅读"): "pass",
    ("printed_wechat_followers_net", "正文印刷值与导出：公众号净增关注"): "pass",
    ("printed_wechat_articles_published", "正文印刷值与导出：公众号发稿"): "pass",
    ("printed_web_articles_published", "正文印刷值与导出：网站发稿"): "pass",
    ("printed_submissions_received", "正文印刷值与导出：供稿"): "fail",
    ("printed_parts_submissions_received", "表5各行之和与印刷合计：供稿"): "fail",
    ("printed_parts_training_participants", "正文各行之和与印刷合计：培训学员"): "pass",
    ("contributions_vs_submissions", "表4与表5公众号：国际交流处"): "warn",
    ("contributions_vs_submissions", "表4与表5公众号：人事处"): "warn",
    ("contributions_vs_submissions", "表4与表5公众号：东方语言学院"): "pass",
    ("submissions_within_articles", "表5官网与表1：国际交流处"): "warn",
    ("submissions_within_articles", "表5官网与表1：人事处"): "pass",
    ("submissions_within_articles", "表5官网与表1：东方语言学院"): "pass",
    ("one_cutoff", "一份通报一个截止日"): "warn",
    ("names_resolved", "一处多名：国际交流与合作处＝国际交流处"): "warn",
}


class Elsewhere(Home):
    """The repository's raw/, everything generated somewhere else."""

    @property
    def raw(self):
        return RAW


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_warehouse):
    home = Elsewhere(tmp_path_factory.mktemp("sample"))
    land(home, ingest(home))
    land_history(home.landing, [], verdicts(home))
    land_published(home.published, home.landing)
    return build_warehouse(home)


@pytest.mark.parametrize("table", TABLES)
def test_the_printed_table_comes_out_cell_by_cell(warehouse, table):
    rows = warehouse.execute(f"select * from bulletin.{table} where \"月份\" = '2020-09'").fetchall()
    assert [row[1:] for row in rows] == TABLES[table]


def test_the_checks_come_to_the_same_verdicts(warehouse):
    found = dict(
        ((check, subject), status)
        for check, subject, status in warehouse.execute(
            "select check_id, subject, status from quality.reconciliation where month = '2020-09'"
        ).fetchall()
    )
    assert {key: found.get(key) for key in VERDICTS} == VERDICTS


def test_the_exports_after_the_cut_off_move_only_the_current_figures(warehouse):
    current = warehouse.execute("""
        select metric_id, trend.value > printed.value from rpt_metric_trend as trend
        join fct_published_figure as printed using (metric_id, month)
        where scope = 'institution' and month = '2020-09' and printed.table_id = '表2'
        order by metric_id
    """).fetchall()
    assert {moved for _, moved in current} == {True}
