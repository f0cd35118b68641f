"""New rows join what is landed: per natural key the latest export counts, older rows stay as history."""

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.home import Home
from pipelines.ingest.index import Entry
from pipelines.ingest.schema import landing_schema


def merge(
    home: Home, new_rows: dict[str, pl.DataFrame], gone: set[str], entries: dict[str, Entry]
) -> tuple[dict[str, pl.DataFrame], dict[str, set[str]]]:
    """Rows of unchanged files with the new ones, superseded rows marked; and which months that changed."""
    frames, months = {}, {}
    for name, data in CONTRACTS.items():
        if data.is_reference or not (new_rows.get(name) is not None or (gone and (home.landing / name).exists())):
            continue
        before = _landed(home, data)
        kept = before.filter(~pl.col("source_file").is_in(sorted(gone)))
        new = new_rows.get(name, pl.DataFrame(schema=landing_schema(data)))
        after = mark_superseded(pl.concat([kept, new]), data)
        changed = set(new["month"]) | set(before.filter(pl.col("source_file").is_in(sorted(gone)))["month"])
        place = list(dict.fromkeys(["source_file", "source_sheet", "source_row", *data.key]))
        flags = kept.select(*{*place, "month"}, was="is_superseded").join(
            after.select(*place, "is_superseded"), on=place, how="inner", nulls_equal=True
        )
        changed |= set(flags.filter(pl.col("was") != pl.col("is_superseded"))["month"])
        if changed:
            frames[name], months[name] = after, changed
            _count_superseded(after, name, entries)
    return frames, months


def mark_superseded(frame: pl.DataFrame, data: Dataset) -> pl.DataFrame:
    """Per natural key only the row with the latest as-of counts; ties: later month folder, path, row."""
    ordered = frame.sort(
        "as_of",
        pl.col("source_file").str.extract(r"(20\d{2}-\d{2})/", 1),
        "source_file",
        "source_row",
        nulls_last=False,
        maintain_order=True,
    )
    position, last = pl.int_range(pl.len()).over(data.key), pl.len().over(data.key) - 1
    return ordered.with_columns(is_superseded=position < last).sort(
        "source_file", "source_sheet", "source_row", maintain_order=True
    )


def _count_superseded(frame: pl.DataFrame, name: str, entries: dict[str, Entry]) -> None:
    replaced = frame.filter("is_superseded").group_by("source_file")
    counts = dict(replaced.agg(pl.struct("source_sheet", "source_row").n_unique()).iter_rows())
    for path, entry in entries.items():
        for receipt in entry.receipts:
            if receipt["dataset"] == name:
                receipt["rows_superseded"] = counts.get(path, 0)


def _landed(home: Home, data: Dataset) -> pl.DataFrame:
    schema = landing_schema(data)
    files = sorted(p for p in (home.landing / data.name).glob("*.parquet") if p.name != "_empty.parquet")
    frames = [pl.read_parquet(p) for p in files]
    # A changed contract changes the version, so every row is read again and none of these is kept.
    same = [f for f in frames if f.schema == pl.Schema(schema)]
    return pl.concat(same) if same else pl.DataFrame(schema=schema)
