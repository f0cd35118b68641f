"""What Spark built becomes the file that all readers know: the same tables, types, keys and notes."""

import duckdb

from pipelines.cluster.copy import write_build_file
from pipelines.home import Home
from pipelines.warehouse.build import manifest_path

DESCRIBED = {
    "columns": "SELECT schema_name, table_name, column_name, column_index, data_type, is_nullable, comment "
    "FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
    "tables": "SELECT schema_name, table_name, comment, estimated_size, has_primary_key "
    "FROM duckdb_tables() WHERE NOT internal ORDER BY ALL",
}


def test_a_file_made_of_parquet_is_the_file_that_was_written_as_parquet(published_home, tmp_path):
    with duckdb.connect(str(published_home.published), read_only=True) as published:
        names = published.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        for schema, table in names:
            folder = tmp_path / "tables" / f"{schema}.db" / table
            folder.mkdir(parents=True)
            published.execute(f'COPY "{schema}"."{table}" TO \'{folder}/part-0.parquet\'')
        expected = {name: published.execute(query).fetchall() for name, query in DESCRIBED.items()}
    home = Home(tmp_path / "home")
    home.build.mkdir(parents=True)
    write_build_file(home, manifest_path(published_home), tmp_path / "tables")
    with duckdb.connect(str(home.build / "tongbao.duckdb")) as made:
        for name, query in DESCRIBED.items():
            assert made.execute(query).fetchall() == expected[name]
        made.execute(f"ATTACH '{published_home.published}' AS published (READ_ONLY)")
        for schema, table in names:
            ours, theirs = f'"{schema}"."{table}"', f'published."{schema}"."{table}"'
            assert made.execute(f"FROM {ours}").fetchall() == made.execute(f"FROM {theirs}").fetchall(), table
