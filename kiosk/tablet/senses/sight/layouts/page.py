"""From (page, place) to a scene: picks the layout of the page's shape and puts the rail and the strip round it."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import chart, curtain, form, frame, home, listing, question, reading, status
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.sheet import Sheet

SHAPES = {
    "home": home.lay_out,
    "question": question.lay_out,
    "reading": reading.lay_out,
    "form": form.lay_out,
    "status": status.lay_out,
    "list": listing.lay_out,
    "chart": chart.lay_out,
}


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Scene:
    """The things of one part of a page, and what all its parts hold."""
    laid = SHAPES[page.shape](page, place, sheet)
    things = laid.things if page.curtain is None else curtain.lay_out(page.curtain, sheet)
    return Scene(
        things=(*things, *frame.strip_row(page, sheet)),
        rail=frame.rail(page, sheet),
        parts=laid.parts,
        over=laid.over,
    )
