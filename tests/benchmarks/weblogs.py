"""Server logs: how fast, how much memory, and whether the counts are exact, beside floors measured in the same run.

    python tests/benchmarks/weblogs.py [--lines 5000000] [--rounds 3] [--record FILE]

A log of a made university site is written to a temporary folder and deleted at the end. Every way runs in a process
of its own; the slow ones read only the first lines (``--slow-lines``). Missing tools are skipped and named.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "weblogs")]

BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{a}.0.{b}.{c} Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{a}.0.{b}.{c} Safari/537.36 "
    "SE 2.X MetaSr 1.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 1{d}_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.{c}(0x1800{b}) NetType/WIFI Language/zh_CN",
    "Mozilla/5.0 (Linux; Android 1{d}; V2{b}A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/{a}.0.{b}.{c} Mobile Safari/537.36 MicroMessenger/8.0.{c} Language/zh_CN",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/1{d}.1 Safari/605.1.15",
)
BOTS = (
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 "
    "(compatible; Bytespider; spider-feedback@bytedance.com)",
    "DNSPod-Monitor/1.0",
    "curl/7.61.1",
    "-",
)
STATIC = (
    "/css/style{n}.css",
    "/js/jquery-{n}.min.js",
    "/__local/{h}/pic{n}.jpg",
    "/images/banner{n}.png",
    "/system/resource/js/counter{n}.js",
    "/_css/tpl{n}/system.css",
    "/font/icon{n}.woff2",
)
COLUMNS = ("xwzx", "xwzx/xyxw", "xwzx/mtjj", "djgz", "djgz/llxx", "zsjy/zsxx", "xxgk/tzgg", "jyjx", "xsgz/xthd", "gjjl")


SITE = "https://www.example.edu.cn"
FROM = "?from=singlemessage&isappinstalled=0"
BROKEN = (
    '{address} - - [{stamp}] "GET /info/1001/1002.htm HTTP/1.1" 200 51 "-" "Mozilla/5.0 (Win',
    "{address} - - [{stamp:.9}",
    "",
    "\x00\x01\x16\x03 garbage",
    '{address} - - [{stamp}] "GET /info/1001/1002.htm HTTP/1.1" 200 51 "-" "My \\"Phone\\" 5"',
)


def write_log(path: Path, lines: int, seed: int = 20200901) -> None:
    """One month of a made site: six lines of ten are pictures and scripts, two are pages, one is a bot."""
    r = random.Random(seed)
    rnd, choice = r.random, r.choice
    agents = [
        choice(BROWSERS).format(a=70 + int(rnd() * 60), b=int(rnd() * 5000), c=int(rnd() * 60), d=int(rnd() * 8))
        for _ in range(4000)
    ]
    people = [(_address(rnd), choice(agents)) for _ in range(max(1000, lines // 25))]
    bots = [(_address(rnd), choice(BOTS)) for _ in range(400)]
    articles = [f"/info/{1001 + int(rnd() * 60)}/{number}.htm" for number in range(1000, 13000)]
    start = datetime(2020, 9, 1, tzinfo=timezone(timedelta(hours=8)))
    step = 30 * 86400 / lines
    second, stamp = -1, ""
    batch: list[str] = []
    with path.open("wb", buffering=1 << 22) as file:
        for number in range(lines):
            if int(number * step) != second:
                second = int(number * step)
                stamp = (start + timedelta(seconds=second)).strftime("%d/%b/%Y:%H:%M:%S +0800")
            batch.append(_line(rnd, choice, stamp, people, bots, articles))
            if len(batch) == 20_000 or number == lines - 1:
                file.write(("\n".join(batch) + "\n").encode())
                batch.clear()


def _address(rnd) -> str:
    if rnd() < 0.05:
        return f"2001:da8:{int(rnd() * 65535):x}:{int(rnd() * 65535):x}::{int(rnd() * 65535):x}"
    return f"{int(rnd() * 200) + 11}.{int(rnd() * 255)}.{int(rnd() * 255)}.{int(rnd() * 255)}"


def _line(rnd, choice, stamp: str, people: list, bots: list, articles: list) -> str:
    kind = rnd()
    address, agent = choice(bots) if 0.88 <= kind < 0.97 else choice(people)
    method, status, size, referrer = "GET", "200", str(int(rnd() * 60000)), f"{SITE}{choice(articles)}{FROM}"
    if kind < 0.62:
        url = choice(STATIC).format(n=int(rnd() * 40), h=f"{int(rnd() * 1e9):X}")
        if rnd() < 0.3:
            status, size = "304", "0"
    elif kind < 0.68:
        url = f"/system/resource/code/news/click/dynclicks.jsp?clickid={int(rnd() * 13000)}&clicktype=wbnews"
    elif kind < 0.88:
        url, share, code = _page(rnd, choice, articles), rnd(), rnd()
        status = "200" if code < 0.8 else "304" if code < 0.92 else "404" if code < 0.98 else "500"
        method = "GET" if rnd() < 0.98 else "POST"
        if share < 0.2:
            referrer = "-"
        elif share < 0.45:
            link = "".join(f"{int(rnd() * 1e18):x}" for _ in range(3))
            referrer = f"https://www.baidu.com/link?url={link}&wd="
    elif kind < 0.97:
        url, referrer = choice(articles), "-"
        method = "HEAD" if agent.startswith("DNSPod") else "GET"
    elif kind < 0.995:
        return f'{address} - - [{stamp}] "-" 400 0 "-" "-"'
    elif kind < 0.9995:
        url = f"/search?q=%D1%A7%CF%B0&t={int(rnd() * 1e9)}"
    else:
        return choice(BROKEN).format(address=address, stamp=stamp)
    return f'{address} - - [{stamp}] "{method} {url} HTTP/1.1" {status} {size} "{referrer}" "{agent}"'


def _page(rnd, choice, articles: list[str]) -> str:
    kind = rnd()
    if kind < 0.6:
        return articles[int(rnd() ** 3 * len(articles))]
    if kind < 0.75:
        return "/"
    if kind < 0.88:
        return f"/{choice(COLUMNS)}.htm"
    if kind < 0.95:
        return f"/{choice(COLUMNS)}/{int(rnd() * 60)}.htm"
    tree, news = 1001 + int(rnd() * 60), 1000 + int(rnd() * 12000)
    return f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid={tree}&wbnewsid={news}"


def count_ours(log: Path) -> dict:
    """What is measured: from the file to the finished tables."""
    receipt, size, traffic = _read_ours(log)
    views = int(traffic.day["page_views"].sum())
    return {"lines": receipt.lines_total, "bad": receipt.lines_bad, "views": views, "part_bytes": size}


def check_ours(log: Path) -> dict:
    """The same with every count in the form of the independent count, which costs time of its own."""
    receipt, _, traffic = _read_ours(log)
    keys = ("date", "section"), ("date", "article_key", "section")
    values = ("page_views", "bot_views", "mobile_views", "visitors"), ("views", "visitors")
    tables = [
        {row[: len(key)]: row[len(key) :] for row in table.select(*key, *value).iter_rows()}
        for table, key, value in zip(traffic[:2], keys, values, strict=True)
    ]
    months = dict(traffic.month.filter(section="").select("month", "visitors").iter_rows())
    return _result(receipt.lines_total, receipt.lines_bad, *tables, months)


def _read_ours(log: Path) -> tuple:
    import pipelines.weblogs as weblogs

    with tempfile.TemporaryDirectory(dir=log.parent) as folder:
        part = Path(folder) / "part.parquet"
        rules = weblogs.load_rules(visitor_key=b"benchmark")
        with log.open("rb") as file:
            form = weblogs.looks_like_log(file.read(65_536), rules)
        receipt = weblogs.parse(log, part, rules, form)
        size = part.stat().st_size
        return receipt, size, weblogs.summarise([("site", part)])


def count_plain(log: Path) -> dict:
    from plain_count import plain_count

    return _result(*plain_count(log))


def _result(lines: int, bad: int, sections: dict, articles: dict, months: dict) -> dict:
    text = repr([lines, bad, *(sorted(table.items()) for table in (sections, articles, months))])
    views = sum(row[0] for row in sections.values())
    return {"lines": lines, "bad": bad, "views": views, "digest": hashlib.sha256(text.encode()).hexdigest()[:16]}


def count_duckdb(log: Path) -> dict:
    import duckdb

    pattern = r'^(\S+) [^\[]*\[(\d\d/\w\w\w/\d{4}):[^\]]*\] "GET ([^? ]*)[^"]*" (?:200|304) (?:\d+|-) "[^"]*" "([^"]*)"'
    rows = duckdb.execute(
        """
        with parsed as (
            select regexp_extract(line, ?, ['address', 'day', 'path', 'agent']) as f
            from read_csv(?, columns = {'line': 'VARCHAR'}, header = false, delim = '\x01', quote = '', escape = '',
                          auto_detect = false, ignore_errors = true, strict_mode = false)
        )
        select f.day, split_part(f.path, '/', 2), f.path, count(*), count(distinct (f.address, f.agent))
        from parsed
        where f.address <> '' and not regexp_matches(f.agent, '(?i)spider|bot[/;)]|curl|python|monitor|^-$')
          and regexp_matches(f.path, '(?i)(/|/[^./]*|[.](html?|shtml|jsp|php|aspx?))$')
        group by all
        """,
        [pattern, str(log)],
    ).fetchall()
    return {"views": sum(row[3] for row in rows)}


def count_pandas(log: Path) -> dict:
    import pandas as pd

    names = ["address", "_1", "_2", "time", "zone", "request", "status", "size", "referrer", "agent"]
    table = pd.read_csv(
        log,
        sep=" ",
        names=names,
        usecols=[0, 3, 5, 6, 9],
        escapechar="\\",
        on_bad_lines="skip",
        encoding_errors="replace",
        dtype=str,
    )
    pages = table[table["status"].isin(["200", "304"]) & table["request"].fillna("").str.startswith("GET ")]
    path = pages["request"].str.extract(r"^GET ([^? ]*)")[0]
    is_page = path.str.contains(r"(?:/|/[^./]*|\.(?:html?|shtml|jsp|php|aspx?))$", case=False, regex=True)
    is_bot = pages["agent"].fillna("-").str.contains(r"spider|bot[/;)]|curl|python|monitor|^-$", case=False, regex=True)
    readers = pages[is_page & ~is_bot].assign(path=path, day=pages["time"].str[1:12])
    readers["who"] = readers["address"] + readers["agent"]
    found = readers.groupby(["day", "path"])["who"].agg(["size", "nunique"])
    return {"views": int(found["size"].sum())}


WAYS = {"ours": count_ours, "check": check_ours, "plain": count_plain, "duckdb": count_duckdb, "pandas": count_pandas}


def measure(command: list[str]) -> dict:
    """Run a command; seconds of wall and CPU time, peak memory in MiB, and what it printed when that is JSON."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    found = json.loads(output) if output.startswith(b"{") else {}
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "mib": usage.ru_maxrss / 1024,
        "failed": process.returncode != 0,
        **found,
    }


