"""How tablets are: when each was last heard, and what its heartbeat said.

It is kept in memory alone and never written down: with times of its messages, a stopped disk would tell when which tablet was up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from msgspec import Struct

from kiosk import wire
from kiosk.trust.tablets import Tablet

STALE_AFTER = 30.0  # seconds without a message: the tablet counts as silent


class Pulse(Struct, frozen=True):
    """How a tablet is. heard: seconds since its last message, None if there was none since the backend started.

    frame_age: seconds since its window was known to be well, -1 unknown. clock: seconds that it is ahead of the trust, None unknown.
    battery: per cent, -1 without one. mains: whether it is charged.
    """

    tablet: str
    ward: str
    place: str
    heard: float | None = None
    frame_age: float = -1.0
    clock: float | None = None
    battery: int = -1
    mains: bool = False

    @property
    def live(self) -> bool:
        return self.heard is not None and self.heard < STALE_AFTER


class Beaten(Struct, frozen=True, array_like=True):
    """How a tablet is, for another process. age: seconds since its last message. The others as in `Pulse`."""

    tablet: str
    age: float
    frame_age: float
    clock: float | None
    battery: int = -1
    mains: bool = False


class _Heard(Struct):
    at: float
    frame_age: float = -1.0
    clock: float | None = None
    battery: int = -1
    mains: bool = False


class Pulses:
    """Those of all tablets as one process knows them. clock: seconds since 1970. monotonic: seconds on a steady clock."""

    def __init__(self, clock: Callable[[], float], monotonic: Callable[[], float]) -> None:
        self._clock, self._monotonic = clock, monotonic
        self._heard: dict[str, _Heard] = {}

    def of(self, tablet: Tablet) -> Pulse:
        """How this tablet is now."""
        heard = self._heard.get(tablet.id)
        if heard is None:
            return Pulse(tablet.id, tablet.ward, tablet.place)
        age = self._monotonic() - heard.at
        return Pulse(tablet.id, tablet.ward, tablet.place, age, *_said(heard))

    def hear(self, tablet: str, beat: wire.Beat | None = None) -> bool:
        """A message came from the tablet. Whether it had been silent."""
        now = self._monotonic()
        held = self._heard.setdefault(tablet, _Heard(float("-inf")))
        was_silent = now - held.at >= STALE_AFTER
        held.at = now
        if beat is not None:
            held.frame_age = beat.frame_age
            held.clock = beat.clock - self._clock() if beat.clock else None
            held.battery, held.mains = beat.battery, beat.mains
        return was_silent

    def hear_of(self, beaten: Beaten) -> bool:
        """Another process tells of the tablet; what was heard here counts where it is newer. Whether it had been silent."""
        now = self._monotonic()
        held = self._heard.get(beaten.tablet)
        if held is not None and held.at >= now - beaten.age:
            return False
        self._heard[beaten.tablet] = _Heard(now - beaten.age, *_said(beaten))
        return held is None or now - held.at >= STALE_AFTER

    def forget(self, tablet: str) -> None:
        """It is none of ours any more."""
        self._heard.pop(tablet, None)

    def told(self, tablets: Collection[str] | None = None) -> tuple[Beaten, ...]:
        """What another process is told. tablets: of these; None: of all that were ever heard."""
        now = self._monotonic()
        return tuple(
            Beaten(tablet, now - held.at, *_said(held))
            for tablet, held in self._heard.items()
            if tablets is None or tablet in tablets
        )


def _said(of: _Heard | Beaten) -> tuple[float, float | None, int, bool]:
    """What the heartbeat said, in the order that all three have it in."""
    return of.frame_age, of.clock, of.battery, of.mains
