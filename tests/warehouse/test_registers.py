"""Ledgers in the warehouse: which row feeds which figure, what counts once, and what no ledger tells."""

import json

import pytest
from exhibits import ledgers
from exhibits.ledgers import Ledger, write_ledger
from homes import make_home

MEDIA = ["标题", "媒体名称", "刊发时间", "供稿单位", "浏览量"]
OUTLETS = [
    ["媒体名称", "媒体级别", "媒体类型", "启用日期", "停用日期"],
    ["人民日报", "国家级", "报纸", "", ""],
    ["长沙晚报", "县级", "报纸", "", "2021-12-31"],
    ["长沙晚报", "市级", "报纸", "2022-01-01", ""],
]
LEDGERS = [
    [
        Ledger(
            "register_media",
            "外宣2022年.xlsx",
            [
                MEDIA,
                ["《思政课》上新", "人民日报", "2022-03-30", "英语学院", None],
                ["思政课上新", "长沙晚报、某某网", "2022-04-02", None, 500],
                ["思政课上新", "长沙晚报", "2022-06-20", "新闻中心", None],
            ],
        )
    ],
    [Ledger("register_media", "外宣2021年12月.xlsx", [MEDIA, ["旧闻", "长沙晚报", "2021-12-31", "英语学院", None]])],
    [
        Ledger(
            "register_media_crosstab",
            "外宣统计2022年3月.xlsx",
            [["媒体名称", "英语学院", "新闻中心"], ["人民日报", 9, 9]],
        )
    ],
    [
        Ledger(
            "register_materials",
            "宣传品2022.xlsx",
            [
                ["宣传品类型", "内容", "制作日期", "数量", "计量单位"],
                ["横幅", "甲", "2022-03-01", 3, "条"],
                ["横幅", "乙", "2022-03-02", 50, "米"],
                ["横幅", "丙", "2022-03-03", "-", "条"],
                ["横幅", "丁", "2022-03-04", None, "条"],
            ],
        )
    ],
    [
        Ledger(
            "register_count",
            "数量2022.xlsx",
            [
                ["日期", "部门", "指标编号", "数量", "单位"],
                ["2022-03", "英语学院", "wechat_tag_driven_views", 2, "次"],
                ["2022-03", "新闻中心", "wechat_tag_driven_views", 1, "次"],
                ["2022-03-10", None, "homepage_nav_button_count", 4, "个"],
                ["2022-03-31", None, "homepage_nav_button_count", 5, "个"],
                ["2022-04-30", None, "lecture_coverage_share", "80%", "%"],
                ["2022-04-30", None, "awards_received", 7, "项"],
                ["2022-04-30", None, "award_recieved", 8, "项"],
            ],
        )
    ],
    [
        Ledger(
            "register_sentiment",
            "舆情2022.xlsx",
            [
                ["发现日期", "舆情等级", "数量"],
                ["2022-01-31", "无", 0],
                ["2022-02-10", "较大", 1],
                ["2022-04-30", "无", 0],
            ],
        )
    ],
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_read):
    """The gallery of all ledgers (2021) and the ones above (2022), read and built."""
    home = make_home(tmp_path_factory.mktemp("home"), {"媒体表": OUTLETS})
    ledgers.write(home.raw / "registers" / "gallery")
    for sheets in LEDGERS:
        write_ledger(home.raw / "registers", *sheets)
    return build_read(home)


@pytest.fixture
def figure(warehouse):
    """(value, status) of a metric in a month for the whole institution; None where nothing is said."""

    def of(metric: str, month: str):
        query = "select value, status from rpt_metric_trend where scope = 'institution' and metric_id = ? and month = ?"
        return warehouse.execute(query, [metric, month]).fetchone()

    return of


def rows(warehouse, query: str) -> list[tuple]:
    return warehouse.execute(query).fetchall()


def entries(warehouse, columns: str, register: str, month: str) -> list[tuple]:
    """Columns of the rows of one ledger and month, in the order of the file."""
    where = f"register_id = '{register}' and month = '{month}'"
    return rows(warehouse, f"select {columns} from fct_register_entry where {where} order by source_row")


