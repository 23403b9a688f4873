"""The strip under the foot row: that all this is a demo, and what the person should know that is not about this page (the link is down).

It lies below everything that can be touched and covers no word.
"""

from __future__ import annotations

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

PAD = 14.0
ABOVE = 3.0  # px from the foot row


class Demo(Thing, frozen=True, kw_only=True):
    """A quiet ribbon that says so on every page."""

    text: Text
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.patch(self.box, (10, 10, 0, 0), "t2")
        if sheet.high_contrast:
            x, y, w, h = self.box  # its lower line would lie under the words: it is below the glass
            sheet.patch(Box(x, y, w, h + 4), (10, 10, 0, 0), "line", line=2)
        _line(sheet, self.text, self.size, Box(self.box.x + PAD, self.box.y, self.box.w - 2 * PAD, self.box.h))


class Notice(Thing, frozen=True, kw_only=True):
    text: Text
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _line(sheet, self.text, self.size, self.box)


def _line(sheet: Sheet, text: Text, size: float, box: Box) -> None:
    words = sheet.fitted(text, sheet.steps(size, least=22), box.w, lines=1, weight="medium")._replace(width=None)
    if sheet.measure(words).width > box.w + 1:  # whole words before wide ones
        words = words._replace(spaced=False)
    setting = sheet.measure(words)
    room = box.h - (setting.bottom - setting.top)  # Latin hangs its tails into what is left
    top = box.y + (4 if sheet.is_latin(text) else max(1.0, room / 2))
    x = sheet.at_start(box, 0, setting.width) if words.rtl else box.x
    limit = Box(box.x - PAD, box.y - 2, box.w + 2 * PAD, box.h + 2)
    sheet.text(words, x, top - setting.top, limit)


def words_width(sheet: Sheet, text: Text, size: float, tight: bool = False) -> float:
    """px of the words alone. tight: without the room that somebody may want between letters."""
    words = sheet.words(text, size, "medium")
    return sheet.measure(words._replace(spaced=False) if tight else words).width + 2


def words_height(sheet: Sheet, text: Text, size: float) -> float:
    """px from the upper to the lower edge of their ink."""
    return sheet.measure(sheet.words(text, size, "medium")).ink[3]


def natural_width(sheet: Sheet, text: Text, size: float) -> float:
    """px of the ribbon round its words."""
    return words_width(sheet, text, size) + 2 * PAD
