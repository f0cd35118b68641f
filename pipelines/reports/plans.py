"""What was asked and what came of it: targets, standing rules, zero reports and scores for the pages.

Belongs here: their SELECT statements, their grouping and their wording. Files published before these tables existed,
or of institutions that set no targets, give empty lists, and the pages then say nothing.
"""

from itertools import groupby

from pipelines import labels
from pipelines.monthly import monthly
from pipelines.months import shift
from pipelines.reports import format as fmt
from pipelines.reports import read

# Mark, name and tone of fct_target.status, in the order a reader wants to see them.
_TONE = {"not_met": "fail", "behind": "warn", "on_track": "pass", "met": "pass"}
STATUS = {
    code: (labels.short_names("plan_status")[code], name, _TONE.get(code, ""))
    for code, name in labels.names("plan_status").items()
}
SCOPE = {"department": "部门", "party_org": "党支部", "account": "账号", "channel": "渠道"}
BASIS = labels.names("basis")
# How far a subject missed a rule, by fct_rule_result.rule_kind.
_SHORTFALL = {
    "publish_within": "迟 {} 件",
    "upload_within": "迟 {} 件",
    "adopt_within": "迟 {} 件",
    "claim_within": "迟 {} 件",
    "reposts": "差 {} 次",
    "party_activity": "差 {} 次",
    "no_update": "超 {} 天",
    "month_end_share": "超 {} 个百分点",
}


def month(connection, month: str) -> dict:
    """``targets`` due in the month or running through it, ``rules`` judged in it, ``zeros`` of it."""
    targets = _targets(_worded(_monthly(connection, "fct_target", _MONTH_TARGETS, month)))
    return {
        "targets": {
            "本月到期": [target for target in targets if target["due_month"] == month],
            "进行中": [target for target in targets if target["due_month"] != month],
        }
        if targets
        else {},
        "target_counts": _counts(target["status"] for target in targets if len(target["subjects"]) == 1),
        "rules": _rules(connection, month),
        "zeros": _zeros(connection, month),
    }


def year(connection, year: str) -> dict:
    """``targets`` whose period touches the year, a list of periods for each, ``awards`` and ``fees`` by scheme."""
    targets = _targets(_target_rows(connection, f"{year}-01", f"{year}-12"))
    by_target = {}
    for target in targets:
        by_target.setdefault(target["target_id"], []).append(target)
    return {
        "targets": list(by_target.values()),
        "awards": _awards(connection, year),
        "fees": _fees(connection, year),
    }


def by_department(connection, newest: str) -> dict[str, dict]:
    """For each department that has any: ``targets`` touching the year of ``newest``, ``rules`` of the last three
    months, ``scores`` by scheme and month of that year as the departments are today, ``score_lines`` they consist of.
    Those of departments it took over stand among them with ``taken_over``, the name then. One query each, not one for
    each department."""
    first = f"{newest[:4]}-01"
    found = {
        "targets": [
            target
            for target in _target_rows(connection, first, newest, "department")
            if target["status"] != "not_started"
        ],
        "rules": _department_rules(connection, newest),
        "scores": _score_months(connection, first, newest),
        "score_lines": _score_lines(connection, first, newest),
    }
    # As the school is organised now: what a department took over stands on its page under the name it had then.
    named = _rows(connection, "dim_department", "SELECT department_id, name FROM dim_department ORDER BY valid_from")
    names = {row["department_id"]: row["name"] for row in named}
    succession = "SELECT department_id, department_now_id FROM bridge_department_succession"
    now = {}
    for row in _rows(connection, "bridge_department_succession", succession):
        now.setdefault(row["department_id"], []).append(row["department_now_id"])
    pages = {}
    for key, rows in found.items():
        for row in rows:
            then = row["department_id"]
            for department in now.get(then, [then]):
                shown = row | {"taken_over": names.get(then, then) if department != then else ""}
                pages.setdefault(department, none())[key].append(shown)
    return pages


def none() -> dict:
    """What a department without any shows."""
    return {"targets": [], "rules": [], "scores": [], "score_lines": []}


