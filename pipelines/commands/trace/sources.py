"""Rows of exports as a reader looks them up: file, sheet, row, what it adds; and whether they make up a figure."""

import re
from itertools import groupby
from operator import itemgetter

from pipelines.commands.console import number
from pipelines.commands.usage import OtherVersion
from pipelines.faults import one_line

# Copies of one file share its id; the one that was read gives the path.
PATHS = "SELECT file_id AS source_file_id, min(path) AS path FROM quality.files WHERE status = 'read' GROUP BY file_id"
PLACE = "path, source_sheet, source_row"
# Which departments' and accounts' rows make up a scope; the same words as the scopes of rpt_metric_trend.
MEMBERS = {
    "institution": "true",
    "channel": "account_id IN (SELECT account_id FROM fct_metric_month WHERE channel_id = $scope_id)",
    "account": "account_id = $scope_id",
    "department": "department_id = $scope_id",
    "department_now": """department_id IN
        (SELECT department_id FROM bridge_department_succession WHERE department_now_id = $scope_id)""",
    "department_tree": """department_id IN (
        SELECT department_id FROM bridge_department_tree JOIN dim_month ON month_end BETWEEN valid_from AND valid_to
        WHERE ancestor_id = $scope_id AND month = $month)""",
    "department_type": """department_id IN (
        SELECT department_id FROM dim_department JOIN dim_month ON valid_from <= month_end AND valid_to >= month_start
        WHERE in_roster AND month = $month
        QUALIFY row_number() OVER (PARTITION BY department_id ORDER BY valid_from DESC) = 1 AND type = $scope_id)""",
}


class Row(dict):
    """A row by column name; a column that is not there is one of another version."""

    def __missing__(self, column: str):
        raise OtherVersion(column)


def rows(connection, query: str, **values) -> list[dict]:
    """Rows by column name. Of ``values`` those are used that the query names: the engine refuses any other."""
    named = set(re.findall(r"\$(\w+)", query))
    cursor = connection.execute(query, {name: value for name, value in values.items() if name in named})
    names = [column[0] for column in cursor.description]
    return [Row(zip(names, values, strict=True)) for values in cursor.fetchall()]


def metric_of(connection, metric_id: str) -> dict:
    (metric,) = rows(connection, "SELECT * FROM dim_metric WHERE metric_id = $metric_id", metric_id=metric_id)
    return metric


def figure_rows(connection, metric_id: str, scope: str, scope_id: str, months: list[str]) -> list[dict]:
    """The rows that a metric of some months is made of, a correction among them; what is counted from whole logs has no
    path."""
    query = f"""
        SELECT {PLACE}, sum(value) AS value
        FROM (
            SELECT metric_id, month, department_id, account_id, {PLACE}, value
            FROM fct_metric_source LEFT JOIN ({PATHS}) USING (source_file_id)
            UNION ALL
            SELECT metric_id, month, department_id, account_id, source_file, '', source_row, new_value - exported_value
            FROM quality.corrections WHERE state = 'applied'
        )
        WHERE metric_id = $metric_id AND month = $month AND {MEMBERS[scope]}
        GROUP BY ALL ORDER BY ALL
    """
    return [
        row for month in months for row in rows(connection, query, metric_id=metric_id, month=month, scope_id=scope_id)
    ]


def files_of(connection, dataset: str, month: str) -> list[str]:
    """The files of a dataset that reach into a month; a reference table reaches into all."""
    found = rows(
        connection,
        """
        SELECT DISTINCT path FROM quality.files
        WHERE dataset = $dataset AND status = 'read'
        AND coalesce($month BETWEEN strftime(coalesce(period_start, first_date), '%Y-%m')
            AND strftime(coalesce(period_end, last_date), '%Y-%m'), starts_with(dataset, 'ref_'))
        ORDER BY path
        """,
        dataset=dataset,
        month=month,
    )
    return [one_line(row["path"]) for row in found]


def print_sources(sources: list[dict]) -> None:
    """Files and sheets with their rows; neighbouring rows that add the same are named together."""
    for (path, sheet), group in groupby(sources, key=itemgetter("path", "source_sheet")):
        listed = list(group)
        print(f"  {place(path, sheet)}：{len(listed)} 行，合计 {number(sum(r['value'] for r in listed))}")
        print(f"    {'；'.join(_runs(listed))}")


def print_rows(found: list[dict]) -> float:
    """Prints rows of exports; what is counted from whole logs has no row of its own. Returns what they add up to."""
    print_sources([r for r in found if r["path"]])
    counted = sum(r["value"] for r in found if not r["path"])
    if counted:
        print(f"  服务器日志的全部行：合计 {number(counted)}")
    return sum(r["value"] for r in found)


def print_metric(connection, metric: dict, scope: str, scope_id: str, months: list[str]) -> float:
    """Prints the rows of a metric over some months, of a stock those of the last one. Returns what they add up to."""
    counting = months[-1:] if metric["additivity"] == "semi" else months
    return print_rows(figure_rows(connection, metric["metric_id"], scope, scope_id, counting))


def print_total(totals: list[float], published: float, scale: float = 1) -> None:
    """The verdict on a figure, or on a rate whose two parts were added up."""
    if len(totals) == 2 and totals[1]:
        print(f"  {quotient(*totals, published, scale)}")
    elif len(totals) == 1:
        print(f"  {verdict(*totals, published)}")


def place(path: str, sheet: str | None) -> str:
    """A file and, where it has any, its sheet."""
    return one_line(f"{path}｜工作表 {sheet}" if sheet else path)


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


def quotient(part: float, whole: float, published: float | None, scale: float = 1) -> str:
    """The verdict on a rate: its two parts, and what they are multiplied by."""
    times = f" × {number(scale)}" if scale != 1 else ""
    return verdict(part / whole * scale, published, f"{number(part)} ÷ {number(whole)}{times} ＝")


def or_dash(value: float | None) -> str:
    return "—" if value is None else number(value)
