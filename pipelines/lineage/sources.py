"""Rows of exports as a reader looks them up: file, sheet, row, what it adds; and whether they make up a figure."""

import re

from duckdb import DuckDBPyConnection as Connection

from pipelines import monthly as many
from pipelines.errors import OtherVersion
from pipelines.lineage.evidence import Evidence, SourceRow, number, quotient, total, verdict

# Copies of one file share its id; the one that was read gives the path.
PATHS = "SELECT file_id AS source_file_id, min(path) AS path FROM quality.files WHERE status = 'read' GROUP BY file_id"
PLACE = "path, source_sheet, source_row"
# The sheet of a row, which facts do not carry: by its day, else the only one of its file.
_SHEETS_BY_DAY = """
    SELECT source_file_id, source_row, date AS day, min(source_sheet) AS sheet_of_day FROM fct_metric_source
    WHERE date IS NOT NULL GROUP BY ALL HAVING count(DISTINCT source_sheet) = 1
"""
_ONLY_SHEETS = """
    SELECT source_file_id, min(source_sheet) AS only_sheet FROM fct_metric_source
    GROUP BY ALL HAVING count(DISTINCT source_sheet) = 1
"""
# The last day of a month on which a department was there (dbt's last_days_of_departments).
_LAST_DAYS = """
    SELECT month, department_id, least(max(valid_to), max(month_end)) AS on_date
    FROM dim_month JOIN dim_department ON valid_from <= month_end AND valid_to >= month_start
    GROUP BY month, department_id
"""
# Which departments' and accounts' rows of a month make up a scope; the same words as the scopes of rpt_metric_trend.
MEMBERS = {
    "institution": "true",
    "channel": "account_id IN (SELECT account_id FROM fct_metric_month WHERE channel_id = $scope_id)",
    "account": "account_id = $scope_id",
    "department": "department_id = $scope_id",
    "department_now": """department_id IN
        (SELECT department_id FROM bridge_department_succession WHERE department_now_id = $scope_id)""",
    "department_tree": f"""(department_id, month) IN (
        SELECT (tree.department_id, was.month)
        FROM bridge_department_tree AS tree
        JOIN ({_LAST_DAYS}) AS was ON tree.department_id = was.department_id AND on_date BETWEEN valid_from AND valid_to
        WHERE ancestor_id = $scope_id)""",
    "department_type": f"""(department_id, month) IN (
        SELECT (types.department_id, was.month)
        FROM dim_department AS types
        JOIN ({_LAST_DAYS}) AS was
            ON types.department_id = was.department_id AND on_date BETWEEN valid_from AND valid_to
        WHERE in_roster AND type = $scope_id)""",
}


class Row(dict):
    """A row by column name; a column that is not there is one of another version."""

    def __missing__(self, column: str):
        raise OtherVersion(column)


def rows(connection: Connection, query: str, **values) -> list[dict]:
    """Rows by column name. Of ``values`` those are used that the query names: the engine refuses any other."""
    cursor = connection.execute(query, _named(query, values))
    names = [column[0] for column in cursor.description]
    return [Row(zip(names, values, strict=True)) for values in cursor.fetchall()]


def monthly(connection: Connection, query: str, month: str, **values) -> list[dict]:
    """``pipelines.monthly.monthly``; a column that is not there is one of another version."""
    return list(map(Row, many.monthly(connection, query, month, **_named(query, values))))


def _named(query: str, values: dict) -> dict:
    named = set(re.findall(r"\$(\w+)", query))
    return {name: value for name, value in values.items() if name in named}


def source_rows(found: list[dict]) -> tuple[SourceRow, ...]:
    """Rows of a query with ``PLACE`` and a value."""
    return tuple(SourceRow(r["path"] or "", r["source_sheet"] or "", r["source_row"], r["value"]) for r in found)


