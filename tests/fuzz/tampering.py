"""One way of tampering with one file, and what may come of it."""

import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from fuzz import damage
from fuzz.exports import Export, Result
from fuzz.sheets import Book, insert_row, put_together, set_cell, shift_row, swap_columns
from fuzz.verdicts import Verdict, among, cell, reached_by, same, whole_or_refused

from pipelines.recognition.table import Table
from pipelines.sources.catalog import normalise

HOSTILE = [
    "-1", "-5", "0", "00012", "1.5", "1e5", "1.2E+05", "１２３", "1,234", "1,23,4", "12,34", "1 234", "1.2万",
    "4529.2万", "10万+", "100000+", "<0.1%", "≥5", "25%", "250%", "0.25", "‰3", "3‰", "16.63s", "1分23秒",
    "3.5星", "NaN", "inf", "-inf", "Infinity", "null", "None", "N/A", "#N/A", "#REF!", "#DIV/0!", "-", "--",
    "—", "", " ", "\u200b", "无", "零", "十二", "九千", "约100", "100余", "100多", "99999999999999999999",
    "9" * 400, "9007199254740993", "1" * 18, "-0", "+5", "5-", "5.", ".5", "1.2.3", "0x1F", "1_000",
    "１２．５％", "٣٤", "四五", "=1+1", "=SUM(A1:A9)", "+cmd|' /C calc'!A0", "@x", "<b>5</b>",
    "<script>alert(1)</script>", "5<br>6", "&lt;5&gt;", "5\n6", "5\t6", '5"6', "5,6", "5;6", "\x07", "\ud83d",
    "😀", "2020-09-03", "2020-13-45", "2020-02-30", "2021-02-29", "2020-9-3", "2020/09/03", "2020.9.3",
    "2020年9月3日", "20200903", "44077", "44077.5", "9999999", "0000-00-00", "1899-12-31", "1900-01-01",
    "2999-01-01", "9999-12-31", "2020-09-03 25:00:00", "2020-09-03 23:59:60", "2020-09-03 24:00",
    "2020-09-03T08:00:00Z", "昨天", "2020-09", "202009", "9月", "3.8", "3月8日", "3.8-3.15", "1599004800",
    "1599004800000", "159900480", "2020-09-03至9-05", "是", "否", "√", "TRUE", "Y", "2", "合格", "甲" * 5000,
    "a" * 33_000, "'; DROP TABLE x; --", "../../etc/passwd", "人民日报、新华社", "党课", "已通过", "\u202e123",
    "1\u00a0234", "１,２３４", "$5", "¥5", "5元", "5人", "5人次", "5次/人", "五", "5k", "5w", "5W+", "1千",
    "1.5千万", "5千5", "5万2千", "-1.2万", "(5)", "（5）", "5以上", "不足5", "5左右", "2020",
]  # fmt: skip
JSON_HOSTILE = [
    None, True, False, -1, 0, 1.5, 1e5, 1e18, 1e308, 10**30, -(10**30), 2**53 + 1, "", "5", "-", "x", "NaN",
    "1,234", "10万+", "\ud800", "\x00", [], {}, [[]], [1, 2], {"a": 1}, [{"a": [{"b": 1}]}], "2020-13-45",
    "2020-09-03", 1599004800, 1599004800000, "1e5", "[1, 2]", '{"a": 1}', "[" * 3000, "😀", "=1+1", 0.1 + 0.2,
    1e-7, 123456789012345678,
]  # fmt: skip
MAX_NESTING = 100_000


@dataclass(frozen=True)
class Case:
    way: str
    data: bytes
    judge: Verdict


def anything(result: Result) -> list[str]:
    return []


def tamper(export: Export, chance: random.Random) -> Case:
    ways: list[Callable] = [damaged_bytes]
    if export.kind in ("xlsx", "docx"):
        ways += [damaged_part] * 2 + [bomb]
    if export.kind == "json":
        ways += [other_member] * 8 + [nested]
    if export.book and any(t.fmt.sections for t in export.tables):
        ways += [hostile_cells] * 10
    elif export.book:
        ways += [hostile_cell] * 10 + [hostile_cells, columns_swapped, columns_swapped, column_dropped, column_doubled]
        ways += [column_renamed, unknown_column, row_inserted, row_shifted, other_encoding, other_kind, wide_row]
    return chance.choice(ways)(export, chance)


