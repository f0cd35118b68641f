"""Long work beside the page: one piece at a time, in a process of its own that can be stopped at any moment."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

# The last line of a process that has something to tell begins with this.
RESULT = "RESULT "
SHOWN_LINES = 400


@dataclass
class Job:
    """kind: ``preview``, ``publish`` or ``rollback``. code: exit code once it has ended. result: what it told.
    explained: moved figures of the result whose reason was given meanwhile."""

    kind: str
    month: str
    lines: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    code: int | None = None
    result: dict[str, Any] | None = None
    explained: dict[str, str] = field(default_factory=dict)
    is_stopped: bool = False
    process: subprocess.Popen[str] | None = None

    @property
    def is_running(self) -> bool:
        return self.code is None

    def state(self) -> dict[str, Any]:
        """What the page shows of it."""
        elapsed = self.seconds or time.monotonic() - self.began
        return {
            "kind": self.kind,
            "month": self.month,
            "running": self.is_running,
            "code": self.code,
            "stopped": self.is_stopped,
            "seconds": round(elapsed),
            "lines": self.lines[-SHOWN_LINES:],
        }


class Jobs:
    """The one piece of work of a desk."""

    def __init__(self) -> None:
        self.last: Job | None = None
        self._lock = threading.Lock()

    @property
    def is_busy(self) -> bool:
        return self.last is not None and self.last.is_running

    def start(self, kind: str, month: str, *arguments: str) -> bool:
        """Run ``python ARGUMENTS``; False where another piece is still running."""
        with self._lock:
            if self.is_busy:
                return False
            job = self.last = Job(kind, month)
        job.process = subprocess.Popen(
            [sys.executable, "-X", "utf8", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        threading.Thread(target=_follow, args=(job,), daemon=True).start()
        return True

    def stop(self) -> None:
        """End the running piece. What is published stays whole: it is swapped in by one rename or not at all."""
        job = self.last
        if job and job.process and job.is_running:
            job.is_stopped = True
            job.process.terminate()


def _follow(job: Job) -> None:
    assert job.process and job.process.stdout
    for line in job.process.stdout:
        if line.startswith(RESULT):
            job.result = json.loads(line.removeprefix(RESULT))
        elif line.strip():
            job.lines.append(line.rstrip())
    code = job.process.wait()
    job.seconds = time.monotonic() - job.began
    job.code = code
