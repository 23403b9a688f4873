"""A staff call as pages of the trust show it: one line of words and what may be done. The same in a page's HTML and in a snapshot of its live stream.

For: the console's list of calls and the screens on the wards (`board_pages`). No word here says what has happened to anybody. What the caller added
stands in the line for who is signed in. A screen on the ward may be read by the person who is feared: there the line says at most whether a woman or
a man is asked for, of a call that should be quiet not even that, and no more is in its stream. Who answers with a PIN reads the rest.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Literal

import msgspec
from litestar.concurrency import sync_to_thread
from litestar.response import ServerSentEvent, ServerSentEventMessage
from msgspec import Struct

from kiosk import callstate
from kiosk.trust.backend import Backend
from kiosk.trust.calls import NoSuchCall, Snapshot
from kiosk.trust.console.relay_lines import RelayLine, relay_lines
from kiosk.trust.console.rendering import PAGE_HEADERS, clock
from kiosk.trust.pulses import Pulse
from kiosk.trust.relays.relay import Health
from kiosk.trust.store.call_rows import CallRow

BEAT_SECONDS = 2.0  # a page calls a snapshot old after three of these (static/live.js)

RESET_REASONS: tuple[tuple[str, str], ...] = (
    ("helped", "Somebody was with the person"),
    ("mistake", "It was pressed by mistake"),
    ("nobody", "Nobody was there"),
    ("test", "It was a test"),
)

Tone = Literal["waiting", "coming", "ended"]


class CallLine(Struct, frozen=True):
    """One call as a page shows it: words and what may be done. The same in the page's HTML and in a snapshot."""

    id: str
    place: str
    state: str
    age: str
    tone: Tone
    escalated: str
    added: str
    waiting: bool
    wants_shown: bool
    may_accept: bool
    may_attend: bool
    may_reset: bool
    may_read: bool


class CallList(Struct, frozen=True):
    """What one reader's page shows at one moment. silent: one line for each tablet that is not heard. tablets: how many there are.

    relays: one line for each other way in which calls are told.
    """

    number: int
    calls: tuple[CallLine, ...]
    silent: tuple[str, ...]
    tablets: int
    relays: tuple[RelayLine, ...] = ()


def age_words(seconds: float) -> str:
    """How long ago, in words that stay right until the next beat."""
    whole = max(0, int(seconds))
    if whole < 5:
        return "just now"
    if whole < 60:
        return f"{whole} seconds ago"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} {'minute' if minutes == 1 else 'minutes'} ago"
    return f"{minutes // 60} h {minutes % 60} min ago"


VISIT = "Please visit the tablet"  # of a quiet call, where anybody may read it: the words of relays (`relays.told`)
_KINDS: dict[callstate.Kind, str] = {
    "company": "Somebody is with them.",
    "talk": "They want to talk.",
    "other": "Somebody else needs help.",
    "tablet": "They need help with the tablet.",
}
_WHO: dict[callstate.Who, str] = {
    "woman": "They ask for a woman.",
    "man": "They ask for a man.",
    "either": "A woman or a man can go.",
}


def added_words(added: callstate.Added) -> str:
    """What a caller added, for staff who go there; "" where that is nothing."""
    quietly = ("Please go quietly.",) if added.quiet else ()
    kinds = (words for kind, words in _KINDS.items() if kind in added.kinds)
    return " ".join((*quietly, *kinds, *((_WHO[added.who],) if added.who else ())))


def _on_wall(added: callstate.Added) -> str:
    """What of it may hang on a wall: whom to send, unless somebody is with the caller who could read it too."""
    hidden = added.quiet or "company" in added.kinds or added.who == "either"
    return "" if hidden or not added.who else _WHO[added.who]


def _quiet_state(call: CallRow) -> tuple[str, Tone]:
    match call.progress:
        case "accepted":
            return f"In hand: {call.by or 'a member of staff'}, since {clock(call.progress_at)}", "coming"
        case "attended":
            return f"In hand, since {clock(call.progress_at)}", "coming"
        case "cancelled":
            return VISIT, "ended"  # as before: nobody who stands behind the caller can send staff away with one touch
        case _:
            return VISIT, "waiting"


def _state(call: CallRow) -> tuple[str, Tone]:
    if call.test:
        return "A test of the call system. Nobody needs to go", "ended"
    by = call.by or "a member of staff"
    match call.progress:
        case "accepted":
            return f"On the way: {by}, since {clock(call.progress_at)}", "coming"
        case "attended":
            return f"Somebody is there, since {clock(call.progress_at)}", "coming"
        case "cancelled":
            return "The caller took it back. Please look in on them", "ended"
        case _:
            return "Please attend. Nobody is on the way yet", "waiting"


