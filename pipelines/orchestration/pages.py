"""Pages as assets: month pages by month, the pages over all months once."""

import dagster as dg

from pipelines.orchestration.landing import months
from pipelines.orchestration.resources import HomeResource
from pipelines.reports.outputs import write_outputs
from pipelines.warehouse.listening import listener
from pipelines.warehouse.receipt import code_version


@dg.asset(
    deps=[dg.AssetKey("published_warehouse")],
    partitions_def=months,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="reports",
    kinds={"plotly", "html"},
    description="月报页面、Word 通报和 Excel 附表，连同首页、年度和部门页面。",
)
def month_pages(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult:
    """Write the pages of the selected months and those over all months."""
    listener().step("正在生成页面")
    place = home.home
    wanted = list(context.partition_keys)
    written = write_outputs(place.published, place.reports, wanted, code_version(), place.templates)
    return dg.MaterializeResult(
        metadata={"页面数": len(written), "首页": dg.MetadataValue.url((place.reports / "index.html").as_uri())}
    )
