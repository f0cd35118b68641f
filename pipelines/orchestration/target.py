"""What this machine is set to work with: DuckDB and its own processes, or Spark (docs/beyond-one-machine.md)."""

import os
from collections.abc import Callable

from pipelines.errors import WrongUse
from pipelines.home import Home
from pipelines.landing.land import Ingested, take_in

LOCAL, SPARK = "local", "spark"


def chosen_target() -> str:
    """``local`` or ``spark``, by TONGBAO_ENGINE."""
    return os.environ.get("TONGBAO_ENGINE") or LOCAL


def check_settings() -> None:
    """Look at what the environment says before the reading, which is long.

    Raises:
        WrongUse: a setting has a value that it cannot have, or this machine cannot run the engine it is set to.
    """
    if (target := chosen_target()) not in {LOCAL, SPARK}:
        raise WrongUse(
            f"环境变量 TONGBAO_ENGINE 只能是 {LOCAL} 或 {SPARK}，不是“{target}”。改正或去掉这个变量，再运行一次。"
        )
    if (limit := os.environ.get("TONGBAO_MEMORY")) is not None and not _is_limit(limit):
        raise WrongUse(
            f"环境变量 TONGBAO_MEMORY 要写成数字和单位（如 2GB 或 1500MB），不是“{limit}”。"
            "改正或去掉这个变量，再运行一次。"
        )
    if target == SPARK:
        from pipelines.cluster.available import why_not

        if reason := why_not():
            raise WrongUse(f"环境变量 TONGBAO_ENGINE 设成了 {SPARK}，而这里不能用它。{reason}")


def read_raw(home: Home, progress: Callable[[str], None] = lambda text: None) -> Ingested:
    """Read what changed in ``raw/`` and land it; new server logs are read by the executors where Spark is set;
    a server that many share runs statements alone.

    Raises:
        RunFailed: there are new logs and this machine cannot run Spark.
    """
    if chosen_target() != SPARK or os.environ.get("TONGBAO_SPARK_SERVER"):
        return take_in(home, progress)
    from pipelines.cluster.logs import on_executors

    return take_in(home, progress, on_executors(home))


def _is_limit(text: str) -> bool:
    """Whether the engine takes it as a limit of memory."""
    import duckdb

    try:
        duckdb.connect(config={"memory_limit": text}).close()
    except duckdb.Error:
        return False
    return True
