"""What a cell of a table says whose shape nobody declared: its caption, its header and its row, read together.

Belongs here: what the words of headers and labels mean (``measures.toml``) and how they complete each other. Does not
belong here: where a header ends and which column holds labels (``forms``).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines import declarations
from pipelines.bulletins import certainty, patterns, periods, words
from pipelines.bulletins.periods import Period

_UNIT = re.compile(r"[（(](?:单位[:：])?(?P<scale>万|亿)?(?P<unit>人次|篇次|条次|[人次条篇个件则期分元场字%])?[）)]")
_WEEK = re.compile(r"第[\d一二三四五六七八九十]{1,3}周次?")
# 3月（截至25日）: less than the month it names.
_UNTIL_DAY = re.compile(
    r"截[至止]|统计[至到]|\d{1,2}[日号]?[-–—~至到]+\d{1,2}[日号]止|(?<![月\d])\d{1,2}[日号]?(?:止|前)"
)
_ONE_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.\1")
# Words that name the channel and say at once that its posts are counted.
_OF_POSTS = ("条", "篇", "则")
_POSTS = re.compile("推文|博文|说说")
# Who counts, and what all its accounts together are called: 媒体 inside these is no measure.
_OFFICES = re.compile("(?:政务|校园|官方)?[新融全自]媒体(?:中心|平台|矩阵)?|(?:党委)?宣传(?:统战)?部|新闻中心")
# 季度合计 is the sum of what the caption's quarter has; no word of its own. 上半年合计 and 一季度小计 say which.
_SUMS = re.compile("(?<![上下前第一二三四1-4])(?:本|全)?(?:季度|半年|年度|月度?|学期|学年)(?=合计|小计|总计)")
_OF_PAPER = {"期": "issues", "字": "paper_words"}
# The figures of one platform of several are a part of those of all short videos.
_ONE_OF_SEVERAL = ("douyin", "kuaishou", "bilibili", "channels")
_OF_ITEMS = ("adopted", "received", "uploads")
_CHANGES = {"new", "cancelled", "net"}
# Whose own accounts they are is not said where units stand beside a channel.
OWN_ACCOUNTS = ("wechat", "weibo", "qq", "douyin", "kuaishou", "bilibili", "channels", "short_video", "xiaohongshu")


@dataclass(frozen=True)
class Measures:
    """``measures.toml``; see its head."""

    words: dict[str, re.Pattern]
    aside: frozenset[str]
    weak: frozenset[str]
    subjects: frozenset[str]
    metrics: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Said:
    """What one text says: channels, measures, period (with whether it names its year) and the words nobody knows."""

    channels: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    period: Period | None = None
    dated: bool = False
    unknown: str = ""
    scale: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Meaning:
    """metric: empty where the words name none. doubts: why it is not certain. aside: a share, a change, points."""

    metric: str
    measure: str
    channel: str
    period: Period
    doubts: tuple[str, ...]
    aside: bool


@cache
def measures() -> Measures:
    return declarations.read(Path(__file__).with_name("measures.toml"), Measures)


_NAMES = {
    "adopted": "采用",
    "received": "报送",
    "reads": "阅读",
    "visits": "访问",
    "new": "新增",
    "cancelled": "取消",
    "net": "净增",
    "cumulative": "累计",
    "uploads": "上传",
    "menu": "菜单",
    "interactions": "互动",
    "rate": "采用率",
    "lectures": "讲座",
    "live": "直播",
    "original": "原创",
}


def said(cell: str, base: Period, *, of_heading: bool = False) -> Said:
    """Take a text apart. base: the period around it, from which a month without its year takes it."""
    unit = _UNIT.search(cell)
    rest = _SUMS.sub(" ", _UNIT.sub(" ", cell))
    rest, period, dated, doubt = periods.take(rest, base)
    if period and ".." in period.text:
        # 第1周 beside its days says nothing more.
        rest = _WEEK.sub(" ", rest)
    if _UNTIL_DAY.search(cell) and not (of_heading and periods.cut_off(cell, base)):
        doubt = doubt or "只统计到其中某一天"
    if of_heading and period:
        rest = _again(rest, period, base)
    if of_heading and period and _ONE_DAY.fullmatch(period.text):
        # The day on which something was made or issued.
        period, dated, doubt = None, False, ""
    rest = _OFFICES.sub(" ", rest)
    channels = tuple(dict.fromkeys(channel for _, channel in patterns.channels_in(rest)))
    rest = patterns.without_channels(rest)
    found = []
    for name, expression in measures().words.items():
        taken = expression.sub(" ", rest)
        if taken != rest:
            found.append(name)
            rest = taken
    if found in ([], ["amount"]) and (_POSTS.search(cell) or (channels and unit and unit["unit"] in _OF_POSTS)):
        found.append("posts")
    if {"training", "study"} & {*found} and unit and unit["unit"] in ("人", "人次"):
        found = ["trained" if "training" in found and unit["unit"] == "人次" else "people"]
    if "trained" in found:
        doubt = doubt or "是不是宣传业务的培训，没有写明"
    if "paper" in channels and unit and unit["unit"] in _OF_PAPER:
        found = [_OF_PAPER[unit["unit"]]]
    unknown = words.left_over(patterns.bare(rest), with_units=not of_heading, of_headings=of_heading)
    return Said(channels, tuple(found), period, dated, unknown, (unit and unit["scale"]) or "", doubt)


def _again(rest: str, period: Period, base: Period) -> str:
    """A caption of several lines says its period in each of them."""
    for _ in range(3):
        other, told, _, _ = periods.take(rest, base)
        if told != period:
            break
        rest = other
    return rest


@dataclass(frozen=True)
class Words:
    """What stands around one cell. column: all texts of its header; lowest: the one right above the numbers; row: its
    label; head: the header over the label (公众号 over names of accounts); paper: what the whole is called.
    columns_are_names: the header names units. beside_followers: what came or went stands in the same table, so that
    累计 is how many there are. beside: the channels that the other columns name. beside_posts: whether all of them that
    say what they count count items.
    """

    column: Said
    lowest: Said
    row: Said
    head: Said
    caption: Said
    heading: Said
    paper: Said
    base: Period
    columns_are_names: bool = False
    beside_followers: bool = False
    beside: tuple[str, ...] = ()
    beside_posts: bool = False


def meaning(around: Words) -> Meaning:
    """The figure that header, label, caption and headings make together; the nearest word decides."""
    column, row, caption, base = around.column, around.row, around.caption, around.base
    measure, unclear = _measure(around.lowest, column, row, caption, around.heading, around.paper)
    if unclear == list(column.channels[:1]) and around.beside_posts:
        # 微博 beside 网站信息.
        unclear = []
    if measure == "level":
        measure, unclear = (
            ("cumulative", []) if around.beside_followers and not {"reads", "visits"} & {*column.measures} else ("", [])
        )
    channel, several = _channel(column, row, around.head, caption, around.heading, around.paper)
    if measure == "visits":
        measure, is_of_articles = "reads", False
    else:
        is_of_articles = measure == "reads" and channel == "web"
    doubts = [
        "表头里“{}”的意思不清楚".format("、".join(unclear)) if unclear else "",
        "说到几个渠道" if several else "",
        f"表头里的“{column.unknown}”可能另有范围" if column.unknown and not around.columns_are_names else "",
        f"表题里的“{caption.unknown}”可能另有范围" if caption.unknown else "",
        "表题说的是增减，表头说的是总数" if measure == "cumulative" and _CHANGES & {*caption.measures} else "",
        certainty.OF_ARTICLES if is_of_articles else "",
        "是本期得到的，还是本期文章到统计时得到的，没有写明" if measure == "wows" else "",
        "表头说的是媒体，表题说的是供稿"
        if measure == "media" and {"received", "adopted"} & {*caption.measures}
        else "",
        "表题说到媒体，也说到供稿"
        if measure in _OF_ITEMS and "media" in caption.measures and measure in caption.measures
        else "",
        column.doubt,
        row.doubt,
        "行和列说的不是同一件事" if _differ(column, row) else "",
        "表上还说到{}".format("、".join(sorted(_NAMES[m] for m in told)))
        if (told := _subjects(around) - {measure})
        else "",
    ]
    offered = measures().metrics.get(measure, {})
    metric = offered.get(channel, "")
    if not metric and channel and "" in offered:
        metric = offered[""]
        doubts.append("这个渠道没有对应的指标")
    elif not metric and measure == "reads" and not channel and len(around.beside) == 1:
        metric = offered.get(around.beside[0], "")
        doubts.append("没有写明是哪个渠道")
    elif not metric and measure == "posts" and (channel or not unclear):
        metric = measures().metrics["posts"].get(channel, "web_articles_published")
        doubts.append("没有写明是哪个渠道、统计什么")
    elif not channel and measure in ("new", "cancelled", "net", "cumulative", "menu"):
        doubts.append("没有写明是哪个账号")
    if measure in ("posts", "reads", "interactions") and channel in _ONE_OF_SEVERAL:
        doubts.append("只是短视频平台中的一个")
    if measure in ("received", "adopted") and channel in ("web", "wechat"):
        doubts.append("是给这个渠道的供稿，还是全部供稿，没有写明")
    period, why = _period(column, row, caption, base)
    if "level" in column.measures and measure not in ("cumulative", "") and period.text == period.month:
        doubts.append("“累计”没有写明从什么时候算起")
    aside = bool(measures().aside & {*column.measures, *row.measures})
    return Meaning(metric, measure, channel, period, tuple(filter(None, [*doubts, why])), aside)


def _differ(column: Said, row: Said) -> bool:
    """Whether row and column each name one thing that is counted, and not the same (新增关注 beside 讲座)."""
    weak = measures().weak
    told = [{m for m in part.measures if m not in weak and m not in measures().aside} for part in (column, row)]
    return all(told) and not (told[0] & told[1])


def _subjects(around: Words) -> set[str]:
    """What a word in front of any count may name as its subject: 讲座推文, 直播阅读量."""
    parts = (around.column, around.row, around.caption, around.heading, around.paper)
    return {m for part in parts for m in part.measures if m in measures().subjects}


def _measure(lowest: Said, column: Said, row: Said, caption: Said, *around: Said) -> tuple[str, list[str]]:
    """The measure, and the words that leave it open."""
    weak = measures().weak
    counts_posts = any("posts" in part.measures for part in (lowest, column, row))
    for part in (lowest, column, row, caption, *around):
        strong = [m for m in part.measures if m not in weak and m not in measures().aside]
        if part in (caption, *around):
            # 累计 in a sentence above a table is none of its columns.
            strong = [m for m in strong if m != "level"]
        if counts_posts and part in (caption, *around):
            # 发布信息（条） in a table of visits: only what says how items came in says more of them.
            strong = [m for m in strong if m in _OF_ITEMS]
        if len(strong) > 1 and "level" in strong:
            # 累计投稿: what was handed in, to date.
            strong = [m for m in strong if m != "level"]
        if len(strong) > 1 and "adopted" in strong:
            # 投稿采用数: of what was handed in, what was adopted.
            strong = [m for m in strong if m != "received"] if part not in (caption, *around) else strong
        if "media" in (*lowest.measures, *column.measures) and part in (caption, *around):
            # 校外媒体 in a table of what units handed in: what came out there.
            return "media", []
        if len(strong) == 1:
            return strong[0], []
        if strong and part not in around:
            return "", [_NAMES.get(m, m) for m in strong]
    told = {m for part in (column, row, caption, *around) for m in part.measures if m in weak}
    for name in ("media", "posts"):
        if name in told:
            return name, []
    if "amount" in told:
        return "posts", ["数量"]
    # 微信 over numbers of units: most likely posts.
    return ("posts", [column.channels[0]]) if column.channels and not row.channels else ("", [])


def _channel(*parts: Said) -> tuple[str, bool]:
    """The channel that the nearest text names, and whether it names several."""
    for part in parts:
        # 微信公众号 is one channel; 短视频 over 抖音 is the platform.
        named = [c for c in part.channels if c != "short_video"] or list(part.channels)
        if len(named) == 1:
            return named[0], False
        if named:
            return named[-1], True
    return "", False


def _period(column: Said, row: Said, caption: Said, base: Period) -> tuple[Period, str]:
    """Row and column complete each other (2019年 over 9月); else the nearest of row, column, caption, bulletin."""
    around = caption.period or base
    if column.period and row.period and column.period != row.period:
        joined = periods.join(column.period, row.period, column.dated, row.dated)
        return (joined, "") if joined else (row.period, "行和列写着不同的时段")
    return column.period or row.period or around, ""
