"""Everything that leaders get for a month: pages, Word bulletin, Excel tables."""

from pathlib import Path

from pipelines.reports.documents import publish_documents
from pipelines.reports.pages import publish


def write_outputs(database: Path, out: Path, months: list[str]) -> list[Path]:
    """Pages and documents of ``months`` and the pages over all months; the paths written."""
    return [*publish(database, out, months), *publish_documents(database, out, months)]
