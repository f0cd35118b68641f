"""One look-up for many months gives each of them what it would have been given alone."""

import duckdb
import pytest

from pipelines.monthly import Months, monthly, once
from pipelines.months import span

BY_MONTH = "SELECT month, metric_id, value FROM figure WHERE month BETWEEN $first AND $last ORDER BY value DESC"
OF_METRICS = BY_MONTH.replace("WHERE", "WHERE list_contains($metric_ids, metric_id) AND")


class Counted:
    """A connection that knows how often it was asked."""

    def __init__(self, connection):
        self.connection, self.asked = connection, 0

    def execute(self, *question):
        self.asked += 1
        return self.connection.execute(*question)


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("CREATE TABLE figure (month VARCHAR, metric_id VARCHAR, value INT)")
        rows = [(month, id_, 10 * i + len(id_)) for i, month in enumerate(span("2019-11", "2020-03")) for id_ in "abb"]
        opened.executemany("INSERT INTO figure VALUES (?, ?, ?)", rows)
        yield Counted(opened)


def test_every_month_gets_its_own_rows_in_the_order_of_the_query(connection):
    months = span("2019-11", "2020-02")
    alone = [monthly(connection, BY_MONTH, month) for month in months]
    together = Months(connection, months[0], months[-1])
    connection.asked = 0
    assert [monthly(together, BY_MONTH, month) for month in months] == alone
    assert connection.asked == 1
    assert all(len(rows) == 3 for rows in alone)


def test_a_month_of_which_there_is_nothing_has_no_rows(connection):
    assert monthly(Months(connection, "2018-01", "2020-02"), BY_MONTH, "2018-05") == []


def test_metrics_are_looked_up_for_all_pages_and_given_to_those_who_ask(connection):
    together = Months(connection, "2019-11", "2020-02", {"a", "b"})
    connection.asked = 0
    asked = [
        monthly(together, OF_METRICS, month, metric_ids=[id_]) for month in span("2019-11", "2020-02") for id_ in "ab"
    ]
    assert connection.asked == 1
    assert [{row["metric_id"] for row in rows} for rows in asked] == [{"a"}, {"b"}] * 4
    assert asked[0] == monthly(connection, OF_METRICS, "2019-11", metric_ids=["a"])


def test_what_was_not_looked_up_is_refused_and_not_answered_with_nothing(connection):
    together = Months(connection, "2019-11", "2020-02", {"a"})
    with pytest.raises(ValueError, match="2020-03"):
        monthly(together, BY_MONTH, "2020-03")
    with pytest.raises(ValueError, match="'b'"):
        monthly(together, OF_METRICS, "2020-01", metric_ids=["a", "b"])


def test_what_is_the_same_for_every_month_is_asked_once(connection):
    together = Months(connection, "2019-11", "2020-02")
    connection.asked = 0
    found = [once(together, "SELECT max(value) AS most FROM figure WHERE metric_id = $id", id="a") for _ in range(3)]
    assert found == [[{"most": 41}]] * 3 and connection.asked == 1
    assert once(connection, "SELECT 1 AS one") == [{"one": 1}]
