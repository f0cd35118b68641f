"""Spark builds what DuckDB builds, to the row and the type, also when a machine is lost in the middle."""

import os

from cluster.conftest import engine_of

from pipelines.cluster.build import build
from pipelines.cluster.compare import compare
from pipelines.cluster.session import stop
from pipelines.cluster.standalone import losing_one


def test_every_published_table_of_the_sample_is_the_same_though_a_worker_is_lost(cluster, published_home, tmp_path):
    engine = engine_of(cluster, tmp_path / "tables")
    environment = dict(os.environ)
    try:
        results = build(published_home, engine, losing_one(cluster, 0.5))
    finally:
        stop()
        os.environ.clear()
        os.environ.update(environment)
    assert cluster.killed == 1
    assert sum(r.unique_id.startswith("model.") for r in results) > 190
    compared = compare(published_home.published, tmp_path / "tables")
    assert len(compared) > 70
    assert [c for c in compared if c.differs] == []
