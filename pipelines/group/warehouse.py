"""The group's file: the published tables of its members in one DuckDB file, swapped in whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from pipelines.group.members import Member
from pipelines.group.tables import FIGURES, KEY, KEY_NOTE, NOTES, UNITED

FILE = Path("warehouse") / "group.duckdb"
# As published files are written: engines of the last two years open it.
CONFIG: dict[str, Any] = {
    "storage_compatibility_version": "v1.0.0",
    "default_block_size": "65536",
    "memory_limit": "768MB",
}


def unite(members: list[Member], out: Path) -> list[Member]:
    """Write ``out/warehouse/group.duckdb`` by one atomic rename; members whose tables could not be taken come back with
    the ``problem``, and nothing of them is in it."""
    target = out / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with duckdb.connect(str(partial), config=CONFIG) as connection:
        taken = [_take(connection, member) for member in members]
        _institutions(connection, taken)
        _figures(connection)
        _notes(connection)
        connection.execute("CHECKPOINT")
    Path(f"{target}.wal").unlink(missing_ok=True)
    partial.replace(target)
    return taken


def _take(connection: duckdb.DuckDBPyConnection, member: Member) -> Member:
    """All of a member's tables, or none: one that fails in the middle leaves nothing behind."""
    if member.problem:
        return member
    path = str(member.home.published).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{path}' AS member (READ_ONLY)")
    except duckdb.Error as reason:
        return replace(member, problem=f"读不了它的数据仓库：{_first_line(reason)}")
    try:
        connection.execute("BEGIN")
        for table in UNITED:
            _append(connection, table, member.institution_id)
        connection.execute("COMMIT")
        return member
    except duckdb.Error as reason:
        connection.execute("ROLLBACK")
        return replace(member, problem=f"它的表与别的单位合不到一起，多半由另一个版本的程序发布：{_first_line(reason)}")
    finally:
        connection.execute("DETACH member")


def _append(connection: duckdb.DuckDBPyConnection, table: str, institution_id: str) -> None:
    """Rows of one table; columns that only some versions of the program have are empty for the others."""
    theirs = _columns(connection, "member", table)
    ours = _columns(connection, _own(connection), table)
    if not ours:
        columns = ", ".join(f'"{name}" {kind}' for name, (kind, _) in theirs.items())
        connection.execute(f'CREATE TABLE main."{table}" ({KEY} VARCHAR NOT NULL, {columns})')
    for name, (kind, _) in theirs.items():
        if ours and name not in ours:
            connection.execute(f'ALTER TABLE main."{table}" ADD COLUMN "{name}" {kind}')
    connection.execute(
        f'INSERT INTO main."{table}" BY NAME SELECT $id AS {KEY}, * FROM member.main."{table}"', {"id": institution_id}
    )
    for name, (_, note) in theirs.items():
        if name not in ours and note:
            connection.execute(f'COMMENT ON COLUMN main."{table}"."{name}" IS {_text(note)}')
    if not ours:
        ((note,),) = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE database_name = 'member' AND table_name = $name", {"name": table}
        ).fetchall()
        connection.execute(f'COMMENT ON TABLE main."{table}" IS {_text(note or table)}')
        connection.execute(f'COMMENT ON COLUMN main."{table}".{KEY} IS {_text(KEY_NOTE)}')


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, tuple[str, str | None]]:
    """Column → type and note of a table of schema main; none where there is no such table."""
    return {
        name: (kind, note)
        for name, kind, note in connection.execute(
            """
            SELECT column_name, data_type, comment FROM duckdb_columns()
            WHERE database_name = $database AND schema_name = 'main' AND table_name = $table ORDER BY column_index
            """,
            {"database": database, "table": table},
        ).fetchall()
    }


def _own(connection: duckdb.DuckDBPyConnection) -> str:
    return connection.execute("SELECT current_database()").fetchall()[0][0]


def _institutions(connection: duckdb.DuckDBPyConnection, members: list[Member]) -> None:
    connection.execute("""
        CREATE TABLE dim_institution (institution_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, people BIGINT,
            folder VARCHAR NOT NULL, published_at TIMESTAMP, newest_month VARCHAR, is_demo BOOLEAN, problem VARCHAR)
    """)
    connection.executemany("INSERT INTO dim_institution VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(_rows(members)))


def _rows(members: list[Member]) -> Iterator[tuple]:
    for member in members:
        told = (None, None, None)
        if not member.problem:
            with duckdb.connect(str(member.home.published), read_only=True) as published:
                (told,) = published.execute("""
                    SELECT (SELECT max(published_at) FROM quality.runs),
                        (SELECT max(month) FROM rpt_metric_trend WHERE scope = 'institution' AND value IS NOT NULL),
                        coalesce((SELECT max(content) FROM quality.institution WHERE item = '演示数据') = '是', false)
                """).fetchall()
        folder = member.home.root.as_posix()
        yield member.institution_id, member.name, member.people, folder, *told, member.problem or None


def _figures(connection: duckdb.DuckDBPyConnection) -> None:
    known = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if set(UNITED) <= known:
        query = FIGURES.format(**{name: name for name in (*UNITED, *NOTES)})
        connection.execute(f"CREATE TABLE rpt_institution_figure AS {query} ORDER BY ALL")
    else:  # nobody could be taken
        connection.execute("""
            CREATE TABLE rpt_institution_figure (institution_id VARCHAR, metric_id VARCHAR, period_type VARCHAR,
                period VARCHAR, value DOUBLE, per_thousand DOUBLE, status VARCHAR, yoy_pct DOUBLE,
                is_comparable BOOLEAN, reason VARCHAR)
        """)


def _notes(connection: duckdb.DuckDBPyConnection) -> None:
    for table, (note, columns) in NOTES.items():
        connection.execute(f"COMMENT ON TABLE {table} IS {_text(note)}")
        for name, told in columns.items():
            connection.execute(f"COMMENT ON COLUMN {table}.{name} IS {_text(told)}")


def _first_line(reason: Exception) -> str:
    return str(reason).splitlines()[0]


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