def _rows(connection, table: str, query: str, **parameters) -> list[dict]:
    return read.rows(connection, query, **parameters) if read.has_table(connection, "main", table) else []


def _monthly(connection, table: str, query: str, month: str) -> list[dict]:
    return monthly(connection, query, month) if read.has_table(connection, "main", table) else []


# One row per subject. ``done_share`` and ``line_share`` (0-1) are the bar and the on-track line, NULL where there is
# none to draw: only a period that still runs has a line short of what is asked.
_TARGET = """
    SELECT
        target.target_id, target.metric_id, target.name, target.scope, target.scope_id, target.scope_name,
        target.scope_id AS department_id, target.period_type, target.period, target.period_start, target.period_end,
        target.counted_from, strftime(target.period_start, '%Y-%m') AS begins_in,
        strftime(target.period_end, '%Y-%m') AS due_month, target.comparator, target.expected,
        target.expected_low, target.expected_high, target.expected_so_far, target.deadline, target.actual,
        target.done_on, target.status,
        nullif(concat_ws('；', target.reason, target.to_send), '') AS reason, target.as_of, target.basis,
        target.source_text,
        target.valid_from, target.revisions, target.previous_low, target.previous_high, target.previous_deadline,
        CASE target.comparator WHEN 'share' THEN '%' WHEN 'weekly' THEN '周' WHEN 'fortnightly' THEN '个两周'
            ELSE coalesce(metric.unit, '') END AS unit,
        CASE WHEN target.expected_so_far < target.expected THEN target.expected_so_far / target.expected END
            AS line_share,
        CASE WHEN target.expected_so_far < target.expected
            THEN least(greatest(target.actual / target.expected, 0), 1) END AS done_share
    FROM fct_target AS target LEFT JOIN dim_metric AS metric USING (metric_id)
"""
_TARGET_ORDER = "ORDER BY period_end, name, target_id, period, scope_name"
_MONTH_TARGETS = f"""
    SELECT this.month, target.* FROM ({_TARGET}) AS target
    JOIN dim_month AS this ON this.month BETWEEN target.begins_in AND target.due_month
    WHERE this.month BETWEEN $first AND $last {_TARGET_ORDER}
"""


def _target_rows(connection, first: str, last: str, scope: str = "%") -> list[dict]:
    """Targets whose period touches the months ``first`` to ``last``, in words."""
    query = f"""
        SELECT * FROM ({_TARGET})
        WHERE scope LIKE $scope AND begins_in <= $last AND due_month >= $first {_TARGET_ORDER}
    """
    return _worded(_rows(connection, "fct_target", query, first=first, last=last, scope=scope))


def _worded(found: list[dict]) -> list[dict]:
    return [
        row
        | {
            "demand": _demand(row) + _counted(row),
            "reason": _said_once(row["reason"]),
            "done": done(row),
            "is_exceeded": row["expected_high"] is not None and (row["actual"] or 0) > row["expected_high"],
            "basis_name": _basis(row),
            "revised": _revised(row),
            "taken_over": "",
        }
        for row in found
    ]


def _targets(found: list[dict]) -> list[dict]:
    """One entry per target and period: the row itself where it concerns one subject, else how many of the subjects
    stand where."""
    entries = []
    for _, group in groupby(found, key=lambda row: (row["target_id"], row["period_end"], row["period"])):
        subjects = list(group)
        entries.append(
            subjects[0]
            | {
                "subjects": subjects,
                "counts": _counts(subject["status"] for subject in subjects),
                "missed": _by_word(
                    (subject["done"], subject["scope_name"])
                    for subject in subjects
                    if subject["status"] in ("not_met", "behind")
                ),
            }
        )
    return entries


