"""What a printed numeral says."""

import pytest

from pipelines.bulletins.numerals import read_numeral


@pytest.mark.parametrize(
    ("printed", "value", "qualifier", "half_width"),
    [
        ("33", 33, "exact", None),
        ("1,714", 1714, "exact", None),
        ("0", 0, "exact", None),
        ("59.2万", 592_000, "rounded", 500),
        ("34万", 340_000, "rounded", 5_000),
        ("1.25亿", 125_000_000, "rounded", 500_000),
        ("2千多", 2_000, "at_least", None),
        ("27万余", 270_000, "at_least", None),
        ("140余", 140, "at_least", None),
        ("2000+", 2_000, "at_least", None),
        ("超过1000", 1_000, "at_least", None),
        ("超30", 30, "at_least", None),
        ("突破30万", 300_000, "at_least", None),
        ("逾30", 30, "at_least", None),
        ("近500", 500, "nearly", None),
        ("约3万", 30_000, "about", None),
        ("7-8", 7, "range", None),
        ("两", 2, "exact", None),
        ("十二", 12, "exact", None),
        ("三百", 300, "exact", None),
        ("三百五十", 350, "exact", None),
        ("三百余", 300, "at_least", None),
        ("一百零八", 108, "exact", None),
        ("两万", 20_000, "rounded", 5_000),
        ("二十一万三千", 213_000, "exact", None),
        ("数十", 20, "at_least", None),
        ("数百", 200, "at_least", None),
        ("几千", 2_000, "at_least", None),
        ("数十万", 200_000, "at_least", None),
    ],
)
def test_a_numeral_has_a_value_a_qualifier_and_a_rounding(printed, value, qualifier, half_width):
    numeral = read_numeral(printed)
    assert (numeral.printed, numeral.value, numeral.qualifier, numeral.half_width) == (
        printed,
        value,
        qualifier,
        half_width,
    )


@pytest.mark.parametrize("printed", ["*", "***", "**余", "近**", "约**万", "****万+", "*万余"])
def test_a_masked_numeral_has_no_value_whatever_stands_around_the_mask(printed):
    numeral = read_numeral(printed)
    assert (numeral.value, numeral.qualifier) == (None, "masked")


def test_words_behind_the_unit_bound_the_number_too():
    assert read_numeral("10", "以上").qualifier == "at_least"
    assert read_numeral("10", "左右").qualifier == "about"


def test_many_says_no_number():
    assert read_numeral("多").value is None


@pytest.mark.parametrize("text", ["", "党委", "-", "3月", "1 714", "12a", "余", "万", "2020-09-27"])
def test_what_is_no_numeral_is_not_read_as_one(text):
    assert read_numeral(text) is None
