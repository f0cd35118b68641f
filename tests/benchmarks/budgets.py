"""The budgets of the design, each beside its floor, measured in one run.

    python tests/benchmarks/budgets.py                 everything (about half an hour on two cores)
    python tests/benchmarks/budgets.py startup month   some
    python tests/benchmarks/budgets.py month history logs workbooks website   what a run and large homes cost
    python tests/benchmarks/budgets.py --record docs/benchmarks/2026-11-26-budgets.md

Whole processes are timed from outside, alternating with their floor, and the median counts. Nothing here is a test:
machines differ, ratios are to be read by people. But each time stands for work that was done: a run that published
nothing, a command that did not say what it was asked for or a build without tables ends the measurement.
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


def seconds(command: list[str], cwd: Path = REPOSITORY, says: str = "", **environment: str) -> tuple[float, float]:
    """(wall, processor) seconds of one finished process with its children, which had ``says`` in what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode or says not in done.stdout:
        raise SystemExit(f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def alternating(times: int, *actions: Callable[[], tuple[float, float]]) -> list[tuple[float, float]]:
    """Median (wall, processor) of each action, measured in turn so that a drifting machine hurts all alike."""
    runs: list[list[tuple[float, float]]] = [[] for _ in actions]
    for _ in range(times):
        for results, action in zip(runs, actions, strict=True):
            results.append(action())
    return [tuple(statistics.median(r[i] for r in results) for i in (0, 1)) for results in runs]


def run(home: Path, months: str = "2020-09") -> tuple[float, float]:
    """A run that builds and publishes."""
    before = last_publication(home)
    took = seconds([*TONGBAO, "run", months, "--quiet", "--home", str(home)], says="已发布")
    if last_publication(home) == before:
        raise SystemExit(f"{home}: the run published nothing")
    return took


def idle(home: Path) -> tuple[float, float]:
    """A run that finds nothing to do."""
    before = last_publication(home)
    took = seconds([*TONGBAO, "run", "2020-09", "--quiet", "--home", str(home)], says="没有变化")
    if last_publication(home) != before:
        raise SystemExit(f"{home}: the run published again")
    return took


def last_publication(home: Path) -> str:
    path = home / "warehouse" / "tongbao.receipt.json"
    return json.loads(path.read_text(encoding="utf-8"))["run_id"] if path.exists() else ""


def changed(home: Path, months: str = "2020-09") -> tuple[float, float]:
    """A run of an analyst's day: the last month's list of the website was exported again and tells one more click."""
    import fastexcel

    from pipelines.sample.formats import Sheet, write_xlsx

    path = home / "raw" / "website" / "main" / "稿件列表_2020-09.xlsx"
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    header, *rows = (list(row) for row in sheet.to_polars().iter_rows())
    clicks = header.index("点击量")
    rows[0][clicks] = str(int(rows[0][clicks]) + 1)
    write_xlsx(path, Sheet(sheet.name, [header, *rows]))
    return run(home, months)


def sample(root: Path, months: int, scale: float = 1.0) -> Path:
    seconds([*TONGBAO, "sample", str(root), "--months", str(months), "--scale", str(scale)])
    return root


Row = tuple[str, str, str, str, str]


def month(work: Path) -> list[Row]:
    """A month of the sample, against the SQL of its models alone on one connection."""
    home = sample(work / "sample", 13)
    first = run(home)
    again = idle(home)
    floors = iter(range(10))
    ours, floor = alternating(3, lambda: changed(home), lambda: replay(home, work / f"floor {next(floors)}", 1, 1))
    return [
        row_of_sql("一个月（演示单位），整个进程", ours, floor, 3.5),
        row_of_sql("新克隆的第一次运行（含读取全部导出、解析 dbt）", first, floor, 6),
        row("什么都没变再运行一次，对比第一次", again, first, 0.04),
    ]


def history(work: Path) -> list[Row]:
    one, ten = sample(work / "year", 12), sample(work / "decade", 120)
    run(ten)
    run(one)
    short, long = alternating(3, lambda: changed(one), lambda: changed(ten))
    # Everything is read and built, with what dbt rendered: a month beside it renders nothing either.
    shutil.rmtree(ten / "warehouse" / "landing")
    whole = changed(ten, "2010-10..2020-09")
    if len(list((ten / "reports" / "months").glob("*.html"))) != 120:
        raise SystemExit(f"{ten}: not every month has a page")
    return [
        row("一个月，背后有十年历史，对比一年历史", long, short, 1.15),
        row("120 个月一次运行（含全部读取），对比一个月", whole, short, 3.5),
    ]


def startup(work: Path) -> list[Row]:
    home = sample(work / "start", 2)
    run(home)
    empty = work / "empty"
    (empty / "raw").mkdir(parents=True)
    trace = [*TONGBAO, "trace", "web_articles_published", "2020-09", "--home", str(home)]
    # Command and what it says when it has done its work.
    commands = {
        "--help": ([*TONGBAO, "--help"], "run"),
        "check（空单位）": ([*TONGBAO, "check", "--quiet", "--home", str(empty)], "共 0 个文件"),
        "sql": ([*TONGBAO, "sql", "select 6 * 7", "--home", str(home)], "42"),
        "trace": (trace, "稿件列表_2020-09.xlsx"),
    }
    bare, *times = alternating(
        5,
        lambda: seconds([sys.executable, "-c", "print('ok')"], says="ok"),
        *(lambda c=c, says=says: seconds(c, says=says) for c, says in commands.values()),
    )
    return [
        (
            f"启动 {name}",
            f"{took[0]:.2f} s",
            f"python -c pass {bare[0]:.2f} s",
            f"+{took[0] - bare[0]:.2f} s",
            "≤ +0.35 s",
        )
        for name, took in zip(commands, times, strict=True)
    ]


def workbooks(work: Path) -> list[Row]:
    """1,000 small workbooks: recognised, read, checked, against unpacking them."""
    import xlsxwriter

    home = work / "thousand"
    seconds([*TONGBAO, "init", str(home)])
    for table in (home / "raw" / "reference").glob("站点表.*"):
        table.unlink()
    sites = "站点编号,站点名称,文件夹,站点级别\nmain,学院官网,main,主站\n"
    (home / "raw" / "reference" / "站点表.csv").write_text(sites, encoding="utf-8-sig")
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

    # Nothing is remembered of a home that never ran, so every check reads all of them. Its tables know neither the
    # department nor the column, which is told and costs a little.
    check = [*TONGBAO, "check", "--quiet", "--home", str(home)]
    ours, floor = alternating(3, lambda: seconds(check, says="，错误 0 处"), unzip)
    return [row("识别、读取、校验 1000 个小 xlsx，对比解压", ours, floor, 8)]


def volume(work: Path) -> list[Row]:
    """Ten years, 60 departments, 12 channels, 200,000 articles in all: the SQL of a full build."""
    return full_build(work, 62, "十年、60 部门、12 渠道共 {articles:.0f} 万篇")


def website(work: Path) -> list[Row]:
    """The same with 200,000 articles on the website alone."""
    return full_build(work, 100, "十年、60 部门、12 渠道，单网站就有 20 万篇（共 {articles:.0f} 万篇）")


# A whole build in a process of its own, which says its seconds and its peak of memory in MiB. The second argument is
# whether dbt renders it: what it rendered the last time is forgotten first.
BUILD = """
import resource, sys, time
from pathlib import Path
from pipelines.home import Home
from pipelines.warehouse import build, rendered
home = Home(Path(sys.argv[1]))
if sys.argv[2] == "dbt":
    rendered.forget(home)
start = time.perf_counter()
models = sum(result.unique_id.startswith("model.") for result in build.build(home))
assert models, "nothing was built"
assert ("dbt.cli.main" in sys.modules) == (sys.argv[2] == "dbt"), "built another way"
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def full_build(work: Path, scale: float, what: str) -> list[Row]:
    home = enlarged_sample(work / "home", 120, scale)
    landed = run(home)

    def built(by: str) -> tuple[float, float]:
        command = [sys.executable, "-c", BUILD, str(home), by]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
        return tuple(float(number) for number in done.stdout.split())

    (by_dbt, peak_by_dbt), (again, peak) = built("dbt"), built("kept")
    rounds = iter(range(3))
    ((wall, processor),) = alternating(3, lambda: replay(home, work / f"two {next(rounds)}"))
    replay(home, work / "one", models_at_once=1)
    replay(home, work / "four", models_at_once=4, threads=4)
    odd = unequal_tables(work / "one", work / "four")
    size = (home / "warehouse" / "tongbao.duckdb").stat().st_size / 1e6
    what = what.format(articles=articles(home) / 1e4)
    return [
        (f"{what}：整库 SQL", f"{wall:.1f} s（处理器 {processor:.1f} s）", "", "", "≤ 10 s"),
        ("　同上，连同全部检验，按 dbt 上次写出的语句", f"{again:.1f} s", "", "", ""),
        ("　同上，内存峰值", f"{peak:.0f} MiB", "", "", "< 1 GiB"),
        ("　同上，由 dbt 重新写出语句（dbt build）", f"{by_dbt:.1f} s", "", "", ""),
        ("　同上，内存峰值（含 dbt 本身）", f"{peak_by_dbt:.0f} MiB", "", "", "< 1 GiB"),
        ("　同上，1 个线程与 4 个线程的全部公开表", "、".join(odd) if odd else "逐行相同", "", "", "逐行相同"),
        ("　同上，第一次读取全部导出并发布", f"{landed[0]:.0f} s（处理器 {landed[1]:.0f} s）", "", "", ""),
        ("　同上，发布的文件", f"{size:.0f} MB", "", "", ""),
    ]


def articles(home: Path) -> int:
    import duckdb

    tables = ("fct_web_article", "fct_wechat_article", "fct_social_post")
    with duckdb.connect(str(home / "warehouse" / "tongbao.duckdb"), read_only=True) as connection:
        return sum(connection.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in tables)


def enlarged_sample(home: Path, months: int, scale: float, seed: int = 2020, last_month: str = "2020-09") -> Path:
    """The sample institution with 60 departments and 12 channels: two sites and ten accounts."""
    from pipelines.commands.sample import write_mapping
    from pipelines.sample import institution, since, write_sample
    from pipelines.sample.volumes import WEB_WEIGHTS, plan
    from pipelines.sample.writers import douyin, website, wechat, weibo

    for number in range(1, 61 - len({row[0] for row in institution.DEPARTMENTS})):
        spans = (institution.FOUNDED, None)
        row = [f"school_{number}", f"第{number}学院", "二级学院", "", 400 + number, *spans, "", "是", 30, ""]
        institution.DEPARTMENTS.append(row)
        website.DEPARTMENT_TYPE[row[0]] = row[2]
        WEB_WEIGHTS[row[0]] = 2
    platforms = {"wechat": "公众号", "weibo": "微博", "douyin": "抖音"}
    extra = [(f"{kind}_{number}", kind) for number, kind in enumerate([*platforms, *platforms, "wechat"], start=1)]
    for account, kind in extra:
        if account in institution.ACCOUNT_START:
            continue
        opened = institution.ACCOUNT_START[f"{kind}_main"]
        row = [account, platforms[kind], account, account, "news_center", opened, None, "否", "在用", ""]
        institution.ACCOUNTS.append(row)
        institution.ACCOUNT_START[account] = opened
    write_sample(home, months, scale, seed, last_month)
    raw = home / "raw"
    write_mapping(raw / "reference")
    # With one account a platform's exports need no folder of the account; with several they do.
    for kind, folder in (("weibo", "官博"), ("douyin", "官抖")):
        months_of_main = list((raw / kind).iterdir())
        (raw / kind / folder).mkdir()
        for path in months_of_main:
            path.rename(raw / kind / folder / path.name)
    for number, (account, kind) in enumerate(extra, start=1):
        calendar = since(plan(months, scale / 10, seed + number, last_month), account)
        folder = raw / kind / account
        if kind == "wechat":
            wechat.write(folder, calendar, seed + number)
        else:
            {"weibo": weibo, "douyin": douyin}[kind].write(folder, calendar, seed + number, scale / 10)
    return home


def replay(home: Path, folder: Path, models_at_once: int = 0, threads: int = 0) -> tuple[float, float]:
    """(wall, processor) seconds of the SQL of the last build: every seed and model once more, as a month runs
    them, as many at a time and with the same settings as dbt's profile has, where nothing else is given.
    """
    import duckdb

    from pipelines.warehouse.rendered import Statement, execute_whole, run_statements

    kept = json.loads((home / "warehouse/build/dbt/rendered.json").read_text(encoding="utf-8"))
    places = {
        "«landing»": home / "warehouse/landing",
        "«seeds»": home / "warehouse/build/dbt/seeds",
        "«build»": folder,
    }

    def here(sql: str) -> str:
        for mark, place in places.items():
            sql = sql.replace(mark, place.as_posix())
        return sql

    statements = [Statement(s["unique_id"], here(s["sql"]), s["reads"]) for s in kept["statements"]]
    folder.mkdir()
    settings = {name: here(value) for name, value in kept["config"].items()}
    settings |= {"threads": str(threads)} if threads else {}
    with duckdb.connect(kept["path"], config=settings) as connection:
        schemas = (f"CREATE SCHEMA IF NOT EXISTS {name}" for name in kept["schemas"])
        for statement in (*kept["attach"], *schemas):
            connection.execute(here(statement))
        for statement in kept["beginning"]:
            execute_whole(connection, here(statement))

        start, before = time.perf_counter(), time.process_time()
        run_statements(connection, statements, models_at_once or kept["threads"])
        connection.execute("checkpoint tongbao; checkpoint work")
        return time.perf_counter() - start, time.process_time() - before


def unequal_tables(one: Path, other: Path) -> list[str]:
    """Public tables of two replays that differ in any row."""
    import duckdb

    with duckdb.connect() as connection:
        for name, folder in (("one", one), ("other", other)):
            connection.execute(f"attach '{folder / 'tongbao.duckdb'}' as {name} (read_only)")
        tables = connection.sql(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'one' order by 1"
        ).fetchall()
        if not tables:
            raise SystemExit(f"{one}: no tables")
        either_way = "(from one.{0} except all from other.{0}) union all (from other.{0} except all from one.{0})"
        return [name for (name,) in tables if connection.sql(either_way.format(name)).fetchall()]


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
    took = time.perf_counter() - start
    if home.published.stat().st_size != 1000 << 20:
        raise SystemExit(f"{home.published}: not what was to be published")
    return [("发布 1 GB 的文件（落盘加换名）", f"{took:.2f} s", "", "", "≤ 5 s")]


# What a reader feels on a phone, and what a page costs on paper.
VIEW = """() => new Promise((done) => {
    const blocked = [];
    new PerformanceObserver((list) => blocked.push(...list.getEntries().map((e) => Math.max(e.duration - 50, 0))))
        .observe({ type: "longtask", buffered: true });
    setTimeout(() => done([
        performance.getEntriesByName("first-contentful-paint")[0].startTime,
        blocked.reduce((sum, time) => sum + time, 0),
        document.documentElement.scrollHeight / innerHeight,
    ]), 1500);
})"""


# When the first chart that answers to a finger stands: the pages say so themselves.
DRAWN = """document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
    if (document.documentElement.dataset.charts) window.drawnAt ??= performance.now();
}).observe(document.documentElement, { attributes: true }));"""


def first_charts(context, path: Path, times: int = 5) -> tuple[float, float]:
    """Milliseconds to the first view and to the first interactive chart of a comparison, medians of fresh pages."""
    found = []
    for _ in range(times):
        tab = context.new_page()
        tab.add_init_script(DRAWN)
        context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        tab.goto(path.as_uri())
        tab.wait_for_selector("html[data-charts=drawn]", state="attached", timeout=60_000)
        found.append(tab.evaluate("[performance.getEntriesByName('first-contentful-paint')[0].startTime, drawnAt]"))
        tab.close()
    return tuple(statistics.median(view[i] for view in found) for i in (0, 1))


def page(work: Path) -> list[Row]:
    """A month page alone, on a phone of a quarter of this processor's speed and on paper."""
    from playwright.sync_api import sync_playwright

    home = sample(work / "page", 13)
    run(home)
    path = home / "reports/months/2020-09.html"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, device_scale_factor=3)
        tab = phone.new_page()
        phone.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        views = []
        for _ in range(5):
            tab.goto(path.as_uri())
            views.append(tab.evaluate(VIEW))
        first, blocked, screens = (statistics.median(view[i] for view in views) for i in range(3))
        paper = browser.new_page()
        paper.goto(path.as_uri())
        sheets = paper.pdf(prefer_css_page_size=True).count(b"/MediaBox [")
        still, chart = first_charts(phone, home / "reports/compare.html")
        browser.close()
    return [
        ("月报页面大小（30 个部门）", f"{path.stat().st_size / 1000:.0f} kB", "", "", "≤ 150 kB"),
        ("月报首屏（手机视口，CPU 放慢 4 倍）", f"{first:.0f} ms", "", "", "≤ 1000 ms"),
        ("月报阻塞时间（同上）", f"{blocked:.0f} ms", "", "", "≤ 100 ms"),
        ("月报手机屏数（折叠）", f"{screens:.1f}", "", "", "≤ 8"),
        ("月报 A4 张数", f"{sheets}", "", "", "≤ 4"),
        ("比较页第一张图（手机视口，CPU 放慢 4 倍）", f"{still:.0f} ms", "", "", "≤ 2000 ms"),
        ("比较页第一张交互图（同上）", f"{chart:.0f} ms", "", "", "≤ 2000 ms"),
    ]


