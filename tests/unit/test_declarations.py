"""Every declaration in TOML is held against what may stand in it; whatever is wrong is named with its file and line."""

import re
from dataclasses import dataclass

import pytest

from pipelines import declarations
from pipelines.bulletins import cells, patterns, tables, words
from pipelines.desk import month
from pipelines.home import REPOSITORY
from pipelines.sources import catalog
from pipelines.weblogs import declared, rules

PIPELINES = REPOSITORY / "pipelines"
KINDS = {
    "bulletins/measures.toml": cells.Measures,
    "bulletins/tables.toml": tables.Declared,
    "bulletins/text.toml": patterns.Declared,
    "bulletins/words.toml": words.Declared,
    "desk/where.toml": month.Declared,
    "weblogs/layouts.toml": declared.Declared,
    "weblogs/rules.toml": rules.Declared,
}


def headers(name: str) -> list[int]:
    """The lines (from 0) of the first header of each kind."""
    first: dict[str, int] = {}
    for number, line in enumerate((PIPELINES / name).read_text(encoding="utf-8").splitlines()):
        if re.fullmatch(r"\[\[?[\w.]+\]\]?", line):
            first.setdefault(line, number)
    return list(first.values())


def test_each_declaration_has_its_kind_and_nobody_else_reads_toml():
    found = {path.relative_to(PIPELINES).as_posix() for path in PIPELINES.rglob("*.toml")}
    assert {name for name in found if not name.startswith("sources/")} == set(KINDS)
    readers = {
        p.relative_to(PIPELINES).as_posix() for p in PIPELINES.rglob("*.py") if "tomllib.load" in p.read_text("utf-8")
    }
    assert readers == {"declarations.py", "sources/catalog.py"}


@pytest.mark.parametrize(("name", "at"), [(name, at) for name in KINDS for at in headers(name)])
def test_what_does_not_belong_is_named_with_its_line(tmp_path, name, at):
    lines = (PIPELINES / name).read_text(encoding="utf-8").splitlines()
    path = tmp_path / "copy.toml"
    path.write_text("\n".join([*lines[: at + 1], "nonsense = 3.5", *lines[at + 1 :]]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^copy\.toml, line \d+: ") as reason:
        declarations.read(path, KINDS[name])
    # Of a table inside an entry ([shape.values]) its header is named.
    assert int(re.findall(r"line (\d+)", str(reason.value))[0]) in (at + 1, at + 2)


@dataclass(frozen=True)
class Channel:
    id: str
    words: re.Pattern
    metric: str | dict[str, str] = ""
    limit: int = 0


@dataclass(frozen=True)
class Kind:
    channel: tuple[Channel, ...]
    plain: frozenset[str] = frozenset()


GOOD = """plain = ["共", "约"]

[[channel]]
id = "radio"
words = "广播|电台"
metric = { radio = "radio_items" }

# The second one.
[[channel]]
id = "screen"
words = '''大屏|
LED'''
limit = 3
"""


def test_what_is_right_comes_as_what_was_declared():
    read = declarations.parse(GOOD, Kind)
    assert read.plain == {"共", "约"}
    assert [(c.id, bool(c.words.search("电台")), c.metric, c.limit) for c in read.channel] == [
        ("radio", True, {"radio": "radio_items"}, 0),
        ("screen", False, "", 3),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("limit = 3", "limits = 3", "line 13: channel has no 'limits'"),
        ("limit = 3", 'limit = "3"', "line 13: limit must be a number"),
        ("limit = 3", "limit = true", "line 13: limit must be a number"),
        ("广播|电台", "(广播", "line 5: words must be a regular expression"),
        ('id = "screen"\n', "", "line 9: channel lacks 'id'"),
        ('{ radio = "radio_items" }', "7", "line 6: metric must be a text or a table of texts"),
        ('plain = ["共", "约"]', 'plain = "共"', "line 1: plain must be a list of texts"),
        ('plain = ["共", "约"]', 'plane = ["共"]', "line 1: the file has no 'plane'"),
        (GOOD[GOOD.index("[[") :], "", "line 1: the file lacks 'channel'"),
        (GOOD[GOOD.index("[[") :], 'channel = "radio"', "line 3: channel must be a list of tables"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(right, wrong, said):
    assert right in GOOD
    with pytest.raises(declarations.WrongDeclaration) as reason:
        declarations.parse(GOOD.replace(right, wrong), Kind)
    assert str(reason.value) == said


def test_where_to_get_an_export_is_said_of_formats_that_are_declared():
    declared_where = declarations.read(PIPELINES / "desk/where.toml", month.Declared).where
    known = {f.id for f in catalog.load().formats}
    assert set(declared_where) <= known | {f"weblog_{layout}" for layout in declared.layouts()}
