"""``tongbao trace``: the files, sheets and rows behind a published figure, added up again."""

from dataclasses import dataclass, replace

import duckdb

from pipelines.commands.console import number
from pipelines.commands.lookup import find
from pipelines.commands.sources import PATHS, print_sources, rows, verdict
from pipelines.commands.usage import WrongUse, existing_home, published_file
from pipelines.faults import one_line
from pipelines.months import is_month

STATUS = {
    "measured": "由导出算出",
    "zero": "导出齐全，没有一条，是真的 0",
    "missing": "缺数据，不是 0",
    "masked": "通报里印成了 * 号，不知道是多少",
    "not_started": "当时还没有启用",
    "published": "没有导出，只有通报印的数",
    "undefined": "分母为零，没有这个比率",
}
VERDICT = {"pass": "相符", "warn": "留意", "fail": "不符", "skipped": "没有可比的数"}
STRUCTURES = {"then": "department", "now": "department_now", "tree": "department_tree"}
# Which departments' and accounts' rows make up a scope; the same words as the scopes of rpt_metric_trend.
MEMBERS = {
    "institution": "true",
    "channel": "account_id IN (SELECT account_id FROM fct_metric_month WHERE channel_id = $scope_id)",
    "account": "account_id = $scope_id",
    "department": "department_id = $scope_id",
    "department_now": """department_id IN
        (SELECT department_id FROM bridge_department_succession WHERE department_now_id = $scope_id)""",
    "department_tree": """department_id IN (
        SELECT department_id FROM bridge_department_tree JOIN dim_month ON month_end BETWEEN valid_from AND valid_to
        WHERE ancestor_id = $scope_id AND month = $month)""",
}


@dataclass(frozen=True)
class Figure:
    """What is traced: one metric in one scope. ``label`` is how the scope is called in Chinese."""

    metric: dict
    scope: str
    scope_id: str
    label: str


def trace(
    metric: str | None,
    month: str | None,
    department: str | None,
    account: str | None,
    channel: str | None,
    structure: str,
    table: str | None,
    directory: str | None,
) -> None:
    database = published_file(existing_home(directory))
    with duckdb.connect(str(database), read_only=True, config={"enable_external_access": False}) as connection:
        if table:
            from pipelines.commands.trace_table import trace_table

            trace_table(connection, table, month or metric)
            return
        if not metric or not month:
            raise WrongUse("请写指标和月份，例如 tongbao trace 网站发稿 2020-09；查通报的表用 --table。")
        figure = _figure(connection, metric, department, account, channel, structure)
        if is_month(month):
            _trace_month(connection, figure, month)
        else:
            _trace_period(connection, figure, month)


def _figure(connection, metric, department, account, channel, structure) -> Figure:
    if sum(map(bool, (department, account, channel))) > 1:
        raise WrongUse("--department、--account、--channel 只能写一个。")
    if structure not in STRUCTURES:
        raise WrongUse(f"--structure 只能是 {'、'.join(STRUCTURES)}。")
    metrics = rows(connection, "SELECT * FROM dim_metric ORDER BY display_order")
    names = [
        (m["metric_id"], name)
        for m in metrics
        for name in (m["name"], *(m.get("synonyms") or "").replace("，", "、").split("、"))
        if name
    ]
    metric_id = find("指标", metric, names)
    chosen = next(m for m in metrics if m["metric_id"] == metric_id)
    if department:
        known = connection.execute(
            "SELECT department_id, name FROM dim_department UNION SELECT department_id, alias FROM dim_department_alias"
        ).fetchall()
        scope, scope_id = STRUCTURES[structure], find("部门", department, known)
        label = next((r["name"] for r in rows(connection, NAME_OF_DEPARTMENT, id=scope_id)), scope_id)
        label += {"then": "", "now": "（按现在的机构，含并入的单位）", "tree": "（含下级单位）"}[structure]
        return Figure(chosen, scope, scope_id, label)
    if account or channel:
        table = "account" if account else "channel"
        known = connection.execute(f"SELECT {table}_id, name FROM dim_{table}").fetchall()
        scope_id = find("账号" if account else "渠道", account or channel, known)
        return Figure(chosen, table, scope_id, next((n for i, n in known if i == scope_id), None) or scope_id)
    return Figure(chosen, "institution", "institution", "全校")


NAME_OF_DEPARTMENT = "SELECT name FROM dim_department WHERE department_id = $id ORDER BY valid_from DESC LIMIT 1"


def _trace_month(connection, figure: Figure, month: str) -> None:
    published = _published(connection, figure, month)
    _head(figure, month, published)
    parts = _parts(connection, figure)
    for name, part in parts:
        of_part = _published(connection, part, month)
        print(f"{name} {part.metric['name']}：{_or_dash(of_part['value'])}")
        _print_rows(connection, part, month, of_part)
    if parts:
        _print_quotient([_published(connection, part, month) for _, part in parts], published)
    else:
        _print_rows(connection, figure, month, published)
    _print_superseded(connection, figure, month)
    _print_restatements(connection, figure, month)
    _print_printed(connection, figure, month)
    _print_checks(connection, figure, month)
    _print_comparisons(figure, published)