def pages(work: Path) -> list[Row]:
    """All pages of ten years and 60 departments, then once more with nothing changed."""
    from pipelines.reports.pages import publish

    home = enlarged_sample(work / "pages", 120, 1.0)
    run(home)
    out = work / "out"

    def write() -> tuple[float, float]:
        start, busy = time.perf_counter(), time.process_time()
        if len(publish(home / "warehouse/tongbao.duckdb", out)) < 120:
            raise SystemExit(f"{out}: not every month has a page")
        return time.perf_counter() - start, time.process_time() - busy

    first, again = write(), write()
    size = (out / "months/2020-09.html").stat().st_size
    return [
        ("十年、60 部门的全部页面", f"{first[0]:.1f} s（处理器 {first[1]:.1f} s）", "", "", "≤ 30 s"),
        ("同上，没有变化", f"{again[0]:.1f} s（处理器 {again[1]:.1f} s）", "", "", "≤ 30 s"),
        ("月报页面大小（60 个部门）", f"{size / 1000:.0f} kB", "", "", "≤ 250 kB"),
    ]


def row(what: str, ours: tuple[float, float], floor: tuple[float, float], budget: float | None) -> Row:
    ratio = f"{ours[0] / floor[0]:.2f} ×（处理器 {ours[1] / floor[1]:.2f} ×）"
    return (what, f"{ours[0]:.1f} s", f"{floor[0]:.1f} s", ratio, f"≤ {budget} ×" if budget else "")


