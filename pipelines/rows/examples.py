"""Rows of a template that a clerk has filled in and left marked as an example."""

from collections.abc import Iterator

from pipelines.faults import Fault, shorten, warning
from pipelines.rows.canonical import RawTable
from pipelines.rows.gates import EXAMPLE, counting
from pipelines.sources.catalog import normalise


def edited_examples(raw: RawTable) -> Iterator[Fault]:
    """A row that still has the mark of an example and says something else than the template's: its clerk believes that
    it counts."""
    mark = next((c for c, text in raw.table.columns.items() if normalise(text) == EXAMPLE), None)
    if mark is None:
        return
    told = [{c: row.get(c, "") for c in raw.source} for row in raw.fmt.example]
    for row in raw.table.rows.filter(~counting({mark: EXAMPLE})).iter_rows(named=True):
        written = {c: (row[column] or "").strip() for c, column in raw.source.items()}
        if written not in told and any(written.values()):
            what = f"这一行标着“{shorten(row[mark], 10)}”，不计入，内容却不是模板里的示例"
            where = {"sheet": raw.sheet, "row": row["row"], "column": raw.table.columns[mark]}
            yield warning("edited_example", what, path=raw.file.name, dataset=raw.fmt.dataset, **where)
