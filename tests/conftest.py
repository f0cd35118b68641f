"""What whole-run tests share: the sample home, published once for the whole session."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings

from pipelines.home import REPOSITORY, Home

# How long an example takes says more about the machine than about the code.
settings.register_profile("tongbao", deadline=None)
settings.load_profile("tongbao")

# What takes long, by what it asks for: such files come first, so that no process is left with one at the end. First of
# all a whole build on Spark; the desk and browsers come before the sample home, which one process makes while the other
# would have to wait.
LONG = ({"built_on_spark"}, {"desk_for", "opened", "browser"}, {"published_home"})
# Whoever calls one of these reads all of a home from its files, which takes most of the time of the tests that build
# nothing: too long to wait for after each small change.
READ_A_HOME = {"ingest", "take_in", "make_home"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank: dict[Path, int] = {}
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        own = next((number for number, names in enumerate(LONG) if asked & names), len(LONG))
        rank[item.path] = min(own, rank.get(item.path, own))
        if READ_A_HOME & vars(getattr(item, "module", item)).keys():
            item.add_marker("reads_a_home")
    items.sort(key=lambda item: rank[item.path])


def tongbao(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess:
    """Run the command as its user would, in a process of its own and a plain environment."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=cwd or REPOSITORY,
        env=clean | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def command():
    return tongbao


def copy_sample(root: Path) -> Home:
    shutil.copytree(REPOSITORY / "raw", root / "raw")
    return Home(root)


@pytest.fixture(scope="session")
def published_home(tmp_path_factory) -> Home:
    """The sample home after ``run 2020-09``, in a folder with a blank and Chinese in its name, run from elsewhere.

    Read-only for tests: it is shared by all of them, also between the processes of a parallel session.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    root = base / "示例 学院"
    with FileLock(base / "published.lock"):
        if not (root / "done").exists():
            copy_sample(root)
            outcome = tongbao("run", "2020-09", "--home", str(root), cwd=base)
            assert outcome.returncode == 0, outcome.stdout + outcome.stderr
            (root / "run.txt").write_text(outcome.stdout, encoding="utf-8")
            (root / "done").touch()
    return Home(root)


@pytest.fixture(scope="session")
def rendered_by_dbt(published_home) -> Path:
    """What dbt left of the sample home: the parsed project, compiled SQL, the statements of a whole build."""
    return published_home.build / "dbt"


@pytest.fixture(scope="session")
def prepared(rendered_by_dbt):
    """A function home → the same home, of which dbt has nothing to render: its first build is one like the second.

    For tests of what is built and not of how; the sample home itself began with nothing.
    """

    def prepare(home: Home) -> Home:
        folder = home.build / "dbt"
        shutil.copytree(rendered_by_dbt / "seeds", folder / "seeds")
        for name in ("rendered.json", "manifest.json", "code_version", "tables.json"):
            shutil.copy(rendered_by_dbt / name, folder)
        return home

    return prepare


@pytest.fixture
def sample_home(published_home, tmp_path) -> Home:
    """A private copy of the published sample home."""
    shutil.copytree(published_home.root, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def published(published_home):
    """What the sample home has published."""
    # One process opens a file with one configuration: that of the command.
    configuration = {"enable_external_access": False}
    with duckdb.connect(str(published_home.published), read_only=True, config=configuration) as connection:
        yield connection
