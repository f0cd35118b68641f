"""The files, sheets and rows behind one published figure of a month or a longer period, added up again."""

from dataclasses import replace

from pipelines.commands.console import number
from pipelines.commands.trace.context import print_context
from pipelines.commands.trace.selection import Figure
from pipelines.commands.trace.sources import (
    figure_rows,
    files_of,
    metric_of,
    or_dash,
    print_sources,
    quotient,
    rows,
    verdict,
)
from pipelines.commands.usage import WrongUse

STATUS = {
    "measured": "由导出算出",
    "zero": "导出齐全，没有一条，是真的 0",
    "missing": "缺数据，不是 0",
    "masked": "通报里印成了 * 号，不知道是多少",
    "not_started": "当时还没有启用",
    "retired": "口径停用：导出照常，但已没有这一列",
    "published": "没有导出，只有通报印的数",
    "undefined": "分母为零，没有这个比率",
}


def trace_month(connection, figure: Figure, month: str) -> None:
    published = _published(connection, figure, month)
    _head(figure, month, published)
    parts = _parts(connection, figure)
    for name, part in parts:
        of_part = _published(connection, part, month)
        print(f"{name} {part.metric['name']}：{or_dash(of_part['value'])}")
        _print_rows(connection, part, month, of_part)
    if parts:
        _print_quotient(figure, [_published(connection, part, month) for _, part in parts], published)
    else:
        _print_rows(connection, figure, month, published)
    print_context(connection, figure, month, published)


def _parts(connection, figure: Figure) -> list[tuple[str, Figure]]:
    """A rate has rows only through the two figures it is formed of, in the same scope."""
    if not figure.metric.get("numerator_id"):
        return []
    return [
        (name, replace(figure, metric=metric_of(connection, id_)))
        for name, id_ in (("分子", figure.metric["numerator_id"]), ("分母", figure.metric["denominator_id"]))
    ]


def _print_quotient(figure: Figure, parts: list[dict], published: dict) -> None:
    part, whole = (row["value"] for row in parts)
    if part is not None and whole:
        print(quotient(part, whole, published["value"], figure.metric["scale"]))


def _print_rows(connection, figure: Figure, month: str, published: dict) -> None:
    """The rows of one figure that is no rate, added up; where none counts, what was read instead."""
    sources = figure_rows(connection, figure.metric["metric_id"], figure.scope, figure.scope_id, [month])
    if sources:
        print("出处")
        print_sources([r for r in sources if r["path"]])
        if counted := [r["value"] for r in sources if not r["path"]]:
            print(f"  由下面各文件的全部行数出，合计 {number(sum(counted))}：")
            _print_files(connection, figure, month)
        print(verdict(sum(r["value"] for r in sources), published["value"]))
    elif published["status"] in ("zero", "missing", "retired"):
        _print_coverage(connection, figure, month)
        if published["status"] == "retired" and figure.metric.get("instead_id"):
            other = metric_of(connection, figure.metric["instead_id"])
            print(f"另一种数：{other['name']}（tongbao trace {other['metric_id']} {month}），与这一项互不换算。")
    elif published["status"] == "measured":
        print("出处：单位自己的基础表")
        _print_files(connection, figure, month)


def trace_period(connection, figure: Figure, period: str) -> None:
    """A figure of several months leads to its months; each of them leads to its rows."""
    metric = figure.metric
    published = _period(connection, figure, period)
    if parts := _parts(connection, figure):
        _head(figure, period, published)
        of_parts = [_period(connection, part, period) for _, part in parts]
        for (name, part), row in zip(parts, of_parts, strict=True):
            print(f"{name} {part.metric['name']}：{or_dash(row['value'])}（tongbao trace {row['metric_id']} {period}）")
        _print_quotient(figure, of_parts, published)
        return
    months = rows(
        connection,
        """
        SELECT month, value, status FROM rpt_metric_trend
        WHERE metric_id = $metric_id AND scope = $scope AND scope_id = $scope_id
        AND month IN (
            SELECT month FROM dim_month JOIN dim_period ON month_start BETWEEN first_day AND last_day
            WHERE period = $period)
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
    files = files_of(connection, figure.metric["dataset"], month)
    for path in files:
        print(f"  {path}")
    if not files:
        print("  没有收到这个月的文件")
