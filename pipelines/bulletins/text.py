"""Figures in running text, by the patterns declared in ``text.toml``.

Belongs here: which words make a number a figure. Does not belong here: the patterns themselves, tables.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.bulletins import periods
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import Figure
from pipelines.bulletins.layout import BODY, Paragraph
from pipelines.bulletins.numerals import AFTER_UNIT, NUMERAL, Numeral, read_numeral
from pipelines.bulletins.periods import Period

TOTAL = "合计"
# No sentence is so long; the bound keeps hostile text from costing the square of its length.
_SENTENCE = re.compile(r"[^。！？!?]{1,1000}")
_NUMBER_CHARACTER = re.compile(r"[\d*〇零一二两三四五六七八九十百千万亿]")
# 一个, 多次 are words, not counts; a number word is listed only from 两 upwards.
_ARTICLE = {"一", "多"}
_HIDDEN = "□"


@dataclass(frozen=True)
class Pattern:
    """One declared figure, its expression compiled."""

    expression: re.Pattern
    metric: str | dict[str, str]
    default: str
    after: str
    zero: bool


@dataclass(frozen=True)
class Vocabulary:
    """``text.toml``, compiled."""

    patterns: list[Pattern]
    channels: re.Pattern
    not_measures: list[re.Pattern]
    counted: re.Pattern
    not_results: re.Pattern


@dataclass(frozen=True)
class Context:
    """What stands before a paragraph: headings above it, whether they announce results, the day figures reach."""

    base: Period
    headings: str
    has_results: bool
    as_of: date | None


@cache
def vocabulary() -> Vocabulary:
    content = tomllib.loads(Path(__file__).with_name("text.toml").read_text("utf-8"))
    return Vocabulary(
        [_compiled(entry) for entry in content["figure"]],
        re.compile("|".join(f"(?P<{name}>{words})" for name, words in content["channels"].items())),
        [re.compile(words) for words in content["not_measures"].values()],
        re.compile(rf"(?P<n>{NUMERAL})(?P<unit>{content['units']})"),
        re.compile(content["not_results"]),
    )


def _compiled(entry: dict) -> Pattern:
    expression = entry["pattern"].replace("{n}", f"(?P<n>{NUMERAL})").replace("{_}", r"[^，。；：、,;:\d*]{0,12}?")
    if not entry.get("zero"):
        expression += f"(?P<behind>{AFTER_UNIT})"
    return Pattern(
        re.compile(expression),
        entry["metric"],
        entry.get("default", ""),
        entry.get("after", ""),
        entry.get("zero", False),
    )


def metrics() -> set[str]:
    """Every metric id that some pattern can yield."""
    found = set()
    for pattern in vocabulary().patterns:
        found |= {pattern.metric} if isinstance(pattern.metric, str) else set(pattern.metric.values())
        found |= {pattern.default} - {""}
    return found


def read_paragraph(paragraph: Paragraph, context: Context) -> tuple[list[Figure], list[NotUnderstood]]:
    """The figures of one paragraph in reading order, and every counted number that is none of them."""
    place = f"{paragraph.sheet}第{paragraph.row}{'段' if paragraph.sheet == BODY else '行'}"
    as_of = periods.cut_off(paragraph.text, context.base) or context.as_of
    reason = "没有对应的指标" if context.has_results else "属于计划、问题或说明，不是完成的数"
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    named = _channels(context.headings)
    for sentence in _SENTENCE.findall(paragraph.text):
        masked = _without_names(sentence)
        named = [(0, channel) for _, channel in named[-1:]] + _channels(sentence)
        read = _read_sentence(sentence, masked, named, context.base) if context.has_results else []
        figures += [
            Figure(BODY, r.label, r.metric, r.numeral, r.period, as_of, place, paragraph.sheet, paragraph.row)
            for r in read
        ]
        for found in vocabulary().counted.finditer(masked):
            if found["n"] not in _ARTICLE and not _overlaps(found.span("n"), read):
                left.append(NotUnderstood(found[0], place, reason, paragraph.sheet, paragraph.row))
    return figures, left


@dataclass(frozen=True)
class _Read:
    """One figure of a sentence and where its numeral stands."""

    where: tuple[int, int]
    label: str
    metric: str
    numeral: Numeral
    period: Period


def _read_sentence(sentence: str, masked: str, named: list[tuple[int, str]], base: Period) -> list[_Read]:
    marks = periods.in_sentence(sentence, base)
    read: list[_Read] = []
    for pattern, found in _candidates(masked):
        where = found.span("n")
        metric = _metric(pattern, [channel for offset, channel in named if offset < found.end()])
        numeral = _numeral(found, pattern)
        waits = pattern.after and pattern.after not in {r.metric for r in read}
        if not metric or numeral is None or waits or _overlaps(where, read):
            continue
        period = next((p for offset, p in reversed(marks) if offset <= where[0]), base)
        read.append(_Read(where, found.groupdict().get("label") or TOTAL, metric, numeral, period))
    return read


def _overlaps(where: tuple[int, int], read: list[_Read]) -> bool:
    return any(r.where[0] < where[1] and where[0] < r.where[1] for r in read)


def _channels(text: str) -> list[tuple[int, str]]:
    """Which channel is named where."""
    return [(m.start(), m.lastgroup) for m in vocabulary().channels.finditer(text)]


def _without_names(sentence: str) -> str:
    """The sentence with the digits of everything that measures nothing covered up, at unchanged length."""
    for expression in vocabulary().not_measures:
        sentence = expression.sub(lambda m: _NUMBER_CHARACTER.sub(_HIDDEN, m[0]), sentence)
    return sentence


def _candidates(masked: str) -> list[tuple[Pattern, re.Match]]:
    """Matches by where their number stands; at the same number the pattern declared first comes first."""
    found = [
        (m.start("n"), rank, pattern, m)
        for rank, pattern in enumerate(vocabulary().patterns)
        for m in pattern.expression.finditer(masked)
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
