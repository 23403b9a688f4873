"""A button: words on the start side with a picture before or after them. The main one of a page is spruce; the others are paper and line."""

from __future__ import annotations

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

PAD = 28.0
ICON = 58.0
ON_SPRUCE = {"ink": "on_spruce", "t2": "spruce", "hush": "spruce"}


class Button(Thing, frozen=True, kw_only=True):
    """icon: px across the picture. on: a toggle that is on."""

    label: Text
    picture: str | None = None
    picture_last: bool = False
    main: bool = False
    on: bool = False
    size: float
    icon: float = ICON

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _x, y, w, h = self.box
        if self.main:
            down = sheet.body(self.box, "main pressed" if pressed else "main")
        else:
            down = sheet.body(self.box, "pressed" if pressed else "selected" if self.on else "rest")
        icon = min(self.icon, h - 40)
        width = words_width(w, icon if self.picture else 0)
        lead = PAD
        if self.picture:
            instead = ON_SPRUCE if self.main else None
            px = sheet.at_end(self.box, PAD - 4, icon) if self.picture_last else sheet.at_start(self.box, PAD - 4, icon)
            sheet.picture(self.picture, Box(px, y + (h - icon) / 2 + down, icon, icon), instead)
            if not self.picture_last:
                lead += icon + 16
        words = sheet.balanced(sheet.words(self.label, self.size, "bold", width, 1.22))
        role = "on_spruce" if self.main else "ink"
        sheet.text_mid(words, sheet.at_start(self.box, lead, words.width or width), y + h / 2 + down, self.box, role)


def words_width(width: float, icon: float) -> float:
    """px for the words of a button."""
    return width - 2 * PAD + 14 - (icon + 18 if icon else 0)


def natural_width(words: float, icon: float, icon_last: bool = False) -> float:
    """px of a button round words that are so wide."""
    return words + 2 * PAD - 14 + (icon + 18 if icon else 0) + (6 if icon and icon_last else 16)
