"""Rows of the tables of comparisons and of zero reports, each from its files and rows."""

from pipelines.lineage.evidence import Evidence, number, or_dash, total, verdict
from pipelines.lineage.figure import STATUS
from pipelines.lineage.selection import VIEWS
from pipelines.lineage.sources import (
    PATHS,
    PLACE,
    Connection,
    files_of,
    metric_of,
    of_metrics,
    rows,
    source_rows,
)
from pipelines.months import shift

MONTHS_BACK = {"mom": 1, "yoy": 12}
COMPARED = {"mom": "环比", "yoy": "同比"}


def _heading(connection: Connection, row: dict, when: str) -> str:
    """Which figure of when and of whom; what no table names goes by its id."""
    of = "全校" if row["scope"] == "institution" else row["scope_name"] or row["scope_id"]
    name = metric_of(connection, row["metric_id"])["name"]
    return f"{name}（{row['metric_id']}）　{when}　{of}{VIEWS.get(row['scope'], '')}"


def trend(connection: Connection, row: dict) -> Evidence:
    heading = _heading(connection, row, row["month"])
    if row["value"] is None:
        return Evidence(heading, "—", parts=(Evidence("没有数", STATUS[row["status"]]),))
    parts = _reproduced(connection, row, [row["month"]], row["value"])
    return Evidence(heading, number(row["value"]), row["value"], parts=parts)


def period(connection: Connection, row: dict) -> Evidence:
    heading = _heading(connection, row, row["period"])
    if row["value"] is None:
        return Evidence(heading, "—", parts=(Evidence(f"没有数（{row['reason'] or '期间缺数'}）"),))
    months = connection.execute(
        "SELECT month FROM dim_month JOIN dim_period ON month_start BETWEEN first_day AND last_day "
        "WHERE period_type = ? AND period = ? AND is_in_data ORDER BY 1",
        [row["period_type"], row["period"]],
    ).fetchall()
    parts = _reproduced(connection, row, [month for (month,) in months], row["value"])
    return Evidence(heading, number(row["value"]), row["value"], parts=parts)


def _reproduced(connection: Connection, row: dict, months: list[str], published: float) -> tuple[Evidence, ...]:
    """A figure of a scope over months from its rows; a rate from the rows of both its parts."""
    metric = metric_of(connection, row["metric_id"])
    if metric["dataset"].startswith("ref_"):
        files = tuple(map(Evidence, files_of(connection, metric["dataset"], months[-1])))
        return (Evidence("出处", "单位自己的基础表", parts=files),)
    ids = [metric["numerator_id"], metric["denominator_id"]] if metric["numerator_id"] else [row["metric_id"]]
    metrics = [metric_of(connection, id_) for id_ in ids]
    return of_metrics(connection, metrics, row["scope"], row["scope_id"], months, published, metric["scale"])


def contribution(connection: Connection, row: dict) -> Evidence:
    """A change is the difference of two figures that can be traced in the same way."""
    heading = f"{_heading(connection, row, row['month'])}　{COMPARED[row['comparison']]}"
    return Evidence(heading, number(row["change"]), row["change"], parts=_change(connection, row))


def _change(connection: Connection, row: dict) -> tuple[Evidence, ...]:
    if row["scope_id"] == "rest":
        listed = rows(
            connection,
            """
            SELECT sum(change) AS change FROM rpt_change_contribution WHERE scope = $scope AND metric_id = $metric_id
            AND month = $month AND comparison = $comparison AND scope_id <> 'rest'
            """,
            **row,
        )[0]["change"]
        how = f"全校 {number(row['total_change'])} − 各部门 {number(listed or 0)} ＝"
        return (verdict(row["total_change"] - (listed or 0), row["change"], how),)
    value, base = row["value"] or 0, row["base_value"] or 0
    difference = verdict(value - base, row["change"], f"{number(value)} − {number(base)} ＝")
    if row["is_closed"]:
        then = shift(row["month"], -MONTHS_BACK[row["comparison"]])
        closed = Evidence("部门已撤销，没有本月的数；当时的数就是减少")
        return (closed, *_reproduced(connection, row, [then], row["base_value"]), difference)
    founded = (Evidence("当时还没有这个部门，本月的数就是增减"),) if row["is_founded"] else ()
    return (*founded, *_reproduced(connection, row, [row["month"]], row["value"]), difference)


def equal_window(connection: Connection, row: dict) -> Evidence:
    heading = _heading(connection, row, f"{row['month']} 前 {row['days']} 天")
    if row["value"] is None:
        return Evidence(heading, "—", parts=(Evidence("没有数"),))
    found = source_rows(
        rows(
            connection,
            f"""
            SELECT {PLACE}, value FROM quality.plan_sources LEFT JOIN ({PATHS}) USING (source_file_id)
            WHERE plan_kind = 'window' AND plan_id = $metric_id AND scope = $scope AND scope_id = $scope_id
            AND period = $month ORDER BY path, source_sheet, source_row
            """,
            **row,
        )
    )
    return Evidence(heading, or_dash(row["value"]), row["value"], found, (verdict(total(found), row["value"]),))


def zero(connection: Connection, row: dict) -> Evidence:
    """A run of zeros: the months that were read to their end and had nothing, back to the first that had something."""
    at_least = "至少 " if row["is_at_least"] else ""
    found = rows(
        connection,
        """
        SELECT month FROM fct_subject_month WHERE subject_kind = $subject_kind AND subject_id = $subject_id
        AND metric_id = $metric_id AND state = 'zero' AND month BETWEEN $since_month AND $month ORDER BY month
        """,
        **row,
    )
    files = files_of(connection, metric_of(connection, row["metric_id"])["dataset"], row["month"])
    return Evidence(
        f"{row['metric_name']}　{row['subject_name']}",
        f"{at_least}连续 {row['zero_months']} 个月为零",
        row["zero_months"],
        parts=(
            Evidence(f"{'、'.join(r['month'] for r in found)} 读全了，没有一条"),
            *(Evidence("读的是", path) for path in files),
            verdict(len(found), row["zero_months"], "零的月数"),
        ),
    )
