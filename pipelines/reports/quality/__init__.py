"""Whether the data came and agrees: what the first page only points to. ``page`` is the only entrance."""

from pathlib import Path

from pipelines.reports import read
from pipelines.reports.groups import by

# So many publications back the page tells what became of the checks, and so many changes of each.
PUBLICATIONS_SHOWN = 3
CHANGES_SHOWN = 12
# So many failing checks it lists, of the newest months first.
FAILING_SHOWN = 20


def page(connection, newest: str, out: Path) -> dict:
    """What ``quality.html`` shows."""
    coverage = read.coverage_matrix(connection, newest)
    failing = read.failing_checks(connection)
    return {
        "title": "数据是否到齐、核对结果",
        "newest": newest,
        "coverage_months": [
            {"month": month, "year": month[:4], "number": int(month[5:])}
            for month in dict.fromkeys(row["month"] for row in coverage)
        ],
        "coverage": {key: {row["month"]: row for row in rows} for key, rows in by(coverage, "dataset").items()},
        "publications": read.publications(connection, PUBLICATIONS_SHOWN),
        "CHANGES_SHOWN": CHANGES_SHOWN,
        "failing": failing[:FAILING_SHOWN],
        "failing_left": len(failing[FAILING_SHOWN:]),
        "issues": read.all_issues(connection),
    }
