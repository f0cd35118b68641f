"""Targets and rules on a golden home: September 2020 read whole, every verdict counted by hand.

The verdicts of each comparator and rule kind stand in `cases/`, run by test_cases.py.
"""

from datetime import date


def test_a_target_takes_its_figure_from_its_scope(plans):
    rows = plans(
        "SELECT target_id, scope_name, actual, is_met, shortfall FROM fct_target "
        "WHERE outlet_levels IS NULL AND comparator = 'at_least' AND revisions = 0 ORDER BY 1"
    )
    assert rows == [
        ("branch", "二支部", 0.0, False, 3.0),
        ("english_web", "英语学院", 3.0, True, 0.0),
        ("official", "官微", 3.0, True, 0.0),
        ("whole", "全校", 5.0, True, 0.0),
    ]


def test_a_revised_target_is_the_one_valid_when_its_period_ends(plans):
    """3 were asked until the 19th, 6 from the 20th: five articles are one short; what was asked before is kept."""
    rows = plans(
        "SELECT expected, actual, is_met, shortfall, revisions, previous_low, valid_from FROM fct_target "
        "WHERE target_id = 'revised'"
    )
    assert rows == [(6.0, 5.0, False, 1.0, 1, 3.0, date(2020, 9, 20))]
    versions = plans("SELECT expected_low, valid_to, is_current FROM dim_target WHERE target_id = 'revised' ORDER BY 1")
    assert versions == [(3.0, date(2020, 9, 19), False), (6.0, date(9999, 12, 31), True)]


def test_only_media_of_the_levels_asked_for_count(plans):
    """A provincial paper on Sunday the 20th, an unregistered site on Monday the 21st: two weeks, one of them counts."""
    rows = plans(
        "SELECT target_id, expected, actual FROM fct_target WHERE metric_id = 'external_media_items' ORDER BY 1"
    )
    assert rows == [("mainstream", 1.0, 1.0), ("mainstream_weekly", 4.0, 1.0), ("media_weekly", 4.0, 2.0)]


def test_hours_are_counted_from_the_event_and_from_the_end_of_a_bare_day(plans):
    """Of three articles with an event one is late; 48 h to the second and 48 h after midnight are in time."""
    rows = plans("SELECT subject_id, expected, actual, is_met, shortfall FROM fct_rule_result WHERE rule_id = 'hours'")
    assert rows == [("main", 3.0, 2.0, False, 1.0)]


def test_a_repost_follows_the_official_article_of_the_same_title(plans):
    """Blanks in a title do not matter; an article before the official one, or of one's own, is none."""
    rows = plans("SELECT subject_id, actual, shortfall, reason FROM fct_rule_result WHERE rule_id = 'reposts'")
    assert rows == [("wx_english", 1.0, 1.0, "次数不足")]


def test_each_column_is_silent_on_its_own(plans):
    """校园新闻: 16 → 30 September is 14 days. 学院新闻: nothing before the 17th, counted from the eve of the month."""
    rows = plans(
        "SELECT subject_name, actual, is_met FROM fct_rule_result WHERE rule_id = 'columns' ORDER BY subject_id DESC"
    )
    assert rows == [("官网 校园新闻", 14.0, True), ("官网 学院新闻", 17.0, False)]


def test_branches_are_asked_for_meetings_unless_exempt(plans):
    rows = plans(
        "SELECT subject_id, actual, is_met, is_exempt, reason FROM fct_rule_result WHERE rule_id = 'group' ORDER BY 1"
    )
    assert rows == [("one", 1.0, True, False, None), ("two", 0.0, None, True, "该组织免考核此项")]


def test_zeros_are_listed_by_name(plans):
    rows = plans(
        "SELECT subject_kind, subject_name, zero_months, is_at_least FROM rpt_zero_report "
        "WHERE metric_id IN ('web_articles_published', 'party_uploads') AND subject_kind <> 'account' ORDER BY 1, 2"
    )
    assert ("department", "图书馆", 1, True) in rows
    assert ("party_org", "二支部", 1, True) in rows
    assert not any(name in ("英语学院", "一支部", "官网 学院新闻") for _, name, _, _ in rows)
