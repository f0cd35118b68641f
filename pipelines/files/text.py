"""Text files: encoding, comma or tab separated tables, and lines of ``标签:值``."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from pipelines.faults import FileFault, error
from pipelines.files import limits
from pipelines.files.grid import Grid, from_rows, is_beginning

DELIMITERS = ",\t;"
# Lines looked at to tell the layout.
SAMPLE_LINES = 100
# Share of lines that must consist of labelled parts, so that a few foreign lines do not hide the layout.
LABELLED_SHARE = 0.8
# A label starts with a Chinese character: neither a time (12:30) nor an address (http://…) is one.
LABEL = re.compile(r"\s*([\u4e00-\u9fff][^:：\t]{0,19})[:：](.*)", re.DOTALL)
# The part of a labelled line that carries no label.
UNLABELLED = "（无标签）"


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    """(text, encoding) by byte order mark, then strict UTF-8, then strict GB18030.

    Raises:
        FileFault: ``bad_encoding``, ``torn_end`` (cut in the middle of a character).
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(data):
        raise FileFault(error("bad_encoding", "文件是 UTF-16（Unicode）编码，应为 UTF-8 或 GB18030", path=name))
    text, encoding = _decode_strictly(data, name)
    if "\0" in text:
        raise FileFault(error("bad_encoding", "文件不是文本", path=name))
    if encoding == "utf-8" and _is_encoded_twice(text):
        raise FileFault(error("bad_encoding", "文字已成乱码（按 UTF-8 转换了两次）", path=name))
    return text, encoding


def _is_encoded_twice(text: str) -> bool:
    """Every character is a byte, and the bytes are UTF-8 again."""
    try:
        return not text.isascii() and not text.encode("latin-1").decode("utf-8").isascii()
    except UnicodeError:
        return False


