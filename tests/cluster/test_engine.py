"""The resource chooses what builds; where Spark cannot run, the operator is told what to do and nothing is touched."""

import threading

import pytest
import yaml
from jinja2 import Environment, StrictUndefined

from pipelines.cluster import available, run
from pipelines.cluster.session import Engine, session, stop
from pipelines.errors import RunFailed
from pipelines.home import DBT_PROJECT, Home
from pipelines.orchestration import resources
from pipelines.orchestration.resources import EngineResource
from pipelines.orchestration.target import chosen_target


def test_the_target_chooses_the_engine(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "build", lambda home: ["duckdb", home])
    monkeypatch.setattr(run, "build_and_publish", lambda home: ["spark", home])
    home = Home(tmp_path)
    assert EngineResource().build(home) == ["duckdb", home]
    assert EngineResource(target="spark").build(home) == ["spark", home]
    with pytest.raises(RunFailed, match="local 或 spark"):
        EngineResource(target="sparc").build(home)


def test_the_environment_of_a_machine_chooses_the_target(monkeypatch):
    assert chosen_target() == "local"
    monkeypatch.setenv("TONGBAO_ENGINE", "spark")
    assert chosen_target() == "spark"


@pytest.mark.parametrize("small", ["", "1"])
def test_every_setting_has_a_value_whatever_the_environment_says(small):
    """dbt refuses a profile in which one is left open."""
    template = Environment(undefined=StrictUndefined, autoescape=True)
    said = {"TONGBAO_SPARK_SMALL": small} if small else {}
    settings = yaml.safe_load((DBT_PROJECT / "profiles.yml").read_text("utf-8"))["tongbao"]["outputs"]["spark"]
    rendered = {
        name: template.from_string(value).render(env_var=lambda name, default="": said.get(name, default))
        for name, value in settings["server_side_parameters"].items()
    }
    is_open = {"spark.driver.extraJavaOptions", "spark.executor.extraJavaOptions"}
    assert {name for name, value in rendered.items() if not value} == (set() if small else is_open)


def test_a_machine_without_java_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(available, "find_spec", lambda name: object())
    monkeypatch.setattr(available, "java_version", lambda: 0)
    with pytest.raises(RunFailed, match=r"没有 Java.*apt-get install"):
        run.build_and_publish(Home(tmp_path))
    monkeypatch.setattr(available, "java_version", lambda: 11)
    assert "只有 Java 11" in available.why_not()
    monkeypatch.setattr(available, "find_spec", lambda name: None)
    assert "requirements-spark.lock" in available.why_not()
    assert list(tmp_path.iterdir()) == []


def test_a_session_that_another_thread_began_is_ended(needs_spark, tmp_path):
    """As dbt begins it: the next build of the process may have another master."""
    home = Home(tmp_path)
    first, second = (Engine(master=master, tables=str(tmp_path / "tables")) for master in ("local[1]", "local[2]"))
    begins = threading.Thread(target=session, args=(home, first))
    begins.start()
    begins.join()
    stop()
    try:
        assert session(home, second).sparkContext.master == "local[2]"
    finally:
        stop()
