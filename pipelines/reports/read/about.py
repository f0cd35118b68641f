"""What a published file is of: whose figures, of which months, of what."""

from pipelines.reports.read.database import rows


def metrics_with_figures(connection) -> set[str]:
    """Metrics of the whole institution of which the warehouse speaks in any month: those of a channel that it does not
    have are not among them."""
    found = rows(connection, "SELECT DISTINCT metric_id FROM rpt_metric_trend WHERE scope = 'institution'")
    return {row["metric_id"] for row in found}


def institution(connection) -> dict:
    """``name``, ``short_name``, ``authority`` (None where not stated) and ``is_demo``."""
    stated = {row["item"]: row["content"] for row in rows(connection, "SELECT item, content FROM quality.institution")}
    return {
        "name": stated.get("单位名称") or "未填写单位名称",
        "short_name": stated.get("单位简称"),
        "authority": stated.get("主管部门"),
        "is_demo": stated.get("演示数据") == "是",
    }


def last_run(connection) -> dict | None:
    """The run that published this file."""
    found = rows(
        connection, "SELECT published_at, accepted_errors, files FROM quality.runs ORDER BY published_at DESC LIMIT 1"
    )
    return found[0] if found else None


def months(connection) -> list[str]:
    """Months the warehouse speaks of, oldest first; in some of them every figure may be missing."""
    found = rows(connection, "SELECT DISTINCT month FROM rpt_metric_trend ORDER BY month")
    return [row["month"] for row in found]


def newest_month(connection) -> str | None:
    """The newest month in which at least half of the headline figures in use are known: a month that has only begun,
    or a stray row after the last export, does not stand for the institution."""
    found = rows(
        connection,
        """
        SELECT trend.month
        FROM rpt_metric_trend AS trend JOIN dim_metric AS metric USING (metric_id)
        WHERE trend.scope = 'institution' AND metric.is_headline AND trend.status NOT IN ('not_started', 'retired')
        GROUP BY trend.month HAVING 2 * count(trend.value) >= count(*)
        ORDER BY trend.month DESC LIMIT 1
        """,
    )
    return found[0]["month"] if found else None


def dataset_names(connection) -> dict[str, str]:
    """Chinese name of each dataset whose coverage the warehouse watches."""
    found = rows(connection, "SELECT DISTINCT dataset, dataset_name FROM quality.coverage")
    return {row["dataset"]: row["dataset_name"] for row in found}
