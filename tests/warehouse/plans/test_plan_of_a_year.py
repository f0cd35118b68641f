"""A plan of 29 targets for 2019 over a year of ledgers, files and tables as clerks keep them.

Every sum is made by hand. The kinds are those of printed plans: counts, exact numbers, ranges, shares of 100 %,
deadlines, weeks, per unit, per Party organisation, twice a month by the school calendar, none allowed, direction. What
cannot be judged must say what to send.
"""

from datetime import date, timedelta

import pytest
from homes import make_home, write_xlsx

from pipelines.landing.land import ingest, land
from pipelines.lineage.evidence import walk
from pipelines.lineage.plans import TARGETS
from pipelines.lineage.plans import target as target_evidence
from pipelines.lineage.sources import rows as found
from pipelines.warehouse.memory import land_published
from pipelines.warehouse.receipt import land_history, verdicts

GENERAL, OFFICES, LIBRARY, STAFF = "英语学院党总支", "机关党总支", "图书馆直属党支部", "英语学院教工支部"
TABLES = {
    "部门表": [
        ["部门编号", "部门名称", "部门类型", "显示顺序"],
        ["office", "党委工作部", "党群", "1"],
        ["english", "英语学院", "二级学院", "2"],
        ["arts", "艺术学院", "二级学院", "3"],
    ],
    "部门别名": [["别名", "部门编号", "来源"]],
    "账号表": [["账号编号", "平台", "账号名称"]],
    "站点表": [["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号"]],
    "党组织表": [
        ["党组织编号", "党组织名称", "党组织类型", "显示顺序", "对应部门编号"],
        ["general", GENERAL, "党总支", "1", "english"],
        ["offices", OFFICES, "党总支", "2", ""],
        ["library", LIBRARY, "直属党支部", "3", ""],
        ["staff", STAFF, "党支部", "4", "english"],
    ],
    "校历": [
        ["学年", "学期", "类别", "开始日期", "结束日期"],
        ["2018-2019", "第一学期", "学期", "2018-09-03", "2019-01-13"],
        ["2018-2019", "寒假", "假期", "2019-01-14", "2019-02-24"],
        ["2018-2019", "第二学期", "学期", "2019-02-25", "2019-07-07"],
        ["2018-2019", "暑假", "假期", "2019-07-08", "2019-09-01"],
        ["2019-2020", "第一学期", "学期", "2019-09-02", "2020-01-12"],
    ],
    "媒体表": [["媒体名称", "媒体级别"], ["人民日报", "国家级"], ["商报", "县级"]],
    "台账登全": [
        ["台账名称", "登全起始日期", "登全截止日期", "备注"],
        ["校外媒体报道登记", "2019-01-01", "2019-12-31", "宣传部核对"],
        ["register_surveys", "2019-01-01", "2019-12-31", ""],
        # Nobody was presented all year, and there is no such ledger among the files.
        ["典型人物推出登记", "2019-01-01", "2019-12-31", "没有推出"],
    ],
}

PLAN_HEADER = [
    "目标编号", "目标名称", "指标编号", "范围", "周期", "期间", "比较方式", "下限", "上限", "截止日期", "完成日期",
    "假期免除", "对象类型", "上年基数", "媒体级别", "依据",
]  # fmt: skip
GENERAL_BRANCHES = "党总支、直属党支部"


def target(name: str, metric: str, comparator: str, low="", high="", **more: str) -> list[str]:
    """A row of 目标表: of the whole school and the year 2019 unless ``more`` says otherwise."""
    cells = {
        "目标编号": name,
        "目标名称": name,
        "指标编号": metric,
        "范围": "全校",
        "周期": "年",
        "期间": "2019",
        "比较方式": comparator,
        "下限": low,
        "上限": high,
        "依据": "原文",
    } | more
    return [cells.get(header, "") for header in PLAN_HEADER]


