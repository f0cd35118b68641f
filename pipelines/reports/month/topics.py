"""What a month was about and what became of its promises: themes, nodes of the calendar, tasks."""

from pipelines.monthly import monthly
from pipelines.reports.groups import by
from pipelines.reports.read import Rows, has_table


def themes(connection, month: str) -> list[dict]:
    """Themes with works in the month, the largest first: (theme, kind, works, channels)."""
    if not has_table(connection, "main", "fct_theme_month"):
        return []
    found = monthly(
        connection,
        """
        SELECT month, theme, theme_kind, channels.name AS channel_name, works
        FROM fct_theme_month JOIN dim_channel AS channels USING (channel_id)
        WHERE month BETWEEN $first AND $last AND theme IS NOT NULL AND theme_kind <> '节点'
        ORDER BY theme_kind, theme, channels.display_order
        """,
        month,
    )
    listed = [
        {
            "theme": theme,
            "kind": group[0]["theme_kind"],
            "works": sum(row["works"] for row in group),
            "channels": [(row["channel_name"], row["works"]) for row in group],
        }
        for theme, group in by(found, "theme").items()
    ]
    return sorted(listed, key=lambda row: (-row["works"], row["theme"]))


def nodes(connection, month: str) -> Rows:
    """Nodes of the calendar in the month and whether something was published for them."""
    if not has_table(connection, "main", "fct_campaign_node"):
        return []
    return monthly(
        connection,
        """
        SELECT month, node, first_day, last_day, is_covered, works FROM fct_campaign_node
        WHERE month BETWEEN $first AND $last AND is_known ORDER BY first_day, node
        """,
        month,
    )


def promises(connection, month: str) -> dict[str, Rows]:
    """本月到期 and 下月安排 → tasks with what became of them."""
    if not has_table(connection, "bulletin", "work_items"):
        return {}
    found = monthly(
        connection,
        """
        SELECT "月份" AS month, "时段" AS span, "任务" AS title, "牵头部门" AS department, "完成时限" AS due_on,
            "完成日期" AS done_on, "落实情况" AS outcome, "推迟次数" AS times_postponed
        FROM bulletin.work_items WHERE "月份" BETWEEN $first AND $last
        ORDER BY "时段" <> '本月到期', "完成时限", "任务"
        """,
        month,
    )
    return by(found, "span")
