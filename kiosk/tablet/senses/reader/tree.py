"""A page and the place on it as a tree for screen readers: roles, names, values, states, languages, bounds. Pure: no AT-SPI, no Kivy.

Only what the shown part holds is in it, in reading order, the rail last. Nodes of a page bear its name in their ids, but for the frame that all pages
have, so that a new page is new to a screen reader and its frame is not. What can be come to (`attention.stops`) can be focused, what can be acted on
(`attention.targets`) can be clicked; `key` of a node is its id there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kiosk.tablet import attention, editing, pages
from kiosk.tablet.aloud import texts_of
from kiosk.tablet.senses.hearing.numbers import digits_apart
from kiosk.tablet.senses.reader.text_runs import Runs, runs_of

Role = Literal[
    "window",
    "main",
    "heading",
    "label",
    "image",
    "group",
    "list",
    "list_item",
    "radio_group",
    "radio",
    "check",
    "button",
    "toggle",
    "text_input",
    "password",
    "text_run",
    "status",
    "timer",
    "video",
    "code",
    "figure",
    "keyboard",
    "toolbar",
]
ROOT = "window"
_DOT = "•"  # stands for each letter of a secret
_LEADS_ON = ("doors", "big")  # looks of choices that are ways on, and no answers
_STICKS = ("shift", "select")  # commands of keys that are on or off
_LEAST = 24.0  # dots that everything measures that can be come to; a title that stands over its text has no height of its own
_ISOLATES = {
    ord(mark): None for mark in "\u2066\u2067\u2068\u2069"
}  # for eyes alone: a Braille display would show them
Rect = tuple[float, float, float, float]


class Node(Struct, frozen=True, omit_defaults=True):
    """One node. key: its id on the page, "" for what cannot be come to. bounds: left, top, right, bottom in dots of the window.

    about: what is said after name and role (a hint, what is left to type). toggled: None where it is neither on nor off. position: in its set, from
    1, of `total`; 0: it is in none. numeric: (value, greatest). click: it can be acted on.
    """

    id: str
    role: Role
    name: str = ""
    language: str = ""
    bounds: Rect | None = None
    children: tuple[str, ...] = ()
    key: str = ""
    about: str = ""
    value: str = ""
    toggled: bool | None = None
    usable: bool = True
    focusable: bool = False
    click: bool = False
    level: int = 0
    position: int = 0
    total: int = 0
    numeric: tuple[float, float] | None = None
    multiline: bool = False
    runs: Runs | None = None


class Tree(Struct, frozen=True):
    """nodes: each before its children, in reading order; the first is the window. focus: the id of the node that attention is on."""

    page: str
    size: tuple[int, int]
    nodes: tuple[Node, ...]
    focus: str


class Names(Struct, frozen=True):
    """Words that no page shows, as the voice says them: names of groups (by `attention.Group.name`) and how far the stage of a call has come."""

    groups: Mapping[str, str]
    stages: Mapping[str, str]  # "now", "done", "not_yet"


def tree(
    page: pages.Page, place: attention.Place, boxes: Mapping[str, Rect], size: tuple[int, int], names: Names
) -> Tree:
    """boxes: x, y, width, height of what is drawn, by its id (`Window.boxes`). size: of the window, dots."""
    builder = _Builder(page, place, boxes, names)
    nodes = tuple(builder.nodes(size))
    known = {node.key: node.id for node in nodes if node.focusable}
    return Tree(page.id, size, nodes, known.get(place.focus) or _first(page, place, nodes))


def title_of(page: pages.Page) -> pages.Text | None:
    """What a page is about: its heading, or how the thing stands that it tells of."""
    heading = next((block.text for block in page.blocks if isinstance(block, pages.Heading)), None)
    return heading or next((block.title for block in page.blocks if isinstance(block, pages.Status)), None)


def _first(page: pages.Page, place: attention.Place, nodes: tuple[Node, ...]) -> str:
    """Where a reader begins while attention is nowhere: at the title (`title_of`); on a later part at what it begins with."""
    title = next((node.id for role in ("heading", "status") for node in nodes if node.role == role), ROOT)
    if place.part == 0:
        return title
    told = {_id(page, text.id) for text in (page.demo, page.notice, *page.wording) if text is not None}
    within = (node.id for node in nodes if node.focusable and node.id.startswith(_id(page, "")))
    return next((node for node in within if node != title and node not in told), title)


def _id(page: pages.Page, name: str) -> str:
    return f"{page.id} {name}"


def line(text: pages.Text) -> str:
    """Its words for ears and for fingers."""
    return text.spoken.translate(_ISOLATES)


class _Builder:
    def __init__(self, page: pages.Page, place: attention.Place, boxes: Mapping[str, Rect], names: Names) -> None:
        self._page, self._place, self._boxes, self._names = page, place, boxes, names
        self._stops = frozenset(attention.stops(page, place))
        self._targets = frozenset(attention.targets(page, place))
        self._shown = frozenset(place.parts[place.part]) if place.parts else None
        self._language = page.reading.language
        self._title = title_of(page)

    def nodes(self, size: tuple[int, int]) -> Iterator[Node]:
        page = self._page
        strip = [text for text in (page.demo, page.notice, *page.wording) if text is not None]
        main = [self._text(text) for text in strip]
        body = [list(self._block(block)) for block in page.blocks]
        foot = [self._button(action) for action in (*attention.tools(page), *attention.actions(page, self._place))]
        below = self._gather(self._id("foot"), "toolbar", self._names.groups["foot"], [[button] for button in foot])
        inside = [[node] for node in main] + [nodes for nodes in body if nodes] + ([below] if foot else [])
        rail = [[self._button(button, rail=True)] for button in (page.rail.call, page.rail.back, page.rail.leave)]
        # The same on every page, so that a reader names it when it comes in from the rail and not with every page.
        whole = self._gather("main", "main", self._names.groups["body"], inside)
        band = self._gather("rail", "toolbar", self._names.groups["rail"], rail)
        yield Node(
            ROOT, "window", "", self._language, (0.0, 0.0, float(size[0]), float(size[1])), (whole[0].id, "rail")
        )
        yield from whole
        yield from band

    # --- helpers --------------------------------------------------------------------------------------------------

    def _id(self, name: str) -> str:
        return _id(self._page, name)

    def _bounds(self, *ids: str) -> Rect | None:
        found = [self._boxes[id] for id in ids if id in self._boxes]
        if not found:
            return None
        left, top = min(x for x, _, _, _ in found), min(y for _, y, _, _ in found)
        return (
            left,
            top,
            max(left + _LEAST, *(x + w for x, _, w, _ in found)),
            max(top + _LEAST, *(y + h for _, y, _, h in found)),
        )

    def _node(self, key: str, role: Role, name: str, language: str, box: tuple[str, ...] = ()) -> Node:
        """A node that can be come to where the page has such a stop."""
        return Node(
            self._id(key),
            role,
            name,
            language,
            self._bounds(*(box or (key,))),
            key=key,
            focusable=key in self._stops,
            click=key in self._targets,
        )

    def _gather(self, id: str, role: Role, name: str, parts: list[list[Node]], **more: object) -> list[Node]:
        """A node round others. parts: each a node and what is inside it."""
        found = [node.bounds for part in parts for node in part if node.bounds]
        around = (
            (min(b[0] for b in found), min(b[1] for b in found), max(b[2] for b in found), max(b[3] for b in found))
            if found
            else None
        )
        own = Node(id, role, name, self._language, around, tuple(part[0].id for part in parts if part))
        return [replace(own, **more), *(node for part in parts for node in part)]

    def _text(self, text: pages.Text) -> Node:
        return self._node(text.id, "label", line(text), text.language)

    def _words(self, value: object) -> str:
        """Everything that something says, as one line; numbers to call digit by digit, for ears and for fingers."""
        return " ".join(digits_apart(line(text)) for text in texts_of(value, self._page))

    # --- blocks ---------------------------------------------------------------------------------------------------

    def _block(self, block: pages.Block) -> Iterable[Node]:
        if isinstance(block, pages.Keys):
            return self._keys(block) if any(key.startswith(f"{block.id}/") for key in self._targets) else ()
        if not attention.stands(block, self._place):
            return ()
        match block:
            case pages.Heading():
                return self._heading(block)
            case pages.Text():
                return self._paragraph(block)
            case pages.Choices():
                return self._choices(block)
            case pages.TextEntry():
                return (self._entry(block),)
            case pages.Status():
                return self._status(block)
            case _:
                return self._plain(block)

    def _heading(self, block: pages.Heading) -> Iterator[Node]:
        own = self._node(block.id, "heading", line(block.text), block.text.language)
        more = (text for text in (block.kicker, block.hint) if text is not None)
        yield replace(own, level=block.level, about=" ".join(line(text) for text in more))

    def _paragraph(self, block: pages.Text) -> Iterator[Node]:
        numbers = [n for n in range(len(block.sentences)) if self._shown and f"{block.id}#{n}" in self._shown]
        here = replace(block, sentences=tuple(block.sentences[n] for n in numbers)) if numbers else block
        pieces = tuple(f"{block.id}#{n}" for n in numbers)
        yield self._node(block.id, "label", digits_apart(line(here)), block.language, (block.id, *pieces))

    def _choices(self, block: pages.Choices) -> list[Node]:
        leads_on = block.look in _LEADS_ON
        role: Role = "list" if leads_on else "group" if block.multiple else "radio_group"
        total = len(block.options)
        options = [
            [self._option(block, option, number, leads_on)]
            for number, option in enumerate(block.options, 1)
            if f"{block.id}/{option.id}" in self._targets
        ]
        asked = block.label or (None if leads_on else self._title)
        name = line(asked) if asked is not None else self._names.groups["answers"]
        language = asked.language if asked is not None else self._language
        stop = block.id in self._stops
        return self._gather(
            self._id(block.id), role, name, options, key=block.id, focusable=stop, language=language, total=total
        )

    def _option(self, block: pages.Choices, option: pages.Choice, number: int, leads_on: bool) -> Node:
        role: Role = "button" if leads_on or option.detail is not None else "check" if block.multiple else "radio"
        own = self._node(f"{block.id}/{option.id}", role, line(option.label), option.label.language)
        return replace(
            own,
            about=self._words(option.detail),
            toggled=None if role == "button" else option.chosen,
            position=number,
            total=len(block.options),
        )

    def _entry(self, block: pages.TextEntry) -> Node:
        value = _DOT * len(editing.graphemes(block.value)) if block.hidden else block.value
        own = self._node(block.id, "password" if block.hidden else "text_input", line(block.label), block.language)
        return replace(
            own,
            value=value,
            about=self._words(block.left),
            multiline=not block.hidden,
            runs=runs_of(value, block.caret, block.selected),
            focusable=True,
        )

    def _status(self, block: pages.Status) -> list[Node]:
        words = " ".join(line(text) for text in (block.title, block.detail) if text is not None)
        stages = [
            [self._inside(f"{block.id}.{stage.id}", "list_item", self._stage(stage), number, len(block.stages))]
            for number, stage in enumerate(block.stages, 1)
        ]
        return self._gather(
            self._id(block.id),
            "status",
            words,
            stages,
            key=block.id,
            focusable=block.id in self._stops,
            language=block.title.language,
            about=", ".join(self._stage(stage) for stage in block.stages),
            bounds=self._bounds(block.id),
        )

    def _stage(self, stage: pages.Stage) -> str:
        return (
            f"{line(stage.label)}: {self._names.stages['now' if stage.now else 'done' if stage.reached else 'not_yet']}"
        )

    def _inside(self, name: str, role: Role, words: str, number: int, total: int) -> Node:
        return replace(self._node(name, role, words, self._language), key="", position=number, total=total)

    def _plain(self, block: pages.Block) -> list[Node]:
        """A block that is one thing with one name; what is inside it can be looked through besides."""
        role: Role = "label"
        inside: list[list[Node]] = []
        words = self._words(block)
        more: dict[str, object] = {}
        match block:
            case pages.Picture() if block.lead is None and block.caption is None:
                role, words = "image", line(block.alt)
            case pages.Picture():
                role = "image"
                more["about"] = "" if line(block.alt) in words else line(block.alt)
            case pages.Video():
                role, words = "video", line(block.label)
            case pages.Timer():
                role, words = "timer", line(block.label)
                more["numeric"] = (block.left, block.total)
            case pages.Code():
                role = "code"
            case pages.QrCode():
                role, words = "image", line(block.label)
            case pages.Chart():
                role = "figure"
                inside = [
                    [self._inside(f"{block.id}.{n}", "list_item", self._words(row), n, len(block.table))]
                    for n, row in enumerate(block.table, 1)
                ]
        language = next((text.language for text in texts_of(block, self._page)), self._language)
        own = replace(self._node(block.id, role, words, language), **more)
        return [
            replace(own, children=tuple(part[0].id for part in inside)),
            *(node for part in inside for node in part),
        ]

    # --- keys and buttons -----------------------------------------------------------------------------------------

    def _keys(self, block: pages.Keys) -> list[Node]:
        rows = []
        for number, row in enumerate(block.rows):
            keys = [[self._key(block, key)] for key in row if f"{block.id}/{key.id}" in self._targets]
            name = self._names.groups[f"{block.group}.{number}"]
            rows.append(self._gather(self._id(f"{block.id}.{number}"), "group", name, keys))
        into = self._page.block(block.types_into)
        name = line(into.label) if isinstance(into, pages.TextEntry) else self._names.groups["answers"]
        return self._gather(self._id(block.id), "keyboard", name, rows)

    def _key(self, block: pages.Keys, key: pages.Key) -> Node:
        sticks = key.command in _STICKS
        own = self._node(f"{block.id}/{key.id}", "toggle" if sticks else "button", line(key.label), key.label.language)
        return replace(own, toggled=key.on if sticks else None)

    def _button(self, action: pages.Action, rail: bool = False) -> Node:
        on = action.on and action.id != "listen"
        own = self._node(action.id, "toggle" if on else "button", line(action.label), action.label.language)
        return replace(
            own,
            id=f"rail {action.id}" if rail else own.id,
            usable=action.usable,
            focusable=action.usable,
            toggled=True if on else None,
        )
