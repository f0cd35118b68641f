"""A small table to fill in on a page: what its columns take, and the rows that come back in a form."""

from collections.abc import Sequence
from dataclasses import dataclass, field

# Field names of a form: ``cell.<row>.<column>``.
PREFIX = "cell."
MOST_ROWS = 500


@dataclass(frozen=True)
class Column:
    """help: what belongs into it. choices: nothing else may stand there; likely: what often stands there."""

    header: str
    help: str = ""
    is_required: bool = False
    is_number: bool = False
    choices: tuple[str, ...] = ()
    likely: tuple[str, ...] = field(default=())


def filled_rows(fields: dict[str, str], columns: Sequence[Column]) -> list[list[str]]:
    """The rows of a form in which anything stands, in their order."""
    rows: dict[int, list[str]] = {}
    for name, text in fields.items():
        _, _, place = name.partition(PREFIX)
        row, _, column = place.partition(".")
        if row.isdigit() and column.isdigit() and int(row) < MOST_ROWS and int(column) < len(columns):
            cells = rows.setdefault(int(row), [""] * len(columns))
            cells[int(column)] = " ".join(text.split())
    return [cells for _, cells in sorted(rows.items()) if any(cells)]


def with_spare(rows: list[list[str]], columns: Sequence[Column], spare: int = 5) -> list[list[str]]:
    """The rows and a few empty ones below them."""
    return [*rows, *([""] * len(columns) for _ in range(spare))]
