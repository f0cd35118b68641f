"""The warehouse as assets: every dbt model with its tests as checks, then the publishing step."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from pipelines.home import find_home
from pipelines.ingest.land import ingest
from pipelines.orchestration.landing import asset_key
from pipelines.orchestration.resources import HomeResource
from pipelines.warehouse.build import FAILED, BuildFailed, NodeResult, build, ensure_manifest, test_verdicts
from pipelines.warehouse.publish import SwapRefused, swap_in
from pipelines.warehouse.receipt import announce, announced, new_run, record


class Translator(DagsterDbtTranslator):
    """Landing sources are the landing assets; a model's group is its folder."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return asset_key(dbt_resource_props["name"])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return "landing" if dbt_resource_props["resource_type"] == "source" else dbt_resource_props["fqn"][1]


manifest = json.loads(ensure_manifest(find_home()).read_text(encoding="utf-8"))
translator = Translator()


@dbt_assets(manifest=manifest, name="warehouse", dagster_dbt_translator=translator)
def warehouse(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator:
    """Rebuild the warehouse whole from landing, in one dbt build with all its tests."""
    announce(home.home, new_run(ingest(home.home), home.accept_errors))
    failure = None
    try:
        results = build(home.home)
    except BuildFailed as reason:
        results, failure = reason.results, reason
    yield from _events(results, {c.key for c in context.assets_def.check_specs})
    if failure:
        raise dg.Failure(str(failure), allow_retries=False)


def _events(results: list[NodeResult], checks: set[dg.AssetCheckKey]) -> Iterator:
    for result in results:
        kind = result.unique_id.split(".")[0]
        if kind in ("model", "seed", "snapshot") and result.status == "success":
            key = translator.get_asset_spec(manifest, result.unique_id, None).key
            yield dg.MaterializeResult(key, metadata={"秒": round(result.seconds, 3)})
        elif kind == "test" and result.status != "skipped":
            check = get_asset_check_key_for_test(manifest, translator, result.unique_id, None)
            if check in checks:
                yield dg.AssetCheckResult(
                    asset_key=check.asset_key,
                    check_name=check.name,
                    passed=result.status == "pass",
                    severity=dg.AssetCheckSeverity.ERROR if result.status in FAILED else dg.AssetCheckSeverity.WARN,
                    metadata={"不符合的行数": result.failures},
                )


@dg.asset(deps=[warehouse], group_name="publish", kinds={"duckdb"}, description="发布：把通过检验的数据仓库整体换上。")
def published_warehouse(home: HomeResource) -> dg.MaterializeResult:
    """Swap the audited build in and record its receipt."""
    run = announced(home.home)
    try:
        swap_in(home.home)
    except SwapRefused as reason:
        raise dg.Failure(str(reason), allow_retries=False) from reason
    record(home.home, run, ingest(home.home), test_verdicts(home.home))
    return dg.MaterializeResult(
        metadata={
            "版本": run.run_id,
            "文件数": run.files,
            "错误": run.errors,
            "提醒": run.warnings,
            "文件": dg.MetadataValue.path(str(home.home.published)),
        }
    )
