"""A small published warehouse with every honest mark once: September 2020 as printed, thirteen months behind it.

2020-03 has no Weibo export (missing), 2020-02 has zero website articles in a vacation month, WeChat reads of 2020-09
are provisional and end on the 27th, smart-Party uploads start in 2020-09, one department name and one article title
hold markup.
"""

import datetime as dt
import os
import shutil
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from republished import change

from pipelines.home import Home
from pipelines.months import last_day, shift, span

MONTHS = span("2019-08", "2020-09")
NEWEST = MONTHS[-1]
HOSTILE = "<script>alert(1)</script>"

CHANNELS = [
    ("website", "官网"),
    ("wechat", "官微"),
    ("weibo", "微博"),
    ("douyin", "抖音"),
    ("party", "智慧党建"),
    ("submissions", "供稿"),
    ("training", "培训"),
]
# metric_id, name, unit, additivity, channel_id, direction, is_headline, thirteen older months, then September 2020
METRICS = [
    (
        "web_articles_published",
        "官网发稿",
        "条",
        "additive",
        "website",
        "up",
        True,
        [18, 30, 26, 31, 29, 12, 0, 9, 22, 28, 31, 14, 11, 33],
    ),
    (
        "web_articles_important",
        "重要稿件",
        "条",
        "additive",
        "website",
        "up",
        True,
        [10, 18, 15, 19, 17, 7, 0, 6, 12, 17, 18, 9, 8, 20],
    ),
    (
        "web_articles_general",
        "一般稿件",
        "条",
        "additive",
        "website",
        "neutral",
        False,
        [8, 12, 11, 12, 12, 5, 0, 3, 10, 11, 13, 5, 3, 13],
    ),
    (
        "wechat_articles_published",
        "官微发布推文",
        "篇",
        "additive",
        "wechat",
        "up",
        True,
        [6, 11, 9, 10, 12, 5, 3, 6, 8, 9, 10, 5, 6, 12],
    ),
    (
        "wechat_followers_net",
        "官微净增关注",
        "人",
        "additive",
        "wechat",
        "up",
        True,
        [310, 980, 210, 160, 120, 40, -15, 60, 90, 110, 150, 220, 420, 1265],
    ),
    (
        "wechat_followers_cumulative",
        "官微累计关注",
        "人",
        "semi",
        "wechat",
        "up",
        True,
        [515, 1495, 1705, 1865, 1985, 2025, 2010, 2070, 2160, 2270, 2420, 2640, 2840, 4105],
    ),
    (
        "wechat_reads",
        "官微总阅读数",
        "次",
        "additive",
        "wechat",
        "up",
        True,
        [7200, 15100, 9800, 10200, 11900, 5200, 2400, 6100, 8200, 9000, 10400, 7600, 8800, 17577],
    ),
    (
        "weibo_reads",
        "微博阅读数",
        "次",
        "additive",
        "weibo",
        "up",
        True,
        [81000, 122000, 98000, 88000, 104000, 60000, 33000, None, 72000, 91000, 99000, 67000, 70500, 131200],
    ),
    (
        "douyin_followers_net",
        "抖音净增粉丝",
        "人",
        "additive",
        "douyin",
        "up",
        True,
        [None, None, None, None, None, None, None, 12, 40, 66, 81, 35, 52, 149],
    ),
    ("party_uploads", "智慧党建信息量", "条", "additive", "party", "up", True, [None] * 13 + [62]),
    (
        "submissions_received",
        "供稿",
        "件",
        "additive",
        "submissions",
        "up",
        True,
        [2, 5, 4, 6, 5, 2, 0, 1, 3, 4, 6, 2, 3, 6],
    ),
    (
        "training_participants",
        "培训学员",
        "人",
        "non",
        "training",
        "neutral",
        False,
        [0, 0, 0, 311, 0, 0, 0, 0, 0, 0, 298, 0, 0, 357],
    ),
]
DATASET = {
    "website": "web_article",
    "wechat": "wechat_follower_day",
    "weibo": "social_post",
    "douyin": "account_day",
    "party": "party_upload",
    "submissions": "submission",
    "training": "training_class",
}
NOT_STARTED = {"party_uploads": "2020-09", "douyin_followers_net": "2020-03"}
PROVISIONAL = {("wechat_reads", NEWEST)}
DEPARTMENTS = [
    ("dwgzb", "党委工作部", "党群", 9),
    ("xwzx", "新闻中心", "党群", 7),
    ("gjjl", "国际交流处", "行政", 1),
    ("hqc", "后勤处", "行政", 1),
    ("xyb", "学院办公室", "行政", 4),
    ("rsc", "人事处", "行政", 1),
    ("yyxy", "英语学院", "二级学院", 3),
    ("dfxy", "东方语言学院", "二级学院", 2),
    ("xfxy", "西方语言学院", "二级学院", 1),
    ("swxy", "涉外经济管理学院", "二级学院", 3),
    ("szb", "思想政治理论与公共基础课教学部", "教学部", 1),
    ("xsc", f"学生处{HOSTILE}", "行政", 0),
    ("tsg", "图书馆", "中心", 0),
    ("unrecognised", "未识别", "其他", 0),
]

