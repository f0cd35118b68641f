"""Before a run: side files that a kill, a full disk or a copy has damaged are set aside and made again, with a word.

None of them holds a figure. What they hold is elsewhere too (the published file tells its runs) or is read again
(landing), or it is only a history of runs (Dagster). The published file itself is not touched here.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from pipelines.home import Home

PARQUET = b"PAR1"
# What quality.runs tells of a run beside how its checks stood.
RUN_FIELDS = (
    "run_id", "cast(published_at as varchar) as published_at", "accepted_errors", "files", "errors", "warnings",
    "code_version", "inputs_version", "reference_version",
)  # fmt: skip


def heal(home: Home) -> list[str]:
    """Set damaged side files aside (below ``warehouse/损坏/``) and say so, one Chinese sentence each. The caller holds
    the run lock."""
    return [
        *_ledgers(home),
        *_missing_run(home),
        *_landing(home),
        *_databases(home),
        *_page_ledgers(home),
        *_leftovers(home),
    ]


def _ledgers(home: Home) -> Iterator[str]:
    """Lines that are no JSON leave the histories of runs and verdicts; the others stay."""
    for name in ("runs.jsonl", "verdicts.jsonl"):
        path = home.warehouse / name
        if not path.exists():
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        good = [line for line in lines if line.endswith("\n") and _is_record(line)]
        if len(good) < sum(bool(line.strip()) for line in lines):
            _set_aside(home, path)
            path.write_text("".join(good), encoding="utf-8")
            yield f"发布记录 {name} 里有写坏的行，已去掉；原件在 warehouse/损坏。"


def _is_record(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _missing_run(home: Home) -> Iterator[str]:
    """Runs that the published file tells and the history lacks: a run killed after the swap."""
    if not home.published.exists():
        return
    path = home.warehouse / "runs.jsonl"
    known = (
        {json.loads(line)["run_id"] for line in path.read_text(encoding="utf-8").splitlines()}
        if path.exists()
        else set()
    )
    try:
        with duckdb.connect(str(home.published), read_only=True) as connection:
            told = connection.execute(f"SELECT {', '.join(RUN_FIELDS)} FROM quality.runs ORDER BY published_at")
            names = [column[0] for column in told.description]
            missing = [
                run
                for values in told.fetchall()
                if (run := dict(zip(names, values, strict=True)))["run_id"] not in known
            ]
    except duckdb.Error:
        return  # held or damaged: told of elsewhere
    if missing:
        with path.open("a", encoding="utf-8") as stream:
            stream.writelines(json.dumps(run, ensure_ascii=False) + "\n" for run in missing)
        yield f"发布记录里缺少 {len(missing)} 次发布，已从发布的数据仓库补上。"


def _landing(home: Home) -> Iterator[str]:
    """A cut Parquet file: all exports are read again, which the index of what was read must not prevent."""
    damaged = [path for path in sorted(home.landing.rglob("*.parquet")) if not _is_whole(path)]
    for path in damaged:
        _set_aside(home, path)
    if damaged:
        (home.landing / "_index.json").unlink(missing_ok=True)
        names = "、".join(path.relative_to(home.landing).as_posix() for path in damaged[:3])
        yield f"读取结果有 {len(damaged)} 个文件残缺（{names}），已全部重新读取。"


def _is_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(4)
        size = stream.seek(0, 2)
        stream.seek(max(size - 4, 0))
        return size > 12 and head == PARQUET and stream.read(4) == PARQUET


def _databases(home: Home) -> Iterator[str]:
    """Dagster's own history: nobody's figures depend on it."""
    damaged = [path for path in sorted(home.dagster.rglob("*.db")) if not _is_database(path)]
    for path in damaged:
        for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}-journal")):
            if part.exists():
                _set_aside(home, part)
    if damaged:
        yield "Dagster 的运行记录已损坏，从这次起重新记；数字不受影响。"


def _is_database(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError as reason:
        return "locked" in str(reason) or "unable to open" in str(reason)


def _page_ledgers(home: Home) -> Iterator[str]:
    path = home.reports / ".pages.json"
    try:
        if path.exists() and not isinstance(json.loads(path.read_text(encoding="utf-8")), dict):
            raise ValueError
    except ValueError:
        _set_aside(home, path)
        yield "页面的记录已损坏，这次把页面全部重新生成。"


def _leftovers(home: Home) -> Iterator[str]:
    """Half-written files of a run that was killed."""
    for folder in (home.warehouse, home.reports):
        for path in folder.rglob("*.partial"):
            path.unlink(missing_ok=True)
    yield from ()


def _set_aside(home: Home, path: Path) -> None:
    folder = home.warehouse / "损坏"
    folder.mkdir(exist_ok=True)
    number = len(list(folder.iterdir())) + 1
    path.replace(folder / f"{number:03}-{path.name}")
