"""What the warehouse may rely on of landed rows, whatever stood in the files."""

from datetime import date

import duckdb
import polars as pl
import pytest

from pipelines.contracts import CONTRACTS
from pipelines.landing.schema import landed_columns, landing_schema, tidy


@pytest.fixture(scope="module")
def landed(published_home):
    return {name: pl.read_parquet(published_home.landing / name / "*.parquet") for name in CONTRACTS}


def test_no_text_has_margins_or_is_empty(landed):
    wrong = [
        (name, column)
        for name, frame in landed.items()
        for column, kind in CONTRACTS[name].dtypes.items()
        if kind == pl.String and not name.startswith("web_")  # a section of a site may be its root
        if frame.filter((pl.col(column) == "") | (pl.col(column) != pl.col(column).str.strip_chars())).height
    ]
    assert sum(frame.height for frame in landed.values()) > 1000
    assert wrong == []


def test_flags_are_known_and_a_table_has_the_columns_of_its_contract_first(landed):
    for name, frame in landed.items():
        assert frame.columns == landed_columns(CONTRACTS[name]), name
        flags = [c for c in ("capped", "is_superseded") if c in frame.columns]
        assert CONTRACTS[name].is_reference or len(flags) == 2
        assert frame.select(pl.sum_horizontal(0, *(pl.col(c).null_count() for c in flags))).item(0, 0) == 0, name


def test_what_is_untidy_is_made_tidy():
    data = CONTRACTS["submission"]
    row = {"title": "  一件事 ", "form": "", "department_name": None, "received_on": date(2020, 9, 1)}
    frame = pl.DataFrame([row | {c: None for c in landing_schema(data) if c not in row}], schema=landing_schema(data))
    (found,) = tidy(frame, data).to_dicts()
    assert (found["title"], found["form"], found["department_name"]) == ("一件事", None, None)
    assert (found["capped"], found["is_superseded"]) == ("", False)


def test_a_home_reads_its_own_landing_whoever_parsed_the_project(build_home):
    """The folder is taken when dbt starts, not when it parses: one parsed project serves many homes."""
    names = ("甲部", "乙部")
    homes = [
        build_home({"ref_department": [{"department_id": "d", "name": name, "type": "机关"}]}, []) for name in names
    ]
    found = [home.execute("select name from dim_department where department_id = 'd'").fetchall() for home in homes]
    assert found == [[(name,)] for name in names]
    assert all(isinstance(home, duckdb.DuckDBPyConnection) for home in homes)