def ways(
    log: Path, packed: Path, slow: Path, python: str, pandas_python: str | None
) -> dict[str, tuple[Path, list[str]]]:
    """Name → file it reads and command. Tools that are not installed are left out and said."""
    own = [python, str(Path(__file__).resolve()), "--way"]
    commands = {
        "wc -l": (log, ["wc", "-l", str(log)]),
        "zcat | wc -l": (packed, ["sh", "-c", f"zcat '{packed}' | wc -l"]),
        "Tongbao, plain": (log, [*own, "ours", str(log)]),
        "Tongbao, gz": (packed, [*own, "ours", str(packed)]),
        "plain Python, re": (slow, [*own, "plain", str(slow)]),
        "DuckDB, regexp": (slow, [*own, "duckdb", str(slow)]),
    }
    if pandas_python:
        commands["pandas read_csv"] = (slow, [pandas_python, *own[1:], "pandas", str(slow)])
    else:
        print("pandas is not installed: skipped (--pandas-python names an interpreter that has it)")
    if tool := shutil.which("goaccess"):
        options = ["--log-format=COMBINED", "--no-progress", "--no-global-config", "-o", f"{slow}.json"]
        commands["GoAccess, its panels"] = (slow, [tool, str(slow), *options])
    else:
        print("goaccess is not installed: skipped")
    return commands


