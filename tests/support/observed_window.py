"""The tablet's window process as it is, with one thing added: it tells the tests which page has been drawn, and where its targets lie.

It runs in the place of `kiosk.tablet.app` (see `keeper_with_observer`). A test needs to know where to touch; the product has no way of asking, and
must have none.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.tablet import app, attention, links, pages

if TYPE_CHECKING:
    from kiosk.tablet.senses.sight.window import Window

WHERE = "WARDLIGHT_TEST_OBSERVER"  # the file that the newest page is written to

PULSE = "WARDLIGHT_TEST_PULSE"  # the file that stalls of the window's loop are written to, where it is named
BEAT = 0.01  # seconds between two beats of the loop
STALL = 0.03  # seconds that a beat has to be late to be written down


def main() -> None:
    """As `kiosk.tablet.app.main`."""
    threading.excepthook = app.end_with_the_worker
    tablet, screen = app.open_tablet(Path(sys.argv[1]), links.control_from(sys.argv[2]))
    file = Path(os.environ[WHERE])
    drawn = 0

    def tell(page_id: str) -> None:
        nonlocal drawn
        drawn += 1
        page, place = tablet.shown()
        boxes = screen.boxes()
        seen = {
            "pid": os.getpid(),
            "drawn": drawn,
            "page": page_id,
            "targets": {target: boxes[target] for target in attention.targets(page, place) if target in boxes},
            "focus": place.focus,
            "scanned": place.scanned,
            "spoken": [text.spoken for text in pages.texts(page)],
            "typed": sum(len(block.value) for block in page.blocks if isinstance(block, pages.TextEntry)),
            "code": [group.digits for block in page.blocks if isinstance(block, pages.Code) for group in block.groups],
        }
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(seen))
        partial.rename(file)  # whole or not at all: a test must not read half a page

    screen.on_drawn = tell
    if PULSE in os.environ:
        beat(screen, Path(os.environ[PULSE]))
    sys.exit(tablet.run())


def beat(screen: Window, file: Path) -> None:
    """Write down each time that the loop came round late: when (seconds, monotonic), and by how much."""

    def again(due: float) -> None:
        now = time.monotonic()
        if now - due > STALL:
            with file.open("a") as log:
                log.write(f"{now:.3f} {now - due:.4f}\n")
        screen.call_at(now + BEAT, lambda: again(now + BEAT))

    again(time.monotonic())


if __name__ == "__main__":
    main()
