"""The Spark session of this process, the one that dbt builds in: settings from the dbt profile, places from a home."""

# The engine is installed for the optional group alone.
# pyright: reportMissingImports=false

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.build import environment, profile

TARGET = "spark"


@dataclass(frozen=True)
class Engine:
    """Where and how Spark runs; what is empty is left to the environment (TONGBAO_SPARK_…) and the profile.

    master: local[2], spark://host:7077, yarn… tables: the folder of the tables, seen by every machine.
    version: what the schemas of this build are told apart by (main_<version>).
    """

    master: str = ""
    tables: str = ""
    version: str = ""
    driver_memory: str = ""
    executor_memory: str = ""
    cores: str = ""

    def environment(self, home: Home) -> dict[str, str]:
        told = {
            "TONGBAO_SPARK_MASTER": self.master,
            "TONGBAO_SPARK_TABLES": self.tables,
            "TONGBAO_SPARK_VERSION": self.version,
            "TONGBAO_SPARK_DRIVER_MEMORY": self.driver_memory,
            "TONGBAO_SPARK_EXECUTOR_MEMORY": self.executor_memory,
            "TONGBAO_SPARK_CORES": self.cores,
        }
        return environment(home) | {name: value for name, value in told.items() if value}

    def tables_folder(self, home: Home) -> Path:
        return Path(self.tables or os.environ.get("TONGBAO_SPARK_TABLES") or home.build / "spark")


def session(home: Home, engine: Engine) -> Any:
    """The running session, or a new one with the settings dbt itself will ask for."""
    from pyspark.sql import SparkSession

    os.environ.update(engine.environment(home))
    # Executors run our own functions (reading logs), so they need a Python that has our packages.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in profile(home, TARGET)["server_side_parameters"].items():
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
