"""The place of a signed video. Where none can be played, its words stand there instead: what it is, and where to read the same."""

from __future__ import annotations

from kiosk.tablet.pages import Video
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class VideoPanel(Thing, frozen=True, kw_only=True):
    block: Video
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.panel(self.box)
        words = sheet.fitted(
            self.block.label,
            sheet.steps(self.size),
            self.box.w - 68,
            self.box.h - 40,
            lines=5,
            weight="regular",
            leading=1.4,
        )
        sheet.text_mid(words, self.box.x + 34, self.box.y + self.box.h / 2, Box(*self.box))
