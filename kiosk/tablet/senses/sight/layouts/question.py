"""A question and its answers. The line that says where we are gives way where letters are large and the answers need its room (ears still hear it)."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, flow
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> tuple[tuple[Thing, ...], attention.Parts]:
    whole = _try(page, place, sheet, kicker=True)
    heading = body.heading_of(page)
    if sheet.reading.size == 100 or heading is None or heading.kicker is None:
        return whole
    short = _try(page, place, sheet, kicker=False)
    return (
        short
        if len(short[1]) < len(whole[1]) or any(isinstance(b, pages.Choices) and b.look == "faces" for b in page.blocks)
        else whole
    )


def _try(
    page: pages.Page, place: attention.Place, sheet: Sheet, kicker: bool
) -> tuple[tuple[Thing, ...], attention.Parts]:
    head, bottom = body.head(page, sheet, kicker=kicker)
    foot = sheet.grid.foot - GAP
    faces = any(isinstance(b, pages.Choices) and b.look == "faces" for b in page.blocks)
    top = bottom + (31.0 if not _has_words(page) else body.TITLE_GAP[sheet.reading.size])
    items = body.items(page, sheet, page.blocks, foot - top)
    if faces and len(items) == 1 and isinstance(items[0], flow.Bit):
        spare = foot - top - items[0].height
        top += max(0.0, min(spare * 0.6, 50.0))  # a lone row of faces hangs a little lower than its question
    return column.lay_out(page, place, sheet, head, top, items)


def _has_words(page: pages.Page) -> bool:
    first = next((b for b in page.blocks if not isinstance(b, pages.Heading)), None)
    return isinstance(first, pages.Text)
