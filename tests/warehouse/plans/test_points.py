"""What a piece is worth, on a golden home: every total is worked out by hand, every test names its rule.

Each case has a department and a scheme of its own; a scheme takes in the departments of one type.
"""

from datetime import date

import pytest
from plan_rows import day, entry, measure, rule, scheme, submitted, target, web

AUGUST_TO_OCTOBER = (date(2020, 8, 1), date(2020, 10, 31))


def asked(name: str, comparator: str, metric: str | None, month: str = "2020-09", **more) -> dict:
    whole = {"scope": "institution", "scope_id": None, "metric_id": metric, "period": month}
    return target(name, comparator, "", **whole, **more)


WEB, SUBMITTED, ADOPTED = "web_articles_published", "submissions_received", "articles_adopted"
TIES = ("first", "even", "nation", "last")
UNITS = ("story", "tiers", "length", "change", "caps", "claims", "base", "counts", "plan", "late", "rated")
# A second unit under the scheme of another.
BESIDE = {"unrated": "rated", "capped": "caps"}
DUPLICATES = ("highest_only", "each_outlet", "inside_outside", "same_class", "no_reprints")

REFERENCE = {
    "ref_department": [
        {"department_id": unit, "name": f"{unit}处", "type": BESIDE.get(unit, unit), "display_order": n}
        for n, unit in enumerate((*UNITS, *BESIDE))
    ]
    + [
        {"department_id": unit, "name": f"{unit}处", "type": "ties", "display_order": 50 + n}
        for n, unit in enumerate(TIES)
    ],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [{"account_id": "wx", "channel_id": "wechat", "name": "官微"}],
    "ref_site_column": [{"column_name": "校园新闻", "importance": "重要"}],
    "ref_outlet": [
        {"outlet": "市报", "level": "市级", "type": "报纸"},
        {"outlet": "国家客户端", "level": "国家级", "type": "客户端"},
        {"outlet": "省报", "level": "省级", "type": "报纸"},
    ],
    "ref_target": [
        target("reached", "at_least", "plan", metric_id="web_articles_published", expected_low=4.0),
        target("short", "at_least", "plan", metric_id="web_articles_published", expected_low=5.0),
        target("report", "deadline", "plan", deadline=day("09-10"), done_on=day("09-13")),
        asked("count_met", "at_least", WEB, expected_low=29.0),
        asked("count_short", "at_least", WEB, expected_low=30.0),
        asked("most_met", "at_most", WEB, expected_high=29.0),
        asked("range_over", "range", WEB, expected_low=20.0, expected_high=28.0),
        asked("range_met", "range", WEB, expected_low=29.0, expected_high=30.0),
        asked("share_met", "share", ADOPTED, "2020-08", denominator_metric_id=SUBMITTED, expected_low=1.0),
        asked("weekly_missed", "weekly", WEB, expected_low=1.0),
        asked("zero_reported", "zero_allowed", SUBMITTED),
        asked("more_met", "more_than_previous", WEB),
        asked("more_missed", "more_than_previous", WEB, "2020-10"),
        asked("year_met", "more_than_last_year", WEB, base=20.0),
        asked("in_time", "deadline", None, deadline=day("09-10"), done_on=day("09-10")),
    ],
    "ref_rule": [
        {
            "rule_id": "adopt",
            "name": "十天内采用",
            "rule_kind": "adopt_within",
            "subject_kind": "department",
            "subject_type": "claims",
            "threshold": 10.0,
            "basis": "printed",
        },
        {
            "rule_id": "claim",
            "name": "采用后五天内申报",
            "rule_kind": "claim_within",
            "subject_kind": "department",
            "subject_type": "claims",
            "threshold": 5.0,
            "basis": "printed",
        },
    ],
    "ref_score_scheme": [
        *[scheme(kind, "story", kind) for kind in DUPLICATES],
        scheme("tiers", "tiers"),
        *[scheme(kind, "length", rounding=kind) for kind in ("floor", "ceiling", "round", "exact")],
        scheme("change", "change"),
        scheme("caps", "caps", cap_month=10.0, cap_quarter=11.0),
        scheme("published", "claims", month_rule="published", claim_days=20),
        scheme("adopted", "claims", month_rule="adopted"),
        scheme("claimed", "claims", month_rule="claimed"),
        scheme("base", "base", min_items=2, base_points=10.0, extra_points=1.0),
        scheme("base_fee", "base", purpose="fee", min_items=2, base_points=100.0, extra_points=10.0),
        scheme("counts", "counts"),
        scheme("plan", "plan"),
        scheme("late", "late"),
        scheme("rated", "rated", work_weight=0.7),
        *[scheme(f"tie_{kind}", "ties", tie_rule=kind) for kind in ("skip", "dense", "higher_level")],
    ],
    "ref_score_rule": [
        *[
            rule(of, name, points, level=level)
            for of in DUPLICATES
            for name, points, level in (("school", 2.0, "校级"), ("city", 5.0, "市级"), ("nation", 20.0, "国家级"))
        ],
        rule("tiers", "short", 5.0, outlet_type="网站", words_from=1, words_to=499),
        rule("tiers", "middle", 10.0, outlet_type="网站", words_from=500, words_to=1000),
        rule("tiers", "long", 15.0, outlet_type="网站", words_from=1200),
        *[
            rule(of, "words", 5.0, outlet_type="网站", per="100_characters")
            for of in ("floor", "ceiling", "round", "exact")
        ],
        rule("change", "site", 4.0, outlet_type="网站"),
        rule("change", "site", 6.0, outlet_type="网站", valid_from=day("09-16"), cap_month=10.0),
        rule("caps", "site", 4.0, outlet_type="网站"),
        *[rule(of, "adopted", 3.0, outlet_type="供稿", position="采用") for of in ("published", "adopted", "claimed")],
        rule("base", "site", 2.0, outlet_type="网站"),
        rule("base_fee", "site", 20.0, outlet_type="网站"),
        rule("counts", "site", 0.0, outlet_type="网站"),
        rule("rated", "site", 10.0, outlet_type="网站"),
        *[rule(f"tie_{kind}", "nation", 3.0, level="国家级") for kind in ("skip", "dense", "higher_level")],
    ],
    "ref_score_measure": [
        measure("counts", "first", "items", "each", 3.0, value_from=1.0, value_to=3.0),
        measure("counts", "later", "items", "each", 1.0, value_from=4.0),
        measure("counts", "volume", "items", "tier", 10.0, value_from=6.0),
        measure("counts", "volume", "items", "tier", 5.0, value_from=4.0, value_to=6.0),
        measure("plan", "done", "target_share", "share", 10.0, basis_id="short"),
        measure("plan", "over", "target_share", "share", 10.0, basis_id="reached", cap=12.0),
        measure("plan", "missing", "target_shortfall", "each", -2.0, basis_id="short"),
        measure("plan", "overdue", "target_shortfall", "tier", -10.0, basis_id="report", value_from=1.0),
        measure("plan", "kept", "target_shortfall", "each", -2.0, basis_id="reached"),
        measure("late", "tasks", "late_entries", "each", -5.0, basis_id="register_plan_items", cap=8.0),
        measure("rated", "panel", "rating", "share", 30.0, basis_id="季度评议", period_type="quarter"),
    ],
    "ref_score_adjustment": [
        {
            "scheme_id": f"tie_{kind}",
            "department_id": unit,
            "occurred_on": day("09-05"),
            "points": points,
            "reason": "加分",
        }
        for kind in ("skip", "dense", "higher_level")
        for unit, points in (("first", 5.0), ("even", 3.0), ("last", 1.0))
    ],
}

