"""The list of single mistakes stays true to the code; ``tests/mutants/run.py`` asks whether tests notice them."""

import sys

import pytest

from pipelines.home import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tests" / "mutants"))
from run import is_stale, mutants

LISTED = mutants()


def test_every_room_has_its_mistakes():
    assert len(LISTED) >= 120
    assert {"rows", "landing", "files", "weblogs", "bulletins", "warehouse", "reports", "dbt_project"} <= {
        mutant["room"] for mutant in LISTED
    }


@pytest.mark.parametrize("mutant", LISTED, ids=lambda m: f"{m['number']}-{m['room']}")
def test_a_mistake_can_still_be_made_and_has_tests_to_notice_it(mutant):
    assert not is_stale(mutant), mutant["find"]
    assert mutant["find"] != mutant["replace"] and mutant["tests"]
    assert all((REPOSITORY / test).exists() for test in mutant["tests"])
