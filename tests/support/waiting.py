"""Waiting for a condition: the only way in which a test lets time pass.

A test that sleeps a fixed time is slow on a fast machine and wrong on a slow one, so no test sleeps
(tests/test_house.py holds it).
"""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_PAUSE = 0.02  # seconds between two looks: quick beside any condition, and no load on two cores


def wait_for(condition: Callable[[], T], timeout: float = 10.0, what: str = "") -> T:
    """Look at `condition` until it returns something true, and return that.

    :param timeout: seconds; generous, because only a failing test waits that long.
    :param what: what is waited for, for the message; the condition's name where not given.
    :raises TimeoutError: it stayed false.
    """
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while not (seen := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(_not_in_time(condition, timeout, what, seen))
        pause.wait(_PAUSE)
    return seen


async def wait_for_async(condition: Callable[[], T], timeout: float = 10.0, what: str = "") -> T:  # noqa: ASYNC109
    """Do the same as `wait_for` in an event loop, which runs on meanwhile."""
    deadline = time.monotonic() + timeout
    while not (seen := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(_not_in_time(condition, timeout, what, seen))
        await asyncio.sleep(_PAUSE)
    return seen


def _not_in_time(condition: Callable[[], object], timeout: float, what: str, seen: object) -> str:
    name = what or getattr(condition, "__name__", repr(condition))
    return f"waited {timeout:g} s in vain for: {name} (last seen: {seen!r})"
