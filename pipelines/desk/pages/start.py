"""从这里开始: from an empty home to the first published month."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from pipelines.commands.greeting import name_in_tables
from pipelines.desk import guide, tables
from pipelines.desk.grid import filled_rows, with_spare
from pipelines.desk.pages.wait import looked, waiting
from pipelines.desk.state import Refusal, desk_of, fields_of, go_to
from pipelines.faults import ERROR

SPARE = 8


async def start_page(request: Request) -> Response:
    desk = desk_of(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "month")
    reference = ingested.reference
    errors = [f for f in ingested.faults if f.severity == ERROR]
    files = sum(bool(e.receipts) and not name.startswith("reference/") for name, e in ingested.entries.items())
    name = name_in_tables(desk.home)
    done = guide.done(reference, name, files, len(errors), desk.home.published.exists())
    steps = {}
    for id_, step in guide.STEPS.items():
        columns = guide.columns_of(step, reference)
        steps[id_] = {
            "step": step,
            "columns": columns,
            "rows": with_spare([], columns, SPARE),
            "known": guide.known(step, reference),
            "added": tables.added(desk.home).get(step.table, 0),
            "faults": [f for f in errors if f.dataset == step.dataset or step.table in f.path],
        }
    return desk.page(
        "start",
        here="month",
        done=done,
        current=next((id_ for id_, is_done in done.items() if not is_done), ""),
        name=name,
        steps=steps,
        errors=len(errors),
        files=files,
    )


async def start_action(request: Request) -> Response:
    desk, fields = desk_of(request), await fields_of(request)
    action = request.path_params["action"]
    if action == "name":
        name = " ".join(fields.get("name", "").split())[:60]
        if not name:
            raise Refusal(400, "没有写单位名称。")
        await asyncio.to_thread(guide.name_it, desk.home, name)
        desk.notice = f"已登记：{name}。"
        return go_to("/start")
    step = guide.STEPS.get(action.removesuffix("-undo"))
    if step is None:
        raise Refusal(404, "没有这一步。")
    if action.endswith("-undo"):
        gone = await asyncio.to_thread(tables.take_back, desk.home, step.table)
        desk.notice = f"已撤销：{gone}。" if gone else "没有可以撤销的。"
        return go_to(f"/start#{action.removesuffix('-undo')}")
    reference = (await asyncio.to_thread(desk.look.now)).reference
    rows = filled_rows(fields, guide.columns_of(step, reference))
    number, left = await asyncio.to_thread(guide.add, desk.home, step, rows, reference)
    desk.notice = f"{step.table}登记了 {number} 行。" if number else "没有新的行，没有登记。"
    if left:
        desk.notice += f"没有登记的（已经有了，或没有名称）：{'、'.join(left[:5])}{' 等' if len(left) > 5 else ''}。"
    return go_to(f"/start#{action}")
