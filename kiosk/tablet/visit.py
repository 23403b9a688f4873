"""One person's visit: what they chose so far, how they read, where they are, and what the tablet knows of the world outside.

Everything is an immutable value. `journeys.step(visit, event)` gives the next visit, its page and the effects to carry out; nothing here reads
a clock, draws a random number, touches a file or imports Kivy. Answers live here, in memory, until Send; leaving drops the whole value.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk import callstate, records
from kiosk.tablet import editing, pages
from kiosk.tablet.ward import Ward

# --- what happens: events ---------------------------------------------------------------------------------------


class Event(Struct, frozen=True, kw_only=True):
    """Something a person did or that happened. at: seconds on a clock that never goes back (time.monotonic)."""

    at: float = 0.0


class Started(Event, frozen=True):
    """The tablet is on, or the last visit has ended. Nobody is known to be here."""


class Touched(Event, frozen=True):
    """Any touch, key or switch, acted upon or not: the person is still here."""


class Chose(Event, frozen=True):
    """An answer or a door was chosen (again: taken back, where several may be chosen)."""

    block: str
    option: str


class Pressed(Event, frozen=True):
    """A button of the foot row or the rail, by the id of its Action. "call", "back" and "leave" are the rail's on every page."""

    action: str


class Typed(Event, frozen=True):
    """A key of the on-screen or of a real keyboard. entry: id of the TextEntry; key: id of a Key, or "" with `text` from a real keyboard."""

    entry: str
    key: str = ""
    text: str = ""


class Stored(Event, frozen=True):
    """The courier holds this submission on disk for good."""

    submission: bytes


class NotStored(Event, frozen=True):
    """It could not be kept (disk full, courier away). Nothing is lost: the sealed bytes are still held, and offered again."""

    submission: bytes
    reason: str


class Sent(Event, frozen=True):
    """The trust has acknowledged the batch that carried this submission."""

    submission: bytes


class CallChanged(Event, frozen=True):
    """The staff call went on. None: there is no call."""

    call: callstate.Call | None


class LinkChanged(Event, frozen=True):
    """What works now."""

    link: Link


class CodeReady(Event, frozen=True):
    """The return code was derived."""

    groups: tuple[pages.CodeGroup, ...]


class Spoke(Event, frozen=True):
    """Speech came to sentence n of a text; sentence None: it has ended."""

    text: str
    sentence: int | None


class TimedOut(Event, frozen=True):
    """A moment that `deadline` asked for has come."""


class WardChanged(Event, frozen=True):
    """A new ward pack part was verified, or the tablet was paired."""

    ward: Ward


class PinChecked(Event, frozen=True):
    """Whether the staff PIN was right. wait: seconds until the next try is taken."""

    right: bool
    wait: float = 0.0


class Paired(Event, frozen=True):
    """The end of a pairing. reason: empty when it worked, else one of the ids in `wire.PairingRefused`."""

    reason: str = ""


class HealthKnown(Event, frozen=True):
    """What the staff page shows. No counts: a number of waiting concerns would tell that one was raised."""

    health: Health


# --- what the tablet knows --------------------------------------------------------------------------------------


class Link(Struct, frozen=True):
    """What is possible now. courier and speech: the process answers; calls: the call connection's heartbeat is fresh."""

    courier: bool = False
    calls: bool = False
    speech: bool = False


class Health(Struct, frozen=True):
    """For staff. outbox: it can be written; ages in seconds (None: no such part); clock: seconds that this tablet's clock is ahead of the trust's."""

    link: bool
    outbox: bool
    clock: float | None
    keys_age: float | None
    content_age: float | None
    duty_age: float | None
    paired: bool
    version: str


# --- what is to be done: effects --------------------------------------------------------------------------------


class Effect(Struct, frozen=True):
    """Something for app.py to carry out."""


