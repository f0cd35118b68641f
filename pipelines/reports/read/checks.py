"""Checks, and what became of their verdicts from one publication to the next."""

from pipelines.monthly import monthly
from pipelines.reports.read.database import Rows, rows


def reconciliation(connection, month: str) -> Rows:
    """Checks of one month, failures first; ``since``: the publication that first told the verdict of today."""
    return monthly(
        connection,
        """
        WITH turns AS (
            SELECT month, check_id, subject, max(run_id) AS run_id
            FROM quality.verdicts
            WHERE month BETWEEN $first AND $last AND status IS DISTINCT FROM previous_status
            GROUP BY month, check_id, subject
        )
        SELECT month, check_id, subject, left_value, right_value, difference, tolerance, status, explanation,
            runs.published_at AS since
        FROM quality.reconciliation
        LEFT JOIN turns USING (month, check_id, subject)
        LEFT JOIN quality.runs AS runs USING (run_id)
        WHERE month BETWEEN $first AND $last
        ORDER BY CASE status WHEN 'fail' THEN 0 WHEN 'warn' THEN 1 WHEN 'pass' THEN 3 ELSE 2 END,
            check_id, subject
        """,
        month,
    )


def failing_checks(connection) -> Rows:
    """Checks of all months that fail today, of the newest month first."""
    return rows(
        connection,
        """
        SELECT month, check_id, subject, left_value, right_value, difference, tolerance, status, explanation
        FROM quality.reconciliation WHERE status = 'fail' ORDER BY month DESC, check_id, subject
        """,
    )


# What became of each check, by the codes of ``format.CHECK_CHANGE``. A passing check that comes or goes is no news.
CHECK_CHANGES = """
    SELECT *, CASE
        WHEN status IN ('fail', 'warn') AND coalesce(previous_status, 'gone') = 'gone' THEN 'new'
        WHEN status IN ('fail', 'warn') AND previous_status = 'pass' THEN 'broken'
        WHEN status IN ('fail', 'warn') AND previous_status <> status THEN 'judged'
        WHEN status IN ('fail', 'warn') AND previous_difference IS NOT NULL THEN 'moved'
        WHEN status = 'pass' AND previous_status IN ('fail', 'warn') THEN 'mended'
        WHEN status = 'gone' AND previous_status IN ('fail', 'warn') THEN 'gone'
    END AS change
    FROM quality.verdicts"""
# Failures first, then what is now in order.
CHANGE_ORDER = "CASE status WHEN 'fail' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, month DESC, check_id, subject"


def check_changes(connection, month: str) -> Rows:
    """What became of the checks of one month after it was first published, newest publication first."""
    return monthly(
        connection,
        f"""
        WITH first_verdict AS (
            SELECT month, min(run_id) AS first_run FROM quality.verdicts
            WHERE month BETWEEN $first AND $last GROUP BY month
        )
        SELECT changes.*, runs.published_at
        FROM ({CHECK_CHANGES}) AS changes
        JOIN quality.runs AS runs USING (run_id)
        JOIN first_verdict USING (month)
        WHERE change IS NOT NULL AND run_id > first_run
        ORDER BY run_id DESC, {CHANGE_ORDER}
        """,
        month,
    )


def publications(connection, number: int) -> Rows:
    """The last publications, newest first, with how all checks stood, in ``changes`` what became of them and in
    ``causes`` what else was new; in the first one of all every check is new, which is no change."""
    found = rows(
        connection,
        """
        SELECT run_id, published_at, checks_passed, checks_warned, checks_failed,
            lag(run_id) OVER history IS NULL AS is_first,
            concat_ws('、',
                CASE WHEN code_version <> lag(code_version) OVER history THEN '程序更新过' END,
                CASE
                    WHEN reference_version <> lag(reference_version) OVER history THEN '基础表改过'
                    WHEN inputs_version <> lag(inputs_version) OVER history THEN '导出文件有增减或改动'
                END) AS causes
        FROM quality.runs WINDOW history AS (ORDER BY run_id)
        ORDER BY run_id DESC LIMIT $number
        """,
        number=number,
    )
    told = rows(
        connection,
        f"""
        SELECT * FROM ({CHECK_CHANGES})
        WHERE change IS NOT NULL AND run_id > (SELECT min(run_id) FROM quality.runs)
            AND run_id IN (SELECT run_id FROM quality.runs ORDER BY run_id DESC LIMIT $number)
        ORDER BY {CHANGE_ORDER}
        """,
        number=number,
    )
    return [run | {"changes": [change for change in told if change["run_id"] == run["run_id"]]} for run in found]
