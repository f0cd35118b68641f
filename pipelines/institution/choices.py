"""Words that a table may choose freely but must then always write alike: types, levels, settings.

An institution may list its own words in 单位信息; then no other is taken. Where it does not, a word that stands once
beside a much alike one that stands often is doubted. Nothing is ever merged because it looks alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from pipelines.institution.pointers import JOINT

# Item of 单位信息 → the table and column whose words it lists.
LISTS = {
    "部门类型": ("ref_department", "type"),
    "站点级别": ("ref_site", "level"),
    "党组织类型": ("ref_party_org", "type"),
    "媒体级别": ("ref_outlet", "level"),
    "媒体类型": ("ref_outlet", "type"),
}
# Where such words are named again: table, column, item. Several may stand in a cell.
USES = (
    ("ref_score_scheme", "unit_types", "部门类型"),
    ("ref_score_rule", "unit_types", "部门类型"),
    ("ref_score_measure", "unit_types", "部门类型"),
    ("ref_score_rule", "level", "媒体级别"),
    ("ref_target", "outlet_levels", "媒体级别"),
)
# Items that take one of two answers.
SETTINGS = {"通报部门名称": ("正式名称", "来源写法")}
OFTEN = 2
# Of a hundred: 二级学院 and 二级学园 have 75, 党群 and 行政 none.
ALIKE = 60
# 护理系 and 护理学院 share so much, a health commission and the Youth League no more than a letter.
HALF_ALIKE = 50


class Doubt(NamedTuple):
    """A word that is not to be chosen (is_error) or looks like a slip of the pen."""

    table: str
    row: dict
    column: str
    value: str
    message: str
    is_error: bool


def doubtful_choices(tables: dict[str, pl.DataFrame]) -> Iterator[Doubt]:
    """tables: all ``ref_`` tables by name."""
    listed = {row["item"]: row["content"] or "" for row in tables["ref_institution"].iter_rows(named=True)}
    for item, answers in SETTINGS.items():
        for row in tables["ref_institution"].filter(pl.col("item") == item).iter_rows(named=True):
            if row["content"] not in answers:
                yield Doubt("ref_institution", row, "content", row["content"], _refused(row["content"], answers), True)
    for item, (table, column) in LISTS.items():
        counts = Counter(tables[table][column].drop_nulls())
        declared = _words(listed.get(item, ""))
        for row in tables[table].iter_rows(named=True):
            value = row[column]
            if value is None or value in declared:
                continue
            if declared:
                message = f"单位信息的“{item}”里没有：{_refused(value, declared)}"
                yield Doubt(table, row, column, value, message, True)
            elif counts[value] == 1 and (near := nearest(value, [w for w, n in counts.items() if n >= OFTEN])):
                message = f"“{value}”只写了一次，与写过几次的“{near}”相近，是不是写错了"
                yield Doubt(table, row, column, value, message, False)
    for table, column, item in USES:
        known = _words(listed.get(item, "")) or list(dict.fromkeys(tables[LISTS[item][0]][LISTS[item][1]].drop_nulls()))
        for row in tables[table].iter_rows(named=True):
            for value in _words(row[column] or ""):
                # Levels are also written in ledgers: without a list only what looks like a slip is refused.
                if value not in known and known and (item == "部门类型" or item in listed or nearest(value, known)):
                    yield Doubt(table, row, column, value, f"{item}里没有：{_refused(value, known)}", True)


def nearest(value: str, known: list[str]) -> str:
    """The word of ``known`` that is most like ``value``; empty where none is much alike."""
    from rapidfuzz import fuzz, process  # most homes write all words alike

    found = process.extractOne(value, known, scorer=fuzz.ratio, score_cutoff=ALIKE) if known else None
    return found[0] if found else ""


def may_be_meant(name: str, known: str) -> bool:
    """Whether ``known`` may stand in a form before anyone has chosen: alike as a whole, or ``name`` is short for it."""
    from rapidfuzz import fuzz

    rest = iter(known)
    return fuzz.ratio(name, known) >= HALF_ALIKE or known in name or all(letter in rest for letter in name)


def _words(text: str) -> list[str]:
    return [word for word in re.split(JOINT, text) if word]


def _refused(value: str, known: Iterable[str]) -> str:
    near = nearest(value, list(known))
    return f"“{value}”，可写：{'、'.join(known)}" + (f"；相近的是“{near}”" if near else "")
