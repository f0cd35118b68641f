"""Serve one desk on a free port of the loopback address, until its page is closed or nobody has used it for long."""

import socket
import threading
import time
import webbrowser
from collections.abc import Callable

import uvicorn

from pipelines.desk.app import build_app
from pipelines.guard import Guard, new_token
from pipelines.home import Home

# The open page calls every 20 seconds; a closed laptop or a long lunch must not end the work.
CLOSED_SECONDS = 90
IDLE_SECONDS = 4 * 3600


def serve(home: Home, port: int, open_page: bool, say: Callable[[str], None]) -> None:
    """Open the desk of a home in the browser and serve it; returns when it has ended. Port 0: any free one."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        # Before the address is told: whoever opens it at once waits instead of being refused.
        listening.listen()
        port = listening.getsockname()[1]
        token = new_token()
        used = _Used()
        app = build_app(home, form_token=new_token(), called=used.called)
        guarded = Guard(app, port, token, used.touched)
        server = uvicorn.Server(uvicorn.Config(guarded, log_level="critical", access_log=False, lifespan="off"))
        address = f"http://127.0.0.1:{port}/?token={token}"
        say(address)
        if open_page:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        threading.Thread(target=_watch, args=(server, used, app.state.desk.jobs), daemon=True).start()
        try:
            server.run(sockets=[listening])
        finally:
            # Also where a signal ends it, which the server passes on.
            app.state.desk.close()


class _Used:
    """When somebody last did something, and when the open page last called."""

    def __init__(self) -> None:
        self.action = time.monotonic()
        self.call: float | None = None

    def touched(self) -> None:
        self.action = time.monotonic()

    def called(self) -> None:
        self.call = time.monotonic()


def _watch(server: uvicorn.Server, used: _Used, jobs) -> None:
    while not server.should_exit:
        time.sleep(2)
        now = time.monotonic()
        closed = used.call is not None and now - used.call > CLOSED_SECONDS
        if not jobs.is_busy and (closed or now - used.action > IDLE_SECONDS):
            server.should_exit = True
