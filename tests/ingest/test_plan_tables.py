"""Faults in the tables of plans, rules and points: what a clerk may write, and what it must lead to."""

from datetime import date, timedelta

import polars as pl
import pytest
from homes import ARTICLES, REFERENCE, article, make_home, write_csv

from pipelines.contracts import CONTRACTS
from pipelines.faults import describe
from pipelines.institution.pointers import ID_COLUMN, POINTS_BY_KIND, POINTS_TO, dangling
from pipelines.landing.land import ingest
from pipelines.landing.schema import landing_schema
from pipelines.sources.catalog import load

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
    "对象类型",
]
RULE = ["规则编号", "规则名称", "规则类别", "对象类别", "对象编号", "限值", "依据"]
SCHEME = ["办法编号", "办法名称", "用途", "重复规则", "并列规则"]
SCORE_RULE = ["计分项编号", "办法编号", "媒体名称", "媒体级别", "媒体类型", "分值"]


def target(**cells) -> list[str]:
    row = dict(zip(TARGET, ["one", "目标", "", "全校", "", "年", "2020", "≥", "10", "", "", "原文", ""], strict=True))
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
        {"范围": "部门", "对象类型": "二级学院、党群"},
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
        ({"比较方式": "比例", "下限": "", "上限": "50%"}, "rule_broken"),
        ({"指标编号": "wechat_reads_per_article"}, "target_of_rate"),
        ({"范围": "部门", "范围编号": "nobody"}, "dangling_id"),
        ({"范围": "部门", "对象类型": "学院"}, "unknown_type"),
        ({"对象类型": "二级学院"}, "rule_broken"),
    ],
)
def test_what_a_target_may_not_say(tmp_path, cells, code):
    assert [found for found, _ in faults(tmp_path, 目标表=[TARGET, target(**cells)])] == [code]


def test_a_share_is_made_of_two_figures_that_can_be_added_up(tmp_path):
    """By months: the whole of a year is no sum of stocks, and a share of shares is nothing."""
    header = [*TARGET, "分母指标编号"]

    def share(name, above, below):
        return [*target(目标编号=name, 指标编号=above, 比较方式="比例", 下限="80%"), below]

    home = make_home(
        tmp_path,
        {
            "目标表": [
                header,
                share("adopted", "articles_adopted", "submissions_received"),
                share("named", "submission_adoption_rate", ""),
                share("stock", "wechat_reads", "wechat_followers_cumulative"),
            ]
        },
    )
    rate, stock = [f for f in ingest(home).faults if f.severity == "error"]
    assert (rate.code, rate.row, rate.column) == ("target_of_rate", 3, "指标编号")
    assert "分子“供稿采用”（articles_adopted）除以分母" in rate.message and "比较方式填 比例" in rate.message
    assert (stock.code, stock.row, stock.column) == ("stock_as_whole", 4, "分母指标编号")


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
    rows = [["site", "points", "", "校级", "网站", "2"], ["paper", "nothing", "", "省级", "报纸", "10"]]
    found = faults(tmp_path, 计分办法=[SCHEME, scheme], 计分规则表=[SCORE_RULE, *rows])
    assert found == [("dangling_id", "nothing")]


def test_points_for_one_outlet_name_it_as_its_items_are_named(tmp_path):
    """A newspaper by 媒体表, a site and a WeChat account by their own names; one outlet a row."""
    scheme = ["points", "计分", "计分", "只计最高", "并列占位"]
    names = ["湖南日报", "官网", "测试学院", "湖南日服", "湖南日报、官网", "english"]
    rows = [[f"r{n}", "points", name, "", "", "2"] for n, name in enumerate(names)]
    outlets = [["媒体名称", "媒体级别"], ["湖南日报", "省级"]]
    home = make_home(tmp_path, {"计分办法": [SCHEME, scheme], "计分规则表": [SCORE_RULE, *rows], "媒体表": outlets})
    found = [f for f in ingest(home).faults if f.severity == "error"]
    assert [(f.code, f.row, f.column, f.value) for f in found] == [
        ("dangling_id", 5, "媒体名称", "湖南日服"),
        ("dangling_id", 6, "媒体名称", "湖南日报、官网"),
        ("dangling_id", 7, "媒体名称", "english"),
    ]
    assert "相近的有：湖南日报" in found[0].message