def row_of_sql(what: str, ours: tuple[float, float], floor: tuple[float, float], budget: float) -> Row:
    """Against processor seconds of SQL: on a busy machine the processor seconds of the process tell more."""
    ratio = f"{ours[0] / floor[1]:.2f} ×（处理器 {ours[1] / floor[1]:.2f} ×）"
    return (what, f"{ours[0]:.1f} s", f"SQL 的处理器时间 {floor[1]:.1f} s", ratio, f"≤ {budget} ×")


def logs(work: Path) -> list[Row]:
    """A server log of five million lines, plain and packed, whole process, against ``zcat | wc -l`` of the packed."""
    import weblogs

    lines, log = 5_000_000, work / "access.log"
    weblogs.write_log(log, lines)
    subprocess.run(["gzip", "-k", str(log)], check=True)
    ours = [sys.executable, weblogs.__file__, "--way", "ours"]
    plain, packed, floor = alternating(
        3,
        lambda: seconds([*ours, str(log)], says=f'"lines": {lines},'),
        lambda: seconds([*ours, f"{log}.gz"], says=f'"lines": {lines},'),
        lambda: seconds(["sh", "-c", f"zcat '{log}.gz' | wc -l"], says=f"{lines}\n"),
    )
    return [
        row("服务器日志，纯文本，对比 zcat | wc -l", plain, floor, 0.6),
        row("服务器日志，.gz，对比 zcat | wc -l", packed, floor, 0.65),
    ]


