"""Where people keep a home and what they have set: none of it may end as a fault of ours."""

import errno
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv

from pipelines.cluster import available
from pipelines.commands.failure import explain, in_words
from pipelines.errors import RunFailed, WrongUse
from pipelines.home import DBT_PROJECT, REPOSITORY, Home
from pipelines.landing.land import ingest
from pipelines.orchestration.target import check_settings
from pipelines.warehouse.build import profile
from pipelines.warehouse.results import BuildFailed, NodeResult

# Set for projects of an operator's own; each of them alone stopped a run.
FOREIGN = {
    "DBT_TARGET": "prod",
    "DBT_PROFILES_DIR": "/nowhere",
    "DBT_PROJECT_DIR": "/nowhere",
    "DBT_PROFILE": "nothing",
    "DBT_STATE": "/nowhere",
    "DBT_VARS": "{no: thing}",
    "DBT_LOG_PATH": "/proc/none",
    "DBT_TARGET_PATH": "/proc/none",
    "DBT_WARN_ERROR": "true",
    "DBT_CACHE_SELECTED_ONLY": "nonsense",
    "DAGSTER_HOME": "relative/path",
    "DAGSTER_DBT_PARSE_PROJECT_ON_LOAD": "1",
}


def test_a_run_in_a_strange_place_with_foreign_settings_and_names_that_are_not_unicode(command, tmp_path):
    home = make_home(tmp_path / "甲#乙[2020] *旧* 50%41'学院{{x}}")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(), article("第二则")])
    folder = os.fsencode(home.raw / "wechat" / "官微") + b"/" + "九月".encode("gb18030")
    Path(os.fsdecode(folder)).mkdir(parents=True)
    written = write_csv(tmp_path / "f.csv", [FOLLOWERS, *followers()])
    shutil.move(written, os.fsdecode(folder + b"/" + "2020年9月用户增长.csv".encode("gb18030")))
    shutil.copy(REPOSITORY / "raw/website/main/日志/access.log-2020-09.gz", home.raw / "website/main/\udcff日志.gz")
    done = command("run", "--home", str(home.root), **FOREIGN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Telemetry" not in done.stdout + done.stderr
    paths = command("sql", "select path from quality.files order by 1", "--home", str(home.root), **FOREIGN).stdout
    assert "wechat/官微/九月/2020年9月用户增长.csv" in paths and r"website/main/\xff日志.gz" in paths
    asked = "select value from fct_metric_month where metric_id = 'wechat_followers_new' and month = '2020-09'"
    assert command("sql", asked, "--home", str(home.root)).stdout.splitlines()[1] == "90"
    again = command("run", "--home", str(home.root))
    assert again.returncode == 0 and "没有变化" in again.stdout
    assert (home.dagster / "history" / "runs.db").exists()
    # Without dbt, which rendered it once.
    write_csv(home.raw / "website/main/2020-09/b.csv", [ARTICLES, article("第三则")])
    assert command("run", "--home", str(home.root)).returncode == 0
    for arguments in (["trace", "web_articles_published", "2020-09"], ["report"], ["versions"], ["rollback"]):
        done = command(*arguments, "--home", str(home.root))
        assert done.returncode == 0, done.stdout + done.stderr
    out = str(tmp_path / "组#1[x] 5%41")
    assert command("group", str(home.root), "--out", out).returncode == 0


def test_two_names_that_read_alike_are_two_files(tmp_path):
    home = make_home(tmp_path / "h")
    folder = home.raw / "website/main/2020-09"
    write_csv(folder / "稿件.csv", [ARTICLES, article()])
    other = write_csv(tmp_path / "o.csv", [ARTICLES, article("另一则")])
    shutil.move(other, os.fsdecode(os.fsencode(folder) + b"/" + "稿件.csv".encode("gb18030")))
    names = [n for n in ingest(home).entries if n.startswith("website/")]
    assert len(names) == 2 and "website/main/2020-09/稿件.csv" in names


@pytest.mark.parametrize("name", ["什么?", "甲\\乙", "两\n行", "\udcff学院"])
def test_a_place_that_cannot_be_used_is_named_before_anything_is_written(command, tmp_path, name):
    root = tmp_path / name
    for arguments in (["init", str(root)], ["sample", str(root)]):
        refused = command(*arguments)
        assert refused.returncode == 2 and "请改名" in refused.stderr
        assert list(tmp_path.iterdir()) == []
    (root / "raw").mkdir(parents=True)
    assert command("check", "--home", str(root)).returncode == 2


@pytest.mark.parametrize("name", ["什么?", "甲\\乙"])
def test_the_engine_writes_no_file_below_a_folder_of_that_name(tmp_path, name):
    """When it can, such a place need be refused no longer."""
    (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / name, target_is_directory=True)
    for folder in (name, "link"):
        with pytest.raises(duckdb.Error, match="Cannot open file"):
            duckdb.connect(str(tmp_path / folder / "a.duckdb")).execute("create table t (a integer)")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a file system in which nobody can create anything")
def test_a_place_in_which_nothing_can_be_made_is_no_fault_of_ours(command, tmp_path):
    for arguments in (["init", "/proc/学院"], ["sample", "/proc/学院"], ["check", "--home", "/proc"]):
        refused = command(*arguments)
        assert refused.returncode == 2 and "程序出错" not in refused.stderr, refused.stderr
    for directory in ("", " ", "/proc/1/root/不存在", "/dev/null", "a" * 300):
        refused = command("check", "--home", directory)
        assert refused.returncode == 2 and "程序出错" not in refused.stderr, refused.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full")
def test_a_full_disk_is_no_fault_of_ours():
    full = OSError(errno.ENOSPC, "No space left on device", "/warehouse/landing/a.parquet")
    assert explain(full, verbose=False) == 2
    for number in (errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EIO, errno.ENAMETOOLONG, errno.ELOOP):
        wrapped = RuntimeError("library")
        wrapped.__cause__ = OSError(number, "refused", "/warehouse/x")
        assert explain(wrapped, verbose=False) == 2


def test_memory_that_is_used_up_is_no_fault_of_ours():
    wrapped = RuntimeError("library")
    wrapped.__cause__ = MemoryError()
    with pytest.raises(duckdb.OutOfMemoryException) as too_small:
        duckdb.connect(config={"memory_limit": "1MB"}).execute("SELECT list(i) FROM range(1000000) r(i)")
    for reason in (MemoryError(), wrapped, too_small.value):
        text, code = in_words(reason)
        assert code == 2 and "内存不够" in text and "已发布的数据完好" in text
    said = NodeResult("model.tongbao.a", "error", 0, "Out of Memory Error: could not allocate", 0.0)
    text, code = in_words(RunFailed(str(BuildFailed([said]))))
    assert code == 2 and "TONGBAO_MEMORY=2GB" in text
    assert in_words(RunFailed(str(BuildFailed([replace(said, message="Binder Error")]))))[1] == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("TONGBAO_ENGINE", "sparc"), ("TONGBAO_MEMORY", "很多"), ("TONGBAO_MEMORY", ""), ("TONGBAO_MEMORY", "2 块")],
)
def test_a_setting_that_cannot_be_is_told_before_the_long_work(command, tmp_path, name, value):
    home = make_home(tmp_path / "h")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article()])
    done = command("run", "--home", str(home.root), **{name: value})
    assert done.returncode == 2 and name in done.stderr and f"“{value}”" in done.stderr
    assert "正在读取" not in done.stdout and not home.landing.exists()


