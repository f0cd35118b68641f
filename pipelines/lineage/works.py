"""Rows behind what is told of single works and things: themes, nodes, editions, steps of a review, tasks, indexes."""

from pipelines.lineage.evidence import Evidence, SourceRow, number, or_dash, verdict
from pipelines.lineage.sources import Connection, located, rows, source_rows

_OF_A_THEME = """
    SELECT DISTINCT work_kind, account_id, work_id, published_on AS day, 1 AS value, source_file_id, source_row
    FROM bridge_work_theme
"""
# A table whose rows each stand for one row of a file → the column of its day.
_DAYS = {"fct_series_edition": "occurred_on", "fct_review_step": "done_on", "fct_work_item_status": "as_of"}


def theme(connection: Connection, row: dict) -> Evidence:
    """The works of a theme, or of any, in a channel and month; one work of two themes stands once in all of them."""
    of = "theme = $theme AND theme_kind = $theme_kind" if row["theme"] else "true"
    facts = f"{_OF_A_THEME} WHERE {of} AND month = $month AND channel_id IS NOT DISTINCT FROM $channel_id"
    found = source_rows(rows(connection, located(facts), **row))
    made = verdict(len(found), row["works"], "作品数")
    heading = f"主题“{row['theme'] or '任一主题'}”　{row['month']}　{row['channel_id'] or '没有渠道'}　作品"
    return Evidence(heading, number(row["works"]), row["works"], found, (made,))


def node(connection: Connection, row: dict) -> Evidence:
    """The works that covered a node; of one nobody covered, the row that announces it."""
    facts = f"{_OF_A_THEME} WHERE theme = $node AND theme_kind = '节点' AND node_first_day = $first_day"
    found = source_rows(rows(connection, located(facts), **row))
    made = verdict(len(found), row["works"], "作品数")
    heading = f"节点“{row['node']}”　{row['first_day']} 至 {row['last_day']}　作品"
    return Evidence(heading, number(row["works"]), row["works"], found, (made, *(() if found else (_announced(row),))))


def _announced(row: dict) -> Evidence:
    return Evidence("没有一件作品", "读到这些天的末尾为止" if row["is_known"] else "这些天的作品没有读全")


def edition(connection: Connection, row: dict) -> Evidence:
    """The row that names an edition of a series."""
    heading = f"系列“{row['series']}”　第 {row['edition_no']} {row['edition_counter']}"
    found = _single(connection, "fct_series_edition", row, row["edition_no"])
    return Evidence(heading, row["title"], row["edition_no"], found)


def step(connection: Connection, row: dict) -> Evidence:
    """The row that holds a step of a review, and how long it took after the step before."""
    heading = f"《{row['title']}》{row['step']}　{row['done_on'] or '没有日期'}"
    marks = {"is_skipped": "跳过", "is_out_of_order": "颠倒", "is_overdue": "超时"}
    said = [f"用时 {or_dash(row['lag_days'])} 天", *(word for mark, word in marks.items() if row[mark])]
    found = _single(connection, "fct_review_step", row, row["lag_days"])
    return Evidence(heading, "、".join(said), row["lag_days"], found)


def task(connection: Connection, row: dict) -> Evidence:
    """What each file said of a task, in order; the last one holds."""
    told = rows(connection, "SELECT * FROM fct_work_item_status WHERE item_id = $item_id ORDER BY status_no", **row)
    parts = tuple(
        Evidence(
            f"{one['as_of']} 的登记",
            f"{one['status_written'] or one['state']}，时限 {one['due_on']}，完成 {one['done_on'] or '—'}",
            rows=_single(connection, "fct_work_item_status", one),
        )
        for one in told
    )
    late = sum(one["is_postponed"] or False for one in told)
    made = verdict(late, row["times_postponed"], "推迟次数")
    return Evidence(f"任务“{row['title']}”", row["state"], parts=(*parts, made))


def _single(connection: Connection, table: str, row: dict, value: float | None = None) -> tuple[SourceRow, ...]:
    day = _DAYS[table]
    facts = f"SELECT DISTINCT {day} AS day, source_file_id, source_row FROM {table}"
    where = "source_file_id = $source_file_id AND source_row = $source_row AND day IS NOT DISTINCT FROM $day"
    found = rows(connection, located(facts, where), **row, day=row[day])
    return source_rows([one | {"value": value} for one in found])


def index(connection: Connection, row: dict) -> Evidence:
    """The articles and their counters that an index is formed of, by its published formula."""
    heading = f"{row['index_id']} {row['version']}　{row['month']}　{row['account_id']}"
    measures = {"reads": "阅读", "wows": "在看", "likes": "点赞", "shares": "分享"}
    facts = """
        SELECT CAST(published_at AS DATE) AS day, {measure} AS value, source_file_id, source_row
        FROM fct_wechat_article_counter WHERE account_id = $account_id AND month = $month
    """
    parts = []
    for measure, name in measures.items():
        found = source_rows(rows(connection, located(facts.format(measure=measure)), **row))
        parts.append(Evidence(f"各篇{name}", number(sum(r.value or 0 for r in found)), rows=found))
    floor = "（有的计数是下限，指数也是）" if row["is_floor"] else ""
    return Evidence(heading, f"{or_dash(row['value'])}{floor}", row["value"], parts=tuple(parts))
