"""``tongbao trace``: where a figure, or each row of a table, comes from."""

from collections.abc import Iterator

import duckdb

from pipelines.commands.usage import existing_home, of_this_version, published_file
from pipelines.errors import WrongUse
from pipelines.faults import one_line
from pipelines.lineage.evidence import Evidence, number, or_dash, place, places, total
from pipelines.lineage.figure import figure_evidence
from pipelines.lineage.selection import STRUCTURES, as_called_in, find_figure

HOW_TO_ASK = "请写指标和月份，例如 tongbao trace 网站发稿 2020-09；查通报、目标、规则、计分的表用 --table。"


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
    if structure not in STRUCTURES:
        raise WrongUse(f"--structure 只能是 {'、'.join(STRUCTURES)}。")
    database = published_file(existing_home(directory), is_data=True)
    with (
        of_this_version(database),
        duckdb.connect(str(database), read_only=True, config={"enable_external_access": False}) as connection,
    ):
        if table:
            from pipelines.lineage.tables import table_evidence

            for row in table_evidence(connection, table, month or metric, department, structure):
                print("\n".join(lines(row)))
            return
        if not metric or not month:
            raise WrongUse(HOW_TO_ASK)
        # Found by every name it has had, shown by the one of the time.
        figure = find_figure(connection, metric, department, account, channel, department_type, structure)
        figure = as_called_in(connection, figure, month)
        print("\n".join(lines(figure_evidence(connection, figure, month))))


def lines(evidence: Evidence, level: int = 0) -> Iterator[str]:
    """The evidence as lines of text, what stands below it further in."""
    indent = "  " * level
    yield indent + one_line(evidence.text)
    inner = f"{indent}  "
    for sheet in places([row for row in evidence.rows if row.path]):
        where = one_line(place(sheet.path, sheet.sheet))
        yield f"{inner}{where}：{sheet.count} 行，合计 {number(sheet.total)}"
        yield f"{inner}  {'；'.join(_run(*run) for run in sheet.runs)}"
    counted = [row for row in evidence.rows if not row.path]
    if counted:
        yield f"{inner}服务器日志的全部行：合计 {number(total(counted))}"
    for part in evidence.parts:
        yield from lines(part, level + 1)


def _run(first: int, last: int, value: float | None) -> str:
    return f"第 {first} 行 {or_dash(value)}" if first == last else f"第 {first}–{last} 行各 {or_dash(value)}"
