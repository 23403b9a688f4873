"""Pages of the demo, well and with one fault each, for every check of layouts. Making them takes seconds, so tests import this in a fixture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from kiosk.audit.subject import Subject, drawing
from kiosk.resources import resource_folder
from kiosk.tablet import pages
from kiosk.tablet.senses.sight.marks import Box, Picture
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tour.faults import Laid
from tests.support.walks import walked

DRAWING = drawing(Screen(), Gallery(resource_folder("assets") / "pictures"))
ENGLISH, ARABIC = walked(140, "easy"), walked(language="ar")


def subject(page: pages.Page, name: str = "") -> Subject:
    return DRAWING.subject(name or page.id, page)


def with_things(of: Subject, change: Callable[[Thing], Thing]) -> Subject:
    """The same page with its things changed where they lie."""

    def laid(one: Laid) -> Laid:
        things = {id(thing): change(thing) for thing in (*one.scene.things, *one.scene.rail)}
        scene = msgspec.structs.replace(
            one.scene,
            things=tuple(things[id(t)] for t in one.scene.things),
            rail=tuple(things[id(t)] for t in one.scene.rail),
        )
        written = tuple(words._replace(thing=things[id(words.thing)]) for words in one.written)
        marks = tuple((things[id(thing)], mark) for thing, mark in one.marks)
        return Laid(one.number, scene, written, marks)

    return of._replace(laid=tuple(map(laid, of.laid)))


def moved(target: str, by: Callable[[Box], Box]) -> Callable[[Subject], Subject]:
    def change(of: Subject) -> Subject:
        return with_things(
            of,
            lambda thing: (
                replace(thing, box=by(thing.box), touch=by(thing.touch) if thing.touch else None)
                if thing.id == target
                else thing
            ),
        )

    return change


def with_words(of: Subject, change: Callable[[Any], Any]) -> Subject:
    """The same page with its words set otherwise."""
    laid = (one._replace(written=tuple(w._replace(words=change(w.words)) for w in one.written)) for one in of.laid)
    return of._replace(laid=tuple(laid))


def with_block(page: pages.Page, id: str, **changes: object) -> pages.Page:
    blocks = tuple(replace(b, **changes) if b.id == id else b for b in page.blocks)
    return replace(page, blocks=blocks)


def choices(page: pages.Page) -> pages.Choices:
    return next(block for block in page.blocks if isinstance(block, pages.Choices))


def nameless(page: pages.Page) -> pages.Page:
    block = choices(page)
    first, *others = block.options
    label = replace(first.label, sentences=())
    return with_block(page, block.id, options=(replace(first, label=label), *others))


def chosen(page: pages.Page) -> pages.Page:
    block = choices(page)
    first, *others = block.options
    return with_block(page, block.id, options=(replace(first, chosen=True), *others))


def draft_untold(page: pages.Page) -> pages.Page:
    return replace(page, wording=())


SAFE, CLAUSE, HOME = ENGLISH["checkin.safe"], ENGLISH["charter.clause.one_no"], ENGLISH["home.doors"]
LONG = pages.Text(
    "long",
    (
        "Every word of this line is long enough to go on and on and on until nobody could ever find its end again. And so on.",
    ),
)


def one_long_line(of: Subject) -> Subject:
    (laid, *others) = of.laid
    words = next(w for w in laid.written if len(w.text) > 20)
    text = " ".join(LONG.sentences)
    line = words._replace(words=words.words._replace(runs=((text, "regular"),), width=None))
    line = line._replace(words=line.words._replace(runs=((text + "\nx", "regular"),)))
    return of._replace(laid=(laid._replace(written=(line,)), *others))


def turned_number(of: Subject) -> Subject:
    """A number whose groups come out in the wrong order, as they do in Arabic words without isolates."""
    (laid, *others) = of.laid
    words = laid.written[0]
    text = "اتصل 0800 1111 الآن"
    wrong = words._replace(words=words.words._replace(runs=((text, "regular"),), width=None, rtl=True, language="ar"))
    return of._replace(laid=(laid._replace(written=(wrong,)), *others))


def unturned(of: Subject) -> Subject:
    def straight(one: Laid) -> Laid:
        marks = tuple((t, m._replace(flip=False) if isinstance(m, Picture) else m) for t, m in one.marks)
        return one._replace(marks=marks)

    return of._replace(laid=tuple(map(straight, of.laid)))


def words_before_picture(of: Subject) -> Subject:
    laid = (
        one._replace(written=tuple(w._replace(ink=w.ink._replace(x=0.0, w=60.0)) for w in one.written))
        for one in of.laid
    )
    return of._replace(laid=tuple(laid))


def lost_block(of: Subject) -> Subject:
    """The first part forgets what it should show."""
    parts = of.laid[0].scene.parts
    assert len(parts) > 1
    fewer = ((), *parts[1:])
    return of._replace(laid=tuple(one._replace(scene=replace(one.scene, parts=fewer)) for one in of.laid))


def swapped(of: Subject) -> Subject:
    """Two answers have changed places on the glass, and not in the order of attention."""
    (laid, *_) = of.laid
    block = choices(of.page)
    first, second = (f"{block.id}/{option.id}" for option in block.options[:2])
    boxes = {thing.id: thing.box for thing in laid.scene.things}
    other = {first: boxes[second], second: boxes[first]}
    return with_things(of, lambda t: replace(t, box=other[t.id]) if t.id in other and t.target else t)


def hidden_target(of: Subject) -> Subject:
    block = choices(of.page)
    hidden = f"{block.id}/{block.options[0].id}"
    return with_things(of, lambda t: replace(t, target=False) if t.id == hidden else t)


def heard_not_shown(page: pages.Page) -> pages.Page:
    return replace(page, blocks=(*page.blocks, pages.Picture("mute", "palm", pages.Text("mute.alt", ()))))


def moving(page: pages.Page) -> pages.Page:
    return replace(page, reading=replace(page.reading, motion=False))


FIRST = f"{choices(SAFE).id}/{choices(SAFE).options[0].id}"
NEXT = f"{choices(SAFE).id}/{choices(SAFE).options[1].id}"

SEEDED: dict[str, tuple[Subject, Subject]] = {}
"""Check -> (a page that is well, the same with a fault)."""


def seed(what: str, page: pages.Page, fault: Callable[[pages.Page], pages.Page]) -> None:
    SEEDED[what] = (subject(page), subject(fault(page), page.id))


def seed_laid(what: str, page: pages.Page, fault: Callable[[Subject], Subject]) -> None:
    well = subject(page)
    SEEDED[what] = (well, fault(well))


seed("names, languages and places", SAFE, nameless)
seed("what a screen reader is given", SAFE, nameless)
seed("what is heard is shown, what is shown is heard", CLAUSE, heard_not_shown)
seed_laid("nothing is lost between parts", ENGLISH["charter.contact"], lost_block)
seed_laid("attention goes in reading order", SAFE, swapped)
seed_laid("the focus frame is whole", SAFE, moved("leave", lambda b: b._replace(x=b.x + 20)))
seed_laid("the same targets for eye, ear and switch", SAFE, hidden_target)
seed_laid("nothing is clipped, covered or overlapping", SAFE, moved(NEXT, lambda b: b._replace(x=b.x - 60)))
seed_laid("targets are large enough", SAFE, moved(FIRST, lambda b: b._replace(h=100.0)))
seed_laid("targets stand apart", SAFE, moved(FIRST, lambda b: b._replace(w=b.w + 12)))
seed_laid("Call staff, Back and Leave never move", SAFE, moved("back", lambda b: b._replace(y=b.y + 12)))
seed_laid("picture at the start, text at the end", CLAUSE, words_before_picture)
seed_laid("pictures are mirrored", ARABIC["home.doors"], unturned)
seed_laid(
    "running text is as large as its size says",
    ENGLISH["concern.sent.saved"],
    lambda of: with_words(of, lambda w: w._replace(size=30.0)),
)
seed_laid("plain letters from the start edge", SAFE, lambda of: with_words(of, lambda w: w._replace(align="center")))
seed_laid("length and distance of lines", CLAUSE, one_long_line)
seed_laid("digits keep their order", ARABIC["help.first"], turned_number)
seed_laid(
    "no letter without a font",
    SAFE,
    lambda of: of._replace(
        laid=tuple(one._replace(written=tuple(w._replace(unknown=1) for w in one.written)) for one in of.laid)
    ),
)
seed("drafts say that they are", ARABIC["charter.intro"], draft_untold)
seed("faces are equal and none is chosen", SAFE, chosen)
seed("every question can be left out", SAFE, lambda page: replace(page, actions=()))
