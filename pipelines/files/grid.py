"""A grid of text cells with the row numbers a person sees, as every reader gives it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

import polars as pl

from pipelines.files.limits import check_size

# Around a cell: blanks, no-break and full-width blanks, byte order marks, zero-width characters.
MARGIN = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2028\u2029"

# Rows turned into Python texts at a time: most headers stand in the first.
LOOK_AHEAD = 8


class Line(NamedTuple):
    """One row of a grid that is not blank.

    at: its place in ``Grid.cells``, from 0. row: its number, as in ``Grid.cells``. texts: text by column, margins cut
    off, blank cells left out.
    """

    at: int
    row: int
    texts: dict[str, str]


@dataclass(frozen=True)
class Grid:
    """One table or sheet as text.

    sheet: name as Excel shows it, empty for text files. hidden: the sheet is hidden in Excel.
    cells: ``row`` (UInt32, from 1 as Excel or an editor shows it; 0 for a header that stands in no row of its own) and
    one String column ``c<i>`` per column of the sheet, from the first filled one on, without gaps. Cells are as the
    reader gives them, with margins and blank rows: most files are small, and a query over each costs more than its
    cells, so margins are cut where many tables are taken together (``without_margins``).
    """

    sheet: str
    hidden: bool
    cells: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        return self.cells.columns[1:]

    def lines(self) -> Iterator[Line]:
        """The rows that are not blank, one by one: who looks for a header stops where it stands."""
        for at, (row, *cells) in enumerate(self.cells.iter_rows(buffer_size=LOOK_AHEAD)):
            texts = {
                c: text for c, cell in zip(self.columns, cells, strict=True) if cell and (text := cell.strip(MARGIN))
            }
            if texts:
                yield Line(at, row, texts)


def without_margins(columns: pl.Expr) -> pl.Expr:
    """``columns`` of a grid with margins cut off and blank cells null."""
    return columns.str.strip_chars(MARGIN).replace("", None)


def is_beginning(text: str, of: str) -> bool:
    """``text`` has a number in it and is built like the beginning, or the whole, of ``of``: 2025-02-2 of 2025-01-31."""
    shape, whole = (re.sub(r"\d", "0", t.strip(MARGIN)) for t in (text, of))
    return "0" in shape and whole.startswith(shape)


def from_rows(
    rows: Sequence[tuple[int, Sequence[str | None]]], name: str, sheet: str = "", hidden: bool = False
) -> Grid:
    """A grid from (row number, cells) pairs of uneven length.

    Raises:
        FileFault: ``too_large``.
    """
    width = max((len(fields) for _, fields in rows), default=0)
    check_size(len(rows), width, name, sheet)
    columns = list(zip_longest(*(fields or [None] for _, fields in rows))) or [()]
    texts = {f"c{i}": column for i, column in enumerate(columns, 1)}
    return Grid(sheet, hidden, text_frame([number for number, _ in rows], texts))


def text_frame(row: Iterable[int], columns: Mapping[str, Iterable[str | None]]) -> pl.DataFrame:
    """``row`` and columns of text, the shape in which cells are handed on."""
    return pl.DataFrame({"row": row, **columns}, schema={"row": pl.UInt32} | dict.fromkeys(columns, pl.String))
