"""What is left of a clause, a header or a heading when every word whose meaning is known is taken away.

A reading is certain only where nothing is left. Belongs here: which words are known (``words.toml``) and which make a
number something else than a count of the whole. Does not belong here: what a number counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines import declarations

_DATES = re.compile(r"[□\d]+(?:年度?|月份?|日|号|级)|[(（][\d一二三四五六七八九十]{0,3}[)）]")
_NO_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
# What ends like an office, an outlet or a column is somebody or something else than the institution.
_SUBJECT = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,12}(?:处|部|学院|系|中心|办公室|团委|学生会|图书馆|研究院|研究所|公众号|号|网站|专题网|专栏|栏目|讲坛|课堂|"
    r"频道|工作室|协会|社团|日报|晚报|电视台|客户端|网|站|班|支部|总支)"
)


# How an institution is spoken of inside its own bulletins, by what its name ends with.
_OWN_KIND = re.compile("(?:学院|中学|小学|幼儿园|医院|研究院|研究所|集团|公司)$")
_OWN_HOUSE = re.compile(r"我院|(?<![\u4e00-\u9fff])院(?=官?网|公众号)")
_OWN_LETTER = re.compile("[局园馆社厅所]$")
_OWN_FIELD = re.compile("(教育|卫生健康|农业农村|文化旅游|交通运输)(?:局|厅|委)$")


@dataclass(frozen=True)
class Declared:
    """``words.toml``; texts are words parted by blanks."""

    plain: str
    units: str
    organs: str
    headings: str
    units_of: frozenset[str]
    narrowing: dict[str, re.Pattern]


@dataclass(frozen=True)
class Words:
    """``words.toml``, compiled. narrowing: reason → expression."""

    plain: re.Pattern
    with_units: re.Pattern
    of_headings: re.Pattern
    organs: frozenset[str]
    units_of: frozenset[str]
    narrowing: dict[str, re.Pattern]


@cache
def known() -> Words:
    declared = declarations.read(Path(__file__).with_name("words.toml"), Declared)
    organs, units = declared.organs.split(), declared.units.split()
    plain = declared.plain.split() + organs
    return Words(
        _any_of(plain),
        _any_of([*plain, *units]),
        _any_of([*plain, *units, *declared.headings.split()]),
        frozenset(organs),
        declared.units_of,
        declared.narrowing,
    )


def _any_of(words: list[str]) -> re.Pattern:
    return re.compile("|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w)))))


def left_over(text: str, *, with_units: bool = False, of_headings: bool = False) -> str:
    """The words of ``text`` that are not known, one after the other without blanks; empty where all are known.

    with_units: 各学院, 各单位 and the like are known as well, where what is counted is counted over them.
    of_headings: so are the usual names of sections.
    """
    words = known().of_headings if of_headings else known().with_units if with_units else known().plain
    return _NO_WORD.sub("", words.sub(" ", _DATES.sub(" ", text)))


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without what the institution calls itself: its names, 医院 or 集团 where it is one, 教育 of a 教育局."""
    for name in names:
        text = text.replace(name, " ")
        if kind := _OWN_KIND.search(name):
            text = re.sub(rf"(?<![\u4e00-\u9fff]){kind[0]}", " ", text)
            text = _OWN_HOUSE.sub(" ", text)
        if letter := _OWN_LETTER.search(name):
            behind = "(?=办公室|机关|官|网|公众号|微信|采用|主页|内|$)"
            text = re.sub(rf"[我本全]{letter[0]}|(?<![\u4e00-\u9fff]){letter[0]}{behind}", " ", text)
        if field := _OWN_FIELD.search(name):
            text = text.replace(field[1], " ")
    return text


def subject_in(unknown: str) -> str:
    """Somebody or something that unknown words name: an office, an outlet, a column; empty for none."""
    found = _SUBJECT.search(unknown)
    return found[0] if found else ""


def narrowed(text: str) -> list[str]:
    """Why a number beside ``text`` is not a count of the whole, in Chinese."""
    return [reason for reason, words in known().narrowing.items() if words.search(text)]


def is_organ(name: str) -> bool:
    """Whether an office speaks for the whole institution."""
    return name in known().organs