def _parts(connection, figure: Figure) -> list[tuple[str, Figure]]:
    """A rate has rows only through the two figures it is formed of, in the same scope."""
    if not figure.metric.get("numerator_id"):
        return []
    return [
        (name, replace(figure, metric=rows(connection, "SELECT * FROM dim_metric WHERE metric_id = $id", id=id_)[0]))
        for name, id_ in (("分子", figure.metric["numerator_id"]), ("分母", figure.metric["denominator_id"]))
    ]


def _print_quotient(parts: list[dict], published: dict) -> None:
    part, whole = (row["value"] for row in parts)
    if part is not None and whole:
        print(verdict(part / whole, published["value"], f"{number(part)} ÷ {number(whole)} ＝"))


def _print_rows(connection, figure: Figure, month: str, published: dict) -> None:
    """The rows of one figure that is no rate, added up; where none counts, what was read instead."""
    sources = rows(
        connection,
        f"""
        SELECT path, source_sheet, source_row, sum(value) AS value
        FROM fct_metric_source LEFT JOIN ({PATHS}) USING (source_file_id)
        WHERE metric_id = $metric_id AND month = $month AND {MEMBERS[figure.scope]}
        GROUP BY ALL ORDER BY ALL
        """,
        metric_id=figure.metric["metric_id"],
        **_parameters(figure, month),
    )
    if sources:
        print("出处")
        print_sources([r for r in sources if r["path"]])
        if counted := [r["value"] for r in sources if not r["path"]]:
            print(f"  由下面各文件的全部行数出，合计 {number(sum(counted))}：")
            _print_files(connection, figure, month)
        print(verdict(sum(r["value"] for r in sources), published["value"]))
    elif published["status"] in ("zero", "missing"):
        _print_coverage(connection, figure, month)
    elif published["status"] == "measured":
        print("出处：单位自己的基础表")
        _print_files(connection, figure, month)


def _trace_period(connection, figure: Figure, period: str) -> None:
    """A figure of several months leads to its months; each of them leads to its rows."""
    metric = figure.metric
    published = _period(connection, figure, period)
    if parts := _parts(connection, figure):
        _head(figure, period, published)
        of_parts = [_period(connection, part, period) for _, part in parts]
        for (name, part), row in zip(parts, of_parts, strict=True):
            print(f"{name} {part.metric['name']}：{number(row['value'])}（tongbao trace {row['metric_id']} {period}）")
        _print_quotient(of_parts, published)
        return
    months = rows(
        connection,
        """
        SELECT month, value, status FROM rpt_metric_trend
        WHERE metric_id = $metric_id AND scope = $scope AND scope_id = $scope_id
        AND month IN (
            SELECT month FROM dim_month
            WHERE $period IN (quarter, half, CAST(year AS VARCHAR), academic_year, academic_year || ' ' || term))
        ORDER BY month
        """,
        metric_id=metric["metric_id"],
        scope=figure.scope,
        scope_id=figure.scope_id,
        period=period,
    )
    _head(figure, period, published)
    print("各月")
    for row in months:
        shown = STATUS[row["status"]] if row["value"] is None else number(row["value"])
        print(f"  {row['month']}　{shown}")
    known = [r["value"] for r in months if r["value"] is not None]
    if metric["additivity"] == "semi":
        print("存量不相加，取最后一个月。")
        known = [months[-1]["value"]]
    print(verdict(sum(known), published["value"]))
    print(f"看一个月的行：tongbao trace {metric['metric_id']} {months[-1]['month']}")


def _period(connection, figure: Figure, period: str) -> dict:
    found = rows(
        connection,
        """
        SELECT * FROM rpt_metric_period
        WHERE metric_id = $metric_id AND scope = $scope AND scope_id = $scope_id AND period = $period
        """,
        metric_id=figure.metric["metric_id"],
        scope=figure.scope,
        scope_id=figure.scope_id,
        period=period,
    )
    if not found:
        known = connection.execute(
            "SELECT DISTINCT period FROM rpt_metric_period WHERE metric_id = ? AND scope = ? ORDER BY 1",
            [figure.metric["metric_id"], figure.scope],
        ).fetchall()
        raise WrongUse(
            f"{figure.label}的{figure.metric['name']}没有“{period}”的数。月份写成 2020-09；"
            f"有数的时期：{'、'.join(p for (p,) in known) or '没有'}。"
        )
    return found[0]


def _parameters(figure: Figure, month: str) -> dict:
    """DuckDB refuses parameters that a query does not name."""
    used = {"month": month}
    return used if figure.scope == "institution" else used | {"scope_id": figure.scope_id}


