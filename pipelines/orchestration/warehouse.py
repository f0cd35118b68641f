"""The warehouse as assets: every table of the dbt project, one check for the tests of a published one, then publishing.

Specs are made here from what the project builds: importing a library's reading of the manifest took longer than the SQL
of a month. Tables that stay inside are told as external assets, so the page draws the whole way of the data while a run
records events of what is published alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.landing.land import landed
from pipelines.orchestration.landing import asset_key
from pipelines.orchestration.resources import EngineResource, HomeResource
from pipelines.warehouse.build import test_verdicts
from pipelines.warehouse.graph import Graph, Table
from pipelines.warehouse.listening import listener
from pipelines.warehouse.memory import LOST
from pipelines.warehouse.publish import SwapRefused, swap_in
from pipelines.warehouse.receipt import announce, announced, history, new_run, record
from pipelines.warehouse.results import FAILED, BuildFailed, NodeResult
from pipelines.warehouse.versions import prune


def warehouse_assets(graph: Graph) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The tables that stay inside, the step that builds all of them, and the step that publishes."""
    keys = {t.unique_id: dg.AssetKey([t.schema, t.name]) for t in graph.tables}
    specs = {t.unique_id: _spec(t, graph, keys) for t in graph.tables}
    published = [specs[t.unique_id] for t in graph.tables if t.is_published]
    inside = [specs[t.unique_id] for t in graph.tables if not t.is_published]
    # A table that stays inside has no event of its own: its tests are told with the table that is made from it.
    checked = {
        test: keys[readers[0].unique_id]
        for test, table in graph.tested.items()
        if (readers := graph.published_readers(table))
    }
    return [*inside, _build_step(published, keys, checked), _publish_step(published)]


def _spec(table: Table, graph: Graph, keys: dict[str, dg.AssetKey]) -> dg.AssetSpec:
    # An external asset gives no order between steps, so what is published also names the exports behind it.
    exports = graph.landing_below(table) if table.is_published else table.landing
    columns = [dg.TableColumn(name, kind or "string", note) for name, kind, note in table.columns]
    return dg.AssetSpec(
        keys[table.unique_id],
        deps=[*(keys[uid] for uid in table.reads), *(asset_key(dataset) for dataset in sorted(exports))],
        description=table.note,
        group_name=table.folder,
        kinds={"dbt", "duckdb"},
        metadata={"dagster/column_schema": dg.TableSchema(columns)} if table.is_published else {},
    )


def _build_step(
    published: Sequence[dg.AssetSpec], keys: dict[str, dg.AssetKey], checked: dict[str, dg.AssetKey]
) -> dg.AssetsDefinition:
    wanted = {spec.key for spec in published}
    built = {uid: key for uid, key in keys.items() if key in wanted}

    @dg.multi_asset(
        name="warehouse",
        specs=published,
        # A check for each of several hundred tests would cost more than the tests: one check a table tells as much.
        check_specs=[
            dg.AssetCheckSpec("tests", asset=key, description="该表的全部 dbt 检验")
            for key in sorted(set(checked.values()))
        ],
    )
    def warehouse(context: dg.AssetExecutionContext, home: HomeResource, engine: EngineResource) -> Iterator:
        """Rebuild the warehouse whole from landing, in one build with all its data tests."""
        if not announce(home.home, new_run(landed(home.home), home.accept_errors, history(home.home))):
            context.log.warning(LOST.format(path=home.home.published))
        failure = None
        try:
            results = engine.build(home.home)
        except BuildFailed as reason:
            results, failure = reason.results, reason
        yield from _events(results, built, checked)
        if failure:
            raise dg.Failure(str(failure), allow_retries=False)

    return warehouse


def _events(results: list[NodeResult], keys: dict[str, dg.AssetKey], checked: dict[str, dg.AssetKey]) -> Iterator:
    verdicts: dict[dg.AssetKey, list[NodeResult]] = defaultdict(list)
    for result in results:
        if result.unique_id in keys and result.status == "success":
            yield dg.MaterializeResult(keys[result.unique_id], metadata={"秒": round(result.seconds, 3)})
        elif result.unique_id in checked and result.status != "skipped":
            verdicts[checked[result.unique_id]].append(result)
    for key, tests in sorted(verdicts.items()):
        bad = [t for t in tests if t.status != "pass"]
        failed = any(t.status in FAILED for t in bad)
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name="tests",
            passed=not bad,
            severity=dg.AssetCheckSeverity.ERROR if failed else dg.AssetCheckSeverity.WARN,
            metadata={
                "检验数": len(tests),
                "没有通过": [t.unique_id.split(".")[2] for t in bad],
                **({"说明": dg.MetadataValue.md("\n".join(f"- {t.message}" for t in bad[:20]))} if bad else {}),
            },
        )


def _publish_step(published: Sequence[dg.AssetSpec]) -> dg.AssetsDefinition:
    @dg.asset(
        deps=published, group_name="publish", kinds={"duckdb"}, description="发布：把通过检验的数据仓库整体换上。"
    )
    def published_warehouse(home: HomeResource) -> dg.MaterializeResult:
        """Swap the audited build in and record its receipt."""
        listener().step("正在发布")
        run = announced(home.home)
        try:
            swap_in(home.home)
        except SwapRefused as reason:
            raise dg.Failure(str(reason), allow_retries=False) from reason
        record(home.home, run, landed(home.home), test_verdicts(home.home))
        prune(home.home, home.keep)
        return dg.MaterializeResult(
            metadata={
                "版本": run.run_id,
                "文件数": run.files,
                "错误": run.errors,
                "提醒": run.warnings,
                "文件": dg.MetadataValue.path(str(home.home.published)),
            }
        )

    return published_warehouse
