"""What a reader hands over for one block of lines, whatever the format of the log."""

from dataclasses import dataclass

import polars as pl

# China has had no summer time since 1992, so the offset is a constant.
SHANGHAI = pl.duration(hours=8)


@dataclass(frozen=True)
class Block:
    """One block, read.

    hits: requests that look like a page, in the order of the lines: at (local time in Shanghai), request (``GET /a``),
        address, forwarded (X-Forwarded-For, may be null), agent.
    days: local date (``date``) and number of whole lines of that day (``lines``).
    lines: data lines in the block; directives: lines of an IIS header, which are no data.
    bad: positions of the bad lines among all lines of the block, from 0.
    """

    hits: pl.DataFrame
    days: pl.DataFrame
    lines: int
    bad: pl.Series
    directives: int = 0


def cut(block: bytes, separator: str, names: tuple[str, ...], columns: list[str]) -> pl.DataFrame:
    """Cut each line of a block at a separator; the first line of the block must be ``names`` joined by it.

    One row per line, blank lines too. Odd bytes become U+FFFD, pieces beyond the names are left out, empty and
    missing pieces are both null.
    """
    return pl.read_csv(
        block,
        separator=separator,
        schema=dict.fromkeys(names, pl.String),
        columns=columns,
        quote_char=None,
        encoding="utf8-lossy",
        extra_columns="ignore",
    )


def days_of(times: pl.DataFrame) -> pl.DataFrame:
    """Columns at, lines → lines per local date; lines without a time are left out."""
    return (
        times.lazy()
        .drop_nulls("at")
        .group_by(date=pl.col("at").dt.date())
        .agg(lines=pl.col("lines").sum().cast(pl.Int64))
        .sort("date")
        .collect()
    )
