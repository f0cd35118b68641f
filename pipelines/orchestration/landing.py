"""Landing as assets: one per dataset, by month, each with the check that its exports keep their contract."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.faults import ERROR, describe
from pipelines.home import Home, find_home
from pipelines.landing.land import Ingested, landed_before
from pipelines.months import is_month
from pipelines.orchestration.resources import HomeResource
from pipelines.orchestration.target import read_raw
from pipelines.sources import catalog

# Faults of one dataset that a check tells in words.
SHOWN = 20


def first_month(home: Home) -> str:
    """The first month that has landed data; before anything has landed, one that is old enough for all.

    Months before it are offered once their exports have landed, which the command does before it asks for one.
    """
    landed = (path.stem for data in CONTRACTS for path in (home.landing / data).glob("????-??.parquet"))
    return min(filter(is_month, landed), default="2000-01")


# The month that runs is offered too.
months = dg.MonthlyPartitionsDefinition(
    start_date=first_month(find_home()), fmt="%Y-%m", timezone="Asia/Shanghai", end_offset=1
)


def asset_key(dataset: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", dataset])


def _sources_of(data: Dataset) -> str:
    known = catalog.load()
    names = dict.fromkeys(known.sources[f.source].name for f in known.formats if f.dataset == data.name)
    return "、".join(names)


def _spec(data: Dataset) -> dg.AssetSpec:
    return dg.AssetSpec(
        asset_key(data.name),
        group_name="landing",
        description=f"{data.title}（来源：{_sources_of(data)}）。原始导出经识别、解析、校验后的逐行数据。",
        kinds={"polars", "parquet"},
        metadata={"主键": "、".join(data.key)},
    )


EVENT_DATASETS = [d for d in CONTRACTS.values() if not d.is_reference]
# Written by the same step, but without months: the institution's tables and the ledgers of ingestion itself.
LEDGERS = {
    "ingest_file": "读过的文件",
    "ingest_issue": "发现的问题",
    "ingest_run": "历次发布",
    "ingest_verdict": "历次核对结论的变化",
    "published_value": "上次发布的数字",
    "published_file": "上次发布时读过的文件",
    "published_restatement": "上次发布时记着的更正",
}
unpartitioned_specs = [
    *(_spec(d) for d in CONTRACTS.values() if d.is_reference),
    *(dg.AssetSpec(asset_key(n), group_name="landing", description=f"{t}。") for n, t in LEDGERS.items()),
]


@dg.multi_asset(
    name="land",
    specs=[_spec(d) for d in EVENT_DATASETS],
    check_specs=[
        dg.AssetCheckSpec("contract", asset=asset_key(d.name), description=f"{d.title}的导出没有错误")
        for d in EVENT_DATASETS
    ],
    partitions_def=months,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def land_exports(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator:
    """Read every export that changed, whatever its month, and report the rows of the selected months.

    Files span months, so landing is by file; a month is what is reported on. Running a month again is free. What the
    command that started the run has landed is not read a second time.
    """
    ingested = landed_before()
    if ingested is None:
        ingested = read_raw(home.home)
    selected = set(context.partition_keys)
    found = [f for f in ingested.faults if f.severity == ERROR]
    errors = Counter(f.dataset for f in found)
    for data in EVENT_DATASETS:
        yield dg.MaterializeResult(asset_key(data.name), metadata=_metadata(home, ingested, data, selected))
        yield dg.AssetCheckResult(
            asset_key=asset_key(data.name),
            check_name="contract",
            passed=not errors[data.name],
            severity=dg.AssetCheckSeverity.WARN if home.accept_errors else dg.AssetCheckSeverity.ERROR,
            metadata={"错误": errors[data.name]} | _texts([describe(f) for f in found if f.dataset == data.name]),
        )
    if errors and not home.accept_errors:
        listed = "\n".join(map(describe, found))
        raise dg.Failure(f"有 {sum(errors.values())} 处错误，已发布的数据保持不变。\n{listed}", allow_retries=False)


def _texts(faults: list[str]) -> dict[str, dg.MetadataValue]:
    """What a check found, to be read where its verdict stands; the whole list is in quality.issues."""
    more = [f"……还有 {len(faults) - SHOWN} 处"] if len(faults) > SHOWN else []
    return {"说明": dg.MetadataValue.md("\n".join(f"- {text}" for text in [*faults[:SHOWN], *more]))} if faults else {}


def _metadata(home: HomeResource, ingested: Ingested, data: Dataset, selected: set[str]) -> dict:
    receipts = [
        r for e in ingested.entries.values() for r in e.receipts if r.dataset == data.name and selected & set(r.months)
    ]
    paths = [home.home.landing / data.name / f"{month}.parquet" for month in sorted(selected)]
    rows = sum(pl.scan_parquet(p, glob=False).select(pl.len()).collect().item() for p in paths if p.exists())
    as_of = max((r.as_of for r in receipts if r.as_of), default="")
    return {"dagster/row_count": rows, "文件数": len(receipts), "数据截至": as_of}
