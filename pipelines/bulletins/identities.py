"""Numbers of one sentence that cannot all be right: a part larger than its whole, a share that its counts do not make.

Belongs here: what a sentence says of parts and wholes. Does not belong here: shares in tables (``forms``), identities
between figures of known metrics (the warehouse compares those).
"""

import re
from typing import NamedTuple

TOO_LARGE = "“其中”的数比前面的总数还大"
NO_SHARE = "占比和数量对不上：占比前面的数量除以这一句里的总数，得不出这个占比"
NO_WHOLE = "占比和数量对不上：这个数量除以任何整数都得不出这个占比"
NO_HUNDRED = "这一句里各个占比加起来不是 100%"
# Numbers that are read or listed all the same: this is told of them besides.
CONTRADICTIONS = (TOO_LARGE, NO_SHARE, NO_WHOLE, NO_HUNDRED)

# Counts as they are printed; what is about, over or under so many proves nothing.
_COUNT = re.compile(
    r"(?<![\d.,约超逾近过])(?P<n>\d{1,3}(?:,\d{3})+|\d+)"
    r"(?P<unit>人次|篇次|条次|[人名篇条个件次场期项块张部份家])(?![余多+以])"
)
_SHARE = re.compile(r"占(?:总数|总量|总人数|全部|比|到|了|的|为|达)*(?P<p>\d+(?:\.(?P<decimals>\d+))?)%")
_BETWEEN = re.compile("[，,、（(]?(?:约)?$")
# A part of another period, or of something that counts otherwise, may be larger.
_OTHERWISE = re.compile("累计|同比|环比|[较比]|上年|去年|以来|全年|平均|均|最高")
# Three shares or more that nearly make a whole are meant to.
_NEARLY = (97, 103)
_MOST_WHOLES = 1000


class _Count(NamedTuple):
    start: int
    end: int
    value: int
    unit: str


def broken(sentence: str) -> list[tuple[str, str]]:
    """(number as printed, why it cannot be right) of one sentence without blanks, in half-width digits."""
    counts = [_Count(m.start(), m.end(), int(m["n"].replace(",", "")), m["unit"]) for m in _COUNT.finditer(sentence)]
    return _parts(sentence, counts) + _shares(sentence, counts)


def _parts(sentence: str, counts: list[_Count]) -> list[tuple[str, str]]:
    found = []
    for part in re.finditer("其中([^；;]*?)(?=其中|[；;]|$)", sentence):
        for one in (c for c in counts if part.start() <= c.start < part.end()):
            wholes = [c.value for c in counts if c.end <= part.start() and c.unit == one.unit]
            clause = re.split("[，,、]", sentence[part.start() : one.start])[-1]
            if wholes and one.value > max(wholes) and not _OTHERWISE.search(clause):
                found.append((sentence[one.start : one.end], TOO_LARGE))
    return found


def _shares(sentence: str, counts: list[_Count]) -> list[tuple[str, str]]:
    found = []
    shares = list(_SHARE.finditer(sentence))
    for share in shares:
        part = next((c for c in counts if c.end <= share.start() <= c.end + 3), None)
        if part is None or not _BETWEEN.fullmatch(sentence[part.end : share.start()]):
            continue
        wholes = [c.value for c in counts if c.end <= part.start and c.unit == part.unit and c.value >= part.value]
        if wholes and not any(_makes(part.value, whole, share) for whole in wholes):
            found.append((share[0].removeprefix("占"), NO_SHARE))
        elif not wholes and not any(_makes(part.value, n, share) for n in _wholes(part.value, share)):
            found.append((share[0].removeprefix("占"), NO_WHOLE))
    total = sum(float(share["p"]) for share in shares)
    rounding = 0.5 * len(shares) / 10 ** min((len(s["decimals"] or "") for s in shares), default=0)
    if len(shares) > 2 and _NEARLY[0] < total < _NEARLY[1] and abs(total - 100) > rounding + 1e-9:
        found.append(("、".join(f"{share['p']}%" for share in shares), NO_HUNDRED))
    return found


def _wholes(part: int, share: re.Match) -> range:
    """The whole numbers that a part of such a share can be one of, with their neighbours."""
    middle = round(100 * part / float(share["p"])) if float(share["p"]) else 0
    return range(max(part, middle - _MOST_WHOLES, 1), middle + _MOST_WHOLES)


def _makes(part: int, whole: int, share: re.Match) -> bool:
    """Whether a share is what the counts make, to one unit of its last place (cut or rounded)."""
    return abs(100 * part / whole - float(share["p"])) <= 1.01 / 10 ** len(share["decimals"] or "") if whole else False
