"""New rows join what is landed: per natural key the latest export counts, older rows stay as history."""

from datetime import date

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import Fault, shorten, warning
from pipelines.files.editions import edition
from pipelines.home import Home
from pipelines.landing.entries import Entry
from pipelines.landing.schema import EMPTY, landing_schema
from pipelines.rows.conform import event_day


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
        changed = {*new["month"].unique(), *before.filter(pl.col("source_file").is_in(sorted(gone)))["month"].unique()}
        place = list(dict.fromkeys(["source_file", "source_sheet", "source_row", *data.key]))
        flags = kept.select(*{*place, "month"}, was="is_superseded").join(
            after.select(*place, "is_superseded"), on=place, how="inner", nulls_equal=True
        )
        changed |= set(flags.filter(pl.col("was") != pl.col("is_superseded"))["month"])
        if changed:
            frames[name], months[name] = after, changed
            _count_superseded(after, name, entries)
            _tell_disagreements(after, data, entries)
            _tell_left_out(after, data, entries)
    return frames, months


def mark_superseded(frame: pl.DataFrame, data: Dataset) -> pl.DataFrame:
    """Per natural key only the row with the latest as-of counts; ties: what names tell (``edition``), then row."""
    files = sorted(frame["source_file"].unique(), key=edition)
    place = pl.col("source_file").replace_strict(files, range(len(files)), return_dtype=pl.Int64)
    ordered = frame.sort("as_of", place, "source_row", nulls_last=False, maintain_order=True)
    position, last = pl.int_range(pl.len()).over(data.key), pl.len().over(data.key) - 1
    return ordered.with_columns(is_superseded=position < last).sort(
        "source_file", "source_sheet", "source_row", maintain_order=True
    )


def _count_superseded(frame: pl.DataFrame, name: str, entries: dict[str, Entry]) -> None:
    replaced = frame.filter("is_superseded").group_by("source_file")
    counts = dict(replaced.agg(pl.struct("source_sheet", "source_row").n_unique()).iter_rows())
    for path, entry in entries.items():
        for receipt in entry.receipts:
            if receipt.dataset == name:
                receipt.rows_superseded = counts.get(path, 0)


def _tell_disagreements(frame: pl.DataFrame, data: Dataset, entries: dict[str, Entry]) -> None:
    """Warn, at the file that does not count, of two files that are known until the same day and say different things.

    Asked anew whenever the dataset changes: the other file may be gone.
    """
    for entry in entries.values():
        entry.faults = [f for f in entry.faults if (f.code, f.dataset) != ("same_day", data.name)]
    if data.grows:
        return  # the larger count is taken, whichever file has it, and the warehouse tells of that
    same = [*data.key, "as_of"]
    told = [c for c in data.dtypes if c not in same]
    counting = frame.filter(~pl.col("is_superseded")).select(*dict.fromkeys([*same, "source_file", *told]))
    pairs = frame.filter("is_superseded").join(counting, on=same, how="inner", nulls_equal=True, suffix=" counting")
    if "source_file counting" not in pairs.columns:
        return  # one file can never replace another where the file is part of the key
    differing = pairs.filter(
        pl.col("source_file") != pl.col("source_file counting"),
        pl.any_horizontal(False, *(pl.col(c).ne_missing(pl.col(f"{c} counting")) for c in told)),
    ).sort("source_file", "source_file counting", "source_row")
    for (name, other), rows in differing.group_by("source_file", "source_file counting", maintain_order=True):
        if entry := entries.get(name):
            sheet, row, day, month = rows.select("source_sheet", "source_row", "as_of", "month").row(0)
            differ = rows.select("source_sheet", "source_row").n_unique()
            what = (
                f"与 {other} 都截至 {day}，有 {differ} 行说法不同（如第 {row} 行），"
                f"计入的是 {other}，这个文件里的这些行没有计入"
            )
            place = {"path": name, "sheet": sheet, "row": row, "month": month or "", "dataset": data.name}
            entry.faults.append(warning("same_day", what, **place))


