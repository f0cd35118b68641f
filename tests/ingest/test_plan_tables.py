"""Faults in the tables of plans, rules and points: what a clerk may write, and what it must lead to."""

import pytest
from homes import make_home

from pipelines.ingest.land import ingest

TARGET = [
    "目标编号",
    "目标名称",
    "指标编号",
    "范围",
    "范围编号",
    "周期",
    "期间",
    "比较方式",
    "下限",
    "上限",
    "截止日期",
    "依据",
]
RULE = ["规则编号", "规则名称", "规则类别", "对象类别", "对象编号", "限值", "依据"]
SCHEME = ["办法编号", "办法名称", "用途", "重复规则", "并列规则"]
SCORE_RULE = ["计分项编号", "办法编号", "媒体名称", "媒体级别", "媒体类型", "分值"]


def target(**cells) -> list[str]:
    row = dict(zip(TARGET, ["one", "目标", "", "全校", "", "年", "2020", "≥", "10", "", "", "原文"], strict=True))
    return list({**row, **cells}.values())


def faults(root, **tables) -> list[tuple[str, str]]:
    home = make_home(root, tables)
    return [(f.code, f.value) for f in ingest(home).faults if f.severity == "error"]


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"比较方式": "≤", "下限": "", "上限": "0"},
        {"比较方式": "区间", "下限": "1", "上限": "2"},
        {"比较方式": "比例", "下限": "100%"},
        {"比较方式": "期限", "下限": "", "截止日期": "2020-05-31"},
        {"比较方式": "每周有", "下限": ""},
        {"周期": "学期", "期间": "2020-2021 第一学期"},
        {"周期": "周", "期间": "2020-W37"},
        {"范围": "部门", "范围编号": "english"},
    ],
)
def test_what_a_target_may_say(tmp_path, cells):
    assert faults(tmp_path, 目标表=[TARGET, target(**cells)]) == []


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"比较方式": "尽量多"}, "bad_choice"),
        ({"期间": "去年"}, "rule_broken"),
        ({"下限": ""}, "rule_broken"),
        ({"比较方式": "区间", "上限": "5"}, "rule_broken"),
        ({"比较方式": "期限"}, "rule_broken"),
        ({"范围": "部门", "范围编号": "nobody"}, "dangling_id"),
    ],
)
def test_what_a_target_may_not_say(tmp_path, cells, code):
    assert [found for found, _ in faults(tmp_path, 目标表=[TARGET, target(**cells)])] == [code]


def test_a_rule_names_a_subject_that_exists(tmp_path):
    rule = ["r", "规则", "更新间隔", "站点", "second", "7", "推断"]
    assert faults(tmp_path, 规则表=[RULE, rule]) == [("dangling_id", "second")]


def test_a_rule_may_change_but_not_stand_twice(tmp_path):
    dated = [*RULE, "启用日期"]
    first = ["r", "规则", "更新间隔", "站点", "main", "7", "推断", ""]
    later = ["r", "规则", "更新间隔", "站点", "main", "3", "推断", "2020-09-01"]
    assert faults(tmp_path / "a", 规则表=[dated, first, later]) == []
    assert [code for code, _ in faults(tmp_path / "b", 规则表=[dated, first, first])] == ["duplicate_key"]


def test_points_belong_to_a_scheme_that_exists(tmp_path):
    scheme = ["points", "计分", "计分", "只计最高", "并列占位"]
    rows = [["site", "points", "", "校级", "网站", "2"], ["paper", "nothing", "某报", "省级", "报纸", "10"]]
    found = faults(tmp_path, 计分办法=[SCHEME, scheme], 计分规则表=[SCORE_RULE, *rows])
    assert found == [("dangling_id", "nothing")]
