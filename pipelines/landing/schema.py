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

# The columns of a dataset without rows, in its landing folder. Spark does not see names that begin with _ or a dot.
EMPTY = "empty.parquet"

# What a row of the institution's own tables has beside its columns: it is nobody's, and of no month.
PLACE = ("file_id", "source_file", "source_sheet", "source_row")


def landing_schema(data: Dataset) -> dict[str, pl.DataType]:
    """Columns and types of a dataset's rows while they are read."""
    return {**data.dtypes, **{n: t for n, t in ADDED.items() if n not in data.dtypes}}


def landed_columns(data: Dataset) -> list[str]:
    """The columns of a dataset's landing Parquet."""
    return [c for c in landing_schema(data) if not data.is_reference or c in data.dtypes or c in PLACE]


def tidy(frame: pl.DataFrame, data: Dataset) -> pl.DataFrame:
    """Rows as the warehouse may rely on them: no text with margins, none that is empty, no flag that is unknown."""
    texts = [c for c, t in data.dtypes.items() if t == pl.String and c in frame.columns]
    stripped = [pl.col(c).str.strip_chars() for c in texts]
    return frame.with_columns(
        *(pl.when(text != "").then(text) for text in stripped),
        pl.col("capped").fill_null(""),
        pl.col("is_superseded").fill_null(False),
    )
