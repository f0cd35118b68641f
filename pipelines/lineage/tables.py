"""The rows behind every cell of a printed table, and behind every row of a computed one."""

from collections.abc import Callable

from pipelines.errors import WrongUse
from pipelines.lineage import comparisons, plans, points, summaries, works
from pipelines.lineage.evidence import Evidence, SourceRow, total, verdict
from pipelines.lineage.lookup import find
from pipelines.lineage.selection import STRUCTURES, find_department
from pipelines.lineage.sources import PATHS, PLACE, Connection, monthly, rows, source_rows
from pipelines.monthly import once

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE")
# Columns that every printed table may have and that are no figures of their own.
MONTH, POSITION = "月份", "序号"
# Table → the column that says when, the column that says which department, how one of its rows is traced.
TRACED: dict[str, tuple[str, str, Callable[[Connection, dict], Evidence]]] = {
    "fct_target": ("period", "scope_id", plans.target),
    "fct_rule_result": ("period", "department_id", plans.rule),
    "fct_score": ("month", "department_id", points.score_line),
    "rpt_score": ("month", "department_id", points.score),
    "rpt_score_award": ("year", "department_id", points.award),
    "rpt_fee": ("month", "department_id", points.fee),
    "rpt_zero_report": ("month", "subject_id", comparisons.zero),
    "rpt_metric_trend": ("month", "scope_id", comparisons.trend),
    "rpt_metric_period": ("period", "scope_id", comparisons.period),
    "rpt_change_contribution": ("month", "scope_id", comparisons.contribution),
    "rpt_equal_window": ("month", "scope_id", comparisons.equal_window),
    "rpt_delay": ("period", "department_id", summaries.delay),
    "rpt_share_period": ("period", "account_id", summaries.share),
    "rpt_unit_coverage": ("period", "unit_kind", summaries.coverage),
    "fct_metric_week": ("week", "account_id", summaries.week),
    "fct_theme_month": ("month", "channel_id", works.theme),
    "fct_campaign_node": ("month", "node", works.node),
    "fct_series_edition": ("month", "department_id", works.edition),
    "fct_review_step": ("month", "department_id", works.step),
    "fct_work_item": ("month", "department_id", works.task),
    "fct_index_month": ("month", "account_id", works.index),
}
# Facts are stored as they come; what is traced of a table is shown in this order.
ORDER = {
    "fct_target": "target_id, scope, scope_id",
    "fct_rule_result": "rule_id, subject_kind, subject_id",
    "fct_score": "scheme_id, department_id, counted_on, line_kind, source, item_id, rule_id, rule_text",
    "rpt_score": "scheme_id, rank, department_id",
    "rpt_score_award": "scheme_id, department_type, group_rank NULLS LAST, department_id",
    "rpt_fee": "scheme_id, department_id, published_on, title, outlet, rule_id, source_row",
    "rpt_zero_report": "subject_kind, metric_id, zero_months DESC, subject_id",
    "rpt_metric_trend": "scope, scope_id, metric_id",
    "rpt_metric_period": "scope, scope_id, metric_id",
    "rpt_change_contribution": "scope, metric_id, comparison, change_rank, scope_id",
    "rpt_equal_window": "scope, scope_id, metric_id",
    "rpt_delay": "kind, department_id NULLS FIRST",
    "rpt_share_period": "metric_id, account_id",
    "rpt_unit_coverage": "kind, unit_kind",
    "fct_metric_week": "metric_id, account_id",
    "fct_theme_month": "theme NULLS FIRST, theme_kind, channel_id",
    "fct_campaign_node": "first_day, node",
    "fct_series_edition": "series, edition_no, source, item_id",
    "fct_review_step": "entry_id, step_no",
    "fct_work_item": "due_on, item_id",
    "fct_index_month": "index_id, version, account_id",
}
# Ranked as then and as now; the view asked for is traced.
VIEWED = ("rpt_score", "rpt_score_award")
SELECTED = {"fct_target": plans.TARGETS, "fct_score": f"SELECT * FROM ({points.LINES})"}


def table_evidence(
    connection: Connection, table: str, when: str | None, department: str | None, structure: str
) -> list[Evidence]:
    """Each figure of a table of a month (or another period) with the rows that make it up.

    Raises:
        WrongUse: there is no such table, department or period; the message says which there are.
    """
    known = connection.execute(
        """
        SELECT table_name, split_part(comment, '：', 1) FROM duckdb_tables()
        WHERE schema_name = 'bulletin' OR list_contains($traced, table_name)
        """,
        {"traced": list(TRACED)},
    ).fetchall()
    name = find("表", table, known)
    if name in TRACED:
        return _computed(connection, name, when, department, structure)
    return _printed(connection, name, when)


