"""What a screen reader is given of a page: the same things, each with a role, a name, a language and a place."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.audit.findings import Check, Finding, all_of
from kiosk.audit.subject import Subject, named
from kiosk.tablet import attention
from kiosk.tablet.senses.reader.tree import Names, tree

_GROUPS = ("answers", "body", "foot", "rail", *(f"keys.{row}" for row in range(12)))
NAMES = Names({name: name for name in _GROUPS}, {name: name for name in ("now", "done", "not_yet")})
"""The words of a tablet are in its catalogues, and are looked at there: what is looked at here is that there are some."""


def complete(subject: Subject) -> Iterator[Finding]:
    """Every stop is a node that can be focused, every target one that can be acted on, and each says what it is, in which language and where."""
    wrong, count = [], 0
    screen, page = subject.screen, subject.page
    # The strip has one line: what finds no room in it is for ears and fingers alone.
    strip = {text.id for text in (page.notice, *page.wording) if text is not None}
    for laid in subject.laid:
        place = subject.place(laid)
        boxes = {}
        for thing in (*laid.scene.things, *laid.scene.rail):
            if thing.id not in boxes or thing.target:
                boxes[thing.id] = tuple(length * screen.scale for length in thing.box)
        made = tree(subject.page, place, boxes, (screen.width, screen.height), NAMES)
        nodes = [node for node in made.nodes if node.key]
        count += len(nodes)
        for node in nodes:
            lacking = [
                what for what, has in (("role", node.role), ("name", node.name), ("language", node.language)) if not has
            ]
            box = node.bounds
            if node.key not in strip and (box is None or box[2] <= box[0] or box[3] <= box[1]):
                lacking.append("place")
            if lacking and node.focusable:
                wrong.append(f"{named(laid, node.key)} has no {' and no '.join(lacking)}")
        focusable = {node.key for node in nodes if node.focusable}
        acting = {node.key for node in nodes if node.click}
        wrong += [
            f"{named(laid, i)} cannot be focused" for i in attention.stops(subject.page, place) if i not in focusable
        ]
        wrong += [
            f"{named(laid, i)} cannot be acted on" for i in attention.targets(subject.page, place) if i not in acting
        ]
    yield from all_of(wrong, count, "nodes have a role, a name, a language and a place", "all of them")


CHECKS: tuple[Check[Subject], ...] = (Check("A01", "what a screen reader is given", complete),)
