"""One stray export of a later (or earlier) month makes empty pages of every month between, which is told."""

import pytest
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv

from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    """Three months with two exports each."""
    home = make_home(tmp_path / "h")
    for month in ("2025-03", "2025-04", "2025-05"):
        put_list(home, month)
        write_csv(home.raw / f"wechat/官微/{month}.csv", [FOLLOWERS, *followers(28, month)])
    return home


def put_list(home, month: str) -> None:
    write_csv(home.raw / f"website/main/{month}.csv", [ARTICLES, article(published=f"{month}-10 08:00")])


def told(home) -> list[tuple[str, str]]:
    return [(f.path, f.message) for f in ingest(home).faults if f.code == "month_apart"]


def test_months_in_a_row_are_no_question(home):
    assert told(home) == []
    put_list(home, "2025-06")
    assert told(home) == []


@pytest.mark.parametrize(
    "month, gap", [("2025-11", "2025-06 至 2025-10"), ("2025-07", "2025-06"), ("2024-12", "2025-01 至 2025-02")]
)
def test_a_stray_month_is_told_with_the_empty_months_between(home, month, gap):
    put_list(home, month)
    ((path, message),) = told(home)
    assert path == f"website/main/{month}.csv"
    assert month in message and gap in message and "空的页面" in message and "请" in message


def test_who_begins_again_after_a_pause_is_not_asked(home):
    for month in ("2025-09", "2025-10"):
        put_list(home, month)
        write_csv(home.raw / f"wechat/官微/{month}.csv", [FOLLOWERS, *followers(28, month)])
    assert told(home) == []


def test_two_files_alone_are_no_home_to_be_apart_from(tmp_path):
    home = make_home(tmp_path / "new")
    put_list(home, "2025-03")
    put_list(home, "2025-09")
    assert told(home) == []
