"""What a declared format must bring with it: a file that shows it, a contract, a staging model, a certainty."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from exhibits import platforms
from homes import write_csv

from pipelines.contracts import CONTRACTS
from pipelines.faults import FileFault
from pipelines.files import decode
from pipelines.home import DBT_PROJECT
from pipelines.recognition.recognise import recognise
from pipelines.sources import catalog
from pipelines.sources.catalog import CERTAINTY

# Tables that clerks fill in are shown by their templates.
TEMPLATES = [f for f in catalog.load().formats if f.source in ("reference", "bulletins")]
FORMATS = [f for f in catalog.load().formats if f not in TEMPLATES]
SOURCES = Path(catalog.__file__).parent


@pytest.fixture(scope="module")
def receipts(exhibits, read):
    """path → (format id, receipt) of every exhibit."""
    return {path: [(r.format, r) for r in read.entries[path].receipts] for path in exhibits[1]}


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.id)
class TestEveryFormat:
    def test_is_shown_by_a_file_that_is_recognised_as_it(self, fmt, exhibits, receipts):
        shown = [path for path, formats in exhibits[1].items() if fmt.id in formats]
        assert shown, f"no exhibit of {fmt.id}"
        for path in shown:
            assert fmt.id in [found for found, _ in receipts[path]], path

    def test_lands_rows(self, fmt, exhibits, receipts):
        for path, formats in exhibits[1].items():
            if fmt.id in formats:
                assert [r.rows_kept > 0 for found, r in receipts[path] if found == fmt.id] == [True], path

    def test_has_a_contract_with_every_column_it_fills(self, fmt):
        columns = set(CONTRACTS[fmt.dataset].dtypes)
        filled = {*fmt.columns, *fmt.constants, *fmt.choices, *fmt.labels, *fmt.parse, *fmt.fill_down}
        assert filled - columns - {fmt.people} == set()

    def test_is_read_by_a_model(self, fmt):
        models = (DBT_PROJECT / "models").rglob("*.sql")
        assert any(f"source('landing', '{fmt.dataset}')" in model.read_text(encoding="utf-8") for model in models)

    def test_says_how_sure_we_are(self, fmt):
        assert fmt.certainty in CERTAINTY


@pytest.mark.parametrize("fmt", TEMPLATES, ids=lambda f: f.id)
class TestEveryTemplate:
    def test_is_recognised_as_itself_by_its_headers_in_any_order(self, fmt, tmp_path):
        headers = [names[0] for names in fmt.columns.values()]
        for order in (headers, headers[::-1]):
            path = write_csv(tmp_path / "表.csv", [order, ["1"] * len(order)])
            tables, faults = recognise(decode.read(path, "表.csv"), fmt.source, catalog.load(), "表.csv")
            assert ([t.fmt.id for t in tables], faults) == ([fmt.id], [])

    def test_fills_columns_of_its_contract(self, fmt):
        assert set(fmt.columns) <= set(CONTRACTS[fmt.dataset].dtypes)


class TestTheGallery:
    def test_no_exhibit_is_taken_for_anything_else(self, exhibits, receipts):
        wrong = {p: (f, receipts[p]) for p, f in exhibits[1].items() if sorted(f) != sorted(i for i, _ in receipts[p])}
        assert wrong == {}

    def test_no_exhibit_has_an_error(self, exhibits, read):
        assert [f for p in exhibits[1] for f in read.entries[p].faults if f.severity == "error"] == []

    def test_no_person_of_an_exhibit_is_kept(self, exhibits, read):
        texts = [t for frame in read.frames.values() for t in frame.rows() if platforms.PERSON in map(str, t)]
        assert texts == []
        assert platforms.PHONE not in str([e.faults for e in read.entries.values()])


class TestDeclarations:
    def test_of_a_source_lie_in_the_file_named_after_it(self):
        for path in SOURCES.glob("*.toml"):
            document = tomllib.loads(path.read_text(encoding="utf-8"))
            if "source" in document:
                assert document["source"]["id"] == path.stem

    def test_never_keep_and_drop_one_header(self):
        for fmt in catalog.load().formats:
            kept = {n for accepted in fmt.columns.values() for n in accepted} | set(fmt.unpivot)
            assert not kept & (fmt.ignored | fmt.personal), fmt.id

    def test_every_home_keeps_its_reasons_for_assumed_headers(self):
        listed = {row[0] for row in catalog.mapping_rows()}
        assert listed == {f.id for f in catalog.load().formats if f.certainty == "assumed"}

    def test_channels_of_sources_are_channels_of_the_warehouse(self):
        known = re.findall(
            r"^(\w+),", (DBT_PROJECT / "seeds" / "channel.csv").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert {s.channel for s in catalog.load().sources.values() if s.channel} <= set(known)


@pytest.mark.parametrize("refused", catalog.load().unclaimed, ids=lambda u: u.title)
def test_what_is_not_counted_is_refused_by_name_and_reason(refused, tmp_path):
    """Each file has the columns that give it away; where it says nothing about its folder, any folder will do."""
    content = answer_of(refused) if refused.records else ",".join(refused.headers) + "\n" + "1," * len(refused.headers)
    path = tmp_path / "export"
    path.write_text(content, encoding="utf-8")
    source = refused.source or "weibo"
    with pytest.raises(FileFault) as caught:
        recognise(decode.read(path, f"{source}/export"), source, catalog.load(), f"{source}/export")
    assert caught.value.fault.code == "unclaimed_platform"
    assert refused.title in caught.value.fault.message and refused.reason in caught.value.fault.message


def answer_of(refused: catalog.Unclaimed) -> str:
    """An answer with one record at the declared path."""
    value: object = [dict.fromkeys(refused.headers, 1)]
    for name in reversed(refused.records.removesuffix("[]").split(".")):
        value = {name: value}
    return json.dumps(value)
