"""本月: what the month needs and what has come."""

import asyncio
from collections import Counter

from starlette.requests import Request
from starlette.responses import Response

from pipelines.desk.month import needs
from pipelines.desk.pages.wait import looked, waiting
from pipelines.desk.state import chosen_month, desk_of, go_to, offered_months
from pipelines.home import Home


async def month_page(request: Request) -> Response:
    desk = desk_of(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "month")
    month = chosen_month(request.query_params.get("month", ""), ingested)
    if not month and not request.query_params and not desk.home.published.exists():
        return go_to("/start")
    found = await asyncio.to_thread(needs, ingested, month) if month else []
    return desk.page(
        "month",
        month=month,
        months=offered_months(ingested),
        needs=found,
        counts=Counter(n.state for n in found),
        errors=sum(f.severity == "error" for f in ingested.faults),
        published=_newest_page(desk.home),
    )


def _newest_page(home: Home) -> str:
    pages = sorted(p.name for p in (home.reports / "months").glob("20*.html"))
    return f"months/{pages[-1]}" if pages else ""
