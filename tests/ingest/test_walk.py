"""What lies below raw/ and cannot be read is an error that names it; it is never published as if it were empty."""

import os
import socket
from pathlib import Path

import pytest
from homes import make_home

from pipelines.files.walk import ALLOWED_LINKS, walk
from pipelines.landing.land import ingest


@pytest.fixture
def raw(tmp_path):
    raw = tmp_path / "home" / "raw"
    (raw / "wechat" / "2020-09").mkdir(parents=True)
    (raw / "wechat" / "2020-09" / "a.xls").write_text("x")
    return raw


def found(raw):
    files, faults = walk(raw)
    return [p.relative_to(raw).as_posix() for p in files], [(f.code, f.path) for f in faults]


def test_files_in_a_fixed_order_without_junk(raw):
    for name in ("wechat/~$a.xls", "wechat/Thumbs.db", ".git/x", "b.csv", "wechat/2020-09.csv"):
        (raw / name).parent.mkdir(exist_ok=True)
        (raw / name).write_text("x")
    assert found(raw) == (["b.csv", "wechat/2020-09.csv", "wechat/2020-09/a.xls"], [])


@pytest.mark.parametrize("place", ["wechat/2020-09", "."])
def test_a_folder_that_cannot_be_read_is_named(raw, monkeypatch, place):
    """As for an office user without the right; root may read all."""
    real = os.scandir

    def scandir(folder):
        if Path(folder) == raw / place:
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    assert found(raw) == ([], [("unreadable_folder", "" if place == "." else place)])


def test_a_share_that_is_not_connected_is_named(raw):
    (raw / "weibo").symlink_to(raw.parent / "not mounted")
    (raw / ALLOWED_LINKS).write_text("weibo\n", encoding="utf-8")
    assert found(raw)[1] == [("broken_link", "weibo")]


def test_a_link_out_of_raw_is_refused_by_name_unless_it_is_allowed(raw, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    (share / "b.xls").write_text("x")
    (raw / "weibo").symlink_to(share)
    assert found(raw) == (["wechat/2020-09/a.xls"], [("outside_link", "weibo")])
    (raw / ALLOWED_LINKS).write_text("weibo/\r\n", encoding="utf-8-sig")
    assert found(raw) == (["wechat/2020-09/a.xls", "weibo/b.xls"], [])


def test_a_linked_file_is_refused_like_a_folder(raw, tmp_path):
    (tmp_path / "secret.csv").write_text("x")
    (raw / "b.csv").symlink_to(tmp_path / "secret.csv")
    assert found(raw)[1] == [("outside_link", "b.csv")]


def test_what_is_linked_within_raw_is_read_where_it_lies(raw):
    (raw / "again").symlink_to(raw / "wechat")
    (raw / "wechat" / "round").symlink_to(raw)
    assert found(raw) == (["wechat/2020-09/a.xls"], [])


def test_an_allowed_link_without_an_end_is_refused(raw):
    (raw / "up").symlink_to(raw.parent)
    (raw / ALLOWED_LINKS).write_text("up", encoding="utf-8")
    assert found(raw)[1] == [("outside_link", "up")]


def test_a_loop_of_links_is_named(raw):
    (raw / "a").symlink_to(raw / "b")
    (raw / "b").symlink_to(raw / "a")
    assert found(raw)[1] == [("broken_link", "a"), ("broken_link", "b")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_file_and_is_not_waited_for(raw):
    os.mkfifo(raw / "pipe.csv")
    assert found(raw)[1] == [("no_file", "pipe.csv")]


def test_a_socket_is_no_file(raw, monkeypatch):
    monkeypatch.chdir(raw)  # the system allows a short path alone
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.csv")
        assert found(raw)[1] == [("no_file", "s.csv")]


def test_what_is_not_read_stops_publishing(tmp_path):
    home = make_home(tmp_path / "home")
    (home.raw / "wechat").symlink_to(tmp_path / "gone")
    ingested = ingest(home, scratch=tmp_path / "s")
    assert [(f.severity, f.code, f.path) for f in ingested.faults] == [("error", "broken_link", "wechat")]
    assert ingested.entries["wechat"].status == "refused"
    assert "先连上它" in ingested.faults[0].message


def test_a_file_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    home = make_home(tmp_path / "home")
    (home.raw / "wechat").mkdir()
    (home.raw / "wechat" / "a.xls").write_text("x")
    real = Path.open

    def locked(self, *arguments, **options):
        if self.name == "a.xls":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", locked)
    (fault,) = ingest(home, scratch=tmp_path / "s").faults
    assert (fault.severity, fault.code, fault.path) == ("error", "unreadable_file", "wechat/a.xls")
