"""A run reads only what changed since the last one, and writes again only the months whose rows changed."""

import os

import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines.home import Home
from pipelines.landing import intake
from pipelines.landing import land as landing

LISTS = ["website/main/2020-08.csv", "website/main/2020-09.csv"]


@pytest.fixture
def opened(monkeypatch):
    """Names of the exports that are opened, in order."""
    names, real = [], intake.decode.read

    def read(path, name):
        names.extend([] if name.startswith("reference/") else [name])
        return real(path, name)

    monkeypatch.setattr(intake.decode, "read", read)
    return names


@pytest.fixture
def home(tmp_path, opened):
    home = make_home(tmp_path / "h")
    for name in LISTS:
        write_list(home, name, "一则")
    landing.take_in(home)
    assert sorted(opened) == LISTS
    opened.clear()
    return home


def write_list(home: Home, name: str, title: str) -> None:
    write_csv(home.raw / name, [ARTICLES, article(title, published=f"{name[-11:-4]}-05 08:00")])


def landed_months(home: Home) -> dict[str, int]:
    """When each month of each data set was written."""
    months = [p for p in home.landing.glob("*/*.parquet") if p.stem[:2] == "20"]
    return {path.relative_to(home.landing).as_posix(): path.stat().st_mtime_ns for path in months}


def test_what_did_not_change_is_neither_read_nor_written(home, opened):
    before = landed_months(home)
    landing.take_in(home)
    assert opened == []
    assert landed_months(home) == before and len(before) == 2


def test_what_changed_is_read_and_its_month_alone_is_written(home, opened):
    before = landed_months(home)
    write_list(home, LISTS[1], "另一则")
    landing.take_in(home)
    assert opened == [LISTS[1]]
    assert {n for n, at in landed_months(home).items() if at != before[n]} == {"web_article/2020-09.parquet"}


def test_the_same_content_with_another_time_is_not_read(home, opened):
    os.utime(home.raw / LISTS[0], (1_700_000_000, 1_700_000_000))
    landing.take_in(home)
    assert opened == []


def test_another_way_of_reading_reads_everything(home, opened, monkeypatch):
    for module in ("land", "index"):
        monkeypatch.setattr(f"pipelines.landing.{module}.readers_version", lambda: "another")
    landing.take_in(home)
    assert sorted(opened) == LISTS
