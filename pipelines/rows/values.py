"""Text as platforms and clerks write it → typed values, as Polars expressions.

Every function takes an expression of any type (read as text) and gives null for what it cannot read, so the caller
can tell three cases apart: ``is_unknown`` (empty, ``-``, ``--`` …), a value, and a failure (neither) to be reported
with the raw text. Callers name the result (``alias``). Belongs here: notations of numbers, dates and flags. Does not
belong here: ranges a value must keep (contracts), which column is read how (declarations).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, timedelta
from datetime import date as Date
from datetime import datetime as DateTime

import polars as pl

# Marks that say "not known". 无 is not among them: in a ledger it may mean none, that is zero.
UNKNOWN_MARK = r"(?i)^(?:-+|[—–―]+|/|\\N|#?N/A|null|none|nan|暂无|暂无数据|未知)?$"
# Marks that a program or a formula leaves where it found no number: read as unknown, but not without a word.
NO_NUMBER = r"(?i)^(?:nan|#N/A)$"
# What Excel shows where a formula failed; in a column of texts too it is nobody's name and no title.
FORMULA_ERROR = r"^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$"
# What no such mark holds, however it is cleaned: few texts need a closer look.
NO_MARK = r"[0-9]|[\x{4e00}-\x{9fff}&&[^暂无数据未知]]"

# Scale → power of ten as a float literal ends in it: 4529.2 and e4 are parsed in one step, without rounding twice.
EXPONENT = {
    "万亿": "e12", "亿": "e8", "千万": "e7", "百万": "e6", "十万": "e5", "万": "e4", "w": "e4", "千": "e3", "k": "e3",
    "%": "e-2", "‰": "e-3",
}  # fmt: skip
# [0-9], because \d means the digits of all scripts. More than eighteen are no figure, and 400 would be infinite.
DIGITS = r"[0-9]{1,3}(?:(?:, ?[0-9]{3}){1,5}|(?: [0-9]{3}){1,5})(?:\.[0-9]+)?|[0-9]{1,18}(?:\.[0-9]*)?|\.[0-9]+"
MAGNITUDE = "万亿|亿|千万|百万|十万|万|w|千|k"
PORTION = "%|‰"
FLOOR = r"\+|以上"
# Measure words clerks write behind a figure; they do not change it.
MEASURE = r"人次|篇次|[人次篇条个件幅张部期块场]"
# From here on a Float64 does not tell a whole number from its neighbours.
MAX_COUNT = 2**53

SHANGHAI = timedelta(hours=8)  # China has kept UTC+8 without summer time since 1992.
EXCEL_EPOCH = DateTime(1899, 12, 30)
YEAR = r"(?:19|20)[0-9]{2}"
DATE = (
    rf"(?P<year>{YEAR}) ?[-./] ?(?P<month>[0-9]{{1,2}}) ?[-./] ?(?P<day>[0-9]{{1,2}})"
    rf"|(?P<year_cn>{YEAR}) ?年 ?(?P<month_cn>[0-9]{{1,2}}) ?月 ?(?P<day_cn>[0-9]{{1,2}}) ?日?"
    rf"|(?P<year_8>{YEAR})(?P<month_8>[0-9]{{2}})(?P<day_8>[0-9]{{2}})"
)
WEEKDAY = r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?"
TIME = r"(?P<hour>[0-9]{1,2})(?::|时)(?P<minute>[0-9]{1,2})(?:(?::|分)(?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?|分)?"
TIME_6 = r"(?P<hour_6>[0-9]{2})(?P<minute_6>[0-9]{2})(?P<second_6>[0-9]{2})?"
ZONE = r" ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
# Excel counts days. 1954 to 2119: five digits are never read as a year and month.
SERIAL = r"(?P<serial>[2-7][0-9]{4}(?:\.[0-9]+)?)"
SHORT_DATE = r"(?P<month_short>[0-9]{1,2}) ?[-./月] ?(?P<day_short>[0-9]{1,2}) ?日?"
MOMENT = rf"^(?:(?:{DATE}){WEEKDAY}(?:(?: ?T| ?){TIME}{ZONE}|{TIME_6})?|{SERIAL}|{SHORT_DATE})$"
MONTH_ALONE = (
    rf"^(?P<year>{YEAR})"
    r"(?: ?[-/年] ?(?P<month>[0-9]{1,2}) ?月?|\.(?P<month_dot>[0-9]{2}|[2-9])|(?P<month_6>[0-9]{2}))$"
)


# 2025.1 stays: a number cell shows October like this too.
PERIODS = (
    (rf"^({YEAR})年?度?上半年$", "${1}-H1"),
    (rf"^({YEAR})年?度?下半年$", "${1}-H2"),
    *((rf"^({YEAR})年?度?第?[{sign}{n}]季度$", f"${{1}}-Q{n}") for n, sign in enumerate("一二三四", 1)),
    (rf"^({YEAR})年度?$", "${1}"),
    (rf"^({YEAR}-[0-9]{{2}})-01(?: 00:00:00)?$", "${1}"),
    (rf"({YEAR}) ?[-/年] ?([1-9])(?:月份?)?([、，,；; .]|$)", "${1}-0${2}${3}"),
    (rf"({YEAR}) ?[/.年] ?([0-9]{{2}})(?:月份?)?([、，,；; .]|$)", "${1}-${2}${3}"),
)


def clean(expr: pl.Expr) -> pl.Expr:
    """Text with half-width digits and punctuation, one kind of blank and of minus, trimmed."""
    text = expr.cast(pl.String)
    # Most numbers and days are clean as they are, and seeing that takes a tenth of the time of cleaning.
    is_clean = text.str.contains(r"^[!-~]+(?: [!-~]+)*$")
    odd = pl.when(~is_clean).then(text).str.normalize("NFKC").str.replace_all(r"[\s\u{feff}\u{200b}]+", " ")
    return pl.when(is_clean).then(text).otherwise(odd.str.replace_all("[−﹣]", "-").str.strip_chars())


def is_unknown(expr: pl.Expr) -> pl.Expr:
    """Boolean: nothing there, or a mark for "not known". Unknown is never zero."""
    text = expr.cast(pl.String)
    candidate = pl.when(~text.str.contains(NO_MARK)).then(text)
    return text.is_null() | clean(candidate).str.contains(UNKNOWN_MARK).fill_null(False)


def is_formula_error(expr: pl.Expr) -> pl.Expr:
    """Boolean: the result of a formula that failed."""
    return expr.cast(pl.String).str.strip_chars().str.contains(FORMULA_ERROR).fill_null(False)


def failed(raw: pl.Expr, parsed: pl.Expr | pl.Series) -> pl.Expr:
    """Boolean: something was written and could not be read."""
    return parsed.is_null() & ~is_unknown(raw)


def number(expr: pl.Expr, *, scale: str = f"{MAGNITUDE}|{PORTION}", unit: str = f"{MEASURE}|s|秒|星") -> pl.Expr:
    """Struct with the fields value (Float64), floor, ceiling (Boolean, never null).

    ``1.2万`` → 12000, ``25.00%`` → 0.25, ``16.63s`` → 16.63; ``10万+`` is a floor of 100000, ``<0.1%`` a ceiling of
    0.001: bounds, not values. Scientific notation is refused, it has lost digits. ``scale`` and ``unit``: regexps of
    what may stand behind the digits.
    """
    notation = rf"(?i)^[<>≥≤]? ?[+-]?(?:{DIGITS}) ?(?:{scale})? ?(?:{FLOOR})? ?(?:{unit})?(?:{FLOOR})?$"
    # Steps of a struct: each field is computed once, however often the next step refers to it.
    text = pl.struct(clean(expr).alias("text")).struct
    read = text.with_fields(is_number=pl.field("text").str.contains(notation).fill_null(False)).struct
    literal = (
        pl.field("text")
        .str.to_lowercase()
        .str.replace_all(r"[^0-9.\-万亿千百十wk%‰]", "")
        .str.replace_many(list(EXPONENT), list(EXPONENT.values()), leftmost=True)
    )
    return read.with_fields(
        value=pl.when(pl.field("is_number")).then(literal).cast(pl.Float64, strict=False),
        floor=pl.field("is_number") & pl.field("text").str.contains(r"^[>≥]|[0-9].*\+|以上"),
        ceiling=pl.field("is_number") & pl.field("text").str.contains("^[<≤]"),
    )


def is_capped(expr: pl.Expr) -> pl.Expr:
    """Boolean: the text gives a bound (``10万+``, ``<0.1%``), not the value itself."""
    either = (pl.field("floor") | pl.field("ceiling")).fill_null(False)
    return number(expr).struct.with_fields(capped=either).struct.field("capped")


def count(expr: pl.Expr) -> pl.Expr:
    """Int64 of a number of things: ``1,234``, ``1.2万``, ``12.0``, ``12篇``; null for 12.5, 4% and 1.2E+05."""
    value = pl.field("value")
    whole = pl.when((value == value.round(0)) & (value.abs() < MAX_COUNT)).then(value).cast(pl.Int64)
    return number(expr, scale=MAGNITUDE, unit=MEASURE).struct.with_fields(whole=whole).struct.field("whole")


def share(expr: pl.Expr) -> pl.Expr:
    """Float64 share: ``25.00%`` → 0.25, ``0.25`` → 0.25. A bare ``25`` stays 25, for the contract to refuse."""
    return number(expr, scale=PORTION, unit="").struct.field("value")


def seconds(expr: pl.Expr) -> pl.Expr:
    """Float64 seconds: ``16.63s``, ``14.73秒``, ``16.63``, ``1分23秒``, ``01:23``, ``00:01:23``."""
    clock = r"^(?:(?P<h>[0-9]+)(?::|时|小时))??(?P<m>[0-9]+)(?::|分钟?)(?:(?P<s>[0-9]+(?:\.[0-9]+)?)秒?)?$"
    hours, minutes, rest = (pl.field(name).cast(pl.Float64, strict=False) for name in "hms")
    total = hours.fill_null(0) * 3600 + minutes * 60 + rest.fill_null(0)
    long = clean(expr).str.extract_groups(clock).struct.with_fields(total=total).struct.field("total")
    return pl.coalesce(long, number(expr, scale="", unit="s|秒").struct.field("value"))


def stars(expr: pl.Expr) -> pl.Expr:
    """Float64 of a rating such as ``3.5星``."""
    return number(expr, scale="", unit="星").struct.field("value")


def datetime(expr: pl.Expr, year: int | None = None) -> pl.Expr:
    """Datetime (µs, no zone, Asia/Shanghai) of every notation in exports; a date alone is its midnight.

    Times with a zone are converted, Excel serials (46233, 46233.695) are read to the second, impossible dates are
    null. ``year`` lets ``3.8`` and ``3月8日`` be read; without it they are null.
    """
    short_year = pl.when(pl.field("month_short").is_not_null()).then(pl.lit(year, pl.String))
    zone = pl.field("zone").str.replace(":", "").str.replace("Z", "+0000")
    ahead = zone.str.slice(1, 2).cast(pl.Int64) * 60 + zone.str.slice(3, 2).cast(pl.Int64)
    day_seconds = pl.field("hour") * 3600 + pl.field("minute") * 60 + pl.field("second")
    possible = (pl.field("hour") < 24) & (pl.field("minute") < 60) & (pl.field("second") < 60)
    to_shanghai = pl.when(zone.str.starts_with("-")).then(480 + ahead).otherwise(480 - ahead).fill_null(0)
    from_serial = pl.lit(EXCEL_EPOCH, pl.Datetime("us")) + _seconds(pl.field("serial").cast(pl.Float64) * 86400)
    return (
        clean(expr)
        .str.extract_groups(MOMENT)
        .struct.with_fields(
            day=_day(
                pl.coalesce(*_fields("year", "year_cn", "year_8"), short_year),
                pl.coalesce(_fields("month", "month_cn", "month_8", "month_short")),
                pl.coalesce(_fields("day", "day_cn", "day_8", "day_short")),
            ),
            hour=pl.coalesce(_fields("hour", "hour_6")).cast(pl.Int64).fill_null(0),
            minute=pl.coalesce(_fields("minute", "minute_6")).cast(pl.Int64).fill_null(0),
            second=pl.coalesce(_fields("second", "second_6")).cast(pl.Int64).fill_null(0),
        )
        .struct.with_fields(
            moment=pl.when(possible).then(
                pl.field("day").cast(pl.Datetime("us")) + _seconds(day_seconds + to_shanghai * 60)
            )
        )
        .struct.with_fields(moment=pl.coalesce(pl.field("moment"), from_serial))
        .struct.field("moment")
    )


def date(expr: pl.Expr, year: int | None = None) -> pl.Expr:
    """Date of every notation ``datetime`` reads; a time of day is left out after conversion to Asia/Shanghai."""
    return datetime(expr, year).dt.date()


def month(expr: pl.Expr) -> pl.Expr:
    """Text ``YYYY-MM`` from ``2020-09``, ``2020年9月``, ``202009``, ``2020.09`` or any date.

    ``2020.1`` is null: a number cell shows October like this too.
    """
    number_of_month = pl.coalesce(_fields("month", "month_dot", "month_6"))
    alone = (
        clean(expr)
        .str.extract_groups(MONTH_ALONE)
        .struct.with_fields(first=_day(pl.field("year"), number_of_month, pl.lit("1")))
        .struct.field("first")
    )
    return pl.coalesce(alone, date(expr)).dt.strftime("%Y-%m")


def period_key(expr: pl.Expr) -> pl.Expr:
    """Months and periods in our keys: ``2025-4`` and ``2025年4月`` are 2025-04, ``2025年上半年`` is 2025-H1, the day
    that a spreadsheet makes of a month is the month. What else there is stays as it is written.
    """
    text = clean(expr)
    for written, key in PERIODS:
        text = text.str.replace_all(written, key)
    return text


def unix_datetime(expr: pl.Expr) -> pl.Expr:
    """Datetime (µs, Asia/Shanghai without zone) of Unix seconds (10 digits) or milliseconds (13 digits)."""
    stamp = clean(expr).str.extract(r"^([0-9]{10}|[0-9]{13})$")
    millis = pl.when(stamp.str.len_chars() == 10).then(stamp + "000").otherwise(stamp).cast(pl.Int64)
    return pl.from_epoch(millis, "ms").cast(pl.Datetime("us")) + SHANGHAI


def english_datetime(expr: pl.Expr) -> pl.Expr:
    """Datetime (µs, Asia/Shanghai without zone) of ``Tue May 31 17:46:55 +0800 2011``."""
    text = clean(expr).str.replace(r"^[A-Za-z]{3} ", "")
    return (
        text.str.to_datetime("%b %d %H:%M:%S %z %Y", strict=False).dt.replace_time_zone(None).cast(pl.Datetime("us"))
        + SHANGHAI
    )


def boolean(expr: pl.Expr) -> pl.Expr:
    """Boolean of 是/否, √/×, 1/0, Y/N, yes/no, true/false."""
    yes = ["是", "√", "✓", "✔", "☑", "1", "y", "yes", "true", "t", "对", "原创"]
    no = ["否", "×", "✗", "✘", "✕", "x", "0", "n", "no", "false", "f", "错", "转载", "非原创"]
    words = dict.fromkeys(yes, True) | dict.fromkeys(no, False)
    return clean(expr).str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)


def _fields(*names: str) -> list[pl.Expr]:
    return [pl.field(name) for name in names]


def _seconds(n: pl.Expr) -> pl.Expr:
    """Duration of ``n`` seconds, rounded to whole ones."""
    return pl.duration(seconds=n.round(0).cast(pl.Int64))


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Date from text parts; null for an impossible day."""
    iso = pl.concat_str(year, month.str.zfill(2), day.str.zfill(2), separator="-")
    return iso.str.to_date("%Y-%m-%d", strict=False)


