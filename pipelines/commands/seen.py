"""Warnings that an office has looked at and let stand: quiet until what they say is another thing.

They are kept in ``已看过的提醒.csv`` in the folder of the institution, which a clerk can read and an office can keep.
Errors cannot be let stand.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from pipelines.faults import WARNING, Fault
from pipelines.home import Home
from pipelines.replacing import replace_text

FILE_NAME = "已看过的提醒.csv"
HEADERS = ("日期", "谁看的", "理由", "文件", "工作表", "行", "列", "值", "提醒", "编号")


@dataclass(frozen=True)
class Seen:
    """One warning that was let stand. on: the day; by: an office, no person; key: see ``key``."""

    on: str
    by: str
    reason: str
    path: str
    sheet: str
    row: str
    column: str
    value: str
    message: str
    key: str


def key(fault: Fault) -> str:
    """What a warning is known by: its place and all that it says. A count or a value that changes is another one."""
    said = (fault.code, fault.path, fault.sheet, str(fault.row), fault.column, fault.value, fault.message, fault.count)
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:16]


def key_of_all(faults: Sequence[Fault]) -> str:
    """What a group of warnings is known by in a form."""
    return hashlib.sha256("".join(map(key, faults)).encode()).hexdigest()[:16]


def load(home: Home) -> list[Seen]:
    """What is on record, oldest first; a line that somebody has damaged does not count."""
    path = home.root / FILE_NAME
    if not path.exists():
        return []
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    width = len(fields(Seen))
    return [Seen(*row) for number, row in enumerate(rows) if number and len(row) == width]


def split(faults: Sequence[Fault], seen: Sequence[Seen]) -> tuple[list[Fault], list[Fault]]:
    """(still to be looked at, let stand)."""
    keys = {s.key for s in seen}
    quiet = [f for f in faults if f.severity == WARNING and key(f) in keys]
    hidden = {key(f) for f in quiet}
    return [f for f in faults if f.severity != WARNING or key(f) not in hidden], quiet


def mark(home: Home, faults: Sequence[Fault], reason: str, by: str) -> int:
    """Let warnings stand; how many were not yet on record."""
    known = load(home)
    keys = {s.key for s in known}
    new = [
        Seen(
            f"{date.today()}", by, reason, f.path, f.sheet, "" if f.row is None else str(f.row), f.column, f.value,
            f.message, key(f),
        )
        for f in faults
        if f.severity == WARNING and key(f) not in keys
    ]  # fmt: skip
    _write(home.root / FILE_NAME, [*known, *new])
    return len(new)


def take_back(home: Home, keys: set[str]) -> int:
    """Show warnings again; how many were on record."""
    known = load(home)
    left = [s for s in known if s.key not in keys]
    _write(home.root / FILE_NAME, left)
    return len(known) - len(left)


def _write(path: Path, seen: list[Seen]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows(astuple(s) for s in seen)
    replace_text(path, stream.getvalue(), "utf-8-sig")
