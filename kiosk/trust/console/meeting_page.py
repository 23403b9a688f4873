"""The sheet for a ward's community meeting: one page of paper with what people said in four weeks, as everybody on the ward may know it, and what the
ward did. And place by time of day, for the ward.

Everything here comes from releases (`measures.releases`); no page of this module sees an exact number.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct
from sqlalchemy import Connection

from kiosk import wardpack
from kiosk.trust import access_log, cases, figures, you_said
from kiosk.trust.casework.clocks import today
from kiosk.trust.console import tablet_figures, wording
from kiosk.trust.console.access import NotAllowed, SignedIn
from kiosk.trust.console.chart_figures import in_page
from kiosk.trust.console.check_in_charts import KINDS, day_words
from kiosk.trust.console.duty_page import own_wards
from kiosk.trust.console.rendering import HOME, page_response
from kiosk.trust.console.wording import WardWords
from kiosk.trust.measures import (
    call_lines,
    chart_notes,
    check_in_lines,
    concern_lines,
    published_charts,
    release_words,
    releases,
)
from kiosk.trust.measures.periods import Period, four_weeks, quarter
from kiosk.trust.measures.release_lines import WAIT_DAYS, Release
from kiosk.trust.measures.release_words import GroupLine, Part

SECTION = "/meeting"
_SUBJECTS = (check_in_lines.SUBJECT, concern_lines.SUBJECT, call_lines.SUBJECT)
LOOK_BACK = timedelta(days=365)  # for the newest release: a ward's sheets may have gaps


class PlaceTimes(Struct, frozen=True):
    """Place by time of day. times: headings. rows: a place with its numbers in words. shown: whether any number is."""

    times: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    shown: bool


class Sheet(Struct, frozen=True):
    """What is on the paper. period: None before the first release."""

    period: Period | None
    groups: tuple[GroupLine, ...]
    concerns: str
    calls: Part | None
    places: PlaceTimes | None


def _must_be_seen(desk: SignedIn, ward: str) -> str:
    """The ward's name. Raises cases.NotForYou."""
    if ward not in desk.measured_wards:
        raise cases.NotForYou("there is no such ward for you")
    return desk.measured_wards[ward]


def _published(connection: Connection, ward: str, now: date) -> dict[str, list[Release]]:
    """Subject -> what was published of it for the ward in a year, in order of time."""
    since = now - LOOK_BACK
    return {subject: list(releases.read(connection, subject, [ward], since, "ward")) for subject in _SUBJECTS}


def _newest(published: dict[str, list[Release]]) -> dict[str, Release]:
    """Subject -> its release, of the newest four weeks that anything was published of."""
    found = {subject: each[-1] for subject, each in published.items() if each}
    newest = max((release.period for release in found.values()), default=None)
    return {subject: release for subject, release in found.items() if release.period == newest}


def _marked(connection: Connection, ward: str) -> list[tuple[date, str]]:
    """Notes on the ward's charts as everybody may read them: day and kind, none of the team's own words."""
    return [
        (note.day, f"{day_words(note.day)}: {KINDS[note.kind]}.")
        for note in chart_notes.of_ward(connection, ward)
        if not note.ended and note.kind != "other"
    ]


def sheet(found: dict[str, Release], words: WardWords) -> Sheet:
    """The sheet of one ward's releases of one period, by subject."""
    check_ins, concerns, calls = (
        found.get(subject) for subject in (check_in_lines.SUBJECT, concern_lines.SUBJECT, call_lines.SUBJECT)
    )
    how_many = concerns.line(concern_lines.ALL[0])[concern_lines.ALL[1]] if concerns else None
    return Sheet(
        next((release.period for release in found.values()), None),
        tuple(release_words.group_lines(check_ins)) if check_ins else (),
        release_words.number(how_many.how, how_many.number) if how_many else "",
        release_words.answered_in_time(calls) if calls else None,
        _places(concerns, words) if concerns else None,
    )


def _places(concerns: Release, words: WardWords) -> PlaceTimes:
    cells = concerns.line("place_time", concerns.ward)
    both = [column.split(" ") for column in cells]
    places, times = (list(dict.fromkeys(names)) for names in (zip(*both, strict=True) if both else ((), ())))
    rows = tuple(
        (
            words.of(f"concern.places.{place}", place),
            tuple(release_words.number(cell.how, cell.number) for time in times if (cell := cells[f"{place} {time}"])),
        )
        for place in places
    )
    headings = tuple(words.of(f"concern.when_time.{time}", time) for time in times)
    return PlaceTimes(headings, rows, any(cell.number for cell in cells.values()))


