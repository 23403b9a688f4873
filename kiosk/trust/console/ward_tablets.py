"""Tablets at the console: which are in touch, a code to set up a new one, and withdrawing one."""

from __future__ import annotations

import contextlib

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from kiosk import wardpack
from kiosk.trust import access_log, call_tests, cases, keys, packs, pairing, tablets
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.call_lines import silence
from kiosk.trust.console.rendering import clock, day, page_response
from kiosk.trust.pulses import Pulse
from kiosk.trust.store import call_rows
from kiosk.trust.store.call_rows import LastTest
from kiosk.trust.tablets import UnknownTablet

SECTION = "/tablets"
CLOCK_OFF = 30.0  # seconds from which a tablet's clock is worth a word
FROZEN = 60.0  # seconds after which a window that said nothing of itself is
BATTERY_LOW = 20  # per cent


class Row(Struct, frozen=True):
    """A tablet's line. heard: since when it is silent, in words. tested: how its last test call went; passed: as it should.

    notes: what else is to be known of it. wrong: of them, what is to be looked into.
    """

    id: str
    place: str
    ward: str
    silent: bool
    heard: str
    tested: str
    passed: bool
    notes: tuple[str, ...]
    wrong: tuple[str, ...]


def _row(tablet: Pulse, wards: dict[str, str], last: LastTest | None, now: float) -> Row:
    heard = "" if tablet.live else silence(tablet, now).removeprefix(f"{tablet.place}: ").capitalize()
    tested = last_test_words(last, now)
    told = health_words(tablet) if tablet.live else ((), ())
    return Row(tablet.tablet, tablet.place, wards[tablet.ward], not tablet.live, heard, *tested, *told)


def health_words(tablet: Pulse) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a tablet's last heartbeat said of its battery, and what is to be looked into: battery, clock, window."""
    notes, wrong = list[str](), list[str]()
    if tablet.battery >= 0:
        words = f"Battery {tablet.battery}%, {'charging' if tablet.mains else 'not charging'}"
        (wrong if tablet.battery <= BATTERY_LOW and not tablet.mains else notes).append(words)
    if tablet.clock is not None and abs(tablet.clock) >= CLOCK_OFF:
        wrong.append(f"Its clock is {_duration(abs(tablet.clock))} {'ahead' if tablet.clock > 0 else 'behind'}")
    if tablet.frame_age >= FROZEN:
        wrong.append(f"Its screen has stood still for {_duration(tablet.frame_age)}")
    return tuple(notes), tuple(wrong)


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7_200 else f"{seconds / 3_600:.0f} hours"


def last_test_words(last: LastTest | None, now: float) -> tuple[str, bool]:
    """How the last test call of a tablet went, in words, and whether it went as it should. now: seconds since 1970."""
    if last is None:
        return "No test call yet", True
    came = f"Last test call on {day(last.received)} at {clock(last.received)}"
    if now - last.received > call_tests.LATE:
        return f"{came}. There should be one each day", False
    if last.shown:
        return f"{came}. A screen showed it", True
    return (f"{came}. No screen showed it", False) if last.over else (f"{came}. It arrived", True)


def past_dates(ward: str, content: wardpack.Content, now: float) -> tuple[str, ...]:
    """What of a ward's content is past its date, and the mend: tablets tell their ward the same. ward: its name."""
    found = []
    if wardpack.expired(content, now):
        found.append(
            f"{ward}: the charter, questions and help are past their end date. Check them and publish them again."
        )
    lines = wardpack.help_ended(content, now)
    if lines:
        is_past = "help line is past its date" if lines == 1 else "help lines are past their date"
        found.append(f"{ward}: {lines} {is_past}. Tablets show other words there. Check the numbers and publish again.")
    if wardpack.review_overdue(content, now):
        found.append(
            f"{ward}: the charter's review is overdue. Look at it again with the people on the ward, and publish it."
        )
    return tuple(found)


def _warnings(desk: SignedIn) -> list[str]:
    found: list[str] = []
    with desk.backend.store.read() as connection:
        for code, name in desk.wards.items():
            # A part that does not verify is not on tablets; the list of them is not lost for it.
            with contextlib.suppress(wardpack.PackError, keys.KeyFault):
                content = packs.published(connection, desk.backend.trust, code).content
                found += past_dates(name, content, desk.backend.clock())
    return found


