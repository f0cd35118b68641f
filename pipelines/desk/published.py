"""The published file as the desk reads it: opened for one question and closed, so that a publication never waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.commands.usage import of_this_version
from pipelines.errors import WrongUse
from pipelines.home import Home

TIME_LIMIT_SECONDS = 20
MEMORY_LIMIT = "1GB"


@contextmanager
def reading(home: Home, seconds: float = TIME_LIMIT_SECONDS) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection that reaches nothing but the published file, interrupted after ``seconds``.

    Raises:
        WrongUse: nothing is published, it was published by another version, or the time was up.
    """
    if not home.published.exists():
        raise WrongUse("还没有发布过，没有可查的数字。先到“预览与发布”。")
    with (
        of_this_version(home.published),
        duckdb.connect(str(home.published), read_only=True, config={"enable_external_access": False}) as connection,
    ):
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        timer = threading.Timer(seconds, connection.interrupt)
        timer.start()
        try:
            yield connection
        except duckdb.InterruptException as reason:
            raise WrongUse(f"查了 {seconds:.0f} 秒还没有查完，已经停下。请缩小范围（如加上月份）再试。") from reason
        finally:
            timer.cancel()
