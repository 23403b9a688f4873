"""Who can find and act on what: names, the way of attention, and that every sense has the same parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kiosk.audit.findings import Check, Finding, all_of
from kiosk.audit.subject import RAIL, Subject, named
from kiosk.tablet import aloud, attention, pages
from kiosk.tablet.senses.sight.widgets.frames import BROAD
from kiosk.tablet.senses.sight.widgets.key import Key
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.ward import direction

EDGE = 4.0  # px that two things may overlap up and down and yet stand under each other


def texts_of_stop(page: pages.Page, stop: str) -> tuple[pages.Text, ...]:
    """The words by which a stop (`attention.stops`) is known to ears and fingers."""
    for action in (*attention.tools(page), *page.actions, page.more, page.rail.call, page.rail.back, page.rail.leave):
        if action.id == stop:
            return (action.label,)
    for text in (page.demo, page.notice, *page.wording):
        if text is not None and text.id == stop:
            return (text,)
    name, _, within = stop.partition("/")
    for block in page.blocks:
        if block.id == name and isinstance(block, pages.Choices) and within:
            return tuple(option.label for option in block.options if option.id == within)
        if block.id == name and isinstance(block, pages.Keys):
            return tuple(key.label for row in block.rows for key in row if key.id == within)
        if block.id == name and isinstance(block, pages.Choices):
            return (block.label,) if block.label else ()
        if block.id == name:
            return tuple(aloud.texts_of(block, page))
    return ()


def names(subject: Subject) -> Iterator[Finding]:
    """Everything that can be come to has words, in a language that is known, and a place on the glass."""
    page, wrong, count = subject.page, [], 0
    for laid in subject.laid:
        stops = attention.stops(page, subject.place(laid))
        placed = {thing.id: thing for thing in (*laid.scene.things, *laid.scene.rail)}
        count += len(stops)
        doubled = sorted({stop for stop in stops if stops.count(stop) > 1})
        wrong += [f"two things are called {stop}" for stop in doubled]
        for stop in stops:
            texts = texts_of_stop(page, stop)
            if not any(text.spoken for text in texts):
                wrong.append(f"{named(laid, stop)} has no name")
            # A number has no letters and no direction.
            worded = [text for text in texts if any(letter.isalpha() for letter in text.spoken)]
            wrong += [
                f"{text.id} runs {text.direction}" for text in worded if text.direction != direction(text.language)
            ]
        for target in attention.targets(page, subject.place(laid)):
            box = placed[target].reach if target in placed else None
            if box is None or box.w <= 0 or box.h <= 0:
                wrong.append(f"{named(laid, target)} has no place")
    yield from all_of(wrong, count, "things have a name, a language and a place", "all of them")


def circle(subject: Subject) -> Iterator[Finding]:
    """Tab comes to everything that can be acted on, once, and back to where it began, in both directions."""
    page, wrong, count = subject.page, [], 0
    for laid in subject.laid:
        wanted = attention.tabs(page, subject.place(laid))
        count += len(wanted)
        for by in (1, -1):
            place, come_to = subject.place(laid), []
            for _ in range(len(wanted) + 1):
                place = attention.moved(page, place, by)
                come_to.append(place.focus)
            if sorted(come_to[:-1]) != sorted(wanted) or come_to[0] != come_to[-1]:
                wrong.append(f"part {laid.number + 1}: {' '.join(come_to[:8])}")
    yield from all_of(wrong, count, "things come to, once each, and round", "each once, and back to the first")


def reading_order(subject: Subject) -> Iterator[Finding]:
    """Attention goes down the page, and in a row from its start to its end; the rail comes last, from above."""
    wrong, count = [], 0
    for laid in subject.laid:
        placed = {thing.id: thing for thing in laid.scene.targets}
        order = [placed[i] for i in attention.targets(subject.page, subject.place(laid)) if i in placed]
        body = [thing for thing in order if thing.id not in RAIL]
        rail = [thing for thing in order if thing.id in RAIL]
        count += len(order)
        if order != body + rail:
            wrong.append(f"part {laid.number + 1}: the rail is not last")
        for one, other in (*pairwise(body), *pairwise(rail)):
            # The letters of a keyboard stand as on every keyboard, and the rail belongs to the tablet: neither is mirrored.
            still = one.id in RAIL or (isinstance(one, Key) and isinstance(other, Key))
            if not _follows(one, other, subject.rtl and not still):
                wrong.append(f"{named(laid, other.id)} comes after {one.id}")
    yield from all_of(wrong, count, "things in the order in which they stand", "as people read")


def _follows(one: Thing, other: Thing, rtl: bool) -> bool:
    if other.box.y >= one.box.bottom - EDGE:
        return True
    same_row = other.box.y < one.box.bottom - EDGE and other.box.bottom > one.box.y + EDGE
    beside = other.box.right <= one.box.x + EDGE if rtl else other.box.x >= one.box.right - EDGE
    return bool(same_row and beside)


def frame_in_sight(subject: Subject) -> Iterator[Finding]:
    """The frame of what has attention lies whole on the glass, clear of the rail, and over nothing else that can be touched."""
    wrong, count = [], 0
    for laid in subject.laid:
        edge = min((thing.box.x for thing in laid.scene.rail), default=subject.screen.wide)
        for thing in laid.scene.targets:
            count += 1
            if thing.id == subject.page.rail.call.id:
                continue  # its frame is drawn inside it
            frame = thing.box.grown(BROAD)  # the gap inside it gives way at the edge of the glass
            right = subject.screen.wide if thing.id in RAIL else edge
            if frame.x < 0 or frame.y < 0 or frame.right > right or frame.bottom > subject.screen.high:
                wrong.append(f"the frame of {named(laid, thing.id)} leaves its place")
    yield from all_of(wrong, count, "frames are whole", "all of them")


def same_parts(subject: Subject) -> Iterator[Finding]:
    """What eyes see to act on in a part is what keys, switches, voice and reader can act on there."""
    wrong, count = [], 0
    for laid in subject.laid:
        seen = {thing.id for thing in laid.scene.targets}
        known = set(attention.targets(subject.page, subject.place(laid)))
        grouped = [i for group in attention.groups(subject.page, subject.place(laid)) for i in group.targets]
        count += len(known)
        wrong += [f"{named(laid, i)} is seen and cannot be come to" for i in sorted(seen - known)]
        wrong += [f"{named(laid, i)} can be come to and is not seen" for i in sorted(known - seen)]
        wrong += [f"{i} is in no group of a switch" for i in sorted(known - set(grouped))]
        wrong += [f"{i} is not in the switch's round" for i in RAIL if i in known and i not in grouped]
    yield from all_of(wrong, count, "targets are the same for eye, ear and switch", "all of them")


def nothing_lost(subject: Subject) -> Iterator[Finding]:
    """Every block, answer and sentence of the page stands on one of its parts."""
    parts = subject.laid[0].scene.parts
    pieces = {piece for part in parts for piece in part}
    blocks = {piece.split("/")[0].split("#")[0] for piece in pieces}
    wrong, count = [], 0
    for block in subject.page.blocks if len(parts) > 1 else ():
        count += 1
        if (
            block.id not in blocks
            and not isinstance(block, pages.Heading | pages.Keys)
            and not _on_every_part(subject, block)
        ):
            wrong.append(f"{block.id} is on no part")
        if isinstance(block, pages.Choices) and block.id not in pieces:
            wrong += [f"{block.id}/{o.id} is on no part" for o in block.options if f"{block.id}/{o.id}" not in pieces]
        if isinstance(block, pages.Text) and block.id not in pieces and not _on_every_part(subject, block):
            lost = [n for n, _ in enumerate(block.sentences) if f"{block.id}#{n}" not in pieces]
            wrong += [f"sentence {n + 1} of {block.id} is on no part" for n in lost]
    yield from all_of(wrong, count, "blocks are on a part", "all of them, without scrolling")


def _on_every_part(subject: Subject, block: pages.Block) -> bool:
    return all(block.id in {thing.id for thing in laid.scene.things} for laid in subject.laid)


def speech(subject: Subject) -> Iterator[Finding]:
    """Every block can be heard, and what is heard of the page can be read on it."""
    page = subject.page
    heard = {text.id for text in aloud.spoken(page, private=True)}
    shown = {text.id for text in pages.texts(page)}
    wrong = []
    for block in page.blocks:
        own = {text.id for text in aloud.texts_of(block, page) if text.spoken}
        if not isinstance(block, pages.Keys) and not (own and own <= heard) and not _silent(block):
            wrong.append(f"{block.id} is not heard")
    for text in heard:
        # What was typed, a number or a code is said by the block that shows it.
        if text not in shown and not any(text.startswith(f"{block.id}.") for block in page.blocks):
            wrong.append(f"{text} is heard and not shown")
    yield from all_of(wrong, len(page.blocks), "blocks are heard, and all that is heard is shown", "all of them")


def _silent(block: pages.Block) -> bool:
    """A set of answers without any, which nothing is said of because nothing is there."""
    return isinstance(block, pages.Choices) and not block.options and block.label is None


CHECKS: tuple[Check[Subject], ...] = (
    Check("A01", "names, languages and places", names),
    Check("A14", "what is heard is shown, what is shown is heard", speech),
    Check("B02", "nothing is lost between parts", nothing_lost),
    Check("C09", "attention goes in a circle", circle),
    Check("C09", "attention goes in reading order", reading_order),
    Check("C09", "the focus frame is whole", frame_in_sight),
    Check("C10", "the same targets for eye, ear and switch", same_parts),
)
