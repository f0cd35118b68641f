"""What is asked of one month, answered from one look-up of many.

The engine needs longer to plan a small query than to run it, and a page asks some seventy of its month. Of the pages
of ten years that was three quarters of the work. So a query that is written for a span of months (``$first``,
``$last``, a column ``month`` in what it gives) is run once for all months that are about to be written.
"""

from collections.abc import Collection
from typing import Any

Rows = list[dict]


class Months:
    """A connection to a published file that remembers what was asked over the months ``first`` to ``last``. Whoever
    asks treats it as a connection. It holds what it read until it is dropped: a span is a few years, not all of them.

    metric_ids: all metrics that ``monthly`` may be asked for in any of the months.
    """

    def __init__(self, connection, first: str, last: str, metric_ids: Collection[str] = ()):
        self.connection, self.first, self.last = connection, first, last
        self.metric_ids = sorted(metric_ids)
        self._monthly: dict[tuple[str, str], dict[str, Rows]] = {}
        self._once: dict[tuple[str, str], Rows] = {}

    def execute(self, query: str, parameters: Any = None):
        """Anything that is not asked by month."""
        return self.connection.execute(query, parameters)

    def of(self, month: str, query: str, values: dict) -> Rows:
        if not self.first <= month <= self.last:
            raise ValueError(f"{month} is not one of the months {self.first} to {self.last}")
        found = self._monthly.get(key := (query, repr(values)))
        if found is None:
            found = self._monthly[key] = {}
            for row in _rows(self.connection, query, {"first": self.first, "last": self.last, **values}):
                found.setdefault(row["month"], []).append(row)
        return found.get(month, [])

    def once(self, query: str, values: dict) -> Rows:
        if (key := (query, repr(values))) not in self._once:
            self._once[key] = _rows(self.connection, query, values)
        return self._once[key]


def monthly(connection, query: str, month: str, *, metric_ids: Collection[str] | None = None, **values) -> Rows:
    """The rows of ``month``, as ordered by the query, which reads ``$first`` to ``$last`` and gives a column ``month``.

    connection: one to the file, or ``Months`` that ``month`` is one of. metric_ids: the metrics whose rows are wanted,
    where the query names ``$metric_ids`` and gives a column ``metric_id``.
    """
    if metric_ids is None:
        span = connection if isinstance(connection, Months) else Months(connection, month, month)
        return span.of(month, query, values)
    span = connection if isinstance(connection, Months) else Months(connection, month, month, metric_ids)
    if unforeseen := set(metric_ids).difference(span.metric_ids):
        raise ValueError(f"not looked up for these months: {sorted(unforeseen)}")
    found = span.of(month, query, {"metric_ids": span.metric_ids, **values})
    return [row for row in found if row["metric_id"] in metric_ids]


def once(connection, query: str, **values) -> Rows:
    """Rows that are the same for every month."""
    if isinstance(connection, Months):
        return connection.once(query, values)
    return _rows(connection, query, values)


def _rows(connection, query: str, values: dict) -> Rows:
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]
