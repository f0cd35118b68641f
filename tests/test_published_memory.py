"""What the published file remembers for the next run: read where it can be, told where it is lost, waited for where
another program holds the file."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict

import duckdb
import polars as pl
import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines.home import REPOSITORY
from pipelines.landing.land import ingest, land, landed
from pipelines.warehouse.engine import Held
from pipelines.warehouse.memory import PUBLISHED, is_damaged, land_published
from pipelines.warehouse.receipt import inputs_version, is_current, new_run

# The least that a published file remembers: a figure of an export, one that is only printed, a file, a restatement.
PUBLISHING = """
    create schema quality;
    create table main.fct_metric_month as
        from (values
            ('2020-09', 'web_articles_published', 3.0::double, 'export'),
            ('2020-08', 'wechat_reads', 9.0, 'printed')
        ) as t (month, metric_id, value, source_kind);
    create table quality.files as select 'website/main/a.csv' as path, 'f00d' as sha256;
    create table quality.restatements as select 'r1' as run_id, '2020-09' as month, 2.0 as old_value, 3.0 as new_value;
"""


@pytest.fixture
def published(tmp_path):
    path = tmp_path / "tongbao.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(PUBLISHING)
    return path


def told(landing) -> dict[str, list[dict]]:
    """Landed rows by table, without the columns that are empty."""
    frames = {name: pl.read_parquet(landing / name / "all.parquet") for name in PUBLISHED}
    assert {name: frame.columns for name, frame in frames.items()} == {n: [*c] for n, (c, _, _) in PUBLISHED.items()}
    return {
        name: [{c: v for c, v in row.items() if v is not None} for row in frame.to_dicts()]
        for name, frame in frames.items()
    }


FIGURE = {"month": "2020-09", "metric_id": "web_articles_published", "value": 3.0, "source_kind": "export"}
FILE = {"path": "website/main/a.csv", "sha256": "f00d"}
RESTATED = {"run_id": "r1", "month": "2020-09", "old_value": 2.0, "new_value": 3.0}
NOTHING = {name: [] for name in PUBLISHED}


def test_figures_of_exports_files_and_restatements_are_told(published, tmp_path):
    assert land_published(published, tmp_path)
    assert told(tmp_path) == {
        "published_value": [FIGURE], "published_file": [FILE], "published_restatement": [RESTATED],
    }  # fmt: skip


def test_before_the_first_publishing_nothing_is_told_and_nothing_is_lost(tmp_path):
    assert land_published(tmp_path / "tongbao.duckdb", tmp_path)
    assert told(tmp_path) == NOTHING


@pytest.mark.parametrize(
    ("older", "table", "rows"),
    [
        ("drop table quality.restatements", "published_restatement", []),
        ("drop table fct_metric_month", "published_value", []),
        ("alter table fct_metric_month drop source_kind", "published_value", []),
        ("alter table quality.restatements drop run_id", "published_restatement",
         [{k: v for k, v in RESTATED.items() if k != "run_id"}]),
    ],
)  # fmt: skip
def test_a_file_of_an_earlier_version_tells_what_it_has(published, tmp_path, older, table, rows):
    with duckdb.connect(str(published)) as connection:
        connection.execute(older)
    assert land_published(published, tmp_path)
    whole = {"published_value": [FIGURE], "published_file": [FILE], "published_restatement": [RESTATED]}
    assert told(tmp_path) == whole | {table: rows}


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"<html>login</html>" * 1000,
        lambda data: data[: len(data) // 2],
        lambda data: data[:9000],
        lambda data: data[:12288] + bytes(len(data) - 12288),
        lambda data: flip(data, 20),
    ],
    ids=["empty", "a web page", "half", "its head", "zeros after its head", "one byte"],
)
def test_a_damaged_file_is_told_from_a_whole_one_and_tells_nothing(published, tmp_path, damage):
    assert not is_damaged(published)
    published.write_bytes(damage(published.read_bytes()))
    assert is_damaged(published)
    assert not land_published(published, tmp_path)
    assert told(tmp_path) == NOTHING


def test_damage_among_the_remembered_rows_is_found_though_the_file_opens(published, tmp_path):
    with duckdb.connect(str(published)) as connection:
        connection.execute(
            "insert into fct_metric_month select '2020-09', md5(i::text), i, 'export' from range(90000) t(i)"
        )
    whole = published.read_bytes()
    for at in range(len(whole) // 4, len(whole), 65536):
        published.write_bytes(flip(whole, at))
        with suppress(duckdb.Error):
            duckdb.connect(str(published), read_only=True).close()
            break  # at a place that opening does not look at
    else:
        pytest.fail("opening looked at every place")
    assert is_damaged(published)


@pytest.fixture
def holder():
    """A function that opens a file for writing in a process of its own, until the test is over."""
    started = []

    def hold(path):
        code = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"

    yield hold
    for process in started:
        process.communicate()


def test_a_file_that_another_program_holds_is_not_taken_for_a_damaged_one(published, tmp_path, holder):
    holder(published)
    with pytest.raises(Held, match="只读"):
        land_published(published, tmp_path)
    assert not (tmp_path / "published_value").exists()


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "h")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article()])
    home.warehouse.mkdir()
    return home


def test_a_run_beside_a_program_that_holds_the_file_ends_before_anything_is_read(home, published, holder, command):
    published.rename(home.published)
    holder(home.published)
    done = command("run", "--home", str(home.root))
    assert done.returncode == 2 and done.stdout.splitlines()[1:] == [], "only where it works is said"
    assert done.stderr.startswith("数据仓库正被别的程序以可写方式打开") and done.stderr.count("\n") == 1
    assert not home.landing.exists()


def test_one_that_takes_the_file_during_the_run_is_told_alike(home, prepared):
    prepared(home)
    code = (
        "import sys, pipelines.orchestration.warehouse as warehouse\n"
        "from pipelines.warehouse.engine import Held\n"
        "def announce(*_): raise Held\n"
        "warehouse.announce = announce\n"
        f"sys.argv = ['tongbao', 'run', '--quiet', '--home', {str(home.root)!r}]\n"
        "from pipelines.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (2, f"{Held()}\n")


def test_a_run_over_a_damaged_file_publishes_anew_and_says_once_what_is_lost(home, command, prepared):
    prepared(home).published.write_bytes(b"not what it was")
    # Nothing is new since the last run: that alone would be no reason to publish.
    note(home, new_run(ingest(home), accepted_errors=False))
    done = command("run", "--quiet", "--home", str(home.root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("“已定数字的更正”读不回来") == 1
    assert not is_damaged(home.published)


@pytest.mark.parametrize("asked", [["report"], ["trace", "wechat_reads", "2020-09"], ["sql", "select 1"]])
def test_whoever_reads_a_damaged_file_is_told_so(home, command, asked):
    home.published.write_bytes(b"not what it was")
    done = command(*asked, "--home", str(home.root))
    assert (done.returncode, "已损坏" in done.stderr, "tongbao run" in done.stderr) == (2, True, True)


def test_a_file_dropped_in_after_landing_is_no_input_of_what_is_built(home):
    ingested = ingest(home)
    land(home, ingested)
    write_csv(home.raw / "website/main/2020-09/b.csv", [ARTICLES, article("迟到", published="昨天")])
    run = new_run(landed(home), accepted_errors=False)
    assert (run.files, run.errors, run.warnings) == (len(ingested.entries), 0, len(ingested.faults))
    assert run.inputs_version == inputs_version(ingested) != inputs_version(ingest(home))


def note(home, run):
    """Make ``run`` the last of the home's history."""
    (home.warehouse / "runs.jsonl").write_text(json.dumps(asdict(run)) + "\n", encoding="utf-8")


def test_a_backup_put_back_is_not_taken_for_the_last_version(home):
    ingested = ingest(home)
    last = new_run(ingested, accepted_errors=False)
    note(home, last)

    def publish(run_id):
        home.published.unlink(missing_ok=True)
        with duckdb.connect(str(home.published)) as connection:
            connection.execute("create schema quality")
            query = "create table quality.runs as select ? as run_id, timestamp '2020-10-01' as published_at"
            connection.execute(query, [run_id])

    publish(last.run_id)
    assert is_current(home, ingested, accepted_errors=False)
    publish("20201001T080000-0ldf11e5")
    assert not is_current(home, ingested, accepted_errors=False)