# Bytes


def damaged_bytes(export: Export, chance: random.Random) -> Case:
    way = chance.choice([damage.cut, damage.flip, damage.renumber, damage.lose_or_repeat])
    data = way(export.data, chance)
    if way is damage.cut and export.kind in ("xlsx", "xls", "json", "html", "docx"):
        return Case("cut", data, whole_or_refused(export))
    if way is damage.cut:
        return Case("cut", data, _text_cut(export, data))
    return Case(way.__name__, data, anything)


def _text_cut(export: Export, data: bytes) -> Verdict:
    """Text says that it was cut only by a last line that is not complete."""
    width = max(len(cells) for _, cells in export.book.sheets[0].rows) if export.book else 0
    comma = b"\t" if export.kind in ("tsv", "labelled") else b","
    last = data.rsplit(b"\n", 1)[-1]
    if export.kind == "labelled" or (last.count(comma) >= width - 1 and b'"' not in last) or not last.strip():
        return anything

    def judge(result: Result) -> list[str]:
        problems = among(export)(result)
        if result.is_refused or not problems:
            return []
        return [f"cut in the middle of a line: {problems[0]}"]

    return judge


def damaged_part(export: Export, chance: random.Random) -> Case:
    return Case("damaged part", damage.damage_part(export.data, chance), anything)


def bomb(export: Export, chance: random.Random) -> Case:
    """A part that unpacks to hundreds of MB, or says that it is small and is not."""
    size = chance.choice([1, 30, 64]) * 1_000_000
    data = _swollen(export.data, size)
    if chance.random() < 0.5:
        data = data.replace(size.to_bytes(4, "little"), chance.choice(damage.NUMBERS))
    return Case("bomb", data, anything)


@cache
def _swollen(data: bytes, size: int) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return damage.packed(parts | {"xl/media/picture.png": bytes(size)}, zipfile.ZIP_DEFLATED)


# Cells


def _chosen(export: Export, chance: random.Random) -> tuple[Book, Table, int]:
    """A copy to tamper with, one of its tables, and the number of one of its data rows."""
    table = chance.choice([t for t in export.tables if t.rows.height] or export.tables)
    shown = {number for number, _ in export.book.sheet(table.sheet).rows}
    rows = sorted(shown.intersection(table.rows["row"]))
    return export.book.copy(), table, chance.choice(rows) if rows else table.header_row


def _is_plain(table: Table, book: Book) -> bool:
    """Header and rows of one table: no sections, no header in two rows."""
    header = book.sheet(table.sheet).at(table.header_row) or []
    return not table.fmt.sections and {c for c in header if c} >= set(table.columns.values())


def _index(column: str) -> int:
    return int(column[1:]) - 1


def hostile_cell(export: Export, chance: random.Random) -> Case:
    book, table, row = _chosen(export, chance)
    text = chance.choice(HOSTILE)
    if not _is_plain(table, book):
        return hostile_cells(export, chance)
    column = chance.choice(list(table.columns))
    set_cell(book.sheet(table.sheet), row, _index(column), text)
    data = _saved(book)
    if data is None or _garbles(book, text):
        return Case("hostile cell", data or export.data, anything)
    shared = [t for t in export.tables if t.sheet == table.sheet and row in t.rows["row"].to_list()]
    verdicts = [cell(export, t, column, row, text) for t in shared if column in t.columns and _is_plain(t, book)]
    if len(shared) > 1:  # several datasets are fed by this row: what the cell means is judged for one
        return Case("hostile cell", data, anything)
    return Case("hostile cell", data, lambda result: [p for judge in verdicts for p in judge(result)])


