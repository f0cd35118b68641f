"""Several months in one run: one build, an account of each month, months without data are missing and no error."""

import pytest
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv

from pipelines.orchestration.landing import first_month

HEADER = ["月份", "文件", "行数", "错误", "提醒", "数据"]


@pytest.fixture(scope="module")
def run(command, tmp_path_factory, prepared):
    home = prepared(make_home(tmp_path_factory.mktemp("years") / "h"))
    for month in ("2015-03", "2015-05"):
        rows = [article(f"{month} 第 {n} 篇", published=f"{month}-0{n} 08:00") for n in range(1, 4)]
        write_csv(home.raw / f"website/main/{month}/稿件.csv", [ARTICLES, *rows])
    write_csv(home.raw / "wechat/官微/2015-05/用户增长.csv", [FOLLOWERS, *followers(31, "2015-05")])
    assert first_month(home) == "2000-01"
    return home, command("run", "2015-01..2024-12", "--home", str(home.root))


def test_the_account_has_a_line_for_every_month(run):
    home, done = run
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2015-03 至 2015-05 已发布" in done.stdout
    lines = done.stdout.splitlines()
    at = lines.index("\t".join(HEADER))
    march, april, may = (line.split("\t") for line in lines[at + 1 : at + 4])
    assert march[:4] == ["2015-03", "1", "3", "0"]
    assert april[:4] == ["2015-04", "0", "0", "0"] and april[5] == "没有数据"
    assert may[:4] == ["2015-05", "2", "34", "0"]
    assert {p.stem for p in (home.reports / "months").glob("*.html")} == {"2015-03", "2015-04", "2015-05"}


def test_it_is_one_build_and_partitions_begin_with_the_first_month_of_data(run):
    home, _ = run
    assert len((home.warehouse / "runs.jsonl").read_text("utf-8").splitlines()) == 1
    assert first_month(home) == "2015-03"


def test_what_was_finished_is_not_done_again(run, command):
    home, _ = run
    again = command("run", "2015-01..2024-12", "--home", str(home.root))
    assert again.returncode == 0 and "没有变化" in again.stdout and "2015-04\t0\t0" in again.stdout
