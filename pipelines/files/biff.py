"""Workbooks of Excel 97-2003 and before (.xls, BIFF) through xlrd.

Not through fastexcel: on a damaged file of this kind it aborts the process or never ends.
"""

from io import StringIO
from typing import Any, Literal

import xlrd

from pipelines.faults import FileFault, error
from pipelines.files import limits
from pipelines.files.foreign import foreign_streams
from pipelines.files.grid import Grid, from_rows

# fastexcel gives this many, and so both kinds of workbook read alike.
DECIMALS = 9


def read_xls(data: bytes, name: str) -> list[Grid]:
    """One grid per worksheet; dates as ISO text, whole numbers without decimals, error cells blank.

    Raises:
        FileFault: ``encrypted_file``, ``unsupported_file`` (a .doc), ``damaged_file``, ``too_large``.
    """
    if _has_stream(data, "EncryptedPackage"):
        raise FileFault(error("encrypted_file", "文件设有打开密码，无法读取", path=name))
    if not _has_stream(data, "Workbook") and (fault := foreign_streams(data, name)):
        raise FileFault(fault)
    limits.check_bytes(len(data), limits.MAX_XLS_BYTES, "xls 工作簿", name)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=StringIO(), ragged_rows=True)
        sheets = [(sheet.name, sheet.visibility != 0, _rows(sheet, book.datemode)) for sheet in book.sheets()]
    except Exception as fault:  # whatever a contradiction in the file makes xlrd stumble over
        if "encrypted" in str(fault):
            raise FileFault(error("encrypted_file", "文件设有打开密码，无法读取", path=name)) from fault
        raise FileFault(
            error("damaged_file", "文件不是工作簿，或不完整、已损坏（可能没有下载完）", path=name)
        ) from fault
    return [from_rows(rows, name, sheet, hidden) for sheet, hidden, rows in sheets]


def _has_stream(data: bytes, stream: str) -> bool:
    """Names in the directory of a compound file are UTF-16."""
    return stream.encode("utf-16-le") in data


def _rows(sheet: xlrd.sheet.Sheet, datemode: Literal[0, 1]) -> list[tuple[int, list[str | None]]]:
    return [(i + 1, [_text(cell, datemode) for cell in sheet.row(i)]) for i in range(sheet.nrows)]


def _text(cell: xlrd.sheet.Cell, datemode: Literal[0, 1]) -> str | None:
    value: Any = cell.value
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return _plain(value)
        case xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(value, datemode).isoformat(" ", "seconds")
            except (ValueError, OverflowError):  # a number shown as a date that no calendar has
                return _plain(value)
        case xlrd.XL_CELL_BOOLEAN:
            return "true" if cell.value else "false"
        case xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, "#ERROR!")
        case _:
            return None


def _plain(value: float) -> str:
    """357.0 → 357, never in scientific notation."""
    text = f"{value:.{DECIMALS}f}"
    return text.rstrip("0").rstrip(".")
