"""The code is typed, the tablet works on it, and what it opens is here."""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from kiosk.tablet.journeys import code, home, keyboards, striking
from kiosk.tablet.journeys.asking import next_action
from kiosk.tablet.journeys.frame import HOME, Outcome, action, go, heading, page, pressed, say, typed
from kiosk.tablet.pages import Page, Status, TextEntry
from kiosk.tablet.visit import (
    CodeRefused,
    CodeToChange,
    Event,
    Mailbox,
    MailboxOpened,
    OpenMailbox,
    ReturnCode,
    Spot,
    Visit,
)

ENTRY = "messages.typed"
TYPED_MOST = 120  # characters; the longest code in words has 76
LEAST = 6  # characters before there is anything to open
LAST_DAY = 253_402_300_799  # seconds since 1970: the end of the year 9999, after which Python knows no days
OLD = Spot("messages", "old")


def code_page(visit: Visit) -> Page:
    """Where the code is typed: digits or words, as it was kept."""
    mailbox = visit.mailbox
    if mailbox.state == "opening":
        return code.waiting_page(visit)
    entry = TextEntry(
        ENTRY,
        say(visit, "messages.code.label"),
        mailbox.typed.value,
        mailbox.typed.caret,
        mailbox.typed.selected,
        keys="keys",
    )
    shown = say(visit, "messages.code.label", key="messages.code.form")
    note = say(visit, "messages.code.wrong") if mailbox.refused else shown
    ready = len(mailbox.typed.value.strip()) >= LEAST
    return page(
        visit,
        "form",
        heading(visit, "messages.code.title"),
        note,
        entry,
        keyboards.return_code_keys(visit, ENTRY),
        actions=(action(visit, "open", "unlock", main=True),) if ready else (),
        private=True,
    )


def coding(visit: Visit, event: Event) -> Outcome:
    mailbox = visit.mailbox
    stroke = typed(event, ENTRY)
    if stroke is not None and mailbox.state == "none":
        entry, _ = striking.struck(mailbox.typed, visit.keyboard, keyboards.return_code_keys(visit, ENTRY), stroke)
        if len(entry.value) > TYPED_MOST or "\n" in entry.value:
            return None
        return replace(visit, mailbox=replace(mailbox, typed=entry, refused=False), typed=True), ()
    if pressed(event) == "open":
        opening = replace(mailbox, state="opening", refused=False)
        return replace(visit, mailbox=opening), (OpenMailbox(mailbox.typed.value),)
    return None


def news(visit: Visit, event: MailboxOpened | CodeToChange | CodeRefused) -> Visit:
    """What the code opened, that it is to be changed first, or that it was none. What was typed is let go once it has opened something."""
    if visit.mailbox.state != "opening":
        return visit
    if isinstance(event, CodeRefused):
        return replace(visit, mailbox=replace(visit.mailbox, state="none", refused=True))
    if isinstance(event, CodeToChange):
        return _in_place(replace(visit, code=ReturnCode(changed=True)), code.CHANGED)
    begun = visit.mailbox if event.again else Mailbox()
    found = Mailbox(
        state="open", messages=event.messages, age=event.age, words=begun.words, kind=begun.kind, to=begun.to
    )
    visit = replace(visit, mailbox=found, typed=True)
    if event.changed:
        made = ReturnCode("ready", event.changed, event.changed_qr, changed=True)
        return _in_place(replace(visit, code=made), code.SHOW)
    if visit.code.changed:
        visit = replace(
            visit, code=ReturnCode()
        )  # it came in the place of another that was typed before, or could not be kept
    return _in_place(visit, OLD if _changed_before(visit) else code.BOX)


def _in_place(visit: Visit, spot: Spot) -> Visit:
    """What a code opens stands where it was typed or waited for. Whoever has gone elsewhere since then does not want it on the page: somebody may
    have come."""
    waited = (home.CODE, code.CHANGED, code.SHOW)
    places = [place for place, one in enumerate(visit.trail) if one in waited]
    if not places:
        return replace(visit, mailbox=Mailbox(), code=ReturnCode())
    behind = {code.SHOW: (HOME, code.CHANGED), OLD: (HOME, code.BOX)}.get(spot, (HOME,))
    return replace(visit, trail=(*behind, spot, *visit.trail[places[-1] + 1 :]))


def _changed_before(visit: Visit) -> int:
    """When this code was changed, the start of a quarter-day in seconds since 1970; 0: it was not."""
    return next((message.at for message in visit.mailbox.messages if message.kind == "code_opened"), 0)


def old_page(visit: Visit) -> Page:
    """For whoever has a code in whose place another came: when that was, so that they can tell whether it was they themselves."""
    day = datetime.datetime.fromtimestamp(min(_changed_before(visit), LAST_DAY), datetime.UTC)
    values: dict[str, str | int] = {"day": day.day, "month": say(visit, f"month.{day.month}").spoken, "year": day.year}
    detail = say(visit, "messages.old.detail", values)
    status = Status("status", say(visit, "messages.old.title"), detail, picture="code", live="polite")
    return page(visit, "status", status, actions=(next_action(visit),), private=True)


def old(visit: Visit, event: Event) -> Outcome:
    return (go(visit, code.BOX), ()) if pressed(event) == "next" else None
