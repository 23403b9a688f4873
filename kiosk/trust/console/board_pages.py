"""A call screen on a ward: a browser that was paired as a device (`boards`), for a wall or a phone that goes round. It shows its ward's calls, and
those that were passed on to the ward; whoever answers one gives the PIN of their role, and is shown what the caller added.

It is no session: it holds no key, opens no other page, and never ends by rest. Its page needs JavaScript, as a screen that does not change by itself
would show an old state as a live one.
"""

from __future__ import annotations

import math

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, ServerSentEvent
from msgspec import Struct

from kiosk.trust import boards
from kiosk.trust.backend import Backend
from kiosk.trust.boards import Board
from kiosk.trust.calls import CallHub
from kiosk.trust.console import access, call_lines
from kiosk.trust.console.access import Connection
from kiosk.trust.console.call_lines import RESET_REASONS, Sight
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, Page, page_response
from kiosk.trust.console.waits import SignInWaits
from kiosk.trust.store import tables
from kiosk.trust.store.call_rows import CallRow

PATH = "/board"
COOKIE = "__Host-wardlight-board"
COOKIE_SECONDS = 400 * 86_400  # the longest that browsers keep one; each opening of the page begins it anew
NO_CODE = "This code is not right, or its time is over. Ask for a new one"
STEPS = ("accept", "attended", "hand-over", "added", "reset")
SHOW_ADDED = ("accept", "hand-over", "added")  # steps of somebody who goes there, or has to know more
NOTHING_ADDED = "The caller has added nothing."
WRONG_PIN = "No role has this PIN. Try again"


class NotABoard(Exception):
    """This browser is no call screen, or is none any more."""


class Screen(Struct, frozen=True):
    """A call screen in one request. names: of all wards, by code. form: what the request carries; empty for a GET."""

    backend: Backend
    board: Board
    names: dict[str, str]
    cookie: str
    form: FormMultiDict

    @property
    def sight(self) -> Sight:
        """It stands on its ward, and shows that ward alone."""
        ward = self.board.ward
        return Sight({ward: self.names.get(ward, ward)}, frozenset({ward}), self.names, on_wall=True)


def _look_up(backend: Backend, cookie: str) -> tuple[Board, dict[str, str]]:
    with backend.store.read() as connection:
        board = boards.find(connection, cookie)
        if board is None:
            raise NotABoard
        rows = connection.execute(tables.wards.select())
        return board, {row.code: row.name for row in rows}


async def screen(request: Connection, backend: NamedDependency[Backend]) -> Screen:
    """The screen whose browser this is, for handlers that name it `screen`. Raises NotABoard, FormRefused."""
    cookie = request.cookies.get(COOKIE, "")
    board, names = await sync_to_thread(_look_up, backend, cookie)
    form = FormMultiDict()
    if request.method not in ("GET", "HEAD"):
        form = await request.form()
        access.check_form(request, request.headers.get(access.TOKEN_HEADER, ""), boards.form_token(cookie))
    return Screen(backend, board, names, cookie, form)


def _with_cookie(response: Response[str], cookie: str) -> Response[str]:
    response.set_cookie(access.cookie(COOKIE, cookie, COOKIE_SECONDS))
    return response


# --- becoming a screen -------------------------------------------------------------------------------------------


def _code_page(request: Connection, backend: Backend, error: str = "", code: str = "") -> Response[str]:
    cookie, token = access.sign_in_token(request)
    page = Page(demo=backend.trust.mode == "demo", csrf=token, ward=backend.trust.name)
    response = page_response("board_pair.jinja", page, {"code": error} if error else None, code=code)
    return access.set_form_cookie(response, cookie)


@get("/board/pair", sync_to_thread=False)
def show_pair(request: Connection, backend: NamedDependency[Backend]) -> Response[str]:
    """Where the code of a new call screen is entered, on the screen itself."""
    return _code_page(request, backend)


@post("/board/pair", status_code=200)
async def pair(request: Connection, backend: NamedDependency[Backend]) -> Response[str]:
    """This browser becomes a call screen."""
    form = await access.sign_in_form(request)
    typed = str(form.get("code", ""))
    if not typed.strip():
        return _code_page(request, backend, "Enter the code that the console shows")
    try:
        cookie = await sync_to_thread(_paired, backend, typed)
    except boards.NoCode:
        return _code_page(request, backend, NO_CODE, typed[:40])
    return _with_cookie(Redirect(HOME + PATH, status_code=303, headers=dict(PAGE_HEADERS)), cookie)