def hurtful(work: Path) -> list[Row]:
    """Every kind of file that is meant to hurt: the slowest and the largest of them."""
    sys.path.insert(0, str(REPOSITORY / "tests" / "faults"))
    import hostile

    told = {}
    for kind, (name, write) in hostile.KINDS.items():
        write(work / name)
        told[kind] = hostile.measure(work / name)
        if not told[kind][2]:
            raise SystemExit(f"{kind}: {told[kind][0]}")
        (work / name).unlink()
    slowest = max(told, key=lambda kind: told[kind][1])
    largest = max(told, key=lambda kind: told[kind][2])
    return [
        (f"有害文件 {len(told)} 种，最慢的（{slowest}）", f"{told[slowest][1]:.1f} s", "", "", "≤ 10 s"),
        (f"　同上，内存最多的（{largest}）", f"{told[largest][2] / 2**20:.0f} MiB", "", "", "< 1024 MiB"),
    ]


PARTS = {
    f.__name__: f for f in (startup, month, history, logs, workbooks, volume, website, hurtful, publishing, page, pages)
}


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
        load = os.getloadavg()[1]
        machine = (
            f"{os.cpu_count()} 核，{platform.system()}，Python {platform.python_version()}，最后五分钟负载 {load:.1f}"
        )
        text = f"# 性能预算实测\n\n{time.strftime('%Y-%m-%d')}，{machine}。\n\n"
        chosen.record.parent.mkdir(parents=True, exist_ok=True)
        chosen.record.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
