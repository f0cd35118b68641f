"""The sample home through ingestion and dbt: the bulletin of September 2020 cell by cell, and its checks."""

import pytest
from september_2020 import TABLES, printed

from pipelines.home import REPOSITORY, Home

RAW = REPOSITORY / "raw"
pytestmark = pytest.mark.skipif(not (RAW / "website").exists(), reason="the repository holds no sample exports")

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
def warehouse(tmp_path_factory, build_read):
    return build_read(Elsewhere(tmp_path_factory.mktemp("sample")))


@pytest.mark.parametrize("table", TABLES)
def test_the_printed_table_comes_out_cell_by_cell(warehouse, table):
    assert printed(warehouse, table) == TABLES[table]


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
