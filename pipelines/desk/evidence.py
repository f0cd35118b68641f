"""追溯: the rows of exports behind a figure, with what was read in each of them.

A row is shown as it was landed: what the reader drops (names of persons, telephones) is not here either.
"""

from collections.abc import Sequence
from datetime import date, datetime

import duckdb
import polars as pl

from pipelines.contracts import CONTRACTS
from pipelines.home import Home
from pipelines.lineage.evidence import Evidence, SourceRow
from pipelines.lineage.evidence import places as places_of
from pipelines.sources import catalog

# Of one sheet so many rows are shown; the figure adds up all of them.
SHOWN_ROWS = 40


def tree(connection: duckdb.DuckDBPyConnection, home: Home, evidence: Evidence) -> dict:
    """The evidence as a page shows it: text, agrees, parts (the same again) and places.

    A place has path, sheet, count, total, columns and rows: (row, what it adds, cells of ``columns``), at most
    ``SHOWN_ROWS``; ``gone`` says that the file is another one than was published.
    """
    listed = [row for row in evidence.rows if row.path]
    return {
        "text": evidence.text,
        "agrees": evidence.agrees,
        "places": [_place(connection, home, place, listed) for place in places_of(listed)],
        "whole": sum(row.value or 0 for row in evidence.rows if not row.path),
        "parts": [tree(connection, home, part) for part in evidence.parts],
    }


def _place(connection, home: Home, place, listed: Sequence[SourceRow]) -> dict:
    rows = [r for r in listed if (r.path, r.sheet) == (place.path, place.sheet)]
    shown = rows[:SHOWN_ROWS]
    columns, cells = _landed(connection, home, place.path, place.sheet, [r.row for r in shown if r.row is not None])
    return {
        "path": place.path,
        "sheet": place.sheet,
        "count": place.count,
        "total": place.total,
        "columns": columns,
        "rows": [(r.row, r.value, cells.get(r.row or 0, [])) for r in shown],
        "more": len(rows) - len(shown),
        "gone": not cells,
    }


def _landed(connection, home: Home, path: str, sheet: str, wanted: list[int]) -> tuple[list[str], dict[int, list[str]]]:
    """Headers of the columns that were read, and row → its cells in their order."""
    files = connection.execute(
        "SELECT DISTINCT file_id, dataset, format FROM quality.files WHERE path = ? AND dataset IS NOT NULL", [path]
    ).fetchall()
    for file_id, dataset, fmt_id in files:
        paths = sorted((home.landing / dataset).glob("*.parquet"))
        if dataset not in CONTRACTS or not paths or not wanted:
            continue
        found = (
            pl.scan_parquet(paths, glob=False)
            .filter(
                pl.col("file_id") == file_id,
                pl.col("source_file") == path,
                pl.col("source_sheet").fill_null("") == sheet,
                pl.col("source_row").is_in(wanted),
            )
            .collect()
        )
        if found.height:
            return _with_headers(found, dataset, fmt_id)
    return [], {}


def _with_headers(found: pl.DataFrame, dataset: str, fmt_id: str) -> tuple[list[str], dict[int, list[str]]]:
    fmt = next((f for f in catalog.load().formats if f.id == fmt_id), None)
    headers = {c: names[0] for c, names in fmt.columns.items()} if fmt else {}
    columns = [c for c in CONTRACTS[dataset].dtypes if c in headers and not found[c].is_null().all()]
    first = found.unique("source_row", keep="first", maintain_order=True)
    cells = {row["source_row"]: [_text(row[c]) for c in columns] for row in first.iter_rows(named=True)}
    return [headers[c] for c in columns], cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value) if isinstance(value, date | str | int) else f"{value:g}"
