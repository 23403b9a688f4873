"""Keeping a return code: it is shown, where it works is said, one group of it is typed back, and each of these steps can be skipped.

The code was made with the concern, whether the person wants it or not: nobody has to decide that beforehand. Whoever does not keep it loses only
the way to an answer. Also for the code that comes in the place of one that a helper has seen.
"""

from __future__ import annotations

import unicodedata

from msgspec.structs import replace

from kiosk.tablet import editing
from kiosk.tablet.journeys import keyboards, sending, striking
from kiosk.tablet.journeys.asking import next_action, skip_action
from kiosk.tablet.journeys.frame import HOME, Outcome, action, go, heading, page, pressed, say, typed
from kiosk.tablet.pages import Block, Code, Page, QrCode, Status, TextEntry
from kiosk.tablet.visit import ChangeCode, CodeReady, CodeRefused, Event, Pressed, ReturnCode, Spot, Visit

SHOW = Spot("code", "show")
CHANGED = Spot("code", "changed")
WHERE = Spot("code", "where")
SENT, BOX = Spot("concern", "sent"), Spot("messages", "box")
ENTRY = "code.typed"
TYPED_MOST = 120  # characters; three digits or a word are asked for, and somebody may type all of it


def code_page(visit: Visit) -> Page:
    """The step of keeping that the person is at."""
    if visit.code.state != "ready" and visit.spot != CHANGED:
        return waiting_page(visit)
    show, _ = _PAGES[visit.spot.name]
    return show(visit)


def act(visit: Visit, event: Event) -> Outcome:
    if visit.code.state != "ready" and visit.spot != CHANGED:
        return None
    _, do = _PAGES[visit.spot.name]
    return do(visit, event)


def done(visit: Visit) -> Visit:
    """To where the person came from: the page of what they sent, or what they can do with their code."""
    if visit.code.changed:
        return replace(visit, trail=(HOME, BOX))
    return go(visit, SENT)


def news(visit: Visit, event: CodeReady | CodeRefused) -> Visit:
    """A code was made for a concern, or could not be."""
    if visit.code.state != "deriving":
        return visit
    if isinstance(event, CodeRefused):
        return _without(visit)
    made = replace(visit.code, state="ready", groups=event.groups, qr=event.qr)
    return replace(visit, code=made, typed=True)


def unsent(visit: Visit) -> Visit:
    """The code of what could not be sent opens nothing, and nobody is left with one."""
    worthless = visit.submission_state == "failed" and visit.code.state != "none" and not visit.code.changed
    return _without(visit) if worthless else visit


def _without(visit: Visit) -> Visit:
    """No code, and no page of one, also not behind the page that the person is at."""
    return replace(visit, code=ReturnCode(), trail=tuple(spot for spot in visit.trail if spot.journey != "code"))


def waiting_page(visit: Visit) -> Page:
    """The keys of a code take a moment to derive."""
    title, detail = say(visit, "messages.opening.title"), say(visit, "messages.opening.detail")
    return page(visit, "status", Status("status", title, detail, picture="code", live="polite"))


# --- shown ------------------------------------------------------------------------------------------------------


def _changed_page(visit: Visit) -> Page:
    """Another code comes in the place of the one that a helper has seen. It does so with the next page: whoever leaves here keeps the old one."""
    head = heading(visit, "code.title")
    return page(visit, "reading", head, say(visit, "code.changed.body"), actions=(next_action(visit),), private=True)


def _changed(visit: Visit, event: Event) -> Outcome:
    if pressed(event) != "next":
        return None
    if visit.code.state != "none":
        return go(visit, SHOW), ()
    return go(replace(visit, code=replace(visit.code, state="deriving")), SHOW), (ChangeCode(),)


def _show_page(visit: Visit) -> Page:
    code = visit.code
    how = sending.line(visit) if visit.submission_state != "none" and not code.changed else None
    title = "code.changed.title" if code.changed else "code.title"
    blocks: list[Block] = [heading(visit, title, kicker=how, hint="code.hint")]
    blocks.append(Code("code", say(visit, "code.label"), code.groups, hidden=code.hidden))
    if not code.hidden:
        blocks.append(QrCode("qr", code.qr, say(visit, "code.qr"), private=True))
    if code.helped:
        blocks.append(say(visit, "code.helped"))
    cover = action(visit, "show", "saw") if code.hidden else action(visit, "hide", "hide")
    actions = (cover, skip_action(visit), action(visit, "kept", "tick", main=True))
    return page(visit, "form", *blocks, actions=actions, private=True)


