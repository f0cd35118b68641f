"""The fault suite: ``python tests/faults/suite.py [--kills 300] [--record FILE]``; ``--parts kills disk`` for some.

Everything that happens to a machine, done to a small home: runs killed (kills.py), every side file damaged, a disk
that fills, places without permission, exports that cannot be read, a clock that is wrong, going back under a reader,
and files that are meant to hurt (hostile.py). After each fault the published file must hold one of two known states,
whole; nothing may end with 3, and what was not read must have been named; once the fault is gone a run must succeed and
publish what lies in ``raw/``.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import hostile
import kills
from kills import STATES, both_states, child, ended, preload, reader, run, small_home, stale_pages, state, write_list

from pipelines.home import Home

# What cannot be told of a fault by 0 is told by one of these; 3 is a fault of ours.
TOLD = (1, 2)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: b"",
    "cut in half": lambda content: content[: len(content) // 2],
    "all zero bytes": lambda content: bytes(len(content)),
}
# What is read of dbt's in turn, each only where the one before tells nothing.
OF_DBT = ("rendered.json", "tables.json", "manifest.json", "partial_parse.msgpack")
# Bytes left on the disk when a run begins.
ROOMS = (0, 60_000, 400_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 8_000_000, 12_000_000, 20_000_000)
CLOCKS = (timedelta(days=-1), timedelta(0), timedelta(days=1500), timedelta(0), timedelta(hours=-9))
LINUX_CAPABILITY_VERSION_3, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 0x20080522, 1, 2


@dataclass
class Part:
    """What was tried of one kind; ``faults`` must stay empty. told: how often a fault was told and not survived."""

    what: str
    tried: int = 0
    told: int = 0
    torn: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def faults(self) -> list[str]:
        return [*self.torn, *self.lost, *self.unsaid, *self.ended]


class Bench:
    """A small home with two known states of what is published."""

    def __init__(self, home: Home):
        self.home = home
        self.known, self.boundaries, self.cost = both_states(home)
        self.published = self.wanted = STATES[-1]
        self.said = home.root / "said.txt"

    def change(self) -> None:
        """Another list of articles, so that the next run has all of its work to do."""
        self.wanted = next(n for n in STATES if n != self.wanted)
        write_list(self.home, self.wanted)

    def attempt(self, part: Part, fault: str, before: Callable[[], object] = lambda: None) -> int:
        """A run under a fault; its exit code. The published file must be whole whatever comes."""
        part.tried += 1
        code, _ = child(lambda: (before(), run(self.home))[1], said=self.said)
        text = self.said.read_text(encoding="utf-8", errors="replace")
        part.told += code in TOLD
        if code not in (0, *TOLD):
            part.ended.append(f"{fault}: exit {code}: {text[-300:]}")
        _, told = child(lambda: state(self.home))
        possible = {self.known[n] for n in ({self.wanted} if code == 0 else {self.published, self.wanted})}
        if told is None or told["digest"] not in possible:
            (part.lost if told and code == 0 else part.torn).append(f"{fault}: {told}")
        else:
            self.published = told["articles"]
        return code

    def recover(self, part: Part, fault: str) -> None:
        """Without the fault: the run succeeds, publishes what lies there and forgets nothing."""
        before = child(lambda: state(self.home))[1]
        code, _ = child(lambda: run(self.home), said=self.said)
        if code:
            part.ended.append(f"after {fault}: exit {code}: {self.said.read_text(encoding='utf-8')[-300:]}")
        _, told = child(lambda: state(self.home))
        if told is None or told["digest"] != self.known[self.wanted] or told["runs"] < (before or told)["runs"]:
            part.lost.append(f"after {fault}: {told} instead of {self.wanted} articles")
        elif (stale := child(lambda: stale_pages(self.home))[1]) != []:
            part.lost.append(f"after {fault}: pages of {stale}")
        self.published = self.wanted


def killed(bench: Bench, asked: argparse.Namespace) -> Part:
    part = Part("runs killed, at each change of a file and at random, most of those late")
    tried = kills.Kills(bench.home, asked.seed, 20, (bench.known, bench.boundaries, bench.cost))
    tried.published = tried.wanted = bench.wanted
    found = kills.suite(tried, asked.kills)
    bench.published, bench.wanted = tried.published, tried.wanted
    part.tried = sum(number for how, number in found.ran.items() if how != "asked for again")
    part.note = ", ".join(f"{how} {number}" for how, number in found.ran.items()) + f"; {found.reads} reads beside"
    part.torn += [*found.torn, *found.unreadable]
    part.lost += found.lost
    part.ended += found.ended
    return part


def side_files(bench: Bench, asked: argparse.Namespace) -> Part:
    """Every file a run leaves beside what it publishes, each with one of the damages in turn (another for another
    seed), then those of dbt and all of them with each; of landing and of the seeds some of each kind."""
    part, home = Part("side files damaged"), bench.home
    singly = [[path] for path in _side_files(home)[:: asked.one_in]]
    of_dbt = [home.build / "dbt" / name for name in OF_DBT]
    for number, paths in enumerate([*singly, of_dbt, _side_files(home)], asked.seed):
        for damage in list(DAMAGES)[number % 3 :][:1] if len(paths) == 1 else DAMAGES:
            make = DAMAGES[damage]
            for path in (p for p in paths if p.exists()):
                path.write_bytes(make(path.read_bytes()))
            name = f"{paths[0].relative_to(home.root)}{' and more' if paths[1:] else ''} {damage}"
            bench.change()
            if bench.attempt(part, name):
                part.lost.append(f"{name}: the run did not succeed: {bench.said.read_text(encoding='utf-8')[-300:]}")
                bench.recover(part, name)
    part.note = "alone and together; each run has to succeed"
    return part


def _side_files(home: Home) -> list[Path]:
    found = {
        path.relative_to(home.root).as_posix(): path
        for folder in (home.warehouse, home.reports)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "build/dbt/compiled" not in path.as_posix() and "build/dbt/run/" not in path.as_posix()
    }
    kept = [
        path
        for name, path in found.items()
        if not name.startswith(("warehouse/versions/", "warehouse/损坏/", "warehouse/landing/", "reports/"))
        and "/seeds/" not in name
        and name not in ("warehouse/tongbao.duckdb", "warehouse/run.lock")
    ]
    landed = [p for n, p in found.items() if n.startswith("warehouse/landing/") and not n.endswith("empty.parquet")]
    seeds = [p for n, p in found.items() if "/seeds/" in n]
    hidden = [p for n, p in found.items() if n.startswith("reports/") and p.name.startswith(".")]
    # One run's record of Dagster stands for all.
    records = [p for p in kept if p.parent.name == "runs" and p.name != "index.db"]
    return [*(p for p in kept if p not in records[1:]), *landed[::4], *seeds[::9], *hidden]


def full_disk(bench: Bench, asked: argparse.Namespace) -> Part:
    part = Part("the disk fills during a run")
    with small_disk(bench) as place:
        if not place:
            part.note = "not tried: only root may make a small disk"
            return part
        here = copy(bench)
        here.home, filler = Home(place / bench.home.root.name), place / "filler"
        for room in ROOMS[:: asked.one_in]:
            here.change()
            free = shutil.disk_usage(place).free
            with filler.open("wb") as stream:
                stream.write(bytes(max(0, free - room)))
            here.attempt(part, f"{room / 1e6:.1f} MB of room")
            filler.unlink()
            here.recover(part, f"{room / 1e6:.1f} MB of room")
    return part


@contextmanager
def small_disk(bench: Bench) -> Iterator[Path | None]:
    """A disk of its own with a copy of the home; nothing where this process may not mount one."""
    with tempfile.TemporaryDirectory() as folder:
        size = sum(p.stat().st_size for p in bench.home.root.rglob("*") if p.is_file()) + 400_000_000
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tongbao", folder]
        if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            shutil.copytree(bench.home.root, Path(folder) / bench.home.root.name)
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def permissions(bench: Bench, asked: argparse.Namespace) -> Part:
    part, home = Part("folders and files without permission to write"), bench.home
    places = [home.warehouse, home.landing, home.build, home.build / "dbt", home.dagster / "history", home.reports]
    files = [home.warehouse / "runs.jsonl", home.reports / "index.html", home.published]
    for path in [*places, *files, home.reports / "months", home.warehouse / "versions"][:: asked.one_in]:
        mode = path.stat().st_mode
        path.chmod(0o555 if path.is_dir() else 0o444)
        bench.change()
        bench.attempt(part, f"{path.relative_to(home.root)} read-only", unprivileged)
        path.chmod(mode)
        bench.recover(part, f"{path.relative_to(home.root)} read-only")
    return part


def unreadable(bench: Bench, asked: argparse.Namespace) -> Part:
    """What lies in ``raw/`` and cannot be read is named, and nothing is published without it."""
    part, home = Part("exports that cannot be read"), bench.home
    place = home.raw / "wechat/官微/2020-09"
    outside = home.root / "elsewhere"
    outside.mkdir()
    makers: dict[str, Callable[[Path], object]] = {
        "断开的链接.csv": lambda path: path.symlink_to(home.root / "nothing.csv"),
        "转圈的链接": lambda path: path.symlink_to(path),
        "通到外面": lambda path: path.symlink_to(outside),
        "管道.csv": os.mkfifo,
        "没有权限.csv": lambda path: (path.write_text("x"), path.chmod(0)),
        "没有权限的文件夹": lambda path: path.mkdir(mode=0),
    }
    for name, make in list(makers.items())[:: asked.one_in]:
        bench.change()
        make(place / name)
        code = bench.attempt(part, name, unprivileged)
        if code != 1 or name not in bench.said.read_text(encoding="utf-8"):
            part.unsaid.append(f"{name}: exit {code}")
        (place / name).rmdir() if (place / name).is_dir() and not (place / name).is_symlink() else (
            place / name
        ).unlink()
        bench.recover(part, name)
    for path in (place, place / "user.csv"):
        mode = path.stat().st_mode
        path.chmod(0)
        bench.change()
        code = bench.attempt(part, path.name, unprivileged)
        if code != 1 or path.name not in bench.said.read_text(encoding="utf-8"):
            part.unsaid.append(f"{path.name}: exit {code}")
        path.chmod(mode)
        bench.recover(part, path.name)
    part.note = "each has to be named"
    return part


def unprivileged() -> None:
    """Root reads and writes whatever its owner may not; in this process no more."""
    if os.getuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable, each for capabilities 0 to 31 and 32 to 63.
    held = (ctypes.c_uint32 * 6)()
    libc.capget(header, held)
    for which in (0, 1):
        held[which] &= ~(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH)
    if libc.capset(header, held):
        raise OSError(ctypes.get_errno(), "capset")


def clocks(bench: Bench, asked: argparse.Namespace) -> Part:
    """A machine a day behind, one that believes in another decade, and the right time after each."""
    part, home = Part("the clock is wrong"), bench.home
    for shift in CLOCKS[:: asked.one_in]:
        newest = child(lambda: last_run(home))[1]
        bench.change()
        if bench.attempt(part, f"the clock is {shift} off", lambda s=shift: shifted(s)):
            part.lost.append(f"the clock is {shift} off: the run did not succeed")
        if child(lambda: last_run(home))[1] <= newest:
            part.lost.append(f"the clock is {shift} off: the run is not later than the one before")
    return part


def shifted(by: timedelta) -> None:
    """Let our modules have another clock."""

    class Day(date):
        @classmethod
        def today(cls):
            return date.today() + by

    class Moment(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + by

    for module in [m for name, m in sys.modules.items() if name.startswith("pipelines")]:
        for name, ours in (("date", Day), ("datetime", Moment)):
            if getattr(module, name, None) in (date, datetime):
                setattr(module, name, ours)


def last_run(home: Home) -> str:
    """When the run was published that the file calls its newest, with the number of runs before it."""
    import duckdb

    with duckdb.connect(str(home.published), read_only=True) as connection:
        return str(connection.execute("SELECT max(published_at) FROM quality.runs").fetchall()[0][0])


def rollbacks(bench: Bench, asked: argparse.Namespace) -> Part:
    part, home = Part("taken back and published again under a reader"), bench.home
    beside = reader(home)
    for number in range(max(2, 10 // asked.one_in)):
        part.tried += 1
        code, _ = child(lambda: rollback(home), said=bench.said)
        if code:
            part.ended.append(f"rollback {number}: exit {code}: {bench.said.read_text(encoding='utf-8')[-300:]}")
        if number % 3 == 2:
            bench.change()
            bench.recover(part, f"rollback {number}")
    reads, unreadable, seen = ended(home, beside)
    part.torn += [*unreadable, *(f"a reader saw {d}" for d in set(seen) - set(bench.known.values()))]
    part.note = f"{reads} reads beside"
    bench.change()
    bench.recover(part, "the last rollback")
    return part


def rollback(home: Home) -> None:
    from pipelines.commands.versions import rollback as work

    work(None, str(home.root), True)


def hurtful(bench: Bench, asked: argparse.Namespace) -> Part:
    part, slowest, largest = Part("files that are meant to hurt"), 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, (name, write) in list(hostile.KINDS.items())[:: asked.one_in]:
            write(Path(folder) / name)
            told, seconds, peak = hostile.measure(Path(folder) / name)
            (Path(folder) / name).unlink()
            part.tried, part.told = part.tried + 1, part.told + (not told.startswith("read"))
            slowest, largest = max(slowest, seconds), max(largest, peak)
            if told.startswith("read") or peak > hostile.BYTES or not peak or seconds > hostile.SECONDS:
                part.ended.append(f"{kind}: {told}, {seconds:.1f} s, {peak / 1e6:.0f} MB")
    part.note = f"slowest {slowest:.1f} s, largest {largest / 1e6:.0f} MB"
    return part


PARTS = {
    "side": side_files,
    "disk": full_disk,
    "permissions": permissions,
    "unreadable": unreadable,
    "clocks": clocks,
    "rollbacks": rollbacks,
    "hostile": hurtful,
    "kills": killed,
}


def table(parts: list[Part], seconds: float, seed: int) -> str:
    lines = ["| fault | tried | told | torn | lost | left out unsaid | exit 3 | |", "|---|---|---|---|---|---|---|---|"]
    for p in parts:
        bad = (len(p.torn), len(p.lost), len(p.unsaid), len(p.ended))
        lines.append(f"| {p.what} | {p.tried} | {p.told} | {' | '.join(map(str, bad))} | {p.note} |")
    return "\n".join([*lines, "", f"seed {seed}, {seconds / 60:.0f} min", *(f for p in parts for f in p.faults)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="*", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--one-in", type=int, default=1, help="of the other faults only every so many")
    parser.add_argument("--like", type=Path, help="a home in which dbt has rendered: takes a minute less")
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    began, parts = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        home = small_home(Path(folder), asked.like)
        preload()
        bench = Bench(home)
        for name in asked.parts:
            parts.append(PARTS[name](bench, asked))
            print(table(parts[-1:], time.monotonic() - began, asked.seed), flush=True)
    text = table(parts, time.monotonic() - began, asked.seed)
    print(text)
    if asked.record:
        asked.record.write_text(text + "\n", encoding="utf-8")
    return 1 if any(part.faults for part in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
