"""``tongbao run``: from raw/ to published tables and pages."""

from collections import Counter

from pipelines.commands.account import print_account
from pipelines.commands.console import print_notices, progress
from pipelines.commands.failure import DataFault
from pipelines.commands.fault_list import print_faults
from pipelines.commands.greeting import greet, name_in_tables
from pipelines.commands.known_warnings import new_and_old, remember
from pipelines.commands.seen import load, split
from pipelines.commands.usage import existing_home, months_of
from pipelines.faults import ERROR, NOTE, WARNING, Fault, describe, warning
from pipelines.home import Home
from pipelines.landing.land import Ingested
from pipelines.orchestration.target import check_settings, read_raw
from pipelines.warehouse.heal import heal
from pipelines.warehouse.listening import Listener
from pipelines.warehouse.lock import run_lock
from pipelines.warehouse.memory import LOST, is_damaged
from pipelines.warehouse.publish import finish_pending
from pipelines.warehouse.receipt import code_version, is_current
from pipelines.warehouse.versions import KEPT

# Read, build, publish, write the pages.
STEPS = 4
# Of what only the finished warehouse can ask the operator, so much is said here; the pages have the rest.
SHOWN_CHANGES = 10
FORGOTTEN = (
    "warehouse 文件夹是空的，而 reports 里有以前生成的页面：数字会从 raw 重新算出，但以前发布过什么已经不知道了，"
    "已定的数字后来改没改、历次发布记录、可退回的版本都从这次起重新记。有备份（tongbao backup）的，"
    "请按 Ctrl+C 停下，解开备份再运行；以后请不要删除 warehouse 文件夹。"
)


def run(month: str | None, accept_errors: bool, directory: str | None, quiet: bool, keep: int = KEPT) -> None:
    home = existing_home(directory)
    check_settings()
    greet(home, name_in_tables(home))
    forgotten = _is_forgotten(home)
    with run_lock(home), progress(quiet, STEPS) as shown:
        finish_pending(home)
        if forgotten:
            with shown.aside():
                print_notices([FORGOTTEN])
        with shown.aside():
            print_notices(heal(home))
        # Before the long work: a file that is held open would stop the run at its end.
        damaged = is_damaged(home.published)
        if damaged:
            with shown.aside():
                print(describe(warning("memory_lost", LOST.format(path=home.published))))
        shown.step("正在读取 raw 文件夹")
        ingested = read_raw(home, shown.detail)
        if not ingested.months:
            # Where every export was refused, the faults are what to say, not that there is no data.
            with shown.aside():
                _stop_on_errors(home, ingested, accept_errors=False)
        months = months_of(month, ingested.months, ingested.newest_month)
        with shown.aside():
            _stop_on_errors(home, ingested, accept_errors)
        if not damaged and is_current(home, ingested, accept_errors):
            written = _refresh_pages(home, months)
        else:
            shown.step("正在建立数据仓库")
            from pipelines.orchestration.run import run_months  # it takes seconds to load

            run_months(home, months, accept_errors, Listener(shown.step, shown.detail), ingested, keep)
            written = True
    remember(home, ingested.faults)
    _tell(home, months, ingested, written)


def _is_forgotten(home: Home) -> bool:
    """Pages of an earlier publication are there, and nothing that remembers it."""
    remembers = (home.published, home.warehouse / "runs.jsonl", home.warehouse / "versions")
    return (home.reports / "index.html").exists() and not any(path.exists() for path in remembers)


def _stop_on_errors(home: Home, ingested: Ingested, accept_errors: bool) -> None:
    faults, _ = split(ingested.faults, load(home))
    errors = [f for f in faults if f.severity == ERROR]
    new, old = new_and_old(home, faults)
    print_faults(errors or [*new, *(f for f in faults if f.severity == NOTE)])
    if old and not errors:
        print(f"还有 {len(old)} 处提醒上次已经列过，没有再列；全部见 tongbao check。")
    if errors and not accept_errors:
        raise DataFault(
            f"共 {len(errors)} 处错误，没有发布；原来发布的数据保持不变。"
            "请按上面的提示改好文件再运行。如果要先发布其余部分，加上 --accept-errors。"
        )


def _refresh_pages(home: Home, months: list[str]) -> bool:
    """Pages may have been deleted, asked for the first time, or held open (Windows) when their figures were published;
    the published file is what it was."""
    from pipelines.reports.outputs import LEDGER, write_outputs

    ledger = home.reports / LEDGER
    are_older = not ledger.exists() or ledger.stat().st_mtime < home.published.stat().st_mtime
    wanted = [m for m in months if are_older or not (home.reports / "months" / f"{m}.html").exists()]
    if wanted:
        write_outputs(home.published, home.reports, wanted, code_version(), home.templates)
    return bool(wanted)


def _tell(home: Home, months: list[str], ingested: Ingested, written: bool) -> None:
    counts = Counter(f.severity for f in ingested.faults)
    what = f"{months[0]}" if len(months) == 1 else f"{months[0]} 至 {months[-1]}"
    state = "已发布" if written else "没有变化"
    print(
        f"{what} {state}：读取 {len(ingested.entries)} 个文件，错误 {counts['error']} 处，提醒 {counts['warning']} 处。"
    )
    if len(months) > 1:
        print_account(home.published, months, ingested)
    _ask(home)
    if written:
        from pipelines.reports.documents import notices

        print_notices(notices(home.reports))
    print(f"月报页面：{home.reports / 'months' / (months[-1] + '.html')}")
    print(f"首页：{home.reports / 'index.html'}")
    print(f"数据仓库：{home.published}")


def _ask(home: Home) -> None:
    """Settled figures that changed without a reason, and lines of the ledger of corrections that do nothing."""
    import duckdb

    with duckdb.connect(str(home.published), read_only=True) as connection:
        found = connection.execute("""
            SELECT code, message, coalesce(path, ''), row FROM quality.issues
            WHERE code = 'restatement_without_reason' OR starts_with(code, 'correction_')
            ORDER BY code, month DESC, message
        """).fetchall()
    print_faults([Fault(WARNING, *fault[:3], row=fault[3]) for fault in found[:SHOWN_CHANGES]])
    if len(found) > SHOWN_CHANGES:
        print(f"  已定的数字、修正表还有 {len(found) - SHOWN_CHANGES} 处要处理，见各月页面“缺漏与暂定”。")
