"""The metric table, the SQL that makes figures, the readers of bulletins, the pages and the documents speak of the same
metrics: an id that is only in one of them is a figure nobody sees, or a question nobody answers."""

import csv
import re

import pytest

from pipelines.bulletins import patterns, tables
from pipelines.home import DBT_PROJECT, REPOSITORY
from pipelines.sources import catalog

MODELS = DBT_PROJECT / "models"
ID = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"


def seed(name: str) -> list[dict]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ids(rows: list[dict]) -> set[str]:
    return {row["metric_id"] for row in rows}


METRICS = ids(seed("metric"))
RATES = ids(seed("metric_rate"))
# Figures of the roster, not of an export.
OF_THE_ROSTER = {"department_headcount"}
# A row of this ledger names its metric itself.
NAMED_BY_ITS_ROWS = {row["metric_id"] for row in seed("metric") if row["dataset"] == "register_count"}


def found(pattern: str, *paths) -> set[str]:
    return {metric_id for path in paths for metric_id in re.findall(pattern, path.read_text("utf-8"))}


def unpivoted() -> set[str]:
    """Metrics of ledgers that hold one in each column."""
    return {column.metric for f in catalog.load().formats for column in f.unpivot.values()}


def test_every_metric_is_made_in_one_of_the_declared_ways_and_nothing_else_is():
    contributions = sorted(MODELS.glob("intermediate/int_metric_contributions*.sql"))
    named = found(rf"contributions\(\s*'({ID})'", *contributions)
    lasting = [
        MODELS / "intermediate" / f"int_metric_contributions__{name}.sql" for name in ("states", "distinct", "social")
    ]
    named |= found(rf"'({ID})'", *lasting) & METRICS
    daily = found(rf"'({ID})'", MODELS / "intermediate" / "int_daily_values.sql") & METRICS
    by_table = ids(seed("register_metric")) | ids(seed("account_day_metric"))
    assert sorted((named | by_table) - METRICS) == []
    assert sorted(METRICS - named - by_table - daily - NAMED_BY_ITS_ROWS - OF_THE_ROSTER - unpivoted()) == []


SQL = sorted(p for folder in ("models", "macros", "tests") for p in (DBT_PROJECT / folder).rglob("*.sql"))


def test_sql_asks_only_for_metrics_of_the_table():
    asked = found(rf"metric_id (?:=|<>) '({ID})'|'({ID})' as metric_id", *SQL)
    listed = {
        i for group in found(r"metric_id (?:not )?in \(('[^)]*)\)", *SQL) for i in re.findall(rf"'({ID})'", group)
    }
    wanted = {i for pair in asked for i in pair if i} | listed
    assert len(wanted) > 10
    assert sorted(wanted - METRICS - RATES) == []


def test_the_bulletin_asks_only_for_metrics_of_the_table():
    wanted = found(rf'facts(?:\.get\(|, )"({ID})"', REPOSITORY / "pipelines" / "reports" / "bulletin.py")
    assert wanted
    assert sorted(wanted - METRICS - RATES) == []


def test_what_is_read_from_printed_bulletins_is_a_metric_of_the_table():
    shapes = tables.declared().shape
    printed = patterns.metrics() | {m for s in shapes for m in (*s.values, *s.generic, *s.series)}
    assert sorted(printed - METRICS - RATES) == []


@pytest.mark.parametrize("path", sorted((REPOSITORY / "docs").glob("*.md")), ids=lambda path: path.name)
def test_documents_name_only_metrics_of_the_table(path):
    written = path.read_text("utf-8")
    listed = {i for group in re.findall(r"metric_id IN \(([^)]*)\)", written) for i in re.findall(rf"'({ID})'", group)}
    named = set(re.findall(rf"metric_id = '({ID})'|\btrace ({ID})", written))
    wanted = {i for pair in named for i in pair if i} | listed
    assert sorted(wanted - METRICS - RATES) == []
