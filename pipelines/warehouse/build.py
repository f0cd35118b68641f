"""Run dbt inside this process: a fresh build file from landing, every test included.

In-process because a dbt subprocess costs several times the work of a month. The build file is read by nobody, so a
killed build leaves nothing that matters.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.home import DBT_PROJECT, Home
from pipelines.interrupts import ending_in_order, is_interruption
from pipelines.warehouse import rendered
from pipelines.warehouse.listening import listener
from pipelines.warehouse.receipt import code_version
from pipelines.warehouse.results import FAILED, BuildFailed, NodeResult

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


def manifest_path(home: Home) -> Path:
    return home.build / "dbt" / "manifest.json"


def parsed_by(home: Home) -> Path:
    """Where the version and the folder of the program that made the manifest are kept: times of files do not tell which
    one is newer."""
    return manifest_path(home).with_name("code_version")


def _program() -> str:
    return f"{code_version()}\n{DBT_PROJECT}"


def ensure_manifest(home: Home) -> Path:
    """The parsed project, parsed again where another version of the program parsed it."""
    path, mark = manifest_path(home), parsed_by(home)
    if not path.exists() or not mark.exists() or mark.read_text(encoding="utf-8") != _program():
        outcome = _invoke(home, "parse")
        if not outcome.success:
            raise RuntimeError(f"dbt parse: {outcome.exception}") from outcome.exception
    return path


def build(home: Home, select: list[str] | None = None) -> list[NodeResult]:
    """Build every model into an empty build file and run every data test: by the statements that dbt rendered last time
    where they still hold, else by dbt.

    Unit tests look at our SQL, not at the data: the test suite runs them, a month does not.

    Raises:
        BuildFailed: a model or a test of severity error failed. Warnings are results like others.
    """
    _clear(home)
    if select:
        return run_dbt(home, "build", *NO_UNIT_TESTS, "--select", *select)
    results = rendered.run_again(home)
    if results is None:
        _clear(home)
        rendered.forget(home)
        outcome = _invoke(home, "build", *NO_UNIT_TESTS)
        results = results_of(outcome)
        rendered.keep(home, dbt_results(outcome), profile(home))
    keep_verdicts(home, results)
    return results


def _clear(home: Home) -> None:
    for name in ("tongbao", "work"):
        for suffix in (".duckdb", ".duckdb.wal"):
            (home.build / f"{name}{suffix}").unlink(missing_ok=True)


def run_dbt(home: Home, *arguments: str) -> list[NodeResult]:
    """Any dbt command on this home's files, and its results.

    Raises:
        BuildFailed: dbt could not run, or a node failed.
    """
    return results_of(_invoke(home, *arguments))


def dbt_results(outcome: "dbtRunnerResult") -> list[Any]:
    """What dbt says of each node; nothing where it never came to run one."""
    return list(getattr(outcome.result, "results", None) or [])


def results_of(outcome: "dbtRunnerResult") -> list[NodeResult]:
    """What dbt did, node by node.

    Raises:
        BuildFailed: dbt could not run, or a node failed.
    """
    results = [
        NodeResult(r.node.unique_id, str(r.status), r.failures or 0, r.message or "", r.execution_time)
        for r in dbt_results(outcome)
        if r.status in FAILED or r.node.resource_type != "operation"
    ]
    failed = [r for r in results if r.status in FAILED]
    if failed or (not outcome.success and outcome.exception):
        raise BuildFailed(results, str(outcome.exception or ""))
    return results


def keep_verdicts(home: Home, results: list[NodeResult]) -> None:
    """Remember how the tests of a whole build stood, for the receipt."""
    verdicts = {r.unique_id: r.status for r in results if r.unique_id.startswith("test.")}
    _verdict_file(home).parent.mkdir(parents=True, exist_ok=True)
    _verdict_file(home).write_text(json.dumps(verdicts), encoding="utf-8")


def test_verdicts(home: Home) -> dict[str, str]:
    """Test → status of the last whole build."""
    return json.loads(_verdict_file(home).read_text(encoding="utf-8"))


def _verdict_file(home: Home) -> Path:
    return home.build / "dbt" / "verdicts.json"


def profile(home: Home, target: str = "") -> dict[str, Any]:
    """What profiles.yml says of this home and target: it is YAML whose texts are Jinja, with env_var alone."""
    import yaml
    from jinja2 import Template

    said = os.environ | environment(home)

    def rendered_text(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rendered_text(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [rendered_text(inner) for inner in value]
        return Template(value).render(env_var=said.get) if isinstance(value, str) else value

    project = yaml.safe_load((DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8"))["tongbao"]
    return rendered_text(project["outputs"][target or project["target"]])


def environment(home: Home) -> dict[str, str]:
    """What the dbt profile and sources read from the environment."""
    return {
        "TONGBAO_LANDING": home.landing.as_posix(),
        "TONGBAO_BUILD": home.build.as_posix(),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def heard(say: Callable[[str], None]) -> Callable:
    """Tell of each model and test, as dbt begins with it."""

    def tell(event) -> None:
        if event.info.name == "LogStartLine":
            say(f"{event.data.index}/{event.data.total} {event.data.node_info.node_name}")

    return tell


def _invoke(home: Home, *arguments: str) -> "dbtRunnerResult":
    # What an operator set for projects of his own would send dbt elsewhere: DBT_TARGET, DBT_PROFILES_DIR, DBT_VARS…
    for name in [n for n in os.environ if n.startswith("DBT_")]:
        del os.environ[name]
    os.environ.update(environment(home))
    from dbt.cli.main import dbtRunner

    target = home.build / "dbt"
    target.mkdir(parents=True, exist_ok=True)
    mark = parsed_by(home)
    if mark.exists() and mark.read_text(encoding="utf-8").partition("\n")[2] != str(DBT_PROJECT):
        # What dbt kept of its last parse reads seeds from the folder that the program had then, which may be gone.
        (target / "partial_parse.msgpack").unlink(missing_ok=True)
    with ending_in_order():
        try:
            outcome = dbtRunner(callbacks=[heard(listener().detail)]).invoke(
                [
                    # Log lines that nobody reads were 9 % of a profile of dbt; faults are in the results.
                    "--log-level",
                    "none",
                    "--log-level-file",
                    "none",
                    *arguments,
                    "--project-dir",
                    str(DBT_PROJECT),
                    "--profiles-dir",
                    str(DBT_PROJECT),
                    "--target-path",
                    str(target),
                ]
            )
            if is_interruption(outcome.exception):
                raise KeyboardInterrupt
            mark.write_text(_program(), encoding="utf-8")
            return outcome
        finally:
            close_files()


def close_files() -> None:
    """Let others open the files of a build: dbt-duckdb keeps its connection when it has finished.

    It is closed last: one with a transaction beside it closes without writing what was committed to the files.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    kept = None
    with suppress(Exception):  # the only way it says that nothing was opened
        kept = DuckDBConnectionManager.env()
    DuckDBConnectionManager.close_all_connections()
    if kept:
        kept.close()
