"""Families of statements that no single export tells, each followed from a file to the published table and back."""

import pytest
from homes import ARTICLES, article, make_home, write_csv, write_xlsx

from pipelines.landing.land import ingest, land
from pipelines.warehouse.memory import land_published
from pipelines.warehouse.receipt import land_history, verdicts

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
CALENDAR = [
    ["学年", "学期", "类别", "开始日期", "结束日期"],
    ["2021-2022", "第一学期", "学期", "2021-08-30", "2022-01-16"],
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_warehouse):
    home = make_home(tmp_path_factory.mktemp("families"), {"账号表": ACCOUNTS, "站点表": SITES, "校历": CALENDAR})
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
            ["日期", "供稿单位", "标题", "形式", "平台"],
            ["2021-10-02", "英语学院", "甲", "图文", "官网"],
            ["2021-10-03", "英语学院", "乙", "图文", "公众号"],
            ["2021-10-04", "新闻中心", "丙", "图文", "官网"],
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
    ingested = ingest(home)
    assert [f.message for f in ingested.faults if f.severity == "error"] == []
    land(home, ingested)
    land_history(home.landing, [], verdicts(home))
    land_published(home.published, home.landing)
    return build_warehouse(home.landing)


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

    def test_rank_size_level_and_grade_are_attributes(self, warehouse):
        rows = warehouse.execute("""
            select title, level, grade, rank_no, list_size from fct_register_entry
            where register_id = 'register_awards' and rank_no is not null order by rank_no
        """).fetchall()
        assert rows == [("高校视频号榜", "省级", None, 5, 60), ("高校公众号百强", "全国", None, 37, 100)]
