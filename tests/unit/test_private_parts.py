"""What libraries keep to themselves: who of us touches what, and whether it is still there."""

import ast
import inspect

import typer.core
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from pipelines.home import REPOSITORY

# Module → its private names. Public ways were dearer or do not exist; the modules say why.
TOUCHED = {
    "commands/chinese.py": {"_"},
    "orchestration/history.py": {"_connect", "_db_lock", "_initdb"},
    "orchestration/web.py": {"dagster._core.workspace.context", "dagster._core.workspace.load_target"},
    "warehouse/build.py": {"_ENV"},
    # The XML element behind an object: python-docx and python-pptx have no public name for it.
    "reports/slides.py": {"_element"},
    "reports/word.py": {"_tbl"},
    "reports/word_page.py": {"_p", "_r", "_tr"},
}
# No secret in spite of the underscore: named tuples and the end of a process.
PUBLIC = {"_replace", "_asdict", "_fields", "_exit"}


def test_private_parts_of_libraries_are_touched_where_it_is_said_and_nowhere_else():
    found: dict[str, set[str]] = {}
    for path in (REPOSITORY / "pipelines").rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and "._" in node.module:
                names.add(node.module)
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                names |= set() if is_own or node.attr in PUBLIC else {node.attr}
        if names:
            found[path.relative_to(REPOSITORY / "pipelines").as_posix()] = names
    assert found == TOUCHED


def test_typer_still_translates_its_words_where_we_give_ours():
    assert callable(typer.core._)
    assert "_(" in inspect.getsource(typer.core)


def test_the_event_log_of_dagster_still_has_the_parts_we_replace():
    assert list(inspect.signature(SqliteEventLogStorage._connect).parameters) == ["self", "shard"]
    assert list(inspect.signature(SqliteEventLogStorage._initdb).parameters)[:2] == ["self", "engine"]
    assert "_db_lock" in inspect.getsource(SqliteEventLogStorage.__init__)
    assert callable(SqliteEventLogStorage.has_table) and callable(SqliteEventLogStorage.conn_string_for_shard)


def test_dbt_duckdb_still_keeps_its_connection_where_we_close_it():
    assert hasattr(DuckDBConnectionManager, "_ENV")
