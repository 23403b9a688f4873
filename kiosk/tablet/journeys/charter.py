"""The ward charter: what it is for, its clauses in plain words or easy read, and whom to ask outside the ward (Standard 4.1, Appendix A).

It can be read from any clause to any other and is never a gate before something else.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import wardpack
from kiosk.tablet.journeys.frame import Outcome, action, go, heading, home, page, pressed, say
from kiosk.tablet.pages import Action, Block, Page, Picture
from kiosk.tablet.visit import Event, Spot, Visit

INTRO, CONTACT = Spot("charter", "intro"), Spot("charter", "contact")


def _clauses(visit: Visit) -> tuple[wardpack.Clause, ...]:
    return visit.ward.content.clauses if visit.ward.content is not None else ()


def spots(visit: Visit) -> tuple[Spot, ...]:
    """The pages of the charter in order."""
    return (INTRO, *(Spot("charter", "clause", clause.id) for clause in _clauses(visit)), CONTACT)


def charter_page(visit: Visit) -> Page:
    """A clause, or the page before or after them."""
    if visit.spot in (INTRO, CONTACT):
        return _edge_page(visit)
    clause = next((c for c in _clauses(visit) if c.id == visit.spot.item), None)
    if clause is None:  # a new charter came without it
        return _edge_page(replace(visit, trail=(*visit.trail[:-1], INTRO)))
    number, total = _clauses(visit).index(clause) + 1, len(_clauses(visit))
    kicker = say(visit, "charter.kicker", {"number": number, "total": total})
    name = f"charter.{clause.id}"
    return page(
        visit,
        "reading",
        heading(visit, f"{name}.title", kicker=kicker),
        *(_easy_blocks if visit.reading.form == "easy" else _plain_blocks)(visit, clause),
        actions=_actions(visit),
    )


def _plain_blocks(visit: Visit, clause: wardpack.Clause) -> tuple[Block, ...]:
    name = f"charter.{clause.id}"
    body = say(visit, f"{name}.body")
    if not clause.point:
        return (body,)
    alt = say(visit, f"{name}.point", key=f"{name}.picture")
    return (body, Picture(f"{name}.panel", clause.picture, alt=alt, caption=say(visit, f"{name}.point"), look="panel"))


def _easy_blocks(visit: Visit, clause: wardpack.Clause) -> tuple[Block, ...]:
    return tuple(
        Picture(
            f"{point.text}.scene",
            point.picture,
            alt=say(visit, point.text, key=f"{point.text}.picture"),
            caption=say(visit, point.text),
            look="scene",
        )
        for point in clause.easy
    )


def _edge_page(visit: Visit) -> Page:
    """The pages before the first clause and after the last: text in plain words, one point a picture in easy read."""
    name = f"charter.{visit.spot.name}"
    picture = "safe" if visit.spot == INTRO else "handset"
    body = say(visit, f"{name}.body")
    block: Block = body
    if visit.reading.form == "easy":
        block = Picture(
            f"{name}.scene", picture, alt=say(visit, f"{name}.title", key=f"{name}.picture"), caption=body, look="scene"
        )
    return page(visit, "reading", heading(visit, f"{name}.title"), block, actions=_actions(visit))


def _actions(visit: Visit) -> tuple[Action, ...]:
    easy = visit.reading.form == "easy"
    form = action(visit, "plain", "charter") if easy else action(visit, "easy", "easy")
    last = visit.spot == CONTACT
    main = action(visit, "done", "tick", main=True) if last else action(visit, "next", "onward", main=True)
    people = (action(visit, "help", "people"),) if last else ()
    return (form, *people, main)


def act(visit: Visit, event: Event) -> Outcome:
    """On, to the other form, or to help."""
    name = pressed(event)
    if name in ("easy", "plain"):
        form = replace(visit.reading, form="easy" if name == "easy" else "plain")
        return replace(visit, reading=form), ()
    if name == "next":
        order = spots(visit)
        at = order.index(visit.spot) if visit.spot in order else 0
        return go(visit, order[min(at + 1, len(order) - 1)]), ()
    if name == "help":
        return go(visit, Spot("help", "first")), ()
    if name == "done":
        return home(visit), ()
    return None
