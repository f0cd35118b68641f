"""Figures in running text, by the patterns declared in ``text.toml``.

Belongs here: which words make a number a figure, and what makes it doubtful. Does not belong here: the patterns
themselves, the words that are known (``words.toml``), tables.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from pipelines import declarations
from pipelines.bulletins import corrections, identities, periods, words
from pipelines.bulletins.document import BODY, Paragraph
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.frame import Frame
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
LIKE_THE_ONE_BEFORE = "统计的可能和前一个数相同，请确认"
NO_FIXED_WORDS = "没有固定的说法，请确认统计的是什么"
UNDATED = "看不出这份通报是哪一年（月）的"
_INSTITUTION = re.compile("学校|我校|全校|校级|我院|学院官|官方|官微|官网")
_SINGLE_DAY = re.compile(r"(?<!截至)(?<!截止)(?<!截至到)\d{1,2}月\d{1,2}[日号](?![-–—―~至到])")
# 3月15日，公众号推送推文6篇: a day that opens what is told.
_OF_DAY = re.compile(r"(?<!截至)(?<!截止)(?<!截至到)\d{1,2}月\d{1,2}[日号](?:当[天日]|上午|下午|晚)?[，,]")
_UNTIL = re.compile("截[至止]")
# 统计周期为2月26日至3月25日, behind the numbers that it dates.
_COUNTED_OVER = re.compile(
    "(?:统计|数据|起止|取数)(?:周期|区间|时段|时间|范围|期间|期(?!内))[^。]*|[自从由][^，。；]{2,12}(?:起算|算起|起统计|开始统计|起计)"
)
# 各学院网站, 54个公众号, 公众号矩阵: more than the institution's own one.
_SEVERAL = re.compile(
    "(?:各(?!项|类|种|级|界|方面|位|[条篇])|[\\d两二三四五六七八九十百]+[余多]?个|[下所]属)[^，。；,;:：]{0,8}?"
    "(?:账号|公众号|平台|网站|官微|支部|党组织|微信|微博|学院|单位|部门|系部|科室|校区|班级)|矩阵"
    "|(?:全[校院系]|各级|主要|重点|所有|全部|部分)的?(?:微信)?(?:账号|公众号|新媒体|网站|微博|抖音号?)"
)
_OF_SEVERAL = re.compile("^(?:external|xuexi|story|platforms|accounts|lecture_coverage)")
# 推文12篇阅读量超5000: a threshold behind the number, or right before it.
_READ_MORE = re.compile(
    "[篇条则个部期](?:推文|文章|图文|视频|作品|稿件)?的?(?:单篇|单条|总)?(?:阅读|点击|浏览|播放|点赞)[量数]?[均都]?"
    "(?:[超破过逾达在]|突破)"
)
# 截至2月底, 年初: the day of a stock.
_LEVEL_DAY = re.compile(
    "(?P<month>\\d{1,2})月[底末初]|(?:年|学期|上月|上个月|去年|上年|上季度|上一季度|上学期|上期)[底末初]"
)
# 网站发稿：96条 says what 网站发稿96条 says.
# 新关注：512人　取消关注：188人: pairs on one line, parted by blanks that are gone here.
_PAIRS = re.compile(r"(?<=\d[人次条篇个件则场期名])(?=[\u4e00-\u9fffA-Za-z]{2,12}[:：]\d)")
_COLON = re.compile(r"(?<![^，；。、\s])([\u4e00-\u9fffA-Za-z]{2,12})[:：](?=\d)")
# 高一18人、高二14人: the grade is no part of the number.
_GRADE = re.compile(r"(?<=[高初大研周])[一二三四五六](?=\d)")
_BETWEEN = re.compile(r"(?:[（(:：为共]|来稿|投稿|供稿|报送|采用|(?<=[稿送用])\d+[篇条件则]?)*$")
# Behind a number: what it was of. With numbers in it a bracket tells parts.
_BRACKET = re.compile(r"[个篇条次则人名]*[（(]([^（()）]{1,30})[）)]")
_PARTS = re.compile(r"[□\d](?:人次|篇次|条次|[人名篇条个件次场期项块张套部份则家%])")
_IN_BRACKETS = re.compile("[（(][^（()）]{1,200}[)）]")
_OF_WHICH = re.compile("其中[^；;]{1,200}[；;]")
_OF_ALL = re.compile(
    "(?<=[，；,;（(）)])(?:均|皆|都|全部|全是|以上|上述|仅|只|不含|不包|不计|除外?|系指?|限于?)[^，。；,;□\\d]{1,30}"
)
# Of unknown words of several sentences so many letters are shown.
_SHOWN = 20
_AT_END = re.compile("[月期年季]末(?:截[至止])?|周末截[至止]|[月年]底")
_STOCKS = re.compile("_cumulative$|_operated$")
_OF_SUBMISSIONS = ("submissions_received", "articles_adopted", "submission_adoption_rate")
# 向市教育局投稿5篇，被采用2篇: what left the house is not what came in.
_HANDED_ON = re.compile("向(?P<whom>[^，。；,;]{2,14}?)(?:投稿|供稿|报送|上报|推荐)")
# 向学习强国报送稿件36篇: handed in, unless it goes on to what was taken.
_HANDED_IN = re.compile(
    "(?:报送|投稿|供稿|投送|推荐|上报|选送|报|投)(?![^，。；,;]*(?:采用|采纳|录用|刊|发布|发表|登|播))"
)
_NEAR = 8
# 增加推文4篇, 审核推文34篇: the span begins at 推文.
_NOT_PUBLISHED = re.compile(
    "(?:审核|审校|增加|减少|多推送|少推送|多发|少发|储备|策划|撤回|退回)(?!制度|后)"
    "(?![^，。；,;]*(?:发布|推送|刊发|推出|更新|发稿))[^，。；,;]{0,10}$"
)
_TAKEN = re.compile("(?:采用|采纳|录用|刊用|编发|刊发)[^，。；,;]*(?:来稿|投稿|供稿)")
# 24篇，转载除外; 24篇。转载未计: what was left out; 为各账号合计: of whom it is.
_EXCLUDED = re.compile(
    "[人次条篇个件则场期名]{0,2}[，,（(][^，。；,;\\d]{0,12}(?:除外|未计|不计|未含|不含|不在内|另计|(?:各|几个|全部)[^，。；,;]{0,6}"
    "(?:合计|之和|汇总|总和))|[人次条篇个件则场期名]{0,2}[（(]全[校院市][^）)]{0,4}[）)]|[人次条篇个件则场期名]{0,2}，(?:获|入选|荣获)[^，。；\\d]*(?:表彰|奖|入选|优秀|通报)"
)
_FILMED = re.compile("(?:拍摄|摄制|录制|制作|剪辑)(?![^，。；,;]*(?:发布|推送|推出|播出|上线))[^，。；,;]*$")
_COMPARED = re.compile("上个?月|上[一期]?年|去年|同期|上期|上季")
_UNTIL_DAY = re.compile(r"(?:截[至止]到?|统计[至到](?:\d{1,2}月)?)\d{1,2}[日号]")
_COMPARED_WITH = re.compile(
    r"(?:上个?月|上[一期]?年度?|上学[年期]|去年|同期|上期|上周|上季度?)(?:同期)?[:：为是的]*$|[（(]\d{1,2}月份?[:：为]?$"
)
_CHANGE = re.compile("[较比]|同比|环比|增[加长幅]|减少|[上下]降|上升|提高")
# 1—6月累计241篇, 9月208条: of what was counted before.
_ONLY_A_TIME = re.compile(
    r"(?:^|[，。；、,;（(])(?:其中|截[至止]\S{0,8}|[较比])?(?:本?年内?|今年|全年|上半年|下半年|[一二三四]季度|(?:19|20)?\d{0,4}年?\d{1,2}"
    r"(?:月份?)?(?:[-–—―~至到]\d{1,2})?月份?|学期|本学期|本季度?|上一?季度?)?的?(?:累计|合计|共计|总计|共|为|是|达|分别)*$"
)
_SUM = re.compile("(?:合计|共计|总计|共)[为是]?$")
# 举办各类培训班11期 in a bulletin of a Party school: what it teaches.
_OF_PUBLICITY = re.compile("通讯员|宣传|信息员|新闻|网评员|网络|业务|写作|摄影|骨干|入党积极分子|发展对象")
_ATTENDED = re.compile("(?:参加|听取|列席|出席|应邀|选派|派出|观摩)[^，。；,;]*$")
_THRESHOLD = re.compile(r"[\d十百千万亿+](?:人?次|[篇条人个])?(?:以上|及以上)?的|\d[万千wW][+＋]")
# 有效粉丝: some of them.
_SOME_OF = re.compile("(?:有效|活跃|真实|实名|净|核心|铁杆)(?:粉丝|用户|关注)")
_OWN_PLATFORM_ACCOUNT = re.compile("强国号[^，。；]{0,6}(?:发布|发稿|推送|更新|刊发|上稿)")


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
    negative: bool = False
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
class Guess:
    """What a number of some unit may count where some word stands near it; see the head of ``text.toml``."""

    metric: str
    words: re.Pattern
    units: re.Pattern


@dataclass(frozen=True)
class Declared:
    """``text.toml``; see its head."""

    figure: tuple[Pattern, ...]
    guess: tuple[Guess, ...]
    units: str
    not_results: re.Pattern
    results: re.Pattern
    naming: frozenset[str]
    of_units: dict[str, re.Pattern]
    not_measures: dict[str, re.Pattern]
    listed: dict[str, re.Pattern]
    channels: dict[str, re.Pattern]


@dataclass(frozen=True)
class Vocabulary:
    """``text.toml``, compiled. silent: numbers that measure nothing; nameless: those of them that name nothing either;
    listed: those that are told and never taken."""

    patterns: tuple[Pattern, ...]
    guesses: tuple[Guess, ...]
    channels: re.Pattern
    silent: list[re.Pattern]
    nameless: list[re.Pattern]
    listed: dict[str, re.Pattern]
    counted: re.Pattern
    not_results: re.Pattern
    results: re.Pattern
    of_units: dict[str, re.Pattern]


@dataclass(frozen=True)
class Context:
    """What stands before a paragraph.

    headings: those above it with the title, as one text. has_results: whether they announce results. as_of: the day
    figures reach. doubts: why nothing under these headings is certain; frames: what else is said around it. names: what
    the institution calls itself. units: its departments.
    """

    base: Period
    headings: str
    has_results: bool
    as_of: date | None
    doubts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class _Read:
    """One figure of a sentence; ``where`` is its numeral, ``span`` all words of its pattern, ``gaps`` what of them it
    passes over."""

    where: tuple[int, int]
    span: tuple[int, int]
    pattern: Pattern
    label: str
    metric: str
    numeral: Numeral
    channel: str
    gaps: tuple[tuple[int, int], ...]


@cache
def vocabulary() -> Vocabulary:
    declared = declarations.read(Path(__file__).with_name("text.toml"), Declared)
    return Vocabulary(
        declared.figure,
        declared.guess,
        re.compile("|".join(f"(?P<{name}>{words.pattern})" for name, words in declared.channels.items())),
        list(declared.not_measures.values()),
        [words for name, words in declared.not_measures.items() if name not in declared.naming],
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
    return without_channels(_covered(heading, vocabulary().nameless))


def undated(line: str) -> str:
    """A line whose dates and other numbers that count nothing are covered up."""
    return _covered(line, vocabulary().silent)


def counts_something(line: str) -> bool:
    """Whether a line carries a number with its unit that is no date, requirement or ratio."""
    return bool(_PARTS.search(_covered(line, vocabulary().silent)))


def counted_over(line: str) -> str:
    """The words of a line that say over which time was counted, from there on; empty for none."""
    found = _COUNTED_OVER.search(line)
    return found[0] if found else ""


def without_manner(line: str) -> str:
    """A line in which what says only how and why work is done is blank."""
    return _MANNER.sub(lambda m: " " * len(m[0]), line)


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
    sentences = _SENTENCE.findall(
        _COLON.sub(r"\1", _PAIRS.sub("，", _GRADE.sub(r"\g<0> ", periods.with_digits(paragraph.text))))
    )
    for at, sentence in enumerate(sentences):
        notes = _note_doubts(sentences[at + 1 :], context)
        corrected = corrections.find(sentence)
        silent = _covered(_blank_numbers(sentence, corrected), vocabulary().silent)
        masked = _covered(silent, list(vocabulary().listed.values()))
        worded = _covered(_covered(sentence, vocabulary().nameless), list(vocabulary().listed.values()))
        marks = periods.in_sentence(sentence, context.base)
        read = _read_sentence(sentence, silent, masked, before) if context.has_results else []
        for number, one in enumerate(read, start=1):
            mark = _mark_before(one.where[0], marks, sentence)
            doubts = (*_doubts(one, sentence, worded, read, mark, marks, before, context), *notes)
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
                    mark is not None,
                )
            )
        if read:
            before.metric, before.behind = read[-1].metric, sentence[read[-1].where[1] :]
        where = (place, paragraph.sheet, paragraph.row)
        for one in corrected:
            found, told = _corrected(one, sentence, before, marks, as_of, where, context)
            figures += found
            left += told
        of_units = False
        for found, why in _others(silent, read):
            guess = None
            if context.has_results and not why:
                guess = _guess(found, sentence, read, before, of_units, context)
            elif context.has_results and found["unit"] == "%" and (rate := _by_words(found, sentence)):
                guess = rate, TOTAL, NO_FIXED_WORDS
            if guess and (numeral := read_numeral(found["n"])):
                metric, scope, doubt = guess
                of_units = of_units or scope != TOTAL
                clause = sentence[slice(*_clause(sentence, found.span("n")))].strip()
                mark = _mark_before(found.start(), marks, sentence) if scope == TOTAL else (marks or [None])[-1]
                period = mark.period if mark else context.base
                form = f"{metric}|{_form(clause).replace(scope, '')}"
                told = (doubt, *context.doubts)
                figures.append(Figure(BODY, scope, metric, numeral, period, as_of, *where, told, clause, form))
                continue
            unnamed = None
            if context.has_results and not why and (numeral := read_numeral(found["n"])):
                mark = _mark_before(found.start(), marks, sentence)
                period = mark.period if mark else context.base
                first, last = _clause(sentence, found.span("n"))
                clause = sentence[first:last].strip()
                form = f"{_form(clause)}#{_form(sentence[first : found.start()])}"
                unnamed = Figure(BODY, TOTAL, "", numeral, period, as_of, *where, (reason,), clause, form)
            left.append(NotUnderstood(found[0], place, why or reason, paragraph.sheet, paragraph.row, unnamed))
        left += [
            NotUnderstood(printed, place, why, paragraph.sheet, paragraph.row)
            for printed, why in identities.broken(silent)
        ]
        before.add(sentence, worded, read, marks)
    return figures, left


def _blank_numbers(sentence: str, corrected: list[corrections.Correction]) -> str:
    for one in corrected:
        first, last = one.span
        sentence = sentence[:first] + _NUMBER_CHARACTER.sub(_HIDDEN, sentence[first:last]) + sentence[last:]
    return sentence


def _corrected(
    one: corrections.Correction,
    sentence: str,
    before: "_Before",
    marks: list[Mark],
    as_of: date | None,
    where: tuple[str, str, int],
    context: Context,
) -> tuple[list[Figure], list[NotUnderstood]]:
    """A corrected number waits with what its sentence counts, where that is told; the old one is listed."""
    read = [
        r
        for r in _read_sentence(one.probe, one.probe, one.probe, before)
        if one.probe.endswith(r.numeral.printed) or r.where[1] > len(one.probe) - len(one.new)
    ]
    mark = _mark_before(one.span[0], marks, sentence)
    period = mark.period if mark else context.base
    numeral = read[-1].numeral if read else read_numeral(one.new) or read_numeral(re.sub(r"\D+$", "", one.new))
    left = [NotUnderstood(one.old, *where[:1], corrections.OLD, *where[1:])] if one.old else []
    if numeral is None:
        return [], [*left, NotUnderstood(one.new, *where[:1], corrections.NEW, *where[1:])]
    metric = read[-1].metric if read else ""
    doubts = (corrections.NEW, *context.doubts)
    figure = Figure(
        BODY, TOTAL, metric, numeral, period, as_of, *where, doubts, sentence, f"{_form(sentence)}#{one.span[0]}"
    )
    if metric:
        return [figure], left
    return [], [*left, NotUnderstood(one.new, *where[:1], corrections.NEW, *where[1:], figure)]


def _guess(
    found: re.Match, sentence: str, read: list[_Read], before: "_Before", of_units: bool, context: Context
) -> tuple[str, str, str] | None:
    """What a number that no pattern has taken may count: metric, scope and why it waits; None where nothing tells."""
    until = sentence[: found.start()]
    metric = _metric_of_units(until) or before.metric or _metric_of_units(context.headings)
    if metric and (unit := _unit_before(until, context.units)):
        return metric, unit, "是各单位的数，请确认统计的是什么"
    if metric and of_units and _SUM.search(until):
        return metric, TOTAL, "是各单位的合计，请确认统计的是什么"
    is_like = read and found["unit"] and sentence.startswith(found["unit"], read[-1].where[1])
    if is_like and _COMPARED_WITH.search(until):
        return read[-1].metric, TOTAL, "是拿来比较的数，请确认是哪段时间的"
    if found["unit"] and before.metric and _ONLY_A_TIME.search(until):
        last = sentence[read[-1].where[1] :] if read else before.behind
        if last.startswith(found["unit"]):
            return read[-1].metric if read else before.metric, TOTAL, LIKE_THE_ONE_BEFORE
    if guessed := _by_words(found, sentence):
        return guessed, TOTAL, NO_FIXED_WORDS
    return None


def _by_words(found: re.Match, sentence: str) -> str:
    """The metric whose word stands nearest to a number of its unit: in its clause, else before it in the sentence."""
    first, last = _clause(sentence, found.span("n"))
    if _CHANGE.search(sentence[first : found.start()]):
        return ""
    after = sentence[found.end() : min(last, found.end() + _NEAR)]
    for until in (sentence[first : found.start()], sentence[: found.start()]):
        near = []
        for guess in vocabulary().guesses:
            if guess.units.fullmatch(found["unit"] or ""):
                near += [(len(until) - m.end(), guess.metric) for m in guess.words.finditer(until)]
                near += [(m.start(), guess.metric) for m in guess.words.finditer(after)]
        if near:
            return min(near)[1]
    return ""


def _mark_before(at: int, marks: list[Mark], sentence: str) -> Mark | None:
    """The words for a period that hold at a number: not those of a bracket of numbers that is closed (（上月28篇）)."""
    closed = [m.span() for m in _IN_BRACKETS.finditer(sentence) if m.end() <= at and _PARTS.search(m[0])]
    holding = (m for m in reversed(marks) if m.start <= at)
    return next((m for m in holding if not any(first < m.start < last for first, last in closed)), None)


def _note_doubts(later: list[str], context: Context) -> tuple[str, ...]:
    """A later sentence may say of what all before it was: 以上均为……."""
    told = (words.without_names(words.note(sentence), context.names) for sentence in later)
    unknown = "".join(words.left_over(bare(t), with_units=True) for t in told)
    return (f"后面一句的“{unknown}”可能另有范围",) if unknown else ()


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
        self.frame = ""
        self.unknown = ""
        self.other_period = ""
        self.base = context.base
        self.names = context.names
        self.metric = ""
        self.behind = ""

    def add(self, sentence: str, worded: str, read: list[_Read], marks: list[Mark]) -> None:
        named = channels_in(sentence)
        self.channel = named[-1][1] if named else self.channel
        spans = [*(r.span for r in read), *((m.start, m.end) for m in marks)]
        rest = words.without_names(without_channels(_without_parts(_blank(worded, spans), worded)), self.names)
        unknown = words.left_over(rest, with_units=True, metric=" ".join(r.metric for r in read))
        self.unknown += unknown
        if words.LEADS.search(sentence):
            self.frame += unknown
        self.subject = words.subject_in(unknown) or ("" if _INSTITUTION.search(sentence) else self.subject)
        others = [m for m in marks if m.period.text != self.base.text]
        if marks:
            told = sentence[others[-1].start : others[-1].end] if others else ""
            # 发布新闻86条，上年为75条: what is compared is no time that goes on.
            is_aside = _COMPARED.match(told) and any(r.where[0] < others[-1].start for r in read)
            self.other_period = "" if is_aside else told


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
    worded: str,
    read: list[_Read],
    mark: Mark | None,
    marks: list[Mark],
    before: _Before,
    context: Context,
) -> tuple[str, ...]:
    """Why a figure is not certain; nothing where every word around it is known and its scope is the institution."""
    first, last = _clause(sentence, one.where)
    clause = sentence[first:last]
    rest = _blank(worded, [r.span for r in read] + [(m.start, m.end) for m in marks])[first:last]
    rest += "".join("，" + worded[slice(*gap)] for gap in one.gaps)
    rest = words.without_names(rest, context.names)
    if _STOCKS.search(one.metric):
        rest = _AT_END.sub(" ", rest)
    with_units = one.metric in words.known().units_of
    doubts = [*context.doubts, one.pattern.unsure, mark.doubt if mark else ""]
    if one.metric == "web_page_views" and re.search("阅读|点击", sentence[slice(*one.span)]):
        doubts.append(OF_ARTICLES)
    period = mark.period if mark else context.base
    doubts += _time_doubts(period)
    doubts += [
        why
        for frame in context.frames
        for why in frame.doubts(one.metric, period, clause, says_period=mark is not None)
    ]
    if unknown := words.left_over(without_channels(rest), with_units=with_units, metric=one.metric):
        doubts.append(f"“{unknown}”可能另有范围")
    around = _blank(sentence, [one.span] if one.pattern.zero or "较上" in sentence[slice(*one.span)] else [])[
        first:last
    ]
    # 其中官方微信公众号发布图文396篇: the channel's own whole.
    of_channel = re.search(f"其中[，,]?(?:学校|我校|校|官方)*(?:{vocabulary().channels.pattern})", clause)
    named_part = one.pattern.part or of_channel or (mark and mark.start >= first)
    doubts += words.narrowed(around.replace("其中", "") if named_part else around)
    if _is_of_several(one, clause, sentence[: one.span[1]]):
        doubts.append("说的是几个账号或单位的数")
    if "分别" in clause and re.match("[人次条篇个件则场期名]{0,2}[、和及]\\d", sentence[one.where[1] :]):
        doubts.append("几个数分别是谁的，没有写明")
    if _NOT_PUBLISHED.search(sentence[first : one.where[0]]) and one.metric.endswith(("_published", "_posts")):
        doubts.append("审核、增减的和发布的可能不是一回事")
    if one.metric == "submissions_received" and _TAKEN.search(sentence[first : one.where[0]]):
        doubts.append("说的是采用的来稿，不是收到的")
    if _EXCLUDED.match(sentence[one.where[1] :]):
        doubts.append("后面说到不计在内的或只是其中的")
    if _STOCKS.search(one.metric) and _SOME_OF.search(clause):
        doubts.append("可能只是其中的一部分")
    if _READ_MORE.search(clause):
        doubts.append("这一句里有一个门槛")
    if not one.pattern.part and _THRESHOLD.search(clause):
        doubts.append("这一句里有一个门槛")
    doubts += _subject_doubts(one, sentence, worded, read, first, before, context)
    nearer = max([first, *(r.span[1] for r in read if first <= r.span[1] <= one.span[0])])
    doubts += _channel_doubts(one, sentence, (nearer, last), before)
    doubts += _earlier_doubts(one, worded, read, marks, first, context)
    doubts += _before_doubts(one, sentence, before)
    doubts += _later_doubts(one, worded, last, context)
    if sentence[first - 1 : first] in ("（", "(") and not one.pattern.part:
        doubts.append("是括号里的数")
    if sentence.count("“", 0, one.where[0]) > sentence.count("”", 0, one.where[0]):
        doubts.append("是引号里的数")
    doubts += _period_doubts(one, sentence, clause, mark, marks, before, context)
    doubts += _time_behind(one, sentence, marks, period)
    if one.numeral.qualifier == "range":
        doubts.append("印的是一个范围")
    return tuple(dict.fromkeys(filter(None, doubts)))


def _is_of_several(one: _Read, clause: str, until: str) -> bool:
    """Whether the accounts or units of which a figure is said are more than the institution's own one."""
    if one.metric in words.known().units_of or _OF_SEVERAL.search(one.metric):
        return False
    is_carried = isinstance(one.pattern.metric, dict) and not channels_in(clause)
    return bool(_SEVERAL.search(until if is_carried else clause))


