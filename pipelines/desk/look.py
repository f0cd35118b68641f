"""What lies in ``raw/``, looked at in a thread of its own: a page that has to wait says what is being read."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from pipelines.home import Home
from pipelines.landing.land import Ingested, ingest


class Look:
    """The last look at ``raw/`` of a home. As in ``tongbao check`` nothing is written but parts of new server logs,
    which are kept beside the dropped files until a run has landed them: a log is read once."""

    def __init__(self, home: Home):
        self._home = home
        self._scratch = home.warehouse / "desk" / "parts"
        self._lock = threading.Lock()
        self._seen: Ingested | None = None
        self._of: frozenset[tuple] = frozenset()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self.reading = ""

    def last(self) -> Ingested:
        """As of the last look, which may be older than the files; a first look if there was none."""
        return self._seen or self.now()

    def now(self) -> Ingested:
        """As of now; waits for as long as it takes."""
        seen = self.within(None)
        if seen is None:
            raise RuntimeError("a look without a limit of time ends with something seen")
        return seen

    def within(self, seconds: float | None) -> Ingested | None:
        """As of now, or None where the look is not finished in time; it goes on.

        Raises:
            Exception: what the look failed with.
        """
        with self._lock:
            if not (self._thread and self._thread.is_alive()):
                if self._failure is None and self._seen and self._of == _state(self._home.raw):
                    return self._seen
                self._failure = None
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(seconds)
        if thread.is_alive():
            return None
        if self._failure:
            failure, self._failure = self._failure, None
            raise failure
        return self._seen

    def forget(self) -> None:
        """Look again, also where nothing seems to have changed."""
        self._of = frozenset()

    @property
    def is_looking(self) -> bool:
        return bool(self._thread and self._thread.is_alive())

    def _look(self) -> None:
        try:
            before = _state(self._home.raw)
            self._seen = ingest(self._home, self._progress, self._scratch)
            self._of = before
            self._drop_landed()
        except BaseException as reason:  # told by the page that asked
            self._failure = reason
        finally:
            self.reading = ""

    def _progress(self, text: str) -> None:
        self.reading = text

    def _drop_landed(self) -> None:
        """Parts that a run has landed meanwhile are in landing."""
        landed = {p.name for p in (self._home.landing / "_weblog").glob("*.parquet")}
        for part in self._scratch.glob("*.parquet"):
            if part.name in landed:
                part.unlink(missing_ok=True)


def _state(raw: Path) -> frozenset[tuple]:
    """Name, size and time of everything below ``raw/``: when it is another, there is something to look at."""
    return frozenset(_below(str(raw)))


def _below(folder: str) -> Iterator[tuple]:
    try:
        for entry in os.scandir(folder):
            told = entry.stat(follow_symlinks=False)
            yield entry.path, told.st_size, told.st_mtime_ns
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
    except OSError:
        yield folder, -1, -1
