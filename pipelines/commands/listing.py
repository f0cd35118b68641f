"""What ``check`` says of each file: as lines by folder on a terminal, as one table for other programs elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from itertools import groupby

from pipelines import weblogs
from pipelines.commands.console import GAP, as_text, in_columns, print_table, terminal_width
from pipelines.institution.ids import made_ids
from pipelines.institution.tables import Reference
from pipelines.landing.entries import Entry, Receipt
from pipelines.sources import catalog

COLUMNS = ["文件", "识别为", "账号/站点", "起", "止", "读入", "保留", "拒收", "被替代", "跳过"]
COUNTS = {
    "读入": "rows_in",
    "保留": "rows_kept",
    "拒收": "rows_refused",
    "被替代": "rows_superseded",
    "跳过": "rows_skipped",
}
SKIPPED = "读入 = 保留 + 拒收。“跳过”的是合计行、重复的表头和不属于该格式的行，它们本来就不是一条记录，不算拒收。"
LOG_TITLES = {f"weblog_{name}": title for name, title in weblogs.titles().items()}
STATES = {"duplicate": "与另一个文件完全相同", "refused": "拒收", "settings": "读取访问日志的规则"}
REFERENCE = "reference/"


def print_files(entries: Mapping[str, Entry], reference: Reference) -> None:
    """Every file with what it was recognised as, whose it is (a name for people, an id for programs), its period and
    its rows."""
    if not sys.stdout.isatty():
        print_table(COLUMNS, [row for name, entry in entries.items() for row in _row(name, entry)])
    else:
        _print_by_folder(entries, _owners(reference))
    if any(r.rows_skipped for entry in entries.values() for r in entry.receipts):
        print(SKIPPED)


def _title(receipt: Receipt) -> str:
    titles = {f.id: f.title for f in catalog.load().formats} | LOG_TITLES
    return titles[receipt.format] + (f" {receipt.vintage}" if receipt.vintage else "")


def _state(entry: Entry) -> str:
    return STATES.get(entry.status, "没有数据")


def _row(name: str, entry: Entry) -> list[tuple]:
    if not entry.receipts:
        return [(name, _state(entry), *[""] * (len(COLUMNS) - 2))]
    return [
        (
            name,
            _title(r),
            r.owner,
            r.period_start or "",
            r.period_end or "",
            *(getattr(r, c) for c in COUNTS.values()),
        )
        for r in entry.receipts
    ]


def _owners(reference: Reference) -> dict[str, str]:
    """Id of an account or site → its latest name."""
    return {row[key]: row["name"] for key in ("account_id", "site_id") for row in reference.rows(f"ref_{key[:-3]}")}


def _print_by_folder(entries: Mapping[str, Entry], owners: Mapping[str, str]) -> None:
    """Only what tells something: tables of one's own fold to a line, columns of zeros are left out."""
    tables = {n: e for n, e in entries.items() if n.startswith(REFERENCE) and e.status == "read"}
    if tables:
        rows = sum(r.rows_kept for e in tables.values() for r in e.receipts)
        print(f"基础表　raw/{REFERENCE}　{len(tables)} 个文件，{rows} 行")
    shown = {n: e for n, e in entries.items() if n not in tables}
    for folder, names in groupby(shown, key=lambda name: name.rpartition("/")[0]):
        print(f"\nraw/{as_text(folder)}/" if folder else "\nraw/")
        _print_lines([line for name in names for line in _line(name, shown[name], owners)])
    print()


HEADINGS = ["文件", "识别为", "账号/站点", "起止", *COUNTS]
KEPT = HEADINGS.index("保留")


def _line(name: str, entry: Entry, owners: Mapping[str, str]) -> Iterator[list[str]]:
    file = as_text(name.rpartition("/")[2])
    if not entry.receipts:
        yield [file, _state(entry), *[""] * (len(HEADINGS) - 2)]
    for number, r in enumerate(entry.receipts):
        counts = [str(getattr(r, c) or "") for c in COUNTS.values()]
        owner = as_text(owners.get(r.owner, r.owner))
        yield ["" if number else file, _title(r), owner, short_period(r.period_start, r.period_end), *counts]


def short_period(first: str | None, last: str | None) -> str:
    """2020.8.1–8.31: days as an office writes them; what repeats is left out."""
    if not first or not last:
        return ""
    start, end = ([str(int(part)) for part in day.split("-")] for day in (first, last))
    if start == end:
        return ".".join(start)
    return f"{'.'.join(start)}–{'.'.join(end if start[0] != end[0] else end[1:])}"


def _print_lines(lines: list[list[str]]) -> None:
    from rich.cells import cell_len

    used = [at for at in range(len(HEADINGS)) if any(line[at] for line in lines)]
    if all(line[KEPT] == line[KEPT - 1] for line in lines):
        used = [at for at in used if at != KEPT]
    headings, *lines = [[line[at] for at in used] for line in (HEADINGS, *lines)]
    widths = [max(map(cell_len, column)) for column in zip(headings, *lines, strict=True)]
    to_the_right = [heading in COUNTS for heading in headings]
    if sum(widths) + len(GAP) * len(widths) <= terminal_width():
        for line in (headings, *lines):
            print(f"{GAP}{in_columns(line, widths, to_the_right)}")
        return
    for line in lines:
        told = dict(zip(headings, line, strict=True))
        if file := told.pop("文件"):
            print(f"{GAP}{file}")
        print(f"{GAP * 3}{'　'.join(f'{h} {cell}' if h in COUNTS else cell for h, cell in told.items() if cell)}")


def print_ids(reference: Reference, in_full: bool) -> None:
    """The ids that were made from names: commands and addresses of pages use them.

    in_full: one a line, as long as there is nothing else to look at; later the dictionary page lists them.
    """
    made = made_ids(reference.tables)
    if not in_full:
        if number := sum(map(len, made.values())):
            print(f"{number} 个编号由名称生成（{'、'.join(made)}），发布以后列在数据字典页 reports/dictionary.html。")
        return
    for title, names in made.items():
        print(f"{title}里由名称生成的编号：")
        for made_id, name in names.items():
            print(f"{GAP}{name}　{made_id}")
