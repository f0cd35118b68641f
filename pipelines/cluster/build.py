"""Build a home's warehouse on Spark: the same dbt project from the same landing, every data test included."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.cluster.session import SESSION, Engine
from pipelines.home import DBT_PROJECT, Home
from pipelines.interrupts import ending_in_order, is_interruption
from pipelines.warehouse.build import NO_UNIT_TESTS, heard, results_of
from pipelines.warehouse.listening import listener
from pipelines.warehouse.results import NodeResult

# Schemas whose tables are public; each version has its own.
PUBLIC = ("main", "bulletin", "quality")


def build(
    home: Home, engine: Engine, began: Callable[[str], None] | None = None, select: Sequence[str] = ()
) -> list[NodeResult]:
    """Every model and data test on Spark, or those that ``select`` names as dbt does. ``began`` hears of each node, as
    ``number/all name``.

    The tables lie below ``engine.tables_folder``, a folder ``<schema>.db/<table>`` of Parquet each. A version that is
    there already is made anew.

    Raises:
        BuildFailed: a model or a test of severity error failed.
    """
    if engine.target == SESSION:  # a server knows its tables and drops them itself
        clear(engine.tables_folder(home), engine.version)
    for name in [n for n in os.environ if n.startswith("DBT_")]:
        del os.environ[name]
    os.environ.update(engine.environment(home))
    from dbt.cli.main import dbtRunner

    quiet = ["--log-level", "none", "--log-level-file", "none"]
    chosen = ["--select", *select] if select else []
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target", engine.target]
    target = manifest_path(home).parent
    runner = dbtRunner(callbacks=[heard(began or listener().detail)])
    with ending_in_order():
        outcome = runner.invoke([*quiet, "build", *NO_UNIT_TESTS, *chosen, *folders, "--target-path", str(target)])
    if is_interruption(outcome.exception):
        raise KeyboardInterrupt
    return results_of(outcome)


def manifest_path(home: Home) -> Path:
    """What dbt parsed of the project for Spark."""
    return home.build / "dbt-spark" / "manifest.json"


def schema_of(name: str, version: str) -> str:
    """The schema that a version of a public schema is built in; macros/names.sql says the same."""
    return f"{name}_{version}" if version else name


def table_folder(tables: Path, schema: str, table: str) -> Path:
    return tables / f"{schema}.db" / table


def clear(tables: Path, version: str) -> None:
    """Take away what an earlier build left in the places of this one; published versions stay."""
    versions = {f"{schema_of(name, version)}.db" for name in PUBLIC}
    for folder in tables.glob("*.db"):
        if folder.name in versions or not folder.name.startswith(tuple(f"{name}_" for name in PUBLIC)):
            shutil.rmtree(folder)
