"""Somebody who can do no more than press one switch, or two: sees the frame, waits for it, and presses. A clock of the test's own."""

from __future__ import annotations

from pathlib import Path

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts.page import lay_out
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Typesetter
from kiosk.tablet.settings import Start
from tests.support.processes import REPOSITORY
from tests.tablet.test_app import Ward

MAP = REPOSITORY / "deploy" / "tablet" / "keys-switches.toml"
F13, F14 = 104, 105
LONGEST = 900.0  # seconds after which nobody would still wait for the frame
SCREEN = Screen(1280, 800, 5.9)
TYPESETTER = Typesetter(SCREEN.scale)


def sheet_for(page: pages.Page) -> Sheet:
    """What a page is laid out on, without a window."""
    return Sheet(SCREEN, TYPESETTER, page.reading, page.direction == "rtl", {})


def parts_of(page: pages.Page) -> attention.Parts:
    """How a page falls into parts at its text size, as sight deals them."""
    parts: attention.Parts = lay_out(page, attention.Place(page=page.id), sheet_for(page)).parts
    return parts


class Presser:
    """A tablet with switches of its own. switches: how many the person has. Their pages fall into parts as on the glass."""

    def __init__(self, folder: Path, switches: int = 1, start: Start | None = None) -> None:
        self.ward = Ward(folder, keys=str(MAP), start=start)
        self.switches = switches
        self.parts: dict[pages.Page, attention.Parts] = {}
        shown = self.ward.screen.show

        def show(page: pages.Page, place: attention.Place) -> None:
            shown(page, place)
            parts = parts_of(page)
            if parts != place.parts:
                self.ward.tablet.measured(page.id, parts)

        self.ward.screen.show = show  # type: ignore[method-assign]
        self.ward.tablet._show()

    @property
    def page(self) -> pages.Page:
        return self.ward.page

    @property
    def frame(self) -> tuple[str, ...]:
        return self.ward.screen.place.scanned

    def waits(self, seconds: float) -> Presser:
        """Time passes, and what was asked to be called is called in its order."""
        until = self.ward.now + seconds
        while self._next(until):
            pass
        self.ward.now = until
        return self

    def _next(self, until: float) -> bool:
        timers = self.ward.screen.timers
        entry = min(timers, key=lambda timer: timer[0], default=None)
        if entry is None or entry[0] > until:
            return False
        timers.remove(entry)
        self.ward.now = max(self.ward.now, entry[0])
        entry[1]()
        return True

    def down(self, switch: int = 1) -> Presser:
        self.ward.tablet.keyed("down", 0, "", (), (F13, F14)[switch - 1])
        return self

    def up(self, switch: int = 1) -> Presser:
        self.ward.tablet.keyed("up", 0, "", (), (F13, F14)[switch - 1])
        self.waits(0.0)
        return self

    def presses(self, switch: int = 1) -> Presser:
        """As long as this person has said that they press."""
        reading = self.page.reading
        self.waits(max(0.6, reading.ignore + 0.1))
        return self.down(switch).waits(reading.hold + 0.15).up(switch)

    def begins(self) -> Presser:
        """The first press of all brings the frame."""
        return self.presses(self.switches)

    def chooses(self, *targets: str) -> Presser:
        for target in targets:
            self._choose(target)
        return self

    def _choose(self, target: str) -> None:
        last = self.ward.now + LONGEST
        page = self.page.id
        entered: tuple[str, ...] = ()
        while self.ward.now < last:
            assert self.page.id == page, f"{page} went away while {target} was looked for"
            if target in self.frame and self.frame != entered:
                entered = self.frame if len(self.frame) > 1 else ()
                self.presses(self.switches)
                if len(entered) < 2:
                    return
            elif self.switches == 2:
                self.presses(1)
            else:
                self._next(last)
        raise AssertionError(
            f"the frame never came to {target} on {page}: {attention.targets(self.page, self.ward.screen.place)}"
        )

    def offers(self, target: str) -> bool:
        return target in attention.targets(self.page, self.ward.screen.place)

    def first(self, *targets: str) -> Presser:
        """Chooses the first of these that is here; turns to the next part where none is."""
        for _ in range(9):
            found = next((target for target in targets if self.offers(target)), None)
            if found is not None:
                return self.chooses(found)
            self.chooses("more")
        raise AssertionError(f"none of {targets} on {self.page.id}")

    def at(self, page: str) -> Presser:
        assert self.page.id == page, f"on {self.page.id}, not on {page}"
        return self
