"""What a figure is made of, as a tree: a command prints it, a page embeds it.

Texts are as they stand in the published file: whoever prints them makes one line of each, whoever writes them into a
page escapes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class SourceRow:
    """One row of an export and what it adds.

    path: below ``raw/``, empty for what is counted from whole logs; sheet: empty where a file has none; row: as Excel
    or an editor shows it. value: None where the row has none.
    """

    path: str
    sheet: str
    row: int | None
    value: float | None


@dataclass(frozen=True)
class Evidence:
    """One thing said of a figure, and what stands below it.

    label: what it is; shown: its value as people read it, or another text, empty where the label says it all.
    value: the number behind ``shown``. rows: the rows of exports that it is the sum of. parts: what else it is made
    of, or what stands around it. agrees: of a sum, whether it is what was published; of anything else None.
    """

    label: str
    shown: str = ""
    value: float | None = None
    rows: tuple[SourceRow, ...] = ()
    parts: tuple["Evidence", ...] = ()
    agrees: bool | None = None

    @property
    def text(self) -> str:
        return f"{self.label}：{self.shown}" if self.shown else self.label


@dataclass(frozen=True)
class Place:
    """Neighbouring rows of one sheet. runs: (first row, last row, what each of them adds)."""

    path: str
    sheet: str
    count: int
    total: float
    runs: tuple[tuple[int, int, float | None], ...]


def walk(evidence: Evidence) -> Iterator[Evidence]:
    """The evidence itself and everything below it."""
    yield evidence
    for part in evidence.parts:
        yield from walk(part)


def total(rows: Sequence[SourceRow]) -> float:
    return sum(row.value or 0 for row in rows)


def places(rows: Sequence[SourceRow]) -> list[Place]:
    """Rows by file and sheet, in their order; those one below the other that add the same are one run."""
    found = []
    for (path, sheet), group in groupby(rows, key=lambda row: (row.path, row.sheet)):
        listed = list(group)
        runs = []
        # Rows one below the other keep the difference between their number and their place in the list.
        for (_, value), run in groupby(enumerate(listed), key=_neighbours):
            numbers = [row.row for _, row in run]
            runs.append((numbers[0], numbers[-1], value))
        found.append(Place(path, sheet, len(listed), total(listed), tuple(runs)))
    return found


def _neighbours(at: tuple[int, SourceRow]) -> tuple:
    position, row = at
    return (row.row - position if row.row is not None else None, row.value)


def number(value: float | int) -> str:
    """All digits of a whole number, else twelve significant ones; never an exponent for what an office counts."""
    return str(int(value)) if float(value).is_integer() else f"{value:.12g}"


def or_dash(value: float | None) -> str:
    return "—" if value is None else number(value)


def place(path: str, sheet: str | None) -> str:
    """A file and, where it has any, its sheet."""
    return f"{path}｜工作表 {sheet}" if sheet else path


def verdict(total: float, published: float | None, sum_of: str = "合计") -> Evidence:
    """Whether what the rows make is what was published; ``sum_of`` says how the total came about."""
    agrees = published is not None and abs(total - published) < 1e-6
    if published is not None and agrees:
        text = f"{sum_of} {number(total)} ＝ 发布的数字 {number(published)}"
    else:
        shown = "没有" if published is None else number(published)
        text = f"{sum_of} {number(total)} ≠ 发布的数字 {shown}：出处对不上，请把这段文字发给维护人员"
    return Evidence(text, value=total, agrees=agrees)


def quotient(part: float, whole: float, published: float | None, scale: float = 1) -> Evidence:
    """The verdict on a rate: its two parts, and what they are multiplied by."""
    times = f" × {number(scale)}" if scale != 1 else ""
    return verdict(part / whole * scale, published, f"{number(part)} ÷ {number(whole)}{times} ＝")
