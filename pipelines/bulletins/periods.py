"""Which period a bulletin, a sentence, a header or a row speaks of.

Periods are text: ``2021``, ``2021-H2``, ``2020-09`` or a span of months ``2021-10..2021-12``. The anchor month of a
period is its last month. Belongs here: words for periods. Does not belong here: what is counted in them.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipelines.months import shift

_WORD_DIGIT = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_WORD_MONTH = {w: n for n, w in enumerate([*"一二三四五六七八九十", "十一", "十二"], start=1)}
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_YEAR_MONTH = re.compile(rf"{_YEAR}(?:年{_MONTH}月|[-_.]?(?P<plain>0[1-9]|1[0-2])(?!\d))(?:份)?(?!\d+日)")
_YEAR_HALF = re.compile(rf"{_YEAR}年?(?:度)?(?P<half>[上下])半年|{_YEAR.replace('year', 'year2')}-?H(?P<number>[12])")
_HALF_ONLY = re.compile("(?<!每)(?P<half>[上下])半年")
_YEAR_ONLY = re.compile(rf"{_YEAR}(?:年|$)")
_MONTH_ONLY = re.compile(rf"(?<!\d){_MONTH}月份?(?!\d)")
_WORD_MONTH_ONLY = re.compile(r"(十[一二]?|[一二三四五六七八九])月份?(?![一二三四五六七八九十\d])")
_ISSUE = re.compile(r"[（(](?P<issued>20\d{2})年\d{1,2}月(?:\d{1,2}日)?[)）]$")
_LESS_THAN_YEAR = re.compile(
    r"(?<!总)第[一二三四五六七八九十\d]+[期号周]|[周月季]报|[寒暑]假|暑期|[春夏秋冬]季|学期|旬|\d{1,2}月\d{1,2}日|季度|月份|半年"
)
_LESS_THAN_MONTH = re.compile(
    r"第[一二三四五六七八九十\d]+周|[上中下]旬|周报|日报|[上下]半月"
    r"|(?<![至到—-])(?<!\d)\d{1,2}月\d{1,2}日(?![-–—―~至到])"
)
_PLAIN_YEAR = re.compile(r"20\d{2}(?=年度?(?!.{0,6}(?:计划|思路|打算|要点|安排|展望|目标)))")
_WORD_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_DAY = re.compile(rf"(?:{_YEAR}年)?{_MONTH}月(?P<day>\d{{1,2}})[日号]")
_ISO_DAY = re.compile(rf"{_YEAR}[-/.]{_MONTH}[-/.](?P<day>\d{{1,2}})")
_CUT_OFF = re.compile(r"(?:(?:数据|统计|时间)?截[至止]到?(?:时间|日期)?|统计[至到])[:：为]?")

# A term that nobody dated ends in the year 2.
_FIRST_YEAR = 1900
BY_CALENDAR = "学期从哪天到哪天由校历定"


@dataclass(frozen=True)
class Period:
    """``text`` as above; ``month`` is the anchor month ``YYYY-MM``."""

    text: str
    month: str

    @property
    def year(self) -> int:
        return int(self.month[:4])

    @property
    def is_term(self) -> bool:
        """Whether it is as long as a term is taken to be, until the school calendar says more."""
        first, _, last = self.text.partition("..")
        return (first[5:], last[5:]) in (("02", "07"), ("08", "01"))

    @property
    def is_academic_year(self) -> bool:
        first, _, last = self.text.partition("..")
        return (first[4:], last[4:]) == ("-09", "-08")

    @property
    def is_dated(self) -> bool:
        return bool(self.text) and self.year >= _FIRST_YEAR


# Of a bulletin that says nowhere which year it is about: no calendar year, so that nothing read from it can be dated.
UNKNOWN = Period("", "0001-12")


def of_some_part(until: str) -> Period:
    """Of a bulletin that says nowhere what it is about, though its year is known: its months have that year."""
    return Period("", until)


def of_month(year: int, month: int) -> Period:
    return Period(f"{year:04d}-{month:02d}", f"{year:04d}-{month:02d}")


def of_year(year: int) -> Period:
    return Period(f"{year:04d}", f"{year:04d}-12")


def of_half(year: int, half: int) -> Period:
    return Period(f"{year:04d}-H{half}", f"{year:04d}-{6 * half:02d}")


def span(start: Period, end: Period) -> Period:
    """From the month of ``start`` to the month of ``end``."""
    return Period(f"{start.month}..{end.month}", end.month)


def of_title(title: str, issued: date | None = None) -> Period | None:
    """The period a title or file name states; a month without a year takes the year of the day of issue."""
    text = _WORD_YEAR.sub(lambda m: "".join(_WORD_DIGIT[c] for c in m[0]), title)
    text = _WORD_MONTH_ONLY.sub(lambda m: f"{_WORD_MONTH[m[1]]}月", text)
    text = _without_issue(text)
    near = of_month(issued.year, issued.month) if issued else UNKNOWN
    if (found := find_spelt(text, near)) and found[0].is_dated:
        return found[0]
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
    if issued and (found := _HALF_ONLY.search(text)):
        half = "上下".index(found["half"]) + 1
        return of_half(issued.year - (half == 2 and issued.month <= 6), half)
    return None


def _without_issue(title: str) -> str:
    """2021年宣传工作总结（2022年1月）: when it was written, not of when."""
    found = _ISSUE.search(title)
    years = {m["year"] for m in _YEAR_ONLY.finditer(title[: found.start()])} if found else set()
    return title[: found.start()] if found and years and found["issued"] not in years else title


def is_of_less(title: str, period: Period) -> bool:
    """Whether what a title is about is shorter than the year or month it names: 2022年第3期, 2022年3月上旬."""
    title = _ISSUE.sub("", title)
    if re.fullmatch(r"\d{4}", period.text):
        return bool(_LESS_THAN_YEAR.search(title)) or len(set(_PLAIN_YEAR.findall(title))) > 1
    return period.text == period.month and bool(_LESS_THAN_MONTH.search(title))


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
    if re.search("本年累计|今年以来|年初至今", text):
        return span(of_month(base.year, 1), base)
    if found := find_spelt(text, base):
        return found[0]
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
    """A bare month is the latest such month that the bulletin can know; in the undated year 1 where it has no year."""
    return of_month(base.year - (base.year > 1 and month > int(base.month[5:])), month)


_DASH = "[-–—―~至到]+"
_M = r"(?:1[0-2]|0?[1-9])"
_QUARTER_NUMBER = {c: n for n, c in enumerate("一二三四", start=1)} | {str(n): n for n in range(1, 5)}
_TERMS = ("第一", "第二", "上", "下", "春季", "秋季", "春", "秋")
# Periods that are spelt out, wherever they stand: title, heading, header, row, sentence. The longest form comes first.
_SPELT = re.compile(
    rf"(?P<term>(?:(?P<ty1>20\d{{2}}){_DASH}(?P<ty2>20\d{{2}})学年度?|(?P<sy>20\d{{2}})年?)?(?P<tn>[本上下]|第[一二]|[春秋]季?)学期)|"
    # （2021年秋）: as long as a term, though it is not called one.
    rf"(?P<season>(?P<seasony>20\d{{2}})年?(?P<seasonn>[春秋])季?(?!学期|[游招运夏冬]))|"
    rf"(?P<academic>(?P<ay1>20\d{{2}}){_DASH}(?P<ay2>20\d{{2}})学年度?)"
    rf"|(?P<years>(?P<yy1>(?:19|20)\d{{2}})年?{_DASH}(?P<yy2>(?:19|20)\d{{2}})年(?!\d{{1,2}}月|上|下|第|春|秋))"
    rf"|(?P<dotted>(?P<iy1>20\d{{2}})[-./](?P<im1>{_M})[-./](?P<id1>\d{{1,2}}){_DASH}(?:(?P<iy2>20\d{{2}})[-./])?(?P<im2>{_M})[-./](?P<id2>\d{{1,2}})(?!\d))"
    rf"|(?P<days>(?:(?P<dy>20\d{{2}})年)?(?P<dm1>{_M})月(?P<dd1>\d{{1,2}})[日号]?{_DASH}(?:(?:(?P<dy2>20\d{{2}})年)?(?P<dm2>{_M})月)?(?P<dd2>\d{{1,2}})[日号])"
    rf"|(?P<months>(?:(?P<my1>20\d{{2}})年度?)?(?P<mm1>{_M})(?:月份?)?{_DASH}(?:(?P<my2>20\d{{2}})年)?(?P<mm2>{_M})月(?!\d))"
    r"|(?P<first_months>(?:(?P<fy>20\d{2})年度?)?前(?P<fm>[2-9二三四五六七八九十]|1[01]|十一)个?月)"
    r"|(?P<quarters>(?:(?P<qsy>20\d{2})年?)?前(?P<qs>[二三两])个?季度)"
    r"|(?P<quarter>(?:(?P<qy>20\d{2})年?)?(?:第?(?P<q>[一二三四1-4])季度|Q(?P<qn>[1-4])))"
    r"|(?P<spelt_half>(?P<hy>20\d{2})年?度?(?P<h>[上下])半年)"
    rf"|(?P<turned>上个?月(?P<td1>\d{{1,2}})[日号]?{_DASH}(?:本|当|这个?)月(?P<td2>\d{{1,2}})[日号])"
)


def spelt(found: re.Match, base: Period) -> Period:
    """The period of a match of ``_SPELT``; without a year it is the latest that a bulletin of ``base`` can speak of."""
    end = int(base.month[5:])
    if found["academic"]:
        return Period(f"{found['ay1']}-09..{found['ay2']}-08", f"{found['ay2']}-08")
    if found["years"]:
        return span(of_month(int(found["yy1"]), 1), of_year(int(found["yy2"])))
    if found["dotted"]:
        first_year = int(found["iy1"])
        first, last = int(found["im1"]), int(found["im2"])
        ends = of_month(int(found["iy2"] or first_year + (first > last)), last)
        return _of_days(of_month(first_year, first), int(found["id1"]), ends, int(found["id2"]))
    if found["days"]:
        first, last = int(found["dm1"]), int(found["dm2"] or found["dm1"])
        turned = first > last
        # 9.25-10.1 in a bulletin of September goes on into the next month.
        begun = int(found["dy"] or _month_near(first, base).year)
        year = int(found["dy2"] or begun + turned)
        first_year = int(found["dy"]) if found["dy"] else year - turned
        return _of_days(of_month(first_year, first), int(found["dd1"]), of_month(year, last), int(found["dd2"]))
    if found["months"]:
        first, last = int(found["mm1"]), int(found["mm2"])
        year = int(found["my2"] or found["my1"] or _month_near(last, base).year)
        year += bool(found["my1"] and not found["my2"] and first > last)
        return span(of_month(int(found["my1"] or year - (first > last)), first), of_month(year, last))
    if found["first_months"]:
        year, last = int(found["fy"] or base.year), _WORD_MONTH.get(found["fm"]) or int(found["fm"])
        return span(of_month(year, 1), of_month(year, last))
    if found["quarters"]:
        year, number = int(found["qsy"] or base.year), 3 if found["qs"] == "三" else 2
        return of_half(year, 1) if number == 2 else span(of_month(year, 1), of_month(year, 9))
    if found["quarter"]:
        number = _QUARTER_NUMBER[found["q"] or found["qn"]]
        year = int(found["qy"]) if found["qy"] else base.year - (3 * number - 2 > end)
        return of_quarter(year, number)
    if found["spelt_half"]:
        return of_half(int(found["hy"]), 1 if found["h"] == "上" else 2)
    if found["turned"]:
        return _of_days(of_month(*_before(base)), int(found["td1"]), base, int(found["td2"]))
    if found["season"]:
        year = int(found["seasony"])
        autumn = span(of_month(year, 8), of_month(year + 1, 1))
        return autumn if found["seasonn"] == "秋" else span(of_month(year, 2), of_month(year, 7))
    # Where a term begins and ends is the school calendar's to say: this is a proposal.
    if found["ty1"] or (found["sy"] and found["tn"] in _TERMS):
        first = found["tn"] in ("第一", "上", "秋季", "秋")
        # 2018年春季学期 is the second one of the academic year that began in 2017.
        year = int(found["ty1"] or found["sy"]) - (found["ty1"] is None and not first)
        months = (of_month(year, 8), of_month(year + 1, 1)) if first else (of_month(year + 1, 2), of_month(year + 1, 7))
        return span(*months)
    if base.is_academic_year:
        first = found["tn"] in ("第一", "上", "秋季", "秋")
        year = base.year - first
        return span(of_month(year, 8), of_month(base.year, 1)) if first else span(of_month(year, 2), of_month(year, 7))
    if found["tn"] == "本" and _DAYS.fullmatch(base.text) and not is_month_of_days(base):
        return base
    if found["tn"] in ("第二", "下", "春季", "春") or (2 <= end <= 7 and found["tn"] not in _TERMS):
        return span(of_month(base.year, 2), of_month(base.year, 7))
    first_year = base.year - (end == 1)
    return span(of_month(first_year, 8), of_month(first_year + 1, 1))


def _before(base: Period) -> tuple[int, int]:
    """Year and month before the last month of a period."""
    year, month = map(int, shift(base.month, -1).split("-"))
    return year, month


def _of_days(first: Period, first_day: int, last: Period, last_day: int) -> Period:
    """From a day to a day; whole months where the days are the first and the last of theirs."""
    if first_day == 1 and last_day == monthrange(max(last.year, 1), int(last.month[5:]))[1]:
        return last if first == last else span(first, last)
    return Period(f"{first.month}-{first_day:02d}..{last.month}-{last_day:02d}", last.month)


def of_quarter(year: int, number: int) -> Period:
    return span(of_month(year, 3 * number - 2), of_month(year, 3 * number))


def find_spelt(text: str, base: Period) -> tuple[Period, str, bool] | None:
    """The first period that is spelt out in ``text``, the words that do, and whether it is sure; None without one."""
    found = _SPELT.search(text)
    if found is None or not _is_real(found):
        return None
    return spelt(found, base), found[0], not (found["term"] or found["season"])


def without_term(text: str) -> str:
    """A text without the term it names."""
    found = _SPELT.search(text)
    return _cut(text, found) if found and found["term"] else text


def _is_real(found: re.Match) -> bool:
    if found["academic"]:
        return int(found["ay2"]) == int(found["ay1"]) + 1
    if found["years"]:
        return int(found["yy1"]) < int(found["yy2"])
    if found["dotted"]:
        return int(found["id1"]) <= 31 and int(found["id2"]) <= 31
    if found["days"]:
        return int(found["dd1"]) <= 31 and int(found["dd2"]) <= 31
    return True


# Words in running text that move the period from where they stand to the end of the sentence.
_MARKERS = re.compile(
    _SPELT.pattern + r"|(?P<since>自(?P<since_month>\d{1,2})月(?:份)?[^，。；,;]{0,12}?以来)"
    r"|(?P<ytd>今年以来|本年累计|今年累计|年初以来|年初至今|(?<!学)年内|今年)"
    r"|(?P<half>(?<![每上])[上下]半年)"
    r"|(?P<last_same>(?<![较比])(?:去年|上年)同期)"
    r"|(?P<last_month>(?<![较比])上个?月)"
    r"|(?P<last_year_month>(?<![较比])(?:去年|上年)(?P<lym>1[0-2]|[1-9])月(?:份)?(?!\d))"
    r"|(?P<last_year>(?<![较比])(?:去年|上一?年)(?!同期|度?增)(?:全年|度)?)"
    r"|(?P<year_month>(?P<y>20\d{2})年(?P<m>\d{1,2})月(?:份)?(?!\d))"
    # A year inside a phrase belongs to a name (2022年明信片); one that opens a clause sets the time.
    r"|(?P<year_only>(?<![^，。；：,;:])(?P<yo>20\d{2})年(?!\d{1,2}月)度?(?:全年)?)"
    r"|(?P<this_year>全年|本年度|本年(?!级)|一年来)"
    r"|(?P<this_month>本月|当月|本期|本季度?|本周(?!年)|本学年|学年内)"
    r"|(?P<month>(?<![\d年第])(?P<mo>1[0-2]|[1-9])月份?(?!\d|底|前|初|中旬|上旬|下旬))"
)
_KINDS = (
    "academic", "years", "dotted", "days", "months", "first_months", "quarters", "quarter", "spelt_half", "turned",
    "term", "season", "since", "ytd", "half", "last_same", "last_month", "last_year_month", "last_year", "year_month",
    "year_only", "this_year", "this_month", "month",
)  # fmt: skip
_SPELT_KINDS = set(_KINDS[:12])
# The school calendar, or another bulletin, says what these are: a person has to look.
_UNSURE_KINDS = {"term": BY_CALENDAR, "season": BY_CALENDAR}


@dataclass(frozen=True)
class Mark:
    """Words that set a period: where they stand, which period, and why that is not sure (empty where it is)."""

    start: int
    end: int
    period: Period
    doubt: str = ""


def in_sentence(text: str, base: Period) -> list[Mark]:
    """The words that, inside one sentence, set another period than that of the bulletin."""
    found = [
        _marked(m, base)
        for m in _MARKERS.finditer(text)
        # 较三月增加六条 compares: the figures go on to be of their own period.
        if _is_real(m) and not _names_own_year(m, base) and text[m.start() - 1 : m.start()] not in ("较", "比")
    ]
    return [_of_last_year(mark, text, base) for mark in found]


def _of_last_year(mark: Mark, text: str, base: Period) -> Mark:
    """上年三季度 is a quarter of last year."""
    told = text[mark.start : mark.end]
    if _LAST_YEAR.search(text[: mark.start]) and not re.search(r"\d{4}|[去上]年", told):
        own = Period(
            re.sub(r"\d{4}", f"{base.year - 1:04d}", mark.period.text), f"{base.year - 1}{mark.period.month[4:]}"
        )
        return Mark(mark.start, mark.end, own)
    return mark


def _names_own_year(found: re.Match, base: Period) -> bool:
    """In a monthly bulletin its own year opens a name (2020年全市培训), not a figure of the whole year."""
    return bool(found["year_only"]) and found["yo"] == str(base.year) and base.text == base.month


def _marked(found: re.Match, base: Period) -> Mark:
    kind = next(k for k in _KINDS if found[k])
    doubt = "" if spelt_as_base(kind, found, base) else _UNSURE_KINDS.get(kind, "")
    if kind == "this_month" and found[0] not in _fits(base):
        doubt = f"“{found[0]}”与通报的时段对不上"
    period = _period_of(kind, found, base)
    if kind in ("month", "year_month") and is_month_of_days(base) and period.text == base.month:
        period = base
    if _is_running(period, base):
        doubt = doubt or _RUNNING
    if kind in ("last_month", "turned") and base.text != base.month:
        doubt = f"“{found[0]}”与通报的时段对不上"
    doubt = doubt or _year_doubt(period, found[0], base)
    return Mark(found.start(), found.end(), period, doubt)


def spelt_as_base(kind: str, found: re.Match, base: Period) -> bool:
    """本学期 in a bulletin whose days are those of the term."""
    return kind == "term" and not base.is_term and spelt(found, base).text == base.text


_RUNNING = "说的这段时间，通报时还没有过完"
_NO_YEAR = "这个月份比通报晚，没有写明是哪一年"


def _is_running(period: Period, base: Period) -> bool:
    """Whether a time is told of in a bulletin that ends before it does; days may go on into the next month."""
    goes_on = bool(_DAYS.fullmatch(period.text)) and _edges(period)[0] <= base.month
    if base.is_dated and _DAYS.fullmatch(base.text) and not goes_on and period.text != base.text:
        # The month of a week, or of a report until the 25th, goes on.
        return period.month >= base.month
    return base.is_dated and period.month > base.month and not goes_on


def _year_doubt(period: Period, printed: str, base: Period) -> str:
    """10月 without its year, in a bulletin of September: the latest that it can know is long ago, and may not be meant.

    In January and February months of the year before are usual.
    """
    is_told = bool(re.search(r"\d{4}|[去上]年|同期|上个?月", printed))
    is_usual = not base.is_dated or base.month[5:] <= "02" or is_within(period, base)
    return "" if is_told or is_usual or period.year >= base.year else _NO_YEAR


def _fits(base: Period) -> tuple[str, ...]:
    """How a bulletin may call its own period."""
    if base.text == base.month or is_month_of_days(base):
        return "本月", "当月", "本期"
    if re.fullmatch(r"\d{4}-09\.\.\d{4}-08", base.text):
        return "本期", "本学年", "学年内"
    return ("本期", "本季", "本季度", "本周") if ".." in base.text else ("本期",)


def with_digits(text: str) -> str:
    """二〇二〇年九月公众号推文 as 2020年9月公众号推文."""
    text = _WORD_YEAR.sub(lambda m: "".join(_WORD_DIGIT[c] for c in m[0]), text)
    text = _WORD_MONTH_ONLY.sub(lambda m: f"{_WORD_MONTH[m[1]]}月", text)
    return _BEGUN.sub("至", _HOURS.sub("", text))


def _period_of(kind: str, found: re.Match, base: Period) -> Period:
    if kind in _SPELT_KINDS:
        return spelt(found, base)
    if kind == "since":
        return span(_month_near(int(found["since_month"]), base), base)
    if kind == "ytd":
        return span(of_month(base.year, 1), base)
    if kind == "half":
        return of_half(base.year, 1 if found["half"] == "上半年" else 2)
    if kind == "last_same":
        return year_before(base)
    if kind == "last_month":
        return Period(before := shift(base.month, -1), before)
    if kind == "last_year_month":
        return of_month(base.year - 1, int(found["lym"]))
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


def year_before(base: Period) -> Period:
    """The same period a year earlier."""
    back = re.sub(r"\d{4}(?=-|$)", lambda m: f"{int(m[0]) - 1:04d}", base.text)
    return Period(back, f"{base.year - 1:04d}{base.month[4:]}")


def parse(text: str) -> Period | None:
    """A period as text back into one: ``2021``, ``2021-H2``, ``2020-09``, ``2021-10..2021-12`` or two days."""
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        return None
    if found["half"]:
        return of_half(int(found["hy"]), int(found["half"]))
    if found["only"]:
        return of_year(int(found["only"]))
    return Period(text.strip(), found["last"][:7] if found["last"] else text.strip())


_ONE = r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])"
_TEXT = re.compile(
    rf"(?P<only>(?:19|20)\d{{2}})|(?P<hy>(?:19|20)\d{{2}})-H(?P<half>[12])|{_ONE}"
    rf"|{_ONE}(?P<day>-\d{{2}})?\.\.(?P<last>{_ONE}(?(day)-\d{{2}}))"
)


def relations(base: Period) -> dict[str, str]:
    """Names of the periods that can be told from that of a bulletin → their text: 本期, 上期, 去年同期, 年初至今 …"""
    year, month = base.year, base.month
    return {
        "去年": of_year(year - 1).text,
        "全年": of_year(year).text,
        "上半年": of_half(year, 1).text,
        "下半年": of_half(year, 2).text,
        "本季度": of_quarter(year, (int(month[5:]) + 2) // 3).text,
        "年初至今": span(of_month(year, 1), base).text,
        "上月": shift(month, -1),
        "去年同期": year_before(base).text,
        "本期": base.text,
    }


_LAST_YEAR = re.compile("(?:去年|上一?年)度?的?$")
_HOURS = re.compile(r"(?<=日)(?:\d{1,2}|零)[时点:：](?:\d{2}分?)?整?")
# 自2月25日开始，至3月24日结束 is one span of days.
_BEGUN = re.compile(r"(?<=[日号])(?:起|开始)[，,]?(?:至|到)(?=(?:20\d{2}年|次年|当年)?\d{1,2}月\d{1,2}[日号])")
_CELL_MONTH = re.compile(r"(?<![\d第])(?P<m>1[0-2]|0?[1-9])月份?(?!\d)")
_CELL_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?:年度?|(?!\d))")
_CELL_MONTH_DAY = re.compile(r"(?<![\d年])(?P<m>1[0-2]|0?[1-9])月(?P<d>\d{1,2})[日号]")
_CELL_DAY = re.compile(
    r"(?P<y>(?:19|20)\d{2})[-/.年](?P<m>0?[1-9]|1[0-2])[-/.月](?P<d>\d{1,2})日?(?: 0{1,2}:0{2}(?::0{2})?)?"
)


def take(text: str, base: Period) -> tuple[str, Period | None, bool, str]:
    """A header, label or caption without the words that say its period, that period, whether it names its year, and why
    it is not sure."""
    rest, told, dated, doubt = _take(text, base)
    if told and is_month_of_days(base) and told.text == base.month:
        told = base
    return rest, told, dated, doubt or (_RUNNING if told and _is_running(told, base) else "")


def _take(text: str, base: Period) -> tuple[str, Period | None, bool, str]:
    text = _HOURS.sub("", with_digits(text))
    if (found := _SPELT.search(text)) and _is_real(found):
        dated = bool(re.search(r"20\d{2}", found[0]))
        told = spelt(found, base)
        if not dated and _LAST_YEAR.search(text[: found.start()]):
            told = year_before(told)
            return _LAST_YEAR.sub("", text[: found.start()]) + " " + text[found.end() :], told, True, ""
        is_of_calendar = (found["term"] or found["season"]) and told.text != base.text
        doubt = BY_CALENDAR if is_of_calendar else _year_doubt(told, found[0], base)
        return _cut(text, found), told, dated, doubt
    if (found := _CELL_DAY.search(text)) and int(found["d"]) <= 31:
        day = f"{found['y']}-{int(found['m']):02d}-{int(found['d']):02d}"
        return _cut(text, found), Period(f"{day}..{day}", day[:7]), True, ""
    if (found := _CELL_MONTH_DAY.search(text)) and int(found["d"]) <= 31:
        near = _month_near(int(found["m"]), base)
        day = f"{near.month}-{int(found['d']):02d}"
        return _cut(text, found), Period(f"{day}..{day}", near.month), False, _year_doubt(near, found[0], base)
    if found := _YEAR_MONTH.search(text):
        return _cut(text, found), of_month(int(found["year"]), int(found["month"] or found["plain"])), True, ""
    year, month = _CELL_YEAR.search(text), _CELL_MONTH.search(text)
    if year and month:
        rest = _cut(_cut(text, month), year) if year.start() < month.start() else _cut(_cut(text, year), month)
        return rest, of_month(int(year["y"]), int(month["m"])), True, ""
    if month:
        told = _month_near(int(month["m"]), base)
        return _cut(text, month), told, False, _year_doubt(told, month[0], base)
    if year:
        return _cut(text, year), of_year(int(year["y"])), True, ""
    for words, period in _CELL_WORDS:
        if found := re.search(words, text):
            told = period(base)
            return _cut(text, found), told, False, ""
    return text, None, False, ""


_CELL_WORDS = (
    ("本年累计|今年累计|年初至今|今年以来", lambda base: span(of_month(base.year, 1), base)),
    ("上半年", lambda base: of_half(base.year, 1)),
    ("下半年", lambda base: of_half(base.year, 2)),
    ("上年同期|去年同期|同期", year_before),
    ("上月", lambda base: Period(shift(base.month, -1), shift(base.month, -1))),
    ("去年|上年", lambda base: of_year(base.year - 1)),
    ("本月|当月|本期|本季度?|本周(?!年)", lambda base: base),
    ("全年|本年度?|年度", lambda base: of_year(base.year)),
)


def _cut(text: str, found: re.Match) -> str:
    return text[: found.start()] + " " + text[found.end() :]


def join(one: Period, other: Period, one_dated: bool, other_dated: bool) -> Period | None:
    """A year and a part of a year as that part of that year; None where the two do not go together."""
    for year, part, part_dated in ((one, other, other_dated), (other, one, one_dated)):
        if re.fullmatch(r"\d{4}", year.text) and not part_dated:
            return Period(re.sub(r"\d{4}(?=-)", year.text, part.text), year.text + part.month[4:])
        if re.fullmatch(r"\d{4}", year.text) and part.year == year.year:
            return part
    return None


def cover(parts: list[Period]) -> Period:
    """The period from the first to the last of several, as a total of their rows covers it."""
    if days := sorted(p.text.split("..") for p in parts if _DAYS.fullmatch(p.text)):
        first, last = days[0][0], max(day for _, day in days)
        # Days beside months: from which day to which is not said.
        return Period(f"{first}..{last}", last[:7]) if len(days) == len(parts) else UNKNOWN
    edges = sorted(month for part in parts for month in _edges(part))
    first, last = edges[0], edges[-1]
    if (first[5:], last[5:]) == ("01", "12") and first[:4] == last[:4]:
        return of_year(int(first[:4]))
    return Period(first, first) if first == last else Period(f"{first}..{last}", last)


_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}")


def is_within(part: Period, whole: Period) -> bool:
    """Whether a period lies in another; days that begin in its last month may go on into the next."""
    (first, last), (begin, end) = _edges(part), _edges(whole)
    if _DAYS.fullmatch(whole.text) and not _DAYS.fullmatch(part.text):
        # A month is no part of 2月26日至3月25日.
        days = whole.text.split("..")
        return days[0] <= f"{first}-01" and f"{last}-{monthrange(int(last[:4]), int(last[5:]))[1]}" <= days[1]
    return begin <= first <= end and (last <= end or bool(_DAYS.fullmatch(part.text)))


def is_month_of_days(period: Period) -> bool:
    """Whether a period goes from a day of one month to a day of the next, as months of reports do."""
    if not _DAYS.fullmatch(period.text):
        return False
    first, last = map(date.fromisoformat, period.text.split(".."))
    return 26 <= (last - first).days <= 32


def holds_month(period: Period, month: str) -> bool:
    """Whether a month lies in a period of whole months."""
    first, last = _edges(period)
    return not _DAYS.fullmatch(period.text) and first <= month <= last


def touch(one: Period, other: Period) -> bool:
    """Whether two periods have a month in common."""
    (first, last), (begin, end) = _edges(one), _edges(other)
    return first <= end and begin <= last


def overlap(parts: list[Period]) -> bool:
    """Whether one of several periods lies in another or begins inside it: a half-year beside its months."""
    spans = sorted(_edges(part) for part in parts if not _DAYS.fullmatch(part.text))
    return any(after[0] <= before[1] for before, after in pairwise(spans))


def has_gap(parts: list[Period]) -> bool:
    """Whether some month between the first and the last of several periods belongs to none of them."""
    days = [date.fromisoformat(p.text[:10]) for p in parts if _DAYS.fullmatch(p.text) and p.text[:10] == p.text[-10:]]
    if any((after - before).days > 1 for before, after in pairwise(sorted(days))):
        # Single days apart are those of events, not a time that was counted through.
        return True
    spans = sorted(_edges(part) for part in parts)
    return any(shift(before[1], 1) < after[0] for before, after in pairwise(spans))


def _edges(period: Period) -> tuple[str, str]:
    if half := re.fullmatch(r"(\d{4})-H([12])", period.text):
        return (f"{half[1]}-01", f"{half[1]}-06") if half[2] == "1" else (f"{half[1]}-07", f"{half[1]}-12")
    if re.fullmatch(r"\d{4}", period.text):
        return f"{period.text}-01", f"{period.text}-12"
    return period.text[:7], period.month
