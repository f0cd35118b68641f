"""The commands as an operator types them: exit codes, Chinese words, nothing written that was not asked for."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import fastexcel
import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines.commands.sql import write_csv as write_result
from pipelines.commands.usage import months_of
from pipelines.errors import WrongUse
from pipelines.months import as_month


def files_below(root):
    return {p.relative_to(root).as_posix(): p.stat().st_mtime_ns for p in root.rglob("*")}


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["run", "--nope"],
        ["sql"],
        ["ui", "--port", "abc"],
        ["run", "2020-13"],
        ["run", "2020-05..2020-01"],
        ["run", "1999-01"],
        ["run", "--home", "/nowhere/at/all"],
        ["sql", "select 1", "--home", "/nowhere/at/all"],
    ],
)
def test_wrong_use_is_exit_2_and_said_in_chinese(command, arguments, tmp_path):
    home = make_home(tmp_path / "h")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article()])
    if arguments[0] == "run" and "--home" not in arguments:
        arguments = [*arguments, "--home", str(home.root)]
    done = command(*arguments)
    assert done.returncode == 2
    assert any("\u4e00" <= c <= "\u9fff" for c in done.stderr) and "Traceback" not in done.stderr


def test_check_writes_nothing_and_tells_every_file(command, tmp_path):
    home = make_home(tmp_path / "h")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(), ["合计", *[""] * 7, "10"]])
    before = files_below(tmp_path)
    done = command("check", "--home", str(home.root))
    assert done.returncode == 0, done.stdout
    assert files_below(tmp_path) == before
    line = next(row for row in done.stdout.splitlines() if row.startswith("website/main"))
    assert line.split("\t")[1:] == ["网站后台稿件列表", "main", "2020-09-01", "2020-09-30", "1", "1", "0", "0", "1"]
    assert "跳过”的是合计行" in done.stdout


def test_check_of_a_faulty_file_is_exit_1_with_place_and_remedy(command, tmp_path):
    home = make_home(tmp_path / "h")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(clicks="abc")])
    done = command("check", "--home", str(home.root))
    assert done.returncode == 1
    assert "第 2 行｜列 点击量｜值 abc" in done.stdout and "请在原文件中改为数字" in done.stdout


def test_a_new_home_can_be_checked_and_refuses_to_be_overwritten(command, tmp_path):
    root = tmp_path / "我的 学院"
    assert command("init", str(root)).returncode == 0
    tables = {p.stem for p in (root / "raw/reference").glob("*.xlsx")}
    assert {"部门表", "部门别名", "账号表", "站点表", "栏目表", "列名对照", "校历", "通报截止日期"} <= tables
    assert command("check", "--home", str(root)).returncode == 0
    nothing = command("run", "--home", str(root))
    assert nothing.returncode == 2 and "还没有任何带日期的数据" in nothing.stderr
    assert command("init", str(root)).returncode == 2


def test_sql_prints_writes_csv_and_xlsx_and_cannot_change_or_leave_the_file(command, published_home, tmp_path):
    home = ["--home", str(published_home.root)]
    query = "select 部门名称, 更新动态数量, '=1+1' as 公式 from bulletin.website_updates where 月份 = '2020-09' limit 2"
    printed = command("sql", query, *home)
    assert printed.stdout.splitlines()[:2] == ["部门名称\t更新动态数量\t公式", "党委工作部\t9\t=1+1"]
    assert command("sql", query, "--csv", str(tmp_path / "a.csv"), *home).returncode == 0
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["党委工作部", "9", "'=1+1"]
    assert command("sql", query, "--xlsx", str(tmp_path / "a.xlsx"), *home).returncode == 0
    sheet = fastexcel.read_excel(tmp_path / "a.xlsx").load_sheet(0, dtypes="string").to_polars()
    assert sheet.row(0) == ("党委工作部", "9", "=1+1")
    for bad in ("delete from bulletin.website_updates", "select * from read_csv('/etc/passwd')", "selec 1"):
        refused = command("sql", bad, *home)
        assert refused.returncode == 2 and "查询" in refused.stderr, bad


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_runs_as_a_formula(tmp_path, start):
    """Excel runs a text that begins with one of these; numbers and what stands inside a text stay as they are."""
    path = tmp_path / "a.csv"
    write_result(path, ["题目"], [(f"{start}SUM(A1)",), (f"甲{start}",), (-5,), (-0.5,), (None,)])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = [row[0] if row else "" for row in csv.reader(stream)]
    assert cells == ["题目", f"'{start}SUM(A1)", f"甲{start}", "-5", "-0.5", ""]


def test_sql_refuses_a_place_or_a_sheet_that_cannot_hold_the_result(command, published_home, tmp_path):
    home = ["--home", str(published_home.root)]
    for place in (tmp_path, tmp_path / "没有这个文件夹" / "a.xlsx"):
        for option in ("--csv", "--xlsx"):
            refused = command("sql", "select 1 as 一", option, str(place), *home)
            assert refused.returncode == 2 and "不能作为文件写入" in refused.stderr
    many = command("sql", "select * from range(1048576)", "--xlsx", str(tmp_path / "a.xlsx"), *home)
    assert many.returncode == 2 and "改用 --csv" in many.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--csv", "--xlsx"])
def test_a_result_is_not_written_over_or_among_what_is_read(command, published_home, tmp_path, option):
    root, link = published_home.root, tmp_path / "link"
    link.symlink_to(published_home.warehouse)
    before = published_home.published.read_bytes()
    places = [
        published_home.published,
        published_home.warehouse / "landing" / "a.csv",
        published_home.reference / "部门表.csv",
        root / "reports" / ".." / "raw" / "a.xlsx",
        link / "tongbao.duckdb",
    ]
    for place in places:
        refused = command("sql", "select 1 as 一", option, str(place), "--home", str(root))
        assert refused.returncode == 2 and "不能写在那里" in refused.stderr, place
    assert published_home.published.read_bytes() == before
    assert command("check", "--home", str(root), "--xlsx", str(published_home.raw / "待办.xlsx")).returncode == 2


ENDLESS = "select sum(a.range * b.range) from range(100000000) a, range(100000000) b"


def test_a_query_ends_with_its_time(command, published_home, tmp_path):
    home = ["--home", str(published_home.root)]
    for query, target in [(ENDLESS, []), ("select * from range(1e12::bigint)", ["--csv", str(tmp_path / "a.csv")])]:
        begun = time.monotonic()
        ended = command("sql", query, "--timeout", "1", *target, *home)
        assert ended.returncode == 2 and "超过 1 秒" in ended.stderr and time.monotonic() - begun < 30
    assert list(tmp_path.iterdir()) == []
    endless = command("sql", "select * from range(1e12::bigint)", *home)
    assert endless.returncode == 2 and "改用 --csv" in endless.stderr


@pytest.mark.skipif(os.name == "nt", reason="there a signal to another process ends it")
def test_a_query_can_be_interrupted(published_home):
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "sql", ENDLESS, "--home", str(published_home.root)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130 and "已中断" in told


def test_a_file_that_somebody_opened_for_writing_is_named_with_the_remedy(command, tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "warehouse").mkdir()
    with duckdb.connect(str(tmp_path / "warehouse" / "tongbao.duckdb")):
        refused = command("sql", "select 1", "--home", str(tmp_path))
    assert refused.returncode == 2 and "只读" in refused.stderr


def test_report_writes_the_pages_again_without_touching_the_warehouse(command, sample_home):
    page = sample_home.reports / "months/2020-09.html"
    before, warehouse = page.read_bytes(), sample_home.published.stat().st_mtime_ns
    page.unlink()
    assert command("report", "2020-09", "--home", str(sample_home.root)).returncode == 0
    assert page.read_bytes() == before
    assert sample_home.published.stat().st_mtime_ns == warehouse


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        (["report"], "drop table fct_metric_month"),
        (["report"], "alter table rpt_metric_trend drop column yoy_reason"),
        (["report"], "alter table quality.reconciliation drop column explanation"),
        (["report"], "alter table quality.coverage drop column reason"),
        (["report"], "alter table quality.runs drop column files"),
        (["report"], "alter table dim_metric drop column synonyms"),
        (["trace", "wechat_reads", "2020-09"], "drop table fct_metric_source"),
        (["trace", "wechat_reads", "2020-09"], "alter table fct_metric_source drop column source_row"),
    ],
)
def test_a_file_of_another_version_asks_for_a_run(command, published_home, tmp_path, change, asked):
    (tmp_path / "raw").mkdir()
    (tmp_path / "warehouse").mkdir()
    older = shutil.copy(published_home.published, tmp_path / "warehouse")
    with duckdb.connect(older) as connection:
        connection.execute(change)
    done = command(*asked, "--home", str(tmp_path))
    assert (done.returncode, "请先运行 tongbao run" in done.stderr) == (2, True)


def test_sample_home_of_ones_own_can_be_checked(command, tmp_path):
    assert command("sample", str(tmp_path / "s"), "--months", "2").returncode == 0
    assert command("check", "--quiet", "--home", str(tmp_path / "s")).returncode == 0
    assert command("sample", str(tmp_path / "s")).returncode == 2


def test_start_up_imports_neither_dagster_nor_dbt(tmp_path):
    import subprocess
    import sys

    code = (
        "import sys; sys.argv = ['tongbao', 'check', '--quiet', '--home', r'{home}']\n"
        "from pipelines.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('dagster', 'dbt', 'plotly') if m in sys.modules])"
    )
    home = make_home(tmp_path / "h")
    done = subprocess.run(
        [sys.executable, "-c", code.format(home=home.root)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("text", "months"),
    [
        (None, ["2020-09"]),
        ("2020-08", ["2020-08"]),
        ("2020-07..2020-09", ["2020-07", "2020-08", "2020-09"]),
        ("2019-01..2020-07", ["2020-07"]),
    ],
)
def test_month_argument(text, months):
    assert months_of(text, ["2020-07", "2020-08", "2020-09", "2020-10"], "2020-09") == months


@pytest.mark.parametrize(
    "text", ["2020-8", "2020-08", "2020年8月", "2020年08月", "202008", "2020/8", "2020.8", "2020.08"]
)
def test_a_month_is_understood_as_people_write_it(text):
    assert as_month(text) == "2020-08"
    assert months_of(f"{text}..{text}", ["2020-07", "2020-08", "2020-09"]) == ["2020-08"]


@pytest.mark.parametrize("text", ["2020-13", "2020-0", "20208", "2020", "8月", "2020-08-01", "2020-008"])
def test_what_is_no_month_is_none(text):
    assert as_month(text) is None


def test_month_argument_without_any_data():
    with pytest.raises(WrongUse, match="还没有"):
        months_of(None, [])