EXPORTS = [
    {
        "dataset": "web_article",
        "file": "website/main/稿件.csv",
        "site": "main",
        "period": AUGUST_TO_OCTOBER,
        "rows": [
            web("一件事", "09-01", "story处"),
            *[web(f"{n} 字", "09-05", "tiers处", words=n) for n in (499, 500, 1000, 1100, 1200)],
            web("250 字", "09-05", "length处", words=250),
            web("没有字数", "09-06", "length处"),
            *[web(f"改前改后 {on}", on, "change处") for on in ("08-31", "09-15", "09-16", "09-17", "09-18")],
            *[web(f"限额 {on}", on, "caps处") for on in ("08-31", "09-01", "09-02", "09-03", "09-04", "10-01")],
            *[web(f"另一家 {on}", on, "capped处") for on in ("10-02", "10-03", "10-04")],
            *[web(f"基础 {on}", on, "base处") for on in ("08-31", "09-01", "09-02", "09-03")],
            *[web(f"件数 {n}", "09-10", "counts处") for n in range(1, 6)],
            *[web(f"完成 {n}", "09-10", "plan处") for n in range(1, 5)],
            web("实绩", "09-10", "rated处"),
        ],
    },
    {
        "dataset": "wechat_article",
        "file": "wechat/官微/文章.xlsx",
        "account": "wx",
        "period": AUGUST_TO_OCTOBER,
        "rows": [{"title": "一件事", "published_on": day("09-02"), "url": "https://mp.example/1"}],
    },
    {
        "dataset": "wechat_contribution",
        "file": "registers/官微供稿.xlsx",
        "rows": [{"title": "一件事", "published_on": day("09-02"), "department_name": "story处"}],
    },
    {
        "dataset": "media_item",
        "file": "registers/外宣.xlsx",
        "rows": [
            {
                "register_id": "register_media",
                "title": "一件事",
                "outlet": outlet,
                "published_on": day(on),
                "department_name": "story处",
                "is_reprint": is_reprint,
                "entry_no": n,
            }
            for n, (outlet, on, is_reprint) in enumerate(
                [("市报", "09-03", False), ("市报", "09-04", True), ("国家客户端", "10-05", True)], start=1
            )
        ]
        + [
            {
                "register_id": "register_media",
                "title": "上了国家级",
                "outlet": "国家客户端",
                "published_on": day("09-08"),
                "department_name": "nation处",
                "entry_no": 9,
            }
        ],
    },
    {
        "dataset": "submission",
        "file": "registers/供稿.xlsx",
        "period": AUGUST_TO_OCTOBER,
        "rows": [
            submitted("早用早报", "08-20", "claims处", adopted_on=day("08-30"), claimed_on=day("09-04")),
            submitted("晚用晚报", "08-25", "claims处", adopted_on=day("09-20"), claimed_on=day("10-02")),
            submitted("没有登记日期", "08-26", "claims处", is_adopted=True),
            submitted("末日申报", "10-01", "claims处", is_adopted=True, claimed_on=day("10-21")),
            submitted("次日申报", "10-02", "claims处", is_adopted=True, claimed_on=day("10-23")),
        ],
    },
    {
        "dataset": "register_entry",
        "file": "registers/任务.xlsx",
        "rows": [
            entry("register_plan_items", "09-10", "late处", 1, title="按时", due_on=day("09-10"), done_on=day("09-10")),
            entry("register_plan_items", "09-11", "late处", 2, title="晚办", due_on=day("09-11"), done_on=day("09-30")),
            entry("register_plan_items", "09-12", "late处", 3, title="没办", due_on=day("09-12")),
        ],
    },
    {
        "dataset": "register_entry",
        "file": "registers/评分.xlsx",
        "rows": [
            entry("register_ratings", "09-28", "rated处", 1, category="季度评议", points=90.0),
            entry("register_ratings", "09-28", "rated处", 2, category="季度评议", points=85.0),
            entry("register_ratings", "09-29", "rated处", 3, category="季度评议", points=86.0),
            entry("register_ratings", "09-29", "rated处", 4, category="别的评议", points=10.0),
        ],
    },
]


