"""Shapes of hand-kept tables that no export has."""

from datetime import date

import pytest

from pipelines.recognition import header as header_rows
from pipelines.rows import reshape

NAMES = ["c1", "c2", "c3", "c4"]


def header(*texts) -> dict[str, str]:
    return {c: t for c, t in zip(NAMES, texts, strict=True) if t}


class TestTwoRowHeader:
    def test_the_lower_row_divides_a_merged_cell(self):
        upper, lower = header("序号", "媒体", None, "日期"), header(None, "名称", "级别", None)
        assert header_rows.is_divided(upper, lower, NAMES)
        assert header_rows.divided_header(upper, lower, NAMES, set()) == header("序号", "名称", "级别", "日期")

    def test_both_texts_together_name_a_column_that_is_declared_so(self):
        upper, lower = header("序号", "媒体", None, "日期"), header(None, "名称", "级别", None)
        assert header_rows.divided_header(upper, lower, NAMES, {"媒体名称"}) == header(
            "序号", "媒体名称", "级别", "日期"
        )

    @pytest.mark.parametrize("upper, lower", [
        (header("序号", "媒体", "级别", "日期"), header("1", "红网", "省级", "3.8")),
        (header("序号", "媒体", "级别", None), header("1", "红网", "省级", "补报")),
        (header(None, "媒体", None, "日期"), header("1", "红网", "省级", "3.8")),
        (header("序号", "媒体", "级别", "日期"), header(None, None, None, None)),
    ])  # fmt: skip
    def test_a_row_of_data_divides_nothing(self, upper, lower):
        assert not header_rows.is_divided(upper, lower, NAMES)


@pytest.mark.parametrize("text, span", [
    ("3.8-3.15", ("3.8", "3.15")),
    ("3月8日-15日", ("3月8日", "3月15日")),
    ("3月8日至4月1日", ("3月8日", "4月1日")),
    ("2024年3月8日—3月15日", ("2024年3月8日", "2024年3月15日")),
    ("2024.3.8-3.15", ("2024.3.8", "2024.3.15")),
    ("2024-03-08~2024-03-15", ("2024-03-08", "2024-03-15")),
    ("2024-03-08", ("2024-03-08", None)),
    ("3-8", ("3-8", None)),
    ("3.8", ("3.8", None)),
    ("长期", ("长期", None)),
    (None, (None, None)),
])  # fmt: skip
def test_spans_of_days(text, span):
    assert reshape.split_span(text) == span


@pytest.mark.parametrize("texts, year", [
    (("2024年登记表", "3月"), "2024"),
    (("登记表", "3月", "", "外宣2024"), "2024"),
    (("登记表", "202403"), "2024"),
    (("2023年和2024年", "", "2024-05"), "2024"),
    (("2023-2024学年",), ""),
    (("参加2000人",), ""),
    (("", ""), ""),
])  # fmt: skip
def test_the_first_text_that_states_one_year_gives_it(texts, year):
    assert reshape.stated_year(*texts) == year


@pytest.mark.parametrize("text, span", [
    ("2010H2", (date(2010, 7, 1), date(2010, 12, 31))),
    ("2021年上半年采用情况", (date(2021, 1, 1), date(2021, 6, 30))),
    ("2021年度第三季度", (date(2021, 7, 1), date(2021, 9, 30))),
    ("2021Q1", (date(2021, 1, 1), date(2021, 3, 31))),
    ("2021年外宣统计", (date(2021, 1, 1), date(2021, 12, 31))),
    ("2021年上半年和2021年下半年", None),
    ("2021年9月", None),
    ("外宣统计", None),
])  # fmt: skip
def test_long_periods(text, span):
    assert reshape.long_period(text) == span


@pytest.mark.parametrize("texts, span", [
    (("", "学习活动登记2019年（登全）"), (date(2019, 1, 1), date(2019, 12, 31))),
    ((None, "学习", "2019年上半年登全"), (date(2019, 1, 1), date(2019, 6, 30))),
    (("2019年9月培训登记（完整）", "培训"), (date(2019, 9, 1), date(2019, 9, 30))),
    (("", "2019年全年外宣"), (date(2019, 1, 1), date(2019, 12, 31))),
    # A year alone says which, not that nothing is left out.
    (("", "学习活动登记2019年"), None),
    (("", "2019年（未登全）"), None),
    (("", "2019年不完整"), None),
    (("", "登全"), None),
])  # fmt: skip
def test_only_a_ledger_that_is_called_complete_is(texts, span):
    assert reshape.complete_period(*texts) == span
