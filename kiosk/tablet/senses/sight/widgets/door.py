"""A main door of the home page: a picture on a still panel, then the words."""

from __future__ import annotations

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

PANEL = 150.0
PICTURE = 112.0


class Door(Thing, frozen=True, kw_only=True):
    label: Text
    picture: str | None
    size: float
    panel: float = PANEL
    pic: float = PICTURE
    radius: float = 24

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _x, y, w, h = self.box
        down = sheet.body(self.box, "pressed" if pressed else "rest", radius=24)
        shift = 4.0 if pressed else 0.0
        px = sheet.at_start(self.box, 14, self.panel)
        if not pressed:
            sheet.patch(Box(px, y + 14, self.panel, h - 32), 14, "t1")
        if self.picture:
            middle = Box(px + (self.panel - self.pic) / 2, y + (h - 4 - self.pic) / 2 + shift, self.pic, self.pic)
            sheet.picture(self.picture, middle)
        width = words_width(w, self.panel)
        words = sheet.words(self.label, self.size, "bold", width, 1.2)
        sheet.text_mid(words, sheet.at_start(self.box, 14 + self.panel + 26, width), y + h / 2 + down, self.box)


def words_width(width: float, panel: float = PANEL) -> float:
    """px for the words of a door."""
    return width - panel - 60