def _demand(row: dict) -> str:
    """What the target asks, in words: 不少于 300 条."""

    def stated(value) -> str:
        return fmt.figure(value, unit=row["unit"]) + ("" if row["unit"] in ("", "%") else f" {row['unit']}")

    low, high, expected = row["expected_low"], row["expected_high"], row["expected"]
    match row["comparator"]:
        case "deadline":
            return f"在{fmt.full_day(row['deadline'])}前完成"
        case "range" if low is not None and high is not None:
            return f"为 {fmt.number(low)}–{stated(high)}"
        case "weekly":
            return f"每周不少于 {fmt.number(low or 1)}" + (f"，共 {stated(expected)}" if expected is not None else "")
        case "fortnightly":
            asked = f"每两周（按教学周）不少于 {fmt.number(low or 1)}"
            return asked + (f"，共 {stated(expected)}" if expected is not None else "")
        case "zero_allowed":
            return "报送，可以为零"
        case "more_than_last_year" | "more_than_previous" as comparator:
            base = "上年同期" if comparator == "more_than_last_year" else "上期"
            return f"多于{base}" + (f" {stated(expected)}" if expected is not None else "")
        case comparator:
            word = {"at_least": "不少于", "share": "不低于", "at_most": "不超过", "equal": "等于"}.get(comparator, "为")
            return word + (f" {stated(expected)}" if expected is not None else "基期数")


def _counted(row: dict) -> str:
    """Since when it is counted, where the metric began within the period."""
    is_later = row["counted_from"] is not None and row["counted_from"] > row["period_start"]
    return f"（从{fmt.full_day(row['counted_from'])}起计，此前没有这项统计）" if is_later else ""


def _revised(row: dict) -> str:
    """What the target asked before it was last revised, and since when it asks something else."""
    if not row["revisions"]:
        return ""
    before = row | {
        "expected_low": row["previous_low"],
        "expected_high": row["previous_high"],
        "deadline": row["previous_deadline"],
        "expected": row["previous_high"] if row["comparator"] == "at_most" else row["previous_low"],
    }
    return f"原为{_demand(before)}，{fmt.full_day(row['valid_from'])}起改"


def done(row: dict) -> str:
    if row["comparator"] == "deadline":
        return f"{fmt.full_day(row['done_on'])}完成" if row["done_on"] else "尚未登记完成日期"
    if row["actual"] is None:
        return "还没有数"
    begins = "达到的有 " if row["comparator"] in ("weekly", "fortnightly") else ""
    text = begins + fmt.figure(row["actual"], unit=row["unit"])
    return text if row["unit"] in ("", "%") else f"{text} {row['unit']}"


def pace(row: dict) -> str:
    """What an even pace asks by now: of things that are counted a whole number, unless it is only a few."""
    expected = row["expected_so_far"]
    if row["unit"] == "%":
        return fmt.share(expected)
    return fmt.number(round(expected) if abs(expected) >= 10 else round(expected, 1))


def _said_once(text: str | None) -> str | None:
    """The parts of a rate often lack the same export."""
    return text and "；".join(dict.fromkeys(text.split("；")))


def _basis(row: dict) -> str:
    return BASIS.get(row["basis"], row["basis"] or "未注明")


_RULE_RESULT = """
    SELECT month, rule_id, rule_name, rule_kind, subject_name, department_id, period, is_met, is_exempt, reason, basis,
        source_text,
        CASE WHEN rule_kind = 'month_end_share' THEN round(100 * shortfall, 1) ELSE shortfall END AS missing
    FROM fct_rule_result
"""


def _rules(connection, month: str) -> list[dict]:
    """Each rule of the month: how many subjects meet it of those judged, and the others by name."""
    query = _RULE_RESULT + "WHERE month BETWEEN $first AND $last ORDER BY rule_name, rule_id, period, subject_name"
    found = _monthly(connection, "fct_rule_result", query, month)
    entries = []
    for _, group in groupby(found, key=lambda row: (row["rule_id"], row["period"])):
        subjects = list(group)
        judged = [row for row in subjects if row["is_met"] is not None]
        unjudged = [row["reason"] or "没有说明" for row in subjects if row["is_met"] is None and not row["is_exempt"]]
        entries.append(
            subjects[0]
            | {
                "judged": len(judged),
                "met": sum(row["is_met"] for row in judged),
                "missed": _by_word((_missing(row), row["subject_name"]) for row in judged if not row["is_met"]),
                "exempt": _by_word((row["reason"] or "", row["subject_name"]) for row in subjects if row["is_exempt"]),
                "unjudged": {reason: unjudged.count(reason) for reason in dict.fromkeys(unjudged)},
                "basis_name": _basis(subjects[0]),
            }
        )
    return entries


