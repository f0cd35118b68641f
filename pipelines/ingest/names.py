"""Names in exports that a dimension must know: noted while reading, judged against the reference tables of the day.

Noted names are remembered with the file, so an alias added by a clerk clears the warning without reading again.
"""

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from pipelines.contracts import Dataset
from pipelines.faults import Fault, shorten, warning
from pipelines.ingest.conform import event_day
from pipelines.ingest.index import Entry
from pipelines.ingest.layout import RawTable
from pipelines.ingest.pointers import JOINT
from pipelines.ingest.reference import NAMED, Names, Reference

# Under which 来源 the aliases of a dataset's names are registered, where it is not the folder below raw/.
NAME_SOURCE = {"submission": "submissions", "wechat_contribution": "wechat", "training_class": "training"}


def note_names(
    frame: pl.DataFrame, refused: pl.DataFrame, data: Dataset, tables: list[RawTable], entries: dict[str, Entry]
) -> None:
    """Remember each distinct name that a dimension must know, with its first place.

    Those of refused rows too: whoever mends a row wants to hear of all its faults at once.
    """
    if refused.height:
        frame = pl.concat([frame, refused]).sort("source_row", maintain_order=True)
    day, source = event_day(data), tables[0].fmt.source
    printed = {(t.file.name, c): text for t in tables for c, text in t.printed.items()}
    for column, kind in data.names.items():
        scope = {
            "site_column": pl.col("site_id"),
            "party_code": pl.col("system") if "system" in data.dtypes else pl.lit(""),
        }
        seen = (
            frame.filter(pl.col(column).is_not_null())
            .group_by(
                "source_file",
                pl.col(column).alias("name"),
                scope.get(kind, pl.lit(data.name)).alias("scope"),
                maintain_order=True,
            )
            .agg(
                sheet=pl.col("source_sheet").first(),
                row=pl.col("source_row").first(),
                count=pl.len(),
                first=day.min(),
                last=day.max(),
                month=pl.col("month").first(),
            )
        )
        for row in seen.iter_rows(named=True):
            note = {k: row[k] for k in ("name", "sheet", "row", "count", "month")}
            note |= {
                "kind": kind,
                "column": printed.get((row["source_file"], column), column),
                "dataset": data.name,
                "scope": row["scope"] if kind in scope else NAME_SOURCE.get(data.name, source),
                # A refused row may have no day that can be read.
                "first": str(row["first"] or ""),
                "last": str(row["last"] or ""),
            }
            entries[row["source_file"]].names.append(note)


def unknown_names(entries: dict[str, Entry], reference: Reference) -> Iterator[Fault]:
    """A warning for every noted name that no table knows on its days, with the nearest known names."""
    names = Names(reference)
    for path, entry in entries.items():
        for note in entry.names:
            days = [date.fromisoformat(day) for day in (note["first"], note["last"]) if day]
            kind, scope = note["kind"], note["scope"]
            if names.knows(kind, scope, note["name"], days):
                continue
            is_list = kind in ("department", "outlet")
            parts = [p for p in re.split(JOINT, note["name"]) if p] if is_list else [note["name"]]
            for part in parts:
                if len(parts) > 1 and names.knows(kind, scope, part, days):
                    continue
                title, code = NAMED[kind]
                near = names.nearest(kind, scope, part)
                what = f"不认识的{title}“{shorten(part, 30)}”（{note['count']} 行）"
                what += f"，相近的有：{'、'.join(near)}" if near else ""
                yield warning(
                    code,
                    what,
                    path=path,
                    sheet=note["sheet"],
                    row=note["row"],
                    column=note["column"],
                    value=part,
                    month=note["month"] or "",
                    dataset=note["dataset"],
                )
