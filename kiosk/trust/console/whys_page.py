"""The five-whys sheet: one page of paper on which people ask five times why something was possible, about places and routines, never about who.

Blank, or with a concern's reference. It opens no concern, and what is typed into it is never sent: it is in the browser's page alone until that is
printed or closed.

Source: Standard 7.2, its note on root causes; NHS England's Patient Safety Incident Response Framework; plan, do, study, act.
"""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from kiosk.trust.cases import NotForYou
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.case_pages import SECTION, record_id
from kiosk.trust.console.concerns import load
from kiosk.trust.console.rendering import page_response


class Why(Struct, frozen=True):
    """One of the five. label: what is asked. hint: where to look."""

    label: str
    hint: str


class Part(Struct, frozen=True):
    """A field of the plan. name: for its id. label: in the words of plan, do, study, act."""

    name: str
    label: str


WHYS = (
    Why("1. Why was that possible?", "The place: what could be seen, heard, reached or locked?"),
    Why("2. Why was that so?", "The routine: what usually happens at that time, and what did not?"),
    Why("3. And why was that?", "Staffing and skills: where was the team needed at once, and what had it learned?"),
    Why(
        "4. And why was that?",
        "Information and equipment: what was not known, not passed on, not there or not working?",
    ),
    Why("5. And why was that?", "The trust: which rule, plan or decision makes it so?"),
)
PLAN = (
    Part("plan", "Plan: what we will change"),
    Part("do", "Do: where we try it first, and by when"),
    Part("study", "Study: how we will see whether it helped"),
    Part("act", "Act: when we look again, to keep it, change it or stop it"),
)


def _sheet(desk: SignedIn, record: str = "", reference: str = "", *, kept_from_ward: bool = False) -> Response[str]:
    return page_response(
        "whys.jinja",
        desk.page(SECTION),
        record=record,
        reference=reference,
        kept_from_ward=kept_from_ward,
        whys=WHYS,
        plan=PLAN,
    )


@get("/whys", sync_to_thread=True)
def blank_whys(desk: NamedDependency[SignedIn]) -> Response[str]:
    """A sheet without a reference."""
    return _sheet(desk)


@get("/concerns/{record:str}/whys", sync_to_thread=True)
def whys_of_case(desk: NamedDependency[SignedIn], record: FromPath[str]) -> Response[str]:
    """A sheet with the reference of a concern that this reader's keys list. The concern is not opened, so no opening is noted."""
    wanted = record_id(record)
    listed = load(desk).about(wanted)
    if listed is None or listed.id != wanted or listed.what != "concern":
        raise NotForYou("there is no such concern for you")
    return _sheet(desk, record, listed.reference, kept_from_ward=listed.row.kept_from_ward)
