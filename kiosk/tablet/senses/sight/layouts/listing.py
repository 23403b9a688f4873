"""A list of cards: people and numbers, replies. A short last text stands in the foot row."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, frame
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> tuple[tuple[Thing, ...], attention.Parts]:
    head, bottom = body.head(page, sheet)
    blocks = page.blocks
    last = blocks[-1] if blocks else None
    beside = last if isinstance(last, pages.Text) and frame.fits_beside(sheet, page.tools, page.actions, last) else None
    if beside is not None:
        blocks = blocks[:-1]
    first = next((b for b in blocks if not isinstance(b, pages.Heading)), None)
    top = bottom + (body.TITLE_GAP[sheet.reading.size] if isinstance(first, pages.Text) else 39.0)
    items = body.items(page, sheet, blocks, sheet.grid.foot - GAP - top)
    laid, parts = column.lay_out(page, place, sheet, head, top, items, beside)
    if beside is not None:
        parts = tuple((*part, beside.id) if any(t.id == beside.id for t in laid) else part for part in parts)
    return laid, parts
