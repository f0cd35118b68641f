"""What Dagster does by itself once it is switched on: the month's run, runs for new exports, a word when one fails."""

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import dagster as dg

from pipelines.home import Home, find_home
from pipelines.months import of_day, shift
from pipelines.orchestration.landing import months
from pipelines.orchestration.notify import ADDRESS, failure_text, send

# Figures of platforms settle in the first days of a month.
CRON = "0 9 5 * *"
SECONDS_BETWEEN_LOOKS = 600


def operations(monthly: Any) -> tuple[Sequence[dg.ScheduleDefinition], Sequence[dg.SensorDefinition]]:
    """(schedules, sensors), all off until somebody switches them on in the page. monthly: what ``define_asset_job``
    gives; its type is not public."""

    @dg.schedule(
        job=monthly,
        cron_schedule=CRON,
        execution_timezone="Asia/Shanghai",
        description="每月 5 日 9 时，上个月的例行运行",
    )
    def month_before(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        month = shift(of_day(context.scheduled_execution_time.date()), -1)
        return dg.RunRequest(run_key=month, partition_key=month)

    @dg.sensor(
        job=monthly, minimum_interval_seconds=SECONDS_BETWEEN_LOOKS, description="raw 里有新的或换过的文件，就运行一次"
    )
    def new_exports(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        return looked(find_home(), context.cursor or "")

    @dg.run_failure_sensor(
        monitored_jobs=[monthly], description=f"运行失败时，在群里说一声（群机器人的地址在环境变量 {ADDRESS}）"
    )
    def tell_failure(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        if not (address := os.environ.get(ADDRESS)):
            return dg.SkipReason(f"没有设置 {ADDRESS}")
        run = context.dagster_run
        send(address, failure_text(find_home().root.name, run.tags.get("dagster/partition", ""), run.run_id))
        return None

    return [month_before], [new_exports, tell_failure]


def looked(home: Home, cursor: str) -> dg.SensorResult:
    """Ask for a run where the exports are others than at the last run and the same as at the last look: a folder that
    is still being copied is left in peace. cursor: digest at the last run, digest at the last look."""
    now = exports(home)
    ran, _, seen = cursor.partition(" ")
    if not cursor:
        return dg.SensorResult(skip_reason="第一次查看，记下现有的文件。", cursor=f"{now} {now}")
    if now == ran:
        return dg.SensorResult(skip_reason="没有新的文件。", cursor=f"{now} {now}")
    if now != seen:
        return dg.SensorResult(skip_reason="文件有变化，下次查看时没有再变就运行。", cursor=f"{ran} {now}")
    month = months.get_last_partition_key()
    return dg.SensorResult([dg.RunRequest(partition_key=month)], cursor=f"{now} {now}")


def exports(home: Home) -> str:
    """A digest of names, sizes and times of all exports: it tells that something changed, never what counts."""
    told = []
    for path in home.raw.rglob("*"):
        try:
            stat = path.stat()
        except OSError:  # gone meanwhile, or nobody may look at it: the run says so
            continue
        if path.is_file():
            told.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    return sha256("\n".join(sorted(told)).encode("utf-8", "surrogateescape")).hexdigest()[:16]
