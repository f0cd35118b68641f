"""Run the monthly job in this process, recorded in the same instance that the web page shows."""

import gc
import os
import sqlite3
from contextlib import suppress

import dagster as dg
from sqlalchemy.exc import OperationalError

from pipelines.errors import RunFailed
from pipelines.home import Home
from pipelines.landing.land import Ingested, already_landed
from pipelines.orchestration.environment import plain_environment
from pipelines.orchestration.history import forget_old_runs, recorded
from pipelines.orchestration.target import chosen_target
from pipelines.warehouse.listening import Listener, heard_by
from pipelines.warehouse.publish import SwapRefused
from pipelines.warehouse.versions import KEPT


def run_months(
    home: Home, months: list[str], accept_errors: bool, listener: Listener, ingested: Ingested, keep: int = KEPT
) -> None:
    """Build, audit, publish and write pages for ``months`` as one run; ``ingested`` has been landed.

    Raises:
        SwapRefused: the new version waits until a program lets go of the published one.
        RunFailed: a step says why it failed; any other exception of a step is raised as it is. What was published
            before is still published.
        KeyboardInterrupt: Ctrl-C, also while a step runs.
    """
    # What dbt and Dagster know of the project lives as long as the run; looking through it for garbage took a tenth.
    gc.set_threshold(50_000)
    plain = plain_environment(home)
    os.environ.clear()
    os.environ.update(plain)
    from pipelines.orchestration.definitions import assets
    from pipelines.orchestration.resources import EngineResource, HomeResource

    span = {"dagster/asset_partition_range_start": months[0], "dagster/asset_partition_range_end": months[-1]}
    with heard_by(listener), already_landed(ingested), recorded() as instance:
        try:
            dg.materialize(
                assets(home),
                instance=instance,
                resources={
                    "home": HomeResource(root=str(home.root), accept_errors=accept_errors, keep=keep),
                    "engine": EngineResource(target=chosen_target()),
                },
                partition_key=months[0] if len(months) == 1 else None,
                tags=span if len(months) > 1 else None,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
        except dg.DagsterExecutionInterruptedError as reason:  # Ctrl-C inside a step; no Exception of Python's
            raise KeyboardInterrupt from reason
        except dg.Failure as reason:
            if isinstance(reason.__cause__, SwapRefused):
                raise reason.__cause__ from reason
            raise RunFailed(reason.description) from reason
        finally:
            # Its own record is all that this run needs.
            with suppress(sqlite3.OperationalError, OperationalError):  # in use: next time
                forget_old_runs(instance)
