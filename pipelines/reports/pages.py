"""Rows → pages: view models for the templates, and the files on disk.

Belongs here: which rows a page shows, in which order, under which name. Text of single values is made in ``format``,
charts in ``figures``, markup in ``templates``.
"""

import json
import os
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

import plotly
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipelines.months import shift
from pipelines.reports import figures, plans, read
from pipelines.reports import format as fmt

HERE = Path(__file__).parent
SCRIPT = "assets/plotly.min.js"
# So many publications back the index tells what became of the checks, and so many changes a page lists of it.
PUBLICATIONS_SHOWN = 3
CHANGES_SHOWN = 12
COMPARED_WITH = {"mom": "比上月", "yoy": "比去年同月"}
PERIODS_OF_A_YEAR = {"全年、半年与季度": ("quarter", "half", "year"), "学期与学年": ("term", "academic_year")}


def publish(database: Path, out: Path, months: list[str] | None = None) -> list[Path]:
    """Write the pages of ``months`` (default: every month with data) and, around them, the index, the years these
    months touch and all departments. Returns the paths written, newest month first.

    Raises ValueError for a month before the first or after the last of the warehouse, OSError where ``out`` cannot
    be written. Pages appear whole or not at all: each is written beside its place and moved there.
    """
    out = Path(out)
    with read.open_database(Path(database)) as connection:
        known = read.months(connection)
        wanted = known if months is None else sorted(set(months))
        if not known:
            raise ValueError("数据里还没有任何月份，先运行 tongbao run")
        # A month in between of which nothing is known has a page too: it says that everything is missing.
        if outside := [month for month in wanted if not known[0] <= month <= known[-1]]:
            raise ValueError(f"数据从 {known[0]} 到 {known[-1]}，没有这些月份：{'、'.join(outside)}")
        newest = read.newest_month(connection) or known[-1]
        _copy_script(out)
        site = _site(connection, out, known, wanted)
        written = [
            write_page(out / "months" / f"{month}.html", "month.html", "../", site | month_page(connection, month))
            for month in reversed(wanted)
        ]
        # A month is also the base of the same month a year later, so it shows on two year pages.
        touched = {month[:4] for month in wanted} | {str(int(month[:4]) + 1) for month in wanted}
        for year in [year for year in site["years"] if year in touched]:
            page = year_page(connection, year, known[-1], newest)
            written.append(write_page(out / "years" / f"{year}.html", "year.html", "../", site | page))
        trends = _by(read.department_trends(connection, shift(newest, -12), newest), "department_id")
        asked = plans.by_department(connection, newest)
        issues = read.issues(connection, "%")
        for department in site["departments"]:
            page = department_page(department, trends.get(department["department_id"], []), newest)
            page |= {"issues": issues, "plan": asked.get(department["department_id"]) or plans.none()}
            target = out / "departments" / f"{department['department_id']}.html"
            written.append(write_page(target, "department.html", "../", site | page))
        # What was written of a department before it was closed is no longer true.
        for path in set((out / "departments").glob("*.html")) - set(written):
            path.unlink()
        written.append(write_page(out / "index.html", "index.html", "", site | index_page(connection, newest)))
    return written


def month_page(connection, month: str) -> dict:
    """What ``month.html`` shows."""
    points = read.trend(connection, shift(month, -12), month, headline_only=False)
    series = _by(points, "metric_id")
    coverage = read.coverage(connection, month)
    files = read.files(connection, month)
    checks = read.reconciliation(connection, month)
    changes = read.check_changes(connection, month)
    datasets = {file["dataset"] for file in files}
    festival = read.festival(connection, month)
    restatements = read.restatements(connection, month)
    now = [_fact(rows[-1]) | {"has_files": rows[-1]["dataset"] in datasets} for rows in series.values()]
    return {
        "title": f"{fmt.month_name(month)}宣传数据",
        "month": month,
        "month_of_year": fmt.month_of_year(month),
        "headline": [fact for fact in now if fact["is_headline"]],
        "trends": [_trend(rows) for rows in series.values() if rows[-1]["is_headline"]],
        "calendar": read.calendar(connection, month),
        "festival": [row | {"yoy": fmt.change(row, "yoy", row["direction"], row["unit"])} for row in festival],
        "rankings": _rankings(
            read.departments(connection, month),
            read.department_types(connection, month),
            read.contributions(connection, month),
            read.newcomers_and_dropouts(connection, month),
            read.foundings(connection, month),
        ),
        "bulletin": {
            "website_updates": read.website_updates(connection, month),
            "wechat_base": read.wechat_base(connection, month),
            "wechat_readers": read.wechat_readers(connection, month),
            "notes": read.bulletin_notes(connection, month),
            "wechat_menu": read.wechat_menu(connection, month),
            "wechat_contributions": read.wechat_contributions(connection, month),
            "submissions": read.submissions(connection, month),
            "party_uploads": _pairs(read.party_uploads(connection, month)),
            "training": read.training(connection, month),
        },
        "coverage": coverage,
        "coverage_counts": _counts(coverage, fmt.COVERAGE),
        "missing": [fact for fact in now if fact["status"] == "missing"],
        "provisional": [fact for fact in now if fact["is_provisional"]],
        "issues": read.issues(connection, month),
        "checks": checks,
        "check_counts": _counts(checks, fmt.VERDICT),
        "check_changes": list(_by(changes[:CHANGES_SHOWN], "published_at").items()),
        "older_check_changes": len(changes[CHANGES_SHOWN:]),
        "restatements": restatements,
        "unexplained": sum(bool(row["needs_reason"]) for row in restatements),
        "corrections": read.corrections(connection, month),
        "plan": plans.month(connection, month),
        "facts": _by(now, "channel_name"),
        "files": _by(files, "dataset"),
    }


