"""The inbox at the console: concerns that this reader's keys open, with their clocks, in pages of 25, filtered; or what a search found, on one page.
Nothing is kept for either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Struct

from kiosk.trust import access_log, log
from kiosk.trust.cases import HeldKeys
from kiosk.trust.casework import counters, inbox, search
from kiosk.trust.casework.inbox import VIEWS, Inbox, Listed, View
from kiosk.trust.casework.needs import pressing
from kiosk.trust.casework.rows import SHORT
from kiosk.trust.console import case_words, wording
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.case_view import Tag
from kiosk.trust.console.case_words import received_words
from kiosk.trust.console.rendering import HOME, page_response
from kiosk.trust.measures import concern_releases
from kiosk.trust.measures.worlds import Contradiction

SECTION = "/concerns"
STEPPED_OUT = "You stepped out. You do not see this concern any more."


class Need(Struct, frozen=True):
    text: str
    late: bool


class Row(Struct, frozen=True):
    """A line of the list."""

    id: str
    reference: str
    what: str
    ward: str
    received: str
    tags: tuple[Tag, ...]
    needs: tuple[Need, ...]


class Tab(Struct, frozen=True):
    """A filter. count: how many it shows."""

    text: str
    href: str
    count: int
    here: bool


def _row(desk: SignedIn, listed: Listed, now: float) -> Row:
    row = listed.row
    if listed.state == "unreadable":
        what, tags = "A record that cannot be read", [Tag("Changed or damaged", "orange")]
    elif listed.what == "follow_up":
        what, tags = "Something added to a concern that your groups cannot open", []
    else:
        what, tags = "Concern", [Tag(*case_words.STAGES[row.stage])]
    if not listed.opened:
        tags.insert(0, Tag("Not opened yet", "blue"))
    if row.kept_from_ward:
        tags.append(Tag("Kept from the ward team", "orange"))
    if listed.unread:
        tags.append(Tag("New message" if listed.unread == 1 else f"{listed.unread} new messages", "green"))
    clock = pressing(row, now) if row.what == "concern" else None
    if clock is not None:
        tags.append(Tag(*case_words.CLOCKS[clock.state]))
    mine = row.proposer == desk.reader.id[:SHORT]
    return Row(
        listed.id.hex(),
        listed.reference,
        what,
        desk.ward_names.get(row.ward, row.ward) if len(desk.ward_names) > 1 else "",
        received_words(listed.received),
        tuple(tags),
        tuple(Need(case_words.need_words(need, mine=mine), need.late) for need in listed.needs),
    )


def load(desk: SignedIn) -> Inbox:
    """The reader's inbox, up to date, for this request."""
    backend = desk.backend
    held = desk.held_keys()
    inbox.index_new(backend.store, backend.trust, held)
    counters.leave(backend.store, backend.trust, held, backend.clock())
    _publish(desk, held)
    with backend.store.read() as connection:
        return inbox.load(connection, backend.trust, held, desk.reader.id, backend.clock())


def _publish(desk: SignedIn, held: HeldKeys) -> None:
    """Make what is due of concerns for the ward and for everyone, where this session can count them."""
    backend, now = desk.backend, desk.backend.clock()
    try:
        made = concern_releases.publish(
            backend.store,
            backend.trust,
            held,
            lambda connection: wording.codes_of_trust(connection, backend.trust, desk.ward_names),
            now,
        )
    except Contradiction as error:
        log.tell("not_published", fault=error)
        return
    if made:
        with backend.store.write() as connection:
            access_log.note(connection, "counted records for a release", now, desk.reader.id)


def _tabs(found: Inbox, view: View) -> list[Tab]:
    return [
        Tab(case_words.VIEW_NAMES[each], f"{HOME}{SECTION}?show={each}", found.count(each), each == view)
        for each in VIEWS
    ]


@get("/concerns", sync_to_thread=True)
def list_concerns(
    desk: NamedDependency[SignedIn], show: FromQuery[str] = "open", page: FromQuery[int] = 1, out: FromQuery[str] = ""
) -> Response[str]:
    """The inbox. show: one of inbox.VIEWS. page: counted from 1."""
    view: View = show if show in get_args(View) else "open"  # type: ignore[assignment]
    found = load(desk)
    rows, number, pages = inbox.page_of(found.of(view), page)
    return _page(desk, found, view, rows, number, pages, notice=STEPPED_OUT if out else "")


def _page(
    desk: SignedIn,
    found: Inbox,
    view: View,
    rows: Sequence[Listed],
    number: int = 1,
    pages: int = 1,
    notice: str = "",
    errors: dict[str, str] | None = None,
    searched: str | None = None,
) -> Response[str]:
    now = desk.backend.clock()
    address = f"{HOME}{SECTION}?show={view}&page="
    return page_response(
        "concerns.jinja",
        desk.page(SECTION, notice),
        errors,
        groups=desk.groups,
        tabs=_tabs(found, view),
        view_name=case_words.VIEW_NAMES[view],
        rows=[_row(desk, listed, now) for listed in rows],
        number=number,
        pages=pages,
        before=f"{address}{number - 1}" if number > 1 else "",
        after=f"{address}{number + 1}" if number < pages else "",
        total=found.count(view),
        searched=searched,
        many_wards=len(desk.ward_names) > 1,
    )


@post("/concerns/search", status_code=200, sync_to_thread=True)
def search_concerns(desk: NamedDependency[SignedIn]) -> Response[str]:
    """Concerns that hold some words, among those that this reader opened since they signed in; or the one with this reference. The words are in no
    address, so in no log and no history of a browser."""
    words = str(desk.form.get("words", "")).strip()
    found = load(desk)
    if not words:
        rows, number, pages = inbox.page_of(found.of("open"), 1)
        return _page(desk, found, "open", rows, number, pages, errors={"words": "Enter words, or a reference"})
    backend = desk.backend
    with backend.store.read() as connection:
        hits = search.search(
            connection,
            backend.trust,
            desk.held_keys(),
            found,
            search.opened_since(connection, desk.reader.id, desk.session.started),
            words[: search.WORDS_MOST],
        )
    return _page(desk, found, "all", hits, searched=words)
