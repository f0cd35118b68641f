"""Figures of the months of one scope."""

from pipelines.months import ALIKE
from pipelines.reports.read.database import Rows, rows

# Against a month with far fewer days of vacation no percentage is told: the calendar made it.
CALENDAR = f"""
    SELECT this.*,
        coalesce(abs(this.vacation_days / this.days - last_year.vacation_days / last_year.days) <= {ALIKE}, true)
            AS is_like_last_year
    FROM dim_month AS this
    LEFT JOIN dim_month AS last_year ON last_year.month = strftime(this.month_start - INTERVAL 1 YEAR, '%Y-%m')"""

# The columns of ``rpt_equal_window``, joined as ``equal``, that are shown where whole months cannot be compared.
EQUAL_WINDOW = """
    equal.days AS window_days, equal.value AS window_value, equal.previous_value AS window_previous_value,
    equal.mom_change AS window_mom_change, equal.mom_pct AS window_mom_pct,
    equal.last_year_value AS window_last_year_value, equal.yoy_change AS window_yoy_change,
    equal.yoy_pct AS window_yoy_pct
"""


def trend(
    connection,
    first: str,
    last: str,
    headline_only: bool = True,
    scope: str = "institution",
    scope_id: str | None = None,
) -> Rows:
    """Metric × month of the whole institution, or of another scope, months without any row included (value NULL).

    Not before the first month of the warehouse: a month we never heard of is no gap. Nor is a metric that was never
    told of nor waited for: who has no Weibo account lacks no posts.
    """
    return rows(
        connection,
        f"""
        WITH span AS (
            SELECT month, month_end, is_vacation, is_like_last_year FROM ({CALENDAR})
            WHERE month BETWEEN greatest($first, (SELECT min(month) FROM rpt_metric_trend)) AND $last
        )
        SELECT
            metric.metric_id, metric.name AS metric_name, metric.unit, metric.additivity, metric.direction,
            concat_ws('。', metric.definition, metric.redefined) AS definition, metric.dataset, metric.is_headline,
            coalesce(channel.channel_id, 'other') AS channel_id, coalesce(channel.name, '其他') AS channel_name,
            span.month, span.is_vacation, span.is_like_last_year, trend.value,
            coalesce(trend.status, 'missing') AS status, trend.as_of,
            trend.days_covered, coalesce(trend.days_covered < trend.days_expected, false) AS is_part,
            coalesce(trend.as_of < span.month_end, false) AS ends_early,
            coalesce(trend.is_floor, false) AS is_floor, coalesce(trend.is_provisional, false) AS is_provisional,
            coalesce(trend.is_corrected, false) AS is_corrected,
            trend.unassigned_value, trend.status_reason, trend.previous_value, trend.mom_change, trend.mom_pct,
            trend.last_year_value, trend.yoy_change,
            CASE WHEN span.is_like_last_year THEN trend.yoy_pct END AS yoy_pct, trend.ytd_value, trend.ytd_yoy_pct,
            trend.ytd_reason, trend.moving_12_value, trend.moving_12_yoy_pct, trend.moving_12_reason,
            trend.is_comparable, trend.reason, trend.yoy_reason, trend.mom_parts, trend.mom_like_pct,
            trend.yoy_parts, trend.yoy_like_pct, {EQUAL_WINDOW}
        FROM span
        CROSS JOIN dim_metric AS metric
        LEFT JOIN dim_channel AS channel USING (channel_id)
        LEFT JOIN rpt_metric_trend AS trend
            ON trend.scope = $scope AND ($scope_id IS NULL OR trend.scope_id = $scope_id)
            AND trend.metric_id = metric.metric_id AND trend.month = span.month
        LEFT JOIN rpt_equal_window AS equal
            ON equal.scope = $scope AND ($scope_id IS NULL OR equal.scope_id = $scope_id)
            AND equal.metric_id = metric.metric_id AND equal.month = span.month
        WHERE (metric.is_headline OR NOT $headline_only) AND metric.metric_id IN (
            SELECT metric_id FROM rpt_metric_trend WHERE scope = $scope AND ($scope_id IS NULL OR scope_id = $scope_id)
        )
        ORDER BY
            channel.display_order NULLS LAST, channel.channel_id, metric.display_order, metric.metric_id, span.month
        """,
        first=first,
        last=last,
        headline_only=headline_only,
        scope=scope,
        scope_id=scope_id,
    )
