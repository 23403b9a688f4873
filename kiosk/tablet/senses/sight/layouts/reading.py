"""Reading pages: running words, points, scenes of the easy form."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> tuple[tuple[Thing, ...], attention.Parts]:
    head, bottom = body.head(page, sheet)
    first = next((b for b in page.blocks if not isinstance(b, pages.Heading)), None)
    top = bottom + (
        36 if isinstance(first, pages.Picture) and first.look == "scene" else body.TITLE_GAP[sheet.reading.size]
    )
    if isinstance(first, pages.Picture) and first.look == "point":
        top = bottom + 56
    items = body.items(page, sheet, page.blocks, sheet.grid.foot - GAP - top)
    return column.lay_out(page, place, sheet, head, top, items)
