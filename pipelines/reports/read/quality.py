"""What came of a month and what became of it: coverage, faults, files, corrections."""

from pipelines.monthly import monthly
from pipelines.months import shift
from pipelines.reports.read.database import Rows, has_table, rows
from pipelines.reports.read.names_then import ACCOUNT_NAMES, DEPARTMENT_NAMES


def coverage(connection, month: str) -> Rows:
    """Which source covered how many days of the month, with the account's name."""
    return monthly(
        connection,
        f"""
        SELECT
            coverage.month, coverage.dataset, coverage.dataset_name, coverage.account_id, account.name AS account_name,
            coverage.status, coverage.days_expected, coverage.days_covered, coverage.as_of, coverage.reason
        FROM quality.coverage LEFT JOIN ({ACCOUNT_NAMES}) AS account USING (account_id, month)
        WHERE coverage.month BETWEEN $first AND $last ORDER BY coverage.dataset, coverage.account_id
        """,
        month,
    )


# Gaps and failed checks are left to ``coverage`` and ``reconciliation``.
ISSUES = """
    SELECT * FROM quality.issues WHERE code <> 'coverage_gap' AND NOT starts_with(code, 'reconciliation_')"""
KIND_OF_ISSUE = "severity, code, count(*) AS number, min(message) AS example, min(path) AS example_path"


def issues(connection, month: str) -> Rows:
    """Faults of a month by kind: number, and one of them as example. Errors without a month concern every month."""
    return monthly(
        connection,
        f"""
        SELECT this.month, {KIND_OF_ISSUE}
        FROM dim_month AS this JOIN ({ISSUES}) AS issue
            ON issue.month = this.month OR (severity = 'error' AND coalesce(issue.month, '') = '')
        WHERE this.month BETWEEN $first AND $last
        GROUP BY this.month, severity, code ORDER BY severity, number DESC, code
        """,
        month,
    )


def all_issues(connection, month_like: str = "%") -> Rows:
    """Faults of all months, or of those like ``2020-%``, by kind."""
    return rows(
        connection,
        f"""
        SELECT {KIND_OF_ISSUE} FROM ({ISSUES})
        WHERE month LIKE $month OR (severity = 'error' AND coalesce(month, '') = '')
        GROUP BY severity, code ORDER BY severity, number DESC, code
        """,
        month=month_like,
    )


def restatements(connection, month: str) -> Rows:
    """Settled figures of the month that changed since, and what changed them."""
    if not has_table(connection, "quality", "restatements"):
        return []
    return monthly(
        connection,
        """
        SELECT
            restated.month, metric.name AS metric_name, metric.unit, restated.scope_name, restated.old_value,
            restated.new_value, restated.reason, restated.needs_reason,
            NOT restated.needs_reason AND NOT restated.is_registered
                AND restated.new_value IS NOT NULL AS is_explained,
            restated.source_file, restated.published_at
        FROM quality.restatements AS restated
        LEFT JOIN dim_metric AS metric USING (metric_id)
        WHERE restated.month BETWEEN $first AND $last
        ORDER BY metric.display_order, restated.scope, restated.scope_id, restated.run_id NULLS FIRST
        """,
        month,
    )


def corrections(connection, month: str) -> Rows:
    """Figures of the month that the ledger of corrections puts in place of what the exports tell."""
    if not has_table(connection, "quality", "corrections"):
        return []
    return monthly(
        connection,
        f"""
        SELECT
            corrected.month, metric.name AS metric_name,
            coalesce(nullif(concat_ws('，', department.name, account.name), ''), '全校') AS scope_name,
            corrected.exported_value, corrected.new_value, corrected.reason
        FROM quality.corrections AS corrected
        LEFT JOIN dim_metric AS metric USING (metric_id)
        LEFT JOIN ({ACCOUNT_NAMES}) AS account USING (account_id, month)
        LEFT JOIN ({DEPARTMENT_NAMES}) AS department
            ON department.department_id = corrected.department_id AND department.month = corrected.month
        WHERE corrected.month BETWEEN $first AND $last AND corrected.state = 'applied'
        ORDER BY metric.display_order, scope_name
        """,
        month,
    )


def files(connection, month: str) -> Rows:
    """Files holding rows of the month."""
    return monthly(
        connection,
        f"""
        SELECT
            month.month, file.path, file.dataset, file.rows_in, file.rows_kept, file.rows_refused, file.rows_superseded,
            file.first_date, file.last_date, left(file.sha256, 12) AS fingerprint, account.name AS account_name
        FROM quality.files AS file
        JOIN dim_month AS month
            ON month.month BETWEEN $first AND $last
            AND file.first_date <= month.month_end AND file.last_date >= month.month_start
        LEFT JOIN ({ACCOUNT_NAMES}) AS account
            ON account.account_id = file.account_id AND account.month = month.month
        ORDER BY file.dataset, file.path
        """,
        month,
    )


def coverage_matrix(connection, last: str) -> Rows:
    """Dataset × month, the 13 months up to ``last``: ``partial`` where its accounts differ."""
    return rows(
        connection,
        """
        SELECT dataset, month, CASE count(DISTINCT status) WHEN 1 THEN min(status) ELSE 'partial' END AS status
        FROM quality.coverage
        WHERE month BETWEEN $first AND $last
        GROUP BY dataset, month ORDER BY dataset, month
        """,
        first=shift(last, -12),
        last=last,
    )
