"""Whether a change that is to move code only left every figure and every page as it was.

    python tests/benchmarks/equality.py main            the sample home, ten years, the golden homes of the tests
    python tests/benchmarks/equality.py main --quick    the sample home alone (some minutes)
    python tests/benchmarks/equality.py main --only golden

Homes are built by the code of another commit and by the working tree, with the same interpreter and from the same
exports (those of the other commit). Compared are the columns of every published table, its rows (``except all`` both
ways) and every page, byte for byte; who published when and with which version of the code is left aside. ``--keep DIR``
keeps what the other commit built, so that the next comparison with it is made in half the time. A golden home is known
by its test: those of tests that only one of the two has are named and not compared. Exit 1: they differ.
"""

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[2]
MONTH = "2020-09"
DECADE = 120
PARTS = ("sample", "decade", "golden")
# Identity of a publication, which no two of them share.
PUBLICATION = ("run_id", "published_at", "code_version")
# Workbooks that tests write hold the moment they were written, so their hashes differ from run to run.
HASHES = ("file_id", "source_file_id", "sha256", "bytes")
STAMP = re.compile(rb"20\d\d\xe5\xb9\xb4\d{1,2}\xe6\x9c\x88\d{1,2}\xe6\x97\xa5 \d\d:\d\d")
# Members of Word and Excel files that say when they were written.
WRITTEN_AT = ("docProps/core.xml",)
# Run with a tree as its folder: its tests, noting by which test each whole home is built and where it lies.
NOTING = """
import os, sys
import pytest
from dbt.cli.main import dbtRunner
invoke, out = dbtRunner.invoke, open(sys.argv[1], "w")
def noted(self, arguments, **settings):
    if "build" in arguments and "--select" not in arguments:
        test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0]
        print(test, os.environ["TONGBAO_BUILD"], sep="\\t", file=out, flush=True)
    return invoke(self, arguments, **settings)
dbtRunner.invoke = noted
sys.exit(pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", "--basetemp", sys.argv[2], "tests/warehouse"]))
"""

Row = tuple[str, str, str]


