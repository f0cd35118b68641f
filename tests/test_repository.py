"""What must hold of the repository itself."""

import csv
import re
import subprocess
import tomllib

import pytest

from pipelines.home import REPOSITORY
from pipelines.sources.catalog import mapping_rows

TOP_LEVEL = {
    "pyproject.toml",
    "pipelines",
    "dbt_project",
    "raw",
    "tests",
    "dagster.yaml",
    "README.md",
    "docs",
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-spark.lock",
    ".ci",
    ".gitignore",
    ".gitattributes",
    "CHANGELOG.md",
    "packaging",
}


@pytest.fixture(scope="module")
def tracked():
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=false", "ls-files"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def test_the_top_level_is_as_agreed(tracked):
    assert {name.split("/")[0] for name in tracked} == TOP_LEVEL


def test_locks_and_texts_name_no_registry_host(tracked):
    host = re.compile(r"https?://[^\s\"')]*(?:pypi|pythonhosted|npmjs|simple/)", re.IGNORECASE)
    texts = [REPOSITORY / n for n in tracked if n.endswith((".lock", ".toml", ".md", ".py", ".yml", ".yaml", "run"))]
    assert [p.name for p in texts if host.search(p.read_text(encoding="utf-8"))] == []


def test_ci_runs_exactly_the_test_command_of_the_readme():
    commands = [
        line
        for line in (REPOSITORY / ".ci/run").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["bash tests/run"]
    assert "```bash\nbash tests/run\n```" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_sample_home_knows_the_headers_of_every_assumed_format():
    with (REPOSITORY / "raw/reference/列名对照.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [tuple(row) for row in csv.reader(stream)][1:]
    assert rows == [tuple(r) for r in mapping_rows()], "write it again with pipelines.commands.sample.write_mapping"


def test_documents_named_in_the_readme_exist():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [t for t in re.findall(r"\]\(([^)#]+)\)", text) if not (REPOSITORY / t).exists()] == []


def test_every_lock_pins_with_hashes():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert text.count("==") >= 100 and "--hash=sha256:" in text


def test_the_lock_for_developers_holds_every_dependency_group():
    groups = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    del groups["spark"]  # has a lock of its own
    assert groups["dev"] == [{"include-group": name} for name in groups if name != "dev"]
    named = {re.match(r"[\w-]+", line)[0] for name, lines in groups.items() if name != "dev" for line in lines}
    locked = set(re.findall(r"^([\w-]+)==", (REPOSITORY / "requirements-dev.lock").read_text(encoding="utf-8"), re.M))
    assert named - locked == set()


@pytest.mark.parametrize("command", ["run", "quick"])
def test_both_commands_look_at_format_lint_and_types(command):
    text = (REPOSITORY / "tests" / command).read_text(encoding="utf-8")
    assert all(f"\n.venv/bin/{check}" in text for check in ("ruff format --check", "ruff check", "basedpyright"))


def test_nobody_on_one_machine_installs_spark():
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "spark" not in (REPOSITORY / name).read_text(encoding="utf-8")


def test_the_lock_for_spark_is_the_lock_of_the_tests_and_more():
    """Both hold the same versions, so a test that passes with one passes with the other."""
    pins = [
        set(re.findall(r"^([\w.\-\[\]]+==\S+)", (REPOSITORY / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements-dev.lock", "requirements-spark.lock")
    ]
    assert pins[0] <= pins[1]
    added = {re.split(r"\[|==", pin)[0] for pin in pins[1] - pins[0]}
    of_a_server = {"pyhive", "thrift", "thrift-sasl", "pure-sasl", "future"}
    assert added == {"dbt-spark", "py4j", "pyspark", "sqlparams", *of_a_server}
