"""Rows of one's own tables that do not count: examples of a template, and proposals that nobody has confirmed.

Three headers decide, wherever they stand: a row with a text under 示例 is a picture of a row, under 确认 only 是 makes
a proposal count, and under 怎么处理 a row counts once anything is decided. Without the column every row counts.
"""

import polars as pl

from pipelines.sources.catalog import normalise

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