def _department_rules(connection, newest: str) -> list[dict]:
    """The last judged period, within three months, of each rule for each subject of a department."""
    found = _rows(
        connection,
        "fct_rule_result",
        _RULE_RESULT
        + """
        WHERE month BETWEEN $first AND $newest AND department_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY rule_id, subject_kind, subject_id ORDER BY month DESC) = 1
        ORDER BY department_id, subject_name, rule_name
        """,
        first=shift(newest, -2),
        newest=newest,
    )
    return [row | {"missing_text": _missing(row) if row["is_met"] is False else ""} for row in found]


def _missing(row: dict) -> str:
    """How far one subject is from meeting its rule, empty where the warehouse does not say."""
    if not row["missing"]:
        return row["reason"] or ""
    return _SHORTFALL.get(row["rule_kind"], "差 {}").format(fmt.number(row["missing"]))


def _zeros(connection, month: str) -> list[dict]:
    """Subjects that truly had nothing, by metric, longest run first."""
    query = """
        SELECT month, subject_kind, subject_name, metric_id, metric_name, zero_months, is_at_least, is_vacation
        FROM rpt_zero_report WHERE month BETWEEN $first AND $last
        ORDER BY subject_kind, metric_id, zero_months DESC, subject_name
    """
    found = _monthly(connection, "rpt_zero_report", query, month)
    return [
        {
            "subject_kind": {
                "department": "部门",
                "account": "账号和网站",
                "site_column": "栏目",
                "party_org": "党支部",
            }.get(kind, kind),
            "metric_name": rows[0]["metric_name"],
            "is_vacation": rows[0]["is_vacation"],
            "number": len(rows),
            "runs": _by_word(
                (f"{'至少 ' if row['is_at_least'] else ''}{row['zero_months']} 个月", row["subject_name"])
                for row in rows
            ),
        }
        for (kind, _), group in groupby(found, key=lambda row: (row["subject_kind"], row["metric_id"]))
        for rows in [list(group)]
    ]


def _awards(connection, year: str) -> list[dict]:
    """The award sheet of each scheme, by group, with every scored line of the year beside its rule."""
    found = _rows(
        connection,
        "rpt_score_award",
        """
        SELECT scope, scheme_id, scheme_name, until_month, department_type, department_id, department_name, group_rank,
            is_tied, overall_rank, points, items, bonus_claimed, bonus_points, task_points, task_share,
            is_vetoed, veto_reason, is_passed, pending_items, pending_from, pending_to
        FROM rpt_score_award WHERE CAST(year AS VARCHAR) = $year
        ORDER BY scheme_id, scope, department_type, group_rank NULLS LAST, department_name
        """,
        year=year,
    )
    lines = _score_lines(connection, f"{year}-01", f"{year}-12")
    return [
        _award(scheme, list(rows), [line for line in lines if line["scheme_id"] == scheme])
        for scheme, rows in groupby(found, key=lambda row: row["scheme_id"])
    ]


def _award(scheme: str, rows: list[dict], lines: list[dict]) -> dict:
    """``groups_now`` is empty where today's structure makes no difference."""
    then = [row for row in rows if row["scope"] == "department"]
    now = [row for row in rows if row["scope"] == "department_now"]
    of_unit = {unit: list(own) for unit, own in groupby(lines, key=lambda line: line["department_id"])}
    return {
        "scheme_id": scheme,
        "scheme_name": rows[0]["scheme_name"],
        "until_month": rows[0]["until_month"],
        "groups": _groups(then),
        "groups_now": _groups(now) if _standings(now) != _standings(then) else {},
        "lines": {
            row["department_name"]: of_unit[row["department_id"]]
            for row in sorted(then, key=lambda row: (row["is_vetoed"], row["overall_rank"] or 0))
            if row["department_id"] in of_unit
        },
    }


