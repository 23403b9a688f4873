"""An answer as a row: the picture, then the words and perhaps a smaller line under them."""

from __future__ import annotations

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import CLEAR_TAIL, LEDGE, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class Row(Thing, frozen=True, kw_only=True):
    """pic: px across the picture. size: of the label; the detail is set in `detail_size`."""

    label: Text
    picture: str | None
    chosen: bool
    size: float
    pic: float
    detail: Text | None = None
    detail_size: float = 30

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _x, y, _w, h = self.box
        look = "pressed" if pressed else "selected" if self.chosen else "rest"
        down = sheet.body(self.box, look)
        lead = 28.0
        if self.picture:
            px = sheet.at_start(self.box, 22, self.pic)
            sheet.picture(self.picture, Box(px, y + (h - self.pic) / 2 + down, self.pic, self.pic))
            lead = 22 + self.pic + 26
        width = inner_width(self.box.w, self.pic if self.picture else 0, self.chosen)
        words_x = sheet.at_start(self.box, lead, width)
        label = sheet.words(self.label, self.size, "bold", width, 1.2)
        if self.detail is None:
            sheet.text_mid(label, words_x, y + h / 2 + down, self.box)
        else:
            small = sheet.words(self.detail, self.detail_size, "regular", width, 1.25)
            upper, lower = sheet.measure(label), sheet.measure(small)
            space = 0.5 * self.detail_size
            high = upper.bottom - upper.top + space + lower.bottom - lower.top
            tail = lower.ink[1] + lower.ink[3] - lower.bottom
            top = y + down + min((h - high) / 2, h - LEDGE - CLEAR_TAIL - tail - high)
            sheet.text(label, words_x, top - upper.top, self.box)
            sheet.text(small, words_x, top - upper.top + upper.bottom + space - lower.top, self.box)
        if self.chosen and not pressed:
            sheet.tick(sheet.at_end(self.box, 22, 52) + 26, y + h / 2)


def height(sheet: Sheet, label: Text, detail: Text | None, size: float, detail_size: float, width: float) -> float:
    """px that a row needs for its words."""
    upper = sheet.measure(sheet.words(label, size, "bold", width, 1.2))
    high = upper.bottom - upper.top
    if detail is not None:
        lower = sheet.measure(sheet.words(detail, detail_size, "regular", width, 1.25))
        tail = lower.ink[1] + lower.ink[3] - lower.bottom
        high += 0.5 * detail_size + lower.bottom - lower.top + max(0.0, tail - CLEAR_TAIL)
    return high + 28 + LEDGE


def inner_width(width: float, pic: float, chosen: bool) -> float:
    """px for the words of a row."""
    return width - (pic + 22 + 26 if pic else 28) - 22 - (60 if chosen else 0)
