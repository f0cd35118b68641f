"""The budgets of the design, each beside its floor, measured in one run.

    python tests/benchmarks/budgets.py                 everything (about half an hour on two cores)
    python tests/benchmarks/budgets.py startup month   some
    python tests/benchmarks/budgets.py --record docs/benchmarks/2026-11-21-budgets.md

Whole processes are timed from outside, alternating with their floor, and the median counts. Nothing here is a test:
machines differ, ratios are to be read by people.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TONGBAO = [sys.executable, "-m", "pipelines.cli"]
DBT = [str(Path(sys.executable).with_name("dbt"))]


def seconds(command: list[str], cwd: Path = REPOSITORY, **environment: str) -> tuple[float, float]:
    """(wall, processor) seconds of one finished process with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def alternating(times: int, *actions: Callable[[], tuple[float, float]]) -> list[tuple[float, float]]:
    """Median (wall, processor) of each action, measured in turn so that a drifting machine hurts all alike."""
    runs: list[list[tuple[float, float]]] = [[] for _ in actions]
    for _ in range(times):
        for results, action in zip(runs, actions, strict=True):
            results.append(action())
    return [tuple(statistics.median(r[i] for r in results) for i in (0, 1)) for results in runs]


def run(home: Path, *arguments: str) -> tuple[float, float]:
    return seconds([*TONGBAO, "run", *arguments, "--quiet", "--home", str(home)])


def forced(home: Path, month: str) -> tuple[float, float]:
    """A run that must rebuild: what was published is forgotten first (landing stays, as after one changed file)."""
    (home / "warehouse" / "runs.jsonl").unlink(missing_ok=True)
    return run(home, month)


def sample(root: Path, months: int, scale: float = 1.0) -> Path:
    seconds([*TONGBAO, "sample", str(root), "--months", str(months), "--scale", str(scale)])
    return root


def dbt_build(home: Path) -> tuple[float, float]:
    target = home / "bare"
    target.mkdir(exist_ok=True)
    for file in target.glob("*.duckdb*"):
        file.unlink()
    return seconds(
        [*DBT, "--quiet", "build", "--profiles-dir", ".", "--target-path", str(target / "target")],
        cwd=REPOSITORY / "dbt_project",
        TONGBAO_LANDING=str(home / "warehouse/landing"),
        TONGBAO_BUILD=str(target),
    )


Row = tuple[str, str, str, str, str]


def month(work: Path) -> list[Row]:
    home = sample(work / "sample", 13)
    first = run(home, "2020-09")
    again = run(home, "2020-09")
    dbt_build(home)
    ours, floor = alternating(3, lambda: forced(home, "2020-09"), lambda: dbt_build(home))
    return [
        row("一个月（演示单位），对比裸 dbt build", ours, floor, 1.5),
        row("第一次运行（含读取全部导出、首次解析 dbt）", first, floor, None),
        row("什么都没变再运行一次，对比第一次", again, first, 0.5),
    ]


def history(work: Path) -> list[Row]:
    one, ten = sample(work / "year", 12), sample(work / "decade", 120)
    whole = run(ten, "2010-10..2020-09")
    run(one, "2020-09")
    short, long = alternating(3, lambda: forced(one, "2020-09"), lambda: forced(ten, "2020-09"))
    return [
        row("一个月，背后有十年历史，对比一年历史", long, short, 1.3),
        row("120 个月一次运行（含全部读取），对比一个月", whole, short, 6),
    ]


def startup(work: Path) -> list[Row]:
    home = sample(work / "start", 2)
    run(home, "2020-09")
    empty = work / "empty"
    (empty / "raw").mkdir(parents=True)
    commands = {
        "--help": [*TONGBAO, "--help"],
        "check（空单位）": [*TONGBAO, "check", "--quiet", "--home", str(empty)],
        "sql": [*TONGBAO, "sql", "select 1", "--home", str(home)],
        "trace": [*TONGBAO, "trace", "web_articles_published", "2020-09", "--home", str(home)],
    }
    bare, *times = alternating(
        5, lambda: seconds([sys.executable, "-c", "pass"]), *(lambda c=c: seconds(c) for c in commands.values())
    )
    return [
        (
            f"启动 {name}",
            f"{took[0]:.2f} s",
            f"python -c pass {bare[0]:.2f} s",
            f"+{took[0] - bare[0]:.2f} s",
            "≤ +0.6 s",
        )
        for name, took in zip(commands, times, strict=True)
    ]


