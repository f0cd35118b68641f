"""Ctrl-C, which whatever library is at work hears in its own way.

Belongs here: ending a piece of work that has threads in order, and telling an interruption from a fault. Does not
belong here: what is said of it, and the exit code.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# What shells call the end of a program by Ctrl-C.
INTERRUPTED = 130
# What the engine says where it was asked to end while it worked for the main thread; it has no type of its own.
SAID_BY_ENGINE = "Query interrupted"


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Ctrl-C, and what is heard like it, raises KeyboardInterrupt in here, and only once.

    dbt waits for what its threads have begun where it meets that one alone; Dagster, which runs the step, would raise
    another. With threads still at work the engine cannot be closed, and the end of the program would tear it from under
    them.
    Another thread than the main one hears no signals; there nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heard = [number for number, handler in before.items() if callable(handler)]

    def interrupt(*_: object) -> None:
        for number in heard:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    try:
        for number in heard:
            signal.signal(number, interrupt)
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def is_interruption(reason: BaseException | None) -> bool:
    """Whether Ctrl-C stands behind an exception, wherever among its causes; they may lead round in a circle."""
    seen: set[int] = set()
    waiting = [reason]
    while waiting:
        reason = waiting.pop()
        if reason is None or id(reason) in seen:
            continue
        if isinstance(reason, KeyboardInterrupt) or str(reason) == SAID_BY_ENGINE:
            return True
        seen.add(id(reason))
        waiting += [reason.__cause__, reason.__context__]
    return False