def year_page(connection, year: str, last_month: str, newest: str) -> dict:
    """What ``year.html`` shows: twelve months against the year before, and the sums the warehouse made. In a running
    year the year to date up to ``newest``, the last month that is told of."""
    last = min(f"{year}-12", last_month)
    so_far = newest if f"{year}-01" <= newest < f"{year}-12" else None
    points = read.trend(connection, f"{int(year) - 1}-01", last)
    metrics = [_year(rows, year) for rows in _by(points, "metric_id").values()]
    halves = [
        row | {"half": fmt.change(row, "half", row["direction"], row["unit"])} for row in read.halves(connection, year)
    ]
    return {
        "title": f"{year}年宣传数据",
        "year": year,
        "months": [row["month"] for row in metrics[0]["rows"]] if metrics else [],
        "metrics": metrics,
        "so_far": so_far,
        "sums": [row for item in metrics for row in item["rows"] if row["month"] == so_far],
        "halves": _by(halves, "channel_name"),
        "periods": {
            title: _periods(read.year_figures(connection, year, *types)) for title, types in PERIODS_OF_A_YEAR.items()
        },
        "plan": plans.year(connection, year),
        "issues": read.issues(connection, f"{year}-%"),
    }


def _periods(rows: list[dict]) -> dict:
    """A table of metrics × periods: the periods in order, and by metric its cell of each period."""
    return {
        "columns": _unique(row["period"] for row in rows),
        "cells": {key: {row["period"]: row for row in group} for key, group in _by(rows, "metric_id").items()},
    }


def department_page(department: dict, points: list[dict], newest: str) -> dict:
    """What ``department.html`` shows: every metric of one department in today's structure, 13 months."""
    metrics = [_trend(rows) | {"now": _fact(rows[-1])} for rows in _by(points, "metric_id").values()]
    return {"title": department["name"], "department": department, "newest": newest, "metrics": metrics}


def index_page(connection, newest: str) -> dict:
    """What ``index.html`` shows."""
    points = read.trend(connection, shift(newest, -12), newest)
    coverage = read.coverage_matrix(connection, newest)
    return {
        "title": "宣传数据",
        "newest": newest,
        "headline": [_fact(rows[-1]) for rows in _by(points, "metric_id").values()],
        "coverage_months": _unique(row["month"] for row in coverage),
        "coverage": {key: {row["month"]: row for row in rows} for key, rows in _by(coverage, "dataset").items()},
        "publications": read.publications(connection, PUBLICATIONS_SHOWN),
        "issues": read.issues(connection, "%"),
    }


def _site(connection, out: Path, known: list[str], wanted: list[str]) -> dict:
    """What every page shows. ``page_months`` are those whose page exists, so no link leads nowhere."""
    page_months = sorted({*wanted, *(m for m in known if (out / "months" / f"{m}.html").exists())})
    return {
        "institution": read.institution(connection),
        "run": read.last_run(connection),
        "page_months": page_months,
        "years": _unique(month[:4] for month in known),
        "departments": read.current_departments(connection),
        "dataset_names": fmt.DATASET | read.dataset_names(connection),
        "chart_setup": _script_json(
            json.dumps({"config": figures.CONFIG, "locale": figures.LOCALE, "theme": figures.THEME}, ensure_ascii=False)
        ),
    }


def _fact(row: dict) -> dict:
    """A row of ``rpt_metric_trend`` with its two comparisons in words."""
    direction, unit = row["direction"], row["unit"]
    return row | {
        "mom": fmt.change(row, "mom", direction, unit),
        "yoy": fmt.change(row, "yoy", direction, unit),
    }


def _trend(rows: list[dict]) -> dict:
    """One metric's table of months, with a chart where it is a headline metric."""
    last = rows[-1]
    return {
        "metric_id": last["metric_id"],
        "metric_name": last["metric_name"],
        "unit": last["unit"],
        "definition": last["definition"],
        "channel_name": last.get("channel_name", ""),
        "latest": fmt.figure(last["value"], last["status"], last["unit"]),
        "rows": [_fact(row) for row in rows],
        "chart": _chart(figures.trend(rows)) if last["is_headline"] else None,
    }


