"""Any series beside any other, without a server: the page and one file of data for each metric.

A page opened from a disk may load scripts but read no file, so the data of a metric is a script that hands it over.
``page`` is the only entrance; ``static/compare.js`` is what happens in the browser.
"""

import json
from itertools import groupby
from pathlib import Path

from pipelines.months import span
from pipelines.reports import charts, read, site
from pipelines.reports.read import Rows, has_table, rows

FOLDER = "assets/series"
SCOPES = {
    "institution": "全校",
    "channel": "渠道",
    "account": "账号",
    "department_type": "部门类型",
    "department_now": "部门",
}
# One sign a month beside the values: what a value is, or why there is none.
SIGNS = {"missing": "m", "not_started": "n", "not_applicable": "a", "masked": "x", "undefined": "u", "retired": "r"}
FLOOR, PROVISIONAL, ORDINARY = "f", "p", "."
# Shown before anything is chosen, so many months of it.
FIRST = "web_articles_published"
FIRST_MONTHS = 24


def page(connection, newest: str, out: Path) -> dict:
    """What ``compare.html`` shows. Writes the data of every metric below ``out`` and removes what is no longer one."""
    known = read.months(connection)
    months = span(known[0], known[-1])
    breaks = _breaks(connection)
    metrics = []
    written = []
    for metric_id, group in groupby(series(connection), key=lambda row: row["metric_id"]):
        data = _metric(list(group), months, breaks)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        path = out / FOLDER / f"{metric_id}.js"
        site.replace(path, f"tongbaoSeries({text});\n".encode())
        written.append(path)
        metrics.append({key: data[key] for key in ("id", "name", "unit", "channel")})
    for path in set((out / FOLDER).glob("*.js")) - set(written):
        path.unlink()
    first = FIRST if any(metric["id"] == FIRST for metric in metrics) else metrics[0]["id"] if metrics else ""
    return {
        "title": "比较",
        "newest": newest,
        "metrics": metrics,
        "first": first,
        "picture": _first(connection, first, newest, months),
        "setup": json.dumps(
            {
                "metrics": metrics,
                "first": first,
                "newest": newest,
                "scopes": SCOPES,
                "folder": FOLDER,
                "script": site.SCRIPT,
            },
            ensure_ascii=False,
        ),
        "issues": read.all_issues(connection),
    }


def series(connection) -> Rows:
    """Metric × scope × month of everything that can be compared, known or with the reason why not."""
    return rows(
        connection,
        """
        SELECT metric_id, metric.name AS metric_name, metric.unit, metric.additivity,
            coalesce(channel.name, '其他') AS channel_name, scope, scope_id,
            arg_max(scope_name, month) OVER (PARTITION BY metric_id, scope, scope_id) AS scope_name, month, value,
            status, coalesce(is_floor, false) AS is_floor, coalesce(is_provisional, false) AS is_provisional
        FROM rpt_metric_trend AS trend
        JOIN dim_metric AS metric USING (metric_id)
        LEFT JOIN dim_channel AS channel ON channel.channel_id = metric.channel_id
        LEFT JOIN (
            SELECT department_id, min(display_order) AS place FROM dim_department WHERE is_current GROUP BY ALL
        ) AS department ON scope = 'department_now' AND department_id = scope_id
        WHERE list_contains($scopes, scope) AND scope_id <> 'unrecognised'
        ORDER BY metric.display_order, metric_id, list_position($scopes, scope), place NULLS LAST, scope_id, month
        """,
        scopes=list(SCOPES),
    )


def _metric(listed: list[dict], months: list[str], breaks: dict[tuple[str, str], list[str]]) -> dict:
    first = listed[0]
    position = {month: i for i, month in enumerate(months)}
    made = []
    for (scope, scope_id), group in groupby(listed, key=lambda row: (row["scope"], row["scope_id"])):
        points = list(group)
        if all(point["value"] is None for point in points):
            continue
        values: list[float | None] = [None] * len(months)
        signs = ["-"] * len(months)
        for point in points:
            values[position[point["month"]]] = _short(point["value"])
            signs[position[point["month"]]] = _sign(point)
        broken = breaks.get(("metric", first["metric_id"]), []) + breaks.get((scope, scope_id), [])
        made.append([scope, scope_id, points[0]["scope_name"], values, "".join(signs), sorted(set(broken))])
    return {
        "id": first["metric_id"],
        "name": first["metric_name"],
        "unit": first["unit"],
        "channel": first["channel_name"],
        "isSum": first["additivity"] == "additive",
        "months": [months[0], months[-1]],
        "series": made,
    }


def _short(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 4)


def _sign(point: dict) -> str:
    if point["value"] is None:
        return SIGNS.get(point["status"], "m")
    return FLOOR if point["is_floor"] else PROVISIONAL if point["is_provisional"] else ORDINARY


def _breaks(connection) -> dict[tuple[str, str], list[str]]:
    """Months from which a series is another one: a metric redefined, a department reorganised."""
    found: dict[tuple[str, str], list[str]] = {}
    if has_table(connection, "main", "fct_metric_redefinition"):
        for row in rows(connection, "SELECT metric_id, month FROM fct_metric_redefinition ORDER BY month"):
            found.setdefault(("metric", row["metric_id"]), []).append(row["month"])
    if has_table(connection, "main", "fct_department_change"):
        for row in rows(connection, "SELECT DISTINCT department_id, month FROM fct_department_change ORDER BY month"):
            found.setdefault(("department_now", row["department_id"]), []).append(row["month"])
    return found


def _first(connection, metric_id: str, newest: str, months: list[str]):
    """The picture that stands there until Plotly is loaded."""
    points = [
        row for row in read.trend(connection, months[0], newest, headline_only=False) if row["metric_id"] == metric_id
    ]
    return site.picture(charts.columns(points[-FIRST_MONTHS:]), "先显示的图") if points else ""
