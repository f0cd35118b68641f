"""Numbers of an earlier bulletin that a sentence corrects: 由12更正为15, 原为“126篇”，应为118篇, 有误，应为15篇.

Belongs here: which number is the corrected one. Does not belong here: what it counts, and into which bulletin it goes.
"""

import re
from dataclasses import dataclass

from pipelines.bulletins.numerals import NUMERAL

OLD = "是更正前的数"
NEW = "是更正后的数，请确认它说的是哪份通报、哪段时间"
_UNIT = "(?:人次|篇次|条次|场次|[人名篇条个件次场期项块张套部份家则组])?"
_TURNED = "(?:更正|修正|订正|更改|调整|改)(?:为|成)|应(?:为|是|该是)"
_CORRECTED = re.compile(
    rf"(?:原[来先]?[为是]?|由|误[作写为]+)?(?P<open>[“「])?(?P<old>{NUMERAL}{_UNIT})[”」]?[，、（(]?(?:有误|错误)?[，、]?"
    rf"(?:{_TURNED})[“「]?(?P<new>{NUMERAL}{_UNIT})[”」]?"
)
_WRONG = re.compile(rf"(?:有误|错误|不准确)[，、]?(?:{_TURNED})[“「]?(?P<new>{NUMERAL}{_UNIT})[”」]?")


@dataclass(frozen=True)
class Correction:
    """span: where it stands. old: the number it takes back, empty where it prints none; new: what it prints instead.

    probe: the sentence up to there with the new number in place of the old one.
    """

    span: tuple[int, int]
    old: str
    new: str
    probe: str


def find(sentence: str) -> list[Correction]:
    """Every correction of a sentence, from left to right."""
    found = [*_CORRECTED.finditer(sentence), *_WRONG.finditer(sentence)]
    taken: list[Correction] = []
    for m in sorted(found, key=lambda m: (m.start(), -m.end())):
        begins = max((e.end() for e in re.finditer("[，；。]", sentence[: m.start()])), default=0)
        if not taken or taken[-1].span[1] <= m.start():
            told = m.groupdict()
            taken.append(Correction(m.span(), told.get("old") or "", m["new"], sentence[begins : m.start()] + m["new"]))
    return taken