PLAN = [
    # Counts, exact numbers, ranges, ceilings.
    target("study", "study_sessions_held", "≥", "10"),
    target("paper", "school_paper_issues", "=", "8"),
    target("documents", "documents_issued", "=", "7"),
    target("training", "training_sessions_held", "区间", "1", "2"),
    target("training_wide", "training_sessions_held", "区间", "1", "4"),
    target("materials", "publicity_items_made", "≤", high="10"),
    # By the school calendar, by month, by quarter, by week.
    target("staff_study", "staff_study_sessions_held", "≥", "2", 周期="月", 假期免除="是"),
    target("circulars", "adoption_circulars_issued", "≥", "1", 周期="月", 假期免除="是"),
    target("inspections", "site_inspections_held", "≥", "1", 周期="季度"),
    target("media_weeks", "external_media_items", "每周有"),
    target("media_weeks_term", "external_media_items", "每周有", 媒体级别="国家级", 假期免除="是"),
    # Direction.
    target("media_more", "external_media_items", "多于上年", 上年基数="40"),
    target("media_more_still", "external_media_items", "多于上年", 上年基数="50"),
    # Shares of a year, out of their parts.
    target("backdated", "records_backdated_share", "≤", high="0%"),
    target("letters", "responsibility_letters_signed_share", "比例", "100%"),
    target("commitments", "commitment_letters_signed_share", "比例", "100%"),
    target("filing", "event_prior_filing_share", "=", "100%"),
    target("reports_share", "ideology_reports_on_time_share", "比例", "100%", 周期="半年"),
    target("risks", "risk_checks_done_share", "比例", "100%"),
    target("coverage", "lecture_coverage_share", "比例", "100%"),
    # Per unit and per Party organisation.
    target("commitments_of_each", "commitment_letters_signed_share", "比例", "100%", 范围="部门", 对象类型="二级学院"),
    target("lectures_of_each", "lectures_held", "≥", "1", 范围="部门", 对象类型="二级学院"),
    target("ideology_of_each", "ideology_study_sessions_held", "≥", "2", 范围="党组织", 对象类型=GENERAL_BRANCHES),
    target("reports_of_each", "ideology_reports_on_time", "=", "2", 范围="党组织", 对象类型=GENERAL_BRANCHES),
    target("meetings_of_each", "meetings_held", "≥", "1", 范围="党组织", 周期="半年", 对象类型="党支部"),
    # Days.
    target("plan_issued", "documents_issued", "期限", 截止日期="2019-03-31"),
    target("survey_done", "surveys_conducted", "期限", 截止日期="2019-06-30"),
    # None.
    target("incidents", "political_safety_incidents", "=", "0"),
    target("role_models", "role_models_published", "允许为零"),
]
UNKNOWN = [
    target("awards", "awards_received", "≥", "5"),
    target("by_hand", "", "≥", "3"),
    target("activities_of_each", "events_held", "≥", "1", 范围="党组织", 对象类型="党支部"),
    target("media_than_2018", "external_media_items", "多于上年"),
]


def mondays() -> list[date]:
    """The Mondays of the 52 weeks of 2019."""
    return [date(2018, 12, 31) + timedelta(weeks=week) for week in range(52)]


def study() -> list[list]:
    rows = [["学习日期", "学习主题", "学习类型", "党组织", "活动编号", "登记日期"]]
    centre = ("02-26", "03-12", "04-09", "05-14", "06-11", "09-10", "09-24", "10-15", "11-12", "12-10")
    rows += [[f"2019-{day}", f"专题{day}", "中心组学习", "", "", ""] for day in centre]
    # One session in two rows: eleven sessions in all.
    rows += [["2019-12-24", topic, "中心组学习", "", "zx-12", ""] for topic in ("扩大会", "扩大会分会场")]
    days = {"01": ["08"], "06": ["18"]} | {m: ["05", "19"] for m in ("03", "04", "05", "09", "10", "11", "12")}
    rows += [
        [f"2019-{m}-{d}", f"政治学习{m}{d}", "教职工政治学习", "", "", ""] for m, some in days.items() for d in some
    ]
    # Entered after 3, 7, 10 and 1 days: one of four is late.
    rows += [
        ["2019-03-20", "意识形态", "意识形态专题", GENERAL, "", "2019-03-23"],
        ["2019-04-10", "意识形态", "意识形态专题", OFFICES, "", "2019-04-17"],
        ["2019-05-08", "意识形态", "意识形态专题", LIBRARY, "", "2019-05-18"],
        # One joint session of two organisations counts for each.
        ["2019-10-16", "联学", "意识形态专题", GENERAL, "e-1", "2019-10-17"],
        ["2019-10-16", "联学", "意识形态专题", OFFICES, "e-1", ""],
        ["2019-11-06", "支部学习", "意识形态专题", STAFF, "", ""],
    ]
    return rows


