"""Points and fees on a golden home: one story in four places, a joint article, an outlet nobody registered.

Duplicate rules, caps, ties and changed rules are unit tests beside the models, run by the fixture.
"""


def test_a_story_counts_once_at_its_best_with_the_rule_beside_it(plans):
    """开学 stands on the site twice, on WeChat and in a provincial paper: only the paper's 10 points count."""
    rows = plans(
        "SELECT source, points_by_rule, points, rule_text, reason FROM fct_score "
        "WHERE scheme_id = 'points' AND title = '开学' ORDER BY published_on, source"
    )
    assert rows == [
        ("website", 2.0, 0.0, "site：2 分/件", "同一稿件已计"),
        ("wechat", 3.0, 0.0, "wechat：3 分/件", "同一稿件已计"),
        ("website", 2.0, 0.0, "site：2 分/件", "同一稿件已计"),
        ("media", 10.0, 10.0, "province：10 分/件", None),
    ]


def test_joint_units_share_an_article(plans):
    rows = plans(
        "SELECT department_id, unit_share, points FROM fct_score "
        "WHERE scheme_id = 'points' AND title = '军训' ORDER BY department_id"
    )
    assert rows == [("english", 0.5, 1.0), ("sports", 0.5, 1.0)]


def test_an_outlet_nobody_registered_gets_no_level_and_says_so(plans):
    rows = plans(
        "SELECT level, rule_id, points, reason FROM fct_score WHERE outlet = '不知名网' AND scheme_id = 'points'"
    )
    assert rows == [(None, None, 0.0, "媒体表里没有这家媒体的级别，未计分")]


def test_totals_may_be_negative_and_every_unit_has_a_row(plans):
    """english 10 + 1 + 2; library none; sports 1 + 2 − 5."""
    rows = plans(
        "SELECT department_name, points, rank, group_rank FROM rpt_score "
        "WHERE scope = 'department' AND month = '2020-09' ORDER BY rank"
    )
    assert rows == [("英语学院", 13.0, 1, 1), ("图书馆", 0.0, 2, None), ("体育教学部", -2.0, 3, 2)]


def test_the_award_sheet_ranks_within_groups(plans):
    rows = plans(
        "SELECT year, department_type, group_rank, department_name, points, is_tied FROM rpt_score_award "
        "WHERE scope = 'department' ORDER BY department_type, group_rank"
    )
    assert rows == [
        (2020, "二级学院", 1, "英语学院", 13.0, False),
        (2020, "二级学院", 2, "体育教学部", -2.0, False),
        (2020, "直属单位", None, "图书馆", 0.0, False),
    ]


def test_the_fee_list_pays_by_whole_hundreds_and_names_what_it_cannot_pay(plans):
    """250 characters are two hundreds; the joint article of 100 is shared; without a length nothing is guessed."""
    rows = plans(
        "SELECT title, department_name, amount, reason FROM rpt_fee WHERE level = '校级' "
        "ORDER BY published_on, department_id"
    )
    assert rows == [
        ("开学", "英语学院", 10.0, None),
        ("军训", "英语学院", 2.5, None),
        ("军训", "体育教学部", 2.5, None),
        ("迎新", "体育教学部", 0.0, "没有字数，无法按字数计"),
        ("开学", "英语学院", 0.0, "没有字数，无法按字数计"),
        ("通知", "英语学院", 0.0, "没有字数，无法按字数计"),
    ]