def _saved(book: Book) -> bytes | None:
    """The bytes, or None where this kind of file cannot hold such a text."""
    try:
        return put_together(book)
    except (UnicodeEncodeError, ValueError):
        return None


def _garbles(book: Book, text: str) -> bool:
    """Texts that the file cannot hold as they are, or that mean something to its kind."""
    if text != text.encode(errors="replace").decode() or any(ord(c) < 32 for c in text):
        return True
    if book.kind == "html" and ("<" in text or "&" in text):
        return False
    return len(text) > 30_000 or (book.kind == "labelled") or (book.encoding == "gb18030" and not text.isascii())


def hostile_cells(export: Export, chance: random.Random) -> Case:
    book, table, _ = _chosen(export, chance)
    sheet = book.sheet(table.sheet)
    for _ in range(chance.choice([1, 2, 10])):
        row, cells = chance.choice(sheet.rows)
        if cells:
            set_cell(sheet, row, chance.randrange(len(cells)), chance.choice(HOSTILE))
    return Case("hostile cells", _saved(book) or export.data, anything)


def columns_swapped(export: Export, chance: random.Random) -> Case:
    book, table, _ = _chosen(export, chance)
    columns = [_index(c) for c in table.columns]
    if len(columns) < 2 or not _is_plain(table, book) or table.fmt.shifted_after:
        return hostile_cells(export, chance)
    first, second = chance.sample(columns, 2)
    swap_columns(book.sheet(table.sheet), first, second, table.header_row)
    return Case("columns swapped", put_together(book), same(export))


def column_dropped(export: Export, chance: random.Random) -> Case:
    """A required column stops the file; another one leaves its values unknown and touches nothing else."""
    book, table, _ = _chosen(export, chance)
    column, header = chance.choice(list(table.columns.items()))
    for row, cells in book.sheet(table.sheet).rows:
        if row >= table.header_row and len(cells) > _index(column) and not table.fmt.block:
            del cells[_index(column)]
    return Case("column dropped", put_together(book), _without_column(export, table, header, book))


def _without_column(export: Export, table: Table, header: str, book: Book) -> Verdict:
    if not _is_plain(table, export.book) or table.fmt.block or len(export.tables) > 1 or table.fmt.shifted_after:
        return anything
    name = normalise(header)
    reached = reached_by(table, name) | set(table.fmt.span)
    if name in table.fmt.unpivot or table.fmt.across or table.fmt.people or name in table.fmt.only:
        return anything
    judge_rest = same(export, without=frozenset(reached | {"entry_no", "period_start", "period_end", "capped"}))

    def judge(result: Result) -> list[str]:
        if {r.format for r in result.entry.receipts} != {table.fmt.id}:  # without it, another declared format
            return []
        found = judge_rest(result)
        for place, rows in result.rows.items():
            for row, before in zip(rows, export.rows.get(place, rows), strict=False):
                found += [
                    f"{c} without its column: {row[c]!r}"
                    for c in reached & row.keys()
                    if row[c] not in (None, before[c]) and str(row[c]).removesuffix(".0") != table.fmt.defaults.get(c)
                ]
        return found

    return judge


def column_doubled(export: Export, chance: random.Random) -> Case:
    book, table, _ = _chosen(export, chance)
    column = _index(chance.choice(list(table.columns)))
    for row, cells in book.sheet(table.sheet).rows:
        if row >= table.header_row:
            cells += [None] * (max(map(_index, table.columns)) + 1 - len(cells))
            cells.append(cells[column])
    if table.fmt.block or table.fmt.sections or table.fmt.across:
        return Case("column doubled", put_together(book), anything)
    return Case("column doubled", put_together(book), same(export))


def column_renamed(export: Export, chance: random.Random) -> Case:
    book, table, _ = _chosen(export, chance)
    column, header = chance.choice(list(table.columns.items()))
    names = ["列甲", "Unnamed: 3", "1", "", f"{header}（新）", chance.choice(list(table.columns.values()))]
    name = chance.choice(names)
    set_cell(book.sheet(table.sheet), table.header_row, _index(column), name)
    judge_rest = _without_column(export, table, header, book)

    def judge(result: Result) -> list[str]:
        told = result.errors or any(f.code == "unknown_column" for f in result.entry.faults)
        return judge_rest(result) + ([] if told or not name else [f"{name} is not told of"])

    known = name in table.columns.values() or table.fmt.across
    return Case("column renamed", put_together(book), anything if known else judge)


