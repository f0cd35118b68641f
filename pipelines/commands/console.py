"""How commands speak: a moving line on a terminal, plain lines elsewhere, tables that fit."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipelines.lineage.evidence import number

# Between two columns of a table.
GAP = "  "


class Progress:
    """Says what is being done: one changing line with the step and the time so far on a terminal, else each step once.

    steps: how many there are, where that is known.
    """

    def __init__(self, quiet: bool, steps: int = 0):
        self._quiet, self._steps = quiet, steps
        self._live = sys.stderr.isatty() and not quiet
        self._status = None
        self._began, self._number, self._text = time.monotonic(), 0, ""

    def __enter__(self) -> "Progress":
        if self._live:
            from rich.progress import Progress as Bar
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

            self._status = Bar(
                SpinnerColumn("line"),
                TimeElapsedColumn(),
                TextColumn("{task.description}", markup=False),
                console=_errors(),
                transient=True,
            )
            self._task = self._status.add_task("", total=None)
            self._status.start()
        return self

    def __exit__(self, *_) -> None:
        if self._status:
            self._status.stop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While something else is printed."""
        if self._status:
            self._status.stop()
        yield
        if self._status:
            self._status.start()

    def step(self, text: str) -> None:
        """A stage of the work."""
        self._number += 1
        of = f"第 {self._number} 步，共 {self._steps} 步：" if self._steps else ""
        self._text = f"{of}{text}"
        self._show("")
        if not self._live and not self._quiet:
            print(f"{self._text}…", file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        """Something small inside a stage; only a terminal shows it."""
        self._show(f"　{text}")

    def _show(self, more: str) -> None:
        if self._status:
            from rich.cells import set_cell_size

            room = self._status.console.width - 12
            text = as_text(f"{self._text}…{more}")
            self._status.update(self._task, description=set_cell_size(text, room).rstrip())


def _errors():
    from rich.console import Console

    return Console(stderr=True, highlight=False)


@contextmanager
def progress(quiet: bool, steps: int = 0) -> Iterator[Progress]:
    with Progress(quiet, steps) as shown:
        yield shown


def print_notices(notices: list[str]) -> None:
    """Remarks on what was written, one a line."""
    for notice in notices:
        print(f"【提醒】{notice}")


def print_table(columns: Sequence[str], rows: Sequence[Sequence]) -> None:
    """A table in columns on a terminal, tab-separated lines elsewhere. Nothing is cut: a row that is wider than the
    terminal stands as one line per column."""
    cells = [[as_text(v) for v in row] for row in rows]
    if not sys.stdout.isatty():
        for line in (columns, *cells):
            print("\t".join(line))
        return
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(columns, *cells, strict=True)]
    if sum(widths) + len(GAP) * (len(widths) - 1) <= terminal_width():
        numbers = [all(_is_number(row[at]) for row in rows) for at in range(len(columns))]
        for line in (list(columns), ["─" * w for w in widths], *cells):
            print(in_columns(line, widths, numbers))
    else:
        longest = max(map(cell_len, columns))
        for number, row in enumerate(cells, 1):
            print(f"── 第 {number} 行 ──")
            for name, cell in zip(columns, row, strict=True):
                print(f"{padded(name, longest)}{GAP}{cell}".rstrip())
    print(f"共 {len(cells)} 行。")


def in_columns(cells: Sequence[str], widths: Sequence[int], to_the_right: Sequence[bool]) -> str:
    """Cells in columns of the given widths (in terminal cells, where a Chinese character takes two)."""
    line = [padded(c, w, right) for c, w, right in zip(cells, widths, to_the_right, strict=True)]
    return GAP.join(line).rstrip()


def padded(text: str, width: int, to_the_right: bool = False) -> str:
    from rich.cells import cell_len

    blanks = " " * (width - cell_len(text))
    return blanks + text if to_the_right else text + blanks


def terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def as_text(value: object) -> str:
    text = "" if value is None else number(value) if isinstance(value, float) else str(value)
    return "".join(c if c.isprintable() else " " for c in text)
