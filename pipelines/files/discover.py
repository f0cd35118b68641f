"""Find the files of a home: what is there, what it hashes to, and what its path says about account and month."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

from pipelines.faults import Fault, FileFault, error
from pipelines.files.editions import MONTH, month_of, unmarked
from pipelines.files.walk import walk
from pipelines.home import Home

# Server logs; everything else is hashed in no time.
LARGE_BYTES = 32_000_000
MONTH_FOLDER = re.compile(f"{MONTH.pattern}月?")
# What Python makes of a byte in a file name that is no UTF-8.
SURROGATE = re.compile(r"[\ud800-\udfff]")
# Written like a month, whatever the number says.
LIKE_A_MONTH = re.compile(r"(20\d{2})[-_.年]?(\d{2})月?")


class Seen(Protocol):
    """What is remembered of a file: its hash, and the size and time it had then."""

    @property
    def sha256(self) -> str: ...
    @property
    def stat(self) -> list[int]: ...


@dataclass(frozen=True)
class RawFile:
    """One export.

    name: path below ``raw/`` with ``/``.
    folders: the folders between the source and the file.
    month: ``YYYY-MM`` of a folder so named, else empty.
    """

    path: Path
    name: str
    sha256: str
    stat: list[int]

    @property
    def file_id(self) -> str:
        return self.sha256[:16]

    @property
    def source(self) -> str:
        """First folder below ``raw/``; empty for a file that lies in ``raw/`` itself."""
        return self.name.split("/")[0] if "/" in self.name else ""

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(self.name.split("/")[1:-1])

    @cached_property
    def month(self) -> str:
        return next((m for folder in reversed(self.folders) if (m := folder_month(folder))), "")

    @property
    def no_month(self) -> str:
        """A folder that is written like a month and names none: 2020-13. 2020-21 is a year at school."""
        like = {folder: LIKE_A_MONTH.fullmatch(unmarked(folder)) for folder in self.folders if not folder_month(folder)}
        return next((f for f, found in like.items() if found and int(found[2]) != int(found[1]) % 100 + 1), "")


@cache
def folder_month(folder: str) -> str:
    """``2020-09`` for the folder names 2020-09, 202009, 2020年9月, 2020-09重新导出; empty for others."""
    match = MONTH_FOLDER.fullmatch(unmarked(folder))
    return month_of(match) if match else ""


def _text(name: str, taken: set[str]) -> str:
    """A name that can be written down. Of an archive packed on a Chinese Windows parts of it may be in GB18030; where
    that is no text or gives another file's name, the bytes are spelt out."""
    if not SURROGATE.search(name):
        return name
    text = "/".join(_part(part) for part in name.split("/"))
    return text if text not in taken else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _part(name: str) -> str:
    if not SURROGATE.search(name):
        return name
    data = name.encode("utf-8", "surrogateescape")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    return text if text and text.isprintable() else data.decode("utf-8", "backslashreplace")


def discover(home: Home, before: Mapping[str, Seen]) -> tuple[list[RawFile], list[Fault]]:
    """Every export below ``raw/`` in a fixed order, and an error for every place that cannot be read.

    before: what is remembered of the last run, by name. A large file whose size and time are the same is not hashed
    again; the time decides nothing else.
    """
    raw = home.raw.resolve()
    paths, faults = walk(raw)
    files: list[RawFile] = []
    names: set[str] = set()
    for path in paths:
        name = _text(path.relative_to(raw).as_posix(), names)
        try:
            files.append(_file(path, name, before.get(name)))
            names.add(name)
        except OSError as reason:
            faults.append(error("unreadable_file", f"无法打开文件（{reason.strerror}）", path=name))
    return files, [replace(fault, path=_text(fault.path, names)) for fault in faults]


def check_unchanged(file: RawFile, read: str = "") -> None:
    """After reading: what was read is what the hash is of.

    read: the hash of the bytes that were read; where it is empty the file is hashed again.

    Raises:
        FileFault: something has written to the file since it was hashed.
    """
    if file.sha256 and (read or _hash_now(file)) != file.sha256:
        raise FileFault(error("file_changed", "读取时文件正在改动，读到的不是完整的一份", path=file.name))


def _hash_now(file: RawFile) -> str:
    try:
        return _file(file.path, file.name, file).sha256
    except OSError:
        return ""


def _file(path: Path, name: str, known: Seen | None) -> RawFile:
    status = path.stat()
    stat = [status.st_size, status.st_mtime_ns]
    if status.st_size > LARGE_BYTES and known and known.stat == stat and known.sha256:
        return RawFile(path, name, known.sha256, stat)
    with path.open("rb") as stream:
        return RawFile(path, name, hashlib.file_digest(stream, "sha256").hexdigest(), stat)
