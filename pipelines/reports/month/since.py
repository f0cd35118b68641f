"""What is different today from when a month was published: the page shows a month as it is known and organised for its
time, and one line says where a reader of the page of that time saw something else."""

from pipelines.monthly import monthly
from pipelines.reports import format as fmt
from pipelines.reports.groups import by
from pipelines.reports.read import Rows, has_table

# So many departments the line names.
NAMED = 3


def figures(connection, month: str, facts: dict[str, dict], departments: list[dict]) -> str:
    """Headline figures, sources and ranks of departments that were others when they were first published; empty where
    none was. facts: of the whole institution, by metric; departments: ``read.departments``."""
    first = _first_published(connection, month)
    told = [_changed(fact, first) for fact in facts.values() if fact["is_headline"]]
    moved = [_moved(row, ranks) for ranks in _ranks(departments, first) for row in ranks]
    told += [text for text in moved if text][:NAMED]
    left = len([text for text in moved if text]) - NAMED
    return "；".join(filter(None, told)) + (f"；另有 {left} 处" if left > 0 else "")


def names(connection, month: str) -> list[tuple[str, str]]:
    """Departments of the time that have another name today or belong to another one, with that one."""
    if not has_table(connection, "main", "bridge_department_succession"):
        return []
    found = monthly(
        connection,
        """
        SELECT this.month, past.name, string_agg(DISTINCT now.name, '、' ORDER BY now.name) AS today
        FROM dim_department AS past
        -- Also of whom the month was the last.
        JOIN dim_month AS this ON this.month BETWEEN $first AND $last
            AND past.valid_from <= this.month_end AND past.valid_to >= this.month_start
        JOIN bridge_department_succession AS bridge USING (department_id)
        JOIN dim_department AS now ON now.department_id = bridge.department_now_id AND now.is_current
        WHERE past.in_roster
        GROUP BY this.month, past.name, past.display_order HAVING today <> past.name
        ORDER BY past.display_order, past.name
        """,
        month,
    )
    return [(row["name"], row["today"]) for row in found]


def _first_published(connection, month: str) -> dict[tuple[str, str, str], float | None]:
    """(scope, its id, metric) → the figure before its first restatement."""
    if not has_table(connection, "quality", "restatements"):
        return {}
    found: Rows = monthly(
        connection,
        """
        SELECT month, scope, scope_id, metric_id, old_value FROM quality.restatements
        WHERE month BETWEEN $first AND $last AND scope IN ('institution', 'department') AND run_id IS NOT NULL
        ORDER BY run_id DESC
        """,
        month,
    )
    return {(row["scope"], row["scope_id"], row["metric_id"]): row["old_value"] for row in found}


def _changed(fact: dict, first: dict) -> str:
    key = ("institution", "institution", fact["metric_id"])
    if key not in first or first[key] == fact["value"]:
        return ""
    if first[key] is None:
        return f"{fact['metric_name']}当时缺，后来补到"
    return f"{fact['metric_name']}当时是 {_quantity(first[key], fact['unit'])}"


def _ranks(departments: list[dict], first: dict) -> list[list[dict]]:
    """By metric of which a department changed, all departments with their value and rank then and now."""
    found = []
    for metric_id, group in by(departments, "metric_id").items():
        listed = [row for row in group if row["department_id"] != "unrecognised"]
        then = [first.get(("department", row["department_id"], metric_id), row["value"]) for row in listed]
        if then == [row["value"] for row in listed]:
            continue
        ranks = [_rank(value, then) for value in then]
        found.append(
            [row | {"then": value, "rank_then": rank} for row, value, rank in zip(listed, then, ranks, strict=True)]
        )
    return found


def _rank(value: float | None, among: list[float | None]) -> int | None:
    """Equal values share the better rank; who has nothing has none."""
    return 1 + sum(other is not None and other > value for other in among) if value else None


def _moved(row: dict, beside: list[dict]) -> str:
    if row["then"] == row["value"]:
        return ""
    rank = _rank(row["value"], [other["value"] for other in beside])
    then = f"当时 {_quantity(row['then'], row['unit'])}{_place(row['rank_then'])}"
    today = f"现在 {_quantity(row['value'], row['unit'])}{_place(rank)}"
    return f"{row['department_name']}{row['metric_name']}{then}，{today}"


def _place(rank: int | None) -> str:
    return f"（第 {rank}）" if rank else ""


def _quantity(value: float | None, unit: str) -> str:
    return fmt.figure(value, unit=unit) + ("" if value is None or unit == "%" else f" {unit}")
