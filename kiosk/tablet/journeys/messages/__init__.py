"""Coming back with a return code: reading what readers wrote, and adding to what was told (Standards 6.4 and 6.5).

On any tablet of the ward, and without a network: what is shown is what this tablet has fetched, and the page says when that was. A code that never
was and one without an answer look the same, to the tablet as well.
"""

from __future__ import annotations

from kiosk.tablet.journeys.frame import Outcome
from kiosk.tablet.journeys.messages import adding, opening, reading
from kiosk.tablet.pages import Page
from kiosk.tablet.visit import Event, Visit

_PAGES = {
    "code": (opening.code_page, opening.coding),
    "old": (opening.old_page, opening.old),
    "box": (reading.box_page, reading.box),
    "message": (reading.message_page, reading.reading),
    "take_back": (adding.take_back_page, adding.taking_back),
    "write": (adding.write_page, adding.writing),
    "sent": (adding.sent_page, adding.sent),
}


def messages_page(visit: Visit) -> Page:
    """Whichever page of it the person is on; without an open mailbox, the one that asks for the code."""
    show, _ = _PAGES[visit.spot.name if visit.mailbox.state == "open" else "code"]
    return show(visit)


def act(visit: Visit, event: Event) -> Outcome:
    _, do = _PAGES[visit.spot.name if visit.mailbox.state == "open" else "code"]
    return do(visit, event)