def _decode_strictly(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as fault:
        if fault.reason == "unexpected end of data":
            raise FileFault(error("torn_end", "文件在半个字处中断，可能没有下载完", path=name)) from fault
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as fault:
        what = "文件编码既不是 UTF-8 也不是 GB18030，无法读成文字"
        raise FileFault(error("bad_encoding", what, path=name)) from fault


def _looks_utf16(data: bytes) -> bool:
    """UTF-16 without a mark: text with every other byte zero."""
    head = data[:1000]
    return len(head) >= 4 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 8


def read_text(text: str, name: str) -> tuple[str, Grid]:
    """(kind, grid) of a text table; kind is ``csv``, ``tsv`` or ``labelled``.

    Raises:
        FileFault: ``too_large``, ``torn_end`` (cut in the middle of a line).
    """
    limits.check_count(max(text.count("\n"), text.count("\r")), limits.MAX_ROWS, "行", name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    sample = [line for line in lines[: SAMPLE_LINES * 10] if line.strip()][:SAMPLE_LINES]
    if _is_labelled(sample):
        limits.check_count(text.count("\t") + len(lines), limits.MAX_LABELLED, "标签", name)
        return "labelled", from_rows(_labelled_rows(lines), name)
    delimiter = _delimiter(sample)
    limits.check_count(text.count(delimiter) + len(lines), limits.MAX_TEXT_CELLS, "单元格", name)
    records = _records(lines, delimiter, name)
    if lines[-1] and _is_cut([cells for _, cells in records if any(cells)]):
        row = records[-1][0]
        raise FileFault(error("torn_end", "最后一行在中间中断，可能没有下载完", path=name, row=row))
    return "tsv" if delimiter == "\t" else "csv", from_rows(records, name)


def _is_cut(records: list[list[str]]) -> bool:
    """The last record, without an end of line, is shorter than most or ends inside quotes.

    A single cell is no note where it reads like the first cell of the record before.
    """
    if len(records) < 2:
        return False
    *before, last = records
    width = Counter(map(len, before)).most_common(1)[0][0]
    if len(last) == 1 < width and is_beginning(last[0], before[-1][0]):
        return True
    return 1 < len(last) < width or (last[-1].startswith('"') and last[-1].count('"') % 2 == 1)


def _delimiter(sample: list[str]) -> str:
    """The one that cuts most lines into the same number of cells."""

    def regularity(delimiter: str) -> tuple[int, int]:
        counts = Counter(re.sub(r'"[^"]*"', "", line).count(delimiter) for line in sample)
        del counts[0]
        cuts, lines = counts.most_common(1)[0] if counts else (0, 0)
        return lines, cuts

    return max(DELIMITERS, key=regularity)


def _records(lines: list[str], delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    """(line number, cells) of each record.

    A quoted cell may span lines. A stray quote must not swallow the lines behind it, so a record of several lines is
    believed only if it is as wide as most records, or wider (a header may be a name short) with no line inside it that
    could be a record by itself; else its first line is cut as it stands.
    """
    records = list(_split(lines, delimiter, 0, name))
    if all(used == 1 for _, _, used in records):
        return [(number, cells) for number, cells, _ in records]
    # A title is one cell; in a short file there are as many of them as of anything else.
    widths = Counter(len(cells) for _, cells, _ in records if len(cells) > 1)
    width = widths.most_common(1)[0][0] if widths else 1
    return [(number, cells) for number, cells, _ in _split(lines, delimiter, width, name)]


def _split(lines: list[str], delimiter: str, width: int, name: str) -> Iterator[tuple[int, list[str], int]]:
    """(line number, cells, lines used) of each record; width: of most records, 0 while that is not known.

    Raises:
        FileFault: ``damaged_file``: quotes without end would be looked for again and again.
    """
    at = behind = 0
    while at < len(lines):
        cells, used = lines[at].split(delimiter), 1
        if '"' in lines[at]:
            quoted, looked = _quoted(lines, at, delimiter)
            inside = lines[at + 1 : at + looked - 1]
            if quoted and (
                looked == 1
                or width in (0, len(quoted))
                or (len(quoted) > width and all(line.count(delimiter) + 1 < width for line in inside))
            ):
                cells, used = quoted, looked
            behind += looked - used
            if behind > limits.MAX_LINES_BEHIND_QUOTES:
                what = "很多行的引号没有配对，分不清一行到哪里为止"
                raise FileFault(error("damaged_file", what, path=name, row=at + 1))
        yield at + 1, cells, used
        at += used


def _quoted(lines: list[str], at: int, delimiter: str) -> tuple[list[str] | None, int]:
    """(cells, lines looked at) of a record read by the quoting rules; no cells if they do not hold."""
    ahead = lines[at : at + limits.MAX_RECORD_LINES]
    reader = csv.reader((f"{line}\n" for line in ahead), delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None, reader.line_num


def _is_labelled(sample: list[str]) -> bool:
    fitting = sum(all(LABEL.match(part) for part in line.split("\t") if part.strip()) for line in sample)
    several = any("\t" in line.strip() for line in sample)
    return several and fitting >= LABELLED_SHARE * len(sample)


def _labelled_rows(lines: list[str]) -> list[tuple[int, list[str | None]]]:
    """Row 0 holds the labels in order of appearance; a label twice in a line gets a second column."""
    columns: dict[tuple[str, int], int] = {}
    rows: list[tuple[int, dict[int, str]]] = []
    for number, line in enumerate(lines, 1):
        cells: dict[int, str] = {}
        seen: Counter[str] = Counter()
        for part in line.split("\t"):
            if not part.strip():
                continue
            match = LABEL.match(part)
            label, value = (match[1].strip(), match[2]) if match else (UNLABELLED, part)
            seen[label] += 1
            cells[columns.setdefault((label, seen[label]), len(columns))] = value
        rows.append((number, cells))
    header: list[str | None] = [label for label, _ in columns]
    return [(0, header), *((number, [cells.get(i) for i in range(len(columns))]) for number, cells in rows)]
