"""Run again the statements that dbt rendered, while the code has not changed.

dbt remains the only definition: it renders, checks contracts and builds whenever anything but the data is new, and
again whenever a statement or a test of the rendered ones does not come out, so that what went wrong is always told by
dbt. Rendering some 300 nodes took two thirds of a month's run, for the same SQL each month: models ask the engine
nothing while they are rendered (a test holds that), so their text depends on the code, the landing folder and the
build folder alone. What is kept has marks in place of the two folders, so a home that is moved or copied keeps it.
"""

import glob
import hashlib
import json
import shutil
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from pipelines.home import DBT_PROJECT, Home
from pipelines.interrupts import ending_in_order
from pipelines.replacing import read_object, replace_text
from pipelines.warehouse.listening import listener
from pipelines.warehouse.receipt import code_version
from pipelines.warehouse.results import FAILED, NodeResult

# What dbt takes a test's count of rows for when nothing is said; another reading is left to dbt.
PLAIN_TEST = {"fail_calc": "count(*)", "limit": None, "warn_if": "!= 0", "error_if": "!= 0", "store_failures": None}
# Places in what is kept.
LANDING, SEEDS, BUILD = "«landing»", "«seeds»", "«build»"


@dataclass(frozen=True)
class Statement:
    """The SQL that builds one model or seed, and the models and seeds it reads."""

    unique_id: str
    sql: str
    reads: list[str]


@dataclass(frozen=True)
class Test:
    """A query whose rows are faults; severity ``error`` stops publishing, ``warn`` does not."""

    unique_id: str
    sql: str
    severity: str


@dataclass(frozen=True)
class Plan:
    """A whole build: what to open, what dbt does before the first model (views of landing), what to run and to test."""

    version: str
    path: str
    config: dict[str, Any]
    attach: list[str]
    schemas: list[str]
    beginning: list[str]
    statements: list[Statement]
    tests: list[Test]
    threads: int


def forget(home: Home) -> None:
    """Before dbt renders again: what it leaves half-done must not be run."""
    _plan_file(home).unlink(missing_ok=True)


def keep(home: Home, results: list[Any], profile: dict[str, Any]) -> None:
    """Remember a whole successful build of dbt: its results, and the output of the profile it ran with.

    Nothing is kept of a project with a test that is more than a query without rows.
    """
    nodes = [result.node for result in results]
    tests = [node for node in nodes if node.resource_type == "test"]
    if not all(_is_plain(test) for test in tests):
        return
    built = [node for node in nodes if node.resource_type in ("model", "seed")]
    known = {node.unique_id for node in built}
    seeds = _save_seeds(home, [node for node in built if node.resource_type == "seed"])
    plan = Plan(
        version=_version(),
        path=profile["path"],
        config={
            key: str(value).replace(home.build.as_posix(), BUILD) for key, value in profile["config_options"].items()
        },
        attach=[_attach(entry, home) for entry in profile["attach"]],
        beginning=[
            node.compiled_code.replace(_pattern(home.landing), LANDING)
            for node in nodes
            if node.resource_type == "operation"
        ],
        schemas=sorted({node.relation_name.rpartition(".")[0] for node in built}),
        statements=[
            Statement(
                node.unique_id,
                seeds.get(node.unique_id) or Path(DBT_PROJECT, node.build_path).read_text(encoding="utf-8"),
                sorted(known & set(getattr(node.depends_on, "nodes", ()))),
            )
            for node in built
        ],
        tests=[Test(t.unique_id, t.compiled_code, str(t.config.severity).lower()) for t in tests],
        threads=int(profile["threads"]),
    )
    replace_text(_plan_file(home), json.dumps(asdict(plan), ensure_ascii=False))


def run_again(home: Home) -> list[NodeResult] | None:
    """Build the kept plan into the empty build files and run its tests.

    None where there is no plan of this code, these folders and these engines, or where anything in it failed.
    """
    plan = _plan(home)
    if not plan:
        return None
    with ending_in_order(), duckdb.connect(plan.path, config=plan.config) as connection:
        for sql in (*plan.attach, *(f"CREATE SCHEMA IF NOT EXISTS {name}" for name in plan.schemas)):
            connection.execute(sql)
        try:
            for sql in plan.beginning:
                execute_whole(connection, sql)
            results = [*run_statements(connection, plan.statements, plan.threads), *_test(connection, plan)]
        except duckdb.Error:
            return None
    return None if any(r.status in FAILED for r in results) else results