LEDGERS = {
    "学习活动登记2019年（登全）.xlsx": study(),
    # The folder says so.
    "2019年登全/校报.xlsx": [
        ["期号", "出版日期", "版本"],
        *(
            [f"第{n}期", f"2019-{m}-20", "纸质"]
            for n, m in enumerate(("03", "04", "05", "06", "09", "10", "11", "12"), 1)
        ),
    ],
    # The title says so.
    "文件.xlsx": [
        ["2019年文件登记表（登全）"],
        ["印发日期", "文件名称", "文件类型"],
        *([f"2019-{day}", f"文件{day}", "通知"] for day in ("03-15", "04-02", "05-06", "09-09", "10-10", "11-11")),
    ],
    "2019年登全/培训.xlsx": [
        ["培训日期", "培训名称"],
        *([f"2019-{day}", f"培训{day}"] for day in ("04-10", "05-15", "10-23")),
    ],
    "2019年登全/宣传品.xlsx": [
        ["宣传品类型", "内容", "悬挂时间", "数量", "计量单位"],
        ["横幅", "迎新", "2019-09-01", 7, "条"],
        ["展板", "校史", "2019-10-01", 5, "块"],
    ],
    "2019年登全/通报.xlsx": [
        ["通报日期", "通报名称", "通报类型"],
        *([f"2019-{m}-28", f"{m}月采用情况", "采用情况通报"] for m in ("03", "04", "05", "06", "09", "11", "12")),
    ],
    "2019年登全/检查.xlsx": [
        ["检查日期", "检查对象", "检查类型"],
        *([f"2019-{day}", "二级网页", "网页检查"] for day in ("03-04", "04-08", "06-03", "09-16")),
    ],
    "2019年登全/责任书.xlsx": [
        ["应签日期", "责任书类型", "签订日期", "签订单位", "应签份数", "已签份数"],
        ["2019-03-31", "责任书", "2019-03-20", "英语学院", 20, 20],
        ["2019-06-30", "责任书", "2019-06-20", "艺术学院", 20, 20],
        ["2019-04-30", "承诺书", "2019-04-20", "英语学院", 300, 294],
        ["2019-10-31", "承诺书", "2019-10-20", "艺术学院", 200, 200],
    ],
    "2019年登全/报备.xlsx": [
        ["活动时间", "活动名称", "报备日期"],
        ["2019-03-10", "讲座一", "2019-03-01"],
        ["2019-05-10", "讲座二", "2019-05-10"],
        ["2019-06-10", "论坛", "2019-06-11"],
        ["2019-11-10", "沙龙", "2019-11-01"],
        ["2019-11-20", "读书会", "2019-11-19"],
    ],
    "2019年登全/意识形态报告.xlsx": [
        ["应报日期", "党组织", "报送日期"],
        *(["2019-05-31", org, "2019-05-30"] for org in (GENERAL, OFFICES, LIBRARY)),
        ["2019-11-30", GENERAL, "2019-11-30"],
        ["2019-11-30", OFFICES, "2019-12-05"],
        ["2019-11-30", LIBRARY, "2019-11-20"],
    ],
    "2019年登全/讲座.xlsx": [
        ["讲座日期", "讲座题目", "承办单位"],
        ["2019-04-18", "讲座", "英语学院"],
        ["2019-10-17", "讲座", "英语学院"],
    ],
    "2019年登全/会议.xlsx": [["会议日期", "会议名称", "党组织"], ["2019-03-06", "支部大会", STAFF]],
    # A header alone: the office says that the year had none.
    "舆情登记2019年（登全）.xlsx": [["发现日期", "舆情等级", "舆情类型"]],
    # Known from the first to the last row only.
    "获奖.xlsx": [["获奖日期", "奖项名称"], *([f"2019-{m}-10", f"奖{m}"] for m in ("03", "06", "09"))],
    "2019年登全/活动.xlsx": [["活动日期", "活动名称", "活动类别"], ["2019-05-04", "文艺晚会", "文艺"]],
    "调研.xlsx": [["调研日期", "调研主题"], ["2019-09-10", "思想动态"]],
    "数量.xlsx": [
        ["日期", "指标编号", "数量", "单位"],
        ["2019-05-20", "lecture_coverage_share", "60%", "%"],
        ["2019-11-20", "lecture_coverage_share", "100%", "%"],
    ],
    # Two rounds; what the first left undone, the second does not make good.
    "2019年登全/风险点排查.xlsx": [
        ["统计日期", "统计事项", "应排查数", "已排查数"],
        ["2019-05-20", "意识形态风险点排查", "10", "6"],
        ["2019-11-20", "意识形态风险点排查", "10", "10"],
    ],
    # Week 20 in term and week 33 in the summer vacation have none; week 40 only a county paper.
    "外宣.xlsx": [
        ["标题", "媒体名称", "刊发时间"],
        *(
            [f"报道{week}", "商报" if week == 40 else "人民日报", str(monday + timedelta(days=2))]
            for week, monday in enumerate(mondays(), 1)
            if week not in (20, 33)
        ),
    ],
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_warehouse):
    """The home above, read and built."""
    home = make_home(tmp_path_factory.mktemp("year"), TABLES | {"目标表": [PLAN_HEADER, *PLAN, *UNKNOWN]})
    for name, rows in LEDGERS.items():
        write_xlsx(home.raw / "registers" / name, {"Sheet1": rows})
    ingested = ingest(home)
    assert [f.message for f in ingested.faults if f.severity == "error"] == []
    assert not any("按缺数据处理" in fault.message for fault in ingested.faults)
    land(home, ingested)
    land_history(home.landing, [], verdicts(home))
    land_published(home.published, home.landing)
    warehouse = build_warehouse(home)
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def year(warehouse):
    """Rows of a query on the warehouse of the home above."""
    return lambda sql: warehouse.execute(sql).fetchall()


