"""Files are replaced whole: a reader, or a run after a kill, finds the old one or the new one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def replace_bytes(path: Path, content: bytes) -> None:
    with replacing(path) as partial:
        partial.write_bytes(content)
