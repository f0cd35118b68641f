"""What stands where on the page of a year."""

from pipelines.months import span
from pipelines.reports import charts, plans, read, site
from pipelines.reports import format as fmt
from pipelines.reports.groups import by
from pipelines.reports.story.words import Number, Sentence, counted, joined
from pipelines.reports.year import read as year_read

PERIODS = {"全年、半年与季度": ("quarter", "half", "year"), "学期与学年": ("term", "academic_year")}
YEARS = 10
# So many figures the paragraph of the year tells.
SENTENCES = 6


def page(connection, year: str, last_month: str, newest: str) -> dict:
    """What ``year.html`` shows: the paragraph of the year, sums against the plan, years over each other, halves with
    their rates, periods, targets and awards. In a running year the year up to ``newest``, the last month told of."""
    so_far = newest if f"{year}-01" <= newest < f"{year}-12" else None
    points = by(read.trend(connection, f"{year}-01", min(f"{year}-12", last_month)), "metric_id")
    used = {key: rows for key, rows in points.items() if any(row["value"] is not None for row in rows)}
    figures = read.year_figures(connection, year, "year", "half")
    halves = [row | {"half": fmt.change(row, "half", unit=row["unit"])} for row in read.halves(connection, year)]
    return {
        "title": f"{year}年宣传工作",
        "year": year,
        "so_far": so_far,
        "months": [row["month"] for row in next(iter(points.values()), [])],
        "metrics": [rows[-1] | {"rows": rows} for rows in used.values()],
        "paragraph": _paragraph(used, figures, year, so_far),
        "charts": _charts(connection, used, year, so_far or f"{year}-12"),
        "sums": [row for rows in used.values() for row in rows if row["month"] == so_far],
        "halves": by(halves, "channel_name"),
        "periods": {title: _periods(read.year_figures(connection, year, *types)) for title, types in PERIODS.items()},
        "plan": plans.year(connection, year),
        "issues": read.all_issues(connection, f"{year}-%"),
    }


def _paragraph(used: dict, figures: list[dict], year: str, so_far: str | None) -> Sentence:
    """全年网站发稿 1,086 条，其中下半年 697 条；… in the customary form; of a running year its whole months so far."""
    known = {(row["metric_id"], row["period"]): row for row in figures}
    sentences = []
    for metric_id, rows in used.items():
        last = rows[-1]
        if last["additivity"] == "non":
            continue
        if so_far:
            whole = _so_far([row for row in rows if row["month"] <= so_far], last["additivity"])
            half = _so_far([row for row in rows if f"{year}-07" <= row["month"] <= so_far], last["additivity"])
        else:
            whole, half = known.get((metric_id, year)), known.get((metric_id, f"{year}-H2"))
        if not whole or whole["value"] is None:
            continue
        place, unit = f"year-{metric_id}", last["unit"]
        number = Number(counted(whole["value"], unit), whole["value"], f"{metric_id}:{year}", place)
        said: Sentence = [f"{last['metric_name']} {'≥' if whole['is_floor'] else ''}", number]
        if whole["months_covered"] < whole["months_expected"]:
            # Half of what is not the whole is not said of it.
            said.append(f"（只有 {whole['months_covered']} 个月的数）")
        elif last["additivity"] == "additive" and half and half["value"] and half["value"] != whole["value"]:
            part = Number(counted(half["value"], unit), half["value"], f"{metric_id}:{year}-H2", place)
            said += ["，其中下半年 ", part]
        sentences.append(said)
    if so_far:
        first, last = int(min(row["month"] for rows in used.values() for row in rows)[5:]), int(so_far[5:])
        lead = f"{year} 年 {first}–{last} 月，" if first < last else f"{year} 年 {last} 月，"
    else:
        lead = "全年"
    return [lead, *joined(sentences[:SENTENCES], "；", "。")] if sentences else ["没有数据。"]


def _so_far(rows: list[dict], additivity: str) -> dict | None:
    """The months of a running year as one period; of a stock the last one."""
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return None
    value = known[-1]["value"] if additivity == "semi" else sum(row["value"] for row in known)
    counts = {"months_covered": len(known), "months_expected": len(rows)}
    if additivity == "semi":
        counts = {"months_covered": 1, "months_expected": 1}
    return {"value": value, "is_floor": any(row["is_floor"] for row in known)} | counts


def _charts(connection, used: dict, year: str, until: str) -> list[dict]:
    """Sums against the plan where there is one, then every headline metric's years over each other. A month after
    ``until`` has only begun: it would look like a fall."""
    asked = year_read.yearly_targets(connection, year)
    values = {
        (row["metric_id"], row["month"]): row["value"]
        for row in year_read.months_of_years(connection, f"{int(year) - YEARS + 1}-01", until)
    }
    made = []
    for metric_id, rows in used.items():
        last = rows[-1]

        def twelve(of: str, metric_id=metric_id) -> list[float | None]:
            return [values.get((metric_id, month)) for month in span(f"{of}-01", f"{of}-12")]

        if metric_id in asked and last["additivity"] == "additive":
            figure = charts.cumulative(twelve(year), twelve(str(int(year) - 1)), asked[metric_id], last["unit"])
            made.append(_chart(f"plan-{metric_id}", f"{last['metric_name']}：累计与计划", last["unit"], figure))
        series = {str(of): twelve(str(of)) for of in range(int(year) - YEARS + 1, int(year) + 1)}
        shown = {of: months for of, months in series.items() if any(value is not None for value in months)}
        # One point is no course: the table has it.
        if sum(value is not None for months in shown.values() for value in months) > 1:
            figure = charts.years(shown, last["unit"])
            made.append(_chart(f"years-{metric_id}", last["metric_name"], last["unit"], figure))
    return made


def _chart(place: str, name: str, unit: str, figure: dict) -> dict:
    return {"place": place, "name": name, "unit": unit, "figure": figure, "picture": site.picture(figure, name)}


def _periods(rows: list[dict]) -> dict:
    """A table of metrics × periods: the periods in order, and by metric its cell of each period."""
    return {
        "columns": list(dict.fromkeys(row["period"] for row in rows)),
        "cells": {key: {row["period"]: row for row in group} for key, group in by(rows, "metric_id").items()},
    }
