"""Ledgers kept by hand: submissions, contributions to the WeChat account, training classes."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import texts
from pipelines.sample.draw import between, pick, stream
from pipelines.sample.formats import Cell, Row, Sheet, write_xlsx
from pipelines.sample.volumes import Month, scaled
from pipelines.sample.writers import wechat

SUBMISSION_HEADER = ("序号", "日期", "供稿单位", "标题", "形式", "平台", "作者", "是否采用", "备注")
CONTRIBUTION_HEADER = ("序号", "发表日期", "内容标题", "供稿单位")
TRAINING_HEADER = ("班次名称", "开班日期", "类别", "人数")
SUBMISSIONS = 6
# The first name is one that only this register uses.
UNITS = (
    "思政部",
    "国际交流与合作处",
    "人事处",
    "英语学院",
    "东方语言学院",
    "西语学院",
    "涉外经济管理学院",
    "校团委",
    "图书馆",
    "学生工作处",
)
COLLEGES = ("英语学院", "东方语言学院", "西语学院", "西方语言学院", "涉外经济管理学院")
PLATFORMS = ("官网", "公众号、官网", "公众号", "官网")
# Counted back from the newest month: dates as 3.8 below a title with the year; a unit merged over its rows.
SHORT_DATES = 6
MERGED_UNITS = 4


def write(folder: Path, months: list[Month], seed: int, scale: float) -> list[Path]:
    return [
        *write_submissions(folder, months, seed, scale),
        write_contributions(folder, months, seed),
        write_training(folder, months),
    ]


def write_submissions(folder: Path, months: list[Month], seed: int, scale: float) -> list[Path]:
    """One workbook a year, one sheet a month."""
    written = []
    for year in sorted({month.first.year for month in months}):
        sheets = [submission_sheet(month, seed, scale) for month in months if month.first.year == year]
        written.append(write_xlsx(folder / f"供稿登记{year}年.xlsx", *sheets))
    return written


def submission_sheet(month: Month, seed: int, scale: float) -> Sheet:
    label = f"{month.first.year}年{month.first.month}月"
    entries = printed_submissions(month, seed) if month.is_printed else ordinary_submissions(month, seed, scale)
    rows: list[list[Cell]] = []
    merges = []
    for number, (day, unit, title, form, platform, adopted) in enumerate(entries, start=1):
        shown: Cell = f"{day.month}.{day.day}" if month.age == SHORT_DATES else day
        rows.append([number, shown, unit, title, form, platform, "演示甲", "是" if adopted else "否", ""])
    if month.age == MERGED_UNITS:
        rows.sort(key=lambda row: str(row[2]))
        merges = merged_runs(rows, column=2, first_row=2)
    return Sheet(label, [SUBMISSION_HEADER, *rows], title=f"{label}供稿登记表", merges=merges)


def merged_runs(rows: list[list[Cell]], column: int, first_row: int) -> list[tuple[int, int, int]]:
    """Runs of equal cells become one merged cell; only its first row keeps the value, as in a spreadsheet."""
    runs = []
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i][column] != rows[start][column]:
            if i - start > 1:
                runs.append((first_row + start, first_row + i - 1, column))
            start = i
    for first, last, _ in runs:
        for row in rows[first - first_row + 1 : last - first_row + 1]:
            row[column] = None
    return runs


def printed_submissions(month: Month, seed: int) -> list[tuple]:
    rng = stream(seed, "submissions", month.month)
    entries = []
    for (unit, form, platforms), count in september.SUBMISSIONS.items():
        for _ in range(count):
            day = month.first + timedelta(days=between(rng, 2, 27))
            entries.append((day, unit, title_of(rng, form, day, unit), form, platforms, True))
    return sorted(entries)


def ordinary_submissions(month: Month, seed: int, scale: float) -> list[tuple]:
    rng = stream(seed, "submissions", month.month)
    entries = set()
    for i in range(scaled(SUBMISSIONS * month.season, scale) + 1):
        day = month.first + timedelta(days=between(rng, 0, len(month.days) - 1))
        unit = "国际交流与合作处" if month.age == MERGED_UNITS and i < 2 else pick(rng, UNITS)
        form = "短视频" if rng.random() < 0.2 else "图文"
        platform = "官抖" if form == "短视频" else pick(rng, PLATFORMS)
        entries.add((day, unit, f"{title_of(rng, form, day, unit)}（{i + 1}）", form, platform, rng.random() < 0.7))
    return sorted(entries)


def title_of(rng: Random, form: str, day: date, unit: str) -> str:
    about = texts.COLLEGE_NEWS if unit in COLLEGES else texts.OFFICE_NEWS
    templates = texts.SHORT_VIDEOS if form == "短视频" else about
    return texts.headline(rng, templates, year=day.year, month=day.month, department=unit).replace("\n", " ")


def write_contributions(folder: Path, months: list[Month], seed: int) -> Path:
    """Which unit contributed each WeChat article, under the title and day it was published with."""
    rows: list[Row] = []
    for month in months:
        for article in wechat.articles_of(month, seed):
            rows.append((len(rows) + 1, article.published_on, article.title, article.contributor))
    return write_xlsx(folder / "官微供稿登记.xlsx", Sheet("官微供稿", [CONTRIBUTION_HEADER, *rows]))


def write_training(folder: Path, months: list[Month]) -> Path:
    """Two classes a year, spring and autumn; running numbers go on over the years."""
    rows: list[Row] = []
    for month in months:
        if month.is_printed:
            rows += [
                (september.TRAINING_CLASS, september.TRAINING_OPENED_ON, *part) for part in september.TRAINING.items()
            ]
        elif month.first.month in (4, 9):
            rows += training_class(month)
    return write_xlsx(folder / "培训班登记.xlsx", Sheet("培训班", [TRAINING_HEADER, *rows]))


def training_class(month: Month) -> list[Row]:
    number = 24 + 2 * (month.first.year - 2020) - (month.first.month == 4)
    entry = month.first.year % 100
    name = f"第{number}期入党积极分子培训班"
    day = month.first + timedelta(days=17)
    return [
        (name, day, "教工", 18 + number % 5),
        (name, day, f"{entry - 2:02d}级", 11 + number % 7),
        (name, day, f"{entry - 1:02d}级", 280 + number),
    ]
