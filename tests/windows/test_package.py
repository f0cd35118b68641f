"""The package on Windows: every command, the same figures and pages as on Linux, and what Windows does otherwise."""

import csv
import filecmp
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
from desk_files import WEBSITE, article
from homes import make_home, write_csv

from pipelines.home import REPOSITORY, Home

# A home in such a place is what an office has: below a shared folder, named by people, over 200 characters down.
SHARED, FOLDER, INSTITUTION = "宣传部 共享", "二〇二〇年度宣传工作统计资料（含各二级学院）", "示例 学院"
LONG = 200
# Open a file as a program does that lets nobody else replace it, until a file beside it goes away.
HOLD = """
import ctypes, sys, time, pathlib
path, sharing, flag = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
create = ctypes.windll.kernel32.CreateFileW
create.restype = ctypes.c_void_p
handle = create(ctypes.c_wchar_p(path), 0x80000000, sharing, None, 3, 0x80, None)
assert handle not in (None, ctypes.c_void_p(-1).value), ctypes.GetLastError()
print("held", flush=True)
while flag.exists():
    time.sleep(0.2)
"""
READ_AND_HOLD = """
import duckdb, sys, time, pathlib
connection = duckdb.connect(sys.argv[1], read_only=True)
print("held", connection.execute("SELECT count(*) FROM dim_month").fetchone(), flush=True)
while pathlib.Path(sys.argv[2]).exists():
    time.sleep(0.2)
"""
SHARED_FOR_READING, ALONE = 1, 0


def equality():
    return loaded(REPOSITORY / "tests/benchmarks/equality.py")


def supply():
    return loaded(REPOSITORY / "packaging/supply.py")


def loaded(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tried(windows) -> tuple[Path, str]:
    """The sample's home as one double-click on 试用示例.cmd leaves it in the user's documents, and what was said."""
    process = windows.double_click("试用示例.cmd")
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0 and "2020-09 已发布" in out, out + err
    return windows.documents / "通报示例", out


@pytest.fixture(scope="module")
def home(windows, tried, tmp_path_factory) -> Home:
    """That home, moved to the place that an office has."""
    folder = tmp_path_factory.mktemp("w") / SHARED
    while len(windows.path(folder / INSTITUTION)) <= LONG:
        folder /= FOLDER
    folder.mkdir(parents=True)
    shutil.move(tried[0], folder / INSTITUTION)
    return Home(folder / INSTITUTION)


def test_from_unzipping_to_the_published_page_is_one_double_click(windows, tried):
    """The second one, 开始.cmd, opens the desk of the same home: nothing is typed anywhere."""
    (page,) = windows.opened()
    assert unquote(page).endswith("通报示例/reports/months/2020-09.html") and (tried[0] / "raw/reference").is_dir()
    desk = windows.double_click("开始.cmd")
    told = list(takewhile(lambda line: not line.startswith("关闭网页就结束"), desk.stdout))
    address = next(found[0] for line in told if (found := re.search(r"http://\S+", line)))
    for _ in range(600):
        if address in windows.opened():
            break
        time.sleep(0.1)
    assert windows.opened() == [page, address] and any("通报示例" in line for line in told)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(address, timeout=60) as answer:
        assert "湖外示例学院" in answer.read().decode()
    # The open page calls; the window is closed; nothing stays behind.
    origin = address.partition("/?")[0]
    browser.open(urllib.request.Request(f"{origin}/here", b"", {"Origin": origin}), timeout=60).close()
    assert desk.wait(timeout=180) == 0


@pytest.mark.skipif("TONGBAO_PACKAGE" in os.environ, reason="a package that is built already is of an unknown commit")
def test_the_same_commit_gives_the_same_bytes(package_zip, tmp_path):
    """Built in another folder, by another clone, for which files have other times and modes and another time zone."""
    clone = tmp_path / "另一个 文件夹"
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True, umask=0o077)
    build = [sys.executable, "packaging/windows/build.py", "--to", str(tmp_path / "dist")]
    subprocess.run(build, cwd=clone, env=os.environ | {"TZ": "America/Lima"}, check=True, umask=0o077)
    (again,) = (tmp_path / "dist").glob("*.zip")
    assert filecmp.cmp(package_zip, again, shallow=False)