def _time_doubts(period: Period) -> list[str]:
    return [*([] if period.is_dated else [UNDATED]), *([periods.BY_CALENDAR] if period.is_term else [])]


def _subject_doubts(
    one: _Read, sentence: str, worded: str, read: list[_Read], first: int, before: _Before, context: Context
) -> list[str]:
    """Somebody else who was spoken of before and from whom the sentence has not come back to the institution."""
    if one.metric.startswith("training_") and not _OF_PUBLICITY.search(sentence[: one.where[0]]):
        return ["培训班是不是宣传业务的培训，没有写明"]
    if one.pattern.part:
        return []
    if one.metric == "xuexi_adoptions" and _HANDED_IN.search(sentence[max(one.span[0] - _NEAR, 0) : one.where[0]]):
        return ["说的是投给学习强国的稿件，不是采用的"]
    if one.metric == "xuexi_adoptions" and _OWN_PLATFORM_ACCOUNT.search(sentence[: one.where[0]]):
        return ["可能是自己的强国号发布的，不是平台采用的"]
    if one.metric == "submission_adoption_rate" and re.search("推文|微信|公众号|微博|视频", sentence[: one.where[0]]):
        return ["是一个渠道的采用率，还是全部投稿的，没有写明"]
    if one.metric.endswith("_held") and _ATTENDED.search(sentence[: one.where[0]]):
        return ["可能是去参加的，不是举办的"]
    if one.metric == "short_videos_published" and _FILMED.search(sentence[: one.where[0]]):
        return ["拍摄制作的和发布的可能不是一回事"]
    handed = one.metric in _OF_SUBMISSIONS and _HANDED_ON.search(sentence[: one.where[0]])
    # 向局办公室报送: to an office of its own.
    if handed and words.left_over(words.without_names(handed["whom"], context.names)):
        return ["说的是投给或报给别处的稿件"]
    earlier = words.without_names(_blank(worded, [r.span for r in read])[:first], context.names)
    earlier = without_manner(earlier)
    subject = words.subject_in(words.left_over(without_channels(earlier), with_units=True))
    back = [m.start() for m in _INSTITUTION.finditer(sentence[: one.where[0]])]
    if subject and not (back and back[-1] > sentence.find(subject[-2:])):
        return [f"前文说的是“{subject}”"]
    return [f"前文说的是“{before.subject}”"] if before.subject and not back else []


