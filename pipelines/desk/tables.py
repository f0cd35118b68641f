"""Rows of the institution's tables that are written at the desk: answers to unknown names, reasons, first tables.

The clerk's file is never written: tables of one kind may lie in several files, so the desk appends to
``raw/reference/<table>（工作台）.csv`` and can take its last row back.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import Home
from pipelines.institution.tables import Reference
from pipelines.replacing import replace_text
from pipelines.sources import catalog

IGNORED = "不统计"


@dataclass(frozen=True)
class Remedy:
    """The row that answers an unknown name: the table, the column of the name, what is asked for and its choices
    (value → label); extra: what else the row must hold."""

    table: str
    name_column: str
    answer_column: str
    choices: dict[str, str]
    extra: dict[str, str]


def remedy_for(code: str, reference: Reference) -> Remedy | None:
    """How an unknown name of this kind is registered; None where a person has to think first."""
    if code == "unknown_department":
        rows = reference.rows("ref_department")
        return Remedy("部门别名", "别名", "部门编号", _choices(rows, "department_id"), {})
    if code == "unknown_party_org":
        rows = reference.rows("ref_party_org")
        return Remedy("党组织别名", "别名", "党组织编号", _choices(rows, "party_org_id"), {})
    if code == "unknown_site_column":
        return Remedy("栏目表", "栏目", "重要程度", {"重要": "重要", "一般": "一般", IGNORED: IGNORED}, {})
    if code == "unknown_outlet":
        levels = {"国家级": "国家级", "省级": "省级", "市级": "市级", "其他": "其他", IGNORED: IGNORED}
        return Remedy("媒体表", "媒体名称", "媒体级别", levels, {})
    return None


def add_row(home: Home, remedy: Remedy, name: str, value: str) -> Path:
    """Append the answer; the header is that of the declared table.

    Raises:
        ValueError: the value is none of the choices.
    """
    if value not in remedy.choices:
        raise ValueError(value)
    row = {remedy.name_column: name, remedy.answer_column: value, "备注": "在工作台登记", **remedy.extra}
    return add_rows(home, remedy.table, [row])


def add_rows(home: Home, table: str, rows: list[dict[str, str]]) -> Path:
    """Append rows (header → text) to the desk's own file of a table."""
    path = own_table(home, table)
    headers = _headers(table)
    text = path.read_text(encoding="utf-8-sig") if path.exists() else _line(headers)
    _write(path, text + "".join(_line([row.get(h, "") for h in headers]) for row in rows))
    return path


def take_back(home: Home, table: str) -> str:
    """Remove the last row that the desk has added to a table; the row as text, empty when there is none."""
    path = own_table(home, table)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))) if path.exists() else []
    if len(rows) < 2:
        return ""
    if len(rows) == 2:
        path.unlink()
    else:
        _write(path, "".join(_line(r) for r in rows[:-1]))
    return "、".join(filter(None, rows[-1]))


def own_table(home: Home, table: str) -> Path:
    return home.reference / f"{table}（工作台）.csv"


def added(home: Home) -> dict[str, int]:
    """Table → rows the desk has added."""
    counts = {}
    for path in sorted(home.reference.glob("*（工作台）.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            counts[path.stem.removesuffix("（工作台）")] = sum(1 for _ in csv.reader(stream)) - 1
    return counts


def _headers(table: str) -> list[str]:
    fmt = next(f for f in catalog.load().of("reference") if f.title == table)
    return [names[0] for names in fmt.columns.values()]


def _choices(rows: list[dict], key: str) -> dict[str, str]:
    return {r[key]: f"{r['name']}" for r in rows} | {IGNORED: IGNORED}


def _line(cells: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue()


def _write(path: Path, text: str) -> None:
    """With a mark so that Excel shows Chinese."""
    replace_text(path, text, "utf-8-sig")
