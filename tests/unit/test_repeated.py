"""No six lines of code stand a second time.

What does not count: blank lines, comments, imports and lone punctuation; plain names of columns in SQL and columns of a
contract, which each lists for itself so that a reader sees its shape; and cells of tables that are written out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pipelines.home import REPOSITORY

LINES = 6
FIGURES = "the figures of September 2020: printed, counted from the exports, and printed again"
# Two files → why they have lines in common.
MEANT = {
    ("tests/bulletins/test_read.py", "tests/sample/test_september_2020.py"): FIGURES,
    ("tests/bulletins/test_read.py", "tests/reports/test_documents.py"): FIGURES,
}
OF_NO_WEIGHT = {
    ".py": re.compile(r"#.*|(from|import) .*|\W*|\w+: pl\.\w+ = \w+\(.*\)|(\"[^\"]*\"|[A-Z_]+),"),
    ".sql": re.compile(r"--.*|\W*|select|[\w.]+( as \w+)?,?|with|union all"),
}


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """(number, text with its white space folded) of every line that counts."""
    of_no_weight = OF_NO_WEIGHT[path.suffix]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = " ".join(line.split())
        if not of_no_weight.fullmatch(text):
            yield number, text


def repeated(paths: list[Path]) -> list[tuple[str, int, str, int]]:
    """(file, line, file, line) where the same ``LINES`` lines begin, each run once."""
    places = defaultdict(list)
    for path in paths:
        found = list(lines_of(path))
        for at in range(len(found) - LINES + 1):
            run = found[at : at + LINES]
            places[tuple(text for _, text in run)].append((path.relative_to(REPOSITORY).as_posix(), run[0][0]))
    pairs = {(a[0], b[0]): (*a, *b) for where in places.values() for n, a in enumerate(where) for b in where[n + 1 :]}
    return sorted(pairs.values())


def ours(*folders: str) -> list[Path]:
    return sorted(p for f in folders for p in (REPOSITORY / f).rglob("*") if p.suffix in OF_NO_WEIGHT and p.is_file())


def test_no_six_lines_of_code_stand_a_second_time():
    found = repeated(ours("pipelines", "dbt_project/models", "dbt_project/macros", "tests", "packaging"))
    assert [place for place in found if (place[0], place[2]) not in MEANT] == []


def test_a_reason_that_nothing_needs_any_more_goes():
    assert {(place[0], place[2]) for place in repeated(ours("pipelines", "tests"))} == set(MEANT)


def test_six_lines_that_stand_twice_are_found_whatever_their_white_space(tmp_path, monkeypatch):
    body = [f"total = total + rate * {number}" for number in range(LINES)]
    (tmp_path / "a.py").write_text("\n".join(["import os", *body]), encoding="utf-8")
    (tmp_path / "b.py").write_text("\n\n".join(f"    {line}" for line in body), encoding="utf-8")
    (tmp_path / "c.py").write_text("\n".join(body[1:]), encoding="utf-8")
    monkeypatch.setitem(globals(), "REPOSITORY", tmp_path)
    assert repeated(ours(".")) == [("a.py", 2, "b.py", 1)]
