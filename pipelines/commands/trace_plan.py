"""``tongbao trace --table`` for targets, rules, scores and comparisons: each row from its files and rows."""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from textwrap import indent

from pipelines.commands.console import number
from pipelines.commands.sources import PATHS, or_dash, print_sources, rows, verdict
from pipelines.commands.traced_figure import MEMBERS, STRUCTURES, VIEWS
from pipelines.faults import one_line
from pipelines.months import shift

SOURCES = "path, source_sheet, source_row"
MONTHS_BACK = {"mom": 1, "yoy": 12}


def _kept(row: dict, *names: str) -> dict:
    return {name: row[name] for name in names}


def _reference(connection, row: dict, what: str) -> None:
    """Where a reference table says what was asked."""
    found = rows(connection, f"SELECT path FROM ({PATHS}) WHERE source_file_id = $id", id=row["source_file_id"])
    sheet = f"｜工作表 {row['source_sheet']}" if row.get("source_sheet") else ""
    path = found[0]["path"] if found else "基础表"
    print(one_line(f"  {what}：{path}{sheet} 第 {row['source_row']} 行"))


def _figure_rows(connection, metric_id: str, scope: str, scope_id: str, months: list[str]) -> list[dict]:
    """The rows that one metric of several months is made of; of a stock those of the last month only."""
    found = []
    for month in months:
        used = {"metric_id": metric_id, "month": month}
        found += rows(
            connection,
            f"""
            SELECT {SOURCES}, sum(value) AS value
            FROM fct_metric_source LEFT JOIN ({PATHS}) USING (source_file_id)
            WHERE metric_id = $metric_id AND month = $month AND {MEMBERS[scope]}
            GROUP BY ALL ORDER BY ALL
            """,
            **(used if scope == "institution" else used | {"scope_id": scope_id}),
        )
    return found


def _print_rows(found: list[dict]) -> float:
    """Prints rows of exports; what is counted from whole logs has no row of its own. Returns what they add up to."""
    print_sources([r for r in found if r["path"]])
    counted = sum(r["value"] for r in found if not r["path"])
    if counted:
        print(f"  服务器日志的全部行：合计 {number(counted)}")
    return sum(r["value"] for r in found)


def target(connection, row: dict) -> None:
    print(one_line(f"{row['name']}　{row['period']}　{row['scope_name'] or row['scope_id']}：{or_dash(row['actual'])}"))
    _reference(connection, row, "目标")
    if row["actual_source"] == "manual":
        print(f"  完成数 {number(row['actual'])} 是目标表里登记的")
    if row["done_on"]:
        print(f"  完成日期 {row['done_on']} 是目标表里登记的")
    if row["actual_source"] != "metric":
        return
    by_day = rows(
        connection,
        f"""
        SELECT {SOURCES}, on_date, value FROM quality.plan_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'target' AND plan_id = $target_id AND scope = $scope AND scope_id = $scope_id
        AND period = $period ORDER BY path, source_sheet, source_row
        """,
        **_kept(row, "target_id", "scope", "scope_id", "period"),
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
            [row["period_start"], row["period_end"]],
        ).fetchall()
    ]
    totals = []
    for metric_id in filter(None, metrics):
        (metric,) = rows(connection, "SELECT * FROM dim_metric WHERE metric_id = $id", id=metric_id)
        if row["comparator"] == "share":
            print(f"  {metric['name']}")
        of = months[-1:] if metric["additivity"] == "semi" else months
        totals.append(_print_rows(_figure_rows(connection, metric_id, row["scope"], row["scope_id"], of)))
    if len(totals) == 2 and totals[1]:
        how = f"{number(totals[0])} ÷ {number(totals[1])} ＝"
        print(f"  {verdict(totals[0] / totals[1], row['actual'], how)}")
    elif len(totals) == 1:
        print(f"  {verdict(totals[0], row['actual'])}")


