"""Which of two exports known until the same day counts, and what the analyst is told of the other."""

from dataclasses import asdict
from datetime import date
from itertools import permutations

import polars as pl
import pytest
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv, write_xlsx

from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault
from pipelines.files.discover import folder_month
from pipelines.files.editions import edition
from pipelines.landing.land import Ingested, ingest, land
from pipelines.landing.merge import mark_superseded
from pipelines.landing.schema import landing_schema

PLAIN = "website/main/2020-09/稿件列表.csv"


def clicks(ingested: Ingested) -> set[tuple[str, int]]:
    """(file, clicks) of the rows that count."""
    rows = ingested.frames["web_article"].filter(~ingested.frames["web_article"]["is_superseded"])
    return set(rows.select("source_file", "clicks").iter_rows())


def told(ingested: Ingested) -> list[Fault]:
    return [f for f in ingested.faults if f.code == "same_day"]


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "website/main/2020-09/稿件列表(1).csv",
        "website/main/2020-09/稿件列表（2）.csv",
        "website/main/2020-09重新导出/稿件列表.csv",
        "website/main/2020-09 更正/稿件列表.csv",
        "website/main/2020-09/0更正_稿件列表.csv",
        "website/main/2020-09/A_new.csv",
        "website/main/2020-09重新导出/稿件列表 - 副本.csv",
    ],
)
def test_a_later_edition_counts_and_the_earlier_one_is_told_of(home, name):
    write_csv(home.raw / PLAIN, [ARTICLES, article(clicks="10"), article("另一则", clicks="7")])
    write_csv(home.raw / name, [ARTICLES, article(clicks="12"), article("另一则", clicks="7")])
    ingested = ingest(home)
    assert clicks(ingested) == {(name, 12), (name, 7)}
    (fault,) = told(ingested)
    assert (fault.severity, fault.path, fault.row, fault.month) == ("warning", PLAIN, 2, "2020-09")
    for text in (name, "2020-09-30", "有 1 行", "没有计入", "更正"):
        assert text in fault.message


def test_the_folder_of_a_later_month_is_later():
    assert edition(PLAIN) < edition("website/main/2020-10/稿件列表.csv") < edition("website/main/2020-09更正/a.csv")


@pytest.mark.parametrize(
    "folder", ["2020年9月", "2020.9", "2020-09重新导出", "2020-09 - 副本 (2)", "2020年09月（更正）", "202009_new"]
)
def test_a_folder_of_a_month_stays_one_with_a_mark(folder):
    assert folder_month(folder) == "2020-09"


@pytest.mark.parametrize("folder", ["2020-09以前", "2020-09至2020-12", "2020-09-15"])
def test_a_folder_that_says_something_else_is_none(folder):
    assert folder_month(folder) == ""


@pytest.mark.parametrize("name", ["稿件列表 - 副本.csv", "稿件列表 备份.csv", "稿件列表_old.csv"])
def test_a_copy_yields_to_what_it_was_copied_from(name):
    assert edition(f"website/main/2020-09/{name}") < edition(PLAIN)


@pytest.mark.parametrize("name", ["稿件列表(2020).csv", "Newspaper稿件列表.csv", "Goldman稿件列表.csv"])
def test_a_year_in_brackets_and_a_word_inside_a_word_are_no_marks(name):
    assert edition(f"website/main/2020-09/{name}")[:4] == (False, True, "2020-09", 0)


def test_the_order_is_the_same_however_the_files_are_found(home):
    names = [PLAIN, "website/main/2020-09/稿件列表(1).csv", "website/main/2020-09/更正.csv"]
    for n, name in enumerate(names):
        write_csv(home.raw / name, [ARTICLES, article(clicks=str(n))])
    frame = ingest(home).frames["web_article"]
    for order in permutations(range(3)):
        again = mark_superseded(frame[list(order)], CONTRACTS["web_article"])
        assert again.filter(~again["is_superseded"])["clicks"].to_list() == [2]


def test_the_analyst_makes_the_other_one_count_by_its_name(home):
    other = home.raw / "website/main/2020-09/稿件列表(1).csv"
    write_csv(home.raw / PLAIN, [ARTICLES, article(clicks="10")])
    write_csv(other, [ARTICLES, article(clicks="12")])
    land(home, ingest(home))
    (home.raw / PLAIN).rename(home.raw / "website/main/2020-09/稿件列表更正.csv")
    ingested = ingest(home)
    assert clicks(ingested) == {("website/main/2020-09/稿件列表更正.csv", 10)}
    assert [f.path for f in told(ingested)] == ["website/main/2020-09/稿件列表(1).csv"]
    land(home, ingested)
    other.unlink()
    assert told(ingest(home)) == []


def test_what_is_told_stays_told_on_the_next_run(home):
    write_csv(home.raw / PLAIN, [ARTICLES, article(clicks="10")])
    write_csv(home.raw / "website/main/2020-09/稿件列表(1).csv", [ARTICLES, article(clicks="12")])
    first = ingest(home)
    land(home, first)
    assert [asdict(f) for f in told(ingest(home))] == [asdict(f) for f in told(first)] != []


def test_exports_that_agree_or_reach_further_are_no_disagreement(home):
    folder = home.raw / "wechat/官微/2020-09"
    write_csv(folder / "a.csv", [FOLLOWERS, *followers(10)])
    write_csv(folder / "b.csv", [FOLLOWERS, *followers(20, start=5000)])
    write_xlsx(folder / "b(1).xlsx", {"表": [FOLLOWERS, *followers(20, start=5000)]})
    assert told(ingest(home)) == []


def test_other_columns_of_the_same_export_disagree_too(home):
    folder = home.raw / "wechat/官微/2020-09"
    write_csv(folder / "a.csv", [FOLLOWERS, *followers(20)])
    write_csv(folder / "b.csv", [FOLLOWERS, *followers(20, start=5000)])
    (fault,) = told(ingest(home))
    assert (fault.path, "有 20 行" in fault.message) == ("wechat/官微/2020-09/a.csv", True)


def test_a_row_known_until_nobody_knows_when_yields_to_a_dated_one():
    data = CONTRACTS["wechat_menu"]
    same = {"account_id": "a", "period_start": date(2020, 9, 1), "period_end": date(2020, 9, 30), "level1": "甲"}
    # By name alone the undated file would be the later one.
    files = [("z更正.xls", None, 1), ("a.xls", date(2020, 9, 30), 2)]
    rows = [{**same, "source_file": f, "source_row": 2, "as_of": day, "clicks": n} for f, day, n in files]
    frame = pl.DataFrame([{c: row.get(c) for c in landing_schema(data)} for row in rows], schema=landing_schema(data))
    kept = mark_superseded(frame, data).filter(~pl.col("is_superseded"))
    assert kept["clicks"].to_list() == [2]
