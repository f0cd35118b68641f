"""What stands around the figures of a month: values they replaced, what was printed, checks, and what they are compared
with. Each look-up is made once for all figures of a scope, because a page asks for many."""

from pipelines import labels
from pipelines.lineage.evidence import Evidence, number, or_dash
from pipelines.lineage.selection import Figure
from pipelines.lineage.sources import MEMBERS, PATHS, PLACE, Connection, by_metric, monthly, source_rows
from pipelines.months import are_alike

VERDICT = labels.names("check_status")
# Below this base no percentage is told: the difference says more.
PERCENT_BASE = 10
Found = dict[str, list[Evidence]]


def context(connection: Connection, figures: list[Figure], month: str, published: dict[str, dict]) -> Found:
    """Metric → what stands around its figure. figures: all of one scope; published: their rows of
    ``rpt_metric_trend``."""
    asked = [figure.metric["metric_id"] for figure in figures]
    of_scope = {
        "month": month,
        "metric_ids": asked,
        "scope": figures[0].scope,
        "scope_id": figures[0].scope_id,
    }
    told = [
        _superseded(connection, of_scope),
        _restatements(connection, of_scope),
        _printed(connection, of_scope),
        _checks(connection, of_scope),
        _comparisons(connection, figures, month, published),
    ]
    return {metric_id: [part for found in told for part in found.get(metric_id, [])] for metric_id in asked}


def _superseded(connection: Connection, wanted: dict) -> Found:
    found = monthly(
        connection,
        f"""
        SELECT metric_id, {PLACE}, sum(value) AS value, month
        FROM quality.superseded_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE list_contains($metric_ids, metric_id) AND month BETWEEN $first AND $last AND {MEMBERS[wanted["scope"]]}
        GROUP BY ALL ORDER BY ALL
        """,
        **wanted,
    )
    said = "下面的行已被后来的导出取代，不计入"
    return {id_: [Evidence("旧值", said, rows=source_rows(group))] for id_, group in by_metric(found).items()}


def _restatements(connection: Connection, wanted: dict) -> Found:
    found = monthly(
        connection,
        f"""
        SELECT * FROM (
            SELECT *, CASE WHEN scope = 'department' THEN scope_id END AS department_id,
                CASE WHEN scope = 'account' THEN scope_id END AS account_id
            FROM quality.restatements)
        WHERE list_contains($metric_ids, metric_id) AND month BETWEEN $first AND $last AND {MEMBERS[wanted["scope"]]}
        ORDER BY scope, scope_id, run_id NULLS FIRST
        """,
        **wanted,
    )
    return {
        id_: [Evidence("重述", _restated(row), row["new_value"]) for row in group]
        for id_, group in by_metric(found).items()
    }


def _restated(row: dict) -> str:
    old, new = ("缺" if value is None else number(value) for value in (row["old_value"], row["new_value"]))
    known = [row["source_file"], row["published_at"] and f"{row['published_at']} 发布"]
    where = f"（{'；'.join(filter(None, known))}）" if any(known) else ""
    return f"{row['scope_name']}已结月份由 {old} 改为 {new}，{row['reason']}{where}"


def _printed(connection: Connection, wanted: dict) -> Found:
    found = monthly(
        connection,
        f"""
        SELECT figures.*, path
        FROM fct_published_figure AS figures JOIN ({PATHS}) USING (source_file_id)
        WHERE list_contains($metric_ids, metric_id) AND month BETWEEN $first AND $last
        AND (CASE WHEN $scope LIKE 'department%' THEN split_part(row_label, '|', 1) IN (
                SELECT name FROM dim_department WHERE department_id = $scope_id
                UNION SELECT alias FROM dim_department_alias WHERE department_id = $scope_id)
            ELSE row_label = '合计' AND $scope = 'institution' END)
        ORDER BY bulletin, table_id, source_row
        """,
        **wanted,
    )
    return {
        id_: [Evidence("印刷值", _as_printed(row), row["value"]) for row in group]
        for id_, group in by_metric(found).items()
    }


