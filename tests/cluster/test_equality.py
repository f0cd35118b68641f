"""Spark builds what DuckDB builds, to the row and the type, though a machine is lost in the middle."""

import json
import os
from dataclasses import dataclass

import duckdb
import pytest
from cluster.conftest import engine_of

from pipelines.cluster import standalone
from pipelines.cluster.build import build, manifest_path
from pipelines.cluster.compare import Compared, compare
from pipelines.cluster.publish import public_tables
from pipelines.cluster.session import session, stop

Notes = dict[str, str | None]


@dataclass(frozen=True)
class Built:
    """tests: name → status of each data test. notes: table → what Spark says of its columns, and of itself under ''.
    refused: what Spark says to a null where none may be."""

    models: int
    tests: dict[str, str]
    killed: int
    notes: dict[str, Notes]
    refused: str
    compared: list[Compared]


@pytest.fixture(scope="module")
def built_on_spark(needs_spark, published_home, tmp_path_factory) -> Built:
    """The sample home, built on a cluster of two workers of which one is lost half way."""
    environment = dict(os.environ)
    tables = tmp_path_factory.mktemp("tables")
    # One partition takes half the time; rows that are spread over several are compared by tests/spark.
    os.environ.update(TONGBAO_SPARK_SMALL="1", TONGBAO_SPARK_PARTITIONS="1")
    with standalone.running(tmp_path_factory.mktemp("cluster")) as cluster:
        engine = engine_of(cluster, tables)
        try:
            results = build(published_home, engine, standalone.losing_one(cluster, 0.5))
            spark = session(published_home, engine)
            notes = {
                f"{table.schema}.{table.name}": noted(spark, f"{table.schema}.`{table.name}`")
                for table in public_tables(manifest_path(published_home), "")
            }
            with pytest.raises(Exception, match="not_null") as refused:
                spark.sql("select coalesce(cast(null as int), raise_error('not_null: t.c'))").collect()
        finally:
            stop()
            os.environ.clear()
            os.environ.update(environment)
    kinds = [result.unique_id.partition(".")[0] for result in results]
    tests = {r.unique_id: r.status for r, kind in zip(results, kinds, strict=True) if kind == "test"}
    compared = compare(published_home.published, tables)
    return Built(kinds.count("model"), tests, cluster.killed, notes, str(refused.value), compared)


def noted(spark, table: str) -> Notes:
    """column → note, '' → the note of the table."""
    rows = spark.sql(f"describe extended {table}").collect()
    end = next(place for place, row in enumerate(rows) if not row[0])
    about = next((row[1] for row in rows[end:] if row[0] == "Comment"), None)
    return {row[0]: row[2] for row in rows[:end]} | {"": about}


def test_every_published_table_is_the_same_though_a_worker_is_lost(built_on_spark):
    assert built_on_spark.killed == 1
    assert built_on_spark.models > 190
    assert len(built_on_spark.compared) > 70
    assert [c for c in built_on_spark.compared if c.differs] == []


def test_every_data_test_has_run_there(built_on_spark):
    assert len(built_on_spark.tests) > 100
    assert {name: status for name, status in built_on_spark.tests.items() if status not in ("pass", "warn")} == {}


def test_tables_and_columns_carry_their_notes(built_on_spark, published_home):
    with duckdb.connect(str(published_home.published), read_only=True) as connection:
        rows = connection.execute("""
            SELECT schema_name || '.' || table_name, '', comment FROM duckdb_tables() WHERE NOT internal
            UNION ALL
            SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal
        """).fetchall()
    expected: dict[str, Notes] = {}
    for table, column, note in rows:
        expected.setdefault(table, {})[column] = note
    assert built_on_spark.notes == expected


def test_a_null_where_none_may_be_is_an_error(built_on_spark, published_home):
    """Tables of Parquet take any; the query that writes one refuses it."""
    assert "not_null: t.c" in built_on_spark.refused
    manifest = manifest_path(published_home)
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    asked, missing = 0, []
    for node in nodes:
        if node["resource_type"] == "model":
            ran = (manifest.parent / "run" / "tongbao" / node["original_file_path"]).read_text(encoding="utf-8")
            for column in node["columns"].values():
                if any(constraint["type"] == "not_null" for constraint in column["constraints"]):
                    asked += 1
                    if f"raise_error('not_null: {node['alias']}.{column['name']}')" not in ran:
                        missing.append((node["alias"], column["name"]))
    assert asked > 300
    assert missing == []
