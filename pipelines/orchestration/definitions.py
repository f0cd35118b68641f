"""Everything Dagster loads; nothing is defined here, and nothing is parsed before it is asked for."""

import warnings
from typing import Any

import dagster as dg

# Backfill policies are marked beta; the warning would greet the operator at every start.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

from pipelines.home import Home, find_home  # noqa: E402
from pipelines.orchestration import freshness  # noqa: E402
from pipelines.orchestration.landing import land_exports, months, unpartitioned_specs  # noqa: E402
from pipelines.orchestration.operations import operations  # noqa: E402
from pipelines.orchestration.pages import month_pages  # noqa: E402
from pipelines.orchestration.resources import EngineResource, HomeResource  # noqa: E402
from pipelines.orchestration.target import chosen_target  # noqa: E402
from pipelines.orchestration.warehouse import warehouse_assets  # noqa: E402
from pipelines.warehouse.graph import load_graph  # noqa: E402


def assets(home: Home) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """All assets in the order of the data's way; the dbt project is parsed for ``home`` where it has not been yet."""
    return [land_exports, *unpartitioned_specs, *warehouse_assets(load_graph(home)), month_pages]


def build_definitions(resources: dict[str, Any] | None = None) -> dg.Definitions:
    """All assets, checks and the monthly job; ``resources`` override ours in tests."""
    monthly = dg.define_asset_job(
        "monthly",
        selection=dg.AssetSelection.all() - dg.AssetSelection.checks(freshness.freshness),
        partitions_def=months,
        description="每月例行：读取导出、重建并发布数据仓库、生成当月页面。",
        executor_def=dg.in_process_executor,
    )
    schedules, sensors = operations(monthly)
    return dg.Definitions(
        assets=assets(find_home()),
        asset_checks=[freshness.freshness],
        jobs=[monthly, freshness.job],
        schedules=[*schedules, freshness.daily],
        sensors=sensors,
        resources={"home": HomeResource(), "engine": EngineResource(target=chosen_target())} | (resources or {}),
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    return build_definitions()