def _tell_left_out(frame: pl.DataFrame, data: Dataset, entries: dict[str, Entry]) -> None:
    """Warn of things that only an older list holds though a later one is about the same days: deleted since then, or
    left out of the later export; they go on counting.

    Only where the later list repeats most of the older one: another selection is no correction. Asked anew whenever the
    dataset changes.
    """
    for entry in entries.values():
        entry.faults = [f for f in entry.faults if (f.code, f.dataset) != ("left_out_later", data.name)]
    if not _lists_things(data):
        return
    same = [c for c in ("account_id", "site_id", "register_id", "system") if c in frame.columns]
    rows = frame.with_columns(day=event_day(data))
    spans = rows.group_by(*same, "source_file", maintain_order=True).agg(
        first=pl.col("day").min(), last=pl.col("day").max(), as_of=pl.col("as_of").max(),
        replaced=pl.col("is_superseded").any() & ~pl.col("is_superseded").all(),
    )  # fmt: skip
    for _, files in spans.group_by(*same, maintain_order=True) if same else [((), spans)]:
        in_order = sorted(files.to_dicts(), key=lambda f: (f["as_of"] or date.min, edition(f["source_file"])))
        for at, older in enumerate(in_order):
            if not older["replaced"]:
                continue
            own = rows.filter(pl.all_horizontal(True, *(pl.col(c).eq_missing(older[c]) for c in same)))
            for later in reversed(in_order[at + 1 :]):
                if later["first"] <= older["last"] and later["last"] >= older["first"]:
                    left = _only_in(own, older["source_file"], later, data)
                    if left.height and (entry := entries.get(older["source_file"])):
                        entry.faults.append(_left_out(left, later["source_file"], data))
                        break


def _lists_things(data: Dataset) -> bool:
    """Days and windows are no things that can be deleted."""
    is_measured = data.month_from in ("date", "month", "period_start")
    return not is_measured and not {"scene", "stat_date", "source_file"} & set(data.key)


def tell_emptied(entries: dict[str, Entry]) -> None:
    """Warn of a list of whose days a later export holds a header and no row: what is in the older one was deleted since
    then, or the export failed; it goes on counting. No row tells of this, so the receipts are asked.
    """
    for entry in entries.values():
        entry.faults = [f for f in entry.faults if f.code != "emptied_later"]
    told = [(path, r) for path, e in entries.items() if e.status == "read" for r in e.receipts]
    empty = [(path, r) for path, r in told if r.period_start and not r.rows_in and not r.is_complete]
    for later, none in empty:
        for path, some in told:
            same = (some.dataset, some.account_id, some.site_id) == (none.dataset, none.account_id, none.site_id)
            if not same or not _lists_things(CONTRACTS[none.dataset]) or some.rows_kept <= some.rows_superseded:
                continue
            first, last = none.period_start or "~", none.period_end or ""
            within = first <= (some.first_date or "") and (some.last_date or "~") <= last
            if within and (some.period_end or "", edition(path)) < (last, edition(later)):
                rows = some.rows_kept - some.rows_superseded
                what = f"后来的 {later} 也讲这些天，里面只有表头；这个文件里的 {rows} 行照常计入"
                month = (some.first_date or "")[:7]
                entries[path].faults.append(
                    warning("emptied_later", what, path=path, month=month, dataset=some.dataset)
                )


def _only_in(rows: pl.DataFrame, older: str, later: dict, data: Dataset) -> pl.DataFrame:
    """Counting rows of ``older`` on days of ``later`` that this does not hold, where it holds most others."""
    there = rows.filter(source_file=later["source_file"])
    here = rows.filter(pl.col("source_file") == older, pl.col("day").is_between(later["first"], later["last"]))
    shared = here.join(there, on=data.key, how="semi", nulls_equal=True).height
    only = here.join(there, on=data.key, how="anti", nulls_equal=True).filter(~pl.col("is_superseded"))
    if data.grows:  # a post whose title was edited is the post of its moment
        only = only.filter(~pl.col(data.month_from).is_in(there[data.month_from].implode()))
    return only if only.height <= shared else only.clear()


def _left_out(left: pl.DataFrame, later: str, data: Dataset) -> Fault:
    row = left.sort("source_row").row(0, named=True)
    name = next((row[c] for c in ("title", "topic", "class_name") if row.get(c)), str(row["day"]))
    what = (
        f"有 {left.height} 行只在这个文件里（如第 {row['source_row']} 行“{shorten(name, 30)}”），"
        f"后来的 {later} 也讲这些天，里面却没有；照常计入"
    )
    place = {"path": row["source_file"], "sheet": row["source_sheet"] or "", "row": row["source_row"]}
    return warning("left_out_later", what, **place, month=row["month"] or "", dataset=data.name)


def _landed(home: Home, data: Dataset) -> pl.DataFrame:
    schema = landing_schema(data)
    files = sorted(p for p in (home.landing / data.name).glob("*.parquet") if p.name != EMPTY)
    frames = [pl.read_parquet(p, glob=False) for p in files]
    # A changed contract changes the version, so every row is read again and none of these is kept.
    same = [f for f in frames if f.schema == pl.Schema(schema)]
    return pl.concat(same) if same else pl.DataFrame(schema=schema)
