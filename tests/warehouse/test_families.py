"""Families of statements that no single export tells, each followed from a file to the published table and back."""

import csv
from math import log
from pathlib import Path

import pytest
from homes import ARTICLES, THIRD_PARTY_LIST, article, make_home, write_csv, write_xlsx
from worked_queries import page, returns_what_is_said, worked

from pipelines import seeds
from pipelines.home import DBT_PROJECT, Home
from pipelines.lineage.evidence import walk
from pipelines.lineage.figure import figure_evidence
from pipelines.lineage.selection import Figure
from pipelines.lineage.sources import metric_of
from pipelines.lineage.tables import table_evidence
from pipelines.reports.month import topics

TEXT = page("queries-topics.md")
WORKED = worked(TEXT)
ACCOUNTS = [
    ["账号编号", "平台", "账号名称", "文件夹", "主办部门编号", "启用日期", "停用日期", "状态"],
    ["wechat_main", "公众号", "测试学院", "官微", "news", "", "", ""],
    ["wechat_youth", "公众号", "测试青年", "青年", "english", "2021-10-01", "", ""],
    ["douyin_main", "抖音", "测试学院", "", "news", "2020-01-01", "2021-10-15", "注销"],
]
SITES = [
    ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号", "启用日期"],
    ["main", "官网", "主站", "main", "office", ""],
    ["jubilee", "校庆专题", "专题网站", "jubilee", "office", "2021-10-08"],
]
THEMES = [
    ["主题名称", "主题类别", "词语", "标签", "栏目", "开始日期", "结束日期", "每年"],
    ["迎新", "主题", "新生", "迎新季", "", "", "", ""],
    ["校园故事", "系列", "", "校园故事", "", "", "", ""],
    ["聚焦", "栏目", "", "", "聚焦", "", "", ""],
    ["校庆", "节点", "校庆", "", "", "2010-10-20", "2010-10-20", "是"],
]
INDEXES = [["指数", "版本", "启用日期"], ["WCI", "14.2", "2021-10-01"], ["WCI", "2.0", ""]]
CALENDAR = [
    ["学年", "学期", "类别", "开始日期", "结束日期"],
    ["2021-2022", "第一学期", "学期", "2021-08-30", "2022-01-16"],
]


# What an office counts in its ledgers and used to type as one number.
COUNTED = {
    "领导讲课": [
        ["讲座日期", "讲座题目", "讲座系列", "主讲人职务", "学时"],
        ["2021-10-13", "初心", "领导讲党课", "党委书记", "2"],
        ["2021-10-14", "使命", "领导讲党课", "院长", "2"],
        ["2021-10-20", "担当", "领导讲党课", "党委书记", "2"],
        ["2021-11-20", "形势", "领导讲党课", "", "2"],
    ],
    "检查": [
        ["检查日期", "检查对象", "检查类型", "检查项数", "达标项数", "是否达标"],
        ["2021-10-07", "官网", "主站检查", "9", "7", ""],
        ["2021-10-28", "官网", "主站检查", "9", "8", ""],
        ["2021-10-09", "英语学院网", "二级网站", "", "", "是"],
        ["2021-10-09", "新闻中心网", "二级网站", "", "", "否"],
        ["2021-10-12", "信息发布制度", "制度执行", "", "", ""],
        ["2021-10-12", "值班制度", "制度执行", "", "", ""],
    ],
    "落实情况": [
        ["统计日期", "统计事项", "单位", "应完成数", "已完成数"],
        ["2021-10-25", "意识形态风险点排查", "英语学院", "10", "9"],
        ["2021-10-25", "意识形态风险点排查", "新闻中心", "20", "18"],
        ["2021-10-26", "述职报告写入意识形态工作", "", "20", "19"],
    ],
    "普法考试": [["统计日期", "统计事项", "应考人数", "实考人数"], ["2021-10-27", "法律知识考试", "80", "78"]],
    "首页图": [
        ["宣传品类型", "内容", "制作日期", "数量"],
        ["首页置顶图", "国庆", "2021-10-01", "1"],
        ["首页置顶图", "校庆", "2021-10-05", "1"],
        ["横幅", "迎新", "2021-10-20", "2"],
    ],
    "外宣": [
        ["标题", "媒体名称", "刊发时间", "体裁"],
        ["育人三论", "光明日报", "2021-10-15", "理论文章"],
        ["开学", "光明日报", "2021-10-16", "消息"],
    ],
    "文件": [
        ["印发日期", "文件名称", "文件类型"],
        ["2021-10-11", "党员组织关系转接办事指南", "办事指南"],
        ["2021-10-12", "归侨侨眷情况", "统战信息"],
        ["2021-10-22", "民主党派活动", "统战信息"],
    ],
    "学生编辑": [
        ["所在部门", "队伍类型", "聘任日期", "人数", "党员人数"],
        ["新闻中心", "学生编辑", "2021-09-01", "20", "17"],
        ["新闻中心", "学生编辑", "2021-10-01", "10", "6"],
    ],
}


