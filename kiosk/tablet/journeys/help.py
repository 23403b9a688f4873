"""Help and people: who is on today on this ward, then who helps from outside it, two on a page.

A name of yesterday is never shown (hazard H8), nor a number past its date (hazard H7): its fallback stands there
instead. Nothing of what somebody looks at here is kept. Behind the last page, away from the doors that people use, is
the way to the staff page.
"""

from __future__ import annotations

from kiosk import wardpack
from kiosk.tablet.journeys.asking import next_action
from kiosk.tablet.journeys.frame import Outcome, action, go, heading, home, knows, page, pressed, quote, say
from kiosk.tablet.pages import Action, Message, Page, QrCode
from kiosk.tablet.visit import Event, Spot, Visit

A_PAGE = 2
FIRST = Spot("help", "first")


def _people(visit: Visit) -> tuple[wardpack.OnDuty, ...]:
    duty = visit.ward.duty
    return duty.people if duty is not None and not visit.ward.duty_expired else ()


def _organisations(visit: Visit) -> tuple[wardpack.Organisation, ...]:
    return visit.ward.content.organisations if visit.ward.content is not None else ()


def _pages(visit: Visit) -> tuple[tuple[wardpack.OnDuty | wardpack.Organisation, ...], ...]:
    """What each page shows; at least one page. People of the ward and organisations never share one."""
    found: list[tuple[wardpack.OnDuty | wardpack.Organisation, ...]] = []
    for cards in (_people(visit), _organisations(visit)):
        found += [tuple(cards[start : start + A_PAGE]) for start in range(0, len(cards), A_PAGE)]
    return tuple(found) or ((),)


def _at(visit: Visit) -> int:
    number = int(visit.spot.item) - 1 if visit.spot.item.isdigit() else 0
    return min(number, len(_pages(visit)) - 1)


def help_page(visit: Visit) -> Page:
    """Two cards of it."""
    shown, at = _pages(visit), _at(visit)
    cards = shown[at]
    if not cards:
        return page(visit, "list", heading(visit, "help.none.title", hint="help.none.hint"), actions=_last(visit))
    here = isinstance(cards[0], wardpack.OnDuty)
    kicker = say(visit, "help.kicker", {"number": at + 1, "total": len(shown)})
    blocks = tuple(
        _person(visit, card, index) if isinstance(card, wardpack.OnDuty) else organisation(visit, card)
        for index, card in enumerate(cards)
    )
    last = at == len(shown) - 1
    # That nobody is named is said, and not left to be noticed; each page has room for one line. The last page's foot row is full.
    line = "help.ward.none" if at == 0 else "help.phone"
    beside = () if here or (last and at > 0) else (say(visit, line),)
    return page(
        visit,
        "list",
        heading(visit, "help.ward.title" if here else "help.outside.title", kicker=kicker),
        *blocks,
        *beside,
        actions=_last(visit) if last else (next_action(visit),),
    )


def _last(visit: Visit) -> tuple[Action, ...]:
    return (action(visit, "staff", "lock"), action(visit, "done", "tick", main=True))


def _person(visit: Visit, person: wardpack.OnDuty, index: int) -> Message:
    role = f"role.{person.role}"
    called = f"{person.name}, {say(visit, role).spoken}" if knows(visit, role) else person.name
    reach = quote(visit, f"help.person.{index}.reach", person.reach) if person.reach else None
    name = quote(visit, f"help.person.{index}.name", called)
    return Message(f"help.person.{index}", name, reach, picture="worker")


def organisation(visit: Visit, known: wardpack.Organisation) -> Message:
    """The card of one: name, whom it is for, number and a code for a camera; past its date, what stands in for it."""
    name = f"help.{known.id}"
    sender = say(visit, f"{name}.name")
    if visit.ward.now >= known.expires_on:
        return Message(name, sender, say(visit, f"{name}.fallback"), picture="handset")
    label = say(visit, "help.scan_call" if known.number else "help.scan_web", key=f"{name}.scan")
    return Message(
        name,
        sender,
        say(visit, f"{name}.who"),
        number=known.number or known.web,
        qr=QrCode(f"{name}.qr", wardpack.link(known.number, known.web), label),
    )


def act(visit: Visit, event: Event) -> Outcome:
    """Through the pages; from the last one home, or to the staff page."""
    name = pressed(event)
    if name == "next":
        return go(visit, Spot("help", "first", str(_at(visit) + 2))), ()
    if name == "staff":
        return go(visit, Spot("staff", "pin")), ()
    if name == "done":
        return home(visit), ()
    return None
