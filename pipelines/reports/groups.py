"""Rows in groups."""

from collections.abc import Iterable
from itertools import groupby


def by(rows: list[dict], key: str) -> dict:
    """Consecutive rows with the same ``key``; the queries order by it."""
    return {name: list(group) for name, group in groupby(rows, key=lambda row: row[key])}


def counts(rows: list[dict], order: Iterable[str]) -> list[tuple[str, int]]:
    """(status, number of rows) of the statuses that occur, in the order given, others behind."""
    found = [row["status"] for row in rows]
    return [(status, found.count(status)) for status in dict.fromkeys([*order, *found]) if status in found]
