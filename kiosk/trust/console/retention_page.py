"""Retention at the console: which records are due for review, on hold, or waiting for a second person; and one record's forms.

Only what the reader's own keys open is listed and done. The pages show no content: the concern's own page does, and notes that it was opened.
"""

from __future__ import annotations

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from msgspec import Struct

from kiosk.trust import ledger, record_keys, retention
from kiosk.trust.cases import NotForYou
from kiosk.trust.casework import settling
from kiosk.trust.casework.inbox import Listed
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.case_pages import record_id
from kiosk.trust.console.case_words import received_words
from kiosk.trust.console.concerns import load
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, day, page_response
from kiosk.trust.retention import DAY_SECONDS, REASONS, RetentionError, Standing

SECTION = "/retention"
POLICIES = {
    "": "Not reviewed yet",
    "incident": "Incident",
    "serious_incident": "Serious incident",
    "complaint": "Complaint",
    "mental_health_record": "Part of a mental health record",
}
DONE = {
    "keep": "It is decided for how long this record is kept.",
    "hold": "The record is on hold. It is not deleted, whatever its policy says.",
    "release": "The hold is over.",
    "ask": "You asked to delete the record. A second person has to approve.",
    "take-back": "The asking is taken back. The record stays.",
    "approve": "The record is deleted. In 35 days no backup can bring it back.",
}


class Row(Struct, frozen=True):
    """A record as these pages show it."""

    id: str
    reference: str
    received: str
    policy: str
    review: str
    due: bool
    hold: str
    held_since: str
    asked: bool
    asked_by_me: bool
    may_ask: bool
    open_case: bool


def policy_words(code: str) -> str:
    """A policy of the settings in words; one that this page does not know is shown as it is written there."""
    return POLICIES.get(code, code)


def _row(listed: Listed, held: Standing, me: bytes, today: int) -> Row:
    return Row(
        listed.id.hex(),
        listed.reference,
        received_words(listed.received),
        policy_words(held.policy),
        day(held.review * DAY_SECONDS),
        held.due(today),
        REASONS.get(held.hold, held.hold),
        day(held.held_since * DAY_SECONDS) if held.hold else "",
        held.asked is not None,
        held.asked == me,
        bool(held.policy) and held.due(today) and held.asked is None,
        listed.what == "concern" and listed.row.stage != "closed",
    )


def _standing(desk: SignedIn, listed: list[Listed]) -> dict[bytes, Standing]:
    received = {each.id: each.received for each in listed}
    with desk.backend.store.read() as connection:
        return retention.standing(connection, desk.backend.settings.retention, received)


@get("/retention", sync_to_thread=True)
def show_retention(desk: NamedDependency[SignedIn], done: FromQuery[str] = "") -> Response[str]:
    """What needs a decision, the longest due first."""
    listed = list(load(desk).of("all"))
    held = _standing(desk, listed)
    today = retention.today(desk.backend.clock())
    shown = [each for each in listed if held[each.id].due(today) or held[each.id].hold or held[each.id].asked]
    shown.sort(key=lambda each: (held[each.id].review, each.id))
    return page_response(
        "retention.jinja",
        desk.page(SECTION, DONE.get(done, "")),
        rows=[_row(each, held[each.id], desk.reader.id, today) for each in shown],
        years=desk.backend.settings.retention.review,
        all=len(listed),
    )


def _one(desk: SignedIn, record: str) -> Listed:
    """Raises NotForYou."""
    wanted = record_id(record)
    found = load(desk).about(wanted)
    if found is None or found.id != wanted:
        raise NotForYou("there is no such record for you")
    return found


def _page(desk: SignedIn, listed: Listed, errors: dict[str, str] | None = None, notice: str = "") -> Response[str]:
    held = _standing(desk, [listed])[listed.id]
    today = retention.today(desk.backend.clock())
    years = desk.backend.settings.retention.years
    return page_response(
        "retention_record.jinja",
        desk.page(SECTION, notice),
        errors,
        row=_row(listed, held, desk.reader.id, today),
        policies=[
            {"value": code, "text": f"{policy_words(code)}: {number} years, until {_until(listed, number)}"}
            for code, number in years.items()
        ],
        reasons=[{"value": code, "text": words} for code, words in REASONS.items()],
        with_it=len(listed.follow_ups),
    )


def _until(listed: Listed, years: int) -> str:
    return day(retention.years_later(listed.received, years) * DAY_SECONDS)


@get("/retention/{record:str}", sync_to_thread=True)
def show_record(desk: NamedDependency[SignedIn], record: FromPath[str], done: FromQuery[str] = "") -> Response[str]:
    """One record's forms."""
    return _page(desk, _one(desk, record), notice=DONE.get(done, ""))


@post("/retention/{record:str}/{act:str}", status_code=200, sync_to_thread=True)
def decide(desk: NamedDependency[SignedIn], record: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """keep, hold, release, ask, take-back or approve."""
    listed = _one(desk, record)
    backend, me, now = desk.backend, desk.reader.id, desk.backend.clock()
    policies, came = backend.settings.retention, listed.received
    try:
        with backend.store.write() as connection:
            match act:
                case "keep":
                    retention.keep(connection, policies, listed.id, came, str(desk.form.get("policy", "")), me, now)
                case "hold":
                    retention.hold(connection, listed.id, str(desk.form.get("reason", "")), me, now)
                case "release":
                    retention.release(connection, listed.id, me, now)
                case "ask":
                    retention.ask(connection, policies, listed.id, came, me, now)
                case "take-back":
                    retention.take_back(connection, listed.id, me, now)
                case "approve":
                    with_it = [each.id for each in listed.follow_ups]
                    settling.forget_replies(connection, backend.trust, desk.held_keys(), listed.id)
                    retention.approve(connection, policies, listed.id, came, with_it, me, now)
                case _:
                    raise NotForYou(act)
    except RetentionError as error:
        field = {"keep": "policy", "hold": "reason"}.get(act, "record")
        return _page(desk, listed, {field: str(error)})
    if act == "approve":
        _forget(desk)
        return _to(f"{HOME}{SECTION}?done=approve")
    return _to(f"{HOME}{SECTION}/{record}?done={act}")


def _forget(desk: SignedIn) -> None:
    """After the commit: the ledger lies beside the database, and nothing is left in its files."""
    backend = desk.backend
    ledger.keep_file(backend.store, backend.trust, backend.settings)
    record_keys.forget(backend.store)


def _to(address: str) -> Redirect:
    return Redirect(address, status_code=303, headers=dict(PAGE_HEADERS))
