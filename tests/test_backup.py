"""What no run can make again goes into one archive, and a warehouse that was deleted is told of."""

import shutil
import zipfile


def test_an_archive_brings_back_what_was_forgotten(command, sample_home, tmp_path):
    home = ["--home", str(sample_home.root)]
    (sample_home.templates).mkdir(exist_ok=True)
    (sample_home.templates / "通报.docx").write_bytes(b"ours")
    target = tmp_path / "备份.zip"
    done = command("backup", str(target), *home)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    assert {"warehouse/tongbao.duckdb", "warehouse/runs.jsonl", "模板/通报.docx", "raw/reference/党组织表.csv"} <= names
    assert "warehouse/landing/_weblog/visitor.key" in names
    assert not any(name.startswith("raw/") and not name.startswith("raw/reference/") for name in names)
    before = command("versions", *home).stdout
    published = sample_home.published.read_bytes()
    shutil.rmtree(sample_home.warehouse)
    with zipfile.ZipFile(target) as archive:
        archive.extractall(sample_home.root)
    assert sample_home.published.read_bytes() == published
    assert command("versions", *home).stdout == before


def test_an_archive_replaces_nothing_and_is_no_part_of_what_it_keeps(command, sample_home, tmp_path):
    home = ["--home", str(sample_home.root)]
    (tmp_path / "a.zip").write_bytes(b"mine")
    for place in (tmp_path / "a.zip", sample_home.warehouse / "b.zip", tmp_path / "没有" / "c.zip"):
        assert command("backup", str(place), *home).returncode == 2
    assert (tmp_path / "a.zip").read_bytes() == b"mine"


def test_a_deleted_warehouse_is_told_of(sample_home):
    from pipelines.commands.run import _is_forgotten

    assert not _is_forgotten(sample_home)
    shutil.rmtree(sample_home.warehouse)
    assert _is_forgotten(sample_home)
    shutil.rmtree(sample_home.reports)
    assert not _is_forgotten(sample_home), "a new home has nothing to forget"
