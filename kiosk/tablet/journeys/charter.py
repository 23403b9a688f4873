"""The ward charter: what it is for, its clauses in plain words or easy read, and whom to ask outside the ward (Standard 4.1, Appendix A).

It can be read from any clause to any other and is never a gate before something else.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import wardpack
from kiosk.tablet.journeys import figures, signing
from kiosk.tablet.journeys.frame import Outcome, action, go, heading, home, page, pictured, pressed, say
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
    if visit.spot.name == signing.PAGE:
        found = signing.film(visit, visit.spot.item)
        if found is not None:
            return signing.video_page(visit, found)
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
        *(_scenes(visit, clause.easy) if visit.reading.form == "easy" else _plain_blocks(visit, clause)),
        actions=_actions(visit),
    )


def _plain_blocks(visit: Visit, clause: wardpack.Clause) -> tuple[Block, ...]:
    name = f"charter.{clause.id}"
    body = say(visit, f"{name}.body")
    if not clause.point:
        return (body,)
    point = say(visit, f"{name}.point")
    alt = pictured(visit, clause.picture, f"{name}.picture", beside=point)
    return (body, Picture(f"{name}.panel", clause.picture, alt=alt, caption=point, look="panel"))


def _scenes(visit: Visit, points: tuple[wardpack.EasyPoint, ...]) -> tuple[Block, ...]:
    """Easy read: one idea, one picture."""
    return tuple(
        Picture(
            f"{point.text}.scene",
            point.picture,
            alt=pictured(visit, point.picture, f"{point.text}.picture", beside=words),
            caption=words,
            look="scene",
        )
        for point, words in ((point, say(visit, point.text)) for point in points)
    )


def _edge_page(visit: Visit) -> Page:
    """The pages before the first clause and after the last: text in plain words, one point a picture in easy read."""
    name, content = f"charter.{visit.spot.name}", visit.ward.content
    scenes: tuple[Block, ...] = ()
    if visit.reading.form == "easy" and content is not None:
        scenes = _scenes(visit, content.intro if visit.spot == INTRO else content.contact)
    edition = _edition(visit) if visit.spot == INTRO and not scenes else ()  # beside the full text, which it is about
    return page(
        visit,
        "reading",
        heading(visit, f"{name}.title"),
        *(scenes or (say(visit, f"{name}.body"),)),
        *edition,
        actions=_actions(visit),
    )


def _edition(visit: Visit) -> tuple[Block, ...]:
    """Which charter this is, and when the ward looks at it again (Standard 4.1: regularly updated)."""
    edition = visit.ward.content.edition if visit.ward.content is not None else None
    if edition is None:
        return ()
    year, month, _ = edition.review_due.split("-")
    month_name = say(visit, f"month.{int(month)}").spoken
    return (say(visit, "charter.edition", {"version": edition.version, "month": month_name, "year": year}),)


def _actions(visit: Visit) -> tuple[Action, ...]:
    easy = visit.reading.form == "easy"
    form = action(visit, "plain", "charter") if easy else action(visit, "easy", "easy_read")
    last = visit.spot == CONTACT
    main = action(visit, "done", "tick", main=True) if last else action(visit, "next", "onward", main=True)
    people = (action(visit, "help", "people"),) if last else ()
    signed = signing.door(visit, visit.spot.item) if visit.spot.name == "clause" else ()
    said = (action(visit, "figures", "talk"),) if visit.spot == INTRO else ()
    return (*signed, form, *said, *people, main)


def act(visit: Visit, event: Event) -> Outcome:
    """On, to the other form, to help, or to what people here say."""
    if visit.spot.name == signing.PAGE:
        return signing.act(visit, event)
    name = pressed(event)
    if name == "sign":
        return go(replace(visit, watching=None), signing.spot(visit.spot.item)), ()
    if name in ("easy", "plain"):
        form = replace(visit.reading, form="easy" if name == "easy" else "plain")
        return replace(visit, reading=form), ()
    if name == "next":
        order = spots(visit)
        at = order.index(visit.spot) if visit.spot in order else 0
        return go(visit, order[min(at + 1, len(order) - 1)]), ()
    if name == "help":
        return go(visit, Spot("help", "first")), ()
    if name == "figures":
        return go(visit, figures.ABOUT), ()
    if name == "done":
        return home(visit), ()
    return None