def families_home(root: Path) -> Home:
    """A home with a small file of each family, dated autumn 2021."""
    tables = {"账号表": ACCOUNTS, "站点表": SITES, "校历": CALENDAR, "主题表": THEMES, "指数表": INDEXES}
    home = make_home(root, tables)
    ledgers = home.raw / "registers"
    write_xlsx(
        ledgers / "宣传队伍.xlsx",
        {
            "名册": [
                ["所在部门", "队伍类型", "聘任日期", "离任日期", "人数", "在岗情况"],
                ["英语学院", "通讯员", "2021-09-01", "2021-10-20", "2", "离任"],
                ["新闻中心", "通讯员", "2021-09-10", "", "1", "在岗"],
                ["新闻中心", "学生记者团", "2021-09-10", "", "30", ""],
                ["英语学院", "学生记者团", "2021-11-01", "", "12", ""],
            ]
        },
    )
    for name, rows in COUNTED.items():
        write_xlsx(ledgers / f"{name}.xlsx", {"台账": rows})
    write_xlsx(
        ledgers / "学习.xlsx",
        {
            "学习": [
                ["学习日期", "学习主题", "学习类型"],
                ["2021-09-07", "一", "教职工政治学习"],
                ["2021-10-05", "二", "教职工政治学习"],
                ["2021-10-19", "三", "教职工政治学习"],
            ]
        },
    )
    write_xlsx(
        ledgers / "获奖.xlsx",
        {
            "获奖": [
                [
                    "获奖日期",
                    "奖项名称",
                    "奖项类别",
                    "获奖级别",
                    "获奖等级",
                    "获奖数量",
                    "计量单位",
                    "名次",
                    "榜单规模",
                ],
                ["2021-10-09", "优秀辅导员", "个人荣誉", "省级", "", "3", "人", "", ""],
                ["2021-10-09", "好新闻奖", "新闻作品", "省级", "一等奖", "2", "件", "", ""],
                ["2021-10-11", "高校公众号百强", "排行榜", "全国", "", "1", "项", "37", "100"],
                ["2021-10-11", "高校视频号榜", "排行榜", "省级", "", "1", "项", "5", "60"],
            ]
        },
    )
    write_xlsx(
        ledgers / "活动.xlsx",
        {
            "活动": [
                ["活动日期", "活动名称", "活动类别"],
                ["2021-10-01", "升旗", "主题教育"],
                ["2021-10-12", "朗诵", "主题教育"],
                ["2021-10-20", "短视频大赛", "比赛"],
            ]
        },
    )
    write_xlsx(
        ledgers / "培训.xlsx",
        {
            "培训": [
                ["培训日期", "培训名称", "参加人数", "结业人数", "授课单位"],
                ["2021-10-22", "第24期积极分子培训班", "357", "349", "马克思主义学院"],
            ]
        },
    )
    write_xlsx(
        ledgers / "手册.xlsx",
        {
            "发放": [
                ["发放日期", "书名", "接收单位", "应发数", "签收数"],
                ["2021-10-06", "学习手册", "英语学院", "40", "38"],
            ]
        },
    )
    write_xlsx(
        ledgers / "名册核对.xlsx",
        {
            "核对": [
                ["核对日期", "名册名称", "名册类型", "应登记数", "已登记数"],
                ["2021-10-08", "民主党派成员", "统战名册", "20", "19"],
                ["2021-10-09", "党员档案", "党员档案", "300", "291"],
            ]
        },
    )
    write_csv(
        ledgers / "供稿.csv",
        [
            ["日期", "供稿单位", "标题", "形式", "平台", "党支部"],
            ["2021-10-02", "英语学院", "甲", "图文", "官网", "英语学院教工支部"],
            ["2021-10-03", "英语学院", "乙", "图文", "公众号", ""],
            ["2021-10-04", "新闻中心", "丙", "图文", "官网", ""],
        ],
    )
    write_csv(
        home.raw / "website" / "main" / "2021-10" / "稿件列表2021年10月1日至2021年10月31日.csv",
        [
            ARTICLES,
            article("国庆升旗仪式", published="2021-10-01 08:00"),
            article("教学检查", published="2021-10-13 08:00"),
        ],
    )
    write_csv(
        home.raw / "wechat" / "官微" / "2021-10" / "文章列表2021-10-31.csv",
        [
            THIRD_PARTY_LIST,
            [
                "测试学院",
                "1",
                "https://mp.example/1",
                "【聚焦】国庆，我们这样过",
                "2021-10-02 09:00",
                "900",
                "9",
                "3",
                "4",
                "1",
                "是",
                "校园故事",
            ],
            [
                "测试学院",
                "2",
                "https://mp.example/2",
                "迎新｜第三季新生说",
                "2021-10-10 09:00",
                "500",
                "5",
                "2",
                "2",
                "0",
                "否",
                "校园故事、迎新季",
            ],
            [
                "测试学院",
                "3",
                "https://mp.example/3",
                "食堂上新",
                "2021-10-12 09:00",
                "300",
                "1",
                "1",
                "1",
                "0",
                "否",
                "",
            ],
        ],
    )
    write_xlsx(
        ledgers / "三审三校.xlsx",
        {
            "审核": [
                ["稿件标题", "供稿单位", "初审日期", "复审日期", "终审日期", "审核时限"],
                ["甲", "英语学院", "2021-10-08", "2021-10-09", "2021-10-11", "2021-10-11"],
                ["乙", "英语学院", "2021-10-08", "", "2021-10-12", "2021-10-11"],
                ["丙", "新闻中心", "2021-10-15", "2021-10-14", "2021-10-16", ""],
            ]
        },
    )
    write_csv(
        ledgers / "会议.csv",
        [
            ["会议日期", "会议名称", "会议类型"],
            ["2021-10-11", "宣传例会", "例会"],
            ["2021-10-19", "宣传例会", "例会"],
        ],
    )
    for month, state, done, due in (
        ("2021-09", "进行中", "", "2021-09-30"),
        ("2021-10", "已完成", "2021-10-20", "2021-10-31"),
    ):
        write_xlsx(
            ledgers / month / f"工作任务{month}.xlsx",
            {
                "任务": [
                    ["任务类别", "任务名称", "牵头部门", "完成时限", "完成日期", "完成情况"],
                    ["重点工作", "投稿系统上线", "新闻中心", due, done, state],
                    ["重点工作", "更换二级网页页头", "党委工作部", "2021-10-15", "", "进行中"],
                    ["重点工作", "校史馆改造", "党委工作部", "2021-11-30", "", "进行中"],
                ]
            },
        )
    write_csv(
        ledgers / "责任书.csv",
        [
            ["应签日期", "责任书类型", "签订单位", "签订日期"],
            ["2021-03-31", "责任书", "英语学院", "2021-03-20"],
            ["2021-03-31", "责任书", "新闻中心", ""],
            ["2021-10-31", "责任书", "党委工作部", "2021-10-15"],
        ],
    )
    write_csv(
        ledgers / "意见.csv",
        [
            ["收到日期", "意见类型", "回复日期"],
            ["2021-10-01", "服务", "2021-10-01"],
            ["2021-10-02", "服务", "2021-10-04"],
            ["2021-10-05", "教学", "2021-10-11"],
        ],
    )
    return home


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_read):
    return build_read(families_home(tmp_path_factory.mktemp("families")))


