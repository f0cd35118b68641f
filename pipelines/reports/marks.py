"""What is marked on charts beside the figures: moving festivals and the office's own events (事件表)."""

import datetime as dt

from pipelines.monthly import once
from pipelines.reports import format as fmt
from pipelines.reports.read import Rows, has_table

FESTIVALS = {"spring_festival": "春节", "dragon_boat": "端午", "mid_autumn": "中秋"}
EVERYBODY = ("institution", "institution")


def read(connection, first: str, last: str) -> Rows:
    """Festivals and events of the months ``first`` to ``last`` by day: ``month``, ``day``, ``title``, ``about`` (scope
    and its id)."""
    months = [row for row in once(connection, "SELECT * FROM dim_month") if first <= row["month"] <= last]
    found = [
        {"month": row["month"], "day": row[column], "title": title, "about": EVERYBODY}
        for row in months
        for column, title in FESTIVALS.items()
        if row.get(column)
    ]
    if has_table(connection, "main", "dim_event"):
        query = "SELECT month, event_date, title, scope, scope_id FROM dim_event WHERE scope IS NOT NULL"
        found += [
            {"month": e["month"], "day": e["event_date"], "title": e["title"], "about": (e["scope"], e["scope_id"])}
            for e in once(connection, query)
            if first <= e["month"] <= last
        ]
    return sorted(found, key=lambda mark: (mark["day"], mark["title"]))


def put_on(points: Rows, marks: Rows, *about: tuple[str, str]) -> Rows:
    """Points with ``marks``: the names of what concerns everybody or one of ``about`` in their month."""
    wanted = {EVERYBODY, *about}
    names: dict[str, list[str]] = {}
    for mark in marks:
        if mark["about"] in wanted:
            names.setdefault(mark["month"], []).append(f"{mark['title']}（{fmt.day(mark['day'])}）")
    return [point | {"marks": names.get(point["month"], [])} for point in points]


def listed(marks: Rows, month: str, *about: tuple[str, str]) -> list[str]:
    """去年中秋（9月13日）, 春节（1月25日）: what the signs on the charts of ``month`` stand for, once each."""
    wanted = {EVERYBODY, *about}
    return [_named(mark["title"], mark["day"], int(month[:4])) for mark in marks if mark["about"] in wanted]


def _named(title: str, day: dt.date, year: int) -> str:
    return f"{'去年' if day.year == year - 1 else ''}{title}（{fmt.day(day)}）"
