"""A run reads only what changed since the last one, and writes again only the months whose rows changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines import seeds
from pipelines.files import ahead
from pipelines.home import DBT_PROJECT, Home
from pipelines.landing import index
from pipelines.landing import land as landing

LISTS = ["website/main/2020-08.csv", "website/main/2020-09.csv"]


@pytest.fixture
def opened(monkeypatch):
    """Names of the exports that are opened, in order."""
    names, real = [], ahead.decode.read

    def read(path, name):
        names.extend([] if name.startswith("reference/") else [name])
        return real(path, name)

    monkeypatch.setattr(ahead.decode, "read", read)
    return names


@pytest.fixture
def home(tmp_path, opened):
    home = make_home(tmp_path / "h")
    for name in LISTS:
        write_list(home, name, "一则")
    landing.take_in(home)
    assert sorted(opened) == LISTS
    opened.clear()
    return home


def write_list(home: Home, name: str, title: str) -> None:
    write_csv(home.raw / name, [ARTICLES, article(title, published=f"{name[-11:-4]}-05 08:00")])


def landed_months(home: Home) -> dict[str, int]:
    """When each month of each data set was written."""
    months = [p for p in home.landing.glob("*/*.parquet") if p.stem[:2] == "20"]
    return {path.relative_to(home.landing).as_posix(): path.stat().st_mtime_ns for path in months}


def test_what_did_not_change_is_neither_read_nor_written(home, opened):
    before = landed_months(home)
    landing.take_in(home)
    assert opened == []
    assert landed_months(home) == before and len(before) == 2


def test_what_changed_is_read_and_its_month_alone_is_written(home, opened):
    before = landed_months(home)
    write_list(home, LISTS[1], "另一则")
    landing.take_in(home)
    assert opened == [LISTS[1]]
    assert {n for n, at in landed_months(home).items() if at != before[n]} == {"web_article/2020-09.parquet"}


def test_an_article_that_moved_to_the_next_month_counts_in_that_month_alone(tmp_path):
    """Its number stays, its day does not: the rows of the month it left are written too."""
    home = make_home(tmp_path / "moved")
    header = [*ARTICLES, "链接"]
    address = "https://www.example.edu.cn/info/1001/7.htm"
    write_csv(home.raw / "website/main/2020-08/a.csv", [header, [*article(published="2020-08-31 23:00"), address]])
    landing.take_in(home)
    write_csv(home.raw / "website/main/2020-09/a.csv", [header, [*article(published="2020-09-01 08:00"), address]])
    landing.take_in(home)
    landed = {month: pl.read_parquet(home.landing / f"web_article/{month}.parquet") for month in ("2020-08", "2020-09")}
    assert {month: rows["is_superseded"].to_list() for month, rows in landed.items()} == {
        "2020-08": [True],
        "2020-09": [False],
    }


def test_a_landed_month_is_replaced_whole_or_not_at_all(home, monkeypatch):
    """A disk that fills while rows are written leaves those of the run before."""
    months = {path: path.read_bytes() for path in home.landing.glob("web_article/20*.parquet")}
    real = pl.DataFrame.write_parquet

    def full(frame, path, **options):
        real(frame, path, **options)
        Path(path).write_bytes(Path(path).read_bytes()[:100])
        raise OSError(28, "No space left on device")

    for name in LISTS:
        write_list(home, name, "另一则")
    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OSError, match="No space"):
        landing.take_in(home)
    assert len(months) == 2
    assert {path: path.read_bytes() for path in home.landing.glob("web_article/20*.parquet")} == months


def test_what_was_taken_away_counts_no_more_and_what_it_had_replaced_counts_again(tmp_path):
    home = make_home(tmp_path / "taken away")
    older = write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(clicks="1"), article("只在旧的里")])
    later = write_csv(home.raw / "website/main/2020-09重新导出/a.csv", [ARTICLES, article(clicks="2")])
    other = write_csv(home.raw / "website/main/2020-08/a.csv", [ARTICLES, article(published="2020-08-05 08:00")])

    def landed() -> dict[str, list[tuple]]:
        landing.take_in(home)
        files = sorted((home.landing / "web_article").glob("20*.parquet"))
        counting = pl.col("is_superseded").not_()
        return {f.stem: sorted(pl.read_parquet(f).filter(counting).select("title", "clicks").rows()) for f in files}

    assert landed() == {"2020-08": [("一则新闻", 10)], "2020-09": [("一则新闻", 2), ("只在旧的里", 10)]}
    later.unlink()
    assert landed() == {"2020-08": [("一则新闻", 10)], "2020-09": [("一则新闻", 1), ("只在旧的里", 10)]}
    other.unlink()
    assert landed() == {"2020-09": [("一则新闻", 1), ("只在旧的里", 10)]}
    older.unlink()
    assert landed() == {}


@pytest.mark.parametrize(("articles_in_september", "newest"), [(1, "2020-08"), (2, "2020-09")])
def test_a_month_of_a_few_stray_rows_is_not_the_newest(tmp_path, articles_in_september, newest):
    """The first day of an export that ran over; a tenth of the month before is no stray any more."""
    home = make_home(tmp_path / "newest")
    august = [article(f"八月 {n}", published="2020-08-05 08:00") for n in range(20)]
    september = [article(f"九月 {n}", published="2020-09-01 08:00") for n in range(articles_in_september)]
    write_csv(home.raw / "website/main/a.csv", [ARTICLES, *august, *september])
    ingested = landing.take_in(home)
    assert (ingested.newest_month, ingested.months) == (newest, ["2020-08", "2020-09"])


def test_the_same_content_with_another_time_is_not_read(home, opened):
    os.utime(home.raw / LISTS[0], (1_700_000_000, 1_700_000_000))
    landing.take_in(home)
    assert opened == []


def test_another_way_of_reading_reads_everything(home, opened, monkeypatch):
    for module in ("land", "index"):
        monkeypatch.setattr(f"pipelines.landing.{module}.readers_version", lambda: "another")
    landing.take_in(home)
    assert sorted(opened) == LISTS


def test_all_code_that_reads_an_export_decides_whether_it_is_read_again():
    """Whatever the reading of a home imports, but for where its folders lie and how a file is put in place."""
    program = """
import sys
import pipelines.landing.land
print("\\n".join(getattr(m, "__file__", None) or "" for n, m in sys.modules.items() if n.startswith("pipelines.")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    package = Path(index.__file__).parents[1]
    loaded = {Path(line).relative_to(package).as_posix() for line in done.stdout.split("\n") if line}
    hashed = {path.relative_to(package).as_posix() for path in index.reading_files()}
    beside = {name for name in loaded - hashed if not name.startswith("weblogs/")}
    assert "landing/merge.py" in loaded
    assert beside == {"home.py", "replacing.py"}


@pytest.mark.parametrize("seed", ["dataset", "register_status", "metric"])
def test_words_of_the_field_that_changed_are_not_told_from_memory(tmp_path, monkeypatch, seed):
    before = index.readers_version.__wrapped__()
    shutil.copytree(DBT_PROJECT / "seeds", tmp_path / "seeds")
    monkeypatch.setattr(seeds, "DBT_PROJECT", tmp_path)
    monkeypatch.setattr(seeds, "digest", seeds.digest.__wrapped__)
    assert index.readers_version.__wrapped__() == before
    path = tmp_path / f"seeds/{seed}.csv"
    path.write_text(path.read_text(encoding="utf-8") + "新词\n", encoding="utf-8")
    assert index.readers_version.__wrapped__() != before
