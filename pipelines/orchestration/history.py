"""Dagster's history of runs, written fast: nobody's figures depend on it.

The one module that touches what Dagster's event log keeps to itself: ``tests/unit/test_private_parts.py`` tells when
another version has it no longer.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

# Runs whose record is kept: a record takes some 5 MB, and the history of what was published is kept elsewhere.
KEPT = 12


@contextmanager
def _no_waiting() -> Iterator[None]:
    """Nobody waits for the disk at each event (it took half of a run). Dagster makes the engines of its files itself,
    so all engines of this process are listened to while it lasts.
    """

    def without_fsync(connection, _record) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")

    event.listen(Engine, "connect", without_fsync)
    try:
        yield
    finally:
        event.remove(Engine, "connect", without_fsync)


@contextmanager
def recorded() -> Iterator[dg.DagsterInstance]:
    """The instance of ``DAGSTER_HOME``, with one connection to each file of its event log while a run lasts.

    Dagster itself makes a new engine for each event it stores or looks up, which took a sixth of a run. Between two
    events no connection holds a lock, so ``tongbao ui`` may read and write beside it.
    """
    with _no_waiting(), dg.DagsterInstance.get() as instance:
        log: Any = instance.event_log_storage
        engines: dict[str, Engine] = {}

        def engine(shard: str) -> Engine:
            if shard not in engines:
                engines[shard] = sqlalchemy.create_engine(
                    log.conn_string_for_shard(shard), connect_args={"timeout": 30}
                )
                log._initdb(engines[shard])
            return engines[shard]

        @contextmanager
        def connect(shard: str) -> Iterator[Connection]:
            with log._db_lock, engine(shard).begin() as connection:
                yield connection

        log._connect, log.has_table = connect, cache(log.has_table)
        try:
            yield instance
        finally:
            for opened in engines.values():
                opened.dispose()


def forget_old_runs(instance: dg.DagsterInstance, keep: int = KEPT) -> int:
    """Remove the records of all but the newest ``keep`` runs that have ended, so that a home stays as large as it is
    after a year; returns how many. Room in the index is used again by the next runs.
    """
    records = instance.get_run_records()
    old = [r.dagster_run for r in records[keep:] if r.dagster_run.is_finished]
    log: Any = instance.event_log_storage
    for run in old:
        instance.delete_run(run.run_id)
        Path(log.path_for_shard(run.run_id)).unlink(missing_ok=True)
    index = Path(log.path_for_shard("index"))
    # What SQLite keeps beside a file stays when it goes, and holds all that Dagster has just deleted in it.
    for beside in index.parent.glob("*.db-*"):
        if not beside.with_name(beside.name.rpartition("-")[0]).exists():
            with suppress(PermissionError):  # held open beside us: next time
                beside.unlink(missing_ok=True)
    # Dagster forgets no verdict of a check with its run; they were the most that was left.
    if old and index.exists():
        kept = [r.dagster_run.run_id for r in records if r.dagster_run not in old]
        with closing(sqlite3.connect(index, timeout=30)) as connection, connection:
            marks = ", ".join("?" * len(kept))
            connection.execute(f"DELETE FROM asset_check_executions WHERE run_id NOT IN ({marks})", kept)
    return len(old)
