"""Home: four doors, the way back in with a code, the language and the way of reading.

Before the tablet belongs to a ward: what it is, and that staff can pair it.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.frame import (
    Outcome,
    action,
    can_listen,
    chosen,
    go,
    heading,
    page,
    paired,
    pressed,
    quote,
    say,
)
from kiosk.tablet.pages import Choice, Choices, Page, Status, Text
from kiosk.tablet.visit import Event, Mailbox, Spot, Visit
from kiosk.tablet.ward import direction

DOORS = {
    "charter": ("charter", Spot("charter", "intro")),
    "checkin": ("safe", Spot("checkin", "who")),
    "concern": ("tell", Spot("concern", "gate")),
    "help": ("people", Spot("help", "first")),
}
CODE = Spot("messages", "code")
LANGUAGE = Spot("reading", "language")
NAMES_SHOWN = 4  # language names on their door; the rest are a number


def home_page(visit: Visit) -> Page:
    """The doors, one of them with the names of the languages where there is more than one; reading stands in the foot row."""
    if not paired(visit):
        return _unpaired_page(visit)
    doors = [Choice(name, say(visit, f"home.{name}", group="answers"), picture) for name, (picture, _) in DOORS.items()]
    if len(visit.ward.languages) > 1:
        label = say(visit, "home.language", group="answers")
        doors.append(Choice("language", label, "globe", detail=language_names(visit)))
    name = quote(visit, "ward.name", visit.ward.name) if visit.ward.name else None
    return page(
        visit,
        "home",
        heading(visit, "home.title", kicker=name, hint="home.hint"),
        Choices("doors", tuple(doors), look="doors"),
        actions=(action(visit, "code", "code", label="home.code"),),
        # beside Listen, the languages and the code there is room for one short word
        reading_label="action.reading" if can_listen(visit) else "home.reading",
    )


def _unpaired_page(visit: Visit) -> Page:
    return page(
        visit,
        "status",
        Status(
            "status",
            say(visit, "home.unpaired.title"),
            say(visit, "home.unpaired.detail"),
            picture="unlinked",
            live="polite",
        ),
        actions=(action(visit, "staff", "lock"),),
    )


def language_names(visit: Visit) -> Text:
    """Names of the installed languages, each in its own script and a sentence of its own; the person's own language last."""
    own = visit.reading.language
    codes = [code for code in visit.ward.languages if code != own] + [own]
    shown = codes if len(codes) <= NAMES_SHOWN + 1 else codes[:NAMES_SHOWN]  # a name that is not shown is not read
    names = [visit.ward.words.name(code) for code in shown]
    if len(codes) > len(shown):
        names.append(f"+ {len(codes) - len(shown)}")
    return Text("home.languages", tuple(names), language=own, direction=direction(own), group="answers")


def act(visit: Visit, event: Event) -> Outcome:
    """Through a door."""
    if pressed(event) == "staff":
        return go(visit, Spot("staff", "pin")), ()
    if pressed(event) == "code":
        # What was begun with a code waits for whoever types that code again.
        begun = Mailbox(words=visit.mailbox.words, kind=visit.mailbox.kind, to=visit.mailbox.to)
        return replace(go(visit, CODE), mailbox=begun, begun=visit.now), ()
    door = chosen(event, "doors")
    if door in DOORS:
        return replace(go(visit, DOORS[door][1]), begun=visit.now), ()
    if door == "language":
        return go(visit, LANGUAGE), ()
    return None
