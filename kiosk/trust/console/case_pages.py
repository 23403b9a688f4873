"""A case at the console: read, printed, and worked on, one form at a time. Everything works without a script and by keyboard alone."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy
from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from sqlalchemy import select

from kiosk import envelope, records
from kiosk.trust import cases, follow_ups, keys, mailboxes
from kiosk.trust.access_log import Action
from kiosk.trust.casework import case_file, counters, events, inbox, journal
from kiosk.trust.casework.case_file import CaseFile, NotNow
from kiosk.trust.console import case_view, case_words, wording
from kiosk.trust.console.access import Connection, SignedIn, asked_for
from kiosk.trust.console.acts.act import Act, Asked
from kiosk.trust.console.case_acts import ACTS
from kiosk.trust.console.case_fields import Filled
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, page_response
from kiosk.trust.roles import Role
from kiosk.trust.store import tables

SECTION = "/concerns"
NOT_SENT = (follow_ups.NoCode, mailboxes.AlreadyPosted, records.RecordError)
GONE = "This cannot be done any more: somebody changed the case. What you wrote is not saved: copy it, and look at the case"
TOO_LATE = "Somebody else wrote about this concern in the meantime. Look at what they wrote, then send this again"


def record_id(record: str) -> bytes:
    """Raises cases.NotForYou."""
    try:
        return bytes.fromhex(record)
    except ValueError:
        raise cases.NotForYou("there is no such record for you") from None


def _open(desk: SignedIn, record: str, action: Action | None = None, *, shown: bool = True) -> CaseFile:
    backend, me = desk.backend, desk.reader.id
    return case_file.open_case(
        backend.store, backend.trust, desk.held_keys(), me, record_id(record), backend.clock(), action, shown=shown
    )


def _view(desk: SignedIn, file: CaseFile) -> case_view.CaseView:
    backend = desk.backend
    with backend.store.read() as connection:
        words = wording.ward_words(connection, backend.trust, file.listed.row.ward)
    return case_view.view(file, words, desk.group_titles, desk.reader.id, backend.clock())


def _address(record: str) -> str:
    return f"{HOME}{SECTION}/{record}"


@get("/concerns/{record:str}", sync_to_thread=True)
def read_case(
    request: Connection, desk: NamedDependency[SignedIn], record: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """One case, opened for this answer. The opening is in the log before the text is in anybody's memory but this one's."""
    if not asked_for(request):
        return Response("", status_code=503)
    file = _open(desk, record)
    if file.home is not None:  # something that came later is read where it belongs
        return Redirect(_address(file.home.hex()), status_code=303, headers=dict(PAGE_HEADERS))
    notice = ACTS[done].done if done in ACTS else ""
    return page_response(
        "case.jinja", desk.page(SECTION, notice), case=_view(desk, file), acts=_offered(desk, file), supports=_columns()
    )


@get("/concerns/{record:str}/print", sync_to_thread=True)
def print_case(request: Connection, desk: NamedDependency[SignedIn], record: FromPath[str]) -> Response[str]:
    """The case to be printed. It holds nothing of the reporter's code: no mailbox, no keys."""
    if not asked_for(request):
        return Response("", status_code=503)
    file = _open(desk, record, case_file.PRINTED)
    printed = f"{desk.reader.name}, {case_words.moment(desk.backend.clock())}"
    return page_response(
        "case_print.jinja", desk.page(SECTION), case=_view(desk, file), printed=printed, supports=_columns()
    )


def _columns() -> list[str]:
    return [case_words.SUPPORT[each] for each in events.SUPPORT]


# --- acts --------------------------------------------------------------------------------------------------------


def _readers(desk: SignedIn, file: CaseFile) -> dict[bytes, str]:
    """Names of everybody who can open the concern, by id."""
    with desk.backend.store.read() as connection:
        ids = set[bytes]().union(*(keys.group_members(connection, group) for group in file.reader_groups))
        chosen = select(tables.readers.c.id, tables.readers.c.name).where(tables.readers.c.id.in_(ids))
        return {row.id: row.name for row in connection.execute(chosen.order_by(tables.readers.c.name))}


def _works(desk: SignedIn, ids: Collection[bytes]) -> dict[bytes, Role]:
    chosen = select(tables.readers.c.id, tables.readers.c.work).where(tables.readers.c.id.in_(ids))
    with desk.backend.store.read() as connection:
        return {row.id: row.work for row in connection.execute(chosen)}


def _asked(desk: SignedIn, file: CaseFile, which: str = "") -> Asked:
    readers = _readers(desk, file)
    works = _works(desk, {*readers, *(entry.author for entry in file.entries)})
    return Asked(file, which, readers, desk.reader.id, desk.backend.clock(), works)


def _offered(desk: SignedIn, file: CaseFile) -> list[Act]:
    """What can be done with this case now, from its page."""
    if not isinstance(file.record, records.Concern):
        return []
    asked = _asked(desk, file)
    return [act for act in ACTS.values() if act.when(asked)]


