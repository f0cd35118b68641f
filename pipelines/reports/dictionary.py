"""The data dictionary: one page about every published table, made from the comments in the published file itself.

Belongs here: reading the catalogue, and drawing how tables hang together. What a table means is said in its comment.
"""

from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup, escape

from pipelines.reports import read, site
from pipelines.reports.groups import by

PAGE = "dictionary.html"
GROUPS = (
    ("dim_", "维表", "谁、什么、何时：名称和它们的有效期"),
    ("bridge_", "桥表", "多对多的关系"),
    ("fct_", "事实表", "发生了什么，一行一件"),
    ("rpt_", "报表", "已经算好的比较"),
    ("bulletin.", "通报表", "领导看惯的那几张表，表头照印"),
    ("quality.", "质量表", "文件、问题、是否到齐、核对、出处"),
)
TYPES = {
    "VARCHAR": "文本",
    "BIGINT": "整数",
    "INTEGER": "整数",
    "DOUBLE": "小数",
    "DATE": "日期",
    "TIMESTAMP": "时间",
    "BOOLEAN": "是否",
}
ADDITIVITY = {"additive": "可相加", "semi": "存量：取末月，不相加", "non": "不可相加"}
DIRECTION = {"up": "越多越好", "down": "越少越好"}
# Space for one Chinese or two Latin characters in the diagrams, and the height of a line, in pixels.
EM, LINE = 13, 24


@dataclass
class Table:
    """A published table. ``name`` is what a query writes: with its schema, unless that is main."""

    name: str
    comment: str
    rows: int
    columns: list[dict] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.comment.partition("\n")[0]

    @property
    def label(self) -> str:
        """What the table holds, in a word; the rest of the title says of what a row is."""
        return self.title.partition("：")[0]

    @property
    def notes(self) -> list[str]:
        return self.comment.split("\n")[1:]

    @property
    def parents(self) -> dict[str, list[str]]:
        """Table pointed to → columns that point there."""
        found: dict[str, list[str]] = {}
        for column in self.columns:
            if column["parent"]:
                found.setdefault(column["parent"], []).append(column["column_name"])
        return found


def publish_dictionary(database: Path, out: Path) -> Path:
    """Write ``out/dictionary.html`` from the catalogue of the published file; returns the path."""
    with read.open_database(database) as connection:
        tables = catalogue(connection)
        page = {
            "title": "数据字典",
            "institution": read.institution(connection),
            "run": read.last_run(connection),
            "issues": read.all_issues(connection),
            "groups": _groups(tables),
            "matrix": matrix(tables),
            "star": star,
            "types": TYPES,
            "ids": ids(connection),
            "metrics": by(_metrics(connection), "channel_name"),
            "additivity": ADDITIVITY,
            "direction": DIRECTION,
        }
    return site.write_page(Path(out) / PAGE, PAGE, "", page)


def _metrics(connection) -> list[dict]:
    return read.rows(
        connection,
        """
                SELECT metric.metric_id, metric.name, metric.unit, metric.channel_id, metric.additivity,
                    metric.direction, metric.definition, metric.synonyms, metric.start_month, metric.redefined,
                    coalesce(channel.name, metric.channel_id, '其他') AS channel_name
                FROM dim_metric AS metric LEFT JOIN dim_channel AS channel USING (channel_id)
                ORDER BY channel.display_order NULLS LAST, channel_name, metric.display_order
                """,
    )


# What goes by an id: the table, its id, and what puts the last name first.
NAMED = {
    "部门": ("dim_department", "department_id", "valid_from DESC"),
    "账号和网站": ("dim_account", "account_id", "applies_to DESC"),
    "党组织": ("dim_party_org", "party_org_id", "valid_from DESC"),
}


def ids(connection) -> dict[str, list[dict]]:
    """Kind → ``id`` and last ``name`` of everything of that kind."""
    return {
        kind: read.rows(
            connection,
            f"""
            SELECT {column} AS id, name FROM {table}
            QUALIFY row_number() OVER (PARTITION BY {column} ORDER BY {latest_first} NULLS LAST) = 1
            ORDER BY id
            """,
        )
        for kind, (table, column, latest_first) in NAMED.items()
        if read.has_table(connection, "main", table)
    }


