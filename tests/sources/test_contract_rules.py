"""Every rule of every contract: a good row passes, one bad value trips the rule and the clerk is told in Chinese."""

import re
from datetime import date, datetime

import pandera.errors
import polars as pl
import pytest

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.contracts.dataset import count, seconds, share

# Texts that fit the patterns in use, tried in order.
TEXTS = ("甲", "2020-09", "2020", "a1", "0123456789ab-0123456789ab")
GOOD = {pl.Date: date(2020, 9, 1), pl.Datetime: datetime(2020, 9, 1, 8), pl.Boolean: True, pl.Int64: 1, pl.Float64: 0.5}
BAD_TEXT = "不合 规则！"
# What the rules over several columns need in order to hold, and what breaks each of them.
ROWS = {
    "wechat_follower_day": {"followers_new": 3, "followers_cancelled": 1, "followers_net": 2},
    "ref_target": {"comparator": "at_least", "expected_low": 1.0, "outlet_levels": None, "subject_types": None},
    "ref_score_scheme": {"tie_rule": "second_figure"},
    "ref_score_adjustment": {"effect": "decision"},
}
BROKEN_ROWS = [
    ("wechat_follower_day", "净增关注人数应等于新关注人数减取消关注人数", {"followers_net": 3}),
    ("wechat_article_total", "统计日期不应早于发表日期", {"stat_date": date(2020, 8, 31)}),
    ("party_upload", "实到人数不应多于应到人数", {"expected": 3, "attended": 4}),
    ("party_upload", "结束时间不应早于开始时间", {"ended_at": datetime(2020, 8, 31)}),
    ("register_entry", "结束日期不应早于开始日期", {"ended_on": date(2020, 8, 31)}),
    ("register_entry", "完成数（实到、已签）不应多于应有数（应到、应签）", {"expected": 3, "achieved": 4}),
    (
        "register_entry",
        "校内稿件采用的每个数量都要写明单位（没有单位的多半是合计）",
        {"register_id": "register_adoption", "department_name": None},
    ),
    ("register_entry", "已整改数不应多于发现的问题数", {"findings": 3, "findings_fixed": 4}),
    ("submission", "采用日期、申报日期不应早于收稿日期", {"adopted_on": date(2020, 8, 31)}),
    ("submission", "写了采用日期，是否采用 不应为 否", {"is_adopted": False}),
    ("ref_complete_ledger", "登全截止日期不应早于登全起始日期", {"ends_on": date(2020, 8, 31)}),
    ("ref_index", "停用日期不应早于启用日期", {"starts_on": date(2020, 9, 1), "ends_on": date(2020, 8, 1)}),
    ("ref_theme", "词语、标签、栏目至少填一项", {"words": None, "tags": None, "columns": None}),
    ("ref_theme", "结束日期不应早于开始日期", {"ends_on": date(2020, 8, 1)}),
    ("ref_theme", "节点要写开始日期和结束日期", {"kind": "节点", "ends_on": None}),
    ("ref_target", "对象类型 只用于范围是部门或党组织、范围编号留空的目标", {"subject_types": "二级学院"}),
    ("ref_target", "媒体级别 只用于校外媒体报道（external_media_items）的目标", {"outlet_levels": "国家级"}),
    ("ref_score_scheme", "并列规则写 并列看考核项 的要写并列考核项，别的不写", {"tie_rule": "skip"}),
    ("ref_score_adjustment", "核定 要写计分项编号和稿件标题，别的类别都不写", {"title": None}),
    ("ref_score_measure", "目标、规则各项和台账数量要写依据编号", {"measure": "target_share", "basis_id": None}),
    ("ref_score_measure", "数量止不应小于数量起", {"value_from": 3.0, "value_to": 2.0}),
    ("ref_score_measure", "加分项的分值应大于 0；一票否决、取消基础分不是加分项", {"is_bonus": True, "points": -1.0}),
    ("ref_score_measure", "取消基础分按月算，周期写月或不写", {"per": "forfeit", "period_type": "year"}),
    (
        "ref_metric_start",
        "启用月份、口径变更月份至少填一个",
        {"start_month": None, "redefined_months": None},
    ),
    (
        "ref_target",
        "这种比较方式缺少要填的数：≥、= 填下限，≤ 填上限，区间两个都填，期限填截止日期；比例只填下限",
        {"comparator": "at_most", "expected_high": None},
    ),
]


