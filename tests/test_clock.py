"""What the clock of a machine says decides nothing that lasts: neither which run is the later one nor a refusal."""

from datetime import date, datetime, timedelta

import pytest
from homes import ARTICLES, make_home, write_csv

from pipelines.landing.land import Landed, ingest, land
from pipelines.warehouse.receipt import Run, new_run


def run_of(published_at: str) -> Run:
    return Run("r", published_at, False, 0, 0, 0, "c", "i", "r")


@pytest.mark.parametrize(("day", "codes"), [("2020-09-15", []), ("2020-09-16", ["future_date"])])
def test_what_happened_today_has_happened(tmp_path, monkeypatch, day, codes):
    """The export of a list that ends with an article of the day it was made on."""

    class Today(date):
        @classmethod
        def today(cls):
            return date(2020, 9, 15)

    monkeypatch.setattr("pipelines.landing.intake.date", Today)
    home = make_home(tmp_path / "home")
    rows = [["甲", "校园新闻", "英语学院", "", "", "", f"{on} 23:59:59", "已发布", "5"] for on in ("2020-09-14", day)]
    write_csv(home.raw / "website/main/稿件.csv", [ARTICLES, *rows])
    assert [f.code for f in ingest(home).faults] == codes


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=1500)])
def test_a_run_is_later_than_every_run_before_it(ahead):
    """A machine a day behind, or one run of a machine that believed in 2030."""
    before = [run_of(str(datetime.now().replace(microsecond=0) + ahead)), run_of("2020-09-01 08:00:00")]
    one = new_run(Landed({}, []), False, before)
    two = new_run(Landed({}, []), False, [*before, one])
    assert before[0].published_at < one.published_at < two.published_at
    assert one.run_id < two.run_id


def test_the_first_run_has_the_time_of_the_clock():
    published = datetime.fromisoformat(new_run(Landed({}, []), False).published_at)
    assert abs(published - (datetime.utcnow() + timedelta(hours=8))) < timedelta(minutes=5)


def test_a_day_still_to_come_is_judged_again_when_it_has_come(tmp_path, monkeypatch):
    home = make_home(tmp_path / "home")
    tomorrow = date.today() + timedelta(days=1)
    row = ["预告", "校园新闻", "英语学院", "", "", "", f"{tomorrow} 08:00:00", "已发布", "5"]
    write_csv(home.raw / "website/main/稿件.csv", [ARTICLES, row])
    land(home, ingest(home))
    assert [f.code for f in ingest(home).faults] == ["future_date"]

    class Later(date):
        @classmethod
        def today(cls):
            return tomorrow + timedelta(days=1)

    monkeypatch.setattr("pipelines.landing.intake.date", Later)
    ingested = ingest(home)
    assert ingested.faults == [] and ingested.frames["web_article"].height == 1