def rule(connection, row: dict) -> None:
    subject = row["subject_name"] or row["subject_id"]
    shown = or_dash(row["actual"])
    print(one_line(f"{row['rule_name']}　{row['period']}　{subject}：{shown}{_of(row)}"))
    _reference(connection, row, "规则")
    if row["actual"] is None:
        print(f"  没有数：{row['reason'] or '期间没有记录'}")
        return
    found = rows(
        connection,
        f"""
        SELECT {SOURCES}, part, on_date, value, whole FROM quality.plan_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'rule' AND plan_id = $rule_id AND scope = $subject_kind AND scope_id = $subject_id
        AND period = $period ORDER BY path, source_sheet, source_row
        """,
        **_kept(row, "rule_id", "subject_kind", "subject_id", "period"),
    )
    if row["rule_kind"] == "no_update":
        for source in (s for s in found if s["part"] == "silence"):
            place = f"{source['path']}｜{source['source_sheet']}" if source["source_sheet"] else source["path"]
            print(one_line(f"  {source['on_date']} 有更新：{place} 第 {source['source_row']} 行"))
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


def score_line(connection, row: dict) -> None:
    """One line of points: the rule, and the row of the export, the ledger or the reference table behind it."""
    what = "　".join(filter(None, (str(row["counted_on"]), row["title"], row["outlet"])))
    why = f"（{row['reason']}）" if row["reason"] else ""
    print(one_line(f"  {what}：应得 {number(row['points_by_rule'])}，实得 {number(row['points'])}{why}"))
    print(one_line(f"    依据：{row['rule_text'] or '没有适用的规则'}"))
    place = f"{row['path']}｜工作表 {row['source_sheet']}" if row["source_sheet"] else row["path"]
    print(one_line(f"    {'稿件' if row['line_kind'] == 'item' else '规定'}：{place} 第 {row['source_row']} 行"))
    if row["measure"]:
        _value(connection, row)


def _indented(print_row: Callable, connection, row: dict) -> None:
    """What stands below a line of points is told as it is on its own, further in."""
    told = StringIO()
    with redirect_stdout(told):
        print_row(connection, row)
    print(indent(told.getvalue().rstrip(), "      "))


def _value(connection, row: dict) -> None:
    """What the value of a measure was computed from."""
    print(one_line(f"    取值 {or_dash(row['value'])}（{row['period']}，{row['basis_id'] or '全部'}）"))
    department = row["department_id"]
    basis = [part for part in (row["basis_id"] or "").replace("，", "、").replace(",", "、").split("、") if part]
    if row["measure"].startswith("target"):
        for found in rows(
            connection,
            f"{TARGETS} WHERE list_contains($basis, target_id) AND period = $period AND {ANSWERS}",
            basis=basis,
            period=row["period"],
            department=department,
        ):
            _indented(target, connection, found)
    elif row["measure"] in ("rule_shortfall", "rules_met"):
        for found in rows(
            connection,
            """
            SELECT * FROM fct_rule_result WHERE list_contains($basis, rule_id) AND department_id = $department
            AND is_met IS NOT NULL AND month IN (
                SELECT month FROM dim_month, dim_period
                WHERE period = $period AND month_start BETWEEN first_day AND last_day)
            """,
            basis=basis,
            period=row["period"],
            department=department,
        ):
            _indented(rule, connection, found)
    elif row["measure"] == "items":
        _print_rows(
            rows(
                connection,
                f"""
                SELECT {SOURCES}, sum(unit_share) AS value
                FROM fct_score JOIN ({PATHS}) USING (source_file_id), dim_period
                WHERE scheme_id = $scheme AND department_id = $department AND is_counted AND period_type <> 'week'
                AND dim_period.period = $period AND counted_on BETWEEN first_day AND last_day
                AND (len($basis) = 0 OR list_contains($basis, rule_id))
                GROUP BY ALL ORDER BY ALL
                """,
                scheme=row["scheme_id"],
                department=department,
                period=row["period"],
                basis=basis,
            )
        )
    else:
        _ledger_rows(connection, row, basis)


