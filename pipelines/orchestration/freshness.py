"""A check of each source: whether an export that comes every month is late. It reads what was landed and no export, so
asking daily is free; it is a job of its own, off until somebody switches its schedule on."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster as dg
import polars as pl

from pipelines.contracts import CONTRACTS
from pipelines.home import Home, find_home
from pipelines.landing.freshness import Late, late
from pipelines.landing.index import read_index
from pipelines.orchestration.landing import EVENT_DATASETS, asset_key

CHECK = "fresh"
# After the days in which the office exports.
CRON = "0 8 * * *"


def late_exports(home: Home, today: date) -> list[Late]:
    return late(read_index(home).files, today, _ended(home))


def _ended(home: Home) -> dict[str, date]:
    """Account or site → the last day its newest row in the institution's tables names."""
    found: dict[str, date] = {}
    for table, key in (("ref_account", "account_id"), ("ref_site", "site_id")):
        path = home.landing / table / "all.parquet"
        if path.exists():
            rows = pl.read_parquet(path, glob=False).group_by(key).agg(
                last=pl.col("valid_to").max(), is_open=pl.col("valid_to").is_null().any()
            )  # fmt: skip
            found |= {r[key]: r["last"] for r in rows.iter_rows(named=True) if not r["is_open"]}
    return found


def described(one: Late) -> str:
    owner = f"（{one.owner}）" if one.owner else ""
    months = f"，已缺 {one.months} 个月" if one.months > 1 else ""
    return f"{CONTRACTS[one.dataset].title}{owner}：{one.month} 的导出还没有来，现有的到 {one.until}{months}"


@dg.multi_asset_check(
    name="freshness",
    specs=[
        dg.AssetCheckSpec(CHECK, asset=asset_key(d.name), description=f"{d.title}：每月都来的导出没有迟到")
        for d in EVENT_DATASETS
    ],
)
def freshness() -> Iterator[dg.AssetCheckResult]:
    """Which exports are late today."""
    told = defaultdict(list)
    for one in late_exports(find_home(), datetime.now(ZoneInfo("Asia/Shanghai")).date()):
        told[one.dataset].append(described(one))
    for data in EVENT_DATASETS:
        texts = told[data.name]
        yield dg.AssetCheckResult(
            asset_key=asset_key(data.name),
            check_name=CHECK,
            passed=not texts,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"迟到": len(texts)}
            | ({"说明": dg.MetadataValue.md("\n".join(f"- {text}" for text in texts))} if texts else {}),
        )


job = dg.define_asset_job(
    "late_exports",
    selection=dg.AssetSelection.checks(freshness),
    description="每月都来的导出，哪些迟到了。只看已经读进来的，不读文件。",
    executor_def=dg.in_process_executor,
)
daily = dg.ScheduleDefinition(job=job, cron_schedule=CRON, execution_timezone="Asia/Shanghai", name="daily_freshness")
