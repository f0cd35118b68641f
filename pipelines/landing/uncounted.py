"""Names that an office has said need not count: outside units, outlets, columns, Party branches.

In the tables 不统计 stands where the department, the branch, the class of a column or the level of an outlet would. A
row of such a name reaches no figure at all; that it was left out, and why, is told with the file.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.contracts import Dataset
from pipelines.faults import NOTE, Fault, shorten
from pipelines.institution.pointers import JOINT, MAY_NOT_COUNT, NOT_COUNTED
from pipelines.institution.tables import NAMED, Reference
from pipelines.landing.entries import Entry
from pipelines.landing.names import NAME_SOURCE
from pipelines.rows.conform import event_day

# Table → dimension, column of the name, column of the source or site it holds for.
TABLES = {
    "ref_department_alias": ("department", "alias", "source"),
    "ref_party_org_alias": ("party_org", "alias", "source"),
    "ref_site_column": ("site_column", "column_name", "site_id"),
    "ref_outlet": ("outlet", "outlet", ""),
}
# Several may stand in one cell: what is left of it still counts.
JOINED = ("department", "outlet")


@dataclass(frozen=True)
class Rule:
    """One row that says so. scope: source or site, empty for all. reason: what the clerk noted."""

    scope: str
    first: date
    last: date
    reason: str


def rules_of(reference: Reference) -> dict[str, dict[str, list[Rule]]]:
    """Dimension → name → the rows that say it does not count."""
    found: dict[str, dict[str, list[Rule]]] = {}
    for name, (kind, column, scope) in TABLES.items():
        for row in reference.rows(name):
            if row[MAY_NOT_COUNT[name]] == NOT_COUNTED:
                rule = Rule(
                    (row[scope] if scope else "") or "",
                    row["valid_from"] or date.min,
                    row["valid_to"] or date.max,
                    row.get("note") or "",
                )
                found.setdefault(kind, {}).setdefault(row[column], []).append(rule)
    return found


def leave_out(
    frame: pl.DataFrame, data: Dataset, source: str, rules: dict[str, dict[str, list[Rule]]], entries: dict[str, Entry]
) -> tuple[pl.DataFrame, Counter[str]]:
    """``frame`` without the rows of such names, which are told in ``entries``, and how many each file had.

    A second name of one kind in a row (who contributed to somebody's article) is only taken out of its cell.
    """
    first_of: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    for column, kind in data.names.items():
        is_owner = first_of.setdefault(kind, column) == column
        for text, part, rest, rule in _found(frame, column, kind, rules.get(kind, {})):
            concerned = frame.filter(_concerns(frame, data, source, column, text, kind, rule))
            if not concerned.height:
                continue
            _tell(concerned, data, column, part, rule, kind, bool(rest) or not is_owner, entries)
            here = _concerns(frame, data, source, column, text, kind, rule)
            if rest or not is_owner:
                kept = pl.when(here).then(pl.lit(rest or None, pl.String)).otherwise(column)
                frame = frame.with_columns(kept.alias(column))
            else:
                left_out.update(concerned["source_file"])
                frame = frame.filter(~here)
    return frame, left_out


def _found(
    frame: pl.DataFrame, column: str, kind: str, rules: dict[str, list[Rule]]
) -> Iterator[tuple[str, str, str, Rule]]:
    """(text of a cell, name in it that does not count, what is left of the text, rule)."""
    if not rules:
        return
    for text in frame[column].drop_nulls().unique(maintain_order=True):
        parts = [text] if text in rules or kind not in JOINED else [p for p in re.split(JOINT, text) if p]
        gone = [p for p in parts if p in rules]
        rest = "、".join(p for p in parts if p not in rules)
        for rule in rules[gone[0]] if gone else ():
            yield text, gone[0], rest, rule


def _concerns(
    frame: pl.DataFrame, data: Dataset, source: str, column: str, text: str, kind: str, rule: Rule
) -> pl.Expr:
    condition = pl.col(column) == text
    if rule.scope and kind == "site_column":
        condition &= pl.col("site_id") == rule.scope
    elif rule.scope and rule.scope != NAME_SOURCE.get(data.name, source):
        condition = pl.lit(False)
    if rule.first > date.min or rule.last < date.max:
        condition &= event_day(data).is_between(rule.first, rule.last).fill_null(False)
    return condition.fill_null(False)


def _tell(
    concerned: pl.DataFrame,
    data: Dataset,
    column: str,
    part: str,
    rule: Rule,
    kind: str,
    is_part: bool,
    entries: dict[str, Entry],
) -> None:
    why = f"，原因：{shorten(rule.reason)}" if rule.reason else ""
    for (name,), rows in concerned.group_by("source_file", maintain_order=True):
        what = "没有计入这个名字，行里其余的照常计入" if is_part else f"{rows.height} 行没有计入"
        fault = Fault(
            NOTE,
            "not_counted",
            f"{NAMED[kind][0]}“{shorten(part, 30)}”登记为{NOT_COUNTED}{why}：{what}。",
            path=name,
            sheet=rows["source_sheet"][0] or "",
            row=rows["source_row"][0],
            column=column,
            value=part,
            month=rows["month"][0] or "",
            dataset=data.name,
            count=rows.height,
        )
        entries[name].faults.append(fault)