@pytest.fixture
def figure(warehouse):
    """(value, status) of a metric of a month; of an account where one is named, else of the institution."""

    def of(metric: str, month: str, scope: str = "institution", scope_id: str = "institution"):
        where = "scope = ? and scope_id = ? and metric_id = ? and month = ?"
        query = f"select value, status from rpt_metric_trend where {where}"
        return warehouse.execute(query, [scope, scope_id, metric, month]).fetchone()

    return of


@pytest.fixture
def files(warehouse):
    """(file, row, value) of what a monthly figure is made of, as trace reads it."""

    def of(metric: str, month: str) -> list[tuple]:
        query = """
            select files.path, sources.source_row, sources.value
            from fct_metric_source as sources
            inner join quality.files as files on sources.source_file_id = files.file_id
            where metric_id = ? and month = ? order by 1, 2, 3
        """
        return warehouse.execute(query, [metric, month]).fetchall()

    return of


class TestInOffice:
    def test_who_is_in_office_on_the_last_day_counts_in_every_month_until_leaving(self, figure):
        assert figure("correspondents_in_office", "2021-09") == (3, "measured")
        assert figure("correspondents_in_office", "2021-10") == (1, "measured")
        assert figure("student_reporters", "2021-10") == (30, "measured")
        assert figure("student_reporters", "2021-11") == (42, "measured")

    def test_a_department_without_anybody_is_a_part_of_the_share(self, figure, files):
        assert figure("correspondent_coverage", "2021-09")[0] == pytest.approx(2 / 3)
        assert figure("correspondent_coverage", "2021-10")[0] == pytest.approx(1 / 3)
        made_of = files("correspondent_coverage", "2021-10")
        assert [(path, value) for path, _, value in made_of] == [
            ("reference/部门表.csv", 0),
            ("reference/部门表.csv", 0),
            ("registers/宣传队伍.xlsx", pytest.approx(1 / 3)),
        ]


