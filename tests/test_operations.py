"""What Dagster does by itself: nothing until it is switched on, then the right month, once, with a word on failure."""

import json
import os
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines.orchestration.notify import NotSent, body, failure_text, send
from pipelines.orchestration.operations import looked, operations


@pytest.fixture(scope="module")
def defined():
    monthly = dg.define_asset_job("monthly", selection=dg.AssetSelection.all())
    (schedule,), sensors = operations(monthly)
    return schedule, sensors


def test_everything_is_off_until_somebody_switches_it_on(defined):
    schedule, sensors = defined
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    assert {s.default_status for s in sensors} == {dg.DefaultSensorStatus.STOPPED}


@pytest.mark.parametrize(("day", "month"), [((2026, 1, 5), "2025-12"), ((2026, 3, 5), "2026-02")])
def test_the_schedule_asks_for_the_month_that_has_ended(defined, day, month):
    schedule, _ = defined
    at = datetime(*day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    context = dg.build_schedule_context(scheduled_execution_time=at)
    request = schedule(context)
    assert (request.partition_key, request.run_key) == (month, month)


def test_exports_that_changed_and_are_whole_ask_for_one_run(tmp_path):
    home = make_home(tmp_path / "h")
    file = write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article()])
    first = looked(home, "")
    assert not first.run_requests
    assert not looked(home, first.cursor).run_requests, "nothing is new"
    # Replaced under its name; half of it is there at the next look.
    write_csv(file, [ARTICLES, article("另一则")])
    half = looked(home, first.cursor)
    assert not half.run_requests
    write_csv(file, [ARTICLES, article("另一则"), article("再一则")])
    changing = looked(home, half.cursor)
    assert not changing.run_requests
    asked = looked(home, changing.cursor)
    assert len(asked.run_requests) == 1
    assert not looked(home, asked.cursor).run_requests, "it is asked for once"
    file.unlink()
    gone = looked(home, looked(home, asked.cursor).cursor)
    assert len(gone.run_requests) == 1


@pytest.fixture
def robot():
    """A group's robot on this machine: answers from a list, keeps what it was told."""
    told, answers = [], []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            status, text = answers.pop(0) if answers else (200, '{"errcode": 0}')
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", told, answers
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "text_of"),
    [
        ("/cgi-bin/webhook/send?key=SECRET", lambda b: b["text"]["content"]),
        ("/robot/send?access_token=SECRET", lambda b: b["text"]["content"]),
        ("/open-apis/bot/v2/hook/SECRET", lambda b: b["content"]["text"]),
    ],
)
def test_each_robot_is_told_in_its_own_words(robot, path, text_of):
    address, told, _ = robot
    send(address + path, "通报没有发布成功")
    assert [(p, text_of(b)) for p, b in told] == [(path, "通报没有发布成功")]


def test_it_is_tried_again_and_a_failure_says_nothing_of_the_address(robot):
    address, told, answers = robot
    answers += [(500, ""), (200, '{"errcode": 45009}')]
    send(f"{address}/robot/send?access_token=SECRET", "x", wait=0.01)
    assert len(told) == 3
    answers += [(302, ""), (404, ""), (200, '{"errcode": 300001}')]
    with pytest.raises(NotSent) as failed:
        send(f"{address}/robot/send?access_token=SECRET", "x", wait=0.01)
    assert len(told) == 6 and "SECRET" not in str(failed.value) and "127.0.0.1" not in str(failed.value)
    assert not any(path == "/elsewhere" for path, _ in told)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.com/hook", "ftp://a/robot/send", ""])
def test_only_robots_are_told(address):
    with pytest.raises(NotSent):
        body(address, "x")


def test_the_message_holds_no_figure():
    text = failure_text("测试学院", "2020-09", "0123456789abcdef")
    assert "测试学院" in text and "2020-09" in text and "01234567" in text
    assert os.sep not in text