def workbooks(work: Path) -> list[Row]:
    """1,000 small workbooks: recognised, read, checked, against unpacking them."""
    import xlsxwriter

    home = work / "thousand"
    seconds([*TONGBAO, "init", str(home)])
    folder = home / "raw" / "website" / "main"
    folder.mkdir()
    header = [
        "标题",
        "栏目",
        "发布单位",
        "作者",
        "编辑",
        "审核人",
        "发布时间",
        "状态",
        "点击量",
        "链接",
        "供稿单位",
        "字数",
    ]
    for number in range(1000):
        with xlsxwriter.Workbook(folder / f"{number:04}.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, header)
            for line in range(1, 61):
                day = f"20{10 + number // 100}-{1 + number % 12:02}-{1 + line % 28:02} 08:00"
                sheet.write_row(
                    line,
                    0,
                    [
                        f"第{number}期第{line}条",
                        "校园新闻",
                        "宣传部",
                        "甲",
                        "乙",
                        "丙",
                        day,
                        "已发布",
                        str(line),
                        f"/info/{number}/{line}.htm",
                        "宣传部",
                        "800",
                    ],
                )

    def unzip() -> tuple[float, float]:
        start, cpu = time.perf_counter(), time.process_time()
        for path in folder.iterdir():
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    archive.read(name)
        return time.perf_counter() - start, time.process_time() - cpu

    ours, floor = alternating(3, lambda: seconds([*TONGBAO, "check", "--quiet", "--home", str(home)]), unzip)
    return [row("识别、读取、校验 1000 个小 xlsx，对比解压", ours, floor, 10)]


def volume(work: Path) -> list[Row]:
    """Ten years and 200,000 articles: the SQL of a full build."""
    home = sample(work / "volume", 120, 100)
    landed = run(home, "2020-09")
    script = (
        "import resource, sys; from pathlib import Path; from pipelines.home import Home; "
        "from pipelines.warehouse.build import build; import json; "
        "r = build(Home(Path(sys.argv[1]))); "
        "print(json.dumps([sum(x.seconds for x in r if x.unique_id.startswith('model')), "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(home)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    sql, peak = json.loads(done.stdout.strip().splitlines()[-1])
    size = (home / "warehouse" / "tongbao.duckdb").stat().st_size / 1e6
    return [
        ("十年、20 万篇稿件：整库 SQL（各模型用时之和，2 线程）", f"{sql:.1f} s", "", "", "≤ 10 s"),
        ("　同上，内存峰值（含 dbt 本身）", f"{peak:.0f} MiB", "", "", "< 1 GiB"),
        ("　同上，第一次读取全部导出并发布", f"{landed[0]:.0f} s", "", "", ""),
        ("　同上，发布的文件", f"{size:.0f} MB", "", "", ""),
    ]


def publishing(work: Path) -> list[Row]:
    from pipelines.home import Home
    from pipelines.warehouse.publish import swap_in

    home = Home(work / "gigabyte")
    home.build.mkdir(parents=True)
    block = os.urandom(1 << 20)
    with (home.build / "tongbao.duckdb").open("wb") as stream:
        for _ in range(1000):
            stream.write(block)
    start = time.perf_counter()
    swap_in(home)
    return [("发布 1 GB 的文件（落盘加换名）", f"{time.perf_counter() - start:.2f} s", "", "", "≤ 5 s")]


def page(work: Path) -> list[Row]:
    from playwright.sync_api import sync_playwright

    home = sample(work / "page", 13)
    run(home, "2020-09")
    path = home / "reports/months/2020-09.html"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, device_scale_factor=3)
        tab = phone.new_page()
        phone.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        views = []
        for _ in range(5):
            tab.goto(path.as_uri())
            views.append(tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        browser.close()
    return [
        ("月报页面大小（共用脚本之外）", f"{path.stat().st_size / 1000:.0f} kB", "", "", "≤ 600 kB"),
        ("月报首屏（手机视口，CPU 放慢 4 倍）", f"{statistics.median(views):.0f} ms", "", "", "≤ 1000 ms"),
    ]


def row(what: str, ours: tuple[float, float], floor: tuple[float, float], budget: float | None) -> Row:
    ratio = f"{ours[0] / floor[0]:.2f} ×（处理器 {ours[1] / floor[1]:.2f} ×）"
    return (what, f"{ours[0]:.1f} s", f"{floor[0]:.1f} s", ratio, f"≤ {budget} ×" if budget else "")


PARTS = {f.__name__: f for f in (startup, month, history, workbooks, volume, publishing, page)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--record", type=Path)
    chosen = parser.parse_args()
    # Whoever runs a command twice has its modules compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    lines = ["| 项目 | 用时 | 底线 | 比值 | 预算 |", "|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for name in chosen.parts or PARTS:
        with tempfile.TemporaryDirectory() as work:
            for cells in PARTS[name](Path(work)):
                lines.append("| " + " | ".join(cells) + " |")
                print(lines[-1], flush=True)
    if chosen.record:
        machine = f"{os.cpu_count()} 核，{platform.system()}，Python {platform.python_version()}"
        text = f"# 性能预算实测\n\n{time.strftime('%Y-%m-%d')}，{machine}。\n\n"
        chosen.record.parent.mkdir(parents=True, exist_ok=True)
        chosen.record.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
