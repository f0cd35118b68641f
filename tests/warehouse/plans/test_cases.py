"""Every comparator of a target and every kind of rule on a few rows, each verdict worked out by hand in its file."""

from functools import cache
from pathlib import Path

import pytest
from model_chain import Chain, cases


@pytest.fixture(scope="module")
def chain(plans, compiled):
    """A function model → its chain on the compiled SQL of the golden home."""
    ((path,),) = plans("SELECT path FROM duckdb_databases() WHERE database_name = 'tongbao'")
    return cache(lambda model: Chain(model, Path(path).parent, compiled))


@pytest.mark.parametrize("case", cases("targets"), ids=lambda case: case["name"])
def test_targets(chain, case):
    beyond, lacking = chain("fct_target").run(case["given"], case["expect"])
    assert (beyond, lacking) == ([], []), case["description"]


@pytest.mark.parametrize("case", cases("rules"), ids=lambda case: case["name"])
def test_rules(chain, case):
    beyond, lacking = chain("fct_rule_result").run(case["given"], case["expect"])
    assert (beyond, lacking) == ([], []), case["description"]
