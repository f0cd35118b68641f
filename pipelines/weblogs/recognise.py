"""Which log format a file is in, by its content."""

import zlib

import polars as pl

from pipelines.weblogs.combined import COMBINED
from pipelines.weblogs.iis import NEEDED
from pipelines.weblogs.stream import BOM, GZIP_MAGIC

# Enough to see past a few cut or empty requests, little enough to cost nothing.
_HEAD_BYTES = 256 << 10
_LINES = 50


def looks_like_log(first_bytes: bytes, name: str) -> str | None:
    """Format of the log that begins with ``first_bytes`` (64 KiB or more are best), or None when it is no log.

    ``combined``: nginx or Apache; ``iis_w3c``: IIS. Plain or gzip. The name decides nothing: rotated logs are called
    anything (``access.log.1``, ``access.log-20240101``).
    """
    lines = _lines(first_bytes)
    for line in lines:
        if line.startswith("#Fields:"):
            fields = line.lower().split()
            return "iis_w3c" if {"cs-method", "cs-uri-stem"} <= set(fields) or set(NEEDED) <= set(fields) else None
    if not lines:
        return None
    whole = pl.Series(lines).str.contains(COMBINED).sum()
    return "combined" if whole and whole * 2 >= len(lines) else None


def _lines(first_bytes: bytes) -> list[str]:
    if first_bytes.startswith(GZIP_MAGIC):
        try:
            first_bytes = zlib.decompressobj(wbits=31).decompress(first_bytes, _HEAD_BYTES)
        except zlib.error:
            return []
    text = first_bytes[:_HEAD_BYTES].removeprefix(BOM).decode("utf-8", errors="replace")
    # The last line may be cut by the end of the bytes, unless it is the only one.
    lines = text.split("\n")
    return [line.rstrip("\r") for line in (lines[:-1] or lines)[:_LINES] if line.strip()]