@pytest.fixture(scope="module")
def judged(year):
    """Target → (scope_id, period, actual, expected, status, shortfall) in order."""
    rows = year(
        "SELECT target_id, scope_id, period, actual, expected, status, shortfall FROM fct_target "
        "ORDER BY target_id, period, scope_id"
    )
    return lambda name: [row[1:] for row in rows if row[0] == name]


def of_school(actual, expected, status, shortfall, period="2019") -> tuple:
    return ("institution", period, actual, expected, status, shortfall)


def test_the_plan_has_29_targets_and_all_are_judged(year):
    assert len(PLAN) == 29
    names = [row[0] for row in PLAN]
    rows = year("SELECT target_id, period, status FROM fct_target WHERE status NOT IN ('met', 'not_met', 'exempt')")
    assert [row for row in rows if row[0] in names] == []
    assert {name for (name,) in year("SELECT DISTINCT target_id FROM fct_target")} >= set(names)


@pytest.mark.parametrize(
    ("name", "actual", "expected", "status", "shortfall"),
    [
        ("study", 11, 10, "met", 0),
        ("paper", 8, 8, "met", 0),
        ("documents", 6, 7, "not_met", 1),
        ("training", 3, 1, "not_met", 1),
        ("training_wide", 3, 1, "met", 0),
        ("materials", 12, 10, "not_met", 2),
        ("media_weeks", 50, 52, "not_met", 2),
        # 52 weeks less 6 of the winter and 8 of the summer vacation; weeks 20 and 40 lack a national paper.
        ("media_weeks_term", 36, 38, "not_met", 2),
        ("media_more", 50, 40, "met", 0),
        ("media_more_still", 50, 50, "not_met", 0),
        ("letters", 40 / 40, 1, "met", 0),
        ("coverage", 1, 1, "met", 0),
        ("incidents", 0, 0, "met", 0),
        ("role_models", 0, None, "met", 0),
    ],
)
def test_targets_of_the_school_and_the_year(judged, name, actual, expected, status, shortfall):
    assert judged(name) == [of_school(actual, expected, status, shortfall)]


@pytest.mark.parametrize(
    ("name", "actual", "shortfall"),
    [
        ("backdated", 1 / 4, 1 / 4),
        ("commitments", 494 / 500, 6 / 500),
        ("filing", 4 / 5, 1 / 5),
        ("risks", 16 / 20, 4 / 20),
    ],
)
def test_a_share_of_the_year_is_that_of_its_parts(judged, name, actual, shortfall):
    ((_, _, found, _, status, short),) = judged(name)
    assert (found, status, short) == (pytest.approx(actual), "not_met", pytest.approx(shortfall))


def test_a_share_of_half_a_year_counts_what_was_due_in_it(judged):
    (first, second) = judged("reports_share")
    assert first == of_school(1, 1, "met", 0, "2019-H1")
    assert second[1:5] == ("2019-H2", pytest.approx(2 / 3), 1, "not_met")


