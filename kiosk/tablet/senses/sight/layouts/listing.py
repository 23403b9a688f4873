"""A list of cards: people and numbers, replies. A short last text stands in the foot row."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, frame
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.sheet import Sheet


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    blocks = page.blocks
    last = blocks[-1] if blocks else None
    first = next((b for b in blocks if not isinstance(b, pages.Heading)), None)
    gap = body.TITLE_GAP[sheet.reading.size] if isinstance(first, pages.Text) else 39.0
    if isinstance(last, pages.Text) and frame.fits_beside(sheet, attention.tools(page), page.actions, last):
        laid = column.under_head(page, place, sheet, gap, blocks[:-1], beside=last)
        if len(laid.parts) == 1:
            return laid
    return column.under_head(page, place, sheet, gap, blocks)
