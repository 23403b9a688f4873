"""The staff call as the window knows it: pressed, taken back, and what the trust says of it.

One call at a time. It is kept here and not at the courier, so that a courier that died is told of it again; what it claims is `callstate`'s to say.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet.courier import messages

Tell = Callable[[messages.FromWindow], bool]


class Caller:
    """changed(call): it went on. tell(message): to the courier, whether or not it is there."""

    def __init__(
        self,
        tell: Tell,
        changed: Callable[[callstate.Call], None],
        clock: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._tell, self._changed, self._clock, self._random = tell, changed, clock, random
        self._call: callstate.Call | None = None
        self._added: callstate.Added | None = None  # to this call, None where nothing ever was; it goes with the call
        # Calls that were taken back, while the trust has not said that it knows: when each was pressed, and whether staff ended it.
        self._withdrawn: dict[bytes, tuple[float, bool]] = {}

    @property
    def calling(self) -> bool:
        """Whether somebody still waits."""
        return self._call is not None and self._call.open

    def place(self) -> None:
        """Call, or call again."""
        if self._call is None or not self._call.open or self._call.progress == "accepted":
            # Somebody accepted and nobody came: that is a new call.
            self._call, self._added = callstate.press(self._random(16), self._clock()), None
        # A second press while one is open sends the same call again: whoever presses twice must not make two.
        self._tell(messages.PlaceCall(self._call.id, self._call.pressed))
        self._changed(self._call)

    def add(self, added: callstate.Added) -> None:
        """What the caller adds to their call, in the place of what they added before."""
        if self._call and self._call.open:
            self._added = added
            self._tell(messages.AddToCall(self._call.id, added))

    def withdraw(self, *, attended: bool = False) -> None:
        """The caller takes it back; attended: staff, who are there, end it."""
        if self._call:
            self._withdrawn[self._call.id] = (self._call.pressed, attended)
            self._tell(messages.WithdrawCall(self._call.id, attended))
            self._move("reset" if attended else "cancelled")

    def name_again(self) -> None:
        """To a courier that has just started: what was pressed and added, and what was taken back while nobody could say so."""
        if self.calling and self._call:
            self._tell(messages.PlaceCall(self._call.id, self._call.pressed, again=True))
            if self._added is not None:
                self._tell(messages.AddToCall(self._call.id, self._added))
        for call, (pressed, attended) in self._withdrawn.items():
            self._tell(messages.PlaceCall(call, pressed, again=True))
            self._tell(messages.WithdrawCall(call, attended))

    def take_up(self, stands: messages.CallStands) -> None:
        """A call that the window before this one placed: whoever made it still waits. The latest one, where there are several."""
        if self._call is None or self._call.pressed < stands.pressed:
            call = replace(callstate.press(stands.call, stands.pressed), added=stands.added)
            self._call, self._added = callstate.advance(call, stands.progress, self._clock(), by=stands.by), None
            self._escalated(stands.escalations)
            self._changed(self._call)

    def heard(self, news: messages.CallNews) -> None:
        """What the trust says. Of an older call it matters only that it has ended."""
        if news.progress in ("attended", "reset", "cancelled"):
            self._withdrawn.pop(news.call, None)
        if self._call and self._call.id == news.call:
            self._call = callstate.tell(self._call, news.added, news.told)
            self._move(news.progress, news.by, news.escalations)

    def _move(self, progress: callstate.Progress, by: str = "", escalations: int = 0) -> None:
        if self._call:
            self._call = callstate.advance(self._call, progress, self._clock(), by=by)
            self._escalated(escalations)
            if not self._call.open:
                self._added = None
            self._changed(self._call)

    def _escalated(self, times: int) -> None:
        while self._call and self._call.open and self._call.escalations < times:
            self._call = callstate.escalate(self._call)
