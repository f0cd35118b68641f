"""Notations of numbers, dates and flags as seen in exports, and what is refused."""

from datetime import date, datetime

import polars as pl
import pytest

from pipelines.rows import values

UNKNOWN = ["", " ", "-", "--", "——", "—", "–", "－", "/", "N/A", "#N/A", "null", "None", "NaN", "\\N", "暂无", None]


def read(function, *texts, **options):
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return frame.select(function(pl.col("text"), **options).alias("value"))["value"].to_list()


def cases(table: dict):
    return pytest.mark.parametrize("text, value", table.items())


def parts(text):
    """(value, floor, ceiling) of a number."""
    (found,) = read(values.number, text)
    return found["value"], found["floor"], found["ceiling"]


class TestNumber:
    @cases(
        {
            "34606": 34606,
            "0": 0,
            "0.366807": 0.366807,
            "-3": -3,
            "+5": 5,
            "−7": -7,
            "１２３．５": 123.5,
            " 12\u00a0": 12,
            "1,234": 1234,
            "1，234，567.5": 1234567.5,
            "1 234": 1234,
            "1, 234": 1234,
            "1.2万": 12000,
            "1.2 万": 12000,
            "4529.2万": 45292000,
            "1.1亿": 110000000,
            "1,234.5万": 12345000,
            "-1.5万": -15000,
            "3千": 3000,
            "2百万": 2000000,
            "1.3w": 13000,
            "5K": 5000,
            "25.00%": 0.25,
            "55.9％": 0.559,
            "4%": 0.04,
            "-8.5%": -0.085,
            "3‰": 0.003,
            "16.63s": 16.63,
            "14.73秒": 14.73,
            "3.5星": 3.5,
            "12篇": 12,
            "30人次": 30,
        }
    )
    def test_value(self, text, value):
        assert parts(text) == (value, False, False)

    @cases({"10万+": 1e5, "100000+": 1e5, "10w+": 1e5, "10万以上": 1e5, ">100": 100, "≥5%": 0.05, "10篇以上": 10})
    def test_floor_is_a_bound_not_a_value(self, text, value):
        assert parts(text) == (value, True, False)

    @cases({"<0.1%": 0.001, "＜1%": 0.01, "≤3": 3})
    def test_ceiling_is_a_bound_not_a_value(self, text, value):
        assert parts(text) == (value, False, True)

    @pytest.mark.parametrize(
        "text",
        ["1.2E+05", "1e5", "inf", "1,23", "12,34", "1,2345", "1..2", "1.2.3", "万", "%", "12/13", "约12", "十二",
         "0x1F", "1 2", "2020-09-03", "--5", "5-", "٣5", "9" * 400, "1万2千"],
    )  # fmt: skip
    def test_refused(self, text):
        assert parts(text) == (None, False, False)

    @pytest.mark.parametrize("text", UNKNOWN)
    def test_unknown_is_null_never_zero(self, text):
        assert read(values.number, text)[0]["value"] is None

    def test_whole_and_decimal_columns_are_read_too(self):
        frame = pl.DataFrame({"whole": [12, None], "decimal": [0.5, 357.0]})
        got = frame.select(values.count(pl.col("whole")).alias("n"), values.share(pl.col("decimal")).alias("part"))
        assert got.rows() == [(12, 0.5), (None, 357.0)]


class TestCount:
    @cases({"34606": 34606, "12.0": 12, "1.2万": 12000, "4529.2万": 45292000, "10万+": 100000, "-2": -2, "12篇": 12})
    def test_value(self, text, value):
        assert read(values.count, text) == [value]

    @pytest.mark.parametrize("text", ["12.5", "1.23456万", "4%", "1.2E+05", "16s", "3星", "99999999999999999999"])
    def test_refused(self, text):
        assert read(values.count, text) == [None]


class TestShare:
    @cases({"25.00%": 0.25, "0.366807": 0.366807, "100%": 1, "0%": 0, "1": 1, "3‰": 0.003, "<0.1%": 0.001})
    def test_value(self, text, value):
        assert read(values.share, text) == [value]

    def test_bare_percentage_is_left_for_the_contract_to_refuse(self):
        assert read(values.share, "25") == [25]

    @pytest.mark.parametrize("text", ["1.2万", "3秒", "3.5星", "12篇"])
    def test_refused(self, text):
        assert read(values.share, text) == [None]


class TestSecondsAndStars:
    @cases({"16.63s": 16.63, "14.73秒": 14.73, "32.50": 32.5, "1分23秒": 83, "2分钟": 120, "01:23": 83, "00:01:23": 83,
            "1小时2分": 3720})  # fmt: skip
    def test_seconds(self, text, value):
        assert read(values.seconds, text) == [value]

    @pytest.mark.parametrize("text", ["5%", "3星", "1万", "12篇"])
    def test_other_units_are_no_seconds(self, text):
        assert read(values.seconds, text) == [None]

    @cases({"3.5星": 3.5, "2星": 2, "4": 4})
    def test_stars(self, text, value):
        assert read(values.stars, text) == [value]

    @pytest.mark.parametrize("text", ["5%", "3秒", "1万"])
    def test_other_units_are_no_stars(self, text):
        assert read(values.stars, text) == [None]


