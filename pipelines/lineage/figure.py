"""The files, sheets and rows behind one published figure of a month or a longer period, added up again."""

from dataclasses import replace

from pipelines import labels
from pipelines.errors import WrongUse
from pipelines.lineage.context import context
from pipelines.lineage.evidence import Evidence, SourceRow, number, or_dash, quotient, total, verdict
from pipelines.lineage.selection import Figure
from pipelines.lineage.sources import Connection, figure_rows, files_of, metric_of, monthly, rows
from pipelines.months import is_month

STATUS = labels.notes("figure_status")
REASON = labels.names("status_reason")


def figure_evidence(connection: Connection, figure: Figure, when: str) -> Evidence:
    """A figure of a month (``2020-09``) or of another period, with what stands around it.

    Raises:
        WrongUse: there is no such figure; the message says which there are.
    """
    if is_month(when):
        return figures_evidence(connection, [figure], when)[0]
    return _of_period(connection, figure, when)


def figures_evidence(connection: Connection, figures: list[Figure], month: str) -> list[Evidence]:
    """Figures of one scope in a month, each with what stands around it; rows are looked up once for all of them.

    Raises:
        WrongUse: one of them is not there; the message says which there are.
    """
    if not figures:
        return []
    formed_of = {figure.metric["metric_id"]: _parts(connection, figure) for figure in figures}
    every = {figure.metric["metric_id"]: figure for figure in figures}
    every |= {part.metric["metric_id"]: part for parts in formed_of.values() for _, part in parts}
    published = _published(connection, every, month)
    sources = figure_rows(connection, list(every), figures[0].scope, figures[0].scope_id, month)
    around = context(connection, figures, month, published)

    def made_of(part: Figure) -> list[Evidence]:
        metric_id = part.metric["metric_id"]
        return _made_of(connection, part, month, published[metric_id], sources.get(metric_id, ()))

    found = []
    for figure in figures:
        metric_id = figure.metric["metric_id"]
        if parts := formed_of[metric_id]:
            of_parts = [published[part.metric["metric_id"]] for _, part in parts]
            below = [_part(name, part, made_of(part), row) for (name, part), row in zip(parts, of_parts, strict=True)]
            below += _quotient(figure, of_parts, published[metric_id])
        else:
            below = made_of(figure)
        found.append(_figure(figure, month, published[metric_id], [*below, *around[metric_id]]))
    return found


def _part(name: str, figure: Figure, below: list[Evidence], published: dict) -> Evidence:
    value = published["value"]
    return Evidence(f"{name} {figure.metric['name']}", or_dash(value), value, parts=tuple(below))


def _parts(connection: Connection, figure: Figure) -> list[tuple[str, Figure]]:
    """A rate has rows only through the two figures it is formed of, in the same scope."""
    if not figure.metric.get("numerator_id"):
        return []
    return [
        (name, replace(figure, metric=metric_of(connection, id_)))
        for name, id_ in (("分子", figure.metric["numerator_id"]), ("分母", figure.metric["denominator_id"]))
    ]


def _quotient(figure: Figure, parts: list[dict], published: dict) -> list[Evidence]:
    part, whole = (row["value"] for row in parts)
    if part is None or not whole:
        return []
    return [quotient(part, whole, published["value"], figure.metric["scale"])]


def _made_of(
    connection: Connection, figure: Figure, month: str, published: dict, sources: tuple[SourceRow, ...]
) -> list[Evidence]:
    """The rows of one figure that is no rate, added up; where none counts, what was read instead."""
    if sources:
        listed = tuple(row for row in sources if row.path)
        counted = [row for row in sources if not row.path]
        whole = f"由下面各文件的全部行数出，合计 {number(total(counted))}"
        files = (Evidence(whole, value=total(counted), parts=_files(connection, figure, month)),) if counted else ()
        return [Evidence("出处", rows=listed, parts=files), verdict(total(sources), published["value"])]
    if published["status"] in ("zero", "missing", "retired"):
        nothing = "这个月的下列文件里没有一行计入"
        return [
            *_coverage(connection, figure, month),
            Evidence("出处", nothing, parts=_files(connection, figure, month)),
            *(_instead(connection, figure, month) if published["status"] == "retired" else ()),
        ]
    if published["status"] == "measured":
        return [Evidence("出处", "单位自己的基础表", parts=_files(connection, figure, month))]
    return []


def _instead(connection: Connection, figure: Figure, month: str) -> list[Evidence]:
    """Where another column of the same exports stands beside one that they no longer have."""
    if not figure.metric.get("instead_id"):
        return []
    other = metric_of(connection, figure.metric["instead_id"])
    shown = f"{other['name']}（tongbao trace {other['metric_id']} {month}），与这一项互不换算"
    return [Evidence("导出里有的另一种数", shown)]


