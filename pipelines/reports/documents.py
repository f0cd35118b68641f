"""The bulletins that an office sends out: a Word and an Excel file per month.

``publish_documents`` is the only entrance. ``bulletin`` says what stands in it, ``word`` and ``excel`` how it looks,
``written`` which files may be overwritten.
"""

from pathlib import Path

from pipelines.reports import bulletin, excel, read, word, written

FOLDER = "bulletins"


def publish_documents(database: Path, out: Path, months: list[str], digests: dict[str, str]) -> list[Path]:
    """Write ``out/bulletins/<month>.docx`` and ``.xlsx`` for each month (``YYYY-MM``) of the published warehouse.

    digests: by month, of its figures as they are now. The same warehouse gives the same bytes. Files appear whole or
    not at all; one that someone changed stays, with the new version beside it. Returns the paths written.

    Raises ValueError for a month without any figure, OSError where ``out`` cannot be written.
    """
    ledger = written.load(Path(out))
    ledger.notices.clear()
    paths: list[Path] = []
    with read.open_database(Path(database)) as connection:
        known = read.months(connection)
        if unknown := [month for month in months if month not in known]:
            raise ValueError(f"数据里没有这些月份：{'、'.join(unknown)}")
        for month in months:
            content = bulletin.compose(connection, month)
            for suffix, render in (("docx", word.render), ("xlsx", excel.render)):
                name = f"{FOLDER}/{month}.{suffix}"
                paths.append(written.write(ledger, name, render(content), month, digests.get(month, "")))
    written.tell_older(ledger, digests)
    written.save(ledger)
    return paths


def notices(out: Path) -> list[str]:
    """What the last writing of documents has to tell the operator, in Chinese."""
    return written.load(Path(out)).notices