# 在校党委的正确领导下, 落实工作要求: how and why work is done says nothing of what is counted.
_MANNER = re.compile(
    "(?<![^，。；,;:：])(?:在[^，。；,;]{2,30}(?:领导|指导|支持|关心|关怀|帮助|配合|努力|重视|统筹|推动)下"
    "|(?:认真|深入|全面|坚决|切实|积极)*(?:贯彻|落实|执行|按照|根据)+[^，。；,;]{2,30}(?:要求|部署|安排|意见|办法|规定|制度|方针)"
    "|(?:始终)?坚持[^，。；,;]{2,20}(?:导向|方针|原则|方向|理念|标准))(?=[，,])"
)


def _earlier_doubts(
    one: _Read, worded: str, read: list[_Read], marks: list[Mark], first: int, context: Context
) -> list[str]:
    """What stands before the clause in its sentence holds for it too: 暑期，…; 校友会方面，….

    Around the figures of those clauses what is spoken of around them is known.
    """
    earlier = _blank(worded, [r.span for r in read] + [(m.start, m.end) for m in marks])[:first]
    # 较八月增加6条 compares the clause before.
    earlier = words.without_names(_without_parts(earlier, worded), context.names)
    earlier = re.sub("[较比](?:上[周月期年]|上季度?|上学期|上学年)?", lambda m: " " * len(m[0]), earlier)
    earlier = without_manner(earlier)
    if _STOCKS.search(one.metric):
        earlier = _AT_END.sub(" ", earlier)
    metrics = " ".join(r.metric for r in read)
    unknown = words.left_over(without_channels(earlier), with_units=True, metric=metrics)
    return [f"前半句里的“{unknown}”可能另有范围"] if unknown else []


