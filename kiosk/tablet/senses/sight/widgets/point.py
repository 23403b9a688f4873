"""A picture with the words that say the same: a row of a list, a wide scene of the easy form, or one point on a still panel."""

from __future__ import annotations

from kiosk.tablet.pages import Picture as PictureBlock
from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.plain_words import led, led_texts
from kiosk.tablet.senses.sight.sheet import LEADING_WIDE, Runs, Sheet
from kiosk.tablet.senses.sight.typesetting import Weight, Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

RISING = frozenset(("palm",))  # pictures that come in over the lower edge of their panel


class Point(Thing, frozen=True, kw_only=True):
    """look: point (picture beside words that begin level with it), panel (both on a surface), scene (a wide picture on a surface, words beside it).

    pic: px of height that the picture has. apart: px from the picture to the words. size: of the words.
    """

    block: PictureBlock
    look: str
    size: float
    pic: float
    apart: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        {"point": self._point, "panel": self._panel, "scene": self._scene}[self.look](sheet)

    def _limit(self, sheet: Sheet) -> Box:
        swash = 4.0 if sheet.is_latin(self.block.caption or self.block.alt) else 0.6 * self.size
        return Box(sheet.grid.left - swash, 0, sheet.grid.column + 2 * swash, sheet.grid.high)

    def _point(self, sheet: Sheet) -> None:
        words = words_of(sheet, self.block, self.size, self.look, self.box.w - self.pic - self.apart)
        px = sheet.at_start(self.box, 0, self.pic)
        sheet.picture(self.block.name, Box(px, self.box.y - 10, self.pic, self.pic))
        x = sheet.at_start(self.box, self.pic + self.apart, words.width or 0.0)
        setting = sheet.measure(words)
        if setting.lines == 1:
            sheet.text_mid(words, x, self.box.y - 10 + self.pic / 2, self._limit(sheet))
        else:
            sheet.text(words, x, self.box.y, self._limit(sheet))

    def _panel(self, sheet: Sheet) -> None:
        sheet.panel(self.box)
        y, h = self.box.y, self.box.h
        px = sheet.at_start(self.box, 22, self.pic)
        above = h - self.pic if self.block.name in RISING else (h - self.pic) / 2
        sheet.picture(self.block.name, Box(px, y + above, self.pic, self.pic))
        width = self.box.w - 22 - self.pic - self.apart - 30
        words = words_of(sheet, self.block, self.size, self.look, width)
        words = sheet.balanced(words)
        sheet.text_mid(
            words, sheet.at_start(self.box, 22 + self.pic + self.apart, words.width or width), y + h / 2, self.box
        )

    def _scene(self, sheet: Sheet) -> None:
        wide = scene_width(sheet)
        y, h = self.box.y, self.box.h
        frame = Box(sheet.at_start(self.box, 0, wide), y, wide, h)
        sheet.panel(frame)
        across = min(wide, h * sheet.proportion(self.block.name))
        inset = (
            6 if 0.8 * wide < across <= wide - 6 else (wide - across) / 2
        )  # a scene begins at the edge, others stand in the middle
        sheet.picture(self.block.name, Box(sheet.at_start(frame, inset, across), y, across, h))
        width = self.box.w - wide - self.apart
        words = words_of(sheet, self.block, self.size, self.look, width)
        sheet.text_mid(words, sheet.at_start(self.box, wide + self.apart, width), y + h / 2, self._limit(sheet))


def scene_width(sheet: Sheet) -> float:
    """30 % of the column."""
    return round(0.3008 * sheet.grid.column)


def runs_of(block: PictureBlock) -> Runs:
    runs = led(block)
    return runs or block.alt


def words_of(sheet: Sheet, block: PictureBlock, size: float, look: str, width: float) -> Words:
    """The lead in bold, then the caption; a panel is bold as a whole. A picture with neither shows what it stands for."""
    leading = {"point": 1.42, "panel": 1.4, "scene": 1.3}[look]
    weight: Weight = "bold" if look == "panel" else "regular"
    source: Text = block.caption or block.lead or block.alt
    runs = led(block)
    if look == "panel" or not runs:
        runs = tuple((run, weight) for run, _ in runs) or ((source.spoken, weight),)
    mark = sheet.mark(*led_texts(block))
    spaced = sheet.spaced(source.language)
    leading = max(leading, LEADING_WIDE) if spaced else leading
    rtl = source.direction == "rtl"
    if look == "point":  # running words
        width = min(width, sheet.line_width(source, size))
    return Words(runs, size, width, leading, 0.0, "start", source.language, rtl, mark=mark, spaced=spaced)
