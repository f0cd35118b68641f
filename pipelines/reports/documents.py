"""What an office sends out and passes on: bulletin, workbook and check sheet of each month; slides, pictures, digest
and chase list of the newest.

``publish_documents`` is the only entrance. ``bulletin``, ``workbook``, ``briefing`` and ``chase`` say what stands in
them, ``word``, ``excel``, ``slides`` and ``share`` how it looks, ``written`` which files may be overwritten.
"""

from pathlib import Path

from pipelines.reports import (
    briefing,
    bulletin,
    chase,
    checksheet,
    digest,
    excel,
    read,
    share,
    slides,
    word,
    word_template,
    workbook,
    written,
)

FOLDER, SLIDES, TO_PASS_ON = "bulletins", "slides", "share"
CHECK_SHEET = "核对单"


def publish_documents(
    database: Path, out: Path, months: list[str], digests: dict[str, str], templates: Path | None = None
) -> list[Path]:
    """Write ``out/bulletins/<month>.docx``, ``.xlsx`` and ``-核对单.docx`` for each month (``YYYY-MM``) from the
    published warehouse; of the newest of them slides in ``out/slides`` and pictures, digest and chase list in
    ``out/share``, for nobody passes on what is old.

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
            made = _documents(connection, month, template, ledger.notices)
            if month == max(months):
                made |= _to_pass_on(connection, month, ledger.notices)
            for name, content in made.items():
                paths.append(written.write(ledger, name, content, month, digests.get(month, "")))
    written.tell_older(ledger, digests)
    written.save(ledger)
    return paths


def _documents(connection, month: str, template: Path | None, remarks: list[str]) -> dict[str, bytes]:
    """Contents by name; what could not be made is added to ``remarks``."""
    content = bulletin.compose(connection, month)
    made = {}
    try:
        made[f"{FOLDER}/{month}.docx"] = word.render(content, template)
    except word.TemplateFault as fault:
        remarks.append(f"{month} 的 Word 通报没有生成：{fault}")
    made[f"{FOLDER}/{month}.xlsx"] = excel.render(content, workbook.compose(connection, month))
    made[f"{FOLDER}/{month}-{CHECK_SHEET}.docx"] = checksheet.render(connection, month)
    return made


def _to_pass_on(connection, month: str, remarks: list[str]) -> dict[str, bytes]:
    """Contents by name; what could not be made is added to ``remarks``."""
    content = briefing.compose(connection, month)
    institution = read.institution(connection)
    listed = chase.compose(connection, month)
    asked = chase.text(listed, month, institution, chase.is_vacation(connection, month))
    message = digest.compose(content, institution["short_name"] or institution["name"])
    made = {
        f"{SLIDES}/{month}.pptx": slides.render(content),
        # With a mark for Notepad, which older Windows needs to read UTF-8.
        f"{TO_PASS_ON}/{month}-摘要.txt": message.encode("utf-8-sig"),
        f"{TO_PASS_ON}/{month}-催办.txt": asked.encode("utf-8-sig"),
        f"{TO_PASS_ON}/{month}-催办.xlsx": chase.sheet(listed, month, institution),
    }
    try:
        made[f"{TO_PASS_ON}/{month}.png"] = share.png(share.card(content))
        made[f"{TO_PASS_ON}/{month}-长图.png"] = share.png(share.long(content))
    except share.NoChineseFont as fault:
        remarks.append(str(fault))
    return made


def notices(out: Path) -> list[str]:
    """What the last writing of documents has to tell the operator, in Chinese."""
    return written.load(Path(out)).notices