class TestComputedNotTyped:
    def test_accounts_and_platforms_come_from_the_table_of_accounts(self, figure, files):
        assert figure("accounts_operated", "2021-09") == (2, "measured")
        assert figure("platforms_operated", "2021-09") == (2, "measured")
        assert figure("accounts_operated", "2021-10") == (2, "measured")
        assert figure("platforms_operated", "2021-10") == (1, "measured")
        assert files("accounts_operated", "2021-10") == [("reference/账号表.csv", 2, 1), ("reference/账号表.csv", 3, 1)]

    def test_a_special_site_counts_in_the_month_it_opened(self, figure):
        assert figure("special_sites_created", "2021-10") == (1, "measured")

    def test_days_since_the_last_article_of_a_site(self, figure, files):
        assert figure("subsite_days_since_update", "2021-10", "account", "main") == (18, "measured")
        assert [row for _, row, _ in files("subsite_days_since_update", "2021-10")] == [3]

    def test_different_things_are_counted_once(self, figure):
        assert figure("contributing_departments", "2021-10") == (2, "measured")
        assert figure("event_types_held", "2021-10") == (2, "measured")

    def test_staff_study_is_on_schedule_where_each_fortnight_of_the_term_has_one(self, figure, files):
        # Fortnights end on 12 and 26 September, 10 and 24 October; the second has no study.
        assert figure("staff_study_on_schedule_share", "2021-09")[0] == pytest.approx(0.5)
        assert figure("staff_study_on_schedule_share", "2021-10")[0] == pytest.approx(1)
        assert ("reference/校历.csv", 2, 0) in files("staff_study_on_schedule_share", "2021-09")

    @pytest.mark.parametrize(("metric", "month", "value"), [
        ("leaders_lecturing", "2021-10", 2),
        ("regulations_enforced", "2021-10", 2),
        ("website_checklist_items", "2021-10", 8),
        ("subsite_design_conformity", "2021-10", 1 / 2),
        ("risk_checks_done_share", "2021-10", 27 / 30),
        ("annual_reports_with_ideology_share", "2021-10", 19 / 20),
        ("law_exam_participation_rate", "2021-10", 78 / 80),
        # Since the 5th, in the months that the ledger speaks of.
        ("homepage_banner_age_days", "2021-10", 26),
        ("theory_articles_published", "2021-10", 1),
        ("service_guides_published", "2021-10", 1),
        ("documents_issued", "2021-10", 1),
        ("united_front_items_reported", "2021-10", 2),
        ("student_editor_party_share", "2021-09", 17 / 20),
        ("student_editor_party_share", "2021-10", 23 / 30),
    ])  # fmt: skip
    def test_a_ledger_counts_what_was_typed_as_one_number(self, figure, metric, month, value):
        assert figure(metric, month)[0] == pytest.approx(value)

    def test_a_lecture_of_nobody_named_is_no_number_of_leaders(self, figure):
        assert figure("leaders_lecturing", "2021-11") == (None, "missing")

    def test_each_counted_figure_leads_to_its_rows(self, files):
        made_of = {
            "leaders_lecturing": ("领导讲课", [2, 3]),
            "website_checklist_items": ("检查", [3]),
            "law_exam_participation_rate": ("普法考试", [2]),
            "homepage_banner_age_days": ("首页图", [3]),
            "theory_articles_published": ("外宣", [2, 3]),
            "student_editor_party_share": ("学生编辑", [2, 3]),
        }
        found = {metric: [(path, row) for path, row, _ in files(metric, "2021-10")] for metric in made_of}
        assert found == {m: [(f"registers/{name}.xlsx", row) for row in rows] for m, (name, rows) in made_of.items()}


