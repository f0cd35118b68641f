"""Workbooks of Excel since 2007 (.xlsx) through fastexcel, after their parts have been looked at.

fastexcel reserves what a part announces (strings, the rectangle a sheet spans) and aborts the process when memory
runs out, so announcements are checked first.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from xml.etree import ElementTree

import fastexcel
import polars as pl

from pipelines.faults import FileFault, error
from pipelines.files import limits
from pipelines.files.grid import Grid, text_frame

# r="AA1" of a cell or r="100000" of a row. Where nothing has this shape the sheet is small enough, whatever it holds.
# The letter stands first, for a search that begins with a fixed byte takes a third of the time.
FAR_REFERENCE = re.compile(rb"""r(?<=[ \t\r\n]r)\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{6})""")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
REFERENCE = re.compile(r"([A-Za-z]{1,9})([0-9]{1,18})")
# Numbers of strings, formats … that a part announces: room is made for them before they are read.
ANNOUNCED = re.compile(rb"""ount\s*=\s*["'](\d+)["']""")

# Bytes of the shortest mark of a cell or a text: a small workbook cannot have too many, and need not be counted.
SHORTEST = len(b"<c>")


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """The container of an Office file within its limits.

    Raises:
        FileFault: ``damaged_file``, ``too_large``, ``suspicious_file``.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, UnicodeError) as fault:
        raise FileFault(error("damaged_file", "文件不完整或已损坏，可能没有下载完", path=name)) from fault
    members = archive.infolist()
    expanded = sum(m.file_size for m in members)
    if len(members) > limits.MAX_MEMBERS:
        raise FileFault(
            error("suspicious_file", f"文件内含 {len(members):,} 个部分，上限为 {limits.MAX_MEMBERS:,} 个", path=name)
        )
    limits.check_bytes(expanded, limits.MAX_EXPANDED_BYTES, "解压后", name)
    if expanded > limits.EXPANSION_MATTERS_FROM and expanded > limits.MAX_EXPANSION * len(data):
        raise FileFault(
            error(
                "suspicious_file",
                f"解压后膨胀 {expanded // len(data):,} 倍，超过 {limits.MAX_EXPANSION} 倍的上限",
                path=name,
            )
        )
    return archive


def check_parts(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    """Every part of an Office file can be unpacked and announces nothing it has not. Returns the parts that hold cells
    in which a formula failed, with the parts that say which sheet they are; nothing where no formula failed.

    Raises:
        FileFault: ``damaged_file``, ``encrypted_file``, ``too_large``, ``suspicious_file``.
    """
    failed, cells, texts = {}, 0, 0
    members = archive.infolist()
    is_large = sum(m.file_size for m in members) > SHORTEST * min(limits.MAX_PART_CELLS, limits.MAX_SHARED_TEXTS)
    for member in members:  # all: any of them may be named as a sheet
        xml = _member(archive, member, name)
        if is_large:
            cells += sum(map(xml.count, (b"<c ", b"<c>", b"<c/>", b":c ", b":c>")))
            texts += xml.count(b"<si>") + xml.count(b":si>")
            limits.check_count(cells, limits.MAX_PART_CELLS, "单元格", name)
            limits.check_count(texts, limits.MAX_SHARED_TEXTS, "文字", name)
        _check_part(xml, member.filename, name)
        if b't="e"' in xml or b"t='e'" in xml:
            failed[member.filename] = xml
    if not failed:
        return {}
    listed = {part: archive.read(part) for part in (WORKBOOK, RELATIONS) if part in archive.namelist()}
    return failed | listed if len(listed) == 2 else {}


SPANS = re.compile(rb"""grid(?:Span|Before|After)\b[^>]*?\bval\s*=\s*["'](\d+)""")

MARKUP = re.compile(rb"<[^>]*>")


def check_word(archive: zipfile.ZipFile, name: str) -> None:
    """The text of a Word file is no longer than a bulletin can be, and its tables no wider.

    Raises:
        FileFault: ``too_large``, ``damaged_file``, ``encrypted_file``.
    """
    parts = [m for m in archive.infolist() if m.filename.lower().endswith((".xml", ".rels"))]
    limits.check_bytes(sum(m.file_size for m in parts), limits.MAX_WORD_BYTES, "文档的文字", name)
    columns = paragraphs = text = 0
    for xml in (_member(archive, part, name) for part in parts):
        columns += sum(int(span[:12]) for span in SPANS.findall(xml))
        paragraphs += xml.count(b"<w:p>") + xml.count(b"<w:p ")
        text += len(MARKUP.sub(b"", xml))
    limits.check_count(columns, limits.MAX_WORD_COLUMNS, "表格跨过的列", name)
    limits.check_count(paragraphs, limits.MAX_WORD_PARAGRAPHS, "段落", name)
    limits.check_count(text, limits.MAX_WORD_TEXT_BYTES, "文字的字节", name)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    if member.flag_bits & 1:
        raise FileFault(error("encrypted_file", "文件设有打开密码，无法读取", path=name))
    try:
        return archive.read(member)
    except Exception as fault:  # zlib, bz2, lzma and zipfile each raise their own
        raise FileFault(error("damaged_file", "文件不完整或已损坏，可能没有下载完", path=name)) from fault


def _check_part(xml: bytes, part: str, name: str) -> None:
    # No Office program writes these, only pictures (SVG) may hold them.
    if b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml) and not part.startswith("xl/media/"):
        raise FileFault(error("suspicious_file", f"文件的 {part} 部分含有不允许的实体定义", path=name))
    if any(int(number[:20]) > limits.MAX_CELLS for number in ANNOUNCED.findall(xml)):
        raise FileFault(error("damaged_file", f"文件的 {part} 部分前后矛盾，无法读取", path=name))
    if FAR_REFERENCE.search(xml):
        try:
            rows, columns = _extent(xml)
        except (ElementTree.ParseError, ValueError) as fault:
            raise FileFault(error("damaged_file", f"文件的 {part} 部分损坏，无法读取", path=name)) from fault
        limits.check_size(rows, columns, name)


