"""Fingers on the glass: finds what is under them, and lets them mean what this person's way of touching says (`pages.Reading.way`).

touch, two switches: as in `senses.touch.fingers`. explore: as in `senses.touch.explore`. one switch: the glass is a switch too, as large
as it is, for somebody who has none that can be plugged in; only the rail stays what it is, so that whoever helps can leave or call at once.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.widgets.key import Key
from kiosk.tablet.senses.sight.widgets.text_entry import TextEntry
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.senses.touch.explore import Explore, Explored
from kiosk.tablet.senses.touch.fingers import Fingers, Options, Outcome

NEAR_ENOUGH = 12.0  # px beyond a thing that a finger which holds it may stray (2 mm)


def _nothing(*_: object) -> None:
    return


class Touching:
    """scene: what is shown. carry_out: what comes of fingers. scale: dots to a px of the design.

    on_touch(): somebody touches the glass, wherever. on_attend(target): a finger that explores has come to this stop. on_switch(number, down): the
    glass is used as a switch. call_at: the loop's.
    """

    def __init__(
        self, scene: Callable[[], Scene], carry_out: Callable[[tuple[Outcome, ...]], None], scale: float
    ) -> None:
        self._scene, self._carry_out, self._scale = scene, carry_out, scale
        self.on_touch: Callable[[], None] = _nothing
        self.on_attend: Callable[[str], None] = _nothing
        self.on_switch: Callable[[int, bool], None] = _nothing
        self.call_at: Callable[[float, Callable[[], None]], Callable[[], None]] | None = None
        self._page: pages.Page | None = None
        self._stops: tuple[str, ...] = ()
        self._fingers = Fingers(self._find, self._is_near, self._call, self._is_key)
        self._explore = Explore(self._find_stop, self._call)
        self._switching: int | None = None  # the finger for which the glass is a switch
        self._cancel: Callable[[], None] | None = None
        self.lifted = (0.0, 0.0)  # where a finger left the glass last, px of the design

    # --- what is shown --------------------------------------------------------------------------------------------

    def shown(self, page: pages.Page, place: attention.Place) -> None:
        """What fingers are on from now on, and how this person touches."""
        reading = page.reading
        self._page, self._stops = page, attention.stops(page, place)
        self._fingers.options = Options(reading.hold, reading.ignore, reading.aim)
        self._explore.window = reading.tap
        if reading.way == "explore":
            self._explore.on = place.focus
        else:
            self._explore.forget()
        if reading.way != "one_switch":
            self._switching = None

    def page_changed(self) -> tuple[Outcome, ...]:
        """The things are others now: what was held is held no more."""
        self._explore.page_changed()
        return self._fingers.page_changed()

    def off_until(self, when: float) -> None:
        """Answer only Call staff until then (the screen is being cleaned)."""
        self._fingers.off_until(when)

    # --- fingers: dots from the upper left corner; now: seconds of a clock that never goes back -------------------

    def down(self, finger: int, x: float, y: float, now: float) -> None:
        x, y = x / self._scale, y / self._scale
        way = self._way
        self.on_touch()
        if way == "explore":
            self._read(self._explore.down(finger, x, y, now), now)
        elif way == "one_switch" and not self._on_rail(x, y):
            if self._switching is None and not self._fingers.is_off(now):
                self._switching = finger
                self.on_switch(1, True)
        else:
            self._carry_out(self._fingers.down(finger, x, y, now))
        self._set_timer(now)

    def move(self, finger: int, x: float, y: float, now: float) -> None:
        x, y = x / self._scale, y / self._scale
        if self._way == "explore":
            self._read(self._explore.move(finger, x, y), now)
        else:
            self._carry_out(self._fingers.move(finger, x, y, now))
        self._set_timer(now)

    def up(self, finger: int, x: float, y: float, now: float) -> None:
        x, y = self.lifted = x / self._scale, y / self._scale
        if finger == self._switching:
            self._switching = None
            self.on_switch(1, False)
        elif self._way == "explore":
            self._read(self._explore.up(finger, x, y, now), now)
        else:
            self._carry_out(self._fingers.up(finger, x, y, now))
        self._set_timer(now)

    def _read(self, outcomes: tuple[Explored, ...], now: float) -> None:
        for outcome in outcomes:
            if self._fingers.is_off(now) and outcome.target != self._call():
                continue
            if outcome.what == "attended":
                self.on_attend(outcome.target)
            elif self._thing(outcome.target) in (*self._scene().targets, *self.entries()):
                self._carry_out((Outcome("acted", outcome.target),))

    def _set_timer(self, now: float) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        moments = [moment for moment in (self._fingers.deadline, self._explore.deadline) if moment is not None]
        if moments and self.call_at is not None:
            at = max(now, min(moments))
            self._cancel = self.call_at(at, lambda: self._due(at))

    def _due(self, now: float) -> None:
        self._cancel = None
        self._carry_out(self._fingers.due(now))
        self._read(self._explore.due(now), now)
        self._set_timer(now)

    # --- what is where --------------------------------------------------------------------------------------------

    @property
    def _way(self) -> pages.Way:
        return self._page.reading.way if self._page is not None else "touch"

    def entries(self) -> tuple[TextEntry, ...]:
        """The boxes that somebody can type into. They are no targets: a finger points into them, and a key or a switch goes on without them."""
        return tuple(thing for thing in self._scene().things if isinstance(thing, TextEntry) and not thing.block.hidden)

    def _find(self, x: float, y: float) -> str | None:
        for thing in self._scene().targets:
            if thing.reach.holds(x, y):
                return thing.id
        return next((entry.id for entry in self.entries() if entry.box.holds(x, y)), None)

    def _find_stop(self, x: float, y: float) -> str | None:
        """What can be read here: a target before words, the smallest of what is drawn over each other."""
        target = self._find(x, y)
        if target is not None:
            return target
        scene = self._scene()
        here = [thing for thing in (*scene.rail, *scene.things) if thing.box.holds(x, y)]
        for thing in sorted(here, key=lambda thing: thing.box.w * thing.box.h):
            for id in (thing.id, thing.id.split("#")[0], thing.id.split("/")[0]):
                if id in self._stops:
                    return id
        return None

    def _on_rail(self, x: float, y: float) -> bool:
        return any(thing.target and thing.reach.holds(x, y) for thing in self._scene().rail)

    def _thing(self, id: str) -> Thing | None:
        try:
            return self._scene().thing(id)
        except KeyError:
            return None

    def _is_near(self, target: str, x: float, y: float) -> bool:
        thing = self._thing(target)
        if thing is None:
            return False
        stray = 4.0 if isinstance(thing, Key) else NEAR_ENOUGH
        return thing.reach.grown(stray).holds(x, y)

    def _call(self) -> str:
        return self._page.rail.call.id if self._page else ""

    def _is_key(self, target: str) -> bool:
        return isinstance(self._thing(target), Key | TextEntry)
