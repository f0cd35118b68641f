"""A wrong declaration is named with its file, its line and what would be right."""

import shutil
from pathlib import Path

import pytest

from pipelines.sources import catalog

GOOD = """[source]
id = "radio"
name = "广播"

[common]
certainty = "own"

[[format]]
id = "radio_list"
dataset = "register_entry"
title = "广播稿"
required.title = ["标题"]

# The second one.
[[format]]
id = "radio_hours"
dataset = "register_entry"
title = "广播时长"
planned = true
[format.required]
title = ["节目"]

[[unclaimed]]
title = "听众表"
headers = ["听众"]
"""


@pytest.fixture
def declared(tmp_path, monkeypatch):
    """A function text → the catalog of a folder with nothing but this declaration."""
    shutil.copy(catalog.__file__, tmp_path)
    monkeypatch.setattr(catalog, "__file__", str(tmp_path / "catalog.py"))

    def load(text: str) -> catalog.Catalog:
        Path(tmp_path, "radio.toml").write_text(text, encoding="utf-8")
        return catalog.load.__wrapped__()

    return load


def test_what_is_declared_rightly_is_read(declared):
    read = declared(GOOD)
    assert [f.id for f in read.formats] == ["radio_list", "radio_hours"]
    assert read.formats[1].required == {"title": ("节目",)}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("planned = true", "planed = true", "line 19: format has no 'planed'"),
        ("planned = true", 'planned = "yes"', "line 19: planned must be a flag (true or false)"),
        ('required.title = ["标题"]', 'required.title = "标题"', "line 12: required must be a table of list of texts"),
        ('title = ["节目"]', 'title = "节目"', "line 20: required must be a table of list of texts"),
        ('dataset = "register_entry"\ntitle = "广播时长"', 'title = "广播时长"', "line 15: format lacks 'dataset'"),
        ('certainty = "own"', 'certainty = "perhaps"', "unknown certainty 'perhaps', known are sample, code"),
        ("planned = true", 'shape = "round"', "line 19: unknown shape 'round', known are table, record, shares"),
        ('headers = ["听众"]', 'header = ["听众"]', "line 25: unclaimed has no 'header'"),
        ('name = "广播"', "name = 广播", "at line 3"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(declared, right, wrong, said):
    assert right in GOOD
    with pytest.raises(ValueError, match=r"^radio\.toml, ") as reason:
        declared(GOOD.replace(right, wrong))
    assert said in str(reason.value)
