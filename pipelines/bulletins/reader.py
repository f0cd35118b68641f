"""One bulletin, read from its title to its last table.

Belongs here: which period a bulletin is about, which heading and which cut-off day a block stands under.
Does not belong here: shapes of tables, patterns of sentences, file formats.
"""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.bulletins import periods, tables, text
from pipelines.bulletins.faults import BulletinRefused, NotUnderstood
from pipelines.bulletins.figure import Figure
from pipelines.bulletins.layout import BODY, TABLE, Grid, Layout, Paragraph, plain, read_layout
from pipelines.bulletins.periods import Period

SCHEMA = {
    "bulletin": pl.String,
    "month": pl.String,
    "period": pl.String,
    "table_id": pl.String,
    "row_label": pl.String,
    "metric_id": pl.String,
    "printed": pl.String,
    "value": pl.Float64,
    "half_width": pl.Float64,
    "qualifier": pl.String,
    "as_of_printed": pl.Date,
    "place": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
}
_TITLE_WITHIN = 6
_TITLE = re.compile("通报|总结|简报|小结|计划|要点|情况|月报|年报")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECTION = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_CAPTION = re.compile(r"[（(]?附?表([\d一二三四五六七八九十]{1,3})")
_MENTION = re.compile(r"[见如]附?表([\d一二三四五六七八九十]{1,3})")
_CAPTION_WITHIN = 3
_FULL_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})年\d{1,2}月\d{1,2}日")
_DAY_STAMP = re.compile(rf"{_FULL_DATE.pattern}|(?:19|20)\d{{2}}(?:[-_.]\d{{1,2}}[-_.]\d{{1,2}}|\d{{4}})(?!\d)")
_HEADING_LENGTH = 40


def read(path: Path, content_kind: str, *, period_hint: str = "") -> tuple[pl.DataFrame, list[NotUnderstood]]:
    """Read a published bulletin, ``content_kind`` docx or xlsx.

    ``period_hint`` (``2020-09``, ``2021``, ``2021-H2``) is used where neither title nor file name states a period.

    Returns one row per printed figure with the columns of ``published_figure`` plus ``source_sheet`` and
    ``source_row``, and every number that was not taken. Row labels come from label columns of known tables and from
    declared patterns, never from free text.

    Raises:
        BulletinRefused: another kind of file, unreadable, or its period is stated nowhere.
    """
    layout = read_layout(path, content_kind)
    title = _title(layout)
    base = _period(layout, title, path, period_hint)
    figures, left = _read_blocks(layout, title, base)
    left += [NotUnderstood("整张工作表", name, "隐藏的工作表没有读取", name, 0) for name in layout.hidden]
    # A title without its year (9月份通报) comes again every year.
    stated = title or path.stem
    return _frame(stated if str(base.year) in stated else f"{base.text} {stated}", figures), left


