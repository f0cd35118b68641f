"""What a build of the warehouse costs on DuckDB and on Spark at 1, 10 and 50 times ten years of one institution.

    .venv-spark/bin/python tests/benchmarks/scale.py FOLDER --times 1 10 --engines duckdb spark [--select=MODEL …]

Ten years, 60 departments, 12 sites and accounts, 200,000 articles are made, read and published in FOLDER once. So many
times the volume is so many copies of every site and account with all their rows: what a group of such institutions has
in one warehouse. Each build runs in a process of its own; told are its wall and processor seconds and its peak of
memory with every process it started, and after both engines how many public tables differ. More than ten years want
more memory than the usual limit: ``TONGBAO_MEMORY=4GB TONGBAO_SPARK_DRIVER_MEMORY=8g``. ``--select``: these models
alone, as dbt selects them (``--select=+fct_web_article`` with all they are made of); nothing is compared then.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
from budgets import articles, enlarged_sample, run

from pipelines.cluster.compare import compare
from pipelines.home import REPOSITORY, Home

BUILD = {
    "duckdb": "from pipelines.warehouse.build import build; results = build(Home(sys.argv[1]), sys.argv[3:])",
    "spark": "from pipelines.cluster.build import build; from pipelines.cluster.session import Engine, stop; "
    "results = build(Home(sys.argv[1]), Engine(master='local[2]', tables=sys.argv[2]), select=sys.argv[3:]); stop()",
}
SCRIPT = (
    "import sys; from pathlib import Path; from pipelines.home import Home as At; Home = lambda p: At(Path(p)); {}; "
    "print(sum(r.unique_id.startswith('model.') for r in results), 'models')"
)
# Columns that tell whose a row is, and the file it came from.
OWNERS = ("account_id", "site_id")
FILES = ("file_id", "source_file_id", "path")
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


def multiplied(home: Home, times: int, root: Path) -> Home:
    """A home whose landing has every site and account of ``home`` so many times over."""
    shutil.rmtree(root, ignore_errors=True)
    target = Home(root)
    shutil.copytree(home.reference, target.reference)
    for folder in sorted((home.warehouse / "landing").iterdir()):
        into = root / "warehouse" / "landing" / folder.name
        into.mkdir(parents=True)
        for path in folder.glob("*.parquet"):
            shutil.copy(path, into)
            frame = pl.read_parquet(path)
            copies = [_of_copy(frame, number) for number in range(2, times + 1)]
            if copies and not copies[0].is_empty():
                pl.concat(copies).write_parquet(into / f"{path.stem}-copies.parquet")
    return target


def _of_copy(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows of sites and accounts as those of their ``number``-th copy; rows of nobody stand once."""
    known = [name for name in OWNERS if name in frame.columns]
    if not known:
        return frame.clear()
    mine = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in known))
    suffixed = [pl.col(name) + f"_{number}" for name in (*known, *FILES) if name in frame.columns]
    return mine.with_columns(suffixed)


def measured(engine: str, *arguments: str) -> tuple[float, float, float]:
    """(wall s, processor s, peak MiB) of a build, the processes it starts (Java) included."""
    began = time.perf_counter()
    is_ours = ("TONGBAO", "DAGSTER", "DBT")
    kept = ("TONGBAO_SPARK", "TONGBAO_MEMORY")
    plain = {k: v for k, v in os.environ.items() if k.startswith(kept) or not k.startswith(is_ours)}
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(BUILD[engine]), *arguments],
        cwd=REPOSITORY,
        env=plain,
        start_new_session=True,
    )
    used: dict[str, float] = {}
    before = peak = 0.0
    while process.poll() is None:
        resident = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                told = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(told[3]) == process.pid:
                used[stat.parent.name] = (int(told[11]) + int(told[12])) / TICKS
                resident += int(told[21]) * PAGE
        # A process that is just being forked has all of its parent's memory for a moment.
        peak, before = max(peak, min(before, resident / 2**20)), resident / 2**20
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"{engine}: exit {process.returncode}")
    return time.perf_counter() - began, sum(used.values()), peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--engines", nargs="+", choices=BUILD, default=list(BUILD))
    parser.add_argument("--select", action="append", default=[])
    chosen = parser.parse_args()
    base = Home(chosen.folder / "x1")
    if not base.raw.exists():
        enlarged_sample(base.root, 120, 62)
    if not base.published.exists():
        run(base.root, "2020-09")
    print(f"{articles(base.root):,} articles at 1 ×, load {os.getloadavg()[0]:.1f}\n", flush=True)
    print("| volume | engine | wall s | processor s | peak MiB |\n|---|---|--:|--:|--:|", flush=True)
    for times in chosen.times:
        home = base if times == 1 else multiplied(base, times, chosen.folder / f"x{times}")
        tables = chosen.folder / f"spark{times}"
        for engine in chosen.engines:
            wall, processor, peak = measured(engine, str(home.root), str(tables), *chosen.select)
            print(f"| {times} × | {engine} | {wall:.0f} | {processor:.0f} | {peak:.0f} |", flush=True)
        if set(chosen.engines) == set(BUILD) and not chosen.select:
            found = compare(home.build / "tongbao.duckdb", tables)
            odd = [f"{c.table}: {c.problem or f'{c.only_here} / {c.only_there} rows'}" for c in found if c.differs]
            print(f"\n{times} ×: {len(found)} tables, {sum(c.rows for c in found):,} rows, differ: {odd or 'none'}\n")


if __name__ == "__main__":
    main()
