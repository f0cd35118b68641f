"""A pseudo-terminal of a given size around one command: what a person sees, and what the process did."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import REPOSITORY

TOKEN = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[@-Z\\\\-_]|\r|\n|[^\x1b\r\n]+")


@dataclass(frozen=True)
class Session:
    """raw: every byte as text. lines: what is left to read when it is over."""

    returncode: int
    raw: str

    @property
    def lines(self) -> list[str]:
        """What the cursor wrote, as far as it was not written over: enough for one line that changes."""
        rows, at = [""], 0
        fresh = False
        for token in TOKEN.finditer(self.raw):
            text, number, letter = token[0], token[1], token[2]
            if text == "\n":
                at += 1
                rows += [""] * (at == len(rows))
            elif text == "\r":
                fresh = True
                continue
            elif letter == "A":
                at = max(0, at - int(number or 1))
            elif letter == "K":
                rows[at] = ""
            elif not text.startswith("\x1b"):
                rows[at] = text if fresh else rows[at] + text
            else:
                continue
            fresh = False
        return rows

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def on_terminal(
    *arguments: str,
    columns: int = 80,
    cwd: Path | None = None,
    interrupt_when: Callable[[str], bool] | None = None,
    seconds: float = 120,
    program: tuple[str, ...] = ("-m", "pipelines.cli"),
    **environment: str,
) -> Session:
    """Run ``tongbao`` on a terminal of ``columns`` × 40 and type Ctrl-C when ``interrupt_when`` holds of its output.

    program: what Python is to run in place of the command.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"):
        clean.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, *program, *arguments],
        cwd=cwd or REPOSITORY,
        env=clean | {"TERM": "xterm-256color", "PYTHONPATH": str(REPOSITORY)} | environment,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(slave)
    seen, ends = b"", time.monotonic() + seconds
    while time.monotonic() < ends:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                part = os.read(master, 65_536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
            if interrupt_when and interrupt_when(seen.decode("utf-8", "replace")):
                interrupt_when = None
                os.write(master, b"\x03")
    else:
        os.killpg(process.pid, signal.SIGKILL)
    os.close(master)
    return Session(process.wait(), seen.decode("utf-8", "replace"))
