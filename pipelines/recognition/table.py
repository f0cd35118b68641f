"""A recognised table: the hand-over from recognition to conforming."""

from dataclasses import dataclass

import polars as pl

from pipelines.sources.catalog import Format

# Stands for a header that the writer of the file forgot.
NAMELESS = "（缺名的列）"


@dataclass(frozen=True)
class Table:
    """One table of one declared format.

    sheet: name as Excel shows it; of JSON the path to the records; empty for text files.
    columns: header text as printed, by column (``c3``), for every non-blank header cell.
    title: the text above the header, joined by blanks; empty where it says nothing about the period.
    rows: ``row`` and the columns as text, as the reader gives them (see ``Grid.cells``); of JSON only the members that
        the format knows.
    torn: rows of a text file with more cells than the header; an unquoted comma has moved them, nobody knows which.
    """

    fmt: Format
    sheet: str
    header_row: int
    columns: dict[str, str]
    title: str
    rows: pl.DataFrame
    torn: frozenset[int] = frozenset()
