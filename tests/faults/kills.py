"""Kill runs at every boundary and at random, and look at what is left: ``python tests/faults/suite.py --parts kills``.

A small home whose list of articles changes before each run, so that a run always has all of its work to do. A kill is
tried at each change of a file or a folder (open for writing, rename, remove) and at random shares of a run's processor
time, most of them late, when the swap, the history and the pages are written. After every kill the published file has
to open and to hold one of the two states, whole; after every few of them the run is asked for again and has to end with
0, the state of the exports that lie there, pages and a history that can be read. A program that reads the published
file runs beside all of it.

One in ten is a run of its own that is killed. For the others one run is stopped (SIGSTOP) again and again and its home
is copied: what lies on the disk then is what SIGKILL at that moment leaves, and 300 moments cost two runs and not 300.

Each run is a child of a process that has imported the program and done nothing with it: a kill ends everything the run
has, as on a machine whose power fails, without the seconds that an interpreter takes to start.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv

from pipelines.home import Home

MONTH = "2020-09"
# What changes a file; others only look.
BOUNDARIES = ("os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate")
WRITING = os.O_WRONLY | os.O_RDWR
# A run that hangs is ended; on a busy machine one may take long.
SECONDS = 3600
STATES = (3, 4)


@dataclass
class Found:
    """What was found after kills and completed runs; everything but ``ran`` must stay at nothing."""

    ran: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    reads: int = 0
    unreadable: list[str] = field(default_factory=list)


def small_home(folder: Path, like: Path | None = None) -> Home:
    """A site and an account. like: a home in which dbt has rendered, so that this one need not."""
    home = make_home(folder / "学院 home")
    write_csv(home.raw / "wechat/官微/2020-09/user.csv", [FOLLOWERS, *followers()])
    if like:
        # Without what dbt compiled file by file, which nothing reads again.
        by_file = shutil.ignore_patterns("compiled", "run")
        shutil.copytree(Home(like).build / "dbt", home.build / "dbt", ignore=by_file)
    return home


def preload() -> None:
    """Import what a run imports, before any of it has started a thread."""
    import duckdb  # noqa: F401
    import polars  # noqa: F401

    import pipelines.commands.run
    import pipelines.orchestration.definitions
    import pipelines.orchestration.run
    import pipelines.reports.outputs  # noqa: F401


def child(
    work: Callable[[], Any],
    kill_at: Callable[[int, float], bool] = lambda pid, began: False,
    said: Path | None = None,
    stopped: Callable[[], None] = lambda: None,
) -> tuple[int, Any]:
    """(exit code, negative for a signal; what ``work`` returned as JSON) of a forked process. said: where goes what a
    person would read; by default only faults are shown. stopped: what is done whenever it was stopped, before it goes
    on."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        code = 3
        try:
            heard = os.open(said or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            for stream in (1, 2) if said else (1,):
                os.dup2(heard, stream)
            told = work()
            os.write(write, json.dumps(told).encode())
            code = 0
        except SystemExit as reason:
            code = int(reason.code or 0)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()  # nothing else would before the process is gone
            os._exit(code)
    os.close(write)
    began = time.monotonic()
    while True:
        done, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if done and os.WIFSTOPPED(status):
            stopped()
            os.kill(pid, signal.SIGCONT)
            continue
        if done:
            break
        if kill_at(pid, began) or time.monotonic() - began > SECONDS:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            break
        time.sleep(0.005)
    with os.fdopen(read, "rb") as answer:
        text = answer.read()
    return os.waitstatus_to_exitcode(status), json.loads(text) if text else None


def processor_seconds(pid: int) -> float:
    """What a living process has used so far, all threads."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def run(home: Home, kill_at: int = 0, stop_every: int = 0) -> list[str]:
    """``tongbao run`` in this process, which kills itself at the boundary ``kill_at`` or stops at every so many; the
    boundaries it passed."""
    from pipelines.commands.failure import explain
    from pipelines.commands.run import run as work

    passed: list[str] = []

    def hook(event: str, arguments: tuple) -> None:
        is_opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if (is_opened or event in BOUNDARIES) and str(home.root) in str(arguments[0]):
            passed.append(f"{event} {Path(str(arguments[0])).name}")
            if len(passed) == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if stop_every and len(passed) % stop_every == 0:
                os.kill(os.getpid(), signal.SIGSTOP)

    sys.addaudithook(hook)
    try:
        work(MONTH, False, str(home.root), True)
    except Exception as reason:
        code = explain(reason, False)
        if code == 3:
            traceback.print_exc()
        raise SystemExit(code) from reason
    return passed


def state(home: Home) -> dict[str, Any]:
    """A digest of every published figure, and how many articles there are. What tells of runs is no figure."""
    import duckdb

    digest = hashlib.sha256()
    with duckdb.connect(str(home.published), read_only=True) as connection:
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ('main', 'bulletin') ORDER BY ALL"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(f'FROM {schema}."{table}" ORDER BY ALL').fetchall()
            digest.update(repr((table, rows)).encode())
        runs = connection.execute("SELECT count(*) FROM quality.runs").fetchone()[0]
        (articles,) = connection.execute("SELECT count(*) FROM fct_web_article").fetchone()
    return {"digest": digest.hexdigest(), "articles": articles, "tables": len(tables), "runs": runs}


def stale_pages(home: Home) -> list[str]:
    """Months whose page is cut or was not written from what is published."""
    from pipelines.reports.outputs import stale_months
    from pipelines.warehouse.receipt import code_version

    whole = "</html>" in (home.reports / "months" / f"{MONTH}.html").read_text(encoding="utf-8")[-200:]
    return [*stale_months(home.published, home.reports, code_version()), *([] if whole else [MONTH])]


def write_list(home: Home, articles: int) -> None:
    rows = [article(f"第 {n} 则", published=f"2020-09-{n:02d} 08:00") for n in range(1, articles + 1)]
    write_csv(home.raw / "website/main/稿件列表_2020-09.csv", [ARTICLES, *rows])


def reader(home: Home) -> int:
    """A program that opens the published file again and again, in a process of its own; returns its number."""
    pid = os.fork()
    if pid:
        return pid
    reads, faults, seen = 0, [], set()
    # A word and not an exception: raised where an object is thrown away, that would be lost.
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    try:
        while not told:
            began = time.process_time()
            try:
                seen.add(state(home)["digest"])
                reads += 1
            except Exception as reason:
                faults.append(repr(reason))
            # Three quarters of a processor are left to what it reads beside.
            time.sleep(max(0.2, 3 * (time.process_time() - began)))
    finally:
        (home.root / "reads.json").write_text(json.dumps([reads, faults, sorted(seen)]), encoding="utf-8")
        os._exit(0)


def ended(home: Home, pid: int) -> tuple[int, list[str], list[str]]:
    """End the reader ``pid``; how often it read, what it could not read, the digests it saw."""
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
    return tuple(json.loads((home.root / "reads.json").read_text(encoding="utf-8")))


def both_states(home: Home) -> tuple[dict[int, str], list[str], float]:
    """Number of articles → digest of what is published of them; the boundaries and processor seconds of a whole run."""
    known, passed, cost = {}, [], 0.0
    for articles in STATES:
        write_list(home, articles)
        used = [0.0]

        def watch(pid: int, began: float, used=used) -> bool:
            used[0] = max(used[0], processor_seconds(pid))
            return False

        code, passed = child(lambda: run(home), watch)
        if code:
            raise SystemExit(f"a run that nobody disturbed ended with {code}")
        known[articles] = child(lambda: state(home))[1]["digest"]
        cost = used[0]
    return known, passed, cost


class Kills:
    """Kills of one home, with what was found so far. every: ask for a whole run after so many kills."""

    def __init__(self, home: Home, seed: int, every: int, states: tuple[dict[int, str], list[str], float]):
        self.home, self.every, self.rng, self.found = home, every, random.Random(seed), Found()
        self.known, self.passed, self.cost = states
        self.published = self.wanted = STATES[-1]

    def change(self) -> None:
        self.wanted = next(n for n in STATES if n != self.wanted)
        write_list(self.home, self.wanted)

    def share(self) -> float:
        """Of a run's processor time: six in ten in its last four tenths."""
        return self.rng.uniform(0.6, 1.0) if self.rng.random() < 0.6 else self.rng.uniform(0.0, 0.6)

    def stopped_at_boundaries(self, every: int) -> None:
        number = iter(range(every, 10**6, every))
        self._stopped(
            lambda: run(self.home, stop_every=every), lambda: f"boundary {next(number)}", "stopped at a boundary"
        )

    def stopped_at_random(self, times: int) -> None:
        moments = sorted(self.share() * self.cost for _ in range(times))

        def stop(pid: int, began: float) -> bool:
            if moments and processor_seconds(pid) >= moments[0]:
                moments.pop(0)
                os.kill(pid, signal.SIGSTOP)
            return False

        place = lambda: f"{1 - len(moments) / times:.0%} of the random moments"  # noqa: E731
        self._stopped(lambda: run(self.home), place, "stopped at random", stop)

    def _stopped(self, work: Callable, place: Callable[[], str], how: str, stop: Callable | None = None) -> None:
        """A run that is stopped again and again; each time its home is copied, looked at, and now and then run."""
        self.change()
        possible = {self.published, self.wanted}

        def copied() -> None:
            at = place()
            self.found.ran[how] += 1
            with tempfile.TemporaryDirectory() as folder:
                copy = Home(Path(folder) / self.home.root.name)
                shutil.copytree(self.home.root, copy.root, symlinks=True)
                _look(copy, self.known, possible, at, self.found)
                if self.found.ran[how] % self.every == 0:
                    _complete(copy, self.known, self.wanted, at, self.found)

        code, _ = child(work, *([stop] if stop else []), stopped=copied)
        if code:
            self.found.ended.append(f"a run that was only stopped: exit {code}")
        self.published = _look(self.home, self.known, {self.wanted}, "the end of a run", self.found)

    def killed(self, times: int) -> None:
        """Runs that are killed, at boundaries and at random in turn, each over what the one before left."""
        for number in range(times):
            self.change()
            if number % 2 == 0:
                at = self.rng.randrange(len(self.passed))
                place = f"boundary {at + 1}: {self.passed[at]}"
                code, _ = child(lambda at=at: run(self.home, at + 1))
            else:
                share = self.share()
                place = f"{share:.0%} of a run"
                late = lambda pid, began, s=share: processor_seconds(pid) >= s * self.cost  # noqa: E731
                code, _ = child(lambda: run(self.home), late)
            self.found.ran["killed" if code == -signal.SIGKILL else "ended before its kill"] += 1
            if code not in (0, -signal.SIGKILL):
                self.found.ended.append(f"{place}: exit {code}")
            self.published = _look(self.home, self.known, {self.published, self.wanted}, place, self.found)
            if (number + 1) % self.every == 0 or number + 1 == times:
                self.published = _complete(self.home, self.known, self.wanted, place, self.found)


def suite(tried: Kills, kills: int) -> Found:
    """At least ``kills`` kills: a tenth are runs of their own, a third at random moments, the others at boundaries
    (from 300 on at every one)."""
    own, at_random = max(2, kills // 10), max(1, kills // 3)
    beside = reader(tried.home)
    tried.stopped_at_boundaries(max(1, len(tried.passed) // max(1, kills - own - at_random + 1)))
    tried.stopped_at_random(at_random)
    tried.killed(own)
    found = tried.found
    found.reads, found.unreadable, seen = ended(tried.home, beside)
    found.torn += [f"a reader saw {digest}" for digest in sorted(set(seen) - set(tried.known.values()))]
    return found


def _look(home: Home, known: dict[int, str], possible: set[int], place: str, found: Found) -> int:
    """The state that is published after a kill; torn where it is none of the two."""
    _, told = child(lambda: state(home))
    if told is None or told["digest"] not in {known[articles] for articles in possible}:
        found.torn.append(f"{place}: {told}")
        return max(possible)
    return told["articles"]


def _complete(home: Home, known: dict[int, str], wanted: int, place: str, found: Found) -> int:
    """Ask for the run again: it ends with 0, publishes what lies there, and leaves nothing half-written."""
    code, _ = child(lambda: run(home))
    found.ran["asked for again"] += 1
    if code:
        found.ended.append(f"after {place}: exit {code}")
    _, told = child(lambda: state(home))
    if told is None or told["digest"] != known[wanted]:
        found.lost.append(f"after {place}: {told} instead of {wanted} articles")
    _, stale = child(lambda: stale_pages(home))
    if stale != []:
        found.lost.append(f"after {place}: pages of {stale} are not what is published")
    lines = (home.warehouse / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    if told and len([json.loads(line) for line in lines]) < told["runs"]:
        found.lost.append(f"after {place}: the history has {len(lines)} of {told['runs']} runs")
    partial = [p.name for folder in (home.warehouse, home.reports) for p in folder.rglob("*.partial")]
    if partial:
        found.lost.append(f"after {place}: left {partial}")
    return told["articles"] if told else wanted
