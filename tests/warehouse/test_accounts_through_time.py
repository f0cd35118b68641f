"""A golden home whose accounts are renamed and handed over; every figure is counted by hand.

The official account takes another name on 1 July; a college's account and its website go to the news centre on the
16th.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from pipelines.lineage.selection import as_called_in, find_figure

JUNE, JULY = (date(2021, 6, 1), date(2021, 6, 30)), (date(2021, 7, 1), date(2021, 7, 31))
REFERENCE = {
    "ref_department": [
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 1},
        {"department_id": "news", "name": "新闻中心", "type": "党群", "display_order": 2},
    ],
    "ref_site": [
        {"site_id": "main", "name": "官网", "level": "主站", "department_id": "news"},
        {"site_id": "college", "name": "外语系网", "level": "二级网页", "department_id": "english"},
        # The row before has no last day: the next version closes it.
        {
            "site_id": "college",
            "name": "英语学院网",
            "level": "二级网页",
            "department_id": "news",
            "valid_from": date(2021, 7, 16),
        },
    ],
    "ref_account": [
        {"account_id": "wx", "channel_id": "wechat", "name": "学院官微", "is_official": True,
         "valid_to": date(2021, 6, 30)},
        {"account_id": "wx_e", "channel_id": "wechat", "name": "外语系", "department_id": "english",
         "valid_from": date(2021, 6, 10), "valid_to": date(2021, 7, 15)},
        {"account_id": "wx", "channel_id": "wechat", "name": "大学官微", "valid_from": date(2021, 7, 1)},
        {"account_id": "wx_e", "channel_id": "wechat", "name": "英院之声", "department_id": "news",
         "valid_from": date(2021, 7, 16)},
    ],
    "ref_site_column": [{"column_name": "校园新闻", "importance": "重要"}],
    "ref_calendar": [
        {"academic_year": "2020-2021", "term": "第二学期", "kind": "学期", "start_on": date(2021, 2, 17),
         "end_on": date(2021, 7, 5)},
        {"academic_year": "2020-2021", "term": "暑假", "kind": "假期", "start_on": date(2021, 7, 6),
         "end_on": date(2021, 9, 6)},
    ],
    "ref_menu": [
        {"account_id": "wx", "level1": "学院", "level2": "概况", "display_order": 2, "valid_to": date(2021, 6, 30)},
        {"account_id": "wx", "level1": "学院", "level2": "概况", "display_order": 1, "valid_from": date(2021, 7, 1)},
    ],
    "ref_target": [
        {"target_id": "posts", "name": "每月两篇", "metric_id": "wechat_articles_published", "scope": "account",
         "scope_id": "wx_e", "period_type": "month", "period": "2021", "comparator": "at_least", "expected_low": 2.0,
         "basis": "printed"},
    ],
    "ref_rule": [
        {"rule_id": "reposts", "name": "转载", "rule_kind": "reposts", "subject_kind": "account", "threshold": 1.0,
         "basis": "printed"},
    ],
}  # fmt: skip


def posts(account: str, days: list[tuple[int, int]]) -> list[dict]:
    """Files of one account, one per month, an article on each (month, day)."""
    return [
        {
            "dataset": "wechat_article",
            "file": f"wechat/{account}/{period[0]:%Y-%m}.xlsx",
            "account": account,
            "period": period,
            "rows": [
                {"title": f"{account} {month}-{day}", "published_on": date(2021, month, day)}
                for month, day in days
                if month == period[0].month
            ],
        }
        for period in (JUNE, JULY)
    ]


EXPORTS = [
    *posts("wx", [(6, 5), (7, 5), (7, 6)]),
    *posts("wx_e", [(6, 20), (7, 10), (7, 20)]),
    *[
        {
            "dataset": "web_article",
            "file": f"website/college/{period[0]:%Y-%m}.csv",
            "site": "college",
            "period": period,
            "rows": [
                {"title": f"新闻 {day}", "published_at": datetime(2021, month, day, 9), "column_name": "校园新闻"}
                for month, day in ((6, 3), (7, 2), (7, 15), (7, 16), (7, 30), (7, 31))
                if month == period[0].month
            ],
        }
        for period in (JUNE, JULY)
    ],
    *[
        {
            "dataset": "wechat_menu",
            "file": f"wechat/wx/菜单{period[0]:%Y-%m}.xlsx",
            "account": "wx",
            "period": period,
            "rows": [
                {"period_start": period[0], "period_end": period[1], "level1": l1, "level2": l2, "clicks": 5}
                for l1, l2 in entries
            ],
        }
        for period, entries in ((JUNE, [("学院", "概况")]), (JULY, [("学院", "概况"), ("招生", "-")]))
    ],
]


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def test_an_account_has_one_row_for_each_version_and_one_version_for_each_day(home):
    first, last = date(1900, 1, 1), date(9999, 12, 31)
    assert home.execute("""
        select account_key, name, department_id, valid_from, valid_to, applies_from, applies_to, is_current, is_official
        from dim_account where channel_id = 'wechat' order by account_key
    """).fetchall() == [
        ("wx@1900-01-01", "学院官微", None, first, date(2021, 6, 30), first, date(2021, 6, 30), False, True),
        ("wx@2021-07-01", "大学官微", None, date(2021, 7, 1), last, date(2021, 7, 1), last, True, True),
        ("wx_e@2021-06-10", "外语系", "english", date(2021, 6, 10), date(2021, 7, 15), first, date(2021, 7, 15),
         False, False),
        ("wx_e@2021-07-16", "英院之声", "news", date(2021, 7, 16), last, date(2021, 7, 16), last, True, False),
    ]  # fmt: skip


def test_a_renamed_account_keeps_one_series_under_the_name_of_each_month(home):
    assert home.execute("""
        select scope_id, month, scope_name, value, mom_change from rpt_metric_trend
        where metric_id = 'wechat_articles_published' and scope = 'account' order by scope_id, month
    """).fetchall() == [
        ("wx", "2021-06", "学院官微", 1, None),
        ("wx", "2021-07", "大学官微", 2, 1),
        ("wx_e", "2021-06", "外语系", 1, None),
        ("wx_e", "2021-07", "英院之声", 2, 1),
    ]


def test_versions_do_not_multiply_what_is_counted(home):
    assert home.execute("""
        select month, value from rpt_metric_trend
        where metric_id = 'wechat_articles_published' and scope = 'channel' and scope_id = 'wechat' order by month
    """).fetchall() == [("2021-06", 2), ("2021-07", 4)]
    assert home.execute("""
        select month, subject_id, subject_name, value from fct_subject_month
        where subject_kind = 'account' order by month, subject_id
    """).fetchall() == [
        ("2021-06", "college", "外语系网", 1),
        ("2021-06", "wx", "学院官微", 1),
        ("2021-06", "wx_e", "外语系", 1),
        ("2021-07", "college", "英语学院网", 5),
        ("2021-07", "wx", "大学官微", 2),
        ("2021-07", "wx_e", "英院之声", 2),
    ]


def test_articles_without_a_unit_are_of_the_department_that_had_the_site_on_their_day(home):
    """2 and 15 July before the hand-over, 16, 30 and 31 July after it."""
    assert home.execute("""
        select month, department_id, value from fct_metric_month
        where metric_id = 'web_articles_published' and value > 0 order by month, department_id
    """).fetchall() == [("2021-06", "english", 1), ("2021-07", "english", 2), ("2021-07", "news", 3)]


def test_targets_and_rules_of_an_account_name_it_and_its_department_as_they_were(home):
    assert home.execute("""
        select period, scope_name, actual from fct_target
        where target_id = 'posts' and period in ('2021-06', '2021-07') order by period
    """).fetchall() == [("2021-06", "外语系", 1), ("2021-07", "英院之声", 2)]
    assert home.execute("""
        select month, subject_name, department_id from fct_rule_result
        where rule_id = 'reposts' and subject_id = 'wx_e' order by month
    """).fetchall() == [("2021-06", "外语系", "english"), ("2021-07", "英院之声", "news")]


def test_an_account_is_found_by_any_of_its_names_and_called_as_it_was(home):
    for name in ("外语系", "英院之声", "wx_e"):
        figure = find_figure(home, "wechat_articles_published", None, name, None, None, "then")
        assert figure.scope_id == "wx_e"
        called = {
            period: as_called_in(home, figure, period).label for period in ("2021-06", "2021-07", "2021-Q2", "2021")
        }
        assert called == {"2021-06": "外语系", "2021-07": "英院之声", "2021-Q2": "外语系", "2021": "英院之声"}


def test_a_site_is_called_as_it_was(home):
    figure = find_figure(home, "web_articles_published", None, "英语学院网", None, None, "then")
    assert [as_called_in(home, figure, month).label for month in ("2021-06", "2021-07")] == ["外语系网", "英语学院网"]


def test_menus_have_versions_where_the_table_says_so_and_days_on_which_they_were_seen(home):
    assert home.execute("""
        select path, menu_level, display_order, valid_from, first_seen, last_seen, is_registered from dim_menu
        order by path, valid_from
    """).fetchall() == [
        ("学院／概况", 2, 2, date(1900, 1, 1), JUNE[0], JULY[1], True),
        ("学院／概况", 2, 1, date(2021, 7, 1), JUNE[0], JULY[1], True),
        ("招生", 1, None, date(1900, 1, 1), JULY[0], JULY[1], False),
    ]
    assert home.execute("""
        select menus.month, menu.path, menu.display_order, menus.clicks from fct_wechat_menu as menus
        join dim_menu as menu
            on menus.menu_id = menu.menu_id and menus.period_end between menu.valid_from and menu.valid_to
        order by all
    """).fetchall() == [("2021-06", "学院／概况", 2, 5), ("2021-07", "学院／概况", 1, 5), ("2021-07", "招生", None, 5)]


def test_each_day_of_a_fact_has_its_week_term_and_festival(home):
    """The term begins on Wednesday 17 February: Monday 5 July is the first day of its 21st week."""
    assert home.execute("""
        select date, iso_week, term, teaching_week, vacation, is_vacation, festival from dim_date
        where date in ('2021-06-14', '2021-07-04', '2021-07-05', '2021-07-06', '2021-12-31') order by date
    """).fetchall() == [
        (date(2021, 6, 14), "2021-W24", "第二学期", 18, None, False, "端午"),
        (date(2021, 7, 4), "2021-W26", "第二学期", 20, None, False, None),
        (date(2021, 7, 5), "2021-W27", "第二学期", 21, None, False, None),
        (date(2021, 7, 6), "2021-W27", None, None, "暑假", True, None),
        (date(2021, 12, 31), "2021-W52", None, None, None, None, None),
    ]


TOOK_OVER = date(2021, 7, 16)
HANDED_OVER = {
    "ref_department": [{"department_id": "news", "name": "新闻中心", "type": "党群", "display_order": 1}],
    "ref_account": [
        {"account_id": "old", "channel_id": "wechat", "name": "旧官微", "is_official": True},
        {"account_id": "old", "channel_id": "wechat", "name": "旧官微", "is_official": False, "valid_from": TOOK_OVER},
        {"account_id": "new", "channel_id": "wechat", "name": "青年号"},
        {"account_id": "new", "channel_id": "wechat", "name": "新官微", "is_official": True, "valid_from": TOOK_OVER},
    ],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站", "department_id": "news"}],
    # Rows before a change have no last day.
    "ref_site_column": [
        {"column_name": "招生动态", "column_code": "17", "importance": "一般"},
        {"column_name": "招生动态", "column_code": "17", "importance": "重要", "valid_from": TOOK_OVER},
    ],
    "ref_outlet": [
        {"outlet": "晨报", "level": "县级", "type": "报纸"},
        {"outlet": "晨报", "level": "市级", "type": "报纸", "valid_from": TOOK_OVER},
    ],
    "ref_party_org": [
        {"party_org_id": "general", "name": "机关党总支", "type": "党总支", "display_order": 1},
        {"party_org_id": "one", "name": "一支部", "type": "支部", "display_order": 2, "parent_id": "general"},
        {"party_org_id": "one", "name": "第一支部", "type": "支部", "display_order": 2, "parent_id": "general",
         "valid_from": TOOK_OVER},
        # Comes under the general branch on that day.
        {"party_org_id": "two", "name": "二支部", "type": "支部", "display_order": 3},
        {"party_org_id": "two", "name": "二支部", "type": "支部", "display_order": 3, "parent_id": "general",
         "valid_from": TOOK_OVER},
    ],
    "ref_party_org_alias": [
        {"alias": "学生支部", "party_org_id": "one"},
        {"alias": "学生支部", "party_org_id": "two", "valid_from": TOOK_OVER},
        {"alias": "联合支部", "party_org_id": "two", "source": "registers"},
    ],
    "ref_menu": [
        {"account_id": "old", "level1": "学院", "level2": "概况", "display_order": n, "valid_from": since}
        for n, since in enumerate((None, TOOK_OVER))
    ],
    "ref_score_scheme": [{"scheme_id": "s", "name": "计分", "purpose": "points", "duplicate_rule": "each_outlet",
                          "tie_rule": "skip"}],
    "ref_score_rule": [
        {"scheme_id": "s", "score_rule_id": name, "level": level, "outlet_type": "公众号", "points": points}
        for name, level, points in (("school", "校级", 3.0), ("unit", "院级", 1.0))
    ],
    "ref_rule": REFERENCE["ref_rule"],
}  # fmt: skip
BOTH_POST = {"old": ["招生", "军训", "开学"], "new": ["军训", "招生", "迎新"]}
POST_DAYS = {"招生": date(2021, 6, 10), "军训": date(2021, 7, 10), "迎新": date(2021, 7, 20), "开学": date(2021, 7, 25)}
TWO_ACCOUNTS = [
    export
    for account, titles in BOTH_POST.items()
    for period, reads in ((JUNE, {"old": 10, "new": 1000}), (JULY, {"old": 20, "new": 2000}))
    for export in (
        {
            "dataset": "wechat_article",
            "file": f"wechat/{account}/文章{period[0]:%Y-%m}.xlsx",
            "account": account,
            "period": period,
            "rows": [
                {"title": title, "published_on": POST_DAYS[title]}
                for title in titles
                if POST_DAYS[title].month == period[0].month
            ],
        },
        {
            "dataset": "wechat_read_day",
            "file": f"wechat/{account}/阅读{period[0]:%Y-%m}.xlsx",
            "account": account,
            "period": period,
            "rows": [
                {"date": date(2021, period[0].month, day), "scene": "全部", "reads": reads[account]}
                for day in range(1, period[1].day + 1)
            ],
        },
    )
] + [
    {
        "dataset": "wechat_contribution",
        "file": "registers/供稿.xlsx",
        "rows": [
            {"title": title, "published_on": day, "department_name": "新闻中心"} for title, day in POST_DAYS.items()
        ],
    },
    {
        "dataset": "web_article",
        "file": "website/main/稿件.csv",
        "site": "main",
        "period": (JUNE[0], JULY[1]),
        "rows": [
            {"title": f"招生 {day}", "published_at": datetime(2021, 7, day, 9), "column_name": column}
            for day, column in ((15, "招生动态"), (16, "招生动态"), (17, "17"))
        ],
    },
    {
        "dataset": "party_upload",
        "file": "party/七月.xlsx",
        "period": JULY,
        "rows": [
            {
                "system": "generic",
                "org_name": name,
                "activity_type_text": "党课",
                "topic": f"{name} {day}",
                "activity_at": datetime(2021, 7, day),
            }
            for name, day in (
                ("学生支部", 15),
                ("学生支部", 16),
                ("一支部", 15),
                ("联合支部", 15),
                ("二支部", 14),
                ("机关党总支", 1),
            )
        ],
    },
    {
        "dataset": "media_item",
        "file": "registers/外宣.xlsx",
        "rows": [
            {
                "register_id": "register_media",
                "title": f"报道 {day}",
                "published_on": date(2021, 7, day),
                "outlet": "晨报",
                "department_name": "新闻中心",
                "entry_no": day,
            }
            for day in (15, 16)
        ],
    },
]


# Dimension, what its versions are of, its days.
VERSIONED = [
    ("dim_department", "department_id", "valid"),
    ("dim_account", "account_id", "applies"),
    ("dim_site_column", "concat(site_id, name)", "valid"),
    ("dim_party_org", "party_org_id", "valid"),
    ("dim_outlet", "outlet_id", "valid"),
    ("dim_menu", "menu_id", "valid"),
    ("dim_score_scheme", "scheme_id", "valid"),
]


@pytest.fixture(scope="module")
def handed_over(build_home):
    return build_home(HANDED_OVER, TWO_ACCOUNTS)


def test_an_account_is_official_from_the_day_its_row_says(handed_over):
    """June is the old account's: 30 × 10 reads. On 31 July the new one is official: 31 × 2000, nothing of the old."""
    assert handed_over.execute('select "月份", "总阅读数" from bulletin.wechat_base order by 1').fetchall() == [
        ("2021-06", 300),
        ("2021-07", 62000),
    ]
    assert handed_over.execute("""
        select month, sum(value) from quality.bulletin_sources
        where table_name = 'wechat_base' and column_name = '总阅读数' group by 1 order by 1
    """).fetchall() == [("2021-06", 300), ("2021-07", 62000)]


