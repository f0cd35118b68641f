"""The routes of the desk, and what every page needs. Each handler reads what it shows from the same functions as the
commands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from pipelines import guard
from pipelines.commands.failure import in_words
from pipelines.desk.pages import ask, drop, faults, ledgers, manual, month, publish, start, trace, versions, wait
from pipelines.desk.state import Desk, Refusal, desk_of
from pipelines.home import Home
from pipelines.reports import theme

STATIC = Path(__file__).with_name("static")
TYPES = {".css": "text/css", ".js": "text/javascript"}
POST = ["POST"]
ROUTES = [
    Route("/", month.month_page),
    Route("/start", start.start_page),
    Route("/start/{action}", start.start_action, methods=POST),
    Route("/drop", drop.drop_page),
    Route("/drop/file", drop.receive, methods=["PUT"]),
    Route("/drop/{action}", drop.drop_action, methods=POST),
    Route("/ledgers", ledgers.ledgers_page),
    Route("/ledgers/{ledger}", ledgers.ledger_page),
    Route("/ledgers/{ledger}/empty", ledgers.empty),
    Route("/ledgers/{ledger}/save", ledgers.save, methods=POST),
    Route("/faults", faults.faults_page),
    Route("/faults/{action}", faults.fault_action, methods=POST),
    Route("/publish", publish.publish_page),
    Route("/publish/{action}", publish.publish_action, methods=POST),
    Route("/trace", trace.trace_page),
    Route("/trace/open", trace.open_folder, methods=POST),
    Route("/ask", ask.ask_page),
    Route("/ask/{form}", ask.answer, methods=POST),
    Route("/versions", versions.versions_page),
    Route("/versions/rollback", versions.roll_back, methods=POST),
    Route("/manual", manual.manual_page),
    Route("/images/{name}", manual.picture),
    Route("/job", publish.job),
    Route("/looking", wait.looking),
]


def build_app(home: Home, form_token: str, called: Callable[[], None] = lambda: None) -> Starlette:
    """The desk of a home without its guard; ``called`` hears that the page is still open."""
    own = [
        Route("/here", here, methods=POST),
        Route("/look", wait.look_again, methods=POST),
        Route("/reports/{name:path}", report),
        Route("/static/{name}", static),
    ]
    handlers: dict[Any, Any] = {Refusal: _refused, 404: _absent, Exception: _failed}
    app = Starlette(routes=[*ROUTES, *own], exception_handlers=handlers)
    app.state.desk = Desk(home, form_token, called)
    return app


async def _refused(request: Request, reason: Refusal) -> Response:
    if request.method == "PUT":
        return PlainTextResponse(str(reason), reason.status, headers=guard.HEADERS)
    return desk_of(request).page("message", reason.status, title="没有做", text=str(reason))


async def _absent(request: Request, _: Exception) -> Response:
    return desk_of(request).page("message", 404, title="没有这一页", text="地址不对，或者它已经不在了。")


async def _failed(request: Request, reason: Exception) -> Response:
    """What a command would have said."""
    return desk_of(request).page("message", 500, title="没有做成", text=in_words(reason)[0])


async def here(request: Request) -> Response:
    desk_of(request).called()
    return Response(status_code=204, headers=guard.HEADERS)


async def report(request: Request) -> Response:
    """A published page, by its name among those there are: no path is made from what the browser says."""
    folder = desk_of(request).home.reports
    pages = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name[0] != "."}
    path = pages.get(request.path_params["name"])
    if path is None:
        return desk_of(request).page("message", 404, title="没有这个页面", text="它还没有生成，或者已经删去。")
    return FileResponse(path, headers=guard.REPORT_HEADERS)


async def static(request: Request) -> Response:
    files = {p.name: p for p in STATIC.iterdir()}
    path = files.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("", 404, headers=guard.HEADERS)
    text = path.read_text(encoding="utf-8")
    return Response((theme.css() if path.suffix == ".css" else "") + text, media_type=TYPES[path.suffix],
                    headers=guard.HEADERS)  # fmt: skip
