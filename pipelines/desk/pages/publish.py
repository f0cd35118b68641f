"""预览与发布: what would change, and doing it."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipelines import guard
from pipelines.desk.mending import Moved, explain
from pipelines.desk.pages.wait import looked, waiting
from pipelines.desk.state import Desk, chosen_month, desk_of, fields_of, go_to, offered_months
from pipelines.home import Home
from pipelines.months import is_month


async def publish_page(request: Request) -> Response:
    desk = desk_of(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "publish")
    last = desk.jobs.last
    month = last.month if last and last.month else chosen_month("", ingested)
    return desk.page(
        "publish",
        month=month,
        months=offered_months(ingested)[1:] or [],
        errors=sum(f.severity == "error" for f in ingested.faults),
        job=last.state() if last else None,
        result=last.result if last and not last.is_running else None,
        explained=last.explained if last else {},
        pages=outputs(desk.home, month) if last and last.kind == "publish" and last.code == 0 else {},
    )


def outputs(home: Home, month: str) -> dict[str, str]:
    """Label → path below reports/ of what a month has."""
    offered = {
        "月报页面": f"months/{month}.html",
        "Word 通报": f"bulletins/{month}.docx",
        "Excel 附表": f"bulletins/{month}.xlsx",
        "转发用的图": f"share/{month}.png",
        "长图": f"share/{month}-长图.png",
        "摘要": f"share/{month}-摘要.txt",
        "首页": "index.html",
    }
    return {label: path for label, path in offered.items() if (home.reports / path).exists()}


async def publish_action(request: Request) -> Response:
    desk, fields = desk_of(request), await fields_of(request)
    month = fields.get("month", "")
    accept = fields.get("accept") == "1"
    action = request.path_params["action"]
    root = str(desk.home.root)
    if action == "explain":
        desk.notice = await asyncio.to_thread(_explain, desk, fields)
    elif action == "cancel":
        desk.jobs.stop()
    elif is_month(month) and action == "preview":
        desk.jobs.start("preview", month, "-m", "pipelines.desk.preview", root, month, *(["accept"] if accept else []))
    elif is_month(month) and action == "publish":
        accepted = ["--accept-errors"] if accept else []
        desk.jobs.start("publish", month, "-m", "pipelines.cli", "run", month, "--home", root, *accepted)
    return go_to("/publish")


def _explain(desk: Desk, fields: dict[str, str]) -> str:
    """Register the reason for the settled figures that the last preview found to be moved by a file."""
    reason = " ".join(fields.get("reason", "").split())[:200]
    last = desk.jobs.last
    if last is None:
        return "还没有试算过，请先试算。"
    told = (last.result or {}).get("moved", [])
    figures = [Moved(**{k: v for k, v in m.items() if k != "key"}) for m in told]
    asked = [
        m for m in figures if m.needs_reason and m.source_file == fields.get("file") and m.key not in last.explained
    ]
    said = explain(desk.home, asked, reason)
    if reason:
        last.explained |= {m.key: reason for m in asked}
    return said


async def job(request: Request) -> Response:
    last = desk_of(request).jobs.last
    return JSONResponse(last.state() if last else {"running": False}, headers=guard.HEADERS)
