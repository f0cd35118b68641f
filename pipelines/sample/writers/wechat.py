"""WeChat backend exports: followers (HTML named .xls), trend and articles (BIFF), menu (xlsx).

Counts (次数) add up, people (人数) do not. The older layouts hold both, the newer ones people only.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, zip_longest
from pathlib import Path
from random import Random

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import texts
from pipelines.sample.draw import between, pick, split, stream
from pipelines.sample.formats import Row, Sheet, write_html_xls, write_xls, write_xlsx
from pipelines.sample.volumes import Month

BIFF_SHEET = "New Sheet1"
SCENES = ["公众号消息", "聊天会话", "朋友圈", "公众号主页", "朋友在看", "搜一搜", "其他"]
SCENE_WEIGHTS = [34, 16, 30, 6, 5, 3, 6]
# Months, counted back from the newest, that came in another shape.
RESAVED_EVERY = 4
PEOPLE_ONLY_TREND = 10
PEOPLE_ONLY_ARTICLES = 4
# Of one era in three the last article of a month went out without a notice.
SILENT_EVERY = 3
FOLLOWER_HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
ARTICLE_HEADER_A = (
    "内容标题",
    "发表时间",
    "总阅读人数",
    "总阅读次数",
    "总分享人数",
    "总分享次数",
    "阅读后关注人数",
    "送达人数",
    "公众号消息阅读次数",
    "送达阅读率",
    "首次分享次数",
    "分享产生阅读次数",
    "首次分享率",
    "每次分享带来阅读次数",
    "阅读完成率",
    "内容url",
)
ARTICLE_HEADER_B = (
    "内容标题",
    "发表时间",
    "总阅读人数",
    "总分享人数",
    "阅读后关注人数",
    "送达人数",
    "送达阅读率",
    "阅读完成率",
    "内容url",
)
MENU_HEADER = ("一级菜单", "二级菜单", "菜单点击次数", "菜单点击人数", "人均点击次数")
CONTRIBUTORS = ["新闻中心"] * 6 + [
    "国际交流与合作处",
    "英语学院",
    "东方语言学院",
    "学生工作处",
    "团委",
    "招生就业处",
]
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Article:
    title: str
    published_on: date
    reads: int
    readers: int
    delivered: int
    contributor: str
    url: str


def write(folder: Path, months: list[Month], seed: int) -> list[Path]:
    written = []
    for month in months:
        end = september.WECHAT_CUTOFF if month.is_printed else month.last
        written += write_window(folder, month, month.first, end, seed)
        if month.is_printed:
            written += write_late(folder, month, seed)
    return written


def write_window(folder: Path, month: Month, start: date, end: date, seed: int) -> list[Path]:
    """The four exports an analyst takes for one month."""
    at = folder / month.month
    articles = articles_of(month, seed)
    window = f"{start:%Y%m%d}_{end:%Y%m%d}"
    silent = articles[-1:] if month.era and month.era % SILENT_EVERY == 0 else []
    sent = articles[: len(articles) - len(silent)]
    return [
        write_followers(at, month, start, end, resaved=month.age % RESAVED_EVERY == 1),
        write_trend(at, month, start, end, month.reads, articles, seed),
        *([write_articles(at / f"已通知内容_{window}.xls", month, sent, seed)] if sent else []),
        *([write_silent(at / f"未开启通知内容_{window}.xls", month, silent, seed)] if silent else []),
        write_menu(at, month.first, end, month.menu, seed, nested=month.era > 0 and month.era % 2 == 0),
    ]


def write_late(folder: Path, month: Month, seed: int) -> list[Path]:
    """The last days, exported after the bulletin was closed: they overlap it and show more reads."""
    at = folder / f"{month.first.month}月补导"
    cut = september.WECHAT_CUTOFF
    articles = [a for a in articles_of(month, seed) if a.published_on >= cut - timedelta(6)]
    holiday = month.last + timedelta(days=1)
    articles = [after_a_week(a) for a in articles] + [
        Article("中秋遇国庆，双节同庆", holiday, 1388, 1102, month.opening, "新闻中心", article_url(holiday, 0))
    ]
    # The day of an export is only half counted in it.
    reads = [count + 260 if day == cut else count for day, count in zip(month.days, month.reads, strict=True)]
    start = cut - timedelta(2)
    menu = {entry: clicks + clicks // 12 + 3 for entry, clicks in month.menu.items()}
    return [
        write_followers(at, month, cut - timedelta(6), month.last, resaved=False),
        write_trend(at, month, start, month.last, reads, articles, seed),
        write_articles(at / f"已通知内容_{cut - timedelta(6):%Y%m%d}_{holiday:%Y%m%d}.xls", month, articles, seed),
        write_menu(at, month.first, month.last, menu, seed, nested=False),
    ]


def articles_of(month: Month, seed: int) -> list[Article]:
    """The month's articles, oldest first; in the printed month their contributors are those of Table 4."""
    rng = stream(seed, "wechat", month.month)
    last = september.WECHAT_CUTOFF if month.is_printed else month.last
    span = (last - month.first).days
    count = month.wechat_articles
    contributors = [name for name, n in september.WECHAT_CONTRIBUTIONS.items() for _ in range(n)]
    shares = split(sum(month.reads[: span + 1]) * 6 // 10, [0.3 + rng.random() for _ in range(count)])
    titles = texts.shuffled(rng, texts.WECHAT, month.first.month)
    made = []
    for i, reads in enumerate(shares):
        day = month.first + timedelta(days=round(span * (i + 1) / count) if count > 1 else span // 2)
        title = texts.fill(titles[i % len(titles)], year=day.year, month=day.month)
        if i >= len(titles):
            title += f"（{i // len(titles) + 1}）"
        name = contributors[i * 5 % count] if month.is_printed else pick(rng, CONTRIBUTORS)
        made.append(Article(title, day, reads, round(reads * 0.78), month.opening, name, article_url(day, i)))
    return made


def article_url(day: date, number: int) -> str:
    mid = 2650000000 + (day - date(2010, 1, 1)).days * 10_000 + number
    return f"http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMA==&mid={mid}&idx=1&sn={mid * 7919:016x}#rd"


def after_a_week(article: Article) -> Article:
    reads = article.reads + 180 + article.reads // 20
    return replace(article, reads=reads, readers=round(reads * 0.78))


def write_followers(at: Path, month: Month, start: date, end: date, *, resaved: bool) -> Path:
    """resaved: as an analyst's spreadsheet program stores it, with real dates and numbers."""
    rows: list[Row] = []
    total = month.opening
    for day, new, cancelled in zip(month.days, month.new, month.cancelled, strict=True):
        total += new - cancelled
        if start <= day <= end:
            rows.append((day, new, cancelled, new - cancelled, total))
    if resaved:
        return write_xlsx(at / "user_analysis.xlsx", Sheet("user_analysis", [("用户增长",), FOLLOWER_HEADER, *rows]))
    return write_html_xls(at / "user_analysis.xls", [("用户增长",), FOLLOWER_HEADER, *rows])


def write_trend(
    at: Path, month: Month, start: date, end: date, reads: list[int], articles: list[Article], seed: int
) -> Path:
    """数据趋势: day × channel, day, and channel × article beside each other, an empty column between them."""
    rng = stream(seed, "trend", month.month, start)
    counts = month.age != PEOPLE_ONLY_TREND and month.era % 2 == 0
    by_scene: list[Row] = []
    by_day: list[Row] = []
    for day, total in zip(month.days, reads, strict=True):
        if start <= day <= end:
            by_scene += scene_rows(rng, day, total, counts)
            published = sum(a.published_on == day for a in articles)
            by_day.append(share_row(rng, day, total, published, counts))
    by_article = [row for a in articles if start <= a.published_on <= end for row in article_scene_rows(rng, a)]
    scene_header = ("日期", "渠道", "阅读人数", *(("阅读次数",) if counts else ()))
    share_header = (
        ("日期", "分享人数", "分享次数", "阅读原文人数", "阅读原文次数", "收藏人数", "收藏次数", "群发篇数")
        if counts
        else ("日期", "分享人数", "跳转阅读原文人数", "微信收藏人数", "发表篇数")
    )
    article_header = ("传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比")
    window = f"({start:%Y.%m.%d}-{end:%Y.%m.%d})"
    blocks = [
        side_block(f"数据趋势概况{window}", scene_header, by_scene),
        side_block(f"数据分享概况{window}", share_header, by_day),
        side_block(f"数据来源概况{window}", article_header, by_article),
    ]
    empty = [("",) * len(block[1]) for block in blocks]
    lines: list[Row] = [()]
    for parts in zip_longest(*blocks):
        cells: list = []
        for part, blank in zip(parts, empty, strict=True):
            cells += ["", *(blank if part is None else part)]
        lines.append([cell if cell != "" else None for cell in cells])
    name = f"tendency_{unix(start)}_{unix(end)}.xls"
    return write_xls(at / name, BIFF_SHEET, lines)


def side_block(title: str, header: Row, rows: list[Row]) -> list[Row]:
    return [(title, *("",) * (len(header) - 1)), header, *rows]


def unix(day: date) -> int:
    """Midnight in China as Unix seconds, the way the backend names the file."""
    return (day - EPOCH).days * 86400 - 8 * 3600


def scene_rows(rng: Random, day: date, total: int, counts: bool) -> list[Row]:
    parts = split(total, [weight * (0.6 + 0.8 * rng.random()) for weight in SCENE_WEIGHTS])
    rows = []
    # Readers of two channels are one person in 全部, so the parts add up to more than the whole.
    for scene, count in [("全部", total), *zip(SCENES, parts, strict=True)]:
        readers = round(count * (0.74 if scene == "全部" else 0.79))
        rows.append((str(day), scene, readers, *((count,) if counts else ())))
    return rows


def share_row(rng: Random, day: date, total: int, published: int, counts: bool) -> Row:
    sharers = round(total * 0.05 * (0.5 + rng.random()))
    original = between(rng, 0, 9)
    favourites = between(rng, 0, 14)
    if counts:
        return (
            str(day),
            sharers,
            sharers + sharers // 5,
            original,
            original + original // 3,
            favourites,
            favourites,
            published,
        )
    return (str(day), sharers, original, favourites, published)


def article_scene_rows(rng: Random, article: Article) -> list[Row]:
    parts = split(round(article.readers * 1.05), [w * (0.6 + 0.8 * rng.random()) for w in SCENE_WEIGHTS])
    day = f"{article.published_on:%Y%m%d}"
    rows: list[Row] = [("全部", day, article.title, article.readers, 1.0)]
    for scene, readers in zip(SCENES, parts, strict=True):
        rows.append((scene, day, article.title, readers, round(readers / article.readers, 4)))
    return rows


def write_articles(path: Path, month: Month, articles: list[Article], seed: int) -> Path:
    """已通知内容, newest first as the backend lists it."""
    rng = stream(seed, "articles", month.month)
    people_only = month.age == PEOPLE_ONLY_ARTICLES or month.era % 2 == 1
    rows = [article_row(rng, article, people_only) for article in articles][::-1]
    if not people_only:
        return write_xls(path, BIFF_SHEET, [ARTICLE_HEADER_A, *rows])
    title = f"已通知内容({month.first:%Y.%m.%d}-{month.last:%Y.%m.%d})"
    return write_xls(path, BIFF_SHEET, [(), (None, title), (None, *ARTICLE_HEADER_B), *((None, *r) for r in rows)])


def article_row(rng: Random, a: Article, people_only: bool) -> Row:
    day = f"{a.published_on:%Y%m%d}"
    sharers = round(a.readers * (0.03 + 0.04 * rng.random()))
    shares = sharers + sharers // 6
    followed = round(a.readers * 0.01 * rng.random())
    messages = min(round(a.reads * 0.36), a.delivered)
    opened = round(messages / a.delivered, 4)
    finished = round(0.45 + 0.4 * rng.random(), 4)
    if people_only:
        return (a.title, day, a.readers, sharers, followed, a.delivered, opened, finished, a.url)
    first = round(messages * 0.06)
    from_shares = round(a.reads * 0.42)
    return (
        a.title,
        day,
        a.readers,
        a.reads,
        sharers,
        shares,
        followed,
        a.delivered,
        messages,
        opened,
        first,
        from_shares,
        round(first / max(messages, 1), 4),
        round(from_shares / max(shares, 1), 4),
        finished,
        a.url,
    )


def write_silent(path: Path, month: Month, articles: list[Article], seed: int) -> Path:
    """未开启通知内容: the columns of 已通知内容 without what a notice brings."""
    rng = stream(seed, "silent", month.month)
    left = [at for at, name in enumerate(ARTICLE_HEADER_A) if name not in ("送达人数", "送达阅读率")]
    rows = [ARTICLE_HEADER_A, *(article_row(rng, article, False) for article in articles)]
    title = f"未开启通知内容({month.first:%Y.%m.%d}-{month.last:%Y.%m.%d})"
    return write_xls(path, BIFF_SHEET, [(None, title), *(tuple(row[at] for at in left) for row in rows)])


def write_menu(
    at: Path, start: date, end: date, clicks: dict[tuple[str, str], int], seed: int, *, nested: bool
) -> Path:
    """nested: one column of names, each entry of the first level with its sum before those below it."""
    rng = stream(seed, "menu", start, end)
    rows = []
    for (level1, level2), count in clicks.items():
        people = max(1, round(count * (0.55 + 0.2 * rng.random())))
        rows.append((level1, level2, count, people, round(count / people, 2)))
    title = f"菜单分析({start:%Y.%m.%d}-{end:%Y.%m.%d})"
    lines = nested_rows(rows) if nested else [MENU_HEADER, *rows]
    return write_xlsx(at / f"菜单分析_{end:%Y%m%d}.xlsx", Sheet("菜单分析", lines, title=title))


def nested_rows(rows: list[Row]) -> list[Row]:
    lines: list[Row] = [("菜单名称", "菜单点击次数")]
    for level1, group in groupby(rows, key=lambda row: row[0]):
        below = list(group)
        lines.append((level1, sum(row[2] for row in below if isinstance(row[2], int))))
        lines += [(row[1], row[2]) for row in below if row[1] != "-"]
    return lines
