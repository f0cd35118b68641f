"""Rows of reference tables that mend more than a name: a column the platform has renamed, and the reason for a settled
figure that moved."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipelines.desk.published import reading
from pipelines.desk.tables import add_rows
from pipelines.errors import WrongUse
from pipelines.faults import Fault
from pipelines.home import Home
from pipelines.lineage.evidence import number

NEW_NAME = " ← "
MOVED = """
    SELECT told.month, told.metric_id, coalesce(metrics.name, told.metric_id) AS metric, told.scope, told.scope_id,
        coalesce(told.scope_name, '') AS scope_name, told.old_value, told.new_value,
        coalesce(told.source_file, '') AS source_file, coalesce(told.reason, '') AS reason, told.needs_reason
    FROM {schema}quality.restatements AS told
    LEFT JOIN {schema}main.dim_metric AS metrics USING (metric_id)
    WHERE {which} ORDER BY told.needs_reason DESC, told.month, metric, scope_name
"""


@dataclass(frozen=True)
class Moved:
    """A settled figure that is another than it was published as; the columns of ``quality.restatements``."""

    month: str
    metric_id: str
    metric: str
    scope: str
    scope_id: str
    scope_name: str
    old_value: float | None
    new_value: float | None
    source_file: str
    reason: str
    needs_reason: bool

    @property
    def key(self) -> str:
        """What it is known by in a form."""
        told = (self.month, self.metric_id, self.scope, self.scope_id, self.old_value, self.new_value)
        return hashlib.sha256("\x1f".join(map(str, told)).encode()).hexdigest()[:16]


def moved(connection: duckdb.DuckDBPyConnection, which: str, values: Iterable = (), schema: str = "") -> list[Moved]:
    """Settled figures that moved, those without a reason first. which: a condition on ``told``; schema: of an attached
    file, with its dot."""
    return [
        Moved(*row) for row in connection.execute(MOVED.format(schema=schema, which=which), list(values)).fetchall()
    ]


def unexplained(home: Home) -> list[Moved]:
    """Published figures that moved and have no reason yet."""
    try:
        with reading(home) as connection:
            return moved(connection, "told.needs_reason")
    except WrongUse:  # nothing is published, or by another version
        return []


def explain(home: Home, figures: list[Moved], reason: str) -> str:
    """Register one reason for figures that a file has moved; what was done, in Chinese."""
    if not figures or not reason:
        return "没有登记：请写明原因。"
    path = add_rows(home, "修正表", [correction(figure, reason) for figure in figures])
    return f"{len(figures)} 个数的原因已登记在 {path.name}，发布时生效。"


def correction(figure: Moved, reason: str) -> dict[str, str]:
    """The row of 修正表 that gives the reason. A figure that was not there before has no value to be told apart by."""
    before = figure.new_value if figure.old_value is None else figure.old_value
    return {
        "月份": figure.month,
        "指标编号": figure.metric_id,
        "导出原值": "" if before is None else number(before),
        "修正为": "" if figure.new_value is None else number(figure.new_value),
        "修正原因": reason,
        "部门编号": figure.scope_id if figure.scope == "department" else "",
        "账号编号": figure.scope_id if figure.scope == "account" else "",
    }


@dataclass(frozen=True)
class RenamedColumn:
    """What a file lacks and what it has instead. choices: value of a form → label."""

    format_id: str
    choices: dict[str, str]


def columns_for(fault: Fault) -> RenamedColumn | None:
    """The renamings that would mend a missing column; None where the file has no header that could be meant."""
    if fault.code != "missing_column":
        return None
    fmt = re.search(r"格式编号 (\w+)", fault.message)
    absent = re.findall(r"([^、：]+)（标准列 (\w+)）", fault.message)
    unknown = fault.message.partition("文件里不认识的列：")[2].partition("。")[0]
    # A long header is cut short in the message; as it stands there it is no header.
    headers = [h for h in unknown.split("、") if h and not h.endswith("…")]
    if not fmt or not absent or not headers:
        return None
    pairs = {f"{column}{NEW_NAME}{h}": f"“{name}”就是文件里的“{h}”" for name, column in absent for h in headers}
    return RenamedColumn(fmt[1], pairs)


def mapping(renamed: RenamedColumn, chosen: str) -> dict[str, str]:
    """The row of 列名对照 for one of the choices."""
    column, _, header = chosen.partition(NEW_NAME)
    return {"格式编号": renamed.format_id, "标准列": column, "文件中的列名": header, "说明": "在工作台登记"}
