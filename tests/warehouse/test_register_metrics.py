"""Every figure the trade asks for has a metric or a stated reason, and every metric of a ledger is well defined."""

import csv
from pathlib import Path

import pytest

from pipelines.contracts import CONTRACTS
from pipelines.home import DBT_PROJECT
from pipelines.sources import catalog

SHARED = Path(__file__).parents[3] / "shared"
DATA = Path(__file__).parent / "data"


def table(path: Path, encoding: str = "utf-8") -> list[dict]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


METRICS = {row["metric_id"]: row for row in table(DBT_PROJECT / "seeds" / "metric.csv")}
RATES = {row["metric_id"]: row for row in table(DBT_PROJECT / "seeds" / "metric_rate.csv")}
DATASETS = {row["dataset"]: row for row in table(DBT_PROJECT / "seeds" / "dataset.csv")}
RULES = table(DBT_PROJECT / "seeds" / "register_metric.csv")
LEFT_OUT = {row["metric_id"]: row for row in table(DATA / "metric_left_out.csv")}
CARRIERS = {row["raw_source"]: row["carrier"] for row in table(DATA / "raw_source.csv")}
FORMATS = {f.id: f for f in catalog.load().formats}
# A layout of another ledger's rows (the three dates of a review) is no ledger of its own.
REGISTERS = {
    f.id
    for f in catalog.load().of("registers")
    if f.dataset in ("register_entry", "media_item") and f.constants.get("register_id", f.id) == f.id
}
ABOUT_MEDIA = {"register_media", "register_media_crosstab"}


def test_every_ledger_is_a_dataset_of_the_warehouse_under_the_name_it_is_declared_with():
    assert {i: DATASETS[i]["name"] for i in REGISTERS - ABOUT_MEDIA} == {
        i: FORMATS[i].title for i in REGISTERS - ABOUT_MEDIA
    }


def test_a_rule_names_a_ledger_and_a_metric_of_just_this_ledger():
    wrong = [
        rule
        for rule in RULES
        if rule["register_id"] not in REGISTERS or METRICS[rule["metric_id"]]["dataset"] != rule["register_id"]
    ]
    assert wrong == []


def test_the_unit_of_a_metric_is_one_its_rows_may_have():
    wrong = [
        rule["metric_id"]
        for rule in RULES
        if rule["measure"] == "quantity" and METRICS[rule["metric_id"]]["unit"] not in rule["unit"].split("|")
    ]
    assert wrong == []


def test_shares_are_never_added():
    assert [m for m, row in METRICS.items() if row["unit"] == "%" and row["additivity"] != "non"] == []


@pytest.mark.parametrize("metric_id", sorted(METRICS))
def test_a_metric_has_a_name_a_unit_and_a_definition_and_stands_on_a_dataset(metric_id):
    metric = METRICS[metric_id]
    assert all(metric[column].strip() for column in ("name", "unit", "definition", "direction"))
    assert metric["additivity"] in ("additive", "semi", "non")
    assert metric["dataset"] in DATASETS
    assert metric["counted_by"] in ("", *METRICS)


@pytest.mark.parametrize("metric_id", sorted(RATES))
def test_a_rate_is_formed_of_two_metrics_that_add_up_or_stand_still(metric_id):
    rate = RATES[metric_id]
    assert all(rate[column].strip() for column in ("name", "unit", "definition", "direction"))
    assert METRICS[rate["numerator_id"]]["additivity"] == "additive"
    assert METRICS[rate["denominator_id"]]["additivity"] in ("additive", "semi")
    assert metric_id not in METRICS


def test_a_reason_is_given_only_for_what_is_left_out():
    assert sorted(set(LEFT_OUT) & {*METRICS, *RATES}) == []
    assert {row["reason"] for row in LEFT_OUT.values()} == {"column", "dimension", "not a measure", "promise"}


@pytest.mark.skipif(not SHARED.exists(), reason="no list of the trade's figures")
class TestStatistics:
    @pytest.fixture
    def statistics(self):
        return table(SHARED / "statistics.csv", "utf-8-sig")

    def test_every_metric_is_served_or_left_out_for_a_reason(self, statistics):
        assert sorted({row["metric"] for row in statistics} - {*METRICS, *RATES, *LEFT_OUT}) == []

    def test_every_source_of_a_figure_or_rule_has_a_dataset_that_carries_it(self, statistics):
        wanted = {
            source for row in statistics if row["kind"] in ("figure", "rule") for source in row["raw_source"].split(";")
        }
        assert sorted(wanted - set(CARRIERS)) == []
        assert sorted(c for c in CARRIERS.values() if c not in CONTRACTS and c not in FORMATS) == []
