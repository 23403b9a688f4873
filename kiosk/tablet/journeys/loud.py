"""Before a page with something private is said without headphones: the tablet asks, aloud, whether others may hear it (EN 301 549 5.1.3.9).

The question comes where pages are said as they come, once in a visit, and says nothing of the page behind it. Until it is answered, and after "leave
private things out", what is private is not said.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.describing import ABOUT_A_PERSON
from kiosk.tablet.journeys.frame import Outcome, chosen, heading, page, say, self_voicing
from kiosk.tablet.journeys.listening import permitted
from kiosk.tablet.pages import Choice, Choices, Code, Page, TextEntry, texts
from kiosk.tablet.visit import Event, Visit

PAGE = "loud.page"
ANSWERS = (("headphones", "ear"), ("silent", "hide"), ("aloud", "loud"))


def is_private(shown: Page) -> bool:
    """Whether a page holds something that others must not hear: own words, a code, what a person has answered or is asked of themselves."""
    if shown.id == "call.now":  # what has become of a call stands behind no question
        return False
    if shown.private or any(isinstance(block, TextEntry | Code) for block in shown.blocks):
        return True
    own = tuple(f"{journey}." for journey in ABOUT_A_PERSON)
    asked = (block.id for block in shown.blocks if isinstance(block, Choices))
    return any(name.startswith(own) for name in asked) or any(text.private for text in texts(shown))


def may_ask(visit: Visit) -> bool:
    """Whether the question stands before a page that is private."""
    return visit.loud != "silent" and self_voicing(visit) and not permitted(visit)


def asking_page(visit: Visit) -> Page:
    """Others may hear the voice: what should it do?"""
    options = tuple(Choice(name, say(visit, f"loud.{name}", group="answers"), picture) for name, picture in ANSWERS)
    return page(
        visit,
        "question",
        heading(visit, "loud.title", hint="loud.put_in" if visit.loud == "plugging" else "loud.hint"),
        Choices("loud", options, look="big"),
        reading_label="",
        name=PAGE,
    )


def act(visit: Visit, event: Event) -> Outcome:
    """The answer. It holds until the person leaves."""
    match chosen(event, "loud"):
        case "aloud":
            return replace(visit, reading=replace(visit.reading, loudspeaker=True), loud=""), ()
        case "silent":
            return replace(visit, loud="silent"), ()
        case "headphones":
            return replace(visit, loud="plugging"), ()
    return None
