"""Whether two engines say the same: every public table, its columns, their types and its rows, both ways."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.cluster.build import schema_of, table_folder


@dataclass(frozen=True)
class Compared:
    """rows: of the table on DuckDB. only_here, only_there: rows that DuckDB alone, or Spark alone has.
    problem: why rows were not compared; empty where they were."""

    table: str
    rows: int
    only_here: int = 0
    only_there: int = 0
    problem: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.only_here or self.only_there or self.problem)


def compare(published: Path, tables: Path, version: str = "") -> list[Compared]:
    """Every table of a DuckDB file beside the Parquet that Spark wrote of it below ``tables``."""
    with duckdb.connect(str(published), read_only=True) as connection:
        names = connection.execute("""
            SELECT schema_name, table_name FROM duckdb_tables()
            WHERE NOT internal AND database_name = current_database() ORDER BY ALL
        """).fetchall()
        return [_compare(connection, schema, table, tables, version) for schema, table in names]


def _compare(connection: duckdb.DuckDBPyConnection, schema: str, table: str, tables: Path, version: str) -> Compared:
    here = f'"{schema}"."{table}"'
    folder = table_folder(tables, schema_of(schema, version), table)
    there = f"read_parquet('{str(folder).replace(chr(39), chr(39) * 2)}/*.parquet')"
    name = f"{schema}.{table}"
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {here}").fetchall()
    if not list(folder.glob("*.parquet")):
        return Compared(name, rows, problem="not there")
    kinds = [
        [(column[0], column[1]) for column in connection.execute(f"DESCRIBE SELECT * FROM {side}").fetchall()]
        for side in (here, there)
    ]
    if kinds[0] != kinds[1]:
        other = [f"{a} / {b}" for a, b in zip(*kinds, strict=False) if a != b] or [f"{len(kinds[0])} / {len(kinds[1])}"]
        return Compared(name, rows, problem=f"columns: {', '.join(other[:3])}")
    counts = [
        connection.execute(f"SELECT count(*) FROM (SELECT * FROM {a} EXCEPT ALL SELECT * FROM {b})").fetchall()[0][0]
        for a, b in ((here, there), (there, here))
    ]
    return Compared(name, rows, *counts)
