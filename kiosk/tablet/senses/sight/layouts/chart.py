"""A chart: how to read it in the small line, the title, the picture, and the same in words."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> tuple[tuple[Thing, ...], attention.Parts]:
    head, bottom = body.head(page, sheet)
    top = bottom + 37
    items = body.items(page, sheet, page.blocks, sheet.grid.foot - GAP - top)
    return column.lay_out(page, place, sheet, head, top, items)