@pytest.fixture(scope="module")
def scored(build_home):
    """Rows of a query on the golden home's warehouse."""
    with build_home(REFERENCE, EXPORTS) as warehouse:
        yield lambda sql: warehouse.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        # The best counts; what September had stays, October brings the difference: 20 - 5.
        ("highest_only", [0, 0, 5, 0, 15]),
        ("each_outlet", [2, 2, 5, 5, 20]),
        # Once inside the school, once outside it.
        ("inside_outside", [2, 0, 5, 0, 15]),
        # Once for each class: website, WeChat, paper, app.
        ("same_class", [2, 2, 5, 0, 20]),
        # The first publication only.
        ("no_reprints", [2, 0, 0, 0, 0]),
    ],
)
def test_duplicate_rule(scored, kind, points):
    """One story: site 2, WeChat 2, city paper 5, its reprint 5, a national app 20 a month later."""
    assert scored(f"SELECT points FROM fct_score WHERE scheme_id = '{kind}' ORDER BY published_on") == [
        (p,) for p in points
    ]


def test_a_story_is_one_piece_where_it_counts_once(scored):
    rows = scored(
        "SELECT scheme_id, count(*) FILTER (is_counted) FROM fct_score WHERE department_id = 'story' "
        "GROUP BY 1 ORDER BY 1"
    )
    assert rows == [
        ("each_outlet", 5),
        ("highest_only", 1),
        ("inside_outside", 2),
        ("no_reprints", 1),
        ("same_class", 4),
    ]


