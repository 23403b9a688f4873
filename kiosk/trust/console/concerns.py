"""Concerns at the console: the list of those that this reader's keys open, and one of them read. A text is in the answer to one request alone."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Struct
from msgspec.structs import replace

from kiosk import records
from kiosk.trust import cases
from kiosk.trust.cases import Listed, OpenedRecord
from kiosk.trust.console import wording
from kiosk.trust.console.access import Connection, SignedIn
from kiosk.trust.console.rendering import clock, day, page_response
from kiosk.trust.console.wording import Answer, WardWords
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS

SECTION = "/concerns"
WHAT = {"concern": "A concern", "follow_up": "Something added to a concern", "": "A record that cannot be read"}


class Row(Struct, frozen=True):
    """A line of the list."""

    id: str
    reference: str
    received: str
    what: str
    due: str
    overdue: bool
    opened: bool


class Concern(Struct, frozen=True):
    """A record as its page shows it. words: exactly as they were written."""

    reference: str
    what: str
    received: str
    due: str
    overdue: bool
    readers: tuple[str, ...]
    log: tuple[str, ...]
    words: str
    language: str
    language_name: str
    direction: str
    helped: bool = False
    answers: tuple[Answer, ...] = ()
    harm: tuple[Answer, ...] = ()
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    may_ask: bool | None = None
    asked: bool = True
    other_version: bool = False


def received_words(start: int) -> str:
    """A quarter-day in words, by London's clock: "3 November 2026, between 06:00 and 12:00"."""
    return f"{day(start)}, between {clock(start)} and {clock(start + QUARTER_DAY_SECONDS)}"


def _due(listed: Listed) -> str:
    return f"{day(listed.due)}, {clock(listed.due)}"


def _row(listed: Listed, wards: dict[str, str], now: float) -> Row:
    ward = f", {wards.get(listed.ward, listed.ward)}" if len(wards) > 1 else ""
    what = WHAT[listed.what] if listed.state == "ours" else WHAT[""]
    return Row(
        listed.id.hex(),
        listed.reference,
        received_words(listed.received),
        what + ward,
        _due(listed),
        now >= listed.due and not listed.opened,
        listed.opened,
    )


@get("/concerns", sync_to_thread=True)
def list_concerns(desk: NamedDependency[SignedIn], before: FromQuery[int | None] = None) -> Response[str]:
    """What this reader's groups can open, newest first. before: a quarter-day, to go on from where a page ended."""
    desk.must_read()
    held = desk.held_keys()
    cases.index_new(desk.backend.store, desk.backend.trust, held)
    with desk.backend.store.read() as connection:
        listing = cases.list_records(connection, desk.backend.trust, held, before=before)
    now = desk.backend.clock()
    return page_response(
        "concerns.jinja",
        desk.page(SECTION),
        groups=desk.groups,
        rows=[_row(listed, desk.ward_names, now) for listed in listing.rows],
        older=listing.older,
        newest=before is None,
    )


@get("/concerns/{record:str}", sync_to_thread=True)
def read_concern(request: Connection, desk: NamedDependency[SignedIn], record: FromPath[str]) -> Response[str]:
    """One concern, opened for this answer. The opening is in the log before the text is in anybody's memory but this one's."""
    desk.must_read()
    if "prefetch" in request.headers.get("sec-purpose", ""):
        return Response("", status_code=503)  # nobody has asked to read it yet, and an opening is on the record
    backend = desk.backend
    opened = cases.open_record(
        backend.store, backend.trust, desk.held_keys(), desk.reader.id, _record_id(record), backend.clock()
    )
    with backend.store.read() as connection:
        words = wording.ward_words(connection, backend.trust, opened.listed.ward)
    return page_response("concern.jinja", desk.page(SECTION), concern=_concern(desk, opened, words))


def _record_id(record: str) -> bytes:
    """Raises cases.NotForYou."""
    try:
        return bytes.fromhex(record)
    except ValueError:
        raise cases.NotForYou("there is no such record for you") from None


def _readers(desk: SignedIn, opened: OpenedRecord) -> tuple[str, ...]:
    lines = [f"{desk.group_titles[group]} (your group)" for group in opened.listed.groups]
    if "outside" not in opened.listed.groups:
        lines.append("A reader outside the ward, always")
    lines.append("The recovery holders, two of three together")
    return tuple(lines)


def _log(desk: SignedIn, opened: OpenedRecord) -> tuple[str, ...]:
    return tuple(
        f"{'You' if opening.reader == desk.reader.id else opening.name}, {day(opening.at)} at {clock(opening.at)}"
        for opening in opened.openings[:10]
    )


def _concern(desk: SignedIn, opened: OpenedRecord, words: WardWords) -> Concern:
    record, listed = opened.record, opened.listed
    concern = Concern(
        reference=listed.reference,
        what=WHAT["concern"],
        received=received_words(listed.received),
        due=_due(listed),
        overdue=desk.backend.clock() >= listed.due and not listed.opened,
        readers=_readers(desk, opened),
        log=_log(desk, opened),
        words=record.words,
        language=record.language,
        language_name=wording.language_name(record.language),
        direction=wording.direction(record.language),
    )
    if isinstance(record, records.FollowUp):
        kind = wording.FOLLOW_UPS.get(record.kind, record.kind)
        wish = (Answer("What they want", (kind,)),)
        return replace(concern, what=WHAT["follow_up"], answers=wish, asked=False)
    have, gaps = wording.told(record)
    return replace(
        concern,
        helped=record.helped,
        other_version=words.version is not None and words.version != record.questions,
        answers=words.answers(record, wording.FIELDS),
        harm=words.answers(record, wording.HARM),
        told=tuple(have),
        untold=tuple(gaps),
        may_ask=record.may_ask,
    )
