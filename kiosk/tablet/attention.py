"""The one Place: where attention is on a page. Every sense renders the same (page, place), so nothing is focused for eyes and not for ears.

Sight measures how a page splits into parts at a text size (`Parts`); the parts are data, so that voice, reader and switches page the same way.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from kiosk.tablet import pages

Piece = str  # id of a block, or "block/option" for one choice, or "text#n" for sentence n of a text
IN_FOOT = "foot/"  # before the id of an answer that stands in the foot row after the tools, or of an action that does on one part alone
Parts = tuple[tuple[Piece, ...], ...]  # what each part shows, in reading order; () until sight has measured


class Place(Struct, frozen=True):
    """Where attention is.

    part: which part of the page is shown, from 0, of `parts`. focus: id of the thing that keys or a reader are on ("" until somebody uses them:
    a finger has no focus). scanned: ids that the scanning frame is round (one, or a whole group). speaking: (text id, sentence) being spoken.
    """

    page: str
    part: int = 0
    parts: Parts = ()
    focus: str = ""
    scanned: tuple[str, ...] = ()
    speaking: tuple[str, int] | None = None

    @property
    def of(self) -> int:
        """How many parts the page has; 1 until it was measured."""
        return max(1, len(self.parts))


def actions(page: pages.Page, place: Place) -> tuple[pages.Action, ...]:
    """The actions of this part: while more parts follow, More stands in the place of the main action.

    An action for which sight found no room in the foot row of every part is a piece of one part, and stands there alone.
    """
    elsewhere = {piece.removeprefix(IN_FOOT) for part in place.parts for piece in part}
    here = {piece.removeprefix(IN_FOOT) for piece in place.parts[place.part]} if place.parts else set()
    shown = tuple(action for action in page.actions if action.id in here or action.id not in elsewhere)
    if place.part >= place.of - 1:
        return shown
    return (*(action for action in shown if not action.main or action.id in here), page.more)


def tools(page: pages.Page) -> tuple[pages.Action, ...]:
    """What stands at the start of the foot row."""
    return page.player or page.tools


def targets(page: pages.Page, place: Place) -> tuple[str, ...]:
    """Ids of everything that can be acted on in this part, in reading order: answers, keys, actions that stand in the body, the foot row
    (tools, answers that stand there, actions), then the rail.

    A choice is "block/option", a key "keys/key", an action its own id.
    """
    shown = set(place.parts[place.part]) if place.parts else None
    ids: list[str] = []
    for block in page.blocks:
        if isinstance(block, pages.Choices):
            ids += [f"{block.id}/{option.id}" for option in block.options]
        elif isinstance(block, pages.Keys):
            ids += [f"{block.id}/{key.id}" for row in block.rows for key in row]
    if shown is not None:
        ids = [i for i in ids if {i, i.split("/")[0], IN_FOOT + i} & shown]
    acting = actions(page, place)
    in_body = [action for action in acting if shown is not None and action.id in shown]
    in_foot = [action for action in acting if action not in in_body]
    late = [i for i in ids if shown is not None and IN_FOOT + i in shown]
    ids = [i for i in ids if i not in late] + [action.id for action in (*in_body, *tools(page)) if action.usable]
    ids += [*late, *(action.id for action in in_foot if action.usable)]
    ids += [action.id for action in (page.rail.call, page.rail.back, page.rail.leave) if action.usable]
    return tuple(ids)


class Group(Struct, frozen=True):
    """Targets that a switch steps over as one. name: "answers", "keys.0" (a row of keys), "foot" or "rail", as `group` of their blocks."""

    name: str
    targets: tuple[str, ...]


IN_FOOT_ROW = "doors/language"  # a door that stands in the foot row of the first page (look.md), and is framed with it


def groups(page: pages.Page, place: Place) -> tuple[Group, ...]:
    """All targets of this part in their groups, in reading order, none empty: a switch steps over groups first, then within one."""
    foot = {action.id for action in (*tools(page), *actions(page, place))} | {IN_FOOT_ROW}
    blocks = {block.id: block for block in page.blocks}
    rows = {
        f"{block.id}/{key.id}": f"{block.group}.{number}"
        for block in page.blocks
        if isinstance(block, pages.Keys)
        for number, row in enumerate(block.rows)
        for key in row
    }
    found: dict[str, list[str]] = {}
    for target in targets(page, place):
        block = blocks.get(target.split("/")[0])
        name = rows.get(target) or ("foot" if target in foot else block.group if block else "rail")
        found.setdefault(name, []).append(target)
    return tuple(Group(name, tuple(ids)) for name, ids in found.items())


def stops(page: pages.Page, place: Place) -> tuple[str, ...]:
    """Everything of this part that can be come to and heard, in reading order: words, pictures and text entries as well as `targets`.

    A block is its id, its choices and keys follow it by theirs. What the strip says ("demo", "notice" and the wordings, by the ids of their texts)
    comes first.
    """
    told = [text.id for text in (page.demo, page.notice, *page.wording) if text is not None]
    ids = list(told)
    for block in page.blocks:
        here = stands(block, place)
        if isinstance(block, pages.Choices):
            if block.label is not None and here:
                ids.append(block.id)
            ids += [f"{block.id}/{option.id}" for option in block.options]
        elif isinstance(block, pages.Keys):
            ids += [f"{block.id}/{key.id}" for row in block.rows for key in row]
        elif here:
            ids.append(block.id)
    acting = targets(page, place)
    shown = set(place.parts[place.part]) if place.parts else None
    inside = [i for i in ids if "/" not in i or (i in acting and (shown is None or IN_FOOT + i not in shown))]
    return (*inside, *(target for target in acting if target not in inside))


def stands(block: pages.Block, place: Place) -> bool:
    """Whether something of a block is on the part that is shown. A title is on every part: a heading, or a status that no part names."""
    if not place.parts or isinstance(block, pages.Heading):
        return True
    if isinstance(block, pages.Status) and not any(block.id in part for part in place.parts):
        return True
    shown = set(place.parts[place.part])
    return block.id in shown or _begins(block.id, shown)


def moved_group(page: pages.Page, place: Place, by: int) -> Place:
    """Attention on the first thing of the next group (by=1) or of the one before, round the end."""
    found = groups(page, place)
    if not found:
        return place
    at = next((number for number, group in enumerate(found) if place.focus in group.targets), -1 if by > 0 else 0)
    return replace(place, focus=found[(at + by) % len(found)].targets[0])


def _begins(block: str, shown: set[Piece]) -> bool:
    """Whether a sentence of this text, or a choice of this block, stands on the part."""
    return any(piece.startswith((f"{block}#", f"{block}/")) for piece in shown)


def tabs(page: pages.Page, place: Place) -> tuple[str, ...]:
    """Ids that Tab goes through, in reading order: what can be acted on or typed into."""
    entries = [block.id for block in page.blocks if isinstance(block, pages.TextEntry)]
    acting = targets(page, place)
    return tuple(stop for stop in stops(page, place) if stop in entries or stop in acting)


def arrived(page: pages.Page, old: Place | None) -> Place:
    """The place on a page that has just been shown: the same one if the page is the same, else its beginning."""
    if old is None or old.page != page.id:
        return Place(page=page.id)
    known = stops(page, old)
    return old if not old.focus or old.focus in known else Place(page=page.id, part=old.part, parts=old.parts)


def measured(place: Place, parts: Parts) -> Place:
    """The place once sight has measured the page. The part is kept within what there is."""
    return Place(
        page=place.page,
        part=min(place.part, max(0, len(parts) - 1)),
        parts=parts,
        focus=place.focus,
        scanned=place.scanned,
        speaking=place.speaking,
    )


def turned(place: Place, by: int) -> Place:
    """The next part (by=1) or the one before (by=-1). Focus goes, as what was focused is not shown any more."""
    part = min(max(place.part + by, 0), place.of - 1)
    return Place(page=place.page, part=part, parts=place.parts, speaking=place.speaking)


def heard(place: Place, speaking: tuple[str, int] | None, part: int | None) -> Place:
    """The place while a sentence is heard, on the part where it stands (`aloud.part_of`; None: the one that is shown)."""
    here = place if part is None or part == place.part else turned(place, part - place.part)
    return replace(here, speaking=speaking)


def focused(page: pages.Page, place: Place, target: str) -> Place:
    """Attention on this stop; unchanged where the part has no such one."""
    return replace(place, focus=target) if target in stops(page, place) else place


def moved(page: pages.Page, place: Place, by: int, *, acting: bool = True) -> Place:
    """Attention on the next thing (by=1) or the one before, round the end (WCAG 2.1.2: no trap).

    acting: only what can be acted on or typed into, as Tab does.
    """
    ids = stops(page, place)
    wanted = tabs(page, place) if acting else ids
    if not wanted:
        return place
    if place.focus not in ids:
        return replace(place, focus=wanted[0 if by > 0 else -1])
    at, step = ids.index(place.focus), 1 if by > 0 else -1
    for _ in range(abs(by)):
        at += step
        while ids[at % len(ids)] not in wanted:
            at += step
    return replace(place, focus=ids[at % len(ids)])
