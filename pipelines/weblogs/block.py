"""What a reader hands over for one block of lines, whatever the format of the log."""

from dataclasses import dataclass

import polars as pl

# China has had no summer time since 1992, so the offset is a constant.
SHANGHAI = pl.duration(hours=8)


@dataclass(frozen=True)
class Block:
    """One block, read.

    hits: requests that look like a page: at (local time in Shanghai), request (``GET /a``), address, forwarded
        (X-Forwarded-For, may be null), agent.
    times: whole lines at a time: at (local time in Shanghai, to the day or finer), lines.
    lines: data lines in the block; directives: lines of an IIS header, which are no data.
    bad: positions of the bad lines among all lines of the block, from 0.
    problems: Chinese sentences about lines that could not be read as a whole.
    """

    hits: pl.DataFrame
    times: pl.DataFrame
    lines: int
    bad: pl.Series
    directives: int = 0
    problems: tuple[str, ...] = ()


def cut(block: bytes, separator: str, names: tuple[str, ...], columns: list[str]) -> pl.DataFrame:
    """Cut each line of a block at a separator; the first line of the block must be ``names`` joined by it.

    One row per line, blank lines too. Odd bytes become U+FFFD, pieces beyond the names are left out, empty and
    missing pieces are both null.
    """
    options = {
        "separator": separator,
        "schema": dict.fromkeys(names, pl.String),
        "columns": columns,
        "quote_char": None,
        "extra_columns": "ignore",
    }
    try:
        return pl.read_csv(block, **options)
    except pl.exceptions.ComputeError:
        # Bytes that are no UTF-8 are rare, and looking at every piece for them costs a third more.
        return pl.read_csv(block, **options, encoding="utf8-lossy")


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