def test_capped_tells_bounds_from_values():
    assert read(values.is_capped, "10万+", "<0.1%", "5", "-", None) == [True, True, False, False, False]


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_marks(text):
    assert read(values.is_unknown, text) == [True]


@pytest.mark.parametrize("text", ["0", "无", "否", "a-b", "-1", "未完成"])
def test_not_every_short_word_is_unknown(text):
    assert read(values.is_unknown, text) == [False]


def test_failure_is_neither_unknown_nor_read():
    frame = pl.DataFrame({"raw": ["5", "-", None, "约5"]})
    failed = values.failed(pl.col("raw"), values.count(pl.col("raw")))
    assert frame.select(failed.alias("failed"))["failed"].to_list() == [False, False, False, True]


class TestDates:
    @cases(
        {
            "2020-09-03": date(2020, 9, 3),
            "2020-9-3": date(2020, 9, 3),
            "2020.9.3": date(2020, 9, 3),
            "2026/5/29": date(2026, 5, 29),
            "2020年9月3日": date(2020, 9, 3),
            "2020 年 9 月 3 日": date(2020, 9, 3),
            "２０２０年９月３日": date(2020, 9, 3),
            "2020-09-03 (星期四)": date(2020, 9, 3),
            "20220118": date(2022, 1, 18),
            "46233": date(2026, 7, 30),
            "46233.99": date(2026, 7, 30),
            "2020-09-03 00:00:00": date(2020, 9, 3),
            "2020-09-03T23:30:00Z": date(2020, 9, 4),
            "2020-02-29": date(2020, 2, 29),
        }
    )
    def test_date(self, text, value):
        assert read(values.date, text) == [value]

    @cases(
        {
            "2020年9月3日 16:41": datetime(2020, 9, 3, 16, 41),
            "2026年06月03日 16:41:25": datetime(2026, 6, 3, 16, 41, 25),
            "2025年09月26日19时30分52秒": datetime(2025, 9, 26, 19, 30, 52),
            "2025年09月26日 19时30分": datetime(2025, 9, 26, 19, 30),
            "2020/9/3 9:05": datetime(2020, 9, 3, 9, 5),
            "2020-09-03　16：41": datetime(2020, 9, 3, 16, 41),
            "2020-09-03 16:41:05.123": datetime(2020, 9, 3, 16, 41, 5),
            "20220118164105": datetime(2022, 1, 18, 16, 41, 5),
            "202201181641": datetime(2022, 1, 18, 16, 41),
            "46233.5": datetime(2026, 7, 30, 12),
            "46233.695": datetime(2026, 7, 30, 16, 40, 48),
            "2020-09-03": datetime(2020, 9, 3),
            "2020-09-03T16:41:05+08:00": datetime(2020, 9, 3, 16, 41, 5),
            "2020-09-03T16:41:05Z": datetime(2020, 9, 4, 0, 41, 5),
            "2020-09-03T23:41:05-0500": datetime(2020, 9, 4, 12, 41, 5),
        }
    )
    def test_datetime_is_shanghai_time(self, text, value):
        assert read(values.datetime, text) == [value]

    @pytest.mark.parametrize(
        "text",
        ["2020-13-45", "2020-02-30", "2019-02-29", "2020-09-03 25:00", "2020-09-03 10:61", "2020年9-3", "20.9.3",
         "9/3/2020", "2026-04-23 ~ 2026-07-22", "202009", "2020-09", "20201345", "1899-12-31 13:05:00", "12345", "昨天",
         "٢٠٢٠-٠٩-٠٣",
         "3.8", "3月8日"],
    )  # fmt: skip
    def test_refused(self, text):
        assert read(values.datetime, text) == [None]
        assert read(values.date, text) == [None]

    @cases({"3.8": date(2021, 3, 8), "3月8日": date(2021, 3, 8), "3-8": date(2021, 3, 8), "12/31": date(2021, 12, 31),
            "2020-09-03": date(2020, 9, 3), "2.30": None, "13.1": None})  # fmt: skip
    def test_short_dates_need_a_year(self, text, value):
        assert read(values.date, text, year=2021) == [value]

    @cases({"1599122465": datetime(2020, 9, 3, 16, 41, 5), "1599122465123": datetime(2020, 9, 3, 16, 41, 5, 123000),
            "159912246": None, "20200903": None})  # fmt: skip
    def test_unix_time(self, text, value):
        assert read(values.unix_datetime, text) == [value]

    @cases({"2020-09": "2020-09", "2020年9月": "2020-09", "202009": "2020-09", "2020.9": "2020-09",
            "2020.10": "2020-10",
            "2020/9": "2020-09", "2020-09-03": "2020-09", "46233": "2026-07", "2020-13": None,
            "9月": None})  # fmt: skip
    def test_month(self, text, value):
        assert read(values.month, text) == [value]

    @cases({"2025-4": "2025-04", "2025年4月": "2025-04", "2025/4": "2025-04", "2025-04": "2025-04",
            "2025.04": "2025-04",
            "2025-04-01": "2025-04", "2025-04-01 00:00:00": "2025-04", "2024-4、2025-11": "2024-04、2025-11",
            "2024-9..2025年1月": "2024-09..2025-01", "2025年": "2025", "2025年度": "2025", "2025年上半年": "2025-H1",
            "2025下半年": "2025-H2", "2025年第三季度": "2025-Q3", "2025年4季度": "2025-Q4", "2025-Q3": "2025-Q3",
            "2024-2025 第一学期": "2024-2025 第一学期", "2024-2025": "2024-2025", "2025-W07": "2025-W07",
            "2020-04-12..2020-04-18": "2020-04-12..2020-04-18", "2025.1": "2025.1"})  # fmt: skip
    def test_period(self, text, value):
        assert read(values.period_key, text) == [value]

    def test_month_that_may_be_january_or_october_is_not_guessed(self):
        assert read(values.month, "2020.1") == [None]