def _page(
    desk: SignedIn, ward: str, errors: dict[str, str] | None = None, notice: str = "", said: str = "", did: str = ""
) -> Response[str]:
    name, now = _must_be_seen(desk, ward), today(desk.backend.clock())
    with desk.backend.store.read() as connection:
        published = _published(connection, ward, now)
        shown = sheet(_newest(published), wording.ward_words(connection, desk.backend.trust, ward))
        since = four_weeks((shown.period or four_weeks(now)).starts)
        noted = you_said.of_ward(connection, ward, since)
        over_time = published_charts.safe(published[check_in_lines.SUBJECT], "patient", _marked(connection, ward))
        on_tablets = figures.signed(connection, ward)
    return page_response(
        "meeting.jinja",
        desk.page(SECTION, notice),
        errors,
        ward=ward,
        ward_name=name,
        several_wards=len(desk.measured_wards) > 1,
        sheet=shown,
        period=shown.period.name if shown.period else "",
        noted=noted,
        over_time=over_time,
        in_page=in_page,
        on_tablets=tablet_figures.shown(on_tablets) if on_tablets else (),
        quarter=_quarter(on_tablets) if on_tablets else "",
        writes=ward in own_wards(desk),
        how_to_read=release_words.HOW_TO_READ,
        answers_hidden=release_words.answers_hidden(),
        concerns_hidden=release_words.concerns_hidden(),
        wait=WAIT_DAYS,
        most=you_said.MOST,
        said=said,
        did=did,
    )


def _quarter(part: wardpack.Figures) -> str:
    """The name of the quarter that tablets show, or "" where they show no numbers."""
    return quarter(date.fromisoformat(part.starts)).name if part.starts else ""


@get("/meeting", sync_to_thread=True)
def show_wards(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The only ward's sheet, or which ward."""
    if len(desk.measured_wards) == 1:
        return _page(desk, next(iter(desk.measured_wards)))
    wards = [
        (f"{HOME}{SECTION}/{code}", name)
        for code, name in sorted(desk.measured_wards.items(), key=lambda each: each[1])
    ]
    return page_response("meeting_wards.jinja", desk.page(SECTION), wards=wards)


@get("/meeting/{ward:str}", sync_to_thread=True)
def show_sheet(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """A ward's sheet."""
    return _page(desk, ward)


def _must_write(desk: SignedIn, ward: str) -> None:
    if ward not in own_wards(desk):
        raise NotAllowed("only the ward's own team writes on its sheet")


@post("/meeting/{ward:str}/said", status_code=200, sync_to_thread=True)
def add_said(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """One more of what people said and what the ward did, for the sheet and for the ward's tablets."""
    _must_write(desk, ward)
    said, did = (" ".join(str(desk.form.get(name, "")).split()) for name in ("said", "did"))
    errors = {
        name: message
        for name, text, message in (
            ("said", said, "Enter what people said"),
            ("did", did, "Enter what the ward did, or will do and when"),
        )
        if not text
    }
    for name, text in (("said", said), ("did", did)):
        if len(text) > you_said.MOST:
            errors[name] = f"This must be {you_said.MOST} characters or fewer"
    if errors:
        return _page(desk, ward, errors, said=said, did=did)
    backend = desk.backend
    with backend.store.write() as connection:
        now = backend.clock()
        you_said.add(connection, ward, said, did, desk.reader.id, today(now), secrets.token_bytes)
        figures.renew(connection, backend.secret, ward, now)
        access_log.note(connection, "wrote on the ward's sheet", now, desk.reader.id)
    return _page(desk, ward, notice="It is on the sheet. The ward’s tablets show it once they next ask.")


@post("/meeting/{ward:str}/said/{which:str}/end", status_code=200, sync_to_thread=True)
def end_said(desk: NamedDependency[SignedIn], ward: FromPath[str], which: FromPath[str]) -> Response[str]:
    """Take one off the sheet and the tablets."""
    _must_write(desk, ward)
    backend = desk.backend
    with backend.store.write() as connection:
        try:
            found = you_said.take_off(connection, ward, bytes.fromhex(which))
        except ValueError:
            found = False
        if not found:
            raise cases.NotForYou("there is no such line")
        now = backend.clock()
        figures.renew(connection, backend.secret, ward, now)
        access_log.note(connection, "wrote on the ward's sheet", now, desk.reader.id)
    return _page(desk, ward, notice="It is off the sheet. The ward’s tablets show it until they next ask.")
