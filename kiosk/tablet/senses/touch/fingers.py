"""What fingers mean: which thing a touch holds, and whether letting go acts.

A thing acts when a finger lets go of it inside; a finger that leaves it has changed its mind. One finger counts at a time, so a resting palm or a
second hand changes nothing. A touch that arrives twice (a bouncing panel, a tremor) acts once. None of this may ever stand between a person and
Call staff: that one listens to every finger, at any time, also while the screen is being cleaned, and none of a person's `Options` delays it.

Hands that shake (EN 301 549 5.8, accessibility.md C05 and C06): a person may say how long a finger has to be held, for how long a second touch does
nothing, and which place of a touch counts. No meaning ever needs a path or a second finger.

No Kivy, no clock: places and seconds come in, outcomes go out. Not for keys and switches, which need no filter for where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Literal, NamedTuple

AGAIN = 0.25  # seconds in which the same thing does not act again
KEY_AGAIN = 0.06  # the same for a letter: "ll" is written with two quick touches
TOO_LONG = (
    8.0  # seconds after which a finger that holds something (its end was lost, a hand rests) gives way to another
)
NEAR = 60.0  # a touch so near the last one, so soon after the page changed under it, is its echo; in px of `find`
FAR = 240.0  # px (4 cm) from where its place is taken after which a finger has changed its mind, where it may stray
LEAST_TIME = 1e-3  # seconds that a place weighs in the middle of a touch

Aim = Literal["both", "first", "last", "middle"]


class Options(NamedTuple):
    """As in `pages.Reading`: hold, ignore: seconds. aim: which place of a touch counts.

    ignore: longer than `AGAIN`, no thing at all acts again so soon, as a hand that shakes may come down beside the last.
    """

    hold: float = 0.0
    ignore: float = AGAIN
    aim: Aim = "both"


class Outcome(NamedTuple):
    """pressed: looks pressed from now on. released: does not any more. acted: do what it says."""

    what: Literal["pressed", "released", "acted"]
    target: str


class _Touch:
    """One finger on the glass. target: what it is on, "" for nothing. looks: whether that looks pressed."""

    def __init__(self, finger: int, target: str, x: float, y: float, now: float) -> None:
        self.finger, self.target, self.since, self.on_since = finger, target, now, now
        self.first = self.last = (x, y)
        self.looks = False
        self._at, self._weight, self._sum = now, 0.0, (0.0, 0.0)

    def move(self, x: float, y: float, now: float) -> None:
        weight = max(now - self._at, LEAST_TIME)
        self._sum = (self._sum[0] + weight * self.last[0], self._sum[1] + weight * self.last[1])
        self._weight, self._at, self.last = self._weight + weight, now, (x, y)

    @property
    def middle(self) -> tuple[float, float]:
        """The mean of its places, each for as long as the finger was there."""
        return (self._sum[0] / self._weight, self._sum[1] / self._weight) if self._weight else self.first


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
        self.options = Options()
        self._held: _Touch | None = None
        self._calling: _Touch | None = None
        self._last: tuple[str, float] = ("", -1e9)
        self._last_place = (0.0, 0.0)
        self._turned = False  # the page has changed since the last act
        self._off_until = -1e9

    def off_until(self, when: float) -> None:
        """Answer only Call staff until then (the screen is being cleaned)."""
        self._off_until = when

    def is_off(self, now: float) -> bool:
        return now < self._off_until

    @property
    def deadline(self) -> float | None:
        """When `due` is wanted: a finger will have been held long enough."""
        held = self._held
        return None if held is None or held.looks or not held.target else held.on_since + self.options.hold

    def due(self, now: float) -> tuple[Outcome, ...]:
        """Time has passed: what a finger has held long enough looks pressed now."""
        moment = self.deadline
        if self._held is None or moment is None or now < moment:
            return ()
        self._held.looks = True
        return (Outcome("pressed", self._held.target),)

    def down(self, finger: int, x: float, y: float, now: float) -> tuple[Outcome, ...]:
        lost = self._lost(finger, now)
        target = self._find(x, y)
        if target is not None and target == self._always():
            if self._calling is not None:
                return lost
            self._calling = _Touch(finger, target, x, y, now)
            self._calling.looks = True
            return (*lost, Outcome("pressed", target))
        if target is None and self.options.aim not in ("last", "middle"):
            return lost
        if self._held is not None or self.is_off(now) or self._is_echo_of_turning(x, y, now) or self._too_soon(now):
            return lost
        self._held = _Touch(finger, target or "", x, y, now)
        return (*lost, *self.due(now))

    def move(self, finger: int, x: float, y: float, now: float = 0.0) -> tuple[Outcome, ...]:
        calling, held = self._calling, self._held
        if calling is not None and calling.finger == finger and not self._calls(calling, x, y):
            self._calling = None
            return (Outcome("released", calling.target),)
        if held is None or held.finger != finger:
            return ()
        held.move(x, y, now)
        if self.options.aim != "middle" and self._left(held, x, y):
            return self._drop_held()
        return self._retargeted(held, now)

    def up(self, finger: int, x: float, y: float, now: float) -> tuple[Outcome, ...]:
        calling, held = self._calling, self._held
        if calling is not None and calling.finger == finger:
            self._calling = None
            released = Outcome("released", calling.target)
            return (released, self._acted(calling.target, x, y, now)) if self._calls(calling, x, y) else (released,)
        if held is None or held.finger != finger:
            return ()
        held.move(x, y, now)
        changed = () if self._left(held, x, y) else self._retargeted(held, now)
        gone = self._left(held, x, y) or not held.target or now - held.on_since < self.options.hold
        outcomes = (*changed, *self._drop_held())
        if gone or self._is_echo(held.target, now):
            return outcomes
        return (*outcomes, self._acted(held.target, x, y, now))

    def page_changed(self) -> tuple[Outcome, ...]:
        """The things are others now, so what was held is held no more; a finger on Call staff stays on it."""
        self._turned = True
        return self._drop_held()

    # --- how it is known ------------------------------------------------------------------------------------------

    def _acted(self, target: str, x: float, y: float, now: float) -> Outcome:
        self._last, self._last_place, self._turned = (target, now), (x, y), False
        return Outcome("acted", target)

    def _calls(self, calling: _Touch, x: float, y: float) -> bool:
        """Whether a finger that came down on Call staff still means it: a hand that shakes may stray, where the person has said that theirs does."""
        if self._still_on(calling.target, x, y):
            return True
        return self.options.aim != "both" and hypot(x - calling.first[0], y - calling.first[1]) <= FAR

    def _left(self, held: _Touch, x: float, y: float) -> bool:
        """Whether the finger has changed its mind."""
        aim = self.options.aim
        if aim == "both":
            return not self._still_on(held.target, x, y)
        if aim == "last":
            return False  # it goes from thing to thing, and to none
        from_x, from_y = (
            held.first if aim == "first" else held.middle
        )  # only once it is lifted: a middle is known at the end
        return hypot(x - from_x, y - from_y) > FAR

    def _retargeted(self, held: _Touch, now: float) -> tuple[Outcome, ...]:
        """What the finger is on now, where that may change while it is down."""
        aim = self.options.aim
        if aim not in ("last", "middle"):
            return ()
        target = self._find(*(held.last if aim == "last" else held.middle)) or ""
        if target == held.target or (aim == "last" and held.target and self._still_on(held.target, *held.last)):
            return self.due(now)
        outcomes = (Outcome("released", held.target),) if held.looks else ()
        held.target, held.looks = target, False
        if aim == "last":
            held.on_since = now
        return (*outcomes, *self.due(now))

    def _drop_held(self) -> tuple[Outcome, ...]:
        held, self._held = self._held, None
        return (Outcome("released", held.target),) if held is not None and held.looks else ()

    def _lost(self, finger: int, now: float) -> tuple[Outcome, ...]:
        """Let go of what cannot be held any more: a finger that comes down again was lifted, and one that rests for long means nothing."""
        outcomes: tuple[Outcome, ...] = ()
        held, calling = self._held, self._calling
        if held is not None and (held.finger == finger or now - held.since > TOO_LONG + self.options.hold):
            outcomes = self._drop_held()
        if calling is not None and (calling.finger == finger or now - calling.since > TOO_LONG):
            self._calling = None
            outcomes = (*outcomes, Outcome("released", calling.target))
        return outcomes

    def _too_soon(self, now: float) -> bool:
        """A second touch of a hand that shakes, wherever it lands."""
        return self.options.ignore > AGAIN and now - self._last[1] < self.options.ignore

    def _is_echo(self, target: str, now: float) -> bool:
        again = self.options.ignore
        if again <= AGAIN and self._is_key(target):
            again = KEY_AGAIN
        return target != self._always() and target == self._last[0] and now - self._last[1] < again

    def _is_echo_of_turning(self, x: float, y: float, now: float) -> bool:
        far = max(abs(x - self._last_place[0]), abs(y - self._last_place[1]))
        return self._turned and now - self._last[1] < AGAIN and far < NEAR
