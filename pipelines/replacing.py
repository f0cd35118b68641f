"""Files are replaced whole: a reader, or a run after a kill, finds the old one or the new one. What others write in
place may be cut, and is read as if it were not there."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; it takes the place of ``path`` when the block has come to its end.

    Two processes that write the same file have a place each. What a killed writer leaves behind ends with ``.partial``:
    the next run removes it from a home.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def replace_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """``path`` with ``text`` as it is, line ends too."""
    with replacing(path) as partial:
        partial.write_text(text, encoding=encoding, newline="")


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object of a file that can be made again; empty where there is none or where it was cut."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def replace_bytes(path: Path, content: bytes) -> None:
    with replacing(path) as partial:
        partial.write_bytes(content)