def test_twice_a_month_is_asked_of_teaching_months_only(judged):
    status = {period: (actual, status) for _, period, actual, _, status, _ in judged("staff_study")}
    assert status.pop("2019-06") == (1, "not_met")
    excused = {f"2019-{month}" for month in ("01", "02", "07", "08")}
    assert {period for period, (_, found) in status.items() if found == "exempt"} == excused
    assert {found for period, found in status.items() if period not in excused} == {(2, "met")}


def test_a_month_without_a_circular_and_a_quarter_without_inspection_are_not_met(judged):
    missed = [period for _, period, _, _, status, _ in judged("circulars") if status == "not_met"]
    assert missed == ["2019-10"]
    assert [row[1:5] for row in judged("inspections")] == [
        ("2019-Q1", 1, 1, "met"),
        ("2019-Q2", 2, 1, "met"),
        ("2019-Q3", 1, 1, "met"),
        ("2019-Q4", 0, 1, "not_met"),
    ]


def test_each_unit_is_judged_by_its_own_rows(judged):
    assert judged("lectures_of_each") == [
        ("arts", "2019", 0, 1, "not_met", 1),
        ("english", "2019", 2, 1, "met", 0),
    ]
    (arts, english) = judged("commitments_of_each")
    assert arts == ("arts", "2019", 1, 1, "met", 0)
    assert english[2:5] == (pytest.approx(294 / 300), 1, "not_met")


def test_each_party_organisation_is_judged_by_its_own_rows(judged):
    """A joint session counts for both; branches below a general branch are not asked."""
    assert judged("ideology_of_each") == [
        ("general", "2019", 2, 2, "met", 0),
        ("library", "2019", 1, 2, "not_met", 1),
        ("offices", "2019", 2, 2, "met", 0),
    ]
    assert judged("reports_of_each") == [
        ("general", "2019", 2, 2, "met", 0),
        ("library", "2019", 2, 2, "met", 0),
        ("offices", "2019", 1, 2, "not_met", 1),
    ]
    assert judged("meetings_of_each") == [
        ("staff", "2019-H1", 1, 1, "met", 0),
        ("staff", "2019-H2", 0, 1, "not_met", 1),
    ]


def test_a_deadline_is_met_by_the_day_in_the_ledger(year):
    rows = year(
        "SELECT target_id, done_on, status, shortfall FROM fct_target WHERE comparator = 'deadline' ORDER BY target_id"
    )
    assert rows == [
        ("plan_issued", date(2019, 3, 15), "met", 0),
        # From 30 June to 10 September.
        ("survey_done", date(2019, 9, 10), "not_met", 72),
    ]


def test_what_cannot_be_judged_says_what_to_send(year):
    rows = dict(year("SELECT target_id, to_send FROM fct_target WHERE status = 'unknown'"))
    names = [row[0] for row in UNKNOWN]
    assert sorted(rows) == sorted(names)
    assert rows["awards"] == "2019-01 至 2019-02、2019-10 至 2019-12 的获奖登记；没有漏登的，把这段时间写进台账登全"
    assert rows["by_hand"] == "在目标表填实际完成"
    assert rows["activities_of_each"] == "在活动登记里写明党组织"
    assert rows["media_than_2018"].endswith("在目标表填上年基数")


def test_rows_behind_targets_of_units_and_of_shares_add_up(year):
    rows = year("""
        SELECT target_id, fct_target.scope_id, fct_target.period, actual, sum(value), sum(whole)
        FROM fct_target JOIN quality.plan_sources ON plan_kind = 'target' AND plan_id = target_id
            AND plan_sources.scope = fct_target.scope AND plan_sources.scope_id = fct_target.scope_id
            AND plan_sources.period = fct_target.period
        WHERE comparator <> 'weekly' GROUP BY ALL""")
    assert {row[0] for row in rows} >= {"filing", "commitments_of_each", "ideology_of_each", "meetings_of_each"}
    wrong = [row for row in rows if row[3] != pytest.approx(row[4] / row[5] if row[5] else row[4])]
    assert wrong == []


def test_every_figure_of_a_target_can_be_traced_to_its_rows(warehouse):
    for row in found(warehouse, f"{TARGETS} WHERE actual_source = 'metric'"):
        wrong = [part.text for part in walk(target_evidence(warehouse, row)) if part.agrees is False]
        assert wrong == [], row["target_id"]
