"""The pages of the desk. Each handler reads what it shows from the same functions as the commands."""

import asyncio
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipelines import guard
from pipelines.commands.fault_list import NAMES, by_cause
from pipelines.commands.greeting import UNNAMED, name_in_tables
from pipelines.desk import tables
from pipelines.desk.drop import Tray, owners
from pipelines.desk.jobs import Jobs
from pipelines.desk.month import needs, owner_names
from pipelines.home import Home
from pipelines.landing.land import Ingested, ingest
from pipelines.lineage.evidence import number
from pipelines.months import is_month, shift
from pipelines.reports import theme
from pipelines.warehouse.versions import versions

STATIC = Path(__file__).with_name("static")
TYPES = {".css": "text/css", ".js": "text/javascript"}
SHOWN_PLACES = 8
TITLES = {
    "bad_log_lines": "残缺的日志行",
    "capped_value": "只有界值的数字",
    "duplicate_file": "内容相同的文件",
    "unrecognised_file": "认不出的文件",
    "unsupported_file": "不能读的文件",
    "damaged_file": "损坏的文件",
    "missing_column": "缺少列",
    "bad_date": "不是日期",
    "bad_number": "不是数字",
    "wrong_period": "月份不符",
    "future_date": "还没到的日期",
    "unknown_column": "不认识的列",
    "dangling_id": "表里没有的编号",
}
VERDICTS = {"pass": "相符", "warn": "留意", "fail": "不符", "unknown": "不能核对"}


