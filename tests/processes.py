"""Processes found by what stands in their environment."""

import time
from collections.abc import Callable
from pathlib import Path


def processes(mark: str) -> list[int]:
    """Numbers of the living processes that have ``mark`` (NAME=value) in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def wait_for(enough: Callable[[int], bool], mark: str, seconds: float) -> int:
    """How many there are, once it is enough or the time is over."""
    ends = time.monotonic() + seconds
    while not enough(n := len(processes(mark))) and time.monotonic() < ends:
        time.sleep(0.2)
    return n