def _paired(backend: Backend, typed: str) -> str:
    with backend.store.write() as connection:
        return boards.pair(connection, backend.secret, typed, backend.clock())


# --- the screen --------------------------------------------------------------------------------------------------


@get("/board", sync_to_thread=True)
def show_board(screen: NamedDependency[Screen]) -> Response[str]:
    """The calls of the screen's ward."""
    page = Page(demo=screen.backend.trust.mode == "demo", csrf=boards.form_token(screen.cookie), ward=screen.board.name)
    with screen.backend.store.read() as connection:
        has_pins = bool(boards.roles_with_pin(connection, screen.board.ward))
    response = page_response(
        "board.jinja",
        page,
        ward_name=screen.names.get(screen.board.ward, screen.board.ward),
        name=screen.board.name,
        reasons=RESET_REASONS,
        has_pins=has_pins,
    )
    return _with_cookie(response, screen.cookie)


@get("/board/live", include_in_schema=False)
async def live(screen: NamedDependency[Screen]) -> ServerSentEvent:
    """Numbered snapshots, for as long as this browser is a call screen."""
    backend, cookie = screen.backend, screen.cookie

    def goes_on() -> bool:
        with backend.store.read() as connection:
            return boards.find(connection, cookie) is not None

    return call_lines.stream(backend, screen.sight, goes_on)


async def _standing(screen: Screen, call: str) -> CallRow:
    return await call_lines.standing(screen.backend, screen.sight, call)


def _says(text: str, status: int) -> Response[str]:
    return Response(text, status_code=status, media_type="text/plain", headers=dict(PAGE_HEADERS))


@post("/board/calls/{call:str}/shown", status_code=200)
async def shown(screen: NamedDependency[Screen], call: FromPath[str]) -> Response[str]:
    """The screen is visible and has this call on it. Of another ward's call nothing is said to the caller: the person there sees no such screen."""
    standing = await _standing(screen, call)
    if standing.ward == screen.board.ward:
        await screen.backend.calls.confirm_shown([standing.id])
    return _says("", 200)


@post("/board/calls/{call:str}/{step:str}", status_code=200)
async def answer(
    screen: NamedDependency[Screen], waits: NamedDependency[SignInWaits], call: FromPath[str], step: FromPath[str]
) -> Response[str]:
    """Somebody answers a call: accept, attended, hand-over or reset; or reads what the caller added. The form has the PIN of a role; a reset also a
    reason.

    Answers with what the caller added, where the step shows it. Where it was not done, with words for the screen: 403 for a PIN that no role has, 429
    while guesses have to wait.
    """
    standing = await _standing(screen, call)
    if step not in STEPS or (step == "reset" and screen.form.get("reason") not in dict(RESET_REASONS)):
        return _says("Nothing was done. Load this page again", 400)
    backend, name = screen.backend, screen.board.id.hex()
    wait = await waits.try_now(name, "", backend.clock())
    if wait > 0:
        seconds = math.ceil(wait)
        unit = "second" if seconds == 1 else "seconds"
        return _says(f"Too many tries. Wait {seconds} {unit}, then try again", 429)
    try:
        role = await sync_to_thread(_role, screen)
    except boards.WrongPin:
        return _says(WRONG_PIN, 403)
    await waits.passed(name, "")
    call_now = await _take(backend.calls, step, standing, role, str(screen.form.get("reason", "")))
    if step not in SHOW_ADDED:
        return _says("", 200)
    words = call_lines.added_words(call_now.added)
    return _says(words or (NOTHING_ADDED if step == "added" else ""), 200)


def _role(screen: Screen) -> str:
    with screen.backend.store.read() as connection:
        pin = str(screen.form.get("pin", ""))
        return boards.role_of(connection, screen.backend.secret, screen.board.ward, pin)


async def _take(hub: CallHub, step: str, call: CallRow, role: str, reason: str) -> CallRow:
    """The call as it stands after the step."""
    match step:
        case "accept":
            return await hub.accept(call.id, role)
        case "attended":
            return await hub.attend(call.id, role)
        case "hand-over":
            return await hub.hand_over(call.id, role)
        case "reset":
            return await hub.reset(call.id, role, reason)
    return call
