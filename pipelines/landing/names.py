"""Names in exports that a dimension must know: noted while reading, judged against the reference tables of the day.

Noted names are remembered with the file, so an alias added by a clerk clears the warning without reading again.
"""

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from pipelines import seeds
from pipelines.contracts import Dataset
from pipelines.faults import Fault, shorten, warning
from pipelines.institution.pointers import JOINT
from pipelines.institution.tables import NAMED, Names, Reference
from pipelines.landing.entries import Entry, Mention
from pipelines.rows.canonical import RawTable
from pipelines.rows.conform import event_day

# Under which 来源 the aliases of a dataset's names are registered, where it is not the folder below raw/.
NAME_SOURCE = {"submission": "submissions", "wechat_contribution": "wechat", "training_class": "training"}


def note_names(
    frame: pl.DataFrame, refused: pl.DataFrame, data: Dataset, tables: list[RawTable], entries: dict[str, Entry]
) -> None:
    """Remember each distinct name that a dimension must know, with its first place and that of its last day.

    Those of refused rows too: whoever mends a row wants to hear of all its faults at once.
    """
    if refused.height:
        frame = pl.concat([frame, refused]).sort("source_row", maintain_order=True)
    day, source = event_day(data), tables[0].fmt.source
    printed = {(t.file.name, c): text for t in tables for c, text in t.printed.items()}
    for column, kind in data.names.items():
        scope = {
            "site_column": pl.col("site_id"),
            "register_status": pl.col("register_id") if "register_id" in data.dtypes else pl.lit(""),
            "party_code": pl.col("system") if "system" in data.dtypes else pl.lit(""),
        }
        seen = (
            frame.filter(pl.col(column).is_not_null())
            .with_columns(day.alias("day"))
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
                first=pl.col("day").min(),
                last=pl.col("day").max(),
                last_sheet=pl.col("source_sheet").get(pl.col("day").arg_max()),
                last_row=pl.col("source_row").get(pl.col("day").arg_max()),
                month=pl.col("month").first(),
            )
        )
        for row in seen.iter_rows(named=True):
            mention = Mention(
                kind=kind,
                field=column,
                column=printed.get((row["source_file"], column), column),
                dataset=data.name,
                scope=row["scope"] if kind in scope else NAME_SOURCE.get(data.name, source),
                # A refused row may have no day that can be read.
                first=str(row["first"] or ""),
                last=str(row["last"] or ""),
                **{k: row[k] for k in ("name", "sheet", "row", "last_sheet", "last_row", "count", "month")},
            )
            entries[row["source_file"]].names.append(mention)


def unknown_names(entries: dict[str, Entry], reference: Reference) -> Iterator[Fault]:
    """A warning for every noted name that no table knows on its days, with the nearest known names."""
    names = Names(reference)
    for path, entry in entries.items():
        for note in entry.names:
            days = [date.fromisoformat(day) for day in (note.first, note.last) if day]
            kind, scope = note.kind, note.scope
            if names.knows(kind, scope, note.name, days):
                continue
            is_list = kind in ("department", "outlet")
            parts = [p for p in re.split(JOINT, note.name) if p] if is_list else [note.name]
            for part in parts:
                if len(parts) > 1 and names.knows(kind, scope, part, days):
                    continue
                yield _unknown(names, path, note, part, days)


def _unknown(names: Names, path: str, note: Mention, name: str, days: list[date]) -> Fault:
    kind, scope = note.kind, note.scope
    title, code = NAMED[kind]
    sheet, row, month = note.sheet, note.row, note.month or ""
    if (gone := names.out_of_date(kind, scope, name, days)) is not None:
        day, what = gone
        code, message = "name_not_valid", f"{title}“{shorten(name, 30)}”{what}"
        if day > min(days):
            sheet, row, month = note.last_sheet, note.last_row, f"{day:%Y-%m}"
    else:
        near = names.nearest(kind, scope, name)
        message = f"不认识的{title}“{shorten(name, 30)}”（{note.count} 行{_code_place(note)}）"
        message += f"，相近的有：{'、'.join(near)}" if near else ""
    return warning(
        code,
        message,
        path=path,
        sheet=sheet,
        row=row,
        column=note.column,
        value=name,
        month=month,
        dataset=note.dataset,
        count=note.count,
    )


def _code_place(note: Mention) -> str:
    """Where a code is to be registered: its system and its kind, as in the columns of the table."""
    if note.kind == "register_status":
        return f"，来源 {seeds.rows_by('dataset', 'dataset')[note.scope]['name']}"
    if note.kind != "party_code":
        return ""
    return f"，系统 {note.scope}，{'状态' if note.field == 'status_text' else '活动类型'}"
