"""One rule for shares in tables that people fill in: ``97.5%``, ``97.5`` and ``0.975`` are the same share.

A share is kept as a fraction. What bears % or ‰ was divided when it was read. A bare number is a percentage where it,
or a neighbour in the same column for the same metric, is above 1; else it is a fraction. A bare number up to 1 beside
such a neighbour may have been meant either way, which is told. Which cells are shares is told by their unit, their
metric or the kind of rule they stand in.
"""

from functools import cache

import polars as pl

from pipelines import seeds

PERCENT = ("%", "％", "百分比", "百分数")
# What else of one table is written in the same way; a table of plans mixes its authors.
SAME_COLUMN = {"register_entry": ("source_file", "source_sheet", "metric_id")}


@cache
def share_columns(dataset: str) -> dict[str, pl.Expr]:
    """Column → whether its cell is a share, over the typed columns of ``dataset``."""
    metric = pl.col("metric_id").is_in(_percent_metrics())
    if dataset == "register_entry":
        return {"quantity": pl.col("unit").is_in(PERCENT) | metric}
    if dataset == "published_figure":
        return {"value": metric, "half_width": metric}
    if dataset == "ref_correction":
        return {"expected_value": metric, "new_value": metric}
    if dataset == "ref_target":
        share = (pl.col("comparator") == "share") | (metric & pl.col("denominator_metric_id").is_null())
        return dict.fromkeys(("expected_low", "expected_high", "base", "actual"), share)
    if dataset == "ref_rule":
        return {"threshold": pl.col("rule_kind") == "month_end_share"}
    if dataset == "ref_score_scheme":
        return {"work_weight": pl.lit(True)}
    if dataset == "ref_score_measure":
        share = pl.col("measure").is_in(("target_share", "rules_met"))
        return dict.fromkeys(("value_from", "value_to", "full_value"), share)
    return {}


def as_fractions(dataset: str, written: pl.DataFrame, typed: pl.DataFrame) -> pl.DataFrame:
    """``typed`` with every share as a fraction. written: the same rows as text, in the same order."""
    for column, is_share in share_columns(dataset).items():
        if column in written.columns and typed[column].count():
            bare = ~written[column].cast(pl.String).str.contains("[%％‰]")
            percentage = pl.col("bare") & is_share & (pl.col(column).abs() > 1)
            if same := SAME_COLUMN.get(dataset):
                percentage = pl.col("bare") & is_share & percentage.any().over(same)
            # Rounded, because a bound must be exactly what the share is that meets it: 95 becomes 0.95.
            fraction = (pl.col(column) / 100).round(12)
            value = pl.when(percentage.fill_null(False)).then(fraction).otherwise(pl.col(column))
            typed = typed.with_columns(bare=bare.fill_null(False)).with_columns(value.alias(column)).drop("bare")
    return typed


def ambiguous(dataset: str, written: pl.DataFrame, typed: pl.DataFrame) -> list[tuple[str, dict]]:
    """(column, row) of every bare number up to 1 that was read as a percentage only because of its neighbours."""
    same = SAME_COLUMN.get(dataset)
    found = []
    for column, is_share in share_columns(dataset).items() if same else ():
        if column in written.columns and typed[column].count():
            bare = written[column].cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
            numbers = typed.with_columns(bare=pl.when(is_share).then(bare))
            is_doubtful = pl.col("bare").is_between(0, 1, closed="right") & (pl.col("bare").abs() > 1).any().over(same)
            found += [(column, row) for row in numbers.filter(is_doubtful).drop("bare").iter_rows(named=True)]
    return found


def out_of_range(dataset: str, typed: pl.DataFrame) -> list[tuple[str, dict]]:
    """(column, row) of every share that is no part of a whole: below 0 or above 1."""
    return [
        (column, row)
        for column, is_share in share_columns(dataset).items()
        if column in typed.columns
        for row in typed.filter(is_share & ~pl.col(column).is_between(0, 1)).iter_rows(named=True)
    ]


@cache
def _percent_metrics() -> list[str]:
    tables = (seeds.rows_by("metric", "metric_id"), seeds.rows_by("metric_rate", "metric_id"))
    return sorted(metric for rows in tables for metric, row in rows.items() if row["unit"] == "%")