def _page(
    desk: SignedIn, errors: dict[str, str] | None = None, place: str = "", ward: str = "", notice: str = ""
) -> Response[str]:
    snapshot = desk.backend.calls.snapshot()
    with desk.backend.store.read() as connection:
        last = call_rows.last_tests(connection)
    rows = [
        _row(tablet, desk.wards, last.get(tablet.tablet), snapshot.at)
        for tablet in snapshot.tablets
        if tablet.ward in desk.wards
    ]
    return page_response(
        "tablets.jinja",
        desk.page(SECTION, notice),
        errors,
        rows=rows,
        warnings=_warnings(desk),
        shown_at=snapshot.at,
        several_wards=len(desk.wards) > 1,
        may_pair=desk.may("POST", "/tablets"),
        place=place,
        wards=desk.ward_choices(ward),
    )


@get("/tablets", sync_to_thread=True)
def show_tablets(desk: NamedDependency[SignedIn]) -> Response[str]:
    """All tablets of this reader's wards."""
    return _page(desk)


@post("/tablets", status_code=200, sync_to_thread=True)
def make_code(desk: NamedDependency[SignedIn]) -> Response[str]:
    """A code to set up a tablet, shown in this answer alone."""
    backend = desk.backend
    place = str(desk.form.get("place", "")).strip()
    ward = desk.chosen_ward
    errors = {}
    if not place:
        errors["place"] = "Enter where the tablet will be"
    elif len(place) > pairing.PLACE_MOST:
        errors["place"] = f"Where the tablet will be must be {pairing.PLACE_MOST} characters or fewer"
    if ward not in desk.wards:
        errors["ward"] = "Choose the ward"
    if errors:
        return _page(desk, errors, place, ward)
    now = backend.clock()
    with backend.store.write() as connection:
        code = pairing.new_pairing(connection, backend.secret, ward, place, now)
        access_log.note(connection, "made a code", now, desk.reader.id)
    return page_response(
        "tablet_code.jinja",
        desk.page(SECTION),
        groups=str(code).split("-"),
        place=place,
        until=clock(now + pairing.CODE_SECONDS),
    )


def _tablet(desk: SignedIn, tablet: str) -> Pulse:
    """Raises cases.NotForYou."""
    for held in desk.backend.calls.snapshot().tablets:
        if held.tablet == tablet and held.ward in desk.wards:
            return held
    raise cases.NotForYou("there is no such tablet")


@get("/tablets/{tablet:str}/withdraw", sync_to_thread=False)
def ask_withdraw(desk: NamedDependency[SignedIn], tablet: FromPath[str]) -> Response[str]:
    """Really?"""
    held = _tablet(desk, tablet)
    return page_response(
        "tablet_withdraw.jinja",
        desk.page(SECTION),
        id=held.tablet,
        place=held.place,
        silent=not held.live,
        calls=any(
            call.tablet == tablet and call.progress not in ("reset", "cancelled")
            for call in desk.backend.calls.snapshot().calls
        ),
    )


@post("/tablets/{tablet:str}/withdraw", status_code=200)
async def withdraw(desk: NamedDependency[SignedIn], tablet: FromPath[str]) -> Response[str]:
    """A tablet is lost, broken or to be used elsewhere: nothing that it sends is taken any more, and its connection for calls ends."""
    held = _tablet(desk, tablet)
    await sync_to_thread(_withdrawn, desk, held.tablet)
    desk.backend.tablets.forget(held.tablet, withdrawn=True)
    desk.backend.calls.withdraw(held.tablet)
    return await sync_to_thread(_page, desk, notice=f"The tablet at {held.place} was withdrawn.")


def _withdrawn(desk: SignedIn, tablet: str) -> None:
    with desk.backend.store.write() as connection:
        try:
            tablets.withdraw(connection, tablet)
        except UnknownTablet:
            raise cases.NotForYou("there is no such tablet") from None
        access_log.note(connection, "withdrew a tablet", desk.backend.clock(), desk.reader.id)
