"""Figures in running text, by the patterns declared in ``text.toml``.

Belongs here: which words make a number a figure, and what a number that no pattern takes may be. Does not belong here:
what makes a figure doubtful (``certainty``), tables.
"""

import re
from dataclasses import replace
from datetime import date

from pipelines.bulletins import certainty, clauses, corrections, identities, patterns, periods
from pipelines.bulletins.clauses import Before, Context, Read
from pipelines.bulletins.document import BODY, Paragraph
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.numerals import Numeral, read_numeral
from pipelines.bulletins.patterns import Pattern
from pipelines.bulletins.periods import Mark

# No sentence is so long; the bound keeps hostile text from costing the square of its length.
_SENTENCE = re.compile(r"[^。！？!?]{1,1000}")
# 一个, 多次 are words, not counts; a number word is listed only from 两 upwards.
_ARTICLE = {"一", "多"}
LIKE_THE_ONE_BEFORE = "统计的可能和前一个数相同，请确认"
NO_FIXED_WORDS = "没有固定的说法，请确认统计的是什么"
# 网站发稿：96条 says what 网站发稿96条 says.
# 新关注：512人　取消关注：188人: pairs on one line, parted by blanks that are gone here.
_PAIRS = re.compile(r"(?<=\d[人次条篇个件则场期名])(?=[\u4e00-\u9fffA-Za-z]{2,12}[:：]\d)")
_COLON = re.compile(r"(?<![^，；。、\s])([\u4e00-\u9fffA-Za-z]{2,12})[:：](?=\d)")
# 高一18人、高二14人: the grade is no part of the number.
_GRADE = re.compile(r"(?<=[高初大研周])[一二三四五六](?=\d)")
_BETWEEN = re.compile(r"(?:[（(:：为共]|来稿|投稿|供稿|报送|采用|(?<=[稿送用])\d+[篇条件则]?)*$")
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


def read_paragraph(paragraph: Paragraph, context: Context) -> tuple[list[Figure], list[NotUnderstood]]:
    """The figures of one paragraph in reading order, and every other number that measures something."""
    place = f"{paragraph.sheet}第{paragraph.row}{'段' if paragraph.sheet == BODY else '行'}"
    as_of = periods.cut_off(paragraph.text, context.base) or context.as_of
    where = (place, paragraph.sheet, paragraph.row)
    known = patterns.vocabulary()
    listed = list(known.listed.values())
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    before = Before(context)
    sentences = _SENTENCE.findall(
        _COLON.sub(r"\1", _PAIRS.sub("，", _GRADE.sub(r"\g<0> ", periods.with_digits(paragraph.text))))
    )
    for at, sentence in enumerate(sentences):
        notes = certainty.of_note(sentences[at + 1 :], context)
        corrected = corrections.find(sentence)
        silent = patterns.covered(_blank_numbers(sentence, corrected), known.silent)
        masked = patterns.covered(silent, listed)
        worded = patterns.covered(patterns.covered(sentence, known.nameless), listed)
        marks = periods.in_sentence(sentence, context.base)
        read = _read_sentence(sentence, silent, masked, before) if context.has_results else []
        for number, one in enumerate(read, start=1):
            mark = _mark_before(one.where[0], marks, sentence)
            doubts = (*certainty.doubts_of(one, sentence, worded, read, mark, marks, before, context), *notes)
            clause = sentence[slice(*clauses.around(sentence, one.where))].strip()
            form = f"{_form(clause)}#{number}#{one.metric}"
            period = mark.period if mark else context.base
            told = (one.label, one.metric, one.numeral, period, as_of, *where)
            figures.append(Figure(BODY, *told, doubts, clause, form, mark is not None))
        if read:
            before.metric, before.behind = read[-1].metric, sentence[read[-1].where[1] :]
        for one in corrected:
            proposed, old = _corrected(one, sentence, before, marks, as_of, where, context)
            figures += proposed
            left += old
        proposed, others = _rest(_others(silent, read), sentence, read, marks, before, as_of, where, context)
        figures += proposed
        left += others
        left += [NotUnderstood(printed, place, why, *where[1:]) for printed, why in identities.broken(silent)]
        before.add(sentence, worded, read, marks)
    return figures, left