class Held:
    """A file that a program on Windows has open."""

    def __init__(self, windows, code: str, *arguments: str, flag: Path):
        flag.touch()
        self._flag = flag
        self._process = windows.start("-c", code, *arguments, windows.path(flag))
        assert "held" in self._process.stdout.readline()

    def let_go(self) -> None:
        self._flag.unlink()
        self._process.communicate(timeout=60)


def test_the_place_is_what_it_is_meant_to_be(windows, home):
    code = "import locale, ctypes, os; print(locale.getencoding(), ctypes.windll.kernel32.GetACP(), os.name)"
    assert windows.run("-c", code).stdout.split() == ["cp936", "936", "nt"]
    assert len(windows.path(home.root)) > LONG and " " in str(home.root)


def test_every_published_table_is_that_of_linux(home, published_home):
    assert list(equality().compare_tables(published_home.published, home.published)) == []


def test_every_page_and_document_is_that_of_linux(home, published_home):
    found = dict(equality().compare_pages(published_home.reports, home.reports))
    # Pictures are drawn with the fonts of the machine.
    absent = ("gone", "only in the new one")
    assert {n: what for n, what in found.items() if not n.endswith(".png") or what in absent} == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("trace", "网站发稿", "2020-09", "--department", "人事处"),
        ("sql", "SELECT 部门名称, 更新动态数量 FROM bulletin.website_updates WHERE 月份 = '2020-09' ORDER BY 序号"),
        ("report", "2020-09"),
        ("versions",),
        ("formats",),
    ],
    ids=lambda a: a[0],
)
def test_a_command_says_what_it_says_on_linux(windows, home, sample_home, command, arguments):
    there = windows.tongbao(*arguments, "--home", windows.path(home.root))
    here = command(*arguments, "--home", str(sample_home.root))
    assert there.returncode == here.returncode, there.stderr
    assert said(there.stdout, windows.path(home.root)) == said(here.stdout, str(sample_home.root))


def said(text: str, root: str) -> list[str]:
    """Lines without the home, the way a path is written and the time of a publication."""
    lines = text.replace("\\", "/").replace(root.replace("\\", "/"), "HOME").splitlines()
    return [" ".join(line.split()) for line in lines if "20261" not in line and "T" not in line[:20]]


def test_a_result_is_a_file_that_excel_opens(windows, home, tmp_path):
    query = "SELECT name FROM dim_department ORDER BY 1"
    for kind in ("csv", "xlsx"):
        target = tmp_path / f"部门 表.{kind}"
        done = windows.tongbao("sql", query, f"--{kind}", windows.path(target), "--home", windows.path(home.root))
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "部门 表.csv").read_bytes().startswith(b"\xef\xbb\xbfname\r\n")


