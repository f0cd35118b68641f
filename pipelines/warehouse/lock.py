"""One run per home at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.home import Home

# Whoever asks whether a run is at work holds the lock for an instant; a run must not be turned away by that.
INSTANT_SECONDS = 0.3


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
    lock = FileLock(home.warehouse / "run.lock", timeout=INSTANT_SECONDS, is_singleton=True)
    try:
        lock.acquire(poll_interval=INSTANT_SECONDS / 10)
    except Timeout as reason:
        raise Busy(home) from reason
    try:
        yield
    finally:
        lock.release()


def is_running(home: Home) -> bool:
    """Whether another process is at work in the home just now."""
    from filelock import FileLock, Timeout

    path = home.warehouse / "run.lock"
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
