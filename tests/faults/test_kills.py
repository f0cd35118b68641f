"""The short form of kills.py and year.py: they fork, so each is a process that has done nothing else before."""

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


def test_killed_anywhere_the_published_file_is_whole_readers_read_on_and_the_next_run_succeeds(published_home):
    done = command("kills", "--kills", "8", "--every", "4", "--seed", "20200927", "--like", str(published_home.root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| torn | 0 |" in done.stdout and "| runs killed | " in done.stdout


def test_months_and_corrections_in_turn_keep_every_figure_and_forget_nothing(published_home):
    done = command("year", "--months", "3", "--like", str(published_home.root))
    assert done.returncode == 0, done.stdout + done.stderr