def _as_printed(row: dict) -> str:
    as_of = f"，截至 {row['as_of']}" if row["as_of"] else ""
    where = f"{row['bulletin']} {row['table_id']} {row['row_label']}"
    also = f"；另见 {row['also_printed']}" if row["also_printed"] else ""
    return f"“{row['printed']}”（{where}{as_of}；{row['path']} 第 {row['source_row']} 行{also}）"


def _checks(connection: Connection, wanted: dict) -> Found:
    """Checks that name the metric, by its id, its name or the printed table its figures stand in."""
    found = monthly(
        connection,
        """
        WITH metric AS MATERIALIZED (
            SELECT metric_id, name FROM dim_metric WHERE list_contains($metric_ids, metric_id)
        ),
        checked AS MATERIALIZED (
            SELECT * FROM quality.reconciliation WHERE month BETWEEN $first AND $last
        ),
        printed AS MATERIALIZED (
            SELECT DISTINCT month, metric_id, table_id || '逐格' AS cells
            FROM fct_published_figure WHERE month BETWEEN $first AND $last
        )
        SELECT metric_id, checked.* FROM checked JOIN metric ON (
            ends_with(check_id, '_' || metric_id) OR contains(subject, name)
            OR list_contains(string_split(split_part(explanation, '不合的有：', 2), '、'), name))
        UNION
        SELECT metric_id, checked.*
        FROM checked JOIN printed ON printed.month = checked.month AND starts_with(subject, cells)
        JOIN metric USING (metric_id)
        ORDER BY check_id, subject
        """,
        **wanted,
    )
    return {
        id_: [Evidence("核对项", parts=tuple(_check(row) for row in group))] for id_, group in by_metric(found).items()
    }


def _check(row: dict) -> Evidence:
    return Evidence(
        f"【{VERDICT.get(row['status'], row['status'])}】{row['subject']}",
        f"{or_dash(row['left_value'])} 对 {or_dash(row['right_value'])}。{row['explanation'] or ''}",
    )


def _comparisons(connection: Connection, figures: list[Figure], month: str, published: dict[str, dict]) -> Found:
    """The comparisons are differences of figures that can be traced in the same way."""
    (vacations,) = monthly(
        connection,
        """
        SELECT this.month, this.vacation_days / this.days AS now, before.vacation_days / before.days AS mom,
            last_year.vacation_days / last_year.days AS yoy
        FROM dim_month AS this
        LEFT JOIN dim_month AS before ON before.month = strftime(this.month_start - INTERVAL 1 MONTH, '%Y-%m')
        LEFT JOIN dim_month AS last_year ON last_year.month = strftime(this.month_start - INTERVAL 1 YEAR, '%Y-%m')
        WHERE this.month BETWEEN $first AND $last
        """,
        month,
    )
    alike = {kind: are_alike(vacations["now"], vacations[kind]) for kind in ("mom", "yoy")}
    return {
        figure.metric["metric_id"]: _differences(figure, published[figure.metric["metric_id"]], alike)
        for figure in figures
    }


def _differences(figure: Figure, published: dict, alike: dict[str, bool]) -> list[Evidence]:
    found = []
    for label, kind in (("环比", "mom"), ("同比", "yoy")):
        value, change, share = published["value"], published[f"{kind}_change"], published[f"{kind}_pct"]
        if change is None:
            continue
        if figure.metric["unit"] == "%":
            shown = f"{value:.1%} − {value - change:.1%} ＝ {change * 100:+.1f} 个百分点"
        else:
            base = value - change
            of_base = f"（{share:+.1%}）" if share is not None and alike[kind] and abs(base) >= PERCENT_BASE else ""
            shown = f"{number(value)} − {number(base)} ＝ {number(change)}{of_base}"
        unlike = "" if alike[kind] else "；两个月的假期天数相差太多，不算比例"
        found.append(Evidence(label, shown + unlike, change))
    return found
