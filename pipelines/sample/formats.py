"""Writers of the file kinds that platforms export. Nothing here depends on the clock or the machine."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path

import xlsxwriter

from pipelines.errors import WrongUse

Cell = str | int | float | date | datetime | None
Row = Sequence[Cell]

# Excel stores when a workbook was made; a fixed moment keeps the bytes equal from run to run.
DOCUMENT_DATE = datetime(2020, 10, 8, 9, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """Rows of one sheet. title: a first row merged over the width.

    merges: (first row, last row, column), counted from 0 with the title row.
    """

    name: str
    rows: Sequence[Row]
    title: str = ""
    merges: Sequence[tuple[int, int, int]] = field(default=())


def write_xlsx(path: Path, *sheets: Sheet) -> Path:
    """An xlsx workbook; text stays text, dates become Excel dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": DOCUMENT_DATE})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    centred = book.add_format({"align": "center"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        width = max(len(row) for row in sheet.rows)
        offset = 1 if sheet.title else 0
        if sheet.title:
            page.merge_range(0, 0, 0, width - 1, sheet.title, centred)
        for r, row in enumerate(sheet.rows, start=offset):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(r, c, value)
                elif isinstance(value, date):
                    page.write(r, c, value, formats[type(value)])
                elif value is not None:
                    page.write_number(r, c, value)
        for first, last, column in sheet.merges:
            page.merge_range(first, column, last, column, sheet.rows[first - offset][column], centred)
    book.close()
    return path


def write_xls(path: Path, sheet_name: str, rows: Sequence[Row]) -> Path:
    """A BIFF workbook of one sheet, the kind behind most ``.xls`` exports.

    Raises:
        WrongUse: the writer is not installed. It is no longer looked after, so no run depends on it.
    """
    try:
        import xlwt
    except ModuleNotFoundError as reason:
        raise WrongUse(
            "演示数据里有旧版 Excel（.xls）文件，写它的组件 xlwt 没有安装：请运行 pip install xlwt==1.3.0 再来。"
        ) from reason
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(sheet_name)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                page.write(r, c, str(value) if isinstance(value, date) else value)
    book.save(str(path))
    return path


def write_html_xls(path: Path, rows: Sequence[Row]) -> Path:
    """An HTML table named ``.xls``: what the WeChat backend gives as an Excel file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows]
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/></head><body>'
    text = "\n".join([head, '<table border="1">', *lines, "</table>", "</body></html>", ""])
    path.write_bytes(text.encode())
    return path


def write_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8-sig") -> Path:
    """Comma text with CRLF, as spreadsheet programs save it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_text(path: Path, lines: Sequence[str], encoding: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
