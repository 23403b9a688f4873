"""A card of the list: who, a line or two about them, and perhaps a number with its QR code in the white end square."""

from __future__ import annotations

from kiosk.tablet.pages import Message
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import CORNER, Sheet
from kiosk.tablet.senses.sight.widgets import paragraph
from kiosk.tablet.senses.sight.widgets.qr import draw_code
from kiosk.tablet.senses.sight.widgets.thing import Thing

TOP, BETWEEN = 38.0, 26.0


class MessageCard(Thing, frozen=True, kw_only=True):
    """name, body, number: px of the words. private: what it says is a reply to somebody."""

    block: Message
    name: float
    body: float
    number: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _x, y, w, h = self.box
        block = self.block
        sheet.panel(self.box)
        width = words_width(sheet, block, w, h)
        left = sheet.at_start(self.box, lead(block, h), width)
        if block.picture:
            pic = min(120.0, h - 48)
            sheet.picture(block.picture, Box(sheet.at_start(self.box, 30, pic), y + (h - pic) / 2, pic, pic), flip=True)
        y += TOP
        for text, size, weight, track in _lines(self):
            if isinstance(text, str):
                words = sheet.words(((text, weight),), size, weight, width, 1.2, track, language="en")._replace(
                    rtl=False
                )
                setting = sheet.measure(words._replace(width=None))
                at = sheet.at_start(Box(left, y, width, 0), 0, setting.width)
                y += sheet.text(words._replace(width=None), at - 1, y, self.box).last + BETWEEN
                continue
            for part in paragraph.split(text):
                words = sheet.words(part, size, weight, width, 1.35)
                y += sheet.text(words, left, y, self.box, private=text.private).last + BETWEEN
        if block.qr:
            end = Box(sheet.at_end(self.box, 0, square(h)), self.box.y, square(h), h)
            radii = (CORNER, 0, 0, CORNER) if sheet.rtl else (0, CORNER, CORNER, 0)
            draw_code(sheet, end, block.qr.data, radii, block.qr.private)


def square(height: float) -> float:
    """The white square of a QR code: as wide as the card is high, to a point."""
    return min(height, 212.0)


def lead(block: Message, height: float) -> float:
    return 34.0 + (min(120.0, height - 48) + 26 if block.picture else 0)


def words_width(sheet: Sheet, block: Message, width: float, height: float) -> float:
    return width - lead(block, height) - 34 - (square(height) if block.qr else 0)


def _lines(card: MessageCard):
    yield card.block.sender, card.name, "bold", 0.0
    if card.block.body:
        yield card.block.body, card.body, "regular", 0.0
    if card.block.number:
        yield card.block.number, card.number, "bold", 0.01


def height(sheet: Sheet, card: MessageCard, width: float) -> float:
    """px that the card needs; `card.box` is not looked at."""
    inner = words_width(sheet, card.block, width, 212.0)
    total = TOP
    for text, size, weight, _ in _lines(card):
        if isinstance(text, str):
            total += 0.714 * size + BETWEEN
            continue
        for part in paragraph.split(text):
            total += sheet.measure(sheet.words(part, size, weight, inner, 1.35), text.private).last + BETWEEN
    return max(160.0 if not card.block.qr else 212.0, total - BETWEEN + 24)