def _groups(rows: list[dict]) -> dict[str, list[dict]]:
    noted: list[dict] = [row | {"notes": _notes(row)} for row in rows]
    return {kind: list(group) for kind, group in groupby(noted, key=lambda row: row["department_type"])}


def _notes(row: dict) -> list[str]:
    """What a rank and a total do not tell: ties, what is undecided, bonuses, who is ruled out and why, who fails."""
    notes = (["并列"] if row["is_tied"] else []) + _pending(row, "分")
    if row["bonus_claimed"]:
        notes.append(f"含加分 {fmt.number(row['bonus_points'])}（登记 {fmt.number(row['bonus_claimed'])}）")
    if row["task_points"] is not None:
        notes.append(f"完成任务 {fmt.number(row['task_points'])} 分的 {row['task_share']:.0%}")
    if row["is_vetoed"]:
        notes.append(f"一票否决：{row['veto_reason']}")
    elif row["is_passed"] is False:
        notes.append("不合格")
    return notes


def _pending(row: dict, unit: str) -> list[str]:
    """Pieces whose rule prints a range and whose worth the office has not decided: no part of the total."""
    if not row["pending_items"]:
        return []
    low, high = fmt.number(row["pending_from"]), fmt.number(row["pending_to"])
    return [f"另有 {row['pending_items']} 件待核定：{low}–{high} {unit}"]


def _standings(rows: list[dict]) -> list[tuple]:
    return [(row["department_id"], row["department_type"], row["group_rank"], row["points"]) for row in rows]


def _score_lines(connection, first: str, last: str) -> list[dict]:
    return _rows(
        connection,
        "fct_score",
        """
        SELECT scheme_id, department_id, counted_on, coalesce(title, '') AS title, outlet, rule_text, points_by_rule,
            points, reason, '' AS taken_over,
            CASE WHEN line_kind IN ('measure', 'rating') THEN title ELSE rule_text END AS kind
        FROM fct_score WHERE purpose = 'points' AND month BETWEEN $first AND $last
        ORDER BY scheme_id, department_id, counted_on, title, rule_text, points DESC
        """,
        first=first,
        last=last,
    )


def _score_months(connection, first: str, last: str) -> list[dict]:
    return _rows(
        connection,
        "rpt_score",
        """
        SELECT scheme_id, scheme_name, department_id, month, points, items, rank, group_rank, ytd_points, ytd_rank
        FROM rpt_score WHERE scope = 'department_now' AND month BETWEEN $first AND $last
        ORDER BY scheme_id, month DESC, department_id
        """,
        first=first,
        last=last,
    )


def _fees(connection, year: str) -> list[dict]:
    """Amounts (元) of each fee scheme by department, largest first, with the total the warehouse file adds up to."""
    found = _rows(
        connection,
        "rpt_fee",
        """
        SELECT scheme_id, any_value(scheme_name) AS scheme_name,
            arg_max(department_name, month) AS department_name, sum(unit_share) AS items, sum(amount) AS amount,
            count(*) FILTER (WHERE amount = 0) AS unpaid, count(pending_from) AS pending_items,
            sum(pending_from) AS pending_from, sum(pending_to) AS pending_to,
            sum(sum(amount)) OVER (PARTITION BY scheme_id) AS total
        FROM rpt_fee WHERE left(month, 4) = $year
        GROUP BY scheme_id, department_id
        ORDER BY scheme_id, amount DESC, department_name
        """,
        year=year,
    )
    return [
        {
            "scheme_name": rows[0]["scheme_name"],
            "total": rows[0]["total"],
            "rows": [row | {"notes": _pending(row, "元")} for row in rows],
        }
        for _, group in groupby(found, key=lambda row: row["scheme_id"])
        for rows in [list(group)]
    ]


def _by_word(pairs) -> dict[str, list[str]]:
    """Names that share a word (差 1 次) under it, words in the order they come."""
    found = {}
    for word, name in pairs:
        found.setdefault(word, []).append(name)
    return found


def _counts(statuses) -> dict[str, int]:
    """Number of each status, worst first."""
    found = list(statuses)
    return {status: found.count(status) for status in [*STATUS, *dict.fromkeys(found)] if status in found}
