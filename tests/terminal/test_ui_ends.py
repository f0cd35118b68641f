"""The web page's processes end with the command, however it is ended."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import wait_for

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
