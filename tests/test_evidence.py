"""Evidence is a tree of plain values: whoever prints it, or writes it into a page, needs nothing else."""

import dataclasses
import json
from pathlib import Path

import duckdb
import pytest

from pipelines.commands.trace import lines
from pipelines.home import REPOSITORY
from pipelines.lineage.evidence import Evidence, SourceRow, places, total, verdict, walk
from pipelines.lineage.figure import figure_evidence
from pipelines.lineage.selection import find_figure


@pytest.fixture(scope="module")
def warehouse(published_home):
    configuration = {"enable_external_access": False}
    with duckdb.connect(str(published_home.published), read_only=True, config=configuration) as connection:
        yield connection


def test_a_figure_leads_to_its_rows_as_values(warehouse):
    figure = find_figure(warehouse, "web_articles_published", department="英语学院")
    evidence = figure_evidence(warehouse, figure, "2020-09")
    (sources,) = [part for part in walk(evidence) if part.label == "出处"]
    assert evidence.value == total(sources.rows) == len(sources.rows) > 0
    assert {type(row.row) for row in sources.rows} == {int}
    assert [part.agrees for part in walk(evidence) if part.agrees is not None] == [True]


def test_evidence_is_made_of_plain_values(warehouse):
    figure = find_figure(warehouse, "wechat_reads_per_article")
    evidence = figure_evidence(warehouse, figure, "2020-09")
    assert json.loads(json.dumps(dataclasses.asdict(evidence), ensure_ascii=False))["label"] == evidence.label


def test_neighbouring_rows_that_add_the_same_are_one_run():
    rows = [SourceRow("a.xlsx", "甲", row, value) for row, value in ((2, 1), (3, 1), (4, 2), (6, 2))]
    (place,) = places(rows)
    assert (place.count, place.total) == (4, 6)
    assert place.runs == ((2, 3, 1), (4, 4, 2), (6, 6, 2))


def test_a_row_without_a_value_is_shown_and_adds_nothing():
    evidence = Evidence("评分", rows=(SourceRow("a.csv", "", 2, None), SourceRow("a.csv", "", 3, 4)))
    assert list(lines(evidence)) == ["评分", "  a.csv：2 行，合计 4", "    第 2 行 —；第 3 行 4"]


def test_what_does_not_add_up_says_so():
    assert verdict(2, 3).agrees is False and "≠" in verdict(2, 3).label
    assert verdict(2, None).agrees is False


def test_a_text_from_a_file_cannot_steer_the_terminal():
    assert list(lines(Evidence("甲\x1b[2J", "乙\n丙"))) == ["甲 [2J：乙 丙"]


def test_lineage_prints_nothing_and_knows_nobody_who_does():
    for path in (REPOSITORY / "pipelines/lineage").glob("*.py"):
        text = Path(path).read_text(encoding="utf-8")
        assert "print(" not in text and "pipelines.commands" not in text, path.name
