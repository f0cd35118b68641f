"""Golden homes: short rows become landing Parquet, dbt builds them once, tests query the result.

Belongs here: writing landing the way ingestion does (same schema, same rule of supersession) and running dbt.
"""

import hashlib
import json
import os
import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.contracts import CONTRACTS
from pipelines.home import DBT_PROJECT, Home
from pipelines.landing.land import ingest, land
from pipelines.landing.merge import mark_superseded
from pipelines.landing.schema import FILE_COLUMNS, ISSUE_COLUMNS, landed_columns, landing_schema, tidy
from pipelines.warehouse import build as building
from pipelines.warehouse.build import close_files, environment
from pipelines.warehouse.memory import land_published
from pipelines.warehouse.receipt import RUN_COLUMNS, VERDICT_COLUMNS, land_history, verdicts

# Checks that no export can break, only SQL.
BY_CONSTRUCTION = """
    select month, subject, explanation from quality.reconciliation
    where status <> 'pass' and (
        starts_with(check_id, 'whole_of_') or starts_with(check_id, 'year_of_')
        or check_id in ('rates_from_parts', 'weeks_within_period', 'training_cohorts_sum', 'placements_sum',
            'wechat_menu_sum', 'web_departments_sum')
    )
"""


def day_of(value: object) -> date | None:
    """The local day of a date, a timestamp or a ``YYYY-MM`` text."""
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(f"{value}-01") if isinstance(value, str) else value


def landed_rows(export: dict) -> list[dict]:
    """Rows of one export with the provenance ingestion adds. See ``build_home`` for the keys of an export."""
    data = CONTRACTS[export["dataset"]]
    days = [day_of(row[data.month_from]) for row in export["rows"]] if data.month_from else []
    as_of = export.get("as_of") or max(days, default=None)
    rows = []
    for number, row in enumerate(export["rows"], start=2):
        alternatives = [key for key in data.item_key if all(row.get(c) is not None for c in key)]
        identity = "|".join(str(row[c]) for c in alternatives[0]) if alternatives else ""
        rows.append(
            {
                "file_id": hashlib.sha256(export["file"].encode()).hexdigest()[:16],
                "source_file": export["file"],
                "source_sheet": "",
                "source_row": number,
                "as_of": as_of,
                "month": f"{day_of(row[data.month_from]):%Y-%m}" if data.month_from else None,
                "account_id": export.get("account"),
                "site_id": export.get("site"),
                "item_id": hashlib.sha256(identity.encode()).hexdigest()[:16] if identity else None,
                "capped": "",
                "is_superseded": False,
                **row,
            }
        )
    return rows


def receipt(export: dict) -> dict:
    """What ingestion remembers about the file of one export."""
    data = CONTRACTS[export["dataset"]]
    days = [day_of(row[data.month_from]) for row in export["rows"]] if data.month_from else []
    start, end = export.get("period") or (min(days, default=None), max(days, default=None))
    return {
        "file_id": hashlib.sha256(export["file"].encode()).hexdigest()[:16],
        "path": export["file"],
        "dataset": export["dataset"],
        "format": export.get("format"),
        "account_id": export.get("account"),
        "site_id": export.get("site"),
        "first_date": min(days, default=None),
        "last_date": max(days, default=None),
        "period_start": min([d for d in (start, *days) if d], default=None),
        "period_end": max([d for d in (end, *days) if d], default=None),
        "as_of": export.get("as_of") or max(days, default=end),
        "status": "read",
    }


def write(folder: Path, name: str, rows: list[dict], schema: dict) -> None:
    """``<folder>/<name>/all.parquet`` with exactly the columns of ``schema``; absent values are null."""
    (folder / name).mkdir(parents=True)
    frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)
    if data := CONTRACTS.get(name):
        frame = tidy(frame, data)
        frame = frame.select(landed_columns(data)) if data.is_reference else mark_superseded(frame, data)
    frame.write_parquet(folder / name / "all.parquet")


def write_landing(folder: Path, reference: dict[str, list[dict]], exports: list[dict]) -> None:
    for name, data in CONTRACTS.items():
        if data.is_reference:
            rows = [{"source_row": n, **row} for n, row in enumerate(reference.get(name, []), start=2)]
        else:
            rows = [row for export in exports if export["dataset"] == name for row in landed_rows(export)]
        write(folder, name, rows, landing_schema(data))
    write(folder, "ingest_file", [receipt(export) for export in exports], FILE_COLUMNS)
    write(folder, "ingest_issue", [], ISSUE_COLUMNS)
    write(folder, "ingest_run", [], RUN_COLUMNS)
    write(folder, "ingest_verdict", [], VERDICT_COLUMNS)
    land_published(folder / "nothing published", folder)


