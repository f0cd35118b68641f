"""Rows of the tables that sum over facts: lags, shares of a period, units that took part, weeks."""

from statistics import median

from pipelines.lineage.evidence import Evidence, number, quotient, total, verdict
from pipelines.lineage.selection import NAME_OF_DEPARTMENT
from pipelines.lineage.sources import PATHS, Connection, figure_rows, located, metric_of, rows, source_rows

# Kind of rpt_delay → its facts with their day and how long each took, in hours.
_LAGS = {
    "网站发稿": """SELECT department_id, published_on AS day, delay_hours AS value, source_file_id, source_row
        FROM fct_web_article WHERE delay_hours >= 0 AND NOT is_withdrawn""",
    "意见答复": """SELECT department_id, occurred_on AS day, 24e0 * (done_on - occurred_on) AS value, source_file_id,
        source_row FROM fct_register_entry WHERE register_id = 'register_feedback' AND done_on >= occurred_on""",
    "党建上传": """SELECT department_id, activity_date AS day, 24e0 * (uploaded_on - activity_date) AS value,
        source_file_id, source_row FROM fct_party_upload WHERE uploaded_on >= activity_date""",
    "审核一步": """SELECT department_id, done_on AS day, 24e0 * lag_days AS value, source_file_id, source_row
        FROM fct_review_step WHERE lag_days IS NOT NULL""",
}
_OF_REGISTERS = {
    "讲座宣讲": "register_lectures",
    "学习": "register_study",
    "材料发放": "register_distribution",
    "活动": "register_activities",
}
# Kind of rpt_unit_coverage → its facts with their day; {unit} is department_id or party_org_id.
_TAKEN = {
    "供稿": "SELECT {unit} AS unit_id, received_on AS day, source_file_id, source_row FROM fct_submission",
    "官微供稿": """SELECT {unit} AS unit_id, published_on AS day, source_file_id, source_row
        FROM fct_wechat_contribution""",
    "网站发稿": """SELECT {unit} AS unit_id, published_on AS day, source_file_id, source_row FROM fct_web_article
        WHERE NOT is_withdrawn""",
    "党建上传": "SELECT {unit} AS unit_id, activity_date AS day, source_file_id, source_row FROM fct_party_upload",
} | {
    kind: f"""SELECT {{unit}} AS unit_id, occurred_on AS day, source_file_id, source_row FROM fct_register_entry
        WHERE register_id = '{register}'"""
    for kind, register in _OF_REGISTERS.items()
}
_UNITS = {
    "department": ("部门", "department_id", "dim_department"),
    "party_org": ("党组织", "party_org_id", "dim_party_org"),
}
_IN_PERIOD = """
    day BETWEEN (SELECT first_day FROM dim_period WHERE period_type = $period_type AND period = $period)
    AND (SELECT last_day FROM dim_period WHERE period_type = $period_type AND period = $period)
"""


def delay(connection: Connection, row: dict) -> Evidence:
    """How long each took; the mean, the median and the longest of them."""
    of = "department_id = $department_id" if row["department_id"] else "true"
    found = source_rows(rows(connection, located(_LAGS[row["kind"]], f"{of} AND {_IN_PERIOD}"), **row))
    hours = [one.value for one in found if one.value is not None]
    name = _department(connection, row["department_id"])
    made = (
        verdict(len(found), row["items"], "件数"),
        verdict(total(found) / len(found), row["hours_mean"], f"{number(total(found))} 小时 ÷ {len(found)} 件 ＝"),
        verdict(median(hours), row["hours_median"], "排在中间的是"),
        verdict(max(hours), row["hours_max"], "最长的是"),
    )
    heading = f"{row['kind']}用时　{row['period']}　{name}"
    shown = f"平均 {number(row['hours_mean'])} 小时"
    return Evidence(heading, shown, row["hours_mean"], parts=(Evidence("每一件的小时数", rows=found), *made))


def _department(connection: Connection, department_id: str | None) -> str:
    if not department_id:
        return "全校"
    return next((r["name"] for r in rows(connection, NAME_OF_DEPARTMENT, id=department_id)), department_id)


