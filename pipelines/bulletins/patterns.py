"""The figures of running text as ``text.toml`` declares them, and what is asked of a text by them alone.

Belongs here: what the declaration says. Does not belong here: reading a sentence (``text``), what makes a figure of it
doubtful (``certainty``), the words that are known (``words``).
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pipelines import declarations
from pipelines.bulletins.numerals import AFTER_NUMBER, AFTER_UNIT, NUMERAL

NUMBER_CHARACTER = re.compile(r"[\d*〇零一二两三四五六七八九十百千万亿]")
HIDDEN = "□"
DIGITS = re.compile(r"[\d*]")
PARTS = re.compile(r"[□\d](?:人次|篇次|条次|[人名篇条个件次场期项块张套部份则家%])")


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


def without_channels(text: str) -> str:
    return vocabulary().channels.sub(" ", text)


def bare(heading: str) -> str:
    """A heading without its number, its numerals and channels."""
    return without_channels(covered(heading, vocabulary().nameless))


def undated(line: str) -> str:
    """A line whose dates and other numbers that count nothing are covered up."""
    return covered(line, vocabulary().silent)


def counts_something(line: str) -> bool:
    """Whether a line carries a number with its unit that is no date, requirement or ratio."""
    return bool(PARTS.search(covered(line, vocabulary().silent)))


def covered(sentence: str, expressions: list[re.Pattern]) -> str:
    """The sentence with the digits of everything that fits one of them covered up, at unchanged length."""
    for expression in expressions:
        sentence = expression.sub(lambda m: NUMBER_CHARACTER.sub(HIDDEN, m[0]), sentence)
    return sentence
