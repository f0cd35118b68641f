"""How single values read."""

import datetime as dt
import re

import pytest

from pipelines.home import DBT_PROJECT
from pipelines.reports import format as fmt


def row(value, previous=None, change=None, pct=None, reason=None):
    return {
        "value": value,
        "previous_value": previous,
        "mom_change": change,
        "mom_pct": pct,
        "reason": reason,
        "last_year_value": None,
        "yoy_change": None,
        "yoy_pct": None,
        "yoy_reason": "no_base",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (17577, "17,577"), (-15, "−15"), (2461.5, "2,461.5"), (0.333333, "0.33"), (None, "缺")],
)
def test_numbers_keep_every_digit_and_missing_is_not_zero(value, text):
    assert fmt.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(99_999, "99,999"), (100_000, "10.0万"), (592_000, "59.2万"), (-131_200, "−13.1万"), (None, "缺")],
)
def test_large_headline_numbers_are_in_wan(value, text):
    assert fmt.short_number(value) == text


@pytest.mark.parametrize(
    ("value", "status", "text"),
    [
        (0, "zero", "0"),
        (None, "missing", "缺"),
        (None, "masked", "未公开"),
        (None, "not_started", "未启用"),
        (None, "undefined", "—"),
        (None, "absent", "—"),
        # A table that has the number all the same: what is not public is not printed.
        (12, "masked", "未公开"),
        (12, "measured", "12"),
        (None, None, "缺"),
    ],
)
def test_a_value_that_is_not_there_is_named_for_what_it_is(value, status, text):
    assert fmt.figure(value, status) == text


def test_shares_are_printed_as_percentages():
    assert fmt.figure(0.606, "measured", "%") == "60.6%"


def test_a_change_has_sign_arrow_and_base():
    change = fmt.change(row(33, 28, 5, 5 / 28), "mom")
    assert (change.text, change.arrow, change.base) == ("+17.9%", "▲", "上月 28")
    change = fmt.change(row(28, 33, -5, -5 / 33), "mom")
    assert (change.text, change.arrow) == ("−15.2%", "▼")


def test_a_change_from_zero_has_no_percentage():
    change = fmt.change(row(3, 0, 3, None, reason="base_zero"), "mom")
    assert (change.text, change.base) == ("+3", "上月 0")


def test_no_change_is_said_in_words():
    assert fmt.change(row(3, 3, 0, 0.0), "mom").text == "持平"


def test_a_refused_comparison_gives_its_reason_and_no_number():
    change = fmt.change(row(1265, 420, reason="partial_period"), "mom")
    assert (change.text, change.note) == ("", "两期天数不等，不比较")


def test_a_missing_base_does_not_silence_the_other_comparison():
    only_last_month = row(33, 28, 5, 5 / 28)
    assert fmt.change(only_last_month, "mom").text == "+17.9%"
    assert fmt.change(only_last_month, "yoy").note == "没有可比的基期"


@pytest.mark.parametrize(
    ("marks", "text"),
    [
        ({}, ""),
        ({"is_part": True, "ends_early": True}, "截至9月27日"),
        ({"is_part": True, "is_provisional": True}, "只有 27 天，暂定"),
        ({"is_corrected": True}, "已修正"),
        ({"is_floor": True}, "下限"),
        ({"status": "published"}, "通报印刷值"),
    ],
)
def test_a_figure_carries_what_a_reader_must_know_before_trusting_it(marks, text):
    plain = {
        "value": 1,
        "status": "measured",
        "as_of": dt.date(2020, 9, 27),
        "days_covered": 27,
        "is_part": False,
        "ends_early": False,
        "is_floor": False,
        "is_provisional": False,
        "is_corrected": False,
    }
    assert fmt.caveats(plain | marks) == text


@pytest.mark.parametrize(
    ("direction", "difference", "tone"),
    [
        ("up", 5, "good"),
        ("up", -5, "bad"),
        ("down", 5, "bad"),
        ("down", -5, "good"),
        ("none", 5, "neutral"),
        ("up", 0, "neutral"),
    ],
)
def test_colour_says_good_or_bad_only_where_the_metric_says_which_way_is_better(direction, difference, tone):
    assert fmt.change(row(10 + difference, 10, difference, difference / 10), "mom", direction).tone == tone


def test_a_share_changes_by_percentage_points():
    assert fmt.change(row(0.62, 0.6, 0.02, 0.033), "mom", unit="%").text == "+2 个百分点"


def test_dates_and_months():
    assert fmt.month_name("2020-09") == "2020年9月"
    assert fmt.month_of_year("2020-12") == "12月"
    assert fmt.day(dt.date(2020, 9, 27)) == "9月27日"
    assert fmt.full_day(None) == "未注明"
    assert [fmt.period_name(period) for period in ("2020", "2020-H2", "2020Q3")] == ["全年", "下半年", "三季度"]
    assert fmt.period_name("2019-2020") == "2019-2020学年"
    assert fmt.period_name("2019-2020 第二学期") == "2019-2020 第二学期"


@pytest.mark.parametrize(
    ("difference", "tolerance", "status", "sign"),
    [(0, 0, "pass", "="), (-1, 0, "fail", "≠"), (-28, 28, "pass", "≤"), (-40, 500, "pass", "≈"), (1, 0, "warn", "≠")],
)
def test_the_sign_of_a_check_tells_a_bound_from_a_rounding(difference, tolerance, status, sign):
    assert fmt.relation({"difference": difference, "tolerance": tolerance, "status": status}) == sign


@pytest.mark.parametrize(
    ("change", "before", "now", "said"),
    [
        ("new", (None, None), ("fail", -1), "不符，差 −1"),
        ("new", ("gone", None), ("warn", None), "提示"),
        ("broken", ("pass", None), ("warn", 2), "提示，差 +2"),
        ("judged", ("warn", 3), ("fail", -3), "由提示变为不符，差 −3"),
        ("moved", ("fail", -1), ("fail", -3), "差额由 −1 变为 −3"),
        ("moved", ("warn", -1), ("warn", None), "差额由 −1 变为 缺"),
        ("mended", ("fail", -1), ("pass", None), "原为不符，差 −1"),
        ("gone", ("warn", None), ("gone", None), "原为提示"),
    ],
)
def test_what_became_of_a_check_is_said_in_words(change, before, now, said):
    row = {"change": change, "previous_status": before[0], "previous_difference": before[1]}
    row |= {"status": now[0], "difference": now[1]}
    assert fmt.check_change(row) == said
    assert change in fmt.CHECK_CHANGE


def test_every_reason_of_the_warehouse_has_words():
    macro = (DBT_PROJECT / "macros" / "comparison.sql").read_text("utf-8")
    given = re.search(r"macro comparison_reason.*?endmacro", macro, re.S)[0]
    assert set(re.findall(r"then '(\w+)'", given)) == set(fmt.REASON)


def test_a_sum_with_new_sites_names_them_and_compares_the_others():
    row = {"value": 10, "previous_value": 2, "mom_change": None, "mom_pct": None, "reason": "parts_changed",
           "mom_parts": "新增 英语学院网", "mom_like_pct": 0.5}  # fmt: skip
    assert fmt.change(row, "mom").note == "新增 英语学院网，只比其余 +50.0%"
    assert fmt.change(row | {"mom_like_pct": None}, "mom").note == "新增 英语学院网，不比较"