class TestMedia:
    def test_a_story_in_three_outlets_is_three_items(self, figure):
        assert figure("external_media_items", "2021-03") == (3, "measured")
        assert figure("external_media_stories", "2021-03") == (1, "measured")

    def test_a_story_counts_in_the_month_it_was_first_published(self, figure):
        assert figure("external_media_stories", "2022-03") == (1, "measured")
        assert figure("external_media_items", "2022-04") == (2, "measured")
        assert figure("external_media_stories", "2022-04")[1] != "measured"

    def test_the_same_title_long_after_is_another_story(self, figure):
        assert figure("external_media_stories", "2022-06") == (1, "measured")

    def test_an_outlet_has_the_level_of_its_day(self, warehouse):
        query = (
            "select published_on, level from fct_media_item where outlet = '长沙晚报' and published_on > '2021-12-01'"
        )
        assert [(str(day), level) for day, level in rows(warehouse, query + " order by 1")] == [
            ("2021-12-31", "县级"),
            ("2022-04-02", "市级"),
            ("2022-06-20", "市级"),
        ]

    def test_an_outlet_nobody_registered_is_not_put_into_any_level(self, warehouse):
        query = "select level, level_source from fct_media_item where outlet = '某某网'"
        assert rows(warehouse, query) == [("未识别", "unknown")]

    def test_only_city_and_above_count_as_such(self, figure):
        assert figure("external_media_items_city_up", "2021-12") == (0, "zero")
        assert figure("external_media_items_city_up", "2022-04") == (1, "measured")

    def test_a_cross_tab_counts_only_where_no_list_is_kept(self, warehouse, figure):
        assert figure("external_media_items", "2021-05") == (7, "measured")
        assert figure("external_media_items", "2022-03") == (1, "measured")
        query = "select distinct month, left_out from fct_media_item where register_id = 'register_media_crosstab'"
        assert sorted(rows(warehouse, query)) == [("2021-05", None), ("2022-03", "listed")]

    def test_a_publication_without_unit_belongs_to_the_unit_of_its_story(self, warehouse):
        query = "select distinct department_id from fct_media_item where month = '2021-03'"
        assert rows(warehouse, query) == [("english",)]

    def test_adoptions_of_the_study_platform_are_kept_apart(self, figure):
        assert figure("xuexi_adoptions", "2021-09") == (2, "measured")
        assert figure("external_media_items", "2021-09") == (2, "measured")


class TestWhatCounts:
    def test_a_joint_event_counts_once(self, warehouse, figure):
        assert figure("study_sessions_held", "2021-06") == (1, "measured")
        assert figure("events_held", "2021-06") == (1, "measured")
        query = "select left_out from fct_register_entry where register_id = 'register_activities' order by source_row"
        assert rows(warehouse, query) == [(None,), ("event",)]

    def test_attendances_and_participants_are_different_figures(self, warehouse, figure):
        assert figure("training_attendances", "2021-10") == (180, "measured")
        ((attributes,),) = entries(warehouse, "attributes", "register_training_session", "2021-10")
        assert json.loads(attributes) == {
            "organiser": "党委工作部",
            "participants": 60,
            "attendances": 180,
            "hours": 12,
        }
        flat = entries(warehouse, "organiser, participants, hours, grade", "register_training_session", "2021-10")
        assert flat == [("党委工作部", 60, 12, None)]

    def test_another_unit_is_not_added_and_an_unknown_quantity_makes_the_sum_a_floor(self, warehouse, figure):
        # Three of the first row, one of the row whose quantity was left empty; - says that nobody knows.
        assert figure("banners_made", "2022-03") == (4, "measured")
        query = "select distinct is_capped from fct_metric_month where metric_id = 'banners_made' and month = '2022-03'"
        assert rows(warehouse, query) == [(True,)]
        reasons = entries(warehouse, "title, left_out", "register_materials", "2022-03")
        assert reasons == [("甲", None), ("乙", "unit"), ("丙", None), ("丁", None)]

    @pytest.mark.parametrize("metric, month, value", [
        ("event_prior_filing_share", "2021-10", 0.5),
        ("event_archive_complete_share", "2021-10", 0.5),
        ("ideology_reports_on_time", "2021-05", 1),
        ("ideology_reports_on_time", "2021-11", 0),
        ("accounts_reviewed_share", "2021-12", 0.5),
        ("responsibility_letters_signed_share", "2021-04", 0.5),
        ("commitment_letters_signed_share", "2021-04", 0.98),
        ("staff_study_attendance_rate", "2021-06", 0.94),
        ("inspection_findings_open", "2021-10", 1),
        ("inspection_typos", "2021-10", 2),
        ("awards_received", "2021-11", 3),
        ("internal_awards_given", "2021-12", 1),
        ("manuscript_fees_paid", "2021-12", 80.5),
        ("xuexi_active_user_share", "2021-09", 2 / 3),
        ("role_models_published", "2021-09", 2),
    ])  # fmt: skip
    def test_figures_counted_by_hand_from_the_gallery(self, figure, metric, month, value):
        assert figure(metric, month)[0] == pytest.approx(value)