class TestPeopleAndRegisters:
    @pytest.mark.parametrize(("metric", "value"), [
        ("people_awarded", 3),
        ("awards_received", 2),
        ("external_ranking_positions", 5),
        ("external_ranking_listings", 2),
        ("training_completions", 349),
        ("materials_distributed", 38),
        ("distribution_coverage_share", 0.95),
        ("united_front_register_completeness", 0.95),
        ("party_files_checked_share", 0.97),
        ("roster_completeness_share", 310 / 320),
    ])  # fmt: skip
    def test_a_ledger_row_becomes_a_figure_of_its_month(self, figure, metric, value):
        assert figure(metric, "2021-10")[0] == pytest.approx(value)

    def test_trace_leads_from_awards_of_people_and_of_works_to_their_rows(self, warehouse):
        """Three people and two works stand in rows of one ledger; each figure shows its own row, and they agree."""
        for metric, row, value in (("people_awarded", 2, 3), ("awards_received", 3, 2)):
            figure = Figure(metric_of(warehouse, metric), "institution", "institution", "全校")
            parts = list(walk(figure_evidence(warehouse, figure, "2021-10")))
            rows = {(r.path, r.row, r.value) for part in parts for r in part.rows}
            assert rows == {("registers/获奖.xlsx", row, value)}
            assert [part.text for part in parts if part.agrees is False] == []

    def test_rank_size_level_and_grade_are_attributes(self, warehouse):
        rows = warehouse.execute("""
            select title, level, grade, rank_no, list_size from fct_register_entry
            where register_id = 'register_awards' and rank_no is not null order by rank_no
        """).fetchall()
        assert rows == [("高校视频号榜", "省级", None, 5, 60), ("高校公众号百强", "全国", None, 37, 100)]


