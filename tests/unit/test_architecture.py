"""Each "only" of docs/architecture.md is held by a test: by one here, or by the one that is named for it."""

import re

import pytest

from pipelines import labels
from pipelines.home import DBT_PROJECT, REPOSITORY

SQL = {
    path.stem: re.sub(r"\{#.*?#\}|--[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
    for folder in ("models", "macros")
    for path in (DBT_PROJECT / folder).rglob("*.sql")
}
HERE = "tests/unit/test_architecture.py"
# Words of a sentence that says that something is so in one place or under one condition alone → file and test.
HELD = {
    "of Python only `pipelines/seeds`": ("tests/unit/test_labels.py", "test_seeds_are_opened_in_one_place"),
    "A run reads only files whose content": (
        "tests/ingest/test_only_what_changed.py",
        "test_what_did_not_change_is_neither_read_nor_written",
    ),
    "is written again only when one of its rows": (
        "tests/ingest/test_only_what_changed.py",
        "test_what_changed_is_read_and_its_month_alone_is_written",
    ),
    "A reading is certain only where": (
        "tests/bulletins/test_doubts.py",
        "test_averages_thresholds_parts_and_others_are_not_the_whole",
    ),
    "for the months asked for alone": (
        "tests/reports/test_documents.py",
        "test_only_the_newest_month_has_what_is_passed_on",
    ),
    "The sensor asks for a run only where": (
        "tests/test_operations.py",
        "test_exports_that_changed_and_are_whole_ask_for_one_run",
    ),
    "a staging model stands only where": (
        "tests/warehouse/test_layers.py",
        "test_a_staging_model_does_more_than_landing",
    ),
    "the only place that says why two figures": (HERE, "test_one_macro_says_why_figures_are_not_compared"),
    "accounts that stand in one side only": (
        "tests/warehouse/test_what_sources_can_tell.py",
        "test_a_sum_with_new_sites_is_not_set_against_one_without_them_and_names_them",
    ),
    "`int_metric_months` alone says": (HERE, "test_one_model_says_which_figure_is_a_zero"),
    "and nowhere else": (HERE, "test_a_verdict_is_made_in_two_facts"),
    "The rules are reference data alone": (HERE, "test_no_model_knows_a_scheme_of_points"),
    "what only a whole year tells": (
        "tests/warehouse/plans/test_printed_schemes.py",
        "test_the_months_of_a_unit_and_its_bonus_add_up_to_the_award_sheet",
    ),
    "the only places that say how a metric is made": (HERE, "test_the_families_say_how_a_metric_is_made"),
    "are known as now only": (HERE, "test_some_families_are_known_as_now"),
    "only the last day's row": (
        "dbt_project/tests/metric_sources_reproduce_figures.sql",
        "abs(coalesce(figures.corrected_from, figures.value) - coalesce(traced.value, 0)) > 1e-6",
    ),
    "Counts of posts only grow": (
        "tests/warehouse/test_social_snapshots.py",
        "test_a_later_export_with_fewer_columns_takes_nothing_back",
    ),
    "and nothing else": (
        "tests/warehouse/test_register_metrics.py",
        "test_a_rate_is_formed_of_two_metrics_that_add_up_or_stand_still",
    ),
    "computed only where 指数表 asks": (
        "tests/warehouse/test_families.py",
        "test_only_what_the_table_asks_for_is_computed",
    ),
    "only their mean is told of a month": (
        "tests/warehouse/test_account_days.py",
        "test_levels_take_the_last_day_flows_are_added_and_rates_stay_daily",
    ),
}


def sentences() -> list[str]:
    text = re.sub(r"```.*?```", "", (REPOSITORY / "docs/architecture.md").read_text("utf-8"), flags=re.DOTALL)
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=\|)", text)]
    return [sentence for part in parts for sentence in re.split(r"(?<=[.;:])\s+(?=[A-Z`])", part)]


def test_each_only_names_the_test_that_holds_it():
    limiting = [s for s in sentences() if re.search(r"\b(only|alone|nowhere else|nothing else)\b", s)]
    assert [s for s in limiting if not any(words in s for words in HELD)] == []
    assert [words for words in HELD if not any(words in s for s in limiting)] == []


@pytest.mark.parametrize(("file", "test"), HELD.values(), ids=[words[:40] for words in HELD])
def test_the_test_that_is_named_is_there(file, test):
    assert test in (REPOSITORY / file).read_text("utf-8")


def stating(pattern: str, *left_out: str) -> set[str]:
    return {name for name, sql in SQL.items() if re.search(pattern, sql)} - set(left_out)


def test_one_macro_says_why_figures_are_not_compared():
    reasons = "|".join(labels.names("comparison_reason").keys() - labels.names("figure_status").keys())
    assert stating(rf"then '({reasons})'") == {"comparison"}


def test_one_model_says_which_figure_is_a_zero():
    """Of leaves; sums, rates and subjects are made of them, and a correction may put a zero in its place."""
    leaves = stating(r"(then|select|else) 'zero'|'zero' as status")
    assert leaves - {"agg_metric_month", "agg_metric_period", "fct_subject_month"} == {
        "int_metric_months",
        "int_metric_figures",
    }


def test_a_verdict_is_made_in_two_facts():
    assert stating(r"(?<!\.is_met) as is_met\b") - stating(r"bool_\w+\([^)]*\) as is_met\b") == {
        "fct_target",
        "fct_rule_result",
    }
    statuses = "|".join(labels.names("plan_status").keys() - labels.names("figure_status").keys())
    assert stating(rf"then '({statuses})'") == {"fct_target"}


def test_no_model_knows_a_scheme_of_points():
    assert stating(r"\b(scheme|score_rule|measure)_id\s*(=|<>|in)\s*\(?'") == set()


def test_the_families_say_how_a_metric_is_made():
    assert {n for n in stating(r"\bcontributions\(") if not n.startswith("int_metric_contributions__")} == {
        "contributions"
    }


def test_some_families_are_known_as_now():
    names = ("states", "distinct", "reviews", "wechat", "party")
    families = {f"int_metric_contributions__{family}" for family in names}
    assert stating(r"versions=false", "contributions") == families
    (sentence,) = [s for s in sentences() if "are known as now only" in s]
    assert all(f"`__{family}`" in sentence for family in names)


def test_what_is_named_is_there():
    """Models, tables, files and rooms; what a run makes below warehouse/ and landing/ is in no repository."""
    text = re.sub(r"```.*?```", "", (REPOSITORY / "docs/architecture.md").read_text("utf-8"), flags=re.DOTALL)
    names = set(re.findall(r"`([^`\n]+)`", text))
    folders = [REPOSITORY, *(REPOSITORY / room for room in ("pipelines", "pipelines/reports", "dbt_project", "tests"))]

    def is_there(name: str) -> bool:
        if re.fullmatch(r"(int|fct|rpt|agg|dim|stg|bridge)_\w+", name):
            return name in SQL
        if published := re.fullmatch(r"(quality|bulletin)\.(\w+)", name):
            return "_".join(published.groups()) in SQL
        if re.fullmatch(r"\w+\.(py|toml|md)", name):
            return any([*(REPOSITORY / folder).glob(f"**/{name}")] for folder in ("pipelines", "docs", "tests/unit"))
        if re.fullmatch(r"(?!warehouse/\w+\.|warehouse/(build|dagster)|landing/ingest)[\w.]+(/[\w.-]+)+/?", name):
            return any((folder / f"{name}{end}").exists() for folder in folders for end in ("", ".py", ".sql"))
        return True

    assert [name for name in sorted(names) if not is_there(name)] == []
