"""The easy-read leaflet: A5 pages, so that a printer's booklet setting folds them from A4; a picture at the start of every idea, words beside it.

Rules served (Department of Health and Inclusion Europe on easy read): one idea a row, at least 14 points, pictures at the start and large, no columns
of words, a page for each clause, page numbers. The number of pages is a multiple of four, or a booklet has blank pages in its middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from kiosk.charter.manuscript import Manuscript, Organisation, PaperRefused, Point, Said
from kiosk.charter.paper.blocks import TIGHT, TITLE, Block, Framed, Part, Row, Space, Stack, text
from kiosk.charter.paper.parts import code, edges, marks, number, page_foot, picture
from kiosk.charter.paper.press import MM, Press
from kiosk.tablet.senses.sight.theme import script

A5 = 148 * MM, 210 * MM
_MARGIN = 12 * MM
_WIDTH = A5[0] - 2 * _MARGIN
_PICTURE = 44 * MM, 31 * MM
_GAP = 5 * MM
_BESIDE = _WIDTH - _PICTURE[0] - _GAP
_LEAST_WORDS = 14.0
_WORDS = 19.0
_ABOVE_FOOT = 5 * MM
_BETWEEN = 6 * MM  # ideas
_CODE = 34 * MM
_NOW_PICTURES = ("people", "bell", "callpoint")  # beside the sentences of print.now.body


class _Sizes(NamedTuple):
    """Sizes of words, points: of an idea, and of the smallest."""

    idea: float
    small: float


def draw(press: Press, manuscript: Manuscript) -> None:
    """The leaflet. Raises PaperRefused where a page cannot hold its words."""
    small = _LEAST_WORDS / script_share(manuscript)
    foot = page_foot(press, manuscript, 88, 88, small, _WIDTH)
    room = A5[1] - 2 * _MARGIN - foot.height - _ABOVE_FOOT
    parts = _parts(press, manuscript, _Sizes(max(small, _WORDS), small), room)
    if any(len(part) > 1 for part in parts[:-1]):  # rather smaller words than a clause on two pages
        parts = _parts(press, manuscript, _Sizes(small, small), room)
    pages = [page for part in parts for page in part]
    if max(page.height for page in pages) > room:
        raise PaperRefused("easy-read leaflet: an idea does not fit on its page (make it two ideas)")
    blank = -(len(pages) + 2) % 4  # inside the covers, where nobody misses words
    total = len(pages) + 2 + blank
    _cover(press, manuscript, small)
    inside = [None] * (blank // 2) + pages + [None] * (blank - blank // 2)
    for at, block in enumerate(inside, start=2):
        press.page(*A5)
        if block is not None:
            block.draw(press, _MARGIN, _MARGIN)
            foot = page_foot(press, manuscript, at, total, small, _WIDTH)
            foot.draw(press, _MARGIN, A5[1] - _MARGIN - foot.height)
    press.page(*A5)
    _back(press, manuscript, small)


def script_share(manuscript: Manuscript) -> float:
    """How much smaller than its nominal size a script is set, so that 14 points stay 14 points."""
    return min(1.0, float(script(manuscript.language).size))


def _cover(press: Press, manuscript: Manuscript, small: float) -> None:
    press.page(*A5)
    lamp = picture(manuscript, "lamp", 52 * MM, press)
    press.picture("lamp", A5[0] - _MARGIN - lamp.width, 0, lamp.width, lamp.height)
    band = marks(press, manuscript, small, _WIDTH)
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


def _parts(press: Press, manuscript: Manuscript, sizes: _Sizes, room: float) -> list[list[Block]]:
    """The pages of each part of the leaflet; the last part is the people outside the ward."""
    size = sizes.idea
    ideas = partial(_ideas, press, manuscript, size)
    paged = partial(_paged, press, size, room)
    together = Point("with_me", manuscript.say("print.together"))
    asked = [Point(*one) for one in zip(_NOW_PICTURES, manuscript.say("print.now.body").each, strict=False)]
    contact = [*ideas(manuscript.contact_easy), _reach(press, manuscript, sizes)]
    return [
        paged(manuscript.title, ideas((together, *manuscript.intro_easy))),
        *(paged(clause.title_easy, ideas(clause.easy)) for clause in manuscript.clauses),
        paged(manuscript.contact_title, contact),
        paged(manuscript.say("print.now.title"), ideas(asked, "warm2")),
        list(_help(press, manuscript, sizes, room)),
    ]


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


def _paged(press: Press, size: float, room: float, title: Said, rows: Sequence[Block]) -> list[Block]:
    """A title and its rows on one page, or on as few as hold them, with about as many on each."""
    heading = text(press, title, size * 1.45, _WIDTH, "H2", "bold", TITLE, "spruce")
    made: list[Block] = []
    for pages in range(1, len(rows) + 1):
        each = -(-len(rows) // pages)
        first = Part("Sect", Stack((heading, Stack(rows[:each], _BETWEEN)), 9 * MM))
        made = [first, *(Stack(rows[start : start + each], _BETWEEN) for start in range(each, len(rows), each))]
        if max(page.height for page in made) <= room:
            break
    return made


def _reach(press: Press, manuscript: Manuscript, sizes: _Sizes) -> Block:
    """Number and code of the person outside the ward."""
    who = manuscript.contact
    scan = code(manuscript, who, _PICTURE[1])
    dial = number(press, who, sizes.idea * 1.4, _BESIDE)
    stack = Stack(
        [
            *([Part("Line", dial)] if dial else []),
            text(press, manuscript.say("help.scan_call"), sizes.small, _BESIDE, leading=TIGHT),
        ],
        4 * MM,
    )
    return Row(((0.0, scan), (_PICTURE[0] + _GAP, stack))) if scan else stack


def _help(press: Press, manuscript: Manuscript, sizes: _Sizes, room: float) -> Iterator[Block]:
    """Organisations, as many as a page holds: a code at the start, the words beside it."""
    heading = text(
        press, manuscript.say("help.outside.title"), sizes.idea * 1.45, _WIDTH, "H2", "bold", TITLE, "spruce"
    )
    above: tuple[Block, ...] = (heading,)
    page: list[Block] = []
    for who in manuscript.organisations:
        row = Part("LI", Part("LBody", _entry(press, manuscript, who, sizes)))
        if page and _listed(above, [*page, row]).height > room:
            yield _listed(above, page)
            above, page = (), []
        page.append(row)
    yield _listed(above, page)


def _listed(above: tuple[Block, ...], rows: Sequence[Block]) -> Block:
    return Stack((*above, Part("L", Stack(rows, _BETWEEN))), 8 * MM)


def _entry(press: Press, manuscript: Manuscript, who: Organisation, sizes: _Sizes) -> Block:
    scan = code(manuscript, who, _CODE)
    dial = number(press, who, sizes.idea * 1.15, _BESIDE)
    words = Stack(
        [
            text(press, who.name, sizes.idea, _BESIDE, "H3", "bold", TITLE),
            *(text(press, said, sizes.small, _BESIDE, leading=TITLE, by_hand=True) for said in who.who_easy.each),
            *([Part("Line", dial)] if dial else []),
        ],
        3 * MM,
    )
    shows: Block = scan or Framed(picture(manuscript, "handset", _PICTURE[1], press), *_PICTURE, "t1")
    return Row(((0.0, shows), (_PICTURE[0] + _GAP, words)))


def _back(press: Press, manuscript: Manuscript, small: float) -> None:
    """The last page: other forms, edition, age of the numbers."""
    more = [*manuscript.say("print.other_forms.easy").each, *manuscript.numbers.each]
    lines = edges(press, manuscript, small, _WIDTH, more)
    lines.draw(press, _MARGIN, A5[1] - _MARGIN - lines.height)