def catalogue(connection) -> list[Table]:
    """Every table of the published file with its columns, comments and the tables its columns point to."""
    tables = {
        (row["schema_name"], row["table_name"]): Table(_name(row), row["comment"] or "", row["estimated_size"])
        for row in read.rows(
            connection,
            """
            SELECT schema_name, table_name, comment, estimated_size FROM duckdb_tables() WHERE NOT internal
            ORDER BY schema_name, table_name
            """,
        )
    }
    # A file published by an earlier version does not tell its keys.
    keys = "quality.keys" if ("quality", "keys") in tables else "(SELECT NULL, NULL, NULL, NULL, NULL)"
    for column in read.rows(
        connection,
        f"""
        SELECT columns.schema_name, columns.table_name, columns.column_name, columns.data_type, columns.comment,
            CASE WHEN keys.parent_schema = 'main' THEN keys.parent_table
                ELSE keys.parent_schema || '.' || keys.parent_table END AS parent,
            keys.note
        FROM duckdb_columns() AS columns
        LEFT JOIN {keys} AS keys (column_name, parent_schema, parent_table, parent_column, note)
            ON keys.column_name = columns.column_name
            AND (keys.parent_schema, keys.parent_table) <> (columns.schema_name, columns.table_name)
        WHERE NOT columns.internal
        ORDER BY columns.schema_name, columns.table_name, columns.column_index
        """,
    ):
        tables[column["schema_name"], column["table_name"]].columns.append(column)
    return list(tables.values())


def _name(row: dict) -> str:
    return row["table_name"] if row["schema_name"] == "main" else f"{row['schema_name']}.{row['table_name']}"


def _groups(tables: list[Table]) -> list[dict]:
    found = [
        {"name": name, "about": about, "tables": [t for t in tables if t.name.startswith(prefix)]}
        for prefix, name, about in GROUPS
    ]
    return [group for group in found if group["tables"]]


def matrix(tables: list[Table]) -> Markup:
    """Which facts share which dimensions: a row a fact, a column a dimension, a dot where they meet."""
    facts = [t for t in tables if t.name.startswith(("fct_", "rpt_"))]
    shown = {parent for fact in facts for parent in fact.parents if parent.startswith("dim_")}
    dimensions = [t for t in tables if t.name in shown]
    left = max((_width(t.name) for t in facts), default=0) + 20
    top = max((_width(t.name) for t in dimensions), default=0) + 16
    step = 46
    right = left + step * len(dimensions) + 10
    parts = []
    for i, dimension in enumerate(dimensions):
        x = left + step * i + step // 2
        parts.append(
            f'<line class="grid" x1="{x}" y1="{top}" x2="{x}" y2="{top + LINE * len(facts)}"/>'
            f'<a href="#{escape(dimension.name)}"><text transform="translate({x + 4},{top - 8}) rotate(-90)">'
            f"{escape(dimension.name)}</text></a>"
        )
    for j, fact in enumerate(facts):
        y = top + LINE * j + LINE // 2
        met = [left + step * i + step // 2 for i, d in enumerate(dimensions) if d.name in fact.parents]
        parts.append(
            f'<g class="fact"><a href="#{escape(fact.name)}"><text x="0" y="{y + 4}">{escape(fact.name)}</text></a>'
        )
        if met:
            parts.append(f'<line x1="{left}" y1="{y}" x2="{met[-1]}" y2="{y}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="5"/>' for x in met]
        parts.append(f'<text class="key" x="{right}" y="{y + 4}">{escape(fact.label)}</text></g>')
    size = (right + max((_width(fact.label) for fact in facts), default=0), top + LINE * len(facts))
    return _svg("各事实表用到哪些维表", size, parts)


def star(table: Table) -> Markup:
    """One table in the middle and every table its columns point to, the columns written on the lines."""
    parents = table.parents
    if not parents:
        return Markup("")
    labels = {parent: "、".join(columns) for parent, columns in parents.items()}
    own = _width(table.name) + 20
    gap = max(map(_width, labels.values())) + 40
    right = max(map(_width, parents)) + 20
    height = (LINE + 8) * len(parents)
    middle = height // 2
    parts = [_box(0, middle, own, table.name, "fact")]
    for i, (parent, label) in enumerate(labels.items()):
        y = (LINE + 8) * i + (LINE + 8) // 2
        x = own + gap
        parts.append(f'<path d="M{own},{middle} C{own + 24},{middle} {own + 8},{y} {own + 36},{y} L{x},{y}"/>')
        parts.append(f'<text class="key" x="{x - 6}" y="{y - 4}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<a href="#{escape(parent)}">{_box(x, y, right, parent, "parent")}</a>')
    return _svg(f"{table.name} 指向的表", (own + gap + right, height), parts)


def _box(x: int, y: int, width: int, name: str, kind: str) -> str:
    return (
        f'<g class="{kind}"><rect x="{x + 1}" y="{y - LINE // 2}" width="{width - 2}" height="{LINE}" rx="3"/>'
        f'<text x="{x + width // 2}" y="{y + 4}" text-anchor="middle">{escape(name)}</text></g>'
    )


def _svg(title: str, size: tuple[int, int], parts: list[str]) -> Markup:
    width, height = size
    return Markup(
        f'<svg class="diagram" role="group" aria-label="{escape(title)}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _width(text: str) -> int:
    return sum(EM if ord(c) > 0x2E80 else EM * 6 // 10 for c in text)
