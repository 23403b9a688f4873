"""Call screens at the console: a code for a new one, ending one, and the PINs with which roles answer calls there (`boards`)."""

from __future__ import annotations

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from kiosk.trust import access_log, boards, cases
from kiosk.trust.console import access, board_pages
from kiosk.trust.console.access import Connection, SignedIn
from kiosk.trust.console.rendering import HOME, clock, page_response

SECTION = "/screens"


class Row(Struct, frozen=True):
    """A screen's line."""

    id: str
    name: str
    ward: str


class PinRow(Struct, frozen=True):
    """A role on a ward. code: of the role. held: it has a PIN."""

    ward: str
    ward_name: str
    code: str
    role: str
    held: bool


def _page(
    desk: SignedIn, errors: dict[str, str] | None = None, *, name: str = "", ward: str = "", notice: str = ""
) -> Response[str]:
    with desk.backend.store.read() as connection:
        rows = [
            Row(each.id.hex(), each.name, desk.wards[each.ward]) for each in boards.of_wards(connection, desk.wards)
        ]
        held = {code: boards.roles_with_pin(connection, code) for code in desk.wards}
    pins = [
        PinRow(code, ward_name, role, words, role in held[code])
        for code, ward_name in desk.wards.items()
        for role, words in boards.ROLES.items()
    ]
    return page_response(
        "screens.jinja",
        desk.page(SECTION, notice),
        errors,
        rows=rows,
        pins=pins,
        several_wards=len(desk.wards) > 1,
        name=name,
        wards=desk.ward_choices(ward),
    )


@get("/screens", sync_to_thread=True)
def show_screens(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The call screens of this reader's wards."""
    return _page(desk)


@post("/screens", status_code=200, sync_to_thread=True)
def make_code(request: Connection, desk: NamedDependency[SignedIn]) -> Response[str]:
    """A code for a new call screen, shown in this answer alone."""
    backend, now = desk.backend, desk.backend.clock()
    name = str(desk.form.get("name", "")).strip()
    ward = desk.chosen_ward
    errors = {}
    if not name:
        errors["name"] = "Enter where the screen is"
    elif len(name) > boards.NAME_MOST:
        errors["name"] = f"Where the screen is must be {boards.NAME_MOST} characters or fewer"
    if ward not in desk.wards:
        errors["ward"] = "Choose the ward"
    if errors:
        return _page(desk, errors, name=name, ward=ward)
    with backend.store.write() as connection:
        code = boards.new_code(connection, backend.secret, ward, name, now)
        access_log.note(connection, "made a code", now, desk.reader.id)
    return page_response(
        "screen_code.jinja",
        desk.page(SECTION),
        groups=code.split("-"),
        name=name,
        until=clock(now + boards.CODE_SECONDS),
        address=f"{access.address_of(request, backend)}{HOME}{board_pages.PATH}",
    )


def _board(desk: SignedIn, screen: str) -> boards.Board:
    """Raises cases.NotForYou."""
    with desk.backend.store.read() as connection:
        found = [each for each in boards.of_wards(connection, desk.wards) if each.id.hex() == screen]
    if not found:
        raise cases.NotForYou("there is no such screen")
    return found[0]


@get("/screens/{screen_id:str}/end", sync_to_thread=True)
def ask_end(desk: NamedDependency[SignedIn], screen_id: FromPath[str]) -> Response[str]:
    """Really?"""
    board = _board(desk, screen_id)
    return page_response("screen_end.jinja", desk.page(SECTION), id=board.id.hex(), name=board.name)


@post("/screens/{screen_id:str}/end", status_code=200, sync_to_thread=True)
def end(desk: NamedDependency[SignedIn], screen_id: FromPath[str]) -> Response[str]:
    """The screen is lost, or is used for something else: it shows no calls any more."""
    board, backend = _board(desk, screen_id), desk.backend
    with backend.store.write() as connection:
        boards.end(connection, board.id, desk.wards)
        access_log.note(connection, "ended a call screen", backend.clock(), desk.reader.id)
    return _page(desk, notice=f"The screen at {board.name} shows no calls any more.")


def _role(desk: SignedIn, ward: str, role: str) -> str:
    """The role in words. Raises cases.NotForYou where this reader's wards have none such."""
    if ward not in desk.wards or role not in boards.ROLES:
        raise cases.NotForYou("there is no such role")
    return boards.ROLES[role]


@post("/screens/pins/{ward:str}/{role:str}", status_code=200, sync_to_thread=True)
def make_pin(desk: NamedDependency[SignedIn], ward: FromPath[str], role: FromPath[str]) -> Response[str]:
    """A new PIN for a role, shown in this answer alone. The one that it had counts no more."""
    words, backend = _role(desk, ward, role), desk.backend
    with backend.store.write() as connection:
        pin = boards.new_pin(connection, backend.secret, ward, role)
        access_log.note(connection, "changed the PIN of a role", backend.clock(), desk.reader.id)
    return page_response("screen_pin.jinja", desk.page(SECTION), pin=pin, role=words, ward_name=desk.wards[ward])


@post("/screens/pins/{ward:str}/{role:str}/end", status_code=200, sync_to_thread=True)
def end_pin(desk: NamedDependency[SignedIn], ward: FromPath[str], role: FromPath[str]) -> Response[str]:
    """Nobody answers calls in this role any more."""
    words, backend = _role(desk, ward, role), desk.backend
    with backend.store.write() as connection:
        boards.end_pin(connection, ward, role)
        access_log.note(connection, "changed the PIN of a role", backend.clock(), desk.reader.id)
    return _page(desk, notice=f"{words}: this role has no PIN any more.")
