"""Rows of exports as a reader looks them up: file, sheet, row, what it adds; and whether they make up a figure."""

from itertools import groupby
from operator import itemgetter

from pipelines.commands.console import number
from pipelines.faults import one_line

# Copies of one file share its id; the one that was read gives the path.
PATHS = "SELECT file_id AS source_file_id, min(path) AS path FROM quality.files WHERE status = 'read' GROUP BY file_id"


def rows(connection, query: str, **parameters) -> list[dict]:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def print_sources(sources: list[dict]) -> None:
    """Files and sheets with their rows; neighbouring rows that add the same are named together."""
    for (path, sheet), group in groupby(sources, key=itemgetter("path", "source_sheet")):
        listed = list(group)
        place = one_line(f"{path}｜工作表 {sheet}" if sheet else path)
        print(f"  {place}：{len(listed)} 行，合计 {number(sum(r['value'] for r in listed))}")
        print(f"    {'；'.join(_runs(listed))}")


def _runs(listed: list[dict]) -> list[str]:
    # Rows one below the other keep the difference between their number and their place in the list.
    keyed = enumerate(listed)
    texts = []
    for (_, value), group in groupby(keyed, key=lambda p: (p[1]["source_row"] - p[0], p[1]["value"])):
        numbers = [row["source_row"] for _, row in group]
        if len(numbers) == 1:
            texts.append(f"第 {numbers[0]} 行 {number(value)}")
        else:
            texts.append(f"第 {numbers[0]}–{numbers[-1]} 行各 {number(value)}")
    return texts


def verdict(total: float, published: float | None, sum_of: str = "合计") -> str:
    """Whether what the rows make is what was published; ``sum_of`` says how the total came about."""
    shown = "没有" if published is None else number(published)
    if published is not None and abs(total - published) < 1e-6:
        return f"{sum_of} {number(total)} ＝ 发布的数字 {shown}"
    return f"{sum_of} {number(total)} ≠ 发布的数字 {shown}：出处对不上，请把这段文字发给维护人员"


def or_dash(value: float | None) -> str:
    return "—" if value is None else number(value)