def _published(connection, figure: Figure, month: str) -> dict:
    metric_id = figure.metric["metric_id"]
    known = rows(
        connection,
        "SELECT * FROM rpt_metric_trend WHERE metric_id = $metric_id AND month = $month",
        metric_id=metric_id,
        month=month,
    )
    for row in known:
        if (row["scope"], row["scope_id"]) == (figure.scope, figure.scope_id):
            return row
    if known:
        accounts = sorted({r["scope_id"] for r in known if r["scope"] == "account"})
        hint = f"各账号的数不能相加，请用 --account 写明：{'、'.join(accounts)}。" if accounts else ""
        raise WrongUse(f"{figure.label}在 {month} 没有{figure.metric['name']}这一项。{hint}")
    months = connection.execute(
        "SELECT min(month), max(month) FROM rpt_metric_trend WHERE metric_id = ?", [metric_id]
    ).fetchall()
    first, last = months[0]
    raise WrongUse(
        f"{figure.metric['name']}没有 {month} 的数。" + (f"有数的月份是 {first} 至 {last}。" if first else "")
    )


def _head(figure: Figure, period: str, published: dict) -> None:
    metric = figure.metric
    value = "—" if published["value"] is None else _quantity(published["value"], metric["unit"])
    as_of = f"，数据截至 {published['as_of']}" if published.get("as_of") else ""
    print(f"{metric['name']}（{metric['metric_id']}）　{period}　{figure.label}：{value}")
    doubts = "，有的行只给出界值，实际数不止或不到这些" if published.get("is_capped") else ""
    doubts += "，还会变化（暂定）" if published.get("is_provisional") else ""
    print(f"状态：{STATUS.get(published.get('status'), '由各月算出')}{as_of}{doubts}")
    print(f"口径：{metric['definition']}")


def _quantity(value: float, unit: str) -> str:
    """Shares are stored as 0 to 1."""
    return f"{number(value)}（{value:.1%}）" if unit == "%" else f"{number(value)} {unit}"


def _print_coverage(connection, figure: Figure, month: str) -> None:
    """No row counts: say which exports were there, or that none was."""
    for row in rows(
        connection,
        "SELECT * FROM quality.coverage WHERE dataset = $dataset AND month = $month ORDER BY account_id",
        dataset=figure.metric["dataset"],
        month=month,
    ):
        who = f"{row['account_id']}：" if row["account_id"] else ""
        reason = f"，{row['reason']}" if row["reason"] else ""
        print(f"  {who}收到 {row['days_covered'] or 0}／{row['days_expected'] or 0} 天{reason}")
    print("出处：这个月的下列文件里没有一行计入")
    _print_files(connection, figure, month)


def _print_files(connection, figure: Figure, month: str) -> None:
    """The files of the metric's dataset that reach into the month."""
    files = rows(
        connection,
        """
        SELECT path FROM quality.files
        WHERE dataset = $dataset AND status = 'read'
        AND coalesce($month BETWEEN strftime(coalesce(period_start, first_date), '%Y-%m')
            AND strftime(coalesce(period_end, last_date), '%Y-%m'), starts_with(dataset, 'ref_'))
        ORDER BY path
        """,
        dataset=figure.metric["dataset"],
        month=month,
    )
    for row in files:
        print(f"  {one_line(row['path'])}")
    if not files:
        print("  没有收到这个月的文件")


def _print_superseded(connection, figure: Figure, month: str) -> None:
    found = rows(
        connection,
        f"""
        SELECT path, source_sheet, source_row, sum(value) AS value
        FROM quality.superseded_sources JOIN ({PATHS}) USING (source_file_id)
        WHERE metric_id = $metric_id AND month = $month AND {MEMBERS[figure.scope]}
        GROUP BY ALL ORDER BY ALL
        """,
        metric_id=figure.metric["metric_id"],
        **_parameters(figure, month),
    )
    if found:
        print("旧值：下面的行已被后来的导出取代，不计入")
        print_sources(found)


def _print_restatements(connection, figure: Figure, month: str) -> None:
    for row in rows(
        connection,
        """
        SELECT * FROM quality.restatements
        WHERE metric_id = $metric_id AND month = $month AND scope = $scope AND scope_id = $scope_id
        """,
        metric_id=figure.metric["metric_id"],
        month=month,
        scope=figure.scope,
        scope_id=figure.scope_id,
    ):
        old, new = number(row["old_value"]), number(row["new_value"])
        print(
            f"重述：已结月份由 {old} 改为 {new}，{one_line(row['reason'] or '原因待补')}（{row['source_file'] or ''}）"
        )


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
        print(one_line(f"印刷值：“{row['printed']}”（{where}{as_of}；{row['path']} 第 {row['source_row']} 行）"))


def _print_checks(connection, figure: Figure, month: str) -> None:
    found = rows(
        connection,
        """
        SELECT * FROM quality.reconciliation
        WHERE month = $month AND (
            ends_with(check_id, '_' || $metric_id) OR contains(subject, $name) OR EXISTS (
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
        both = f"{_or_dash(row['left_value'])} 对 {_or_dash(row['right_value'])}"
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


def _or_dash(value: float | None) -> str:
    return "—" if value is None else number(value)