def test_spark_on_a_machine_without_it_is_told_before_the_long_work(monkeypatch):
    monkeypatch.setattr(available, "find_spec", lambda name: None)
    monkeypatch.setenv("TONGBAO_ENGINE", "spark")
    with pytest.raises(WrongUse, match=r"TONGBAO_ENGINE.*requirements-spark\.lock"):
        check_settings()
    monkeypatch.setenv("TONGBAO_ENGINE", "local")
    check_settings()


def test_where_every_export_is_refused_the_faults_are_told(command, tmp_path):
    home = make_home(tmp_path / "h")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(clicks="abc"), article(published="昨天")])
    (home.raw / "website/main/2020-09/b.xlsx").write_bytes(b"PK\x03\x04 cut")
    for more in ([], ["--accept-errors"]):
        done = command("run", "--home", str(home.root), *more)
        assert done.returncode == 1 and "还没有任何带日期的数据" not in done.stderr
        assert "b.xlsx" in done.stdout and "abc" in done.stdout


@pytest.mark.parametrize("place", ["", " ", "~没有这个人/甲", "有文件/下面"])
def test_a_new_home_needs_a_place(command, tmp_path, place):
    (tmp_path / "有文件").touch()
    for what in ("init", "sample"):
        refused = command(what, place, cwd=tmp_path, PYTHONPATH=str(REPOSITORY))
        assert refused.returncode == 2 and "程序出错" not in refused.stderr


