"""Rows of one's own tables that do not count: examples of a template, and proposals that nobody has confirmed.

Three headers decide, wherever they stand: a row with a text under 示例 is a picture of a row, under 确认 only 是 makes
a proposal count, and under 怎么处理 a row counts once anything is decided. Without the column every row counts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from pipelines.faults import Fault, shorten, warning
from pipelines.sources.catalog import normalise

if TYPE_CHECKING:
    from pipelines.rows.canonical import RawTable

EXAMPLE, CONFIRMED, DECISION = "示例", "确认", "怎么处理"
YES = ("是", "√", "✓", "1", "y", "yes", "对", "确认")


def counting(columns: dict[str, str]) -> pl.Expr:
    """Whether a row counts. columns: column of the grid → header."""
    named = {normalise(text): column for column, text in columns.items()}
    conditions = []
    if column := named.get(EXAMPLE):
        conditions.append(pl.col(column).fill_null("").str.strip_chars() == "")
    if column := named.get(CONFIRMED):
        conditions.append(pl.col(column).fill_null("").str.strip_chars().str.to_lowercase().is_in(YES))
    if column := named.get(DECISION):
        conditions.append(pl.col(column).fill_null("").str.strip_chars() != "")
    return pl.all_horizontal(True, *conditions)


def edited_examples(raw: "RawTable") -> Iterator[Fault]:
    """A row that still has the mark of an example and says something else than the template's: its clerk believes that
    it counts."""
    mark = next((c for c, text in raw.table.columns.items() if normalise(text) == EXAMPLE), None)
    if mark is None:
        return
    told = [{c: row.get(c, "") for c in raw.source} for row in raw.fmt.example]
    for row in raw.table.rows.filter(~counting({mark: EXAMPLE})).iter_rows(named=True):
        written = {c: (row[column] or "").strip() for c, column in raw.source.items()}
        if written not in told and any(written.values()):
            what = f"这一行标着“{shorten(row[mark], 10)}”，不计入，内容却不是模板里的示例"
            where = {"sheet": raw.sheet, "row": row["row"], "column": raw.table.columns[mark]}
            yield warning("edited_example", what, path=raw.file.name, dataset=raw.fmt.dataset, **where)
