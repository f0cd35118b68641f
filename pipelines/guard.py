"""Who may speak to a page of ours: this machine's browser, from the page itself, with the token it was opened with.

A page of any other site that is open in the same browser can send requests to 127.0.0.1 but cannot read answers; it is
told apart by Host (a name of its own that points here), by Origin, and by not having the token.
"""

import hmac
import secrets
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

# A ledger filled in by hand is the largest form.
MAX_FORM_BYTES = 800_000
MAX_DROP_BYTES = 4_000_000_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: a browser then says of our own forms that they come from nowhere.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A published page brings its own policy for scripts; from here it may neither send a form nor fetch anything.
REPORT_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'self'; "
    "img-src data:; connect-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
}


class Guard:
    """ASGI middleware: refuses (403) what does not come from the page itself, web sockets included.

    token: in the address the page is opened with; kept by the browser as a cookie that no script can read. Forms of the
    desk carry a token of their own besides, since a cookie alone would come with a foreign form too.
    """

    def __init__(
        self, app: ASGIApp, port: int, token: str, touched: Callable[[], None] = lambda: None, cookie: str = "desk"
    ):
        self._app, self._token, self._touched = app, token, touched
        # Browsers keep one jar for all ports of a machine.
        self._cookie = f"{cookie}_{port}"
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        is_socket = scope["type"] == "websocket"
        refused = self._refusal(request, reads=not is_socket and scope["method"] in ("GET", "HEAD"))
        if refused and is_socket:
            # Closed before it was accepted: the browser is told 403.
            await send({"type": "websocket.close", "code": 1008, "reason": refused})
        elif refused:
            await self._headed(PlainTextResponse(refused, 403))(scope, receive, send)
        elif request.query_params.get("token") and not is_socket:
            # Out of the address bar and the history at once.
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            await self._headed(answer)(scope, receive, send)
        else:
            self._touched()
            await self._app(scope, receive, send)

    def _refusal(self, request: HTTPConnection, reads: bool) -> str:
        """Why it is refused; empty if it is not. reads: by its method it only looks."""
        headers = request.headers
        if headers.get("host") not in self._hosts:
            return "只能从本机打开。"
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            return "别的网页不能使用这个页面。"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return "别的网页不能使用这个页面。"
        given = request.query_params.get("token") if reads else None
        if not _same(given or request.cookies.get(self._cookie, ""), self._token):
            return "这个页面已经失效，请从命令行或“开始”重新打开。"
        if not reads and origin is None:
            return "请用浏览器打开。"
        return ""

    @staticmethod
    def _headed(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        return answer


def new_token() -> str:
    return secrets.token_urlsafe(32)


async def form(request: Request, token: str) -> dict[str, str] | None:
    """The fields of a form of ours; None where it lacks the form token or is too large."""
    length = Headers(scope=request.scope).get("content-length", "")
    if not length.isdigit() or int(length) > MAX_FORM_BYTES:
        return None
    fields = {k: v[-1] for k, v in parse_qs((await request.body()).decode("utf-8"), keep_blank_values=True).items()}
    return fields if _same(fields.pop("form", ""), token) else None


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())
