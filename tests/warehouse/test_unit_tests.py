"""The unit tests of the dbt project, one by one: a failing one is named by its own test."""

import pytest
import yaml

from pipelines.home import DBT_PROJECT

STATED = [
    test["name"]
    for path in sorted((DBT_PROJECT / "models").rglob("*.yml"))
    for test in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("unit_tests", [])
]


@pytest.mark.parametrize("name", STATED)
def test_the_model_says_what_its_unit_test_says(unit_test_verdicts, name):
    status, message = unit_test_verdicts[name]
    assert status == "pass", message


def test_no_unit_test_was_left_out(unit_test_verdicts):
    assert sorted(unit_test_verdicts) == sorted(STATED)
