"""A golden home whose departments are renamed, merged, split and founded; every figure is counted by hand."""

from datetime import date, datetime

import pytest

from pipelines.reports.month import read, since

DEPARTMENTS = [
    # department_id, name, display_order, valid_from, valid_to, successor_id, parent_id
    ("office", "党委工作部", 10, None, None, None, None),
    ("news", "新闻中心", 20, None, None, None, "office"),
    ("logistics", "后勤管理处", 30, None, date(2020, 2, 29), None, None),
    ("logistics", "后勤处", 30, date(2020, 3, 1), None, None, None),
    ("career", "就业中心", 40, None, date(2020, 1, 31), "admission", None),
    ("admission", "招生处", 50, None, None, None, None),
    ("arts", "艺术学院", 60, None, date(2020, 2, 29), "music、design", None),
    ("music", "音乐学院", 61, date(2020, 3, 1), None, None, None),
    ("design", "设计学院", 62, date(2020, 3, 1), None, None, None),
    ("info", "信息学院", 70, date(2020, 3, 1), None, None, None),
    ("intl", "国际处", 80, None, None, None, None),
    ("press", "校报编辑部", 90, None, date(2020, 2, 29), None, None),
]
ALIASES = [
    # alias, department_id, source, valid_from, valid_to
    ("国际交流与合作处", "intl", None, None, None),
    ("后勤", "logistics", "供稿", None, None),
    ("外事办", "intl", None, None, date(2020, 1, 31)),
    # Left open, and handed over with the unit: in use until the day before the next row.
    ("就业办", "career", None, None, None),
    ("就业办", "admission", None, date(2020, 2, 1), None),
]
# name as written → articles, month by month
ARTICLES = {
    1: {
        "党委工作部": 2,
        "新闻中心": 1,
        "后勤管理处": 1,
        "就业中心": 1,
        "就业办": 1,
        "招生处": 1,
        "艺术学院": 3,
        "外事办": 1,
        "校报编辑部": 1,
    },
    2: {
        "党委工作部": 2,
        "后勤管理处": 2,
        "招生处": 2,
        "就业办": 1,
        "艺术学院": 2,
        "后勤处": 1,
        "外事办": 1,
        "校报编辑部": 2,
    },
    3: {
        "党委工作部": 1,
        "党委工作部、新闻中心": 1,
        "后勤处": 3,
        "招生处": 4,
        "音乐学院": 1,
        "设计学院": 2,
        "信息学院": 1,
        "国际交流与合作处": 1,
        "后勤": 1,
    },
}


@pytest.fixture(scope="module")
def home(build_home):
    columns = ("department_id", "name", "display_order", "valid_from", "valid_to", "successor_id", "parent_id")
    reference = {
        "ref_department": [dict(zip(columns, row, strict=True)) | {"type": "部门"} for row in DEPARTMENTS],
        "ref_department_alias": [
            dict(zip(("alias", "department_id", "source", "valid_from", "valid_to"), row, strict=True))
            for row in ALIASES
        ],
        "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
        "ref_site_column": [{"column_name": "校园新闻", "importance": "重要"}],
        "ref_score_scheme": [
            {
                "scheme_id": "points",
                "name": "计分",
                "purpose": "points",
                "duplicate_rule": "each_outlet",
                "tie_rule": "skip",
            }
        ],
        "ref_score_rule": [{"scheme_id": "points", "score_rule_id": "site", "outlet_type": "网站", "points": 2.0}],
    }
    exports = []
    for month, written in ARTICLES.items():
        rows = []
        for name, number in written.items():
            for n in range(number):
                title, at = f"{name}第{n}篇", datetime(2020, month, 10 + n, 9)
                rows.append({"title": title, "published_at": at, "department_name": name, "column_name": "校园新闻"})
        last = date(2020, month, 29)
        exports.append(
            {
                "dataset": "web_article",
                "file": f"website/2020-{month:02d}/稿件.xlsx",
                "site": "main",
                "rows": rows,
                "period": (date(2020, month, 1), last if month == 2 else date(2020, month, 31)),
            }
        )
    return build_home(reference, exports)


def figures(home, scope: str, scope_id: str) -> list[tuple]:
    """(month, value, change on the month before, reason) of the published articles of one unit."""
    return home.execute(
        """
        select month, value, mom_change, reason from rpt_metric_trend
        where metric_id = 'web_articles_published' and scope = ? and scope_id = ? order by month
        """,
        [scope, scope_id],
    ).fetchall()


