"""What the command does, the web page does: the Dagster job on the same home publishes the same tables."""

import json
import subprocess
import sys

import duckdb
import pytest

from pipelines.home import REPOSITORY
from pipelines.orchestration.environment import dagster_environment

JOB = """
import json, sys
import dagster as dg
from pipelines.orchestration.definitions import defs
repository = defs.get_repository_def()
with dg.DagsterInstance.get() as instance:
    job = defs.resolve_job_def("monthly")
    result = job.execute_in_process(instance=instance, partition_key="2020-09", raise_on_error=False)
checks = [e for e in result.get_asset_check_evaluations()]
nodes = repository.asset_graph
print(json.dumps({
    "success": result.success,
    "checks": len(checks),
    "failed": [str(c.asset_key) for c in checks if not c.passed and c.severity.value == "ERROR"],
    "rows": {"/".join(m.asset_key.path): m.metadata["dagster/row_count"].value
             for m in (e.materialization for e in result.get_asset_materialization_events())
             if "dagster/row_count" in m.metadata},
    "undescribed": [k.to_user_string() for k in nodes.get_all_asset_keys() if not nodes.get(k).description],
    "groups": sorted({nodes.get(k).group_name for k in nodes.get_all_asset_keys()}),
}))
"""


@pytest.fixture(scope="module")
def job(published_home, tmp_path_factory):
    import shutil

    from pipelines.home import Home

    home = Home(tmp_path_factory.mktemp("web") / "home")
    shutil.copytree(published_home.raw, home.raw)
    done = subprocess.run(
        [sys.executable, "-c", JOB],
        cwd=REPOSITORY,
        env=_environment(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return home, json.loads(done.stdout.strip().splitlines()[-1])


def _environment(home):
    import os

    return os.environ | dagster_environment(home)


def test_the_job_publishes_the_same_tables_as_the_command(job, published_home):
    home, outcome = job
    assert outcome["success"] and outcome["failed"] == []
    for table in (
        "bulletin.website_updates",
        "main.fct_metric_month",
        "main.rpt_metric_trend",
        "quality.reconciliation",
    ):
        query = f"from {table} order by all"
        with (
            duckdb.connect(home.published, read_only=True) as ours,
            duckdb.connect(published_home.published, read_only=True) as theirs,
        ):
            assert ours.sql(query).fetchall() == theirs.sql(query).fetchall(), table
    assert (home.reports / "months/2020-09.html").exists()


def test_materialisations_tell_rows_and_every_asset_is_described(job):
    _, outcome = job
    assert outcome["rows"]["landing/wechat_follower_day"] == 37
    assert outcome["checks"] > 50
    assert outcome["undescribed"] == []
    assert "default" not in outcome["groups"]


def test_everything_dagster_writes_lies_under_the_home(job):
    home, _ = job
    assert any(home.dagster.iterdir())
    strays = {p.name for p in REPOSITORY.iterdir()} & {
        "history",
        "schedules",
        "storage",
        "logs",
        ".telemetry",
        ".logs_queue",
    }
    assert strays == set()
