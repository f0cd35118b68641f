"""Dagster's web page behind our guard: a process of its own that ends with whoever started it.

Dagster's own command serves the page to anyone: no check of Host or Origin, and its queries by GET change things too.
Dagster has no public way to get the page as an application, so this module, and only this one, takes the two parts of
its command that make it (``test_ui.py`` tells when another version moves them).
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pipelines.guard import Guard
from pipelines.orchestration.history import forget_old_runs

DEFINITIONS = "pipelines.orchestration.definitions"
# The token comes by the environment: the command line of a process can be read by every user of the machine.
TOKEN = "TONGBAO_UI_TOKEN"
SECONDS_TO_END = 10


def guarded(app: ASGIApp, port: int, token: str) -> ASGIApp:
    """The page for this machine's browser alone, with the token it was opened with; questions by POST alone."""
    return Guard(_posts_only(app), port, token, cookie="dagster")


def _posts_only(app: ASGIApp) -> ASGIApp:
    async def posts_only(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == "/graphql" and scope["method"] != "POST":
            await PlainTextResponse("只接受 POST。", 405)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return posts_only


def serve(port: int, token: str) -> None:
    """Serve the page and run what it starts, until a signal or the end of the process that started this one."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Modules of ours alone: no folder is searched for others, and nothing is reloaded from one.
    target = ModuleTarget(DEFINITIONS, None, str(Path.cwd()), None)
    with (
        dg.DagsterInstance.get() as instance,
        # After it: two processes that make the same databases at once disturb each other.
        _daemon(),
        WorkspaceProcessContext(instance, target, version=dg.__version__, code_server_log_level="WARNING") as workspace,
    ):
        app = guarded(create_app_from_workspace_process_context(workspace), port, token)
        # Runs that were asked for here are not followed by one of the command.
        forget_old_runs(instance)
        # Open subscriptions never end by themselves.
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=2)


@contextmanager
def _daemon() -> Iterator[None]:
    """What starts the runs that the page, a schedule or a sensor asks for."""
    command = [sys.executable, "-m", "dagster._daemon", "run", "-m", DEFINITIONS, "--log-level", "warning"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()


def _end_with_parent() -> None:
    """The other end of this pipe closes when the command ends, also where it was killed and could say nothing."""
    # Without Python's buffer: a thread that waits in it has the interpreter abort at its end.
    while os.read(sys.stdin.fileno(), 1):
        pass
    # The empty folder it stands in, which the command would have removed.
    with suppress(OSError):
        Path.cwd().rmdir()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGTERM)
        time.sleep(SECONDS_TO_END)
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    serve(int(sys.argv[1]), os.environ.pop(TOKEN))
