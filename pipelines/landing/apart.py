"""Months that stand apart from all others: one stray export makes an empty page of every month between."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, warning
from pipelines.landing.entries import Entry
from pipelines.months import shift

# So few files are a slip; where there are more, somebody has begun again after a pause.
STRAY_FILES = 2
# Bulletins of the past tell of single months, and of years nobody has exports of.
PRINTED = "published_figure"


def stray_months(entries: dict[str, Entry]) -> Iterator[Fault]:
    """A warning for each file that alone, or with one other, speaks of months beyond a gap without any data."""
    files: dict[str, Counter[str]] = {}
    for name, entry in entries.items():
        for receipt in entry.receipts:
            if not CONTRACTS[receipt.dataset].is_reference and receipt.dataset != PRINTED:
                for month, rows in receipt.months.items():
                    files.setdefault(month, Counter())[name] += rows
    blocks = _blocks(sorted(files))
    if len(blocks) < 2:
        return
    most = max(blocks, key=lambda block: sum(files[month].total() for month in block))
    if len(_of(files, most)) <= STRAY_FILES:
        return
    for before, block in pairwise(blocks):
        first, last = shift(before[-1], 1), shift(block[0], -1)
        gap = first if first == last else f"{first} 至 {last}"
        # What lies on the far side of the months that hold most.
        away = block if most <= before else before
        names = _of(files, away)
        if away != most and len(names) <= STRAY_FILES:
            said = away[0] if len(away) == 1 else f"{away[0]} 至 {away[-1]}"
            for name in names:
                what = f"只有 {len(names)} 个文件说到 {said}，而 {gap} 没有任何数据，会有空的页面"
                yield warning("month_apart", what, path=name)


def _blocks(months: list[str]) -> list[list[str]]:
    """Runs of months without a gap."""
    blocks: list[list[str]] = []
    for month in months:
        if blocks and shift(blocks[-1][-1], 1) == month:
            blocks[-1].append(month)
        else:
            blocks.append([month])
    return blocks


def _of(files: dict[str, Counter[str]], block: list[str]) -> list[str]:
    return sorted({name for month in block for name in files[month]})
