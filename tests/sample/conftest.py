"""Reading the sample back with plain tools, on purpose not with the project's own ingestion."""

import csv
import io
from pathlib import Path

import fastexcel
import pytest
from lxml import html

from pipelines.sample import write_sample


@pytest.fixture(scope="session")
def raw(tmp_path_factory) -> Path:
    """raw/ of a freshly written default sample."""
    root = tmp_path_factory.mktemp("sample")
    write_sample(root)
    return root / "raw"


@pytest.fixture(scope="session")
def sheets():
    """path → {sheet name: rows of text}; empty cells are ''."""

    def read(path: Path) -> dict[str, list[list[str]]]:
        head = path.read_bytes()[:8]
        if head.startswith(b"PK") or head.startswith(bytes.fromhex("d0cf11e0")):
            book = fastexcel.read_excel(path)
            return {name: _excel(book, name) for name in book.sheet_names}
        if head.startswith(b"<html"):
            rows = html.fromstring(path.read_bytes().decode()).iter("tr")
            return {"": [[cell.text or "" for cell in row.iter("td")] for row in rows]}
        return {"": list(csv.reader(io.StringIO(_text(path), newline="")))}

    return read


def _excel(book: fastexcel.ExcelReader, name: str) -> list[list[str]]:
    frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return [["" if cell is None else cell for cell in row] for row in frame.rows()]


def _text(path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return path.read_bytes().decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{path} is in neither encoding")


@pytest.fixture(scope="session")
def records(sheets):
    """path, a header cell → a dict per row below the header row that holds this cell (first or named sheet)."""

    def read(path: Path, mark: str, sheet: str | None = None) -> list[dict[str, str]]:
        book = sheets(path)
        rows = book[sheet] if sheet else next(iter(book.values()))
        at = next(i for i, row in enumerate(rows) if mark in row)
        return [dict(zip(rows[at], row, strict=False)) for row in rows[at + 1 :]]

    return read


@pytest.fixture(scope="session")
def reference(raw, records):
    """Table name → its rows."""

    def read(name: str) -> list[dict[str, str]]:
        path = next((raw / "reference").glob(f"{name}.*"))
        first = {"部门表": "部门编号"}.get(name)
        return records(path, first) if first else _whole(path)

    def _whole(path: Path) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(_text(path), newline="")))

    return read
