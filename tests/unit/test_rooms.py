"""The rooms of pipelines/: who may read whom, as docs/architecture.md says it; no circle of modules anywhere."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from pipelines.home import REPOSITORY

PIPELINES = REPOSITORY / "pipelines"
# Room → the rooms it may read; what it "knows nothing of" in docs/architecture.md is all the others. What is typed
# (commands) and the clerk's page (desk) call the steps, so only a step that reads them is barred from them.
MAY_READ = {
    "sources": set(),
    "contracts": set(),
    "files": set(),
    "weblogs": set(),
    "bulletins": set(),
    "lineage": set(),
    "sample": set(),
    "recognition": {"sources", "files"},
    "institution": {"sources", "contracts", "files"},
    "rows": {"sources", "contracts", "files", "recognition", "institution"},
    "landing": {"sources", "contracts", "files", "recognition", "institution", "rows", "bulletins", "weblogs"},
    "warehouse": {"landing"},
    "reports": {"lineage"},
    "group": {"warehouse", "institution", "reports"},
    "cluster": {"warehouse", "weblogs", "group"},
    "orchestration": {"sources", "contracts", "landing", "warehouse", "reports", "cluster"},
}
TOPMOST = {"commands", "desk"}
# What every room may read: no rooms but a few plain modules.
COMMON = {
    "declarations",
    "errors",
    "faults",
    "guard",
    "home",
    "interrupts",
    "labels",
    "monthly",
    "months",
    "personal",
    "replacing",
    "seeds",
}
# Libraries → the rooms (or modules) that alone import them.
LIBRARIES = {
    "dagster": ("orchestration",),
    "dbt": ("warehouse", "cluster"),
    "duckdb": ("warehouse", "reports", "lineage", "group", "cluster", "orchestration", "commands", "desk"),
    "plotly": ("reports",),
    "docxtpl": ("reports",),
    "pyspark": ("cluster",),
    "sqlalchemy": ("orchestration",),
    "typer": ("cli", "commands"),
}
# Name of a module that stands in several rooms → the one thing it means in each. Another meaning takes another name.
SHARED = {
    "build": "make the warehouse of a home",
    "drop": "投放 of the desk, and its page",
    "evidence": "the tree of what a figure is made of, and the desk's view of it",
    "faults": "what is said to be wrong",
    "figure": "one figure: printed, or published",
    "formats": "kinds of files: what is read, and how the sample writes it",
    "freshness": "which exports are late, and the check of it",
    "grid": "a table of cells: of a file, or of a form",
    "group": "published files of several institutions as one",
    "logs": "server logs of a site",
    "manual": "the operator's manual in the desk, and its page",
    "month": "本月 of the desk, and its page",
    "pages": "pages of a publication: how they are made, and as assets",
    "party": "of the Party: contracts, and exports of the sample",
    "plans": "targets, rules and points: their evidence, and their page",
    "publish": "make a build the published one",
    "read": "the rows that pages select: those of several pages, and those of one kind of page",
    "recognise": "which declared kind something is: a table, a log",
    "reference": "the institution's own tables: contracts, and those of the sample",
    "registers": "ledgers: contracts, and those of the sample",
    "rules": "what the office may decide: what a visit is, when a figure is worth a sentence",
    "run": "a whole run: typed, recorded, on Spark",
    "tables": "what is done table by table: the institution's, printed ones, those of a group",
    "text": "running text: of a text file, or of a bulletin",
    "topics": "what something is about",
    "trace": "追溯: the command, and the page of the desk",
    "versions": "publications that are kept: the command, the page, the files",
    "view": "what stands where on a page",
    "warehouse": "the published file: of a group, or as assets",
    "website": "of websites: contracts, and exports of the sample",
    "wechat": "of WeChat: contracts, and exports of the sample",
    "words": "words of sentences: known ones that are read, ours that are written",
    "workbook": "an Excel workbook",
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


@pytest.mark.parametrize("name", MAY_READ)
def test_a_room_reads_only_the_rooms_it_may(name):
    read = {
        (module, other)
        for module, named in imports().items()
        if room(module) == name
        for other in named
        if room(other) not in ("", name)
    }
    assert sorted((m, o) for m, o in read if room(o) not in MAY_READ[name] | COMMON) == []


def test_each_room_has_its_place():
    rooms = {path.parent.name for path in PIPELINES.glob("*/*.py")}
    assert rooms == MAY_READ.keys() | TOPMOST


def test_nobody_on_one_machine_reads_what_is_built_on_spark():
    """But the steps of the job, inside a function: the package is not there on one machine."""
    readers = {module for module, named in imports().items() if any(room(n) == "cluster" for n in named)}
    assert {room(module) for module in readers} <= {"cluster", "orchestration"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_used_by_its_room_alone(library):
    users = {room(m) for m, named in imports().items() if any(n.split(".")[0] == library for n in named)}
    assert users <= set(LIBRARIES[library])


def test_every_room_stands_in_the_architecture():
    table = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in PIPELINES.glob("*/*.py")}
    assert rooms - set(re.findall(r"`pipelines/(\w+)/`", table)) == set()


def test_a_module_name_that_stands_twice_means_one_thing():
    names = Counter(p.stem for p in PIPELINES.rglob("*.py") if not p.stem.startswith("__"))
    assert {name for name, times in names.items() if times > 1} == set(SHARED)


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
