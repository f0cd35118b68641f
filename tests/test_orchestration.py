"""What the command does, the web page does: the Dagster job on the same home publishes the same tables."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
import sqlalchemy

from pipelines.home import REPOSITORY, Home
from pipelines.orchestration.environment import dagster_environment
from pipelines.warehouse.build import ensure_manifest, manifest_path

JOB = """
import json, sys
import dagster as dg
from pipelines.orchestration.definitions import build_definitions
defs = build_definitions()
repository = defs.get_repository_def()
with dg.DagsterInstance.get() as instance:
    job = defs.resolve_job_def("monthly")
    result = job.execute_in_process(instance=instance, partition_key="2020-09", raise_on_error=False)
checks = [e for e in result.get_asset_check_evaluations()]
nodes = repository.asset_graph
print(json.dumps({
    "success": result.success,
    "checks": len(checks),
    "steps": sorted({e.step_key for e in result.all_events if e.step_key}),
    "failed": [str(c.asset_key) for c in checks if not c.passed and c.severity.value == "ERROR"],
    "rows": {"/".join(m.asset_key.path): m.metadata["dagster/row_count"].value
             for m in (e.materialization for e in result.get_asset_materialization_events())
             if "dagster/row_count" in m.metadata},
    "undescribed": [k.to_user_string() for k in nodes.get_all_asset_keys() if not nodes.get(k).description],
    "groups": sorted({nodes.get(k).group_name for k in nodes.get_all_asset_keys()}),
}))
"""


@pytest.fixture(scope="module")
def job(published_home, prepared, tmp_path_factory):
    import shutil

    home = prepared(Home(tmp_path_factory.mktemp("web") / "home"))
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


def test_assets_are_those_of_this_version_whatever_the_times_of_files(tmp_path, monkeypatch):
    """A program unpacked from an archive is older, by its files, than what its predecessor left in the home."""
    parsed = []

    class Dbt:
        def __init__(self, callbacks=()):
            self.callbacks = callbacks

        def invoke(self, arguments):
            parsed.append(arguments)
            manifest_path(home).write_text("{}", encoding="utf-8")
            return SimpleNamespace(success=True, exception=None)

    monkeypatch.setattr("dbt.cli.main.dbtRunner", Dbt)
    home = Home(tmp_path)
    manifest_path(home).parent.mkdir(parents=True)
    manifest_path(home).write_text("{}", encoding="utf-8")
    ensure_manifest(home)
    ensure_manifest(home)
    assert len(parsed) == 1
    monkeypatch.setattr("pipelines.warehouse.build.code_version", lambda: "newer")
    ensure_manifest(home)
    assert len(parsed) == 2


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


def test_the_daily_check_of_late_exports_is_no_part_of_the_months_run(job):
    assert job[1]["steps"] == ["land", "month_pages", "published_warehouse", "warehouse"]


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


def test_the_page_shows_the_run_of_the_command_with_assets_checks_and_rows(published_home, monkeypatch):
    import dagster as dg

    for name, value in dagster_environment(published_home).items():
        monkeypatch.setenv(name, value)
    with dg.DagsterInstance.get() as instance:
        run = instance.get_runs(limit=1)[0]
        told = [e.dagster_event for e in instance.all_logs(run.run_id) if e.is_dagster_event]
        page = instance.get_latest_materialization_event(dg.AssetKey("month_pages"))
        follower_days = instance.get_latest_materialization_event(dg.AssetKey(["landing", "wechat_follower_day"]))
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert page.run_id == run.run_id
    assert follower_days.asset_materialization.metadata["dagster/row_count"].value > 0
    checks = [e.asset_check_evaluation_data for e in told if e.event_type_value == "ASSET_CHECK_EVALUATION"]
    assert len(checks) > 50 and all(c.passed or c.severity == dg.AssetCheckSeverity.WARN for c in checks)


@pytest.fixture
def instance(tmp_path, monkeypatch):
    from pipelines.home import Home
    from pipelines.orchestration.history import recorded

    for name, value in dagster_environment(Home(tmp_path)).items():
        monkeypatch.setenv(name, value)
    with recorded() as instance:
        yield instance


def test_a_run_opens_each_file_of_its_history_once(instance):
    import dagster as dg

    opened = []
    sqlalchemy.event.listen(sqlalchemy.engine.Engine, "connect", lambda connection, _: opened.append(connection))
    for _ in range(20):
        instance.report_runless_asset_event(dg.AssetMaterialization("a"))
    assert len(opened) < 20


def test_between_two_events_the_web_page_may_read_and_write_the_history(instance):
    import dagster as dg

    instance.report_runless_asset_event(dg.AssetMaterialization("a"))
    with dg.DagsterInstance.get() as other:
        assert other.get_latest_materialization_event(dg.AssetKey("a"))
        other.report_runless_asset_event(dg.AssetMaterialization("b"))
    assert instance.get_latest_materialization_event(dg.AssetKey("b"))
    index = Path(instance.event_log_storage.path_for_shard("index"))
    with closing(sqlite3.connect(index, timeout=0)) as other:
        other.execute("BEGIN EXCLUSIVE")


def test_the_record_of_old_runs_is_forgotten_and_that_of_the_newest_stays_whole(instance):
    import dagster as dg

    from pipelines.orchestration.history import forget_old_runs

    @dg.asset(check_specs=[dg.AssetCheckSpec("sound", asset="a")])
    def a():
        yield dg.MaterializeResult(metadata={"text": "x" * 20_000})
        yield dg.AssetCheckResult(passed=True, check_name="sound", metadata={"text": "y" * 20_000})

    def size() -> int:
        return sum(path.stat().st_size for path in folder.iterdir() if not path.name.startswith("index.db-"))

    folder = Path(instance.event_log_storage.path_for_shard("index")).parent
    for name in ("of-an-earlier-version.db-wal", "of-an-earlier-version.db-shm"):
        (folder / name).write_bytes(bytes(1000))
    assert forget_old_runs(instance, keep=2) == 0
    sizes = []
    for _ in range(7):
        assert dg.materialize([a], instance=instance).success
        forget_old_runs(instance, keep=2)
        sizes.append(size())
    runs = [r.run_id for r in instance.get_runs()]
    assert len(runs) == 2
    # With what SQLite keeps beside each: of a run that is forgotten nothing is left.
    assert {path.name.partition(".db")[0] for path in folder.iterdir()} == {*runs, "index"}
    assert sizes[-1] <= sizes[2], "a run that comes later adds nothing"
    assert instance.get_latest_materialization_event(dg.AssetKey("a")).run_id == runs[0]
    key = dg.AssetCheckKey(dg.AssetKey("a"), "sound")
    assert instance.get_latest_asset_check_evaluation_record(key).run_id == runs[0]
    started = instance.create_run_for_job(dg.Definitions(assets=[a]).resolve_implicit_global_asset_job_def())
    assert forget_old_runs(instance, keep=0) == 2
    assert [r.run_id for r in instance.get_runs()] == [started.run_id], "what has not ended stays"
