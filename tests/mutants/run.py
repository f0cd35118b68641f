"""Put single mistakes into a copy of the code and see whether a test notices: ``python tests/mutants/run.py``.

The mistakes stand in ``mutants.toml``: file, the text that is there, what a slip of the pen makes of it, what is wrong
then, and where a test must notice. Each is tried alone in a copy of the tree (``git worktree``), so a run beside one's
own work changes nothing of it; its tests are run file by file, those first that noticed most so far, until one notices.
A mutant that no test notices survives; one whose text is not in its file exactly once is stale; one whose tests fail
without it tells nothing (red): they are run once before. ``--room`` takes one room, ``--only`` single mutants,
``--record FILE`` writes the table.
"""

import argparse
import os
import re
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


def try_one(mutant: dict, copy: Path, noticed: Counter[str]) -> str:
    """killed, survived or stale. noticed: how many mutants each test has noticed so far."""
    if is_stale(mutant, copy):
        return "stale"
    path = copy / mutant["file"]
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(mutant["find"], mutant["replace"]), encoding="utf-8")
    try:
        for test in sorted(mutant["tests"], key=lambda test: -noticed[test]):
            if failing(copy, [test], "-x"):
                noticed[test] += 1
                return "killed"
        return "survived"
    finally:
        path.write_text(whole, encoding="utf-8")


def failing(copy: Path, tests: list[str], *options: str) -> list[str]:
    """Test files with a test that fails on the code of ``copy``."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--tb=no", "-p", "no:cacheprovider", *options, *tests]
    # The copy's code and not the installed tree's, in the tests and in what they start.
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return tests
    # 1: a test failed. 2, 4: the code could not even be imported. Anything else says nothing of the mutant.
    if done.returncode not in (0, 1, 2, 4):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-2000:]}")
    if not done.returncode:
        return []
    # Where not even the shared fixtures can be imported no file is named.
    return re.findall(r"^(?:FAILED|ERROR) (tests/[^:\s]+)", done.stdout, re.MULTILINE) or tests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--room")
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    chosen = [m for m in mutants() if asked.room in (None, m["room"]) and (not asked.only or m["number"] in asked.only)]
    lines = ["| no. | file | what would go wrong | verdict | s |", "|---|---|---|---|---|"]
    verdicts: dict[str, list[int]] = {"killed": [], "survived": [], "stale": [], "red": []}
    noticed: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(copy)], cwd=ROOT, check=True)
        try:
            red = failing(copy, sorted({test for mutant in chosen for test in mutant["tests"]}))
            print(f"red: {sorted(set(red))}", flush=True)
            for mutant in chosen:
                start = time.monotonic()
                is_red = any(failed.startswith(test) for failed in red for test in mutant["tests"])
                verdict = "red" if is_red else try_one(mutant, copy, noticed)
                verdicts[verdict].append(mutant["number"])
                seconds = time.monotonic() - start
                line = f"| {mutant['number']} | {mutant['file']} | {mutant['says']} | {verdict} | {seconds:.0f} |"
                lines.append(line)
                print(line, flush=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(copy)], cwd=ROOT, check=True)
    summary = ", ".join(f"{name} {len(numbers)}" for name, numbers in verdicts.items())
    print(summary)
    if asked.record:
        asked.record.write_text("\n".join([*lines, "", summary, ""]), encoding="utf-8")
    return 1 if verdicts["survived"] or verdicts["stale"] or verdicts["red"] else 0


if __name__ == "__main__":
    sys.exit(main())
