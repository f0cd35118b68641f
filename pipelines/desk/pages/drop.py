"""投放: files as they come, where each of them goes."""

import asyncio
import secrets
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from pipelines import guard
from pipelines.desk.drop import owners
from pipelines.desk.month import owner_names
from pipelines.desk.pages.wait import looked, waiting
from pipelines.desk.state import Refusal, desk_of, fields_of, go_to, offered_months, only_first

TOO_LARGE = Refusal(413, f"文件超过 {guard.MAX_DROP_BYTES // 10**9} GB，请把它直接复制到 raw 下的文件夹。")


async def drop_page(request: Request) -> Response:
    desk = desk_of(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "drop")
    items = list(reversed(desk.tray.items.values()))
    names = owner_names(ingested)
    choices = {
        g.source: {o: names.get(o, o) for o in owners(ingested.reference, g.source)}
        for item in items
        for g in item.guesses
    }
    return desk.page("drop", items=items, choices=choices, names=names, months=offered_months(ingested)[:12])


async def receive(request: Request) -> Response:
    """One file of a drop: the bytes are the body, the name and the form token are headers."""
    desk = desk_of(request)
    if not secrets.compare_digest(request.headers.get("x-form", ""), desk.form_token):
        raise Refusal(403, "这个页面已经过期，请刷新后再试。")
    only_first(desk)
    if int(request.headers.get("content-length") or 0) > guard.MAX_DROP_BYTES:
        raise TOO_LARGE
    path = desk.tray.upload()
    try:
        with path.open("wb") as stream:
            async for part in request.stream():
                if stream.tell() + len(part) > guard.MAX_DROP_BYTES:
                    raise TOO_LARGE
                await asyncio.to_thread(stream.write, part)
        ingested = await asyncio.to_thread(desk.look.last)
        name = unquote(request.headers.get("x-name", ""))
        items = await asyncio.to_thread(desk.tray.receive, name, path, ingested)
    except ClientDisconnect:  # cancelled: nothing has come
        return Response(status_code=400)
    finally:
        path.unlink(missing_ok=True)
    return JSONResponse({"items": [i.id for i in items]}, headers=guard.HEADERS)


async def drop_action(request: Request) -> Response:
    desk, fields = desk_of(request), await fields_of(request)
    item = desk.tray.items.get(fields.get("item", ""))
    if item is None:
        return go_to("/drop")
    action = request.path_params["action"]
    if action == "store":
        ingested = await asyncio.to_thread(desk.look.last)
        source, owner, month = (fields.get(name, "") for name in ("source", "owner", "month"))
        desk.notice = await asyncio.to_thread(desk.tray.store, item, source, owner, month, ingested)
    elif action == "back":
        desk.notice = desk.tray.take_back(item)
    elif action == "discard" and not item.place:
        desk.tray.discard(item)
    return go_to("/drop")