SHEETS = "register_id = 'register_ratings' AND (len($basis) = 0 OR list_contains($basis, category))"
OF_CATEGORY = " OR ".join(
    f"list_contains($basis, register_id || '/' || regexp_replace({kind}, '\\s', '', 'g'))"
    for kind in ("category", "level", "json_extract_string(attributes, '$.grade')")
)
# What a ledger row adds, its day, and which rows count: sheets of a rating, things that were late or never done, things
# there were (a joint event once).
LEDGER = {
    "rating": (
        "CAST(json_extract(attributes, '$.points') AS DOUBLE)",
        "occurred_on",
        SHEETS,
    ),
    "rated_items": (
        "CAST(json_extract(attributes, '$.points') AS DOUBLE)"
        " / count(*) OVER (PARTITION BY coalesce(title, entry_id), category)",
        "occurred_on",
        SHEETS,
    ),
    "entries": (
        "coalesce(quantity, 1)",
        "occurred_on",
        f"""coalesce(period_start, occurred_on) >= first_day AND (list_contains($basis, register_id) OR {OF_CATEGORY})
        QUALIFY row_number() OVER (PARTITION BY coalesce(event_id, entry_id) ORDER BY coalesce(quantity, 1) DESC) = 1
        """,
    ),
    "late_entries": (
        "1",
        "due_on",
        "coalesce(done_on, DATE '9999-12-31') > due_on AND (len($basis) = 0 OR list_contains($basis, register_id))",
    ),
}


def _ledger_rows(connection, row: dict, basis: list[str]) -> None:
    value, day, where = LEDGER[row["measure"]]
    found = rows(
        connection,
        f"""
        SELECT path, '' AS source_sheet, source_row, {value} AS value, coalesce(title, entry_id) AS piece
        FROM fct_register_entry AS entries JOIN ({PATHS}) USING (source_file_id), dim_period
        WHERE entries.department_id = $department AND dim_period.period = $period AND period_type <> 'week'
        AND {day} BETWEEN first_day AND last_day AND {where}
        ORDER BY path, source_row
        """,
        department=row["department_id"],
        period=row["period"],
        basis=basis,
    )
    print_sources(found)
    total = sum(r["value"] or 0 for r in found)
    if row["measure"] == "rating":
        if found:
            print(f"    {verdict(_rounded(connection, total / len(found)), row['value'], '平均')}")
    elif row["measure"] == "rated_items":
        pieces = {r["piece"]: 0 for r in found}
        for r in found:
            pieces[r["piece"]] += r["value"]
        print(f"    {verdict(sum(_rounded(connection, p) for p in pieces.values()), row['value'], '各件平均分之和')}")
    else:
        print(f"    {verdict(total, row['value'])}")


def _rounded(connection, value: float) -> float:
    """As the warehouse rounds, halves up."""
    return connection.execute("SELECT round(CAST(? AS DOUBLE), 2)", [value]).fetchone()[0]


# The department is the subject of a target, or answered at its end for the account or branch that is.
ANSWERS = """((scope = 'department' AND scope_id = $department)
    OR (scope = 'account' AND scope_id IN (SELECT account_id FROM dim_account
        WHERE department_id = $department AND period_end BETWEEN valid_from AND valid_to))
    OR (scope = 'party_org' AND scope_id IN
        (SELECT party_org_id FROM dim_party_org
        WHERE department_id = $department AND period_end BETWEEN valid_from AND valid_to)))"""


LINES = f"SELECT lines.*, path FROM fct_score AS lines LEFT JOIN ({PATHS}) USING (source_file_id)"
TARGETS = """SELECT * FROM (
    SELECT fct_target.*, dim_target.denominator_metric_id FROM fct_target JOIN dim_target
    USING (target_id, scope, source_file_id, source_row))"""


def score(connection, row: dict) -> None:
    """A total of points is the sum of its lines; what it is ranked by stands in the same table."""
    print(
        one_line(f"{row['scheme_name']}　{row['month']}　{_unit(row)}：{number(row['points'])} 分，第 {row['rank']} 名")
    )
    found = rows(
        connection,
        f"{LINES} WHERE scheme_id = $scheme_id AND month = $month AND {MEMBERS[row['scope']]} "
        "ORDER BY counted_on, line_kind, path, source_row",
        scope_id=row["department_id"],
        **_kept(row, "scheme_id", "month"),
    )
    for line in found:
        score_line(connection, line)
    print(f"  {verdict(sum(line['points'] for line in found), row['points'])}")
    _by_month(connection, row, row["month"], row["ytd_points"], "今年累计")


def _unit(row: dict) -> str:
    return row["department_name"] + VIEWS[row["scope"]]


