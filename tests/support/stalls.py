"""A screen reader that is switched on and off while somebody turns pages, and how long the window's loop stood still meanwhile."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from tests.support.at_spi import Session
from tests.support.waiting import wait_for
from tests.support.whole_ward import WholeWard

BETWEEN = 0.15  # seconds from one switching to the next; AccessKit takes some tens of milliseconds for each


def switches_while_pages_change(session: Session, ward: WholeWard, *, times: int, rounds: int) -> tuple[float, float]:
    """Switch so many times on and off, and go there and back until that is done, at least so many rounds. Returns when it began and ended."""
    began = time.monotonic()
    done = threading.Event()

    def switch() -> None:
        pause = threading.Event()
        for _ in range(times):
            session.switch(on=True)
            pause.wait(BETWEEN)
            session.switch(on=False)
            pause.wait(BETWEEN)
        done.set()

    switching = threading.Thread(target=switch)
    switching.start()
    gone = 0
    while gone < rounds or not done.is_set():
        ward.person.goes("doors/charter", "charter")
        ward.person.goes("leave", "home")
        gone += 1
    wait_for(done.is_set, 60, "the last switching")
    switching.join()
    return began, time.monotonic()


def longest_stall(pulse: Path, began: float, ended: float) -> float:
    """Seconds that the loop was late at most between two moments (seconds, monotonic)."""
    lines = [line.split() for line in pulse.read_text().splitlines()] if pulse.exists() else []
    return max((float(late) for moment, late in lines if began <= float(moment) <= ended), default=0.0)
