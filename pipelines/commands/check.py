"""``tongbao check``: what each file was recognised as and every fault in it; nothing is written."""

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.commands.console import progress
from pipelines.commands.failure import DataFault
from pipelines.commands.fault_list import print_faults
from pipelines.commands.greeting import greet, name_in_tables
from pipelines.commands.listing import print_files, print_ids
from pipelines.commands.seen import FILE_NAME, load, split
from pipelines.commands.usage import existing_home, months_of, new_file
from pipelines.landing.entries import Entry
from pipelines.landing.land import ingest


def check(month: str | None, directory: str | None, quiet: bool, xlsx: str | None = None) -> None:
    home = existing_home(directory)
    target = new_file(Path(xlsx), home) if xlsx else None
    greet(home, name_in_tables(home))
    with progress(quiet) as shown:
        shown.step("正在检查 raw 文件夹")
        with TemporaryDirectory() as scratch:
            ingested = ingest(home, shown.detail, Path(scratch))
    months = set(months_of(month, ingested.months)) if month else None
    chosen = {n: e for n, e in ingested.entries.items() if months is None or _concerns(e, months)}
    if not quiet:
        print_files(chosen, ingested.reference)
        print_ids(ingested.reference, in_full=not ingested.months)
    faults, quiet_ones = split([f for f in ingested.faults if f.path in chosen], load(home))
    print_faults(faults, everything=not sys.stdout.isatty())
    if target:
        from pipelines.commands.todo import write_todo
        from pipelines.landing.past_bulletins import waiting

        numbers = list(waiting(home, chosen, ingested.reference))
        print(write_todo(target, faults, ingested.reference, numbers))
    if quiet_ones:
        print(f"另有 {len(quiet_ones)} 处提醒已标为看过（{FILE_NAME}），没有再列。")
    counts = Counter(f.severity for f in faults)
    print(f"共 {len(chosen)} 个文件，提醒 {counts['warning']} 处，错误 {counts['error']} 处。")
    if counts["error"]:
        raise DataFault("")


def _concerns(entry: Entry, months: set[str]) -> bool:
    """A refused file has no months; it concerns every month until it is mended."""
    return entry.status == "refused" or any(months & set(r.months) for r in entry.receipts)
