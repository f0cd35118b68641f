"""Whether Spark builds the very tables that DuckDB builds, also where a machine is lost in the middle.

    bash tests/spark               from a fresh clone: environment, then all of it
    bash tests/spark --only lost   the sample home alone, with the loss

A standalone master and two workers run on this machine's loopback. Built are the sample home and a home of a year, by
both engines; then the sample home again, and a worker with its executor is killed half way; then once more by a Thrift
server. Compared are the columns,
types and rows (``except all`` both ways) of every published table. Exit 1: they differ; 2: Spark cannot run here.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from pipelines.cluster import standalone  # noqa: E402
from pipelines.cluster.available import why_not  # noqa: E402
from pipelines.cluster.build import build  # noqa: E402
from pipelines.cluster.compare import Compared, compare  # noqa: E402
from pipelines.cluster.session import Engine, stop  # noqa: E402
from pipelines.home import Home  # noqa: E402

DRIVER_MEMORY, EXECUTOR_MEMORY = "2g", "1g"
YEAR = 12
HOMES = ("sample", "lost", "server", "year")


@dataclass(frozen=True)
class Run:
    """One build on Spark beside DuckDB's of the same landing; seconds are wall time."""

    home: str
    models: int
    tests: int
    compared: list[Compared]
    killed: int
    spark_seconds: float
    duckdb_seconds: float

    @property
    def different(self) -> int:
        return sum(c.only_here + c.only_there for c in self.compared)

    @property
    def is_equal(self) -> bool:
        return bool(self.compared) and not any(c.differs for c in self.compared)


def tongbao(*arguments: str) -> None:
    """The command as its user runs it.

    Raises:
        SystemExit: it failed; with the end of what it said.
    """
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=REPOSITORY,
        env=plain,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])


def published(home: Home) -> float:
    """Publish a home by DuckDB; returns the seconds of the whole command."""
    began = time.perf_counter()
    tongbao("run", "--quiet", "--home", str(home.root))
    return time.perf_counter() - began


def on_cluster(home: Home, scratch: Path, kill_at: float = 0.0) -> tuple[int, int, list[Compared], int, float]:
    """Build a published home on a cluster of its own; ``kill_at``: after which part of the nodes a worker is lost.

    Returns models, data tests, tables compared, workers killed, seconds.
    """
    with standalone.running(scratch / "cluster") as cluster:
        engine = Engine(
            master=cluster.address,
            tables=str(scratch / "tables"),
            driver_memory=DRIVER_MEMORY,
            executor_memory=EXECUTOR_MEMORY,
        )
        began = standalone.losing_one(cluster, kill_at) if kill_at else None
        try:
            counted = built(home, engine, scratch, began)
        finally:
            stop()
    models, tests, compared, seconds = counted
    return models, tests, compared, cluster.killed, seconds


def by_server(home: Home, scratch: Path) -> tuple[int, int, list[Compared], int, float]:
    """The same, built by a Thrift server."""
    with standalone.serving(scratch / "server", scratch / "tables", DRIVER_MEMORY) as address:
        models, tests, compared, seconds = built(home, Engine(server=address, tables=str(scratch / "tables")), scratch)
    return models, tests, compared, 0, seconds


def built(
    home: Home, engine: Engine, scratch: Path, began: Callable[[str], None] | None = None
) -> tuple[int, int, list[Compared], float]:
    start = time.perf_counter()
    results = build(home, engine, began)
    seconds = time.perf_counter() - start
    models = sum(r.unique_id.startswith("model.") for r in results)
    tests = sum(r.unique_id.startswith("test.") for r in results)
    return models, tests, compare(home.published, scratch / "tables"), seconds


def sample_home(root: Path, months: int) -> Home:
    """The sample of the repository (no months), or one of so many months."""
    if months:
        tongbao("sample", str(root), "--months", str(months))
    else:
        shutil.copytree(REPOSITORY / "raw", root / "raw")
    return Home(root)


def runs(homes: list[str], work: Path) -> Iterator[Run]:
    sample, seconds = work / "sample", 0.0
    if {"sample", "lost", "server"} & set(homes):
        seconds = published(sample_home(sample, 0))
    if "sample" in homes:
        yield Run("sample", *on_cluster(Home(sample), work / "sample-spark"), duckdb_seconds=seconds)
    if "lost" in homes:
        lost = on_cluster(Home(sample), work / "sample-lost", kill_at=0.5)
        yield Run("sample, a worker lost", *lost, duckdb_seconds=seconds)
    if "server" in homes:
        yield Run("sample, by a server", *by_server(Home(sample), work / "sample-server"), duckdb_seconds=seconds)
    if "year" in homes:
        year = sample_home(work / "year", YEAR)
        seconds = published(year)
        yield Run("a year", *on_cluster(year, work / "year-spark"), duckdb_seconds=seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=HOMES, default=list(HOMES), help="these builds alone")
    chosen = parser.parse_args()
    if reason := why_not():
        print(reason)
        sys.exit(2)
    os.environ.setdefault("TONGBAO_SPARK_SMALL", "1")
    print(
        "| home | models | data tests | tables compared | rows | rows different | workers killed | DuckDB s | Spark s |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for run in runs(chosen.only, Path(folder)):
            made.append(run)
            told = [run.home, run.models, run.tests, len(run.compared), sum(c.rows for c in run.compared)]
            told += [run.different, run.killed, f"{run.duckdb_seconds:.0f}", f"{run.spark_seconds:.0f}"]
            print("| " + " | ".join(map(str, told)) + " |", flush=True)
            for found in run.compared:
                if found.differs:
                    print(f"  {found.table}: {found.problem or f'{found.only_here} / {found.only_there} rows'}")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    print(f"largest process: {peak} MB")
    sys.exit(0 if all(run.is_equal for run in made) else 1)


if __name__ == "__main__":
    main()
