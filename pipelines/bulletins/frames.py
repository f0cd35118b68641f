"""What is said around the figures of a bulletin and holds for them: title, file, headings, lines before, notes behind.

A figure counts the whole only where every word of every frame around it is known. Belongs here: which texts frame
which blocks. Does not belong here: which words are known (``words``), what the figures are.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from pipelines.bulletins import certainty, patterns, periods, words
from pipelines.bulletins.document import BODY, BOXES, FOOTNOTES, MARGINS, TABLE, Grid, Paragraph, plain
from pipelines.bulletins.frame import Frame, family
from pipelines.bulletins.periods import Period

_LINE_LENGTH = 40
_NUMBERED = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]{1,3}[）)]?[、.．]|[一二三四五六七八九十]{1,3}[）)]|\d{1,2}[）)]|\d{1,2}[、.．](?!\d))"
)
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[^。！？!?]+")
_LEAD_FROM = re.compile("现[将就把].*")
# 为……, 根据……: why something is told says nothing of what is.
_PURPOSE = re.compile("^(?:为|根据|按照|依据)[^；]*?，(?=现[将把就])")
# 2021年第12期 dates an issue.
_ISSUE = re.compile("第[^，。]{1,4}期")
# Who wrote, signed and receives a bulletin says nothing of what stands in it.
_SIGNED = re.compile(
    "^[（(]?(?:编辑|责编|责任编辑|编审|审核|审定|审签|复核|校对|校审|签发|签审|撰稿|拟稿|核稿|供图|主编|主办|制表人?|填表人?|填报人|"
    "统计人|统计员|统计部门|联系人|联系电话|联系方式|电话|传真|邮箱|地址|网址|主送|抄送|抄报|报送|发送|印发|主题词|关键词|报|送|发)[:：]"
)
_ADDRESSED = re.compile(
    "^(?:[校院局馆所园社系县市区]内?各|各|尊敬|全体|机关|校属|公司|局属|所属)[^。；]{0,38}[:：]$|^[^，。；:：\\d]{2,20}(?:党委|党组|委员会|人民政府|领导)[:：]$|(?:同志们?|领导|老师们?|您好)[:：,，]?$"
)
_ADDRESSED_WITHIN = 6
# What is said of everything that was counted, or takes something away.
_OF_ALL = re.compile(
    "以上|上述|上表|本表|表中|全部|所有|(?<!平)均|[皆都仅只]|不含|不包|不计|除外|剔除|限于|未含|未计|扣除|单位"
)
# 以登记日期为准: by what was counted, not of what. 不含县委刊物采用数: what is somebody else's is none of it.
_BASIS = re.compile("以[^，。；]{2,20}为准")
_OF_OTHERS = re.compile(
    "(?:不含|不计|不包括)(?:[省市县区]委|[省市县区]?政府|上级|中央|外单位|其他单位|兄弟单位)[^，。；]*"
)
_OTHER_COUNTS = re.compile("供稿|投稿|来稿|报送|采用|录用|稿件|媒体|报道|宣讲|讲座|培训|学习")
# 媒体报道含报纸、电台: all kinds of them.
_KINDS = "报纸|报刊|杂志|期刊|电台|电视台|电视|广播|网络媒体|网站|新媒体|客户端|[、及和等]"
_COUNTED_BY = re.compile("^(?P<subject>[^，以按]{2,8})[以按][^，]+计算?(?:，.*)?$")
# 这一年，我们用数字记录成长——: to the reader, of nothing that is counted.
_TO_READERS = re.compile("我们|你们|[—！!]$")
_INCLUDED = re.compile(f"(?:已|均已|一并)(?:计入|列入|纳入|包含)|^[^，。]{{0,8}}(?:含|包括)(?:{_KINDS})+$")
_OPENS = 2
_WITH_VIDEOS = frozenset({"douyin"})
_SHEET = re.compile(r"(?i)sheet\d*|工作表\d*")
_TIMES = range(4)
# What speaks of how numbers were counted, and what only asks somebody to hand some in.
_STATES = re.compile(
    "统计|数据|口径|取数|取自|起算|所称|跨度|周期|区间|上报周期|考核年度|(?:本|上|该)[表期]|[计数字]为|以上|上述|(?:累计|合计)数"
)
_ASKS = re.compile("请|须|务必|应于|下[个一]?[月期季周]|日前报|将[于在对把]")
_WHOLE_YEAR = re.compile(r"^(?:\d{4})?(?:年度|本年度?|全年|\d{4}年)$")
_SINCE_DAY = re.compile(r"[自从][^，。；]{0,8}\d{1,2}[日号](?:起|开始|以来|后)|自年初|自开[学通]")
# A heading or a title over numbers that add up; of 累计关注 it is the stock that is meant.
_TO_DATE = re.compile("累计(?!关注|粉丝|用户|人数)|历年|迄今|至今|以来")
# No bulletin has more lines around one block; the bound keeps hostile files from costing the square of their length.
_MOST = 100


def of(kind: str, printed: str, base: Period, names: Iterable[str], *, dates: bool = True) -> Frame:
    """dates: whether a period in it holds for what stands under it; the one of a title is already the bulletin's."""
    told = words.TOP.sub(" ", periods.with_digits(_NUMBERED.sub("", plain(printed))))
    marks = periods.in_sentence(told, base) if dates and not _ISSUE.search(told) else []
    other = next(((m.period, told[m.start : m.end]) for m in marks if m.period.text != base.text), None)
    bare = told
    for mark in reversed(marks):
        bare = bare[: mark.start] + " " + bare[mark.end :]
    for _ in _TIMES:
        left, found, _, _ = periods.take(bare, base)
        if found is None:
            break
        # A day alone is that of an issue, a meeting or an event.
        is_day = len(found.text) > 10 and found.text[:10] == found.text[-10:]
        if dates and other is None and found.text != base.text and not (is_day or _ISSUE.search(told)):
            other = found, _taken(bare, left)
        bare = left
    bare = patterns.bare(words.without_names(bare, names))
    period, words_of = other or (None, "")
    is_to_date = bool(_TO_DATE.search(told)) and period is None and base.text == base.month
    return Frame(kind, bare, words_of, period, base=base.text, is_to_date=is_to_date)


