"""Rows of a year's page that no other page shows."""

from pipelines.reports.read import Rows, has_table, rows


def yearly_targets(connection, year: str) -> dict[str, float]:
    """Metric → what is asked of the whole institution for the year, where it is a sum of at least so many."""
    if not has_table(connection, "main", "fct_target"):
        return {}
    found = rows(
        connection,
        """
        SELECT metric_id, max(expected) AS expected FROM fct_target
        WHERE period = $year AND comparator = 'at_least' AND scope IN ('institution', 'channel') AND expected > 0
            AND metric_id IS NOT NULL AND counted_from = period_start
        GROUP BY metric_id
        """,
        year=year,
    )
    return {row["metric_id"]: row["expected"] for row in found}


def months_of_years(connection, first: str, last: str) -> Rows:
    """Headline metric × month of the whole institution, known months only."""
    return rows(
        connection,
        """
        SELECT metric_id, month, value FROM rpt_metric_trend JOIN dim_metric AS metric USING (metric_id)
        WHERE scope = 'institution' AND metric.is_headline AND month BETWEEN $first AND $last AND value IS NOT NULL
        """,
        first=first,
        last=last,
    )
