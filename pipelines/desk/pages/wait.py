"""A page that needs to know what lies in ``raw/`` and may have to wait for it."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipelines import guard
from pipelines.desk.state import PATIENCE_SECONDS, Desk, desk_of, fields_of, go_to
from pipelines.landing.land import Ingested

PAGES = {"faults": "/faults", "drop": "/drop", "publish": "/publish"}


async def looked(desk: Desk) -> Ingested | None:
    """What lies in ``raw/`` now; None where a look takes longer than a page should.

    While a run is at work, as of the last look: what it is writing is not to be held open.
    """
    if desk.jobs.is_busy:
        return await asyncio.to_thread(desk.look.last)
    return await asyncio.to_thread(desk.look.within, PATIENCE_SECONDS)


def waiting(desk: Desk, here: str) -> Response:
    """What is shown meanwhile; it is replaced by the page itself. here: its entry of the navigation."""
    return desk.page("wait", here=here)


async def looking(request: Request) -> Response:
    look = desk_of(request).look
    return JSONResponse({"looking": look.is_looking, "reading": look.reading}, headers=guard.HEADERS)


async def look_again(request: Request) -> Response:
    desk, fields = desk_of(request), await fields_of(request, writes=False)
    desk.look.forget()
    return go_to(PAGES.get(fields.get("to", ""), "/"))