def test_boolean():
    yes = ["是", "√", "✓", "1", "Y", "yes", "TRUE"]
    no = ["否", "×", "✗", "0", "N", "no", "false"]
    assert read(values.boolean, *yes, *no) == [True] * len(yes) + [False] * len(no)
    assert read(values.boolean, "也许", "2", "", None) == [None] * 4


SEPTEMBER = (date(2020, 9, 1), date(2020, 9, 30))


class TestPeriod:
    @pytest.mark.parametrize(
        "text",
        [
            "数据趋势概况(2020.09.01-2020.09.30)",
            "数据趋势概况（2020.9.1—2020.9.30）",
            "2020-09-01 ~ 2020-09-30",
            "2020-09-01_2020-09-30.csv",
            "2020-09-01 00:00:00 ~ 2020-09-30 23:59:59",
            "2020/9/1至2020/9/30",
            "20200901-20200930",
            "作品(20200901-20200930)(1).xlsx",
            "2020年9月1日至2020年9月30日",
            "2020年9月1日-30日",
            "2020年9月1日至9月30日",
            "2020.9.1-9.30",
            "2020年9月",
            "2020年9月份通报",
            "2020年9月通报（2020.09.01-2020.09.30）",
            "菜单分析_2020-09.xlsx",
            "菜单分析2020_09",
            "2020.09",
            "202009",
            f"tendency_{1598889600}_{1601395200}.xls",
            f"tendency_{1598889600}000_{1601481599}000.xls",
        ],
    )
    def test_september(self, text):
        assert values.period(text) == SEPTEMBER

    def test_part_of_a_month_and_several_months(self):
        assert values.period("2020.09.01-2020.09.27") == (date(2020, 9, 1), date(2020, 9, 27))
        assert values.period("2026-04-23 ~ 2026-07-22") == (date(2026, 4, 23), date(2026, 7, 22))
        assert values.period("2020年1-9月") == (date(2020, 1, 1), date(2020, 9, 30))

    @pytest.mark.parametrize(
        "text",
        ["", "阅读数据", "作品列表导出20201003.xlsx", "2020-10-03", "2020-13", "2020.9.30-2020.9.1",
         "2020年9月与2020年8月对比", "2019-2020学年", "2019-2020-1", "2020年", "2020-09-01-12-30-22",
         "13812345678", "2020-02-01至2020-02-30"],
    )  # fmt: skip
    def test_none_is_found_where_none_is_named(self, text):
        assert values.period(text) is None

    def test_a_single_day_is_the_day_of_export(self):
        assert values.day("作品列表导出20201003.xlsx") == date(2020, 10, 3)
        assert values.day("导出2020年10月3日") == date(2020, 10, 3)
        assert values.day("2020-09-01_2020-09-30") is None
        assert values.day("20201345") is None


class TestEdges:
    """Values that stand on a bound, where a slip of the pen would move it."""

    def test_a_number_is_counted_as_long_as_a_float_tells_it_from_its_neighbours(self):
        texts = ["9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740992"]
        assert read(values.count, *texts) == [9007199254740991, None, None, None]

    def test_the_last_moment_of_a_day_is_one_and_the_moment_after_it_is_none(self):
        texts = ["2020-09-30 23:59:59", "2020-09-30 24:00:00", "2020-09-30 23:60", "2020-09-30 23:59:60"]
        assert read(values.datetime, *texts) == [datetime(2020, 9, 30, 23, 59, 59), None, None, None]
