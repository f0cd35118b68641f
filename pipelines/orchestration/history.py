"""Dagster's history of runs, written fast: nobody's figures depend on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import dagster as dg
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine


@event.listens_for(Engine, "connect")
def _without_fsync(connection, _record) -> None:
    """Its events are not worth a wait for the disk at each (it took half of a run)."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def recorded() -> Iterator[dg.DagsterInstance]:
    """The instance of ``DAGSTER_HOME``, with one connection to each file of its event log while a run lasts.

    Dagster itself makes a new engine for each event it stores or looks up, which took a sixth of a run. Between two
    events no connection holds a lock, so ``tongbao ui`` may read and write beside it.
    """
    with dg.DagsterInstance.get() as instance:
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