class Desk:
    """What one desk knows: the home, what lies in ``raw/`` as last looked at, dropped files, the piece of work."""

    def __init__(self, home: Home, form_token: str, called: Callable[[], None]):
        self.home, self.form_token, self.called = home, form_token, called
        self.jobs, self.tray = Jobs(), Tray(home)
        self.notice = ""
        self._looked: Ingested | None = None
        self._lock = threading.Lock()
        self._pages = Environment(
            loader=PackageLoader("pipelines.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._pages.filters |= {"num": _number, "verdict": lambda status: VERDICTS.get(status, status)}

    def look(self, again: bool = False) -> Ingested:
        """What is in ``raw/``; nothing is written, as in ``tongbao check``."""
        with self._lock:
            if again or self._looked is None:
                with TemporaryDirectory() as scratch:
                    self._looked = ingest(self.home, scratch=Path(scratch))
            return self._looked

    def changed(self) -> None:
        """Something below ``raw/`` is another than before."""
        self._looked = None

    def page(self, name: str, **shown: Any) -> HTMLResponse:
        notice, self.notice = self.notice, ""
        text = self._pages.get_template(f"{name}.html").render(
            here=name, institution=name_in_tables(self.home) or UNNAMED, folder=str(self.home.root), notice=notice,
            form=self.form_token, busy=self.jobs.is_busy, **shown,
        )  # fmt: skip
        return HTMLResponse(text, headers=guard.HEADERS)


def _number(value: float | None) -> str:
    return "缺" if value is None else number(value) if isinstance(value, float) else str(value)


def build_app(home: Home, form_token: str, called: Callable[[], None] = lambda: None) -> Starlette:
    """The desk of a home without its guard; ``called`` hears that the page is still open."""
    routes = [
        Route("/", month_page),
        Route("/drop", drop_page),
        Route("/drop/file", receive, methods=["PUT"]),
        Route("/drop/{action}", drop_action, methods=["POST"]),
        Route("/faults", faults_page),
        Route("/faults/{action}", fault_action, methods=["POST"]),
        Route("/publish", publish_page),
        Route("/publish/{action}", publish_action, methods=["POST"]),
        Route("/versions", versions_page),
        Route("/versions/rollback", roll_back, methods=["POST"]),
        Route("/job", job),
        Route("/here", here, methods=["POST"]),
        Route("/look", look_again, methods=["POST"]),
        Route("/reports/{name:path}", report),
        Route("/static/{name}", static),
    ]
    app = Starlette(routes=routes)
    app.state.desk = Desk(home, form_token, called)
    app.state.jobs = app.state.desk.jobs
    return app


def _desk(request: Request) -> Desk:
    return request.app.state.desk


async def _fields(request: Request) -> dict[str, str] | None:
    return await guard.form(request, _desk(request).form_token)


def _refused() -> Response:
    return PlainTextResponse("这个页面已经过期，请刷新后再试。", 403, headers=guard.HEADERS)


def _to(path: str) -> Response:
    return RedirectResponse(path, 303, headers=guard.HEADERS)


# 本月


async def month_page(request: Request) -> Response:
    desk = _desk(request)
    ingested = await asyncio.to_thread(desk.look)
    month = _month(request.query_params.get("month", ""), ingested)
    found = await asyncio.to_thread(needs, ingested, month) if month else []
    return desk.page(
        "month",
        month=month,
        months=_offered(ingested),
        needs=found,
        counts=Counter(n.state for n in found),
        errors=sum(f.severity == "error" for f in ingested.faults),
        files=len(ingested.entries),
        departments=len(ingested.reference.rows("ref_department")),
        accounts=len(owner_names(ingested)),
        published=_newest_page(desk.home),
    )


def _month(wanted: str, ingested: Ingested) -> str:
    return wanted if is_month(wanted) else ingested.newest_month or ""


def _offered(ingested: Ingested) -> list[str]:
    """Months with data and the next one, newest first."""
    months = ingested.months[-24:]
    return [*([shift(months[-1], 1)] if months else []), *reversed(months)]


def _newest_page(home: Home) -> str:
    pages = sorted(p.name for p in (home.reports / "months").glob("20*.html"))
    return f"months/{pages[-1]}" if pages else ""


# 投放


async def drop_page(request: Request) -> Response:
    desk = _desk(request)
    ingested = await asyncio.to_thread(desk.look)
    items = list(reversed(desk.tray.items.values()))
    names = owner_names(ingested)
    choices = {
        g.source: {o: names.get(o, o) for o in owners(ingested.reference, g.source)}
        for item in items
        for g in item.guesses
    }
    return desk.page("drop", items=items, choices=choices, names=names, months=_offered(ingested)[:12])


async def receive(request: Request) -> Response:
    """One file of a drop: the bytes are the body, the name and the form token are headers."""
    desk = _desk(request)
    if not secrets.compare_digest(request.headers.get("x-form", ""), desk.form_token):
        return _refused()
    from urllib.parse import unquote

    folder = desk.home.warehouse / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    path, size = folder / secrets.token_hex(8), 0
    with path.open("wb") as stream:
        async for part in request.stream():
            size += len(part)
            if size > guard.MAX_DROP_BYTES:
                break
            stream.write(part)
    if size > guard.MAX_DROP_BYTES:
        path.unlink()
        return JSONResponse({"fault": "文件超过 500 MB。"}, 413, headers=guard.HEADERS)
    ingested = await asyncio.to_thread(desk.look)
    name = unquote(request.headers.get("x-name", ""))
    items = await asyncio.to_thread(desk.tray.receive, name, path, ingested)
    path.unlink(missing_ok=True)
    desk.changed()
    return JSONResponse({"items": [i.id for i in items]}, headers=guard.HEADERS)


async def drop_action(request: Request) -> Response:
    desk, fields = _desk(request), await _fields(request)
    if fields is None:
        return _refused()
    item = desk.tray.items.get(fields.get("item", ""))
    if item is None:
        return _to("/drop")
    action = request.path_params["action"]
    if action == "store":
        reference = (await asyncio.to_thread(desk.look)).reference
        desk.notice = desk.tray.store(
            item, fields.get("source", ""), fields.get("owner", ""), fields.get("month", ""), reference
        )
    elif action == "back":
        desk.notice = desk.tray.take_back(item)
    elif action == "discard" and not item.place:
        desk.tray.discard(item)
    desk.changed()
    return _to("/drop")


# 问题


async def faults_page(request: Request) -> Response:
    desk = _desk(request)
    ingested = await asyncio.to_thread(desk.look)
    groups = []
    for (severity, code, remedy), faults in by_cause(ingested.faults):
        form = tables.remedy_for(code, ingested.reference)
        faults = [replace(f, message=f.message.removesuffix(remedy)) for f in faults]
        names: dict[str, list] = {}
        for fault in faults:
            names.setdefault(fault.value if code in NAMES else "", []).append(fault)
        ordered = sorted(names.items(), key=lambda item: -sum(f.count for f in item[1]))
        groups.append(
            {
                "severity": severity,
                "code": code,
                "remedy": remedy or faults[0].message,
                "number": len(faults),
                "kind": NAMES.get(code, ""),
                "form": form,
                "title": TITLES.get(code, ""),
                "names": [(n, fs, _likely(fs[0].message, form)) for n, fs in ordered] if code in NAMES else [],
                "places": faults[:SHOWN_PLACES],
                "more": max(len(faults) - SHOWN_PLACES, 0),
            }
        )
    # Errors stop publishing; of the rest the one that is most work first.
    groups.sort(key=lambda g: (g["severity"] != "error", -g["number"]))
    return desk.page("faults", groups=groups, added=tables.added(desk.home))


def _likely(message: str, form: tables.Remedy | None) -> str:
    """The choice that the nearest known name leads to, as the suggestion of a form."""
    near = message.partition("，相近的有：")[2].partition("。")[0].split("、")[0]
    return next((value for value, label in form.choices.items() if label == near), "") if form else ""


async def fault_action(request: Request) -> Response:
    desk, fields = _desk(request), await _fields(request)
    if fields is None:
        return _refused()
    ingested = await asyncio.to_thread(desk.look)
    if request.path_params["action"] == "answer":
        remedy = tables.remedy_for(fields.get("code", ""), ingested.reference)
        asked = {(f.code, f.value) for f in ingested.faults}
        if remedy and (fields["code"], fields.get("name", "")) in asked and fields.get("value") in remedy.choices:
            path = await asyncio.to_thread(tables.add_row, desk.home, remedy, fields["name"], fields["value"])
            desk.notice = f"已登记在 {path.name}。"
        else:
            desk.notice = "没有登记：请选择一项。"
    elif request.path_params["action"] == "undo" and fields.get("table", "") in tables.added(desk.home):
        gone = await asyncio.to_thread(tables.take_back, desk.home, fields["table"])
        desk.notice = f"已撤销：{gone}。"
    desk.changed()
    return _to("/faults")


# 预览与发布


async def publish_page(request: Request) -> Response:
    desk = _desk(request)
    ingested = await asyncio.to_thread(desk.look)
    last = desk.jobs.last
    month = last.month if last and last.month else _month("", ingested)
    return desk.page(
        "publish",
        month=month,
        months=_offered(ingested)[1:] or [],
        errors=sum(f.severity == "error" for f in ingested.faults),
        job=last.told() if last else None,
        result=last.result if last and not last.is_running else None,
        pages=_outputs(desk.home, month) if last and last.kind == "publish" and last.code == 0 else {},
    )


def _outputs(home: Home, month: str) -> dict[str, str]:
    """Label → path below reports/ of what a month has."""
    offered = {
        "月报页面": f"months/{month}.html",
        "Word 通报": f"bulletins/{month}.docx",
        "Excel 附表": f"bulletins/{month}.xlsx",
        "首页": "index.html",
    }
    return {label: path for label, path in offered.items() if (home.reports / path).exists()}


async def publish_action(request: Request) -> Response:
    desk, fields = _desk(request), await _fields(request)
    if fields is None:
        return _refused()
    month = fields.get("month", "")
    accept = fields.get("accept") == "1"
    action = request.path_params["action"]
    root = str(desk.home.root)
    if action == "cancel":
        desk.jobs.stop()
    elif is_month(month) and action == "preview":
        desk.jobs.start("preview", month, "-m", "pipelines.desk.preview", root, month, *(["accept"] if accept else []))
    elif is_month(month) and action == "publish":
        accepted = ["--accept-errors"] if accept else []
        desk.jobs.start("publish", month, "-m", "pipelines.cli", "run", month, "--home", root, *accepted)
        desk.changed()
    return _to("/publish")


async def job(request: Request) -> Response:
    last = _desk(request).jobs.last
    return JSONResponse(last.told() if last else {"running": False}, headers=guard.HEADERS)


# 版本


async def versions_page(request: Request) -> Response:
    desk = _desk(request)
    return desk.page("versions", versions=await asyncio.to_thread(versions, desk.home))


async def roll_back(request: Request) -> Response:
    desk, fields = _desk(request), await _fields(request)
    if fields is None:
        return _refused()
    known = {v.run_id for v in await asyncio.to_thread(versions, desk.home)}
    if fields.get("version") in known:
        root = str(desk.home.root)
        desk.jobs.start("rollback", "", "-m", "pipelines.cli", "rollback", fields["version"], "--home", root)
    return _to("/publish")


# What every page needs


async def here(request: Request) -> Response:
    _desk(request).called()
    return Response(status_code=204, headers=guard.HEADERS)


async def look_again(request: Request) -> Response:
    desk, fields = _desk(request), await _fields(request)
    if fields is None:
        return _refused()
    await asyncio.to_thread(desk.look, True)
    return _to({"faults": "/faults", "drop": "/drop", "publish": "/publish"}.get(fields.get("to", ""), "/"))


async def report(request: Request) -> Response:
    """A published page, by its name among those there are: no path is made from what the browser says."""
    folder = _desk(request).home.reports
    pages = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name[0] != "."}
    path = pages.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("没有这个页面。", 404, headers=guard.HEADERS)
    return FileResponse(path, headers=guard.REPORT_HEADERS)


async def static(request: Request) -> Response:
    files = {p.name: p for p in STATIC.iterdir()}
    path = files.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("", 404, headers=guard.HEADERS)
    text = path.read_text(encoding="utf-8")
    return Response((theme.css() if path.suffix == ".css" else "") + text, media_type=TYPES[path.suffix],
                    headers=guard.HEADERS)  # fmt: skip
