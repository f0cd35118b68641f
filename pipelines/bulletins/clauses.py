"""A sentence of a bulletin, what was read of it, and what stands before it."""

import re
from dataclasses import dataclass
from datetime import date

from pipelines.bulletins import patterns, words
from pipelines.bulletins.frame import Frame
from pipelines.bulletins.numerals import Numeral
from pipelines.bulletins.patterns import Pattern
from pipelines.bulletins.periods import Mark, Period

NEAR = 8
_CLAUSE = re.compile(r"[^，；,;:：（）()]+")
INSTITUTION = re.compile("学校|我校|全校|校级|我院|学院官|官方|官微|官网")
IN_BRACKETS = re.compile("[（(][^（()）]{1,200}[)）]")
_OF_WHICH = re.compile("其中[^；;]{1,200}[；;]")
COMPARED = re.compile("上个?月|上[一期]?年|去年|同期|上期|上季")


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
class Read:
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


class Before:
    """What the sentences of a paragraph have said so far: channels, somebody else, another period."""

    def __init__(self, context: Context) -> None:
        self.of_headings = [channel for _, channel in patterns.channels_in(context.headings)]
        self.channel = self.of_headings[-1] if self.of_headings else ""
        self.subject = ""
        self.frame = ""
        self.unknown = ""
        self.other_period = ""
        self.base = context.base
        self.names = context.names
        self.metric = ""
        self.behind = ""

    def add(self, sentence: str, worded: str, read: list[Read], marks: list[Mark]) -> None:
        named = patterns.channels_in(sentence)
        self.channel = named[-1][1] if named else self.channel
        spans = [*(r.span for r in read), *((m.start, m.end) for m in marks)]
        rest = words.without_names(patterns.without_channels(without_parts(blank(worded, spans), worded)), self.names)
        unknown = words.left_over(rest, with_units=True, metric=" ".join(r.metric for r in read))
        self.unknown += unknown
        if words.LEADS.search(sentence):
            self.frame += unknown
        self.subject = words.subject_in(unknown) or ("" if INSTITUTION.search(sentence) else self.subject)
        others = [m for m in marks if m.period.text != self.base.text]
        if marks:
            told = sentence[others[-1].start : others[-1].end] if others else ""
            # 发布新闻86条，上年为75条: what is compared is no time that goes on.
            is_aside = COMPARED.match(told) and any(r.where[0] < others[-1].start for r in read)
            self.other_period = "" if is_aside else told


def around(sentence: str, where: tuple[int, int]) -> tuple[int, int]:
    """The words between two commas; what stands in front of a bracket goes on behind it (爆款（阅读10万+）推文2篇)."""
    for found in _CLAUSE.finditer(sentence):
        if found.start() <= where[0] < found.end():
            first, last = found.span()
            if sentence[first - 1 : first] in ("）", ")"):
                first = max([m.end() for m in re.finditer("[，；,;:：]", sentence[:first])], default=0)
            return first, last
    return where


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    for first, last in spans:
        text = text[:first] + " " * (last - first) + text[last:]
    return text


def without_parts(rest: str, worded: str) -> str:
    """Parts of a number, in a bracket behind it or behind 其中, do not hold for what follows them."""
    for parts in (m for e in (IN_BRACKETS, _OF_WHICH) for m in e.finditer(worded, 0, len(rest))):
        if patterns.PARTS.search(parts[0]):
            rest = rest[: parts.start()] + " " * len(parts[0]) + rest[parts.end() :]
    return rest