def test_a_renamed_department_keeps_one_series(home):
    assert figures(home, "department", "logistics") == [
        ("2020-01", 1, None, "no_base"),
        ("2020-02", 2, 1, None),
        ("2020-03", 3, 1, None),
    ]
    names = home.execute("""
        select distinct month, scope_name from rpt_metric_trend
        where scope = 'department' and scope_id = 'logistics' order by month
    """).fetchall()
    assert names == [("2020-01", "后勤管理处"), ("2020-02", "后勤管理处"), ("2020-03", "后勤处")]


def test_a_merger_breaks_the_view_as_then_and_moves_the_past_in_the_view_as_now(home):
    assert figures(home, "department", "career") == [("2020-01", 2, None, "no_base")]
    assert figures(home, "department", "admission")[1] == ("2020-02", 3, None, "restructured")
    assert figures(home, "department_now", "career") == []
    assert figures(home, "department_now", "admission") == [
        ("2020-01", 3, None, "no_base"),
        ("2020-02", 3, 0, None),
        ("2020-03", 4, 1, None),
    ]


def standings(home, scope: str, unit: str) -> list[tuple]:
    return home.execute(
        """
        select month, department_name, points, rank, ytd_points, ytd_rank from rpt_score
        where scope = ? and department_id = ? order by month
        """,
        [scope, unit],
    ).fetchall()


def test_points_of_a_merged_department_are_ranked_as_then_and_as_now(home):
    """Two points an article. January: arts 6, career and office 4, admission 2; as now career's 4 are admission's."""
    assert standings(home, "department", "career") == [("2020-01", "就业中心", 4, 2, 4, 2)]
    assert standings(home, "department_now", "career") == []
    assert standings(home, "department", "admission") == [
        ("2020-01", "招生处", 2, 4, 2, 4),
        ("2020-02", "招生处", 6, 1, 8, 2),
        ("2020-03", "招生处", 8, 1, 16, 1),
    ]
    assert standings(home, "department_now", "admission") == [
        ("2020-01", "招生处", 6, 1, 6, 1),
        ("2020-02", "招生处", 6, 1, 12, 1),
        ("2020-03", "招生处", 8, 1, 20, 1),
    ]


def test_the_award_sheet_as_now_loses_nothing_of_a_department_that_is_no_more(home):
    """In the view as then 就业中心 and 艺术学院 are not on the sheet at the end; a split takes its points nowhere."""
    sheets = home.execute("""
        select scope, department_id, points, group_rank from rpt_score_award
        where department_id in ('admission', 'career', 'arts', 'logistics') order by all
    """).fetchall()
    assert sheets == [
        ("department", "admission", 16, 1),
        ("department", "logistics", 12, 2),
        ("department_now", "admission", 20, 1),
        ("department_now", "logistics", 12, 2),
    ]


def test_a_department_renamed_keeps_one_run_of_points_under_todays_name(home):
    assert [row[:3] for row in standings(home, "department", "logistics")] == [
        ("2020-01", "后勤管理处", 2), ("2020-02", "后勤管理处", 4), ("2020-03", "后勤处", 6),
    ]  # fmt: skip
    assert {name for _, name, *_ in standings(home, "department_now", "logistics")} == {"后勤处"}


def test_the_year_to_date_of_a_merged_department_is_not_set_against_a_year_before_the_merger(home):
    reasons = home.execute("""
        select scope, ytd_reason from rpt_metric_trend
        where metric_id = 'web_articles_published' and scope_id = 'admission' and month = '2020-03' order by scope
    """).fetchall()
    assert reasons == [("department", "restructured"), ("department_now", "no_base")]


def test_figures_of_a_split_department_are_never_divided(home):
    for scope in ("department", "department_now"):
        assert figures(home, scope, "arts") == [("2020-01", 3, None, "no_base"), ("2020-02", 2, -1, None)]
        assert figures(home, scope, "music") == [("2020-03", 1, None, "restructured")]
        assert figures(home, scope, "design") == [("2020-03", 2, None, "restructured")]


def test_a_founded_department_has_no_figures_before_and_nothing_to_compare_with(home):
    assert figures(home, "department", "info") == [("2020-03", 1, None, "no_base")]


def contributions(home, scope: str, month: str) -> dict[str, tuple]:
    """By department what it had before and now, and what it adds to the change of the whole on the month before."""
    found = home.execute(
        """
        select scope_id, base_value, value, change from rpt_change_contribution
        where metric_id = 'web_articles_published' and comparison = 'mom' and scope = ? and month = ? and change <> 0
        """,
        [scope, month],
    ).fetchall()
    return {scope_id: figures for scope_id, *figures in map(tuple, found)}


