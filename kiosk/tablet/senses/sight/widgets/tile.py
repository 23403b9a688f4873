"""An answer: a picture over its word, both hung from the start edge, so that a row of answers begins level. Faces are tiles of one size."""

from __future__ import annotations

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import CLEAR_TAIL, LEDGE, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class Tile(Thing, frozen=True, kw_only=True):
    """picture: name, or None for words alone. size: of the label. pic, top, gap, pad: px: picture, space above it, to the words, at the sides."""

    label: Text
    picture: str | None
    chosen: bool
    size: float
    pic: float = 96
    top: float = 12
    gap: float = 14
    pad: float = 20
    low: bool = False  # words alone stand in the lower half, clear of the tick

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, h = self.box
        look = "pressed" if pressed else "selected" if self.chosen else "rest"
        down = sheet.body(self.box, look)
        inner = w - 2 * self.pad + 14
        words = sheet.words(self.label, self.size, "bold", inner, 1.12)
        words_x = x + self.pad - (14 if sheet.rtl else 0)
        if self.picture:
            tuck = 0.034 * self.pic if self.picture.startswith("face") else 3
            across = min(inner, self.pic * max(1.0, sheet.proportion(self.picture)))  # a scene is wider than it is high
            px = sheet.at_start(self.box, self.pad - tuck, across)
            sheet.picture(
                self.picture, Box(px, y + self.top + down, across, self.pic), still=self.picture.startswith("face")
            )
            sheet.text(words, words_x, y + self.top + self.pic + self.gap + down, self.box)
        else:
            setting = sheet.measure(words)
            # px from the middle of the words to the deepest tail
            below = setting.ink[1] + setting.ink[3] - (setting.top + setting.bottom) / 2
            mid = min(h * (0.66 if self.low else 0.5), h - LEDGE - CLEAR_TAIL - below)
            sheet.text_mid(words, words_x, y + mid + down, self.box)
        if self.chosen and not pressed:
            inset = 10 if self.low else 20  # words alone stand high enough to meet it
            sheet.tick(sheet.at_end(self.box, inset, 52) + 26, y + 26 + inset)
