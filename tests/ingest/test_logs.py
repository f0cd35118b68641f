"""Server logs beside what is remembered of them: a site is summarised anew when something about its logs changed."""

from pathlib import Path

import pytest
from homes import make_home

from pipelines.files import discover
from pipelines.landing.land import ingest, land

LINE = '203.0.113.{} - - [{:02}/Sep/2020:10:00:00 +0800] "GET /info/1021/{}.htm HTTP/1.1" 200 9 "-" "Mozilla/5.0"\n'
TRAFFIC = {"web_traffic_day", "web_article_traffic_day", "web_traffic_month"}


@pytest.fixture
def home(tmp_path):
    """A site with two logs of ten views each, landed."""
    home = make_home(tmp_path / "h")
    for name, first in (("one.log", 1), ("two.log", 11)):
        path = home.raw / "website/main" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(LINE.format(i, i, i) for i in range(first, first + 10)), encoding="utf-8")
    land(home, ingest(home))
    return home


def views(ingested):
    return ingested.frames["web_traffic_month"].filter(section="")["page_views"].to_list()


def test_unchanged_logs_are_not_summarised_again(home):
    assert ingest(home).frames == {}


def test_a_new_log_and_one_that_is_gone_change_the_site(home):
    (home.raw / "website/main/two.log").rename(home.root / "two.log")
    assert views(ingest(home)) == [10]
    land(home, ingest(home))
    (home.root / "two.log").rename(home.raw / "website/main/two.log")
    assert views(ingest(home)) == [20]


def test_the_last_log_of_a_site_takes_its_figures_away(home):
    for name in ("one.log", "two.log"):
        (home.raw / "website/main" / name).unlink()
    ingested = ingest(home)
    assert {name: frame.height for name, frame in ingested.frames.items()} == dict.fromkeys(TRAFFIC, 0)


def test_a_log_that_became_unreadable_no_longer_counts_with_the_others_of_its_site(home):
    (home.raw / "website/main/two.log").rename(home.raw / "website/main/two.log.gz")
    land(home, ingest(home))
    (home.raw / "website/main/two.log.gz").write_bytes(b"\x1f\x8b\x08 half a gz")
    ingested = ingest(home)
    assert ingested.entries["website/main/two.log.gz"].status == "refused"
    assert views(ingested) == [10]


def test_changed_rules_count_again_even_after_a_run_that_was_killed_before_landing(home):
    default = Path(discover.__file__).parents[1] / "weblogs/rules.toml"
    own = default.read_text(encoding="utf-8").replace('methods = ["GET"]', 'methods = ["POST"]')
    (home.reference / "访问日志规则.toml").write_text(own, encoding="utf-8")
    for _ in range(2):  # the first reads the logs and is killed
        assert views(ingest(home)) == [0]


def test_a_large_log_is_not_hashed_again(home, monkeypatch):
    hashed = []
    digest = discover.hashlib.file_digest
    monkeypatch.setattr(discover, "LARGE_BYTES", 0)
    monkeypatch.setattr(discover.hashlib, "file_digest", lambda f, how: hashed.append(f.name) or digest(f, how))
    assert ingest(home).frames == {}
    assert [name for name in hashed if name.endswith(".log")] == []