def _of_period(connection: Connection, figure: Figure, period: str) -> Evidence:
    """A figure of several months leads to its months; each of them leads to its rows."""
    metric = figure.metric
    published = _period(connection, figure, period)
    if parts := _parts(connection, figure):
        of_parts = [_period(connection, part, period) for _, part in parts]
        made_of = [
            Evidence(
                f"{name} {part.metric['name']}",
                f"{or_dash(row['value'])}（tongbao trace {row['metric_id']} {period}）",
                row["value"],
            )
            for (name, part), row in zip(parts, of_parts, strict=True)
        ]
        return _figure(figure, period, published, [*made_of, *_quotient(figure, of_parts, published)])
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
    listed = tuple(
        Evidence(row["month"], STATUS[row["status"]] if row["value"] is None else number(row["value"]), row["value"])
        for row in months
    )
    known = [row["value"] for row in months if row["value"] is not None]
    is_stock = metric["additivity"] == "semi"
    if is_stock:
        known = [months[-1]["value"]]
    return _figure(
        figure,
        period,
        published,
        [
            Evidence("各月", parts=listed),
            *([Evidence("存量不相加，取最后一个月。")] if is_stock else []),
            verdict(sum(known), published["value"]),
            Evidence("看一个月的行", f"tongbao trace {metric['metric_id']} {months[-1]['month']}"),
        ],
    )


def _period(connection: Connection, figure: Figure, period: str) -> dict:
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


def _published(connection: Connection, figures: dict[str, Figure], month: str) -> dict[str, dict]:
    """Metric → its row of ``rpt_metric_trend``; figures by metric, all of one scope."""
    one = next(iter(figures.values()))
    found = monthly(
        connection,
        """
        SELECT * FROM rpt_metric_trend
        WHERE list_contains($metric_ids, metric_id) AND month BETWEEN $first AND $last
            AND scope = $scope AND scope_id = $scope_id
        """,
        month,
        metric_ids=list(figures),
        scope=one.scope,
        scope_id=one.scope_id,
    )
    published = {row["metric_id"]: row for row in found}
    for metric_id, figure in figures.items():
        if metric_id not in published:
            raise _absent(connection, figure, month)
    return published


def _absent(connection: Connection, figure: Figure, month: str) -> WrongUse:
    """Why there is no such figure, and which there are."""
    metric_id = figure.metric["metric_id"]
    known = rows(
        connection,
        "SELECT DISTINCT scope, scope_id FROM rpt_metric_trend WHERE metric_id = $metric_id AND month = $month",
        metric_id=metric_id,
        month=month,
    )
    if known:
        accounts = sorted({r["scope_id"] for r in known if r["scope"] == "account"})
        hint = f"各账号的数不能相加，请用 --account 写明：{'、'.join(accounts)}。" if accounts else ""
        return WrongUse(f"{figure.label}在 {month} 没有{figure.metric['name']}这一项。{hint}")
    months = connection.execute(
        "SELECT min(month), max(month) FROM rpt_metric_trend WHERE metric_id = ?", [metric_id]
    ).fetchall()
    first, last = months[0]
    if not first and _is_daily(connection, metric_id):
        query = f"SELECT * FROM fct_account_metric_daily WHERE metric_id = '{metric_id}' AND month = '{month}'"
        return WrongUse(f'{figure.metric["name"]}只有每天的数，各天之间不可相加。看每天：tongbao sql "{query}"')
    return WrongUse(
        f"{figure.metric['name']}没有 {month} 的数。" + (f"有数的月份是 {first} 至 {last}。" if first else "")
    )


def _figure(figure: Figure, when: str, published: dict, parts: list[Evidence]) -> Evidence:
    """The figure itself, its state and its definition, and ``parts`` below it."""
    metric = figure.metric
    value = published["value"]
    as_of = f"，数据截至 {published['as_of']}" if published.get("as_of") else ""
    reason = REASON.get(published.get("status_reason") or "", "")
    doubts = f"（{reason}）" if reason else ""
    if published.get("is_capped") and value is not None:
        doubts += "，有的行只给出界值或说不出数，实际数不止或不到这些"
    later = "，还会变化（暂定）" if published.get("is_provisional") else ""
    return Evidence(
        f"{metric['name']}（{metric['metric_id']}）　{when}　{figure.label}",
        "—" if value is None else _quantity(value, metric["unit"]),
        value,
        parts=(
            Evidence("状态", f"{STATUS.get(published.get('status') or '', '由各月算出')}{doubts}{as_of}{later}"),
            Evidence("口径", metric["definition"]),
            *parts,
        ),
    )


def _quantity(value: float, unit: str) -> str:
    """Shares are stored as 0 to 1."""
    return f"{number(value)}（{value:.1%}）" if unit == "%" else f"{number(value)} {unit}"


def _coverage(connection: Connection, figure: Figure, month: str) -> list[Evidence]:
    """No row counts: say which exports were there, or that none was."""
    found = monthly(
        connection,
        """
        SELECT * FROM quality.coverage WHERE dataset = $dataset AND month BETWEEN $first AND $last ORDER BY account_id
        """,
        month,
        dataset=figure.metric["dataset"],
    )
    return [
        Evidence(
            row["account_id"] or "收到",
            f"{'收到 ' if row['account_id'] else ''}{row['days_covered'] or 0}／{row['days_expected'] or 0} 天"
            + (f"，{row['reason']}" if row["reason"] else ""),
        )
        for row in found
    ]


def _files(connection: Connection, figure: Figure, month: str) -> tuple[Evidence, ...]:
    """The files of the metric's dataset that reach into the month."""
    files = files_of(connection, figure.metric["dataset"], month)
    return tuple(map(Evidence, files)) or (Evidence("没有收到这个月的文件"),)


def _is_daily(connection: Connection, metric_id: str) -> bool:
    found = "SELECT 1 FROM fct_account_metric_daily WHERE metric_id = ? LIMIT 1"
    return connection.execute(found, [metric_id]).fetchone() is not None
