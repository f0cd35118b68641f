"""A group of institutions on Spark: what each has built there, in a version of its own, united by views."""

from collections.abc import Mapping
from typing import Any

from pipelines.cluster.build import schema_of
from pipelines.group.tables import FIGURES, KEY, UNITED


def unite(spark: Any, versions: Mapping[str, str], people: Mapping[str, int | None], into: str = "united") -> None:
    """Views over the tables of all members, and their figures set against each other, in a schema of their own.

    versions: institution_id → the version its schemas are named by (``main_<version>``). people: institution_id → how
    many teach and study there, None where nobody says so.
    """
    spark.sql(f"create schema if not exists {into}")
    for table in UNITED:
        members = " union all ".join(
            f"select '{name}' as {KEY}, * from {schema_of('main', version)}.{table}"
            for name, version in versions.items()
        )
        spark.sql(f"create or replace view {into}.{table} as {members}")
    sizes = ", ".join(f"('{name}', cast({people.get(name) or 'null'} as bigint))" for name in versions)
    spark.sql(f"create or replace view {into}.dim_institution as select * from values {sizes} as t ({KEY}, people)")
    names = {name: f"{into}.{name}" for name in (*UNITED, "dim_institution")}
    spark.sql(f"drop table if exists {into}.rpt_institution_figure")
    spark.sql(f"create table {into}.rpt_institution_figure using parquet as {FIGURES.format(**names)}")
