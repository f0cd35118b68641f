"""One bulletin, read from its title to its last table.

Belongs here: which period a bulletin is about, which heading and which cut-off day a block stands under.
Does not belong here: shapes of tables, patterns of sentences, file formats.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.bulletins import periods, tables, text, words
from pipelines.bulletins.document import BODY, TABLE, Document, Grid, Paragraph, plain, read_document
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import Figure
from pipelines.bulletins.periods import Period
from pipelines.months import shift

_TITLE_WITHIN = 6
_TITLE = re.compile(
    "通报|总结|简报|小结|计划|要点|情况|[月年周季快]报|统计|数据|数说|盘点|一览|汇总|排行|榜|述职|报告|工作|通讯|年度"
)
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECTION = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.]?")
_DATED = re.compile(r"(?:19|20)\d{2}(?:[-–—―~至]\d{4})?|\d{1,2}[月日]|\d{1,2}[-–—―~至]\d{1,2}月")
_CAPTION = re.compile(r"[（(]?附?表([\d一二三四五六七八九十]{1,3})")
_MENTION = re.compile(r"[见如]附?表([\d一二三四五六七八九十]{1,3})")
# A note to the table before, and whom a letter speaks to.
_NOTE = re.compile("^(?:备?注|说明)[:：]?|[:：]$")
_CAPTION_WITHIN = 3
_FULL_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})年\d{1,2}月\d{1,2}日")
_DAY_STAMP = re.compile(rf"{_FULL_DATE.pattern}|(?:19|20)\d{{2}}(?:[-_.]\d{{1,2}}[-_.]\d{{1,2}}|\d{{4}})(?!\d)")
_HEADING_LENGTH = 40
# What a bulletin of a term is about that calls itself a week's or a month's.
_OF_A_TERM = {"周": r"\d{4}-\d\d-\d\d\.\..*", "月": r"\d{4}-\d\d"}
_BARE_LINE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")
_INSTITUTION_NAME = re.compile(r"(?:关于)?([\u4e00-\u9fff]{2,14}?(?:大学|学院|学校|职院|职大))")


@dataclass(frozen=True)
class Hints:
    """What is known of a bulletin from outside.

    period: of its folder (``2020-09``). year: of a folder or of the files beside it (``2020``). names: what the
    institution calls itself. units: its departments, whose own bulletins do not speak for the whole.
    """

    period: str = ""
    year: str = ""
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Everything a bulletin prints: figures (certain or with their doubts), and numbers that were not taken.

    bulletin: what it is called; base: its own period, ``periods.UNKNOWN`` where it is stated nowhere.
    """

    bulletin: str
    base: Period
    figures: list[Figure]
    left: list[NotUnderstood]


def read(path: Path, content_kind: str, hints: Hints = Hints()) -> Reading:
    """Read a published bulletin, ``content_kind`` docx or xlsx. Nothing is accepted here: see ``review.settle``.

    Row labels come from label columns of known tables and from declared patterns, never from free text.

    Raises:
        BulletinRefused: another kind of file, or unreadable.
    """
    document = read_document(path, content_kind)
    title = _title(document)
    base = _period(document, title, path, hints)
    figures, left = _read_blocks(document, title, base, hints)
    left += [NotUnderstood("整张工作表", name, "隐藏的工作表没有读取", name, 0) for name in document.hidden]
    # A title without its year (9月份通报) comes again every year.
    stated = title or path.stem
    return Reading(stated if str(base.year) in stated else f"{base.text} {stated}".strip(), base, figures, left)


