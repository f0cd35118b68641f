"""Numbers and names of persons in text that is kept for something else: they are masked before anything is stored.

A column of persons is left out by its declaration; this is about what people write into titles, topics, links, and
into the wrong column. Telephone numbers are known by their shape, identity and bank-card numbers by their check digits.
"""

import re
from collections.abc import Iterable
from datetime import date

PHONE, IDENTITY, CARD, NAME = "电话号码", "身份证号", "银行卡号", "人名"
# Typed in a Chinese input method, digits may be full-width; groups are set apart by a blank or a dash of any width, by
# a character that is not seen, and those of a telephone number by dots.
_D, _GAP, _DOT = "[0-9０-９]", "[ \u00a0\u2009\u200b\u2060\u3000‐‑‒–—−－-]?", "[.·．]"
_HALF_WIDTH = {ord("０") + i: ord("0") + i for i in range(10)}
_SHAPES = (
    (IDENTITY, re.compile(rf"(?<!{_D}){_D}{{6}}{_GAP}{_D}{{8}}{_GAP}{_D}{{3}}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])")),
    (CARD, re.compile(rf"(?<!{_D})(?:{_D}{{4}}{_GAP}){{3,4}}{_D}{{1,4}}(?!{_D})")),
    (
        PHONE,
        re.compile(
            rf"(?<!{_D})(?:\+?86{_GAP})?[1１][3-9３-９]{_D}(?:{_DOT}{_D}{{4}}{_DOT}{_D}{{4}}|{_GAP}"
            rf"(?:{_D}{{4}}{_GAP}{_D}{{4}}|{_D}{{3}}{_GAP}{_D}{{5}}|{_D}{{5}}{_GAP}{_D}{{3}}))(?!{_D})"
        ),
    ),
)
# What may hold one of them: few texts do, and looking at each takes long. Ids and links have such shapes of their own.
SUSPECTED = rf"{_D}(?:{_GAP}{_DOT}?{_D}){{10}}"
SUSPECTED_IN_IDS = (
    r"[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]|62[0-9]{14}|[=:]1[3-9][0-9]{9}(?:$|[&/#?])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Of a number so much stays that its cell can be found again.
_SHOWN = 3
# Two to four characters, or names with a middle dot.
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+")
_BETWEEN_PERSONS = re.compile(r"[、，,;；/\s（）()]+")


def masked(text: str, is_id: bool = False) -> tuple[str, list[str]]:
    """``text`` without numbers of persons, and the kinds that were found.

    is_id: an id or a link, where a number of sixteen digits is the platform's own: cards of UnionPay alone are meant.
    """
    found = []
    for kind, shape in _SHAPES:
        for match in reversed(list(shape.finditer(text))):
            if _is_meant(kind, match[0], is_id):
                text = text[: match.start()] + _hidden(match[0]) + text[match.end() :]
                found.append(kind)
    return text, sorted(set(found))


def _is_meant(kind: str, written: str, is_id: bool) -> bool:
    digits = re.sub("[^0-9X]", "", written.translate(_HALF_WIDTH).upper().replace("Ｘ", "X"))
    if kind == IDENTITY:
        return _is_identity(digits)
    if kind == CARD:
        return (
            16 <= len(digits) <= 19 and digits[0] in "3456" and (digits.startswith("62") or not is_id) and _luhn(digits)
        )
    return True


def _is_identity(number: str) -> bool:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    check = "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]
    return number[0] != "0" and born.year >= 1900 and number[17] == check


def _luhn(number: str) -> bool:
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _hidden(written: str) -> str:
    return written[:_SHOWN] + re.sub(r"[0-9０-９XxＸｘ]", "*", written[_SHOWN:])


def persons(cells: Iterable[str | None]) -> set[str]:
    """Names in the cells of a column of persons; two cells of one character are no name."""
    texts = {cell.strip() for cell in cells if cell}
    return {name for text in texts for name in _BETWEEN_PERSONS.split(text) if _PERSON.fullmatch(name)}


def without_names(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, name[0] + "某" * (len(name) - 1))
    return text
