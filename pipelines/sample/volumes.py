"""How much happens in each month: season, growth, and the exact September 2020 of the bulletin."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import institution
from pipelines.sample.draw import between, split, stream

# Share of an ordinary month's work: vacations are nearly empty, September opens the year.
SEASON = {1: 0.6, 2: 0.25, 3: 0.9, 4: 1.0, 5: 1.1, 6: 1.1, 7: 0.4, 8: 0.2, 9: 1.2, 10: 1.1, 11: 1.1, 12: 1.0}
# New followers follow admissions: enquiries from June, enrolment in September.
FOLLOWER_SEASON = {
    1: 0.4,
    2: 1.0,
    3: 1.0,
    4: 0.9,
    5: 1.0,
    6: 1.3,
    7: 1.7,
    8: 1.6,
    9: 5.5,
    10: 1.4,
    11: 1.0,
    12: 0.8,
}
YEARLY_GROWTH = 1.09
# The account was small for years: a stock of a few thousand must not be used up by the months before.
EARLY_GROWTH = 8.0
WEB_ARTICLES = 30
WECHAT_ARTICLES = 10
ARTICLE_READS = 1350
FOLLOWERS_NEW = 190

# Departments that publish in an ordinary month, with their share of the articles.
WEB_WEIGHTS = {
    "party_work": 6,
    "news_center": 7,
    "intl": 2,
    "logistics": 1,
    "college_office": 3,
    "hr": 2,
    "academic_affairs": 2,
    "student_affairs": 2,
    "admission": 1,
    "career": 1,
    "english": 3,
    "oriental": 2,
    "western": 2,
    "intl_econ": 2,
    "humanities": 1,
    "ideology": 1,
    "library": 1,
    "youth": 2,
    "liuyang": 1,
}
COLLEGE_TYPES = ("二级学院", "教学部", "校区")


@dataclass(frozen=True)
class Month:
    """One month's amounts.

    age: months before the newest. web: department id → (important, general) articles. opening: followers before the
    first day. new, cancelled, reads (阅读次数): one number a day. season: share of an ordinary month's work.
    is_printed: the figures are exactly those the bulletin prints.
    """

    month: str
    first: date
    last: date
    age: int
    web: dict[str, tuple[int, int]]
    wechat_articles: int
    opening: int
    new: list[int]
    cancelled: list[int]
    reads: list[int]
    menu: dict[tuple[str, str], int]
    season: float
    is_printed: bool

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]

    @property
    def era(self) -> int:
        """Years before the newest one, which is 0 and has a month more: platforms change their exports from one to the
        next, so a home of several years goes through all layouts."""
        return max(0, (self.age - 1) // 12)


def month_first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def month_last(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def scaled(count: float, scale: float) -> int:
    return max(1, round(count * scale))


def plan(months: int, scale: float, seed: int, last_month: str) -> list[Month]:
    """The months of the sample, oldest first. With scale 1 September 2020 is exactly that of the bulletin."""
    firsts = [month_first(last_month)]
    while len(firsts) < months:
        firsts.append(previous_month(firsts[-1]))
    ages = dict(zip(firsts, range(months), strict=True))
    flows = {first: followers(first, age, scale, seed) for first, age in ages.items()}
    closing = closing_stock(flows, last_month, scale)
    made = []
    for first in firsts:
        new, cancelled = flows[first]
        opening = closing - sum(new) + sum(cancelled)
        made.append(one_month(first, ages[first], scale, seed, opening, new, cancelled))
        closing = opening
    return made[::-1]


def closing_stock(flows: dict[date, tuple[list[int], list[int]]], last_month: str, scale: float) -> int:
    """Followers at the end of the newest month, so that the stock meets the printed one or stays positive."""
    nets = {first: sum(new) - sum(cancelled) for first, (new, cancelled) in flows.items()}
    printed = month_first(september.MONTH)
    if scale == 1 and printed in nets:
        return september.FOLLOWERS_OPENING + sum(net for first, net in nets.items() if first >= printed)
    return 500 + sum(nets.values())


def one_month(
    first: date, age: int, scale: float, seed: int, opening: int, new: list[int], cancelled: list[int]
) -> Month:
    rng = stream(seed, "plan", first)
    printed = f"{first:%Y-%m}" == september.MONTH and scale == 1
    last = month_last(first)
    season = SEASON[first.month] / YEARLY_GROWTH ** (age / 12)
    days = last.day
    articles = 12 if printed else scaled(WECHAT_ARTICLES * season, scale)
    if printed:
        cut = september.WECHAT_CUTOFF.day
        reads = daily(rng, september.WECHAT_READS, cut) + daily(rng, 1312, days - cut)
    else:
        reads = daily(rng, articles * (ARTICLE_READS + between(rng, -150, 150)), days)
    if printed:
        menu = dict(september.MENU_CLICKS)
    else:
        share = season * (0.55 + 0.5 * rng.random())
        menu = {entry: max(1, round(clicks * share)) for entry, clicks in september.MENU_CLICKS.items()}
    web = dict(september.WEBSITE) if printed else website(rng, first, season, scale)
    return Month(
        f"{first:%Y-%m}", first, last, age, web, articles, opening, new, cancelled, reads, menu, season, printed
    )


def daily(rng: Random, total: int, days: int) -> list[int]:
    """Divide a month's amount over its days, unevenly."""
    return split(total, [0.4 + rng.random() for _ in range(days)])


def followers(first: date, age: int, scale: float, seed: int) -> tuple[list[int], list[int]]:
    """New and cancelled followers of each day."""
    rng = stream(seed, "followers", first)
    days = month_last(first).day
    if f"{first:%Y-%m}" == september.MONTH and scale == 1:
        cut = september.WECHAT_CUTOFF.day
        return (
            daily(rng, september.FOLLOWERS_NEW, cut) + daily(rng, 118, days - cut),
            daily(rng, september.FOLLOWERS_CANCELLED, cut) + daily(rng, 41, days - cut),
        )
    rising = YEARLY_GROWTH ** (age / 12) * EARLY_GROWTH ** (max(0, age - 12) / 12)
    new = round(FOLLOWERS_NEW * FOLLOWER_SEASON[first.month] / rising)
    cancelled = round(new * (0.3 + 0.15 * rng.random()))
    return daily(rng, new, days), daily(rng, cancelled, days)


def website(rng: Random, first: date, season: float, scale: float) -> dict[str, tuple[int, int]]:
    """Department id → (important, general) articles; departments without an article are left out."""
    active = [dep for dep in institution.active_departments(first) if dep in WEB_WEIGHTS]
    total = scaled(WEB_ARTICLES * season * (0.9 + 0.2 * rng.random()), scale)
    parts = split(total, [WEB_WEIGHTS[dep] * (0.6 + 0.8 * rng.random()) for dep in active])
    result = {}
    for dep, count in zip(active, parts, strict=True):
        if count:
            important = round(count * (0.55 + 0.25 * rng.random()))
            result[dep] = (important, count - important)
    return result
