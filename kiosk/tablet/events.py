"""What happens: what a person did, and what came of it elsewhere. Journeys take one event at a time (`journeys.step`); all are immutable values.

For: senses, `app`, journeys, which name them through `visit`. Not for: what is to be done about them (`effects`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk import callstate, records
from kiosk.tablet import pages
from kiosk.tablet.known import Health, Link
from kiosk.tablet.ward import Ward

Message = records.Reply  # what readers wrote, opened


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
    """What was done to a TextEntry, by its id: a key was struck, text came from a real keyboard, or the box was touched.

    key: id of a Key, or a command that a real keyboard has a key for ("left", "rub"). text: what a real keyboard typed. place: where the box was
    touched, in graphemes before it. selecting: everything up to there is selected (a real keyboard's shift).
    """

    entry: str
    key: str = ""
    text: str = ""
    place: int | None = None
    selecting: bool = False


class Sealed(Event, frozen=True):
    """The record of the last `Seal` is sealed, and known by these 16 random bytes from now on."""

    submission: bytes


class Stored(Event, frozen=True):
    """The courier holds this submission on disk for good."""

    submission: bytes


class NotStored(Event, frozen=True):
    """It could not be kept. reason "seal": it could not even be sealed, and is gone. Any other (disk full, courier away): nothing is lost, the sealed
    bytes are still held, and offered again."""

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
    """A return code, derived and held in memory for this visit. qr: what its QR code holds, the digits alone."""

    groups: tuple[pages.CodeGroup, ...]
    qr: str = ""


class CodeRefused(Event, frozen=True):
    """What was typed is no code. reason: `receipt.Wrong`, "unpaired" where the tablet has no ward, or "memory" where there was too little of it to
    work on a code. group: which of the seven, from 1, or 0."""

    reason: str
    group: int = 0


class CodeToChange(Event, frozen=True):
    """The code that was typed was made while somebody was helping. What it opens is shown once it was changed (`effects.ChangeCode`)."""


class MailboxOpened(Event, frozen=True):
    """What lies in the mailbox of the code that was typed, as far as this tablet knows: in the order of their numbers, notices first.

    Nothing there and a code that never was look the same. age: seconds since this tablet last fetched mailboxes; None: never yet.
    again: it is the one that was opened last in this visit.
    changed: the code was made while somebody was helping, and was changed in this visit. This is the new one; the old one opens no
    later messages. Empty: not so.
    """

    messages: tuple[Message, ...]
    age: float | None = None
    again: bool = False
    changed: tuple[pages.CodeGroup, ...] = ()
    changed_qr: str = ""


class Attended(Event, frozen=True):
    """Attention came to something on the page by a key, a switch, a finger that explores or a screen reader: its id (`attention.stops`), or "" for a
    whole group of a scan, whose name is `group` ("out": the way out of one; "rest": the scan rests).

    by_itself: no person did that, a scan went on.
    """

    target: str
    group: str = ""
    by_itself: bool = False


class Turned(Event, frozen=True):
    """A person has turned the page: part, from 0, of so many is shown now."""

    part: int
    of: int


class Commanded(Event, frozen=True):
    """A key or a touch asked for something that is about no single thing on the page: one of `senses.touch.keymap.COMMANDS`, or "unknown" (a key
    without a use), "types" (one that types, while keys are explained), "no_back" (there is no page before this one), "hold" (a finger was held on
    the first page)."""

    command: str


class Spoke(Event, frozen=True):
    """Speech came to sentence n of a text; sentence None: it has ended."""

    text: str
    sentence: int | None


class Watched(Event, frozen=True):
    """A video goes on ("playing", said again every few seconds), has come to its end, or cannot be shown."""

    video: str
    state: Literal["playing", "ended", "failed"]


class Unspoken(Event, frozen=True):
    """A sentence of what was to be spoken has neither a recording nor a voice, and was passed over."""


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
