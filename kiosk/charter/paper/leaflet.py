"""The easy-read leaflet: A5 pages, so that a printer's booklet setting folds them from A4; a picture at the start of every idea, words beside it.

Rules served (Department of Health and Inclusion Europe on easy read): one idea a row, at least 14 points, pictures at the start and large, no columns
of words, a page for each clause, page numbers. The number of pages is a multiple of four, or a booklet has blank pages in its middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from kiosk.charter.manuscript import Manuscript, Organisation, Point, Said
from kiosk.charter.paper.blocks import TIGHT, TITLE, Block, Framed, Panel, Part, Row, Space, Stack, text
from kiosk.charter.paper.parts import code, edges, fitting, marks, number, page_foot, picture
from kiosk.charter.paper.press import MM, Press

A5 = 148 * MM, 210 * MM
_MARGIN = 12 * MM
_WIDTH = A5[0] - 2 * _MARGIN
_PICTURE = 44 * MM, 32 * MM
_GAP = 5 * MM
_BESIDE = _WIDTH - _PICTURE[0] - _GAP
_LEAST_WORDS = 14.0
_WORDS = 19.0
_ABOVE_FOOT = 5 * MM
_ROWS_ON_A_PAGE = 4
_CODE = 34 * MM
_NOW_PICTURES = ("people", "bell", "callpoint")  # beside the sentences of print.now.body


def draw(press: Press, manuscript: Manuscript) -> None:
    """The leaflet. Raises PaperRefused where a page cannot hold its words."""
    foot = page_foot(press, manuscript, 88, 88, _LEAST_WORDS, _WIDTH)
    room = A5[1] - 2 * _MARGIN - foot.height - _ABOVE_FOOT
    pages = fitting(
        "easy-read leaflet",
        lambda share: _pages(press, manuscript, share, room),
        lambda made: room - max(block.height for block in made),
        _LEAST_WORDS / _WORDS / script_share(manuscript),
    )
    blank = -(len(pages) + 2) % 4  # inside the covers, where nobody misses words
    total = len(pages) + 2 + blank
    _cover(press, manuscript)
    inside = [None] * (blank // 2) + pages + [None] * (blank - blank // 2)
    for at, block in enumerate(inside, start=2):
        press.page(*A5)
        if block is not None:
            block.draw(press, _MARGIN, _MARGIN)
            foot = page_foot(press, manuscript, at, total, _LEAST_WORDS, _WIDTH)
            foot.draw(press, _MARGIN, A5[1] - _MARGIN - foot.height)
    press.page(*A5)
    _back(press, manuscript)


def script_share(manuscript: Manuscript) -> float:
    """How much smaller than its nominal size a script is set, so that 14 points stay 14 points."""
    from kiosk.tablet.senses.sight.theme import script

    return min(1.0, float(script(manuscript.language).size))


def _cover(press: Press, manuscript: Manuscript) -> None:
    press.page(*A5)
    lamp = picture(manuscript, "lamp", 52 * MM, press)
    press.picture("lamp", A5[0] - _MARGIN - lamp.width, 0, lamp.width, lamp.height)
    band = marks(press, manuscript, 12, _WIDTH)
    people = picture(manuscript, "many_people", 46 * MM, press)
    stack = Stack(
        [
            text(press, Said((manuscript.ward,)), 19, _WIDTH, "P", "medium", TITLE),
            text(press, manuscript.title, 38, _WIDTH, "H1", "bold", TITLE, "spruce"),
            text(press, manuscript.say("action.easy"), 19, _WIDTH, "P", "medium", TITLE),
            Space(4 * MM),
            people,
            *([band] if band else []),
        ],
        6 * MM,
    )
    stack.draw(press, _MARGIN, 60 * MM)


def _pages(press: Press, manuscript: Manuscript, share: float, room: float) -> list[Block]:
    size = _WORDS * share
    ideas = partial(_ideas, press, manuscript, size)
    together = Point("with_me", manuscript.say("print.together"))
    asked = [Point(*one) for one in zip(_NOW_PICTURES, manuscript.say("print.now.body").each, strict=False)]
    found = [*_paged(press, manuscript.title, ideas((together, *manuscript.intro_easy)), size)]
    for clause in manuscript.clauses:
        found += _paged(press, clause.title_easy, ideas(clause.easy), size)
    contact = [*ideas(manuscript.contact_easy), _reach(press, manuscript, size)]
    found += _paged(press, manuscript.contact_title, contact, size)
    found += _paged(press, manuscript.say("print.now.title"), ideas(asked, "warm2"), size)
    return [*found, *_help(press, manuscript, size, room)]


def _ideas(
    press: Press, manuscript: Manuscript, size: float, points: Sequence[Point], ground: str = "t1"
) -> list[Block]:
    """A row for each idea: its picture, its words."""
    rows: list[Block] = []
    for point in points:
        shows = Framed(picture(manuscript, point.picture, _PICTURE[1], press), *_PICTURE, ground)
        said = text(press, point.words, size, _BESIDE, leading=TIGHT, by_hand=True)
        rows.append(Row(((0.0, shows), (_PICTURE[0] + _GAP, said))))
    return rows


def _paged(press: Press, title: Said, rows: Sequence[Block], size: float) -> list[Block]:
    """A title and its rows; where there are too many for a page, about as many on each of several."""
    pages = -(-len(rows) // _ROWS_ON_A_PAGE)
    each = -(-len(rows) // pages)
    heading = text(press, title, size * 1.45, _WIDTH, "H2", "bold", TITLE, "spruce")
    first = Part("Sect", Stack((heading, Stack(rows[:each], 7 * MM)), 9 * MM))
    return [first, *(Stack(rows[start : start + each], 7 * MM) for start in range(each, len(rows), each))]


def _reach(press: Press, manuscript: Manuscript, size: float) -> Block:
    """Number and code of the person outside the ward."""
    who = manuscript.contact
    scan = code(manuscript, who, _PICTURE[1])
    dial = number(press, who, size * 1.5, _BESIDE)
    stack = Stack(
        [
            *([Part("Line", dial)] if dial else []),
            text(press, manuscript.say("help.scan_call"), _LEAST_WORDS, _BESIDE, leading=TIGHT),
        ],
        4 * MM,
    )
    return Row(((0.0, scan), (_PICTURE[0] + _GAP, stack))) if scan else stack


def _help(press: Press, manuscript: Manuscript, size: float, room: float) -> Iterator[Block]:
    """Organisations, as many as a page holds: a code at the start, the words beside it."""
    heading = text(press, manuscript.say("help.outside.title"), size * 1.45, _WIDTH, "H2", "bold", TITLE, "spruce")
    above: tuple[Block, ...] = (heading,)
    page: list[Block] = []
    for who in manuscript.organisations:
        row = Part("LI", Part("LBody", _entry(press, manuscript, who, size)))
        if page and _listed(above, [*page, row]).height > room:
            yield _listed(above, page)
            above, page = (), []
        page.append(row)
    yield _listed(above, page)


def _listed(above: tuple[Block, ...], rows: Sequence[Block]) -> Block:
    return Stack((*above, Part("L", Stack(rows, 7 * MM))), 8 * MM)


def _entry(press: Press, manuscript: Manuscript, who: Organisation, size: float) -> Block:
    scan = code(manuscript, who, _CODE)
    dial = number(press, who, size * 1.15, _BESIDE)
    words = Stack(
        [
            text(press, who.name, size, _BESIDE, "H3", "bold", TITLE),
            *(text(press, said, _LEAST_WORDS, _BESIDE, leading=TITLE, by_hand=True) for said in who.who_easy.each),
            *([Part("Line", dial)] if dial else []),
        ],
        3 * MM,
    )
    shows: Block = scan or Framed(picture(manuscript, "handset", _PICTURE[1], press), *_PICTURE, "t1")
    return Row(((0.0, shows), (_PICTURE[0] + _GAP, words)))


def _back(press: Press, manuscript: Manuscript) -> None:
    """The last page: other forms, edition, age of the numbers."""
    more = [*manuscript.say("print.other_forms.easy").each, *manuscript.numbers.each]
    small = edges(press, manuscript, _LEAST_WORDS, _WIDTH, more)
    Panel(small, _WIDTH, 0, "#FFFFFF", 0).draw(press, _MARGIN, A5[1] - _MARGIN - small.height)