def table(results: dict[str, list[dict]], lines: dict[str, int]) -> list[str]:
    """Markdown rows; medians over the rounds."""
    floor = statistics.median(run["wall"] for run in results["wc -l"]) / lines["wc -l"]
    zcat = statistics.median(run["wall"] for run in results["zcat | wc -l"]) / lines["zcat | wc -l"]
    rows = [
        "| way | lines | s | CPU s | M lines/s | × wc -l | × zcat | peak MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, runs in results.items():
        if any(run["failed"] for run in runs):
            rows.append(f"| {name} | failed | | | | | | |")
            continue
        label = name.replace("|", "\\|")
        wall, cpu, mib = (statistics.median(run[key] for run in runs) for key in ("wall", "cpu", "mib"))
        per_line = wall / lines[name]
        rows.append(
            f"| {label} | {lines[name]:,} | {wall:.2f} | {cpu:.2f} | {1e-6 / per_line:.3f} | {per_line / floor:.1f} "
            f"| {per_line / zcat:.2f} | {mib:.0f} |"
        )
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lines", type=int, default=5_000_000)
    options.add_argument("--slow-lines", type=int, default=500_000, help="lines for the ways that take minutes")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--folder", type=Path, help="where the log is made (default: the system's temporary folder)")
    options.add_argument("--pandas-python", help="interpreter with pandas")
    options.add_argument("--record", type=Path, help="append the table to this file")
    options.add_argument("--way", nargs=2, metavar=("WAY", "LOG"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.way:
        print(json.dumps(WAYS[given.way[0]](Path(given.way[1]))))
        return
    pandas_python = given.pandas_python or (sys.executable if importlib.util.find_spec("pandas") else None)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="weblogs-", dir=given.folder) as folder:
        log, slow = Path(folder) / "access.log", Path(folder) / "slow.log"
        write_log(log, given.lines)
        with log.open("rb") as whole, slow.open("wb") as part:
            for _, text in zip(range(given.slow_lines), whole, strict=False):
                part.write(text)
        subprocess.run(["gzip", "-k", str(log)], check=True)
        packed = log.with_name("access.log.gz")
        commands = ways(log, packed, slow, sys.executable, pandas_python)
        # Once more without the clock: the independent count of the first lines, and the .gz against the plain text.
        compared = [("check", slow), ("plain", slow), ("check", log), ("check", packed)]
        digests = [measure([sys.executable, __file__, "--way", way, str(path)])["digest"] for way, path in compared]
        results: dict[str, list[dict]] = {name: [] for name in commands}
        for _ in range(given.rounds):
            for name, (_, command) in commands.items():
                results[name].append(measure(command))
        lines = {name: given.slow_lines if path == slow else given.lines for name, (path, _) in commands.items()}
        size, packed_size = log.stat().st_size, packed.stat().st_size
    ours = results["Tongbao, plain"][0]
    exact = "yes" if digests[0] == digests[1] else "NO"
    agree = "yes" if digests[2] == digests[3] else "NO"
    report = [
        f"{given.lines:,} lines, {size / 1e6:,.0f} MB ({packed_size / 1e6:,.0f} MB gz), {given.rounds} rounds, "
        f"medians; {os.cpu_count()} cores, load before {load:.1f}, Python {platform.python_version()}",
        "",
        *table(results, lines),
        "",
        f"Every count of {given.slow_lines:,} lines equals the independent count: {exact}. "
        f".gz and plain text give the same counts: {agree}. "
        f"{ours['bad']:,} bad lines, {ours['views']:,} page views, part of {ours['part_bytes'] / 1e6:.1f} MB.",
    ]
    print("\n".join(report))
    if given.record:
        with given.record.open("a", encoding="utf-8") as file:
            file.write("\n".join(report) + "\n")


if __name__ == "__main__":
    main()
