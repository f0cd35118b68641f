"""Who answers on Spark: a session of this process, the one that dbt builds in, or a server that many share.

Settings come from the dbt profile, places from a home.
"""

# The engine is installed for the optional group alone.
# pyright: reportMissingImports=false

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.build import environment, profile

SESSION, SERVER = "spark", "spark_server"
# A statement → its rows.
Ask = Callable[[str], list[tuple]]


@dataclass(frozen=True)
class Engine:
    """Where and how Spark runs; what is empty is left to the environment (TONGBAO_SPARK_…) and the profile.

    master: local[2], spark://host:7077, yarn… server: host:port of a Thrift server, in whose place no session is begun.
    tables: the folder of the tables, seen by every machine; a server's own. version: what the schemas of this build are
    told apart by (main_<version>).
    """

    master: str = ""
    server: str = ""
    tables: str = ""
    version: str = ""
    driver_memory: str = ""
    executor_memory: str = ""
    cores: str = ""

    def environment(self, home: Home) -> dict[str, str]:
        told = {
            "TONGBAO_SPARK_MASTER": self.master,
            "TONGBAO_SPARK_SERVER": self.server,
            "TONGBAO_SPARK_TABLES": self.tables,
            "TONGBAO_SPARK_VERSION": self.version,
            "TONGBAO_SPARK_DRIVER_MEMORY": self.driver_memory,
            "TONGBAO_SPARK_EXECUTOR_MEMORY": self.executor_memory,
            "TONGBAO_SPARK_CORES": self.cores,
        }
        return environment(home) | {name: value for name, value in told.items() if value}

    @property
    def target(self) -> str:
        """Of the dbt profile."""
        return SERVER if self.server or shared_server() else SESSION

    def tables_folder(self, home: Home) -> Path:
        return Path(self.tables or os.environ.get("TONGBAO_SPARK_TABLES") or home.build / "spark")


def shared_server() -> str:
    """host:port of the Thrift server that this machine is set to; empty where it begins sessions of its own."""
    return os.environ.get("TONGBAO_SPARK_SERVER", "")


@contextmanager
def asking(home: Home, engine: Engine) -> Iterator[Ask]:
    """What answers statements that are not dbt's."""
    if engine.target == SESSION:
        spark = session(home, engine)
        yield lambda statement: [tuple(row) for row in spark.sql(statement).collect()]
        return
    from pyhive import hive

    os.environ.update(engine.environment(home))
    said = profile(home, SERVER)
    # An empty setting is written as None, which the driver would take for a password.
    named = {name: said[name] for name in ("auth", "password", "kerberos_service_name") if said[name] != "None"}
    with closing(hive.connect(host=said["host"], port=int(said["port"]), username=said["user"], **named)) as connection:

        def ask(statement: str) -> list[tuple]:
            with closing(connection.cursor()) as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

        yield ask


def session(home: Home, engine: Engine) -> Any:
    """The running session, or a new one with the settings dbt itself will ask for."""
    from pyspark.sql import SparkSession

    os.environ.update(engine.environment(home))
    # Executors run our own functions (reading logs), so they need a Python that has our packages.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in profile(home, SESSION)["server_side_parameters"].items():
        builder = builder.config(name, value)
    spark = builder.config("spark.sql.ansi.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def stop() -> None:
    """End the session of this process, whichever thread began it; its cores are free for others then, and the next one
    may have another master."""
    from pyspark.sql import SparkSession

    # dbt begins it in a thread of its own; as the active session only that thread would find it.
    SparkSession.builder.getOrCreate().stop()
