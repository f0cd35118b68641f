"""Names that lead to two things and words that are written in two ways are told before they make two figures."""

import pytest
from homes import make_home

from pipelines.landing.land import ingest

DEPARTMENTS = ["部门编号", "部门名称", "部门类型", "显示顺序", "启用日期", "停用日期"]


def told(tmp_path, **tables) -> list[tuple]:
    faults = ingest(make_home(tmp_path, tables)).faults
    codes = ("same_name", "bad_choice", "doubtful_choice")
    return [(f.severity, f.code, f.row, f.value) for f in faults if f.code in codes]


def department(name: str, title: str, kind: str = "行政", first: str = "", last: str = "") -> list[str]:
    return [name, title, kind, "1", first, last]


def others(*kinds: str) -> list[list[str]]:
    """The departments that the other tables of the home name."""
    named = (("office", "党委工作部"), ("news", "新闻中心"), ("english", "英语学院"))
    return [department(*pair, kind) for pair, kind in zip(named, kinds or ("行政",) * 3, strict=True)]


def test_two_departments_of_one_name_in_one_period_are_an_error(tmp_path):
    rows = [DEPARTMENTS, *others(), department("a", "图书馆"), department("b", "图书馆 ")]
    assert told(tmp_path, 部门表=rows) == [("error", "same_name", 6, "图书馆")]


def test_one_name_after_another_is_none(tmp_path):
    rows = [DEPARTMENTS, *others(), department("a", "图书馆", last="2019-12-31"),
            department("b", "图书馆", first="2020-01-01")]  # fmt: skip
    assert told(tmp_path, 部门表=rows) == []


def test_a_renamed_department_frees_its_name(tmp_path):
    rows = [DEPARTMENTS, *others(), department("a", "图书馆"), department("a", "文献中心", first="2020-01-01"),
            department("b", "图书馆", first="2020-01-01")]  # fmt: skip
    assert told(tmp_path, 部门表=rows) == []


def test_two_branches_or_two_accounts_of_one_platform_of_one_name_too(tmp_path):
    orgs = [["党组织编号", "党组织名称", "党组织类型", "显示顺序"], ["a", "一支部", "支部", "1"],
            ["b", "一支部", "支部", "2"]]  # fmt: skip
    accounts = [
        ["账号编号", "平台", "账号名称", "文件夹"],
        ["a", "公众号", "官微", "甲"],
        ["b", "公众号", "官微", "乙"],
        ["c", "微博", "官微", ""],
    ]
    found = told(tmp_path, 党组织表=orgs, 账号表=accounts, 党组织别名=[["别名", "党组织编号"]])
    assert [row for row in found if row[1] == "same_name"] == [
        ("error", "same_name", 3, "一支部"),
        ("error", "same_name", 3, "官微"),
    ]


def test_a_type_written_once_beside_a_like_one_is_doubted(tmp_path):
    rows = [DEPARTMENTS, *others("二级学院", "二级学院", "二级学园"), department("a", "图书馆")]
    assert told(tmp_path, 部门表=rows) == [("warning", "doubtful_choice", 4, "二级学园")]


@pytest.mark.parametrize("kind, faults", [("二级学院", []), ("二级学园", [("error", "bad_choice", 4, "二级学园")])])
def test_a_list_of_ones_own_takes_no_other_word(tmp_path, kind, faults):
    rows = [DEPARTMENTS, *others("行政", "二级学院", kind)]
    listed = [["项目", "内容"], ["单位名称", "测试学院"], ["部门类型", "行政、二级学院"]]
    assert told(tmp_path, 部门表=rows, 单位信息=listed) == faults


def test_levels_of_outlets_are_written_alike_where_points_name_them(tmp_path):
    outlets = [["媒体名称", "媒体级别"], ["甲报", "国家级"], ["乙报", "国家级"]]
    scheme = [["办法编号", "办法名称", "用途", "重复规则", "并列规则"], ["p", "计分", "计分", "每家都计", "并列占位"]]
    rules = [["计分项编号", "办法编号", "媒体级别", "分值"], ["one", "p", "国家及", "10"], ["two", "p", "校级", "1"]]
    found = told(tmp_path, 媒体表=outlets, 计分办法=scheme, 计分规则表=rules)
    assert found == [("error", "bad_choice", 2, "国家及")]


def test_a_choice_that_is_refused_names_the_nearest(tmp_path):
    accounts = [["项目", "内容"], ["通报部门名称", "正式名"]]
    (fault,) = [f for f in ingest(make_home(tmp_path, {"单位信息": accounts})).faults if f.code == "bad_choice"]
    assert "相近的是“正式名称”" in fault.message
