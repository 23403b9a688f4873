"""Shows visits in a real window and says how much memory the process holds. Run by `test_soak`: VISITS as its argument; a line of JSON at the end."""

from __future__ import annotations

import gc
import json
import sys
from itertools import cycle, islice

from msgspec.structs import replace

from kiosk import tour
from kiosk.bench.processes import proportional_size
from kiosk.tablet import attention, pages, settings

WAYS = (("en", 140, "light", "plain"), ("ar", 200, "high_contrast", "easy"), ("pl", 100, "calm", "plain"))
EACH = 12  # pages of a visit
WARM = 100  # visits after which caches hold what they ever will


def main() -> None:
    import os

    from kiosk.tablet.senses.sight.window import Window

    visits = int(sys.argv[1])
    window = Window(settings.Screen(full=False, width=1280, height=800))
    ward = tour.demo_ward()
    found: list[pages.Page] = []
    for language, size, theme, form in WAYS:
        found += tour.walk(ward, tour.reading(size, theme, form, language)).values()
    every = cycle(found)
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
        if visit in (1, WARM, visits) or visit % 250 == 0:
            gc.collect()
            sizes[visit] = round(proportional_size(os.getpid()), 1)
            print(visit, sizes[visit], file=sys.stderr, flush=True)
    print(json.dumps({"pages": len(found), "mib": sizes}))


if __name__ == "__main__":
    main()
