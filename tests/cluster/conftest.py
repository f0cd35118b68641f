"""A standalone cluster on loopback for the tests of this folder; skipped, with the reason, where Spark cannot run."""

import os
from pathlib import Path

import pytest

from pipelines.cluster import standalone
from pipelines.cluster.available import why_not
from pipelines.cluster.session import Engine, session
from pipelines.home import Home


@pytest.fixture(autouse=True)
def plain_settings(monkeypatch):
    for name in [n for n in os.environ if n.startswith("TONGBAO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TONGBAO_SPARK_SMALL", "1")


@pytest.fixture(scope="session")
def needs_spark():
    if reason := why_not():
        pytest.skip(reason)


@pytest.fixture
def cluster(needs_spark, tmp_path):
    with standalone.running(tmp_path / "cluster") as running:
        yield running


@pytest.fixture
def spark(cluster, tmp_path, monkeypatch):
    """A session on the cluster, for tests that build no warehouse."""
    home = Home(tmp_path / "nowhere")
    made = session(home, engine_of(cluster, tmp_path / "tables"))
    yield made
    made.stop()


def engine_of(cluster: standalone.Cluster, tables: Path) -> Engine:
    return Engine(master=cluster.address, tables=str(tables), driver_memory="2g", executor_memory="1g")