class Seal(Effect, frozen=True):
    """Seal this record and hand it to the courier. It answers with Stored, later Sent."""

    record: records.Record
    readers: tuple[records.ReaderGroup, ...] = ()


class Call(Effect, frozen=True):
    """Call staff now."""


class CancelCall(Effect, frozen=True):
    """The caller no longer wants it. Staff still see it for two minutes."""


class DeriveCode(Effect, frozen=True):
    """Make a return code for the record that is about to be sealed."""


class OpenMailbox(Effect, frozen=True):
    """Try this return code on the mailboxes that the tablet holds."""

    code: str


class Say(Effect, frozen=True):
    """Speak these texts from the first sentence."""

    texts: tuple[pages.Text, ...]


class Hush(Effect, frozen=True):
    """Be silent at once (WCAG 1.4.2; EN 301 549 5.1.3.5)."""


class CheckPin(Effect, frozen=True):
    pin: str


class Pair(Effect, frozen=True):
    code: str


class AskHealth(Effect, frozen=True):
    """Answer with HealthKnown."""


class TouchOff(Effect, frozen=True):
    """Take no touch for so many seconds, Call staff excepted: somebody wipes the glass."""

    seconds: float


class Restart(Effect, frozen=True):
    """Start the window again."""


class LeaveKiosk(Effect, frozen=True):
    """End kiosk mode. Staff only."""


class Wipe(Effect, frozen=True):
    """The visit is over. deep: own words were typed, so the process itself has to go (copies of text stay in a process's memory)."""

    deep: bool = False


# --- the visit ---------------------------------------------------------------------------------------------------


class Spot(Struct, frozen=True):
    """Where in a journey: a page name and, where the journey has many of one kind, which one."""

    journey: str
    name: str
    item: str = ""

    @property
    def page(self) -> str:
        """The id of the page."""
        return f"{self.journey}.{self.name}" + (f".{self.item}" if self.item else "")


Answers = tuple[tuple[str, tuple[str, ...]], ...]  # question id -> chosen option ids, in the order of asking


class Draft(Struct, frozen=True):
    """What has been said so far in one journey, and not been sent."""

    answers: Answers = ()
    words: editing.Entry = editing.Entry()

    def chosen(self, question: str) -> tuple[str, ...]:
        """The option ids chosen for a question; empty if it was skipped."""
        return dict(self.answers).get(question, ())

    def with_answer(self, question: str, options: tuple[str, ...]) -> Draft:
        """A draft with this question answered anew; no options: the answer is taken away."""
        rest = tuple((q, o) for q, o in self.answers if q != question)
        return Draft(answers=(*rest, (question, options)) if options else rest, words=self.words)


class Visit(Struct, frozen=True):
    """All of it. trail: where Back goes, oldest first; the last is where the person is.

    submission: id of what was sent in this visit; state: what is known of it. touched: when the person last did something.
    """

    ward: Ward
    trail: tuple[Spot, ...] = (Spot("home", "doors"),)
    reading: pages.Reading = pages.Reading()
    draft: Draft = Draft()
    keyboard: editing.Keyboard = editing.Keyboard()
    submission: bytes = b""
    submission_state: Literal["none", "sealing", "saved", "sent", "not_saved"] = "none"
    call: callstate.Call | None = None
    link: Link = Link()
    touched: float = 0.0
    now: float = 0.0
    staff: StaffPage = None  # type: ignore[assignment]
    typed: bool = False  # own words were typed in this visit

    @property
    def spot(self) -> Spot:
        return self.trail[-1]


class StaffPage(Struct, frozen=True):
    """The staff page of the tablet: open only after the PIN."""

    open: bool = False
    pin: str = ""
    wait_until: float = 0.0
    health: Health | None = None
    pairing: Literal["none", "asking", "paired", "refused"] = "none"
    reason: str = ""


class Step(Struct, frozen=True):
    """What came of an event."""

    visit: Visit
    page: pages.Page
    effects: tuple[Effect, ...] = ()