def run_statements(
    connection: duckdb.DuckDBPyConnection, statements: list[Statement], at_once: int
) -> list[NodeResult]:
    """Every statement after those it reads; of those that could run the one that the longest chain waits for, so that
    no chain is left for one thread at the end.

    Raises:
        duckdb.Error: one failed; those that ran beside it have ended.
    """
    sql = {s.unique_id: s.sql for s in statements}
    reads = {s.unique_id: s.reads for s in statements}
    followers = _longest_chains(reads)
    order = TopologicalSorter(reads)
    order.prepare()

    def execute(unique_id: str) -> NodeResult:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            execute_whole(cursor, sql[unique_id])
        return NodeResult(unique_id, "success", 0, "", time.perf_counter() - began)

    results: list[NodeResult] = []
    ready: list[str] = []
    running: set[Future[NodeResult]] = set()
    with ThreadPoolExecutor(at_once) as pool:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda unique_id: followers[unique_id])
            while ready and len(running) < at_once:
                running.add(pool.submit(execute, ready.pop()))
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            new = [future.result() for future in finished]
            for number, result in enumerate(new, len(results) + 1):
                listener().detail(f"{number}/{len(sql)} {result.unique_id.rpartition('.')[2]}")
            order.done(*(result.unique_id for result in new))
            results += new
    return results


def _longest_chains(reads: dict[str, list[str]]) -> dict[str, int]:
    """Statement → how many others follow it in the longest chain of readers."""
    followers = dict.fromkeys(reads, 0)
    for unique_id in reversed(tuple(TopologicalSorter(reads).static_order())):
        for read in reads[unique_id]:
            followers[read] = max(followers[read], followers[unique_id] + 1)
    return followers


def execute_whole(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """All statements of ``sql`` as one transaction, as dbt runs a model: a table has a dozen comments, and to make each
    of them durable by itself took a twentieth of ten years' build.
    """
    connection.begin()
    connection.execute(sql)
    connection.commit()


def _test(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[NodeResult]:
    """All tests in one query: run one by one they took longer to begin than to answer."""
    counts = (f"SELECT '{test.unique_id}', (SELECT count(*) FROM ({test.sql}\n))" for test in plan.tests)
    failures = dict(connection.execute("\nUNION ALL\n".join(counts)).fetchall())
    status = {"error": "fail", "warn": "warn"}
    return [
        NodeResult(t.unique_id, status[t.severity] if failures[t.unique_id] else "pass", failures[t.unique_id], "", 0.0)
        for t in plan.tests
    ]


def _is_plain(test: Any) -> bool:
    return {name: getattr(test.config, name) for name in PLAIN_TEST} == PLAIN_TEST


def _save_seeds(home: Home, seeds: list[Any]) -> dict[str, str]:
    """Seed → the statement that makes it again from what dbt loaded, types included."""
    folder = _seeds(home)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    statements = {}
    with duckdb.connect(str(home.build / "work.duckdb"), read_only=True) as connection:
        for seed in seeds:
            connection.execute(f"COPY {seed.relation_name} TO {_quoted(folder / f'{seed.name}.parquet')}")
            rows = f"read_parquet('{SEEDS}/{seed.name}.parquet')"
            statements[seed.unique_id] = f"CREATE TABLE {seed.relation_name} AS SELECT * FROM {rows}"
    return statements


def _seeds(home: Home) -> Path:
    return home.build / "dbt" / "seeds"


def _attach(entry: dict[str, Any], home: Home) -> str:
    options = ", ".join(f"{key} {_option(value)}" for key, value in entry.get("options", {}).items())
    path = entry["path"].replace(home.build.as_posix(), BUILD)
    return f"ATTACH {_quoted(path)} AS {entry['alias']}" + (f" ({options})" if options else "")


def _option(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _escaped(path: Path) -> str:
    return path.as_posix().replace("'", "''")


def _pattern(path: Path) -> str:
    """A folder in a quoted text that the engine takes for a pattern of names; as macro ``landing_views`` writes it."""
    return glob.escape(_escaped(path))


def _plan(home: Home) -> Plan | None:
    """The kept plan with the folders of this home in it."""
    kept = read_object(_plan_file(home))
    if kept.get("version") != _version():
        return None
    places = {LANDING: _pattern(home.landing), SEEDS: _pattern(_seeds(home)), BUILD: _escaped(home.build)}

    def here(sql: str) -> str:
        for mark, place in places.items():
            sql = sql.replace(mark, place)
        return sql

    return Plan(
        **kept
        | {
            "config": {key: value.replace(BUILD, home.build.as_posix()) for key, value in kept["config"].items()},
            "attach": [here(sql) for sql in kept["attach"]],
            "beginning": [here(sql) for sql in kept["beginning"]],
            "statements": [Statement(s["unique_id"], here(s["sql"]), s["reads"]) for s in kept["statements"]],
            "tests": [Test(**t) for t in kept["tests"]],
        }
    )


def _version() -> str:
    """All that the text of a statement and its meaning depend on, beside the folders."""
    parts = (code_version(), *map(version, ("dbt-core", "dbt-duckdb", "duckdb")))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plan_file(home: Home) -> Path:
    return home.build / "dbt" / "rendered.json"
