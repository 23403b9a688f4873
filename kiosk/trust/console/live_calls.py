"""Staff calls at the console: the live list, and what a person does about a call. Beside a call stands what its caller added (`call_lines`).

The page draws numbered snapshots that come over one server-sent stream. It says "shown" to the hub only when a visible page really has the call on
it; without JavaScript the list is a picture of one moment that says so, and nothing is confirmed.
"""

from __future__ import annotations

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, ServerSentEvent

from kiosk.trust import keys, sessions
from kiosk.trust.backend import Backend
from kiosk.trust.console import access, call_lines
from kiosk.trust.console.access import Connection, SignedIn
from kiosk.trust.console.call_lines import BLANK, RESET_REASONS, CallList, Sight, list_of, stream
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, page_response
from kiosk.trust.store.call_rows import CallRow

SECTION = "/calls"


def _sight(desk: SignedIn) -> Sight:
    own = frozenset(ward for ward in desk.wards if keys.ward_group(ward) in desk.reader.groups)
    return Sight(desk.wards, own, desk.ward_names)


def standing_now(desk: SignedIn) -> CallList:
    """What stands at this moment on the wards whose calls this reader sees."""
    return list_of(_sight(desk), desk.backend.calls.snapshot(), desk.backend.relays.health())


@get("/calls", sync_to_thread=False)
def show_calls(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The page of live calls."""
    now = standing_now(desk)
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
    return stream(backend, sight, lambda: _goes_on(backend, cookies))


def _goes_on(backend: Backend, cookies: sessions.Cookies) -> bool:
    with backend.store.read() as connection:
        return sessions.find(connection, cookies, int(backend.clock())) is not None


async def _standing(desk: SignedIn, call: str) -> CallRow:
    """The call, if it stands and this reader sees it. Raises NoSuchCall."""
    return await call_lines.standing(desk.backend, _sight(desk), call)


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
    standing = await _standing(desk, call)
    if standing.ward in _sight(desk).own:
        await desk.backend.calls.confirm_shown([standing.id])
    return _done(request)


@post("/calls/{call:str}/accept", status_code=200)
async def accept(request: Connection, desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """This reader goes to the caller. The tablet says so."""
    await desk.backend.calls.accept((await _standing(desk, call)).id, desk.reader.role)
    return _done(request)


@post("/calls/{call:str}/attended", status_code=200)
async def attended(request: Connection, desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """Somebody is with the caller."""
    await desk.backend.calls.attend((await _standing(desk, call)).id, desk.reader.role)
    return _done(request)


async def _reset_page(desk: SignedIn, call: str, errors: dict[str, str] | None = None) -> Response[str]:
    standing = await _standing(desk, call)
    return page_response(
        "call_reset.jinja",
        desk.page(SECTION),
        errors,
        call=_sight(desk).line(standing, desk.backend.clock()),
        reasons=[{"value": code, "text": words} for code, words in RESET_REASONS],
    )


@get("/calls/{call:str}/reset")
async def ask_reset(desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """Why is this call over?"""
    return await _reset_page(desk, call)


@post("/calls/{call:str}/reset", status_code=200)
async def reset(desk: NamedDependency[SignedIn], call: FromPath[str]) -> Response[str]:
    """The call is over, for a reason."""
    reason = str(desk.form.get("reason", ""))
    if reason not in dict(RESET_REASONS):
        return await _reset_page(desk, call, {"reason": "Choose why you are ending the call"})
    await desk.backend.calls.reset((await _standing(desk, call)).id, desk.reader.role, reason)
    return _back()
