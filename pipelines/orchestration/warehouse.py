"""The warehouse as assets: every dbt model with one check for its tests, then the publishing step."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, build_dbt_asset_specs

from pipelines.home import find_home
from pipelines.landing.land import landed
from pipelines.orchestration.landing import asset_key
from pipelines.orchestration.resources import HomeResource
from pipelines.warehouse.build import FAILED, BuildFailed, NodeResult, build, ensure_manifest, test_verdicts
from pipelines.warehouse.listening import listener
from pipelines.warehouse.memory import LOST
from pipelines.warehouse.publish import SwapRefused, swap_in
from pipelines.warehouse.receipt import announce, announced, new_run, record


class Translator(DagsterDbtTranslator):
    """Landing sources are the landing assets; a model's group is its folder."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return asset_key(dbt_resource_props["name"])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        kinds = {"source": "landing", "seed": "seeds"}
        return kinds.get(dbt_resource_props["resource_type"], dbt_resource_props["fqn"][1])


manifest = json.loads(ensure_manifest(find_home()).read_text(encoding="utf-8"))
# A check for each of several hundred tests would cost more than the tests: one check a model tells as much.
translator = Translator(DagsterDbtTranslatorSettings(enable_asset_checks=False))
specs = build_dbt_asset_specs(manifest=manifest, dagster_dbt_translator=translator)
key_of = {spec.metadata["dagster_dbt/unique_id"]: spec.key for spec in specs}


def _tested_model(test: Mapping[str, Any]) -> str | None:
    """The model a test speaks of: the one it is attached to, else the last one it reads."""
    read = [n for n in test["depends_on"]["nodes"] if n in key_of]
    return test.get("attached_node") or (read[-1] if read else None)


model_of = {uid: _tested_model(node) for uid, node in manifest["nodes"].items() if node["resource_type"] == "test"}


@dg.multi_asset(
    name="warehouse",
    specs=specs,
    check_specs=[
        dg.AssetCheckSpec("tests", asset=key_of[uid], description="该表的全部 dbt 检验")
        for uid in sorted(set(model_of.values()) & set(key_of))
    ],
)
def warehouse(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator:
    """Rebuild the warehouse whole from landing, in one dbt build with all its data tests."""
    if not announce(home.home, new_run(landed(home.home), home.accept_errors)):
        context.log.warning(LOST.format(path=home.home.published))
    failure = None
    try:
        results = build(home.home)
    except BuildFailed as reason:
        results, failure = reason.results, reason
    yield from _events(results)
    if failure:
        raise dg.Failure(str(failure), allow_retries=False)


def _events(results: list[NodeResult]) -> Iterator:
    verdicts: dict[str, list[NodeResult]] = defaultdict(list)
    for result in results:
        if result.unique_id in key_of and result.status == "success":
            yield dg.MaterializeResult(key_of[result.unique_id], metadata={"秒": round(result.seconds, 3)})
        elif model_of.get(result.unique_id) in key_of and result.status != "skipped":
            verdicts[model_of[result.unique_id]].append(result)
    for model, tests in sorted(verdicts.items()):
        bad = [t for t in tests if t.status != "pass"]
        failed = any(t.status in FAILED for t in bad)
        yield dg.AssetCheckResult(
            asset_key=key_of[model],
            check_name="tests",
            passed=not bad,
            severity=dg.AssetCheckSeverity.ERROR if failed else dg.AssetCheckSeverity.WARN,
            metadata={"检验数": len(tests), "没有通过": [t.unique_id.split(".")[2] for t in bad]},
        )


@dg.asset(deps=specs, group_name="publish", kinds={"duckdb"}, description="发布：把通过检验的数据仓库整体换上。")
def published_warehouse(home: HomeResource) -> dg.MaterializeResult:
    """Swap the audited build in and record its receipt."""
    listener().step("正在发布")
    run = announced(home.home)
    try:
        swap_in(home.home)
    except SwapRefused as reason:
        raise dg.Failure(str(reason), allow_retries=False) from reason
    record(home.home, run, landed(home.home), test_verdicts(home.home))
    return dg.MaterializeResult(
        metadata={
            "版本": run.run_id,
            "文件数": run.files,
            "错误": run.errors,
            "提醒": run.warnings,
            "文件": dg.MetadataValue.path(str(home.home.published)),
        }
    )
