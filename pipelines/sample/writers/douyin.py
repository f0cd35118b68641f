"""Douyin: the works list (16 columns, once 15) and the daily files of one metric each. Works are all text."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from pipelines.sample import texts
from pipelines.sample.draw import between, stream
from pipelines.sample.formats import Row, Sheet, write_xlsx
from pipelines.sample.volumes import Month, scaled

WORKS = 5
HEADER = (
    "作品名称",
    "发布时间",
    "体裁",
    "审核状态",
    "播放量",
    "完播率",
    "5s完播率",
    "封面点击率",
    "2s跳出率",
    "平均播放时长",
    "点赞量",
    "分享量",
    "评论量",
    "收藏量",
    "主页访问量",
    "粉丝增量",
)
COVER = HEADER.index("封面点击率")
# A list shows this month's and last month's works, the older ones with more plays.
OLDER_LAYOUT = 8
DAILY = ("净增粉丝", "总粉丝量", "播放量", "作品点赞")
# Of every other era these stand in one file, with the names of totals.
ALL_IN_ONE = {"播放量": "总播放量", "作品点赞": "总点赞量"}


@dataclass(frozen=True)
class Work:
    title: str
    published_at: datetime
    form: str
    plays: int
    shares: list[float]
    seconds: float
    likes: int
    followers: int


def write(folder: Path, months: list[Month], seed: int, scale: float) -> list[Path]:
    written = []
    before: list[Work] = []
    followers = 860
    for month in months:
        works = works_of(month, seed, scale)
        at = folder / month.month
        written.append(write_works(at / "作品列表导出.xlsx", month, [*map(grown, before), *works]))
        followers, paths = write_daily(at, month, works, followers, seed)
        written += paths
        before = works
    return written


def works_of(month: Month, seed: int, scale: float) -> list[Work]:
    rng = stream(seed, "douyin", month.month)
    made = []
    for i in range(scaled(WORKS * month.season + 1, scale)):
        day = month.first + timedelta(days=between(rng, 0, len(month.days) - 1))
        moment = datetime.combine(day, time(between(rng, 10, 21), i % 60, i // 60 % 60))
        plays = between(rng, 600, 26000)
        title = texts.headline(rng, texts.SHORT_VIDEOS, year=day.year, month=day.month)
        form = "图文" if rng.random() < 0.15 else "1-3min视频" if rng.random() < 0.2 else "1min-视频"
        shares = [rng.random() * limit for limit in (0.5, 0.7, 0.2, 0.6)]
        made.append(
            Work(
                title,
                moment,
                form,
                plays,
                shares,
                round(6 + 20 * rng.random(), 2),
                plays // between(rng, 15, 45),
                between(rng, -2, 30),
            )
        )
    return sorted(made, key=lambda work: work.published_at)


def grown(work: Work) -> Work:
    return replace(work, plays=work.plays + work.plays // 7, likes=work.likes + work.likes // 9)


def write_works(path: Path, month: Month, works: list[Work]) -> Path:
    rows: list[Row] = [HEADER, *(as_row(work) for work in reversed(works))]
    if month.age == OLDER_LAYOUT or month.era % 2:
        rows = [(*row[:COVER], *row[COVER + 1 :]) for row in rows]
    return write_xlsx(path, Sheet("Sheet1", rows))


def as_row(work: Work) -> Row:
    finish, five, cover, skip = (f"{share:.6f}" for share in work.shares)
    if work.plays < 4000:
        # Too few plays for a rate: the platform prints a dash, which is unknown and not zero.
        finish = five = cover = skip = "-"
    return (
        work.title,
        str(work.published_at),
        work.form,
        "公开",
        str(work.plays),
        finish,
        five,
        cover,
        skip,
        str(work.seconds),
        str(work.likes),
        str(work.likes // 8),
        str(work.likes // 12),
        str(work.likes // 10),
        str(work.plays // 60),
        str(work.followers),
    )


def write_daily(at: Path, month: Month, works: list[Work], followers: int, seed: int) -> tuple[int, list[Path]]:
    """Returns the follower level at the end of the month and the files. Flows may be negative on a day."""
    rng = stream(seed, "douyin daily", month.month)
    rows: dict[str, list[Row]] = {metric: [("日期", metric)] for metric in DAILY}
    for day in month.days:
        today = [work for work in works if work.published_at.date() == day]
        net = between(rng, -3, 6) + 4 * len(today)
        followers += net
        plays = between(rng, 40, 260) + sum(work.plays for work in today) * 2 // 3
        likes = between(rng, -2, 5) + sum(work.likes for work in today) * 2 // 3
        values = {"净增粉丝": net, "总粉丝量": followers, "播放量": plays, "作品点赞": likes}
        for metric, value in values.items():
            rows[metric].append((str(day), value))
    single = [metric for metric in DAILY if not (month.era % 2 and metric in ALL_IN_ONE)]
    paths = [write_xlsx(at / f"数据表现_{metric}数据.xlsx", Sheet("Sheet1", rows[metric])) for metric in single]
    if month.era % 2:
        paths.append(write_all_in_one(at / "数据表现_短视频全量指标.xlsx", rows))
    return followers, paths


def write_all_in_one(path: Path, rows: dict[str, list[Row]]) -> Path:
    days = [row[0] for row in rows[DAILY[0]][1:]]
    values = [[row[1] for row in rows[metric][1:]] for metric in ALL_IN_ONE]
    return write_xlsx(path, Sheet("Sheet1", [("日期", *ALL_IN_ONE.values()), *zip(days, *values, strict=True)]))
