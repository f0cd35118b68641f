"""The bulletins that an office sends out: a Word and an Excel file per month.

``publish_documents`` is the only entrance. ``bulletin`` says what stands in it, ``word`` and ``excel`` how it looks.
"""

import os
from pathlib import Path

from pipelines.reports import bulletin, excel, read, word

FOLDER = "bulletins"


def publish_documents(database: Path, out: Path, months: list[str]) -> list[Path]:
    """Write ``out/bulletins/<month>.docx`` and ``.xlsx`` for each month (``YYYY-MM``) of the published warehouse.

    The same warehouse gives the same bytes. Files appear whole or not at all. Returns the paths written.

    Raises ValueError for a month without any figure, OSError where ``out`` cannot be written.
    """
    folder = Path(out) / FOLDER
    written: list[Path] = []
    with read.open_database(Path(database)) as connection:
        known = read.months(connection)
        if unknown := [month for month in months if month not in known]:
            raise ValueError(f"数据里没有这些月份：{'、'.join(unknown)}")
        for month in months:
            content = bulletin.compose(connection, month)
            for suffix, render in (("docx", word.render), ("xlsx", excel.render)):
                path = folder / f"{month}.{suffix}"
                _replace(path, render(content))
                written.append(path)
    return written


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