def test_rule_of_tiers_both_edges_belong_to_a_tier_and_a_gap_shows(scored):
    rows = scored("SELECT words, rule_id, points, reason FROM fct_score WHERE scheme_id = 'tiers' ORDER BY words")
    assert rows == [
        (499, "short", 5.0, None),
        (500, "middle", 10.0, None),
        (1000, "middle", 10.0, None),
        (1100, None, 0.0, "没有适用的计分项"),
        (1200, "long", 15.0, None),
    ]


@pytest.mark.parametrize(("rounding", "points"), [("floor", 10), ("ceiling", 15), ("round", 15), ("exact", 12.5)])
def test_rule_of_rounding_hundreds_of_characters(scored, rounding, points):
    """250 characters at 5 for each hundred; without a length nothing is guessed."""
    rows = scored(f"SELECT points, reason FROM fct_score WHERE scheme_id = '{rounding}' ORDER BY published_on")
    assert rows == [(points, None), (0, "没有字数，无法按字数计")]


def test_rule_changed_inside_a_year_leaves_older_days_alone(scored):
    """4 until the 15th, 6 from the 16th with 10 a month at most: September 4 + 6, then nothing is left."""
    rows = scored("SELECT points, rule_text FROM fct_score WHERE scheme_id = 'change' ORDER BY published_on")
    old, new = "site：4 分/件", "site：6 分/件"
    assert rows == [(4.0, old), (4.0, old), (6.0, new), (0.0, new), (0.0, new)]


def test_rule_of_ceilings_month_then_quarter(scored):
    """4 each: August 4; September 4 + 4 + 2 by the month's 10, and the quarter's 11 leaves 4 + 3; October is new.

    A ceiling is each unit's own: what the first had in October takes nothing from the second, whose third piece gets 2.
    """
    rows = scored("SELECT department_id, points, reason FROM fct_score WHERE scheme_id = 'caps' ORDER BY published_on")
    first = [(4, None), (4, None), (3, "超过上限"), (0, "超过上限"), (0, "超过上限"), (4, None)]
    second = [(4, None), (4, None), (2, "超过上限")]
    assert rows == [("caps", *row) for row in first] + [("capped", *row) for row in second]


