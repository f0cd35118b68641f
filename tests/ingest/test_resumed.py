"""A long first read is landed on the way: what was read before a kill is not read again, and the same comes out."""

import shutil

import polars as pl
import pytest
from homes import ARTICLES, REFERENCE, article, make_home, write_csv

from pipelines.contracts import CONTRACTS
from pipelines.files import ahead
from pipelines.home import REPOSITORY, Home
from pipelines.landing import land as landing
from pipelines.landing.index import read_index


@pytest.fixture
def opened(monkeypatch):
    """Names of the files that are opened, in order."""
    names, real = [], ahead.decode.read

    def read(path, name):
        names.append(name)
        return real(path, name)

    monkeypatch.setattr(ahead.decode, "read", read)
    return names


def rows(home: Home) -> dict[str, list]:
    names = (*CONTRACTS, "ingest_file", "ingest_issue")
    return {
        name: sorted(map(repr, pl.read_parquet(home.landing / name / "*.parquet", missing_columns="insert").rows()))
        for name in names
    }


def exports(names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith("reference/")]


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "h")
    for month in range(1, 10):
        # Each list repeats the article of the one before, so that later exports replace rows of earlier ones.
        texts = [
            article(f"第 {n} 则", published=f"2020-0{n} 08:00".replace(" ", "-05 ")) for n in (month, month - 1) if n
        ]
        write_csv(home.raw / f"website/main/2020-0{month}.csv", [ARTICLES, *texts])
    return home


FIRST = "website/main/2020-03.csv"
LOG = '203.0.113.7 - - [18/Sep/2020:10:51:35 +0800] "GET /info/1/4.htm HTTP/1.1" 200 9 "-" "Mozilla/5.0 Firefox/99.0"\n'


def other_list(home: Home) -> None:
    write_csv(home.raw / FIRST, [ARTICLES, article("别的一则", published="2020-04-09 08:00")])


def new_file(home: Home) -> None:
    write_csv(home.raw / "website/main/2020-12.csv", [ARTICLES, article("又一则", published="2020-03-05 09:00")])


def no_file(home: Home) -> None:
    (home.raw / FIRST).unlink()


def copied_file(home: Home) -> None:
    shutil.copy(home.raw / FIRST, home.raw / "website/main/2020-03 副本.csv")


def new_log(home: Home) -> None:
    (home.raw / "website/main/access.log").write_text(LOG * 30, encoding="utf-8")


def other_names(home: Home) -> None:
    write_csv(home.reference / "部门别名.csv", [*REFERENCE["部门别名"], ["英院", "english", "供稿"]])


def other_columns(home: Home) -> None:
    write_csv(home.reference / "列名对照.csv", REFERENCE["列名对照"][:-1])


@pytest.mark.parametrize("change", [other_list, new_file, no_file, copied_file, new_log, other_names, other_columns])
@pytest.mark.parametrize("is_first", [False, True], ids=["landed before", "the first time"])
def test_a_change_that_is_taken_back_after_a_kill_leaves_nothing(home, change, is_first, monkeypatch, tmp_path):
    """Killed between the rows and the index that tells of them."""
    raw = tmp_path / "raw as it was"
    shutil.copytree(home.raw, raw)
    landing.take_in(home)
    wanted = rows(home)
    if is_first:
        shutil.rmtree(home.landing)

    def killed(*_) -> None:
        raise KeyboardInterrupt

    change(home)
    with monkeypatch.context() as context, pytest.raises(KeyboardInterrupt):
        context.setattr(landing, "write_index", killed)
        landing.take_in(home)
    shutil.rmtree(home.raw)
    shutil.copytree(raw, home.raw)
    landing.take_in(home)
    assert rows(home) == wanted


def test_what_was_read_before_a_kill_is_not_read_again(home, opened, monkeypatch):
    monkeypatch.setattr(landing, "SECONDS_AT_A_TIME", 0.0)

    def killed(text: str) -> None:
        if len(exports(opened)) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        landing.take_in(home, killed)
    before = exports(opened)
    kept = exports(list(read_index(home).files))
    assert 0 < len(kept) <= 5 and set(kept) <= set(before)
    opened.clear()
    ingested = landing.take_in(home)
    assert ingested.left == 0 and len(ingested.entries) > 9
    assert set(exports(opened)).isdisjoint(kept)
    assert set(exports(opened)) | set(kept) == {n for n in ingested.entries if not n.startswith("reference/")}


def test_read_bit_by_bit_or_at_once_the_same_lands(home, opened, monkeypatch, tmp_path):
    together = Home(tmp_path / "together")
    shutil.copytree(home.raw, together.raw)
    landing.take_in(together)
    once = exports(opened)
    opened.clear()
    monkeypatch.setattr(landing, "SECONDS_AT_A_TIME", 0.0)
    landing.take_in(home)
    assert sorted(exports(opened)) == sorted(once), "each is opened once"
    assert rows(home) == rows(together)


def test_the_sample_read_in_many_bits_is_the_sample(tmp_path, monkeypatch):
    homes = [Home(tmp_path / name) for name in ("together", "bits")]
    for home in homes:
        shutil.copytree(REPOSITORY / "raw", home.raw)
    landing.take_in(homes[0])
    monkeypatch.setattr(landing, "SECONDS_AT_A_TIME", 1.5)
    ends = iter(range(10**6))
    # A clock of its own: so many files are a bit, whatever the machine.
    monkeypatch.setattr(landing.time, "monotonic", lambda: next(ends) * 0.1)
    landing.take_in(homes[1])
    ours, theirs = rows(homes[1]), rows(homes[0])
    assert len(theirs["web_article"]) > 300
    assert [name for name in theirs if ours[name] != theirs[name]] == []


def test_other_ways_of_reading_begin_anew_and_are_resumed_too(home, opened, monkeypatch):
    """After an update everything is read again; that, too, may take long."""
    landing.take_in(home)
    monkeypatch.setattr(landing, "readers_version", lambda: "another")
    monkeypatch.setattr("pipelines.landing.index.readers_version", lambda: "another")
    monkeypatch.setattr(landing, "SECONDS_AT_A_TIME", 0.0)
    opened.clear()
    landing.take_in(home)
    assert sorted(exports(opened)) == sorted(set(exports(opened))) and len(exports(opened)) >= 9


def test_a_file_of_today_is_read_each_time_and_keeps_nobody_waiting(home, opened, monkeypatch):
    ahead = write_csv(home.raw / "website/main/一则.csv", [ARTICLES, article("将来", published="2999-01-01 08:00")])
    landing.take_in(home)
    for month in (10, 11):
        write_csv(home.raw / f"website/main/2020-{month}.csv", [ARTICLES, article(published=f"2020-{month}-05 08:00")])
    monkeypatch.setattr(landing, "SECONDS_AT_A_TIME", 0.0)
    opened.clear()
    assert landing.take_in(home).left == 0
    assert {n for n in exports(opened) if ahead.name not in n} == {
        "website/main/2020-10.csv", "website/main/2020-11.csv",
    }  # fmt: skip