def _taken(whole: str, left: str) -> str:
    """The words that one text has more than the other: a blank stands where they were."""
    first = next((at for at, (a, b) in enumerate(zip(whole, left, strict=False)) if a != b), len(left))
    return whole[first : first + len(whole) - len(left) + 1].strip()


def lead(line: str) -> str:
    """The words of a paragraph that speak of what follows; empty where it only tells something."""
    if _SIGNED.search(line):
        return ""
    told = certainty.without_manner(_NUMBERED.sub("", line))
    if _TO_READERS.search(told):
        return ""
    is_short = len(told) <= _LINE_LENGTH and not re.search("[。；;！!]", told.rstrip("。"))
    undated = patterns.undated(told)
    if is_short and not _DIGIT.search(undated) and not told.endswith("。"):
        return told
    if (ending := told[-1:] in ":：") or words.LEADS.search(told):
        sentence = next(s for s in reversed(_SENTENCE.findall(told)) if ending or words.LEADS.search(s))
        if found := _LEAD_FROM.search(sentence):
            return found[0]
        # Behind the last number: 本月共发布信息96条，各单位发布数见下表.
        last = max((m.end() for m in re.finditer(r"\d+[\u4e00-\u9fff]{0,2}", patterns.undated(sentence))), default=0)
        return sentence[last:]
    return ""


def around(
    blocks: list[Paragraph | Grid], title: str, base: Period, names: tuple[str, ...]
) -> list[tuple[Frame, ...]]:  # fmt: skip
    """Per block the lines before it and the notes behind it that hold for it."""
    found: list[list[Frame]] = [[] for _ in blocks]
    standing: list[Frame] = []
    of_rest: list[Frame] = []
    of_all: list[Frame] = []
    section: list[int] = []
    cells = _cells(blocks)
    behind = ""
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            found[at] += [*of_rest, *standing, *_right_above(blocks, at, title, base, names)]
            section.append(at)
            behind = "table"
            continue
        if block.sheet in (FOOTNOTES, MARGINS):
            if told := words.note(block.text) or (lead(block.text) if block.sheet == MARGINS else ""):
                kind = "附注" if block.sheet == FOOTNOTES else "页眉页脚"
                of_all.append(of(kind, told, base, names, dates=False))
            continue
        if _NUMBERED.match(block.text):
            section = []
        if block.text == title:
            continue
        is_told_apart = len(block.text) <= _LINE_LENGTH or words.is_note(block.text)
        if is_told_apart and (over := certainty.counted_over(block.text)):
            # 数据统计时间：2月26日—3月25日 holds for all that a bulletin counts, wherever it stands.
            of_all.append(replace(of("统计时间", over, base, names), bare=""))
        of_all += _stated(block.text, base, names)
        addressed = at < _ADDRESSED_WITHIN and _ADDRESSED.search(block.text)
        if section and behind:
            told_of = _notes(block.text, base, names, cells)
            for before in section[-_MOST:]:
                found[before] += told_of
        has_figures = bool(_DIGIT.search(patterns.undated(_NUMBERED.sub("", block.text))))
        if has_figures:
            found[at] += [*of_rest, *([] if behind == "table" else standing)]
            section.append(at)
        if not addressed and (told := lead(block.text)) and not _NUMBERED.match(block.text):
            frame = of("上文", _PURPOSE.sub("", told), base, names)
            if _LEAD_FROM.match(told):
                of_rest = [*of_rest, frame][-_MOST:]
            standing = [*standing, frame][-_MOST:] if behind == "line" else [frame]
            behind = "line"
            continue
        if behind == "table":
            standing = []
        if not has_figures:
            found[at] += [*of_rest, *standing]
            section.append(at)
        behind = "text"
    return [tuple(dict.fromkeys([*frames, *of_all[:_MOST]])) for frames in found]