def _computed(
    connection: Connection, name: str, when: str | None, department: str | None, structure: str
) -> list[Evidence]:
    if department:
        department = find_department(connection, department)
    if name in VIEWED and structure == "tree":
        raise WrongUse("计分只有 then（当时）和 now（按现在的机构）两种口径。")
    found = _selected(connection, name, when, department, structure)
    if not found:
        time, unit, _ = TRACED[name]
        known = connection.execute(
            f"SELECT DISTINCT CAST({time} AS VARCHAR) FROM {name} WHERE {unit} = $unit OR $unit IS NULL ORDER BY 1",
            {"unit": department},
        ).fetchall()
        raise WrongUse(
            f"{name} 没有“{when or ''}”的{f'部门 {department} 的' if department else ''}行。"
            f"有的{'月份' if time == 'month' else '时期'}：{'、'.join(k for (k,) in known if k) or '没有'}。"
        )
    return [TRACED[name][2](connection, row) for row in found]


def _selected(
    connection: Connection, table: str, when: str | None, department: str | None, structure: str
) -> list[dict]:
    """The rows of a table that are asked for; ``when``, ``department`` (an id) and the view narrow them down."""
    time, unit, _ = TRACED[table]
    query = SELECTED.get(table, f"SELECT * FROM {table}") + f" WHERE CAST({time} AS VARCHAR) = $when"
    query += f" AND {unit} = $department" if department else ""
    query += " AND scope = $scope" if table in VIEWED else ""
    query += f" ORDER BY {ORDER[table]}"
    return rows(connection, query, when=when or "", department=department, scope=STRUCTURES[structure])


# (printed table, label of the row, column) → the rows of exports that the cell is made of.
Cells = dict[tuple[str, str, str], tuple[SourceRow, ...]]


def printed_sources(connection: Connection, month: str) -> Cells:
    """The rows behind every cell of every printed table of a month, in one look-up."""
    found = monthly(
        connection,
        f"""
        SELECT table_name, row_label, column_name, {PLACE}, sum(value) AS value, month
        FROM quality.bulletin_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE month BETWEEN $first AND $last GROUP BY ALL ORDER BY ALL
        """,
        month,
    )
    cells: dict[tuple[str, str, str], list[dict]] = {}
    for row in found:
        cells.setdefault((row["table_name"], row["row_label"], row["column_name"]), []).append(row)
    return {cell: source_rows(group) for cell, group in cells.items()}


def printed_evidence(connection: Connection, name: str, month: str, sources: Cells) -> list[Evidence]:
    """Every figure of a printed table of a month; without any row an empty list. sources: ``printed_sources``."""
    columns = """
        SELECT column_name, data_type FROM duckdb_columns()
        WHERE schema_name = 'bulletin' AND table_name = $name ORDER BY column_index
    """
    types = {row["column_name"]: row["data_type"] for row in once(connection, columns, name=name)}
    labels = [column for column, kind in types.items() if kind == "VARCHAR" and column != MONTH]
    figures = [column for column, kind in types.items() if kind in NUMBERS and column != POSITION]
    query = f'SELECT *, "{MONTH}" AS month FROM bulletin."{name}" WHERE "{MONTH}" BETWEEN $first AND $last'
    printed = monthly(connection, query, month)
    return [
        _cell(row, label, figure, sources.get((name, label, figure), ()))
        for row in printed
        for label in ["/".join(str(row[column]) for column in labels)]
        for figure in figures
        if row[figure] is not None
    ]


def _printed(connection: Connection, name: str, month: str | None) -> list[Evidence]:
    if found := printed_evidence(connection, name, month or "", printed_sources(connection, month or "")):
        return found
    months = connection.execute(f'SELECT DISTINCT "{MONTH}" FROM bulletin."{name}" ORDER BY 1').fetchall()
    raise WrongUse(f"{name} 没有“{month or ''}”的行。有的月份：{'、'.join(m for (m,) in months)}。")


def _cell(row: dict, label: str, figure: str, sources: tuple[SourceRow, ...]) -> Evidence:
    value = row[figure]
    result = verdict(total(sources), value) if sources or value else Evidence("没有一行计入")
    return Evidence("　".join(filter(None, (row[MONTH], label, figure))), str(value), value, sources, (result,))