def line(call: CallRow, now: float, *, on_ward: bool = False, on_wall: bool = False, ward: str = "") -> CallLine:
    """A call in words. now: seconds since 1970. on_ward: this page is one of the ward's own team, and so may confirm that it is shown.

    on_wall: anybody may read it. ward: the ward's name, where the page shows more than one.
    """
    state, tone = _quiet_state(call) if on_wall and call.added.quiet and not call.test else _state(call)
    place = f"{ward}, {call.place}" if ward else call.place
    return CallLine(
        id=call.id.hex(),
        place=f"TEST: {place}" if call.test else place,
        state=state,
        age=f"Called {age_words(now - call.pressed)}",
        tone=tone,
        escalated=f"passed on to {call.passed_to}" if call.passed_to else "",
        added=_on_wall(call.added) if on_wall else added_words(call.added),
        waiting=tone == "waiting",
        wants_shown=on_ward and call.progress == "received",
        may_accept=call.progress in ("received", "shown") and not call.test,
        may_attend=call.progress == "accepted" and not call.test,
        may_reset=call.progress != "cancelled",
        # Whether or not there is anything to read: a button that comes and goes would tell that something was added.
        may_read=call.progress in ("accepted", "attended", "cancelled") and not call.test,
    )


BLANK = CallLine("", "", "", "", "waiting", "", "", False, False, False, False, True, False)


def silence(tablet: Pulse, now: float) -> str:
    """A tablet that is not heard, in words."""
    if tablet.heard is None:
        return f"{tablet.place}: not heard since the ward system started"
    return f"{tablet.place}: silent since {clock(now - tablet.heard)}"


class Sight(Struct, frozen=True):
    """What one page shows: wards, code to name, and those on which it stands. names: of all wards, as calls are passed on between them.

    on_wall: nobody is signed in, and whoever passes may read it.

    The tablet says "a ward screen shows your call": a page in an office elsewhere is none, and confirms nothing.
    """

    wards: dict[str, str]
    own: frozenset[str]
    names: dict[str, str]
    on_wall: bool = False

    def sees(self, call: CallRow) -> bool:
        """Whether the call is of one of its wards, or was passed on to one."""
        return any(call.seen_on(ward) for ward in self.wards)

    def line(self, call: CallRow, now: float) -> CallLine:
        """The call as this page shows it."""
        several = len(self.wards) > 1 or call.ward not in self.wards
        ward = self.names.get(call.ward, call.ward) if several else ""
        return line(call, now, on_ward=call.ward in self.own, on_wall=self.on_wall, ward=ward)


async def standing(backend: Backend, sight: Sight, call: str) -> CallRow:
    """The call of this id, if it stands and the page sees it. Raises NoSuchCall."""
    try:
        held = await backend.calls.standing(bytes.fromhex(call))
    except ValueError:
        raise NoSuchCall("there is no such call") from None
    if not sight.sees(held):
        raise NoSuchCall("there is no such call")
    return held


def list_of(sight: Sight, snapshot: Snapshot, relays: Iterable[Health]) -> CallList:
    """What stands on the wards that this page shows: those who wait longest first."""
    tablets = [tablet for tablet in snapshot.tablets if tablet.ward in sight.wards]
    lines = [sight.line(call, snapshot.at) for call in snapshot.calls if sight.sees(call)]
    lines.sort(key=lambda each: ("waiting", "coming", "ended").index(each.tone))
    silent = tuple(silence(tablet, snapshot.at) for tablet in tablets if not tablet.live)
    told = relay_lines(relays, sight.wards, snapshot.at)
    return CallList(snapshot.number, tuple(lines), silent, len(tablets), told)


def stream(backend: Backend, sight: Sight, goes_on: Callable[[], bool]) -> ServerSentEvent:
    """Numbered snapshots, at every change and at least every two seconds. goes_on: asked before each; once False, that is the end."""

    async def messages() -> AsyncIterator[ServerSentEventMessage]:
        # A client counts snapshots of its own connection: a beat without a change is news too, namely that nothing changed.
        number = 0
        async for snapshot in backend.calls.snapshots(BEAT_SECONDS):
            if not await sync_to_thread(goes_on):
                yield ServerSentEventMessage(event="ended", data="")
                return
            number += 1
            news = msgspec.structs.replace(list_of(sight, snapshot, backend.relays.health()), number=number)
            yield ServerSentEventMessage(event="snapshot", data=msgspec.json.encode(news))

    return ServerSentEvent(messages(), headers=dict(PAGE_HEADERS))