def test_an_article_scores_as_one_of_the_official_account_of_its_day(handed_over):
    """The old account's 招生 (June) and 军训 (10 July) and the new one's 迎新 (20 July) are the school's."""
    assert handed_over.execute("""
        select title, outlet, level, points from fct_score where source = 'wechat' order by published_on, outlet
    """).fetchall() == [
        ("招生", "旧官微", "校级", 3), ("招生", "青年号", "院级", 1),
        ("军训", "旧官微", "校级", 3), ("军训", "青年号", "院级", 1),
        ("迎新", "新官微", "校级", 3),
        ("开学", "旧官微", "院级", 1),
    ]  # fmt: skip


def test_reposts_are_asked_of_accounts_that_are_not_official_then(handed_over):
    """The new account reposted 招生 in June; in July it is official, and the old one is asked."""
    assert handed_over.execute("""
        select month, subject_id, actual from fct_rule_result where rule_id = 'reposts' order by 1, 2
    """).fetchall() == [("2021-06", "new", 1), ("2021-07", "old", 0)]


@pytest.mark.parametrize(("table", "key", "days"), VERSIONED)
def test_versions_of_a_dimension_leave_no_day_out_and_have_none_twice(handed_over, table, key, days):
    spans = handed_over.execute(f"""
        select {key}, {days}_from, {days}_to from {table} order by 1, 2
    """).fetchall()
    assert len(spans) > 0
    for (before, _, until), (after, since, _) in pairwise(spans):
        assert before != after or since == until + timedelta(1)


