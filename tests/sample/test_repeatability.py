"""The same arguments give the same files, and the repository's raw/ is what the defaults give."""

import gzip
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines.commands.sample import sample
from pipelines.errors import WrongUse
from pipelines.sample import write_sample

REPOSITORY = Path(__file__).resolve().parents[2]


def content(path: Path) -> object:
    """Bytes of a file; of what is compressed the content, because compressors of different Python builds differ."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".xlsx" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]
    return path.read_bytes()


def test_the_same_seed_gives_the_same_bytes(raw, tmp_path):
    again = write_sample(tmp_path)
    assert [p.relative_to(tmp_path / "raw") for p in again] == sorted(
        p.relative_to(raw) for p in raw.rglob("*") if p.is_file()
    )
    for path in again:
        assert path.read_bytes() == (raw / path.relative_to(tmp_path / "raw")).read_bytes(), path.name


def test_the_committed_home_is_the_default_sample(raw):
    for path in sorted(p for p in raw.rglob("*") if p.is_file()):
        committed = REPOSITORY / "raw" / path.relative_to(raw)
        assert committed.is_file(), f"{committed} is missing: write the sample again"
        assert content(committed) == content(path), f"{committed} differs: write the sample again"


def test_the_committed_home_stays_small(raw):
    assert sum(p.stat().st_size for p in raw.rglob("*") if p.is_file()) < 3_000_000


def test_another_seed_changes_the_history_but_not_what_was_printed(raw, tmp_path, records):
    write_sample(tmp_path, months=2, seed=7)
    name = "bulletins/2020-09/通报数据.csv"
    assert (tmp_path / "raw" / name).read_bytes() == (raw / name).read_bytes()
    august = "website/main/稿件列表_2020-08.csv"
    assert records(tmp_path / "raw" / august, "标题") != records(raw / august, "标题")


@pytest.mark.parametrize(("months", "scale"), [(3, 1.0), (2, 5.0)])
def test_months_and_scale_make_volume(tmp_path, records, months, scale):
    write_sample(tmp_path, months=months, scale=scale, last_month="2019-06")
    lists = sorted((tmp_path / "raw/website/main").glob("稿件列表_*-*"))
    assert len(lists) == months + 1
    assert sum(len(records(path, "标题")) for path in lists) > 10 * months * scale


def test_a_month_that_is_none_is_refused(tmp_path):
    with pytest.raises(ValueError):
        write_sample(tmp_path, last_month="2020-13")


def test_without_the_writer_of_old_workbooks_a_sentence_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "xlwt", None)
    with pytest.raises(WrongUse, match="pip install xlwt==1"):
        sample(str(tmp_path / "演示"), 1, 1.0, 1)
    assert not (tmp_path / "演示").exists(), "nothing half-written is left"
