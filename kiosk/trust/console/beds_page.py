"""How many beds of a ward are occupied, said at the console by its own team or an administrator. What it is for: `measures.beds`."""

from __future__ import annotations

from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct

from kiosk.trust import access_log
from kiosk.trust.casework import clocks
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.case_fields import Filled
from kiosk.trust.console.check_in_charts import day_words
from kiosk.trust.console.rendering import page_response
from kiosk.trust.measures import beds
from kiosk.trust.measures.beds import BedsError
from kiosk.trust.measures.periods import date_of

SECTION = "/beds"


class WardBeds(Struct, frozen=True):
    """What was said of a ward, the newest first: from which day on, how many."""

    name: str
    said: tuple[tuple[str, int], ...]


def _page(desk: SignedIn, filled: Filled, notice: str = "") -> Response[str]:
    with desk.backend.store.read() as connection:
        wards = [
            WardBeds(
                name,
                tuple((day_words(date_of(day)), count) for day, count in reversed(beds.read(connection, code).items())),
            )
            for code, name in desk.measured_wards.items()
        ]
    fields = [
        filled.line(
            "beds", "How many beds are occupied?", "On a usual day. Say it anew when it has changed for longer"
        ),
        filled.day("day", "From which day on?", "For example, 3 11 2026", clocks.today(desk.backend.clock())),
    ]
    if len(desk.measured_wards) > 1:
        fields.insert(0, filled.one_of("ward", "Which ward?", desk.measured_wards))
    return page_response("beds.jinja", desk.page(SECTION, notice), filled.errors, wards=wards, fields=fields)


@get("/beds", sync_to_thread=True)
def show_beds(desk: NamedDependency[SignedIn]) -> Response[str]:
    """What is known of this reader's wards, and a form."""
    return _page(desk, Filled(FormMultiDict()))


@post("/beds", status_code=200, sync_to_thread=True)
def say_beds(desk: NamedDependency[SignedIn]) -> Response[str]:
    """So many beds of a ward are occupied from a day on."""
    filled, backend, now = Filled(desk.form), desk.backend, desk.backend.clock()
    wards, count = desk.measured_wards, filled.value("beds").strip()
    ward = next(iter(wards)) if len(wards) == 1 else filled.value("ward")
    if ward not in wards:
        filled.wrong("ward", "Choose the ward")
    if not (count.isascii() and count.isdigit()):
        filled.wrong("beds", "Enter how many beds are occupied, as a number")
    day = filled.read_day("day", "Enter the day")
    if filled.errors or day is None:
        return _page(desk, filled)
    try:
        with backend.store.write() as connection:
            beds.say(connection, ward, day, int(count[:6]), clocks.today(now))
            access_log.note(connection, "said how many beds are occupied", now, desk.reader.id)
    except BedsError as error:
        text = str(error)
        filled.wrong("day-day" if "day" in text else "beds", text[:1].upper() + text[1:])
        return _page(desk, filled)
    said = f"{wards[ward]}: {int(count)} beds are occupied from {day_words(day)} on."
    return _page(desk, Filled(FormMultiDict()), said)