def test_rule_of_the_month_a_piece_counts_in(scored):
    rows = scored(
        "SELECT scheme_id, title, month, points, reason FROM fct_score "
        "WHERE scheme_id IN ('published', 'adopted', 'claimed') ORDER BY scheme_id, published_on"
    )
    assert rows == [
        ("adopted", "早用早报", "2020-08", 3.0, None),
        ("adopted", "晚用晚报", "2020-09", 3.0, None),
        ("adopted", "没有登记日期", "2020-08", 3.0, None),
        ("adopted", "末日申报", "2020-10", 3.0, None),
        ("adopted", "次日申报", "2020-10", 3.0, None),
        ("claimed", "早用早报", "2020-09", 3.0, None),
        ("claimed", "晚用晚报", "2020-10", 3.0, None),
        ("claimed", "没有登记日期", "2020-08", 3.0, None),
        ("claimed", "末日申报", "2020-10", 3.0, None),
        ("claimed", "次日申报", "2020-10", 3.0, None),
        # 38 days after it came in: later than the twenty that are allowed.
        ("published", "早用早报", "2020-08", 3.0, None),
        ("published", "晚用晚报", "2020-08", 0.0, "逾期申报"),
        ("published", "没有登记日期", "2020-08", 3.0, None),
        # The twentieth day is in time, the twenty-first is not.
        ("published", "末日申报", "2020-10", 3.0, None),
        ("published", "次日申报", "2020-10", 0.0, "逾期申报"),
    ]


def test_rule_of_days_to_adoption_and_to_claim(scored):
    """Adopted after 10 and 26 days, claimed 5 and 12 days after that; each is judged in the month it happened. Two more
    are claimed in October, 20 and 21 days after they came in.
    """
    rows = scored(
        "SELECT rule_id, period, expected, actual, is_met, reason FROM fct_rule_result WHERE expected > 0 ORDER BY 1, 2"
    )
    assert rows == [
        ("adopt", "2020-08", 1.0, 1.0, True, None),
        ("adopt", "2020-09", 1.0, 0.0, False, "采用超过时限"),
        ("claim", "2020-09", 1.0, 1.0, True, None),
        ("claim", "2020-10", 3.0, 0.0, False, "逾期申报"),
    ]


def test_rule_of_the_monthly_base_and_what_goes_beyond(scored):
    """August has one piece and misses the minimum of two; September has three: 3 × 2 + base 10 + 1 for the third."""
    rows = scored(
        "SELECT month, line_kind, sum(points) FROM fct_score WHERE scheme_id = 'base' GROUP BY ALL ORDER BY ALL"
    )
    assert rows == [("2020-08", "item", 2), ("2020-09", "base", 10), ("2020-09", "extra", 1), ("2020-09", "item", 6)]


def test_a_fee_for_reaching_a_number_of_pieces_is_listed_beside_the_pieces(scored):
    """The same three pieces in September at 20 each: 100 for two of them, 10 for the third."""
    rows = scored("SELECT rule_id, count(*), sum(amount) FROM rpt_fee WHERE month = '2020-09' GROUP BY 1 ORDER BY 1")
    assert rows == [("base", 1, 100), ("extra", 1, 10), ("site", 3, 60)]


def test_rule_of_so_many_pieces_then_less(scored):
    """Five in September: the first three at 3, two more at 1; five lie in the tier of 4 to 6, short of the next."""
    rows = scored(
        "SELECT rule_id, points, rule_text FROM fct_score WHERE scheme_id = 'counts' AND line_kind = 'measure' "
        "AND month = '2020-09' ORDER BY rule_id"
    )
    assert rows == [
        ("first", 9.0, "5，1–3的每一个：3 分"),
        ("later", 2.0, "5，4 以上的每一个：1 分"),
        ("volume", 5.0, "5，4–6：5 分"),
    ]


def test_rule_of_a_tier_not_reached_says_so(scored):
    rows = scored(
        "SELECT points, reason FROM fct_score WHERE scheme_id = 'counts' AND rule_id = 'volume' AND month = '2020-08'"
    )
    assert rows == [(0.0, "不在任何一档")]


