"""What most shapes do: a head, a body dealt out to parts, a foot row that says More until the last part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, flow, frame, special
from kiosk.tablet.senses.sight.layouts.flow import Bit, Run
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets import page_dots
from kiosk.tablet.senses.sight.widgets.page_dots import PageDots
from kiosk.tablet.senses.sight.widgets.thing import Thing

HEADS = ((True, True), (False, True), (False, False))
"""(small line, hint) that a head may shed, in this order, where large letters need its room. Ears still hear both."""


SMALLER_TITLES = (0.88, 0.78, 0.68)
"""Shares of its size that a title may have where a long question leaves its answers no room."""


class Laid(NamedTuple):
    """things: of the part that is shown. over: px by which something is higher than the body has room for. cramped: something is hard to see."""

    things: tuple[Thing, ...]
    parts: attention.Parts
    over: float = 0.0
    cramped: bool = False


def under_head(
    page: pages.Page,
    place: attention.Place,
    sheet: Sheet,
    gap: float,
    blocks: Sequence[pages.Block],
    *,
    heads: Sequence[tuple[bool, bool]] = HEADS,
    fewer: bool = False,
    beside: pages.Text | None = None,
    lower: Callable[[Sequence[Bit | Run], float], float] = lambda items, room: 0.0,
) -> Laid:
    """Head, body and foot. gap: px from the head to the body. heads: what it may shed in large letters.
    fewer: shed parts of the head also where that saves a part of the page.

    lower: px that the body hangs lower than it must, from its items and its room.
    """
    g = sheet.grid

    def laid(kicker: bool, hint: bool, share: float = 1.0) -> Laid:
        head, bottom = body.head(page, sheet, kicker, hint, title_size=round(share * sheet.sizes.title))
        top = bottom + gap
        items = body.items(page, sheet, blocks, g.foot - GAP - top)
        return lay_out(page, place, sheet, head, top + lower(items, g.foot - GAP - top), items, beside)

    small = sheet.reading.size == 100
    best = lightest((lambda k=k, h=h: laid(k, h) for k, h in (HEADS if small else heads)), fewer and not small)
    for share in SMALLER_TITLES if best.over > 0.5 else ():
        smaller = laid(*HEADS[-1], share)
        if smaller.over < best.over:
            best = smaller
        if best.over <= 0.5:
            break
    return best


def lightest(tries: Iterable[Callable[[], Laid]], fewer: bool) -> Laid:
    """The first that fits; of those that fit alike, the one with fewest parts where that is wanted."""
    best: Laid | None = None
    for attempt in tries:
        laid = attempt()
        if best is None or _weight(laid, fewer) < _weight(best, fewer):
            best = laid
        if best.over <= 0 and not best.cramped and (len(best.parts) == 1 or not fewer):
            break
    assert best is not None  # noqa: S101 - there is always one to try
    return best


def _weight(laid: Laid, fewer: bool) -> tuple[float, bool, int]:
    return max(0.0, laid.over), laid.cramped, len(laid.parts) if fewer else 0


def lay_out(
    page: pages.Page,
    place: attention.Place,
    sheet: Sheet,
    head: tuple[Thing, ...],
    top: float,
    items: Sequence[Bit | Run],
    beside: pages.Text | None = None,
    low: float | None = None,
) -> Laid:
    """head: what stands over the body on every part. top: of the body. beside: a short text that may stand in the foot row.

    low: px of an action that finds no room there, where it is lower in the body than it would be in the foot row.
    """
    g = sheet.grid
    left_over = frame.foot(sheet, page.tools, page.actions, beside=beside).left_over
    if left_over:
        items = [*items, *special.left_over(sheet, left_over, GAP, low)]
    dealt = flow.deal(sheet, items, top, g.foot - GAP, place.part)
    parts = with_squeezed(page, sheet, dealt.parts, left_over)
    of = len(parts)
    part = min(place.part, of - 1)
    shown = attention.actions(page, attention.Place(page=page.id, part=part, parts=parts))
    foot = frame.foot(sheet, attention.tools(page), tuple(a for a in shown if a not in left_over), part, of, beside)
    things = [*head, *dealt.things, *foot.things]
    if of > 1 and not foot.dots and page_dots.width(of, 9, frame.dot(sheet)[1]) <= g.column:
        things.append(dots_above(sheet, part, of))
    if beside is not None and of == 1:
        parts = ((*parts[0], beside.id),)
    return Laid(tuple(things), parts, dealt.over, dealt.cramped)


def with_squeezed(
    page: pages.Page, sheet: Sheet, parts: attention.Parts, left_over: Sequence[pages.Action]
) -> attention.Parts:
    """The parts, where an action that fits beside the main one but not beside More stands on the last part alone."""
    if len(parts) == 1:
        return parts
    others = tuple(a for a in page.actions if not a.main and a not in left_over)
    squeezed = frame.foot(sheet, page.tools, (*others, page.more), 0, len(parts)).left_over
    return (*parts[:-1], (*parts[-1], *(attention.IN_FOOT + action.id for action in squeezed)))


def dots_above(sheet: Sheet, part: int, of: int) -> Thing:
    """Where the foot row has no room: over the end of the title's line."""
    _, gap = frame.dot(sheet)
    wide = page_dots.width(of, 9, gap)
    g = sheet.grid
    box = Box(sheet.mirrored(g.right - wide - 4, wide), 8, wide, 24)
    return PageDots(id="parts", box=box, of=of, now=part, dot=9, gap=gap)
