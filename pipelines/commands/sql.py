"""``tongbao sql``: one read-only query against the published file."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import duckdb

from pipelines.commands.console import print_table
from pipelines.commands.usage import existing_home, new_file, published_file
from pipelines.errors import WrongUse
from pipelines.home import Home
from pipelines.replacing import replacing

# What a worksheet holds, its header row not counted.
SHEET_ROWS = 1_048_575
# What is printed is held whole, because its columns are as wide as their widest cell.
PRINTED_ROWS = 200_000
ANSWER = duckdb.ExpectedResultType.QUERY_RESULT
ROWS_AT_ONCE = 10_000
# A first character that makes a spreadsheet run the cell as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sql(query: str, csv: str | None, xlsx: str | None, directory: str | None, seconds: float) -> None:
    home = existing_home(directory)
    csv_path, xlsx_path = _target(csv, home), _target(xlsx, home)
    database = published_file(home, is_data=True)
    with duckdb.connect(database, read_only=True, config={"enable_external_access": False}) as connection:
        asked = _Query(connection, query)
        # In a thread of its own: the engine does not hear Ctrl-C.
        with ThreadPoolExecutor(1) as pool, _translated():
            work = (
                pool.submit(_write_csv_only, asked, csv_path)
                if csv_path and not xlsx
                else pool.submit(_held, asked, xlsx)
            )
            try:
                columns, rows = work.result(seconds)
            except TimeoutError as reason:
                asked.stop()
                what = f"查询超过 {seconds:g} 秒，已停止，没有结果。请缩小范围，或用 --timeout 给更长的时间。"
                raise WrongUse(what) from reason
            except KeyboardInterrupt:
                asked.stop()
                raise
    if csv_path and xlsx_path:
        _write(csv_path, lambda path: write_csv(path, columns, rows))
    if xlsx_path:
        _write(xlsx_path, lambda path: write_xlsx(path, columns, rows))
    elif not csv_path:
        print_table(columns, rows)


class _Query:
    """One statement on its way; ``stop`` ends it wherever it is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, text: str):
        self._connection, self._text, self._stopped = connection, text, False

    def ask(self) -> list[str]:
        """Names of the columns."""
        statements = self._connection.extract_statements(self._text)
        if len(statements) != 1 or ANSWER not in statements[0].expected_result_type:
            raise WrongUse("只能查询，不能修改。请写一条 SELECT 语句。")
        return [name for name, *_ in self._connection.execute(self._text).description]

    def rows(self) -> Iterator[tuple]:
        while not self._stopped and (rows := self._connection.fetchmany(ROWS_AT_ONCE)):
            yield from rows
        if self._stopped:
            raise duckdb.InterruptException

    def stop(self) -> None:
        self._stopped = True
        self._connection.interrupt()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as reason:
        raise WrongUse(f"查询写得不对：{reason}") from reason
    except duckdb.Error as reason:
        raise WrongUse(f"查询没有成功：{reason}") from reason


def _write_csv_only(query: _Query, path: Path) -> tuple[list[str], list[tuple]]:
    """A file of CSV may be of any length, so its rows are never held together."""
    columns = query.ask()
    _write(path, lambda beside: write_csv(beside, columns, query.rows()))
    return columns, []


def _held(query: _Query, xlsx: str | None) -> tuple[list[str], list[tuple]]:
    columns = query.ask()
    most, place = (SHEET_ROWS, "一张工作表") if xlsx else (PRINTED_ROWS, "屏幕上")
    rows = list(islice(query.rows(), most + 1))
    if len(rows) > most:
        raise WrongUse(f"结果超过 {most} 行，{place}最多 {most} 行。请缩小范围，或改用 --csv。")
    return columns, rows


def _target(named: str | None, home: Home) -> Path | None:
    return new_file(Path(named), home) if named else None


def _write(path: Path, write: Callable[[Path], int]) -> None:
    """An interrupted query leaves no half a file under its name."""
    try:
        with replacing(path) as beside:
            count = write(beside)
    except PermissionError as reason:
        raise WrongUse(f"{path} 写不进去。请关闭打开着它的程序（如 Excel、WPS），或换一个文件名。") from reason
    print(f"共 {count} 行，已写入 {path}。")


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def write_csv(path: Path, columns: list[str], rows: Iterable[tuple]) -> int:
    """A CSV that Excel opens: UTF-8 with a mark, what looks like a formula made text. Returns the number of rows."""
    import csv

    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for count, row in enumerate(rows, start=1):  # noqa: B007
            writer.writerow([_guarded(v) for v in row])
    return count


def write_xlsx(path: Path, columns: list[str], rows: list[tuple]) -> int:
    """One sheet with its header frozen, of at most ``SHEET_ROWS`` rows. Returns the number of rows.

    Raises:
        OSError: the place cannot be written.
    """
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
    return len(rows)


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