def _by_month(connection, row: dict, until: str, published: float, what: str) -> None:
    months = rows(
        connection,
        """
        SELECT month, points FROM rpt_score WHERE scope = $scope AND scheme_id = $scheme_id
        AND department_id = $department_id AND year = $year AND month <= $until ORDER BY month
        """,
        until=until,
        **_kept(row, "scope", "scheme_id", "department_id", "year"),
    )
    listed = "；".join(f"{m['month']} {number(m['points'])}" for m in months)
    print(f"  {what}：{listed}")
    print(f"  {verdict(sum(m['points'] for m in months), published)}")


def award(connection, row: dict) -> None:
    until = row["until_month"]
    print(one_line(f"{row['scheme_name']}　{row['year']}　{_unit(row)}：{number(row['points'])} 分"))
    _by_month(connection, row, until, row["points_before_bonus"], "各月")
    for line in rows(
        connection,
        f"{LINES} WHERE scheme_id = $scheme_id AND {MEMBERS[row['scope']]} AND (bonus_points IS NOT NULL OR is_veto) "
        "AND left(month, 4) = CAST($year AS VARCHAR) AND month <= $until ORDER BY counted_on, path, source_row",
        scope_id=row["department_id"],
        until=until,
        **_kept(row, "scheme_id", "year"),
    ):
        score_line(connection, line)
    if row["bonus_claimed"]:
        print(f"  加分项登记 {number(row['bonus_claimed'])} 分，计入 {number(row['bonus_points'])} 分")
        print(f"  {verdict(row['points_before_bonus'] + row['bonus_points'], row['points'])}")
    if row["is_vetoed"]:
        print(one_line(f"  一票否决，不排名次：{row['veto_reason']}"))
    now = " --structure now" if row["scope"] == "department_now" else ""
    print(f"  看一个月的每一分：tongbao trace --table rpt_score {until} --department {row['department_id']}{now}")


def fee(connection, row: dict) -> None:
    print(one_line(f"{row['scheme_name']}　{row['month']}　{row['department_name'] or row['department_id']}"))
    found = rows(
        connection,
        f"""
        {LINES} WHERE scheme_id = $scheme_id AND department_id = $department_id AND month = $month
        AND source_file_id IS NOT DISTINCT FROM $source_file_id AND source_row IS NOT DISTINCT FROM $source_row
        AND title IS NOT DISTINCT FROM $title AND outlet IS NOT DISTINCT FROM $outlet
        AND rule_text IS NOT DISTINCT FROM $rule_text
        """,
        **_kept(
            row, "scheme_id", "department_id", "month", "source_file_id", "source_row", "title", "outlet", "rule_text"
        ),
    )
    for line in found:
        score_line(connection, line)
    print(f"  {verdict(sum(line['points'] for line in found), row['amount'])}")


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
        **_kept(row, "subject_kind", "subject_id", "metric_id", "since_month", "month"),
    )
    print(f"  {'、'.join(r['month'] for r in found)} 读全了，没有一条")
    for file in rows(
        connection,
        """
        SELECT DISTINCT path FROM quality.files, dim_metric WHERE dim_metric.metric_id = $metric_id
        AND files.dataset = dim_metric.dataset AND files.status = 'read'
        AND $month BETWEEN strftime(coalesce(period_start, first_date), '%Y-%m')
            AND strftime(coalesce(period_end, last_date), '%Y-%m') ORDER BY path
        """,
        **_kept(row, "metric_id", "month"),
    ):
        print(one_line(f"  读的是：{file['path']}"))
    print(f"  {verdict(len(found), row['zero_months'], '零的月数')}")


def trend(connection, row: dict) -> None:
    print(one_line(f"{row['metric_id']}　{row['month']}　{row['scope']} {row['scope_id']}：{or_dash(row['value'])}"))
    if row["value"] is None:
        print(f"  没有数（{row['status']}）")
        return
    _reproduce(connection, row, [row["month"]], row["value"])


