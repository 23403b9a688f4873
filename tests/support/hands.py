"""Hands on the glass of a tablet without a window: pages are laid out as on the screen, fingers come down at places, and the clock is the test's."""

from __future__ import annotations

from pathlib import Path
from random import Random

from kiosk.audit import tremor
from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts.page import lay_out
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.touching import Touching
from kiosk.tablet.senses.touch.fingers import Outcome
from kiosk.tablet.settings import Start
from tests.support.switches import SCREEN, sheet_for
from tests.tablet.test_app import Ward

PATIENCE = 6  # touches after which a person gives up


class Hands:
    """shakes: how long this person touches, (least, most) seconds, with a tremor of 3 Hz and 8 mm; None: a steady hand. `tries`: touches so far."""

    def __init__(self, folder: Path, start: Start | None = None, shakes: tuple[float, float] | None = None) -> None:
        self.ward = Ward(folder, start=start)
        self.random = Random("hands")  # noqa: S311 - a hand, and no secret
        self.shakes, self.tries = shakes, 0
        self.scene = Scene((), (), ())
        self.touching = Touching(lambda: self.scene, self._carry_out, SCREEN.scale)
        self.touching.on_touch = self.ward.tablet.touched
        self.touching.on_attend = self.ward.tablet.attended
        self.touching.on_switch = self.ward.tablet.switched
        self.touching.call_at = self.ward.screen.call_at
        self._shown: tuple[str, int] = ("", -1)
        show = self.ward.screen.show

        def shown(page: pages.Page, place: attention.Place) -> None:
            show(page, place)
            self.scene = lay_out(page, place, sheet_for(page))
            if self._shown != (page.id, place.part):
                self.touching.page_changed()
            self._shown = (page.id, place.part)
            self.touching.shown(page, place)
            if self.scene.parts != place.parts:
                self.ward.tablet.measured(page.id, self.scene.parts)

        self.ward.screen.show = shown  # type: ignore[method-assign]
        self.ward.tablet._show()

    def _carry_out(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            if outcome.what == "acted":
                self.ward.tablet.acted(outcome.target)

    @property
    def page(self) -> pages.Page:
        return self.ward.page

    @property
    def focus(self) -> str:
        return self.ward.screen.place.focus

    def waits(self, seconds: float) -> Hands:
        until = self.ward.now + seconds
        while timers := [timer for timer in self.ward.screen.timers if timer[0] <= until]:
            entry = min(timers, key=lambda timer: timer[0])
            self.ward.screen.timers.remove(entry)
            self.ward.now = max(self.ward.now, entry[0])
            entry[1]()
        self.ward.now = until
        return self

    def middle(self, id: str) -> tuple[float, float]:
        box = self.scene.thing(id).reach
        return box.x + box.w / 2, box.y + box.h / 2

    def taps(self, id: str) -> Hands:
        """One touch of the middle of a thing, for as long as this person has said that they touch."""
        seconds = self.page.reading.hold + 0.1
        x, y = self.middle(id)
        self.tries += 1
        if self.shakes is not None:
            began = self.ward.now
            for report in tremor.touch(self.random, began, self.random.uniform(*self.shakes)):
                self.waits(max(0.0, report.at - self.ward.now))
                at = (x + report.x * SCREEN.dots_per_mm, y + report.y * SCREEN.dots_per_mm)
                getattr(self.touching, report.what)(1, *at, self.ward.now)
            return self
        self.touching.down(1, x, y, self.ward.now)
        self.waits(seconds)
        self.touching.up(1, x, y, self.ward.now)
        return self

    def touches(self, id: str) -> Hands:
        """Touches a thing until something comes of it, with a hand's pause before."""
        before = self.page
        for _ in range(PATIENCE):
            self.waits(1.5).taps(id)
            if self.page != before:
                return self
        raise AssertionError(f"{id} on {before.id} does nothing")

    def first(self, *ids: str) -> Hands:
        """Touches the first of these that is here; turns to the next part where none is."""
        for _ in range(9):
            here = attention.targets(self.page, self.ward.screen.place)
            found = next((id for id in ids if id in here), None)
            if found is not None:
                return self.touches(found)
            self._turns()
        raise AssertionError(f"none of {ids} on {self.page.id}")

    def _turns(self) -> None:
        part = self.ward.screen.place.part
        for _ in range(PATIENCE):
            self.waits(1.5).taps("more")
            if self.ward.screen.place.part != part:
                return
        raise AssertionError(f"{self.page.id} is not turned")

    def at(self, page: str) -> Hands:
        assert self.page.id == page, f"on {self.page.id}, not on {page}"
        return self
