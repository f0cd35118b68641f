"""The web page's processes end with the command, however it is ended."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest
from homes import make_home
from processes import wait_for

from pipelines.commands.ui import run_with_children
from pipelines.home import REPOSITORY

if not Path("/proc/self/environ").exists():
    pytest.skip("processes are found through /proc", allow_module_level=True)

CHILDREN = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
time.sleep(300)
"""
STARTER = """
import os, sys
from pathlib import Path
import polars  # which the command has used by then to read the home's name
from pipelines.commands.ui import run_with_children
run_with_children([sys.executable, "-c", sys.argv[1]], dict(os.environ), Path.cwd())
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_program_and_what_it_started(name):
    mark = f"ENDS_WITH={os.getpid()}-{name}"
    environment = os.environ | {"ENDS_WITH": mark.partition("=")[2], "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", STARTER, CHILDREN]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=REPOSITORY)
    assert wait_for(lambda n: n == 3, mark, 60) == 3
    process.send_signal(getattr(signal, name))
    process.wait(timeout=60)
    assert wait_for(lambda n: n == 0, mark, 30) == 0


DESK = """
import sys
from pipelines.desk import server

build = server.build_app

def with_work(*given, **named):
    app = build(*given, **named)
    app.state.desk.jobs.start("run", "2020-09", "-c", "import time; time.sleep(300)")
    return app

server.build_app = with_work
from pipelines.commands.desk import desk
desk(sys.argv[1], 0, False)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_desk_ends_with_the_work_it_has_begun(tmp_path, name):
    home = make_home(tmp_path / "单位 #1 [甲]")
    mark = f"ENDS_WITH={os.getpid()}-desk-{name}"
    environment = os.environ | {"ENDS_WITH": mark.partition("=")[2], "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-X", "utf8", "-c", DESK, str(home.root)]
    process = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=subprocess.PIPE, encoding="utf-8")
    assert any("token=" in line for line in process.stdout)
    assert wait_for(lambda n: n == 2, mark, 60) == 2
    time.sleep(1)  # until the server has taken the signals over
    process.send_signal(getattr(signal, name))
    assert "已关闭" in process.stdout.read()
    assert process.wait(timeout=60) == 0
    assert wait_for(lambda n: n == 0, mark, 30) == 0


def test_ctrl_c_inside_a_step_is_ctrl_c(tmp_path, monkeypatch):
    import dagster as dg

    from pipelines.home import Home
    from pipelines.landing.land import ingest
    from pipelines.orchestration import run

    def interrupted(*_, **__):
        raise dg.DagsterExecutionInterruptedError

    monkeypatch.setattr(run.dg, "materialize", interrupted)
    monkeypatch.setattr(run, "recorded", contextlib.nullcontext)
    monkeypatch.setattr(run, "forget_old_runs", lambda _: None)
    monkeypatch.setattr(run, "plain_environment", lambda _: dict(os.environ))
    home = Home(tmp_path)
    home.raw.mkdir()
    with pytest.raises(KeyboardInterrupt):
        run.run_months(home, ["2020-09"], False, run.Listener(print, print), ingest(home))


def test_storage_is_made_before_the_daemon_looks_for_it(tmp_path, monkeypatch):
    """Two that make the storage of a new home at once stop each other."""
    from pipelines.home import Home
    from pipelines.orchestration import web
    from pipelines.orchestration.environment import plain_environment

    class Reached(Exception):
        pass

    @contextlib.contextmanager
    def daemon():
        raise Reached(sorted(p.name for p in home.dagster.iterdir()))
        yield

    home = Home(tmp_path)
    home.raw.mkdir()
    for name, value in plain_environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(web, "_daemon", daemon)
    monkeypatch.setattr(web.threading, "Thread", lambda **_: types.SimpleNamespace(start=lambda: None))
    with pytest.raises(Reached) as reached:
        web.serve(1, "token")
    assert {"schedules", "history"} <= set(reached.value.args[0])


def test_what_the_page_says_of_itself_goes_into_a_file(tmp_path):
    with (tmp_path / "web.log").open("wb") as log:
        command = [sys.executable, "-c", "print('No heartbeat'); 1 / 0"]
        code = run_with_children(command, dict(os.environ), tmp_path, log)
    said = (tmp_path / "web.log").read_text("utf-8")
    assert code == 1 and "No heartbeat" in said and "ZeroDivisionError" in said