def _without_parts(rest: str, worded: str) -> str:
    """Parts of a number, in a bracket behind it or behind 其中, do not hold for what follows them."""
    for parts in (m for e in (_IN_BRACKETS, _OF_WHICH) for m in e.finditer(worded, 0, len(rest))):
        if _PARTS.search(parts[0]):
            rest = rest[: parts.start()] + " " * len(parts[0]) + rest[parts.end() :]
    return rest


def _before_doubts(one: _Read, sentence: str, before: _Before) -> list[str]:
    """Sentences before: one that leads to what follows holds for it, and all of them where the channel is theirs."""
    carried = isinstance(one.pattern.metric, dict) and not channels_in(sentence[: one.span[1]])
    unknown = before.unknown if carried else before.frame
    return [f"前文的“{unknown[:_SHOWN]}”可能另有范围"] if unknown else []


def _later_doubts(one: _Read, worded: str, last: int, context: Context) -> list[str]:
    """A bracket right behind a number and a clause that says of what all of it was (均为外文版) narrow it."""
    told = []
    if (bracket := _BRACKET.match(worded, one.span[1])) and not _PARTS.search(bracket[1]):
        told.append(bracket[1])
    told += [m[0] for m in _OF_ALL.finditer(worded, last)]
    unknown = "".join(
        words.left_over(without_channels(words.without_names(t, context.names)), metric=one.metric) for t in told
    )
    return [f"后面的“{unknown}”可能另有范围"] if unknown else []


