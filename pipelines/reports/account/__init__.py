"""The page of an account: its figures of thirteen months and its own works. ``pages`` is the only entrance."""

from pipelines.reports import cards, charts, marks, proof, site
from pipelines.reports import format as fmt
from pipelines.reports.groups import by
from pipelines.reports.index import accounts
from pipelines.reports.read import CALENDAR, Rows, has_table, rows
from pipelines.reports.story.words import Number, Sentence, counted, joined, place_of

TITLES, FIGURES, CHARTS = 8, 4, 9


def pages(connection, first: str, last: str) -> list[dict]:
    """One page for each account that has figures in the months ``first`` to ``last``."""
    trends = by(account_trends(connection, first, last), "account_id")
    works = by(account_works(connection, last), "account_id")
    sleeping = {row["account_id"]: row for row in coverage(connection, last)}
    marked = marks.read(connection, first, last)
    made = []
    for account in accounts(connection):
        about = [("account", account["account_id"]), ("channel", account["channel_id"])]
        series = by(marks.put_on(trends.get(account["account_id"], []), marked, *about), "metric_id")
        used = {key: found for key, found in series.items() if any(row["value"] is not None for row in found)}
        if used:
            own = works.get(account["account_id"], [])
            proven = [found[-1] for found in list(used.values())[:CHARTS]]
            scope = ("account", account["account_id"], account["name"])
            page = _page(account, used, own, sleeping.get(account["account_id"]), last)
            page["marks"] = marks.listed(marked, last, *about)
            made.append(page | {"proofs": proof.proofs(connection, last, proven, scope)})
    return made


def _page(account: dict, used: dict, works: list[dict], coverage: dict | None, last: str) -> dict:
    facts = [found[-1] for found in list(used.values())[:CHARTS]]
    drawn = []
    for found in list(used.values())[:CHARTS]:
        fact = found[-1]
        figure = (charts.line if fact["additivity"] == "semi" else charts.columns)(found)
        drawn.append(
            {
                "metric_id": fact["metric_id"],
                "metric_name": fact["metric_name"],
                "unit": fact["unit"],
                "picture": site.picture(figure, f"{account['name']}{fact['metric_name']}"),
                "said": cards.against_last_year(fact, None),
                "is_broken": figure["layout"].get("meta", {}).get("is_broken", False),
                "caveats": fmt.caveats(fact),
            }
        )
    return {
        "title": account["name"],
        "account": account,
        "month": last,
        "sentence": _sentence(facts),
        "coverage": coverage,
        "charts": drawn,
        "works": works,
        "months": [row["month"] for row in next(iter(used.values()))],
        "history": [{"metric_name": r[-1]["metric_name"], "unit": r[-1]["unit"], "rows": r} for r in used.values()],
    }


def _sentence(facts: list[dict]) -> Sentence:
    said: list[Sentence] = []
    for fact in [fact for fact in facts if fact["value"] is not None and fact["unit"] != "%"][:FIGURES]:
        number = Number(
            counted(fact["value"], fact["unit"]),
            fact["value"],
            f"{fact['metric_id']}:value",
            place_of(fact["metric_id"]),
        )
        said.append([f"{fact['metric_name']} ", "≥" if fact["is_floor"] else "", number])
    return joined([[part for part in one if part != ""] for one in said], "，", "。") or ["本月没有数据。"]


def account_trends(connection, first: str, last: str) -> Rows:
    """Account × metric × month, months without a row included."""
    return rows(
        connection,
        f"""
        WITH own AS (
            SELECT * FROM rpt_metric_trend WHERE scope = 'account' AND month BETWEEN $first AND $last
        ),
        figure AS (SELECT DISTINCT scope_id, metric_id FROM own)
        SELECT
            figure.scope_id AS account_id, metric.metric_id, metric.name AS metric_name, metric.unit,
            metric.additivity, this.month, this.is_vacation, own.value, coalesce(own.status, 'missing') AS status,
            own.as_of, own.days_covered, coalesce(own.days_covered < own.days_expected, false) AS is_part,
            coalesce(own.as_of < this.month_end, false) AS ends_early, coalesce(own.is_floor, false) AS is_floor,
            coalesce(own.is_provisional, false) AS is_provisional, coalesce(own.is_corrected, false) AS is_corrected,
            own.status_reason, own.last_year_value, own.yoy_change,
            CASE WHEN this.is_like_last_year THEN own.yoy_pct END AS yoy_pct, own.yoy_reason
        FROM figure
        JOIN dim_metric AS metric USING (metric_id)
        JOIN ({CALENDAR}) AS this
            ON this.month BETWEEN greatest($first, (SELECT min(month) FROM rpt_metric_trend)) AND $last
        LEFT JOIN own USING (scope_id, metric_id, month)
        ORDER BY figure.scope_id, metric.is_headline DESC, metric.display_order, metric.metric_id, this.month
        """,
        first=first,
        last=last,
    )


def account_works(connection, month: str) -> Rows:
    """Each account's works of the month, most seen first."""
    if not (has_table(connection, "main", "fct_wechat_article") and has_table(connection, "main", "fct_social_post")):
        return []
    return rows(
        connection,
        """
        SELECT * FROM (
            SELECT account_id, article_id AS work_id, title, reads AS seen, '阅读' AS seen_name, false AS is_floor
            FROM fct_wechat_article WHERE month = $month
            UNION ALL
            SELECT account_id, post_id, title, coalesce(plays, reads),
                CASE WHEN plays IS NULL THEN '阅读' ELSE '播放' END, coalesce(capped, '') <> ''
            FROM fct_social_post WHERE month = $month AND NOT is_withdrawn
        ) WHERE account_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY seen DESC NULLS LAST, work_id) <= $most
        ORDER BY account_id, seen DESC NULLS LAST, work_id
        """,
        month=month,
        most=TITLES,
    )


def coverage(connection, month: str) -> Rows:
    """Accounts of which not all came in the month, with what is missing."""
    return rows(
        connection,
        """
        SELECT account_id, string_agg(DISTINCT dataset_name, '、' ORDER BY dataset_name) AS missing
        FROM quality.coverage WHERE month = $month AND status IN ('missing', 'partial') AND account_id IS NOT NULL
        GROUP BY account_id
        """,
        month=month,
    )
