"""Which figure words mean."""

from dataclasses import dataclass, replace

from pipelines.errors import WrongUse
from pipelines.lineage.lookup import find
from pipelines.lineage.sources import Connection, rows

STRUCTURES = {"then": "department", "now": "department_now", "tree": "department_tree"}
# What is said after the name of a department when it does not stand for itself alone.
VIEWS = {"department": "", "department_now": "（按现在的机构，含并入的单位）", "department_tree": "（含下级单位）"}
NAME_OF_DEPARTMENT = "SELECT name FROM dim_department WHERE department_id = $id ORDER BY valid_from DESC LIMIT 1"


@dataclass(frozen=True)
class Figure:
    """What is traced: one metric in one scope, which is called ``name`` in Chinese."""

    metric: dict
    scope: str
    scope_id: str
    name: str

    @property
    def label(self) -> str:
        return self.name + VIEWS.get(self.scope, "")


def find_department(connection: Connection, text: str) -> str:
    """The department of that id, name or alias."""
    known = connection.execute(
        "SELECT department_id, name FROM dim_department UNION SELECT department_id, alias FROM dim_department_alias"
    ).fetchall()
    return find("部门", text, known)


def find_figure(
    connection: Connection,
    metric: str,
    department: str | None = None,
    account: str | None = None,
    channel: str | None = None,
    department_type: str | None = None,
    structure: str = "then",
) -> Figure:
    """The metric and the one scope that the words of the command line name; without a scope the whole institution.

    Raises:
        WrongUse: nothing, or more than one thing, goes by one of the names.
    """
    if sum(map(bool, (department, account, channel, department_type))) > 1:
        raise WrongUse("--department、--account、--channel、--type 只能写一个。")
    chosen = _find_metric(connection, metric)
    if department:
        scope_id = find_department(connection, department)
        name = next((r["name"] for r in rows(connection, NAME_OF_DEPARTMENT, id=scope_id)), scope_id)
        return Figure(chosen, STRUCTURES[structure], scope_id, name)
    if department_type:
        known = connection.execute("SELECT DISTINCT type, type FROM dim_department WHERE in_roster").fetchall()
        scope_id = find("部门类型", department_type, known)
        return Figure(chosen, "department_type", scope_id, scope_id)
    if named := account or channel:
        table = "account" if account else "channel"
        latest_first = "ORDER BY applies_to DESC" if account else ""
        known = connection.execute(f"SELECT {table}_id, name FROM dim_{table} {latest_first}").fetchall()
        scope_id = find("账号" if account else "渠道", named, known)
        return Figure(chosen, table, scope_id, next((n for i, n in known if i == scope_id), None) or scope_id)
    return Figure(chosen, "institution", "institution", "全校")


def _find_metric(connection: Connection, text: str) -> dict:
    metrics = {m["metric_id"]: m for m in rows(connection, "SELECT * FROM dim_metric ORDER BY display_order")}
    names = [
        (metric_id, name)
        for metric_id, m in metrics.items()
        for name in (m["name"], *(m["synonyms"] or "").replace("，", "、").split("、"))
        if name
    ]
    return metrics[find("指标", text, names)]


def as_called_in(connection: Connection, figure: Figure, period: str) -> Figure:
    """The same figure under the name its scope had at the end of a month or another period; else the latest name."""
    found = rows(
        connection,
        """
        SELECT scope_name FROM rpt_metric_trend JOIN dim_month USING (month)
        JOIN dim_period ON month_start BETWEEN first_day AND last_day
        WHERE scope = $scope AND scope_id = $scope_id AND period = $period ORDER BY month DESC LIMIT 1
        """,
        scope=figure.scope,
        scope_id=figure.scope_id,
        period=period,
    )
    return replace(figure, name=found[0]["scope_name"]) if found else figure
