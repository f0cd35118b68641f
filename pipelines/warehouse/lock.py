"""One run per home at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.home import Home


class Busy(Exception):
    """Another run is at work in this home."""

    def __init__(self, home: Home):
        super().__init__(f"这个文件夹里已有一次运行正在进行：{home.root}。请等它结束后再试。")


@contextmanager
def run_lock(home: Home) -> Iterator[None]:
    """Hold the home for one run; within one process it may be taken again.

    Raises:
        Busy: another process holds it. The lock goes with the process, so a killed run leaves nothing behind.
    """
    from filelock import FileLock, Timeout  # every command knows Busy, only a run takes the lock

    home.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.warehouse / "run.lock", timeout=0, is_singleton=True)
    try:
        lock.acquire()
    except Timeout as reason:
        raise Busy(home) from reason
    try:
        yield
    finally:
        lock.release()