def _stated(line: str, base: Period, names: tuple[str, ...]) -> list[Frame]:
    """What any sentence without figures says of the time of all numbers: 4.本月统计自2月25日至3月24日."""
    found = []
    for sentence in re.split("[。；;]", _NUMBERED.sub("", line)):
        if not _STATES.search(sentence) or _ASKS.search(sentence):
            continue
        dated = periods.with_digits(sentence)
        if patterns.counts_something(dated) or re.search(r"\d[万亿余多字]", dated):
            continue
        frame = replace(of("统计时间", sentence, base, names), bare="", is_of_undated=True)
        frame = replace(frame, channels=frozenset(family(channel) for _, channel in patterns.channels_in(sentence)))
        if frame.period and (not _may_be_base(frame.period, base) or _WHOLE_YEAR.search(frame.other)):
            continue
        is_since = bool(_SINCE_DAY.search(dated)) and frame.period is None
        if frame.period or frame.is_to_date or is_since:
            found.append(replace(frame, is_to_date=frame.is_to_date or is_since))
    return found


def _may_be_base(named: Period, base: Period) -> bool:
    """Whether a time may be the one that a bulletin of ``base`` counted: no part of it, and none apart from it."""
    return periods.touch(named, base) and not (periods.is_within(named, base) and "-" not in named.text[8:])


def _cells(blocks: list) -> set[str]:
    """What headers and labels of tables say."""
    grids = (b for b in blocks if isinstance(b, Grid))
    return {
        cell for grid in grids for _, texts in grid.rows for cell in texts if len(cell) > 1 and not _DIGIT.search(cell)
    }


def _notes(line: str, base: Period, names: tuple[str, ...], cells: set[str]) -> list[Frame]:
    """Every sentence of a note that may narrow what came before, with the channel or month it speaks of alone."""
    if not words.note(line):
        return []
    found = []
    for sentence in re.split("[。；;]", words.note(line)):
        sentence = _BASIS.sub(" ", _OF_OTHERS.sub(" ", sentence))
        subject = _subject(sentence) or max((c for c in cells if sentence.startswith(c)), key=len, default="")
        of_all = _OF_ALL.search(sentence) if not subject else None
        if words.says_how(sentence):
            continue
        first = periods.in_sentence(periods.with_digits(sentence), base)[:1]
        is_dated = bool(first) and first[0].start <= _OPENS
        if is_dated and not periods.touch(first[0].period, base) and patterns.counts_something(sentence):
            # 2月因放寒假，仅推送文章9篇: of another time.
            continue
        if not of_all and (_INCLUDED.search(sentence) or patterns.counts_something(sentence)):
            # 另据省台统计，平均366条: a statement of its own; 已计入推文数: nothing is taken away.
            continue
        frame = of("附注", sentence, base, names)
        if not of_all:
            alone = frozenset(family(channel) for _, channel in patterns.channels_in(sentence))
            alone |= _WITH_VIDEOS if "short_video" in alone else frozenset()
            others = _OTHER_COUNTS.search(sentence)
            frame = replace(frame, channels=alone, subject=subject, is_of_channels=not others)
        if is_dated and periods.is_within(first[0].period, base):
            # 2月份……未计入本表: of February alone.
            frame = replace(frame, months=first[0].period)
        found.append(frame)
    return found


def _subject(sentence: str) -> str:
    """读者证以首次办证计: something of which nobody knows what it is; only what is told of it is meant."""
    found = _COUNTED_BY.search(sentence)
    subject = found["subject"] if found else ""
    return subject if words.left_over(subject, of_headings=True, metric=words.ANY_METRIC) == subject else ""


def _right_above(blocks: list, at: int, title: str, base: Period, names: tuple[str, ...]) -> list[Frame]:
    """A short sentence right above a table speaks of it, whatever it is: 数据截至6月28日."""
    above = blocks[at - 1] if at else None
    if not isinstance(above, Paragraph) or above.text == title or len(above.text) > _LINE_LENGTH:
        return []
    told = _NUMBERED.sub("", above.text)
    # 三、单位排名（官网新闻采用数，1-10月累计）: with a comma it is no heading, and yet speaks of the table.
    is_heading = _NUMBERED.match(above.text) and "，" not in told
    if _SIGNED.search(above.text) or is_heading or (lead(above.text) and told == above.text):
        return []
    return [of("上文", told, base, names)]


def of_sheet(sheet: str, base: Period, names: tuple[str, ...]) -> tuple[Frame, ...]:
    if sheet in (BODY, TABLE, BOXES, FOOTNOTES, MARGINS) or _SHEET.fullmatch(sheet):
        return ()
    return (of("工作表名", sheet, base, names),)
