"""Every worked query of docs/queries.md runs on the sample and returns what is said below it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from worked_queries import page, returns_what_is_said, worked

TEXT = page("queries.md")
WORKED = worked(TEXT)


def test_there_are_twenty():
    assert [int(number) for number, *_ in WORKED] == list(range(1, 21))
    assert TEXT.count("```sql") == 20


@pytest.fixture(scope="module")
def published(published_home):
    """Opened as the examples open it."""
    with duckdb.connect(str(published_home.published), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("example", WORKED, ids=[w.title for w in WORKED])
def test_a_worked_query_returns_what_is_said_below_it(published, example):
    returns_what_is_said(published, example)


def answer(published, number: int) -> list[tuple]:
    return published.execute(WORKED[number - 1][2]).fetchall()


def test_the_query_of_both_views_shows_where_a_merged_department_went(published):
    figures = {name: (then, now) for _, name, then, now in answer(published, 9)}
    merged, heir = figures["就业指导中心"], figures["招生就业处"]
    assert merged[0] > 0 and merged[1] is None
    assert heir[1] == heir[0] + merged[0]


def test_uploads_without_a_date_are_not_counted_as_uploads_before_the_end_of_the_month(published):
    undated = [row for row in answer(published, 16) if row[3] == 0]
    assert undated
    assert all(in_last_days is None for *_, in_last_days, _ in undated)


def test_the_python_example_runs(published_home, monkeypatch, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    monkeypatch.chdir(published_home.root)
    exec(compile(example, "docs/queries.md", "exec"), {})
    assert "2020-09" in capsys.readouterr().out


def test_the_example_of_the_command_writes_its_workbook(published_home, command, tmp_path):
    query = re.search(r'tongbao sql "(.+?)" --xlsx', TEXT).group(1)
    target = Path(tmp_path / "表1.xlsx")
    outcome = command("sql", query, "--xlsx", str(target), "--home", str(published_home.root))
    assert outcome.returncode == 0, outcome.stderr
    assert target.read_bytes()[:2] == b"PK"


def test_the_examples_of_the_duckdb_command_line_run(published_home):
    (block,) = re.findall(r"### DuckDB 命令行\n\n```bash\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "duckdb"
        # The program of the package duckdb-cli; one of an operator would stand in the search path.
        outcome = subprocess.run(
            [sys.executable, "-m", "duckdb_cli", *arguments],
            cwd=published_home.root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert outcome.returncode == 0, outcome.stderr
        assert "2020-09" in outcome.stdout or "website_updates" in outcome.stdout


def test_every_table_and_column_of_the_published_file_is_explained(published):
    unexplained = published.execute("""
        select table_name, '' from duckdb_tables() where coalesce(comment, '') = ''
        union all
        select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''
    """)
    assert unexplained.fetchall() == []


@pytest.mark.parametrize(
    ("table", "flag", "reason", "change", "share"),
    [
        ("rpt_metric_trend", "is_comparable", "reason", "mom_change", "mom_pct"),
        ("rpt_metric_trend", "is_yoy_comparable", "yoy_reason", "yoy_change", "yoy_pct"),
        ("rpt_metric_period", "is_comparable", "reason", "change", "change_pct"),
        ("rpt_equal_window", "is_comparable", "reason", "mom_change", "mom_pct"),
    ],
)
def test_what_is_said_of_comparisons_holds(published, table, flag, reason, change, share):
    """Where the flag is false there is a reason and no share, and a change only from a base of zero."""
    kinds = published.execute(f"""
        SELECT DISTINCT {flag}, {reason} IS NULL, {reason} = 'base_zero', {change} IS NOT NULL, {share} IS NOT NULL
        FROM {table}
    """).fetchall()
    assert kinds
    assert set(kinds) <= {
        (True, True, None, True, True),
        (False, False, True, True, False),
        (False, False, False, False, False),
    }
