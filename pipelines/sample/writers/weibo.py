"""Weibo: what crawlers and the creator centre give. A layout for a few months each, one month without."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from pipelines.sample import texts
from pipelines.sample.draw import between, stream
from pipelines.sample.formats import Row, Sheet, write_csv, write_xlsx
from pipelines.sample.volumes import Month, scaled

POSTS = 10
# Counted back from the newest month: nobody exported Weibo then.
MISSING = 2
SPIDER_HEADER = (
    "微博id",
    "微博正文",
    "头条文章url",
    "原始图片url",
    "微博视频url",
    "发布位置",
    "发布时间",
    "发布工具",
    "点赞数",
    "转发数",
    "评论数",
)
CRAWLER_HEADER = (
    "id",
    "bid",
    "正文",
    "头条文章url",
    "原始图片url",
    "视频url",
    "Live Photo视频url",
    "位置",
    "日期",
    "工具",
    "点赞数",
    "评论数",
    "转发数",
    "话题",
    "@用户",
    "完整日期",
    "是否编辑过",
    "编辑次数",
)
OFFICIAL_HEADER = ("发布时间", "微博内容", "链接", "阅读数", "转发数", "评论数", "点赞数", "视频播放量")
ACCOUNT_HEADER = ("日期", "粉丝数", "净增粉丝数", "阅读数", "发博数", "转发数", "评论数", "点赞数")
NICKNAME = "湖外官博"
USER_ID = "6000000001"
DEVICE = "微博 weibo.com"
IMAGE = "https://wx1.sinaimg.example/large/{}.jpg"


@dataclass(frozen=True)
class Post:
    id: str
    text: str
    published_at: datetime
    reads: int
    reposts: int
    comments: int
    likes: int
    plays: int | None


def write(folder: Path, months: list[Month], seed: int, scale: float) -> list[Path]:
    written = []
    followers = 3100
    for month in months:
        posts = posts_of(month, seed, scale)
        growth = [between(stream(seed, "weibo fans", day), -2, 9) for day in month.days]
        if month.age != MISSING:
            written += write_month(folder / month.month, month, posts, followers, growth)
        followers += sum(growth)
    return written


def write_month(at: Path, month: Month, posts: list[Post], followers: int, growth: list[int]) -> list[Path]:
    if month.age < MISSING or (month.era and month.era % 3 == 0):
        return [write_official(at, month, posts), write_account_days(at, month, posts, followers, growth)]
    if month.age <= 4:
        return [write_csv(at / "weibo_crawler.csv", [without_live_photo(CRAWLER_HEADER), *map(crawler_row, posts)])]
    if month.age <= 6 or month.era % 3 == 2:
        return [write_csv(at / "weibo_crawler.csv", [CRAWLER_HEADER, *map(crawler_row, posts)])]
    return [write_csv(at / f"{USER_ID}.csv", [SPIDER_HEADER, *map(spider_row, posts)])]


def posts_of(month: Month, seed: int, scale: float) -> list[Post]:
    rng = stream(seed, "weibo", month.month)
    made = []
    for i in range(scaled(POSTS * month.season + 2, scale)):
        day = month.first + timedelta(days=between(rng, 0, len(month.days) - 1))
        moment = datetime.combine(day, time(between(rng, 7, 22), between(rng, 0, 59), i % 60))
        number = f"{4400000000000000 + (day.toordinal() - 737000) * 1_000_000_000_000 // 100 + i * 7919:016d}"
        reads = between(rng, 900, 9000)
        plays = between(rng, 300, 4000) if rng.random() < 0.25 else None
        text = texts.headline(rng, texts.WEIBO, year=day.year, month=day.month)
        made.append(
            Post(
                number,
                text,
                moment,
                reads,
                reads // between(rng, 150, 400),
                reads // between(rng, 200, 600),
                reads // between(rng, 40, 120),
                plays,
            )
        )
    return sorted(made, key=lambda post: (post.published_at, post.id))


def topics(text: str) -> str:
    return text.split("#")[1] if text.count("#") >= 2 else ""


def bid(post: Post) -> str:
    return f"J{int(post.id) % 36**8:08x}"


def spider_row(p: Post) -> Row:
    return (
        p.id,
        p.text,
        "",
        IMAGE.format(bid(p)),
        "无",
        "无",
        f"{p.published_at:%Y-%m-%d %H:%M}",
        DEVICE,
        p.likes,
        p.reposts,
        p.comments,
    )


def crawler_row(p: Post) -> Row:
    return (
        p.id,
        bid(p),
        p.text,
        "",
        IMAGE.format(bid(p)),
        "",
        "",
        "",
        f"{p.published_at:%Y-%m-%d}",
        DEVICE,
        p.likes,
        p.comments,
        p.reposts,
        topics(p.text),
        "",
        f"{p.published_at:%Y-%m-%d %H:%M:%S}",
        "False",
        0,
    )


def without_live_photo(header: Row) -> Row:
    """The crawler's faulty releases left this name out of the header while every row kept the cell."""
    return tuple(name for name in header if name != "Live Photo视频url")


def write_official(at: Path, month: Month, posts: list[Post]) -> Path:
    """The creator centre shortens large figures; a floor such as 10万+ is not a value."""
    rows = []
    for i, p in enumerate(reversed(posts)):
        reads: str | int = p.reads
        if month.age == 1 and i < 2:
            reads = ("1.2万", "10万+")[i]
        plays = "-" if p.plays is None else p.plays
        url = f"https://weibo.com/{USER_ID}/{bid(p)}"
        rows.append((f"{p.published_at:%Y-%m-%d %H:%M:%S}", p.text, url, reads, p.reposts, p.comments, p.likes, plays))
    return write_xlsx(at / "微博内容数据.xlsx", Sheet("Sheet1", [OFFICIAL_HEADER, *rows]))


def write_account_days(at: Path, month: Month, posts: list[Post], followers: int, growth: list[int]) -> Path:
    rows = []
    for day, net in zip(month.days, growth, strict=True):
        followers += net
        today = [p for p in posts if p.published_at.date() == day]
        rows.append(
            (
                str(day),
                followers,
                net,
                200 + sum(p.reads for p in today) // 2,
                len(today),
                sum(p.reposts for p in today),
                sum(p.comments for p in today),
                sum(p.likes for p in today),
            )
        )
    return write_xlsx(at / "微博账号数据.xlsx", Sheet("Sheet1", [ACCOUNT_HEADER, *rows]))
