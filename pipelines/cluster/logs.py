"""Server logs of many sites on executors: the reader's pure function, one file → one part, mapped by Spark.

Parts are renamed into their place when they are whole, so a file that is read twice (an executor was lost) is no
different from one that is read once. Sums are taken from the parts by the local code, which is quick.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipelines.cluster.available import why_not
from pipelines.cluster.session import Engine, session, stop
from pipelines.errors import RunFailed
from pipelines.home import Home
from pipelines.weblogs import LogFile, LogReceipt, LogUnreadable, ParseLogs, Rules, parse_one


def parse_on_executors(spark: Any, logs: Sequence[LogFile], rules: Rules) -> list[LogReceipt | LogUnreadable]:
    """Receipts in the order of ``logs``, a task each; logs and parts lie where every executor sees them."""
    tasks = spark.sparkContext.parallelize(list(logs), max(len(logs), 1))
    return tasks.map(lambda log: parse_one(log, rules)).collect()


def on_executors(home: Home) -> ParseLogs:
    """What reads the server logs of ``home`` on a session of their own, which is begun when there is one to read.

    Raises (when logs are read):
        RunFailed: this machine cannot run Spark.
    """

    def parse(
        logs: Sequence[LogFile], rules: Rules, begins: Callable[[LogFile], None]
    ) -> Iterator[LogReceipt | LogUnreadable]:
        if not logs:
            return
        if reason := why_not():
            raise RunFailed(reason)
        for log in logs:
            begins(log)
        try:
            yield from parse_on_executors(session(home, Engine()), logs, rules)
        finally:
            stop()

    return parse
