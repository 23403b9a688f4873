"""Large print: the whole charter and everybody who can be asked, never smaller than 18 points.

Rules served (UK Association for Accessible Formats, clear and large print): plain letters without slant or block capitals, one column that starts at
the edge, lines about 1.5 apart, nothing behind words, headings that stand out, page numbers in the same size, a clause never torn apart where a page
can hold it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.charter.manuscript import Manuscript, Organisation, Said
from kiosk.charter.paper.blocks import TITLE, Block, Part, Row, Space, Stack, text
from kiosk.charter.paper.leaflet import script_share
from kiosk.charter.paper.parts import code, marks, number, page_foot, picture
from kiosk.charter.paper.poster import A4
from kiosk.charter.paper.press import MM, Press

LEAST = 18.0
_MARGIN = 20 * MM
_WIDTH = A4[0] - 2 * _MARGIN
_ABOVE_FOOT = 9 * MM
_LEADING = 1.5
_CODE = 34 * MM
_BETWEEN = 15 * MM
_BETWEEN_SENTENCES = 1.15  # shares of the size: more than between the lines of one


def draw(press: Press, manuscript: Manuscript) -> None:
    """All pages."""
    size = LEAST / script_share(manuscript)
    foot = page_foot(press, manuscript, 88, 88, size, _WIDTH)
    room = A4[1] - 2 * _MARGIN - foot.height - _ABOVE_FOOT
    sheets = list(_pages(list(_blocks(press, manuscript, size)), room))
    for at, sheet in enumerate(sheets, start=1):
        press.page(*A4)
        y = _MARGIN
        for block in sheet:
            block.draw(press, _MARGIN, y)
            y += block.height + _BETWEEN
        foot = page_foot(press, manuscript, at, len(sheets), size, _WIDTH)
        foot.draw(press, _MARGIN, A4[1] - _MARGIN - foot.height)


def _pages(blocks: list[Block], room: float) -> Iterator[list[Block]]:
    """Whole blocks to a page, as many as it holds. room: points."""
    page: list[Block] = []
    taken = 0.0
    for block in blocks:
        if page and taken + block.height > room:
            yield page
            page, taken = [], 0.0
        page.append(block)
        taken += block.height + _BETWEEN
    yield page


def _blocks(press: Press, manuscript: Manuscript, size: float) -> Iterator[Block]:
    yield _opening(press, manuscript, size)
    for clause in manuscript.clauses:
        yield _section(press, size, clause.title, _lines(press, clause.body, size), _point(press, clause.point, size))
    contact = manuscript.contact
    lines = _lines(press, manuscript.contact_body, size)
    yield _section(press, size, manuscript.contact_title, lines, _reach(press, manuscript, contact, size))
    yield _section(
        press, size, manuscript.say("print.now.title"), _lines(press, manuscript.say("print.now.body"), size)
    )
    heading: Block = _heading(press, manuscript.say("help.outside.title"), size)
    for who in manuscript.organisations:
        block = _organisation(press, manuscript, who, size)
        yield Part("Sect", Stack((heading, block), 9 * MM)) if heading.height else Part("Sect", block)
        heading = Space(0)
    yield _ending(press, manuscript, size)


def _opening(press: Press, manuscript: Manuscript, size: float) -> Block:
    lamp = picture(manuscript, "lamp", 34 * MM, press)
    words = _WIDTH - lamp.width - 6 * MM
    band = marks(press, manuscript, size, _WIDTH)
    title = Stack(
        (
            text(press, Said((manuscript.ward,)), size, words, "P", "medium", TITLE),
            text(press, manuscript.title, size * 1.8, words, "H1", "bold", TITLE, "spruce"),
            text(press, manuscript.say("print.large"), size, words, "P", "medium", TITLE),
        ),
        6 * MM,
    )
    top = Row(((0.0, title), (_WIDTH - lamp.width, lamp)), "top")
    return Stack([top, *([band] if band else []), _lines(press, manuscript.intro, size)], 9 * MM)


def _heading(press: Press, said: Said, size: float) -> Block:
    return text(press, said, size * 1.35, _WIDTH, "H2", "bold", TITLE, "spruce")


def _section(press: Press, size: float, title: Said, lines: Block, more: tuple[Block, ...] = ()) -> Block:
    return Part("Sect", Stack((_heading(press, title, size), lines, *more), 8 * MM))


def _lines(press: Press, said: Said, size: float) -> Block:
    """A sentence a paragraph: eyes that see a few words at a time find their place again."""
    return Stack([text(press, one, size, _WIDTH, leading=_LEADING) for one in said.each], size * _BETWEEN_SENTENCES)


def _point(press: Press, said: Said, size: float) -> tuple[Block, ...]:
    return (text(press, said, size, _WIDTH, "P", "bold", _LEADING),) if said else ()


def _organisation(press: Press, manuscript: Manuscript, who: Organisation, size: float) -> Block:
    """Name, whom they are for and number, with the code at the end of the line."""
    scan = code(manuscript, who, _CODE)
    width = _WIDTH - _CODE - 6 * MM
    words = [
        text(press, who.name, size * 1.15, width, "H3", "bold", TITLE),
        *(text(press, one, size, width, leading=_LEADING) for one in who.who.each),
        *_dial(press, who, size, width),
    ]
    stack = Stack(words, size * _BETWEEN_SENTENCES * 0.8)
    return Row(((0.0, stack), (width + 6 * MM, scan)), "top") if scan else stack


def _reach(press: Press, manuscript: Manuscript, who: Organisation, size: float) -> tuple[Block, ...]:
    """Number and code of the person outside the ward."""
    scan = code(manuscript, who, _CODE)
    if scan is None:
        return ()
    width = _WIDTH - _CODE - 6 * MM
    label = text(press, manuscript.say("help.scan_call"), size, width, leading=TITLE)
    return (Row(((0.0, Stack((*_dial(press, who, size, width), label), 6 * MM)), (width + 6 * MM, scan))),)


def _dial(press: Press, who: Organisation, size: float, width: float) -> tuple[Block, ...]:
    dial = number(press, who, size * 1.35, width)
    return (Part("Line", dial),) if dial else ()


def _ending(press: Press, manuscript: Manuscript, size: float) -> Block:
    said = [*manuscript.numbers.each, *manuscript.say("print.other_forms").each, *manuscript.edition]
    return Stack([text(press, one, size, _WIDTH, leading=_LEADING) for one in said], size * _BETWEEN_SENTENCES)
