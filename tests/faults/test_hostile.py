"""Files that are meant to hurt are refused by an estimate, in seconds and little memory; hostile.py has all kinds."""

import hostile
import pytest

from pipelines.faults import FileFault
from pipelines.files import limits
from pipelines.files.decode import read

QUICK = [
    "docx: a cell of 900 million columns",
    "docx: a row that begins at column 900 million",
    "docx: 100,000 rows of 700 columns",
    "docx: 350,000 paragraphs",
    "csv: 95 MB of line ends",
    "csv: 95 MB of commas",
    "labelled lines: 95 MB",
    "json: 10 million lists",
    "html: 20 million tags",
]


@pytest.mark.parametrize("kind", QUICK)
def test_it_is_refused_in_seconds_and_little_memory(kind, tmp_path):
    name, write = hostile.KINDS[kind]
    write(tmp_path / name)
    told, seconds, peak = hostile.measure(tmp_path / name)
    assert told == "too_large"
    # Others may be at work on the machine that tests.
    assert seconds < 2 * hostile.SECONDS and 0 < peak < hostile.BYTES


def test_quotes_that_nobody_closes_are_not_looked_for_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_LINES_BEHIND_QUOTES", 100)
    rows = "".join(f'"一篇{i},{i}\n' for i in range(400))
    (tmp_path / "a.csv").write_text(f"标题,数量\n{rows}", encoding="utf-8")
    with pytest.raises(FileFault) as refused:
        read(tmp_path / "a.csv", "a.csv")
    assert refused.value.fault.code == "damaged_file" and "引号" in refused.value.fault.message


def test_a_few_stray_quotes_are_read_as_they_stand(tmp_path):
    rows = "".join(f'"一篇{i},{i}\n' if i % 50 == 0 else f"一篇{i},{i}\n" for i in range(1000))
    (tmp_path / "a.csv").write_text(f"标题,数量\n{rows}", encoding="utf-8")
    assert read(tmp_path / "a.csv", "a.csv").grids[0].cells.height == 1002


def test_what_is_small_is_no_matter_of_limits(tmp_path):
    hostile._docx(tmp_path / "a.docx", hostile._table('<w:tcPr><w:gridSpan w:val="12"/></w:tcPr>', rows=60))
    assert read(tmp_path / "a.docx", "a.docx").kind == "docx"


@pytest.mark.parametrize("start", [0, 10, 20_000, 3_000_000])
def test_a_log_that_begins_with_zero_bytes_is_a_log(tmp_path, start):
    line = b'203.0.113.1 - - [01/Sep/2020:10:00:00 +0800] "GET /a.htm HTTP/1.1" 200 9 "-" "Mozilla/5.0"\n'
    (tmp_path / "access.log").write_bytes(b"\0" * start + line * 20)
    assert read(tmp_path / "access.log", "access.log").kind == "log"
