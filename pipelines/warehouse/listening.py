"""Whoever runs the job in its own process may hear how far it is; the job itself takes no such argument."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


def _nobody(text: str) -> None:
    """Nothing listens."""


@dataclass(frozen=True)
class Listener:
    """step: a stage of the work begins. detail: something small inside it."""

    step: Callable[[str], None] = _nobody
    detail: Callable[[str], None] = _nobody


NOBODY = Listener()
_LISTENER: ContextVar[Listener] = ContextVar("listener", default=NOBODY)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def listener() -> Listener:
    return _LISTENER.get()