def _channel_doubts(one: _Read, sentence: str, clause: tuple[int, int], before: _Before) -> list[str]:
    """The channel must be named in the clause, or be the only one that sentence or heading names."""
    here = {c for offset, c in channels_in(sentence) if clause[0] <= offset < max(one.span[1], clause[0] + 1)}
    # 官抖：发布短视频17条 is of 抖音 only, though the word before the number says 短视频.
    said = [c for at, c in channels_in(sentence) if at < one.span[1] and c != "short_video"] or [before.channel]
    is_one_platform = bool(_ONE_PLATFORM & {one.channel, said[-1], *here}) and "短视频平台" not in sentence
    if is_one_platform and one.metric.startswith("short_video"):
        return ["只是短视频平台中的一个"]
    if one.metric in _OF_SUBMISSIONS and one.pattern.metric != "xuexi_adoptions":
        # 报送“学习强国”稿件97篇，采用31篇: handed in to one channel.
        of_one = {c for _, c in channels_in(sentence[: one.span[1]])} | set(before.of_headings)
        if of_one - _OWN_HOUSE:
            return ["是给一个渠道的供稿，还是全部供稿，没有写明"]
    if isinstance(one.pattern.metric, str):
        family = one.metric.split("_")[0]
        others = {c for c in here if c != family and family in _FAMILIES}
        # 官方微信、微博共推送600条 is of both.
        return ["这一句还说到别的渠道"] if others else []
    told = {one.pattern.metric.get(c, c) for c in here}
    if here:
        return [] if told == {one.metric} else ["这一句说到几个渠道"]
    # A semicolon parts what is said of one channel from what is said of the next.
    first = max((m.end() for m in re.finditer("[；;]", sentence[: one.where[0]])), default=0)
    part = re.split("[；;]", sentence[first:])[0]
    in_sentence = {one.pattern.metric.get(c, c) for _, c in channels_in(part)}
    in_sentence = in_sentence or {one.pattern.metric.get(c, c) for _, c in channels_in(sentence)}
    if in_sentence:
        lead = _LEAD.match(sentence)
        led = lead and channels_in(lead[0]) and not any(c in sentence[lead.end() :] for c in "；;")
        sure = (one.pattern.carries or led) and in_sentence == {one.metric}
        return [] if sure else ["没有写明是哪个渠道"]
    of_headings = {one.pattern.metric.get(c, c) for c in before.of_headings}
    return [] if of_headings == {one.metric} else ["没有写明是哪个渠道"]


