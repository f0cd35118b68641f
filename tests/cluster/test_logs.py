"""Logs of many sites read on executors: the same parts and counts as read here, also when an executor is lost."""

import gzip
import shutil
import threading
import time
from datetime import date, timedelta

import pytest
from homes import REFERENCE, make_home

from pipelines import weblogs
from pipelines.cluster.logs import parse_on_executors
from pipelines.contracts import CONTRACTS
from pipelines.home import Home
from pipelines.landing.logs import parts_folder
from pipelines.orchestration.target import read_raw
from pipelines.weblogs import LogFile, LogUnreadable, parse_each

AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
SITES, DAYS = ("main", "英语学院", "library"), 4


@pytest.fixture(scope="module")
def rules():
    return weblogs.load_rules(visitor_key=b"secret of one group")


@pytest.fixture(scope="module")
def logs(tmp_path_factory, rules):
    """(site, path, format) of a log a day and site, every other one packed; lines differ by site and day."""
    folder = tmp_path_factory.mktemp("logs")
    made = []
    for place, site in enumerate(SITES):
        for day in range(DAYS):
            when = date(2020, 9, 1) + timedelta(day)
            lines = "".join(
                f"203.0.113.{(n * 7 + place) % 250} - - [{when:%d/%b/%Y}:{n % 24:02d}:00:00 +0800] "
                f'"GET /info/10{place}{n % 3}/{n % 40}.htm HTTP/1.1" 200 100 "-" "{AGENT}"\n'
                for n in range(3000 + 100 * day + place)
            )
            path = folder / f"{site}-{when}.log{'.gz' if day % 2 else ''}"
            path.write_bytes(gzip.compress(lines.encode()) if day % 2 else lines.encode())
            made.append((site, path, weblogs.looks_like_log(path.read_bytes()[:65536], rules)))
    return made


def counted(logs, files) -> list:
    traffic = weblogs.summarise([(site, f.part) for (site, _, _), f in zip(logs, files, strict=True)], {})
    return [frame.sort(frame.columns).rows() for frame in (traffic.day, traffic.article_day, traffic.month)]


def parts(logs, folder) -> list[LogFile]:
    folder.mkdir()
    return [LogFile(path, folder / f"{number}.parquet", fmt) for number, (_, path, fmt) in enumerate(logs)]


@pytest.fixture(scope="module")
def here(logs, rules, tmp_path_factory):
    files = parts(logs, tmp_path_factory.mktemp("here") / "parts")
    return list(parse_each(files, rules, lambda log: None)), counted(logs, files)


def test_this_machine_counts_every_line(here):
    receipts, (day, _, _) = here
    assert sum(r.lines_total for r in receipts) == sum(3000 + 100 * d + p for p in range(3) for d in range(DAYS))
    assert day and all(r.lines_bad == 0 for r in receipts)


def test_executors_count_what_is_counted_here(spark, logs, rules, here, tmp_path):
    files = parts(logs, tmp_path / "parts")
    assert parse_on_executors(spark, files, rules) == here[0]
    assert counted(logs, files) == here[1]


def test_a_lost_executor_changes_no_count(cluster, spark, logs, rules, here, tmp_path):
    files = parts(logs, tmp_path / "parts")

    def lose_one() -> None:
        until = time.monotonic() + 60
        while not list((tmp_path / "parts").glob("*.parquet")) and time.monotonic() < until:
            time.sleep(0.05)
        cluster.kill_worker()

    losing = threading.Thread(target=lose_one)
    losing.start()
    receipts = parse_on_executors(spark, files, rules)
    losing.join()
    assert cluster.killed == 1
    assert receipts == here[0]
    assert counted(logs, files) == here[1]
    assert not [p for p in (tmp_path / "parts").iterdir() if p.suffix != ".parquet" and not p.name.startswith(".")]


def test_a_damaged_log_is_told_and_costs_no_other(spark, logs, rules, tmp_path):
    files = parts(logs[:2], tmp_path / "parts")
    (tmp_path / "torn.gz").write_bytes(gzip.compress(b"203.0.113.1 - - [" * 99)[:-9])
    torn = LogFile(tmp_path / "torn.gz", tmp_path / "parts" / "torn.parquet", files[0].format)
    first, wrong, last = parse_on_executors(spark, [files[0], torn, files[1]], rules)
    assert isinstance(wrong, LogUnreadable)
    assert str(wrong) == str(*parse_each([torn], rules, lambda log: None))
    assert (first.lines_total, last.lines_total) == (3000, 3100)


def test_a_home_that_is_built_on_spark_has_its_logs_read_there(cluster, logs, tmp_path, monkeypatch):
    """What lands is what this machine would land, receipts included."""
    sites = [[f"site{n}", site, "主站" if n == 0 else "二级网页", site, "office"] for n, site in enumerate(SITES)]
    landed = []
    for engine in ("local", "spark"):
        home = make_home(tmp_path / engine, {"站点表": [REFERENCE["站点表"][0], *sites]})
        for site, path, _ in logs:
            (home.raw / "website" / site).mkdir(parents=True, exist_ok=True)
            (home.raw / "website" / site / path.name).write_bytes(path.read_bytes())
        if landed:  # visitors are told apart by a key that each home draws for itself
            parts_folder(home).mkdir(parents=True)
            shutil.copy(parts_folder(Home(tmp_path / "local")) / "visitor.key", parts_folder(home))
        monkeypatch.setenv("TONGBAO_ENGINE", engine)
        monkeypatch.setenv("TONGBAO_SPARK_MASTER", cluster.address)
        read = read_raw(home)
        assert [f.message for f in read.faults if f.severity == "error"] == []
        frames = {name: read.frames[name] for name in CONTRACTS if name.startswith("web_") and name in read.frames}
        receipts = {name: entry.receipts for name, entry in read.entries.items() if name.startswith("website/")}
        landed.append(({name: frame.sort(frame.columns).rows() for name, frame in frames.items()}, receipts))
    assert landed[0][0]["web_traffic_day"] and len(landed[0][1]) == len(logs)
    assert landed[0] == landed[1]
