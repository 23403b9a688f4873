"""Reading pages: running words, points, scenes of the easy form."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.sheet import Sheet

GAPS = {"scene": 36.0, "point": 56.0}  # px from the head to a first picture
VIDEO_GAP = 28.0


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    first = next((b for b in page.blocks if not isinstance(b, pages.Heading)), None)
    gap = body.TITLE_GAP[sheet.reading.size]
    if isinstance(first, pages.Picture):
        gap = GAPS.get(first.look, gap)
    if isinstance(first, pages.Video):  # it gets all the room there is: hands have to be seen
        return column.under_head(page, place, sheet, VIDEO_GAP, page.blocks, heads=((False, False),))
    return column.under_head(page, place, sheet, gap, page.blocks)