# The same for one text at a time: titles and file names, where the period stands among other words.
_Y = rf"(?<![0-9])({YEAR})"
_DAY = (
    rf"(?:{_Y}[-./]([0-9]{{1,2}})[-./]([0-9]{{1,2}})|{_Y}\s?年\s?([0-9]{{1,2}})\s?月\s?([0-9]{{1,2}})\s?日?"
    rf"|{_Y}([0-9]{{2}})([0-9]{{2}}))(?![0-9])"
)
_CLOCK = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_TO = r"\s*[-~〜～—–_至到]+\s*"
DAY = re.compile(_DAY)
RANGE = re.compile(_DAY + _CLOCK + _TO + _DAY)
# The end repeats only what differs: 2020年9月1日-30日, 2020.9.1-9.30. With dashes inside, a dash between is no sign of
# a range: 2020-09-01-12-30 may be a time of day.
RANGES_SHORT = [
    re.compile(rf"{_Y}年([0-9]{{1,2}})月([0-9]{{1,2}})日?{_TO}(?:([0-9]{{1,2}})月)?([0-9]{{1,2}})日"),
    re.compile(rf"{_Y}[./]([0-9]{{1,2}})[./]([0-9]{{1,2}}){_TO}([0-9]{{1,2}})[./]([0-9]{{1,2}})(?![./]?[0-9])"),
    re.compile(rf"{_Y}-([0-9]{{1,2}})-([0-9]{{1,2}})\s*[~〜～至到]\s*([0-9]{{1,2}})-([0-9]{{1,2}})(?!-?[0-9])"),
]
MONTHS = re.compile(rf"{_Y}年([0-9]{{1,2}})月?{_TO}([0-9]{{1,2}})月(?![0-9])")
MONTH = re.compile(
    rf"{_Y}\s?年\s?([0-9]{{1,2}})\s?月(?!\s?[0-9])|(?<![0-9.-])({YEAR})[-._/]([0-9]{{1,2}})(?![-._/]?[0-9])"
    rf"|{_Y}(0[1-9]|1[0-2])(?![0-9])"
)
# Parts of a month that is known from elsewhere: 9.1-9.15, 9月1日至15日, 1-15日, 上半月.
PART_RANGE = re.compile(
    rf"(?<![0-9.])([0-9]{{1,2}})[月.]([0-9]{{1,2}})日?{_TO}(?:([0-9]{{1,2}})[月.])?([0-9]{{1,2}})日?(?![0-9.])"
)
DAYS_OF_MONTH = re.compile(rf"(?<![0-9.月])([0-9]{{1,2}})日?{_TO}([0-9]{{1,2}})日")
PARTS_OF_MONTH = re.compile("上半月|前半月|下半月|后半月|上旬|中旬|下旬")
PART_DAYS = {
    "上半月": ("1", "15"), "前半月": ("1", "15"), "下半月": ("16", ""), "后半月": ("16", ""),
    "上旬": ("1", "10"), "中旬": ("11", "20"), "下旬": ("21", ""),
}  # fmt: skip
UNIX_RANGE = re.compile(r"(?<![0-9])(1[0-9]{9}|1[0-9]{12})_(1[0-9]{9}|1[0-9]{12})(?![0-9])")


