"""A whole build on Spark as a step of the monthly job: built, tested and published there, then the build file."""

import re
from datetime import datetime

from pipelines.cluster.available import why_not
from pipelines.cluster.build import build, manifest_path
from pipelines.cluster.copy import write_build_file
from pipelines.cluster.publish import public_tables, publish
from pipelines.cluster.session import SESSION, Engine, asking, stop
from pipelines.errors import RunFailed
from pipelines.home import Home
from pipelines.warehouse.build import keep_verdicts
from pipelines.warehouse.results import NodeResult


def build_and_publish(home: Home) -> list[NodeResult]:
    """Build a new version on Spark, turn its views there, and leave its tables as the build file of ``home``.

    Raises:
        BuildFailed: a model or a test of severity error failed; nothing is published.
        RunFailed: this machine cannot run Spark.
    """
    if reason := why_not():
        raise RunFailed(reason)
    version = re.sub(r"\D", "", datetime.now().isoformat(timespec="seconds"))
    engine = Engine(version=f"r{version}")
    try:
        results = build(home, engine)
        with asking(home, engine) as ask:
            publish(ask, public_tables(manifest_path(home), engine.version), engine.version)
    finally:
        if engine.target == SESSION:
            stop()
    write_build_file(home, manifest_path(home), engine.tables_folder(home), engine.version)
    keep_verdicts(home, results)
    return results
