"""What lies below raw/ and cannot be read is an error that names it; it is never published as if it were empty."""

import hashlib
import os
import socket
from pathlib import Path

import pytest
from homes import make_home

from pipelines.files.discover import discover
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


def hashed(home, before):
    files, faults = discover(home, before)
    assert faults == []
    return {file.name: file for file in files}


def test_equal_size_and_equal_time_hide_no_other_content(tmp_path):
    """A share whose clock stands still, or a copy that keeps its times: an export is always hashed."""
    home = make_home(tmp_path / "home")
    export = home.raw / "a.csv"
    export.write_text("12,5\n")
    before = hashed(home, {})
    export.write_text("21,5\n")
    os.utime(export, ns=(before["a.csv"].stat[1], before["a.csv"].stat[1]))
    after = hashed(home, before)
    assert after["a.csv"].stat == before["a.csv"].stat
    assert after["a.csv"].sha256 == hashlib.sha256(b"21,5\n").hexdigest()


@pytest.mark.parametrize(
    ("content", "later", "same"),
    [(b"ab" * 50, 0, True), (b"ba" * 50, 1, False), (b"ab" * 51, 0, False)],
    ids=["size and time", "another time", "another size"],
)
def test_a_log_is_hashed_again_unless_size_and_time_are_the_same(tmp_path, monkeypatch, content, later, same):
    monkeypatch.setattr("pipelines.files.discover.LARGE_BYTES", 99)
    home = make_home(tmp_path / "home")
    log = home.raw / "access.log"
    log.write_bytes(b"aa" * 50)
    before = hashed(home, {})
    log.write_bytes(content)
    time = before["access.log"].stat[1] + later
    os.utime(log, ns=(time, time))
    expected = before["access.log"].sha256 if same else hashlib.sha256(content).hexdigest()
    assert hashed(home, before)["access.log"].sha256 == expected


def test_the_inner_of_two_month_folders_says_the_month(tmp_path):
    home = make_home(tmp_path / "home")
    for folder in ("2020年8月/2020-09重新导出", "2020-08", "2020-07/其他"):
        (home.raw / "website/main" / folder).mkdir(parents=True)
        (home.raw / "website/main" / folder / "a.csv").write_text("x", encoding="utf-8")
    months = {file.folders[1:]: file.month for file in hashed(home, {}).values() if file.source == "website"}
    assert months == {
        ("2020年8月", "2020-09重新导出"): "2020-09",
        ("2020-08",): "2020-08",
        ("2020-07", "其他"): "2020-07",
    }
