"""Shows visits in a real window and says how much memory the process holds. Run by `test_soak`: VISITS as its argument; a line of JSON at the end.

What is said of the hundredth visit and of the last is the mean of the round that ends there: one page after another is shown, and each needs its own.
Resident memory, and not the share of it (PSS): that one changes with what else runs on the machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from itertools import cycle, islice
from pathlib import Path
from statistics import mean

from msgspec.structs import replace

from kiosk import tour
from kiosk.tablet import attention, pages, settings

WAYS = (("en", 140, "light", "plain"), ("ar", 200, "high_contrast", "easy"), ("pl", 100, "calm", "plain"))
EACH = 12  # pages of a visit
WARM = 100  # visits after which caches hold what they ever will


def main() -> None:
    from kiosk.tablet.senses.sight.binding import give_back
    from kiosk.tablet.senses.sight.window import Window

    visits = int(sys.argv[1])
    window = Window(settings.Screen(full=False, width=1280, height=800))
    ward = tour.demo_ward()
    found: list[pages.Page] = []
    for language, size, theme, form in WAYS:
        found += tour.walk(ward, tour.reading(size, theme, form, language)).values()
    every = cycle(found)
    round_of = -(-len(found) // EACH)
    lately: deque[float] = deque(maxlen=round_of)
    sizes: dict[int, float] = {}
    for visit in range(1, visits + 1):
        for page in islice(every, EACH):
            parts = window.view.measure(page, page.reading.size)
            place = attention.Place(page.id, visit % max(1, len(parts)), parts)
            window.show(page, place)
            window.draw()
            targets = attention.targets(page, place)
            window.show(page, replace(place, focus=targets[visit % len(targets)]))
            window.draw()
        give_back()  # as `Window.rest` does
        lately.append(resident())
        if visit in (round_of, WARM, visits) or visit % 250 == 0:
            sizes[visit] = round(mean(lately), 1)
            print(visit, sizes[visit], file=sys.stderr, flush=True)
    print(json.dumps({"pages": len(found), "mib": sizes}))


def resident() -> float:
    """MiB that this process holds in memory."""
    pages_held = int(Path("/proc/self/statm").read_text().split()[1])
    return pages_held * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