# 官方微信：推送23次共58条: what stands before the colon is spoken of to the end of the sentence.
_LEAD = re.compile(r"[^，。；,;:：]{2,20}[:：]")
# Channels that an institution's own newsroom fills with what is handed in.
_OWN_HOUSE = {"web", "wechat", "paper", "party"}
_ONE_PLATFORM = {"douyin", "kuaishou", "bilibili", "channels"}
_FAMILIES = ("wechat", "weibo", "qq", "web", "douyin", "bilibili", "xiaohongshu")


def _period_doubts(
    one: _Read,
    sentence: str,
    clause: str,
    mark: Mark | None,
    marks: list[Mark],
    before: _Before,
    context: Context,
) -> list[str]:
    doubts = []
    # The days of a span are no single days.
    unspanned = _blank(sentence, [(m.start, m.end) for m in marks])
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
    is_of_day = _OF_DAY.search(unspanned[: one.where[0]]) or _SINGLE_DAY.search(
        unspanned[slice(*_clause(sentence, one.where))]
    )
    if is_of_day and not _UNTIL.search(clause + sentence[: one.where[0]]):
        doubts.append("这一句写着某一天")
    if is_stock and (level := _LEVEL_DAY.search(sentence[: one.where[0]])):
        period = mark.period if mark else context.base
        told = f"{int(level['month']):02d}" if level["month"] else "12" if level[0] in ("年末", "年底") else ""
        is_end = level[0][:2] in ("学期", "学年") and period.text != period.month
        if level[0].endswith("初") or not (is_end or told == period.month[5:]):
            doubts.append(f"写的是“{level[0]}”的数")
    if _UNTIL_DAY.search(sentence):
        doubts.append("只统计到其中某一天")
    told = _COUNTED_OVER.search(sentence, one.where[1])
    if told and periods.in_sentence(told[0], context.base):
        doubts.append("后面另写着统计的时段")
    return doubts


