"""How soon a tap on Call staff is seen: the first frame that is another than before, while batches are sealed, written and uploaded all the time."""

from __future__ import annotations

import time

from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.keys import watched
from kiosk.bench.running import running_tablet, wait_until
from kiosk.bench.window import Pointer, bare_swaps

RHYTHM = 0.25  # seconds between two batches: one is always on its way
LONGEST = 5.0  # seconds until a tap has to be seen
APART = 0.6  # seconds between two touches: sooner, the glass takes the second for an echo


def call_first_pixel(runs: int) -> Figure:
    """Milliseconds from letting go of Call staff to the frame that shows the call. without_batches: the same on a tablet at rest."""
    ours = _taps(runs, RHYTHM)
    return Figure("ms", ours, "a bare Kivy screen swap", bare_swaps(runs), {"without_batches": _taps(runs, 3600.0)})


def _taps(runs: int, rhythm: float) -> list[float]:
    found = []
    with watched() as frames, running_tablet(rhythm):
        wait_until(lambda: frames.first(0.1) is None, "the window at rest")
        frames.forget()
        pointer = Pointer()
        for run in range(runs + 1):
            moment = pointer.touch(*frames.places["call"])
            drawn = frames.first(LONGEST, "call.now")
            if drawn is None:
                raise BenchRefused("a tap on Call staff was not seen: run `kiosk doctor`")
            if run:  # the first one fills caches
                found.append((drawn - moment) * 1000)
            frames.forget()
            time.sleep(APART)
            pointer.touch(*frames.places["leave"])
            if frames.first(LONGEST, "home.doors") is None:
                raise BenchRefused("Leave was not seen: run `kiosk doctor`")
            time.sleep(APART)
            frames.forget()
        pointer.close()
    return found
