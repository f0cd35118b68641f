"""A grid of text cells with the row numbers a person sees, and the limits every reader keeps."""

from dataclasses import dataclass
from itertools import zip_longest

import polars as pl

from pipelines.faults import FileFault, error

# Excel's own number of rows; a longer export cannot be opened by the people who must check it.
MAX_ROWS = 1_048_576
# Column ZZ. The widest real export has some forty columns; a far cell makes readers reserve the whole rectangle.
MAX_COLUMNS = 702
# Rows × columns of one sheet, filled or not; ten years of the longest list have some eight million.
MAX_CELLS = 20_000_000

# Around a cell: blanks, no-break and full-width blanks, byte order marks, zero-width characters.
MARGIN = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2028\u2029"


@dataclass(frozen=True)
class Grid:
    """One table or sheet as text.

    sheet: name as Excel shows it, empty for text files. hidden: the sheet is hidden in Excel.
    cells: ``row`` (Int64, from 1 as Excel or an editor shows it; 0 for a header that stands in no row of its own) and
    ``c1`` … ``cn`` (String, null where blank). Blank rows are left out, blank columns between others are kept.
    """

    sheet: str
    hidden: bool
    cells: pl.DataFrame


def from_rows(rows: list[tuple[int, list[str | None]]], name: str, sheet: str = "", hidden: bool = False) -> Grid:
    """A grid from (row number, cells) pairs of uneven length.

    Raises:
        FileFault: ``too_large``.
    """
    width = max((len(fields) for _, fields in rows), default=0)
    check_size(len(rows), width, name, sheet)
    columns = list(zip_longest(*(fields or [None] for _, fields in rows))) or [()]
    data = {"row": [number for number, _ in rows]} | {f"c{i}": column for i, column in enumerate(columns, 1)}
    schema = {"row": pl.Int64} | {column: pl.String for column in data if column != "row"}
    return Grid(sheet, hidden, tidy(pl.DataFrame(data, schema=schema)))


def tidy(cells: pl.DataFrame) -> pl.DataFrame:
    """``row`` and ``c1`` … ``cn`` without gaps: margins cut off, blank cells null, blank rows left out.

    cells: ``row`` and any of the columns ``c<i>`` (String). Blank columns behind the last filled one are left out.
    """
    width = max((int(column[1:]) for column in cells.columns if column != "row"), default=1)
    names = [f"c{i}" for i in range(1, width + 1)]
    if missing := [c for c in names if c not in cells.columns]:
        cells = cells.with_columns(pl.lit(None, pl.String).alias(c) for c in missing)
    # Few and plain expressions: most files are small, and building a query costs more than their cells.
    cells = cells.select(pl.col("row").cast(pl.Int64), pl.col(names).str.strip_chars(MARGIN).replace("", None))
    if all(cells[c].null_count() for c in names):  # one full column shows that no row is blank
        cells = cells.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    while len(names) > 1 and cells[names[-1]].null_count() == cells.height:
        names.pop()
    return cells.select("row", *names) if len(names) < width else cells


def check_size(rows: int, columns: int, name: str, sheet: str = "") -> None:
    """Raises:
    FileFault: ``too_large``, naming the limit that is broken.
    """
    if rows > MAX_ROWS:
        what = f"行数超过 {MAX_ROWS:,} 行的上限"
    elif columns > MAX_COLUMNS:
        what = f"列数超过 {MAX_COLUMNS} 列的上限"
    elif rows * columns > MAX_CELLS:
        what = f"表格区域为 {rows:,} 行 × {columns:,} 列，上限为 {MAX_CELLS:,} 个单元格"
    else:
        return
    raise FileFault(error("too_large", what, path=name, sheet=sheet))
