"""Staff calls at the console: the live list, and what a person does about a call. No word here says why somebody called.

The page draws numbered snapshots that come over one server-sent stream. It says "shown" to the hub only when a visible page really has the call on
it; without JavaScript the list is a picture of one moment that says so, and nothing is confirmed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Literal

import msgspec
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, ServerSentEvent, ServerSentEventMessage
from msgspec import Struct

from kiosk.trust import keys, sessions
from kiosk.trust.backend import Backend
from kiosk.trust.calls import NoSuchCall, Pulse, Snapshot
from kiosk.trust.console import access
from kiosk.trust.console.access import Connection, SignedIn
from kiosk.trust.console.relay_lines import RelayLine, relay_lines
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, clock, page_response
from kiosk.trust.relays.relay import Health
from kiosk.trust.store.call_rows import CallRow

SECTION = "/calls"
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
    waiting: bool
    wants_shown: bool
    may_accept: bool
    may_attend: bool
    may_reset: bool


class Board(Struct, frozen=True):
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


def _state(call: CallRow) -> tuple[str, Tone]:
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


def line(call: CallRow, now: float, *, on_ward: bool = False) -> CallLine:
    """A call in words. now: seconds since 1970. on_ward: this page is one of the ward's own team, and so may confirm that it is shown."""
    state, tone = _state(call)
    escalations = (
        ""
        if not call.escalations
        else "passed on once"
        if call.escalations == 1
        else f"passed on {call.escalations} times"
    )
    return CallLine(
        id=call.id.hex(),
        place=f"TEST: {call.place}" if call.test else call.place,
        state=state,
        age=f"Called {age_words(now - call.pressed)}",
        tone=tone,
        escalated=escalations,
        waiting=tone == "waiting",
        wants_shown=on_ward and call.progress == "received",
        may_accept=call.progress in ("received", "shown"),
        may_attend=call.progress == "accepted",
        may_reset=call.progress != "cancelled",
    )


BLANK = CallLine("", "", "", "", "waiting", "", False, False, False, False, True)


def silence(tablet: Pulse, now: float) -> str:
    """A tablet that is not heard, in words."""
    if tablet.heard is None:
        return f"{tablet.place}: not heard since the ward system started"
    return f"{tablet.place}: silent since {clock(now - tablet.heard)}"


class Sight(Struct, frozen=True):
    """What one reader's page shows: wards, code to name, and those whose own team the reader is of.

    The tablet says "a ward screen shows your call": a page in an office elsewhere is none, and confirms nothing.
    """

    wards: dict[str, str]
    own: frozenset[str]


def _sight(desk: SignedIn) -> Sight:
    return Sight(desk.wards, frozenset(ward for ward in desk.wards if keys.ward_group(ward) in desk.reader.groups))


def _board(sight: Sight, snapshot: Snapshot, relays: Iterable[Health]) -> Board:
    tablets = [tablet for tablet in snapshot.tablets if tablet.ward in sight.wards]
    lines = [
        line(call, snapshot.at, on_ward=call.ward in sight.own) for call in snapshot.calls if call.ward in sight.wards
    ]
    lines.sort(key=lambda each: ("waiting", "coming", "ended").index(each.tone))
    silent = tuple(silence(tablet, snapshot.at) for tablet in tablets if not tablet.live)
    told = relay_lines(relays, sight.wards, snapshot.at)
    return Board(snapshot.number, tuple(lines), silent, len(tablets), told)


def board(desk: SignedIn) -> Board:
    """What stands at this moment on the wards whose calls this reader sees: those who wait longest first."""
    return _board(_sight(desk), desk.backend.calls.snapshot(), desk.backend.relays.health())


