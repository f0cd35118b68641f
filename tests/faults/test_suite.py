"""The short form of suite.py and year.py: they fork, so each is a process that has done nothing else before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork") or not Path("/proc").exists(), reason="forks; looks at /proc")


def command(name: str, *arguments: str) -> subprocess.CompletedProcess:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name(f"{name}.py")), *arguments],
        env=clean | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_kills_a_full_disk_a_wrong_clock_and_going_back_tear_and_lose_nothing(published_home):
    short = ["--parts", "kills", "disk", "clocks", "rollbacks", "--kills", "4", "--one-in", "5"]
    done = command("suite", *short, "--seed", "20200927", "--like", str(published_home.root))
    assert done.returncode == 0, done.stdout + done.stderr


def test_months_and_corrections_in_turn_keep_every_figure_and_forget_nothing(published_home):
    done = command("year", "--months", "2", "--like", str(published_home.root))
    assert done.returncode == 0, done.stdout + done.stderr