def test_rule_of_a_target_reached_in_part_and_of_what_is_missing(scored):
    """Four of five: 80 % of 10, and 2 off for the one missing. Four of four is 10. Three days late is 10 off."""
    rows = scored(
        "SELECT rule_id, value, points FROM fct_score WHERE scheme_id = 'plan' AND line_kind = 'measure' ORDER BY 1"
    )
    assert rows == [
        ("done", 0.8, 8.0),
        ("kept", 0.0, 0.0),
        ("missing", 1.0, -2.0),
        ("over", 1.0, 10.0),
        ("overdue", 3.0, -10.0),
    ]


def test_rule_of_late_and_missing_tasks_with_a_floor(scored):
    """One done late, one never: 2 × 5, of which 8 at most are taken."""
    rows = scored(
        "SELECT value, points_by_rule, points, reason FROM fct_score WHERE scheme_id = 'late' AND line_kind = 'measure'"
    )
    assert rows == [(2.0, -10.0, -8.0, "超过上限")]


def test_rule_of_two_parts_work_and_rating(scored):
    """Work 10 at 70 %; three sheets of the quarter average 87, of 30 points for 100: 7 + 26.1. No sheet is no zero."""
    rows = scored(
        "SELECT department_id, line_kind, value, round(points, 6), reason FROM fct_score WHERE scheme_id = 'rated' "
        "ORDER BY 1, 2"
    )
    assert rows == [("rated", "item", None, 7.0, "实绩占 70%"), ("rated", "rating", 87.0, 26.1, None)]
    totals = scored(
        "SELECT department_id, round(points, 6) FROM rpt_score_award "
        "WHERE scope = 'department' AND scheme_id = 'rated' ORDER BY 1"
    )
    assert totals == [("rated", 33.1), ("unrated", 0.0)]


@pytest.mark.parametrize(
    ("kind", "ranks"),
    [
        ("skip", [("first", 1), ("even", 2), ("nation", 2), ("last", 4)]),
        ("dense", [("first", 1), ("even", 2), ("nation", 2), ("last", 3)]),
        # Equal points: the unit with an item of national level stands before the one without.
        ("higher_level", [("first", 1), ("nation", 2), ("even", 3), ("last", 4)]),
    ],
)
def test_rule_of_ties(scored, kind, ranks):
    """Points 5, 3, 3 and 1; one of the threes comes from a national app."""
    rows = scored(
        f"SELECT department_id, rank FROM rpt_score "
        f"WHERE scope = 'department' AND scheme_id = 'tie_{kind}' AND month = '2020-09' ORDER BY 2, 1"
    )
    assert rows == ranks


@pytest.mark.parametrize(
    ("name", "expected", "actual", "is_met", "shortfall"),
    [
        # September has 29 articles, August 3, October 4.
        ("count_met", 29, 29, True, 0),
        ("count_short", 30, 29, False, 1),
        ("most_met", 29, 29, True, 0),
        ("range_over", 20, 29, False, 1),
        ("range_met", 29, 29, True, 0),
        # Three of three that came in in August were adopted.
        ("share_met", 1, 1, True, 0),
        # Of the four weeks whose Thursday is in September the one from the 21st has nothing.
        ("weekly_missed", 4, 3, False, 1),
        ("zero_reported", None, 0, True, 0),
        ("more_met", 3, 29, True, 0),
        ("more_missed", 29, 4, False, 25),
        ("year_met", 20, 29, True, 0),
        ("in_time", None, None, True, 0),
    ],
)
def test_kind_of_target(scored, name, expected, actual, is_met, shortfall):
    rows = scored(f"SELECT expected, actual, is_met, shortfall FROM fct_target WHERE target_id = '{name}'")
    assert rows == [(expected, actual, is_met, shortfall)]


def test_the_lines_of_a_unit_add_up_to_its_total(scored):
    wrong = scored(
        """
        SELECT scheme_id, month, department_id FROM rpt_score JOIN (
            SELECT scheme_id, month, department_id, sum(points) AS total FROM fct_score GROUP BY ALL)
        USING (scheme_id, month, department_id) WHERE scope = 'department' AND abs(points - total) > 1e-9
        """
    )
    assert wrong == []
