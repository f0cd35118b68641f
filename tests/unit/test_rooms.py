"""The rooms of pipelines/: who may read whom, as docs/architecture.md says it; no circle of modules anywhere."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from pipelines.home import REPOSITORY

PIPELINES = REPOSITORY / "pipelines"
# Room → what it never imports (docs/architecture.md, "knows nothing of"), whatever else is added to it.
NEVER = {
    "sources": {"*"},
    "files": {"sources", "contracts", "rows", "recognition", "institution", "landing", "warehouse", "reports"},
    "recognition": {"rows", "institution", "landing", "warehouse", "reports"},
    "rows": {"landing", "warehouse", "reports"},
    "institution": {"recognition", "rows", "landing", "warehouse", "reports"},
    "landing": {"warehouse", "reports", "orchestration", "commands", "desk"},
    "weblogs": {"*"},
    "warehouse": {"files", "recognition", "rows", "sources", "reports", "orchestration", "commands", "desk"},
    "reports": {"warehouse", "orchestration", "landing", "files", "recognition", "rows", "commands", "desk"},
    "lineage": {"reports", "warehouse", "landing", "commands", "desk"},
    "orchestration": {"commands", "desk", "files", "recognition", "rows"},
    "sample": {"files", "recognition", "rows", "institution", "landing", "contracts", "sources", "warehouse"},
}
# What every room may read: no rooms but a few plain modules.
COMMON = {"errors", "faults", "home", "months", "guard", "personal", "replacing"}
# Libraries → the rooms (or modules) that alone import them.
LIBRARIES = {
    "dagster": ("orchestration",),
    "dbt": ("warehouse", "cluster"),
    "plotly": ("reports",),
    "docxtpl": ("reports",),
    "pyspark": ("cluster",),
    "typer": ("cli", "commands"),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports() -> dict[str, set[str]]:
    """Module → what it imports anywhere in it, also only for types."""
    found: dict[str, set[str]] = {}
    for path in PIPELINES.rglob("*.py"):
        named = found.setdefault(module_of(path), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = [f"{node.module}.{alias.name}" for alias in node.names]
                places = [REPOSITORY.joinpath(*name.split(".")) for name in whole]
                is_module = [p.with_suffix(".py").exists() or (p / "__init__.py").exists() for p in places]
                named.update(name if known else node.module for name, known in zip(whole, is_module, strict=True))
    return found


def room(module: str) -> str:
    return module.split(".")[1] if module.startswith("pipelines.") else ""


def test_no_module_is_part_of_a_circle():
    known = imports()
    own = {module: {other for other in named if other in known and other != module} for module, named in known.items()}
    # A package and the modules in it read each other by design: what its __init__ shows is made of them.
    own = {m: {o for o in named if not o.startswith(f"{m}.") and not m.startswith(f"{o}.")} for m, named in own.items()}
    try:
        list(TopologicalSorter(own).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


@pytest.mark.parametrize("name", NEVER)
def test_a_room_knows_nothing_of_what_architecture_says(name):
    read = {
        (module, other)
        for module, named in imports().items()
        if room(module) == name
        for other in named
        if room(other) not in ("", name)
    }
    barred = NEVER[name]
    assert sorted((m, o) for m, o in read if room(o) in barred or ("*" in barred and room(o) not in COMMON)) == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_used_by_its_room_alone(library):
    users = {room(m) for m, named in imports().items() if any(n.split(".")[0] == library for n in named)}
    assert users <= set(LIBRARIES[library])


def test_every_room_stands_in_the_architecture():
    table = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in PIPELINES.glob("*/*.py")}
    assert rooms - set(re.findall(r"`pipelines/(\w+)/`", table)) == set()


def test_nothing_parses_dbt_when_a_module_is_imported():
    code = (
        "import sys, pipelines.orchestration.definitions, pipelines.warehouse.build, pipelines.reports.outputs\n"
        "print([m for m in sys.modules if m == 'dbt' or m.startswith('dbt.')])"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=clean, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
