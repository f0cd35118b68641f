"""Server logs of many sites on executors: the reader's pure function, one file → one part, mapped by Spark.

Parts are renamed into their place when they are whole, so a file that is read twice (an executor was lost) is no
different from one that is read once. Sums are taken from the parts by the local code, which is quick.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipelines import weblogs
from pipelines.weblogs import LogReceipt, Rules


@dataclass(frozen=True)
class LogFile:
    """A log, the part that is made of it, and its layout (``weblogs.looks_like_log``)."""

    path: Path
    part: Path
    format: str


def parse_locally(files: Sequence[LogFile], rules: Rules, processes: int = 2) -> list[LogReceipt]:
    """Parts by processes of this machine; receipts in the order of ``files``."""
    # A forked process has the locks of Polars' threads but not the threads: it would wait for ever.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_parse, files, [rules] * len(files)))


def parse_on_executors(spark: Any, files: Sequence[LogFile], rules: Rules) -> list[LogReceipt]:
    """The same on Spark, a task a file; logs and parts lie where every executor sees them."""
    tasks = spark.sparkContext.parallelize(list(files), max(len(files), 1))
    return tasks.map(lambda file: _parse(file, rules)).collect()


def _parse(file: LogFile, rules: Rules) -> LogReceipt:
    return weblogs.parse(file.path, file.part, rules, file.format)
