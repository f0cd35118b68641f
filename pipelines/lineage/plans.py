"""Results of targets and rules, each from its files and rows."""

from pipelines.lineage.evidence import Evidence, number, or_dash, place, total, verdict
from pipelines.lineage.sources import PATHS, PLACE, Connection, metric_of, of_metrics, rows, source_rows

TARGETS = """SELECT * FROM (
    SELECT fct_target.*, dim_target.denominator_metric_id FROM fct_target JOIN dim_target
    USING (target_id, scope, source_file_id, source_row))"""


def target(connection: Connection, row: dict) -> Evidence:
    parts = [_reference(connection, row, "目标")]
    if row["actual_source"] == "manual":
        parts.append(Evidence(f"完成数 {number(row['actual'])} 是目标表里登记的"))
    if row["done_on"]:
        told = "按下面的记录算出" if row["actual_source"] == "metric" else "是目标表里登记的"
        parts.append(Evidence(f"完成日期 {row['done_on']} {told}"))
    if row["actual_source"] == "metric":
        parts += _measured(connection, row)
    heading = f"{row['name']}　{row['period']}　{row['scope_name'] or row['scope_id']}"
    return Evidence(heading, or_dash(row["actual"]), row["actual"], parts=tuple(parts))


def _measured(connection: Connection, row: dict) -> list[Evidence]:
    by_day = rows(
        connection,
        f"""
        SELECT {PLACE}, on_date, value, whole FROM quality.plan_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'target' AND plan_id = $target_id AND scope = $scope AND scope_id = $scope_id
        AND period = $period ORDER BY path, source_sheet, source_row
        """,
        **row,
    )
    found = source_rows(by_day)
    if row["comparator"] == "weekly":
        weeks: dict[tuple[int, int], float] = {}
        for source in by_day:
            year, week, _ = source["on_date"].isocalendar()
            weeks[year, week] = weeks.get((year, week), 0) + source["value"]
        low = row["expected_low"] or 1
        reached = sum(count >= low for count in weeks.values())
        return [Evidence("出处", rows=found), verdict(reached, row["actual"], "达到的周")]
    if row["comparator"] == "fortnightly":
        return [Evidence("出处", rows=found)]
    if whole := sum(source["whole"] or 0 for source in by_day):
        divided = f"{number(total(found))} ÷ {number(whole)} ＝"
        return [Evidence("出处", rows=found), verdict(total(found) / whole, row["actual"], divided)]
    if by_day or row["scope"] == "party_org" or row["is_filtered"]:
        return [Evidence("出处", rows=found), verdict(total(found), row["actual"])]
    return list(_of_months(connection, row))


def _of_months(connection: Connection, row: dict) -> tuple[Evidence, ...]:
    ids = [row["metric_id"], row["denominator_metric_id"]] if row["comparator"] == "share" else [row["metric_id"]]
    months = [
        month
        for (month,) in connection.execute(
            "SELECT month FROM dim_month WHERE month_start BETWEEN ? AND ? ORDER BY 1",
            [row["period_start"], row["as_of"]],
        ).fetchall()
    ]
    metrics = [metric_of(connection, id_) for id_ in ids if id_]
    if len(metrics) == 1 and metrics[0]["additivity"] == "non":
        # Told as such, it is what was told last.
        told = """
            SELECT max(month) FROM fct_metric_month
            WHERE metric_id = ? AND value IS NOT NULL AND list_contains(?, month)
        """
        months = [month for (month,) in connection.execute(told, [row["metric_id"], months]).fetchall() if month]
    return of_metrics(connection, metrics, row["scope"], row["scope_id"], months, row["actual"])


def rule(connection: Connection, row: dict) -> Evidence:
    expected = f"，应为 {number(row['expected'])}" if row["expected"] is not None else ""
    parts = [_reference(connection, row, "规则")]
    if row["actual"] is None:
        parts.append(Evidence("没有数", row["reason"] or "期间没有记录"))
    else:
        parts += _outcome(connection, row)
    heading = f"{row['rule_name']}　{row['period']}　{row['subject_name'] or row['subject_id']}"
    return Evidence(heading, f"{or_dash(row['actual'])}{expected}", row["actual"], parts=tuple(parts))


def _outcome(connection: Connection, row: dict) -> list[Evidence]:
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
        updates = [
            Evidence(
                f"{source['on_date']} 有更新",
                f"{place(source['path'], source['source_sheet'])} 第 {source['source_row']} 行",
            )
            for source in found
            if source["part"] == "silence"
        ]
        days = (row["silent_until"] - row["silent_from"]).days
        off = days - row["actual"] if row["is_vacation_exempt"] else 0
        excused = f"，其中假期 {number(off)} 天不计" if off else ""
        between = Evidence(f"{row['silent_from']} 至 {row['silent_until']} 共 {days} 天{excused}")
        return [*updates, between, verdict(days - off, row["actual"], "相差")]
    counted = [s for s in found if s["part"] == "counted"] or [s for s in found if s["part"] == "reported"]
    listed = source_rows(counted)
    if row["rule_kind"] == "month_end_share":
        whole = sum(s["whole"] for s in counted)
        share = total(listed) / whole if whole else 0
        result = verdict(share, row["actual"], f"{number(total(listed))} ÷ {number(whole)} ＝")
    else:
        result = verdict(total(listed), row["actual"])
    return [Evidence("出处", rows=listed), result] if listed else [result]


def _reference(connection: Connection, row: dict, what: str) -> Evidence:
    """Where a reference table says what is expected."""
    found = rows(connection, f"SELECT path FROM ({PATHS}) WHERE source_file_id = $id", id=row["source_file_id"])
    where = place(found[0]["path"] if found else "基础表", row.get("source_sheet"))
    return Evidence(what, f"{where} 第 {row['source_row']} 行")
