"""Every command on a real terminal, narrow and wide, with and without colours, and interrupted."""

import re
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal of POSIX", allow_module_level=True)

from homes import ARTICLES, article, make_home, write_csv
from rich.cells import cell_len
from terminals import on_terminal

from pipelines.home import REPOSITORY

LONG = "这是一个很长很长的文件名里面写着单位和月份以及第几次导出_20200901_20200930_最终版.csv"


@pytest.fixture
def home(tmp_path):
    """Files of several kinds, one of them refused, one with names that nobody knows."""
    home = make_home(tmp_path / "甲 学院")
    write_csv(home.raw / "website/main/2020-09" / LONG, [ARTICLES, article(), ["合计", *[""] * 7, "10"]])
    unknown = [article(f"新闻{n}", department=f"某某系{n % 40:02}") for n in range(80)]
    write_csv(home.raw / "website/main/2020-08/旧.csv", [ARTICLES, *[[*r[:6], "2020-08-10", *r[7:]] for r in unknown]])
    write_csv(home.raw / "website/main/坏.csv", [ARTICLES, article(clicks="abc")])
    return home


PUBLISHED = {
    "sql": ("sql", "select * from rpt_metric_trend limit 2"),
    "sql-narrow": ("sql", "select 部门名称, 更新动态数量 from bulletin.website_updates where 月份 = '2020-09'"),
    "sql-wrong": ("sql", "selec 1"),
    "trace": ("trace", "web_articles_published", "2020-09"),
    "trace-table": ("trace", "--table", "website_updates", "2020-09"),
    "report": ("report", "2020-09"),
}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("colour", [{}, {"NO_COLOR": "1"}], ids=["colour", "plain"])
def test_check_shows_whole_paths_short_periods_and_the_errors_last(home, columns, colour):
    done = on_terminal("check", "--home", str(home.root), columns=columns, **colour)
    assert done.returncode == 1
    lines = [line for line in done.lines if line.strip()]
    assert lines[0] == f"单位：测试学院　文件夹：{home.root}"
    assert any(line.strip().startswith(LONG) for line in lines) and "raw/website/main/2020-09/" in done.text
    assert "2020.9.1–9.30" in done.text and "部门别名.csv" not in done.text
    assert "拒收" in done.text and "被替代" not in done.text  # no row was superseded
    assert lines[-1] == "共 12 个文件，提醒 40 处，错误 1 处。"
    assert lines[-3].startswith("【错误】文件 website/main/坏.csv｜第 2 行｜列 点击量｜值 abc")
    assert "不认识的部门 40 个（80 行）" in done.text and "还有 28 个" in done.text
    assert len(lines) < 40


@pytest.mark.parametrize("columns", [80, 120])
def test_tables_of_check_and_formats_stay_within_the_terminal(home, columns):
    write_csv(home.raw / "website/main/2020-09/短.csv", [ARTICLES, article("另一则新闻")])
    shown = on_terminal("check", "--home", str(home.root), columns=columns).lines
    table = shown[: next(at for at, line in enumerate(shown) if line.startswith("【"))]
    assert not [
        line for line in table if cell_len(line) > columns and not line.startswith(("单位：", "读入 =", f"  {LONG}"))
    ]
    formats = on_terminal("formats", columns=columns)
    assert formats.returncode == 0 and "  作品列表（douyin_works，" in formats.text


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PUBLISHED)
def test_commands_that_read_what_is_published(sample_home, name, columns):
    arguments = PUBLISHED[name]
    done = on_terminal(*arguments, cwd=sample_home.raw, columns=columns)
    assert done.returncode == (2 if name == "sql-wrong" else 0), done.text
    assert done.lines[0] == f"单位：湖外示例学院　文件夹：{sample_home.root}"
    assert "程序出错" not in done.text and "Traceback" not in done.text
    if name == "sql":  # too wide for a table: each row as a list, and nothing cut
        assert "第 2 行" in done.text and "metric_id" in done.text and "…" not in done.text


