"""What dbt rendered gives the same warehouse when it is run again; whatever else happens is dbt's to tell."""

import json
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb
import polars as pl
import pytest

from pipelines.home import DBT_PROJECT, Home
from pipelines.warehouse import build as building
from pipelines.warehouse import rendered
from pipelines.warehouse.graph import load_graph
from pipelines.warehouse.receipt import code_version
from pipelines.warehouse.results import BuildFailed

TOLD = """
    SELECT schema_name, table_name, NULL AS column_name, NULL AS kind, NULL AS nullable, comment FROM duckdb_tables()
    UNION ALL
    SELECT schema_name, table_name, column_name, data_type, is_nullable, comment
    FROM duckdb_columns() WHERE NOT internal
    ORDER BY ALL
"""


@pytest.fixture(scope="module")
def built(published_home, tmp_path_factory):
    """A home built by dbt once (by_dbt.duckdb beside the build file), with its plan."""
    root = tmp_path_factory.mktemp("rendered") / "家 home"
    shutil.copytree(published_home.root, root)
    home = Home(root)
    rendered.forget(home)
    results = building.build(home)
    shutil.copy(home.build / "tongbao.duckdb", home.build / "by_dbt.duckdb")
    return home, results


@pytest.fixture
def plan(built):
    """The plan as JSON; whatever a test makes of it is put back."""
    file = built[0].build / "dbt" / "rendered.json"
    kept = file.read_text(encoding="utf-8")
    yield file, json.loads(kept)
    file.write_text(kept, encoding="utf-8")


def change(plan, **parts):
    file, told = plan
    file.write_text(json.dumps(told | parts), encoding="utf-8")


@pytest.fixture
def dbt(monkeypatch):
    """The commands that dbt is asked for, none of which is run."""
    asked = []

    def invoke(home, *arguments):
        asked.append(arguments[0])
        raise BuildFailed([], "as dbt says")

    monkeypatch.setattr(building, "_invoke", invoke)
    return asked


def test_tables_comments_and_verdicts_are_those_of_dbt(built, dbt):
    home, by_dbt = built
    again = building.build(home)
    assert dbt == []
    assert {(r.unique_id, r.status, r.failures) for r in again} == {(r.unique_id, r.status, r.failures) for r in by_dbt}
    assert building.test_verdicts(home) == {r.unique_id: r.status for r in by_dbt if r.unique_id.startswith("test.")}
    with duckdb.connect(str(home.build / "tongbao.duckdb"), read_only=True) as connection:
        connection.execute(f"ATTACH '{home.build / 'by_dbt.duckdb'}' AS by_dbt (READ_ONLY)")
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'tongbao'"
        ).fetchall()
        assert len(tables) > 70
        for schema, table in tables:
            for one, other in (("tongbao", "by_dbt"), ("by_dbt", "tongbao")):
                query = f'FROM {one}.{schema}."{table}" EXCEPT ALL FROM {other}.{schema}."{table}"'
                assert connection.execute(query).fetchall() == [], (schema, table)
    told = []
    for name in ("tongbao", "by_dbt"):
        with duckdb.connect(str(home.build / f"{name}.duckdb"), read_only=True) as connection:
            told.append(connection.execute(TOLD).fetchall())
    assert told[0] == told[1]


def test_a_statement_that_fails_is_left_to_dbt(built, plan, dbt):
    statements = plan[1]["statements"]
    change(plan, statements=[statements[0] | {"sql": "SELECT nothing"}, *statements[1:]])
    with pytest.raises(BuildFailed, match="as dbt says"):
        building.build(built[0])
    assert dbt == ["build"]
    assert not plan[0].exists(), "what dbt may leave half-done is not run next time"


@pytest.mark.parametrize("keep", [0, 1000, -1])
def test_a_plan_that_was_cut_is_rendered_anew(built, plan, keep):
    plan[0].write_text(plan[0].read_text(encoding="utf-8")[:keep], encoding="utf-8")
    assert rendered.run_again(built[0]) is None


@pytest.mark.parametrize("keep", [0, 1000, -1])
def test_what_is_known_of_the_project_is_read_anew_where_it_was_cut(built, keep, monkeypatch):
    """tables.json is cut, and dbt's manifest too: the project is parsed again."""
    folder, known = built[0].build / "dbt", load_graph(built[0])
    whole = (folder / "manifest.json").read_bytes()
    for name in ("tables.json", "manifest.json"):
        (folder / name).write_bytes((folder / name).read_bytes()[:keep])
    parsed = []

    def parse(home, *arguments):
        parsed.append(arguments)
        (folder / "manifest.json").write_bytes(whole)
        return type("Outcome", (), {"success": True})

    monkeypatch.setattr(building, "_invoke", parse)
    assert load_graph(built[0]) == known
    assert parsed == [("parse",)]


