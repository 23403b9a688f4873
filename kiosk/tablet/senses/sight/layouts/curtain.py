"""What stands before a page that is listened to: an empty sheet, a quiet line, and the button that brings the page back."""

from __future__ import annotations

from kiosk.tablet.pages import Curtain
from kiosk.tablet.senses.sight.layouts import frame
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.thing import Thing

LEADING = 1.4


def lay_out(curtain: Curtain, sheet: Sheet) -> tuple[Thing, ...]:
    """The line in the middle of the column, the button where the main one of a page stands."""
    g, size = sheet.grid, sheet.sizes.body
    box = Box(g.left, 0, g.column, g.foot)
    line = Paragraph(id=curtain.line.id, box=box, text=curtain.line, size=size, leading=LEADING, centred=True)
    return (line, *frame.foot(sheet, (), (curtain.show,)).things)
