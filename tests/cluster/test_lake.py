"""The published tables in a lake that many processes share: DuckLake where its extension can be loaded."""

import os

import duckdb
import pytest

from pipelines.cluster.lake import CATALOGUE, publish_to_lake, why_no_lake


def differences(published, lake: str) -> list[str]:
    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute(f"ATTACH '{lake}' AS lake (READ_ONLY)")
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
        return [
            name
            for (name,) in names
            for one, other in ((name, f"lake.{name}"), (f"lake.{name}", name))
            if connection.execute(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchall()[0][0]
        ]


@pytest.fixture
def small(tmp_path):
    with duckdb.connect(str(tmp_path / "published.duckdb")) as connection:
        connection.execute("CREATE TABLE dim_month AS SELECT '2020-09' AS month")
        connection.execute(
            "CREATE SCHEMA bulletin; CREATE TABLE bulletin.training AS SELECT '2020-09' AS 月份, 3 AS 人数"
        )
    return tmp_path / "published.duckdb"


def test_every_table_is_written_and_written_again(small, tmp_path):
    """Any catalogue that DuckDB attaches takes the same statements."""
    for _ in range(2):
        assert publish_to_lake(small, str(tmp_path / "lake.duckdb")) == 2
    assert differences(small, str(tmp_path / "lake.duckdb")) == []


def test_a_publication_that_fails_leaves_the_lake_as_it_was(small, tmp_path):
    lake = tmp_path / "lake.duckdb"
    publish_to_lake(small, str(lake))
    with duckdb.connect(str(lake)) as connection:
        connection.execute("DROP TABLE bulletin.training; CREATE VIEW bulletin.training AS SELECT 1 AS n")
        connection.execute("UPDATE dim_month SET month = 'before'")
    with pytest.raises(duckdb.Error):
        publish_to_lake(small, str(lake))
    with duckdb.connect(str(lake)) as connection:
        assert connection.execute("FROM dim_month").fetchall() == [("before",)]


def test_ducklake_has_what_is_published(small, tmp_path):
    if reason := why_no_lake():
        pytest.skip(reason)
    lake = os.environ.get(CATALOGUE) or f"ducklake:{tmp_path / 'catalogue.ducklake'}"
    publish_to_lake(small, lake, str(tmp_path / "data"))
    assert differences(small, lake) == []
