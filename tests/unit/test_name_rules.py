"""Names are compared and taken apart by one rule, though Python asks before landing and SQL after it."""

import re

import duckdb
import pytest

from pipelines.home import DBT_PROJECT
from pipelines.institution.pointers import JOINT
from pipelines.institution.tables import _squeezed

ENGINE = (DBT_PROJECT / "macros" / "engine.sql").read_text("utf-8")
WRITTEN = [
    "宣传部、学工部",
    "宣传部，学工部；校团委",
    "宣传部,学工部;校团委",
    "宣传部 学工部\u3000校团委\u00a0后勤处",
    "、宣传部、",
    "党委\n办公室\t综合科",
    "News Center",
    "外语学院（国际）",
]


def pattern_of(macro: str) -> str:
    """The pattern that the macro hands to the engine, as the engine sees it."""
    text = re.search(rf"macro {macro}\(.*?endmacro", ENGINE, re.DOTALL)[0]
    return re.search(r"'(\[[^']*\]\+)'", text)[1].replace("\\\\", "\\")


@pytest.mark.parametrize("name", WRITTEN)
def test_joint_names_are_taken_apart_alike(name):
    (parts,) = duckdb.execute("select regexp_split_to_array(?, ?)", [name, pattern_of("split_rows")]).fetchone()
    assert [p for p in parts if p] == [p for p in re.split(JOINT, name) if p]


@pytest.mark.parametrize("name", WRITTEN)
def test_blanks_within_names_are_passed_over_alike(name):
    query = "select lower(regexp_replace(?, ?, '', 'g'))"
    assert duckdb.execute(query, [name, pattern_of("squeeze")]).fetchone() == (_squeezed(name),)
