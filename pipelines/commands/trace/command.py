"""What ``tongbao trace`` is asked for: one figure, or a table row by row."""

import duckdb

from pipelines.commands.trace.figure import trace_month, trace_period
from pipelines.commands.trace.selection import STRUCTURES, as_called_in, find_figure
from pipelines.commands.usage import WrongUse, existing_home, of_this_version, published_file
from pipelines.months import is_month


def trace(
    metric: str | None,
    month: str | None,
    department: str | None,
    account: str | None,
    channel: str | None,
    department_type: str | None,
    structure: str,
    table: str | None,
    directory: str | None,
) -> None:
    database = published_file(existing_home(directory), is_data=True)
    with (
        of_this_version(database),
        duckdb.connect(str(database), read_only=True, config={"enable_external_access": False}) as connection,
    ):
        _trace(connection, metric, month, department, account, channel, department_type, structure, table)


def _trace(connection, metric, month, department, account, channel, department_type, structure, table) -> None:
    if structure not in STRUCTURES:
        raise WrongUse(f"--structure 只能是 {'、'.join(STRUCTURES)}。")
    if table:
        from pipelines.commands.trace.tables import trace_table

        trace_table(connection, table, month or metric, department, structure)
        return
    if not metric or not month:
        raise WrongUse("请写指标和月份，例如 tongbao trace 网站发稿 2020-09；查通报、目标、规则、计分的表用 --table。")
    # Found by every name it has had, shown by the one of the time.
    figure = find_figure(connection, metric, department, account, channel, department_type, structure)
    figure = as_called_in(connection, figure, month)
    if is_month(month):
        trace_month(connection, figure, month)
    else:
        trace_period(connection, figure, month)
