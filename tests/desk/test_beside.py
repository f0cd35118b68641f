"""Two desks on one home, a desk beside a command, a file whose sending is broken off, a look that takes its time."""

import http.client
import socket
import time
from urllib.parse import urlencode

import pytest
from desk_files import WEBSITE, article
from homes import make_home, write_csv

from pipelines.desk.look import Look
from pipelines.warehouse.lock import Busy, is_running, run_lock

PAGES = ["/start", "/drop", "/ledgers", "/faults", "/publish", "/trace", "/ask", "/versions"]


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "home")
    write_csv(home.raw / "website/main/2020-09/稿件.csv", [WEBSITE, article("一", "外语部", "2020-09-03")])
    return home


def test_the_second_desk_says_so_on_every_page_and_changes_nothing(home, desk_for):
    first, second = desk_for(home), desk_for(home)
    first.ask_until("/drop", "拖到这里")
    second.ask_until("/drop", "拖到这里")
    for path in PAGES:
        assert "工作台" in (page := second.ask_until(path, "已经开着")) and "只能看" in page
        assert "已经开着" not in first.ask("GET", path)[2]
    token = second.form_token()
    answer = urlencode({"form": token, "code": "unknown_department", "name": "外语部", "value": "english"}).encode()
    assert second.ask("POST", "/faults/answer", answer)[0] == 409
    assert second.ask("PUT", "/drop/file", b"x", X_Name="a.csv", X_Form=token)[0] == 409
    assert second.ask("POST", "/publish/publish", urlencode({"form": token, "month": "2020-09"}).encode())[0] == 409
    assert list(home.reference.glob("*（工作台）*")) == []
    first.process.terminate()
    first.process.wait(20)
    assert "已经开着" not in second.ask("GET", "/drop")[2], "its place is free again"
    assert second.ask("POST", "/faults/answer", answer)[0] == 303


def test_a_command_that_runs_in_the_home_is_told(home, desk_for):
    desk = desk_for(home)
    desk.ask_until("/drop", "拖到这里")
    with run_lock(home):
        for path in PAGES:
            assert "正在这个文件夹里运行" in desk.ask("GET", path)[2]
    assert "正在这个文件夹里运行" not in desk.ask("GET", "/drop")[2]


def test_asking_whether_a_run_is_at_work_turns_none_away(home):
    assert not is_running(home)
    with run_lock(home):
        pass
    for _ in range(20):
        assert not is_running(home)
        with run_lock(home):
            pass


def test_a_file_whose_sending_is_broken_off_has_not_come(home, desk_for):
    desk = desk_for(home)
    desk.ask_until("/drop", "拖到这里")
    token = desk.form_token()
    with socket.create_connection(("127.0.0.1", desk.port)) as line:
        told = [
            "PUT /drop/file HTTP/1.1",
            f"Host: 127.0.0.1:{desk.port}",
            f"Origin: http://127.0.0.1:{desk.port}",
            f"Cookie: desk_{desk.port}={desk.token}",
            f"X-Form: {token}",
            "X-Name: a.log",
            "Content-Length: 50000000",
        ]
        line.sendall("\r\n".join([*told, "", ""]).encode() + b"1.2.3.4 - - [" * 10_000)
        time.sleep(0.5)
    for _ in range(50):
        left = list((home.warehouse / "desk" / "uploads").glob("*"))
        if not left:
            break
        time.sleep(0.1)
    assert left == [] and "还没有从这里放过文件" in desk.ask("GET", "/drop")[2]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(home, desk_for, monkeypatch):
    desk = desk_for(home)
    desk.ask_until("/drop", "拖到这里")
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    connection.putrequest("PUT", "/drop/file", skip_host=True)
    for name, value in {
        "Host": f"127.0.0.1:{desk.port}",
        "Origin": f"http://127.0.0.1:{desk.port}",
        "Cookie": f"desk_{desk.port}={desk.token}",
        "X-Form": desk.form_token(),
        "X-Name": "huge.log",
        "Content-Length": str(5_000_000_000),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413


def log_line(second: int, name: str = "a") -> str:
    return (
        f"10.0.0.{second % 250} - - [03/Sep/2020:10:{second // 60 % 60:02d}:{second % 60:02d} +0800] "
        f'"GET /xw/{name}{second % 97}.htm HTTP/1.1" 200 512 "-" "Mozilla/5.0 (Windows NT 10.0) Chrome/85.0"\n'
    )


def test_a_log_is_read_once_and_the_page_says_meanwhile_what_is_read(home):
    log = home.raw / "website/main/日志/access.log"
    log.parent.mkdir(parents=True)
    log.write_text("".join(log_line(s) for s in range(60_000)), encoding="ascii")
    look = Look(home)
    assert look.within(0.001) is None and look.is_looking
    found = look.now()
    assert found.entries["website/main/日志/access.log"].status == "read"
    parts = {p: p.stat().st_mtime_ns for p in (home.warehouse / "desk" / "parts").glob("*.parquet")}
    assert len(parts) == 1
    write_csv(home.raw / "website/main/2020-09/另一份.csv", [WEBSITE, article("二", "英语学院", "2020-09-05")])
    assert "website/main/2020-09/另一份.csv" in look.now().entries, "what is new is seen without being told"
    assert {p: p.stat().st_mtime_ns for p in parts} == parts, "the log was not read again"


def test_a_look_that_fails_says_why_and_is_tried_again(home, monkeypatch):
    look = Look(home)
    monkeypatch.setattr("pipelines.desk.look.ingest", lambda *_: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError, match="gone"):
        look.now()
    monkeypatch.undo()
    assert look.now().entries


def test_one_run_at_a_time_still(home):
    import multiprocessing

    with run_lock(home):
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            assert pool.apply(_is_busy, (home,))


def _is_busy(home) -> bool:
    try:
        with run_lock(home):
            return False
    except Busy:
        return True
