"""The published tables in a DuckLake: Parquet files and a catalogue in PostgreSQL that many DuckDB processes share."""

import os
from pathlib import Path

import duckdb

# What to attach, without the password, which PostgreSQL takes from PGPASSWORD or ~/.pgpass; and where the Parquet lies.
CATALOGUE, DATA = "TONGBAO_LAKE", "TONGBAO_LAKE_DATA"


def why_no_lake() -> str:
    """Why this machine cannot use DuckLake, in a sentence; empty where it can. Nothing is downloaded."""
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        try:
            connection.execute("LOAD ducklake")
        except duckdb.Error as reason:
            return f"DuckDB {duckdb.__version__} 的 ducklake 扩展没有装上：{str(reason).splitlines()[0]}"
    return ""


def publish_to_lake(published: Path, catalogue: str = "", data: str = "") -> int:
    """Write every published table to the lake in one transaction: readers see the state before or this one, whole.

    catalogue: as in ``ATTACH``, e.g. ``ducklake:postgres:dbname=tongbao host=db``; by default what the environment
    says. data: where the lake keeps its Parquet, where it is a new one. Returns how many tables were written.
    """
    catalogue, data = catalogue or os.environ[CATALOGUE], data or os.environ.get(DATA, "")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {_text(str(published))} AS published (READ_ONLY)")
        options = f" (DATA_PATH {_text(data)})" if data else ""
        connection.execute(f"ATTACH {_text(catalogue)} AS lake{options}")
        tables = connection.execute("""
            SELECT schema_name, table_name FROM duckdb_tables()
            WHERE NOT internal AND database_name = 'published' ORDER BY ALL
        """).fetchall()
        connection.execute("BEGIN")
        for schema, table in tables:
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS lake."{schema}"')
            connection.execute(
                f'CREATE OR REPLACE TABLE lake."{schema}"."{table}" AS FROM published."{schema}"."{table}"'
            )
        connection.execute("COMMIT")
    return len(tables)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
