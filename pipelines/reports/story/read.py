"""Rows the rules are made from, of published tables only."""

from itertools import groupby

from pipelines.monthly import monthly
from pipelines.reports.read import ACCOUNT_NAMES, DEPARTMENT_NAMES, has_table


def facts(points: list[dict]) -> list[dict]:
    """The last month of each metric of ``read.trend``, with ``others`` (the months before), ``is_used`` (any figure in
    these months), ``is_broken`` (a redefinition or reorganisation within the year) and ``is_vacation``."""
    found = []
    for _, group in groupby(points, key=lambda point: point["metric_id"]):
        months = list(group)
        last = months[-1]
        found.append(
            last
            | {
                "others": months[:-1],
                "is_used": any(point["value"] is not None for point in months),
                "is_broken": last["yoy_reason"] in ("metric_redefined", "restructured"),
                "last_year_name": f"去年 {int(last['month'][5:])} 月",
            }
        )
    return found


def movers(connection, month: str) -> dict[str, dict]:
    """By metric, the department that made the largest part of the change on last year, in the direction of it."""
    found = monthly(
        connection,
        """
        SELECT month, metric_id, scope_id AS department_id, scope_name AS department_name, change, share_of_change
        FROM rpt_change_contribution
        WHERE scope = 'department' AND comparison = 'yoy' AND month BETWEEN $first AND $last AND share_of_change > 0
            AND scope_id IN (SELECT department_id FROM dim_department) AND scope_id <> 'unrecognised'
        QUALIFY row_number() OVER (PARTITION BY month, metric_id ORDER BY share_of_change DESC, scope_id) = 1
        """,
        month,
    )
    return {row["metric_id"]: row for row in found}


# Works and how often each was seen.
_WORKS = """
    SELECT month, 'wechat_reads' AS metric_id, '公众号文章' AS kind_name, '阅读' AS seen_name, '篇' AS counter,
        article_id AS work_id, title, reads AS seen, is_provisional, '' AS capped
    FROM fct_wechat_article WHERE month BETWEEN $first AND $last
    UNION ALL
    SELECT month, 'short_video_views', '短视频', '播放', '条', post_id, title, plays, is_provisional,
        coalesce(capped, '')
    FROM fct_social_post
    WHERE month BETWEEN $first AND $last AND NOT is_withdrawn AND plays IS NOT NULL
        AND channel_id IN ('douyin', 'kuaishou', 'bilibili', 'channels')
    UNION ALL
    SELECT month, 'web_article_clicks', '网站稿件', '点击', '条', article_id, title, clicks, false, ''
    FROM fct_web_article WHERE month BETWEEN $first AND $last AND NOT is_withdrawn
"""


def has_works(connection) -> bool:
    return all(has_table(connection, "main", t) for t in ("fct_wechat_article", "fct_social_post", "fct_web_article"))


def works(connection, month: str, most: int = 1) -> list[dict]:
    """Of each kind of work the ``most`` seen, with the number and the median of its kind; a floor is marked."""
    if not has_works(connection):
        return []
    return monthly(
        connection,
        f"""
        SELECT *, capped <> '' AS is_floor, count(seen) OVER kind AS works, median(seen) OVER kind AS median
        FROM ({_WORKS}) WHERE seen IS NOT NULL
        WINDOW kind AS (PARTITION BY month, metric_id)
        QUALIFY row_number() OVER (PARTITION BY month, metric_id ORDER BY seen DESC, work_id) <= $most
        ORDER BY list_position(['wechat_reads', 'short_video_views', 'web_article_clicks'], metric_id),
            seen DESC, work_id
        """,
        month,
        most=most,
    )


def targets(connection, month: str) -> list[dict]:
    """Running yearly targets of the whole institution or a channel as they stood at the end of ``month``: what was
    done by then, and what an even pace asks. ``is_newly_met``: met in this month and not before."""
    if not has_table(connection, "main", "fct_target"):
        return []
    found = monthly(
        connection,
        """
        SELECT
            this.month, target.target_id, target.metric_id, metric.name AS metric_name, metric.unit, target.period,
            target.expected, trend.ytd_value AS actual, before.ytd_value AS actual_before,
            target.expected * (date_diff('day', target.counted_from, this.month_end) + 1)
                / (date_diff('day', target.counted_from, target.period_end) + 1) AS expected_so_far
        FROM fct_target AS target
        JOIN dim_month AS this ON this.month BETWEEN $first AND $last
        JOIN dim_metric AS metric USING (metric_id)
        JOIN rpt_metric_trend AS trend
            ON trend.metric_id = target.metric_id AND trend.scope = target.scope
            AND trend.scope_id = target.scope_id AND trend.month = this.month
            AND trend.scope IN ('institution', 'channel')
        LEFT JOIN rpt_metric_trend AS before
            ON before.metric_id = target.metric_id AND before.scope = target.scope
            AND before.scope_id = target.scope_id AND before.month[:4] = this.month[:4]
            AND before.month = strftime(this.month_start - INTERVAL 1 MONTH, '%Y-%m')
            AND before.scope IN ('institution', 'channel')
        WHERE target.scope IN ('institution', 'channel') AND target.period = this.month[:4]
            AND target.comparator = 'at_least' AND metric.additivity = 'additive' AND target.expected > 0
            AND this.month_end >= target.counted_from AND trend.ytd_value IS NOT NULL
            AND target.counted_from = target.period_start AND NOT target.is_filtered
            AND target.actual_source IS DISTINCT FROM 'manual'
        ORDER BY metric.display_order, target.target_id
        """,
        month,
    )
    for row in found:
        is_met = row["actual"] >= row["expected"]
        row["period_name"] = "全年"
        row["is_newly_met"] = is_met and (row["actual_before"] or 0) < row["expected"]
        row["status"] = "met" if is_met else "behind" if row["actual"] < row["expected_so_far"] else "on_track"
    return found


