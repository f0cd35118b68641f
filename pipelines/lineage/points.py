"""Points, their totals, awards and fees: each line from its rule and the row of the export or ledger behind it."""

from pipelines.lineage.evidence import Evidence, number, or_dash, place, verdict
from pipelines.lineage.plans import TARGETS, rule, target
from pipelines.lineage.selection import VIEWS
from pipelines.lineage.sources import MEMBERS, PATHS, PLACE, Connection, rows, source_rows

LINES = f"SELECT lines.*, path FROM fct_score AS lines LEFT JOIN ({PATHS}) USING (source_file_id)"
# The department is the subject of a target, or answered at its end for the account or branch that is.
ANSWERS = """((scope = 'department' AND scope_id = $department)
    OR (scope = 'account' AND scope_id IN (SELECT account_id FROM dim_account
        WHERE department_id = $department AND period_end BETWEEN valid_from AND valid_to))
    OR (scope = 'party_org' AND scope_id IN
        (SELECT party_org_id FROM dim_party_org
        WHERE department_id = $department AND period_end BETWEEN valid_from AND valid_to)))"""


def score_line(connection: Connection, row: dict) -> Evidence:
    """One line of points: the rule, and the row of the export, the ledger or the reference table behind it."""
    what = "　".join(filter(None, (str(row["counted_on"]), row["title"], row["outlet"])))
    why = f"（{row['reason']}）" if row["reason"] else ""
    where = place(row["path"] or "基础表", row["source_sheet"])
    return Evidence(
        what,
        f"应得 {or_dash(row['points_by_rule'])}，实得 {or_dash(row['points'])}{why}",
        row["points"],
        parts=(
            Evidence("依据", row["rule_text"] or "没有适用的规则"),
            Evidence("稿件" if row["line_kind"] == "item" else "规定", f"{where} 第 {row['source_row']} 行"),
            *([_value(connection, row)] if row["measure"] else []),
        ),
    )


def _total(lines: list[dict]) -> float:
    """What is not decided yet is not part of a total."""
    return sum(line["points"] for line in lines if line["points"] is not None)


def _value(connection: Connection, row: dict) -> Evidence:
    """What the value of a measure was computed from."""
    label = f"取值 {or_dash(row['value'])}（{row['period']}，{row['basis_id'] or '全部'}）"
    basis = [part for part in (row["basis_id"] or "").replace("，", "、").replace(",", "、").split("、") if part]
    of = {"basis": basis, "period": row["period"], "department": row["department_id"]}
    if row["measure"].startswith("target"):
        found = rows(
            connection, f"{TARGETS} WHERE list_contains($basis, target_id) AND period = $period AND {ANSWERS}", **of
        )
        return Evidence(label, value=row["value"], parts=tuple(target(connection, one) for one in found))
    if row["measure"] in ("rule_shortfall", "rules_met"):
        found = rows(
            connection,
            """
            SELECT * FROM fct_rule_result WHERE list_contains($basis, rule_id) AND department_id = $department
            AND is_met IS NOT NULL AND month IN (
                SELECT month FROM dim_month, dim_period
                WHERE period = $period AND month_start BETWEEN first_day AND last_day)
            ORDER BY month, rule_id, subject_name
            """,
            **of,
        )
        return Evidence(label, value=row["value"], parts=tuple(rule(connection, one) for one in found))
    if row["measure"] == "items":
        found = rows(
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
            **of,
        )
        return Evidence(label, value=row["value"], rows=source_rows(found))
    found = _ledger_rows(connection, row["measure"], of)
    return Evidence(label, value=row["value"], rows=source_rows(found), parts=_of_ledger(connection, row, found))


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


def _ledger_rows(connection: Connection, measure: str, of: dict) -> list[dict]:
    value, day, where = LEDGER[measure]
    return rows(
        connection,
        f"""
        SELECT path, '' AS source_sheet, source_row, {value} AS value, coalesce(title, entry_id) AS piece
        FROM fct_register_entry AS entries JOIN ({PATHS}) USING (source_file_id), dim_period
        WHERE entries.department_id = $department AND dim_period.period = $period AND period_type <> 'week'
        AND {day} BETWEEN first_day AND last_day AND {where}
        ORDER BY path, source_row
        """,
        **of,
    )