def good_row(data: Dataset) -> dict:
    row = {}
    for name, column in data.schema.columns.items():
        statistics = {c.name: c.statistics for c in column.checks}
        if "isin" in statistics:
            row[name] = next(iter(statistics["isin"]["allowed_values"]))
        elif data.dtypes[name] == pl.String:
            pattern = statistics.get("str_matches", {}).get("pattern", "")
            row[name] = next(t for t in TEXTS if re.match(pattern, t))
        else:
            row[name] = GOOD[data.dtypes[name].base_type()]
    return row | ROWS.get(data.name, {})


def failures(data: Dataset, row: dict) -> list[tuple[str, str]]:
    """(column, rule) of everything that is wrong with one row."""
    try:
        data.model.validate(pl.DataFrame([row], schema=data.dtypes), lazy=True)
    except pandera.errors.SchemaErrors as reason:
        return [(c, k) for c, k in reason.failure_cases.select("column", "check").iter_rows()]
    return []


def bad_values(data: Dataset) -> list[tuple[str, str, object]]:
    """(column, rule, a value that breaks it)."""
    found = []
    for name, column in data.schema.columns.items():
        if not column.nullable:
            found.append((name, "not_nullable", None))
        for check in column.checks:
            bad = {
                "greater_than": lambda s: s["min_value"],
                "greater_than_or_equal_to": lambda s: s["min_value"] - 1,
                "less_than_or_equal_to": lambda s: s["max_value"] + 1,
                "isin": lambda s: BAD_TEXT,
                "str_matches": lambda s: BAD_TEXT,
            }[check.name](check.statistics)
            found.append((name, check.name, bad))
    return found


@pytest.mark.parametrize("data", CONTRACTS.values(), ids=lambda d: d.name)
class TestContract:
    def test_lets_a_good_row_pass(self, data):
        assert failures(data, good_row(data)) == []

    def test_refuses_each_bad_value_for_its_rule_alone(self, data):
        for column, rule, value in bad_values(data):
            found = failures(data, good_row(data) | {column: value})
            assert any(c == column and rule.split("(")[0] in k for c, k in found), (column, rule, value, found)

    def test_explains_each_rule_in_chinese(self, data):
        for column, rule, _ in bad_values(data):
            text = data.schema.columns[column].description
            assert text and re.search("[一-鿿]", text), (column, rule)

    def test_shows_how_each_rule_over_several_columns_is_broken(self, data):
        assert {c.error for c in data.schema.checks} == {rule for name, rule, _ in BROKEN_ROWS if name == data.name}


@pytest.mark.parametrize(
    ("field", "bounds"),
    [
        (count(), {"greater_than_or_equal_to": 0}),
        (seconds(), {"greater_than_or_equal_to": 0}),
        (share(), {"greater_than_or_equal_to": 0, "less_than_or_equal_to": 1}),
    ],
    ids=["count", "seconds", "share"],
)
def test_counts_shares_and_times_keep_their_bounds_in_every_contract(field, bounds):
    assert {check.name: next(iter(check.statistics.values())) for check in field.checks} == bounds


@pytest.mark.parametrize(("name", "rule", "changes"), BROKEN_ROWS)
def test_a_rule_over_several_columns_trips(name, rule, changes):
    data = CONTRACTS[name]
    assert rule in [check for _, check in failures(data, good_row(data) | changes)]
