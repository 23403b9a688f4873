"""Switches at work: joins the scan (`senses.touch.switches`) to the one place of attention, to the loop's timers and to the voice.

A frame that goes on by itself is nobody: it keeps no visit alive (D01). A press is somebody. While a page is read aloud the frame goes on without a
word, so that it does not cut the page short; a press does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.tablet import attending, attention, pages, visit
from kiosk.tablet.journeys.reading_choices import SWITCHES
from kiosk.tablet.senses.touch.switches import DEBOUNCE, Named, Options, Scan


class Switched(Protocol):
    """What switches need of the tablet."""

    def happened(self, event: visit.Event) -> None: ...

    def acted(self, target: str) -> None: ...


class Switching:
    """call_at(moment, callback) -> cancel, and clock: as the loop has them."""

    def __init__(
        self,
        tablet: Switched,
        at: attending.Attending,
        call_at: Callable[[float, Callable[[], None]], Callable[[], None]],
        clock: Callable[[], float],
    ) -> None:
        self._tablet, self._at, self._call_at, self._clock = tablet, at, call_at, clock
        self.scan = Scan()
        self._cancel: Callable[[], None] | None = None
        self._cancel_naming: Callable[[], None] | None = None
        self._told = Named("rest")
        at.followers.append(self._shown)

    def switched(self, number: int, down: bool) -> None:
        """Switch 1 or 2 went down, or up. Where no frame is on the page, a press brings it."""
        now = self._clock()
        if down:
            brings = not self.scan.on
            if self.scan.down(number, now):
                self._tablet.happened(visit.Touched(at=now))
            elif brings:
                self._tablet.happened(visit.Commanded(at=now, command=f"switch_{number}"))
        else:
            target = self.scan.up(number, now)
            if target:
                self._told = Named("rest")
                self._tablet.acted(target)
            self._follow(by_itself=False)
        self._set_timer()

    def _shown(self, page: pages.Page, place: attention.Place) -> None:
        reading = page.reading
        if reading.way not in SWITCHES:
            if self.scan.on:
                self.scan.off()
                self._told = Named("rest")
                self._at.scan(())
                self._set_timer()
            return
        self.scan.options = Options(
            reading.way == "one_switch", reading.scan, max(DEBOUNCE, reading.ignore), reading.hold
        )
        self.scan.shown((page.id, place.part), attention.groups(page, place), self._clock())
        self._follow(by_itself=True)
        self._set_timer()

    def _follow(self, by_itself: bool) -> None:
        """The frame where the scan is, and what it has come to said, once this event has been dealt with."""
        if not self.scan.on:
            return
        self._at.scan(self.scan.frame)
        named = self.scan.named
        if named != self._told:
            self._told = named
            if self._cancel_naming is not None:
                self._cancel_naming()
            self._cancel_naming = self._call_at(self._clock(), lambda: self._name(named, by_itself))

    def _name(self, named: Named, by_itself: bool) -> None:
        self._cancel_naming = None
        target = named.name if named.what == "thing" else ""
        group = {"group": named.name, "out": "out", "rest": "rest"}.get(named.what, "")
        self._tablet.happened(visit.Attended(at=self._clock(), target=target, group=group, by_itself=by_itself))

    def _set_timer(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        moment = self.scan.deadline
        if moment is not None:
            self._cancel = self._call_at(moment, self._due)

    def _due(self) -> None:
        self._cancel = None
        self.scan.due(self._clock())
        self._follow(by_itself=True)
        self._set_timer()
