"""What fingers mean: which thing a touch holds, and whether letting go acts.

A thing acts when a finger lets go of it inside; a finger that leaves it has changed its mind. One finger counts at a time, so a resting palm or a
second hand changes nothing. A touch that arrives twice (a bouncing panel, a tremor) acts once. None of this may ever stand between a person and
Call staff: that one listens to every finger, at any time, also while the screen is being cleaned.

No Kivy, no clock: places and seconds come in, outcomes go out. Not for keys and switches, which need no filter for where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

AGAIN = 0.25  # seconds in which the same thing does not act again
KEY_AGAIN = 0.06  # the same for a letter: "ll" is written with two quick touches
TOO_LONG = (
    8.0  # seconds after which a finger that holds something (its end was lost, a hand rests) gives way to another
)
NEAR = 60.0  # a touch so near the last one, so soon after the page changed under it, is its echo; in px of `find`


class Held(NamedTuple):
    finger: int
    target: str
    since: float


class Outcome(NamedTuple):
    """pressed: looks pressed from now on. released: does not any more. acted: do what it says."""

    what: Literal["pressed", "released", "acted"]
    target: str


class Fingers:
    """find: the target at a place, or None. still_on: whether a place is near enough to a target for a finger that holds it (hands shake)."""

    def __init__(
        self,
        find: Callable[[float, float], str | None],
        still_on: Callable[[str, float, float], bool],
        always: Callable[[], str],
        is_key: Callable[[str], bool] = lambda target: False,
    ) -> None:
        """always: id of the target that is never blocked (Call staff)."""
        self._find, self._still_on, self._always, self._is_key = find, still_on, always, is_key
        self._held: Held | None = None
        self._calling: Held | None = None
        self._last: tuple[str, float] = ("", -1e9)
        self._last_place = (0.0, 0.0)
        self._turned = False  # the page has changed since the last act
        self._off_until = -1e9

    def off_until(self, when: float) -> None:
        """Answer only Call staff until then (the screen is being cleaned)."""
        self._off_until = when

    def down(self, finger: int, x: float, y: float, now: float) -> tuple[Outcome, ...]:
        lost = self._lost(finger, now)
        target = self._find(x, y)
        if target is None:
            return lost
        if target == self._always():
            if self._calling is not None:
                return lost
            self._calling = Held(finger, target, now)
            return (*lost, Outcome("pressed", target))
        if self._held is not None or now < self._off_until or self._is_echo_of_turning(x, y, now):
            return lost
        self._held = Held(finger, target, now)
        return (*lost, Outcome("pressed", target))

    def move(self, finger: int, x: float, y: float) -> tuple[Outcome, ...]:
        for held in (self._held, self._calling):
            if held is not None and held.finger == finger and not self._still_on(held.target, x, y):
                self._drop(held)
                return (Outcome("released", held.target),)
        return ()

    def up(self, finger: int, x: float, y: float, now: float) -> tuple[Outcome, ...]:
        for held in (self._held, self._calling):
            if held is None or held.finger != finger:
                continue
            self._drop(held)
            released = Outcome("released", held.target)
            if not self._still_on(held.target, x, y) or self._is_echo(held.target, now):
                return (released,)
            self._last, self._last_place, self._turned = (held.target, now), (x, y), False
            return (released, Outcome("acted", held.target))
        return ()

    def page_changed(self) -> tuple[Outcome, ...]:
        """The things are others now, so what was held is held no more; a finger on Call staff stays on it."""
        self._turned = True
        held, self._held = self._held, None
        return (Outcome("released", held.target),) if held else ()

    def _lost(self, finger: int, now: float) -> tuple[Outcome, ...]:
        """Let go of what cannot be held any more: a finger that comes down again was lifted, and one that rests for long means nothing."""
        outcomes = []
        for held in (self._held, self._calling):
            if held is not None and (held.finger == finger or now - held.since > TOO_LONG):
                self._drop(held)
                outcomes.append(Outcome("released", held.target))
        return tuple(outcomes)

    def _is_echo(self, target: str, now: float) -> bool:
        if target == self._always():
            return False
        again = KEY_AGAIN if self._is_key(target) else AGAIN
        return target == self._last[0] and now - self._last[1] < again

    def _is_echo_of_turning(self, x: float, y: float, now: float) -> bool:
        far = max(abs(x - self._last_place[0]), abs(y - self._last_place[1]))
        return self._turned and now - self._last[1] < AGAIN and far < NEAR

    def _drop(self, held: Held) -> None:
        if held is self._held:
            self._held = None
        else:
            self._calling = None
