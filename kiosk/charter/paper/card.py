"""Pocket cards: ten to a sheet of A4, as large as a bank card, with marks to cut along; a second page is their backs, for printing on both sides.

The front says where the charter is from and whom to ask outside the ward, with a code to phone them; the back has help lines. A screen reader reads
one card: the other nine say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kiosk.charter.manuscript import Manuscript, Organisation, Said
from kiosk.charter.paper.blocks import TIGHT, TITLE, Block, Part, Row, Stack, text
from kiosk.charter.paper.parts import code, fitting, marks, number, picture
from kiosk.charter.paper.poster import A4
from kiosk.charter.paper.press import MM, Press

CARD = 85.6 * MM, 53.98 * MM
"""ISO/IEC 7810, ID-1."""

COLUMNS, ROWS = 2, 5
_LEFT, _TOP = (A4[0] - COLUMNS * CARD[0]) / 2, (A4[1] - ROWS * CARD[1]) / 2
_PADDING = 4.5 * MM
_WIDTH, _HEIGHT = CARD[0] - 2 * _PADDING, CARD[1] - 2 * _PADDING
_MARK = 4 * MM
_LEAST = 0.6
_LINES = 4


class _Face(NamedTuple):
    """One side of a card: what stands at its top and at its bottom."""

    top: Block
    bottom: Block

    @property
    def room(self) -> float:
        return _HEIGHT - self.top.height - self.bottom.height - 2 * MM


def draw(press: Press, manuscript: Manuscript) -> None:
    """Fronts and backs. Raises PaperRefused where a card cannot hold its words."""
    for name, side in (("front of the pocket card", _front), ("back of the pocket card", _back)):
        face = _fitted(press, manuscript, name, side)
        press.page(*A4)
        _cutting_marks(press)
        for at in range(COLUMNS * ROWS):
            x, y = _LEFT + at % COLUMNS * CARD[0] + _PADDING, _TOP + at // COLUMNS * CARD[1] + _PADDING
            with press.silent(at > 0):
                face.top.draw(press, x, y)
                face.bottom.draw(press, x, y + _HEIGHT - face.bottom.height)
        if side is _front:
            cut = text(press, manuscript.say("print.cut"), 8, 3 * CARD[0] / 2, None, leading=TITLE)
            cut.draw(press, _LEFT, (_TOP - _MARK - cut.height) / 2)


def _fitted(
    press: Press, manuscript: Manuscript, name: str, side: Callable[[Press, Manuscript, float], _Face]
) -> _Face:
    return fitting(name, lambda share: side(press, manuscript, share), lambda face: face.room, _LEAST)


def _cutting_marks(press: Press) -> None:
    """Short lines outside the cards, at every edge."""
    for column in range(COLUMNS + 1):
        x = _LEFT + column * CARD[0]
        press.rule(x, _TOP - _MARK, x, _TOP - MM, "line", 0.5)
        press.rule(x, A4[1] - _TOP + MM, x, A4[1] - _TOP + _MARK, "line", 0.5)
    for row in range(ROWS + 1):
        y = _TOP + row * CARD[1]
        press.rule(_LEFT - _MARK, y, _LEFT - MM, y, "line", 0.5)
        press.rule(A4[0] - _LEFT + MM, y, A4[0] - _LEFT + _MARK, y, "line", 0.5)


def _front(press: Press, manuscript: Manuscript, share: float) -> _Face:
    scan = code(manuscript, manuscript.contact, 24 * MM)
    lamp = picture(manuscript, "lamp", 15 * MM, press)
    words = _WIDTH - lamp.width - 2 * MM
    title = Stack(
        (
            text(press, Said((manuscript.ward,)), 8.5 * share, words, "P", "medium", TITLE),
            text(press, manuscript.say("action.help"), 15 * share, words, "H1", "bold", TITLE, "spruce"),
        ),
        6 * share,
    )
    top = Row(((0.0, title), (_WIDTH - lamp.width, lamp)), "top")
    left = _WIDTH - (scan.height + 2 * MM if scan else 0)
    dial = number(press, manuscript.contact, 14 * share, left)
    band = marks(press, manuscript, 6.5 * share, left)
    reach = Stack(
        [
            text(press, manuscript.contact_title, 9 * share, left, "H2", "medium", TITLE),
            text(press, manuscript.contact.name, 9 * share, left, leading=TITLE),
            *([Part("Line", dial)] if dial else []),
            text(press, manuscript.say("help.scan_call"), 7.5 * share, left, leading=TITLE),
            *([band] if band else []),
        ],
        5 * share,
    )
    return _Face(top, Row(((0.0, reach), (left + 2 * MM, scan))) if scan else reach)


def _back(press: Press, manuscript: Manuscript, share: float) -> _Face:
    shown = [who for who in manuscript.organisations if who.number][:_LINES]
    rows: list[Block] = [Part("LI", Part("LBody", _line(press, who, share))) for who in shown]
    title = text(press, manuscript.say("help.outside.title"), 11 * share, _WIDTH, "H2", "bold", TITLE, "spruce")
    small = [*manuscript.numbers.each, manuscript.say("help.phone")]
    foot = Stack([text(press, said, 7 * share, _WIDTH, leading=TIGHT) for said in small], 3.5 * share)
    return _Face(Stack((title, Part("L", Stack(rows, 7.5 * share))), 9 * share), foot)


def _line(press: Press, who: Organisation, share: float) -> Block:
    """Whom to phone and whom they are for: an age that is left out would send somebody to a line that turns them away."""
    words = Stack(
        (
            text(press, who.name, 9 * share, _WIDTH * 0.55, "P", "medium", TITLE),
            text(press, who.who, 7 * share, _WIDTH * 0.55, "P", "regular", TITLE),
        ),
        4 * share,
    )
    dial = number(press, who, 11.5 * share, _WIDTH * 0.42)
    return Row(((0.0, words), (_WIDTH * 0.58, Part("Line", dial)))) if dial else words