MAPPING = ["格式编号", "标准列", "文件中的列名"]


def test_a_new_header_is_registered_for_a_column_of_a_format_that_exist(tmp_path):
    rows = [
        ["website_list", "title", "大标题"],
        ["douyin_days", "plays", "播放次数"],  # a figure of a wide table
        ["website_lisp", "title", "大标题"],
        ["website_list", "标题", "大标题"],
        ["ref_department", "name", "单位"],  # ours have our headers
    ]
    found = [f for f in ingest(make_home(tmp_path, {"列名对照": [MAPPING, *rows]})).faults if f.severity == "error"]
    assert [(f.code, f.row, f.column, f.value) for f in found] == [
        ("unknown_id", 4, "格式编号", "website_lisp"),
        ("unknown_standard_column", 5, "标准列", "标题"),
        ("unknown_id", 6, "格式编号", "ref_department"),
    ]
    assert "相近的有：website_list" in found[0].message and "tongbao formats" in found[0].message
    assert "title（标题）" in found[1].message


def test_what_a_file_lacks_is_told_with_the_ids_that_register_its_new_header(tmp_path):
    lacking = [["大标题" if header == "标题" else header for header in ARTICLES], article()]
    home = make_home(tmp_path)
    write_csv(home.raw / "website/main/2020-09/a.csv", lacking)
    (fault,) = ingest(home).faults
    assert "格式编号 website_list" in fault.message and "标题（标准列 title）" in fault.message
    write_csv(home.reference / "列名对照.csv", [*REFERENCE["列名对照"], ["website_list", "title", "大标题", ""]])
    assert ingest(home).faults == []


def test_the_new_header_of_a_figure_of_a_wide_table_is_read(tmp_path):
    home = make_home(tmp_path, {"列名对照": [MAPPING, ["douyin_days", "plays", "播放次数"]]})
    write_csv(home.raw / "douyin/2020-09/数据表现.csv", [["日期", "播放次数"], ["2020-09-01", "7"]])
    ingested = ingest(home)
    assert ingested.faults == []
    assert ingested.frames["account_day"].select("metric_id", "value").rows() == [("plays", 7.0)]


def pointers():
    """Every column of a reference table whose cells name something: table, the other cells it takes, column, what."""
    for table, columns in POINTS_TO.items():
        yield from ((table, {}, column, what) for column, what in columns.items())
    for table, (kind, column, targets) in POINTS_BY_KIND.items():
        yield from ((table, {kind: value}, column, what) for value, what in targets.items())


@pytest.mark.parametrize(("table", "cells", "column", "what"), list(pointers()))
def test_whatever_a_table_names_must_exist(table, cells, column, what):
    tables = {n: pl.DataFrame(schema=landing_schema(data)) for n, data in CONTRACTS.items() if data.is_reference}
    row = pl.DataFrame([{**cells, column: "nowhere"}]).select(
        pl.col(c).cast(t) if c in {**cells, column: ""} else pl.lit(None, t).alias(c)
        for c, t in tables[table].schema.items()
    )
    found = [(name, at, value, kind) for name, _, at, value, kind, _ in dangling(tables | {table: row})]
    assert found == [(table, column, "nowhere", what)]


