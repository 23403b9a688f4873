"""What most shapes do: a head, a body dealt out to parts, a foot row that says More until the last part."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import flow, frame, special
from kiosk.tablet.senses.sight.layouts.flow import Bit, Run
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets import page_dots
from kiosk.tablet.senses.sight.widgets.page_dots import PageDots
from kiosk.tablet.senses.sight.widgets.thing import Thing

Laid = tuple[tuple[Thing, ...], attention.Parts]


def lay_out(
    page: pages.Page,
    place: attention.Place,
    sheet: Sheet,
    head: tuple[Thing, ...],
    top: float,
    items: Sequence[Bit | Run],
    beside: pages.Text | None = None,
) -> Laid:
    """head: what stands over the body on every part. top: of the body. beside: a short text that may stand in the foot row."""
    g = sheet.grid
    bottom = g.foot - GAP
    over = frame.foot(sheet, page.tools, page.actions, beside=beside).left_over
    if over:
        items = [*items, *special.left_over(sheet, over, GAP)]
    dealt = flow.deal(sheet, items, top, bottom, place.part)
    of = len(dealt.parts)
    part = min(place.part, of - 1)
    actions = page.actions if part == of - 1 else (*(a for a in page.actions if not a.main), page.more)
    actions = tuple(a for a in actions if a not in over)
    foot = frame.foot(sheet, page.tools, actions, part, of, beside)
    things = [*head, *dealt.things, *foot.things]
    if of > 1 and not foot.dots:
        things.append(_dots_above(sheet, part, of))
    return tuple(things), dealt.parts


def _dots_above(sheet: Sheet, part: int, of: int) -> Thing:
    """Where the foot row has no room: at the end of the title's line."""
    radius, gap = frame.dot(sheet)
    wide = page_dots.width(of, radius, gap)
    g = sheet.grid
    return PageDots(
        id="parts", box=Box(sheet.mirrored(g.right - wide - 4, wide), 12, wide, 24), of=of, now=part, dot=9, gap=gap
    )
