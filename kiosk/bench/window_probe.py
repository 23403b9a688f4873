"""The tablet's window as it is, telling when pages were drawn. `python -m kiosk.bench.window_probe SETTINGS CONTROL_FD` prints, a line each:

T TARGET X Y     where a target lies (px, its middle), once for each page
D SECONDS PAGE   a page was drawn (seconds on the machine's monotonic clock)

Where the environment names a file (`TOLD`), the lines go there.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from kiosk.tablet import app, attention, links

TOLD = "WARDLIGHT_BENCH_TOLD"


def main() -> None:
    """As `kiosk.tablet.app.main`."""
    threading.excepthook = app.end_with_the_worker
    tablet, screen = app.open_tablet(Path(sys.argv[1]), links.control_from(sys.argv[2]))
    told: set[str] = set()
    file = os.environ.get(TOLD)
    out = Path(file).open("a", encoding="ascii") if file else sys.stdout  # noqa: SIM115 - as long as the process

    def drawn(page_id: str) -> None:
        now = time.monotonic()
        if page_id not in told:
            told.add(page_id)
            page, place = tablet.shown()
            boxes = screen.boxes()
            for target in attention.targets(page, place):
                x, y, width, height = boxes[target]
                print(f"T {target} {x + width / 2:.0f} {y + height / 2:.0f}", file=out)
        print(f"D {now:.6f} {page_id}", file=out, flush=True)

    screen.on_drawn = drawn
    sys.exit(tablet.run())


if __name__ == "__main__":
    main()
