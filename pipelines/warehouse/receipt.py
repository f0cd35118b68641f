"""What a published version was made from, and the history of published versions."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from pipelines.home import DBT_PROJECT, Home
from pipelines.landing.land import Ingested, Landed
from pipelines.replacing import replace_text
from pipelines.warehouse.memory import land_published

# Where the institution's own tables lie, below raw/.
REFERENCE = "reference/"

RUN_COLUMNS = {
    "run_id": pl.String,
    "published_at": pl.Datetime,
    "accepted_errors": pl.Boolean,
    "files": pl.Int64,
    "errors": pl.Int64,
    "warnings": pl.Int64,
    "code_version": pl.String,
    "inputs_version": pl.String,
    "reference_version": pl.String,
}

# What a check of quality.reconciliation came to, as of the run that first told it; old lines lack the difference.
VERDICT_COLUMNS = {
    "run_id": pl.String,
    "month": pl.String,
    "check_id": pl.String,
    "subject": pl.String,
    "status": pl.String,
    "difference": pl.Float64,
}


@dataclass(frozen=True)
class Run:
    """One published version. published_at is local time in Asia/Shanghai; reference_version is empty for runs that were
    recorded before it was kept."""

    run_id: str
    published_at: str
    accepted_errors: bool
    files: int
    errors: int
    warnings: int
    code_version: str
    inputs_version: str
    reference_version: str = ""


def new_run(landed: Landed, accepted_errors: bool, before: Sequence[Run] = ()) -> Run:
    """The run that begins now. Its time is later than that of every run ``before`` it, whatever the machine's clock
    says: all that asks which of two publications is the later one goes by it."""
    faults = landed.faults
    errors = sum(f.severity == "error" for f in faults)
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None, microsecond=0)
    if before:
        now = max(now, max(datetime.fromisoformat(r.published_at) for r in before) + timedelta(seconds=1))
    inputs = inputs_version(landed)
    return Run(
        f"{now:%Y%m%dT%H%M%S}-{inputs[:8]}",
        str(now),
        accepted_errors and errors > 0,
        len(landed.entries),
        errors,
        sum(f.severity == "warning" for f in faults),
        code_version(),
        inputs,
        inputs_version(landed, REFERENCE),
    )


def inputs_version(files: Ingested | Landed, below: str = "") -> str:
    """Hash of the path and content of every input file whose path begins with ``below``."""
    entries = sorted(files.entries.items())
    text = "\n".join(f"{name} {entry.sha256}" for name, entry in entries if name.startswith(below))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def code_version() -> str:
    """Hash of the code and SQL that turn inputs into tables and pages."""
    package = Path(__file__).parent.parent
    files = [
        p
        for root in (package, DBT_PROJECT)
        for p in root.rglob("*")
        if p.suffix in {".py", ".toml", ".sql", ".yml", ".md", ".csv", ".html", ".css", ".js"}
        and "target" not in p.parts
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def history(home: Home) -> list[Run]:
    path = home.warehouse / "runs.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Run(**json.loads(line)) for line in lines if line.strip()]


def verdicts(home: Home) -> pl.DataFrame:
    """Every verdict that was new when a run was published: ``VERDICT_COLUMNS``, oldest first."""
    path = home.warehouse / "verdicts.jsonl"
    return pl.read_ndjson(path, schema=VERDICT_COLUMNS) if path.exists() else pl.DataFrame(schema=VERDICT_COLUMNS)


def announce(home: Home, run: Run) -> bool:
    """Let the build see the history with this run in it, which counts only once ``record`` has been called, and what
    the published file tells. Returns False where that file is damaged and tells nothing."""
    land_history(home.landing, [*history(home), run], verdicts(home))
    return land_published(home.published, home.landing)


def land_history(landing: Path, runs: list[Run], earlier: pl.DataFrame) -> None:
    """What dbt reads of the runs: their receipts and the verdicts that were new in them."""
    rows = [asdict(r) | {"published_at": datetime.fromisoformat(r.published_at)} for r in runs]
    for name, frame in (("ingest_run", pl.DataFrame(rows, schema=RUN_COLUMNS)), ("ingest_verdict", earlier)):
        (landing / name).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(landing / name / "all.parquet")


def announced(home: Home) -> Run:
    """The run last announced: the one the build file was made for."""
    row: dict[str, Any] = pl.read_parquet(home.landing / "ingest_run" / "all.parquet", glob=False).row(-1, named=True)
    return Run(**{**row, "published_at": str(row["published_at"])})


def record(home: Home, run: Run, landed: Landed, checks: dict[str, str]) -> None:
    """Append the run and its new verdicts to the history and write the receipt beside the warehouse.

    checks: dbt test → status.
    """
    with duckdb.connect(str(home.published), read_only=True) as connection:
        counts = connection.execute("SELECT status, count(*) FROM quality.reconciliation GROUP BY 1").fetchall()
        told = connection.execute(
            f"SELECT {', '.join(VERDICT_COLUMNS)} FROM quality.verdicts WHERE run_id = ? ORDER BY ALL", [run.run_id]
        ).fetchall()
    receipt = {
        **asdict(run),
        "inputs": {name: entry.sha256 for name, entry in sorted(landed.entries.items())},
        "checks": checks,
        "reconciliation": dict(sorted(counts)),
    }
    replace_text(home.warehouse / "tongbao.receipt.json", json.dumps(receipt, ensure_ascii=False, indent=1))
    with (home.warehouse / "verdicts.jsonl").open("ab") as stream:
        pl.DataFrame(told, schema=VERDICT_COLUMNS, orient="row").write_ndjson(stream)
    with (home.warehouse / "runs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")


def is_current(home: Home, ingested: Ingested, accepted_errors: bool) -> bool:
    """Whether the published file was made from exactly these inputs by exactly this code, in the last run: a backup put
    back in its place was made in an earlier one."""
    runs = history(home)
    if not runs or not home.published.exists():
        return False
    last = runs[-1]
    return (
        _published_run(home) == last.run_id
        and last.inputs_version == inputs_version(ingested)
        and last.code_version == code_version()
        and (not last.accepted_errors or accepted_errors)
    )


def _published_run(home: Home) -> str:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        (run_id,) = connection.execute("SELECT max_by(run_id, published_at) FROM quality.runs").fetchall()[0]
    return run_id
