"""SQL is written in one style: lower case, four blanks a step, commas at the end, nothing wider than a screen."""

import re

import pytest

from pipelines.home import DBT_PROJECT

PATHS = sorted(p for folder in ("models", "macros", "tests") for p in (DBT_PROJECT / folder).rglob("*.sql"))
WIDTH = 160
KEYWORDS = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|UNION|WITH|CASE|WHEN|THEN|ELSE|END|AND|OR|NOT|NULL|ON|AS|IN|OVER)\b"
)


def faults(text: str) -> list[str]:
    """line: what is wrong."""
    found = [] if text.endswith("\n") and not text.endswith("\n\n") else ["end of file"]
    found += ["two empty lines"] if "\n\n\n" in text else []
    for number, line in enumerate(text.splitlines(), start=1):
        code = re.sub(r"'[^']*'|--.*|\{#.*", "", line)
        wrong = {
            "tab": "\t" in line,
            "blank at the end": line != line.rstrip(),
            "too wide": len(line) > WIDTH,
            "upper case": bool(KEYWORDS.search(code)),
            # Lines that go on with the arguments of a macro stand below them.
            "indent": (len(line) - len(line.lstrip())) % 4 != 0 and bool(code.strip()) and "=" not in code,
            "comma at the beginning": line.lstrip().startswith(","),
        }
        found += [f"{number}: {what}" for what, is_so in wrong.items() if is_so]
    return found


def test_all_sql_is_in_one_style():
    assert {path.name: found for path in PATHS if (found := faults(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "select 1\n\n",
        "SELECT 1\n",
        "select\n  a\n",
        "select\n    a\n    , b\n",
        "select 1 \n",
        "select\t1\n",
    ],
)
def test_another_style_is_found(text):
    assert faults(text)
