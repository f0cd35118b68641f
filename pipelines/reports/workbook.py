"""What stands in a month's Excel workbook besides the printed tables.

Belongs here: rows selected and put in order. Does not belong here: sheets and cell formats (``excel``).
"""

from dataclasses import dataclass
from itertools import groupby

from pipelines.monthly import monthly
from pipelines.months import shift, span
from pipelines.reports import read
from pipelines.reports.story import tell
from pipelines.reports.story.words import plain

# The works of a month with what was counted of each; a work whose count is not known is listed all the same.
_WORKS = """
    SELECT month, 1 AS place, 'website' AS channel_id, title, published_on AS day, column_name AS kind,
        coalesce(contributing_department_id, department_id) AS department_id, clicks AS seen, NULL AS shares,
        '' AS capped, false AS is_provisional
    FROM fct_web_article WHERE month BETWEEN $first AND $last AND NOT is_withdrawn
    UNION ALL BY NAME
    SELECT month, 2 AS place, 'wechat' AS channel_id, title, published_on AS day, '' AS kind,
        contributing_department_id AS department_id, reads AS seen, shares, '' AS capped, is_provisional
    FROM fct_wechat_article WHERE month BETWEEN $first AND $last
    UNION ALL BY NAME
    SELECT month, 3 AS place, channel_id, title, published_on AS day,
        coalesce(form, '') AS kind, NULL AS department_id, coalesce(plays, reads) AS seen, shares,
        coalesce(capped, '') AS capped, is_provisional
    FROM fct_social_post
    WHERE month BETWEEN $first AND $last AND NOT is_withdrawn
"""


@dataclass(frozen=True)
class Workbook:
    """said: the sentences of the month. months: the thirteen of ``metrics``. metrics: by metric its rows of
    ``read.trend``, oldest first. departments: rows of ``read.departments`` in printing order. works: what was
    published, by channel, the most seen first. files: of the month, rows of ``read.files`` with ``dataset_name``."""

    said: list[str]
    months: list[str]
    metrics: dict[str, list[dict]]
    departments: list[dict]
    works: list[dict]
    files: list[dict]


def compose(connection, month: str) -> Workbook:
    points = read.trend(connection, shift(month, -12), month, headline_only=False)
    series = {key: list(rows) for key, rows in groupby(points, key=lambda row: row["metric_id"])}
    # What the institution does not have, or had not in these months, has no row.
    used = {key: rows for key, rows in series.items() if any(row["value"] is not None for row in rows)}
    headline = [row for row in points if row["is_headline"]]
    story = tell(connection, month, headline)
    names = read.dataset_names(connection)
    files = read.files(connection, month)
    said = [plain(story.headline), plain(story.second), *map(plain, story.caveats)]
    return Workbook(
        said=[text for text in said if text],
        months=span(points[0]["month"], month) if points else [],
        metrics=used,
        departments=_departments(connection, month),
        works=works(connection, month),
        files=[row | {"dataset_name": names.get(row["dataset"], row["dataset"])} for row in files],
    )


def _departments(connection, month: str) -> list[dict]:
    found = read.rows(connection, "SELECT department_id, min(display_order) AS place FROM dim_department GROUP BY 1")
    places = {row["department_id"]: row["place"] for row in found}
    # What was not recognised, and what has no place, stands last; the order of metrics is kept.
    return sorted(read.departments(connection, month), key=lambda row: places.get(row["department_id"]) or 1e9)


def works(connection, month: str) -> list[dict]:
    """``channel``, ``title``, ``day``, ``kind``, ``department_name``, ``seen`` (clicks, reads or plays; None where not
    known), ``shares``, ``is_floor``, ``is_provisional``."""
    tables = ("fct_web_article", "fct_wechat_article", "fct_social_post")
    if not all(read.has_table(connection, "main", table) for table in tables):
        return []
    return monthly(
        connection,
        f"""
        WITH department AS ({read.DEPARTMENT_NAMES})
        SELECT
            work.month, coalesce(channel.name, work.channel_id) AS channel, work.title, work.day, work.kind,
            department.name AS department_name, work.seen, work.shares, work.capped <> '' AS is_floor,
            work.is_provisional
        FROM ({_WORKS}) AS work
        LEFT JOIN department USING (department_id, month)
        LEFT JOIN dim_channel AS channel USING (channel_id)
        ORDER BY work.place, channel, work.seen DESC NULLS LAST, work.day, work.title
        """,
        month,
    )
