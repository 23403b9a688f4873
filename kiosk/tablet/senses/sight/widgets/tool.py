"""A tool at the start of the foot row: a picture over a short word. The rail's Back and Leave are drawn in the same way."""

from __future__ import annotations

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Weight
from kiosk.tablet.senses.sight.widgets.thing import Thing


class Tool(Thing, frozen=True, kw_only=True):
    label: Text
    picture: str | None
    size: float
    pic: float = 50
    gap: float = 15
    on: bool = False

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        look = "pressed" if pressed else "selected" if self.on else "rest"
        down = sheet.body(self.box, look)
        x, y, w, h = self.box
        stack(
            sheet,
            Box(x, y + down, w, h),
            self.picture,
            self.label,
            self.pic,
            self.size,
            "medium",
            self.gap,
            self.box,
        )


def stack(
    sheet: Sheet,
    box: Box,
    picture: str | None,
    label: Text,
    pic: float,
    size: float,
    weight: Weight,
    gap: float,
    limit: Box,
    instead: dict[str, str] | None = None,
    tight: bool = False,
) -> None:
    """A picture over a word, both at the start edge, centred up and down as one. tight: the word has almost the whole width."""
    start, end = (10, 8) if tight else (21, 8)
    words = sheet.words(label, size, weight, box.w - start - end, 1.14)
    words_x = box.x + (end if sheet.rtl else start)
    setting = sheet.measure(words)
    tall = setting.bottom - setting.top
    if not picture:
        sheet.text_mid(words, words_x, box.y + box.h / 2, limit)
        return
    if not sheet.is_latin(label):
        gap -= 3
    pic = min(pic, box.h - 24 - gap - tall)
    top = box.y + (box.h - pic - gap - tall) / 2
    sheet.picture(picture, Box(sheet.at_start(box, 18, pic), top, pic, pic), instead)
    sheet.text(words, words_x, top + pic + gap - setting.top, limit)