def _time_behind(one: _Read, sentence: str, marks: list[Mark], period: Period) -> list[str]:
    """A time behind a number that may be its own: 166条（1-3月）, 166条，为前三个月合计, 166条，其中3月56条."""
    doubts = []
    for mark in (m for m in marks if m.start >= one.where[1] and m.period.text != period.text):
        between = sentence[one.where[1] : mark.start]
        until = re.match("[^，。；,;（()）]*", sentence[mark.end :])
        is_of_number = not _DIGITS.search(between + (until[0] if until else "")) and _SAYS_OF_ALL.search(between)
        if is_of_number and not _COMPARED.match(sentence[mark.start :]):
            doubts.append("后面另写着时段")
    for mark in (m for m in marks if m.start >= one.where[1] and _OF_PART.search(sentence[: m.start])):
        if periods.is_within(period, mark.period) or not periods.touch(period, mark.period):
            # 其中3月56条 of March's: then the whole is of a longer time.
            doubts.append("后面说到的一部分不在这段时间里")
    if period.text == period.month and _MONTHS_OF_IT.search(sentence, one.where[1]):
        doubts.append("后面说到的一部分不在这段时间里")
    if not _STOCKS.search(one.metric) and _TO_END.search(sentence[: one.where[0]]):
        doubts.append("是到这一天为止的数，没有写明从什么时候算起")
    return doubts


