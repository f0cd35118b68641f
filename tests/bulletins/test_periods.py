"""Which period a title, a cell or a sentence speaks of."""

from datetime import date

import pytest

from pipelines.bulletins import periods

SEPTEMBER = periods.of_month(2020, 9)
YEAR = periods.of_year(2021)


@pytest.mark.parametrize(
    ("title", "period", "month"),
    [
        ("2020年9月宣传工作通报", "2020-09", "2020-09"),
        ("二〇二〇年九月份宣传工作通报", "2020-09", "2020-09"),
        ("宣传统战部2021年工作总结", "2021", "2021-12"),
        ("2021年下半年宣传工作小结", "2021-H2", "2021-12"),
        ("2021年上半年宣传工作小结", "2021-H1", "2021-06"),
        ("2020-09", "2020-09", "2020-09"),
        ("202009通报", "2020-09", "2020-09"),
    ],
)
def test_a_title_states_the_period_and_its_last_month_is_the_anchor(title, period, month):
    assert periods.of_title(title) == periods.Period(period, month)


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("2022年9月1日至2023年8月31日，官微推送538篇", "2022-09..2023-08"),
        ("2022年12月20日至1月10日，官微推送21篇", "2022-12-20..2023-01-10"),
        ("统计周期：2023.10.16—2023.10.22", "2023-10-16..2023-10-22"),
        ("2021.08.30-2021.09.05", "2021-08-30..2021-09-05"),
        ("2019-04-01至2019-06-30", "2019-04..2019-06"),
    ],
)
def test_a_span_of_days_may_name_the_year_at_either_end(sentence, period):
    assert [m.period.text for m in periods.in_sentence(sentence, periods.of_year(2023))] == [period]


def test_in_an_academic_year_is_not_in_the_calendar_year():
    year = periods.parse("2022-09..2023-08")
    assert [m.period for m in periods.in_sentence("学年内，新闻网共刊发稿件2304篇", year)] == [year]


def test_parts_with_months_between_them_have_a_gap():
    months = [periods.of_month(2014, n) for n in (3, 4, 5, 6, 9, 10, 11, 12)]
    assert periods.has_gap(months)
    assert not periods.has_gap(months[:4])
    assert not periods.has_gap([periods.of_quarter(2014, n) for n in (2, 1, 3)])


def test_a_month_without_a_year_takes_the_year_of_the_day_of_issue():
    assert periods.of_title("9月份通报", date(2020, 10, 8)).text == "2020-09"
    assert periods.of_title("12月份通报", date(2021, 1, 8)).text == "2020-12"
    assert periods.of_title("9月份通报") is None


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("全年发布", "2021"),
        ("其中下半年发布", "2021-H2"),
        ("自10月有统计数据以来,累计", "2021-10..2021-12"),
        ("去年同期", "2020"),
        ("2020年,发布", "2020"),
        ("本月", "2021"),
    ],
)
def test_words_in_a_sentence_move_the_period(sentence, period):
    assert periods.in_sentence(sentence, YEAR)[-1].period.text == period


@pytest.mark.parametrize("sentence", ["较上一年增长", "设计制作2022年明信片", "9月23日开班", "每月不少于", "第9月刊"])
def test_other_words_leave_the_period_alone(sentence):
    assert periods.in_sentence(sentence, YEAR) == []


def test_a_monthly_bulletin_knows_the_year_to_date_and_the_month_before():
    assert periods.in_sentence("今年以来", SEPTEMBER)[0].period.text == "2020-01..2020-09"
    assert periods.in_sentence("上月", SEPTEMBER)[0].period.text == "2020-08"
    assert periods.in_sentence("去年同期", SEPTEMBER)[0].period == periods.Period("2019-09", "2019-09")
    assert periods.in_sentence("2020年全市培训", SEPTEMBER) == []


def test_a_cut_off_day_stands_behind_its_words():
    assert periods.cut_off("会议于9月1日召开，数据截至9月27日。", SEPTEMBER) == date(2020, 9, 27)
    assert periods.cut_off("（截止2020年9月30日）", YEAR) == date(2020, 9, 30)
    assert periods.cut_off("9月27日召开会议", SEPTEMBER) is None
    assert periods.cut_off("数据截至2月31日", SEPTEMBER) is None
    assert periods.cut_off("数据截至1月5日", YEAR) == date(2022, 1, 5)


@pytest.mark.parametrize("words", ["本年累计", "今年以来", "年初至今"])
def test_a_header_of_the_year_so_far_is_no_month(words):
    assert periods.of_cell(words, SEPTEMBER).text == "2020-01..2020-09"
