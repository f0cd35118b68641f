"""What stands around a figure: values it replaced, what was printed, checks, and what it is compared with."""

from pipelines.lineage.evidence import Evidence, number, or_dash
from pipelines.lineage.selection import Figure
from pipelines.lineage.sources import MEMBERS, PATHS, PLACE, Connection, rows, source_rows

VERDICT = {"pass": "相符", "warn": "留意", "fail": "不符", "skipped": "没有可比的数"}


def context(connection: Connection, figure: Figure, month: str, published: dict) -> list[Evidence]:
    """published: the row of ``rpt_metric_trend``."""
    return [
        *superseded(connection, figure, month),
        *restatements(connection, figure, month),
        *printed(connection, figure, month),
        *checks(connection, figure, month),
        *comparisons(figure, published),
    ]


def superseded(connection: Connection, figure: Figure, month: str) -> list[Evidence]:
    found = rows(
        connection,
        f"""
        SELECT {PLACE}, sum(value) AS value
        FROM quality.superseded_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE metric_id = $metric_id AND month = $month AND {MEMBERS[figure.scope]}
        GROUP BY ALL ORDER BY ALL
        """,
        metric_id=figure.metric["metric_id"],
        month=month,
        scope_id=figure.scope_id,
    )
    return [Evidence("旧值", "下面的行已被后来的导出取代，不计入", rows=source_rows(found))] if found else []


def restatements(connection: Connection, figure: Figure, month: str) -> list[Evidence]:
    found = rows(
        connection,
        f"""
        SELECT * FROM (
            SELECT *, CASE WHEN scope = 'department' THEN scope_id END AS department_id,
                CASE WHEN scope = 'account' THEN scope_id END AS account_id
            FROM quality.restatements)
        WHERE metric_id = $metric_id AND month = $month AND {MEMBERS[figure.scope]}
        ORDER BY scope, scope_id, run_id NULLS FIRST
        """,
        metric_id=figure.metric["metric_id"],
        month=month,
        scope_id=figure.scope_id,
    )
    return [Evidence("重述", _restated(row), row["new_value"]) for row in found]


def _restated(row: dict) -> str:
    old, new = ("缺" if value is None else number(value) for value in (row["old_value"], row["new_value"]))
    known = [row["source_file"], row["published_at"] and f"{row['published_at']} 发布"]
    where = f"（{'；'.join(filter(None, known))}）" if any(known) else ""
    return f"{row['scope_name']}已结月份由 {old} 改为 {new}，{row['reason']}{where}"


def printed(connection: Connection, figure: Figure, month: str) -> list[Evidence]:
    found = rows(
        connection,
        f"""
        SELECT figures.*, path
        FROM fct_published_figure AS figures JOIN ({PATHS}) USING (source_file_id)
        WHERE metric_id = $metric_id AND month = $month
        AND (CASE WHEN $scope LIKE 'department%' THEN split_part(row_label, '|', 1) IN (
                SELECT name FROM dim_department WHERE department_id = $scope_id
                UNION SELECT alias FROM dim_department_alias WHERE department_id = $scope_id)
            ELSE row_label = '合计' AND $scope = 'institution' END)
        ORDER BY bulletin, table_id, source_row
        """,
        metric_id=figure.metric["metric_id"],
        month=month,
        scope=figure.scope,
        scope_id=figure.scope_id,
    )
    return [Evidence("印刷值", _printed(row), row["value"]) for row in found]


def _printed(row: dict) -> str:
    as_of = f"，截至 {row['as_of']}" if row["as_of"] else ""
    where = f"{row['bulletin']} {row['table_id']} {row['row_label']}"
    also = f"；另见 {row['also_printed']}" if row["also_printed"] else ""
    return f"“{row['printed']}”（{where}{as_of}；{row['path']} 第 {row['source_row']} 行{also}）"


def checks(connection: Connection, figure: Figure, month: str) -> list[Evidence]:
    found = rows(
        connection,
        """
        SELECT * FROM quality.reconciliation
        WHERE month = $month AND (
            ends_with(check_id, '_' || $metric_id) OR contains(subject, $name)
            OR list_contains(string_split(split_part(explanation, '不合的有：', 2), '、'), $name)
            OR EXISTS (
                SELECT 1 FROM fct_published_figure AS figures
                WHERE figures.month = $month AND metric_id = $metric_id
                AND starts_with(subject, figures.table_id || '逐格')))
        ORDER BY check_id, subject
        """,
        metric_id=figure.metric["metric_id"],
        name=figure.metric["name"],
        month=month,
    )
    parts = tuple(
        Evidence(
            f"【{VERDICT.get(row['status'], row['status'])}】{row['subject']}",
            f"{or_dash(row['left_value'])} 对 {or_dash(row['right_value'])}。{row['explanation'] or ''}",
        )
        for row in found
    )
    return [Evidence("核对项", parts=parts)] if parts else []


def comparisons(figure: Figure, published: dict) -> list[Evidence]:
    """The comparisons are differences of figures that can be traced in the same way."""
    found = []
    for label, kind in (("环比", "mom"), ("同比", "yoy")):
        value, change, share = published["value"], published[f"{kind}_change"], published[f"{kind}_pct"]
        if change is None:
            continue
        if figure.metric["unit"] == "%":
            shown = f"{value:.1%} − {value - change:.1%} ＝ {change * 100:+.1f} 个百分点"
        else:
            of_base = f"（{share:+.1%}）" if share is not None else ""
            shown = f"{number(value)} − {number(value - change)} ＝ {number(change)}{of_base}"
        found.append(Evidence(label, shown, change))
    return found
