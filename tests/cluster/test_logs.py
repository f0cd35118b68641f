"""Logs of many sites read on executors: the same parts and counts as read here, also when an executor is lost."""

import gzip
import threading
import time
from datetime import date, timedelta

import pytest

from pipelines import weblogs
from pipelines.cluster.logs import LogFile, parse_locally, parse_on_executors

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
    return parse_locally(files, rules), counted(logs, files)


def test_processes_of_this_machine_count_every_line(here):
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
