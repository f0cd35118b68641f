"""Figures of departments: as they were then, and as the school is organised now."""

from pipelines.monthly import monthly
from pipelines.reports.read.database import Rows, rows
from pipelines.reports.read.figures import CALENDAR, EQUAL_WINDOW


def departments(connection, month: str, headline_only: bool = False) -> Rows:
    """Metric × department (as it was then) of one month, largest first; 未识别 only where it holds something.

    What stands in the place of a base says why: ``absent`` where the department or the warehouse had no such month.
    """
    return monthly(
        connection,
        """
        SELECT
            trend.month, metric.metric_id, metric.name AS metric_name, metric.unit, metric.direction,
            metric.is_headline,
            trend.scope_id AS department_id, trend.scope_name AS department_name,
            page.department_id IS NOT NULL AS has_page,
            trend.value, trend.status, trend.as_of, trend.is_provisional, trend.previous_value, trend.mom_change,
            trend.mom_pct, trend.last_year_value, trend.yoy_change, trend.yoy_pct, trend.ytd_value,
            trend.rank, trend.rank_change, trend.reason, trend.yoy_reason, trend.mom_parts, trend.mom_like_pct,
            trend.yoy_parts, trend.yoy_like_pct,
            coalesce(before.status, 'absent') AS previous_status,
            coalesce(last_year.status, 'absent') AS last_year_status
        FROM rpt_metric_trend AS trend
        JOIN dim_metric AS metric USING (metric_id)
        JOIN dim_month AS this ON this.month = trend.month
        LEFT JOIN (SELECT DISTINCT department_id, display_order FROM dim_department WHERE is_current) AS page
            ON page.department_id = trend.scope_id
        LEFT JOIN rpt_metric_trend AS before
            ON before.scope = 'department' AND before.scope_id = trend.scope_id
            AND before.metric_id = trend.metric_id
            AND before.month = strftime(this.month_start - INTERVAL 1 MONTH, '%Y-%m')
        LEFT JOIN rpt_metric_trend AS last_year
            ON last_year.scope = 'department' AND last_year.scope_id = trend.scope_id
            AND last_year.metric_id = trend.metric_id
            AND last_year.month = strftime(this.month_start - INTERVAL 1 YEAR, '%Y-%m')
        WHERE trend.scope = 'department' AND trend.month BETWEEN $first AND $last
            AND (trend.scope_id <> 'unrecognised' OR trend.value > 0) AND (metric.is_headline OR NOT $headline_only)
        ORDER BY
            metric.display_order, metric.metric_id, trend.value DESC NULLS LAST,
            page.display_order NULLS LAST, trend.scope_name
        """,
        month,
        headline_only=headline_only,
    )


def current_departments(connection) -> Rows:
    """Departments of today's structure that have figures, in display order; ``first_month`` is that of their figures
    where the warehouse begins earlier."""
    return rows(
        connection,
        """
        SELECT department.department_id, department.name, department.type,
            nullif(figures.first_month, (SELECT min(month) FROM rpt_metric_trend)) AS first_month
        FROM dim_department AS department
        JOIN (
            SELECT scope_id, min(month) AS first_month FROM rpt_metric_trend
            WHERE scope = 'department_now' GROUP BY scope_id
        ) AS figures ON figures.scope_id = department.department_id
        WHERE department.is_current
        QUALIFY row_number() OVER (PARTITION BY department_id ORDER BY valid_from DESC NULLS LAST) = 1
        ORDER BY department.display_order, department.department_id
        """,
    )


def department_trends(connection, first: str, last: str) -> Rows:
    """Department in today's structure (predecessors included) × metric × month, months without a row included;
    ``sharing`` says how many departments share its rank.

    All departments in one query: one query for each would read the whole table as many times.
    """
    return rows(
        connection,
        f"""
        WITH own AS (
            SELECT * FROM rpt_metric_trend WHERE scope = 'department_now'
        ),
        department AS (
            SELECT scope_id, min(month) AS first_month FROM own GROUP BY scope_id
        ),
        figure AS (
            SELECT DISTINCT scope_id, metric_id FROM own WHERE month BETWEEN $first AND $last
        ),
        ties AS (
            SELECT metric_id, month, rank, count(*) AS sharing
            FROM own WHERE rank IS NOT NULL AND month BETWEEN $first AND $last
            GROUP BY metric_id, month, rank
        )
        SELECT
            figure.scope_id AS department_id, metric.metric_id, metric.name AS metric_name, metric.unit,
            metric.additivity, metric.direction, concat_ws('。', metric.definition, metric.redefined) AS definition,
            metric.is_headline, month.month, month.is_vacation, month.is_like_last_year, own.value,
            coalesce(own.status, 'missing') AS status, own.as_of, own.days_covered,
            coalesce(own.days_covered < own.days_expected, false) AS is_part,
            coalesce(own.as_of < month.month_end, false) AS ends_early,
            coalesce(own.is_floor, false) AS is_floor, coalesce(own.is_provisional, false) AS is_provisional,
            coalesce(own.is_corrected, false) AS is_corrected,
            own.status_reason, own.previous_value, own.mom_change, own.mom_pct, own.last_year_value, own.yoy_change,
            CASE WHEN month.is_like_last_year THEN own.yoy_pct END AS yoy_pct, own.ytd_value,
            own.ytd_yoy_pct, own.ytd_reason, own.moving_12_value, own.moving_12_yoy_pct,
            own.moving_12_reason, own.rank, own.rank_change, ties.sharing, own.reason, own.yoy_reason,
            own.mom_parts, own.mom_like_pct, own.yoy_parts, own.yoy_like_pct, {EQUAL_WINDOW}
        FROM figure
        JOIN department USING (scope_id)
        JOIN dim_metric AS metric USING (metric_id)
        JOIN ({CALENDAR}) AS month ON month.month BETWEEN greatest($first, department.first_month) AND $last
        LEFT JOIN own
            ON own.scope_id = figure.scope_id AND own.metric_id = figure.metric_id AND own.month = month.month
        LEFT JOIN ties ON ties.metric_id = own.metric_id AND ties.month = own.month AND ties.rank = own.rank
        LEFT JOIN rpt_equal_window AS equal
            ON equal.scope = own.scope AND equal.scope_id = own.scope_id AND equal.metric_id = own.metric_id
            AND equal.month = own.month
        ORDER BY figure.scope_id, metric.is_headline DESC, metric.display_order, metric.metric_id, month.month
        """,
        first=first,
        last=last,
    )
