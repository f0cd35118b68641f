"""What the assets need from outside: which home they work in, and whether faults in the data may be passed over,
and how many published versions stay."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipelines.errors import RunFailed
from pipelines.home import Home, find_home
from pipelines.warehouse.build import build
from pipelines.warehouse.lock import run_lock
from pipelines.warehouse.results import NodeResult
from pipelines.warehouse.versions import KEPT


class EngineResource(dg.ConfigurableResource):
    """What builds the warehouse: ``local`` (DuckDB, in this process) or ``spark`` (docs/beyond-one-machine.md; where it
    runs is said by TONGBAO_SPARK_… in the environment). The published file is the same."""

    target: str = "local"

    def build(self, home: Home) -> list[NodeResult]:
        """Every model and data test into the build file.

        Raises:
            BuildFailed: a model or a test of severity error failed.
            RunFailed: there is no such engine, or this machine cannot run Spark; says why.
        """
        if self.target == "local":
            return build(home)
        if self.target != "spark":
            raise RunFailed(f"TONGBAO_ENGINE 只能是 local 或 spark，不是“{self.target}”。")
        from pipelines.cluster.run import build_and_publish

        return build_and_publish(home)


class HomeResource(dg.ConfigurableResource):
    """One institution's folder, held for the length of a run. Empty root: TONGBAO_HOME or the repository."""

    root: str = ""
    accept_errors: bool = False
    keep: int = KEPT

    @property
    def home(self) -> Home:
        return find_home(self.root or None)

    @contextmanager
    def yield_for_execution(self, context) -> Iterator["HomeResource"]:
        with run_lock(self.home):
            yield self
