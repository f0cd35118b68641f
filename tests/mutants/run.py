"""Put single mistakes into a copy of the code and see whether a test notices: ``python tests/mutants/run.py``.

The mistakes stand in ``mutants.toml``: file, the text that is there, what a slip of the pen makes of it, what is wrong
then, and where a test must notice. Each is tried alone in a copy of the tree (``git worktree``), so a run beside one's
own work changes nothing of it; its tests are run, those files first that noticed most so far, until one notices.
A mutant that no test notices survives; one whose text is not in its file exactly once is stale; one whose test fails
without it tells nothing (red): each test that noticed one is run at the end on the code as it is. ``--room`` takes one
room, ``--only`` single mutants, ``--record FILE`` writes the table.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("mutants.toml")
# A mistake that makes the code run for ever has been noticed too.
LONGEST_SECONDS = 900


def mutants() -> list[dict]:
    """Every mutant: number, room, file, find, replace, says, tests (of its file unless it names its own)."""
    stated = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [
        {"tests": stated["tests"].get(m["file"], []), "number": number, "room": room_of(m["file"])} | m
        for number, m in enumerate(stated["mutant"], start=1)
    ]


def room_of(file: str) -> str:
    parts = Path(file).parts
    return parts[1] if parts[0] == "pipelines" and len(parts) > 2 else parts[0]


def is_stale(mutant: dict, root: Path = ROOT) -> bool:
    path = root / mutant["file"]
    return not path.exists() or path.read_text(encoding="utf-8").count(mutant["find"]) != 1


def try_one(mutant: dict, copy: Path, noticed: Counter[str]) -> tuple[str, str]:
    """(killed, survived or stale, the test that noticed). noticed: how many mutants each test file has so far."""
    if is_stale(mutant, copy):
        return "stale", ""
    path = copy / mutant["file"]
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(mutant["find"], mutant["replace"]), encoding="utf-8")
    try:
        # In one session: the home that many tests read is made once. Given first, run first.
        tests = sorted(mutant["tests"], key=lambda test: -noticed[test])
        if found := failing(copy, tests, "-x"):
            noticed[found[0].partition("::")[0]] += 1
            return "killed", found[0]
        return "survived", ""
    finally:
        path.write_text(whole, encoding="utf-8")


def failing(copy: Path, tests: list[str], *options: str) -> list[str]:
    """Tests that fail on the code of ``copy``, without their parameters; where none can be named, ``tests``."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--tb=no", "-p", "no:cacheprovider", *options, *tests]
    # The copy's code and not the installed tree's, in the tests and in what they start.
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS * len(tests),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return tests
    # 1: a test failed. 2, 4: the code could not even be imported. Anything else says nothing of the mutant.
    if done.returncode not in (0, 1, 2, 4):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-2000:]}")
    if not done.returncode:
        return []
    # Where not even the shared fixtures can be imported no file is named.
    return re.findall(r"^(?:FAILED|ERROR) (tests/[^\s\[]+)", done.stdout, re.MULTILINE) or tests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--room")
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    # Also when it is asked to end the copy is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = [m for m in mutants() if asked.room in (None, m["room"]) and (not asked.only or m["number"] in asked.only)]
    tried: dict[int, tuple[str, str, float]] = {}
    noticed: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(copy)], cwd=ROOT, check=True)
        try:
            for mutant in chosen:
                start = time.monotonic()
                verdict, test = try_one(mutant, copy, noticed)
                tried[mutant["number"]] = verdict, test, time.monotonic() - start
                print(line(mutant, *tried[mutant["number"]]), flush=True)
            tests = sorted({test for _, test, _ in tried.values() if test})
            red = set(failing(copy, tests)) if tests else set()
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(copy)], cwd=ROOT, check=True)
    for number, (_, test, seconds) in tried.items():
        if test in red:
            tried[number] = "red", test, seconds
    verdicts = Counter(verdict for verdict, _, _ in tried.values())
    head = ["| no. | file | what would go wrong | verdict | noticed by | s |", "|---|---|---|---|---|---|"]
    lines = [*head, *(line(mutant, *tried[mutant["number"]]) for mutant in chosen)]
    summary = ", ".join(f"{name} {number}" for name, number in verdicts.items())
    print(f"red: {sorted(red)}\n{summary}")
    if asked.record:
        asked.record.write_text("\n".join([*lines, "", summary, ""]), encoding="utf-8")
    return 0 if set(verdicts) == {"killed"} else 1


def line(mutant: dict, verdict: str, test: str, seconds: float) -> str:
    """A row of the table."""
    says = mutant["says"].replace("|", "\\|")
    return f"| {mutant['number']} | {mutant['file']} | {says} | {verdict} | {test} | {seconds:.0f} |"


if __name__ == "__main__":
    sys.exit(main())
