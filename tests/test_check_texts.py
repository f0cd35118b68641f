"""A check that fails says in Dagster's page what is wrong, not only how much."""

import dagster as dg

from pipelines.orchestration.landing import _texts
from pipelines.orchestration.warehouse import _events
from pipelines.warehouse.results import NodeResult

KEY = dg.AssetKey(["main", "fct_web_article"])
TEST = "test.tongbao.one_row_per_article.1"


def test_faults_of_a_dataset_stand_at_its_check():
    told = _texts([f"第 {n} 行｜列 点击量｜值 abc" for n in range(25)])["说明"].value
    assert "第 0 行" in told and "第 19 行" in told and "还有 5 处" in told
    assert _texts([]) == {}


def test_a_failed_test_stands_with_its_message_and_a_passed_one_says_nothing():
    for status, message in (("fail", "Got 3 results, configured to fail if != 0"), ("pass", "")):
        (verdict,) = _events([NodeResult(TEST, status, 3, message, 0.1)], {}, {TEST: KEY})
        told = verdict.metadata.get("说明")
        assert (told.value if told else "") == (f"- {message}" if message else "")