SCHEMA = """
CREATE SCHEMA bulletin; CREATE SCHEMA quality;
CREATE TABLE dim_month (month VARCHAR, month_start DATE, month_end DATE, year INT, quarter VARCHAR, half VARCHAR,
    term VARCHAR, academic_year VARCHAR, mom_calendar VARCHAR, yoy_calendar VARCHAR, days INT, vacation_days INT,
    is_vacation BOOLEAN);
CREATE TABLE dim_period (period_type VARCHAR, period VARCHAR, first_day DATE, last_day DATE);
CREATE TABLE dim_channel (channel_id VARCHAR, name VARCHAR, display_order INT);
CREATE TABLE dim_account (account_id VARCHAR, channel_id VARCHAR, name VARCHAR, department_id VARCHAR,
    applies_from DATE, applies_to DATE);
CREATE TABLE dim_metric (metric_id VARCHAR, name VARCHAR, unit VARCHAR, additivity VARCHAR, channel_id VARCHAR,
    definition VARCHAR, direction VARCHAR, display_order INT, is_headline BOOLEAN, dataset VARCHAR,
    numerator_id VARCHAR, denominator_id VARCHAR, redefined VARCHAR, instead_id VARCHAR, synonyms VARCHAR,
    start_month VARCHAR);
CREATE TABLE dim_department (department_key VARCHAR, department_id VARCHAR, name VARCHAR, type VARCHAR,
    parent_id VARCHAR, display_order INT, valid_from DATE, valid_to DATE, is_current BOOLEAN, successor_id VARCHAR);
CREATE TABLE fct_metric_month (month VARCHAR, metric_id VARCHAR, department_id VARCHAR, channel_id VARCHAR,
    account_id VARCHAR, value DOUBLE, status VARCHAR, as_of DATE, days_covered INT, source_kind VARCHAR);
CREATE TABLE rpt_metric_trend (scope VARCHAR, scope_id VARCHAR, scope_name VARCHAR, channel_id VARCHAR,
    metric_id VARCHAR, month VARCHAR, value DOUBLE, status VARCHAR, as_of DATE, days_covered INT,
    days_expected INT, is_provisional BOOLEAN, is_capped BOOLEAN, is_floor BOOLEAN, is_corrected BOOLEAN,
    unassigned_value DOUBLE, status_reason VARCHAR, previous_value DOUBLE,
    mom_change DOUBLE, mom_pct DOUBLE, last_year_value DOUBLE, yoy_change DOUBLE,
    yoy_pct DOUBLE, ytd_value DOUBLE, ytd_yoy_pct DOUBLE, ytd_reason VARCHAR, moving_12_value DOUBLE,
    moving_12_yoy_pct DOUBLE, moving_12_reason VARCHAR, rank INT, rank_change INT, is_comparable BOOLEAN,
    reason VARCHAR, is_yoy_comparable BOOLEAN, yoy_reason VARCHAR, mom_parts VARCHAR, mom_like_pct DOUBLE,
    yoy_parts VARCHAR, yoy_like_pct DOUBLE);
CREATE TABLE rpt_metric_period (scope VARCHAR, scope_id VARCHAR, metric_id VARCHAR, period_type VARCHAR,
    period VARCHAR, value DOUBLE, status VARCHAR, months_expected INT, months_covered INT, months_partial INT,
    is_complete BOOLEAN,
    is_provisional BOOLEAN, is_capped BOOLEAN, is_corrected BOOLEAN, previous_value DOUBLE, change DOUBLE,
    change_pct DOUBLE, last_year_value DOUBLE, yoy_change DOUBLE, yoy_pct DOUBLE, reason VARCHAR, yoy_reason VARCHAR);
CREATE TABLE rpt_equal_window (scope VARCHAR, scope_id VARCHAR, metric_id VARCHAR, month VARCHAR, days INT,
    value DOUBLE, previous_value DOUBLE, mom_change DOUBLE, mom_pct DOUBLE, last_year_value DOUBLE, yoy_change DOUBLE,
    yoy_pct DOUBLE);
CREATE TABLE fct_bulletin_figure (month VARCHAR, metric_id VARCHAR, channel_id VARCHAR, scope VARCHAR,
    scope_id VARCHAR, scope_name VARCHAR, value DOUBLE, as_of DATE);
CREATE TABLE fct_bulletin_note (month VARCHAR, table_name VARCHAR, days VARCHAR, left_out BIGINT, remark VARCHAR);
CREATE TABLE rpt_change_contribution (scope VARCHAR, scope_id VARCHAR, scope_name VARCHAR, metric_id VARCHAR,
    month VARCHAR, comparison VARCHAR, change DOUBLE, total_change DOUBLE, share_of_change DOUBLE, change_rank INT,
    is_newcomer BOOLEAN, is_dropout BOOLEAN, is_founded BOOLEAN, is_closed BOOLEAN);
CREATE TABLE bulletin.website_updates ("月份" VARCHAR, "序号" INT, "部门名称" VARCHAR, "更新动态数量" INT);
CREATE TABLE bulletin.wechat_base ("月份" VARCHAR, "新增关注" INT, "取消关注" INT, "净增关注" INT, "累计关注" INT,
    "总阅读数" INT, "数据截至" DATE);
CREATE TABLE bulletin.wechat_readers ("月份" VARCHAR, "日均阅读人数" DOUBLE, "数据截至" DATE);
CREATE TABLE bulletin.wechat_menu ("月份" VARCHAR, "一级菜单" VARCHAR, "二级菜单" VARCHAR, "菜单点击次数" INT,
    "数据截至" DATE);
CREATE TABLE bulletin.wechat_contributions ("月份" VARCHAR, "序号" INT, "供稿单位" VARCHAR, "供稿数量" INT);
CREATE TABLE bulletin.submissions ("月份" VARCHAR, "序号" INT, "供稿单位" VARCHAR, "形式" VARCHAR, "平台" VARCHAR,
    "数量" INT);
CREATE TABLE bulletin.party_uploads ("月份" VARCHAR, "部门" VARCHAR, "信息量" INT, "数据截至" DATE);
CREATE TABLE bulletin.training ("月份" VARCHAR, "班次" VARCHAR, "开班日期" DATE, "类别" VARCHAR, "人数" INT);
CREATE TABLE quality.institution (item VARCHAR, content VARCHAR);
CREATE TABLE quality.files (file_id VARCHAR, path VARCHAR, sha256 VARCHAR, dataset VARCHAR, format VARCHAR,
    vintage VARCHAR, account_id VARCHAR, encoding VARCHAR, rows_in INT, rows_kept INT, rows_refused INT,
    rows_superseded INT, first_date DATE, last_date DATE, status VARCHAR);
CREATE TABLE quality.issues (severity VARCHAR, code VARCHAR, path VARCHAR, sheet VARCHAR, "row" INT,
    column_name VARCHAR, value VARCHAR, message VARCHAR, month VARCHAR, dataset VARCHAR);
CREATE TABLE quality.coverage (month VARCHAR, dataset VARCHAR, dataset_name VARCHAR, account_id VARCHAR, status VARCHAR,
    days_expected INT, days_covered INT, as_of DATE, reason VARCHAR);
CREATE TABLE quality.reconciliation (month VARCHAR, check_id VARCHAR, subject VARCHAR, left_value DOUBLE,
    right_value DOUBLE, difference DOUBLE, tolerance DOUBLE, status VARCHAR, explanation VARCHAR);
CREATE TABLE quality.restatements (month VARCHAR, metric_id VARCHAR, scope VARCHAR, scope_id VARCHAR,
    scope_name VARCHAR, old_value DOUBLE, new_value DOUBLE, reason VARCHAR, is_registered BOOLEAN,
    needs_reason BOOLEAN, source_file VARCHAR, run_id VARCHAR, published_at TIMESTAMP);
CREATE TABLE quality.runs (run_id VARCHAR, published_at TIMESTAMP, accepted_errors BOOLEAN, files INT, errors INT,
    warnings INT, checks_passed INT, checks_warned INT, checks_failed INT, code_version VARCHAR,
    inputs_version VARCHAR, reference_version VARCHAR);
CREATE TABLE quality.verdicts (run_id VARCHAR, month VARCHAR, check_id VARCHAR, subject VARCHAR, status VARCHAR,
    difference DOUBLE, previous_status VARCHAR, previous_difference DOUBLE);
"""


