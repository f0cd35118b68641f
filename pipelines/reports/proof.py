"""Evidence in the page: what ``tongbao trace`` tells of a figure, with the text of each row, ready to unfold.

Everything comes from ``lineage``; here it is only given a place, a title and the titles of articles.
"""

from dataclasses import replace

from pipelines.lineage.evidence import Evidence
from pipelines.lineage.figure import figures_evidence
from pipelines.lineage.selection import Figure
from pipelines.lineage.tables import printed_evidence, printed_sources
from pipelines.monthly import monthly, once
from pipelines.reports import format as fmt
from pipelines.reports import read
from pipelines.reports.story.words import counted, place_of

# Facts whose rows have a text of their own, and the column that holds it.
TEXTS = {
    "fct_web_article": "title",
    "fct_wechat_article": "title",
    "fct_social_post": "title",
    "fct_submission": "title",
    "fct_party_upload": "topic",
}


INSTITUTION = ("institution", "institution", "全校")


def proofs(connection, month: str, facts: list[dict], scope: tuple[str, str, str] = INSTITUTION) -> list[dict]:
    """For each figure of the month: ``place`` (its id in the page), ``title`` and the ``evidence`` tree. facts: rows of
    ``read.trend`` or of its like for ``scope`` (scope, its id, its name).

    A file published before figures led to their rows tells the definition alone.
    """
    metrics = {row["metric_id"]: row for row in once(connection, "SELECT * FROM dim_metric")}
    known = _traceable(connection, month, *scope[:2])
    asked = [fact["metric_id"] for fact in facts if fact["metric_id"] in known]
    trees = figures_evidence(connection, [Figure(metrics[id_], *scope) for id_ in asked], month)
    found = dict(zip(asked, trees, strict=True))
    return [
        {
            "place": place_of(fact["metric_id"]),
            "title": _title(fact),
            "evidence": found.get(fact["metric_id"])
            or Evidence(fact["metric_name"], parts=(Evidence("口径", metrics[fact["metric_id"]]["definition"]),)),
        }
        for fact in facts
    ]


def _traceable(connection, month: str, scope: str, scope_id: str) -> set[str]:
    """Metrics whose figure of the month leads to rows or to what was read instead."""
    if not read.has_table(connection, "main", "fct_metric_source"):
        return set()
    query = """
        SELECT month, metric_id FROM rpt_metric_trend
        WHERE scope = $scope AND scope_id = $scope_id AND month BETWEEN $first AND $last
            AND status NOT IN ('not_started', 'not_applicable')
    """
    found = monthly(connection, query, month, scope=scope, scope_id=scope_id)
    return {row["metric_id"] for row in found}


def printed(connection, month: str, tables: list[str]) -> dict[str, list[Evidence]]:
    """Printed table → its cells with the rows that make them up; tables without any are left out."""
    if not read.has_table(connection, "quality", "bulletin_sources"):
        return {}
    sources = printed_sources(connection, month)
    found = {table: printed_evidence(connection, table, month, sources) for table in tables}
    return {table: [_cell(cell, month, cells) for cell in cells] for table, cells in found.items() if cells}


def _cell(cell: Evidence, month: str, beside: list[Evidence]) -> Evidence:
    """The page knows its month; where a table has one column of figures, it goes without saying."""
    words = cell.label.removeprefix(f"{month}　").split("　")
    columns = {other.label.split("　")[-1] for other in beside}
    return replace(cell, label="　".join(words[:-1] if len(columns) == 1 and len(words) > 1 else words))


def texts(connection, month: str) -> dict[tuple[str, int], str]:
    """(path, row) → the text of the row, of all rows of the month that have one."""
    query = "SELECT table_name, column_name FROM duckdb_columns() WHERE list_contains($tables, table_name)"
    there = {(row["table_name"], row["column_name"]) for row in once(connection, query, tables=list(TEXTS))}
    parts = [
        f"SELECT month, source_file_id, source_row, {column} AS text FROM {table} WHERE month BETWEEN $first AND $last"
        for table, column in TEXTS.items()
        if (table, column) in there
    ]
    if not parts:
        return {}
    told = monthly(
        connection,
        f"""
        SELECT month, path, source_row, text FROM ({" UNION ALL ".join(parts)}) AS fact
        JOIN quality.files AS file ON file.file_id = fact.source_file_id AND file.status = 'read'
        WHERE text IS NOT NULL
        """,
        month,
    )
    return {(row["path"], row["source_row"]): row["text"] for row in told}


def _title(fact: dict) -> str:
    if fact["value"] is None:
        return f"{fact['metric_name']} {fmt.figure(None, fact['status'])}"
    value = fmt.share(fact["value"]) if fact["unit"] == "%" else counted(fact["value"], fact["unit"])
    return f"{fact['metric_name']} {'≥' if fact.get('is_floor') else ''}{value}"
