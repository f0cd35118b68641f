"""Numbers as Chinese bulletins print them: 33, 59.2万, 2千多, 三百余, 数十, 近**, 7-8, 2000+.

Belongs here: what a printed numeral says. Does not belong here: what is being counted.
"""

import re
from dataclasses import dataclass

_DIGIT = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SCALE = {"十": 10, "百": 100, "千": 1_000}
_BIG = {"万": 10_000, "亿": 100_000_000}
# 数十 and 几百 promise more than one of the unit: two is the least that keeps the promise.
_SEVERAL = 2

_LOWER_BEFORE = "至少|超过|超|逾|突破|上"
_ABOUT_BEFORE = "大约|约"
_NEAR_BEFORE = "将近|接近|近"
_LOWER_AFTER = "余|多|几|\\+"

_WORD = "〇零一二两三四五六七八九十百千万亿"
# Behind a number and a blank another number is no part of a sentence.
AFTER_NUMBER = r"(?<!\d )"
# Lengths are bounded, and a numeral does not begin inside another: hostile text must not cost more than its length.
NUMERAL = (
    rf"(?:(?<![\d.*{_WORD}]){AFTER_NUMBER}(?:{_LOWER_BEFORE}|{_ABOUT_BEFORE}|{_NEAR_BEFORE})?"
    rf"(?:\d[\d,]{{0,15}}(?:\.\d{{1,6}})?(?:[-–—―~至]\d[\d,]{{0,15}}(?:\.\d{{1,6}})?)?"
    # In 新闻数十条 the 数 belongs to the number.
    rf"|\*{{1,12}}|[数几](?=[十百千万亿])|(?<![数几])[{_WORD}]{{1,12}})"
    rf"(?:[余多几](?=[千万亿]))?[十百千万亿]{{0,3}}(?:{_LOWER_AFTER})?|多)(?![\d.])"
)
AFTER_UNIT = r"(?:以上|左右|上下)?"

_SHAPE = re.compile(
    rf"(?P<before>{_LOWER_BEFORE}|{_ABOUT_BEFORE}|{_NEAR_BEFORE})?"
    r"(?P<core>\d[\d,]*(?:\.\d+)?|\*+|[数几][十百千万亿]+|[〇零一二两三四五六七八九十百千万亿]+)"
    r"(?:[-–—―~至](?P<upto>\d[\d,]*(?:\.\d+)?))?"
    rf"(?P<inner>[余多几](?=[千万亿]))?(?P<scale>[十百千万亿]*)(?P<after>{_LOWER_AFTER})?"
)


@dataclass(frozen=True)
class Numeral:
    """What a printed numeral says.

    value: the number, for a bound the bound itself, for a range its lower end; None where the print is masked
        or says only 多.
    qualifier: exact, at_least, nearly, about, rounded, masked, range or unquantified.
    half_width: how far the true number may lie from a rounded one (59.2万 → 500), else None.
    """

    printed: str
    value: float | None
    qualifier: str
    half_width: float | None = None


def read_numeral(printed: str, after_unit: str = "") -> Numeral | None:
    """Read one printed numeral (half-width characters, no unit); None when it is not a numeral.

    ``after_unit`` is what follows the unit: ``10次以上`` is read as ("10", "以上").
    """
    if printed == "多":
        return Numeral(printed, None, "unquantified")
    shape = _SHAPE.fullmatch(printed)
    if shape is None:
        return None
    core, scale = shape["core"], shape["scale"]
    if printed in _BIG:
        return None
    if core[0] == "*":
        return Numeral(printed, None, "masked")
    factor = _factor(scale)
    if core[0] in "数几":
        return Numeral(printed, float(_SEVERAL * _factor(core[1:]) * factor), "at_least")
    if core[0].isdigit():
        base = float(core.replace(",", ""))
    else:
        words = _words(core)
        if words is None:
            return None
        base = float(words)
    value = round(base * factor, 6)
    if shape["upto"]:
        return Numeral(printed, value, "range")
    qualifier = _qualifier(shape, after_unit)
    half_width = _half_width(core, factor)
    if qualifier == "exact" and half_width:
        return Numeral(printed, value, "rounded", half_width)
    return Numeral(printed, value, qualifier)


def _qualifier(shape: re.Match, after_unit: str) -> str:
    before = shape["before"] or ""
    if before in _NEAR_BEFORE.split("|"):
        return "nearly"
    if before in _ABOUT_BEFORE.split("|") or after_unit in ("左右", "上下"):
        return "about"
    if before or shape["after"] or shape["inner"] or after_unit == "以上":
        return "at_least"
    return "exact"


def _half_width(core: str, factor: float) -> float | None:
    """Half of the last printed place when a multiplier hides the places behind it."""
    if core[0].isdigit():
        decimals = len(core.partition(".")[2])
        return 0.5 * factor / 10**decimals if factor > 1 else None
    return 0.5 * _BIG[core[-1]] if core[-1] in _BIG else None


def _factor(scale: str) -> float:
    factor = 1
    for character in scale:
        factor *= _SCALE.get(character) or _BIG[character]
    return factor


def _words(text: str) -> int | None:
    """Chinese number words below 10^12: 三百五十, 十二, 二十一万; a bare run of digits is read digit by digit."""
    if all(c in _DIGIT for c in text):
        return int("".join(str(_DIGIT[c]) for c in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGIT:
            digit = _DIGIT[character]
        elif character in _SCALE:
            section += (digit or 1) * _SCALE[character]
            digit = 0
        else:
            total = (total + section + digit or 1) * _BIG[character]
            section = digit = 0
    return total + section + digit


def number_in(text: str) -> float | None:
    """The first number of a text with its unit (``12.5%``, ``3,400余万次``); None without one."""
    found = re.search(NUMERAL, text)
    numeral = read_numeral(found[0]) if found else None
    return numeral.value if numeral else None
