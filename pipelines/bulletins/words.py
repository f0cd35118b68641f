"""What is left of a clause, a header or a heading when every word whose meaning is known is taken away.

A reading is certain only where nothing is left. Belongs here: which words are known (``words.toml``) and which make a
number something else than a count of the whole. Does not belong here: what a number counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipelines import declarations

_DATES = re.compile(r"[□\d]+(?:年度?|月份?|日)|(?<=月)[□\d]+号|[(（][\d一二三四五六七八九十]{0,3}[)）]")
_NO_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
# What may be spoken of around figures of whatever metric.
ANY_METRIC = "*"
# Each is known by itself; two of them side by side are a word that nobody declared.
_SYLLABLES = frozenset(
    "个人条篇次件场名部幅张套块元项校微端号内上中下里份期周月年日时分版新单附简榜栏末总本我向对把出后"
)
# What ends like an office, an outlet or a column is somebody or something else than the institution.
_SUBJECT = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,12}(?:处|部|学院|系|中心|办公室|团委|学生会|图书馆|研究院|研究所|公众号|号|网站|专题网|专栏|栏目|讲坛|课堂|"
    r"频道|工作室|协会|社团|日报|晚报|电视台|客户端|网|站|班|支部|总支)"
)

# 现将9月……情况通报如下, 以下为……: what follows is of what they name.
LEADS = re.compile("如下|以下|下列|下表|见表|附表|现将|现就|口径")
# 注：以上不含……, 以上数据仅统计……: what came before is of what they name.
_NOTES = re.compile(
    "^[（(]?(?:备注|附注|注|说明)\\d?[:：、.]|(?:^|[，。；：:（(])(?:以上|上述|上表)(?!的)|均[为是指]|皆|系指"
)
# （前8名） above a table: of the first ones alone, each of them whole.
TOP = re.compile(r"[（(]?前[\d一二三四五六七八九十]{1,3}[名位][）)]?")
_NOTE_HEAD = re.compile("^[（(]?(?:备注|附注|注|说明)\\d?[:：、.]")

# How an institution is spoken of inside its own bulletins, by what its name ends with.
_OWN_KIND = re.compile("(?:学院|中学|小学|幼儿园|医院|研究院|研究所|集团|公司|农场|总工会|法院|乐团|博物馆|中心)$")
# 柳溪镇人民政府 is 柳溪镇, 国营黑河湾农场 is 黑河湾农场.
_AROUND_NAME = re.compile("^(?:国营|国立|中共)|(?:人民政府|股份有限公司|有限责任公司|有限公司|委员会)$")
_OWN_HOUSE = re.compile(r"我院|(?<![\u4e00-\u9fff])院(?=官?网|公众号)")
# 刊发集团报道, 我集团: a word before it, that is no name.
_OWN_BEFORE = "(?:(?<![\u4e00-\u9fff])|(?<=[发道登用我全对向在将了各]))"
# What a name ends with that says only what kind of institution it is.
_KIND_OF = re.compile("(?:集团|公司|大学|学院|学校|医院|中学|小学|幼儿园|研究院|研究所|图书馆|博物馆|出版社)$")
_PLACE = "市县区省镇乡州"
_SHORT = 3
_OWN_LETTER = re.compile("[局园馆社厅所宫]$")
_OWN_FIELD = re.compile("(教育|卫生健康|农业农村|文化旅游|交通运输)(?:局|厅|委)$")


@dataclass(frozen=True)
class Topic:
    """Words that are spoken of around figures of some metrics, by an expression on their ids."""

    metrics: re.Pattern
    words: str


@dataclass(frozen=True)
class Trade:
    """Institutions by their names, and the metrics whose words are their trade."""

    names: re.Pattern
    metrics: re.Pattern


@dataclass(frozen=True)
class Declared:
    """``words.toml``; texts are words parted by blanks."""

    plain: str
    units: str
    organs: str
    papers: str
    headings: str
    units_of: frozenset[str]
    harmless: re.Pattern
    limiting: re.Pattern
    topic: tuple[Topic, ...]
    trade: tuple[Trade, ...]
    publicity: re.Pattern
    narrowing: dict[str, re.Pattern]


@cache
def known() -> Declared:
    return declarations.read(Path(__file__).with_name("words.toml"), Declared)


@cache
def _expression(with_units: bool, of_headings: bool, metric: str) -> re.Pattern:
    declared = known()
    spoken = (t.words for t in declared.topic if metric == ANY_METRIC or (metric and t.metrics.search(metric)))
    told = [declared.plain, declared.organs, *spoken]
    told += [declared.units] if with_units or of_headings else []
    told += [declared.papers, declared.headings] if of_headings else []
    words = {word for text in told for word in text.split()}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))))


@lru_cache(maxsize=4096)
def left_over(text: str, *, with_units: bool = False, of_headings: bool = False, metric: str = "") -> str:
    """The words of ``text`` that are not known, one after the other without blanks; empty where all are known.

    with_units: 各学院, 各单位 and the like are known as well, where what is counted is counted over them.
    of_headings: so are the usual names of papers and sections. metric: so is what is spoken of around its figures.
    """
    text = _DATES.sub(" ", text)
    found = list(_expression(with_units, of_headings, metric).finditer(text))
    # 个人 and 部分 are words of their own, not 个 and 人.
    joined = {at for at in range(1, len(found)) if _is_compound(found[at - 1], found[at])}
    kept, end = [], 0
    for at, word in enumerate(found):
        if at not in joined and at + 1 not in joined:
            kept.append(text[end : word.start()])
            end = word.end()
    return _NO_WORD.sub("", " ".join([*kept, text[end:]]))


def _is_compound(before: re.Match, after: re.Match) -> bool:
    return before.end() == after.start() and before[0] in _SYLLABLES and after[0] in _SYLLABLES


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without what the institution calls itself: its names, 医院 or 集团 where it is one, 教育 of a 教育局."""
    for name in names:
        for own in (name, _AROUND_NAME.sub("", name), *_from_place(name)):
            text = text.replace(own, " ") if len(own) > 1 else text
        if kind := _OWN_KIND.search(name):
            text = re.sub(rf"{_OWN_BEFORE}{kind[0]}", " ", text)
            text = _OWN_HOUSE.sub(" ", text)
        text = _without_short(text, _AROUND_NAME.sub("", name))
        if letter := _OWN_LETTER.search(name):
            behind = "(?=门户|办公室|机关|官|网|公众号|微信|采用|主页|内|$)"
            text = re.sub(rf"[我本全]{letter[0]}|{_OWN_BEFORE}{letter[0]}{behind}", " ", text)
        if field := _OWN_FIELD.search(name):
            text = text.replace(field[1], " ")
    return text