def unknown_column(export: Export, chance: random.Random) -> Case:
    """A column that nobody declared is told of and changes nothing."""
    book, table, _ = _chosen(export, chance)
    if table.fmt.across or table.fmt.block or not _is_plain(table, book) or table.fmt.shifted_after:
        return hostile_cells(export, chance)
    if export.kind == "labelled":  # a label stands beside each value, there is no column to add
        return hostile_cells(export, chance)
    at = chance.choice([_index(c) for c in table.columns])
    for row, cells in book.sheet(table.sheet).rows:
        if row >= table.header_row:
            cells += [None] * (max(map(_index, table.columns)) + 1 - len(cells))
            cells.insert(at, "新列" if row == table.header_row else chance.choice(["", "x", "5"]))
    judge_rest = same(export)

    def judge(result: Result) -> list[str]:
        told = any(f.code == "unknown_column" and "新列" in f.message for f in result.entry.faults)
        return judge_rest(result) + ([] if told or result.is_refused else ["an unknown column is not told of"])

    return Case("unknown column", put_together(book), judge)


def row_inserted(export: Export, chance: random.Random) -> Case:
    """A blank row, a total or the header again stands for nothing; a row twice stands for the same."""
    book, table, row = _chosen(export, chance)
    sheet = book.sheet(table.sheet)
    if not _is_plain(table, book) or export.kind == "labelled":
        return hostile_cells(export, chance)
    width = max(map(_index, table.columns)) + 1
    kind = chance.choice(["blank", "total", "header", "again", "note"])
    cells = {
        "blank": [None] * width,
        "total": [chance.choice(["合计", "总 计", "小计："]), *["9"] * (width - 1)],
        "header": sheet.at(table.header_row),
        "again": sheet.at(row),
        "note": [chance.choice(["以上数据由办公室统计", "注：", "—— 以下空白 ——"]), *[None] * (width - 1)],
    }[kind]
    if kind != "again" and table.fmt.block:
        return hostile_cells(export, chance)
    lines = 1 + max((c.count("\n") for c in sheet.at(row) if c), default=0) if export.kind == "csv" else 1
    insert_row(sheet, row + lines - 1, cells)
    if kind == "total" and export.name.startswith("reference/"):  # those have none
        return Case("row inserted: total", put_together(book), anything)
    if kind in ("again", "note") or lines > 1 or set(table.fmt.fill_down) or table.fmt.people or table.fmt.across:
        return Case(f"row inserted: {kind}", put_together(book), anything)
    return Case(f"row inserted: {kind}", put_together(book), same(export, moved=lambda r: r if r <= row else r + 1))


def row_shifted(export: Export, chance: random.Random) -> Case:
    book, table, row = _chosen(export, chance)
    shift_row(book.sheet(table.sheet), row, chance)
    return Case("row shifted", put_together(book), anything)


def wide_row(export: Export, chance: random.Random) -> Case:
    """In a text file an unquoted comma makes a row wider than its header: nobody can say which cell is which."""
    book, table, row = _chosen(export, chance)
    if export.kind not in ("csv", "tsv") or table.fmt.shifted_after or len(table.rows) < 2:
        return row_shifted(export, chance)
    cells = book.sheet(table.sheet).at(row)
    cells += [None] * (max(map(_index, table.columns)) + 1 - len(cells))
    cells.insert(chance.randrange(len(cells)), "甲")

    def judge(result: Result) -> list[str]:
        return [] if result.tells_of(table.sheet, row) or not cells[-1] else ["a row wider than its header passed"]

    return Case("wide row", put_together(book), judge)


