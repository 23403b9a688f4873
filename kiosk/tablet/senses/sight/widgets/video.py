"""The place of a signed video: a picture of what it is and what to do while it rests; while it plays, the video and, under it, its captions.

The video keeps at least a sixth of the screen at every text size (NHS standard for signed video); captions stand under it and never over hands.
"""

from __future__ import annotations

from kiosk.tablet.pages import Video
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

SHAPE = 16 / 9
CAPTION_LINES = 2
LEADING = 1.25


class VideoPanel(Thing, frozen=True, kw_only=True):
    """size: of the words, px; captions are set in it or smaller."""

    block: Video
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.panel(self.box)
        if self.block.showing is not None:
            return
        side = min(150.0, self.box.h / 2)
        words = sheet.fitted(
            self.block.label,
            sheet.steps(self.size),
            self.box.w - side - 130,
            self.box.h - 40,
            lines=5,
            weight="regular",
            leading=1.4,
        )
        middle = self.box.y + self.box.h / 2
        x = sheet.at_start(self.box, 40, side)
        sheet.picture("video", Box(x, middle - side / 2, side, side), still=True)
        start = self.box.x + 40 if sheet.rtl else x + side + 40
        sheet.text_mid(words, start, middle, Box(*self.box))

    def places(self, sheet: Sheet) -> tuple[Box, Box, float]:
        """(the video, its captions, their size) within the panel, px of the design."""
        least = sheet.grid.wide * sheet.grid.high / 6
        for size in sheet.steps(self.size):
            band = CAPTION_LINES * LEADING * size + 26
            high = self.box.h - band
            wide = min(high * SHAPE, self.box.w)
            if wide * wide / SHAPE >= least:
                break
        high = wide / SHAPE
        video = Box(self.box.x + (self.box.w - wide) / 2, self.box.y, wide, high)
        return video, Box(self.box.x + 30, video.bottom + 8, self.box.w - 60, self.box.bottom - video.bottom - 8), size
