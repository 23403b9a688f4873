"""One key of the keyboard on the screen: a button like any other, smaller."""

from __future__ import annotations

from kiosk.tablet.pages import Key as KeyBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class Key(Thing, frozen=True, kw_only=True):
    block: KeyBlock
    size: float
    language: str = "en"
    radius: float = 14

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, h = self.box
        look = "pressed" if pressed else "selected" if self.block.on else "rest"
        down = sheet.body(self.box, look, radius=14, ledge=6)
        if self.block.picture:
            pic = min(50.0, h - 28)
            sheet.picture(self.block.picture, Box(x + (w - pic) / 2, y + (h - pic) / 2 + down, pic, pic), flip=True)
            return
        face = self.block.face
        size = self.size if len(face) == 1 else 0.8 * self.size
        words = sheet.words(((face, "medium"),), size, "medium", language=self.language)
        while size > 22 and sheet.measure(words).width > w - 16:
            size -= 2
            words = words._replace(size=size)
        setting = sheet.measure(words)
        # letters stand on one line in the whole row: by the height of a small letter, not by the ink of each
        top = y + h / 2 + down - (setting.first - 0.268 * size)
        sheet.text(words, x + (w - setting.width) / 2, top, self.box)
