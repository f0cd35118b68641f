"""A group united on Spark says what the group's file says."""

import duckdb

from pipelines.cluster.group import unite
from pipelines.group import warehouse
from pipelines.group.members import Member
from pipelines.group.tables import UNITED
from pipelines.home import Home

PEOPLE = {"a": 20000, "b": None}


def test_figures_united_on_spark_are_those_of_the_groups_file(spark, published_home, tmp_path):
    other = Home(tmp_path / "b")
    other.warehouse.mkdir(parents=True)
    other.published.write_bytes(published_home.published.read_bytes())
    with duckdb.connect(str(other.published)) as connection:
        connection.execute("UPDATE rpt_metric_trend SET value = value + 7, is_complete = month <> '2020-07'")
        connection.execute("UPDATE dim_metric SET definition = '另一种口径' WHERE metric_id = 'web_articles_important'")
    homes = {"a": published_home, "b": other}
    for name, home in homes.items():
        spark.sql(f"create schema main_{name}")
        with duckdb.connect(str(home.published), read_only=True) as connection:
            for table in UNITED:
                path = tmp_path / f"{name}-{table}.parquet"
                connection.execute(f"COPY main.{table} TO '{path}'")
                spark.sql(f"create view main_{name}.{table} as select * from parquet.`{path}`")
    unite(spark, {name: name for name in homes}, PEOPLE)
    warehouse.unite([Member(name, name, home, PEOPLE[name]) for name, home in homes.items()], tmp_path / "out")
    found = tmp_path / "tables" / "united.db" / "rpt_institution_figure" / "*.parquet"
    with duckdb.connect(str(tmp_path / "out" / warehouse.FILE), read_only=True) as connection:
        assert (
            connection.execute("SELECT count(*) FROM rpt_institution_figure WHERE is_comparable").fetchall()[0][0] > 100
        )
        for one, other_side in (("rpt_institution_figure", f"'{found}'"), (f"'{found}'", "rpt_institution_figure")):
            query = f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other_side})"
            assert connection.execute(query).fetchone() == (0,)
    for table in ("dim_metric", "rpt_metric_trend", "rpt_score"):
        counted = {
            row[0]: row[1]
            for row in spark.sql(
                f"select institution_id, count(*) from united.{table} group by institution_id"
            ).collect()
        }
        own = {}
        for name, home in homes.items():
            with duckdb.connect(str(home.published), read_only=True) as connection:
                own[name] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        assert counted == {name: rows for name, rows in own.items() if rows}
