"""What libraries keep to themselves: who of us touches what, and whether it is still there."""

import ast
import inspect
import re
from contextlib import nullcontext
from importlib.util import find_spec

import pytest
import sqlalchemy
import typer.core
from dagster._core.storage.event_log import schema
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from pipelines.home import REPOSITORY, Home
from pipelines.orchestration.environment import dagster_environment
from pipelines.orchestration.history import recorded

# Module → its private names. Public ways were dearer or do not exist; the modules say why.
TOUCHED = {
    "commands/chinese.py": {"_"},
    "orchestration/history.py": {"_connect", "_db_lock", "_initdb"},
    "orchestration/web.py": {
        "dagster._core.workspace.context",
        "dagster._core.workspace.load_target",
        "dagster._daemon",
    },
}
# No secret in spite of the underscore: named tuples and the end of a process.
PUBLIC = {"_replace", "_asdict", "_fields", "_exit"}
PRIVATE_MODULE = re.compile(r"[a-z]\w*(?:\.\w+)*\._[a-z]\w*(?:\.\w+)*")


def private_names(tree: ast.AST) -> set[str]:
    """Modules and attributes with an underscore, of anything but oneself; also those named by a text."""
    names = set()
    for node in ast.walk(tree):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            modules.append(node.value)
        names |= {n for n in modules if PRIVATE_MODULE.fullmatch(n) and find_spec(n.partition(".")[0])}
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            names |= set() if is_own else {node.attr}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("getattr", "setattr"):
            by_name = node.args[1].value if isinstance(node.args[1], ast.Constant) else ""
            names |= {by_name} if str(by_name).startswith("_") else set()
    return names - PUBLIC


def test_private_parts_of_libraries_are_touched_where_it_is_said_and_nowhere_else():
    rooms = (REPOSITORY / "pipelines", REPOSITORY / "packaging")
    found = {
        path.relative_to(room).as_posix(): names
        for room in rooms
        for path in room.rglob("*.py")
        if (names := private_names(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == TOUCHED


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import dagster._core", {"dagster._core"}),
        ("from dagster._core.storage import x", {"dagster._core.storage"}),
        ("run('-m', 'dagster._daemon')", {"dagster._daemon"}),
        ("table._tbl.rows", {"_tbl"}),
        ("getattr(log, '_connect')", {"_connect"}),
        ("self._own = row._replace(a=1)", set()),
    ],
)
def test_each_way_of_touching_is_seen(code, names):
    assert private_names(ast.parse(code)) == names


def test_typer_still_translates_its_words_where_we_give_ours():
    assert callable(typer.core._)
    assert "_(" in inspect.getsource(typer.core)


def test_the_event_log_of_dagster_still_has_the_parts_we_replace():
    assert list(inspect.signature(SqliteEventLogStorage._connect).parameters) == ["self", "shard"]
    assert list(inspect.signature(SqliteEventLogStorage._initdb).parameters)[:2] == ["self", "engine"]
    assert "_db_lock" in inspect.getsource(SqliteEventLogStorage.__init__)
    assert callable(SqliteEventLogStorage.has_table) and callable(SqliteEventLogStorage.conn_string_for_shard)
    verdicts = schema.AssetCheckExecutionsTable
    assert verdicts.name == "asset_check_executions" and "run_id" in verdicts.c


def test_after_the_record_of_a_run_nobody_else_is_listened_to(tmp_path, monkeypatch):
    for name, value in dagster_environment(Home(tmp_path)).items():
        monkeypatch.setenv(name, value)
    modes = []
    for record in (recorded(), nullcontext()):
        with record, sqlalchemy.create_engine("sqlite://").connect() as connection:
            modes.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())
    assert modes == [0, 2]
