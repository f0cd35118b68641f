"""A server that many share builds what a session builds, told so by the environment alone."""

import pytest

from pipelines.cluster import standalone
from pipelines.cluster.build import build
from pipelines.cluster.compare import compare
from pipelines.cluster.session import SERVER, SESSION, Engine
from pipelines.home import Home
from pipelines.orchestration import target
from pipelines.warehouse.build import profile

TABLES = ("main.dim_department", "main.fct_submission")


def test_tables_built_by_a_server_are_those_of_duckdb(needs_spark, published_home, tmp_path, monkeypatch):
    with standalone.serving(tmp_path / "server", tmp_path / "tables") as address:
        monkeypatch.setenv("TONGBAO_SPARK_SERVER", address)
        engine = Engine(tables=str(tmp_path / "tables"))
        assert engine.target == SERVER
        results = build(published_home, engine, select=[f"+{name.split('.')[1]}" for name in TABLES])
    assert {result.status for result in results} <= {"success", "pass"}
    compared = {c.table: c for c in compare(published_home.published, tmp_path / "tables")}
    assert all(compared[name].rows and not compared[name].differs for name in TABLES)


def test_sql_means_the_same_by_both_ways(tmp_path):
    """A server takes settings of a connection under names of its own."""
    ours, shared = (profile(Home(tmp_path), target)["server_side_parameters"] for target in (SESSION, SERVER))
    told = {name.removeprefix("set:hiveconf:"): value for name, value in shared.items()}
    assert told.pop("spark.sql.ansi.enabled") == "false"
    assert told and told == {name: ours[name] for name in told}
    of_the_place = ("spark.sql.warehouse.dir", "spark.sql.catalogImplementation")
    assert {name for name in ours if name.startswith("spark.sql.")} == {*told, *of_the_place}


@pytest.mark.parametrize(("server", "who"), [("", "executors"), ("spark.example:10000", "this machine")])
def test_a_server_reads_no_logs(tmp_path, monkeypatch, server, who):
    monkeypatch.setenv("TONGBAO_ENGINE", "spark")
    monkeypatch.setenv("TONGBAO_SPARK_SERVER", server)
    monkeypatch.setattr(target, "take_in", lambda *given: "executors" if len(given) == 3 else "this machine")
    assert target.read_raw(Home(tmp_path)) == who
