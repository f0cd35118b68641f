"""What the dbt project builds, as much as the rest needs to know: tables, what they read, and which table a test is of.

Taken from dbt's manifest once per version of the code and kept beside it: reading the manifest took a tenth of a second
and a library's reading of it (imports included) more than a second of every start.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.replacing import read_object, replace_text
from pipelines.warehouse.build import ensure_manifest
from pipelines.warehouse.receipt import code_version


@dataclass(frozen=True)
class Table:
    """A model or seed. reads: unique ids of models and seeds; landing: datasets it reads from landing itself.
    columns: name, type, note. is_published: it travels in the published file."""

    unique_id: str
    schema: str
    name: str
    folder: str
    note: str
    is_published: bool
    reads: list[str]
    landing: list[str]
    columns: list[list[str]]


@dataclass(frozen=True)
class Graph:
    """All tables, and test → the table it is attached to or, of tests over several, reads last."""

    tables: list[Table]
    tested: dict[str, str]

    def landing_below(self, table: Table) -> set[str]:
        """Datasets that reach ``table`` through tables that are not published."""
        known = {t.unique_id: t for t in self.tables}
        found, waiting = set(table.landing), list(table.reads)
        while waiting:
            read = known[waiting.pop()]
            if not read.is_published:
                found.update(read.landing)
                waiting += read.reads
        return found

    def published_readers(self, unique_id: str) -> list[Table]:
        """The published tables that are made from a table, nearest first; the table itself where it is one."""
        level, seen = [unique_id], {unique_id}
        while level:
            published = [t for t in self.tables if t.unique_id in level and t.is_published]
            if published:
                return sorted(published, key=lambda t: t.unique_id)
            level = [t.unique_id for t in self.tables if set(t.reads) & set(level) and t.unique_id not in seen]
            seen.update(level)
        return []


def load_graph(home: Home) -> Graph:
    """The graph of this version of the code; the project is parsed where that has not been done yet."""
    kept = home.build / "dbt" / "tables.json"
    if known := _known(kept):
        return known
    from filelock import FileLock  # only the first start needs it

    kept.parent.mkdir(parents=True, exist_ok=True)
    # The two servers of Dagster's page ask at the same moment: one would read what the other has half written.
    with FileLock(kept.with_suffix(".lock")):
        if known := _known(kept):
            return known
        graph = _graph(_manifest(home))
        replace_text(kept, json.dumps({"version": code_version(), **asdict(graph)}, ensure_ascii=False))
        return graph


def _known(kept: Path) -> Graph | None:
    told = read_object(kept)
    if told.get("version") != code_version():
        return None
    return Graph([Table(**t) for t in told["tables"]], told["tested"])


def _manifest(home: Home) -> dict[str, Any]:
    """The parsed project, parsed again where a kill has cut what dbt wrote of it."""
    path = ensure_manifest(home)
    told = read_object(path)
    if not told:
        path.unlink(missing_ok=True)
        told = read_object(ensure_manifest(home))
    return told


def _graph(manifest: dict[str, Any]) -> Graph:
    nodes = manifest["nodes"]
    tables = [_table(node) for node in nodes.values() if node["resource_type"] in ("model", "seed")]
    known = {t.unique_id for t in tables}
    tested = {uid: _tested(node, known) for uid, node in nodes.items() if node["resource_type"] == "test"}
    return Graph(tables, {uid: table for uid, table in tested.items() if table})


def _table(node: dict[str, Any]) -> Table:
    # Sorted: from one parse to the next dbt names them in another order.
    read = sorted(node["depends_on"].get("nodes", []))
    return Table(
        node["unique_id"],
        node["schema"],
        node["name"],
        node["fqn"][1] if node["resource_type"] == "model" else "seeds",
        node["description"] or f"种子表 {node['name']}。",
        node["database"] != "work",
        [uid for uid in read if uid.startswith(("model.", "seed."))],
        [uid.rpartition(".")[2] for uid in read if uid.startswith("source.")],
        [[c["name"], c["data_type"] or "", c["description"]] for c in node["columns"].values()],
    )


def _tested(node: dict[str, Any], known: Iterable[str]) -> str | None:
    read = [uid for uid in node["depends_on"]["nodes"] if uid in known]
    return node.get("attached_node") or (read[-1] if read else None)