def period(text: str, month: str = "") -> tuple[Date, Date] | None:
    """First and last day of the one period named in a title or file name; None if there is none or more than one.

    A single day is no period: in a file name it is usually the day of the export. month: ``YYYY-MM`` that is known from
    elsewhere; part of it may then be named without it (9.1-9.15, 1-15日, 上半月).
    """
    found = set(_ranges(text)) or {_months(*_groups(match)) for match in MONTH.finditer(text)}
    found = found or set(_parts_of(text, month) if month else ())
    return found.pop() if len(found) == 1 else None


def day(text: str) -> Date | None:
    """The one full date in a title or file name; None if there is none or more than one."""
    found = {_calendar_day(*_groups(match)) for match in DAY.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _ranges(text: str) -> Iterator[tuple[Date, Date] | None]:
    """Each range in the text; None where a date is impossible or the order is wrong."""
    for match in RANGE.finditer(text):
        groups = _groups(match)
        yield _ordered(_calendar_day(*groups[:3]), _calendar_day(*groups[3:]))
    for pattern in RANGES_SHORT:
        for year, month, first, last_month, last in pattern.findall(text):
            yield _ordered(_calendar_day(year, month, first), _calendar_day(year, last_month or month, last))
    for year, first, last in MONTHS.findall(text):
        yield _months(year, first, last)
    for first, last in UNIX_RANGE.findall(text):
        yield _ordered(_unix_day(first), _unix_day(last))


def _parts_of(text: str, month: str) -> Iterator[tuple[Date, Date] | None]:
    """Each part of ``month`` in the text; what names another month is no part of it."""
    year, number = month.split("-")
    last_day = monthrange(int(year), int(number))[1]
    for first_month, first, last_month, last in PART_RANGE.findall(text):
        if int(first_month) == int(last_month or first_month) == int(number):
            yield _ordered(_calendar_day(year, number, first), _calendar_day(year, number, last))
    for first, last in DAYS_OF_MONTH.findall(text):
        yield _ordered(_calendar_day(year, number, first), _calendar_day(year, number, last))
    for name in PARTS_OF_MONTH.findall(text):
        first, last = PART_DAYS[name]
        yield _ordered(_calendar_day(year, number, first), _calendar_day(year, number, last or str(last_day)))


def _groups(match: re.Match) -> list[str]:
    """What the one alternative that matched has found."""
    return [group for group in match.groups() if group]


def _ordered(first: Date | None, last: Date | None) -> tuple[Date, Date] | None:
    return (first, last) if first and last and first <= last else None


def _months(year: str, first: str, last: str = "") -> tuple[Date, Date] | None:
    last = last or first
    if not 1 <= int(first) <= int(last) <= 12:
        return None
    return Date(int(year), int(first), 1), Date(int(year), int(last), monthrange(int(year), int(last))[1])


def _calendar_day(year: str, month: str, day: str) -> Date | None:
    try:
        return Date(int(year), int(month), int(day))
    except ValueError:
        return None


def _unix_day(stamp: str) -> Date:
    """Shanghai date of Unix seconds or milliseconds."""
    return (DateTime.fromtimestamp(int(stamp[:10]), UTC) + SHANGHAI).date()
