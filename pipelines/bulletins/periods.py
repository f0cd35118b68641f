"""Which period a bulletin, a sentence, a header or a row speaks of.

Periods are text: ``2021``, ``2021-H2``, ``2020-09`` or a span of months ``2021-10..2021-12``. The anchor month of a
period is its last month. Belongs here: words for periods. Does not belong here: what is counted in them.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from pipelines.months import shift

_WORD_DIGIT = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_WORD_MONTH = {w: n for n, w in enumerate([*"一二三四五六七八九十", "十一", "十二"], start=1)}
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_YEAR_MONTH = re.compile(rf"{_YEAR}(?:年{_MONTH}月|[-_.]?(?P<plain>0[1-9]|1[0-2])(?!\d))(?:份)?(?!\d+日)")
_YEAR_HALF = re.compile(rf"{_YEAR}年?(?:度)?(?P<half>[上下])半年|{_YEAR.replace('year', 'year2')}-?H(?P<number>[12])")
_YEAR_ONLY = re.compile(rf"{_YEAR}(?:年|$)")
_MONTH_ONLY = re.compile(rf"(?<!\d){_MONTH}月份?(?!\d)")
_YEAR_TO_DATE = re.compile(rf"(?:{_YEAR}年)?1[-–—―~至]{_MONTH}月|本年累计|今年以来")
_WORD_MONTH_ONLY = re.compile(r"(十[一二]?|[一二三四五六七八九])月份?(?![一二三四五六七八九十\d])")
_WORD_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_DAY = re.compile(rf"(?:{_YEAR}年)?{_MONTH}月(?P<day>\d{{1,2}})[日号]")
_ISO_DAY = re.compile(rf"{_YEAR}[-/.]{_MONTH}[-/.](?P<day>\d{{1,2}})")
_CUT_OFF = re.compile(r"(?:数据|统计|时间)?截[至止]到?(?:时间|日期)?[:：为]?")


@dataclass(frozen=True)
class Period:
    """``text`` as above; ``month`` is the anchor month ``YYYY-MM``."""

    text: str
    month: str

    @property
    def year(self) -> int:
        return int(self.month[:4])


def of_month(year: int, month: int) -> Period:
    return Period(f"{year}-{month:02d}", f"{year}-{month:02d}")


def of_year(year: int) -> Period:
    return Period(str(year), f"{year}-12")


def of_half(year: int, half: int) -> Period:
    return Period(f"{year}-H{half}", f"{year}-{6 * half:02d}")


def span(start: Period, end: Period) -> Period:
    """From the month of ``start`` to the month of ``end``."""
    return Period(f"{start.month}..{end.month}", end.month)


def of_title(title: str, issued: date | None = None) -> Period | None:
    """The period a title or file name states; a month without a year takes the year of the day of issue."""
    text = _WORD_YEAR.sub(lambda m: "".join(_WORD_DIGIT[c] for c in m[0]), title)
    text = _WORD_MONTH_ONLY.sub(lambda m: f"{_WORD_MONTH[m[1]]}月", text)
    if found := _YEAR_MONTH.search(text):
        return of_month(int(found["year"]), int(found["month"] or found["plain"]))
    if found := _YEAR_HALF.search(text):
        half = int(found["number"]) if found["number"] else "上下".index(found["half"]) + 1
        return of_half(int(found["year"] or found["year2"]), half)
    if issued and (found := _MONTH_ONLY.search(text)):
        month = int(found["month"])
        return of_month(issued.year - (month > issued.month), month)
    if found := _YEAR_ONLY.search(text):
        return of_year(int(found["year"]))
    return None


def day_in(text: str, base: Period) -> date | None:
    """The first calendar day in ``text``; without a year it is one that a bulletin of ``base`` can speak of."""
    found = _ISO_DAY.search(text) or _DAY.search(text)
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    # A bulletin of November or December that names a day of January was closed in the new year.
    turned = month <= 2 and int(base.month[5:]) >= 11
    year = int(found["year"]) if found["year"] else base.year + turned
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def cut_off(text: str, base: Period) -> date | None:
    """The day behind 数据截至 or 截止, if the text says one."""
    for found in _CUT_OFF.finditer(text):
        if day := day_in(text[found.end() : found.end() + 11], base):
            return day
    return None


def of_cell(text: str, base: Period) -> Period | None:
    """The period a header or a row label states: 9月, 2020-09, 2021年, 上半年, 1-9月, 本月; None if it states none."""
    if found := _YEAR_TO_DATE.search(text):
        year = int(found["year"] or base.year)
        end = of_month(year, int(found["month"])) if found["month"] else base
        return span(of_month(year, 1), end)
    if stated := of_title(text):
        return stated
    if found := _MONTH_ONLY.search(text) or _WORD_MONTH_ONLY.search(text):
        month = _WORD_MONTH.get(found[1]) or int(found[1])
        return _month_near(month, base)
    if "半年" in text:
        return of_half(base.year, 1 if "上半年" in text else 2)
    if re.search("全年|本年|年度", text):
        return of_year(base.year)
    return None


def _month_near(month: int, base: Period) -> Period:
    """A bare month is the latest such month that the bulletin can know."""
    return of_month(base.year - (month > int(base.month[5:])), month)


# Words in running text that move the period from where they stand to the end of the sentence.
_MARKERS = re.compile(
    r"(?P<since>自(?P<since_month>\d{1,2})月(?:份)?[^，。；,;]{0,12}?以来)"
    r"|(?P<ytd>今年以来|本年累计|年初以来|1[-–—―~至](?P<ytd_month>\d{1,2})月(?!\d))"
    r"|(?P<half>(?<!每)[上下]半年)"
    r"|(?P<last_same>(?<![较比])(?:去年|上年)同期)"
    r"|(?P<last_month>(?<![较比])上月)"
    r"|(?P<last_year>(?<![较比])(?:去年|上一?年)(?!同期|度?增))"
    r"|(?P<year_month>(?P<y>20\d{2})年(?P<m>\d{1,2})月(?:份)?(?!\d))"
    # A year inside a phrase belongs to a name (2022年明信片); one that opens a clause sets the time.
    r"|(?P<year_only>(?<![^，。；：,;:])(?P<yo>20\d{2})年(?!\d{1,2}月)度?)"
    r"|(?P<this_year>全年|本年度|一年来)"
    r"|(?P<this_month>本月|当月)"
    r"|(?P<month>(?<![\d年第])(?P<mo>1[0-2]|[1-9])月份?(?!\d|底|前))"
)


def in_sentence(text: str, base: Period) -> list[tuple[int, Period]]:
    """Where, inside one sentence, words set another period than that of the bulletin: (offset, period)."""
    return [(m.start(), _marked(m, base)) for m in _MARKERS.finditer(text) if not _names_own_year(m, base)]


def _names_own_year(found: re.Match, base: Period) -> bool:
    """In a monthly bulletin its own year opens a name (2020年全市培训), not a figure of the whole year."""
    return bool(found["year_only"]) and found["yo"] == str(base.year) and base.text == base.month


def _marked(found: re.Match, base: Period) -> Period:
    kind = found.lastgroup and next(k for k in _KINDS if found[k])
    if kind == "since":
        return span(_month_near(int(found["since_month"]), base), base)
    if kind == "ytd":
        end = of_month(base.year, int(found["ytd_month"])) if found["ytd_month"] else base
        return span(of_month(base.year, 1), end)
    if kind == "half":
        return of_half(base.year, 1 if found["half"] == "上半年" else 2)
    if kind == "last_same":
        return Period(f"{base.year - 1}{base.text[4:]}", f"{base.year - 1}{base.month[4:]}")
    if kind == "last_month":
        return Period(before := shift(base.month, -1), before)
    if kind == "last_year":
        return of_year(base.year - 1)
    if kind == "year_month":
        return of_month(int(found["y"]), int(found["m"]))
    if kind == "year_only":
        return of_year(int(found["yo"]))
    if kind == "this_year":
        return of_year(base.year)
    if kind == "this_month":
        return base
    return _month_near(int(found["mo"]), base)


_KINDS = (
    "since",
    "ytd",
    "half",
    "last_same",
    "last_month",
    "last_year",
    "year_month",
    "year_only",
    "this_year",
    "this_month",
    "month",
)
