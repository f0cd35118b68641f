"""Empty tables for clerks, made from the declarations: the reference tables of a home, and ledgers kept by hand.

A comment on every header says what belongs into its column; cells that Excel would reinterpret (days, codes) are text.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from pipelines.contracts import CONTRACTS
from pipelines.rows.gates import EXAMPLE
from pipelines.sources import catalog
from pipelines.sources.catalog import Format

GUIDE = """这里是登记台账的空白模板，每列的表头上有批注。系统不读这个文件夹。

用法：把要用的表复制到 raw 下的同名文件夹（如 raw/registers），从第 2 行开始填写，一行一件事。
注明“必填”的每一行都要填；注明“列要保留”的，还不知道的那一格留空，不要填 0；其余的列可以不填或删掉。
表名和文件名可以改，表头不要改；表头一定要改的，请在 raw/reference/列名对照 里登记新表头。
"""
NOTATIONS = {
    pl.Date: "如 2020-09-03",
    pl.Datetime: "如 2020-09-03 08:30",
    pl.Boolean: "填 是 或 否",
    pl.Int64: "如 12",
    pl.Float64: "如 12",
}
KEPT = "列要保留，不知道的留空"
PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
NUMBERS = (pl.Int64, pl.Float64)
PEOPLE = "一人一行，不写姓名，系统只数人数。"
PERIOD = "文件夹名、文件名或表格上方的标题要写明统计的月份或时段，如 2020-09、2020年下半年。"
ACROSS = ("部门一", "部门二")
ACROSS_COMMENT = "改成本单位的名称，一列一个，可以再加列。格子里填数量，没有的填 0，不知道的留空。"


def ledgers() -> Iterator[Format]:
    """The formats that nobody exports: tables that an office fills in by hand.

    Poorer layouts of some offices, told apart by their cells alone, are read, but nobody is to begin with one.
    """
    known = catalog.load()
    by_hand = (f for source in known.sources.values() if source.by_hand for f in known.of(source.id))
    return (f for f in by_hand if not f.telling and not f.steps)


def write_ledgers(folder: Path) -> list[Path]:
    """One empty table for each ledger, in a folder named like the one below ``raw/`` where it belongs once filled."""
    paths = []
    for fmt in ledgers():
        paths.append(folder / fmt.source / f"{fmt.title}.xlsx")
        write_table(paths[-1], fmt.title, ledger_columns(fmt), [])
    (folder / "请先读我.txt").write_text(GUIDE, encoding="utf-8-sig")
    return paths


def ledger_columns(fmt: Format) -> dict[str, tuple[str, bool]]:
    """Header → (comment, whether its cells are numbers)."""
    columns: dict[str, tuple[str, bool]] = {}
    for canonical, names in fmt.columns.items():
        dtype = CONTRACTS[fmt.dataset].dtypes.get(canonical, pl.Float64())
        is_number = dtype in NUMBERS
        comment = _comment(fmt, canonical, dtype)
        if not columns and fmt.period:
            comment += PERIOD
        if not columns and fmt.people:
            comment += PEOPLE
        columns.setdefault(names[0], (comment, is_number))
    columns |= dict.fromkeys(fmt.unpivot, ("可以留空，不知道的不要填 0。填数字，如 12。", True))
    if fmt.across:
        columns |= dict.fromkeys(ACROSS, (ACROSS_COMMENT, True))
    return columns


def _comment(fmt: Format, canonical: str, dtype: pl.DataType) -> str:
    column = CONTRACTS[fmt.dataset].schema.columns.get(canonical)
    is_filled = column is not None and not column.nullable
    parts = [_may_be_empty(fmt, canonical) if canonical not in fmt.required else "必填" if is_filled else KEPT]
    if canonical in fmt.choices:
        parts.append(f"填 {'、'.join(fmt.choices[canonical])}")
    elif fmt.parse.get(canonical) == "day_or_month":
        parts.append("如 2020-09-03 或 2020-09")
    elif notation := NOTATIONS.get(dtype.base_type()):
        parts.append(notation)
    if column is not None and column.description and column.description != "不能为空":
        parts.append(column.description)
    if canonical in fmt.fill_down:
        parts.append("与上一行相同时可以合并单元格")
    return "；".join(parts) + "。"


def _may_be_empty(fmt: Format, canonical: str) -> str:
    default = fmt.defaults.get(canonical)
    return f"可以留空，留空按 {default} 计；不知道的填 -" if default else "可以留空"


def write_table(path: Path, title: str, columns: dict[str, tuple[str, bool]], rows: Sequence[Sequence[str]]) -> None:
    """One sheet: the headers with their comments, then ``rows`` of texts; columns: header → (comment, whether its
    cells are numbers)."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title[:31])
        shown = book.add_format({"num_format": "@", "italic": True, "font_color": "#808080"})
        bold, text = book.add_format({"bold": True, "bg_color": "#E8EEF4"}), book.add_format({"num_format": "@"})
        for number, (header, (comment, is_number)) in enumerate(columns.items()):
            # As text, or Excel turns 2020-09 into a date of its own liking.
            sheet.set_column(number, number, max(12, 2 * len(header) + 4), None if is_number else text)
            sheet.write_string(0, number, header, bold)
            sheet.write_comment(0, number, comment)
            for below, row in enumerate(rows, start=1):
                if is_number and PLAIN_NUMBER.fullmatch(row[number]):
                    sheet.write_number(below, number, float(row[number]))
                elif row[number]:
                    sheet.write_string(below, number, str(row[number]), shown if row[0] == EXAMPLE else text)
        sheet.freeze_panes(1, 0)
