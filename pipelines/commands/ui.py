"""``tongbao ui``: Dagster's web page for this home, on the loopback address, for whoever has the address it tells."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.commands.greeting import greet, name_in_tables
from pipelines.commands.usage import existing_home
from pipelines.errors import WrongUse

# How its processes are asked to end, and how long each request is given, in seconds.
REQUESTS = (("SIGINT", 15), ("SIGTERM", 5), ("SIGKILL", 5))


def ui(directory: str | None, port: int) -> None:
    from pipelines.guard import new_token
    from pipelines.orchestration.environment import plain_environment

    home = existing_home(directory)
    greet(home, name_in_tables(home))
    if _is_taken(port):
        raise WrongUse(f"端口 {port} 已有别的程序在用，请用 --port 换一个。")
    token = new_token()
    print(f"网页地址：http://127.0.0.1:{port}/?token={token}　按 Ctrl+C 结束。", flush=True)
    # -P, and below an empty folder to stand in: Python and Dagster import what lies where they are started.
    command = [sys.executable, "-P", "-m", "pipelines.orchestration.web", str(port)]
    environment = plain_environment(home) | {"PYTHONSAFEPATH": "1", "TONGBAO_UI_TOKEN": token}
    try:
        with TemporaryDirectory(prefix="tongbao-ui-") as nowhere:
            code = run_with_children(command, environment, Path(nowhere))
    except KeyboardInterrupt:
        print("网页已关闭。")
        code = 0
    sys.exit(code)


def _is_taken(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def run_with_children(command: list[str], environment: dict[str, str], folder: Path) -> int:
    """Run a program that starts others, and leave none of them behind, however this process is asked to end.

    The program's input is a pipe that nobody writes to: its end says that this process was killed.

    Raises:
        KeyboardInterrupt: it was asked to end: Ctrl-C, a closed terminal, the system shutting down.
    """
    # The signal itself does nothing more: Python's answer to Ctrl-C ends the wait. That of Polars, once it is loaded,
    # has every wait taken up again (SA_RESTART), so Python's is put back.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    process = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True, stdin=subprocess.PIPE)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # A busy machine takes its time, and silence would be answered with a second Ctrl-C.
        print("正在关闭，请稍等…", flush=True)
        raise
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    """End the program and all it has started. Windows ends what hangs on its console by itself."""
    if not hasattr(os, "killpg"):
        process.terminate()
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name, seconds in REQUESTS:
        if not _signal(process, getattr(signal, name)):
            return
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            time.sleep(0.1)
            if not _signal(process, 0):
                return


def _signal(process: subprocess.Popen, number: int) -> bool:
    """Send a signal (0: none) to all of them; False where none is left."""
    process.poll()
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True
