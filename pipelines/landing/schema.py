"""What ingestion adds to every landing table, and the columns of its two ledgers."""

import polars as pl

from pipelines.contracts import Dataset

# Columns that ingestion adds to every landing table, in this order behind the contract's.
ADDED = {
    "file_id": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "as_of": pl.Date,
    "month": pl.String,
    "account_id": pl.String,
    "site_id": pl.String,
    "item_id": pl.String,
    "capped": pl.String,
    "is_superseded": pl.Boolean,
}
FILE_COLUMNS = {
    "file_id": pl.String,
    "path": pl.String,
    "sha256": pl.String,
    "dataset": pl.String,
    "format": pl.String,
    "vintage": pl.String,
    "account_id": pl.String,
    "site_id": pl.String,
    "encoding": pl.String,
    "rows_in": pl.Int64,
    "rows_kept": pl.Int64,
    "rows_refused": pl.Int64,
    "rows_superseded": pl.Int64,
    "rows_skipped": pl.Int64,
    "first_date": pl.Date,
    "last_date": pl.Date,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "as_of": pl.Date,
    "is_complete": pl.Boolean,
    "unknown_columns": pl.String,
    "status": pl.String,
}
ISSUE_COLUMNS = {
    "severity": pl.String,
    "code": pl.String,
    "path": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column_name": pl.String,
    "value": pl.String,
    "message": pl.String,
    "month": pl.String,
    "dataset": pl.String,
}


def landing_schema(data: Dataset) -> dict[str, pl.DataType]:
    """Columns and types of a dataset's landing Parquet."""
    return {**data.dtypes, **{n: t for n, t in ADDED.items() if n not in data.dtypes}}
