"""Figures of periods longer than a month."""

from pipelines.monthly import monthly
from pipelines.reports.read.database import Rows, has_table, rows


def festival(connection, month: str) -> Rows:
    """Headline metrics over the two months that hold a moving festival, against the same two of last year; only in
    the second of them, and only where both years are known."""
    return monthly(
        connection,
        """
        SELECT
            strftime(span.last_day, '%Y-%m') AS month, metric.metric_id, metric.name AS metric_name, metric.unit,
            metric.direction, period.period, period.value, period.status, period.last_year_value, period.yoy_change,
            period.yoy_pct, period.yoy_reason, period.is_provisional
        FROM rpt_metric_period AS period
        JOIN dim_period AS span USING (period_type, period)
        JOIN dim_metric AS metric USING (metric_id)
        WHERE period.scope = 'institution' AND metric.is_headline
            AND period.period_type IN ('spring_festival', 'mid_autumn')
            AND strftime(span.last_day, '%Y-%m') BETWEEN $first AND $last AND period.last_year_value IS NOT NULL
        ORDER BY metric.display_order, metric.metric_id
        """,
        month,
    )


def year_figures(connection, year: str, *period_types: str) -> Rows:
    """Headline metric × the periods of these types that begin or end in the year, of the institution."""
    if not has_table(connection, "main", "rpt_metric_period"):
        return []
    return rows(
        connection,
        """
        SELECT
            metric.metric_id, metric.unit, period.period_type, period.period, period.value, period.status,
            period.months_covered, period.months_partial, period.months_expected, period.is_complete,
            period.is_provisional, period.is_capped AS is_floor, period.is_corrected, period.change_pct, period.yoy_pct
        FROM rpt_metric_period AS period
        JOIN dim_period AS span USING (period_type, period)
        JOIN dim_metric AS metric USING (metric_id)
        WHERE period.scope = 'institution' AND metric.is_headline AND list_contains($types, period.period_type)
            AND $year IN (strftime(span.first_day, '%Y'), strftime(span.last_day, '%Y'))
        ORDER BY
            metric.display_order, metric.metric_id, list_position($types, period.period_type), period.period
        """,
        year=year,
        types=list(period_types),
    )


def halves(connection, year: str) -> Rows:
    """Rates and what they are formed of, by channel: first half, second half and the change between them."""
    if not has_table(connection, "main", "rpt_metric_period"):
        return []
    return rows(
        connection,
        """
        WITH rate AS (
            SELECT * FROM dim_metric WHERE numerator_id IS NOT NULL
        ),
        half AS (
            SELECT * FROM rpt_metric_period WHERE scope = 'institution' AND period_type = 'half'
        ),
        known AS (
            SELECT rate.* FROM rate SEMI JOIN half ON half.metric_id = rate.metric_id AND half.period LIKE $year || '%'
        ),
        shown AS (
            SELECT metric_id FROM known UNION SELECT numerator_id FROM known UNION SELECT denominator_id FROM known
        )
        SELECT
            metric.metric_id, metric.name AS metric_name, metric.unit, metric.direction,
            metric.numerator_id IS NOT NULL AS is_rate, coalesce(channel.name, '其他') AS channel_name,
            one.value AS first_value, one.status AS first_status, two.value, two.status, two.previous_value,
            two.change AS half_change, two.change_pct AS half_pct, two.reason,
            coalesce(one.is_complete, false) AS is_first_complete, coalesce(two.is_complete, false) AS is_complete
        FROM shown
        JOIN dim_metric AS metric USING (metric_id)
        LEFT JOIN dim_channel AS channel USING (channel_id)
        LEFT JOIN half AS one ON one.metric_id = metric.metric_id AND one.period = $year || '-H1'
        LEFT JOIN half AS two ON two.metric_id = metric.metric_id AND two.period = $year || '-H2'
        ORDER BY channel.display_order NULLS LAST, channel_name, metric.display_order, metric.metric_id
        """,
        year=year,
    )