def share(connection: Connection, row: dict) -> Evidence:
    """A share of a period is the sum of its parts over the sum of its wholes, month by month."""
    metric = metric_of(connection, row["metric_id"])
    months = rows(
        connection,
        """
        SELECT month, part, whole FROM fct_metric_share
        WHERE metric_id = $metric_id AND account_id IS NOT DISTINCT FROM $account_id
        AND month BETWEEN $first_month AND $last_month ORDER BY month
        """,
        **row,
    )
    scope, scope_id = ("account", row["account_id"]) if row["account_id"] else ("institution", "institution")
    parts = [_month_of_share(connection, month, metric["metric_id"], scope, scope_id) for month in months]
    made = quotient(sum(m["part"] for m in months), sum(m["whole"] for m in months), row["value"])
    heading = f"{metric['name']}（{metric['metric_id']}）　{row['period']}　{row['account_id'] or '全校'}"
    return Evidence(heading, number(row["value"]), row["value"], parts=(*parts, made))


def _month_of_share(connection: Connection, month: dict, metric_id: str, scope: str, scope_id: str) -> Evidence:
    """Rows say what they add to the share of their month: times the whole, what they add to the part."""
    found = figure_rows(connection, [metric_id], scope, scope_id, month["month"]).get(metric_id, ())
    made = (verdict(total(found) * month["whole"], month["part"], "各行占比 × 总数 ＝"),) if found else ()
    shown = f"{number(month['part'])} ÷ {number(month['whole'])}"
    return Evidence(month["month"], shown, month["part"], found, made)


def coverage(connection: Connection, row: dict) -> Evidence:
    """Which of the units that there were took part, each with its rows."""
    called, column, table = _UNITS[row["unit_kind"]]
    last_day = "SELECT last_day FROM dim_period WHERE period_type = $period_type AND period = $period"
    in_roster = "in_roster" if row["unit_kind"] == "department" else "party_org_id <> 'unrecognised'"
    names = {
        r["unit_id"]: r["name"]
        for r in rows(
            connection,
            f"""
            SELECT {column} AS unit_id, name FROM {table}
            WHERE ({last_day}) BETWEEN valid_from AND valid_to AND {in_roster} ORDER BY display_order, unit_id
            """,
            **row,
        )
    }
    facts = _TAKEN[row["kind"]].format(unit=column)
    taken: dict[str, list[dict]] = {}
    for found in rows(connection, located(facts, _IN_PERIOD), **row):
        taken.setdefault(found["unit_id"], []).append(found | {"value": 1})
    took = [
        Evidence(name, f"{len(taken[unit])} 行", len(taken[unit]), source_rows(taken[unit]))
        for unit, name in names.items()
        if unit in taken
    ]
    absent = "、".join(name for unit, name in names.items() if unit not in taken)
    without = (Evidence("没有的", absent),) if absent else ()
    made = (
        verdict(len(took), row["units_covered"], f"有的{called}数"),
        verdict(len(names), row["units"], f"{called}数"),
    )
    heading = f"{row['kind']}　{row['period']}　有几个{called}"
    shown = f"{row['units_covered']}／{row['units']}"
    return Evidence(heading, shown, row["units_covered"], parts=(*took, *without, *made))


def week(connection: Connection, row: dict) -> Evidence:
    """The rows of a week; of a quiet one that its months were read whole."""
    metric = metric_of(connection, row["metric_id"])
    found = source_rows(
        rows(
            connection,
            f"""
            SELECT path, source_sheet, source_row, sum(value) AS value
            FROM fct_metric_source LEFT JOIN ({PATHS}) USING (source_file_id)
            WHERE metric_id = $metric_id AND account_id IS NOT DISTINCT FROM $account_id
            AND date BETWEEN $first_day AND $last_day
            GROUP BY ALL ORDER BY ALL
            """,
            **row,
        )
    )
    heading = f"{metric['name']}（{metric['metric_id']}）　{row['week']}　{row['account_id'] or '全校'}"
    read = "两头的月份都读全了" if row["is_complete"] else "有的月份没有读全，实际可能更多"
    parts = (Evidence(f"{row['first_day']} 至 {row['last_day']}", read), verdict(total(found), row["value"]))
    return Evidence(heading, number(row["value"]), row["value"], found, parts)
