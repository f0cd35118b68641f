"""预览: what publishing would change, from a whole build that is not published; and what two versions differ in.

Run as a process of its own. ``python -m pipelines.desk.preview HOME MONTH [accept]`` prints what it is doing and, last,
the result as JSON; the build file it leaves is the one the next publication replaces. ``python -m
pipelines.desk.preview versions OLD NEW`` compares two published files.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from pipelines.desk.jobs import RESULT
from pipelines.desk.mending import moved
from pipelines.home import Home
from pipelines.landing.land import ingest, land, landed
from pipelines.reports.outputs import stale_months
from pipelines.warehouse.build import build
from pipelines.warehouse.lock import run_lock
from pipelines.warehouse.receipt import announce, code_version, history, new_run

SHOWN = 60
COMPARED = ("main.rpt_metric_trend", "quality.reconciliation", "main.fct_metric_source", "quality.files")


def preview(home: Home, month: str, accept_errors: bool) -> dict[str, Any]:
    """Build from what lies in ``raw/`` now and compare with what is published: errors (how many stop publishing) and,
    if it was built, what ``compare`` says and pages (months whose page would be written).

    moved: settled figures that would move, as ``mending.Moved``.
    """
    with run_lock(home):
        print("正在读取 raw 文件夹…")
        ingested = ingest(home, lambda text: print(f"  {text}"))
        land(home, ingested)
        errors = sum(f.severity == "error" for f in ingested.faults)
        if errors and not accept_errors:
            return {"errors": errors}
        print("正在建立数据仓库（不发布）…")
        run = new_run(landed(home), accept_errors, history(home))
        announce(home, run)
        build(home)
        print("正在与已发布的比较…")
        built = home.build / "tongbao.duckdb"
        pages = sorted({month, *stale_months(built, home.reports, code_version())}, reverse=True)
        return {"errors": errors, "pages": pages, **compare(home.published, built, month, run.run_id)}


def compare(old: Path, new: Path, month: str = "", run_id: str = "") -> dict[str, Any]:
    """What is otherwise in ``new`` than in ``old`` (which may not exist), at most ``SHOWN`` of a kind.

    headline: figures of the institution in ``month`` (name, unit, before, after). moved: settled figures that the run
    ``run_id`` tells to have changed. others: figures of other months that change beside them (month, metric, scope,
    before, after, files that came or went). checks: verdicts that turn.
    """
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(new)}' AS new (READ_ONLY)")
        if old.exists():
            connection.execute(f"ATTACH '{_quoted(old)}' AS old (READ_ONLY)")
        else:
            connection.execute("ATTACH ':memory:' AS old")
            for table in COMPARED:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS old.{table.partition('.')[0]}")
                connection.execute(f"CREATE TABLE old.{table} AS FROM new.{table} LIMIT 0")
        settled = moved(connection, "told.run_id = ?", [run_id], "new.") if run_id else []
        # Before the first publication every figure is new; that is told in a word.
        others = connection.execute(OTHERS, [month, run_id]).fetchall() if old.exists() else []
        return {
            "is_first": not old.exists(),
            "headline": connection.execute(HEADLINE, [month, month]).fetchall(),
            "moved": [asdict(m) | {"key": m.key} for m in settled[:SHOWN]],
            "moved_more": max(len(settled) - SHOWN, 0),
            "others": others[:SHOWN],
            "others_more": max(len(others) - SHOWN, 0),
            "checks": connection.execute(CHECKS).fetchall(),
        }


def compare_versions(old: Path, new: Path) -> dict[str, Any]:
    """Two published files: runs (their receipts), files (path, what became of it), and ``compare``."""
    found = compare(old, new)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(new)}' AS new (READ_ONLY)")
        connection.execute(f"ATTACH '{_quoted(old)}' AS old (READ_ONLY)")
        runs = [connection.execute(RUN.format(schema=schema)).fetchone() for schema in ("old", "new")]
        return found | {"runs": runs, "files": connection.execute(FILES).fetchall()}


HEADLINE = """
    SELECT metrics.name, metrics.unit, old.value, new.value
    FROM (FROM new.rpt_metric_trend WHERE scope = 'institution' AND month = ?) AS new
    FULL JOIN (FROM old.rpt_metric_trend WHERE scope = 'institution' AND month = ?) AS old USING (metric_id)
    JOIN new.dim_metric AS metrics ON metrics.metric_id = coalesce(new.metric_id, old.metric_id)
    WHERE metrics.is_headline AND (new.value IS NOT NULL OR old.value IS NOT NULL)
    ORDER BY metrics.display_order