@pytest.mark.parametrize("arguments", [["init"], ["sample", "--months", "1"], ["formats", "--templates"]])
def test_commands_that_write_a_folder(tmp_path, arguments):
    done = on_terminal(arguments[0], *arguments[1:], str(tmp_path / "新 文件夹"), cwd=tmp_path)
    assert done.returncode == 0, done.text
    assert (tmp_path / "新 文件夹").is_dir() and "程序出错" not in done.text


def test_help_is_chinese_on_any_width():
    for command in ("", "run", "check", "report", "sql", "trace", "init", "formats", "sample", "ui"):
        done = on_terminal(*filter(None, [command]), "--help")
        assert done.returncode == 0 and done.lines[0].startswith("用法：tongbao")
        assert not any(english in done.text for english in ("Usage", "Options", "Show this", "<str>", "required"))


def test_run_shows_steps_and_time_and_ends_well_when_interrupted(sample_home):
    write_csv(sample_home.raw / "website/main/2020-09/新.csv", [ARTICLES, article("一则全新的新闻")])
    before = sample_home.published.read_bytes()
    done = on_terminal("run", cwd=sample_home.root, columns=120, interrupt_when=lambda seen: "第 2 步" in seen)
    assert done.returncode == 130
    assert "第 1 步，共 " in done.raw and "0:00:0" in done.raw
    assert "已中断" in done.text and "Traceback" not in done.raw
    assert sample_home.published.read_bytes() == before


@pytest.mark.parametrize("rendered", [True, False], ids=["kept statements", "dbt"])
def test_a_build_is_interrupted_with_a_word_whoever_runs_its_statements(sample_home, rendered):
    """Threads are at work in the engine then, which must be neither closed nor torn from under them."""
    write_csv(sample_home.raw / "website/main/2020-09/新.csv", [ARTICLES, article("一则全新的新闻")])
    if not rendered:
        (sample_home.build / "dbt" / "rendered.json").unlink()
    before = sample_home.published.read_bytes()
    building = re.compile(r"\d/\d{3,4} ")
    done = on_terminal(
        "run", cwd=sample_home.root, columns=120, interrupt_when=lambda seen: bool(building.search(seen))
    )
    assert building.search(done.raw)
    assert done.returncode == 130, done.text
    assert done.text.count("已中断") == 1
    assert not any(said in done.raw for said in ("Traceback", "没有通过检验", "busy", "terminate", "出错"))
    assert sample_home.published.read_bytes() == before


def test_check_is_interrupted_with_a_word(home):
    for number in range(400):
        write_csv(
            home.raw / f"website/main/2020-07/{number}.csv",
            [ARTICLES, article(f"新闻{number}", published="2020-07-02")],
        )
    done = on_terminal("check", "--home", str(home.root), interrupt_when=lambda seen: "正在检查" in seen)
    assert (done.returncode, "已中断" in done.text) == (130, True)


def test_the_home_is_the_folder_one_stands_in_or_one_above_it(tmp_path):
    home = make_home(tmp_path / "h")
    below = home.raw / "website" / "main"
    write_csv(below / "2020-09/a.csv", [ARTICLES, article()])
    for folder in (home.root, below):
        done = on_terminal("check", cwd=folder)
        assert done.lines[0] == f"单位：测试学院　文件夹：{home.root}"
        assert done.returncode == 0
    other = make_home(tmp_path / "另一个", {"单位信息": [["项目", "内容"], ["单位名称", "另一所"]]})
    assert "另一所" in on_terminal("check", cwd=below, TONGBAO_HOME=str(other.root)).lines[0]
    assert "测试学院" in on_terminal("check", "--home", str(home.root), cwd=other.root).lines[0]
    outside = on_terminal("check", "1999-01", cwd=tmp_path)
    assert str(REPOSITORY) in outside.lines[0] and "演示单位" in outside.lines[0]


@pytest.mark.parametrize("named", ["", "  ", "~没有这个人/甲", "不存在", "一" * 300])
def test_a_home_that_is_none_is_wrong_use(tmp_path, named):
    done = on_terminal("check", "--home", named, cwd=tmp_path)
    assert done.returncode == 2 and "程序出错" not in done.text
