"""A build whose own tests find a fault is no build: nothing of it is published, and the tests are named."""

from types import SimpleNamespace

import pytest

from pipelines.warehouse.build import results_of
from pipelines.warehouse.results import BuildFailed


def outcome(*statuses: str, exception: str | None = None):
    """What dbt hands back: a model that was made, then tests of these statuses."""
    nodes = [SimpleNamespace(unique_id="model.m", resource_type="model")]
    nodes += [SimpleNamespace(unique_id=f"test.{status}", resource_type="test") for status in statuses]
    results = [
        SimpleNamespace(node=node, status=status, failures=None, message=f"said {status}", execution_time=0.1)
        for node, status in zip(nodes, ("success", *statuses), strict=True)
    ]
    return SimpleNamespace(success=not exception, exception=exception, result=SimpleNamespace(results=results))


@pytest.mark.parametrize("status", ["fail", "error", "runtime error"])
def test_one_test_that_fails_among_others_fails_the_build(status):
    with pytest.raises(BuildFailed, match=f"test.{status}：said {status}") as failed:
        results_of(outcome("pass", status, "pass"))
    assert [r.status for r in failed.value.results] == ["success", "pass", status, "pass"]


def test_warnings_and_what_was_skipped_are_results_like_others():
    assert [r.status for r in results_of(outcome("pass", "warn", "skipped"))] == ["success", "pass", "warn", "skipped"]


def test_what_never_ran_is_told_with_its_reason():
    broken = SimpleNamespace(success=False, exception="no such profile", result=None)
    with pytest.raises(BuildFailed, match="no such profile"):
        results_of(broken)
