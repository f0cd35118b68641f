"""``institutions.html``: the institutions of a group side by side, in the newest periods that can be compared.

A figure leads to the page of its institution, where it is proven down to file and row.
"""

from itertools import groupby
from pathlib import Path

from pipelines import labels
from pipelines.reports import format as fmt
from pipelines.reports import site
from pipelines.reports.read import Rows, has_table, open_database, rows

PAGE = "institutions.html"
TITLE = "各单位比较"
# Shown where the group can be compared in one; the rest is in the file.
PERIOD_TYPES = {"month": "月份", "quarter": "季度", "year": "全年", "academic_year": "学年"}
REASON = fmt.REASON | labels.names("group_reason")


def write(database: Path, reports: Path) -> Path:
    """Write the page of a group's file below ``reports``."""
    with open_database(database) as connection:
        members = _members(connection)
        names = "、".join(m["name"] for m in members if not m["problem"])
        context = {
            "title": TITLE,
            "institution": {
                "name": f"{len(members)} 个单位",
                "authority": None,
                "is_demo": any(m["is_demo"] for m in members),
            },
            "run": None,
            "issues": [],
            "members": members,
            "names": names,
            "sections": [_section(connection, kind, name) for kind, name in PERIOD_TYPES.items()],
            "reasons": REASON,
        }
    return site.write_page(reports / PAGE, "institutions.html", "", context)


def _members(connection) -> Rows:
    found = rows(connection, "SELECT * FROM dim_institution ORDER BY problem IS NOT NULL, institution_id")
    return [row | {"page": (Path(row["folder"]) / "reports" / "index.html").as_uri()} for row in found]


def _section(connection, period_type: str, name: str) -> dict:
    """The newest period of a kind in which headline figures of two institutions can be compared: a table a metric."""
    if not has_table(connection, "main", "dim_metric"):  # nobody could be taken
        return {"name": name, "kind": period_type, "period": "", "tables": []}
    found = rows(
        connection,
        """
        SELECT figure.*, institution.name AS institution_name, institution.folder, metric.name AS metric_name,
            metric.unit, count(DISTINCT institution_id) OVER (PARTITION BY institution.name) > 1 AS has_namesake
        FROM rpt_institution_figure AS figure
        JOIN dim_institution AS institution USING (institution_id)
        JOIN (
            SELECT metric_id, min(name) AS name, min(unit) AS unit, min(display_order) AS display_order
            FROM dim_metric WHERE is_headline GROUP BY metric_id
        ) AS metric USING (metric_id)
        WHERE period_type = $period_type AND period = (
            SELECT max(period) FROM rpt_institution_figure AS newest
            WHERE newest.period_type = $period_type AND is_comparable
                AND metric_id IN (SELECT metric_id FROM dim_metric WHERE is_headline)
        )
        ORDER BY metric.display_order, metric_id, institution_id
        """,
        period_type=period_type,
    )
    tables = [_table(list(group)) for _, group in groupby(found, key=lambda row: row["metric_id"])]
    return {
        "name": name,
        "kind": period_type,
        "period": _period_name(found[0]) if found else "",
        "tables": [table for table in tables if table["rows"] or table["others"]],
    }


def _table(listed: Rows) -> dict:
    """Those that can be compared, the largest per head first, each with its bar; the others with the reason."""
    usable = [row for row in listed if row["is_comparable"]]
    by_head = bool(usable) and all(row["per_thousand"] is not None for row in usable)
    measure = "per_thousand" if by_head else "value"
    largest = max((abs(row[measure]) for row in usable), default=0) or 1
    for row in listed:
        row["share"] = round(abs(row[measure]) / largest, 3) if row["is_comparable"] else 0
        row["page"] = _page(row)
    return {
        "metric_id": listed[0]["metric_id"],
        "name": listed[0]["metric_name"],
        "unit": listed[0]["unit"],
        "by_head": by_head,
        "has_heads": any(row["per_thousand"] is not None for row in usable),
        "rows": sorted(usable, key=lambda row: -row[measure]),
        "others": [row for row in listed if not row["is_comparable"] and row["status"] != "not_started"],
    }


def _page(row: dict) -> str:
    """Where the institution itself tells the figure and what it is made of."""
    folder = Path(row["folder"]) / "reports"
    period = row["period"]
    name = f"months/{period}.html" if row["period_type"] == "month" else f"years/{period[:4]}.html"
    return (folder / name).as_uri()


def _period_name(row: dict) -> str:
    period = row["period"]
    if row["period_type"] == "month":
        return fmt.month_name(period)
    return {"quarter": f"{period[:4]}年{fmt.period_name(period)}", "year": f"{period}年"}.get(
        row["period_type"], fmt.period_name(period)
    )
