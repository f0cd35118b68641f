"""Ctrl-C, whichever library hears it: work with threads ends in order, and no interruption is called a fault."""

import os
import signal
import threading
from contextlib import suppress

import duckdb
import pytest

from pipelines.interrupts import ending_in_order, is_interruption

SECONDS_OF_WORK = "SELECT count(*) FROM range(3000) AS a, range(1000000) AS b WHERE a.range <> b.range"


class OfDagster(BaseException):
    """What a library raises that hears signals itself."""


@pytest.fixture
def heard_elsewhere():
    """Signals raise an exception that dbt does not know, as they do inside a step of Dagster."""

    def raise_another(*_):
        raise OfDagster

    before = signal.signal(signal.SIGINT, raise_another)
    yield raise_another
    signal.signal(signal.SIGINT, before)


def test_a_signal_is_ctrl_c_in_there_and_what_it_was_outside(heard_elsewhere):
    with pytest.raises(KeyboardInterrupt), ending_in_order():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is heard_elsewhere
    with pytest.raises(OfDagster):
        signal.raise_signal(signal.SIGINT)


def test_a_second_ctrl_c_does_not_end_the_ending(heard_elsewhere):
    ended = False
    with pytest.raises(KeyboardInterrupt), ending_in_order():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            ended = True
    assert ended


def test_who_hears_no_signals_is_left_alone(heard_elsewhere):
    """A signal that nobody handles ends the program as the system says; another thread hears none."""
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with ending_in_order():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)
    seen = []

    def work():
        with ending_in_order():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [heard_elsewhere]


@pytest.mark.skipif(os.name == "nt", reason="there a signal to one's own process ends it")
def test_what_the_engine_makes_of_ctrl_c_is_an_interruption():
    """About every other time it makes nothing of it and goes on."""
    for _ in range(6):
        thread = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
        with duckdb.connect() as connection:
            thread.start()
            try:
                connection.execute(SECONDS_OF_WORK).fetchall()
            except BaseException as reason:
                assert is_interruption(reason)
                return
            finally:
                with suppress(KeyboardInterrupt):
                    thread.join()
    pytest.skip("the engine heard none of six")


def test_an_interruption_is_found_wherever_in_the_chain_and_a_fault_is_none():
    def chained(first: BaseException, then: Exception, as_cause: bool) -> BaseException:
        try:
            try:
                raise first
            except BaseException as reason:
                if as_cause:
                    raise then from reason
                raise then  # noqa: B904
        except Exception as reason:
            return reason

    for as_cause in (True, False):
        assert is_interruption(chained(KeyboardInterrupt(), OSError("busy"), as_cause))
        assert not is_interruption(chained(ValueError("x"), OSError("busy"), as_cause))
    assert not is_interruption(None)
    assert not is_interruption(RuntimeError("Query of an interrupted run"))


def test_causes_that_lead_round_in_a_circle_end():
    """An exception that is raised anew from what was raised while it was handled is its own cause."""
    first, second = ValueError("first"), OSError("second")
    first.__cause__, second.__context__ = second, first
    assert not is_interruption(first)
    second.__cause__ = KeyboardInterrupt()
    assert is_interruption(first)
