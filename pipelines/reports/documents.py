"""What an office sends out and signs: the bulletin in Word and Excel, and its check sheet, per month.

``publish_documents`` is the only entrance. ``bulletin`` says what stands in it, ``word`` and ``excel`` how it looks,
``checksheet`` what to look through before, ``written`` which files may be overwritten.
"""

from pathlib import Path

from pipelines.reports import bulletin, checksheet, excel, read, word, word_template, workbook, written

FOLDER = "bulletins"
CHECK_SHEET = "核对单"


def publish_documents(
    database: Path, out: Path, months: list[str], digests: dict[str, str], templates: Path | None = None
) -> list[Path]:
    """Write ``out/bulletins/<month>.docx``, ``.xlsx`` and ``-核对单.docx`` for each month (``YYYY-MM``) from the
    published warehouse.

    digests: by month, of its figures as they are now. templates: the folder where the office keeps its own form of the
    bulletin. The same warehouse and form give the same bytes. Files appear whole or not at all; one that someone
    changed stays, with the new version beside it; a broken form gives a notice and no Word file. Returns the paths
    written.

    Raises ValueError for a month without any figure, OSError where ``out`` cannot be written.
    """
    own = templates / word_template.FILE_NAME if templates else None
    template = own if own and own.exists() else None
    ledger = written.load(Path(out))
    ledger.notices.clear()
    paths: list[Path] = []
    with read.open_database(Path(database)) as connection:
        known = read.months(connection)
        if unknown := [month for month in months if month not in known]:
            raise ValueError(f"数据里没有这些月份：{'、'.join(unknown)}")
        for month in months:
            content = bulletin.compose(connection, month)
            made = {
                ".xlsx": excel.render(content, workbook.compose(connection, month)),
                f"-{CHECK_SHEET}.docx": checksheet.render(connection, month),
            }
            try:
                made = {".docx": word.render(content, template)} | made
            except word.TemplateFault as fault:
                ledger.notices.append(f"{month} 的 Word 通报没有生成：{fault}")
            for ending, file in made.items():
                name = f"{FOLDER}/{month}{ending}"
                paths.append(written.write(ledger, name, file, month, digests.get(month, "")))
    written.tell_older(ledger, digests)
    written.save(ledger)
    return paths


def notices(out: Path) -> list[str]:
    """What the last writing of documents has to tell the operator, in Chinese."""
    return written.load(Path(out)).notices
