"""Points, their totals, awards and fees: each line from its rule and the row of the export or ledger behind it."""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from textwrap import indent

from pipelines.commands.console import number
from pipelines.commands.trace.plans import TARGETS, rule, target
from pipelines.commands.trace.selection import VIEWS
from pipelines.commands.trace.sources import (
    MEMBERS,
    PATHS,
    PLACE,
    or_dash,
    place,
    print_rows,
    print_sources,
    rows,
    verdict,
)
from pipelines.faults import one_line

LINES = f"SELECT lines.*, path FROM fct_score AS lines LEFT JOIN ({PATHS}) USING (source_file_id)"
# The department is the subject of a target, or answered at its end for the account or branch that is.
ANSWERS = """((scope = 'department' AND scope_id = $department)
    OR (scope = 'account' AND scope_id IN (SELECT account_id FROM dim_account
        WHERE department_id = $department AND period_end BETWEEN valid_from AND valid_to))
    OR (scope = 'party_org' AND scope_id IN
        (SELECT party_org_id FROM dim_party_org
        WHERE department_id = $department AND period_end BETWEEN valid_from AND valid_to)))"""


def score_line(connection, row: dict) -> None:
    """One line of points: the rule, and the row of the export, the ledger or the reference table behind it."""
    what = "　".join(filter(None, (str(row["counted_on"]), row["title"], row["outlet"])))
    why = f"（{row['reason']}）" if row["reason"] else ""
    print(one_line(f"  {what}：应得 {or_dash(row['points_by_rule'])}，实得 {or_dash(row['points'])}{why}"))
    print(one_line(f"    依据：{row['rule_text'] or '没有适用的规则'}"))
    where = place(row["path"] or "基础表", row["source_sheet"])
    print(f"    {'稿件' if row['line_kind'] == 'item' else '规定'}：{where} 第 {row['source_row']} 行")
    if row["measure"]:
        _print_value(connection, row)


def _total(lines: list[dict]) -> float:
    """What is not decided yet is not part of a total."""
    return sum(line["points"] for line in lines if line["points"] is not None)


def _indented(print_row: Callable, connection, row: dict) -> None:
    """What stands below a line of points is told as it is on its own, further in."""
    told = StringIO()
    with redirect_stdout(told):
        print_row(connection, row)
    print(indent(told.getvalue().rstrip(), "      "))


def _print_value(connection, row: dict) -> None:
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
            ORDER BY month, rule_id, subject_name
            """,
            basis=basis,
            period=row["period"],
            department=department,
        ):
            _indented(rule, connection, found)
    elif row["measure"] == "items":
        print_rows(
            rows(
                connection,
                f"""
                SELECT {PLACE}, sum(unit_share) AS value
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
        _print_ledger(connection, row, basis)


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


def _print_ledger(connection, row: dict, basis: list[str]) -> None:
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


def score(connection, row: dict) -> None:
    """A total of points is the sum of its lines; what it is ranked by stands in the same table."""
    print(
        one_line(f"{row['scheme_name']}　{row['month']}　{_unit(row)}：{number(row['points'])} 分，第 {row['rank']} 名")
    )
    found = rows(
        connection,
        f"{LINES} WHERE scheme_id = $scheme_id AND month = $month AND {MEMBERS[row['scope']]} "
        "ORDER BY counted_on, line_kind, path, source_row",
        **row | {"scope_id": row["department_id"]},
    )
    for line in found:
        score_line(connection, line)
    print(f"  {verdict(_total(found), row['points'])}")
    if row["pending_items"]:
        pending = f"{number(row['pending_from'])}–{number(row['pending_to'])}"
        print(f"  另有 {row['pending_items']} 件待核定：{pending} 分，不在得分里")
    if row["tie_value"] is not None:
        print(f"  得分相同再比：{number(row['tie_value'])}")
    _print_by_month(connection, row, row["month"], row["ytd_points"], "今年累计")


def _unit(row: dict) -> str:
    return row["department_name"] + VIEWS[row["scope"]]


def _print_by_month(connection, row: dict, until: str, published: float, what: str) -> None:
    months = rows(
        connection,
        """
        SELECT month, points FROM rpt_score WHERE scope = $scope AND scheme_id = $scheme_id
        AND department_id = $department_id AND year = $year AND month <= $until ORDER BY month
        """,
        until=until,
        **row,
    )
    listed = "；".join(f"{m['month']} {number(m['points'])}" for m in months)
    print(f"  {what}：{listed}")
    print(f"  {verdict(sum(m['points'] for m in months), published)}")


def award(connection, row: dict) -> None:
    until = row["until_month"]
    print(one_line(f"{row['scheme_name']}　{row['year']}　{_unit(row)}：{number(row['points'])} 分"))
    _print_by_month(connection, row, until, row["points_before_bonus"], "各月")
    for line in rows(
        connection,
        f"{LINES} WHERE scheme_id = $scheme_id AND {MEMBERS[row['scope']]} AND (bonus_points IS NOT NULL OR is_veto) "
        "AND left(month, 4) = CAST($year AS VARCHAR) AND month <= $until ORDER BY counted_on, path, source_row",
        until=until,
        **row | {"scope_id": row["department_id"]},
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
        **row,
    )
    for line in found:
        score_line(connection, line)
    if row["amount"] is not None:
        print(f"  {verdict(_total(found), row['amount'])}")
