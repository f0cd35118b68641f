"""What a reader hands over for one block of lines, whatever the format of the log."""

from dataclasses import dataclass

import polars as pl

# China has had no summer time since 1992, so the offset is a constant.
SHANGHAI = pl.duration(hours=8)


@dataclass(frozen=True)
class Block:
    """One block, read.

    hits: requests that look like a page: at (local time in Shanghai), request (``GET /a``), peer (what the line says
        of the client: see peers.py), host (the site asked for; null where no field of its own says it), forwarded
        (X-Forwarded-For, may be null), agent (null where the log has none; an empty one is text).
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

    One row per line, blank lines too. Lines in GBK become UTF-8, other odd bytes U+FFFD, pieces beyond the names are
    left out, empty and missing pieces are both null.
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
        return pl.read_csv(decoded(block), **options, encoding="utf8-lossy")


def decoded(block: bytes) -> bytes:
    """The same lines with those that are GBK, not UTF-8, put into UTF-8; what is neither stays as it is."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return b"\n".join(map(_line_decoded, block.split(b"\n")))
    return block


def _line_decoded(line: bytes) -> bytes:
    if line.isascii():
        return line
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = line.decode("gb18030")
        except UnicodeDecodeError:
            return line
        # A bracket may be half of a character: then the line is rather damaged than GBK.
        if text.count("[") == line.count(b"[") and text.count("]") == line.count(b"]"):
            return text.encode()
    return line


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
