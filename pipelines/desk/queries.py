"""提问: the worked queries of docs/queries.md as questions with blanks to fill in, and queries of one's own.

Nothing is rewritten but texts in quotes: the months of a worked query, and what its line 可改 names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import duckdb

from pipelines.errors import WrongUse
from pipelines.home import REPOSITORY
from pipelines.months import shift

PAGE_ROWS = 200
# What a worksheet holds below its header.
MOST_ROWS = 1_048_575
WORKED = re.compile(r"^### (\d+)\. (.+?)\n.*?```sql\n(.*?)```(.*?)(?=^#|\Z)", re.DOTALL | re.MULTILINE)
MONTH = re.compile(r"'(\d{4}-\d{2})'")
KINDS = {"指标": "metric_id", "部门": "department_id"}


@dataclass(frozen=True)
class Blank:
    """One thing of a query that may be another. kind: ``月份``, ``指标`` or ``部门``. given: what stands there now."""

    name: str
    kind: str
    label: str
    given: str


@dataclass(frozen=True)
class Worked:
    number: int
    title: str
    query: str
    note: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Answer:
    """columns and rows of a result; is_cut: there are more rows than were asked for."""

    columns: list[str]
    rows: list[tuple]
    is_cut: bool


@cache
def worked() -> tuple[Worked, ...]:
    """The worked queries in their order."""
    text = (REPOSITORY / "docs" / "queries.md").read_text(encoding="utf-8")
    return tuple(_worked(int(n), title, query, below) for n, title, query, below in WORKED.findall(text))


def _worked(number: int, title: str, query: str, below: str) -> Worked:
    months = sorted(set(MONTH.findall(query)))
    # Of three and more the last one is asked for; the others keep their distance.
    labels = {0: [], 1: ["月份"], 2: ["从", "到"]}.get(len(months), ["最后一个月"])
    asked = months[-len(labels) :] if labels else []
    blanks = [Blank(f"month{i}", "月份", label, m) for i, (label, m) in enumerate(zip(labels, asked, strict=True))]
    changeable = re.search(r"^可改：(.+?)。", below, re.MULTILINE)
    for kind in changeable[1].split("、") if changeable else ():
        if given := re.search(rf"\b{KINDS[kind]} = '([^']+)'", query):
            blanks.append(Blank(KINDS[kind], kind, kind, given[1]))
    paragraphs = [p for p in below.strip().split("\n\n") if p and not p.startswith(("结果：", "可改："))]
    note = " ".join(paragraphs).replace("\n", "").replace("`", "")
    return Worked(number, title, query.strip(), note, tuple(blanks))


def as_of(query: Worked, newest: str) -> Worked:
    """The same with its months moved so that the last of them is the newest there is."""
    given = [b.given for b in query.blanks if b.kind == "月份"]
    if not given or not newest:
        return query
    by = _months_between(max(given), newest)
    return replace(
        query, blanks=tuple(replace(b, given=shift(b.given, by)) if b.kind == "月份" else b for b in query.blanks)
    )


def filled(query: Worked, defaults: dict[str, str], answers: dict[str, str], choices: dict[str, dict[str, str]]) -> str:
    """The SQL of a worked query with other texts in its blanks.

    defaults: blank → text; answers: the same as a person chose it, used where it is one of the choices of its kind
    (kind → value → label).
    """
    chosen = {b.name: a if (a := answers.get(b.name)) in choices[b.kind] else defaults[b.name] for b in query.blanks}
    texts = {f"'{b.given}'": f"'{_quoted(chosen[b.name])}'" for b in query.blanks}
    asked = [b for b in query.blanks if b.kind == "月份"]
    for month in set(MONTH.findall(query.query)) if asked else ():
        texts.setdefault(f"'{month}'", f"'{shift(month, _months_between(asked[-1].given, chosen[asked[-1].name]))}'")
    if not texts:
        return query.query
    return re.sub("|".join(map(re.escape, texts)), lambda found: texts[found[0]], query.query)


def ask(connection: duckdb.DuckDBPyConnection, query: str, rows: int = PAGE_ROWS) -> Answer:
    """What one SELECT returns.

    Raises:
        WrongUse: it is no query, more than one, or wrong; the message says what the engine said.
    """
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type not in READS:
            raise WrongUse("只能查询，不能修改。请写一条 SELECT 语句。")
        cursor = connection.execute(statements[0])
        columns = [column[0] for column in cursor.description]
        found = cursor.fetchmany(rows + 1)
    except duckdb.InterruptException:
        raise
    except duckdb.Error as reason:
        raise WrongUse(f"查询写得不对：{reason}") from reason
    return Answer(columns, found[:rows], len(found) > rows)


READS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def shown(rows: Sequence[tuple]) -> list[list[tuple[str, bool]]]:
    """Cells as (text, is a number); what is missing is an empty text."""
    return [[_cell(value) for value in row] for row in rows]


def numbers(cells: Sequence[Sequence[tuple[str, bool]]]) -> list[bool]:
    """Per column of ``shown``, whether numbers stand in it: their header stands above them on the right."""
    return [any(is_number for _, is_number in column) for column in zip(*cells, strict=True)]


def _cell(value: object) -> tuple[str, bool]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("是" if value else "否"), False
    return (f"{value:.12g}" if isinstance(value, float) else str(value)), is_number


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _months_between(first: str, last: str) -> int:
    years = int(last[:4]) - int(first[:4])
    return 12 * years + int(last[5:]) - int(first[5:])
