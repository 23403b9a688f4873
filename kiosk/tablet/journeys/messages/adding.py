"""What a person adds with their code: more, an answer, that it got worse, a second look, taking it back, that they have read everything.

Nothing of it deletes anything: taking back opens a follow-up with support (Standard 6.5), and the page says so before it is done.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.records import FollowUpKind
from kiosk.tablet import editing
from kiosk.tablet.journeys import keyboards, sending, striking
from kiosk.tablet.journeys.frame import (
    HOME,
    Outcome,
    Turn,
    action,
    chosen,
    go,
    heading,
    knows,
    page,
    pressed,
    say,
    typed,
)
from kiosk.tablet.keyboard_layouts import can_type
from kiosk.tablet.pages import Choice, Choices, Page, Text, TextEntry
from kiosk.tablet.visit import Event, Pressed, SealFollowUp, Spot, Visit
from kiosk.tablet.ward import direction

ENTRY = "messages.words"
BOX = Spot("messages", "box")
KINDS: dict[str, FollowUpKind] = {
    "more": "more",
    "answer": "answer",
    "worse": "worse",
    "second_look": "second_look",
    "take_back": "take_back",
}
WITHOUT_WORDS = ("worse", "second_look", "take_back")  # say enough by themselves
SAID_BELOW = 200  # characters left at which the page says how many


def begin(visit: Visit, kind: str, to: int = 0) -> Visit:
    """To the page for the words of it; those that were begun are still there. to: the number of the message that it answers."""
    mailbox = visit.mailbox
    if (mailbox.kind, mailbox.to) != (kind, to):
        mailbox = replace(mailbox, words=editing.Entry(), kind=kind, to=to)
    keyboard = editing.Keyboard(shift=editing.begins_sentence(mailbox.words))
    return go(replace(visit, mailbox=mailbox, keyboard=keyboard), Spot("messages", "write", kind))


def write_page(visit: Visit) -> Page:
    kind = visit.spot.item
    entry, language = visit.mailbox.words, visit.reading.language
    box = TextEntry(
        ENTRY,
        say(visit, "concern.words.label"),
        entry.value,
        entry.caret,
        selected=entry.selected,
        language=language,
        direction=direction(language),
        left=_beside(visit, entry),
        keys="keys",
    )
    hint = f"messages.write.{kind}.hint"
    notes = (say(visit, hint),) if knows(visit, hint) else ()
    if not entry.value and kind in WITHOUT_WORDS and not notes:
        notes = (say(visit, "messages.write.optional"),)
    ready = bool(entry.value.strip()) or kind in WITHOUT_WORDS
    return page(
        visit,
        "form",
        heading(visit, f"messages.write.{kind}"),
        *notes,
        *(() if can_type(language) else (say(visit, "typing.only_latin"),)),
        box,
        keyboards.keyboard(visit, ENTRY),
        actions=(action(visit, "send", "sent", main=True),) if ready else (),
        private=True,
    )


def _beside(visit: Visit, entry: editing.Entry) -> Text | None:
    if entry.selected:
        first, end = entry.selected
        return say(visit, "typing.selected", {"count": end - first})
    left = entry.letters_left(keyboards.board_of(visit).bytes_a_letter)
    return say(visit, "concern.words.left", {"count": left}) if left < SAID_BELOW else None


def writing(visit: Visit, event: Event) -> Outcome:
    stroke = typed(event, ENTRY)
    if stroke is not None:
        keys = keyboards.keyboard(visit, ENTRY)
        entry, keyboard = striking.struck(visit.mailbox.words, visit.keyboard, keys, stroke)
        return replace(visit, mailbox=replace(visit.mailbox, words=entry), keyboard=keyboard, typed=True), ()
    if pressed(event) == "send":
        kind, mailbox = visit.spot.item, visit.mailbox
        gone = replace(visit, mailbox=replace(mailbox, words=editing.Entry(), kind="", to=0))
        return _sent(gone, kind, KINDS[kind], mailbox.words.value.strip(), mailbox.to)
    return None


def read_it(visit: Visit) -> Turn:
    """Only the person says that they have read something: no download tells it."""
    last = max((message.number for message in visit.mailbox.messages), default=0)
    told = replace(visit, mailbox=replace(visit.mailbox, told=True))
    return _sent(told, "read_it", "read_it", "", last)


def _sent(visit: Visit, name: str, kind: FollowUpKind, words: str, to: int) -> Turn:
    effect = SealFollowUp(kind, words, visit.reading.language, to)
    trail = (HOME, BOX, Spot("messages", "sent", name))
    return sending.begun(replace(visit, trail=trail)), (effect,)


# --- taking it back ---------------------------------------------------------------------------------------------


def take_back_page(visit: Visit) -> Page:
    """Nobody is asked why, nothing is deleted, and nobody is in trouble: said before it is done."""
    options = (
        Choice("no", say(visit, "messages.take_back.no", group="answers"), "back"),
        Choice("yes", say(visit, "messages.take_back.yes", group="answers"), "palm"),
    )
    return page(
        visit,
        "question",
        heading(visit, "messages.take_back.title"),
        say(visit, "messages.take_back.body"),
        Choices("messages.take_back", options, look="big"),
        private=True,
    )


def taking_back(visit: Visit, event: Event) -> Outcome:
    answer = chosen(event, "messages.take_back")
    if answer == "yes":
        return begin(visit, "take_back"), ()
    return (go(visit, BOX), ()) if answer == "no" else None


# --- sent -------------------------------------------------------------------------------------------------------


def sent_page(visit: Visit) -> Page:
    """How it stands, in the words of a concern, and what can be said of this kind. Where nothing came, nothing more is said."""
    told = f"messages.after.{visit.spot.item}"
    said = (say(visit, told),) if knows(visit, told) and visit.submission_state != "failed" else ()
    return page(
        visit, "status", sending.status(visit, "concern"), *said, actions=(action(visit, "finish", "tick", main=True),)
    )


def sent(visit: Visit, event: Event) -> Outcome:
    return Pressed(action="leave", at=visit.now) if pressed(event) == "finish" else None
