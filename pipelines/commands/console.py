"""How commands speak: a moving line on a terminal, plain lines elsewhere, faults with their place."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from pipelines.faults import Fault, describe

# A clerk mends a file, not a list: past this many faults the rest of a file says nothing new.
SHOWN_PER_FILE = 12


class Progress:
    """Says what is being done: one changing line on a terminal, else each step once."""

    def __init__(self, quiet: bool):
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._status = None

    def __enter__(self) -> "Progress":
        if self._live:
            from rich.console import Console

            self._status = Console(stderr=True).status("", spinner="line")
            self._status.start()
        return self

    def __exit__(self, *_) -> None:
        if self._status:
            self._status.stop()

    def step(self, text: str) -> None:
        """A stage of the work."""
        if self._status:
            self._status.update(_plain(f"{text}…"))
        elif not self._quiet:
            print(f"{text}…", file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        """Something small inside a stage; only a terminal shows it."""
        if self._status:
            self._status.update(_plain(text))


def _plain(text: str):
    from rich.text import Text

    return Text(text)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    with Progress(quiet) as shown:
        yield shown


def print_faults(faults: list[Fault], everything: bool = False) -> None:
    """Faults by file, errors first; long lists of one file are cut and say so."""
    for severity in ("error", "warning"):
        chosen = [f for f in faults if f.severity == severity]
        for path, group in groupby(sorted(chosen, key=lambda f: f.path), key=lambda f: f.path):
            listed = list(group)
            shown = listed if everything else listed[:SHOWN_PER_FILE]
            for fault in shown:
                print(describe(fault))
            if len(listed) > len(shown):
                print(f"  {path} 还有 {len(listed) - len(shown)} 处同类问题，先改上面这些再检查。")


def print_notices(notices: list[str]) -> None:
    """Remarks on what was written, one a line."""
    for notice in notices:
        print(f"【提醒】{notice}")


def print_table(columns: list[str], rows: list[tuple]) -> None:
    """A table with borders on a terminal, tab-separated lines elsewhere."""
    if not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(_cell(v) for v in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*(Text(c) for c in columns))
    for row in rows:
        table.add_row(*(Text(_cell(v)) for v in row))
    Console().print(table)


def number(value: float | int) -> str:
    """All digits of a whole number, else twelve significant ones; never an exponent for what an office counts."""
    return str(int(value)) if float(value).is_integer() else f"{value:.12g}"


def _cell(value: object) -> str:
    text = "" if value is None else number(value) if isinstance(value, float) else str(value)
    return "".join(c if c.isprintable() else " " for c in text)