def _insert(connection, table: str, records: list[tuple]) -> None:
    marks = ", ".join("?" * len(records[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", records)


def _series(scope, scope_id, scope_name, metric, values):
    """Rows of rpt_metric_trend for one scope and metric, with comparisons as the warehouse makes them."""
    metric_id, channel_id = metric[0], metric[4]
    known = dict(zip(MONTHS, values, strict=True))
    for month, value in known.items():
        before, year_ago = known.get(shift(month, -1)), known.get(shift(month, -12))
        cut = metric_id.startswith("wechat_") and month == NEWEST
        if value is None:
            status = "not_started" if month < NOT_STARTED.get(metric_id, "") else "missing"
        else:
            status = "zero" if value == 0 else "measured"
        this_year = [v for m, v in known.items() if m[:4] == month[:4] and m <= month and v is not None]
        # A flow over 27 days is not compared with one over 31; a stock is.
        unequal = "partial_period" if cut and metric[3] == "additive" else None
        mom, mom_pct, mom_reason = _compared(value, before, unequal)
        yoy, yoy_pct, yoy_reason = _compared(value, year_ago, unequal)
        yield {
            "scope": scope,
            "scope_id": scope_id,
            "scope_name": scope_name,
            "channel_id": channel_id,
            "metric_id": metric_id,
            "month": month,
            "value": value,
            "status": status,
            "as_of": dt.date(2020, 9, 27) if cut else last_day(month),
            "days_covered": 27 if cut else last_day(month).day,
            "days_expected": last_day(month).day,
            "is_provisional": (metric_id, month) in PROVISIONAL,
            "is_capped": (metric_id, month) == ("weibo_reads", "2020-09"),
            "is_floor": (metric_id, month) == ("weibo_reads", "2020-09"),
            "is_corrected": False,
            "unassigned_value": None,
            "status_reason": "no_export" if value is None else None,
            "previous_value": before,
            "mom_change": mom,
            "mom_pct": mom_pct,
            "last_year_value": year_ago,
            "yoy_change": yoy,
            "yoy_pct": yoy_pct,
            "ytd_value": sum(this_year) if this_year and metric[3] == "additive" else None,
            "ytd_yoy_pct": None,
            "ytd_reason": "no_base",
            "moving_12_value": None,
            "moving_12_yoy_pct": None,
            "moving_12_reason": None,
            "rank": None,
            "rank_change": None,
            "is_comparable": mom_reason is None,
            "reason": mom_reason,
            "is_yoy_comparable": yoy_reason is None,
            "yoy_reason": yoy_reason,
            "mom_parts": None,
            "mom_like_pct": None,
            "yoy_parts": None,
            "yoy_like_pct": None,
        }


def _compared(value, base, unequal):
    """Change, share of change and the reason against it."""
    if value is None:
        return None, None, "missing"
    if base is None:
        return None, None, "no_base"
    if unequal:
        return None, None, unequal
    return (value - base, None, "base_zero") if base == 0 else (value - base, (value - base) / base, None)


def _contributions(trend: list[dict]):
    """What each department adds to the change of the whole on the month before, the largest first."""
    totals = {(r["metric_id"], r["month"]): r["mom_change"] for r in trend if r["scope"] == "institution"}
    moved = [r for r in trend if r["scope"] == "department" and r["mom_change"] is not None]
    for rank, row in enumerate(sorted(moved, key=lambda r: -abs(r["mom_change"])), start=1):
        total = totals[row["metric_id"], row["month"]]
        if total:
            share = row["mom_change"] / total
            names = (row["scope"], row["scope_id"], row["scope_name"], row["metric_id"], row["month"])
            comes, goes = row["previous_value"] == 0, row["value"] == 0
            flags = (comes and not goes, goes and not comes, False, False)
            yield (*names, "mom", row["mom_change"], total, share, rank, *flags)


def build_warehouse(path: Path, *, demo: bool = True, accepted_errors: bool = False) -> Path:
    """Write the published file for the tests of the pages."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCHEMA)
        connection.execute("BEGIN")
        _insert(
            connection,
            "dim_month",
            [
                (
                    m,
                    dt.date(int(m[:4]), int(m[5:]), 1),
                    last_day(m),
                    int(m[:4]),
                    f"{m[:4]}Q{(int(m[5:]) + 2) // 3}",
                    f"{m[:4]}H{1 if m[5:] < '07' else 2}",
                    None,
                    None,
                    "上月有春节（1月25日），本月没有" if m == "2020-02" else None,
                    "中秋（10月1日）在本月，去年同月没有" if m == "2020-10" else None,
                    last_day(m).day,
                    {"01": 15, "02": 16, "07": 26, "08": 31}.get(m[5:], 0),
                    m[5:] in ("01", "02", "07", "08"),
                )
                for m in span("2019-01", "2020-12")
            ],
        )
        _insert(connection, "dim_channel", [(c, name, i) for i, (c, name) in enumerate(CHANNELS)])
        _insert(
            connection,
            "dim_account",
            [
                (*account, "xwzx", dt.date(1900, 1, 1), dt.date(9999, 12, 31))
                for account in (
                    ("gw", "website", "官网"),
                    ("gwx", "wechat", "学院官微"),
                    ("wb", "weibo", "学院微博"),
                    ("gd", "douyin", "官抖"),
                )
            ],
        )
        _insert(
            connection,
            "dim_metric",
            [
                (
                    m[0],
                    m[1],
                    m[2],
                    m[3],
                    m[4],
                    f"{m[1]}：按发布时间计入当月（北京时间）。",
                    m[5],
                    i,
                    m[6],
                    DATASET[m[4]],
                    None,
                    None,
                    "2020-01 起口径改变：改用新后台" if m[0] == "weibo_reads" else None,
                    None,
                    None,
                    None,
                )
                for i, m in enumerate(METRICS)
            ],
        )
        _insert(
            connection,
            "dim_department",
            [
                (f"{d}-1", d, name, kind, None, i, dt.date(2018, 1, 1), None, True, None)
                for i, (d, name, kind, _) in enumerate(DEPARTMENTS)
            ],
        )
        trend = [row for m in METRICS for row in _series("institution", "all", "全校", m, m[7])]
        official = [row for m in METRICS if m[4] == "wechat" for row in _series("account", "gwx", "学院官微", m, m[7])]
        trend += official
        _insert(
            connection,
            "fct_bulletin_figure",
            [
                (r["month"], r["metric_id"], "wechat", "account", "gwx", "学院官微", r["value"], r["as_of"])
                for r in official
                if r["value"] is not None
            ],
        )
        web = METRICS[0]
        for rank, (d, name, _, september) in enumerate(DEPARTMENTS, start=1):
            values = [(i * 7 + rank * 3) % (september + 3) for i in range(len(MONTHS) - 1)] + [september]
            for scope in ("department", "department_now"):
                series = list(_series(scope, d, name, web, values))
                trend += [row | {"rank": rank, "rank_change": rank % 3 - 1} for row in series]
        trend += _series("department_type", "二级学院", "二级学院", web, list(range(len(MONTHS))))
        _insert(connection, "rpt_metric_trend", [tuple(row.values()) for row in trend])
        # The first 27 days of September against as many of August, made up.
        window = (27, 17577, 7400, 10177, 10177 / 7400, None, None, None)
        _insert(
            connection,
            "rpt_equal_window",
            [
                ("institution", "institution", "wechat_reads", NEWEST, *window),
                ("account", "gwx", "wechat_reads", NEWEST, *window),
            ],
        )
        _insert(connection, "rpt_change_contribution", list(_contributions(trend)))
        _insert(
            connection,
            "rpt_metric_period",
            [
                (
                    "institution",
                    "all",
                    m[0],
                    kind,
                    period,
                    sum(v or 0 for v in m[7][first:last]),
                    "measured",
                    months,
                    last - first,
                    0,
                    months == last - first,
                    False,
                    False,
                    m[0] == "web_articles_published",
                    None,
                    None,
                    None,
                    None,
                    None,
                    0.25 if kind == "quarter" else None,
                    "no_base",
                    "no_base",
                )
                for m in METRICS
                if m[3] == "additive"
                for kind, period, months, first, last in (
                    ("year", "2020", 12, 5, 14),
                    ("half", "2020-H1", 6, 5, 11),
                    ("quarter", "2020-Q3", 3, 11, 14),
                    ("term", "2019-2020 第二学期", 4, 7, 11),
                    ("academic_year", "2019-2020", 12, 1, 13),
                    ("academic_year", "2018-2019", 12, 0, 1),
                )
            ],
        )
        _insert(
            connection,
            "dim_period",
            [
                ("year", "2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
                ("half", "2020-H1", dt.date(2020, 1, 1), dt.date(2020, 6, 30)),
                ("quarter", "2020-Q3", dt.date(2020, 7, 1), dt.date(2020, 9, 30)),
                ("term", "2019-2020 第二学期", dt.date(2020, 3, 1), dt.date(2020, 6, 30)),
                ("academic_year", "2019-2020", dt.date(2019, 9, 1), dt.date(2020, 8, 31)),
                ("academic_year", "2018-2019", dt.date(2018, 9, 1), dt.date(2019, 8, 31)),
            ],
        )
        _insert(
            connection,
            "bulletin.website_updates",
            [
                (NEWEST, i, name, value)
                for i, (name, value) in enumerate(
                    [*((name, value) for _, name, _, value in DEPARTMENTS if value), ("其它部门", 0)], start=1
                )
            ],
        )
        cut = dt.date(2020, 9, 27)
        _insert(connection, "bulletin.wechat_base", [(NEWEST, 1714, 449, 1265, 4105, 17577, cut)])
        _insert(
            connection,
            "bulletin.wechat_menu",
            [
                (NEWEST, *row, cut)
                for row in [
                    ("微资讯", "湖外要闻", 203),
                    ("微资讯", "交流合作", 106),
                    ("微资讯", "湖外党建", 68),
                    ("微资讯", "招生信息", 1529),
                    ("湖外主页", "-", 3336),
                    ("微校园", "精彩回顾", 385),
                    ("微校园", "联系我们", 400),
                ]
            ],
        )
        _insert(
            connection,
            "bulletin.wechat_contributions",
            [
                (NEWEST, i, *row)
                for i, row in enumerate(
                    [("新闻中心", 7), ("国际交流与合作处", 3), ("人事处", 1), ("东方语言学院", 1), ("其它部门", 0)],
                    start=1,
                )
            ],
        )
        _insert(
            connection,
            "bulletin.submissions",
            [
                (NEWEST, i, *row)
                for i, row in enumerate(
                    [
                        ("国际交流与合作处", "图文", "公众号、官网", 2),
                        ("人事处", "图文", "官网", 1),
                        ("东方语言学院", "图文", "公众号、官网", 1),
                        ("西方语言学院", "短视频", "官抖", 1),
                        ("校团委", "短视频", "官抖", 1),
                    ],
                    start=1,
                )
            ],
        )
        _insert(
            connection,
            "bulletin.party_uploads",
            [
                (NEWEST, *row, dt.date(2020, 9, 30))
                for row in [
                    ("党委", 15),
                    ("英语学院教工支部", 5),
                    ("东方语言学院学生支部", 24),
                    ("英语学院学生支部", 6),
                    ("涉外经济管理学院学生支部", 10),
                    ("机关党总支", 2),
                    ("其它部门", 0),
                ]
            ],
        )
        _insert(
            connection,
            "bulletin.training",
            [
                (NEWEST, "入党积极分子第24期", dt.date(2020, 9, 23), cohort, people)
                for cohort, people in (("教职工", 24), ("18级", 7), ("19级", 326))
            ],
        )
        _insert(
            connection,
            "quality.institution",
            [
                ("单位名称", "江南外国语职业学院"),
                ("单位简称", "江外"),
                ("主管部门", "党委工作部"),
                ("演示数据", "是" if demo else "否"),
            ],
        )
        _insert(
            connection,
            "quality.files",
            [
                (
                    "f1",
                    f"website/官网/稿件{HOSTILE}.xlsx",
                    "a" * 64,
                    "web_article",
                    "cms_list",
                    "v1",
                    None,
                    "utf-8",
                    402,
                    400,
                    1,
                    1,
                    dt.date(2019, 8, 1),
                    dt.date(2020, 9, 30),
                    "ok",
                ),
                (
                    "f2",
                    "wechat/学院官微/用户增长.xls",
                    "b" * 64,
                    "wechat_follower_day",
                    "mp_growth",
                    "v1",
                    "gwx",
                    "utf-8",
                    27,
                    27,
                    0,
                    0,
                    dt.date(2020, 9, 1),
                    dt.date(2020, 9, 27),
                    "ok",
                ),
            ],
        )
        _insert(
            connection,
            "quality.issues",
            [
                (
                    "error",
                    "value_rule",
                    f"website/官网/稿件{HOSTILE}.xlsx",
                    "Sheet1",
                    17,
                    "点击量",
                    "-3",
                    f"点击量不能小于 0：{HOSTILE}",
                    NEWEST,
                    "web_article",
                ),
                (
                    "warning",
                    "unknown_department",
                    "registers/供稿.xlsx",
                    "供稿",
                    9,
                    "供稿单位",
                    "技术中心",
                    "部门“技术中心”不在部门表中，已归入未识别",
                    NEWEST,
                    "submission",
                ),
            ],
        )
        _insert(
            connection,
            "quality.coverage",
            [
                (
                    m,
                    dataset,
                    name,
                    account,
                    "missing" if gone else "partial" if part else "full",
                    int(last_day(m).day),
                    0 if gone else 27 if part else int(last_day(m).day),
                    None if gone else cut if part else last_day(m),
                    "没有收到导出文件" if gone else "导出到27日为止" if part else None,
                )
                for m in MONTHS
                for dataset, name, account, gone, part in (
                    ("web_article", "网站稿件", "gw", False, False),
                    ("wechat_follower_day", "公众号用户增长", "gwx", False, m == NEWEST),
                    ("social_post", "微博作品", "wb", m == "2020-03", False),
                )
            ],
        )
        _insert(
            connection,
            "quality.reconciliation",
            [
                ("2020-08", "wechat_net", "公众号新增减取消与净增", 5, 0, 5, 0, "fail", "新增减取消应等于净增"),
                (NEWEST, "table1_sum", "表1合计 = 网站发稿总数", 33, 33, 0, 0, "pass", "相符"),
                (NEWEST, "table5_text", "表5合计 = 通报正文供稿数", 6, 7, -1, 0, "fail", "正文写7件，表中合计6件"),
                (NEWEST, "table4_table5", "国际交流与合作处：表4与表5公众号", 3, 2, 1, 0, "warn", "两表口径不同"),
            ],
        )
        _insert(
            connection,
            "quality.restatements",
            [
                (
                    "2020-08",
                    "wechat_reads",
                    "account",
                    "gwx",
                    "学院官微",
                    8700,
                    8800,
                    "重新导出后阅读数增长",
                    True,
                    False,
                    "wechat/补.xls",
                    None,
                    None,
                ),
                (
                    "2020-08",
                    "web_articles_published",
                    "institution",
                    "institution",
                    "全校",
                    31,
                    32,
                    "未说明（后到的导出改变了数字）",
                    False,
                    True,
                    "website/补.csv",
                    "r2",
                    dt.datetime(2020, 10, 8, 9, 30),
                ),
                (
                    "2020-08",
                    "wechat_reads",
                    "account",
                    "gwx",
                    "学院官微",
                    8800,
                    8900,
                    "累计数继续增长",
                    False,
                    False,
                    "wechat/再补.xls",
                    "r2",
                    dt.datetime(2020, 10, 8, 9, 30),
                ),
            ],
        )
        _insert(
            connection,
            "quality.runs",
            [
                ("r0", dt.datetime(2020, 10, 5, 18), False, 2, 0, 1, 1, 2, 1, "0.1.0", "i1", "t1"),
                ("r1", dt.datetime(2020, 10, 8, 9, 30), accepted_errors, 2, 1, 1, 1, 1, 2, "0.1.1", "i2", "t1"),
            ],
        )
        table5 = (NEWEST, "table5_text", "表5合计 = 通报正文供稿数")
        _insert(
            connection,
            "quality.verdicts",
            [
                ("r0", *table5, "fail", -2, None, None),
                ("r1", *table5, "fail", -1, "fail", -2),
                ("r0", NEWEST, "table1_sum", "表1合计 = 网站发稿总数", "warn", 3, None, None),
                ("r1", NEWEST, "table1_sum", "表1合计 = 网站发稿总数", "pass", None, "warn", 3),
                ("r1", NEWEST, "table4_table5", "国际交流与合作处：表4与表5公众号", "warn", 1, None, None),
                ("r0", NEWEST, "names_resolved", f"学生处{HOSTILE}", "warn", 1, None, None),
                ("r1", NEWEST, "names_resolved", f"学生处{HOSTILE}", "gone", None, "warn", 1),
                ("r0", "2020-08", "wechat_net", "公众号新增减取消与净增", "pass", None, None, None),
                ("r1", "2020-08", "wechat_net", "公众号新增减取消与净增", "fail", 5, "pass", None),
                ("r1", NEWEST, "web_counted_once", "同一稿件不重复计数", "pass", None, None, None),
            ],
        )
        connection.execute("COMMIT")
    return path


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> Path:
    return build_warehouse(tmp_path_factory.mktemp("warehouse") / "tongbao.duckdb")


@pytest.fixture(scope="session")
def warehouse_with_accepted_errors(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("accepted") / "tongbao.duckdb"
    return build_warehouse(path, demo=False, accepted_errors=True)


PLAN_SCHEMA = """
CREATE TABLE fct_target (target_id VARCHAR, name VARCHAR, metric_id VARCHAR, scope VARCHAR, scope_id VARCHAR,
    scope_name VARCHAR, period_type VARCHAR, period VARCHAR, period_start DATE, period_end DATE, counted_from DATE,
    comparator VARCHAR, expected DOUBLE, expected_low DOUBLE, expected_high DOUBLE, deadline DATE, actual DOUBLE,
    done_on DATE, expected_so_far DOUBLE, status VARCHAR, reason VARCHAR, as_of DATE, basis VARCHAR,
    source_text VARCHAR, valid_from DATE, revisions INT, previous_low DOUBLE, previous_high DOUBLE,
    previous_deadline DATE);
CREATE TABLE fct_rule_result (rule_id VARCHAR, rule_name VARCHAR, rule_kind VARCHAR, subject_kind VARCHAR,
    subject_id VARCHAR, subject_name VARCHAR, department_id VARCHAR, period VARCHAR, month VARCHAR, is_met BOOLEAN,
    shortfall DOUBLE, is_exempt BOOLEAN, reason VARCHAR, basis VARCHAR, source_text VARCHAR);
CREATE TABLE fct_score (scheme_id VARCHAR, purpose VARCHAR, department_id VARCHAR, month VARCHAR, counted_on DATE,
    line_kind VARCHAR, title VARCHAR, outlet VARCHAR, rule_text VARCHAR, points_by_rule DOUBLE, points DOUBLE,
    reason VARCHAR);
CREATE TABLE rpt_score (scope VARCHAR, scheme_id VARCHAR, scheme_name VARCHAR, month VARCHAR,
    department_id VARCHAR, points DOUBLE, items INT, rank INT, group_rank INT, ytd_points DOUBLE, ytd_rank INT);
CREATE TABLE rpt_score_award (scope VARCHAR, scheme_id VARCHAR, scheme_name VARCHAR, year INT, until_month VARCHAR,
    department_type VARCHAR, group_rank INT, is_tied BOOLEAN, department_id VARCHAR, department_name VARCHAR,
    points DOUBLE, items INT, overall_rank INT, bonus_claimed DOUBLE, bonus_points DOUBLE, task_points DOUBLE,
    task_share DOUBLE, is_vetoed BOOLEAN, veto_reason VARCHAR, is_passed BOOLEAN,
    pending_items INT, pending_from DOUBLE, pending_to DOUBLE);
CREATE TABLE rpt_fee (scheme_id VARCHAR, scheme_name VARCHAR, month VARCHAR, department_id VARCHAR,
    department_name VARCHAR, unit_share DOUBLE, amount DOUBLE, pending_from DOUBLE, pending_to DOUBLE);
CREATE TABLE rpt_zero_report (month VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, subject_name VARCHAR,
    metric_id VARCHAR, metric_name VARCHAR, zero_months INT, is_at_least BOOLEAN, is_vacation BOOLEAN);
"""


def _target(name, metric, scope, period, first, last, comparator, actual, status, **stated):
    row = dict.fromkeys(
        ["expected", "expected_low", "expected_high", "deadline", "done_on", "expected_so_far", "reason"]
    ) | {
        "as_of": dt.date(2020, 9, 30),
        "basis": "printed",
        "source_text": f"计划：{name}",
        "counted_from": first,
        **stated,
    }
    return (
        name,
        name,
        metric,
        *scope,
        "period",
        period,
        first,
        last,
        row["counted_from"],
        comparator,
        row["expected"],
        row["expected_low"],
        row["expected_high"],
        row["deadline"],
        actual,
        row["done_on"],
        row["expected_so_far"],
        status,
        row["reason"],
        row["as_of"],
        row["basis"],
        row["source_text"],
        *(None, 0, None, None, None),  # never revised
    )


def _add_plans(path: Path) -> None:
    """One target of each standing, a rule kept, a rule broken by name and one not judged, nine zero runs, a score
    sheet with a tie and a fee list."""
    school = ("institution", "institution", "全校")
    year = ("2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    quarter = ("2020-Q3", dt.date(2020, 7, 1), dt.date(2020, 9, 30))
    september = ("2020-09", dt.date(2020, 9, 1), dt.date(2020, 9, 30))
    articles, reads = "web_articles_published", "wechat_reads"
    running = {
        "expected": 400,
        "expected_low": 400,
        "expected_so_far": 300,
        "reason": "期间未完",
        "counted_from": dt.date(2020, 3, 1),
    }
    targets = [
        _target("全年发稿", articles, school, *year, "at_least", 211, "behind", **running),
        _target("阅读增长", reads, school, *september, "more_than_last_year", 17577, "met", expected=15100),
        _target("工作报告", None, school, *year, "deadline", None, "open", deadline=dt.date(2020, 11, 30)),
        _target("采用率", None, school, *quarter, "share", None, "unknown", expected=0.8, reason="期间缺数"),
    ]
    for department, name, actual in (("yyxy", "英语学院", 3), ("hqc", "后勤处", 0), ("xsc", f"学生处{HOSTILE}", 0)):
        scope = ("department", department, name)
        status = "met" if actual else "not_met"
        stated = {"expected": 1, "expected_low": 1, "expected_so_far": 1, "basis": "inferred"}
        targets.append(
            _target("部门供稿", "submissions_received", scope, *quarter, "at_least", actual, status, **stated)
        )
    branch = ("upload", "活动后 7 天内上传", "upload_within", "party_org")
    rules = [
        (
            *branch,
            "b1",
            "英语学院学生支部",
            "yyxy",
            NEWEST,
            NEWEST,
            False,
            2,
            False,
            "逾期上传",
            "inferred",
            "及时上传",
        ),
        (*branch, "b2", "后勤支部", "hqc", NEWEST, NEWEST, True, 0, False, None, "inferred", "及时上传"),
        (*branch, "b3", "新支部", None, NEWEST, NEWEST, None, None, True, "期间成立", "inferred", "及时上传"),
        (*branch, "b4", "机关支部", None, NEWEST, NEWEST, None, None, False, "期间没有记录", "inferred", "及时上传"),
        (
            "update",
            "官网 7 天内有更新",
            "no_update",
            "site",
            "gw",
            "官网",
            None,
            NEWEST,
            NEWEST,
            True,
            0,
            False,
            None,
            "printed",
            "保持更新",
        ),
    ]
    line = ("points", "points", "yyxy", NEWEST, dt.date(2020, 9, 4))
    scores = [
        (*line, "item", f"新生见面会{HOSTILE}", "官网", "官网稿件：3 分/件", 3, 3, None),
        (*line, "item", "新生见面会", "官微", "官微稿件：5 分/件", 5, 2, "同一稿件已计"),
        (*line, "item", "迎新简报", "部委简报", "简报：50–100 分/件", None, None, "待核定：50–100 分"),
    ]
    sheet = ("points", "宣传计分", 2020, NEWEST)
    awards = [
        ("department", *sheet, "二级学院", 1, False, "yyxy", "英语学院", 5, 2, 1, 3, 1, 20, 0.25, False, None, True),
        ("department", *sheet, "行政", 1, True, "hqc", "后勤处", 0, 0, 2, 0, 0, None, None, False, None, False),
        ("department", *sheet, "行政", 1, True, "rsc", "人事处", 0, 0, 2, 0, 0, None, None, False, None, False),
        (
            "department",
            *sheet,
            "行政",
            None,
            False,
            "jwc",
            "教务处",
            9,
            3,
            None,
            0,
            0,
            None,
            None,
            True,
            "重大舆情",
            False,
        ),
        # A department that is no more had four points; as now they are those of 英语学院.
        (
            "department_now",
            *sheet,
            "二级学院",
            1,
            False,
            "yyxy",
            "英语学院",
            9,
            3,
            1,
            3,
            1,
            20,
            0.45,
            False,
            None,
            True,
        ),
        ("department_now", *sheet, "行政", 1, True, "hqc", "后勤处", 0, 0, 2, 0, 0, None, None, False, None, None),
        ("department_now", *sheet, "行政", 1, True, "rsc", "人事处", 0, 0, 2, 0, 0, None, None, False, None, None),
    ]
    # One piece of 英语学院 waits for a decision.
    awards = [(*row, *((1, 50, 100) if "yyxy" in row else (0, None, None))) for row in awards]
    fees = [
        ("fee", "稿酬", NEWEST, "yyxy", "英语学院", 1, 50, None, None),
        ("fee", "稿酬", NEWEST, "yyxy", "英语学院", 1, 0, None, None),
        ("fee", "稿酬", "2020-08", "hqc", "后勤处", 0.5, 25, None, None),
        ("fee", "稿酬", "2020-08", "hqc", "后勤处", 1, None, 5, 10),
    ]
    zeros = [
        (NEWEST, "department", d, name, "submissions_received", "供稿", 13 if i < 8 else 1, i < 8, False)
        for i, (d, name, *_) in enumerate(DEPARTMENTS[:9])
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute(PLAN_SCHEMA)
        _insert(connection, "fct_target", targets)
        _insert(connection, "fct_rule_result", rules)
        _insert(connection, "fct_score", scores)
        _insert(connection, "rpt_score", [("department_now", "points", "宣传计分", NEWEST, "yyxy", 5, 2, 1, 1, 5, 1)])
        _insert(connection, "rpt_score_award", awards)
        _insert(connection, "rpt_fee", fees)
        _insert(connection, "rpt_zero_report", zeros)
        connection.execute("ALTER TABLE rpt_zero_report ADD COLUMN last_active_month VARCHAR")
        connection.execute("ALTER TABLE fct_rule_result ADD COLUMN silent_from DATE")
        connection.execute("ALTER TABLE fct_target ADD COLUMN to_send VARCHAR")
        connection.execute("ALTER TABLE fct_target ADD COLUMN is_filtered BOOLEAN DEFAULT false")
        connection.execute("ALTER TABLE fct_target ADD COLUMN actual_source VARCHAR DEFAULT 'metric'")
        connection.execute("UPDATE fct_target SET to_send = '补送 2020-09 的供稿登记' WHERE status = 'unknown'")


@pytest.fixture(scope="session")
def warehouse_with_plans(tmp_path_factory) -> Path:
    """The same, of an institution that sets targets, rules and a score scheme."""
    path = build_warehouse(tmp_path_factory.mktemp("plans") / "tongbao.duckdb")
    _add_plans(path)
    return path


@pytest.fixture(scope="session")
def built(published_home) -> Path:
    """What the sample home published."""
    return published_home.published


@pytest.fixture(scope="session")
def republished(published_home, tmp_path_factory, command) -> Path:
    """What it published the second time, after the changes of ``republished``; shared and read-only as the first."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = Home(base / "republished")
    with FileLock(base / "republished.lock"):
        if not (home.root / "done").exists():
            shutil.copytree(published_home.root, home.root, ignore=shutil.ignore_patterns("done"))
            change(home)
            outcome = command("run", "2020-09", "--accept-errors", "--home", str(home.root))
            assert outcome.returncode == 0, outcome.stdout + outcome.stderr
            (home.root / "done").touch()
    return home.published
