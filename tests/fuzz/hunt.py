"""Tamper with exports of every format and look for tracebacks, hangs and silent acceptance.

    python tests/fuzz/hunt.py 100000 --seed 1 --processes 2

Every case is made from its seed, its export and its number, so that a finding can be made again. Findings are printed
and their files kept; exit 1 when there are any. Not collected by pytest: ``test_exports.py`` runs a few hundred cases.
"""

import argparse
import faulthandler
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from fuzz.exports import Export, World  # noqa: E402
from fuzz.tampering import Case, tamper  # noqa: E402
from fuzz.verdicts import counts_add_up  # noqa: E402

# Cases read together, as the files of a run are: a bad file must not touch its neighbours.
BATCH = 100
# A case takes milliseconds. Reading that does not end at all is killed and shows where it hangs.
SLOW_SECONDS, HANG_SECONDS = 10, 900
# After so many batches the cases done so far are told, so that a hunt that is stopped has counted for something.
TELL_EVERY = 20


def hunt(world: World, cases: int, seed: int, keep: Path, part: int = 0, parts: int = 1) -> tuple[Counter, list[str]]:
    """(number of cases by what was done, findings) of this part of ``cases`` cases."""
    done: Counter[str] = Counter()
    findings: list[str] = []
    batches = -(-cases // BATCH)
    order = random.Random(seed).sample(range(len(world.exports)), len(world.exports))
    for batch in range(part, batches, parts):
        export = world.exports[order[batch % len(order)]]
        size = min(BATCH, cases - batch * BATCH)
        made = [tamper(export, random.Random(f"{seed} {export.name} {batch} {n}")) for n in range(size)]
        done.update(case.way for case in made)
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        found = _judge(world, export, made)
        faulthandler.cancel_dump_traceback_later()
        if (batch // parts + 1) % TELL_EVERY == 0:
            print(f"part {part}: {done.total():,} cases, {len(findings)} findings", file=sys.stderr, flush=True)
        for number, problem in found:
            case = made[number]
            path = keep / f"{seed}-{batch}-{number}-{Path(export.name).name}"
            path.write_bytes(case.data)
            findings.append(f"{export.name}（{case.way}）{problem} → {path}")
            print(findings[-1], flush=True)
    return done, findings


def _judge(world: World, export: Export, made: list[Case]) -> list[tuple[int, str]]:
    """(number of the case, what is wrong with it); the untouched file beside them must read as ever."""
    began = time.process_time()
    try:
        *results, untouched = world.read([(export.name, case.data) for case in [*made, Case("", export.data, None)]])
    except Exception:
        return [(n, problem) for n, case in enumerate(made) for problem in _alone(world, export, case)]
    found = [(0, "the untouched file beside them reads differently")] if untouched.rows != export.rows else []
    for number, (case, result) in enumerate(zip(made, results, strict=True)):
        found += [(number, problem) for problem in [*counts_add_up(result), *case.judge(result)][:3]]
    if time.process_time() - began > SLOW_SECONDS:
        found += [(n, problem) for n, case in enumerate(made) for problem in _alone(world, export, case)]
    return found


def _alone(world: World, export: Export, case: Case) -> list[str]:
    began = time.process_time()
    try:
        (result,) = world.read([(export.name, case.data)])
    except Exception as stray:
        return [f"{type(stray).__name__}: {str(stray)[:300]}"]
    taken = time.process_time() - began
    return [f"took {taken:.0f} s"] if taken > SLOW_SECONDS else [*counts_add_up(result), *case.judge(result)][:3]


def _process(cases: int, seed: int, keep: Path, part: int, parts: int) -> tuple[Counter, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        return hunt(World(Path(folder)), cases, seed, keep, part, parts)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cases", type=int)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "tongbao-fuzz")
    chosen = options.parse_args()
    chosen.keep.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    began = time.monotonic()
    tasks = [(chosen.cases, chosen.seed, chosen.keep, n, chosen.processes) for n in range(chosen.processes)]
    with multiprocessing.get_context("spawn").Pool(chosen.processes) as pool:
        parts = pool.starmap(_process, tasks)
    done = sum((d for d, _ in parts), Counter())
    findings = [f for _, found in parts for f in found]
    for way, count in done.most_common():
        print(f"{count:>8,}  {way}")
    print(f"seed {chosen.seed}: {done.total():,} cases, {len(findings)} findings, {time.monotonic() - began:,.0f} s")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