def _title(document: Document) -> str:
    first = [b.text for b in document.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    return next((t for t in first if _TITLE.search(t) and len(t) <= _HEADING_LENGTH), "")


def _period(document: Document, title: str, path: Path, hints: Hints) -> Period:
    """From the title, else the lines that a long title is broken into, else the file name, else the hints.

    The nearest of them that names a period without its year takes the year from the others.
    """
    issued = _issued(document)
    first = [b.text for b in document.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    broken = "".join(first[: first.index(title) + 1]) if title else ""
    short = [line for line in first if len(line) <= _HEADING_LENGTH]
    texts = [
        stated if periods.find_spelt(stated, periods.UNKNOWN) else _DAY_STAMP.sub("", stated)
        for stated in (title, broken, plain(path.stem), *short, hints.period)
    ]
    # The day of issue is no period, but it tells the year of one.
    for stated in texts:
        if found := periods.of_title(stated, issued):
            return _narrower(found, texts)
    year = date(int(hints.year), 12, 31) if hints.year else None
    return next(filter(None, (periods.of_title(stated, year) for stated in texts if year)), periods.UNKNOWN)


def _narrower(found: Period, texts: list[str]) -> Period:
    """A title with a year only (2020年宣传工作通报) is one month's where its file or folder says which (2020-09).

    One with a term is a week's or a month's where it says so (秋季学期第7周 over 10月15日—21日, 春季学期月报（三月）).
    """
    if re.fullmatch(r"\d{4}", found.text):
        narrow = (periods.of_title(stated, date(found.year, 12, 31)) for stated in texts)
        return next((p for p in narrow if p and p.text != found.text and p.year == found.year), found)
    if not found.is_term:
        return found
    end = date(found.year, int(found.month[5:]), 28)
    narrow = [periods.of_title(periods.without_term(stated), end) for stated in texts]
    # （2月22日—7月8日） below 春季学期: the days of the term itself.
    if days := next((p for p in narrow if p and _is_whole_term(p, found)), None):
        return days
    kind = next((k for word, k in _OF_A_TERM.items() if any(word in stated for stated in texts[:2])), None)
    return next((p for p in narrow if p and kind and re.fullmatch(kind, p.text)), found)


def _is_whole_term(days: Period, term: Period) -> bool:
    """Whether a span of days is the most of a term, at its place in the year."""
    first, last = term.text.split("..")
    days_first = days.text.partition("..")[0]
    if not re.fullmatch(_OF_A_TERM["周"], days.text):
        return False
    return shift(first, -1) <= days_first[:7] <= shift(first, 1) and shift(last, -1) <= days.month <= shift(last, 1)


def _issued(document: Document) -> date | None:
    """The day of issue: the first full date on a short line, such as 党委工作部2020年10月8日."""
    for block in document.blocks:
        if isinstance(block, Paragraph) and len(block.text) <= _HEADING_LENGTH:
            found = _FULL_DATE.search(block.text)
            if found and (day := periods.day_in(found[0], periods.of_year(int(found["year"])))):
                return day
    return None


def _read_blocks(
    document: Document, title: str, base: Period, hints: Hints
) -> tuple[list[Figure], list[NotUnderstood]]:  # fmt: skip
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    recent: list[Paragraph] = []
    table_number = 0
    names = (*hints.names, *_own_names(document, title))
    of_title = _title_doubts(title, hints)
    standing = zip(document.blocks, _headings(document), _section_days(document, base), strict=True)
    for block, headings, day in standing:
        if isinstance(block, Grid):
            table_number += 1
            around = _surroundings(block, recent, table_number, headings, base, day, names, hints.units)
            found, remarks = tables.read_table(block, around)
            found = [f.doubted(*of_title, *_of_period(f.period)) for f in found]
            recent = []
        else:
            recent = [*recent, block][-_CAPTION_WITHIN:]
            if block.text == title:
                continue
            has_results = all(map(text.announces_results, headings.parts))
            doubts = (*of_title, *_heading_doubts(headings.nearest, base, names))
            context = text.Context(base, title + headings.text, has_results, day, doubts, names, hints.units)
            found, remarks = text.read_paragraph(block, context)
        figures += found
        left += remarks
    return figures, left


def _of_period(period: Period) -> tuple[str, ...]:
    """Why the time of a figure is not certain: no year, or a term, whose days the calendar tells."""
    return ("" if period.is_dated else text.UNDATED, periods.BY_CALENDAR if period.is_term else "")


def _own_names(document: Document, title: str) -> tuple[str, ...]:
    """What the bulletin calls its institution: ××大学 or ××学院 in the title or alone on one of the first lines."""
    first = [b.text for b in document.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    found = (_INSTITUTION_NAME.match(line) for line in (title, *first))
    return tuple(dict.fromkeys(m[1] for m in found if m))


def _title_doubts(title: str, hints: Hints) -> tuple[str, ...]:
    unit = next((u for u in hints.units if u in title and not words.is_organ(u)), "")
    return (f"标题写的是“{unit}”的通报",) if unit and not any(n in title for n in hints.names) else ()


def _heading_doubts(heading: str, base: Period, names: tuple[str, ...]) -> tuple[str, ...]:
    """A heading may say whose figures, of what and of when the ones under it are (学生处公众号, 迎新宣传, 上半年)."""
    heading = _NUMBERING.sub("", heading)
    marks = periods.in_sentence(heading, base)
    bare = heading
    for mark in reversed(marks):
        bare = bare[: mark.start] + " " + bare[mark.end :]
    bare = words.without_names(bare, names)
    unknown = words.left_over(text.bare(bare), of_headings=True)
    other = next((m for m in marks if m.period.text != base.text), None)
    return (
        *((f"小标题里的“{unknown}”可能另有范围",) if unknown else ()),
        *((f"小标题写着“{heading[other.start : other.end]}”",) if other else ()),
    )


@dataclass(frozen=True)
class _Headings:
    """The sheet, the chapter (一、) and the section（一）that a block stands under."""

    sheet: str
    chapter: str
    section: str

    @property
    def parts(self) -> tuple[str, ...]:
        return self.sheet, self.chapter, self.section

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def nearest(self) -> str:
        return self.section or self.chapter


def _headings(document: Document) -> list[_Headings]:
    """Per block what it stands under. A line that is a channel alone is a heading until the next such line."""
    headings: list[_Headings] = []
    sheet = chapter = section = ""
    for block in document.blocks:
        if block.sheet not in (BODY, TABLE) and block.sheet != sheet:
            sheet, chapter, section = block.sheet, "", ""
        if isinstance(block, Paragraph):
            heading = _run_in(block.text)
            if _CHAPTER.match(block.text):
                chapter, section = heading, ""
            elif _SECTION.match(block.text):
                section = heading
            elif block.sheet == BODY and _BARE_LINE.fullmatch(block.text):
                section = block.text if _is_channel(block.text) else "" if _is_channel(section) else section
        headings.append(_Headings(sheet, chapter, section))
    return headings


def _is_channel(line: str) -> bool:
    channels = {channel for _, channel in text.channels_in(line)}
    return len(channels) == 1 and not words.left_over(text.without_channels(line))


def _run_in(line: str) -> str:
    """The heading that a line is or begins with; empty where its text begins right behind the number."""
    heading = line.split("。")[0]
    undated = _DATED.sub("", _NUMBERING.sub("", heading))
    is_text = len(heading) > _HEADING_LENGTH or "，" in heading or re.search(r"\d", undated)
    return "" if is_text else heading


def _section_days(document: Document, base: Period) -> list[date | None]:
    """Per block the one day that its section says its figures reach; a section that says two says none."""
    groups: list[int] = []
    days: dict[int, set[date]] = {}
    group = 0
    for block in document.blocks:
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
    grid: Grid,
    recent: list[Paragraph],
    number: int,
    headings: _Headings,
    base: Period,
    section_day: date | None,
    names: tuple[str, ...],
    units: tuple[str, ...],
) -> tables.Surroundings:
    near = [p.text for p in recent if grid.sheet == TABLE or p.sheet == grid.sheet]
    lines = tuple(line for line in near if len(line) <= _HEADING_LENGTH and not _NOTE.search(line))
    above = next((text for text in reversed(near) if _CAPTION.match(text)), "".join(near[-1:]))
    title = "".join(near[near.index(above) :]) if above else ""
    named = _CAPTION.match(above) or _CAPTION.match(grid.sheet) or _MENTION.search(above)
    table_id = f"表{named[1]}" if named else f"第{number}个表"
    day = periods.cut_off(above, base) or section_day
    return tables.Surroundings(
        table_id, headings.text + title, title, base, day, names, headings.nearest, headings.sheet, units, lines
    )
