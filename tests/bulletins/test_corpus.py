"""The corpus of other people's bulletins is what it says: documents that open, and a truth that stands in them."""

import csv
from collections import Counter
from pathlib import Path

import docx
import fastexcel
import pytest
from bulletins.corpus import documents, write
from bulletins.measure import measure, totals

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write(folder)
    return folder


def _seed(name: str, column: str) -> set[str]:
    with (SEEDS / name).open(encoding="utf-8-sig", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def test_many_kinds_of_documents_of_many_institutions() -> None:
    corpus = documents()
    assert len(corpus) >= 70
    assert len({document.head["kind"] for document in corpus}) >= 25
    assert len({document.head["institution"] for document in corpus}) >= 15
    assert sum(document.path.endswith(".xlsx") for document in corpus) >= 15


def test_every_truth_names_a_metric_there_is() -> None:
    known = _seed("metric.csv", "metric_id") | _seed("metric_rate.csv", "metric_id") | {""}
    assert {fact.metric for document in documents() for fact in document.facts} <= known


def test_every_supported_figure_has_a_period_a_scope_and_a_value() -> None:
    unfit = [
        fact
        for document in documents()
        for fact in document.facts
        if fact.supported == "yes" and not (fact.period_start and fact.scope and fact.value is not None)
    ]
    assert unfit == []


def test_documents_print_what_their_truth_says(written: Path) -> None:
    for document in documents():
        path = written / document.path
        if path.suffix == ".docx":
            read = docx.Document(str(path))
            texts = [paragraph.text for paragraph in read.paragraphs]
            texts += [cell.text for table in read.tables for row in table.rows for cell in row.cells]
        else:
            book = fastexcel.read_excel(str(path))
            sheets = [book.load_sheet(n, header_row=None).to_polars() for n, _ in enumerate(book.sheet_names)]
            texts = [cell for sheet in sheets for row in sheet.rows() for cell in map(str, row)]
        text = "\n".join(texts)
        missing = [fact.printed for fact in document.facts if fact.printed not in text]
        assert missing == [], document.path


def test_truth_is_a_table_beside_the_documents(written: Path) -> None:
    with (written / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["document"] for row in rows} <= {document.path for document in documents()}
    assert {row["supported"] for row in rows} == {"yes", "ask", "no"}


def test_no_figure_of_other_peoples_bulletins_is_stored_wrongly_or_lost() -> None:
    measured = measure()
    assert [(m.document.path, row) for m in measured for row in m.wrong] == []
    assert [(m.document.path, fact) for m in measured for fact in m.facts["lost"]] == []
    counts = sum(totals(measured, ("yes",)).values(), Counter())
    supported = sum(counts.values())
    assert counts["right"] >= 0.6 * supported
    assert counts["right"] + counts["waiting"] >= 0.95 * supported
