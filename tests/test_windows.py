"""What Windows does otherwise, imitated: a file held open cannot be replaced, and the system speaks Chinese."""

import errno
import os

import duckdb
import pytest
from desk_files import WEBSITE, article
from homes import write_csv

from pipelines.commands.failure import explain
from pipelines.commands.run import run
from pipelines.home import Home
from pipelines.orchestration.environment import dagster_environment
from pipelines.reports.outputs import LEDGER
from pipelines.warehouse import publish


def refuse_to_replace(monkeypatch, held):
    """As if a program had ``held`` open; everything else is replaced as ever."""
    real = type(held).replace

    def replace(self, target):
        if target == held:
            raise PermissionError(errno.EACCES, "in use", str(self), None, str(target))
        return real(self, target)

    monkeypatch.setattr(type(held), "replace", replace)


def test_a_new_version_waits_as_long_as_the_old_one_is_held(sample_home, monkeypatch, capsys):
    monkeypatch.setattr(publish, "PAUSE_SECONDS", 0)
    (sample_home.warehouse / "tongbao.new.duckdb").write_bytes(sample_home.published.read_bytes())
    refuse_to_replace(monkeypatch, sample_home.published)
    with pytest.raises(publish.SwapRefused) as refused:
        run("2020-09", False, str(sample_home.root), True)
    assert explain(refused.value, verbose=False) == 2
    said = capsys.readouterr().err
    assert "请关闭那个程序后再运行一次" in said and "维护人员" not in said


def test_a_swap_that_is_refused_at_the_end_of_a_run_is_for_its_user_to_free(sample_home, monkeypatch, capsys):
    rows = [WEBSITE, article("补一条", "人事处", "2020-09-12")]
    write_csv(sample_home.raw / "website/main/2020-09/补.csv", rows)
    monkeypatch.setattr(publish, "PAUSE_SECONDS", 0)
    with monkeypatch.context() as held:
        refuse_to_replace(held, sample_home.published)
        with pytest.raises(publish.SwapRefused) as refused:
            run("2020-09", False, str(sample_home.root), True)
    assert explain(refused.value, verbose=False) == 2
    assert "请关闭那个程序后再运行一次" in capsys.readouterr().err
    assert published_titles(sample_home, "补一条") == 0
    run("2020-09", False, str(sample_home.root), True)
    assert published_titles(sample_home, "补一条") == 1


def published_titles(home, title: str) -> int:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        asked = connection.execute("SELECT count(*) FROM fct_web_article WHERE title = ?", [title])
        return asked.fetchone()[0]


def test_pages_that_were_held_when_their_figures_were_published_are_written_by_the_next_run(sample_home, monkeypatch):
    page = sample_home.reports / "months" / "2020-09.html"
    page.write_bytes(b"of the month before")
    before_publishing = sample_home.published.stat().st_mtime - 1
    os.utime(sample_home.reports / LEDGER, (before_publishing, before_publishing))
    monkeypatch.setattr("pipelines.commands.run.is_current", lambda *_: True)
    run("2020-09", False, str(sample_home.root), True)
    assert page.read_bytes().startswith(b"<!doctype html>")


def test_a_page_that_is_held_open_is_named_as_its_reader_knows_it(tmp_path, monkeypatch, capsys):
    page, beside = tmp_path / "2020-09.docx", tmp_path / ".2020-09.docx.77"
    beside.touch()
    refuse_to_replace(monkeypatch, page)
    with pytest.raises(PermissionError) as refused:
        beside.replace(page)
    assert explain(refused.value, verbose=False) == 2
    said = capsys.readouterr().err
    assert f"（{page}）" in said and "关闭占用它的程序" in said


@pytest.mark.parametrize(
    "text",
    [
        os.strerror(errno.ENOSPC),
        "There is not enough space on the disk.",
        "磁盘空间不足。",
        "(sqlite3.OperationalError) database or disk is full",
    ],
)
def test_a_full_disk_is_known_by_what_the_system_says_of_it(text, capsys):
    assert explain(RuntimeError(f'IO Error: Could not write file "work.duckdb": {text}'), verbose=False) == 2
    assert "磁盘已满" in capsys.readouterr().err


def test_sqlite_on_a_full_disk_may_speak_of_reading_and_writing(capsys):
    assert explain(RuntimeError("(sqlite3.OperationalError) disk I/O error"), verbose=False) == 2
    assert "或磁盘已满" in capsys.readouterr().err


def test_records_of_a_folder_of_an_odd_name_stay_in_one_place_without_links(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "getuid")
    monkeypatch.setattr(type(tmp_path), "symlink_to", lambda *_, **__: (_ for _ in ()).throw(OSError("no privilege")))
    monkeypatch.setattr("pipelines.orchestration.environment.gettempdir", lambda: str(tmp_path / "临时"))
    (tmp_path / "临时").mkdir()
    home = Home(tmp_path / "学院[2020]")
    first, second = (dagster_environment(home)["DAGSTER_HOME"] for _ in range(2))
    assert first == second and "[" not in first
    assert len(list((tmp_path / "临时").iterdir())) == 1
