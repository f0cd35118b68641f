"""Faults as a clerk works them off: by cause, with one remedy for all places of a cause; errors last, where the eye is
when a command ends."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipelines.faults import ERROR, NOTE, Fault, describe, one_line, remedy, shorten
from pipelines.institution.tables import NAMED

# Of one cause so much is listed on a terminal; the rest says nothing new.
SHOWN = 12
# What is said of the way a server writes its logs is the same for the file of each day.
OF_THE_WRITER = ("log_of_little",)
# The fault of names that no table knows → what such a name is of.
NAMES = {fault: title for title, fault in NAMED.values()}


def print_faults(faults: Sequence[Fault], everything: bool = False) -> None:
    """Warnings, then errors, each by cause; long lists are cut and say so."""
    for (_, code, remedy_of_all), group in by_cause([f for f in faults if f.severity != NOTE]):
        if len(group) == 1:
            print(describe(group[0]))
            continue
        lines = list(_names(group) if code in NAMES else _places(group, remedy_of_all))
        shown = lines if everything else lines[:SHOWN]
        print(_heading(code, group, len(lines), remedy_of_all))
        for line in shown:
            print(f"  {line}")
        if len(lines) > len(shown):
            rest = "个" if code in NAMES else "处"
            print(f"  还有 {len(lines) - len(shown)} {rest}；要看全部并逐个处理，用 tongbao check --xlsx 待办.xlsx。")
    if notes := [f for f in faults if f.severity == NOTE]:
        names = len({f.value for f in notes})
        print(f"按本单位的登记不统计：{names} 个名字，{sum(f.count for f in notes)} 行，没有计入，不用处理。")


def by_cause(faults: Sequence[Fault]) -> Iterator[tuple[tuple[str, str, str], list[Fault]]]:
    """(severity, code, remedy) and the faults that share them, warnings before errors."""

    def cause(fault: Fault) -> tuple[bool, tuple[str, str, str]]:
        return fault.severity == ERROR, (fault.severity, fault.code, remedy(fault))

    for (_, key), group in groupby(sorted(faults, key=cause), key=cause):
        yield key, list(group)


def _heading(code: str, group: list[Fault], causes: int, remedy_of_all: str) -> str:
    label = "错误" if group[0].severity == ERROR else "提醒"
    files = len({f.path for f in group})
    of_files = f"，{files} 个文件" if files > 1 else ""
    if code in NAMES:
        # A row may hold two codes, of an activity and of its state.
        rows = f"{sum(f.count for f in group)} {'处' if code == 'unknown_code' else '行'}"
        return f"【{label}】不认识的{NAMES[code]} {causes} 个（{rows}{of_files}）。{one_line(remedy_of_all)}"
    return f"【{label}】{len(group)} 处{of_files}。{one_line(remedy_of_all)}"


def _names(group: list[Fault]) -> Iterator[str]:
    """One line for each name, the most frequent first."""
    found: dict[str, list[Fault]] = {}
    for fault in group:
        found.setdefault(fault.value, []).append(fault)
    for name, places in sorted(found.items(), key=lambda item: (-sum(f.count for f in item[1]), item[0])):
        files = len({f.path for f in places})
        where = f"{files} 个文件，如 " if files > 1 else ""
        near = places[0].message.partition("，相近的有：")[2].partition("。")[0]
        likely = f"；相近的有：{near}" if near else ""
        rows = sum(f.count for f in places)
        yield one_line(f"“{shorten(name, 30)}” {rows} 行（{where}{_at(places[0])}）{likely}")


def _places(group: list[Fault], remedy_of_all: str) -> Iterator[str]:
    """One line for each thing that is wrong in one column of one sheet, with all rows where it is; and for what is said
    of all files of one writer.
    """
    found: dict[tuple, list[Fault]] = {}
    for fault in group:
        said = fault.message.removesuffix(remedy_of_all).rstrip("。")
        # The value stands in front of the message where there is only one place.
        place = ("", "") if fault.code in OF_THE_WRITER else (fault.path, fault.sheet)
        found.setdefault((*place, fault.column, said), []).append(fault)
    for (_, _, column, said), places in found.items():
        if (files := len({f.path for f in places})) > 1:
            yield f"{files} 个文件，如 {one_line(_at(places[0]))}：{one_line(said)}"
            continue
        rows = [f.row for f in places if f.row is not None]
        at = _at(places[0]) if len(rows) < 2 else f"{_at(places[0], False)} 第 {_some(rows)} 行"
        values = list(dict.fromkeys(f.value for f in places if f.value))
        parts = [at, column and f"列 {shorten(column)}", values and f"值 {_some(values)}"]
        yield f"{one_line('｜'.join(filter(None, parts)))}：{one_line(said)}"


def _at(fault: Fault, with_row: bool = True) -> str:
    sheet = f"[{fault.sheet}]" if fault.sheet else ""
    return f"{fault.path}{sheet}" + (f" 第 {fault.row} 行" if with_row and fault.row is not None else "")


def _some(values: list) -> str:
    """The first few of many."""
    listed = "、".join(shorten(str(v), 20) for v in values[:5])
    return listed if len(values) <= 5 else f"{listed} 等 {len(values)} 处"
