"""What is so now: a call on its way, something saved, a question that must be answered soon."""

from __future__ import annotations

import msgspec

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, frame, special
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.layouts.flow import Bit, Run
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.theme import SMALLEST
from kiosk.tablet.senses.sight.widgets.call_path import CallPath
from kiosk.tablet.senses.sight.widgets.status_title import StatusTitle

SMALLER = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)
"""Shares of their size that the words of a call may have."""
LOW_RING = 40.0  # px: of a way that leaves room for a button under the words


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    status = next((b for b in page.blocks if isinstance(b, pages.Status)), None)
    rest = tuple(b for b in page.blocks if b is not status)
    if status is None:
        return column.under_head(page, place, sheet, 44.0, rest)
    if status.stages:
        return _call(page, place, sheet, status, rest)
    return _plain(page, place, sheet, status, rest)


def _call(
    page: pages.Page, place: attention.Place, sheet: Sheet, status: pages.Status, rest: tuple[pages.Block, ...]
) -> Laid:
    g = sheet.grid
    big = sheet.reading.size >= 170

    def laid(ring: float, share: float) -> Laid:
        """ring: px of its radius, 0 without the way."""
        top = 40.0 if not big else 30.0 if ring > LOW_RING else 22.0
        # large letters leave no room for the names: the title says where the call is
        size = 0.0 if big else float(sheet.sizes.small)
        band = top + 2 * ring + (top if big else 69 + size) if ring else 0.0
        made = CallPath(
            id=f"{status.id}/path", box=Box(0, 0, g.rail, band), stages=status.stages, ring=ring, size=size, top=top
        )
        y = band + ((0.7 * ring or g.top) if big else 58)
        room = g.foot - GAP - y
        items = special.status(sheet, status, 36.0, room, share) + body.items(page, sheet, rest, room)
        items = _smaller(sheet, _tight(sheet, items), share)
        return column.lay_out(page, place, sheet, (made,) if ring else (), y, items, low=frame.LEAST)

    ways = [(96.0, share) for share in SMALLER]
    if big:
        # Many words, and a button that stands in the body, take their room from the way of the call rather than from the words' size.
        ring = LOW_RING if frame.foot(sheet, page.tools, page.actions).left_over else 56.0
        ways = [(ring, share) for share in SMALLER[:3]] + [(0.0, share) for share in SMALLER]
    # What to do meanwhile must be seen at once: the words get smaller rather than stand on another part.
    return column.lightest((lambda ring=ring, share=share: laid(ring, share) for ring, share in ways), fewer=True)


def _smaller(sheet: Sheet, items: list[Bit | Run], share: float) -> list[Bit | Run]:
    return [
        _sized(sheet, item, share * item.before, max(float(SMALLEST), round(share * item.size)))
        if isinstance(item, Run)
        else item
        for item in items
    ]


def _sized(sheet: Sheet, run: Run, before: float, size: float) -> Run:
    return run._replace(before=before, size=size, width=min(run.width, sheet.line_width(run.text, size)))


def _tight(sheet: Sheet, items: list[Bit | Run]) -> list[Bit | Run]:
    """What a status says may be a little smaller and nearer to its title where letters are large: it is short, and should be seen at once."""
    if sheet.reading.size < 140:
        return items
    size = float(sheet.sizes.small if sheet.reading.size >= 170 else sheet.sizes.body)
    return [_sized(sheet, item, 0.8 * item.before, size) if isinstance(item, Run) else item for item in items]


def _plain(
    page: pages.Page, place: attention.Place, sheet: Sheet, status: pages.Status, rest: tuple[pages.Block, ...]
) -> Laid:
    alarm = status.tone == "not_sent"
    size = 61.0 if sheet.reading.size < 170 else float(sheet.sizes.title)
    small = float(sheet.sizes.body) if sheet.reading.size < 170 else float(sheet.sizes.small)
    # What to do when a call was not sent stands on the cards, and must be seen at once: the smaller line gives way to them.
    # Elsewhere it goes on in the body, in letters as large as were asked for, before it gets small under its title.
    ways = [(not (alarm and sheet.reading.size >= 170), 1.0)]
    ways += [(False, 1.0)] if alarm else [(True, 0.85), (False, 1.0)]
    ways += [(ways[-1][0], share) for share in (0.85, 0.72, 0.6, 0.5)]
    return column.lightest(
        (
            lambda detail=detail, share=share: _titled(
                page, place, sheet, status, rest, (size * max(0.72, share), small * share, share), detail
            )
            for detail, share in ways
        ),
        fewer=alarm,
    )


def _titled(
    page: pages.Page,
    place: attention.Place,
    sheet: Sheet,
    status: pages.Status,
    rest: tuple[pages.Block, ...],
    sizes: tuple[float, float, float],
    detail: bool,
) -> Laid:
    """sizes: px of the title and of the smaller line, and the share of their size that an alarm's other words have.

    detail: whether the smaller line is shown.
    """
    g = sheet.grid
    alarm = status.tone == "not_sent"
    if not detail and not alarm and status.detail is not None:
        rest = (status.detail, *rest)
    made = StatusTitle(
        id=status.id,
        box=Box(g.left, 60, g.column, 0),
        block=status,
        size=sizes[0],
        small=max(float(SMALLEST), sizes[1]),
        band=alarm,
        pic=128.0 if status.picture and sheet.reading.size < 170 else 0.0,
        detail=detail,
    )
    bottom = made.bottom(sheet)
    low = 212.0 if sheet.reading.size < 170 else 0.0
    high = max(low, bottom + 52) if alarm else max(bottom, 166.0 if made.pic else 0.0)
    made = msgspec.structs.replace(made, box=Box(g.left, 60, g.column, high - 60))
    top = high + (36 if alarm else 54)

    def laid(low: bool) -> Laid:
        items = body.items(page, sheet, rest, g.foot - GAP - top, low)
        if alarm and sizes[2] < 1:
            items = _smaller(sheet, _tight(sheet, items) if sheet.reading.size < 170 else items, sizes[2])
        return column.lay_out(page, place, sheet, (made,), top - (14 if low else 0), items)

    best = column.lightest((lambda low=low: laid(low) for low in (False, True)), fewer=True)
    return best._replace(over=max(best.over, bottom - (g.foot - GAP)))
