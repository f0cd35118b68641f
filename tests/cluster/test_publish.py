"""Publishing on Spark: readers that poll meanwhile see the version before or the new one, each of them whole."""

import threading
import time

from pipelines.cluster.publish import PublicTable, publish, published_version

TABLES = [
    PublicTable("main", "fct_a", "一张表；含 '引号'", {"version": "版本", "n": "序号"}),
    PublicTable("main", "fct_b", "另一张表", {"version": "版本", "n": "序号"}),
    PublicTable("bulletin", "training", "通报的表", {"version": "版本", "人数": "人数"}),
]
ROWS = 50
# How long a busy machine may take to read six small tables.
PATIENCE = 120


def build(spark, version: str) -> None:
    for table in TABLES:
        spark.sql(f"create schema if not exists {table.schema}_{version}")
        number = list(table.columns)[1]
        spark.sql(
            f"create table {table.schema}_{version}.{table.name} using parquet as "
            f"select '{version}' as version, id as `{number}` from range({ROWS})"
        )


def test_readers_that_poll_through_publications_see_whole_versions_only(spark):
    build(spark, "r1")
    publish(spark, TABLES, "r1")
    seen, torn, done = set(), [], threading.Event()

    def poll() -> None:
        while not done.is_set():
            for table in TABLES:  # one table: its view
                found = [
                    tuple(r)
                    for r in spark.sql(
                        f"select version, count(*) from {table.schema}.{table.name} group by version"
                    ).collect()
                ]
                if len(found) != 1 or found[0][1] != ROWS:
                    torn.append((table.name, found))
            version = published_version(spark)  # several tables of one state: the pointer
            seen.add(version)
            told = {
                tuple(r)
                for table in TABLES
                for r in spark.sql(
                    f"select version, count(*) from {table.schema}_{version}.{table.name} group by version"
                ).collect()
            }
            if told != {(version, ROWS)}:
                torn.append((version, told))

    reader = threading.Thread(target=poll)
    reader.start()
    for version in ("r2", "r3", "r4"):
        build(spark, version)
        publish(spark, TABLES, version)
        until = time.monotonic() + PATIENCE
        while version not in seen and reader.is_alive() and time.monotonic() < until:
            time.sleep(0.05)
    done.set()
    reader.join()
    assert torn == []
    assert published_version(spark) == "r4" and {"r2", "r3", "r4"} <= seen
    kept = {row[0] for row in spark.sql("show schemas like 'main_*'").collect()}
    assert kept == {"main_r3", "main_r4"}


def test_views_carry_the_notes_of_tables_and_columns(spark):
    build(spark, "r1")
    publish(spark, TABLES, "r1")
    described = {row[0]: row[2] for row in spark.sql("describe main.fct_a").collect()}
    assert described == {"version": "版本", "n": "序号"}
    details = {row[0]: row[1] for row in spark.sql("describe extended main.fct_a").collect()}
    assert details["Comment"] == "一张表；含 '引号'"