def test_two_that_ask_at_once_what_the_project_is_have_it_parsed_once(built, tmp_path, monkeypatch):
    """The web server and the daemon of Dagster's page, on the first start in a home."""
    home, whole = Home(tmp_path), (built[0].build / "dbt" / "manifest.json").read_bytes()
    parsed = []

    def parse(home, *arguments):
        parsed.append(arguments)
        path = home.build / "dbt" / "manifest.json"
        path.write_bytes(whole[:1000])
        time.sleep(0.5)
        path.write_bytes(whole)
        (path.parent / "code_version").write_text(code_version(), encoding="utf-8")
        return type("Outcome", (), {"success": True})

    monkeypatch.setattr(building, "_invoke", parse)
    with ThreadPoolExecutor(2) as both:
        assert set(map(len, (g.tables for g in both.map(load_graph, [home, home])))) == {len(load_graph(home).tables)}
    assert parsed == [("parse",)]


def test_a_fault_that_a_test_finds_is_left_to_dbt(built, plan, dbt):
    tests = plan[1]["tests"]
    change(plan, tests=[tests[0] | {"sql": "SELECT 1", "severity": "error"}, *tests[1:]])
    with pytest.raises(BuildFailed, match="as dbt says"):
        building.build(built[0])
    assert dbt == ["build"]


def test_a_test_that_only_warns_says_how_many_rows_and_stops_nothing(built, plan, dbt):
    tests = plan[1]["tests"]
    change(plan, tests=[tests[0] | {"sql": "SELECT 1 UNION ALL SELECT 2", "severity": "warn"}, *tests[1:]])
    results = {r.unique_id: r for r in building.build(built[0])}
    assert (results[tests[0]["unique_id"]].status, results[tests[0]["unique_id"]].failures) == ("warn", 2)
    assert dbt == []


def test_other_code_is_rendered_anew(built, monkeypatch):
    monkeypatch.setattr(rendered, "code_version", lambda: "another")
    assert rendered.run_again(built[0]) is None


def test_a_home_that_was_moved_builds_what_lies_in_its_own_landing(built, dbt, tmp_path):
    """No place stands in what is kept, so nothing of the home it was kept in is read by another."""
    here = Home(tmp_path / "甲[2020] *旧* 学院's")
    shutil.copytree(built[0].root, here.root)
    assert str(built[0].root) not in (here.build / "dbt" / "rendered.json").read_text(encoding="utf-8")
    titles = here.landing / "web_article"
    for part in titles.glob("*.parquet"):
        pl.read_parquet(part, glob=False).with_columns(title=pl.lit("搬家以后")).write_parquet(part)
    by_dbt = {(r.unique_id, r.status) for r in built[1]}
    # Two titles that are one now are a doubt of the data, no matter here.
    again = {(r.unique_id, r.status) for r in building.build(here)}
    assert dbt == [] and {uid for uid, _ in again} == {uid for uid, _ in by_dbt}
    with duckdb.connect(str(here.build / "tongbao.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT DISTINCT title FROM fct_web_article").fetchall() == [("搬家以后",)]


def test_models_ask_the_engine_nothing_while_they_are_rendered():
    """Else their text would depend on the data, and running it again would be wrong."""
    asking = re.compile(r"run_query|\bexecute\b|run_started_at|invocation_id|statement\(|adapter\.(?!dispatch|quote)")
    files = [f for folder in ("models", "macros", "tests") for f in (DBT_PROJECT / folder).rglob("*.sql")]
    found = {f.name for f in files if asking.search(_without_comments(f.read_text(encoding="utf-8")))}
    assert found == {"materializations.sql", "spark.sql"}


def _without_comments(sql: str) -> str:
    return re.sub(r"--.*", "", re.sub(r"\{#.*?#\}", "", sql, flags=re.DOTALL))


def test_the_environment_enters_by_the_landing_folder_alone():
    """What Spark is told besides is asked on a line that is for Spark alone: its statements are never run again."""
    entering = re.compile(r"env_var\('(\w+)'")
    files = [*DBT_PROJECT.glob("models/**/*.sql"), *DBT_PROJECT.glob("macros/*.sql")]
    lines = [line for f in files for line in f.read_text(encoding="utf-8").splitlines()]
    for_spark = [line for line in lines if "target.type == 'spark'" in line]
    assert {name for line in lines if line not in for_spark for name in entering.findall(line)} == {"TONGBAO_LANDING"}


def test_a_table_and_its_comments_are_one_transaction(tmp_path):
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        with connection.cursor() as cursor, pytest.raises(duckdb.Error):
            rendered.execute_whole(cursor, "create table a (b integer); comment on column a.c is 'no such column'")
        assert not connection.sql("from duckdb_tables()").fetchall()
        with connection.cursor() as cursor:
            rendered.execute_whole(cursor, "create table a (b integer); comment on column a.b is 'b'")
        assert connection.sql("select comment from duckdb_columns() where column_name = 'b'").fetchall() == [("b",)]


def test_what_the_longest_chain_waits_for_runs_first(tmp_path):
    """``short`` was ready first and nobody waits for it."""
    reads = {"short": [], "a": [], "b": ["a"], "c": ["b"], "beside_c": ["b"]}
    statements = [rendered.Statement(name, f"create table {name} (i integer)", on) for name, on in reads.items()]
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        ran = [result.unique_id for result in rendered.run_statements(connection, statements, 1)]
        assert ran[:2] == ["a", "b"] and sorted(ran) == sorted(reads)
        assert connection.sql("select count(*) from duckdb_tables()").fetchall() == [(5,)]