# 到3月末, 目前已推送: a number that may have added up since long ago.
_TO_END = re.compile(r"[至到]\d{1,2}月(?:[底末]|\d{1,2}[日号]止)|(?:目前|迄今)[^。；]{0,16}已")
_MONTHS_OF_IT = re.compile(r"(?:其中|包括|含)[：:，,]?\d{1,2}月")
# Right behind a number, in a bracket or after a comma.
_SAYS_OF_ALL = re.compile(
    "^[人次条篇个件则场期名]{0,2}(?:[（(]|[，,](?:为|系|是|即|属|均为|包括|含))[^，。；,;（(）)]{0,6}$"
)
_OF_PART = re.compile("(?:其中|包括|含)[^，。；,;]{0,6}$")


def _read_sentence(sentence: str, silent: str, masked: str, before: _Before) -> list[_Read]:
    named = [(0, before.channel)] if before.channel else []
    named += channels_in(masked)
    read: list[_Read] = []
    candidates = _candidates(silent, masked)
    for pattern, found in candidates:
        where = found.span("n")
        channels = [channel for offset, channel in named if offset < found.end()]
        metric = _metric(pattern, channels)
        numeral = _numeral(found, pattern)
        rivals = (other.after for other, at in candidates if pattern.after and at.start("n") == where[0])
        waits = pattern.after and pattern.after != _said_last({*rivals} - {""}, read)
        if not metric or numeral is None or waits or _overlaps(where, read):
            continue
        label = sentence[slice(*found.span("label"))] if found.groupdict().get("label") else TOTAL
        gaps = tuple(found.span(name) for name, told in found.groupdict().items() if name.startswith("gap") and told)
        read.append(_Read(where, found.span(), pattern, label, metric, numeral, (channels or [""])[-1], gaps))
    return read


def _said_last(metrics: set[str], read: list[_Read]) -> str:
    """Which of some metrics was read last: 讲座5场，讲思政课3次，覆盖200人次 is of the lessons."""
    return next((r.metric for r in reversed(read) if r.metric in metrics), "")


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
    if numeral and pattern.negative and numeral.value is not None:
        sign = found.string[found.start("n") - 1]
        numeral = replace(numeral, value=-numeral.value, printed=(sign if sign in "-−" else "") + numeral.printed)
    if numeral and behind:
        printed = found.string[found.start("n") : found.end()]
        return Numeral(printed, numeral.value, numeral.qualifier, numeral.half_width)
    return numeral
