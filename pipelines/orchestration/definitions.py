"""Everything Dagster loads; nothing is defined here."""

import warnings

import dagster as dg

# Backfill policies are marked beta; the warning would greet the operator at every start.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

from pipelines.orchestration.landing import land_exports, months, unpartitioned_specs  # noqa: E402
from pipelines.orchestration.pages import month_pages  # noqa: E402
from pipelines.orchestration.resources import HomeResource  # noqa: E402
from pipelines.orchestration.warehouse import published_warehouse, warehouse  # noqa: E402

ASSETS = [land_exports, *unpartitioned_specs, warehouse, published_warehouse, month_pages]


def build_definitions(resources: dict | None = None) -> dg.Definitions:
    """All assets, checks and the monthly job; ``resources`` override ours in tests."""
    monthly = dg.define_asset_job(
        "monthly",
        selection=dg.AssetSelection.all(),
        partitions_def=months,
        description="每月例行：读取导出、重建并发布数据仓库、生成当月页面。",
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=ASSETS,
        jobs=[monthly],
        resources={"home": HomeResource()} | (resources or {}),
        executor=dg.in_process_executor,
    )


defs = build_definitions()
