"""A bulletin as an Excel file: one sheet of explanations, one sheet per table.

Belongs here: sheets and cell formats. Does not belong here: what is said.
"""

from io import BytesIO

import xlsxwriter

from pipelines.reports.bulletin import Bulletin, Table
from pipelines.reports.word_page import clean

EXPLANATIONS = "说明"


def render(bulletin: Bulletin) -> bytes:
    """The .xlsx file; the same bulletin always gives the same bytes."""
    stream = BytesIO()
    # Texts come from other people's files: none may become a formula, a link or a number.
    guarded = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, guarded) as workbook:
        workbook.set_properties(
            {"title": clean(bulletin.title), "author": clean(bulletin.issuer), "created": bulletin.dated}
        )
        _explanations(workbook, bulletin)
        for table in bulletin.tables.values():
            _sheet(workbook, table)
    return stream.getvalue()


def _explanations(workbook, bulletin: Bulletin) -> None:
    sheet = workbook.add_worksheet(EXPLANATIONS)
    sheet.set_column(0, 0, 90)
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, clean(bulletin.title), bold)
    lines = [f"单位：{bulletin.institution}", f"主管部门：{bulletin.issuer}", *bulletin.notes]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, clean(line), plain)


def _sheet(workbook, table: Table) -> None:
    sheet = workbook.add_worksheet(f"表{table.number}")
    head = workbook.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#E8EDF3"})
    text = workbook.add_format({"border": 1})
    number = workbook.add_format({"border": 1, "num_format": "0"})
    sheet.write_string(0, 0, clean(table.caption), workbook.add_format({"bold": True, "font_size": 14}))
    if not table.rows:
        sheet.write_string(1, 0, clean(f"（{table.empty}）"))
        return
    for column, name in enumerate(table.header):
        sheet.set_column(column, column, 30 if name not in ("序号",) else 8)
        sheet.write_string(1, column, clean(name), head)
    for row, cells in enumerate(table.rows, start=2):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, number)
            else:
                sheet.write_string(row, column, clean(cell), text)
    sheet.freeze_panes(2, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