class TestThemes:
    def test_a_work_belongs_to_a_theme_for_a_reason_that_is_kept(self, warehouse):
        rows = warehouse.execute("""
            select theme, title, reason, mark from bridge_work_theme where work_kind = 'wechat_article' order by 1, 2
        """).fetchall()
        assert rows == [
            ("国庆节", "【聚焦】国庆，我们这样过", "词语", "国庆"),
            ("校园故事", "【聚焦】国庆，我们这样过", "标签", "校园故事"),
            ("校园故事", "迎新｜第三季新生说", "标签", "校园故事"),
            ("聚焦", "【聚焦】国庆，我们这样过", "栏目", "聚焦"),
            ("迎新", "迎新｜第三季新生说", "标签", "迎新季"),
        ]

    def test_a_work_of_two_themes_counts_once_in_the_row_of_all(self, warehouse):
        rows = warehouse.execute("""
            select theme, works from fct_theme_month
            where channel_id = 'wechat' and month = '2021-10' order by 1 nulls first
        """).fetchall()
        assert rows == [(None, 2), ("国庆节", 1), ("校园故事", 2), ("聚焦", 1), ("迎新", 1)]

    def test_nodes_are_covered_by_what_was_published_not_by_what_was_typed(self, warehouse, figure, files):
        nodes = warehouse.execute("""
            select node, first_day::text, is_covered, works, channels from fct_campaign_node
            where month = '2021-10' order by 1
        """).fetchall()
        assert nodes == [("国庆节", "2021-10-01", True, 2, 2), ("校庆", "2021-10-20", False, 0, 0)]
        assert figure("campaign_nodes_due", "2021-10") == (2, "measured")
        assert figure("campaign_nodes_covered", "2021-10") == (1, "measured")
        assert figure("special_topics_covered", "2021-10") == (1, "measured")
        assert [(path, value) for path, _, value in files("campaign_nodes_covered", "2021-10")] == [
            ("reference/主题表.csv", 0),
            ("website/main/2021-10/稿件列表2021年10月1日至2021年10月31日.csv", 1),
        ]

    def test_columns_and_originals_come_from_the_list_of_articles(self, warehouse, figure):
        tags = warehouse.execute("select tag, count(*) from bridge_wechat_article_tag group by 1 order by 1").fetchall()
        assert tags == [("校园故事", 2), ("聚焦", 1), ("迎新", 1), ("迎新季", 1)]
        assert figure("original_articles_published", "2021-10") == (1, "measured")
        assert figure("original_article_share", "2021-10")[0] == pytest.approx(1 / 3)

    def test_editions_are_numbers_of_a_series(self, warehouse):
        rows = warehouse.execute("""
            select series, edition_no, edition_counter, source from fct_series_edition order by edition_no
        """).fetchall()
        assert rows == [
            ("新生说", 3, "季", "wechat_article"),
            ("积极分子培训班", 24, "期", "register_training_session"),
        ]


class TestReviewSteps:
    def test_a_step_left_out_a_step_too_early_and_one_too_late_are_told(self, warehouse, figure):
        steps = warehouse.execute("""
            select title, step, lag_days, is_skipped, is_out_of_order, is_overdue from fct_review_step
            where is_skipped or is_out_of_order or is_overdue or lag_days = 2 order by title, step_no
        """).fetchall()
        assert steps == [
            ("丙", "复审", None, False, True, False),
            ("乙", "复审", None, True, False, False),
            ("乙", "终审", 4, False, False, True),
            ("甲", "终审", 2, False, False, False),
        ]
        assert figure("articles_steps_skipped", "2021-10") == (1, "measured")
        assert figure("articles_steps_disordered", "2021-10") == (1, "measured")
        assert figure("articles_review_overdue", "2021-10") == (1, "measured")
        assert figure("review_days_mean", "2021-10")[0] == pytest.approx((3 + 4 + 2) / 3)


