"""A code has one Chinese label, in a seed that is published; nobody spells it a second time."""

import re

import pytest

from pipelines import labels
from pipelines.contracts import CONTRACTS
from pipelines.home import DBT_PROJECT, REPOSITORY

KINDS = sorted({row["code_kind"] for row in labels._rows()})


def _sources() -> list[tuple[str, str]]:
    folders = (REPOSITORY / "pipelines", DBT_PROJECT / "models", DBT_PROJECT / "macros")
    paths = [p for folder in folders for p in sorted(folder.rglob("*")) if p.suffix in (".py", ".sql", ".html")]
    return [(path.name, path.read_text("utf-8")) for path in paths]


def test_no_label_of_a_code_stands_a_second_time():
    """Neither in a mapping or a call ("warn": "提示") nor in a case (when 'warn' then '提示')."""
    text = _sources()
    again = []
    for kind in KINDS:
        for told in (labels.names(kind), labels.notes(kind)):
            for code, label in told.items():
                pair = re.compile(rf"""(["']){code}\1(?:\s*[:,]\s*\(?|\s+then\s+)(["']){re.escape(label)}\2""")
                again += [f"{name}: {pair.search(source)[0]}" for name, source in text if pair.search(source)]
    assert again == []


def test_what_looks_for_a_second_label_finds_one():
    pair = re.compile(r"""(["'])warn\1(?:\s*[:,]\s*\(?|\s+then\s+)(["'])提示\2""")
    for source in (
        '{"warn": "提示"}',
        "{'warn': ('提示', 1)}",
        "case when x = 'warn' then '提示' end",
        '("warn", "提示")',
    ):
        assert pair.search(source)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_calls_each_code_once_and_by_words_of_its_own(kind):
    codes = [row["code"] for row in labels._rows() if row["code_kind"] == kind]
    assert len(codes) == len(set(codes))
    assert len(set(labels.names(kind).values())) == len(codes)


def test_every_landed_data_set_has_a_label():
    assert {name for name, data in CONTRACTS.items() if not data.is_reference} <= labels.names("dataset").keys()


def test_page_trace_and_desk_call_a_warning_alike():
    from pipelines.lineage.context import VERDICT
    from pipelines.reports import format as fmt

    assert fmt.VERDICT["warn"][1] == VERDICT["warn"] == labels.names("check_status")["warn"] == "提示"


def test_seeds_are_opened_in_one_place():
    """Elsewhere a folder ``seeds`` is one that dbt or the build made."""
    opening = re.compile(r"""DBT_PROJECT\W+seeds\b|\bseeds/""")
    found = {name for name, text in _sources() if name.endswith(".py") and opening.search(text)}
    assert found == {"seeds.py"}