def test_who_was_founded_or_closed_since_the_base_made_part_of_the_change(home):
    """From 13 articles to 15. 其余: music 1 and design 2 stand for the 2 of arts, which was split."""
    for scope in ("department", "department_now"):
        made = contributions(home, scope, "2020-03")
        assert made == {
            "logistics": [2, 3, 1],
            "admission": [3, 4, 1],
            "info": [None, 1, 1],
            "intl": [0, 1, 1],
            "press": [2, None, -2],
            "unrecognised": [2, 1, -1],
            "rest": [None, None, 1],
        }
        assert sum(change for *_, change in made.values()) == 15 - 13
    told = home.execute("""
        select scope_id, is_newcomer, is_dropout, is_founded, is_closed from rpt_change_contribution
        where metric_id = 'web_articles_published' and scope = 'department' and month = '2020-03'
        and (is_newcomer or is_dropout or is_founded or is_closed) order by 1
    """).fetchall()
    assert told == [
        ("info", True, False, True, False),
        ("intl", True, False, False, False),
        ("press", False, True, False, True),
    ]


def test_who_was_taken_over_did_not_close(home):
    """From 12 articles to 13. 其余: as then the 2 of career and the 1 of admission became 3; 2 are of unknown names."""
    others = {"news": [1, 0, -1], "logistics": [1, 2, 1], "arts": [3, 2, -1], "intl": [1, 0, -1], "press": [1, 2, 1]}
    assert contributions(home, "department", "2020-02") == others | {"rest": [None, None, 2]}
    assert contributions(home, "department_now", "2020-02") == others | {"rest": [None, None, 2]}


def test_a_department_of_the_roster_without_articles_has_a_zero(home):
    statuses = home.execute("""
        select month, value, status from fct_metric_month
        where metric_id = 'web_articles_published' and department_id = 'news' order by month
    """).fetchall()
    assert statuses == [("2020-01", 1, "measured"), ("2020-02", 0, "zero"), ("2020-03", 0, "zero")]


def test_a_name_outside_its_days_or_its_source_is_kept_as_unrecognised(home):
    # February: 后勤处 before its first day and 外事办 after its last. March: 后勤 is an alias of 供稿 only.
    assert [row[:2] for row in figures(home, "department", "unrecognised")] == [("2020-02", 2), ("2020-03", 1)]
    kept = home.execute("select count(*) from fct_web_article where department_id = 'unrecognised'").fetchone()
    assert kept == (3,)


def test_a_joint_article_counts_for_the_first_unit_and_names_both(home):
    assert figures(home, "department", "office")[2] == ("2020-03", 2, 0, None)
    units = home.execute("""
        select position, bridge.department_id from bridge_web_article_department as bridge
        join fct_web_article using (article_id, site)
        where title like '%、%' order by position
    """).fetchall()
    assert units == [(1, "office"), (2, "news")]


def test_equal_departments_share_the_better_rank_and_the_next_is_skipped(home):
    ranks = home.execute("""
        select scope_id, value, rank from rpt_metric_trend
        where metric_id = 'web_articles_published' and scope = 'department' and month = '2020-03'
        order by rank nulls last, scope_id
    """).fetchall()
    assert ranks == [
        ("admission", 4, 1),
        ("logistics", 3, 2),
        ("design", 2, 3),
        ("office", 2, 3),
        ("info", 1, 5),
        ("intl", 1, 5),
        ("music", 1, 5),
        # Who has nothing has no rank.
        ("news", 0, None),
        ("unrecognised", 1, None),
    ]


def test_departments_add_up_to_the_institution(home):
    assert [row[1] for row in figures(home, "institution", "institution")] == [12, 13, 15]


def test_a_department_with_its_units_is_counted_once(home):
    assert [row[:2] for row in figures(home, "department_tree", "office")] == [
        ("2020-01", 3),
        ("2020-02", 2),
        ("2020-03", 2),
    ]


def test_the_printed_table_folds_all_that_had_none_into_one_closing_row(home):
    assert home.execute(
        'select "序号", "部门名称", "更新动态数量" from bulletin.website_updates where "月份" = \'2020-03\' order by 1'
    ).fetchall() == [
        (1, "党委工作部", 2),
        (2, "后勤处", 3),
        (3, "招生处", 4),
        (4, "音乐学院", 1),
        (5, "设计学院", 2),
        (6, "信息学院", 1),
        (7, "国际交流与合作处", 1),
        (8, "未识别", 1),
        (9, "其它部门", 0),
    ]


def test_a_unit_printed_under_two_names_and_unknown_names_are_pointed_out(home):
    pointed_out = home.execute("""
        select month, subject, status from quality.reconciliation where check_id = 'names_resolved' order by 1, 2
    """).fetchall()
    # 国际处 has no article under its own name in March, so the other tables would print another name.
    assert pointed_out == [
        ("2020-01", "一处多名：国际处＝外事办", "warn"),
        ("2020-02", "不认识的部门：后勤处", "warn"),
        ("2020-02", "不认识的部门：外事办", "warn"),
        ("2020-03", "一处多名：国际交流与合作处＝国际处", "warn"),
        ("2020-03", "不认识的部门：后勤", "warn"),
    ]


