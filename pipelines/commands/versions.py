"""``tongbao versions`` and ``tongbao rollback``: what was published, and going back to it."""

from pipelines.commands.console import print_table, progress
from pipelines.commands.usage import WrongUse, existing_home, of_this_version, published_file
from pipelines.errors import Interrupted
from pipelines.home import Home
from pipelines.interrupts import is_interruption
from pipelines.warehouse.lock import run_lock
from pipelines.warehouse.versions import Version
from pipelines.warehouse.versions import versions as kept_versions

# Narrow enough for a line of 80.
COLUMNS = ["版本", "发布时间", "数据到", "文件", "错误", "变动", "状态"]


def versions(directory: str | None) -> None:
    home = existing_home(directory)
    published_file(home)
    print_table(
        COLUMNS,
        [
            (v.run_id, v.published_at[:16], v.newest, v.files, v.errors, v.moved, "现用" if v.is_current else "可退回")
            for v in kept_versions(home)
        ],
    )
    print("变动：与上一版相比，已定月份里变了的数字。换回前面的版本：tongbao rollback 版本")


def rollback(run_id: str | None, directory: str | None, quiet: bool) -> None:
    home = existing_home(directory)
    published_file(home)
    with run_lock(home), progress(quiet) as shown:
        version = _chosen(home, run_id)
        shown.step("正在换回")
        _put_back_or_leave(home, version)
    print(f"已换回 {version.run_id}（{version.published_at} 发布，数据到 {version.newest}），页面也已重新生成。")
    print("换下来的版本还留着：tongbao versions 可以看到，tongbao rollback 版本 可以再换回去。")
    print("raw 里的文件没有动：再运行 tongbao run，会按现在的文件重新发布。")


def _put_back_or_leave(home: Home, version: Version) -> None:
    """``put_back``, or everything as it was: pages that this program cannot write must not tell of another version.

    Raises:
        WrongUse: the version was published by a program whose tables are not those of this one.
    """
    current = next((v for v in kept_versions(home) if v.is_current), None)
    try:
        with of_this_version(home.published):
            put_back(home, version)
    except WrongUse as reason:
        if current is not None:
            put_back(home, next(v for v in kept_versions(home) if v.run_id == current.run_id))
        raise WrongUse(
            f"{version.run_id} 由另一个版本的程序发布，这一版写不出它的页面，没有换回，现在的版本没有变。"
            "要改正已发布的数字，请改好 raw 里的文件再运行 tongbao run；一定要用那一版的，请用发布它时的程序换回。"
        ) from reason


def put_back(home: Home, version: Version) -> None:
    """Publish a kept version again and write its pages. The caller holds the run lock.

    Raises:
        SwapRefused: the published file is held open (Windows).
        Interrupted: Ctrl-C when the version was published and its pages were not; going back again would undo it.
    """
    from pipelines.reports.outputs import write_outputs
    from pipelines.warehouse.publish import finish_pending, pending_file
    from pipelines.warehouse.receipt import code_version
    from pipelines.warehouse.versions import stage

    stage(home, version, pending_file(home))
    try:
        finish_pending(home)
        write_outputs(home.published, home.reports, [version.newest], code_version(), home.templates)
    except BaseException as reason:
        if is_interruption(reason) and not pending_file(home).exists():
            raise Interrupted(
                f"已中断。数据已换回 {version.run_id}，页面还没有写完：运行 tongbao report 写完。"
                "不要再运行 tongbao rollback，那会换到另一个版本。"
            ) from reason
        raise


def _chosen(home: Home, run_id: str | None) -> Version:
    kept = [v for v in kept_versions(home) if not v.is_current]
    if not kept:
        raise WrongUse("没有可以换回的版本：只发布过一次，或较早的版本已经清理。")
    chosen = [v for v in kept if v.run_id == run_id] if run_id else kept[:1]
    if not chosen:
        raise WrongUse(f"没有“{run_id}”这个版本。可以换回的有：{'、'.join(v.run_id for v in kept)}。")
    return chosen[0]
