"""Side files that a kill or a full disk has damaged do not stop the next run, and nothing published is lost."""

import json
import sqlite3

import duckdb
import polars as pl
import pytest

from pipelines.home import Home
from pipelines.warehouse.heal import heal
from pipelines.warehouse.receipt import Run, history, verdicts

RUN = {
    "run_id": "20200901T080000-a", "published_at": "2020-09-01 08:00:00", "accepted_errors": False, "files": 3,
    "errors": 0, "warnings": 1, "code_version": "c", "inputs_version": "i", "reference_version": "r",
}  # fmt: skip


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "学院")
    for folder in (home.landing / "web_article", home.dagster / "history", home.reports):
        folder.mkdir(parents=True)
    (home.warehouse / "runs.jsonl").write_text(json.dumps(RUN) + "\n", encoding="utf-8")
    return home


def aside(home):
    folder = home.warehouse / "损坏"
    return sorted(p.name[4:] for p in folder.iterdir()) if folder.exists() else []


def test_a_sound_home_is_left_as_it_is(home):
    pl.DataFrame({"a": [1]}).write_parquet(home.landing / "web_article" / "2020-09.parquet")
    with sqlite3.connect(home.dagster / "history" / "runs.db") as database:
        database.execute("create table t (a)")
    (home.reports / ".pages.json").write_text("{}")
    before = {p: p.read_bytes() for p in home.root.rglob("*") if p.is_file()}
    assert heal(home) == []
    assert {p: p.read_bytes() for p in home.root.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("torn", ['{"run_id": "2020', "\0\0\0\0\n", "[1]\n", '{"a": 1}'])
def test_a_torn_line_leaves_the_history_and_the_others_stay(home, torn):
    path = home.warehouse / "runs.jsonl"
    path.write_text(path.read_text() + torn, encoding="utf-8")
    (told,) = heal(home)
    assert "runs.jsonl" in told and aside(home) == ["runs.jsonl"]
    assert history(home) == [Run(**RUN)]
    assert heal(home) == [], "once is enough"


def test_a_torn_verdict_leaves_its_history(home):
    whole = {"run_id": "a", "month": "2020-09", "check_id": "c", "subject": "", "status": "pass", "difference": 0.0}
    (home.warehouse / "verdicts.jsonl").write_text(json.dumps(whole) + '\n{"run_id"', encoding="utf-8")
    assert len(heal(home)) == 1
    assert verdicts(home).rows() == [tuple(whole.values())]


def test_a_run_killed_after_the_swap_is_told_by_the_published_file(home):
    with duckdb.connect(str(home.published)) as connection:
        connection.execute("CREATE SCHEMA quality")
        connection.execute("""
            CREATE TABLE quality.runs AS SELECT * FROM (VALUES
                ('20200901T080000-a', timestamp '2020-09-01 08:00:00', false, 3, 0, 1, 'c', 'i', 'r', 9),
                ('20201001T080000-b', timestamp '2020-10-01 08:00:00', true, 4, 2, 0, 'c2', 'i2', 'r2', 9)
            ) AS t (run_id, published_at, accepted_errors, files, errors, warnings, code_version, inputs_version,
                reference_version, checks_passed)
        """)
    (told,) = heal(home)
    assert "补上" in told
    assert [r.run_id for r in history(home)] == ["20200901T080000-a", "20201001T080000-b"]
    assert history(home)[1].accepted_errors is True and history(home)[1].errors == 2


@pytest.mark.parametrize("keep", [0, 3, 40, -4])
def test_a_cut_landing_file_has_all_read_again(home, keep):
    path = home.landing / "web_article" / "2020-09.parquet"
    pl.DataFrame({"a": list(range(99))}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:keep])
    (home.landing / "_index.json").write_text("{}")
    (told,) = heal(home)
    assert "web_article/2020-09.parquet" in told
    assert not path.exists() and not (home.landing / "_index.json").exists()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_history_of_dagster_is_made_again(home, content):
    (home.dagster / "history" / "runs.db").write_bytes(content)
    (home.dagster / "history" / "runs.db-wal").write_bytes(b"x")
    assert len(heal(home)) == 1
    assert {"runs.db", "runs.db-wal"} <= set(aside(home)) and not (home.dagster / "history" / "runs.db").exists()


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_a_damaged_ledger_of_pages_is_made_again(home, content):
    (home.reports / ".pages.json").write_text(content)
    assert len(heal(home)) == 1 and not (home.reports / ".pages.json").exists()


def test_half_written_files_of_a_killed_run_go(home):
    (home.landing / "web_article" / "2020-09.partial").write_text("x")
    assert heal(home) == [] and not list(home.root.rglob("*.partial"))
