"""A time of the benchmark stands for work that was done."""

import importlib.util
import json
import sys
from pathlib import Path

import duckdb
import pytest
from polars import read_excel

from pipelines.home import REPOSITORY
from pipelines.sample.formats import Sheet, write_xlsx

LIST = Path("raw/website/main/稿件列表_2020-09.xlsx")
ROWS = [["标题", "点击量", "链接"], ["甲", "9", "/1.htm"], ["乙", "10", "/2.htm"]]


@pytest.fixture(scope="module")
def budgets():
    spec = importlib.util.spec_from_file_location("budgets", REPOSITORY / "tests/benchmarks/budgets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def published(tmp_path, budgets, monkeypatch):
    """A home whose runs take no time; each publishes what it is told to, None for nothing."""
    tells = []

    def seconds(command, says):
        run_id = tells.pop(0)
        if run_id:
            receipt = tmp_path / "warehouse/tongbao.receipt.json"
            receipt.parent.mkdir(exist_ok=True)
            receipt.write_text(json.dumps({"run_id": run_id}), encoding="utf-8")
        return 1.0, 1.0

    monkeypatch.setattr(budgets, "seconds", seconds)
    write_xlsx(tmp_path / LIST, Sheet("Sheet1", ROWS))
    return tmp_path, tells


def test_a_run_that_published_nothing_is_no_time(budgets, published):
    home, tells = published
    tells += ["one", None, "two"]
    assert budgets.run(home) == (1.0, 1.0)
    with pytest.raises(SystemExit, match="published nothing"):
        budgets.run(home)
    assert budgets.run(home) == (1.0, 1.0)


def test_a_run_that_was_to_find_nothing_and_published_is_no_time(budgets, published):
    home, tells = published
    tells += ["one", None, "two"]
    budgets.run(home)
    assert budgets.idle(home) == (1.0, 1.0)
    with pytest.raises(SystemExit, match="published again"):
        budgets.idle(home)


def test_each_changed_month_has_other_exports_than_all_before(budgets, published):
    home, tells = published
    tells += ["one", "two", "three"]
    bytes_of = []
    for _ in range(3):
        budgets.changed(home)
        bytes_of.append((home / LIST).read_bytes())
    assert len(set(bytes_of)) == 3
    rows = read_excel(home / LIST, has_header=False, infer_schema_length=0).rows()
    assert [list(row) for row in rows] == [ROWS[0], ["甲", "12", "/1.htm"], ROWS[2]]


@pytest.mark.parametrize("script", ["print('没有变化')", "raise SystemExit('已发布')"])
def test_a_command_that_does_not_say_what_it_did_is_no_time(budgets, script):
    with pytest.raises(SystemExit, match=r"没有变化|已发布"):
        budgets.seconds([sys.executable, "-X", "utf8", "-c", script], says="已发布")


def test_two_builds_without_tables_are_not_equal(budgets, tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        duckdb.connect(str(tmp_path / name / "tongbao.duckdb")).close()
    with pytest.raises(SystemExit, match="no tables"):
        budgets.unequal_tables(tmp_path / "one", tmp_path / "other")
