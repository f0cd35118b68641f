"""Which figure is meant on the command line, and whose rows make it up."""

from dataclasses import dataclass, replace

from pipelines.commands.lookup import find
from pipelines.commands.sources import rows
from pipelines.commands.usage import WrongUse

STRUCTURES = {"then": "department", "now": "department_now", "tree": "department_tree"}
# What is said after the name of a department when it does not stand for itself alone.
VIEWS = {"department": "", "department_now": "（按现在的机构，含并入的单位）", "department_tree": "（含下级单位）"}
# Which departments' and accounts' rows make up a scope; the same words as the scopes of rpt_metric_trend.
MEMBERS = {
    "institution": "true",
    "channel": "account_id IN (SELECT account_id FROM fct_metric_month WHERE channel_id = $scope_id)",
    "account": "account_id = $scope_id",
    "department": "department_id = $scope_id",
    "department_now": """department_id IN
        (SELECT department_id FROM bridge_department_succession WHERE department_now_id = $scope_id)""",
    "department_tree": """department_id IN (
        SELECT department_id FROM bridge_department_tree JOIN dim_month ON month_end BETWEEN valid_from AND valid_to
        WHERE ancestor_id = $scope_id AND month = $month)""",
    "department_type": """department_id IN (
        SELECT department_id FROM dim_department JOIN dim_month ON valid_from <= month_end AND valid_to >= month_start
        WHERE in_roster AND month = $month
        QUALIFY row_number() OVER (PARTITION BY department_id ORDER BY valid_from DESC) = 1 AND type = $scope_id)""",
}


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


def find_figure(connection, metric, department, account, channel, department_type, structure) -> Figure:
    if sum(map(bool, (department, account, channel, department_type))) > 1:
        raise WrongUse("--department、--account、--channel、--type 只能写一个。")
    metrics = rows(connection, "SELECT * FROM dim_metric ORDER BY display_order")
    names = [
        (m["metric_id"], name)
        for m in metrics
        for name in (m["name"], *(m.get("synonyms") or "").replace("，", "、").split("、"))
        if name
    ]
    metric_id = find("指标", metric, names)
    chosen = next(m for m in metrics if m["metric_id"] == metric_id)
    if department:
        known = connection.execute(
            "SELECT department_id, name FROM dim_department UNION SELECT department_id, alias FROM dim_department_alias"
        ).fetchall()
        scope, scope_id = STRUCTURES[structure], find("部门", department, known)
        name = next((r["name"] for r in rows(connection, NAME_OF_DEPARTMENT, id=scope_id)), scope_id)
        return Figure(chosen, scope, scope_id, name)
    if department_type:
        known = connection.execute("SELECT DISTINCT type, type FROM dim_department WHERE in_roster").fetchall()
        scope_id = find("部门类型", department_type, known)
        return Figure(chosen, "department_type", scope_id, scope_id)
    if account or channel:
        table = "account" if account else "channel"
        latest_first = "ORDER BY applies_to DESC" if account else ""
        known = connection.execute(f"SELECT {table}_id, name FROM dim_{table} {latest_first}").fetchall()
        scope_id = find("账号" if account else "渠道", account or channel, known)
        return Figure(chosen, table, scope_id, next((n for i, n in known if i == scope_id), None) or scope_id)
    return Figure(chosen, "institution", "institution", "全校")


def as_called_in(connection, figure: Figure, period: str) -> Figure:
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


def parameters(figure: Figure, month: str) -> dict:
    """DuckDB refuses parameters that a query does not name."""
    used = {"month": month}
    return used if figure.scope == "institution" else used | {"scope_id": figure.scope_id}