def period(connection, row: dict) -> None:
    print(one_line(f"{row['metric_id']}　{row['period']}　{row['scope']} {row['scope_id']}：{or_dash(row['value'])}"))
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
    (metric,) = rows(connection, "SELECT * FROM dim_metric WHERE metric_id = $id", id=row["metric_id"])
    if metric["dataset"].startswith("ref_"):
        print("  出处：单位自己的基础表")
        for file in rows(
            connection,
            "SELECT path FROM quality.files WHERE dataset = $dataset ORDER BY path",
            dataset=metric["dataset"],
        ):
            print(one_line(f"  {file['path']}"))
        return
    parts = [metric["numerator_id"], metric["denominator_id"]] if metric["numerator_id"] else [row["metric_id"]]
    totals = []
    for metric_id in parts:
        (part,) = rows(connection, "SELECT * FROM dim_metric WHERE metric_id = $id", id=metric_id)
        of = months[-1:] if part["additivity"] == "semi" else months
        totals.append(_print_rows(_figure_rows(connection, metric_id, row["scope"], row["scope_id"], of)))
    if len(totals) == 2 and totals[1]:
        scaled = totals[0] / totals[1] * metric["scale"]
        print(f"  {verdict(scaled, published, f'{number(totals[0])} ÷ {number(totals[1])} ＝')}")
    elif len(totals) == 1:
        print(f"  {verdict(totals[0], published)}")


def contribution(connection, row: dict) -> None:
    """A change is the difference of two figures that can be traced in the same way."""
    name = row["scope_name"] or row["scope_id"]
    print(one_line(f"{row['metric_id']}　{row['month']}　{name}　{row['comparison']}：{number(row['change'])}"))
    if row["scope_id"] == "rest":
        listed = rows(
            connection,
            """
            SELECT sum(change) AS change FROM rpt_change_contribution WHERE scope = $scope AND metric_id = $metric_id
            AND month = $month AND comparison = $comparison AND scope_id <> 'rest'
            """,
            **_kept(row, "scope", "metric_id", "month", "comparison"),
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
    print(
        one_line(f"{row['metric_id']}　{row['month']} 前 {row['days']} 天　{row['scope_id']}：{or_dash(row['value'])}")
    )
    if row["value"] is None:
        print("  没有数")
        return
    found = rows(
        connection,
        f"""
        SELECT {SOURCES}, value FROM quality.plan_sources LEFT JOIN ({PATHS}) USING (source_file_id)
        WHERE plan_kind = 'window' AND plan_id = $metric_id AND scope = $scope AND scope_id = $scope_id
        AND period = $month ORDER BY path, source_sheet, source_row
        """,
        **_kept(row, "metric_id", "scope", "scope_id", "month"),
    )
    print(f"  {verdict(_print_rows(found), row['value'])}")


# Table → the column that says when, the column that says which department, how one of its rows is traced.
TRACED: dict[str, tuple[str, str, Callable]] = {
    "fct_target": ("period", "scope_id", target),
    "fct_rule_result": ("period", "department_id", rule),
    "fct_score": ("month", "department_id", score_line),
    "rpt_score": ("month", "department_id", score),
    "rpt_score_award": ("year", "department_id", award),
    "rpt_fee": ("month", "department_id", fee),
    "rpt_zero_report": ("month", "subject_id", zero),
    "rpt_metric_trend": ("month", "scope_id", trend),
    "rpt_metric_period": ("period", "scope_id", period),
    "rpt_change_contribution": ("month", "scope_id", contribution),
    "rpt_equal_window": ("month", "scope_id", equal_window),
}
# Ranked as then and as now; the view asked for is traced.
VIEWED = ("rpt_score", "rpt_score_award")
SELECTED = {"fct_target": TARGETS, "fct_score": f"SELECT * FROM ({LINES})"}


def traced_rows(connection, table: str, when: str | None, department: str | None, structure: str) -> list[dict]:
    """The rows of a table that are asked for; ``when``, ``department`` (an id) and the view narrow them down."""
    time, unit, _ = TRACED[table]
    query = SELECTED.get(table, f"SELECT * FROM {table}") + f" WHERE CAST({time} AS VARCHAR) = $at"
    used = {"at": when or ""}
    if department:
        query, used = f"{query} AND {unit} = $unit", used | {"unit": department}
    if table in VIEWED:
        query, used = f"{query} AND scope = $scope", used | {"scope": STRUCTURES[structure]}
    return rows(connection, query, **used)