def _from_place(name: str) -> tuple[str, ...]:
    """云溪县教育局 is 县教育局 too, and 临港市总工会 市总工会 and 市总."""
    found = re.match(f"[^{_PLACE}]{{1,4}}([{_PLACE}].+)$", name)
    return () if found is None else (found[1], found[1].removesuffix("工会") if "总工会" in name else found[1])


def _without_short(text: str, name: str) -> str:
    """A text without short forms of a name: 江城师院 of 江城师范学院, 云溪教育 of 云溪县教育局, 东港 of 东港集团.

    They begin as the name does and go on with some of its characters in their order. A place alone (云溪县) is no name.
    """
    at = text.find(name[:2]) if len(name) > 2 else -1
    while at >= 0:
        end, place = at, 0
        while end < len(text) and (found := name.find(text[end], place)) >= 0:
            end, place = end + 1, found + 1
        own = text[at:end]
        if (len(own) >= _SHORT and own[-1] not in _PLACE) or own == _KIND_OF.sub("", name):
            text = text[:at] + " " * len(own) + text[end:]
        at = text.find(name[:2], end)
    return text


def note(line: str) -> str:
    """The words of a line that speak of what came before; empty for none, and where it says how to read a table."""
    limits = known().limiting.search(line)
    speaks = limits or (_NOTES.search(line) and not known().harmless.search(line))
    return _NOTE_HEAD.sub("", line) if speaks else ""


def says_how(sentence: str) -> bool:
    """Whether a sentence only says how a table is to be read."""
    return bool(known().harmless.search(sentence)) and not known().limiting.search(sentence)


def is_note(line: str) -> bool:
    return bool(_NOTE_HEAD.search(line))


def subject_in(unknown: str) -> str:
    """Somebody or something that unknown words name: an office, an outlet, a column; empty for none."""
    found = _SUBJECT.search(unknown)
    return found[0] if found else ""


def narrowed(text: str) -> list[str]:
    """Why a number beside ``text`` is not a count of the whole, in Chinese."""
    return [reason for reason, words in known().narrowing.items() if words.search(text)]


def is_trade(institution: str, metric: str) -> bool:
    """Whether figures of a metric may be what an institution is there for, by the words that name it."""
    return any(t.names.search(institution) and t.metrics.search(metric) for t in known().trade)


def is_organ(name: str) -> bool:
    """Whether an office speaks for the whole institution."""
    return name in known().organs.split()