"""
# Figures of the whole and of accounts: those of departments move with them.
OTHERS = """
    WITH
    of_new AS (SELECT DISTINCT month, metric_id, source_file_id FROM new.fct_metric_source),
    of_old AS (SELECT DISTINCT month, metric_id, source_file_id FROM old.fct_metric_source),
    files AS (
        SELECT month, metric_id, array_to_string(list_sort(list(DISTINCT path))[:3], '、') AS paths
        FROM ((FROM of_new EXCEPT FROM of_old) UNION (FROM of_old EXCEPT FROM of_new)) AS otherwise
        JOIN (
            SELECT file_id, path FROM new.quality.files UNION SELECT file_id, path FROM old.quality.files
        ) AS known ON known.file_id = otherwise.source_file_id
        GROUP BY ALL
    )
    SELECT month, metrics.name, coalesce(new.scope_name, old.scope_name, ''), old.value, new.value,
        coalesce(files.paths, '')
    FROM new.rpt_metric_trend AS new
    FULL JOIN old.rpt_metric_trend AS old USING (month, metric_id, scope, scope_id)
    JOIN new.dim_metric AS metrics USING (metric_id)
    LEFT JOIN files USING (month, metric_id)
    WHERE scope IN ('institution', 'account') AND month <> $1 AND new.value IS DISTINCT FROM old.value
        AND NOT (coalesce(new.value, 0) = 0 AND coalesce(old.value, 0) = 0)
        AND (month, metric_id, scope, scope_id) NOT IN (
            SELECT (month, metric_id, scope, scope_id) FROM new.quality.restatements WHERE run_id = $2)
    ORDER BY month DESC, metrics.display_order, scope DESC
"""
CHECKS = f"""
    SELECT new.month, coalesce(new.explanation, new.check_id), coalesce(old.status, '没有'), new.status
    FROM new.quality.reconciliation AS new
    LEFT JOIN old.quality.reconciliation AS old USING (month, check_id, subject)
    WHERE old.status IS NOT NULL AND new.status IS DISTINCT FROM old.status
    ORDER BY new.month DESC, new.check_id LIMIT {SHOWN}
"""
RUN = """
    SELECT run_id, cast(published_at AS VARCHAR), files, errors, warnings, accepted_errors
    FROM {schema}.quality.runs ORDER BY published_at DESC LIMIT 1
"""
FILES = f"""
    SELECT path, CASE WHEN old.sha256 IS NULL THEN '新放的' WHEN new.sha256 IS NULL THEN '移走的' ELSE '换过内容的' END
    FROM (SELECT DISTINCT path, sha256 FROM new.quality.files) AS new
    FULL JOIN (SELECT DISTINCT path, sha256 FROM old.quality.files) AS old USING (path)
    WHERE new.sha256 IS DISTINCT FROM old.sha256 ORDER BY path LIMIT {SHOWN}
"""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def main() -> None:
    first, second, *more = sys.argv[1:]
    try:
        if first == "versions":
            result = compare_versions(Path(second), Path(more[0]))
        else:
            result = preview(Home(Path(first)), second, bool(more))
    except Exception as reason:
        from pipelines.commands.failure import explain

        sys.exit(explain(reason, verbose=False))
    print(RESULT + json.dumps(result, ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