def test_an_article_has_the_class_of_its_column_on_its_day(handed_over):
    """Important from the 16th on, by the name of the column or by its number."""
    assert handed_over.execute("select title, importance from fct_web_article order by published_at").fetchall() == [
        ("招生 15", "一般"),
        ("招生 16", "重要"),
        ("招生 17", "重要"),
    ]


def test_an_item_has_the_level_of_its_outlet_on_its_day(handed_over):
    assert handed_over.execute("""
        select items.level, outlets.level from fct_media_item as items join dim_outlet as outlets
            on items.outlet_id = outlets.outlet_id and published_on between valid_from and valid_to
        order by published_on
    """).fetchall() == [("县级", "县级"), ("市级", "市级")]


def test_an_alias_means_the_organisation_it_meant_on_the_day_in_that_source(handed_over):
    """学生支部 was the first branch until the 15th; 联合支部 is what ledgers call the second, not the Party system."""
    assert handed_over.execute("""
        select topic, party_org_id from fct_party_upload join dim_party_org using (party_org_id)
        where activity_date between valid_from and valid_to order by topic
    """).fetchall() == [
        ("一支部 15", "one"),
        ("二支部 14", "two"),
        ("学生支部 15", "one"),
        ("学生支部 16", "two"),
        ("机关党总支 1", "general"),
        ("联合支部 15", "unrecognised"),
    ]


def test_a_general_branch_with_its_branches_counts_each_upload_once(handed_over):
    """Its own, two of the first branch, and of the second only what came after it joined."""
    assert handed_over.execute("""
        select ancestor_party_org_id, count(*) from fct_party_upload join bridge_party_org_tree as tree
            using (party_org_id)
        where activity_date between valid_from and valid_to group by 1 order by 1
    """).fetchall() == [("general", 4), ("one", 2), ("two", 2), ("unrecognised", 1)]
