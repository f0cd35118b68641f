"""The small warehouse that pages are tested on has the columns that dbt builds, in the types of their notes."""

import duckdb
import pytest
import yaml

from pipelines.home import DBT_PROJECT

# Counts are written as plain integers by hand; a page reads both alike.
SAME = {"INTEGER": "BIGINT", "STRING": "VARCHAR", "INT": "BIGINT"}


def built() -> dict[str, dict[str, str]]:
    """Model → column → type, as the contracts of the public models say; dbt refuses to build anything else."""
    models = {}
    for path in (DBT_PROJECT / "models").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns = {c["name"].strip('"'): c.get("data_type", "") for c in model.get("columns", [])}
            models[model["name"]] = {name: SAME.get(t.upper(), t.upper()) for name, t in columns.items()}
    return models


@pytest.mark.parametrize("kind", ["warehouse", "warehouse_with_plans"])
def test_pages_are_tested_on_columns_that_dbt_builds(request, kind):
    with duckdb.connect(str(request.getfixturevalue(kind)), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() where not internal"
        ).fetchall()
    models = built()
    odd = [
        (table, column, made)
        for schema, table, column, made in columns
        if models.get(table if schema == "main" else f"{schema}_{table}", {}).get(column) != SAME.get(made, made)
    ]
    assert odd == []