class TestWorkItems:
    def test_an_item_keeps_its_history_when_it_is_put_off(self, warehouse):
        rows = warehouse.execute(
            """
            select told.state, told.due_on::text, told.is_postponed from fct_work_item_status as told
            inner join fct_work_item as items using (item_id) where items.title = '投稿系统上线' order by told.status_no
        """
        ).fetchall()
        assert rows == [("open", "2021-09-30", False), ("done", "2021-10-31", True)]

    def test_the_bulletin_says_what_became_of_the_promises(self, warehouse):
        rows = warehouse.execute("""
            select 任务, 时段, 落实情况, 推迟次数 from bulletin.work_items where 月份 = '2021-10' order by 完成时限
        """).fetchall()
        assert rows == [
            ("更换二级网页页头", "本月到期", "未完成", 0),
            ("投稿系统上线", "本月到期", "已完成", 1),
            ("校史馆改造", "下月安排", "进行中", 0),
        ]


class TestPageOfTheMonth:
    def test_shows_themes_nodes_and_promises_with_what_was_due_first(self, warehouse):
        assert [(row["theme"], row["works"]) for row in topics.themes(warehouse, "2021-10")] == [
            ("校园故事", 2),
            ("聚焦", 1),
            ("迎新", 1),
        ]
        assert [row["node"] for row in topics.nodes(warehouse, "2021-10")] == ["国庆节", "校庆"]
        promises = topics.promises(warehouse, "2021-10")
        assert list(promises) == ["本月到期", "下月安排"]
        assert [row["outcome"] for row in promises["本月到期"]] == ["未完成", "已完成"]


class TestIndex:
    def test_only_what_the_table_asks_for_is_computed(self, warehouse):
        computed = warehouse.execute("select distinct index_id, version from fct_index_month").fetchall()
        assert sorted(computed) == sorted((row[0], row[1]) for row in INDEXES[1:])
        assert len(seeds.rows("index_version")) > len(computed)

    def test_an_index_is_the_published_formula_of_its_version(self, warehouse):
        reads, wows, likes = (900, 500, 300), (4, 2, 1), (9, 5, 1)

        def force(of) -> float:
            seen, waves, thumbs = (of(values) for values in (reads, wows, likes))
            return 0.85 * log(seen + 1) + 0.09 * log(10 * waves + 1) + 0.06 * log(10 * thumbs + 1)

        a_day, a_piece = force(lambda v: sum(v) / 30), force(lambda v: sum(v) / 3)
        expected = (0.6 * a_day + 0.2 * a_piece + 0.1 * a_day + 0.1 * force(max)) ** 2 * 12
        rows = dict(warehouse.execute("select version, value from fct_index_month where month = '2021-10'").fetchall())
        assert rows["14.2"] == pytest.approx(expected)
        assert rows["2.0"] > 0


def test_the_terms_of_an_index_reproduce_its_published_example():
    # Version 2.0 was published with an account of 10,000 reads and 4,000 likes and its index.
    figures = {("reads", "total"): 10000, ("reads", "per_article"): 100, ("reads", "peak"): 300}
    figures |= {("wows", "total"): 4000, ("wows", "per_article"): 40, ("wows", "peak"): 60}
    with (DBT_PROJECT / "seeds" / "index_term.csv").open(encoding="utf-8", newline="") as stream:
        terms = [row for row in csv.DictReader(stream) if row["version"] == "2.0"]
    points = sum(
        float(t["weight"]) * log(int(t["inner_factor"]) * figures[t["measure"], t["basis"]] + 1) for t in terms
    )
    assert points**2 * 10 == pytest.approx(411.4875, abs=1e-3)


ARTICLE_LIST = "wechat/官微/2021-10/文章列表2021-10-31.csv"


