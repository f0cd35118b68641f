"""The month at a glance, for what is passed on: slides, share pictures, the digest.

Belongs here: which sentences, figures, departments, works and targets are shown. Does not belong here: how they look.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from pipelines.months import last_day, shift
from pipelines.reports import format as fmt
from pipelines.reports import read, tasks
from pipelines.reports.story import read as story_read
from pipelines.reports.story import rules, tell
from pipelines.reports.story.words import counted, plain
from pipelines.reports.word_page import clean

# The figures that departments are compared by, the first that any of them has.
OF_DEPARTMENTS = ("web_articles_published", "submissions_received", "wechat_articles_contributed", "party_uploads")
MOST_WORKS = 3


@dataclass(frozen=True)
class Figure:
    """A headline figure. points: thirteen rows of ``read.trend``, oldest first. value: as it is printed, with its
    unit. beside: the same month last year and the difference, or why there is none. caveats: 暂定 and the like."""

    name: str
    unit: str
    points: list[dict]
    value: str
    beside: str
    caveats: str


@dataclass(frozen=True)
class Briefing:
    """figures: the four shown big. others: the remaining headline figures. departments: rows of ``read.departments``
    of ``department_metric``, largest first, those that have any. works: the three most seen of each kind. targets:
    of the whole institution, rows of ``story.read.targets``. coming: tasks of the next month."""

    month: str
    institution: str
    issuer: str
    is_demo: bool
    dated: dt.datetime
    headline: str
    second: str
    caveats: list[str]
    attention: list[str]
    figures: list[Figure]
    others: list[Figure]
    department_metric: str
    departments: list[dict]
    without: int
    works: list[dict]
    targets: list[dict]
    coming: list[str]

    @property
    def title(self) -> str:
        return f"{fmt.month_name(self.month)}宣传数据"


def compose(connection, month: str) -> Briefing:
    institution = read.institution(connection)
    points = read.trend(connection, shift(month, -12), month)
    story = tell(connection, month, points)
    series = {key: list(rows) for key, rows in groupby(points, key=lambda row: row["metric_id"])}
    used = {key: rows for key, rows in series.items() if any(row["value"] is not None for row in rows)}
    metric, departments = _departments(connection, month)
    return Briefing(
        month=month,
        institution=institution["name"],
        issuer=institution["authority"] or institution["name"],
        is_demo=institution["is_demo"],
        dated=dt.datetime.combine(last_day(month), dt.time(12)),
        headline=plain(story.headline),
        second=plain(story.second),
        caveats=[plain(sentence) for sentence in story.caveats],
        attention=[plain(sentence) for sentence in story.attention],
        figures=[_figure(used[key]) for key in story.heroes if key in used],
        others=[_figure(rows) for key, rows in used.items() if key not in story.heroes],
        department_metric=metric,
        departments=[
            row | {"department_name": clean(row["department_name"])}
            for row in departments
            if row["value"] or row["last_year_value"]
        ],
        without=sum(row["value"] == 0 for row in departments),
        works=story_read.works(connection, month, most=MOST_WORKS),
        targets=story_read.targets(connection, month),
        coming=tasks.of_month(connection, month).next,
    )


def _figure(points: list[dict]) -> Figure:
    now = points[-1]
    unit = now["unit"]
    return Figure(
        name=clean(now["metric_name"]),
        unit=unit,
        points=points,
        value=_said(now["value"], now),
        beside=_beside(now) if now["value"] is not None else "",
        caveats=fmt.caveats(now),
    )


def _said(value: float | None, row: dict) -> str:
    """19,149 次; ≥ before a floor; 缺 or 未启用 where there is none."""
    if value is None:
        return fmt.figure(None, row["status"])
    text = fmt.share(value) if row["unit"] == "%" else counted(value, row["unit"])
    return f"≥{text}" if row["is_floor"] else text


def _beside(now: dict) -> str:
    """去年同月 16,434，+16.5%; a small base gives the difference alone."""
    made = fmt.compared(now, "yoy")
    if made.difference is None or made.base is None:
        return fmt.reason_of(now["yoy_reason"])
    if now["unit"] == "%":
        moved = f"{fmt.signed(round(made.difference * 100, 1))} 个百分点"
    elif made.pct is not None and abs(made.base) >= rules.PERCENT_BASE:
        moved = fmt.signed_share(made.pct)
    else:
        moved = fmt.signed(made.difference) if made.difference else "持平"
    days = f"前 {made.days} 天 " if made.days else ""
    base = fmt.share(made.base) if now["unit"] == "%" else fmt.short_number(made.base)
    return f"去年同月 {days}{base}，{moved}"


def _departments(connection, month: str) -> tuple[str, list[dict]]:
    """The metric, by name and unit, and its departments, largest first."""
    found = read.departments(connection, month)
    for metric_id in OF_DEPARTMENTS:
        rows = [row for row in found if row["metric_id"] == metric_id]
        if any(row["value"] for row in rows):
            return f"{clean(rows[0]['metric_name'])}（{rows[0]['unit']}）", rows
    return "", []
