"""Bulletins of the past on their way into landing: what enters, what waits, and that none of them blocks publishing."""

from datetime import date

import pytest
from homes import make_home, write_word

from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "h")


def told(ingested, code: str) -> list[str]:
    return [f.value for f in ingested.faults if f.code == code]


def figures(ingested) -> list[tuple]:
    frame = ingested.frames.get("published_figure")
    return [] if frame is None else frame.select("metric_id", "period", "value").rows()


def test_a_document_without_a_known_figure_warns_with_its_numbers_and_blocks_nothing(home):
    write_word(home, "2020年9月通报.docx", "2020年9月宣传工作通报", "图书馆新进图书320册、借阅1200人次。")
    read = ingest(home)
    assert [f.code for f in read.faults if f.severity == "error"] == []
    assert told(read, "number_not_taken") == ["320册、1200人次"]
    assert len([f for f in read.faults if f.code == "no_figure"]) == 1


def test_a_document_that_is_empty_or_states_no_period_blocks_nothing(home):
    write_word(home, "空.docx", "宣传工作通报")
    write_word(home, "通报.docx", "宣传工作通报", "官网发布新闻33条。")
    read = ingest(home)
    assert [f.code for f in read.faults if f.severity == "error"] == []
    assert told(read, "number_waits") == ["33"]
    assert figures(read) == []


def test_without_the_table_of_headers_a_bulletin_is_refused_and_told_what_to_register(home):
    (home.reference / "列名对照.csv").unlink()
    write_word(home, "2020年9月通报.docx", "2020年9月宣传工作通报", "官网发布新闻33条。")
    ingested = ingest(home)
    (fault,) = [f for f in ingested.faults if f.severity == "error"]
    assert (fault.code, fault.path) == ("unmapped_format", "bulletins/2020年9月通报.docx")
    assert "列名对照" in fault.message


def test_a_bulletin_of_the_running_year_is_not_the_future(home):
    year = date.today().year
    write_word(home, "总结.docx", f"{year}年宣传工作总结", "官网发布新闻33条。")
    read = ingest(home)
    assert [f.code for f in read.faults if f.severity == "error"] == []
    assert figures(read) == [("web_articles_published", str(year), 33)]


@pytest.mark.parametrize(
    "name",
    ["2020年/9月通报.docx", "宣传工作月报/9月.docx", "9月宣传工作通报（2020）.docx", "2020年通报/第三期/通报.docx"],
)
def test_a_title_without_a_year_takes_it_from_folder_file_or_neighbours(home, name):
    write_word(home, "宣传工作月报/2020年8月.docx", "8月宣传工作通报", "官网发布新闻12条。")
    write_word(home, name, "9月宣传工作通报", "官网发布新闻33条。")
    assert ("web_articles_published", "2020-09", 33) in figures(ingest(home))


def test_neighbours_of_two_years_leave_it_open(home):
    for year in (2019, 2020):
        write_word(home, f"月报/{year}年8月.docx", "8月宣传工作通报", "官网发布新闻12条。")
    write_word(home, "月报/9月.docx", "9月宣传工作通报", "官网发布新闻33条。")
    assert told(ingest(home), "number_waits") == ["33"]
