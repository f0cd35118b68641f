"""What Spark built as the build file that is swapped in: pages, trace, desk and every reader know only that file.

The tables are those of the contracts, with their keys and notes, so the file is the one DuckDB itself would have made.
"""

import json
from pathlib import Path
from typing import Any

import duckdb

from pipelines.cluster.build import PUBLIC, schema_of, table_folder
from pipelines.home import Home
from pipelines.warehouse.build import profile


def write_build_file(home: Home, manifest: Path, tables: Path, version: str = "") -> None:
    """``build/tongbao.duckdb`` of the tables below ``tables``, which a project parsed as ``manifest`` has built."""
    target = home.build / "tongbao.duckdb"
    for suffix in ("", ".wal"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    names = {schema_of(name, version): name for name in PUBLIC}
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    config: dict[str, Any] = {key: str(value) for key, value in profile(home)["config_options"].items()}
    with duckdb.connect(str(target), config=config) as connection:
        for node in nodes:
            if node["resource_type"] == "model" and node["schema"] in names:
                folder = table_folder(tables, node["schema"], node["alias"])
                _write(connection, node, names[node["schema"]], folder)


def _write(connection: duckdb.DuckDBPyConnection, node: dict[str, Any], schema: str, folder: Path) -> None:
    table = f'"{schema}"."{node["alias"]}"'
    columns = [_declared(column) for column in node["columns"].values()]
    for constraint in node.get("constraints", []):
        if constraint["type"] == "primary_key":
            columns.append(f"PRIMARY KEY ({', '.join(constraint['columns'])})")
    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet({_text(f'{folder}/*.parquet')})")
    connection.execute(f"COMMENT ON TABLE {table} IS {_text(node['description'])}")
    for column in node["columns"].values():
        note = _text(column["description"])
        connection.execute(f'COMMENT ON COLUMN {table}."{column["name"]}" IS {note}')


def _declared(column: dict[str, Any]) -> str:
    kinds = {constraint["type"] for constraint in column.get("constraints", [])}
    return f'"{column["name"]}" {column["data_type"]}{" NOT NULL" if "not_null" in kinds else ""}'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
