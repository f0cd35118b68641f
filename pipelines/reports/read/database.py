"""The published file: opened, and asked. Every function takes a read-only connection and returns rows as dicts whose
keys are the column names."""

from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import duckdb

from pipelines.monthly import Rows, once

# (schema, table) of each file, by connection.
_TABLES: WeakKeyDictionary[duckdb.DuckDBPyConnection, set[tuple[str, str]]] = WeakKeyDictionary()


@contextmanager
def open_database(path: Path):
    """Read-only connection; the file may be replaced by a new version while it is open."""
    connection = duckdb.connect(str(path), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


def rows(connection, query: str, **parameters) -> Rows:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def has_table(connection, schema: str, table: str) -> bool:
    """Whether the file holds a table; files published by earlier versions lack the younger ones. A page asks twenty
    times, and a published file does not change while it is open."""
    known = _TABLES.get(connection)
    if known is None:
        found = connection.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        known = _TABLES[connection] = set(found)
    return (schema, table) in known


def has_rows(connection, table: str) -> bool:
    """Whether a table of schema ``bulletin`` holds anything of any month."""
    return bool(once(connection, f"SELECT 1 FROM bulletin.{table} LIMIT 1"))
