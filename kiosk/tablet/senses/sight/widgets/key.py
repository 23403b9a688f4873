"""One key of the keyboard on the screen: a button like any other, smaller.

The letters of a keyboard stand on one line in their row: Latin by the height of a small letter, other scripts so that the ink of all of them is
in the middle (`baseline`: px from the middle of the key down to it), or, where there is no room for that, each in its middle by its own ink (None).
"""

from __future__ import annotations

from kiosk.tablet.pages import Key as KeyBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import script
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

LEAST = 22  # px; of words on a key
DOTTED_CIRCLE = "\u25cc"  # stands for the letter that a sign is put on


class Key(Thing, frozen=True, kw_only=True):
    block: KeyBlock
    size: float
    baseline: float | None = None
    radius: float = 14

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, h = self.box
        look = "pressed" if pressed else "selected" if self.block.on else "rest"
        down = sheet.body(self.box, look, radius=14, ledge=6)
        if self.block.picture:
            pic = min(50.0, h - 28)
            sheet.picture(self.block.picture, Box(x + (w - pic) / 2, y + (h - pic) / 2 + down, pic, pic))
            return
        words = fitted(sheet, self.block, self.size, w)
        setting = sheet.measure(words)
        middle = y + h / 2 + down
        left = x + (w - setting.ink[2]) / 2 - setting.ink[0]  # by the ink: some letters reach far out of their place
        if script(words.language).latin:
            sheet.text(words, x + (w - setting.width) / 2, middle + 0.268 * words.size - setting.first, self.box)
        elif self.baseline is not None and not is_worded(self.block):
            sheet.text(words, left, middle + self.baseline - setting.first, self.box)
        else:
            sheet.text_mid(words, left, middle, self.box)


def is_worded(key: KeyBlock) -> bool:
    return len(key.face.replace(DOTTED_CIRCLE, "")) > 1


def fitted(sheet: Sheet, key: KeyBlock, size: float, width: float) -> Words:
    """The face of a key as it is set, as large as it fits. Words are a little smaller than letters."""
    size = 0.8 * size if is_worded(key) else size
    words = sheet.words(((key.face, "medium"),), size, "medium", language=key.language)
    room = width - (8 if key.face.startswith(DOTTED_CIRCLE) else 14)
    while size > LEAST and sheet.measure(words).ink[2] > room:
        size -= 2
        words = words._replace(size=size)
    return words
