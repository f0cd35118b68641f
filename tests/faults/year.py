"""A year of an office, played: each month its exports come and are published, then something is corrected.

    python tests/faults/year.py [--months 12] [--like HOME] [--record FILE]

Twice as many runs as months, with a rollback in the middle. After each run what is published is held against what was
put into ``raw/``: articles, followers and clicks of every month, months that nobody touched unchanged, every settled
figure that moved told once, identities that hold by the making, pages of all months, and the size of
``warehouse/``: so many versions, each as large as its months make it, and records that hardly grow. Prints a line per
run; the exit code is 1 where an invariant does not hold.
"""

import argparse
import json
import shutil
import sys
import tempfile
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from homes import ARTICLES, FOLLOWERS, REFERENCE, article, followers, make_home, write_csv
from kills import child, preload

from pipelines.home import Home
from pipelines.warehouse.versions import KEPT

BY_CONSTRUCTION = """
    SELECT month, check_id, subject FROM quality.reconciliation
    WHERE status <> 'pass' AND (starts_with(check_id, 'whole_of_') OR starts_with(check_id, 'year_of_')
        OR check_id IN ('rates_from_parts', 'weeks_within_period', 'web_departments_sum'))
"""
# What a run may add to records (receipts, verdicts, Dagster's history) once these have reached their number.
GROWTH_PER_RUN = 100_000
# Landing and what dbt keeps of a small home.
ANEW_AT_MOST = 30_000_000
HEAD = (
    "| run | what | faults | MB of the published file | MB of records | MB of `warehouse/` | |",
    "|---|---|---|---|---|---|---|",
)
# A block of the plot.
BYTES_A_BLOCK = 5_000_000
LEDGER = ["月份", "指标编号", "账号编号", "导出原值", "修正为", "修正原因"]


@dataclass
class Office:
    """What lies in ``raw/``. articles: month → clicks of each; fans: month → new followers of each day."""

    home: Home
    articles: dict[str, list[int]] = field(default_factory=dict)
    fans: dict[str, list[int]] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)

    def export(self, month: str) -> None:
        days = monthrange(int(month[:4]), int(month[5:]))[1]
        self.articles[month] = [10 + n for n in range(4 + int(month[5:]) % 3)]
        self.fans[month] = [3] * days
        self.save(month)

    def save(self, month: str) -> None:
        """Write the month's exports again, over their earlier selves."""
        rows = [
            article(f"{month} 第 {n} 则", published=f"{month}-{1 + n * 3:02d} 08:00", clicks=str(clicks))
            for n, clicks in enumerate(self.articles[month])
        ]
        # Both tell their whole month.
        rows[-1][ARTICLES.index("发布时间")] = f"{month}-{len(self.fans[month])} 08:00"
        write_csv(self.home.raw / f"website/main/稿件列表_{month}.csv", [ARTICLES, *rows])
        total, lines = 1000, []
        for day, new in enumerate(self.fans[month], start=1):
            total += new - 1
            lines.append([f"{month}-{day:02d}", str(new), "1", str(new - 1), str(total)])
        assert len(lines) == len(followers(len(lines), month))
        write_csv(self.home.raw / f"wechat/官微/{month}/用户增长.csv", [FOLLOWERS, *lines])

    def correct(self, month: str, how: int) -> str:
        """One of the things that happen to a month that was published; returns what."""
        if how == 0:
            self.articles[month].append(7)
            self.save(month)
            return f"{month}: an article was left out"
        if how == 1:
            self.articles[month].pop(0)
            self.save(month)
            return f"{month}: an article was withdrawn"
        if how == 2:
            before = sum(self.fans[month])
            self.corrected[month] = before - 5
            rows = [
                [m, "wechat_followers_new", "wechat_main", str(sum(self.fans[m])), str(to), "平台多记"]
                for m, to in self.corrected.items()
            ]
            write_csv(self.home.reference / "修正表.csv", [LEDGER, *rows])
            return f"{month}: a correction in the ledger"
        name = "部门别名"
        write_csv(self.home.reference / f"{name}.csv", [*REFERENCE[name], [f"旧称{month}", "english", ""]])
        return "an alias was registered"


def published(home: Home) -> dict[str, Any]:
    """What the published file says of every month, and of itself."""
    import duckdb

    figures = """
        SELECT metric_id, month, sum(value) FROM fct_metric_month
        WHERE metric_id IN ('web_articles_published', 'wechat_followers_new') AND value IS NOT NULL GROUP BY ALL
    """
    with duckdb.connect(str(home.published), read_only=True) as connection:
        found = defaultdict(dict)
        for metric, month, value in connection.execute(figures).fetchall():
            found[metric][month] = value
        clicks = dict(connection.execute("SELECT month, sum(clicks) FROM fct_web_article GROUP BY 1").fetchall())
        moved = connection.execute("""
            SELECT month, metric_id, scope, scope_id, old_value, new_value, run_id FROM quality.restatements
        """).fetchall()
        broken = connection.execute(BY_CONSTRUCTION).fetchall()
        runs = connection.execute("SELECT count(*) FROM quality.runs").fetchone()[0]
    return {"figures": found, "clicks": clicks, "moved": [repr(m) for m in moved], "broken": broken, "runs": runs}


def command(home: Home, month: str) -> None:
    from pipelines.commands.run import run

    run(month, False, str(home.root), True)