# --- a hierarchy that changes within a month


@pytest.fixture(scope="module")
def moved(build_home):
    """February 2020: the studio moves from the office to the news center on the 16th, the press of the office ends on
    the 15th and belongs to the news center since, the printing room goes from logistics to the office on the 29th, the
    month's last day. Two of three Party branches end on the 15th, one after a meeting, one without."""
    middle, ends, last = date(2020, 2, 16), date(2020, 2, 15), date(2020, 2, 29)
    columns = ("department_id", "name", "display_order", "parent_id", "type", "valid_from", "valid_to", "successor_id")
    departments = [
        ("office", "党委工作部", 10, None, "党群", None, None),
        ("news", "新闻中心", 20, None, "党群", None, None),
        ("logistics", "后勤处", 30, None, "行政", None, None),
        ("studio", "融媒体工作室", 40, "office", "行政", None, ends),
        ("studio", "融媒体工作室", 40, "news", "党群", middle, None),
        ("press", "校报编辑部", 50, "office", "党群", None, ends, "news"),
        ("print", "文印室", 60, "logistics", "行政", None, date(2020, 2, 28)),
        ("print", "文印室", 60, "office", "行政", last, None),
    ]
    written = {"党委工作部": 1, "新闻中心": 2, "后勤处": 4, "融媒体工作室": 8, "校报编辑部": 16, "文印室": 32}
    exports = [
        {
            "dataset": "web_article",
            "file": f"website/2020-{month:02d}/稿件.xlsx",
            "site": "main",
            "period": (date(2020, month, 1), end),
            "rows": [
                {"title": f"{name}{n}", "published_at": datetime(2020, month, 3, 9), "department_name": name,
                 "column_name": "校园新闻"}
                for name, number in written.items()
                if not (month == 3 and name == "校报编辑部")
                for n in range(number)
            ],
        }
        for month, end in ((1, date(2020, 1, 31)), (2, last), (3, date(2020, 3, 31)))
    ]  # fmt: skip
    reference = {
        "ref_department": [dict(zip(columns, row, strict=False)) for row in departments],
        "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
        "ref_site_column": [{"column_name": "校园新闻", "importance": "重要"}],
        "ref_party_org": [
            {"party_org_id": name, "name": name, "type": "支部", "display_order": n, "valid_to": end}
            for n, (name, end) in enumerate((("一支部", None), ("二支部", ends), ("三支部", ends)))
        ],
    }
    exports.append(
        {
            "dataset": "party_upload",
            "file": "party/2020-02.xlsx",
            "period": (date(2020, 2, 1), last),
            "rows": [
                {"system": "generic", "org_name": name, "activity_type_text": "党课", "topic": name, "activity_at": at}
                for name, at in (("一支部", datetime(2020, 2, 20)), ("二支部", datetime(2020, 2, 4)))
            ],
        }
    )
    return build_home(reference, exports)


def test_a_unit_that_moves_within_a_month_belongs_where_it_stood_on_the_last_day(moved):
    """Who ended within the month belongs where it stood when it ended: its figures are in the whole of its parent."""
    by_month = {
        unit: [value for _, value, *_ in figures(moved, "department_tree", unit)]
        for unit in ("office", "news", "logistics")
    }
    assert by_month == {
        "office": [1 + 8 + 16, 1 + 16 + 32, 1 + 32],
        "news": [2, 2 + 8, 2 + 8],
        "logistics": [4 + 32, 4, 4],
    }
    whole = [value for _, value, *_ in figures(moved, "institution", "institution")]
    assert whole == [sum(values) for values in zip(*by_month.values(), strict=True)] == [63, 63, 47]


def test_a_type_that_changes_within_a_month_is_that_of_the_last_day(moved):
    by_type = {t: [value for _, value, *_ in figures(moved, "department_type", t)] for t in ("党群", "行政")}
    assert by_type == {"党群": [1 + 2 + 16, 1 + 2 + 8 + 16, 1 + 2 + 8], "行政": [4 + 8 + 32, 4 + 32, 4 + 32]}


def test_the_page_of_a_month_tells_of_whom_the_month_was_the_last(moved):
    """A branch that ended is asked for nothing more, but what it did is there; a department's name leads on."""
    branches = read.party(moved, "2020-02")
    assert [(row["name"], row["activity_type"], row["number"]) for row in branches] == [
        ("一支部", "党课", 1),
        ("二支部", "党课", 1),
    ]
    assert since.names(moved, "2020-02") == [("校报编辑部", "新闻中心")]
    assert since.names(moved, "2020-03") == []