def _title(layout: Layout) -> str:
    first = [b.text for b in layout.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    return next((t for t in first if _TITLE.search(t) and len(t) <= _HEADING_LENGTH), "")


def _period(layout: Layout, title: str, path: Path, hint: str) -> Period:
    """From the title, else the lines that a long title is broken into, else the file name, else the hint."""
    issued = _issued(layout)
    first = [b.text for b in layout.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    broken = "".join(first[: first.index(title) + 1]) if title else ""
    for stated in (title, broken, plain(path.stem), hint):
        # The day of issue is no period.
        if found := periods.of_title(_DAY_STAMP.sub("", stated), issued):
            return found
    raise BulletinRefused(
        "no_month",
        "看不出这份通报是哪个月、哪一年的。请在标题或文件名里写明，"
        "例如“2020年9月宣传工作通报”，或放进名为 2020-09 的文件夹。",
    )


def _issued(layout: Layout) -> date | None:
    """The day of issue: the first full date on a short line, such as 党委工作部2020年10月8日."""
    for block in layout.blocks:
        if isinstance(block, Paragraph) and len(block.text) <= _HEADING_LENGTH:
            found = _FULL_DATE.search(block.text)
            if found and (day := periods.day_in(found[0], periods.of_year(int(found["year"])))):
                return day
    return None


def _read_blocks(layout: Layout, title: str, base: Period) -> tuple[list[Figure], list[NotUnderstood]]:
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    recent: list[Paragraph] = []
    table_number = 0
    standing = zip(layout.blocks, _headings(layout), _section_days(layout, base), strict=True)
    for block, headings, day in standing:
        if isinstance(block, Grid):
            table_number += 1
            around = _surroundings(block, recent, table_number, headings, base, day)
            found, remarks = tables.read_table(block, around)
            recent = []
        else:
            recent = [*recent, block][-_CAPTION_WITHIN:]
            if block.text == title:
                continue
            headings = title + headings
            has_results = not text.vocabulary().not_results.search(headings)
            found, remarks = text.read_paragraph(block, text.Context(base, headings, has_results, day))
        figures += found
        left += remarks
    return figures, left


def _headings(layout: Layout) -> list[str]:
    """Per block the sheet, the chapter (一、) and the section（一）it stands under, as one text."""
    headings: list[str] = []
    sheet = chapter = section = ""
    for block in layout.blocks:
        if block.sheet not in (BODY, TABLE) and block.sheet != sheet:
            sheet, chapter, section = block.sheet, "", ""
        if isinstance(block, Paragraph):
            heading = block.text.split("。")[0][:_HEADING_LENGTH]
            if _CHAPTER.match(block.text):
                chapter, section = heading, ""
            elif _SECTION.match(block.text):
                section = heading
        headings.append(sheet + chapter + section)
    return headings


def _section_days(layout: Layout, base: Period) -> list[date | None]:
    """Per block the one day that its section says its figures reach; a section that says two says none."""
    groups: list[int] = []
    days: dict[int, set[date]] = {}
    group = 0
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            if _CHAPTER.match(block.text) or _SECTION.match(block.text):
                group += 1
            elif _CAPTION.match(block.text):
                # A caption speaks for its own table only.
                groups.append(group)
                continue
            if day := periods.cut_off(block.text, base):
                days.setdefault(group, set()).add(day)
        groups.append(group)
    return [next(iter(days[g])) if len(days.get(g, ())) == 1 else None for g in groups]


def _surroundings(
    grid: Grid, recent: list[Paragraph], number: int, headings: str, base: Period, section_day: date | None
) -> tables.Surroundings:
    near = [p.text for p in recent if grid.sheet == TABLE or p.sheet == grid.sheet]
    above = next((text for text in reversed(near) if _CAPTION.match(text)), "".join(near[-1:]))
    title = "".join(near[near.index(above) :]) if above else ""
    named = _CAPTION.match(above) or _CAPTION.match(grid.sheet) or _MENTION.search(above)
    table_id = f"表{named[1]}" if named else f"第{number}个表"
    day = periods.cut_off(above, base) or section_day
    return tables.Surroundings(table_id, headings + title, title, base, day)


def _frame(bulletin: str, figures: list[Figure]) -> pl.DataFrame:
    """Figures as a frame; a figure that a sentence says twice gets a counted place, so that keys stay unique."""
    seen: Counter = Counter()
    rows = []
    for figure in figures:
        key = (figure.period, figure.table_id, figure.row_label, figure.metric_id, figure.place)
        seen[key] += 1
        if seen[key] > 1:
            figure = replace(figure, place=f"{figure.place}之{seen[key]}")
        numeral = figure.numeral
        rows.append(
            (
                bulletin,
                figure.period.month,
                figure.period.text,
                figure.table_id,
                figure.row_label,
                figure.metric_id,
                numeral.printed,
                numeral.value,
                numeral.half_width,
                numeral.qualifier,
                figure.as_of,
                figure.place,
                figure.sheet,
                figure.row,
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
