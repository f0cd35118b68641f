"""Which warnings an operator has been told of, so that a run says only what is new."""

import json
from collections.abc import Sequence

from pipelines.commands.fault_list import NAMES
from pipelines.faults import WARNING, Fault
from pipelines.home import Home
from pipelines.replacing import replace_text

FILE = "known_warnings.json"


def new_and_old(home: Home, faults: Sequence[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Warnings that the last publication did not tell, and those it did."""
    warnings = [f for f in faults if f.severity == WARNING]
    known = _known(home)
    return [f for f in warnings if _key(f) not in known], [f for f in warnings if _key(f) in known]


def remember(home: Home, faults: Sequence[Fault]) -> None:
    """After publishing: what stands now is known; what was mended and comes back is new again."""
    keys = sorted({_key(f) for f in faults if f.severity == WARNING})
    replace_text(home.warehouse / FILE, json.dumps(keys, ensure_ascii=False, indent=0))


def _known(home: Home) -> set[str]:
    try:
        return set(json.loads((home.warehouse / FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return set()


def _key(fault: Fault) -> str:
    """What makes a warning the same one. Rows shift when a list is exported again; a name nobody knows is the same in
    every month's file."""
    if fault.code in NAMES:
        return f"{fault.code}｜{fault.value}"
    return "｜".join((fault.code, fault.path, fault.sheet, fault.column, fault.value))
