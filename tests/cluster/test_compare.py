"""What is told as equal is equal: the comparison itself."""

import duckdb
import pytest

from pipelines.cluster.compare import compare


@pytest.fixture
def both(tmp_path):
    """both(here, there) makes main.t of one query on each side and compares; ``there`` None: nothing was built."""

    def made(here: str, there: str | None):
        with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
            connection.execute(f"CREATE TABLE t AS {here}")
            if there:
                (tmp_path / "main.db" / "t").mkdir(parents=True)
                connection.execute(f"COPY ({there}) TO '{tmp_path}/main.db/t/part-0.parquet'")
        (found,) = compare(tmp_path / "a.duckdb", tmp_path)
        return found

    return made


def test_equal_rows_in_another_order_are_equal(both):
    found = both(
        "SELECT * FROM (VALUES (1, 'a'), (2, NULL)) v(n, s)", "SELECT * FROM (VALUES (2, NULL), (1, 'a')) v(n, s)"
    )
    assert (found.differs, found.rows) == (False, 2)


@pytest.mark.parametrize(
    ("there", "counts"),
    [
        ("SELECT 1 AS n UNION ALL SELECT 1", (1, 1)),  # as many rows, one of them twice
        ("SELECT 1 AS n", (1, 0)),
        ("SELECT * FROM (VALUES (1), (2), (3)) v(n)", (0, 1)),
        ("SELECT 1 AS n UNION ALL SELECT NULL", (1, 1)),
    ],
)
def test_each_row_that_one_side_alone_has_is_counted(both, there, counts):
    found = both("SELECT 1 AS n UNION ALL SELECT 2", there)
    assert (found.only_here, found.only_there) == counts and found.differs


@pytest.mark.parametrize("there", ["SELECT 1::BIGINT AS n", "SELECT 1 AS m", "SELECT 1 AS n, 2 AS m", None])
def test_another_type_name_or_number_of_columns_and_no_table_at_all_are_differences(both, there):
    assert both("SELECT 1 AS n", there).problem
