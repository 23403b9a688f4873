"""A finger that is held on the glass for three seconds, anywhere: how somebody who finds neither key nor button asks for the voice.

No Kivy, no clock: what happens is told, and a timer is asked for. Where the finger is does not matter, nor that it trembles; a second finger that
comes to rest beside it begins nothing anew.
"""

from __future__ import annotations

from collections.abc import Callable

LONG = 3.0  # seconds


class Holding:
    """call_at(moment, callback) -> cancel, as the loop has it. held: called once for each finger that stays so long."""

    def __init__(
        self, call_at: Callable[[float, Callable[[], None]], Callable[[], None]], held: Callable[[], None]
    ) -> None:
        self._call_at, self._held = call_at, held
        self._finger: int | None = None
        self._cancel: Callable[[], None] = lambda: None

    def down(self, finger: int, now: float) -> None:
        """A finger meets the glass. now: seconds, as `call_at` takes them."""
        if self._finger is None or self._finger == finger:
            self._cancel()
            self._finger = finger
            self._cancel = self._call_at(now + LONG, self._long)

    def up(self, finger: int) -> None:
        """It leaves."""
        if finger == self._finger:
            self._cancel()
            self._finger = None

    def _long(self) -> None:
        self._cancel = lambda: None
        self._held()
