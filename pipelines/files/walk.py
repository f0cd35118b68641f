"""Every file below ``raw/``, and every place that is not read: what is not read is never published as empty."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipelines.faults import Fault, error

# What operating systems and office programs leave lying about.
JUNK_NAMES = {"thumbs.db", "desktop.ini", "请先读我.txt"}
JUNK_PREFIXES = ("~$", ".~", "._", ".")
# Below raw/: one name of a link a line, that may lead to a folder elsewhere, such as a share of the office.
ALLOWED_LINKS = "外部文件夹.txt"


def is_junk(path: Path) -> bool:
    name = path.name.lower()
    return name in JUNK_NAMES or name == ALLOWED_LINKS or path.name.startswith(JUNK_PREFIXES)


def walk(raw: Path) -> tuple[list[Path], list[Fault]]:
    """The files in a fixed order, junk left out, and an error for each folder, link or device that is not read.

    A link to something that lies below ``raw/`` anyway is passed over: its content is read where it lies. A link that
    leads out of ``raw/`` is followed only where its name stands in 外部文件夹.txt.
    """
    files: list[Path] = []
    faults: list[Fault] = []
    for found in _below(raw, raw, _allowed(raw)):
        if isinstance(found, Fault):
            faults.append(found)
        else:
            files.append(found)
    return sorted(files, key=lambda p: p.relative_to(raw).as_posix()), faults


def _allowed(raw: Path) -> set[str]:
    path = raw / ALLOWED_LINKS
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    return {line.strip().strip("/\\").replace("\\", "/") for line in lines if line.strip()}


def _below(folder: Path, raw: Path, allowed: set[str]) -> Iterator[Path | Fault]:
    name = folder.relative_to(raw).as_posix()
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as reason:
        what = f"文件夹打不开（{reason.strerror}），里面的文件都没有读"
        yield error("unreadable_folder", what, path="" if name == "." else name)
        return
    for entry in entries:
        path = folder / entry.name
        if is_junk(path):
            continue
        inside = path.relative_to(raw).as_posix()
        try:
            if entry.is_symlink() or _is_junction(entry):
                yield from _linked(path, inside, raw, allowed)
            elif entry.is_dir():
                yield from _below(path, raw, allowed)
            elif entry.is_file():
                yield path
            else:
                yield error("no_file", "这不是文件（是管道或设备），没有读", path=inside)
        except OSError as reason:
            yield error("unreadable_file", f"打不开（{reason.strerror}）", path=inside)


def _linked(path: Path, inside: str, raw: Path, allowed: set[str]) -> Iterator[Path | Fault]:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        yield error("broken_link", "这个链接指向的位置不存在或打不开，没有读", path=inside)
        return
    if target.is_relative_to(raw):
        return
    if inside not in allowed:
        yield error("outside_link", f"这个链接指向 raw 以外（{target}），没有读", path=inside)
    elif raw.is_relative_to(target):
        yield error("outside_link", "这个链接指向 raw 自己所在的文件夹，会没有尽头，没有读", path=inside)
    elif target.is_dir():
        yield from _below(path, raw, allowed)
    else:
        yield path


def _is_junction(entry: os.DirEntry) -> bool:
    """Windows has a second kind of link to a folder, known to Python from 3.12 on."""
    is_junction = getattr(entry, "is_junction", None)
    return is_junction() if is_junction else False
