"""What somebody can do with their code, and what readers wrote to them."""

from __future__ import annotations

import re

from msgspec.structs import replace

from kiosk.tablet.journeys.asking import next_action
from kiosk.tablet.journeys.frame import Outcome, action, chosen, go, page, pressed, say
from kiosk.tablet.journeys.messages import adding
from kiosk.tablet.pages import PARAGRAPH, Action, Choice, Choices, Heading, Page, Text
from kiosk.tablet.visit import Event, Message, Pressed, Spot, Visit
from kiosk.tablet.ward import direction

PICTURES = {
    "read": "message",
    "answer": "talk",
    "more": "plus",
    "worse": "unsafe",
    "second_look": "review",
    "take_back": "palm",
    "read_it": "saw",
}
_HOUR = 3_600.0
_SENTENCE = re.compile(r"(?<=[.!?…。؟।])\s+")


def written(visit: Visit) -> tuple[Message, ...]:
    """What readers wrote, in the order in which they wrote it; notices that come by themselves are none of it."""
    return tuple(message for message in visit.mailbox.messages if message.kind == "message")


# --- what can be done -------------------------------------------------------------------------------------------


def box_page(visit: Visit) -> Page:
    """How it stands, as far as this tablet knows, and everything that can be done with a code."""
    found = written(visit)
    how = say(visit, "messages.count", {"count": len(found)}) if found else say(visit, "messages.none")
    options = tuple(
        Choice(name, say(visit, f"messages.do.{name}", group="answers"), picture)
        for name, picture in PICTURES.items()
        if _offered(visit, name)
    )
    return page(
        visit,
        "question",
        Heading("title", say(visit, "messages.title"), kicker=_fetched(visit), hint=how),
        Choices("messages.do", options),
        actions=(action(visit, "finish", "tick", main=True),),
        private=True,
    )


def _offered(visit: Visit, name: str) -> bool:
    found = written(visit)
    if name == "answer":
        return any(message.asks for message in found)
    if name == "read_it":
        return bool(found) and not visit.mailbox.told
    return name != "read" or bool(found)


def _fetched(visit: Visit) -> Text:
    """How old what is shown may be: without a network, nothing new comes."""
    age = visit.mailbox.age
    if age is None:
        return say(visit, "messages.fetched.never")
    if age < _HOUR:
        return say(visit, "messages.fetched.now")
    return say(visit, "messages.fetched.hours", {"hours": int(age // _HOUR)})


def box(visit: Visit, event: Event) -> Outcome:
    name = chosen(event, "messages.do")
    if name == "read":
        return go(visit, _spot(len(written(visit)))), ()
    if name == "read_it":
        return adding.read_it(visit)
    if name == "take_back":
        return go(visit, Spot("messages", "take_back")), ()
    if name == "answer":
        return adding.begin(visit, name, max(message.number for message in written(visit) if message.asks)), ()
    if name in PICTURES:
        return adding.begin(visit, name), ()
    if pressed(event) == "finish":
        return Pressed(action="leave", at=visit.now)
    return None


# --- a message --------------------------------------------------------------------------------------------------


def _spot(number: int) -> Spot:
    return Spot("messages", "message", str(number))


def _shown(visit: Visit) -> int:
    """Which message the person is at, from 1; the newest is read first."""
    count = len(written(visit))
    return min(max(1, int(visit.spot.item)), count) if visit.spot.item.isdigit() else count


def message_page(visit: Visit) -> Page:
    """One message, whole."""
    found, number = written(visit), _shown(visit)
    message = found[number - 1]
    title = say(visit, "messages.number", {"number": number, "total": len(found)})
    asks = (say(visit, "messages.asks"),) if message.asks else ()
    actions: list[Action] = []
    if message.asks:
        actions.append(action(visit, "answer", "talk", label="messages.do.answer"))
    if not visit.mailbox.told:
        actions.append(action(visit, "read_it", "saw", label="messages.do.read_it"))
    actions.append(next_action(visit) if number > 1 else action(visit, "done", "tick", main=True))
    return page(
        visit,
        "reading",
        Heading("title", title, kicker=say(visit, "messages.from")),
        _words(message, number),
        *asks,
        actions=tuple(actions),
        private=True,
    )


def _words(message: Message, number: int) -> Text:
    """What they wrote, in the language in which they wrote it, a sentence at a time."""
    found: list[str] = []
    for line in message.words.splitlines():
        sentences = [sentence for sentence in _SENTENCE.split(line.strip()) if sentence]
        if not sentences and found and not found[-1].endswith(PARAGRAPH):
            found[-1] += PARAGRAPH
        found += sentences
    language = message.language
    return Text(f"messages.words.{number}", tuple(found), language, direction(language), private=True)


def reading(visit: Visit, event: Event) -> Outcome:
    number = _shown(visit)
    message = written(visit)[number - 1]
    match pressed(event):
        case "answer":
            return adding.begin(visit, "answer", message.number), ()
        case "read_it":
            return adding.read_it(visit)
        case "next" if number > 1:
            return go(visit, _spot(number - 1)), ()
        case "done":
            return replace(visit, trail=(visit.trail[0], Spot("messages", "box"))), ()
    return None
