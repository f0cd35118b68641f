"""Which pages are written again: those of every month of which something that they show has changed, and no other."""

import json

import duckdb
import pytest

from pipelines.months import span
from pipelines.reports.outputs import LEDGER, _pages_now, stale_months

MONTHS = span("2018-09", "2020-12")


@pytest.fixture
def published(tmp_path):
    """A published file with two figures a month, and pages of all months written from it: (database, folder)."""
    database, out = tmp_path / "tongbao.duckdb", tmp_path / "reports"
    (out / "months").mkdir(parents=True)
    with duckdb.connect(database) as connection:
        connection.execute("create schema quality; create table fct_metric_month (month varchar)")
        for table in ("rpt_metric_trend", "fct_metric_source"):
            connection.execute(f"create table {table} (month varchar, account varchar, value double)")
        connection.execute("create table dim_month (month varchar, month_start date, month_end date)")
        connection.execute("create table fct_target (target_id varchar, period_start date, period_end date)")
        for month in MONTHS:
            (out / "months" / f"{month}.html").touch()
            connection.execute("insert into fct_metric_month values (?)", [month])
            connection.execute(
                f"insert into dim_month select '{month}', d, last_day(d) from (select date '{month}-01' as d)"
            )
            for account, value in (("甲", 1), ("乙", 2)):
                connection.execute("insert into rpt_metric_trend values (?, ?, ?)", [month, account, value])
                connection.execute("insert into fct_metric_source values (?, ?, ?)", [month, account, value])
        (out / LEDGER).write_text(json.dumps(_pages_now(connection, "1")), encoding="utf-8")
    return database, out


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ("select 1", []),
        # A page shows its month and the twelve before it.
        (
            "update rpt_metric_trend set value = 5 where month = '2019-03' and account = '乙'",
            span("2019-03", "2020-03"),
        ),
        ("delete from rpt_metric_trend where month = '2020-11' and account = '甲'", ["2020-11", "2020-12"]),
        ("insert into fct_metric_source values ('2018-09', '丙', 0)", span("2018-09", "2019-09")),
        # The figures of two accounts exchanged: equal sum, other rows.
        ("update rpt_metric_trend set value = 3 - value where month = '2020-12'", ["2020-12"]),
        ("insert into fct_target values ('t', '2020-10-31', '2020-12-01')", ["2020-10", "2020-11", "2020-12"]),
    ],
    ids=["nothing", "an older month", "one row less", "a row behind a figure", "exchanged", "a target of a quarter"],
)
def test_pages_of_months_that_show_what_changed_are_stale(published, change, stale):
    database, out = published
    with duckdb.connect(database) as connection:
        connection.execute(change)
    assert stale_months(database, out, "1") == stale


def test_every_page_is_stale_for_another_program_and_one_that_is_gone_for_any(published):
    database, out = published
    (out / "months" / "2019-05.html").unlink()
    assert stale_months(database, out, "1") == ["2019-05"]
    assert stale_months(database, out, "2") == MONTHS
