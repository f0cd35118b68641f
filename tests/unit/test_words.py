"""Names speak the words of the field: no table, column, function, argument or file is named with a word of our own."""

import ast
import re

import pytest

from pipelines.home import DBT_PROJECT, REPOSITORY

# What is known of a figure is `known`, `reported`, `as_of`; what a target wants is its `demand`.
OWN_WORDS = {"told", "asked", "spoken"}
COMMENTS = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
TEXTS = re.compile(r"'[^'\n]*'")


def own_words(names: set[str]) -> list[str]:
    return sorted(name for name in names if set(re.split(r"[_\W]+", name.lower())) & OWN_WORDS)


def names_of_python(text: str) -> set[str]:
    """Functions, classes, arguments, members and constants; a variable inside a function is nobody else's affair."""
    names: set[str] = set()
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.arg | ast.keyword) and node.arg:
            names.add(node.arg)
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= columns_of_a_text(node.value)
    members = [*tree.body, *(line for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for line in node.body)]
    for line in members:
        targets = (
            line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
        )
        names |= {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return names


def columns_of_a_text(text: str) -> set[str]:
    """Names of several words, and steps of a query (``x AS (``), in a text or a template."""
    return set(re.findall(r"\b[A-Za-z]+(?:_[A-Za-z]+)+\b", text)) | set(re.findall(r"\b(\w+) AS \(", text))


def names_of_sql(text: str) -> set[str]:
    """Every word outside comments and texts: columns, aliases, steps, macros and their arguments."""
    return set(re.findall(r"[A-Za-z_]\w*", TEXTS.sub("", COMMENTS.sub("", text))))


def test_python_names_nothing_with_a_word_of_our_own():
    paths = [p for room in ("pipelines", "packaging") for p in sorted((REPOSITORY / room).rglob("*.py"))]
    found = {p.name: own for p in paths if (own := own_words(names_of_python(p.read_text("utf-8"))))}
    assert found == {}


def test_sql_names_nothing_with_a_word_of_our_own():
    paths = [p for folder in ("models", "macros", "tests") for p in sorted((DBT_PROJECT / folder).rglob("*.sql"))]
    found = {p.name: own for p in paths if (own := own_words(names_of_sql(p.read_text("utf-8"))))}
    assert found == {}


def test_templates_name_nothing_with_a_word_of_our_own():
    paths = sorted((REPOSITORY / "pipelines").rglob("*.html"))
    assert {p.name: own for p in paths if (own := own_words(columns_of_a_text(p.read_text("utf-8"))))} == {}


def test_files_columns_and_codes_are_not_named_with_a_word_of_our_own():
    rooms = [REPOSITORY / "pipelines", *(DBT_PROJECT / f for f in ("models", "macros", "seeds", "tests"))]
    assert own_words({path.name for room in rooms for path in room.rglob("*")}) == []
    described = {
        n for p in (DBT_PROJECT / "models").rglob("*.yml") for n in re.findall(r"name: (\w+)", p.read_text("utf-8"))
    }
    codes = {n for p in (DBT_PROJECT / "seeds").glob("*.csv") for n in re.findall(r"[a-z_]+", p.read_text("utf-8"))}
    assert own_words(described | codes) == []


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (names_of_python, "def rows_told(x): ..."),
        (names_of_python, "def f(asked): ..."),
        (names_of_python, "class C:\n    told: int = 1"),
        (names_of_python, "TOLD, SAID = 1, 2"),
        (names_of_python, "x = row.is_told"),
        (names_of_python, "x = 'SELECT a AS is_asked'"),
        (names_of_python, "x = 'WITH asked AS (SELECT 1)'"),
        (names_of_sql, "select a as told from b -- a"),
        (names_of_sql, "with asked as (select 1)"),
    ],
)
def test_a_word_of_our_own_is_found(names, text):
    assert own_words(names(text))


def test_sentences_may_say_what_they_like():
    assert own_words(names_of_sql("{# told #} select 'told' as kind -- what was asked")) == []
    assert own_words(names_of_python('"""What was asked."""\ndef f():\n    told = "asked"\n')) == []
