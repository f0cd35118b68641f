"""提问: worked queries with blanks, and SQL of one's own; a table on the page, Excel or CSV."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipelines.commands.sql import write_csv, write_xlsx
from pipelines.desk import queries
from pipelines.desk.published import reading
from pipelines.desk.state import Desk, attachment, desk_of, fields_of
from pipelines.errors import WrongUse
from pipelines.reports.read import newest_month

MONTHS = "SELECT DISTINCT month, month FROM fct_metric_month WHERE value IS NOT NULL ORDER BY 1 DESC"
METRICS = "SELECT metric_id, name FROM dim_metric ORDER BY display_order, name"
DEPARTMENTS = "SELECT department_id, arg_max(name, valid_from) FROM dim_department GROUP BY 1 ORDER BY 2"
FILES = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
OWN = "自己写"


async def ask_page(request: Request) -> Response:
    desk = desk_of(request)
    try:
        shown = await asyncio.to_thread(_form, desk, request.query_params.get("query", ""))
    except WrongUse as reason:
        return desk.page("message", title="提问", here="ask", text=str(reason))
    return desk.page("ask", **shown)


async def answer(request: Request) -> Response:
    """The result of a worked query (``query`` is its number) or of ``sql``: on the page, or as a file."""
    desk, fields = desk_of(request), await fields_of(request, writes=False)
    form = request.path_params["form"]
    try:
        if form in FILES:
            content, title = await asyncio.to_thread(_file, desk, fields, form)
            return attachment(content, f"{title}.{form}", FILES[form][1])
        return desk.page("ask", **await asyncio.to_thread(_answered, desk, fields))
    except WrongUse as reason:
        shown: dict[str, Any] = await asyncio.to_thread(_form, desk, fields.get("query", ""), fields)
        return desk.page("ask", **{**shown, "fault": str(reason)})


def _form(desk: Desk, number: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
    """The page without a result. fields: what was filled in, if anything."""
    with reading(desk.home) as connection:
        choices = _choices(connection)
        chosen = _chosen(connection, number)
    fields = fields or {}
    values = {b.name: fields.get(b.name, b.given) for b in chosen.blanks} if chosen else {}
    return {
        "worked": queries.worked(),
        "chosen": chosen,
        "values": values,
        "choices": choices,
        "sql": fields.get("sql", ""),
        "answer": None,
        "cells": [],
        "numbers": [],
        "fault": "",
    }


def _choices(connection) -> dict[str, dict[str, str]]:
    asked = {"月份": MONTHS, "指标": METRICS, "部门": DEPARTMENTS}
    return {kind: dict(connection.execute(query).fetchall()) for kind, query in asked.items()}


def _chosen(connection, number: str) -> queries.Worked | None:
    """The worked query of a number, for the newest complete month."""
    found = next((q for q in queries.worked() if str(q.number) == number), None)
    return queries.as_of(found, newest_month(connection) or "") if found else None


def _query(connection, fields: dict[str, str]) -> tuple[str, str]:
    """(SQL, title) of what was asked."""
    number = fields.get("query", "")
    original = next((q for q in queries.worked() if str(q.number) == number), None)
    if original is None:
        return fields.get("sql", "").strip().rstrip(";；"), OWN
    chosen = _chosen(connection, number)
    moved = {b.name: b.given for b in chosen.blanks} if chosen else {}
    return queries.filled(original, moved, fields, _choices(connection)), original.title


def _answered(desk: Desk, fields: dict[str, str]) -> dict[str, Any]:
    shown = _form(desk, fields.get("query", ""), fields)
    with reading(desk.home) as connection:
        sql, _ = _query(connection, fields)
        if not sql:
            return shown
        found = queries.ask(connection, sql)
    cells = queries.shown(found.rows)
    return shown | {"answer": found, "cells": cells, "numbers": queries.numbers(cells), "sql": sql}


def _file(desk: Desk, fields: dict[str, str], form: str) -> tuple[bytes, str]:
    with reading(desk.home) as connection:
        sql, title = _query(connection, fields)
        found = queries.ask(connection, sql, queries.MOST_ROWS)
    if found.is_cut:
        raise WrongUse(f"结果超过 {queries.MOST_ROWS} 行，一张工作表放不下。请缩小范围。")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"result.{form}"
        FILES[form][0](path, found.columns, found.rows)
        return path.read_bytes(), title
