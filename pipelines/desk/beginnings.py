"""指标起点: figures that begin later than their months, and the row of 指标启用月份 that says since when they exist.

A month before the first figure is missing until the office says that the thing was not yet counted then.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.desk.published import reading
from pipelines.desk.tables import add_rows
from pipelines.errors import WrongUse
from pipelines.home import Home
from pipelines.institution.tables import Reference

TABLE = "指标启用月份"
# Of accounts where the metric has any: each begins by itself. A rate begins with its parts, so it has no start.
LATE = """
    WITH figures AS (
        SELECT told.*, metrics.name, metrics.display_order,
            min(told.month) FILTER (told.value IS NOT NULL) OVER same AS first_month,
            bool_or(told.scope = 'account') OVER (PARTITION BY told.metric_id) AS is_by_account
        FROM rpt_metric_trend AS told JOIN dim_metric AS metrics USING (metric_id)
        WHERE told.scope IN ('institution', 'account') AND metrics.numerator_id IS NULL
        WINDOW same AS (PARTITION BY told.metric_id, told.scope, told.scope_id)
    )
    SELECT metric_id, name, CASE WHEN is_by_account THEN scope_id ELSE '' END AS account_id,
        CASE WHEN is_by_account THEN scope_name ELSE '' END AS account, first_month,
        list(month ORDER BY month) AS before
    FROM figures
    WHERE month < first_month AND status = 'missing' AND is_by_account = (scope = 'account')
    GROUP BY ALL ORDER BY any_value(display_order), account
"""


@dataclass(frozen=True)
class Late:
    """A metric whose first figure comes after months without one.

    account_id, account: whose figures, empty for a metric without accounts. first_month: of the first figure. before:
    the months that are missing, oldest first. is_in_table: the clerk's own row of it lacks only the month.
    """

    metric_id: str
    metric: str
    account_id: str
    account: str
    first_month: str
    before: list[str]
    is_in_table: bool = False

    @property
    def choices(self) -> list[str]:
        """Months it can have begun in, the likeliest first. Later than its first figure would hide that figure."""
        return [self.first_month, *reversed(self.before[1:])]


def late(home: Home, reference: Reference) -> list[Late]:
    """Published metrics that begin late and of which the table says nothing yet."""
    said = {
        (row["metric_id"], row["account_id"] or ""): bool(row["start_month"])
        for row in reference.rows("ref_metric_start")
    }
    try:
        with reading(home) as connection:
            return begun_late(connection, said)
    except WrongUse:  # nothing is published, or by another version
        return []


def begun_late(connection: duckdb.DuckDBPyConnection, said: dict[tuple[str, str], bool]) -> list[Late]:
    """The same of a warehouse. said: (metric, account or "") of each row of the table → whether it has a start."""
    found = []
    for metric_id, name, account_id, account, first_month, before in connection.execute(LATE).fetchall():
        if not said.get((metric_id, account_id)) and not said.get((metric_id, "")):
            is_in_table = (metric_id, account_id) in said
            found.append(Late(metric_id, name, account_id, account, first_month, before, is_in_table))
    return found


def register(home: Home, metric: Late, month: str) -> Path:
    """Write the row; the path of the table.

    Raises:
        ValueError: it cannot have begun in that month, or the clerk's row has to be filled in.
    """
    if metric.is_in_table or month not in metric.choices:
        raise ValueError(month)
    row = {"指标编号": metric.metric_id, "账号编号": metric.account_id, "启用月份": month}
    return add_rows(home, TABLE, [row])