def _show(visit: Visit, event: Event) -> Outcome:
    if pressed(event) in ("hide", "show"):
        return replace(visit, code=replace(visit.code, hidden=pressed(event) == "hide")), ()
    # Also who skips the rest has seen the code, and hears how far it reaches.
    return (go(visit, WHERE), ()) if pressed(event) in ("kept", "skip") else None


def _where_page(visit: Visit) -> Page:
    """How far a code reaches, and what to do before leaving the ward. The tablets of other wards cannot open it."""
    return page(
        visit,
        "reading",
        heading(visit, "code.where.title"),
        say(visit, "code.where.body"),
        say(visit, "messages.code.lost"),
        actions=(skip_action(visit), next_action(visit)),
    )


def _where(visit: Visit, event: Event) -> Outcome:
    if pressed(event) == "skip":
        return done(visit), ()
    if pressed(event) == "next":
        fresh = replace(visit.code, typed=editing.Entry(), wrong=False)
        return go(replace(visit, code=fresh), Spot("code", "check")), ()
    return None


# --- typed back -------------------------------------------------------------------------------------------------


def asked_for(code: ReturnCode) -> int:
    """Which group is to be typed back, from 1: another one for each code."""
    return 1 + sum(int(group.digits) for group in code.groups) % len(code.groups)


def _check_page(visit: Visit) -> Page:
    code = visit.code
    number = {"number": asked_for(code)}
    entry = TextEntry(ENTRY, say(visit, "code.check.label", number), code.typed.value, code.typed.caret, keys="keys")
    wrong = (say(visit, "code.check.wrong", number),) if code.wrong else ()
    again = (action(visit, "look_again", "code"),) if code.wrong else ()
    ready = (next_action(visit),) if code.typed.value.strip() else ()
    return page(
        visit,
        "form",
        heading(visit, "code.check.title", hint="code.check.hint"),
        *(wrong or (say(visit, "code.check.label", number, key="code.check.which"),)),
        entry,
        keyboards.return_code_keys(visit, ENTRY),
        actions=(*again, skip_action(visit), *ready),
        private=True,
    )


def _check(visit: Visit, event: Event) -> Outcome:
    code = visit.code
    stroke = typed(event, ENTRY)
    if stroke is not None:
        entry, _ = striking.struck(code.typed, visit.keyboard, keyboards.return_code_keys(visit, ENTRY), stroke)
        if len(entry.value) > TYPED_MOST or "\n" in entry.value:
            return None
        return replace(visit, code=replace(code, typed=entry, wrong=False)), ()
    if pressed(event) == "skip":
        return done(visit), ()
    if pressed(event) == "look_again":
        return go(visit, SHOW), ()
    if pressed(event) == "next":
        if _right(code):
            return go(visit, Spot("code", "right")), ()
        return replace(visit, code=replace(code, typed=editing.Entry(), wrong=True)), ()
    return None


def _right(code: ReturnCode) -> bool:
    """Whether the group was kept: typed as it is asked for, with digits of any script, or among all seven."""
    typed = unicodedata.normalize("NFKC", code.typed.value).casefold()
    given = "".join(str(unicodedata.decimal(letter, letter)) for letter in typed if letter.isalnum())
    group = code.groups[asked_for(code) - 1]
    whole = ("".join(one.digits for one in code.groups), "".join(one.word for one in code.groups))
    return given in (group.digits, group.word.casefold(), *whole)


def _right_page(visit: Visit) -> Page:
    title, detail = say(visit, "code.right.title"), say(visit, "code.right.detail")
    status = Status("status", title, detail, picture="tick", live="polite")
    return page(visit, "status", status, actions=(action(visit, "finish", "tick", main=True),))


def _finish(visit: Visit, event: Event) -> Outcome:
    if pressed(event) != "finish":
        return None
    return (done(visit), ()) if visit.code.changed else Pressed(action="leave", at=visit.now)


_PAGES = {
    "changed": (_changed_page, _changed),
    "show": (_show_page, _show),
    "where": (_where_page, _where),
    "check": (_check_page, _check),
    "right": (_right_page, _finish),
}
