"""What the window and the courier say to each other. Records cross as sealed slots only; no message holds a word that somebody typed.

The window sends what must be kept or called; the courier answers each with what is so. Both sides may repeat themselves: everything is named by an
id, and the same id with the same bytes is the same thing.
"""

from __future__ import annotations

from msgspec import Struct

from kiosk import callstate, wardpack


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """Any of them."""


# --- from the window ---------------------------------------------------------------------------------------------


class Keep(Message, frozen=True, tag="keep"):
    """Keep this sealed slot and send it. Answered with Kept or NotKept, later Delivered. submission: 16 random bytes."""

    submission: bytes
    slot: bytes


class PlaceCall(Message, frozen=True, tag="place_call"):
    """Call staff. pressed: seconds on the clock that both processes share (time.monotonic of one machine).

    again: named again to a courier that has just started; the trust may have heard of it from the one before.
    """

    call: bytes
    pressed: float
    again: bool = False


class WithdrawCall(Message, frozen=True, tag="withdraw_call"):
    """attended: as in wire.Cancel."""

    call: bytes
    attended: bool = False


class AddToCall(Message, frozen=True, tag="add_to_call"):
    """What the caller adds to the call, whole each time: the last one holds. It crosses once more to a courier that has just started."""

    call: bytes
    added: callstate.Added


class PairWith(Message, frozen=True, tag="pair_with"):
    """A pairing code as it was typed."""

    code: str


class VisitEnded(Message, frozen=True, tag="visit_ended"):
    """Somebody left, whether or not they wrote: chaff slots are rewritten now, so that a write to the disk says nothing."""


class Drew(Message, frozen=True, tag="drew"):
    """The window is well. frame_age: seconds since it last drew a frame or answered its own loop."""

    frame_age: float


class TellHealth(Message, frozen=True, tag="tell_health"):
    """Answered with HealthTold."""


FromWindow = Keep | PlaceCall | WithdrawCall | AddToCall | PairWith | VisitEnded | Drew | TellHealth


# --- from the courier --------------------------------------------------------------------------------------------


class Kept(Message, frozen=True, tag="kept"):
    """The slot is on disk for good (committed with synchronous FULL)."""

    submission: bytes


class NotKept(Message, frozen=True, tag="not_kept"):
    """It is not. reason: "disk", "unpaired", "full" (all slots within reach hold records) or "slot" (these bytes are no sealed slot).

    The window keeps the bytes and asks again.
    """

    submission: bytes
    reason: str


class Delivered(Message, frozen=True, tag="delivered"):
    """The trust acknowledged the batch with this slot. Known to the running courier only."""

    submission: bytes


class CallNews(Message, frozen=True, tag="call_news"):
    """How far a call has come. added, told: as in wire.News."""

    call: bytes
    progress: callstate.Progress
    by: str = ""
    escalations: int = 0
    added: callstate.Added = callstate.NOTHING
    told: int = 0


class CallStands(Message, frozen=True, tag="call_stands"):
    """A call that somebody may still wait for, to a window that has just started: it knows nothing of the one before. pressed: monotonic seconds.

    added: what its caller has added, whether or not the trust knows it yet.
    """

    call: bytes
    pressed: float
    progress: callstate.Progress
    by: str = ""
    escalations: int = 0
    added: callstate.Added = callstate.NOTHING


class LinkNews(Message, frozen=True, tag="link_news"):
    """calls: the call connection's heartbeat is fresh. trust: the last batch was acknowledged, or none was due yet."""

    calls: bool
    trust: bool


class PackNews(Message, frozen=True, tag="pack_news"):
    """The verified parts that the courier holds, as they were signed. The window verifies them again against the pinned root."""

    mode: wardpack.Mode
    root: bytes
    place: str
    parts: tuple[wardpack.Signed, ...]


class PairingEnded(Message, frozen=True, tag="pairing_ended"):
    """refused: empty when it worked, else one of `wire.PairingRefused`."""

    refused: str = ""


class HealthTold(Message, frozen=True, tag="health_told"):
    """outbox: a record could be kept now. clock: seconds that this tablet is ahead of the trust, None before the first answer. Ages in seconds."""

    link: bool
    outbox: bool
    clock: float | None
    keys_age: float | None
    content_age: float | None
    duty_age: float | None
    paired: bool


FromCourier = Kept | NotKept | Delivered | CallNews | CallStands | LinkNews | PackNews | PairingEnded | HealthTold
