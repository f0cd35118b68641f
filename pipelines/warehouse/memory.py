"""What the published file told, landed so that the next build sees which settled figures it changes.

An export saved over its earlier self leaves nothing of the old rows in landing; what was published is the only witness.
The file carries its own memory from version to version, so a swap publishes figures and memory together or neither.
"""

from pathlib import Path

import duckdb

# Landed table → its columns (DuckDB types) and where they stand in the published file.
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
        },
        "SELECT * FROM main.fct_metric_month WHERE source_kind = 'export' AND value IS NOT NULL",
    ),
    "published_file": (
        {
            "path": "VARCHAR",
            "sha256": "VARCHAR",
            "dataset": "VARCHAR",
            "account_id": "VARCHAR",
            "first_date": "DATE",
            "last_date": "DATE",
            "period_start": "DATE",
            "period_end": "DATE",
        },
        "SELECT * FROM quality.files",
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
        "SELECT * FROM quality.restatements",
    ),
}


def land_published(published: Path, landing: Path) -> None:
    """Write the tables of ``PUBLISHED`` below ``landing``; empty where nothing is published or it cannot be read.

    A column that an older published file has not is empty.
    """
    try:
        if published.exists():
            with duckdb.connect(str(published), read_only=True) as connection:
                return _land(connection, landing, {name: query for name, (_, query) in PUBLISHED.items()})
    except (duckdb.IOException, duckdb.CatalogException, duckdb.SerializationException):
        pass  # A damaged file is about to be replaced; it is no reason not to.
    with duckdb.connect() as connection:
        _land(connection, landing, {})


def _land(connection: duckdb.DuckDBPyConnection, landing: Path, queries: dict[str, str]) -> None:
    for name, (columns, _) in PUBLISHED.items():
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in columns.items())
        told = f"{queries[name]} UNION ALL BY NAME " if name in queries else ""
        (landing / name).mkdir(parents=True, exist_ok=True)
        connection.sql(f"SELECT {', '.join(columns)} FROM ({told}SELECT {empty} WHERE false)").write_parquet(
            str(landing / name / "all.parquet")
        )
