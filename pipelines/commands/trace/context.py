"""What stands around a figure: values it replaced, what was printed, checks, and what it is compared with."""

from pipelines.commands.console import number
from pipelines.commands.trace.selection import Figure
from pipelines.commands.trace.sources import MEMBERS, PATHS, PLACE, or_dash, print_sources, rows
from pipelines.faults import one_line

VERDICT = {"pass": "相符", "warn": "留意", "fail": "不符", "skipped": "没有可比的数"}


def print_context(connection, figure: Figure, month: str, published: dict) -> None:
    """published: the row of ``rpt_metric_trend``."""
    _print_superseded(connection, figure, month)
    _print_restatements(connection, figure, month)
    _print_printed(connection, figure, month)
    _print_checks(connection, figure, month)
    _print_comparisons(figure, published)


def _print_superseded(connection, figure: Figure, month: str) -> None:
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
    if found:
        print("旧值：下面的行已被后来的导出取代，不计入")
        print_sources(found)


def _print_restatements(connection, figure: Figure, month: str) -> None:
    for row in rows(
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
    ):
        change = f"由 {_told(row['old_value'])} 改为 {_told(row['new_value'])}"
        print(one_line(f"重述：{row['scope_name']}已结月份{change}，{row['reason']}{_where(row)}"))


def _told(value: float | None) -> str:
    return "缺" if value is None else number(value)


def _where(row: dict) -> str:
    told = [row["source_file"], row["published_at"] and f"{row['published_at']} 发布"]
    return f"（{'；'.join(filter(None, told))}）" if any(told) else ""


def _print_printed(connection, figure: Figure, month: str) -> None:
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
    for row in found:
        as_of = f"，截至 {row['as_of']}" if row["as_of"] else ""
        where = f"{row['bulletin']} {row['table_id']} {row['row_label']}"
        also = f"；另见 {row['also_printed']}" if row["also_printed"] else ""
        print(one_line(f"印刷值：“{row['printed']}”（{where}{as_of}；{row['path']} 第 {row['source_row']} 行{also}）"))


def _print_checks(connection, figure: Figure, month: str) -> None:
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
    if found:
        print("核对项")
    for row in found:
        both = f"{or_dash(row['left_value'])} 对 {or_dash(row['right_value'])}"
        state = VERDICT.get(row["status"], row["status"])
        print(one_line(f"  【{state}】{row['subject']}：{both}。{row['explanation'] or ''}"))


def _print_comparisons(figure: Figure, published: dict) -> None:
    """The comparisons are differences of figures that can be traced in the same way."""
    for label, kind in (("环比", "mom"), ("同比", "yoy")):
        value, change, share = published["value"], published[f"{kind}_change"], published[f"{kind}_pct"]
        if change is None:
            continue
        if figure.metric["unit"] == "%":
            print(f"{label}：{value:.1%} − {value - change:.1%} ＝ {change * 100:+.1f} 个百分点")
        else:
            of_base = f"（{share:+.1%}）" if share is not None else ""
            print(f"{label}：{number(value)} − {number(value - change)} ＝ {number(change)}{of_base}")
