"""Files as platforms and clerks make them, built in memory for the reading tests."""

from datetime import date, datetime
from io import BytesIO

import msoffcrypto
import xlsxwriter
import xlwt

ISO_DATE = "yyyy-mm-dd"


def xlsx(*sheets: list[list], hidden: tuple[int, ...] = ()) -> bytes:
    """A workbook; each sheet is a list of rows, None leaves a cell blank. Dates become real date cells."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        formats = {
            date: book.add_format({"num_format": ISO_DATE}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        for index, rows in enumerate(sheets):
            sheet = book.add_worksheet(f"表{index + 1}")
            if index in hidden:
                sheet.hide()
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if value is not None:
                        sheet.write(i, j, value, formats.get(type(value)))
    return buffer.getvalue()


def xls(*sheets: list[list], hidden: tuple[int, ...] = ()) -> bytes:
    """The same as a BIFF workbook."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str=ISO_DATE)
    for index, rows in enumerate(sheets):
        sheet = book.add_sheet(f"表{index + 1}")
        sheet.visibility = 1 if index in hidden else 0
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value, *([day] if isinstance(value, date) else []))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def locked_xlsx(plain: bytes) -> bytes:
    """A workbook with a password to open it."""
    buffer = BytesIO()
    msoffcrypto.OfficeFile(BytesIO(plain)).encrypt("secret", buffer)
    return buffer.getvalue()


def locked_xls(plain: bytes) -> bytes:
    """A BIFF workbook whose second record says that what follows is encrypted (FILEPASS in place of INTERFACEHDR)."""
    interface_header = b"\xe1\x00\x02\x00"
    assert interface_header in plain
    return plain.replace(interface_header, b"\x2f\x00\x02\x00", 1)
