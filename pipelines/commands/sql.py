"""``tongbao sql``: one read-only query against the published file."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.commands.console import print_table
from pipelines.commands.usage import existing_home, published_file
from pipelines.errors import WrongUse

# What a worksheet holds, its header row not counted.
SHEET_ROWS = 1_048_575
# A first character that makes a spreadsheet run the cell as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sql(query: str, csv: str | None, xlsx: str | None, directory: str | None) -> None:
    database = published_file(existing_home(directory), is_data=True)
    with duckdb.connect(database, read_only=True, config={"enable_external_access": False}) as connection:
        try:
            relation = connection.sql(query)
        except duckdb.Error as reason:
            raise WrongUse(f"查询写得不对：{reason}") from reason
        if relation is None:
            raise WrongUse("只能查询，不能修改。请写一条 SELECT 语句。")
        try:
            columns, rows = relation.columns, relation.fetchall()
        except duckdb.Error as reason:
            raise WrongUse(f"查询没有成功：{reason}") from reason
    if xlsx and len(rows) > SHEET_ROWS:
        raise WrongUse(f"结果有 {len(rows)} 行，一张工作表最多 {SHEET_ROWS} 行。请缩小范围，或改用 --csv。")
    for target, write in ((csv, _write_csv), (xlsx, _write_xlsx)):
        if target:
            _write(Path(target), write, columns, rows)
    if not (csv or xlsx):
        print_table(columns, rows)


def _write(path: Path, write: Callable, columns: list[str], rows: list[tuple]) -> None:
    if path.is_dir() or not path.parent.is_dir():
        raise WrongUse(f"{path} 不能作为文件写入：所在的文件夹要先建好，名字不能与文件夹相同。")
    try:
        write(path, columns, rows)
    except PermissionError as reason:
        raise WrongUse(f"{path} 写不进去。请关闭打开着它的程序（如 Excel、WPS），或换一个文件名。") from reason
    print(f"共 {len(rows)} 行，已写入 {path}。")


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _write_csv(path: Path, columns: list[str], rows: list[tuple]) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([_guarded(v) for v in row] for row in rows)


def _write_xlsx(path: Path, columns: list[str], rows: list[tuple]) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
        "nan_inf_to_errors": True,
    }
    try:
        _fill(xlsxwriter.Workbook(path, options), columns, rows)
    except FileCreateError as reason:
        # What the system said; the library hides it in its own exception.
        raise reason.args[0] from reason


def _fill(workbook, columns: list[str], rows: list[tuple]) -> None:
    with workbook as book:
        sheet = book.add_worksheet("查询结果")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(
                number,
                0,
                [
                    v if v is None or isinstance(v, int | float | bool | str) or hasattr(v, "year") else str(v)
                    for v in row
                ],
            )
        sheet.freeze_panes(1, 0)