def python(tree: Path, *arguments: str) -> None:
    """Run Python with ``tree`` as its folder, and nothing of another home in its environment.

    Raises:
        SystemExit: it failed; with the end of what it said.
    """
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=plain | {"PYTHONPATH": os.pathsep.join([str(tree), str(tree / "tests")])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{tree}: {arguments[:4]}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def tongbao(tree: Path, *arguments: str) -> None:
    python(tree, "-m", "pipelines.cli", *arguments)


def check_out(commit: str, folder: Path) -> Path:
    """The files of a commit in ``folder``."""
    packed = subprocess.run(["git", "archive", commit], cwd=REPOSITORY, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def exports(old: Path, months: int, raw: Path) -> None:
    """The exports both are built from: those of the repository (no months), or a sample of so many months."""
    if not months:
        shutil.copytree(old / "raw", raw)
        return
    with tempfile.TemporaryDirectory() as folder:
        tongbao(old, "sample", f"{folder}/home", "--months", str(months), "--scale", "1")
        shutil.move(f"{folder}/home/raw", raw)


def published(tree: Path, raw: Path, home: Path, out: Path) -> None:
    """Publish ``raw`` with the code of ``tree``, in the same place whoever does it, and move the result to ``out``."""
    home.mkdir()
    shutil.copytree(raw, home / "raw")
    tongbao(tree, "run", MONTH, "--quiet", "--home", str(home))
    out.mkdir(parents=True)
    shutil.move(home / "warehouse/tongbao.duckdb", out / "tongbao.duckdb")
    shutil.move(home / "reports", out / "reports")
    shutil.rmtree(home)


def compare_published(name: str, old: Path, new: Path) -> Iterator[Row]:
    yield from ((name, *row) for row in compare_tables(old / "tongbao.duckdb", new / "tongbao.duckdb"))
    yield from ((name, *row) for row in compare_pages(old / "reports", new / "reports"))


def compare_tables(old: Path, new: Path, unlike: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(table, what differs) of every published table that is not the same, but for the columns ``unlike``."""
    with duckdb.connect() as connection:
        for name, path in (("old", old), ("new", new)):
            connection.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        columns = connection.execute("""
            SELECT database_name, schema_name || '.' || table_name, list((column_name, data_type) ORDER BY column_index)
            FROM duckdb_columns() WHERE NOT internal AND database_name IN ('old', 'new') GROUP BY ALL ORDER BY 2
        """).fetchall()
        before, after = ({t: dict(cs) for at, t, cs in columns if at == name} for name in ("old", "new"))
        for table in sorted({*before, *after}):
            if table not in before or table not in after:
                yield table, "only in the new one" if table in after else "gone"
            elif before[table] != after[table]:
                changed = sorted(f"{c} {t}" for c, t in set(before[table].items()) ^ set(after[table].items()))
                yield table, f"columns: {', '.join(changed) or 'another order'}"
            else:
                left_out = unlike + (PUBLICATION if table.startswith("quality.") else ())
                kept = ", ".join(f'"{column}"' for column in before[table] if column not in left_out)
                query = "SELECT count(*) FROM (SELECT {0} FROM {2}.{1} EXCEPT ALL SELECT {0} FROM {3}.{1})"
                gone, come = (
                    connection.execute(query.format(kept, table, *way)).fetchone()[0]
                    for way in (("old", "new"), ("new", "old"))
                )
                if gone or come:
                    yield table, f"{gone} rows gone, {come} rows new"


def compare_pages(old: Path, new: Path) -> Iterator[tuple[str, str]]:
    """(file, what differs) of everything below ``reports/`` that is not the same but for its stamp."""
    before, after = ({p.relative_to(f).as_posix(): p for p in f.rglob("*") if p.is_file()} for f in (old, new))
    for name in sorted({*before, *after}):
        if Path(name).name.startswith("."):  # which code wrote what
            continue
        if name not in before or name not in after:
            yield name, "only in the new one" if name in after else "gone"
        elif (changed := changed_parts(before[name], after[name])) is not None:
            yield name, changed


def changed_parts(old: Path, new: Path) -> str | None:
    """Where two files differ, None where they do not."""
    if old.suffix not in (".docx", ".xlsx", ".pptx"):
        one, other = (STAMP.sub(b"", path.read_bytes()) for path in (old, new))
        if one == other:
            return None
        at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        around = slice(max(at - 60, 0), at + 60)
        return " → ".join(text[around].decode("utf-8", "replace").replace("\n", "⏎") for text in (one, other))
    with zipfile.ZipFile(old) as one, zipfile.ZipFile(new) as other:
        members = sorted({*one.namelist(), *other.namelist()} - {*WRITTEN_AT})
        present = [{m: z.read(m) for m in members if m in z.namelist()} for z in (one, other)]
    changed = [m for m in members if present[0].get(m) != present[1].get(m)]
    return ", ".join(changed) or None


def golden_homes(tree: Path, folder: Path) -> dict[str, Path]:
    """What the tests of ``tree`` build of rows: test and which of its builds → folder of the build."""
    if not (folder / "built.txt").exists():
        folder.mkdir(parents=True, exist_ok=True)
        python(tree, "-c", NOTING, str(folder / "building.txt"), str(folder / "tests"))
        (folder / "building.txt").rename(folder / "built.txt")
    homes: dict[str, Path] = {}
    for line in (folder / "built.txt").read_text(encoding="utf-8").splitlines():
        test, _, build = line.partition("\t")
        homes[next(name for n in count(1) if (name := f"{test} #{n}") not in homes)] = Path(build)
    return homes


def compare_golden(old: Path, new: Path, keep: Path, work: Path) -> Iterator[Row | str]:
    before, after = golden_homes(old, keep / "golden"), golden_homes(new, work / "golden")
    yield from (f"golden, in one only: {name}" for name in sorted(before.keys() ^ after.keys()))
    both = sorted(before.keys() & after.keys())
    for name in both:
        for difference in compare_tables(*(homes[name] / "tongbao.duckdb" for homes in (before, after)), HASHES):
            yield name, *difference
    yield f"golden: {len(both)} homes compared"


def differences(commit: str, parts: list[str], work: Path, keep: Path) -> Iterator[Row | str]:
    """Each difference as (home, table or page, what), and a line for each home that is done."""
    old = keep / "tree"
    if not old.exists():
        check_out(commit, work / "tree")
        shutil.move(work / "tree", old)
    for name, months in (("sample", 0), ("decade", DECADE)):
        if name not in parts:
            continue
        raw, built = keep / f"{name}-exports", keep / name
        if not built.exists():
            shutil.rmtree(raw, ignore_errors=True)
            exports(old, months, raw)
            published(old, raw, work / "home", work / "built")
            shutil.move(work / "built", built)
        published(REPOSITORY, raw, work / "home", work / name)
        yield from compare_published(name, built, work / name)
        yield f"{name}: compared"
    if "golden" in parts:
        yield from compare_golden(old, REPOSITORY, keep, work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="what the working tree is compared with")
    parser.add_argument("--quick", action="store_true", help="the sample home alone")
    parser.add_argument("--only", choices=PARTS, help="these homes alone")
    parser.add_argument("--keep", type=Path, help="folder for what the other commit built")
    chosen = parser.parse_args()
    named = ["git", "rev-parse", "--short=16", f"{chosen.commit}^{{commit}}"]
    commit = subprocess.run(named, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()
    parts = ["sample"] if chosen.quick else [chosen.only] if chosen.only else [*PARTS]
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        keep = (chosen.keep.resolve() if chosen.keep else Path(folder) / "kept") / commit
        keep.mkdir(parents=True, exist_ok=True)
        print("| home | table or page | what differs |\n|---|---|---|", flush=True)
        for told in differences(commit, parts, Path(folder), keep):
            if isinstance(told, str):
                print(told, file=sys.stderr, flush=True)
            else:
                found += 1
                print(f"| {' | '.join(told)} |", flush=True)
    print(f"{found} differences from {commit} in: {', '.join(parts)}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
