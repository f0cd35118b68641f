"""追溯: from a figure to the files, sheets and rows it is made of."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipelines.desk.evidence import tree
from pipelines.desk.published import reading
from pipelines.desk.state import Desk, Refusal, desk_of, fields_of, reveal
from pipelines.errors import WrongUse
from pipelines.lineage.figure import figure_evidence
from pipelines.lineage.selection import as_called_in, find_figure
from pipelines.months import is_month
from pipelines.reports.read import newest_month

# Value of the form → the words of ``tongbao trace`` that it stands for.
SCOPES = ("department", "account", "channel", "department_type")
WHOLE = "institution"
METRICS = "SELECT metric_id, name, unit FROM dim_metric ORDER BY display_order, name"
MONTHS = "SELECT DISTINCT month FROM rpt_metric_trend WHERE value IS NOT NULL ORDER BY 1 DESC"
CHOICES = """
    SELECT DISTINCT scope || ':' || scope_id, arg_max(scope_name, month), scope FROM rpt_metric_trend
    WHERE scope IN ('department', 'account', 'channel') AND scope_id <> 'unrecognised'
    GROUP BY scope, scope_id ORDER BY scope DESC, 2
"""
FIGURES = """
    SELECT metric_id, metric.name, trend.value, metric.unit, trend.status
    FROM rpt_metric_trend AS trend JOIN dim_metric AS metric USING (metric_id)
    WHERE scope = 'institution' AND month = $month AND (is_headline OR $all)
    ORDER BY metric.display_order
"""


async def trace_page(request: Request) -> Response:
    desk, asked = desk_of(request), request.query_params
    wanted = (asked.get("metric", ""), asked.get("month", ""), asked.get("scope", WHOLE))
    try:
        shown = await asyncio.to_thread(_shown, desk, *wanted)
    except WrongUse as reason:
        return desk.page("message", title="追溯", here="trace", text=str(reason))
    return desk.page("trace", **shown)


def _shown(desk: Desk, metric: str, month: str, scope: str) -> dict[str, Any]:
    with reading(desk.home) as connection:
        months = [m for (m,) in connection.execute(MONTHS).fetchall()]
        month = month if month in months else newest_month(connection) or next(iter(months), "")
        fault, evidence = "", None
        if metric and is_month(month):
            kind, _, scope_id = scope.partition(":")
            words = {kind: scope_id} if kind in SCOPES and scope_id else {}
            try:
                figure = as_called_in(connection, find_figure(connection, metric, **words), month)
                evidence = tree(connection, desk.home, figure_evidence(connection, figure, month))
            except WrongUse as reason:
                fault = str(reason)
        return {
            "metric": metric,
            "month": month,
            "scope": scope,
            "months": months,
            "metrics": connection.execute(METRICS).fetchall(),
            "choices": connection.execute(CHOICES).fetchall(),
            "figures": [] if evidence else connection.execute(FIGURES, {"month": month, "all": False}).fetchall(),
            "fault": fault,
            "evidence": evidence,
        }


async def open_folder(request: Request) -> Response:
    """Show a file in the folder window: by its path among those that were published, no other."""
    desk, fields = desk_of(request), await fields_of(request, writes=False)
    known = await asyncio.to_thread(_paths, desk)
    path = desk.home.raw / fields.get("path", "")
    if fields.get("path", "") not in known or not path.exists():
        raise Refusal(404, "这个文件已经不在 raw 文件夹里了。")
    if not reveal(path):
        raise Refusal(404, f"这台电脑没有文件夹窗口。文件在 {path}。")
    return Response(status_code=204)


def _paths(desk: Desk) -> set[str]:
    with reading(desk.home) as connection:
        return {p for (p,) in connection.execute("SELECT DISTINCT path FROM quality.files").fetchall()}
