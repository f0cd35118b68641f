"""What the assets need from outside: which home they work in, and whether faults in the data may be passed over,
and how many published versions stay."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipelines.home import Home, find_home
from pipelines.warehouse.lock import run_lock
from pipelines.warehouse.versions import KEPT


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