@pytest.mark.parametrize(
    "rules",
    ["[page", "[page]\nmethods = ['GET']", "methods = 3", "__types__", "__pattern__", b"\xff\xfe"],
)
def test_own_rules_of_log_reading_that_are_wrong_are_a_fault_of_the_data(command, tmp_path, rules):
    home = make_home(tmp_path / "h")
    shutil.copytree(REPOSITORY / "raw/website/main/日志", home.raw / "website/main/日志")
    ours = (REPOSITORY / "pipelines/weblogs/rules.toml").read_text(encoding="utf-8")
    known = {
        "__types__": ours.replace('methods = ["GET"]', 'methods = "GET"'),
        "__pattern__": ours.replace("(?P<article>", "(?P<artikel>", 1),
    }
    text = known.get(rules, rules)
    (home.reference / "访问日志规则.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    done = command("check", "--home", str(home.root))
    assert done.returncode == 1, done.stderr
    assert "日志规则文件" in done.stdout and "不认识这个文件" not in done.stdout


def test_own_rules_that_are_right_are_no_unknown_table(command, tmp_path):
    home = make_home(tmp_path / "h")
    shutil.copytree(REPOSITORY / "raw/website/main/日志", home.raw / "website/main/日志")
    shutil.copy(REPOSITORY / "pipelines/weblogs/rules.toml", home.reference / "访问日志规则.toml")
    done = command("check", "--home", str(home.root))
    assert done.returncode == 0, done.stdout


def test_dbt_by_hand_before_any_run_says_so_in_a_sentence(tmp_path):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DBT", "DAGSTER"))}
    places = {"TONGBAO_LANDING": str(tmp_path / "landing"), "TONGBAO_BUILD": str(tmp_path / "build")}
    places |= {"DBT_TARGET_PATH": str(tmp_path / "target"), "DBT_LOG_PATH": str(tmp_path / "logs")}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("dbt")), "build", "--select", "dim_metric"],
        cwd=DBT_PROJECT,
        env=clean | places,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0 and "请先运行一次 tongbao run" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr and len(done.stdout.splitlines()) < 20
    assert not (tmp_path / "build").exists()


def test_a_program_reads_nothing_of_the_folder_of_the_one_before_it(tmp_path):
    """An office unpacks the new package beside the old one and deletes the old one."""
    home, old = make_home(tmp_path / "home"), tmp_path / "通报-1"
    for folder in ("pipelines", "dbt_project"):
        shutil.copytree(REPOSITORY / folder, old / folder, ignore=shutil.ignore_patterns("__pycache__", "target"))
    (old / "pipelines" / "cli.py").write_text("# another version", encoding="utf-8")
    parse = (
        "import sys; from pathlib import Path; from pipelines.home import Home; "
        "from pipelines.warehouse.build import ensure_manifest; ensure_manifest(Home(Path(sys.argv[1])))"
    )
    seeds = []
    for program in (old, REPOSITORY):
        done = subprocess.run(
            [sys.executable, "-c", parse, str(home.root)],
            cwd=program,
            env=os.environ | {"PYTHONPATH": str(program)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        nodes = json.loads((home.build / "dbt" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
        seeds.append({node["root_path"] for node in nodes.values() if node["resource_type"] == "seed"})
        shutil.rmtree(old, ignore_errors=True)
    assert seeds == [{str(old / "dbt_project")}, {str(DBT_PROJECT)}]


def test_a_volume_beyond_the_limit_of_memory_is_told_with_its_remedy(tmp_path, monkeypatch):
    said = "Runtime Error\n  Out of Memory Error: could not allocate\n\n  Possible solutions:\n  * SET threads=X"
    told = str(BuildFailed([NodeResult("model.tongbao.a", "error", 0, said, 0.0)]))
    assert "could not allocate" in told and "TONGBAO_MEMORY=2GB" in told and "threads" not in told
    assert "TONGBAO_MEMORY" not in str(BuildFailed([NodeResult("model.tongbao.a", "error", 0, "Binder Error", 0.0)]))
    assert profile(Home(tmp_path))["config_options"]["memory_limit"] == "768MB"
    monkeypatch.setenv("TONGBAO_MEMORY", "2GB")
    assert profile(Home(tmp_path))["config_options"]["memory_limit"] == "2GB"