def calendar(connection, month: str) -> dict:
    """``vacation_share`` of the month, of the one before and of the same one last year (None where not known), and what
    the calendar makes different, in words."""
    found = monthly(
        connection,
        """
        SELECT this.month, this.mom_calendar, this.yoy_calendar, this.vacation_days / this.days AS vacation_share,
            before.vacation_days / before.days AS previous_vacation_share,
            last_year.vacation_days / last_year.days AS last_year_vacation_share
        FROM dim_month AS this
        LEFT JOIN dim_month AS before ON before.month = strftime(this.month_start - INTERVAL 1 MONTH, '%Y-%m')
        LEFT JOIN dim_month AS last_year ON last_year.month = strftime(this.month_start - INTERVAL 1 YEAR, '%Y-%m')
        WHERE this.month BETWEEN $first AND $last
        """,
        month,
    )
    return found[0]


# The printed column, by metric, of the tables that have a cut-off date.
_CUT_OFF = {
    "wechat_reads": ("wechat_base", "总阅读数"),
    "wechat_followers_net": ("wechat_base", "净增关注"),
    "party_uploads": ("party_uploads", "信息量"),
}


def cut_offs(connection, month: str) -> list[dict]:
    """Figures of the bulletin that end earlier than those of the page and differ from them."""
    parts = [
        f"""SELECT "月份" AS month, '{metric_id}' AS metric_id, sum("{column}") AS printed,
            min("数据截至") AS printed_as_of
        FROM bulletin.{table} WHERE "月份" BETWEEN $first AND $last GROUP BY 1"""
        for metric_id, (table, column) in _CUT_OFF.items()
    ]
    return monthly(
        connection,
        f"""
        SELECT month, metric_id, metric.name AS metric_name, metric.unit, printed, printed_as_of,
            least(trend.as_of, this.month_end) AS as_of, trend.value
        FROM ({" UNION ALL ".join(parts)}) AS bulletin
        JOIN dim_metric AS metric USING (metric_id)
        JOIN rpt_metric_trend AS trend USING (month, metric_id)
        JOIN dim_month AS this USING (month)
        WHERE trend.scope = 'institution' AND printed <> trend.value
            AND printed_as_of < least(trend.as_of, this.month_end)
        ORDER BY printed_as_of, as_of, metric.display_order
        """,
        month,
    )


def attention(connection, month: str) -> dict:
    """What somebody must do something about: sources, zeros, rules, checks, unknown names."""
    sources = monthly(
        connection,
        f"""
        SELECT coverage.month, concat(dataset_name, coalesce('（' || account.name || '）', '')) AS name,
            coverage.status, department.name AS keeper
        FROM quality.coverage AS coverage
        LEFT JOIN ({ACCOUNT_NAMES}) AS account USING (account_id, month)
        LEFT JOIN ({DEPARTMENT_NAMES}) AS department
            ON department.department_id = account.department_id AND department.month = coverage.month
        WHERE coverage.month BETWEEN $first AND $last AND coverage.status IN ('missing', 'partial')
        ORDER BY coverage.status, dataset, account_id
        """,
        month,
    )
    checks = monthly(
        connection,
        """
        SELECT month, subject, left_value, right_value FROM quality.reconciliation
        WHERE month BETWEEN $first AND $last AND status = 'fail' AND left_value IS NOT NULL AND right_value IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY month, left_value, right_value ORDER BY check_id, subject) = 1
        ORDER BY check_id, subject
        """,
        month,
    )
    unknown = monthly(
        connection,
        """
        SELECT month, count(DISTINCT value) AS number FROM quality.issues
        WHERE month BETWEEN $first AND $last AND starts_with(code, 'unknown_') AND code <> 'unknown_column'
        GROUP BY month
        """,
        month,
    )
    return {
        "sources": sources,
        "zeros": _zeros(connection, month),
        "rules": _rules(connection, month),
        "checks": checks,
        "unknown_names": unknown[0]["number"] if unknown else 0,
    }


def _zeros(connection, month: str) -> dict | None:
    """Of the first metric in which departments had none, those without any for the longest first; in a vacation nobody
    is asked."""
    if not has_table(connection, "main", "rpt_zero_report"):
        return None
    found = monthly(
        connection,
        """
        SELECT month, zero.subject_kind, zero.subject_name, zero.metric_id, zero.metric_name, zero.zero_months
        FROM rpt_zero_report AS zero JOIN dim_metric AS metric USING (metric_id)
        WHERE month BETWEEN $first AND $last AND subject_kind = 'department' AND NOT is_vacation
        ORDER BY metric.display_order, zero.metric_id, zero.zero_months DESC, zero.subject_name
        """,
        month,
    )
    if not found:
        return None
    first = [row for row in found if row["metric_id"] == found[0]["metric_id"]]
    return found[0] | {
        "number": len(first),
        "long_number": sum(row["zero_months"] >= 12 for row in first),
        "names": [row["subject_name"] for row in first],
    }


def _rules(connection, month: str) -> list[dict]:
    if not has_table(connection, "main", "fct_rule_result"):
        return []
    return monthly(
        connection,
        """
        SELECT month, rule_id, rule_name, subject_kind, count(*) AS missed,
            list(subject_name ORDER BY shortfall DESC NULLS LAST, subject_name) AS names
        FROM fct_rule_result WHERE month BETWEEN $first AND $last AND is_met = false AND NOT is_exempt
        GROUP BY ALL ORDER BY missed DESC, rule_id
        """,
        month,
    )