def _extent(xml: bytes) -> tuple[int, int]:
    """Last row and column that hold anything. Clerks format whole rows and columns: blank cells do not count."""
    last_row = last_column = row = column = 0
    for event, element in ElementTree.iterparse(BytesIO(xml), ("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif event == "start" and tag == "c":
            column += 1
            if match := REFERENCE.fullmatch(element.get("r", "")):
                row, column = int(match[2]), _column_number(match[1])
        elif event == "end" and tag == "c" and len(element):
            last_row, last_column = max(last_row, row), max(last_column, column)
        elif event == "end" and tag == "row":
            element.clear()
    return last_row, last_column


def _column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def read_xlsx(data: bytes, name: str, failed: Mapping[str, bytes] = MappingProxyType({})) -> list[Grid]:
    """One grid per worksheet of a workbook whose parts have been checked. failed: what ``check_parts`` returned; a cell
    whose formula failed holds its error (``#REF!``), which the reader shows as an empty cell.

    Raises:
        FileFault: ``damaged_file``, ``encrypted_file``, ``too_large``.
    """
    try:
        reader = fastexcel.read_excel(data)
        errors = _failed_cells(failed) if failed else {}
        return [_grid(reader, i, errors.get(sheet, {})) for i, sheet in enumerate(reader.sheet_names)]
    except (KeyboardInterrupt, SystemExit, FileFault, MemoryError):
        raise
    except BaseException as fault:  # a panic inside the reader is no Exception
        if "assword" in str(fault):
            raise FileFault(error("encrypted_file", "文件设有打开密码，无法读取", path=name)) from fault
        raise FileFault(error("damaged_file", "工作簿内部结构损坏，无法读取", path=name)) from fault


def _failed_cells(parts: Mapping[str, bytes]) -> dict[str, dict[int, dict[int, str]]]:
    """Sheet → column → row → error of each cell whose formula failed."""
    targets = {}
    for element in ElementTree.fromstring(parts[RELATIONS]):
        target = element.get("Target", "")
        targets[element.get("Id")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    found: dict[str, dict[int, dict[int, str]]] = {}
    for element in ElementTree.fromstring(parts[WORKBOOK]).iter():
        part = next((targets.get(v, "") for k, v in element.attrib.items() if k.endswith("}id")), "")
        if element.tag.endswith("}sheet") and part in parts:
            found[element.get("name", "")] = _errors(parts[part])
    return found


def _errors(xml: bytes) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for cell in ElementTree.fromstring(xml).iter():
        match = REFERENCE.fullmatch(cell.get("r", "")) if cell.get("t") == "e" else None
        text = next((child.text for child in cell if child.tag.endswith("}v")), None) if match else None
        if match and text:
            found.setdefault(_column_number(match[1]), {})[int(match[2])] = text
    return found


def _grid(reader: fastexcel.ExcelReader, index: int, errors: Mapping[int, dict[int, str]]) -> Grid:
    # Without a header and with nothing skipped every row counts; as text, dates are ISO and zeros in front stay.
    sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
    hidden = sheet.visible != "visible"
    positions = [column.absolute_index + 1 for column in sheet.selected_columns]
    if not positions:
        return Grid(sheet.name, hidden, text_frame([], {"c1": []}))
    frame = sheet.to_polars()
    frame.columns = [f"c{i}" for i in positions]
    frame = frame.with_row_index("row", offset=1)
    for i in set(positions) & set(errors):
        failed = pl.col("row").replace_strict(errors[i], default=None, return_dtype=pl.String)
        frame = frame.with_columns(pl.coalesce(f"c{i}", failed).alias(f"c{i}"))
    return Grid(sheet.name, hidden, frame)
