"""Results of targets and rules, each from its files and rows."""

from pipelines.commands.console import number
from pipelines.commands.trace.sources import (
    PATHS,
    PLACE,
    metric_of,
    or_dash,
    place,
    print_metric,
    print_sources,
    print_total,
    rows,
    verdict,
)
from pipelines.faults import one_line

TARGETS = """SELECT * FROM (
    SELECT fct_target.*, dim_target.denominator_metric_id FROM fct_target JOIN dim_target
    USING (target_id, scope, source_file_id, source_row))"""


def target(connection, row: dict) -> None:
    print(one_line(f"{row['name']}　{row['period']}　{row['scope_name'] or row['scope_id']}：{or_dash(row['actual'])}"))
    _print_reference(connection, row, "目标")
    if row["actual_source"] == "manual":
        print(f"  完成数 {number(row['actual'])} 是目标表里登记的")
    if row["done_on"]:
        print(f"  完成日期 {row['done_on']} 是目标表里登记的")
    if row["actual_source"] != "metric":
        return
    by_day = rows(
        connection,
        f"""
        SELECT {PLACE}, on_date, value FROM quality.plan_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'target' AND plan_id = $target_id AND scope = $scope AND scope_id = $scope_id
        AND period = $period ORDER BY path, source_sheet, source_row
        """,
        **row,
    )
    if row["comparator"] == "weekly":
        print_sources(by_day)
        weeks = {}
        for source in by_day:
            year, week, _ = source["on_date"].isocalendar()
            weeks[year, week] = weeks.get((year, week), 0) + source["value"]
        low = row["expected_low"] or 1
        print(f"  {verdict(sum(count >= low for count in weeks.values()), row['actual'], '达到的周')}")
    elif by_day or row["scope"] == "party_org" or row["outlet_levels"]:
        print_sources(by_day)
        print(f"  {verdict(sum(r['value'] for r in by_day), row['actual'])}")
    else:
        _target_of_months(connection, row)


def _target_of_months(connection, row: dict) -> None:
    metrics = [row["metric_id"], row["denominator_metric_id"]] if row["comparator"] == "share" else [row["metric_id"]]
    months = [
        month
        for (month,) in connection.execute(
            "SELECT month FROM dim_month WHERE month_start BETWEEN ? AND ? ORDER BY 1",
            [row["period_start"], row["as_of"]],
        ).fetchall()
    ]
    totals = []
    for metric in (metric_of(connection, id_) for id_ in metrics if id_):
        if row["comparator"] == "share":
            print(f"  {metric['name']}")
        totals.append(print_metric(connection, metric, row["scope"], row["scope_id"], months))
    print_total(totals, row["actual"])


def rule(connection, row: dict) -> None:
    subject = row["subject_name"] or row["subject_id"]
    shown = or_dash(row["actual"])
    print(one_line(f"{row['rule_name']}　{row['period']}　{subject}：{shown}{_of(row)}"))
    _print_reference(connection, row, "规则")
    if row["actual"] is None:
        print(f"  没有数：{row['reason'] or '期间没有记录'}")
        return
    found = rows(
        connection,
        f"""
        SELECT {PLACE}, part, on_date, value, whole FROM quality.plan_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'rule' AND plan_id = $rule_id AND scope = $subject_kind AND scope_id = $subject_id
        AND period = $period ORDER BY path, source_sheet, source_row
        """,
        **row,
    )
    if row["rule_kind"] == "no_update":
        for source in (s for s in found if s["part"] == "silence"):
            where = place(source["path"], source["source_sheet"])
            print(f"  {source['on_date']} 有更新：{where} 第 {source['source_row']} 行")
        days = (row["silent_until"] - row["silent_from"]).days
        off = days - row["actual"] if row["is_vacation_exempt"] else 0
        excused = f"，其中假期 {number(off)} 天不计" if off else ""
        print(f"  {row['silent_from']} 至 {row['silent_until']} 共 {days} 天{excused}")
        print(f"  {verdict(days - off, row['actual'], '相差')}")
        return
    counted = [s for s in found if s["part"] == "counted"] or [s for s in found if s["part"] == "reported"]
    print_sources(counted)
    total = sum(s["value"] for s in counted)
    if row["rule_kind"] == "month_end_share":
        whole = sum(s["whole"] for s in counted)
        print(f"  {verdict(total / whole if whole else 0, row['actual'], f'{number(total)} ÷ {number(whole)} ＝')}")
    else:
        print(f"  {verdict(total, row['actual'])}")


def _of(row: dict) -> str:
    return f"，应为 {number(row['expected'])}" if row["expected"] is not None else ""


def _print_reference(connection, row: dict, what: str) -> None:
    """Where a reference table says what was asked."""
    found = rows(connection, f"SELECT path FROM ({PATHS}) WHERE source_file_id = $id", id=row["source_file_id"])
    where = place(found[0]["path"] if found else "基础表", row.get("source_sheet"))
    print(f"  {what}：{where} 第 {row['source_row']} 行")