def taken_back(home: Home) -> None:
    from pipelines.commands.versions import rollback

    rollback(None, str(home.root), True)


@dataclass(frozen=True)
class Size:
    """Bytes of ``warehouse/``, of one published file, and of records: what is neither a file of the engine nor made
    anew from ``raw/`` (landing, dbt)."""

    whole: int
    published: int
    records: int


def size(home: Home) -> Size:
    files = {path: path.stat().st_size for path in home.warehouse.rglob("*") if path.is_file()}
    anew = (home.landing, home.build / "dbt")
    records = {p for p in files if p.suffix != ".duckdb" and not any(p.is_relative_to(folder) for folder in anew)}
    return Size(sum(files.values()), files[home.published], sum(files[path] for path in records))


def faults(office: Office, told: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    """Every invariant that does not hold after a run."""
    home, found = office.home, []
    wanted = {
        "web_articles_published": {m: len(rows) for m, rows in office.articles.items()},
        "wechat_followers_new": {m: office.corrected.get(m, sum(days)) for m, days in office.fans.items()},
    }
    for metric, months in wanted.items():
        if told["figures"].get(metric) != months:
            found.append(f"{metric}: {told['figures'].get(metric)} instead of {months}")
    if told["clicks"] != {m: sum(rows) for m, rows in office.articles.items()}:
        found.append(f"clicks: {told['clicks']}")
    found += [f"identity: {broken}" for broken in told["broken"]]
    if len(told["moved"]) != len(set(told["moved"])):
        found.append("a figure that moved is told twice")
    if before and not set(before["moved"]) <= set(told["moved"]):
        found.append("what had moved is forgotten")
    if before and told["runs"] != before["runs"] + 1:
        found.append(f"{told['runs']} runs are told after {before['runs']}")
    pages = {page.stem for page in (home.reports / "months").glob("*.html")}
    if not set(office.articles) <= pages:
        found.append(f"no page of {sorted(set(office.articles) - pages)}")
    if len(list((home.warehouse / "versions").glob("*.duckdb"))) > KEPT:
        found.append("more versions than are kept")
    receipt = json.loads((home.warehouse / "tongbao.receipt.json").read_text(encoding="utf-8"))
    failed = [name for name, status in receipt["checks"].items() if status != "pass"]
    if any("metric_sources_reproduce_figures" in name for name in failed):
        found.append("a figure is not made up by its rows")
    return found


def play(home: Home, months: int) -> tuple[list[str], list[str]]:
    """(a line per run, what did not hold)."""
    office, lines, wrong = Office(home), [], []
    calendar = [f"{2019 + (8 + n) // 12}-{(8 + n) % 12 + 1:02d}" for n in range(months)]
    before, sizes = None, []
    for number, month in enumerate(calendar):
        assert date.fromisoformat(f"{month}-01") < date.today()
        for what in ("exports", "correction"):
            if what == "exports":
                office.export(month)
                said = f"{month}: exports"
            else:
                said = office.correct(calendar[max(0, number - 2)], number % 4)
            code, _ = child(lambda m=month: command(home, m))
            told = child(lambda: published(home))[1] if code == 0 else None
            found = [f"exit {code}"] if told is None else faults(office, told, before)
            wrong += [f"run {len(sizes) + 1} ({said}): {fault}" for fault in found]
            before = told or before
            sizes.append(size(home))
            now = sizes[-1]
            plot = "▇" * round(now.whole / BYTES_A_BLOCK)
            cells = (f"{now.published / 1e6:.1f}", f"{now.records / 1e6:.2f}", f"{now.whole / 1e6:.1f}", plot)
            lines.append(f"| {len(sizes)} | {said} | {len(found)} | {' | '.join(cells)} |")
            # Those that are kept, the published one and the one in the making.
            if now.whole > (KEPT + 2) * now.published + now.records + ANEW_AT_MOST:
                wrong.append(f"run {len(sizes)}: warehouse/ has {now.whole / 1e6:.1f} MB")
            print(lines[-1], flush=True)
        if number == months // 2:
            kept = child(lambda: published(home))[1]
            for _ in range(2):  # back, and forward again: the version before the one before
                child(lambda: taken_back(home))
            if child(lambda: published(home))[1] != kept:
                wrong.append("taking back and going forward is not what it was")
            lines.append("| | taken back and forward again | | | | | |")
    steady = sizes[len(sizes) // 2 :]
    records, one = (
        (getattr(steady[-1], n) - getattr(steady[0], n)) / (len(steady) - 1) for n in ("records", "published")
    )
    lines.append(
        f"\nIn the second half a run added {records / 1000:.0f} kB of records, and {one / 1000:.0f} kB to the "
        f"published file, of which there are up to {KEPT + 1}."
    )
    if months >= 12 and records > GROWTH_PER_RUN:
        wrong.append(f"records grow by {records / 1000:.0f} kB a run")
    return lines, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--like", type=Path, help="a home in which dbt has rendered: takes a minute less")
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "学院 home")
        if asked.like:
            shutil.copytree(Home(asked.like).build / "dbt", home.build / "dbt")
        preload()
        lines, wrong = play(home, asked.months)
    text = "\n".join([*HEAD, *lines, "", *wrong])
    print(lines[-1], *wrong, sep="\n")
    if asked.record:
        asked.record.write_text(text + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
