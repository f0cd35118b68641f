"""Rows of the tables of comparisons and of zero reports, each from its files and rows."""

from pipelines.commands.console import number
from pipelines.commands.trace.figure import STATUS
from pipelines.commands.trace.selection import VIEWS
from pipelines.commands.trace.sources import (
    PATHS,
    PLACE,
    files_of,
    metric_of,
    or_dash,
    print_metric,
    print_rows,
    print_total,
    rows,
    verdict,
)
from pipelines.faults import one_line
from pipelines.months import shift

MONTHS_BACK = {"mom": 1, "yoy": 12}
COMPARED = {"mom": "环比", "yoy": "同比"}


def _heading(connection, row: dict, when: str) -> str:
    """Which figure of when and of whom; what no table names goes by its id."""
    of = "全校" if row["scope"] == "institution" else row["scope_name"] or row["scope_id"]
    name = metric_of(connection, row["metric_id"])["name"]
    return one_line(f"{name}（{row['metric_id']}）　{when}　{of}{VIEWS.get(row['scope'], '')}")


def trend(connection, row: dict) -> None:
    print(f"{_heading(connection, row, row['month'])}：{or_dash(row['value'])}")
    if row["value"] is None:
        print(f"  没有数：{STATUS[row['status']]}")
        return
    _reproduce(connection, row, [row["month"]], row["value"])


def period(connection, row: dict) -> None:
    print(f"{_heading(connection, row, row['period'])}：{or_dash(row['value'])}")
    if row["value"] is None:
        print(f"  没有数（{row['reason'] or '期间缺数'}）")
        return
    months = connection.execute(
        "SELECT month FROM dim_month JOIN dim_period ON month_start BETWEEN first_day AND last_day "
        "WHERE period_type = ? AND period = ? AND is_in_data ORDER BY 1",
        [row["period_type"], row["period"]],
    ).fetchall()
    _reproduce(connection, row, [month for (month,) in months], row["value"])


def _reproduce(connection, row: dict, months: list[str], published: float) -> None:
    """A figure of a scope over months from its rows; a rate from the rows of both its parts."""
    metric = metric_of(connection, row["metric_id"])
    if metric["dataset"].startswith("ref_"):
        print("  出处：单位自己的基础表")
        for path in files_of(connection, metric["dataset"], months[-1]):
            print(f"  {path}")
        return
    parts = [metric["numerator_id"], metric["denominator_id"]] if metric["numerator_id"] else [row["metric_id"]]
    totals = [
        print_metric(connection, metric_of(connection, part), row["scope"], row["scope_id"], months) for part in parts
    ]
    print_total(totals, published, metric["scale"])


def contribution(connection, row: dict) -> None:
    """A change is the difference of two figures that can be traced in the same way."""
    print(f"{_heading(connection, row, row['month'])}　{COMPARED[row['comparison']]}：{number(row['change'])}")
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
        print(f"  {verdict(row['total_change'] - (listed or 0), row['change'], how)}")
        return
    if row["is_founded"]:
        print("  当时还没有这个部门，本月的数就是增减")
    if row["is_closed"]:
        print("  部门已撤销，没有本月的数；当时的数就是减少")
        _reproduce(connection, row, [shift(row["month"], -MONTHS_BACK[row["comparison"]])], row["base_value"])
    else:
        _reproduce(connection, row, [row["month"]], row["value"])
    value, base = row["value"] or 0, row["base_value"] or 0
    print(f"  {verdict(value - base, row['change'], f'{number(value)} − {number(base)} ＝')}")


def equal_window(connection, row: dict) -> None:
    heading = _heading(connection, row, f"{row['month']} 前 {row['days']} 天")
    print(f"{heading}：{or_dash(row['value'])}")
    if row["value"] is None:
        print("  没有数")
        return
    found = rows(
        connection,
        f"""
        SELECT {PLACE}, value FROM quality.plan_sources LEFT JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'window' AND plan_id = $metric_id AND scope = $scope AND scope_id = $scope_id
        AND period = $month ORDER BY path, source_sheet, source_row
        """,
        **row,
    )
    print(f"  {verdict(print_rows(found), row['value'])}")


def zero(connection, row: dict) -> None:
    """A run of zeros: the months that were read to their end and had nothing, back to the first that had something."""
    at_least = "至少 " if row["is_at_least"] else ""
    print(one_line(f"{row['metric_name']}　{row['subject_name']}：{at_least}连续 {row['zero_months']} 个月为零"))
    found = rows(
        connection,
        """
        SELECT month FROM fct_subject_month WHERE subject_kind = $subject_kind AND subject_id = $subject_id
        AND metric_id = $metric_id AND state = 'zero' AND month BETWEEN $since_month AND $month ORDER BY month
        """,
        **row,
    )
    print(f"  {'、'.join(r['month'] for r in found)} 读全了，没有一条")
    for path in files_of(connection, metric_of(connection, row["metric_id"])["dataset"], row["month"]):
        print(f"  读的是：{path}")
    print(f"  {verdict(len(found), row['zero_months'], '零的月数')}")
