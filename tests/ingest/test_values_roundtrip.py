"""What is printed in any accepted notation is read back as it was."""

from datetime import date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.rows import values

DAYS = st.dates(date(1990, 1, 1), date(2098, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda t: t.replace(microsecond=0))
COUNTS = st.integers(-(10**12), 10**12)
FULL_WIDTH = str.maketrans("0123456789.,-:/", "０１２３４５６７８９．，－：／")


def read(function, *texts, **options):
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return frame.select(function(pl.col("text"), **options).alias("value"))["value"].to_list()


@given(COUNTS)
def test_counts(n):
    printed = [
        f"{n}",
        f"{n:,}",
        f"{n:,}".replace(",", " "),
        f"{n}.0",
        f"{n}次",
        f" {n}\u00a0",
        f"{n}".translate(FULL_WIDTH),
    ]
    assert read(values.count, *printed) == [n] * len(printed)


@given(st.integers(0, 10**7), st.sampled_from([("万", 10**4), ("w", 10**4), ("亿", 10**8), ("千", 10**3)]))
def test_counts_in_ten_thousands(tenths, unit):
    name, factor = unit
    text = f"{tenths // 10}.{tenths % 10}{name}"
    assert read(values.count, text, text + "+") == [tenths * factor // 10] * 2
    assert read(values.is_capped, text, text + "+") == [False, True]


@given(st.integers(0, 10**6))
def test_shares(millionths):
    percent = f"{millionths // 10**4}.{millionths % 10**4:04}%"
    expected = millionths / 10**6
    assert read(values.share, percent, f"{expected:.6f}", percent.replace("%", "％")) == [expected] * 3


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text):
    for function in (values.count, values.share, values.seconds, values.stars, values.datetime, values.month,
                     values.boolean, values.unix_datetime, values.is_unknown):  # fmt: skip
        assert len(read(function, text)) == 1
    values.period(text)
    values.day(text)


@given(DAYS)
def test_dates(day):
    y, m, d = day.year, day.month, day.day
    printed = [
        f"{y}-{m:02}-{d:02}", f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日", f"{y}{m:02}{d:02}", f"{(day - date(1899, 12, 30)).days}",
        f"{y}-{m:02}-{d:02} 00:00:00", f"{y}/{m}/{d}".translate(FULL_WIDTH),
    ]  # fmt: skip
    assert read(values.date, *printed) == [day] * len(printed)
    assert read(values.date, f"{m}.{d}", f"{m}月{d}日", f"{m}-{d}", year=y) == [day] * 3
    assert read(values.month, *printed) == [f"{y}-{m:02}"] * len(printed)


@given(MOMENTS, st.integers(-12 * 60, 14 * 60))
def test_moments(moment, minutes_ahead):
    utc = moment - timedelta(hours=8)
    abroad = utc + timedelta(minutes=minutes_ahead)
    sign, (hours, minutes) = "-" if minutes_ahead < 0 else "+", divmod(abs(minutes_ahead), 60)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    printed = [
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment:%Y/%m/%d %H:%M:%S}",
        f"{moment:%Y年%m月%d日 %H:%M:%S}",
        f"{moment:%Y年%m月%d日%H时%M分%S秒}",
        f"{moment:%Y%m%d%H%M%S}",
        f"{moment:%Y-%m-%dT%H:%M:%S}+08:00",
        f"{utc:%Y-%m-%dT%H:%M:%S}Z",
        f"{abroad:%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{minutes:02}",
        f"{serial:.9f}",
    ]
    assert read(values.datetime, *printed) == [moment] * len(printed)


@given(DAYS, st.integers(0, 366))
def test_periods(first, days):
    last = first + timedelta(days=days)
    for shape in ("{:%Y-%m-%d} ~ {:%Y-%m-%d}", "({:%Y.%m.%d}-{:%Y.%m.%d})", "x_{:%Y%m%d}-{:%Y%m%d}.xlsx",
                  "{:%Y年%m月%d日}至{:%Y年%m月%d日}", "{:%Y-%m-%d}_{:%Y-%m-%d}",
                  "{:%Y/%m/%d}到{:%Y/%m/%d}"):  # fmt: skip
        assert values.period(shape.format(first, last)) == (first, last)
