"""A still card: a picture over what to do now. Nothing on it can be touched."""

from __future__ import annotations

from kiosk.tablet.pages import Picture as PictureBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class Card(Thing, frozen=True, kw_only=True):
    block: PictureBlock
    size: float
    pic: float = 132

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, _ = self.box
        sheet.panel(self.box)
        sheet.picture(self.block.name, Box(sheet.at_start(self.box, 24, self.pic), y + 24, self.pic, self.pic))
        text = self.block.caption or self.block.alt
        words = sheet.words(text, self.size, "bold", w - 40, 1.2)
        sheet.text(words, x + (12 if sheet.rtl else 28), y + 24 + self.pic + 30, self.box)