def located(facts: str, where: str = "true") -> str:
    """Facts (day, value, source_file_id, source_row) with path, sheet and row of each, in the order of the files."""
    return f"""
        SELECT facts.*, path, coalesce(sheet_of_day, only_sheet) AS source_sheet FROM ({facts}) AS facts
        LEFT JOIN ({PATHS}) AS paths USING (source_file_id)
        LEFT JOIN ({_SHEETS_BY_DAY}) AS by_day USING (source_file_id, source_row, day)
        LEFT JOIN ({_ONLY_SHEETS}) AS only_ones USING (source_file_id)
        WHERE {where} ORDER BY path, source_sheet, source_row
    """


def metric_of(connection: Connection, metric_id: str) -> dict:
    query = "SELECT * FROM dim_metric WHERE metric_id = $metric_id"
    (metric,) = many.once(connection, query, metric_id=metric_id)
    return Row(metric)


def figure_rows(
    connection: Connection, metric_ids: list[str], scope: str, scope_id: str, month: str
) -> dict[str, tuple[SourceRow, ...]]:
    """Metric → the rows that it is made of in a month, a correction among them; what is counted from whole logs has no
    path. Many metrics cost one look-up, as one does."""
    query = f"""
        SELECT metric_id, {PLACE}, sum(value) AS value, month
        FROM (
            SELECT metric_id, month, department_id, account_id, {PLACE}, value
            FROM fct_metric_source LEFT JOIN ({PATHS}) USING (source_file_id)
            UNION ALL
            SELECT metric_id, month, department_id, account_id, source_file, '', source_row, new_value - exported_value
            FROM quality.corrections WHERE state = 'applied'
        )
        WHERE list_contains($metric_ids, metric_id) AND month BETWEEN $first AND $last AND {MEMBERS[scope]}
        GROUP BY ALL ORDER BY ALL
    """
    found = monthly(connection, query, month, metric_ids=metric_ids, scope_id=scope_id)
    return {metric_id: source_rows(group) for metric_id, group in by_metric(found).items()}


def by_metric(found: list[dict]) -> dict[str, list[dict]]:
    """Rows by their ``metric_id``, each group in its order."""
    groups: dict[str, list[dict]] = {}
    for row in found:
        groups.setdefault(row["metric_id"], []).append(row)
    return groups


def files_of(connection: Connection, dataset: str, month: str) -> list[str]:
    """The files of a dataset that reach into a month; a reference table reaches into all."""
    found = monthly(
        connection,
        """
        SELECT DISTINCT this.month, path FROM quality.files
        JOIN dim_month AS this
            ON coalesce(this.month BETWEEN strftime(coalesce(period_start, first_date), '%Y-%m')
            AND strftime(coalesce(period_end, last_date), '%Y-%m'), starts_with(dataset, 'ref_'))
        WHERE this.month BETWEEN $first AND $last AND dataset = $dataset AND status = 'read'
        ORDER BY path
        """,
        month,
        dataset=dataset,
    )
    return [row["path"] for row in found]


def metric_rows(
    connection: Connection, metric: dict, scope: str, scope_id: str, months: list[str]
) -> tuple[SourceRow, ...]:
    """The rows of a metric over some months, of a stock those of the last one."""
    counting = months[-1:] if metric["additivity"] == "semi" else months
    asked = [metric["metric_id"]]
    found = [figure_rows(connection, asked, scope, scope_id, month) for month in counting]
    return tuple(row for of_month in found for row in of_month.get(metric["metric_id"], ()))


def of_metrics(
    connection: Connection,
    metrics: list[dict],
    scope: str,
    scope_id: str,
    months: list[str],
    published: float,
    scale: float = 1,
) -> tuple[Evidence, ...]:
    """The rows of a figure over some months and the verdict on it; of a rate those of both its parts."""
    found = [metric_rows(connection, metric, scope, scope_id, months) for metric in metrics]
    sums = [total(lines) for lines in found]
    parts = [Evidence(m["name"], number(s), s, lines) for m, s, lines in zip(metrics, sums, found, strict=True)]
    if len(parts) == 2:
        part, whole = sums
        return (*parts, *([quotient(part, whole, published, scale)] if whole else []))
    return (*parts, *(verdict(s, published) for s in sums))