def run_dbt(arguments: list[str], home: Home, target: Path, manifest=None):
    """dbt inside this process; its connection is closed, so that the file can be opened for reading."""
    from dbt.cli.main import dbtRunner

    os.environ.update(environment(home))
    home.build.mkdir(parents=True, exist_ok=True)
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", str(target)]
    try:
        return dbtRunner(manifest=manifest).invoke(["--quiet", "--log-level-file", "none", *arguments, *folders])
    finally:
        close_files()


@pytest.fixture(scope="session")
def compiled(rendered_by_dbt) -> dict[str, str]:
    """Model or test → its SQL as dbt compiled it."""
    return {path.stem: path.read_text(encoding="utf-8") for path in rendered_by_dbt.glob("compiled/**/*.sql")}


@pytest.fixture(scope="session")
def manifest(rendered_by_dbt, published_home, tmp_path_factory):
    """The parsed project, as far as possible from what the run of the sample home parsed."""
    target = tmp_path_factory.mktemp("dbt")
    shutil.copy(rendered_by_dbt / "partial_parse.msgpack", target)
    outcome = run_dbt(["parse"], published_home, target)
    assert outcome.success, outcome.exception
    return outcome.result


@pytest.fixture(scope="session")
def build_warehouse(prepared):
    """A function home with landing → open connection to its finished build file; dbt's own tests must pass.

    It is built as a month is: by the statements that dbt rendered for the sample home, and by dbt itself where one of
    them or a test does not come out. threads: how many models at a time, where not as the profile says.
    """

    def build(home: Home, threads: int | None = None) -> duckdb.DuckDBPyConnection:
        plan = prepared(home).build / "dbt" / "rendered.json"
        if threads:
            told = json.loads(plan.read_text(encoding="utf-8"))
            plan.write_text(json.dumps(told | {"threads": threads}), encoding="utf-8")
        results = building.build(home)
        # Only a warning for an institution, but a fault of ours: a figure whose rows do not make it up.
        assert [r for r in results if "metric_sources_reproduce_figures" in r.unique_id and r.status != "pass"] == []
        connection = duckdb.connect(str(home.build / "tongbao.duckdb"), read_only=True)
        # What holds by the making of the figures holds in every golden home.
        assert connection.execute(BY_CONSTRUCTION).fetchall() == []
        return connection

    return build


@pytest.fixture(scope="session")
def build_read(build_warehouse):
    """A function home with exports → ``build_warehouse`` of what lies in ``raw/``, none of which may be refused."""

    def build(home: Home) -> duckdb.DuckDBPyConnection:
        ingested = ingest(home)
        assert [f.message for f in ingested.faults if f.severity == "error"] == []
        land(home, ingested)
        land_history(home.landing, [], verdicts(home))
        land_published(home.published, home.landing)
        return build_warehouse(home)

    return build


@pytest.fixture(scope="session")
def build_home(tmp_path_factory, build_warehouse):
    """A function that builds a golden home from rows.

    reference: dataset → rows. exports: one dict per file with dataset, file (path below raw/), rows and, where it
    matters, format (of a ledger), as_of, period (first and last day the file states), account, site. threads: as
    ``build_warehouse`` takes them.
    """

    def build(
        reference: dict[str, list[dict]], exports: list[dict], threads: int | None = None
    ) -> duckdb.DuckDBPyConnection:
        home = Home(tmp_path_factory.mktemp("golden"))
        write_landing(home.landing, reference, exports)
        return build_warehouse(home, threads)

    return build


@pytest.fixture(scope="session")
def unit_test_verdicts(tmp_path_factory, manifest) -> dict[str, tuple[str, str]]:
    """Unit test of the dbt project → status and message. They bring their own rows, but every table must be there."""
    home = Home(tmp_path_factory.mktemp("units"))
    article = {"title": "甲", "published_at": datetime(2020, 9, 3, 9), "column_name": "校园新闻"}
    period = (date(2020, 9, 1), date(2020, 9, 30))
    exports = [{"dataset": "web_article", "file": "website/a.csv", "site": "main", "rows": [article], "period": period}]
    write_landing(home.landing, {"ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}]}, exports)
    # One build makes the tables and asks each unit test before its model: a failing one stops only what reads it.
    arguments = ["build", "--exclude-resource-type", "test"]
    outcome = run_dbt(arguments, home, home.build / "dbt", manifest)
    results = [r for r in outcome.result.results if r.node.resource_type == "unit_test"]
    return {r.node.name: (str(r.status), r.message or "") for r in results}