def test_a_run_that_is_killed_leaves_what_was_published(windows, home):
    before = home.published.read_bytes()
    changed = home.raw / "website/main/2020-09/补.csv"
    write_csv(changed, [WEBSITE, article("补一条", "人事处", "2020-09-12")])
    process = windows.start("-m", "pipelines.cli", "run", "2020-09", "--home", windows.path(home.root))
    assert any("正在建立数据仓库" in line for line in process.stderr)
    time.sleep(3)
    assert process.poll() is None, "it is at work"
    process.kill()
    process.communicate()
    assert home.published.read_bytes() == before
    with duckdb.connect(str(home.published), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM dim_month").fetchone()[0] > 0


def test_a_reader_delays_the_swap_and_the_next_run_completes_it(windows, home, tmp_path):
    """Follows the killed run: what it had read waits to be published."""
    held = Held(windows, READ_AND_HOLD, windows.path(home.published), flag=tmp_path / "reading")
    refused = windows.tongbao("run", "2020-09", "--home", windows.path(home.root))
    assert refused.returncode == 2 and "请关闭那个程序后再运行一次" in refused.stderr, refused.stdout + refused.stderr
    held.let_go()
    done = windows.tongbao("run", "2020-09", "--home", windows.path(home.root))
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(home.published), read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM fct_web_article WHERE title = '补一条'").fetchone()
    assert found == (1,)


def test_a_page_that_is_held_open_is_named_and_written_by_the_next_run(windows, home, tmp_path):
    page = home.reports / "months" / "2020-09.html"
    held = Held(windows, HOLD, windows.path(page), str(SHARED_FOR_READING), flag=tmp_path / "looking")
    (home.reports / ".pages.json").unlink()
    page_before = page.read_bytes()
    refused = windows.tongbao("report", "2020-08", "--home", windows.path(home.root))
    told = refused.stdout + refused.stderr
    held.let_go()
    if refused.returncode:
        assert "关闭占用它的程序" in told and "2020-09.html" in told
    assert page.read_bytes() == page_before, "the same figures, the same page"
    assert windows.tongbao("report", "2020-09", "--home", windows.path(home.root)).returncode == 0


def test_an_export_that_is_open_in_another_program_is_named(windows, tmp_path):
    small = make_home(tmp_path / "小 单位")
    path = write_csv(small.raw / "website/main/2020-09/稿件.csv", [WEBSITE, article("一", "英语学院", "2020-09-03")])
    held = Held(windows, HOLD, windows.path(path), str(ALONE), flag=tmp_path / "editing")
    refused = windows.tongbao("check", "--home", windows.path(small.root))
    held.let_go()
    assert (
        refused.returncode == 1
        and "website/main/2020-09/稿件.csv" in refused.stdout
        and "打不开" in refused.stdout.replace("无法打开", "打不开")
    )
    assert windows.tongbao("check", "--home", windows.path(small.root)).returncode == 0


def test_line_ends_of_every_system_are_read_alike(windows, tmp_path):
    counts = {}
    for name, end in (("crlf", "\r\n"), ("lf", "\n"), ("cr crlf", "\r\r\n")):
        small = make_home(tmp_path / name)
        rows = [WEBSITE, article("一", "英语学院", "2020-09-03"), article("二", "英语学院", "2020-09-04")]
        path = small.raw / "website/main/2020-09/稿件.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes(("\ufeff" + "".join(",".join(row) + end for row in rows)).encode())
        done = windows.tongbao("check", "--home", windows.path(small.root))
        row = next(line.split("\t") for line in done.stdout.splitlines() if line.startswith("website/"))
        counts[name] = (done.returncode, *row[-5:])
    # Read, kept, refused, superseded, passed over.
    assert set(counts.values()) == {(0, "2", "2", "0", "0", "0")}


def test_a_name_that_windows_refuses_becomes_one_that_it_takes(windows, tmp_path):
    code = (
        "import sys, pathlib; from pipelines.desk.drop import clean_name\n"
        "for n in ['a<b>:\"|?*.csv', 'con.csv', 'nul', 'x. ', '长' * 300 + '.xlsx']:\n"
        "    p = pathlib.Path(sys.argv[1]) / clean_name(n); p.write_text('x'); assert p.read_text() == 'x'\n"
        "print(len(list(pathlib.Path(sys.argv[1]).iterdir())))"
    )
    told = windows.run("-c", code, windows.path(tmp_path))
    assert told.stdout.strip() == "5", told.stderr


def test_nothing_is_imported_from_where_it_is_started(windows, tmp_path):
    for name in ("duckdb", "polars", "json", "csv"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the folder of the user')")
    assert windows.tongbao("--help", cwd=tmp_path).returncode == 0


def test_every_licence_is_listed_and_its_text_is_there(windows):
    folder = windows.package / "许可证"
    with (folder / "清单.csv").open(encoding="utf-8-sig", newline="") as stream:
        _, *rows = csv.reader(stream)
    told = {name.lower(): licence for name, _, licence in rows}
    installed = {p.name.split("-")[0].lower().replace("_", "-") for p in (windows.package / "lib").glob("*.dist-info")}
    assert installed <= {name.replace("_", "-") for name in told}
    assert all(told.values()), [name for name, licence in told.items() if not licence]
    assert [name for name, licence in told.items() if supply().is_gpl_alone(licence)] == []
    assert "LGPL" in told["docxtpl"] and "docxtpl" in (folder / "请先读我.txt").read_text(encoding="utf-8-sig")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "docxtpl.txt").read_text(encoding="utf-8").upper()


def test_a_new_home_is_a_double_click(windows, tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import new_home, start; new_home.documents = lambda: "
        "__import__('pathlib').Path(sys.argv[2]); opened = []; new_home.open_desk = opened.append\n"
        "new_home.main(); new_home.main(); print([p.name for p in opened])"
    )
    told = windows.run("-c", code, windows.path(windows.package / "tongbao"), windows.path(tmp_path))
    assert json.loads(told.stdout.splitlines()[-1].replace("'", '"')) == ["我的单位", "我的单位2"], told.stderr
    assert (tmp_path / "通报" / "我的单位" / "raw" / "reference" / "部门表.xlsx").exists()