def other_encoding(export: Export, chance: random.Random) -> Case:
    if export.kind not in ("csv", "tsv", "labelled"):
        return hostile_cells(export, chance)
    text = export.data.decode("utf-8-sig" if export.book.encoding == "utf-8" else export.book.encoding)
    encoding = chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gb18030", "big5", "twice"])
    twice = text.encode().decode("latin-1").encode()
    data = twice if encoding == "twice" else text.encode(encoding, "replace")
    # Big5 is also GB18030, only of other characters: nothing in the bytes tells them apart.
    return Case(f"encoding {encoding}", data, anything if encoding == "big5" else same(export))


def other_kind(export: Export, chance: random.Random) -> Case:
    """The same table saved as another kind of file."""
    book = export.book.copy()
    book.kind = chance.choice(["xlsx", "xls", "html", "csv"])
    if export.kind == "labelled" or (book.kind == "csv" and len(book.sheets) > 1):
        return hostile_cells(export, chance)
    book.encoding = book.encoding or "utf-8"
    for sheet in book.sheets:
        sheet.name = sheet.name or "Sheet1"
    data = _saved(book)
    known = [row for rows in export.rows.values() for row in rows]

    def judge(result: Result) -> list[str]:
        landed = [row for rows in result.rows.values() for row in rows]
        return [f"saved as {book.kind}: {row}" for row in landed if row not in known] if len(export.tables) == 1 else []

    return Case(f"saved as {book.kind}", data or export.data, judge)


# JSON


def nested(export: Export, chance: random.Random) -> Case:
    depth = chance.choice([50, 900, 5_000, MAX_NESTING])
    data = chance.choice(
        [
            b"[" * depth + b"]" * depth,
            b'{"list":' * depth + b"1" + b"}" * depth,
            b"[" * min(depth, 200) + export.data + b"]" * min(depth, 200),
            export.data.replace(b":", b":" + b"[" * depth, 1),
        ]
    )
    return Case("nested", data, anything)


def other_member(export: Export, chance: random.Random) -> Case:
    """One value of the answer is something else: it is told of, or what landed agrees with it."""
    answer = json.loads(export.data)
    places = list(_places(answer))
    holder, key = chance.choice(places)
    before = holder[key]
    how = chance.choice(["value", "value", "value", "gone", "renamed", "wrapped", "text"])
    if how == "value":
        holder[key] = chance.choice(JSON_HOSTILE)
    elif how == "gone":
        del holder[key]
    elif how == "renamed" and isinstance(holder, dict):
        holder[f"{key}_x"] = holder.pop(key)
    elif how == "wrapped":
        holder[key] = [before]
    else:
        holder[key] = json.dumps(before)
    data = json.dumps(answer, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return Case(f"member {how}", data, _member(export, before, holder, key, how))


def _member(export: Export, before: object, holder: object, key: object, how: str) -> Verdict:
    """A number that landed was there before, or is what the new value says."""
    from fuzz.person import agrees

    if how not in ("value", "gone") or isinstance(before, (dict, list)):
        return anything
    known = {}
    for rows in export.rows.values():
        for row in rows:
            for name, value in row.items():
                known.setdefault(name, []).append(value)
    new = holder[key] if how == "value" else None
    text = "" if new is None else ("true" if new else "false") if isinstance(new, bool) else _plain(new)

    formats = {key[0] for key in export.rows}

    def judge(result: Result) -> list[str]:
        if {key[0] for key in result.rows} - formats:  # without the member it is another declared answer
            return []
        return [
            f"{name}: {value!r} though the answer says {text!r}"
            for rows in result.rows.values()
            for row in rows
            for name, value in row.items()
            if isinstance(value, (int, float))
            and not isinstance(value, bool)
            and name not in ("capped",)
            and value not in known.get(name, [])
            and not any(agrees(value, text, parser) for parser in ("number", "seconds"))
            and not agrees(value * 100, text, "number")
        ]

    return judge


def _plain(value: object) -> str:
    if isinstance(value, float) and abs(value) < 1e300:
        return f"{value:.9f}"
    return str(value)


def _places(value: object):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield value, at
            yield from _places(inner)
