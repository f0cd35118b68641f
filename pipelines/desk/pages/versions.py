"""版本: what was published, what two versions differ in, and going back to one."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipelines.desk.jobs import RESULT
from pipelines.desk.state import desk_of, fields_of, go_to
from pipelines.warehouse.versions import versions


async def versions_page(request: Request) -> Response:
    desk, asked = desk_of(request), request.query_params
    known = await asyncio.to_thread(versions, desk.home)
    paths = {v.run_id: v.path for v in known}
    old, new = asked.get("old", ""), asked.get("new", "")
    result, fault = None, ""
    if old in paths and new in paths:
        if old == new:
            fault = "选的是同一个版本。"
        else:
            result, fault = await asyncio.to_thread(_compared, paths[old], paths[new])
    before = next((v.run_id for v in known if not v.is_current), "")
    current = next((v.run_id for v in known if v.is_current), "")
    return desk.page("versions", versions=known, old=old or before, new=new or current, result=result, fault=fault)


def _compared(old: Path, new: Path) -> tuple[dict[str, Any] | None, str]:
    """(what differs, why it could not be said). In a process of its own: this one has the published file open in
    another way."""
    command = [sys.executable, "-X", "utf8", "-m", "pipelines.desk.preview", "versions", str(old), str(new)]
    told = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False
    )
    line = next((line for line in told.stdout.splitlines() if line.startswith(RESULT)), "")
    if not line:
        return None, told.stderr.strip() or "没有比较成。"
    return json.loads(line.removeprefix(RESULT)), ""


async def roll_back(request: Request) -> Response:
    desk, fields = desk_of(request), await fields_of(request)
    known = {v.run_id for v in await asyncio.to_thread(versions, desk.home)}
    if fields.get("version") in known:
        root = str(desk.home.root)
        desk.jobs.start("rollback", "", "-m", "pipelines.cli", "rollback", fields["version"], "--home", root)
    return go_to("/publish")
