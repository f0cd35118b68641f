"""Server logs beside what is remembered of them: a site is summarised anew when something about its logs changed."""

from pathlib import Path

import pytest
from homes import make_home, write_csv

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


def write_site_table(home, host):
    """The table of sites, with the host names of the main site."""
    head = ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号", "域名"]
    write_csv(home.reference / "站点表.csv", [head, ["main", "官网", "主站", "main", "office", host]])


def test_a_log_of_another_kind_is_refused_as_what_it_is(home):
    (home.raw / "website/main/error.log").write_text("2020/09/18 10:51:35 [error] 1#1: *1 open() failed\n" * 3)
    ingested = ingest(home)
    assert ingested.entries["website/main/error.log"].status == "refused"
    assert next(f.message for f in ingested.faults if f.path.endswith("error.log")).startswith("这是 nginx 的错误日志")


def test_views_of_hosts_that_are_not_the_sites_own_are_left_out_and_told(home):
    lines = [LINE.format(n, 3, n).replace("203.", "jw.example.edu.cn 203.", 1) for n in range(1, 4)]
    lines += [LINE.format(9, 3, 9).replace("203.", "www.example.edu.cn:443 203.", 1)]
    (home.raw / "website/main/vhosts.log").write_text("".join(lines), encoding="utf-8")
    ingested = ingest(home)
    assert views(ingested) == [24]
    assert {f.code for f in ingested.faults if f.path.endswith("vhosts.log")} == {"several_hosts"}
    land(home, ingested)
    write_site_table(home, "https://www.example.edu.cn/、example.edu.cn")
    ingested = ingest(home)
    assert views(ingested) == [21]
    told = [f.message for f in ingested.faults if f.code == "other_host"]
    assert told and "jw.example.edu.cn 3 次" in told[0]


def test_a_day_told_by_a_cdn_and_by_the_server_is_told(home):
    url = "GET http://www.example.edu.cn/a.htm"
    cdn = f'[01/Sep/2020:10:00:00 +0800] 203.0.113.1 - 15 "-" "{url}" 200 191 2830 HIT "Mozilla/5.0" "text/html"\n'
    (home.raw / "website/main/cdn.log").write_text(cdn * 3, encoding="utf-8")
    faults = [f for f in ingest(home).faults if f.code == "cdn_and_origin"]
    assert [(f.path, f.message[:10]) for f in faults] == [("website/main/cdn.log", "2020-09-01")]


@pytest.mark.parametrize("zeros", [1, 70_000, 3_000_000])
def test_a_log_that_begins_with_zero_bytes_loses_no_line(home, zeros):
    """What copytruncate leaves of a log that its server still writes to."""
    path = home.raw / "website/main/two.log"
    path.write_bytes(b"\0" * zeros + path.read_bytes())
    ingested = ingest(home)
    assert views(ingested) == [20] and not ingested.faults


def test_a_log_of_zero_bytes_alone_is_refused_for_its_reason(home):
    (home.raw / "website/main/two.log").write_bytes(b"\0" * 200_000)
    assert [f.code for f in ingest(home).faults] == ["empty_file"]
