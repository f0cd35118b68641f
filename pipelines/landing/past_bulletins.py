"""A past bulletin as the ledger that a clerk would have typed from it, so that it goes the way of every export."""

from dataclasses import replace
from itertools import islice

import polars as pl

from pipelines.faults import Fault, FileFault, error, warning
from pipelines.files.decode import Content
from pipelines.files.discover import RawFile
from pipelines.files.grid import from_rows
from pipelines.sources.catalog import Catalog, normalise

LEDGER = "bulletin_ledger"


def as_ledger(content: Content, file: RawFile, known: Catalog) -> tuple[Content, list[Fault]]:
    """``content`` with one ledger grid per part of the bulletin, and a warning for every number not taken.

    A ledger that a clerk has typed is passed on as it is.

    Raises:
        FileFault: the bulletin cannot be read, states no period, or holds no figure we know.
    """
    fmt = next((f for f in known.of("bulletins") if f.id == LEDGER), None)
    if content.kind not in ("docx", "xlsx", "xls") or fmt is None or _is_typed(content, fmt):
        return content, []
    # Reading Word takes a fifth of a second to import, for a file that most months do not have.
    from pipelines import bulletins

    try:
        frame, left = bulletins.read(file.path, content.kind, period_hint=file.month)
    except bulletins.BulletinRefused as refused:
        raise FileFault(Fault("error", refused.code, refused.message, path=file.name)) from refused
    if not frame.height:
        raise FileFault(error("no_table", "这份通报里没有认出任何一个数字", path=file.name))
    headers = {c: names[0] for c, names in fmt.columns.items()}
    whole = pl.col(pl.Float64) == pl.col(pl.Float64).floor()
    text = frame.with_columns(
        pl.when(whole)
        .then(pl.col(pl.Float64).cast(pl.Int64).cast(pl.String))
        .otherwise(pl.col(pl.Float64).cast(pl.String))
    )
    grids = []
    for (sheet,), rows in text.group_by("source_sheet", maintain_order=True):
        cells = rows.select(pl.col(list(headers)).cast(pl.String)).rows()
        numbered = [(0, list(headers.values())), *zip(rows["source_row"], map(list, cells), strict=True)]
        grids.append(from_rows(numbered, file.name, sheet))
    warnings = [
        warning(
            "number_not_taken",
            f"{n.place}的“{n.text}”没有读取：{n.reason}",
            path=file.name,
            sheet=n.sheet,
            row=n.row or None,
            value=n.text,
            dataset=fmt.dataset,
        )
        for n in left
    ]
    return replace(content, grids=grids), warnings


def _is_typed(content: Content, fmt) -> bool:
    """Whether a workbook is the typed ledger rather than a bulletin: one of its first rows holds all its headers."""
    for grid in content.grids:
        for line in islice(grid.lines(), 30):
            present = {normalise(text) for text in line.texts.values()}
            if all(present.intersection(names) for names in fmt.required.values()):
                return True
    return False
