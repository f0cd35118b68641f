"""Article lists of the website: a monthly CMS list of the main site, a click list of an old department site.

Clicks are cumulative at export, so the same article shows more of them in a later list.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from pipelines.sample import institution, texts
from pipelines.sample.draw import between, pick, stream
from pipelines.sample.formats import Row, Sheet, write_csv, write_text, write_xls, write_xlsx
from pipelines.sample.volumes import COLLEGE_TYPES, Month

HEADER = ("标题", "栏目", "发布单位", "作者", "编辑", "审核人", "发布时间", "状态", "点击量")
WIDE_HEADER = (*HEADER[:3], "供稿单位", *HEADER[3:], "链接")
# From here back, lists carry contributing unit and link and overlap the month before.
RECENT = 3
OVERLAP_DAYS = 7
# Months before the newest, title, column, unit, last day of the month or its middle, time, status.
TROUBLES = [
    (0, "关于取消本周例会的通知", "通知公告", "学院办公室", False, time(9, 5), "已撤稿"),
    (1, "新学期，我们准备好了", "校园新闻", "新闻中心", True, time(23, 59), "已发布"),
    (3, "智慧教室使用培训顺利举行", "校园新闻", "现代信息技术中心", False, time(15, 20), "已发布"),
    (11, "开卷有益📚 图书馆推荐书单\n（第一期）", "校园新闻", "图书馆", False, time(10, 0), "已发布"),
]
DEPARTMENT_TYPE = {row[0]: row[2] for row in institution.DEPARTMENTS}


@dataclass(frozen=True)
class Article:
    number: int
    title: str
    column: str
    department: str
    contributor: str
    published_at: datetime
    status: str
    clicks: int

    @property
    def url(self) -> str:
        return f"https://www.huwai.example/info/{institution.COLUMN_CODES[self.column]}/{self.number}.htm"


def write(folder: Path, months: list[Month], seed: int) -> list[Path]:
    written = []
    before: list[Article] = []
    for month in months:
        articles = articles_of(month, seed)
        overlap = [grown(a) for a in before if a.published_at.date() >= month.first - timedelta(OVERLAP_DAYS)]
        listed = sorted([*overlap, *articles], key=lambda a: a.published_at, reverse=True)
        written.append(write_list(folder / "main", month, listed))
        before = articles if has_link(month) else []
    written.append(write_late_list(folder / "main", months[-1], before, seed))
    return [*written, *write_old_site(folder / "ta", months, seed)]


def has_link(month: Month) -> bool:
    """An article must look the same in both lists it stands in, so only lists with links overlap."""
    return month.age < RECENT


def articles_of(month: Month, seed: int) -> list[Article]:
    """The month's articles, oldest first, with those that hold a known trouble."""
    rng = stream(seed, "website", month.month)
    made = []
    for department, (important, general) in month.web.items():
        kinds = ["校园新闻" if DEPARTMENT_TYPE[department] not in COLLEGE_TYPES else "学院新闻"] * important
        kinds += [pick(rng, ["通知公告", "通知公告", "工作安排"]) for _ in range(general)]
        made += [ordinary(rng, month, department, column, len(made) + i) for i, column in enumerate(kinds)]
    made += troubles(month)
    made.sort(key=lambda a: (a.published_at, a.title))
    numbered = (month.first.year - 2000) * 1_000_000 + month.first.month * 50_000
    made = [replace(a, number=numbered + i) for i, a in enumerate(made)]
    return contributed(made) if month.is_printed else made