def _of_ledger(connection: Connection, row: dict, found: list[dict]) -> tuple[Evidence, ...]:
    """What rows of a ledger come to; the mean of no row is none."""
    added = sum(r["value"] or 0 for r in found)
    if row["measure"] == "rating":
        return (verdict(_rounded(connection, added / len(found)), row["value"], "平均"),) if found else ()
    if row["measure"] == "rated_items":
        pieces = {r["piece"]: 0.0 for r in found}
        for r in found:
            pieces[r["piece"]] += r["value"] or 0
        mean_of_each = sum(_rounded(connection, piece) for piece in pieces.values())
        return (verdict(mean_of_each, row["value"], "各件平均分之和"),)
    return (verdict(added, row["value"]),)


def _rounded(connection: Connection, value: float) -> float:
    """As the warehouse rounds, halves up."""
    return connection.execute("SELECT round(CAST(? AS DOUBLE), 2)", [value]).fetchall()[0][0]


def score(connection: Connection, row: dict) -> Evidence:
    """A total of points is the sum of its lines; what it is ranked by stands in the same table."""
    found = rows(
        connection,
        f"{LINES} WHERE scheme_id = $scheme_id AND month = $month AND {MEMBERS[row['scope']]} "
        "ORDER BY counted_on, line_kind, path, source_row",
        **row | {"scope_id": row["department_id"]},
    )
    parts = [*(score_line(connection, line) for line in found), verdict(_total(found), row["points"])]
    if row["pending_items"]:
        pending = f"{number(row['pending_from'])}–{number(row['pending_to'])}"
        parts.append(Evidence(f"另有 {row['pending_items']} 件待核定", f"{pending} 分，不在得分里"))
    if row["tie_value"] is not None:
        parts.append(Evidence("得分相同再比", number(row["tie_value"]), row["tie_value"]))
    parts += _by_month(connection, row, row["month"], row["ytd_points"], "今年累计")
    heading = f"{row['scheme_name']}　{row['month']}　{_unit(row)}"
    return Evidence(heading, f"{number(row['points'])} 分，第 {row['rank']} 名", row["points"], parts=tuple(parts))


def _unit(row: dict) -> str:
    return row["department_name"] + VIEWS[row["scope"]]


def _by_month(connection: Connection, row: dict, until: str, published: float, what: str) -> list[Evidence]:
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
    return [Evidence(what, listed), verdict(sum(m["points"] for m in months), published)]


def award(connection: Connection, row: dict) -> Evidence:
    until = row["until_month"]
    found = rows(
        connection,
        f"{LINES} WHERE scheme_id = $scheme_id AND {MEMBERS[row['scope']]} AND (bonus_points IS NOT NULL OR is_veto) "
        "AND left(month, 4) = CAST($year AS VARCHAR) AND month <= $until ORDER BY counted_on, path, source_row",
        until=until,
        **row | {"scope_id": row["department_id"]},
    )
    parts = [
        *_by_month(connection, row, until, row["points_before_bonus"], "各月"),
        *(score_line(connection, line) for line in found),
    ]
    if row["bonus_claimed"]:
        claimed = f"加分项登记 {number(row['bonus_claimed'])} 分，计入 {number(row['bonus_points'])} 分"
        parts += [Evidence(claimed), verdict(row["points_before_bonus"] + row["bonus_points"], row["points"])]
    if row["is_vetoed"]:
        parts.append(Evidence("一票否决，不排名次", row["veto_reason"] or ""))
    now = " --structure now" if row["scope"] == "department_now" else ""
    command = f"tongbao trace --table rpt_score {until} --department {row['department_id']}{now}"
    parts.append(Evidence("看一个月的每一分", command))
    heading = f"{row['scheme_name']}　{row['year']}　{_unit(row)}"
    return Evidence(heading, f"{number(row['points'])} 分", row["points"], parts=tuple(parts))


def fee(connection: Connection, row: dict) -> Evidence:
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
    parts = [score_line(connection, line) for line in found]
    if row["amount"] is not None:
        parts.append(verdict(_total(found), row["amount"]))
    heading = f"{row['scheme_name']}　{row['month']}　{row['department_name'] or row['department_id']}"
    return Evidence(heading, value=row["amount"], parts=tuple(parts))
