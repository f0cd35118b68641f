"""Hash and rows of a file are of the same bytes: what is written to while it is read is refused and read next time."""

import pytest
from homes import ARTICLES, article, make_home, write_csv, write_word

from pipelines.files import ahead
from pipelines.landing import intake
from pipelines.landing.land import ingest, land
from pipelines.landing.logs import parts_folder
from pipelines.weblogs import many

LINE = '203.0.113.1 - - [{:02}/Sep/2020:10:00:00 +0800] "GET /info/1/1.htm HTTP/1.1" 200 9 "-" "Mozilla/5.0"\n'


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def errors(ingested) -> list[tuple[str, str]]:
    return [(f.code, f.path) for f in ingested.faults if f.severity == "error"]


def test_a_list_that_is_saved_while_it_is_read_is_refused_and_read_next_time(home, monkeypatch):
    path = write_csv(home.raw / "website/main/稿件.csv", [ARTICLES, article("旧")])
    before, real = path.read_bytes(), ahead.decode.read

    def saved_meanwhile(place, name):
        if place == path:
            write_csv(path, [ARTICLES, article("新"), article("又一则")])
        return real(place, name)

    with monkeypatch.context() as patch:
        patch.setattr(ahead.decode, "read", saved_meanwhile)
        ingested = ingest(home)
        land(home, ingested)
    assert errors(ingested) == [("file_changed", "website/main/稿件.csv")]
    assert "web_article" not in ingested.frames or ingested.frames["web_article"].is_empty()
    # Even the bytes that had been hashed are read: nothing was.
    path.write_bytes(before)
    ingested = ingest(home)
    assert errors(ingested) == [] and ingested.frames["web_article"]["title"].to_list() == ["旧"]


def test_a_bulletin_is_read_twice_and_has_to_be_the_same(home, monkeypatch):
    write_word(home, "2020年9月通报.docx", "2020年9月宣传工作通报", "官网发布新闻33条。")
    real = intake.as_ledger

    def saved_meanwhile(content, file, *more):
        write_word(home, "2020年9月通报.docx", "2020年9月宣传工作通报", "官网发布新闻44条。")
        return real(content, file, *more)

    with monkeypatch.context() as patch:
        patch.setattr(intake, "as_ledger", saved_meanwhile)
        assert errors(ingest(home)) == [("file_changed", "bulletins/2020年9月通报.docx")]
    assert errors(ingest(home)) == []


@pytest.mark.parametrize("names", [["access.log"], ["a.log", "a copy of it.log"], ["a.log", "b.log"]])
def test_a_log_that_still_grows_leaves_no_part_under_a_hash_that_is_not_its_own(home, monkeypatch, names):
    """A log and its copy have one part: when the one that is read grows, it is no longer what either hash says."""
    folder = home.raw / "website/main"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("".join(map(LINE.format, range(1, 11))))
    before, real = (folder / names[0]).read_bytes(), many.parse

    def grows(path, *arguments):
        with path.open("a") as stream:
            stream.write(LINE.format(11))
        return real(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(many, "parse", grows)
        ingested = ingest(home)
        land(home, ingested)
    assert sorted(errors(ingested)) == sorted(("file_changed", f"website/main/{name}") for name in names)
    assert list(parts_folder(home).glob("*.parquet")) == []
    for name in names:
        (folder / name).write_bytes(before)
    ingested = ingest(home)
    assert errors(ingested) == []
    assert ingested.frames["web_traffic_month"].filter(section="")["page_views"].to_list() == [10]