def _act(slug: str) -> Act:
    """Raises cases.NotForYou."""
    if slug not in ACTS:
        raise cases.NotForYou("nothing like this can be done")
    return ACTS[slug]


def _form(desk: SignedIn, asked: Asked, act: Act, filled: Filled) -> Response[str]:
    here = f"{_address(asked.file.listed.id.hex())}/do/{act.slug}" + (f"/{asked.which}" if asked.which else "")
    return page_response(
        "case_act.jinja",
        desk.page(SECTION),
        filled.errors,
        case_address=_address(asked.file.listed.id.hex()),
        reference=asked.file.listed.reference,
        act=act,
        fields=act.fields(asked, filled),
        here=here,
    )


def _show(request: Connection, desk: SignedIn, record: str, slug: str, which: str) -> Response[str]:
    if not asked_for(request):
        return Response("", status_code=503)
    act = _act(slug)
    file = _open(desk, record, shown=False)
    _ = file.concern  # a follow-up by itself is read, not worked on
    asked = _asked(desk, file, which)
    if not act.when(asked):
        raise cases.NotForYou("this cannot be done here now")
    return _form(desk, asked, act, Filled(FormMultiDict()))


def _do(desk: SignedIn, record: str, slug: str, which: str) -> Response[str]:
    act, filled, backend = _act(slug), Filled(desk.form), desk.backend
    file = _open(desk, record, shown=False)
    _ = file.concern
    asked = _asked(desk, file, which)
    if not act.when(asked):  # what was written is not thrown away because somebody else was faster
        filled.wrong(_first(act, asked, filled), GONE)
        return _form(desk, asked, act, filled)
    event = act.read(asked, filled)
    if filled.errors or event is None:
        return _form(desk, asked, act, filled)
    try:
        with backend.store.write() as connection:
            if isinstance(event, events.Messaged):
                _send(connection, desk, file, event, asked.now)
            case_file.write(connection, backend.trust, file, desk.reader.id, desk.reader.name, asked.now, event)
    except (NotNow, events.Unwritable, journal.TooLate, envelope.SealError, *NOT_SENT) as error:
        filled.wrong(_first(act, asked, filled), _sentence(error))
        return _form(desk, asked, act, filled)
    held = desk.held_keys()
    inbox.index_new(backend.store, backend.trust, held)
    counters.leave(backend.store, backend.trust, held, backend.clock(), again=True)
    to = f"{_address(record)}?done={slug}" if act.done else f"{HOME}{SECTION}?out=1"
    return Redirect(to, status_code=303, headers=dict(PAGE_HEADERS))


def _send(
    connection: sqlalchemy.Connection, desk: SignedIn, file: CaseFile, event: events.Messaged, now: float
) -> None:
    """Let the message lie in the person's mailbox, in the transaction that writes it down: it is sent and written, or neither."""
    concern = file.concern
    follow_ups.write(
        connection,
        desk.backend.trust,
        file.listed.row.ward,
        concern,
        event.number,
        event.words,
        now,
        language=event.language,
        asks=event.asks,
        ward_reads=concern.ward_reads,
    )


def _first(act: Act, asked: Asked, filled: Filled) -> str:
    """The field that an error of the whole form stands at."""
    for field in act.fields(asked, filled):
        if "name" in field.args:
            return str(field.args["name"])
        if field.macro == "dateInput":
            return f"{field.args['id']}-day"
    return "maincontent"


def _sentence(error: Exception) -> str:
    if isinstance(error, (journal.TooLate, mailboxes.AlreadyPosted)):
        return TOO_LATE
    text = str(error)
    return text[:1].upper() + text[1:]


@get("/concerns/{record:str}/do/{slug:str}", sync_to_thread=True)
def show_act(
    request: Connection, desk: NamedDependency[SignedIn], record: FromPath[str], slug: FromPath[str]
) -> Response[str]:
    """The form of something that can be done with a case."""
    return _show(request, desk, record, slug, "")


@get("/concerns/{record:str}/do/{slug:str}/{which:str}", sync_to_thread=True)
def show_act_of(
    request: Connection,
    desk: NamedDependency[SignedIn],
    record: FromPath[str],
    slug: FromPath[str],
    which: FromPath[str],
) -> Response[str]:
    """The same, about one part of the case."""
    return _show(request, desk, record, slug, which)


@post("/concerns/{record:str}/do/{slug:str}", status_code=200, sync_to_thread=True)
def do_act(desk: NamedDependency[SignedIn], record: FromPath[str], slug: FromPath[str]) -> Response[str]:
    """Write it, or say what is wrong."""
    return _do(desk, record, slug, "")


@post("/concerns/{record:str}/do/{slug:str}/{which:str}", status_code=200, sync_to_thread=True)
def do_act_of(
    desk: NamedDependency[SignedIn], record: FromPath[str], slug: FromPath[str], which: FromPath[str]
) -> Response[str]:
    """The same, about one part of the case."""
    return _do(desk, record, slug, which)