@get("/calls", sync_to_thread=False)
def show_calls(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The page of live calls."""
    now = board(desk)
    return page_response(
        "calls.jinja",
        desk.page(SECTION),
        calls=now.calls,
        silent=now.silent,
        relays=now.relays,
        shown_at=desk.backend.clock(),
        blank=BLANK,
    )


@get("/calls/live", by_itself=True, include_in_schema=False)
async def live(request: Connection, desk: NamedDependency[SignedIn]) -> ServerSentEvent:
    """Numbered snapshots, at every change and at least every two seconds, until the session ends."""
    # Not the desk itself: it holds the reader's key, and the stream lives for hours.
    backend, cookies, sight = desk.backend, access.cookies_of(request), _sight(desk)

    async def messages() -> AsyncIterator[ServerSentEventMessage]:
        # A client counts snapshots of its own connection: a beat without a change is news too, namely that nothing changed.
        number = 0
        async for snapshot in backend.calls.snapshots(BEAT_SECONDS):
            if not await sync_to_thread(_goes_on, backend, cookies):
                yield ServerSentEventMessage(event="ended", data="")
                return
            number += 1
            news = msgspec.structs.replace(_board(sight, snapshot, backend.relays.health()), number=number)
            yield ServerSentEventMessage(event="snapshot", data=msgspec.json.encode(news))

    return ServerSentEvent(messages(), headers=dict(PAGE_HEADERS))


def _goes_on(backend: Backend, cookies: sessions.Cookies) -> bool:
    with backend.store.read() as connection:
        return sessions.find(connection, cookies, int(backend.clock())) is not None


def _call_id(call: str) -> bytes:
    """Raises NoSuchCall."""
    try:
        return bytes.fromhex(call)
    except ValueError:
        raise NoSuchCall("there is no such call") from None


def _standing(desk: SignedIn, call: str) -> CallRow:
    """The call, if it stands and is on one of this reader's wards. Raises NoSuchCall."""
    wanted = _call_id(call)
    for held in desk.backend.calls.snapshot().calls:
        if held.id == wanted and held.ward in desk.wards:
            return held
    raise NoSuchCall("there is no such call")


def _back() -> Response[str]:
    return Redirect(HOME + SECTION, status_code=303, headers=dict(PAGE_HEADERS))


def _done(request: Connection) -> Response[str]:
    """For a page's own script a plain yes; for a form, the list again."""
    if access.TOKEN_HEADER in request.headers:
        return Response("", status_code=200, media_type="text/plain", headers=dict(PAGE_HEADERS))
    return _back()


@post("/calls/{call:str}/shown", status_code=200, by_itself=True)
async def shown(request: Connection, desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """A visible page has this call on it. Of a page that is not on the ward nothing is said to the caller."""
    standing = _standing(desk, call)
    if standing.ward in _sight(desk).own:
        await desk.backend.calls.confirm_shown([standing.id])
    return _done(request)


@post("/calls/{call:str}/accept", status_code=200)
async def accept(request: Connection, desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """This reader goes to the caller. The tablet says so."""
    await desk.backend.calls.accept(_standing(desk, call).id, desk.reader.role)
    return _done(request)


@post("/calls/{call:str}/attended", status_code=200)
async def attended(request: Connection, desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """Somebody is with the caller."""
    await desk.backend.calls.attend(_standing(desk, call).id, desk.reader.role)
    return _done(request)


def _reset_page(desk: SignedIn, call: str, errors: dict[str, str] | None = None) -> Response[str]:
    standing = _standing(desk, call)
    return page_response(
        "call_reset.jinja",
        desk.page(SECTION),
        errors,
        call=line(standing, desk.backend.clock()),
        reasons=[{"value": code, "text": words} for code, words in RESET_REASONS],
    )


@get("/calls/{call:str}/reset", sync_to_thread=False)
def ask_reset(desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """Why is this call over?"""
    return _reset_page(desk, call)


@post("/calls/{call:str}/reset", status_code=200)
async def reset(desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """The call is over, for a reason."""
    reason = str(desk.form.get("reason", ""))
    if reason not in dict(RESET_REASONS):
        return _reset_page(desk, call, {"reason": "Choose why you are ending the call"})
    await desk.backend.calls.reset(_standing(desk, call).id, desk.reader.role, reason)
    return _back()
