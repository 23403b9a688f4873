"""A chart: how to read it in the small line, the title, the picture, and the same in words."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import column
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.sheet import Sheet


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    return column.under_head(page, place, sheet, 37.0, page.blocks)
