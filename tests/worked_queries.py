"""The worked queries of a page of docs/: what each must return is said below it."""

import re
from typing import NamedTuple

from pipelines.home import REPOSITORY


class Worked(NamedTuple):
    """grain: columns that make a row; both it and ``columns`` parted by 、."""

    number: str
    title: str
    query: str
    grain: str
    columns: str


def worked(text: str) -> list[Worked]:
    pattern = r"^### (\d+)\. (.+?)\n.*?```sql\n(.*?)```\s+结果：一行一个（(.+?)）；列：(.+?)。"
    return [Worked(*found) for found in re.findall(pattern, text, re.DOTALL | re.MULTILINE)]


def page(name: str) -> str:
    return (REPOSITORY / "docs" / name).read_text(encoding="utf-8")


def returns_what_is_said(warehouse, example: Worked) -> None:
    cursor = warehouse.execute(example.query)
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    assert names == example.columns.split("、")
    assert rows
    keys = [tuple(row[names.index(name)] for name in example.grain.split("、")) for row in rows]
    assert len(set(keys)) == len(keys)