def test_a_measure_may_ask_for_one_category_of_a_ledger_that_exists(tmp_path):
    scheme = ["points", "计分", "计分", "只计最高", "并列占位"]
    header = ["考核项编号", "办法编号", "考核项名称", "考核依据", "依据编号", "计算方式", "分值"]
    rows = [
        [f"m{n}", "points", "批示", "台账数量", basis, "每一", "5"]
        for n, basis in enumerate(("register_feedback/领导批示", "register_feedback", "register_none/领导批示", ""))
    ]
    found = faults(tmp_path, 计分办法=[SCHEME, scheme], 计分考核表=[header, *rows])
    assert sorted(found) == [("rule_broken", ""), ("unknown_id", "register_none")]


def test_no_table_has_an_id_that_nobody_looks_up():
    looked_up = {(table, column) for table, _, column, _ in pointers()}
    declared = {f.id: f for f in load().of("reference")}
    named = {
        (name, column)
        for name, data in CONTRACTS.items()
        if data.is_reference
        for column in data.dtypes
        # A closed list of texts is checked cell by cell.
        if column.endswith("_id") and column != ID_COLUMN.get(name) and column not in declared[name].choices
    }
    assert named - looked_up == set()


def test_a_mistyped_metric_is_named_with_those_that_look_alike(tmp_path):
    home = make_home(tmp_path, {"指标启用月份": [["指标编号", "启用月份"], ["party_upload", "2020-09"]]})
    (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
    assert (fault.code, fault.path, fault.row, fault.column) == (
        "unknown_id", "reference/指标启用月份.csv", 2, "指标编号"
    )  # fmt: skip
    assert "“party_upload”" in fault.message and "party_uploads" in fault.message


def test_a_site_is_an_account_where_figures_are_kept_by_account(tmp_path):
    target_of_a_site = target(范围="账号", 范围编号="main")
    start = [["指标编号", "启用月份", "账号编号"], ["web_articles_published", "2020-09", "main"]]
    assert faults(tmp_path, 目标表=[TARGET, target_of_a_site], 指标启用月份=start) == []


def test_a_month_that_is_none_is_told_how_to_write_a_month(tmp_path):
    home = make_home(tmp_path, {"指标启用月份": [["指标编号", "启用月份"], ["party_uploads", "2020-13"]]})
    (fault,) = [f for f in ingest(home).faults if f.code == "bad_month"]
    assert (fault.row, fault.column, fault.value) == (2, "启用月份", "2020-13")
    assert "2020-09 这样的月份" in describe(fault)


def test_a_rate_is_not_corrected_but_its_parts(tmp_path):
    """It is divided anew for every period and scope: a corrected month would contradict its own parts."""
    header = ["月份", "指标编号", "账号编号", "导出原值", "修正为", "修正原因"]
    part = ["2020-09", "wechat_reads", "wechat_main", "120", "90", "平台多记"]
    rate = ["2020-09", "wechat_reads_per_article", "wechat_main", "40", "30", "平台多记"]
    home = make_home(tmp_path, {"修正表": [header, part, rate]})
    (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
    assert (fault.code, fault.path, fault.row, fault.column, fault.value) == (
        "corrected_rate", "reference/修正表.csv", 3, "指标编号", "wechat_reads_per_article"
    )  # fmt: skip
    for part in ("公众号篇均阅读", "分子“公众号阅读”（wechat_reads）", "分母“公众号发稿”（wechat_articles_published）"):
        assert part in fault.message
    assert describe(fault).endswith("请修正其分子或分母。")


def test_a_ledger_called_complete_is_one_that_is_read_and_its_time_is_over(tmp_path):
    header = ["台账名称", "登全起始日期", "登全截止日期"]
    ahead = str(date.today() + timedelta(days=30))
    rows = [
        ["舆情登记", "2019-01-01", "2019-12-31"],
        ["register_media", "2019-01-01", "2019-12-31"],
        ["舆情台账", "2019-01-01", "2019-12-31"],
        ["学习活动登记", "2019-01-01", ahead],
    ]
    assert faults(tmp_path, 台账登全=[header, *rows]) == [("unknown_id", "舆情台账"), ("future_date", ahead)]
