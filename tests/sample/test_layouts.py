"""A home of several years goes through every layout of its formats, and its figures do not depend on them."""

import re
from datetime import date

import polars as pl
import pytest

from pipelines.commands.sample import write_mapping
from pipelines.home import Home
from pipelines.landing.land import take_in
from pipelines.sample import write_sample
from pipelines.sources import catalog


@pytest.fixture(scope="module")
def several_years(tmp_path_factory):
    """(home, what reading it gave) of four years that end after smart Party building began."""
    home = Home(tmp_path_factory.mktemp("eras"))
    write_sample(home.root, months=50, scale=0.1, last_month="2021-02")
    write_mapping(home.reference)
    return home, take_in(home)


@pytest.fixture(scope="module")
def met(several_years) -> set[tuple[str, str]]:
    """(format, vintage) of everything that was read."""
    return {(r.format, r.vintage) for entry in several_years[1].entries.values() for r in entry.receipts}


def test_every_vintage_of_every_format_that_the_sample_writes_is_met(met):
    formats = {format_id for format_id, _ in met}
    declared = {
        (f.id, vintage) for f in catalog.load().formats if f.id in formats for vintage in f.vintages.values()
    }  # fmt: skip
    assert len(declared) >= 8
    assert declared - met == set()


def test_other_layouts_of_a_data_set_are_met_too(met):
    formats = {format_id for format_id, _ in met}
    assert {"wechat_articles_silent", "wechat_menu_nested", "wechat_menu", "wechat_articles"} <= formats
    assert len([f for f in formats if f.startswith("weibo")]) >= 4


def test_nothing_is_refused_and_no_column_is_unknown(several_years):
    _, ingested = several_years
    assert [f.message for f in ingested.faults if f.severity == "error"] == []
    assert [f.message for f in ingested.faults if f.code == "unknown_column"] == []


def test_each_month_has_its_articles_menu_and_days_whatever_the_layout(several_years):
    home, _ = several_years
    months = [f"{year}-{month:02d}" for year in (2018, 2019) for month in range(1, 13)]

    def landed(name: str) -> pl.DataFrame:
        return pl.read_parquet(home.landing / name / "*.parquet").filter(~pl.col("is_superseded"))

    for name in ("wechat_article", "wechat_menu", "wechat_read_day", "web_article"):
        assert set(months) <= set(landed(name)["month"]), name
    douyin = landed("account_day").filter(pl.col("channel_id") == "douyin", pl.col("month").is_in(months))
    days = dict(douyin.group_by("metric_id").agg(pl.col("date").n_unique()).iter_rows())
    assert set(days) == {"plays", "likes", "followers_net", "followers_total"}
    # From the day the account was opened.
    assert set(days.values()) == {(date(2019, 12, 31) - douyin["date"].min()).days + 1}
    menu = landed("wechat_menu")
    entries = menu.group_by("month").agg(pl.struct("level1", "level2").n_unique().alias("n"))
    assert entries.filter(pl.col("month").is_in(months))["n"].n_unique() == 1, "parents are no entries of their own"


def test_the_layouts_of_the_newest_year_are_those_of_the_committed_home(several_years):
    """Eras begin behind it: a longer sample ends like the default one."""
    home, _ = several_years
    silent = [p for p in home.raw.rglob("未开启通知内容*")]
    assert silent and all(re.search(r"/(2018|2017)-", p.as_posix()) for p in silent)