def ordinary(rng: Random, month: Month, department: str, column: str, number: int) -> Article:
    """One article; its minute and second come from its number, so that no two share title and time."""
    day = month.first + timedelta(days=between(rng, 0, (month.last - month.first).days))
    clock = time(between(rng, 8, 18), number * 7 % 60, number // 60 % 60)
    name = institution.department_name(department, day)
    templates = {
        "校园新闻": texts.CAMPUS_NEWS,
        "学院新闻": texts.COLLEGE_NEWS,
        "通知公告": texts.NOTICES,
        "工作安排": texts.PLANS,
    }[column]
    title = texts.headline(rng, templates, year=day.year, month=day.month, department=name)
    if column in ("校园新闻", "学院新闻"):
        title += pick(rng, texts.STORY_TAILS)
    return Article(0, title, column, name, "", datetime.combine(day, clock), "已发布", between(rng, 40, 900))


def troubles(month: Month) -> list[Article]:
    """Articles that lead to wrong figures: month edges, withdrawal, an unknown unit, rare characters."""
    fortnight = month.first + timedelta(days=14)
    return [
        Article(0, title, column, unit, "", datetime.combine(month.last if at_end else fortnight, clock), status, 57)
        for age, title, column, unit, at_end, clock, status in TROUBLES
        if age == month.age
    ]


def contributed(articles: list[Article]) -> list[Article]:
    """Material that units gave to the printed month: two departments of one article need not agree."""
    wanted = {
        "国际交流处": ["国际交流与合作处"],
        "新闻中心": ["国际交流与合作处", "人事处"],
        "东方语言学院": ["东方语言学院"],
    }
    result = []
    for article in articles:
        queue = wanted.get(article.department, [])
        result.append(replace(article, contributor=queue.pop(0)) if queue else article)
    return result


def grown(article: Article) -> Article:
    return replace(article, clicks=article.clicks + 30 + article.number % 170)


def write_list(folder: Path, month: Month, articles: list[Article]) -> Path:
    """Each month in one of the shapes in which lists really come."""
    name = f"稿件列表_{month.month}"
    wide = has_link(month)
    rows = [as_row(article, wide) for article in articles]
    header = WIDE_HEADER if wide else HEADER
    shape = month.age % 4
    if shape == 0:
        return write_xlsx(folder / f"{name}.xlsx", Sheet("Sheet1", [header, *rows]))
    if shape == 1:
        return write_csv(folder / f"{name}.csv", [header, *as_text(rows)], "utf-8-sig")
    if shape == 2:
        return write_xls(folder / f"{name}.xls", "稿件列表", [header, *as_text(rows)])
    return write_csv(folder / f"{name}.csv", [header, *as_text(rows)], "gb18030")


def as_row(article: Article, wide: bool) -> Row:
    row: Row = (
        article.title,
        article.column,
        article.department,
        "演示甲",
        "演示乙",
        "演示丙",
        article.published_at,
        article.status,
        article.clicks,
    )
    return (*row[:3], article.contributor, *row[3:], article.url) if wide else row


def as_text(rows: list[Row]) -> list[Row]:
    return [[str(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]


def write_late_list(folder: Path, month: Month, articles: list[Article], seed: int) -> Path:
    """A later list: the last days again with more clicks, and the first minute of the next month."""
    tomorrow = month.last + timedelta(days=1)
    rng = stream(seed, "website", "late", month.month)
    first = Article(
        articles[-1].number + 1,
        "祝福祖国！湖外师生同升国旗",
        "校园新闻",
        "党委工作部",
        "",
        datetime.combine(tomorrow, time(0, 0, 0)),
        "已发布",
        between(rng, 20, 90),
    )
    recent = [grown(a) for a in articles if a.published_at.date() > month.last - timedelta(10)]
    # A list of nothing but the next month's first minute would state the wrong month.
    recent = recent or [grown(articles[-1])]
    rows = [as_row(a, True) for a in [first, *reversed(recent)]]
    return write_xlsx(folder / f"稿件列表_{month.month}下旬补导.xlsx", Sheet("Sheet1", [WIDE_HEADER, *rows]))


def write_old_site(folder: Path, months: list[Month], seed: int) -> list[Path]:
    """The department site that was closed in summer 2020: a GBK click list without columns or units."""
    lines = []
    for month in months:
        rng = stream(seed, "old site", month.month)
        for _ in range(round(3 * month.season)):
            day = month.first + timedelta(days=between(rng, 0, (month.last - month.first).days))
            if day <= institution.OLD_SITE_CLOSED_ON:
                title = texts.headline(rng, texts.NOTICES, year=day.year, month=day.month)
                lines.append((day, f"标题:{title}\t发布时间：{day}\t点击量:{between(rng, 60, 1500)}"))
    if not lines:
        return []
    unique = {(day, line.split("\t")[0]): line for day, line in sorted(lines)}
    return [write_text(folder / "教务处网站点击量.txt", list(unique.values()), "gbk")]
