"""Figures in running text, by the patterns declared in ``text.toml``.

Belongs here: which words make a number a figure, and what makes it doubtful. Does not belong here: the patterns
themselves, the words that are known (``words.toml``), tables.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from pipelines import declarations
from pipelines.bulletins import identities, periods, words
from pipelines.bulletins.document import BODY, Paragraph
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.numerals import AFTER_NUMBER, AFTER_UNIT, NUMERAL, Numeral, read_numeral
from pipelines.bulletins.periods import Mark, Period

# No sentence is so long; the bound keeps hostile text from costing the square of its length.
_SENTENCE = re.compile(r"[^。！？!?]{1,1000}")
_CLAUSE = re.compile(r"[^，；,;:：（）()]+")
_NUMBER_CHARACTER = re.compile(r"[\d*〇零一二两三四五六七八九十百千万亿]")
_DIGITS = re.compile(r"[\d*]")
# 一个, 多次 are words, not counts; a number word is listed only from 两 upwards.
_ARTICLE = {"一", "多"}
_HIDDEN = "□"
OF_ARTICLES = "是稿件的阅读还是网站的访问，没有写明"
UNDATED = "看不出这份通报是哪一年（月）的"
_INSTITUTION = re.compile("学校|我校|全校|校级|我院|学院官|官方|官微|官网")
_SINGLE_DAY = re.compile(r"(?<!截至)(?<!截止)(?<!截至到)\d{1,2}月\d{1,2}[日号](?![-–—―~至到])")
_UNTIL = re.compile("截[至止]")
# 网站发稿：96条 says what 网站发稿96条 says.
# 新关注：512人　取消关注：188人: pairs on one line, parted by blanks that are gone here.
_PAIRS = re.compile(r"(?<=\d[人次条篇个件则场期名])(?=[\u4e00-\u9fffA-Za-z]{2,12}[:：]\d)")
_COLON = re.compile(r"(?<![^，；。、\s])([\u4e00-\u9fffA-Za-z]{2,12})[:：](?=\d)")
_BETWEEN = re.compile("(?:[（(:：为共]|来稿|投稿|供稿|报送|采用)*$")
_AT_END = re.compile("[月期年]末|[月年]底")
_STOCKS = re.compile("_cumulative$|_operated$")
_OF_SUBMISSIONS = ("submissions_received", "articles_adopted", "submission_adoption_rate")
# 向市教育局投稿5篇，被采用2篇: what left the house is not what came in.
_HANDED_ON = re.compile("向[^，。；,;]{2,14}?(?:投稿|供稿|报送|上报|推荐)")
_THRESHOLD = re.compile(r"[\d十百千万亿+](?:人?次|[篇条人个])?(?:以上|及以上)?的")


@dataclass(frozen=True)
class Pattern:
    """One declared figure; see the head of ``text.toml``."""

    pattern: re.Pattern
    metric: str | dict[str, str]
    default: str = ""
    after: str = ""
    zero: bool = False
    part: bool = False
    carries: bool = False
    ratio: bool = False
    unsure: str = ""

    @cached_property
    def expression(self) -> re.Pattern:
        """``pattern`` with its numeral, what it may pass over and the unit behind it."""
        words = self.pattern.pattern.replace("{n}", f"(?P<n>{NUMERAL})").replace("{_}", r"[^，。；：、,;:\d*]{0,12}?")
        # What a pattern passes over is no word of its own: it may name somebody.
        numbers = iter(range(9))
        words = re.sub(r"\[\^，[^]]*\]\{0,\d+\}\??", lambda m: f"(?P<gap{next(numbers)}>{m[0]})", words)
        return re.compile(words if self.zero else f"(?:{words})(?P<behind>{AFTER_UNIT})")


@dataclass(frozen=True)
class Declared:
    """``text.toml``; see its head."""

    figure: tuple[Pattern, ...]
    units: str
    not_results: re.Pattern
    results: re.Pattern
    of_units: dict[str, re.Pattern]
    not_measures: dict[str, re.Pattern]
    listed: dict[str, re.Pattern]
    channels: dict[str, re.Pattern]


@dataclass(frozen=True)
class Vocabulary:
    """``text.toml``, compiled. silent: numbers that measure nothing; listed: those that are told and never taken."""

    patterns: tuple[Pattern, ...]
    channels: re.Pattern
    silent: list[re.Pattern]
    listed: dict[str, re.Pattern]
    counted: re.Pattern
    not_results: re.Pattern
    results: re.Pattern
    of_units: dict[str, re.Pattern]


@dataclass(frozen=True)
class Context:
    """What stands before a paragraph.

    headings: those above it with the title, as one text. has_results: whether they announce results. as_of: the day
    figures reach. doubts: why nothing under these headings is certain. names: what the institution calls itself.
    units: its departments.
    """

    base: Period
    headings: str
    has_results: bool
    as_of: date | None
    doubts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Read:
    """One figure of a sentence; ``where`` is its numeral, ``span`` all words of its pattern."""

    where: tuple[int, int]
    span: tuple[int, int]
    pattern: Pattern
    label: str
    metric: str
    numeral: Numeral
    channel: str
    gaps: str


@cache
def vocabulary() -> Vocabulary:
    declared = declarations.read(Path(__file__).with_name("text.toml"), Declared)
    return Vocabulary(
        declared.figure,
        re.compile("|".join(f"(?P<{name}>{words.pattern})" for name, words in declared.channels.items())),
        list(declared.not_measures.values()),
        declared.listed,
        # Of two numbers parted by a blank (a row of a table pasted as text) both are listed.
        re.compile(rf"(?P<n>{NUMERAL.replace(AFTER_NUMBER, '')})(?P<unit>{declared.units})?"),
        declared.not_results,
        declared.results,
        declared.of_units,
    )


def metrics() -> set[str]:
    """Every metric id that some pattern can yield."""
    found = set()
    for pattern in vocabulary().patterns:
        found |= {pattern.metric} if isinstance(pattern.metric, str) else set(pattern.metric.values())
        found |= {pattern.default} - {""}
    return found


def announces_results(heading: str) -> bool:
    """Whether what stands under a heading may have been done: 下一步计划 does not, 重点工作情况 does."""
    return not vocabulary().not_results.search(heading) or bool(vocabulary().results.search(heading))


def channels_in(text: str) -> list[tuple[int, str]]:
    """Which channel is named where."""
    return [(m.start(), m.lastgroup) for m in vocabulary().channels.finditer(text)]


def bare(heading: str) -> str:
    """A heading without its number, its numerals and channels."""
    return without_channels(_covered(heading, vocabulary().silent))


def without_channels(text: str) -> str:
    return vocabulary().channels.sub(" ", text)


def read_paragraph(paragraph: Paragraph, context: Context) -> tuple[list[Figure], list[NotUnderstood]]:
    """The figures of one paragraph in reading order, and every other number that measures something."""
    place = f"{paragraph.sheet}第{paragraph.row}{'段' if paragraph.sheet == BODY else '行'}"
    as_of = periods.cut_off(paragraph.text, context.base) or context.as_of
    reason = "没有对应的指标" if context.has_results else "属于计划、问题或说明，不是完成的数"
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    before = _Before(context)
    for sentence in _SENTENCE.findall(_COLON.sub(r"\1", _PAIRS.sub("，", periods.with_digits(paragraph.text)))):
        silent = _covered(sentence, vocabulary().silent)
        masked = _covered(silent, list(vocabulary().listed.values()))
        marks = periods.in_sentence(sentence, context.base)
        read = _read_sentence(sentence, silent, masked, before) if context.has_results else []
        for number, one in enumerate(read, start=1):
            mark = next((m for m in reversed(marks) if m.start <= one.where[0]), None)
            doubts = _doubts(one, sentence, masked, read, mark, marks, before, context)
            period = mark.period if mark else context.base
            clause = sentence[slice(*_clause(sentence, one.where))].strip()
            figures.append(
                Figure(
                    BODY,
                    one.label,
                    one.metric,
                    one.numeral,
                    period,
                    as_of,
                    place,
                    paragraph.sheet,
                    paragraph.row,
                    doubts,
                    clause,
                    f"{_form(clause)}#{number}#{one.metric}",
                )
            )
        before.metric = read[-1].metric if read else before.metric
        for found, why in _others(silent, read):
            unit = _unit_before(sentence[: found.start()], context.units)
            metric = _metric_of_units(sentence[: found.start()]) or before.metric or _metric_of_units(context.headings)
            if unit and metric and not why and context.has_results and (numeral := read_numeral(found["n"])):
                doubts = ("是各单位的数，请确认统计的是什么", *context.doubts)
                clause = sentence[slice(*_clause(sentence, found.span("n")))].strip()
                period = marks[-1].period if marks else context.base
                where = (place, paragraph.sheet, paragraph.row)
                form = f"{metric}|{_form(clause).replace(unit, '')}"
                figures.append(Figure(BODY, unit, metric, numeral, period, as_of, *where, doubts, clause, form))
                continue
            unnamed = None
            if context.has_results and not why and (numeral := read_numeral(found["n"])):
                mark = next((m for m in reversed(marks) if m.start <= found.start()), None)
                period = mark.period if mark else context.base
                first, last = _clause(sentence, found.span("n"))
                clause = sentence[first:last].strip()
                form = f"{_form(clause)}#{_form(sentence[first : found.start()])}"
                where = (place, paragraph.sheet, paragraph.row)
                unnamed = Figure(BODY, TOTAL, "", numeral, period, as_of, *where, (reason,), clause, form)
            left.append(NotUnderstood(found[0], place, why or reason, paragraph.sheet, paragraph.row, unnamed))
        left += [
            NotUnderstood(printed, place, why, paragraph.sheet, paragraph.row)
            for printed, why in identities.broken(silent)
        ]
        before.add(sentence, masked, read, marks)
    return figures, left


def _unit_before(text: str, units: tuple[str, ...]) -> str:
    """The department whose name a number follows: 团委6篇, 团委（6篇）, 团委来稿6篇."""
    bare = _BETWEEN.sub("", text[-30:])
    return next((u for u in sorted(units, key=len, reverse=True) if bare.endswith(u)), "")


def _metric_of_units(text: str) -> str:
    """What is counted of units, by the words said last; empty where nothing says it."""
    said = [(m.end(), metric) for metric, words in vocabulary().of_units.items() for m in words.finditer(text)]
    return max(said, default=(0, ""))[1]


class _Before:
    """What the sentences of a paragraph have said so far: channels, somebody else, another period."""

    def __init__(self, context: Context) -> None:
        self.of_headings = [channel for _, channel in channels_in(context.headings)]
        self.channel = self.of_headings[-1] if self.of_headings else ""
        self.subject = ""
        self.other_period = ""
        self.base = context.base
        self.metric = ""

    def add(self, sentence: str, masked: str, read: list[_Read], marks: list[Mark]) -> None:
        named = channels_in(sentence)
        self.channel = named[-1][1] if named else self.channel
        unknown = words.left_over(without_channels(_blank(masked, [r.span for r in read])), with_units=True)
        self.subject = words.subject_in(unknown) or ("" if _INSTITUTION.search(sentence) else self.subject)
        others = [m for m in marks if m.period.text != self.base.text]
        if marks:
            self.other_period = sentence[others[-1].start : others[-1].end] if others else ""


def _form(text: str) -> str:
    """The clause without its numbers and days: what stays the same next month."""
    return re.sub(f"{_NUMBER_CHARACTER.pattern}+", "#", text)


def _clause(sentence: str, where: tuple[int, int]) -> tuple[int, int]:
    """The words between two commas; what stands in front of a bracket goes on behind it (爆款（阅读10万+）推文2篇)."""
    for found in _CLAUSE.finditer(sentence):
        if found.start() <= where[0] < found.end():
            first, last = found.span()
            if sentence[first - 1 : first] in ("）", ")"):
                first = max([m.end() for m in re.finditer("[，；,;:：]", sentence[:first])], default=0)
            return first, last
    return where


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for first, last in spans:
        text = text[:first] + " " * (last - first) + text[last:]
    return text


def _doubts(
    one: _Read,
    sentence: str,
    masked: str,
    read: list[_Read],
    mark: Mark | None,
    marks: list[Mark],
    before: _Before,
    context: Context,
) -> tuple[str, ...]:
    """Why a figure is not certain; nothing where every word around it is known and its scope is the institution."""
    first, last = _clause(sentence, one.where)
    clause = sentence[first:last]
    rest = _blank(masked, [r.span for r in read] + [(m.start, m.end) for m in marks])[first:last] + "，" + one.gaps
    rest = words.without_names(rest, context.names)
    if _STOCKS.search(one.metric):
        rest = _AT_END.sub(" ", rest)
    with_units = one.metric in words.known().units_of
    doubts = [*context.doubts, one.pattern.unsure, mark.doubt if mark else ""]
    if one.metric == "web_page_views" and re.search("阅读|点击", sentence[slice(*one.span)]):
        doubts.append(OF_ARTICLES)
    doubts += _time_doubts(mark.period if mark else context.base)
    if unknown := words.left_over(without_channels(rest), with_units=with_units):
        doubts.append(f"“{unknown}”可能另有范围")
    around = _blank(sentence, [one.span] if one.pattern.zero or "较上" in sentence[slice(*one.span)] else [])[
        first:last
    ]
    # 其中官方微信公众号发布图文396篇: the channel's own whole.
    of_channel = re.search(f"其中[，,]?(?:学校|我校|校|官方)*(?:{vocabulary().channels.pattern})", clause)
    named_part = one.pattern.part or of_channel or (mark and mark.start >= first)
    doubts += words.narrowed(around.replace("其中", "") if named_part else around)
    if not one.pattern.part and _THRESHOLD.search(clause):
        doubts.append("这一句里有一个门槛")
    doubts += _subject_doubts(one, sentence, masked, read, first, before, context)
    nearer = max([first, *(r.span[1] for r in read if first <= r.span[1] <= one.span[0])])
    doubts += _channel_doubts(one, sentence, (nearer, last), before)
    if not one.pattern.part and isinstance(one.pattern.metric, dict) and not channels_in(sentence[first : one.span[1]]):
        doubts += _carried_doubts(masked, read, marks, first, context)
    if sentence[first - 1 : first] in ("（", "(") and not one.pattern.part:
        doubts.append("是括号里的数")
    doubts += _period_doubts(one, sentence, clause, mark, before, context)
    if one.numeral.qualifier == "range":
        doubts.append("印的是一个范围")
    return tuple(dict.fromkeys(filter(None, doubts)))


def _time_doubts(period: Period) -> list[str]:
    return [*([] if period.is_dated else [UNDATED]), *([periods.BY_CALENDAR] if period.is_term else [])]


def _subject_doubts(
    one: _Read, sentence: str, masked: str, read: list[_Read], first: int, before: _Before, context: Context
) -> list[str]:
    """Somebody else who was spoken of before and from whom the sentence has not come back to the institution."""
    if one.pattern.part:
        return []
    if one.metric in _OF_SUBMISSIONS and _HANDED_ON.search(sentence[: one.where[0]]):
        return ["说的是投给或报给别处的稿件"]
    earlier = words.without_names(_blank(masked, [r.span for r in read])[:first], context.names)
    subject = words.subject_in(words.left_over(without_channels(earlier), with_units=True))
    back = [m.start() for m in _INSTITUTION.finditer(sentence[: one.where[0]])]
    if subject and not (back and back[-1] > sentence.find(subject[-2:])):
        return [f"前文说的是“{subject}”"]
    return [f"前文说的是“{before.subject}”"] if before.subject and not back else []


def _carried_doubts(masked: str, read: list[_Read], marks: list[Mark], first: int, context: Context) -> list[str]:
    """A figure that takes its channel from an earlier clause takes along whatever narrowed that one."""
    earlier = _blank(masked, [r.span for r in read] + [(m.start, m.end) for m in marks])[:first]
    earlier = words.without_names(earlier, context.names)
    unknown = words.left_over(without_channels(earlier), with_units=True)
    return [f"前半句里的“{unknown}”可能另有范围"] if unknown else []


def _channel_doubts(one: _Read, sentence: str, clause: tuple[int, int], before: _Before) -> list[str]:
    """The channel must be named in the clause, or be the only one that sentence or heading names."""
    here = {c for offset, c in channels_in(sentence) if clause[0] <= offset < max(one.span[1], clause[0] + 1)}
    # 官抖：发布短视频17条 is of 抖音 only, though the word before the number says 短视频.
    said = [c for at, c in channels_in(sentence) if at < one.span[1] and c != "short_video"] or [before.channel]
    is_one_platform = bool(_ONE_PLATFORM & {one.channel, said[-1], *here}) and "短视频平台" not in sentence
    if is_one_platform and one.metric.startswith("short_video"):
        return ["只是短视频平台中的一个"]
    if isinstance(one.pattern.metric, str):
        family = one.metric.split("_")[0]
        others = {c for c in here if c != family and family in _FAMILIES}
        return ["这一句还说到别的渠道"] if others and family not in here else []
    told = {one.pattern.metric.get(c, c) for c in here}
    if here:
        return [] if told == {one.metric} else ["这一句说到几个渠道"]
    in_sentence = {one.pattern.metric.get(c, c) for _, c in channels_in(sentence)}
    if in_sentence:
        lead = _LEAD.match(sentence)
        led = lead and channels_in(lead[0]) and not any(c in sentence[lead.end() :] for c in "；;")
        sure = (one.pattern.carries or led) and in_sentence == {one.metric}
        return [] if sure else ["没有写明是哪个渠道"]
    of_headings = {one.pattern.metric.get(c, c) for c in before.of_headings}
    return [] if of_headings == {one.metric} else ["没有写明是哪个渠道"]


# 官方微信：推送23次共58条: what stands before the colon is spoken of to the end of the sentence.
_LEAD = re.compile(r"[^，。；,;:：]{2,20}[:：]")
_ONE_PLATFORM = {"douyin", "kuaishou", "bilibili", "channels"}
_FAMILIES = ("wechat", "weibo", "qq", "web", "douyin", "bilibili", "xiaohongshu")


def _period_doubts(
    one: _Read, sentence: str, clause: str, mark: Mark | None, before: _Before, context: Context
) -> list[str]:
    doubts = []
    if mark and mark.period.text != context.base.text and re.search("[；;]", sentence[mark.end : one.where[0]]):
        doubts.append("时段是前半句说的")
    is_stock = bool(_STOCKS.search(one.metric))
    if mark is None and before.other_period:
        doubts.append(f"前文说的是“{before.other_period}”")
    if _UNTIL.search(sentence[: one.where[0]]) and not is_stock and mark is None and "数据截" not in sentence:
        doubts.append("“截至”没有写明从什么时候算起")
    to_date = "累计" in clause and mark is None and context.base.text == context.base.month
    if to_date and not is_stock:
        doubts.append("“累计”没有写明从什么时候算起")
    if _SINGLE_DAY.search(clause) and not _UNTIL.search(clause):
        doubts.append("这一句写着某一天")
    return doubts


def _read_sentence(sentence: str, silent: str, masked: str, before: _Before) -> list[_Read]:
    named = [(0, before.channel)] if before.channel else []
    named += channels_in(masked)
    read: list[_Read] = []
    for pattern, found in _candidates(silent, masked):
        where = found.span("n")
        channels = [channel for offset, channel in named if offset < found.end()]
        metric = _metric(pattern, channels)
        numeral = _numeral(found, pattern)
        waits = pattern.after and pattern.after not in {r.metric for r in read}
        if not metric or numeral is None or waits or _overlaps(where, read):
            continue
        label = sentence[slice(*found.span("label"))] if found.groupdict().get("label") else TOTAL
        gaps = "，".join(text for name, text in found.groupdict().items() if name.startswith("gap") and text)
        read.append(_Read(where, found.span(), pattern, label, metric, numeral, (channels or [""])[-1], gaps))
    return read


def _others(silent: str, read: list[_Read]) -> list[tuple[re.Match, str]]:
    """Numbers that are no figure, and why where that is known: a ratio, a change, a requirement."""
    told = [(m.span(), reason) for reason, words in vocabulary().listed.items() for m in words.finditer(silent)]
    found = []
    for m in vocabulary().counted.finditer(silent):
        is_count = bool(m["unit"] and m["n"] not in _ARTICLE) or bool(_DIGITS.search(m["n"]))
        if is_count and not _overlaps(m.span("n"), read):
            at = m.start("n")
            found.append((m, next((why for (first, last), why in told if first <= at < last), "")))
    return found


def _overlaps(where: tuple[int, int], read: list[_Read]) -> bool:
    return any(r.where[0] < where[1] and where[0] < r.where[1] for r in read)


def _covered(sentence: str, expressions: list[re.Pattern]) -> str:
    """The sentence with the digits of everything that fits one of them covered up, at unchanged length."""
    for expression in expressions:
        sentence = expression.sub(lambda m: _NUMBER_CHARACTER.sub(_HIDDEN, m[0]), sentence)
    return sentence


def _candidates(silent: str, masked: str) -> list[tuple[Pattern, re.Match]]:
    """Matches by where their number stands; at the same number the pattern declared first comes first."""
    found = [
        (m.start("n"), rank, pattern, m)
        for rank, pattern in enumerate(vocabulary().patterns)
        for m in pattern.expression.finditer(silent if pattern.ratio else masked)
    ]
    return [(pattern, m) for _, _, pattern, m in sorted(found, key=lambda f: f[:2])]


def _metric(pattern: Pattern, named: list[str]) -> str:
    """The metric of the channel named last before the figure ends."""
    if isinstance(pattern.metric, str):
        return pattern.metric
    return pattern.metric.get(named[-1], "") if named else pattern.default


def _numeral(found: re.Match, pattern: Pattern) -> Numeral | None:
    if pattern.zero:
        return Numeral(found["n"], 0.0, "exact")
    behind = found["behind"]
    numeral = read_numeral(found["n"], behind)
    if numeral and behind:
        printed = found.string[found.start("n") : found.end()]
        return Numeral(printed, numeral.value, numeral.qualifier, numeral.half_width)
    return numeral
