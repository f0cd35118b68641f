"""Publish a version on Spark: its tables are built and tested in schemas of their own, then views are turned to them.

Tables of Parquet are not replaced in one step, so nobody reads a table that is being written: readers have the views,
and each view changes from one whole table to the next. Who needs several tables of one state asks ``main.published``
for the version first and reads its schemas (``main_<version>``): that pointer is one view, turned last, and the
version before it stays.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.cluster.build import PUBLIC, schema_of
from pipelines.cluster.session import Ask

POINTER = "main.published"
VERSION = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class PublicTable:
    """A table as readers know it. columns: name → note."""

    schema: str
    name: str
    note: str
    columns: dict[str, str]


def public_tables(manifest: Path, version: str) -> list[PublicTable]:
    """The published tables of a project that dbt parsed for this version."""
    schemas = {schema_of(name, version): name for name in PUBLIC}
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return [
        PublicTable(
            schemas[node["schema"]],
            node["alias"],
            node["description"],
            {column["name"]: column["description"] for column in node["columns"].values()},
        )
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] in schemas
    ]


def publish(ask: Ask, tables: Sequence[PublicTable], version: str) -> None:
    """Turn the views to a version that is built and tested, the pointer last, and drop versions before the last one:
    somebody may still be reading that.

    Raises:
        ValueError: the version is no part of a schema's name.
    """
    if not VERSION.fullmatch(version):
        raise ValueError(f"版本只能由小写字母、数字和下划线组成：{version}")
    for schema in PUBLIC:
        ask(f"create schema if not exists {schema}")
    for table in tables:
        columns = ", ".join(f"{_quoted(name)} comment {_text(note)}" for name, note in table.columns.items())
        ask(
            f"create or replace view {table.schema}.{_quoted(table.name)} ({columns}) comment {_text(table.note)} "
            f"as select * from {schema_of(table.schema, version)}.{_quoted(table.name)}"
        )
    before = published_version(ask)
    ask(f"create or replace view {POINTER} as select {_text(version)} as version")
    _drop_all_but(ask, {version, before})


def published_version(ask: Ask) -> str:
    """The version that is published; empty where none is."""
    schema, name = POINTER.split(".")
    if not ask(f"show tables in {schema} like '{name}'"):
        return ""
    return ask(f"select version from {POINTER}")[0][0]


def _drop_all_but(ask: Ask, kept: set[str]) -> None:
    prefixes = tuple(f"{name}_" for name in PUBLIC)
    for schema, *_ in ask("show schemas"):
        if schema.startswith(prefixes) and schema.split("_", 1)[1] not in kept:
            ask(f"drop schema {schema} cascade")


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _text(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
