"""The tables of the bulletin as they are printed, and what their cells and sentences say."""

from pipelines.monthly import monthly
from pipelines.reports.read.database import Rows, has_table, rows


def website_updates(connection, month: str) -> Rows:
    return _departments(connection, "website_updates", "部门名称", "更新动态数量", month)


def wechat_contributions(connection, month: str) -> Rows:
    return _departments(connection, "wechat_contributions", "供稿单位", "供稿数量", month)


def _departments(connection, table: str, unit: str, quantity: str, month: str) -> Rows:
    """The table as printed; units that had none are its last row, 其它部门 0."""
    return monthly(
        connection,
        f"""
        SELECT "月份" AS month, "序号" AS seq, "{unit}" AS unit, "{quantity}" AS quantity,
            sum("{quantity}") OVER (PARTITION BY "月份") AS total
        FROM bulletin.{table} WHERE "月份" BETWEEN $first AND $last ORDER BY "序号"
        """,
        month,
    )


def wechat_base(connection, month: str) -> Rows:
    return monthly(
        connection,
        """
        SELECT "月份" AS month, "新增关注" AS followers_new, "取消关注" AS followers_cancelled,
            "净增关注" AS followers_net, "累计关注" AS followers_cumulative, "总阅读数" AS reads, "数据截至" AS as_of
        FROM bulletin.wechat_base WHERE "月份" BETWEEN $first AND $last
        """,
        month,
    )


def wechat_menu(connection, month: str) -> Rows:
    """Menu entries in menu order; ``span`` is the number of rows of the first level, on its first row only."""
    return monthly(
        connection,
        """
        WITH entry AS (
            SELECT "月份" AS month, "一级菜单" AS level1, "二级菜单" AS level2, "菜单点击次数" AS clicks,
                "数据截至" AS as_of, rowid AS printed_order
            FROM bulletin.wechat_menu WHERE "月份" BETWEEN $first AND $last
        )
        SELECT month, level1, level2, clicks, as_of, sum(clicks) OVER (PARTITION BY month) AS total,
            CASE WHEN row_number() OVER (PARTITION BY month, level1 ORDER BY printed_order) = 1
                THEN count(*) OVER (PARTITION BY month, level1) END AS span
        FROM entry
        ORDER BY min(printed_order) OVER (PARTITION BY month, level1), printed_order
        """,
        month,
    )


def submissions(connection, month: str) -> Rows:
    return monthly(
        connection,
        """
        SELECT "月份" AS month, "序号" AS seq, "供稿单位" AS unit, "形式" AS form, "平台" AS platforms,
            "数量" AS quantity, sum("数量") OVER (PARTITION BY "月份") AS total
        FROM bulletin.submissions WHERE "月份" BETWEEN $first AND $last ORDER BY "序号"
        """,
        month,
    )


def party_uploads(connection, month: str) -> Rows:
    """Organisations in printed order; those that uploaded nothing are the last row, 其它部门 0."""
    return monthly(
        connection,
        """
        SELECT "月份" AS month, "部门" AS unit, "信息量" AS quantity, "数据截至" AS as_of,
            sum("信息量") OVER (PARTITION BY "月份") AS total
        FROM bulletin.party_uploads WHERE "月份" BETWEEN $first AND $last ORDER BY rowid
        """,
        month,
    )


def wechat_readers(connection, month: str) -> float | None:
    """Mean readers of a day of the official account, where the exports do not tell reads to the end."""
    if not has_table(connection, "bulletin", "wechat_readers"):
        return None
    query = """
        SELECT "月份" AS month, "日均阅读人数" AS readers FROM bulletin.wechat_readers
        WHERE "月份" BETWEEN $first AND $last
    """
    found = monthly(connection, query, month)
    return found[0]["readers"] if found else None


def bulletin_notes(connection, month: str) -> dict[str, dict]:
    """By printed table what its cells do not say: days, left_out, remark."""
    if not has_table(connection, "main", "fct_bulletin_note"):
        return {}
    query = """
        SELECT month, table_name, days, left_out, remark FROM fct_bulletin_note WHERE month BETWEEN $first AND $last
    """
    return {row["table_name"]: row for row in monthly(connection, query, month)}


def bulletin_figures(connection, month: str) -> dict[str, dict]:
    """What the sentences of the bulletin say, by metric: value, as of the cut-off, and the scope it is of."""
    if not has_table(connection, "main", "fct_bulletin_figure"):
        return {}
    query = "SELECT metric_id, scope, scope_id, scope_name, value, as_of FROM fct_bulletin_figure WHERE month = $month"
    return {row["metric_id"]: row for row in rows(connection, query, month=month)}


def training(connection, month: str) -> Rows:
    return monthly(
        connection,
        """
        SELECT "月份" AS month, "班次" AS class_name, "开班日期" AS opened_on, "类别" AS cohort, "人数" AS participants,
            sum("人数") OVER (PARTITION BY "月份", "班次", "开班日期") AS class_total
        FROM bulletin.training WHERE "月份" BETWEEN $first AND $last ORDER BY "开班日期", "班次", rowid
        """,
        month,
    )