def _year(rows: list[dict], year: str) -> dict:
    """One metric's months of ``year`` charted against the year before."""
    this_year = [row for row in rows if row["month"][:4] == year]
    chart = figures.years(this_year, [row for row in rows if row["month"][:4] < year])
    return {
        "metric_id": rows[-1]["metric_id"],
        "metric_name": rows[-1]["metric_name"],
        "unit": rows[-1]["unit"],
        "definition": rows[-1]["definition"],
        "rows": [_fact(row) for row in this_year],
        "chart": _chart(chart),
    }


def _rankings(
    rows: list[dict],
    types: list[dict],
    contributions: list[dict],
    comings_and_goings: list[dict],
    foundings: list[dict],
) -> list[dict]:
    """Departments beside each other, one entry per metric. Headline metrics have a chart of all departments that
    have anything to show; what each type of them made together, the names of those that had none, that are new or gone
    since last month, that were founded or closed, and of those that made the change, are given in words."""
    of_types = _by(types, "metric_id")
    rankings = []
    changed_sides = {row["metric_id"]: row for row in comings_and_goings}
    movers = _by(contributions, "metric_id")
    founded = _by(foundings, "metric_id")
    for metric_id, group in _by(rows, "metric_id").items():
        shown = [row for row in group if row["value"] or row["previous_value"] or row["last_year_value"]]
        rankings.append(
            {
                "metric_id": metric_id,
                "metric_name": group[0]["metric_name"],
                "unit": group[0]["unit"],
                "types": [_type(row) for row in of_types.get(metric_id, []) if row["value"] or row["mom_change"]],
                "movers": _movers(movers.get(metric_id, [])),
                "newcomers": changed_sides.get(metric_id, {}).get("newcomers", []),
                "dropouts": changed_sides.get(metric_id, {}).get("dropouts", []),
                "foundings": _foundings(founded.get(metric_id, [])),
                "rows": [_fact(row) for row in group],
                "chart": _chart(figures.departments(shown)) if shown and group[0]["is_headline"] else None,
                "none": [row["department_name"] for row in group if row["value"] == 0],
            }
        )
    return rankings


def _type(row: dict) -> str:
    said = f"（{fmt.signed(row['mom_change'])}）" if row["mom_change"] else ""
    return f"{row['type']} {fmt.figure(row['value'], unit=row['unit'])}{said}"


def _movers(rows: list[dict]) -> list[str]:
    """Of one metric, for each comparison: the change of the whole and the departments that made most of it."""
    said = []
    for comparison, group in _by(rows, "comparison").items():
        total = group[0]["total_change"]
        said.append(f"{COMPARED_WITH[comparison]} {fmt.signed(total) if total else '持平'}，其中 {_parts(group)}")
    return said


def _foundings(rows: list[dict]) -> list[str]:
    """Of one metric, for each comparison: who did not exist then and who does not exist now, with their parts."""
    said = []
    for comparison, group in _by(rows, "comparison").items():
        kinds = [
            f"{'新设' if is_founded else '撤销'} {_parts(of_kind)}"
            for is_founded, of_kind in _by(group, "is_founded").items()
        ]
        said.append(f"{COMPARED_WITH[comparison]}{'，'.join(kinds)}")
    return said


def _parts(rows: list[dict]) -> str:
    return "、".join(f"{row['department_name']} {fmt.signed(row['change'])}" for row in rows)


def _pairs(rows: list[dict]) -> list[tuple]:
    """Two by two, as Table 6 is printed; an odd last row stands alone."""
    return [(rows[i], rows[i + 1] if i + 1 < len(rows) else None) for i in range(0, len(rows), 2)]


def _counts(rows: list[dict], order: Iterable[str]) -> list[tuple[str, int]]:
    found = [row["status"] for row in rows]
    return [(status, found.count(status)) for status in _unique([*order, *found]) if status in found]


def _by(rows: list[dict], key: str) -> dict[str, list[dict]]:
    """Consecutive rows with the same ``key``; the queries order by it."""
    return {name: list(group) for name, group in groupby(rows, key=lambda row: row[key])}


def _unique(items: Iterable) -> list:
    return list(dict.fromkeys(items))


def _chart(figure) -> dict:
    """The figure for the page's script, and its height, so that the page keeps its place while charts are drawn."""
    return {"json": _script_json(figure.to_json()), "height": figure.layout.height}


def _script_json(text: str) -> Markup:
    """JSON that cannot end the script element it stands in, whatever the exports contain."""
    return Markup(text.replace("<", "\\u003c"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates", HERE / "static"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"fmt": fmt, "plans": plans, "moved": shift, "CHANGES_SHOWN": CHANGES_SHOWN}
    return environment


def write_page(path: Path, template: str, root: str, context: dict) -> Path:
    """Render to ``path``; ``root`` is the way from the page to the folder of ``index.html``."""
    _replace(path, _environment().get_template(template).render(root=root, script=SCRIPT, **context).encode())
    return path


def _copy_script(out: Path) -> None:
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    target = out / SCRIPT
    if not target.exists() or target.stat().st_size != source.stat().st_size:
        _replace(target, source.read_bytes())


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
