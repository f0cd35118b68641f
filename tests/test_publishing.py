"""Publishing by small files: what is swapped in, when nothing has to be built, and what a run may be taken for."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.faults import error
from pipelines.home import Home
from pipelines.landing.index import Entry
from pipelines.landing.land import Landed
from pipelines.warehouse import publish, receipt
from pipelines.warehouse.publish import SwapRefused, finish_pending, swap_in
from pipelines.warehouse.receipt import inputs_version, is_current, new_run

ENTRIES = {"website/a.csv": Entry("aa" * 32, "read"), "reference/部门表.csv": Entry("bb" * 32, "read")}


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "学院 home")
    home.build.mkdir(parents=True)
    return home


def build(home: Home, run_id: str) -> Path:
    """A build file that says whose it is."""
    path = home.build / "tongbao.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA quality; CREATE TABLE quality.runs (run_id VARCHAR, published_at TIMESTAMP)")
        connection.execute("INSERT INTO quality.runs VALUES ('old', '2020-01-01'), (?, '2020-09-01')", [run_id])
    return path


def published_run(home: Home) -> str:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        return connection.execute("SELECT max_by(run_id, published_at) FROM quality.runs").fetchone()[0]


class TestSwap:
    def test_the_build_file_becomes_the_published_one_and_is_gone(self, home):
        path = build(home, "one")
        swap_in(home)
        assert published_run(home) == "one" and not path.exists()

    def test_what_a_build_did_not_write_to_its_end_is_not_published(self, home):
        build(home, "one")
        swap_in(home)
        path = build(home, "two")
        Path(f"{path}.wal").write_bytes(b"left over")
        with pytest.raises(RuntimeError):
            swap_in(home)
        assert published_run(home) == "one"

    def test_a_log_beside_the_published_file_is_not_replayed_into_the_next_one(self, home):
        build(home, "one")
        swap_in(home)
        log = Path(f"{home.published}.wal")
        log.write_bytes(b"of another engine")
        build(home, "two")
        swap_in(home)
        assert not log.exists() and published_run(home) == "two"

    def test_a_reader_keeps_what_it_opened(self, home):
        build(home, "one")
        swap_in(home)
        before = home.published.stat().st_ino
        with home.published.open("rb") as reader:
            whole = reader.read()
            build(home, "two")
            swap_in(home)
            reader.seek(0)
            assert reader.read() == whole
        assert home.published.stat().st_ino != before, "replaced, not written over"

    def test_a_swap_that_was_refused_is_completed_by_the_next(self, home, monkeypatch):
        monkeypatch.setattr(publish, "PAUSE_SECONDS", 0)
        build(home, "one")
        swap_in(home)
        build(home, "two")
        real = type(home.published).replace

        def held(self, target):
            if target == home.published:
                raise PermissionError(13, "in use")
            return real(self, target)

        with monkeypatch.context() as windows:
            windows.setattr(type(home.published), "replace", held)
            with pytest.raises(SwapRefused):
                swap_in(home)
        assert published_run(home) == "one"
        assert finish_pending(home) and published_run(home) == "two"
        assert not finish_pending(home)


class TestNothingToDo:
    """Only what these inputs, this code and the last run made is current."""

    @pytest.fixture
    def run(self, home) -> receipt.Run:
        run = new_run(Landed(ENTRIES, []), False)
        build(home, run.run_id)
        swap_in(home)
        return run

    @staticmethod
    def current(home: Home, *runs: receipt.Run, entries=ENTRIES, accept_errors: bool = False) -> bool:
        lines = [json.dumps(run.__dict__, ensure_ascii=False) + "\n" for run in runs]
        (home.warehouse / "runs.jsonl").write_text("".join(lines), encoding="utf-8")
        return is_current(home, Landed(entries, []), accept_errors)

    def test_the_same_inputs_and_code(self, home, run):
        assert self.current(home, run)

    def test_no_run_or_no_file(self, home, run):
        assert not self.current(home)
        home.published.unlink()
        assert not self.current(home, run)

    def test_another_file_or_other_bytes_of_one(self, home, run):
        assert not self.current(home, run, entries={"website/a.csv": Entry("cc" * 32, "read")})
        moved = {"website/b.csv": ENTRIES["website/a.csv"], "reference/部门表.csv": ENTRIES["reference/部门表.csv"]}
        assert not self.current(home, run, entries=moved)

    def test_another_version_of_the_program(self, home, run):
        assert not self.current(home, replace(run, code_version="0" * 16))

    def test_a_backup_put_back_is_not_what_the_last_run_made(self, home, run):
        assert not self.current(home, run, replace(run, run_id="later"))

    def test_what_was_published_in_spite_of_errors_is_asked_for_again(self, home, run):
        faulty = replace(run, accepted_errors=True)
        assert not self.current(home, faulty)
        assert self.current(home, faulty, accept_errors=True)


class TestRun:
    def test_errors_are_accepted_only_where_there_are_some(self):
        clean, faulty = Landed(ENTRIES, []), Landed(ENTRIES, [error("no_month", "甲", path="website/a.csv")])
        assert [new_run(landed, True).accepted_errors for landed in (clean, faulty)] == [False, True]
        assert (new_run(faulty, True).errors, new_run(faulty, True).warnings) == (1, 0)

    def test_the_tables_of_the_institution_have_a_version_of_their_own(self):
        landed = Landed(ENTRIES, [])
        other = Landed(ENTRIES | {"website/a.csv": Entry("dd" * 32, "read")}, [])
        assert inputs_version(landed) != inputs_version(other)
        assert inputs_version(landed, "reference/") == inputs_version(other, "reference/")
