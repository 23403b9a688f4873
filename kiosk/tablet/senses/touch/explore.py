"""A finger that explores: it reads what is under it, lifting does nothing, and two taps anywhere act on what was read last (accessibility.md, C11).

A tap by itself reads too, once it is sure that no second one follows; until then attention stays where it was, so that two taps mean the thing that
was heard, wherever on the glass they fall. A finger that stays, or goes on, reads at once.

Call staff is as easy as anything else and easier: two taps on it call, without it being read before, in twice the time, also while the screen is
being cleaned, and by a finger beside another. One touch does not call here, as it does in the other ways: somebody who feels their way over the glass
would call again and again.

No Kivy, no clock: places and seconds come in, outcomes go out. One finger counts at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Literal, NamedTuple

STAYS = 0.2  # seconds after which a finger reads what it is on
MOVED = 30.0  # px (5 mm) after which it explores
LONGEST_TAP = 0.6  # seconds; longer where the person wants more time for two


class Explored(NamedTuple):
    """attended: read this. acted: do what it says."""

    what: Literal["attended", "acted"]
    target: str


class _Touch(NamedTuple):
    finger: int
    x: float
    y: float
    since: float
    reads: bool = False  # it has begun to explore, so it is no tap
    stays: bool = False  # what it stays on was read before, so it may still be a slow tap


class Explore:
    """find: what can be read at a place (`attention.stops`), or None. always: id of Call staff. window: seconds between two taps."""

    def __init__(self, find: Callable[[float, float], str | None], always: Callable[[], str]) -> None:
        self._find, self._always = find, always
        self.window = 0.5
        self.on = ""  # what attention is on, for whoever else may move it
        self._touch: _Touch | None = None
        self._tapped: tuple[float, float, float] | None = None  # when and where the first of two taps ended
        self._calling: dict[int, float] = {}  # fingers on Call staff, and since when
        self._called = -1e9  # when a first tap on it ended

    @property
    def deadline(self) -> float | None:
        """When `due` is wanted: a finger has stayed, or no second tap has come."""
        if self._touch is not None:
            return None if self._touch.reads or self._touch.stays else self._touch.since + STAYS
        return self._tapped[0] + self.window if self._tapped is not None else None

    def due(self, now: float) -> tuple[Explored, ...]:
        moment = self.deadline
        if moment is None or now < moment:
            return ()
        if self._touch is None:
            assert self._tapped is not None  # noqa: S101 - the deadline is of it
            _, x, y = self._tapped
            self._tapped = None
            return self._read(x, y)
        target = self._find(self._touch.x, self._touch.y)
        if target is None or target == self.on:
            self._touch = self._touch._replace(stays=True)
            return ()
        self._touch = self._touch._replace(reads=True)
        return self._read(self._touch.x, self._touch.y)

    def down(self, finger: int, x: float, y: float, now: float) -> tuple[Explored, ...]:
        if self._find(x, y) == self._always():
            self._calling[finger] = now
        if self._touch is None or self._touch.finger == finger:
            self._touch = _Touch(finger, x, y, now)
        return ()

    def move(self, finger: int, x: float, y: float) -> tuple[Explored, ...]:
        touch = self._touch
        if touch is None or touch.finger != finger:
            return ()
        if not touch.reads and hypot(x - touch.x, y - touch.y) < MOVED:
            return ()
        self._touch = touch._replace(reads=True)
        self._tapped = None
        return self._read(x, y)

    def up(self, finger: int, x: float, y: float, now: float) -> tuple[Explored, ...]:
        touch = self._touch
        called = self._called_by(finger, x, y, now)
        if called:
            return called
        if touch is None or touch.finger != finger:
            return ()
        self._touch = None
        if touch.reads or now - touch.since > max(LONGEST_TAP, self.window):
            self._tapped = None
            return ()
        first, self._tapped = self._tapped, None
        if first is None or touch.since - first[0] > self.window:
            self._tapped = (now, touch.x, touch.y)
            return ()
        return (Explored("acted", self.on),) if self.on else self._read(x, y)

    def page_changed(self) -> None:
        """What was under the finger is gone; a tap was meant for it. Call staff stays where it is."""
        self._tapped = None
        if self._touch is not None:
            self._touch = self._touch._replace(reads=True)

    def forget(self) -> None:
        """Nobody explores any more."""
        self.on, self._touch, self._tapped, self._called = "", None, None, -1e9
        self._calling.clear()

    def _called_by(self, finger: int, x: float, y: float, now: float) -> tuple[Explored, ...]:
        """Call staff, where this finger has tapped it for the second time: every finger counts, also beside one that rests on the glass."""
        since = self._calling.pop(finger, None)
        if since is None or self._find(x, y) != self._always() or now - since > max(LONGEST_TAP, self.window):
            return ()
        before, self._called = self._called, now
        if since - before > 2 * self.window:
            return ()
        self._called, self._tapped = -1e9, None
        if self._touch is not None and self._touch.finger == finger:
            self._touch = None
        return (Explored("acted", self._always()),)

    def _read(self, x: float, y: float) -> tuple[Explored, ...]:
        target = self._find(x, y)
        if target is None or target == self.on:
            return ()
        self.on = target
        return (Explored("attended", target),)
