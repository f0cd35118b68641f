"""One bulletin, read from its title to its last table.

Belongs here: which period a bulletin is about, which heading and which cut-off day a block stands under.
Does not belong here: shapes of tables, patterns of sentences, file formats.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.bulletins import certainty, clauses, frames, patterns, periods, tables, text, words
from pipelines.bulletins.document import BODY, TABLE, Document, Grid, Paragraph, plain, read_document
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.frame import Frame
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
# A remark or a sentence is no title, and what year it names need not be the bulletin's.
_REMARK = re.compile("^(?:备?注|说明|[①②③④⑤⑥*※])[:：.]?|。$")
# （宣传推广部分）: of which paper this is a part, not of what its figures are.
_EXCERPT = re.compile(r"[（(][\u4e00-\u9fff]{2,8}(?:部分|节选|摘录|摘要)[）)]$")
_IN_BRACKET = re.compile("[（(][^（()）]{1,40}[）)]$")
_DIGITS = re.compile(r"\d")
# 本学期（2023年2月13日至7月7日）…, 2023年9月1日至2024年1月20日，…: a term's days, at the head of a paragraph.
_OPENING = re.compile("^(?:本学期)?[（(]?")
_SPAN = re.compile(r"20\d{2}年\d{1,2}月\d{1,2}日[-–—―~至到]+(?:20\d{2}年)?\d{1,2}月\d{1,2}日")
_VERSION = re.compile(r"[-_]?(?:[vV]\d+|[A-Za-z])$")
_APPENDIX = re.compile("附(?:件|表)?[\\d一二三四五六七八九十]{0,2}[:：]")
_CAPTION_WITHIN = 3
_FULL_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})年\d{1,2}月\d{1,2}日")
_DAY_STAMP = re.compile(rf"{_FULL_DATE.pattern}|(?:19|20)\d{{2}}(?:[-_.]\d{{1,2}}[-_.]\d{{1,2}}|\d{{4}})(?!\d)")
_HEADING_LENGTH = 40
# What a bulletin of a term is about that calls itself a week's or a month's.
_OF_A_TERM = {"周": r"\d{4}-\d\d-\d\d\.\..*", "月": r"\d{4}-\d\d"}
_BARE_LINE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")
_BEHIND = 4
# What makes of a row something else than its column says.
_CHANGED = re.compile("[起止未漏补误含仅]|纳入|更正|调整|合并|新设|划转|撤销|数为|重复|原为|不计|剔除")
_UNTIL_DAY = re.compile(
    r"(?P<month>1[0-2]|[1-9])月份?的?(?:数据|数|统计)?[^，。；\d]{0,4}(?:统计[至到]|截[至止]到?|只?[至到])(?:(?P=month)月)?"
    r"(?!3[01]|28)\d{1,2}日"
)
_INSTITUTION_NAME = re.compile(r"(?:关于)?([\u4e00-\u9fff]{2,14}?(?:大学|学院|学校|职院|职大))")


@dataclass(frozen=True)
class Hints:
    """What is known of a bulletin from outside.

    period: of its folder (``2020-09``). year: of a folder or of the files beside it (``2020``); until: the last month
    that this may reach (``2021-01`` of 2020年秋). names: what the institution calls itself. units: its departments,
    whose own bulletins do not speak for the whole.
    """

    period: str = ""
    year: str = ""
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    until: str = ""


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
    return understand(read_document(path, content_kind), path, hints)


def understand(document: Document, path: Path, hints: Hints = Hints()) -> Reading:
    """What a document says that has been read from ``path``, whose name may tell its period."""
    title = _title(document)
    base = _period(document, title, path, hints)
    figures, left = _read_blocks(document, title, path.stem, base, hints)
    left += [NotUnderstood("整张工作表", name, "隐藏的工作表没有读取", name, 0) for name in document.hidden]
    # A title without its year (9月份通报) comes again every year.
    stated = title or path.stem
    return Reading(stated if str(base.year) in stated else f"{base.text} {stated}".strip(), base, figures, left)


def _without_excerpt(title: str) -> str:
    found = _EXCERPT.search(title)
    return title[: found.start()] if found and not words.left_over(found[0][1:-3], of_headings=True) else title


def _above_title(document: Document, title: str) -> list[str]:
    """Who issues a bulletin, in the lines above its title."""
    first = [b.text for b in document.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    above = first[: first.index(title)] if title in first else []
    return [line for line in above if _is_short(line) and not _DIGITS.search(line)]


def _title(document: Document) -> str:
    """Of a workbook a line of its first sheet: what stands on another is the title of that."""
    sheet = next((b.sheet for b in document.blocks), "")
    first = [b.text for b in document.blocks if isinstance(b, Paragraph) and b.sheet == sheet][:_TITLE_WITHIN]
    return next((t for t in first if _TITLE.search(t) and _is_short(t) and not _REMARK.search(t)), "")


def _is_short(line: str) -> bool:
    """Whether a line may be a heading, but for the dates in a bracket at its end."""
    return len(_IN_BRACKET.sub("", line)) <= _HEADING_LENGTH


def _period(document: Document, title: str, path: Path, hints: Hints) -> Period:
    """From the title, else the lines that a long title is broken into, else the file name, else the hints.

    The nearest of them that names a period without its year takes the year from the others.
    """
    issued = _issued(document)
    first = [b.text for b in document.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    broken = "".join(first[: first.index(title) + 1]) if title else ""
    short = [line for line in first if _is_short(line) and not _REMARK.search(line)]
    texts = [
        stated if periods.find_spelt(stated, periods.UNKNOWN) else _DAY_STAMP.sub("", stated)
        for stated in (title, broken, plain(path.stem), *short, hints.period)
    ]
    # The day of issue is no period, but it tells the year of one.
    for stated in texts:
        if found := periods.of_title(stated, issued):
            opening = [f"（{m[0]}）" for line in first if (m := _SPAN.match(_OPENING.sub("", line)))]
            return _counted_over(_whole(_narrower(found, [*texts, *opening]), stated, title, issued), document)
    if not hints.year:
        return periods.UNKNOWN
    until = hints.until or f"{hints.year}-12"
    year = date(int(until[:4]), int(until[5:]), 28)
    found = next(filter(None, (periods.of_title(stated, year) for stated in texts)), None)
    # What the bulletin is about is not told, but of which year its months are.
    return found or periods.of_some_part(until)


def _counted_over(found: Period, document: Document) -> Period:
    """A month is the days that a line below the title says: 统计期：5月26日至6月25日 of June."""
    lines = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    told = [line for line in lines if len(line) <= _HEADING_LENGTH or words.is_note(line)]
    lines = filter(None, map(certainty.counted_over, told))
    told = [m.period for line in lines for m in periods.in_sentence(line, found)]
    days = [p for p in told if periods.is_month_of_days(p) and p.month == found.month]
    return days[0] if found.text == found.month and days else found


def _whole(found: Period, stated: str, title: str, issued: date | None) -> Period:
    """Nothing is told of what the bulletin is about where it is less than the period it names, or was not yet over."""
    # A day that a span begins with is none of issue.
    is_begun = issued and ".." in found.text
    is_early = issued and not is_begun and f"{issued:%Y-%m}" < shift(found.month, -1)
    is_less = any(periods.is_of_less(text, found) for text in (stated, title))
    return periods.of_some_part(found.month) if is_less or is_early else found


def _narrower(found: Period, texts: list[str]) -> Period:
    """A title with a year only (2020年宣传工作通报) is one month's where its file or folder says which (2020-09).

    One with a term is a week's or a month's where it says so (秋季学期第7周 over 10月15日—21日, 春季学期月报（三月）).
    """
    if re.fullmatch(r"\d{4}", found.text):
        narrow = (periods.of_title(stated, date(found.year, 12, 31)) for stated in texts)
        return next((p for p in narrow if p and p.text != found.text and p.year == found.year), found)
    if not (found.is_term or found.is_academic_year):
        return found
    end = date(found.year, int(found.month[5:]), 28)
    narrow = [periods.of_title(periods.without_term(stated), end) for stated in texts]
    # （2月22日—7月8日） below 春季学期: the days of the term itself.
    if days := next((p for p in narrow if p and _is_whole_term(p, found)), None):
        return days
    if not found.is_term:
        return found
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
    document: Document, title: str, stem: str, base: Period, hints: Hints
) -> tuple[list[Figure], list[NotUnderstood]]:  # fmt: skip
    figures: list[Figure] = []
    left: list[NotUnderstood] = []
    recent: list[Paragraph] = []
    table_number = 0
    names = (*hints.names, *_own_names(document, title, hints.names))
    of_title = (*_title_doubts(title, hints), *_name_doubts(stem, base))
    of_all = [
        frames.of(kind, told, base, names, dates=False)
        for kind, told in (("标题", _without_excerpt(title)), ("文件名", _without_excerpt(_VERSION.sub("", stem))))
        if told
    ]
    of_all += [frames.of("抬头", line, base, names, dates=False) for line in _above_title(document, title)]
    standing = zip(
        document.blocks,
        _headings(document),
        _section_days(document, base),
        frames.around(document.blocks, title, base, names),
        strict=True,
    )
    for at, (block, headings, day, near) in enumerate(standing):
        above = [frames.of("小标题", told, base, names) for told in (headings.chapter, headings.section) if told]
        if len(above) > 1:
            above[0] = replace(above[0], is_refined=True)
        framed = (*of_all, *frames.of_sheet(block.sheet, base, names), *above, *near)
        if isinstance(block, Grid):
            table_number += 1
            around = _surroundings(block, recent, table_number, headings, base, day, names, hints.units)
            found, remarks = tables.read_table(block, replace(around, paper=title or plain(stem)))
            behind = _behind(document.blocks, at)
            found = [
                f.doubted(*of_title, *_of_period(f.period, base), *_of_frames(f, framed), _text_of_row(f, behind))
                for f in found
            ]
            recent = []
        else:
            recent = [*recent, block][-_CAPTION_WITHIN:]
            if block.text == title:
                continue
            has_results = all(map(patterns.announces_results, headings.parts))
            context = clauses.Context(
                base, title + headings.text, has_results, day, of_title, names, hints.units, framed
            )
            found, remarks = text.read_paragraph(block, context)
        figures += found
        left += remarks
    partial = _partial_months(document, base)
    institution = "，".join(hints.names) or "，".join([title, stem, *_above_title(document, title)])
    return [f.doubted(_of_partial(f, partial), _of_trade(f, institution), _of_fraction(f)) for f in figures], left


def _of_fraction(figure: Figure) -> str:
    """42.6 visits: the scale stands where it was not read."""
    value = figure.numeral.value
    is_share = figure.metric_id.endswith(("_rate", "_share"))
    return "" if is_share or value is None or round(value, 3) % 1 == 0 else "不是整数，单位可能是万或千"


def _of_trade(figure: Figure, institution: str) -> str:
    """举办讲座12场 of a library, 来稿1320篇 of a newspaper: what it is there for, or publicity of it?"""
    is_publicity = figure.metric_id.startswith(("lecture", "training")) and words.known().publicity.search(figure.words)
    is_trade = not is_publicity and words.is_trade(institution, figure.metric_id)
    return "可能是单位的业务本身，不是宣传工作" if is_trade else ""


def _behind(blocks: list, at: int) -> list[str]:
    """The sentences before and behind a table that may speak of one of its rows."""
    near = [b.text for b in blocks[max(at - 1, 0) : at] if isinstance(b, Paragraph)]
    for block in blocks[at + 1 : at + 1 + _BEHIND]:
        if isinstance(block, Grid) or _CHAPTER.match(block.text):
            break
        near.append(block.text)
    return [sentence for line in near for sentence in re.split("[。；]", line)]


def _text_of_row(figure: Figure, sentences: list[str]) -> str:
    """新能源公司自3月起纳入统计: what is said of one row of a table."""
    names = [n for n in figure.row_label.split("/") if len(n) > 1 and n != TOTAL]
    told = (n for s in sentences for n in names if n in s and _CHANGED.search(s.replace(n, "")))
    return f"表外另外说到“{name}”" if (name := next(told, "")) else ""


def _partial_months(document: Document, base: Period) -> list[str]:
    """Months that a bulletin says it counted only until some day: 12月份数据统计至12月20日."""
    lines = (b.text for b in document.blocks if isinstance(b, Paragraph))
    found = [m for line in lines for m in _UNTIL_DAY.finditer(periods.with_digits(line))]
    months = [periods.in_sentence(f"{m['month']}月", base) for m in found]
    return [marks[0].period.month for marks in months if marks]


def _of_partial(figure: Figure, months: list[str]) -> str:
    if not figure.period.is_dated or figure.metric_id.endswith(("_cumulative", "_operated")):
        return ""
    told = next((m for m in months if periods.holds_month(figure.period, m)), "")
    return f"{told}只统计到其中某一天" if told else ""


def _of_period(period: Period, base: Period) -> tuple[str, ...]:
    """Why the time of a figure is not certain: no year, a term, whose days the calendar tells, or a month of spring in
    the folder of an autumn.
    """
    # The year of a folder 2024年秋 is told by its last month, which is January.
    is_of_autumn = not base.is_dated and base.month.endswith("-01")
    is_spring = is_of_autumn and "02" <= period.month[5:] <= "07"
    return (
        "" if period.is_dated else certainty.UNDATED,
        periods.BY_CALENDAR if period.is_term else "",
        "文件夹写的是秋季，时段却不在秋季" if is_spring else "",
    )


def _own_names(document: Document, title: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """What the bulletin calls its institution: ××大学 or ××学院 in the title or alone on one of the first lines.

    Where the institution's name is known, only what is a part of it.
    """
    first = [b.text for b in document.blocks if isinstance(b, Paragraph)][:_TITLE_WITHIN]
    found = (_INSTITUTION_NAME.match(line) for line in (title, *first))
    own = dict.fromkeys(m[1] for m in found if m)
    return tuple(name for name in own if not known or any(name in k for k in known))


def _title_doubts(title: str, hints: Hints) -> tuple[str, ...]:
    unit = next((u for u in hints.units if u in title and not words.is_organ(u)), "")
    return (f"标题写的是“{unit}”的通报",) if unit and not any(n in title for n in hints.names) else ()


def _name_doubts(stem: str, base: Period) -> tuple[str, ...]:
    """A file named for October whose title says September: one of them was forgotten when the last one was copied."""
    end = date(base.year, 12, 31) if base.is_dated else None
    # The day of issue is none.
    undated = _DAY_STAMP.sub("", periods.without_term(periods.with_digits(plain(stem))))
    named = periods.of_title(undated, end)
    if named is None or end is None or base.is_term:
        return ()
    is_other = len(named.text) == len(base.text) and named.text != base.text
    return (f"文件名写的是{named.text}，标题写的是{base.text}",) if is_other else ()


def _of_frames(figure: Figure, framed: tuple[Frame, ...]) -> list[str]:
    told = figure.metric_id, figure.period, figure.words
    return [why for frame in framed for why in frame.doubts(*told, says_period=figure.says_period)]


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
            elif _APPENDIX.match(block.text):
                chapter = section = ""
            elif block.sheet == BODY and _BARE_LINE.fullmatch(block.text):
                section = block.text if _is_channel(block.text) else "" if _is_channel(section) else section
        headings.append(_Headings(sheet, chapter, section))
    return headings


def _is_channel(line: str) -> bool:
    channels = {channel for _, channel in patterns.channels_in(line)}
    return len(channels) == 1 and not words.left_over(patterns.without_channels(line))


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
    lines = tuple(
        line for line in near if len(line) <= _HEADING_LENGTH and not (_NOTE.search(line) or _REMARK.search(line))
    )
    above = next((text for text in reversed(near) if _CAPTION.match(text)), "".join(near[-1:]))
    title = "".join(near[near.index(above) :]) if above else ""
    # Of a paragraph with figures of its own only the end leads to the table: 各单位发布数见下表.
    if above and len(title) > _HEADING_LENGTH and above.endswith(("。", "：", ":")):
        title = frames.lead(above)
    named = _CAPTION.match(above) or _CAPTION.match(grid.sheet) or _MENTION.search(above)
    table_id = f"表{named[1]}" if named else f"第{number}个表"
    day = periods.cut_off(above, base) or section_day
    return tables.Surroundings(
        table_id, headings.text + title, title, base, day, names, headings.nearest, headings.sheet, units, lines
    )
