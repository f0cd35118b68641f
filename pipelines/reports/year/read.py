"""Rows of a year's page that no other page shows."""

from pipelines.reports.read import Rows, has_table, rows


def yearly_targets(connection, year: str) -> dict[str, float]:
    """Metric → what is asked of all of it for the year, where that is a sum of at least so many: a target of some
    outlets, titles or audiences, or of one channel of several, does not belong on the figure of the whole."""
    if not has_table(connection, "main", "fct_target"):
        return {}
    found = rows(
        connection,
        """
        SELECT metric_id, max(target.expected) AS expected
        FROM fct_target AS target JOIN dim_metric AS metric USING (metric_id)
        WHERE target.period = $year AND target.comparator = 'at_least' AND target.expected > 0
            AND (target.scope = 'institution' OR target.scope = 'channel' AND target.scope_id = metric.channel_id)
            AND target.counted_from = target.period_start AND NOT target.is_filtered
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
