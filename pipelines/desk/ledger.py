"""台账: a ledger filled in on a page is the workbook that a clerk would have filled in: one a month, below ``raw/``.

Only the desk's own workbooks are written; a ledger that an office keeps itself is left alone.
"""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.commands.templates import KEPT, ledger_columns, ledgers, write_table
from pipelines.contracts import CONTRACTS
from pipelines.desk.grid import Column
from pipelines.files import decode
from pipelines.home import Home
from pipelines.institution.tables import Reference
from pipelines.replacing import replacing
from pipelines.sources.catalog import Format

MARK = "（工作台）"
BACKUPS = 30
# Columns that hold the name of a thing of the institution → the table and column with its names.
NAMED = {"department": "ref_department", "party_org": "ref_party_org", "account": "ref_account", "outlet": "ref_outlet"}


def ledger_of(ledger_id: str) -> Format | None:
    return next((f for f in ledgers() if f.id == ledger_id), None)


def columns_of(fmt: Format, reference: Reference) -> list[Column]:
    """The columns of its empty table, with the answers that its declaration and the institution's tables offer."""
    canonical = {names[0]: name for name, names in reversed(fmt.columns.items())}
    found = []
    for header, (comment, is_number) in ledger_columns(fmt).items():
        name = canonical.get(header, "")
        dtype = CONTRACTS[fmt.dataset].dtypes.get(name)
        choices = tuple(fmt.choices.get(name, ())) or (("是", "否") if dtype == pl.Boolean else ())
        is_required = comment.startswith("必填") or KEPT in comment
        found.append(
            Column(header, comment, is_required and KEPT not in comment, is_number, choices, _names(name, reference))
        )
    return found


def _names(canonical: str, reference: Reference) -> tuple[str, ...]:
    table = next((t for word, t in NAMED.items() if word in canonical), "")
    column = "outlet" if table == "ref_outlet" else "name"
    rows = reference.rows(table) if table else []
    return tuple(dict.fromkeys(row[column] for row in rows if row.get(column)))


def path_of(home: Home, fmt: Format, month: str) -> Path:
    return home.raw / fmt.source / month / f"{fmt.title}{MARK}.xlsx"


def read(path: Path, columns: list[Column]) -> tuple[list[list[str]], str]:
    """The rows of a workbook of the desk, and what it is known by (``save``); nothing where there is none.

    Raises:
        FileFault: somebody has left it unreadable.
    """
    if not path.exists():
        return [], ""
    lines = [line for grid in decode.read(path, path.name).grids[:1] for line in grid.lines()]
    headers = {key: text.strip() for key, text in lines[0].texts.items()} if lines else {}
    at = {header: key for key, header in headers.items()}
    rows = [[line.texts.get(at.get(c.header, ""), "").strip() for c in columns] for line in lines[1:]]
    return [row for row in rows if any(row)], _digest(path)


def save(home: Home, fmt: Format, path: Path, columns: list[Column], rows: list[list[str]], known_as: str) -> str:
    """Write the rows, keeping what was there before under ``warehouse/desk/backups``; without rows the workbook goes.

    Returns why nothing was written, empty when all is well.
    """
    if _digest(path) != known_as:
        return f"{path.name} 在这期间被别的程序改过（多半是 Excel），没有保存。请刷新后再填。"
    if path.exists():
        _keep(home, path)
    if not rows:
        path.unlink(missing_ok=True)
        return ""
    comments = {c.header: (c.help, c.is_number) for c in columns}
    with replacing(path) as partial:
        write_table(partial, fmt.title, comments, rows)
    return ""


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _keep(home: Home, path: Path) -> None:
    folder = home.warehouse / "desk" / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / f"{datetime.now():%Y%m%d-%H%M%S-%f} {path.parent.name} {path.name}")
    for old in sorted(folder.glob("*.xlsx"))[:-BACKUPS]:
        old.unlink()
