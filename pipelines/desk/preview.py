"""预览: what publishing would change, from a whole build that is not published.

Run as a process of its own: ``python -m pipelines.desk.preview HOME MONTH [accept]`` prints what it is doing and, last,
the result as JSON. The build file it leaves is the one the next publication replaces.
"""

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from pipelines.desk.jobs import RESULT
from pipelines.home import Home
from pipelines.landing.land import ingest, land, landed
from pipelines.warehouse.build import build
from pipelines.warehouse.lock import run_lock
from pipelines.warehouse.receipt import announce, history, new_run

MOVED_SHOWN = 60


def preview(home: Home, month: str, accept_errors: bool) -> dict[str, Any]:
    """Build from what lies in ``raw/`` now and compare with what is published: errors (how many stop publishing),
    headline, moved, checks and months (see ``compare``)."""
    with run_lock(home):
        print("正在读取 raw 文件夹…")
        ingested = ingest(home)
        land(home, ingested)
        errors = sum(f.severity == "error" for f in ingested.faults)
        if errors and not accept_errors:
            return {"errors": errors}
        print("正在建立数据仓库（不发布）…")
        run = new_run(landed(home), accept_errors, history(home))
        announce(home, run)
        build(home)
        return {"errors": errors, **compare(home, month, run.run_id)}


def compare(home: Home, month: str, run_id: str) -> dict[str, Any]:
    """The unpublished build against the published file.

    headline: figures of the institution in ``month`` (name, unit, before, after). moved: settled figures of past months
    that change, with the file behind it. checks: verdicts that turn. months: months with a figure that changes.
    """
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(home.build / 'tongbao.duckdb')}' AS new (READ_ONLY)")
        if home.published.exists():
            connection.execute(f"ATTACH '{_quoted(home.published)}' AS old (READ_ONLY)")
        else:
            connection.execute("ATTACH ':memory:' AS old")
            for table in ("main.rpt_metric_trend", "quality.reconciliation", "main.fct_metric_month"):
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS old.{table.partition('.')[0]}")
                connection.execute(f"CREATE TABLE old.{table} AS FROM new.{table} LIMIT 0")
        headline = connection.execute(HEADLINE, [month, month]).fetchall()
        moved = connection.execute(MOVED, [run_id]).fetchall()
        checks = connection.execute(CHECKS).fetchall()
        months = connection.execute(MONTHS).fetchall()
    return {
        "headline": [[name, unit, old, new] for name, unit, old, new in headline],
        "moved": moved[:MOVED_SHOWN],
        "moved_more": max(len(moved) - MOVED_SHOWN, 0),
        "checks": checks,
        "months": months,
    }


HEADLINE = """
    SELECT metrics.name, metrics.unit, old.value, new.value
    FROM (FROM new.rpt_metric_trend WHERE scope = 'institution' AND month = ?) AS new
    FULL JOIN (FROM old.rpt_metric_trend WHERE scope = 'institution' AND month = ?) AS old USING (metric_id)
    JOIN new.dim_metric AS metrics ON metrics.metric_id = coalesce(new.metric_id, old.metric_id)
    WHERE metrics.is_headline AND (new.value IS NOT NULL OR old.value IS NOT NULL)
    ORDER BY metrics.display_order
"""
MOVED = """
    SELECT told.month, coalesce(metrics.name, told.metric_id), told.scope_name, told.old_value, told.new_value,
        coalesce(told.source_file, ''), coalesce(told.reason, '')
    FROM new.quality.restatements AS told
    LEFT JOIN new.dim_metric AS metrics USING (metric_id)
    WHERE told.run_id = ? ORDER BY told.needs_reason DESC, told.month, 2, told.scope_name
"""
CHECKS = """
    SELECT new.month, coalesce(new.explanation, new.check_id), coalesce(old.status, '没有'), new.status
    FROM new.quality.reconciliation AS new
    LEFT JOIN old.quality.reconciliation AS old USING (month, check_id, subject)
    WHERE old.status IS NOT NULL AND new.status IS DISTINCT FROM old.status
    ORDER BY new.month DESC, new.check_id LIMIT 60
"""
MONTHS = """
    WITH changed AS (
        (SELECT month, metric_id, department_id, account_id, value FROM new.fct_metric_month
         EXCEPT ALL SELECT month, metric_id, department_id, account_id, value FROM old.fct_metric_month)
        UNION ALL
        (SELECT month, metric_id, department_id, account_id, value FROM old.fct_metric_month
         EXCEPT ALL SELECT month, metric_id, department_id, account_id, value FROM new.fct_metric_month)
    )
    SELECT month, count(DISTINCT (metric_id, department_id, account_id)) FROM changed GROUP BY month ORDER BY month DESC
"""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def main() -> None:
    root, month, *accept = sys.argv[1:]
    try:
        result = preview(Home(Path(root)), month, bool(accept))
    except Exception as reason:
        from pipelines.commands.failure import explain

        sys.exit(explain(reason, verbose=False))
    print(RESULT + json.dumps(result, ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
