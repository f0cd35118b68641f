"""Publishing on Spark: readers that poll meanwhile see the version before or the new one, each of them whole."""

import threading
import time

import pytest
from cluster.conftest import engine_of

from pipelines.cluster import standalone
from pipelines.cluster.publish import PublicTable, publish, published_version
from pipelines.cluster.session import Engine, asking, stop
from pipelines.home import Home

TABLES = [
    PublicTable("main", "fct_a", "一张表；含 '引号'", {"version": "版本", "n": "序号"}),
    PublicTable("main", "fct_b", "另一张表", {"version": "版本", "n": "序号"}),
    PublicTable("bulletin", "training", "通报的表", {"version": "版本", "人数": "人数"}),
]
ROWS = 50
# How long a busy machine may take to read six small tables.
PATIENCE = 300


@pytest.fixture(params=["session", "server"])
def connected(request, needs_spark, tmp_path):
    """Begins to ask of a cluster by a session of this process, or of a server that many share."""
    home, tables = Home(tmp_path / "nowhere"), tmp_path / "tables"
    if request.param == "server":
        with standalone.serving(tmp_path / "server", tables) as address:
            yield lambda: asking(home, Engine(server=address, tables=str(tables)))
    else:
        with standalone.running(tmp_path / "cluster") as cluster:
            yield lambda: asking(home, engine_of(cluster, tables))
            stop()


def build(ask, version: str) -> None:
    for table in TABLES:
        ask(f"create schema if not exists {table.schema}_{version}")
        number = list(table.columns)[1]
        ask(
            f"create table {table.schema}_{version}.{table.name} using parquet as "
            f"select '{version}' as version, id as `{number}` from range({ROWS})"
        )


def test_readers_that_poll_through_publications_see_whole_versions_only(connected):
    seen, torn, done = set(), [], threading.Event()

    def poll() -> None:
        with connected() as ask:
            while not done.is_set():
                for table in TABLES:  # one table: its view
                    found = ask(f"select version, count(*) from {table.schema}.{table.name} group by version")
                    if len(found) != 1 or found[0][1] != ROWS:
                        torn.append((table.name, found))
                version = published_version(ask)  # several tables of one state: the pointer
                seen.add(version)
                counted = "select version, count(*) from {}_{}.{} group by version"
                whole = {row for t in TABLES for row in ask(counted.format(t.schema, version, t.name))}
                if whole != {(version, ROWS)}:
                    torn.append((version, whole))

    with connected() as ask:
        build(ask, "r1")
        publish(ask, TABLES, "r1")
        reader = threading.Thread(target=poll)
        reader.start()
        for version in ("r2", "r3", "r4"):
            build(ask, version)
            publish(ask, TABLES, version)
            until = time.monotonic() + PATIENCE
            while version not in seen and reader.is_alive() and time.monotonic() < until:
                time.sleep(0.05)
        done.set()
        reader.join()
        assert torn == []
        assert published_version(ask) == "r4" and {"r2", "r3", "r4"} <= seen
        assert {name for (name,) in ask("show schemas like 'main_*'")} == {"main_r3", "main_r4"}


def test_views_carry_the_notes_of_tables_and_columns(connected):
    with connected() as ask:
        build(ask, "r1")
        publish(ask, TABLES, "r1")
        assert {name: note for name, _, note in ask("describe main.fct_a")} == {"version": "版本", "n": "序号"}
        details = {row[0]: row[1] for row in ask("describe extended main.fct_a")}
        assert details["Comment"] == "一张表；含 '引号'"
