"""Many logs, each into a part of its own: one after the other here, or by whoever is given the same work."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.weblogs.parts import LogReceipt, parse
from pipelines.weblogs.rules import Rules
from pipelines.weblogs.stream import LogUnreadable


@dataclass(frozen=True)
class LogFile:
    """A log, the part that is made of it, and its layout (``looks_like_log``)."""

    path: Path
    part: Path
    format: str


# Logs and rules → the receipt of each, or why it cannot be read, in their order; each is told when it is begun.
ParseLogs = Callable[[Sequence[LogFile], Rules, Callable[[LogFile], None]], Iterator[LogReceipt | LogUnreadable]]


def parse_each(
    logs: Sequence[LogFile], rules: Rules, begins: Callable[[LogFile], None]
) -> Iterator[LogReceipt | LogUnreadable]:
    """One after the other; a log keeps all cores of this machine at work. Whoever asks may look at each in between."""
    for log in logs:
        begins(log)
        yield parse_one(log, rules)


def parse_one(log: LogFile, rules: Rules) -> LogReceipt | LogUnreadable:
    log.part.parent.mkdir(parents=True, exist_ok=True)
    try:
        return parse(log.path, log.part, rules, log.format)
    except LogUnreadable as reason:
        return reason
