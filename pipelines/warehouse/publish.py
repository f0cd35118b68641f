"""Swap the build file in as the published one, whole or not at all."""

import os
import time
from pathlib import Path

from pipelines.home import Home
from pipelines.warehouse.versions import keep_current

# Windows refuses to replace a file that a reader holds; short holds (a virus scanner, a closing reader) pass.
ATTEMPTS = 5
PAUSE_SECONDS = 0.4


class SwapRefused(Exception):
    """The system would not replace the published file because a program holds it open."""


def swap_in(home: Home) -> None:
    """Publish the build file by one atomic rename. Readers keep the version they opened.

    Raises:
        SwapRefused: the published file is held open (Windows). The new version stays as ``tongbao.new.duckdb`` and
            the next run, or ``finish_pending``, completes the swap.
    """
    source = home.build / "tongbao.duckdb"
    if Path(f"{source}.wal").exists():
        raise RuntimeError("the build file was not closed cleanly")
    _sync(source)
    # A write-ahead log left beside the published file would be replayed into the new one.
    Path(f"{home.published}.wal").unlink(missing_ok=True)
    pending = pending_file(home)
    source.replace(pending)
    finish_pending(home)


def finish_pending(home: Home) -> bool:
    """Complete a swap that was refused earlier; True if there was one."""
    pending = pending_file(home)
    if not pending.exists():
        return False
    keep_current(home)
    for attempt in range(ATTEMPTS):
        try:
            pending.replace(home.published)
            _sync(home.warehouse)
            return True
        except PermissionError as reason:
            if attempt == ATTEMPTS - 1:
                raise SwapRefused(
                    f"新版本已经生成，但 {home.published} 正被别的程序打开（如 DBeaver），换不上去。"
                    f"新版本暂存为 {pending.name}。请关闭那个程序后再运行一次。"
                ) from reason
            time.sleep(PAUSE_SECONDS)
    return True


def pending_file(home: Home) -> Path:
    return home.warehouse / "tongbao.new.duckdb"


def _sync(path: Path) -> None:
    """Make sure the bytes (or, for a folder, the rename) are on disk; Windows has no such call for folders."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
