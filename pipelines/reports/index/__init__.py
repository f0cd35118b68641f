"""The first page: the newest complete month, the way to everything else. ``page`` is the only entrance."""

from pathlib import Path

from pipelines.months import shift
from pipelines.reports import beside, cards, read, story
from pipelines.reports.footnotes import Reasons
from pipelines.reports.groups import by
from pipelines.reports.read import Rows, rows
from pipelines.reports.story import caveats
from pipelines.reports.story import read as story_read

# What the table of departments shows of the newest month.
COLUMNS = ("web_articles_published", "submissions_received", "party_uploads")


def page(connection, newest: str, out: Path) -> dict:
    """What ``index.html`` shows. ``out`` tells which documents of the month exist."""
    series = by(read.trend(connection, shift(newest, -12), newest), "metric_id")
    told = story.tell(connection, newest, [row for rows in series.values() for row in rows])
    is_alike = caveats.is_alike(story_read.calendar(connection, newest))
    # 未识别 is no department: the month page says what nobody has.
    listed = [row for row in read.current_departments(connection) if row["department_id"] != "unrecognised"]
    found = {(row["department_id"], row["metric_id"]): row for row in department_figures(connection, newest)}
    # What the institution does not have is not shown: a column of nothing but lines.
    known = {row["metric_id"] for row in found.values() if row["value"] is not None}
    columns = [metric_id for metric_id in COLUMNS if metric_id in series and metric_id in known]
    return {
        "title": "宣传工作数据",
        "newest": newest,
        "story": told,
        "heroes": [cards.card(series[metric_id], Reasons(), True, is_alike) for metric_id in told.heroes],
        "documents": beside.documents(out, newest),
        "departments": [
            row | {"figures": [found.get((row["department_id"], id_)) for id_ in columns]} for row in listed
        ],
        "columns": [series[metric_id][-1]["metric_name"] for metric_id in columns],
        "accounts": accounts(connection),
        "issues": read.all_issues(connection),
    }


def department_figures(connection, month: str) -> Rows:
    return rows(
        connection,
        """
        SELECT scope_id AS department_id, metric_id, value, status, is_provisional, metric.unit
        FROM rpt_metric_trend JOIN dim_metric AS metric USING (metric_id)
        WHERE scope = 'department_now' AND month = $month AND list_contains($metrics, metric_id)
        """,
        month=month,
        metrics=list(COLUMNS),
    )


def accounts(connection) -> Rows:
    """Accounts that have figures of their own, under their last name, by channel."""
    return rows(
        connection,
        """
        SELECT account_id, account.channel_id, account.name, coalesce(channel.name, account.channel_id) AS channel_name
        FROM dim_account AS account LEFT JOIN dim_channel AS channel USING (channel_id)
        WHERE account_id IN (SELECT scope_id FROM rpt_metric_trend WHERE scope = 'account')
        QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY applies_to DESC) = 1
        ORDER BY channel.display_order NULLS LAST, account_id
        """,
    )
