"""Rows of the pages of departments: each for all departments in one query."""

from pipelines.reports.read import Rows, has_table, rows


def medians(connection, first: str, last: str) -> dict[tuple[str, str, str], float]:
    """(kind of department, metric, month) → median of the departments of that kind, where there are at least three."""
    found = rows(
        connection,
        """
        WITH kind AS (
            SELECT department_id, type FROM dim_department WHERE is_current
            QUALIFY row_number() OVER (PARTITION BY department_id ORDER BY valid_from DESC NULLS LAST) = 1
        )
        SELECT kind.type, metric_id, month, median(value) AS median
        FROM rpt_metric_trend JOIN kind ON kind.department_id = scope_id
        WHERE scope = 'department_now' AND month BETWEEN $first AND $last AND value IS NOT NULL
        GROUP BY ALL HAVING count(*) >= 3
        """,
        first=first,
        last=last,
    )
    return {(row["type"], row["metric_id"], row["month"]): row["median"] for row in found}


def titles(connection, month: str, most: int) -> Rows:
    """Each department's own articles of the month on the website, most clicked first."""
    if not has_table(connection, "main", "fct_web_article"):
        return []
    return rows(
        connection,
        """
        SELECT now.department_now_id AS department_id, title, clicks, published_on
        FROM fct_web_article AS article
        JOIN bridge_department_succession AS now USING (department_id)
        WHERE month = $month AND NOT is_withdrawn
        QUALIFY row_number() OVER (
            PARTITION BY now.department_now_id ORDER BY clicks DESC NULLS LAST, published_on, article_id) <= $most
        ORDER BY now.department_now_id, clicks DESC NULLS LAST, published_on, article_id
        """,
        month=month,
        most=most,
    )
