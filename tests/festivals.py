"""Dates of the lunar festivals, computed by the lunardate library into the seed ``festival.csv``.

The library is under the GPL and serves here alone; the program reads the seed. ``python tests/festivals.py`` writes the
seed again; a test compares it with what this module computes.
"""

import csv
from pathlib import Path

from lunardate import LunarDate

from pipelines.home import DBT_PROJECT

SEED = DBT_PROJECT / "seeds" / "festival.csv"
# lunardate knows the lunar years 1900 to 2099.
YEARS = range(2000, 2100)
# Id, Chinese name, lunar month and day.
FESTIVALS = (
    ("spring_festival", "春节", 1, 1),
    ("dragon_boat", "端午", 5, 5),
    ("mid_autumn", "中秋", 8, 15),
)


def _day(year: int, month: int, day: int) -> str:
    # The type checker's stub is of an older release.
    return LunarDate(year, month, day).to_solar_date().isoformat()  # pyright: ignore[reportAttributeAccessIssue]


def festivals() -> list[dict]:
    """festival_id, name, date (ISO text) of every festival of the years 2000 to 2099."""
    return [
        {"festival_id": key, "name": name, "date": _day(year, month, day)}
        for year in YEARS
        for key, name, month, day in FESTIVALS
    ]


def write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.DictWriter(stream, ["festival_id", "name", "date"], lineterminator="\n")
        rows.writeheader()
        rows.writerows(festivals())


if __name__ == "__main__":
    write(SEED)
