"""Files that people open and change: never overwritten once changed, and named once older than their figures."""

import zipfile

import pytest

from pipelines.reports import written
from pipelines.reports.documents import notices, publish_documents

MONTH = "2020-09"
NAME = f"bulletins/{MONTH}.docx"


@pytest.fixture
def ledger(tmp_path):
    return written.load(tmp_path)


def put(ledger, content: bytes, digest: str = "1", name: str = NAME):
    return written.write(ledger, name, content, MONTH, digest)


def names(ledger) -> list[str]:
    return sorted(path.name for path in (ledger.out / "bulletins").iterdir())


def test_a_file_that_nobody_changed_is_replaced(ledger):
    put(ledger, b"old")
    assert put(ledger, b"new").read_bytes() == b"new"
    assert names(ledger) == ["2020-09.docx"]
    assert ledger.notices == []


def test_a_changed_file_stays_and_the_new_version_goes_beside_it(ledger):
    put(ledger, b"old").write_bytes(b"by hand")
    assert put(ledger, b"new", "2").name == "2020-09.新稿.docx"
    assert (ledger.out / NAME).read_bytes() == b"by hand"
    assert ledger.notices == [
        "bulletins/2020-09.docx 有人改过，没有覆盖；按现在的数据生成的放在旁边：2020-09.新稿.docx。"
    ]


def test_nothing_goes_beside_a_changed_file_whose_figures_are_the_same(ledger):
    put(ledger, b"old").write_bytes(b"by hand")
    put(ledger, b"old")
    assert names(ledger) == ["2020-09.docx"]
    assert (ledger.out / NAME).read_bytes() == b"by hand"
    assert ledger.notices == []


def test_the_version_beside_is_replaced_until_it_is_changed_too(ledger):
    put(ledger, b"old").write_bytes(b"by hand")
    beside = put(ledger, b"new", "2")
    assert put(ledger, b"newer", "3") == beside
    beside.write_bytes(b"by hand too")
    assert put(ledger, b"newest", "4").name == "2020-09.新稿2.docx"
    assert names(ledger) == ["2020-09.docx", "2020-09.新稿.docx", "2020-09.新稿2.docx"]


def test_a_file_of_unknown_origin_stays_unless_it_is_the_same(ledger):
    (ledger.out / "bulletins").mkdir()
    (ledger.out / NAME).write_bytes(b"unknown")
    assert put(ledger, b"new").name == "2020-09.新稿.docx"
    assert "不是系统写的，或者记录丢了，没有覆盖" in ledger.notices[0]
    assert put(ledger, b"unknown").name == "2020-09.docx"


def test_a_file_that_was_deleted_is_written_again(ledger):
    put(ledger, b"old").write_bytes(b"by hand")
    (ledger.out / NAME).unlink()
    assert put(ledger, b"new").name == "2020-09.docx"


def test_a_file_held_open_gets_its_new_version_beside_it(ledger, monkeypatch):
    put(ledger, b"old")
    real = written.replace_bytes

    def refuse(path, content):
        if path.name == "2020-09.docx":
            raise PermissionError
        real(path, content)

    monkeypatch.setattr(written, "replace_bytes", refuse)
    assert put(ledger, b"new", "2").name == "2020-09.新稿.docx"
    assert "正在被别的程序打开" in ledger.notices[0]


@pytest.mark.parametrize("damaged", ["", "[]", "{", '{"files": 1}', '{"files": {}}'])
def test_a_damaged_ledger_overwrites_nothing(ledger, damaged):
    put(ledger, b"by hand")
    (ledger.out / written.LEDGER).write_text(damaged, encoding="utf-8")
    again = written.load(ledger.out)
    put(again, b"new")
    assert (ledger.out / NAME).read_bytes() == b"by hand"


def test_months_whose_files_are_older_than_their_figures_are_named(ledger):
    for month in ("2019-11", "2019-12", "2020-01", "2020-03"):
        written.write(ledger, f"bulletins/{month}.docx", b"", month, "1")
    written.write(ledger, "bulletins/2020-04.docx", b"", "2020-04", "2")
    written.tell_older(ledger, dict.fromkeys(("2019-11", "2019-12", "2020-01", "2020-03", "2020-04"), "2"))
    assert ledger.notices == [
        "2019-11 至 2020-01、2020-03 的通报和附表写成以后数据有变，没有改写。"
        "要按现在的数据重写，运行 tongbao report 2019-11..2020-01、tongbao report 2020-03。"
    ]


def test_a_changed_file_with_a_new_version_beside_it_is_told_of_once(ledger):
    put(ledger, b"old").write_bytes(b"by hand")
    put(ledger, b"new", "2")
    written.tell_older(ledger, {MONTH: "2"})
    assert len(ledger.notices) == 1


def test_a_bulletin_edited_by_hand_survives_the_next_publication(built, tmp_path):
    word = publish_documents(built, tmp_path, [MONTH], {MONTH: "1"})[0]
    word.write_bytes(b"by hand")
    publish_documents(built, tmp_path, [MONTH], {MONTH: "1"})
    assert (word.read_bytes(), notices(tmp_path)) == (b"by hand", [])
    publish_documents(built, tmp_path, ["2020-08"], {MONTH: "2", "2020-08": "1"})
    assert word.read_bytes() == b"by hand"
    assert notices(tmp_path)[0].startswith("2020-09 的通报和附表写成以后数据有变")


def office_file(path, modified: str) -> bytes:
    """An Office file with the properties that tell when it was saved."""
    terms = "http://purl.org/dc/terms/"
    core = (
        f"""<p xmlns:t="{terms}"><t:created>2020-09-30T12:00:00Z</t:created><t:modified>{modified}</t:modified></p>"""
    )
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("docProps/core.xml", core)
    return path.read_bytes()


def test_a_file_of_a_version_before_the_ledger_is_replaced_unless_somebody_saved_it(ledger):
    office_file(ledger.out / NAME, "2020-09-30T12:00:00Z")
    assert put(ledger, b"new").read_bytes() == b"new"
    assert names(ledger) == ["2020-09.docx"]
    saved = office_file(ledger.out / "bulletins/2020-09.xlsx", "2020-10-09T01:30:00Z")
    put(ledger, b"new", name="bulletins/2020-09.xlsx")
    assert (ledger.out / "bulletins/2020-09.xlsx").read_bytes() == saved


def test_what_we_write_is_known_again_without_the_ledger(built, tmp_path):
    publish_documents(built, tmp_path, [MONTH], {})
    (tmp_path / written.LEDGER).unlink()
    for path in (tmp_path / "bulletins").iterdir():
        assert written._is_untouched(path, MONTH), path.name
