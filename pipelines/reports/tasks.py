"""The office's own ledger of tasks (工作任务登记) as a bulletin tells it.

Belongs here: which tasks, problems and results belong to which month. Does not belong here: fonts, headings.
"""

from dataclasses import dataclass

from pipelines.months import last_day, shift
from pipelines.reports import format as fmt
from pipelines.reports import read

LEDGER = "register_plan_items"


@dataclass(frozen=True)
class Plan:
    """``is_kept``: whether the office keeps the ledger at all. One line of text per entry, in the order of deadlines:
    ``done`` what was due in the month and what became of it, ``problems`` what is unsolved at its end, ``next``
    what is due in the month after it or was due earlier and is not done."""

    is_kept: bool
    done: list[str]
    problems: list[str]
    next: list[str]


def of_month(connection, month: str) -> Plan:
    """The tasks of ``month`` (``YYYY-MM``) as they stood at its end: what was done later was not done then.

    What is due later than the next month is left out, for the ledger does not say since when it was known.
    """
    entries = _entries(connection, month)
    following = shift(month, 1)
    problems = [entry for entry in entries if entry["is_problem"]]
    tasks = [entry for entry in entries if not entry["is_problem"]]
    return Plan(
        is_kept=bool(entries),
        done=[_result(entry) for entry in tasks if entry["month"] == month],
        problems=[_coming(entry, month) for entry in problems if entry["is_open"] and entry["month"] <= following],
        next=[_coming(entry, month) for entry in tasks if entry["is_open"] and entry["month"] <= following],
    )


def _entries(connection, month: str) -> list[dict]:
    if not read.has_table(connection, "main", "fct_register_entry"):
        return []
    return read.rows(
        connection,
        f"""
        WITH department AS ({read.DEPARTMENT_NAMES})
        SELECT
            entry.title, entry.month, entry.due_on, entry.done_on, entry.status,
            coalesce(entry.category LIKE '%问题%', false) AS is_problem,
            coalesce(department.name, entry.name_written) AS department,
            -- The rule by which the warehouse counts what is done, at the end of the month.
            CASE
                WHEN entry.done_on IS NOT NULL THEN entry.done_on > $month_end
                ELSE NOT regexp_matches(coalesce(entry.status, ''), '^(已|完成|办结)')
            END AS is_open
        FROM fct_register_entry AS entry LEFT JOIN department USING (department_id)
        WHERE entry.register_id = $ledger AND entry.title IS NOT NULL
        ORDER BY entry.due_on, entry.entry_id
        """,
        first=month,
        last=month,
        month_end=last_day(month),
        ledger=LEDGER,
    )


def _result(entry: dict) -> str:
    """What became of a task, in the words of the ledger."""
    if entry["is_open"]:
        stated = entry["status"] if entry["done_on"] is None else None
        became = "未完成" + (f"（{stated}）" if stated else "")
    else:
        became = f"{fmt.day(entry['done_on'])}完成" if entry["done_on"] else entry["status"]
    return f"{entry['title']}{_who(entry)}：{became}"


def _coming(entry: dict, month: str) -> str:
    """A task or problem with who does it until when; one that was due already says so."""
    due = entry["due_on"]
    late = "，已过期限" if entry["month"] <= month else ""
    year = f"{due.year}年" if due and f"{due.year}" != month[:4] else ""
    until = [f"{year}{fmt.day(due)}前完成{late}"] if due else []
    inside = "，".join([*([entry["department"]] if entry["department"] else []), *until])
    return entry["title"] + (f"（{inside}）" if inside else "")


def _who(entry: dict) -> str:
    return f"（{entry['department']}）" if entry["department"] else ""