class TestTrace:
    """What trace says of a row of each family: its heading and the rows of files below it."""

    @pytest.mark.parametrize(("table", "heading", "made_of"), [
        ("fct_theme_month", "主题“校园故事”", [(ARTICLE_LIST, 2), (ARTICLE_LIST, 3)]),
        ("fct_theme_month", "主题“任一主题”　2021-10　wechat", [(ARTICLE_LIST, 2), (ARTICLE_LIST, 3)]),
        ("fct_campaign_node", "节点“国庆节”", [
            ("website/main/2021-10/稿件列表2021年10月1日至2021年10月31日.csv", 2), (ARTICLE_LIST, 2),
        ]),
        ("fct_campaign_node", "节点“校庆”", []),
        ("fct_series_edition", "系列“积极分子培训班”", [("registers/培训.xlsx", 2)]),
        ("fct_review_step", "《甲》终审", [("registers/三审三校.xlsx", 2)]),
        ("fct_review_step", "《乙》复审", [("registers/三审三校.xlsx", 3)]),
        ("fct_work_item", "任务“投稿系统上线”", [
            ("registers/2021-09/工作任务2021-09.xlsx", 2), ("registers/2021-10/工作任务2021-10.xlsx", 2),
        ]),
        ("fct_index_month", "WCI 14.2", [(ARTICLE_LIST, row) for row in (2, 3, 4)] * 4),
    ])  # fmt: skip
    def test_a_row_leads_to_the_rows_it_is_made_of(self, warehouse, table, heading, made_of):
        found = [e for e in table_evidence(warehouse, table, "2021-10", None, "then") if e.label.startswith(heading)]
        assert len(found) == 1
        parts = list(walk(found[0]))
        assert [(row.path, row.row) for part in parts for row in part.rows] == made_of
        assert [part.text for part in parts if part.agrees is False] == []


class TestOverAPeriod:
    def test_a_share_of_a_year_is_made_of_the_parts_of_its_months(self, warehouse):
        rows = warehouse.execute("""
            select period, part, whole, months_with_parts from rpt_share_period
            where metric_id = 'responsibility_letters_signed_share' and period_type = 'year'
        """).fetchall()
        assert rows == [("2021", 2, 3, 2)]

    def test_units_are_counted_once_in_a_period(self, warehouse):
        rows = warehouse.execute("""
            select unit_kind, units, units_covered from rpt_unit_coverage
            where kind = '供稿' and period = '2021' order by 1
        """).fetchall()
        assert rows == [("department", 3, 2), ("party_org", 1, 1)]

    def test_a_quiet_week_of_a_month_that_was_read_is_a_zero(self, warehouse):
        rows = warehouse.execute("""
            select week, value, is_complete from fct_metric_week
            where metric_id = 'web_articles_published' and first_day between '2021-10-04' and '2021-10-18' order by 1
        """).fetchall()
        assert rows == [("2021-W40", 0, True), ("2021-W41", 1, True), ("2021-W42", 0, True)]

    def test_lags_have_a_mean_a_median_and_nine_in_ten(self, warehouse):
        rows = warehouse.execute("""
            select items, hours_mean, hours_median, hours_p90 from rpt_delay
            where kind = '意见答复' and period = '2021-10' and department_id is null
        """).fetchall()
        assert rows == [(3, pytest.approx(64), 48, pytest.approx(124.8))]


@pytest.mark.parametrize("example", WORKED, ids=[w.title for w in WORKED])
def test_a_worked_query_returns_what_is_said_below_it(warehouse, example):
    returns_what_is_said(warehouse, example)


def test_every_worked_query_is_run():
    assert [int(number) for number, *_ in WORKED] == list(range(1, TEXT.count("```sql") + 1))


def test_every_statement_of_the_trade_stands_where_the_list_says(warehouse):
    def rows(path: Path) -> list[dict]:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    metrics = {row["metric_id"] for name in ("metric", "metric_rate") for row in seeds.rows(name)}
    columns = warehouse.execute("""
        select table_name || '.' || column_name from duckdb_columns() where database_name = 'tongbao'
        union all select schema_name || '.' || table_name from duckdb_tables() where database_name = 'tongbao'
    """).fetchall()
    known = {name for (name,) in columns}
    statements = rows(Path(__file__).parent / "data" / "statements.csv")
    assert [int(row["no"]) for row in statements] == list(range(1, 442))
    lost = [
        row
        for row in statements
        if row["where"] not in (metrics if row["produced_as"] == "metric" else known)
        and row["produced_as"] != "not a measure"
    ]
    assert lost == []