def _rest(
    others: list[tuple[re.Match, str]],
    sentence: str,
    read: list[Read],
    marks: list[Mark],
    before: Before,
    as_of: date | None,
    where: tuple[str, str, int],
    context: Context,
) -> tuple[list[Figure], list[NotUnderstood]]:
    """The numbers that no pattern takes: those whose words tell what they may be wait, the others are listed."""
    reason = "没有对应的指标" if context.has_results else "属于计划、问题或说明，不是完成的数"
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    of_units = False
    for found, why in others:
        guess = None
        if context.has_results and not why:
            guess = _guess(found, sentence, read, before, of_units, context)
        elif context.has_results and found["unit"] == "%" and (rate := _by_words(found, sentence)):
            guess = rate, TOTAL, NO_FIXED_WORDS
        numeral = read_numeral(found["n"])
        first, last = clauses.around(sentence, found.span("n"))
        clause = sentence[first:last].strip()
        mark = _mark_before(found.start(), marks, sentence)
        if guess and numeral:
            metric, scope, doubt = guess
            of_units = of_units or scope != TOTAL
            mark = mark if scope == TOTAL else (marks or [None])[-1]
            period = mark.period if mark else context.base
            form = f"{metric}|{_form(clause).replace(scope, '')}"
            doubts = (doubt, *context.doubts)
            figures.append(Figure(BODY, scope, metric, numeral, period, as_of, *where, doubts, clause, form))
            continue
        unnamed = None
        if context.has_results and not why and numeral:
            period = mark.period if mark else context.base
            form = f"{_form(clause)}#{_form(sentence[first : found.start()])}"
            unnamed = Figure(BODY, TOTAL, "", numeral, period, as_of, *where, (reason,), clause, form)
        left.append(NotUnderstood(found[0], where[0], why or reason, *where[1:], unnamed))
    return figures, left


def _blank_numbers(sentence: str, corrected: list[corrections.Correction]) -> str:
    for one in corrected:
        first, last = one.span
        sentence = (
            sentence[:first] + patterns.NUMBER_CHARACTER.sub(patterns.HIDDEN, sentence[first:last]) + sentence[last:]
        )
    return sentence


def _corrected(
    one: corrections.Correction,
    sentence: str,
    before: Before,
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
    found: re.Match, sentence: str, read: list[Read], before: Before, of_units: bool, context: Context
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
    first, last = clauses.around(sentence, found.span("n"))
    if _CHANGE.search(sentence[first : found.start()]):
        return ""
    after = sentence[found.end() : min(last, found.end() + clauses.NEAR)]
    for until in (sentence[first : found.start()], sentence[: found.start()]):
        near = []
        for guess in patterns.vocabulary().guesses:
            if guess.units.fullmatch(found["unit"] or ""):
                near += [(len(until) - m.end(), guess.metric) for m in guess.words.finditer(until)]
                near += [(m.start(), guess.metric) for m in guess.words.finditer(after)]
        if near:
            return min(near)[1]
    return ""


def _mark_before(at: int, marks: list[Mark], sentence: str) -> Mark | None:
    """The words for a period that hold at a number: not those of a bracket of numbers that is closed (（上月28篇）)."""
    closed = [m.span() for m in clauses.IN_BRACKETS.finditer(sentence) if m.end() <= at and patterns.PARTS.search(m[0])]
    holding = (m for m in reversed(marks) if m.start <= at)
    return next((m for m in holding if not any(first < m.start < last for first, last in closed)), None)


def _unit_before(text: str, units: tuple[str, ...]) -> str:
    """The department whose name a number follows: 团委6篇, 团委（6篇）, 团委来稿6篇."""
    bare = _BETWEEN.sub("", text[-30:])
    return next((u for u in sorted(units, key=len, reverse=True) if bare.endswith(u)), "")


def _metric_of_units(text: str) -> str:
    """What is counted of units, by the words said last; empty where nothing says it."""
    said = [(m.end(), metric) for metric, words in patterns.vocabulary().of_units.items() for m in words.finditer(text)]
    return max(said, default=(0, ""))[1]


def _form(text: str) -> str:
    """The clause without its numbers and days: what stays the same next month."""
    return re.sub(f"{patterns.NUMBER_CHARACTER.pattern}+", "#", text)


def _read_sentence(sentence: str, silent: str, masked: str, before: Before) -> list[Read]:
    named = [(0, before.channel)] if before.channel else []
    named += patterns.channels_in(masked)
    read: list[Read] = []
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
        read.append(Read(where, found.span(), pattern, label, metric, numeral, (channels or [""])[-1], gaps))
    return read


def _said_last(metrics: set[str], read: list[Read]) -> str:
    """Which of some metrics was read last: 讲座5场，讲思政课3次，覆盖200人次 is of the lessons."""
    return next((r.metric for r in reversed(read) if r.metric in metrics), "")


def _others(silent: str, read: list[Read]) -> list[tuple[re.Match, str]]:
    """Numbers that are no figure, and why where that is known: a ratio, a change, a requirement."""
    told = [
        (m.span(), reason) for reason, words in patterns.vocabulary().listed.items() for m in words.finditer(silent)
    ]
    found = []
    for m in patterns.vocabulary().counted.finditer(silent):
        is_count = bool(m["unit"] and m["n"] not in _ARTICLE) or bool(patterns.DIGITS.search(m["n"]))
        if is_count and not _overlaps(m.span("n"), read):
            at = m.start("n")
            found.append((m, next((why for (first, last), why in told if first <= at < last), "")))
    return found


def _overlaps(where: tuple[int, int], read: list[Read]) -> bool:
    return any(r.where[0] < where[1] and where[0] < r.where[1] for r in read)


def _candidates(silent: str, masked: str) -> list[tuple[Pattern, re.Match]]:
    """Matches by where their number stands; at the same number the pattern declared first comes first."""
    found = [
        (m.start("n"), rank, pattern, m)
        for rank, pattern in enumerate(patterns.vocabulary().patterns)
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
