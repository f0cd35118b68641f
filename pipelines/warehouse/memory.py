"""What the published file told, landed so that the next build sees which settled figures it changes.

An export saved over its earlier self leaves nothing of the old rows in landing; what was published is the only witness.
The file carries its own memory from version to version, so a swap publishes figures and memory together or neither.
"""

from pathlib import Path

import duckdb

from pipelines.warehouse.engine import Damaged, plainly

# Landed table → its columns (DuckDB types), the published table they come from, and which of its rows.
PUBLISHED = {
    "published_value": (
        {
            "month": "VARCHAR",
            "metric_id": "VARCHAR",
            "department_id": "VARCHAR",
            "account_id": "VARCHAR",
            "value": "DOUBLE",
            "corrected_from": "DOUBLE",
            "is_complete": "BOOLEAN",
            "is_provisional": "BOOLEAN",
            "source_kind": "VARCHAR",
        },
        "main.fct_metric_month",
        "source_kind = 'export' AND value IS NOT NULL",
    ),
    "published_file": (
        {
            "path": "VARCHAR",
            "sha256": "VARCHAR",
            "dataset": "VARCHAR",
            "format": "VARCHAR",
            "account_id": "VARCHAR",
            "first_date": "DATE",
            "last_date": "DATE",
            "period_start": "DATE",
            "period_end": "DATE",
        },
        "quality.files",
        "true",
    ),
    "published_restatement": (
        {
            "run_id": "VARCHAR",
            "month": "VARCHAR",
            "metric_id": "VARCHAR",
            "scope": "VARCHAR",
            "scope_id": "VARCHAR",
            "old_value": "DOUBLE",
            "new_value": "DOUBLE",
            "cause": "VARCHAR",
            "source_file": "VARCHAR",
        },
        "quality.restatements",
        "true",
    ),
}

LOST = (
    "已发布的数据仓库已损坏，读不出来：{path}。这次会整个重新生成，数字不受影响；"
    "但上次发布的数字和以前的“已定数字的更正”读不回来，从这次起重新记。有完好备份的，可以换回备份，再运行一次。"
)


def is_damaged(published: Path) -> bool:
    """Whether what a published file remembers cannot be read, because the file is not what was published.

    Raises:
        Held: another program has it open for writing; what it remembers is there, but not for us.
    """
    if not published.exists():
        return False
    try:
        with plainly(), duckdb.connect(str(published), read_only=True) as connection:
            for query in _queries(connection).values():
                connection.execute(f"SELECT bit_xor(hash(told)) FROM ({query}) AS told").fetchall()
    except Damaged:
        return True
    return False


def land_published(published: Path, landing: Path) -> bool:
    """Write the tables of ``PUBLISHED`` below ``landing``: empty where nothing is published, or by an earlier version
    that had no such table or column. Returns False where the file is damaged and all of it is empty.

    Raises:
        Held: another program has the file open for writing.
    """
    damaged = is_damaged(published)
    nothing = damaged or not published.exists()
    with duckdb.connect() if nothing else duckdb.connect(str(published), read_only=True) as connection:
        for name, query in _queries(connection).items():
            (landing / name).mkdir(parents=True, exist_ok=True)
            connection.sql(query).write_parquet(str(landing / name / "all.parquet"))
    return not damaged


def _queries(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Landed table → the query that makes it of what the opened file has."""
    found = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    known = {name for (name,) in found}
    return {name: _query(*declared, known) for name, declared in PUBLISHED.items()}


def _query(columns: dict[str, str], table: str, condition: str, known: set[str]) -> str:
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in columns.items())
    told = f"SELECT * FROM {table} UNION ALL BY NAME " if table in known else ""
    return f"SELECT {', '.join(columns)} FROM ({told}SELECT {empty} WHERE false) WHERE {condition}"
