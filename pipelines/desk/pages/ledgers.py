"""台账: empty ledgers to take along, and small ones filled in on the page."""

import asyncio
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.requests import Request
from starlette.responses import Response

from pipelines.commands.templates import ledger_columns, ledgers, write_table
from pipelines.desk import ledger as books
from pipelines.desk.grid import filled_rows, with_spare
from pipelines.desk.pages.wait import looked, waiting
from pipelines.desk.state import Refusal, attachment, chosen_month, desk_of, fields_of, go_to, offered_months
from pipelines.errors import WrongUse
from pipelines.faults import FileFault
from pipelines.months import is_month
from pipelines.sources.catalog import Format

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def ledgers_page(request: Request) -> Response:
    desk = desk_of(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "ledgers")
    used: dict[str, list[str]] = {}
    for name, entry in ingested.entries.items():
        for receipt in entry.receipts:
            used.setdefault(receipt.format, []).append(name)
    listed = sorted(ledgers(), key=lambda f: (f.id not in used, f.source != "registers"))
    return desk.page("ledgers", ledgers=[(f, used.get(f.id, [])) for f in listed], mark=books.MARK)


async def ledger_page(request: Request) -> Response:
    desk, fmt = desk_of(request), _ledger(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "ledgers")
    month = chosen_month(request.query_params.get("month", ""), ingested) or f"{date.today():%Y-%m}"
    path, columns = books.path_of(desk.home, fmt, month), books.columns_of(fmt, ingested.reference)
    try:
        rows, known_as = books.read(path, columns)
    except (FileFault, OSError) as reason:
        return desk.page("message", title=fmt.title, here="ledgers", text=f"{path.name} 打不开：{reason}")
    place = path.relative_to(desk.home.raw).as_posix()
    return desk.page(
        "ledger",
        here="ledgers",
        ledger=fmt,
        month=month,
        months=list(dict.fromkeys([month, *offered_months(ingested)])),
        columns=columns,
        rows=with_spare(rows, columns),
        filled=len(rows),
        known_as=known_as,
        place=place,
        faults=[f for f in ingested.faults if f.path == place],
    )


async def save(request: Request) -> Response:
    desk, fmt, fields = desk_of(request), _ledger(request), await fields_of(request)
    month = fields.get("month", "")
    if not is_month(month):
        raise Refusal(400, "没有写月份，没有保存。")
    reference = (await asyncio.to_thread(desk.look.last)).reference
    columns, path = books.columns_of(fmt, reference), books.path_of(desk.home, fmt, month)
    rows = filled_rows(fields, columns)
    try:
        told = await asyncio.to_thread(books.save, desk.home, fmt, path, columns, rows, fields.get("known_as", ""))
    except PermissionError as reason:
        raise WrongUse(f"{path.name} 写不进去。请关闭打开着它的程序（如 Excel、WPS），再保存。") from reason
    place = f"raw/{path.relative_to(desk.home.raw).as_posix()}"
    desk.notice = told or (f"已保存 {len(rows)} 行到 {place}。" if rows else "已清空，没有一行。")
    return go_to(f"/ledgers/{fmt.id}?month={month}")


async def empty(request: Request) -> Response:
    fmt = _ledger(request)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.xlsx"
        write_table(path, fmt.title, ledger_columns(fmt), [])
        return attachment(path.read_bytes(), f"{fmt.title}.xlsx", XLSX)


def _ledger(request: Request) -> Format:
    fmt = books.ledger_of(request.path_params["ledger"])
    if fmt is None:
        raise Refusal(404, "没有这本台账。")
    return fmt