class TestWhatNoLedgerTells:
    def test_a_count_over_half_a_year_is_kept_but_belongs_to_no_month(self, warehouse, figure):
        query = (
            "select name_written, quantity, left_out from fct_register_entry where register_id = 'register_adoption'"
        )
        assert sorted(rows(warehouse, query)) == [("东方语言学院", 0, "period"), ("英语学院", 12, "period")]
        assert figure("articles_adopted_reported", "2021-12") is None

    def test_no_incident_is_zero_only_in_months_the_ledger_speaks_about(self, figure):
        assert figure("sentiment_incidents_major", "2022-02") == (1, "measured")
        assert figure("sentiment_incidents_major", "2022-03") == (0, "zero")
        assert figure("sentiment_incidents_major", "2022-05") is None

    def test_a_figure_of_the_general_ledger_says_nothing_about_the_others(self, figure):
        assert figure("wechat_tag_driven_views", "2022-03") == (3, "measured")
        assert figure("wechat_tag_driven_views", "2022-04") is None

    def test_a_stock_is_the_last_one_registered_and_a_share_is_no_sum(self, figure):
        assert figure("homepage_nav_button_count", "2022-03") == (5, "measured")
        assert figure("lecture_coverage_share", "2022-04")[0] == pytest.approx(0.8)

    def test_what_has_a_ledger_of_its_own_is_not_also_counted_by_hand(self, warehouse, figure):
        assert figure("awards_received", "2022-04") is None
        query = "select left_out from fct_register_entry where register_id = 'register_count' and quantity = 7"
        assert rows(warehouse, query) == [("ledger",)]

    def test_a_row_that_could_not_be_added_is_an_issue_with_its_place(self, warehouse):
        query = """
            select path, row, value, message from quality.issues
            where code = 'register_not_counted' and path like '%2022.xlsx' order by path, row, message
        """
        assert rows(warehouse, query) == [
            (
                "registers/宣传品2022.xlsx",
                3,
                "米",
                "单位与指标“宣传品制作”（件）不同，没有计入。请改正单位或另行登记。",
            ),
            ("registers/宣传品2022.xlsx", 3, "米", "单位与指标“条幅标语”（条）不同，没有计入。请改正单位或另行登记。"),
            (
                "registers/数量2022.xlsx",
                7,
                "awards_received",
                "指标“获奖”由“获奖登记”得出，这里的数没有计入。请登记到那里。",
            ),
            ("registers/数量2022.xlsx", 8, "award_recieved", "没有这个编号的指标，没有计入。请核对指标编号。"),
        ]

    def test_a_share_of_nothing_is_no_zero(self, figure):
        assert figure("ideology_reports_on_time", "2021-08") == (0, "zero")
        assert figure("ideology_reports_on_time_share", "2021-08") is None

    def test_a_column_that_was_left_empty_is_unknown_where_there_is_something_to_measure(self, figure):
        assert figure("photos_delivered", "2021-09") == (120, "measured")
        assert figure("external_media_views", "2022-06") == (None, "missing")
