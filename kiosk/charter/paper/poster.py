"""Posters. A4: of every clause its picture, its title and the sentence that matters most, or all of it where a ward named none. A3: all of it.

White paper, little ink: green only in pictures and under still panels; warm only where the way to a person stands.
"""

from __future__ import annotations

from typing import NamedTuple

from kiosk.charter.manuscript import Clause, Manuscript, Said
from kiosk.charter.paper.blocks import BODY, TIGHT, TITLE, Block, Framed, Panel, Part, Row, Stack, text
from kiosk.charter.paper.parts import code, edges, fitting, marks, number, picture, together
from kiosk.charter.paper.press import MM, Press

A4 = 210 * MM, 297 * MM
A3 = 297 * MM, 420 * MM
_LEAST = 0.55


class _Poster(NamedTuple):
    """Measured: parts from the top, the list of clauses, and parts from the bottom. room: points that are left over."""

    head: Block
    clauses: tuple[Block, ...]
    columns: int
    bottom: Block
    margin: float
    room: float


def draw(press: Press, manuscript: Manuscript, size: tuple[float, float], whole: bool) -> None:
    """One poster of a size. whole: with the full text of every clause. Raises PaperRefused where the words cannot fit."""
    name = "A3 poster" if whole else "A4 poster"
    poster = fitting(
        name, lambda share: _measured(press, manuscript, size, whole, share), lambda made: made.room, _LEAST
    )
    press.page(*size)
    x, y = poster.margin, poster.margin
    poster.head.draw(press, x, y)
    y += poster.head.height
    rows = -(-len(poster.clauses) // poster.columns)
    air = min(poster.room / (rows + 1), 7 * MM)
    width = (size[0] - 2 * poster.margin + _gutter(size)) / poster.columns
    heights = [max(block.height for block in poster.clauses[row::rows]) for row in range(rows)]
    for column in range(poster.columns):
        down = y + air + _between(size)
        for row, block in enumerate(poster.clauses[column * rows : (column + 1) * rows]):
            block.draw(press, x + column * width, down)
            down += heights[row] + air + _between(size)
    poster.bottom.draw(press, x, size[1] - poster.margin - poster.bottom.height)


def _measured(press: Press, manuscript: Manuscript, size: tuple[float, float], whole: bool, share: float) -> _Poster:
    unit = size[0] / A4[0] * share  # 1.0 on A4 in full size
    margin = size[0] * 0.06
    width = size[0] - 2 * margin
    columns = 2 if whole else 1
    column = (width + _gutter(size)) / columns - _gutter(size)
    head = _head(press, manuscript, width, unit)
    clauses = tuple(_clause(press, manuscript, clause, column, unit, whole) for clause in manuscript.clauses)
    if whole and len(clauses) % 2:
        clauses = (*clauses, _numbers(press, manuscript, column, unit))
    bottom = _bottom(press, manuscript, width, unit)
    rows = -(-len(clauses) // columns)
    taken = sum(max(block.height for block in clauses[row::rows]) for row in range(rows)) + rows * _between(size)
    room = size[1] - 2 * margin - head.height - taken - bottom.height - 1.5 * _between(size)
    return _Poster(head, clauses, columns, bottom, margin, room)


def _gutter(size: tuple[float, float]) -> float:
    return size[0] * 0.045


def _between(size: tuple[float, float]) -> float:
    return size[0] * 0.02


def _head(press: Press, manuscript: Manuscript, width: float, unit: float) -> Block:
    """The title under its lamp. The introduction keeps to the title's column, so that its lines stay short."""
    lamp = picture(manuscript, "lamp", 112 * unit, press)
    words = width - lamp.width - 12 * unit
    ward = text(press, Said((manuscript.ward,)), 15 * unit, words, "P", "medium", TITLE)
    title = text(press, manuscript.title, 38 * unit, words, "H1", "bold", TITLE, "spruce")
    everyone = text(press, manuscript.say("print.everyone"), 15 * unit, words, "P", "medium", TITLE)
    intro = text(press, manuscript.intro, 12 * unit, words, leading=BODY)
    stack = Stack((Stack((ward, title, everyone), 13 * unit), intro), 15 * unit)
    top = Row(((0.0, stack), (width - lamp.width, lamp)), "top")
    band = marks(press, manuscript, 10.5 * unit, width)
    return Stack([top, *([band] if band else [])], 12 * unit)


def _clause(press: Press, manuscript: Manuscript, clause: Clause, width: float, unit: float, whole: bool) -> Block:
    side = 62 * unit
    words = width - side - 13 * unit
    shows = Framed(picture(manuscript, clause.picture, 44 * unit, press), side, 44 * unit, "t1")
    title = text(press, clause.title, (15 if whole else 16) * unit, words, "H2", "bold", TITLE)
    if whole:
        body = text(press, clause.body, 10.8 * unit, words)
        point = (text(press, clause.point, 10.8 * unit, words, "P", "medium", TIGHT, "spruce"),) if clause.point else ()
        stack = Stack((title, Stack((body, *point), 8 * unit)), 9.5 * unit)
        return Part("Sect", Row(((0.0, shows), (side + 13 * unit, stack)), "top"))
    said = clause.point or clause.body  # a sentence taken out of a body could say the opposite of what it means
    stack = Stack((title, text(press, said, 13 * unit, words, leading=TIGHT)), 9.5 * unit)
    return Part("Sect", Row(((0.0, shows), (side + 13 * unit, stack))))


def _numbers(press: Press, manuscript: Manuscript, width: float, unit: float) -> Block:
    """The first organisations with a number: on the large poster, after the last clause."""
    inner = width - 28 * unit
    rows: list[Block] = []
    for who in [one for one in manuscript.organisations if one.number][:4]:
        name = text(press, who.name, 11 * unit, inner * 0.56, "H3", "medium", TITLE)
        dial = number(press, who, 13.5 * unit, inner * 0.42)
        if dial is not None:
            rows.append(Row(((0.0, name), (inner * 0.58, Part("Line", dial)))))
    title = text(press, manuscript.say("help.outside.title"), 15 * unit, inner, "H2", "bold", TITLE)
    small = text(press, manuscript.numbers, 8.5 * unit, inner, leading=TIGHT)
    return Part(
        "Sect", Panel(Stack((title, Stack(rows, 12 * unit), small), 13 * unit), width, 14 * unit, "t1", 12 * unit)
    )


def _bottom(press: Press, manuscript: Manuscript, width: float, unit: float) -> Block:
    """The ways to a person: warm for the people of the ward, still green for the one outside."""
    gap, padding = 12 * unit, 12 * unit
    half = (width - gap) / 2
    inner = half - 2 * padding
    bell = picture(manuscript, "bell", 36 * unit, press)
    beside = inner - bell.width - 10 * unit
    now = Stack(
        (
            text(press, manuscript.say("print.now.title"), 13.5 * unit, beside, "H2", "bold", TITLE),
            *(text(press, said, 11.5 * unit, beside, leading=TIGHT) for said in manuscript.say("print.now.body").each),
        ),
        8 * unit,
    )
    asked = Row(((0.0, bell), (bell.width + 10 * unit, now)))
    scan = code(manuscript, manuscript.contact, 66 * unit)
    words = inner - (scan.height + 8 * unit if scan else 0)
    reach = number(press, manuscript.contact, 17 * unit, words)
    outside = Stack(
        (
            text(press, manuscript.contact_title, 13.5 * unit, words, "H2", "bold", TITLE),
            text(press, manuscript.contact.name, 11.5 * unit, words, leading=TIGHT),
            *((Part("Line", reach),) if reach else ()),
            text(press, manuscript.say("help.scan_call"), 9.5 * unit, words, leading=TIGHT),
        ),
        8.5 * unit,
    )
    answered = Row(((0.0, outside), (inner - scan.height, scan))) if scan else outside
    least = max(asked.height, answered.height) + 2 * padding
    panels = Row(
        (
            (0.0, Part("Sect", Panel(asked, half, padding, "warm2", 12 * unit, least))),
            (half + gap, Part("Sect", Panel(answered, half, padding, "t1", 12 * unit, least))),
        )
    )
    small = edges(
        press,
        manuscript,
        9 * unit,
        width,
        [together(manuscript.say("print.other_forms").each, manuscript.language, " ")],
    )
    return Stack((panels, small), 9 * unit)
