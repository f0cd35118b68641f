"""Files taken apart into rows of cells and put together again in their own kind, so that cells can be tampered with."""

import csv
import random
from dataclasses import dataclass
from html import escape
from io import BytesIO, StringIO
from pathlib import Path

import xlsxwriter
import xlwt

from pipelines.files import decode

Cells = list[str | None]


@dataclass
class Sheet:
    """rows: (row number as the file shows it, cells); a header of row 0 stands in no row of its own."""

    name: str
    hidden: bool
    rows: list[tuple[int, Cells]]

    def copy(self) -> "Sheet":
        return Sheet(self.name, self.hidden, [(row, list(cells)) for row, cells in self.rows])

    def at(self, row: int) -> Cells | None:
        return next((cells for number, cells in self.rows if number == row), None)


@dataclass
class Book:
    kind: str
    encoding: str
    sheets: list[Sheet]

    def copy(self) -> "Book":
        return Book(self.kind, self.encoding, [s.copy() for s in self.sheets])

    def sheet(self, name: str) -> Sheet:
        return next(s for s in self.sheets if s.name == name)


def taken_apart(path: Path) -> Book:
    content = decode.read(path, path.name)
    sheets = [Sheet(g.sheet, g.hidden, [(row, list(cells)) for row, *cells in g.cells.rows()]) for g in content.grids]
    return Book(content.kind, content.encoding, sheets)


def put_together(book: Book) -> bytes:
    writer = {"xlsx": _xlsx, "xls": _xls, "html": _html, "labelled": _labelled}.get(book.kind, _separated)
    return writer(book)


def _xlsx(book: Book) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        for number, sheet in enumerate(book.sheets):
            page = file.add_worksheet(sheet.name)
            if sheet.hidden and number:
                page.hide()
            for row, cells in sheet.rows:
                for column, text in enumerate(cells):
                    if text is not None:
                        page.write_string(row - 1, column, text)
    return buffer.getvalue()


def _xls(book: Book) -> bytes:
    file = xlwt.Workbook(encoding="utf-8")
    for sheet in book.sheets:
        page = file.add_sheet(sheet.name, cell_overwrite_ok=True)
        page.visibility = int(sheet.hidden)
        for row, cells in sheet.rows:
            for column, text in enumerate(cells):
                if text is not None:
                    page.write(row - 1, column, text[:32_000])
    buffer = BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _html(book: Book) -> bytes:
    tables = []
    for sheet in book.sheets:
        by_row = dict(sheet.rows)
        lines = [by_row.get(row, []) for row in range(1, max(by_row, default=0) + 1)]
        cells = ["".join(f"<td>{escape(text or '').replace(chr(10), '<br>')}</td>" for text in line) for line in lines]
        tables.append("<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>")
    head = '<html><head><meta charset="utf-8"></head><body>'
    return (head + "".join(tables) + "</body></html>").encode("utf-8", "replace")


def _separated(book: Book) -> bytes:
    (sheet,) = book.sheets
    text, line = StringIO(newline=""), 1
    writer = csv.writer(text, delimiter="\t" if book.kind == "tsv" else ",")
    for row, cells in sheet.rows:
        text.write("\r\n" * max(row - line, 0))
        writer.writerow(["" if c is None else c for c in cells])
        line = max(row, line) + 1 + max((c.count("\n") for c in cells if c), default=0)
    return text.getvalue().encode(book.encoding, "replace")


def _labelled(book: Book) -> bytes:
    (sheet,) = book.sheets
    (_, labels), *lines = sheet.rows
    text = "".join(
        "\t".join(f"{label}:{cell}" for label, cell in zip(labels, cells, strict=False) if cell) + "\r\n"
        for _, cells in lines
    )
    return text.encode(book.encoding, "replace")


def swap_columns(sheet: Sheet, first: int, second: int, from_row: int) -> None:
    for row, cells in sheet.rows:
        if row >= from_row:
            cells += [None] * (max(first, second) + 1 - len(cells))
            cells[first], cells[second] = cells[second], cells[first]


def set_cell(sheet: Sheet, row: int, column: int, text: str | None) -> None:
    cells = sheet.at(row)
    cells += [None] * (column + 1 - len(cells))
    cells[column] = text


def insert_row(sheet: Sheet, behind: int, cells: Cells) -> None:
    """A row behind row ``behind``; those below move down."""
    above = [(n, c) for n, c in sheet.rows if n <= behind]
    below = [(n + 1, c) for n, c in sheet.rows if n > behind]
    sheet.rows = [*above, (behind + 1, list(cells)), *below]


def shift_row(sheet: Sheet, row: int, chance: random.Random) -> None:
    """Cells of one row move one to the right, or to the left, from some column on."""
    cells = sheet.at(row)
    at = chance.randrange(len(cells))
    if chance.random() < 0.5:
        cells.insert(at, chance.choice([None, "", "甲", "1"]))
    else:
        del cells[at]
