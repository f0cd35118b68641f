"""Departments beside each other: bars with last year's mark, the heat of thirteen months, who rose and who fell."""

from itertools import groupby

from pipelines.months import shift, span
from pipelines.reports import format as fmt
from pipelines.reports.month.read import DepartmentMonths

MOVED = 3
# Classes of the heat: shares of the largest value of the table.
HEAT = (0.25, 0.5, 0.75)


def tables(rows: list[dict], cells: DepartmentMonths, facts: dict[str, dict], month: str) -> list[dict]:
    """One entry per headline metric that any department has. rows: ``read.departments``; cells: the months before, of
    ``month.read.History``; facts: the figures of the whole institution."""
    months = span(shift(month, -12), month)
    found = []
    for metric_id, group in groupby(rows, key=lambda row: row["metric_id"]):
        listed = list(group)
        if any(row["value"] for row in listed):
            found.append(_table(metric_id, listed, cells, months) | _whole(facts.get(metric_id)))
    return found


def _table(metric_id: str, rows: list[dict], cells: DepartmentMonths, months: list[str]) -> dict:
    most = max([value for row in rows for value in (row["value"], row["last_year_value"]) if value] or [1])
    moved = sorted((row for row in rows if row["yoy_change"]), key=lambda row: -row["yoy_change"])
    heat = [_heat_row(row, cells.get((metric_id, row["department_id"]), {}), months) for row in rows]
    shown = [row for row in heat if any(cell["value"] for cell in row["cells"])]
    peak = max([cell["value"] or 0 for row in shown for cell in row["cells"]] or [1]) or 1
    for row in shown:
        for cell in row["cells"]:
            cell["heat"] = _heat(cell, peak)
    return {
        "metric_id": metric_id,
        "metric_name": rows[0]["metric_name"],
        "unit": rows[0]["unit"],
        "rows": [row | _bar(row, most) for row in rows if row["value"] and row["department_id"] != "unrecognised"],
        "none": [row["department_name"] for row in rows if row["value"] == 0],
        "missing": [row["department_name"] for row in rows if row["value"] is None and row["status"] == "missing"],
        "risen": [_moved(row) for row in moved if row["yoy_change"] > 0][:MOVED],
        "fallen": [_moved(row) for row in reversed(moved) if row["yoy_change"] < 0][:MOVED],
        "months": months,
        "heat": shown,
        "quiet": len(heat) - len(shown),
    }


def _whole(fact: dict | None) -> dict:
    """What the departments do not make of the whole."""
    return {"unassigned": fact and fact["unassigned_value"], "whole": fact and fact["value"]}


def _bar(row: dict, most: float) -> dict:
    return {
        "share": f"{row['value'] / most:.3f}",
        "last_share": None if row["last_year_value"] is None else f"{row['last_year_value'] / most:.3f}",
        "change": difference(row),
    }


def difference(row: dict) -> str:
    """On the same month last year, in units: a percentage of a handful says nothing."""
    if row["yoy_change"] is None:
        return fmt.NOTHING
    return "＝" if not row["yoy_change"] else fmt.signed(row["yoy_change"])


def _moved(row: dict) -> tuple[str, str]:
    return row["department_name"], fmt.signed(row["yoy_change"])


def _heat_row(row: dict, known: dict, months: list[str]) -> dict:
    absent = {"value": None, "status": "absent"}
    return row | {"cells": [dict(known.get(month, absent)) for month in months]}


def _heat(cell: dict, peak: float) -> str:
    if cell["value"] is None:
        return "gap" if cell["status"] == "missing" else "out"
    if cell["value"] <= 0:
        return "q0"
    return f"q{1 + sum(cell['value'] / peak > limit for limit in HEAT)}"
