"""A card of the list: who, a line or two about them, and perhaps a number with its QR code in the white end square."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.tablet.pages import Message
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import CORNER, Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets import paragraph
from kiosk.tablet.senses.sight.widgets.qr import draw_code
from kiosk.tablet.senses.sight.widgets.thing import Thing

TOP, BETWEEN = 38.0, 26.0
MIDDLE = 400.0  # px: measured here, nothing is near the edge of the glass


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
            sheet.picture(block.picture, Box(sheet.at_start(self.box, 30, pic), y + (h - pic) / 2, pic, pic))
        limit = self.box
        for words, top, _ in sheet.stacked(_lines(sheet, self, width), y):
            x = left
            if words.width is None:  # a number: as long as it is, from the start edge
                x = sheet.at_start(Box(left, y, width, 0), 0, sheet.measure(words).width) - 1
            sheet.text(words, x, top, limit, private=block.sender.private)
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


def _lines(sheet: Sheet, card: MessageCard, width: float) -> Iterator[tuple[Words, float]]:
    """Every paragraph, each with the px from what is above to its cap top."""
    gap = TOP
    for text, size, weight in ((card.block.sender, card.name, "bold"), (card.block.body, card.body, "regular")):
        first = 0
        for part in paragraph.split(text) if text else ():
            yield sheet.words(part, size, weight, width, 1.35, first=first)._replace(anywhere=weight == "regular"), gap
            first += len(part.sentences)
            gap = max(BETWEEN, 0.6 * size)
    if card.block.number:  # a phone number is never turned round, nor set in another script's digits
        words = sheet.words(((card.block.number, "bold"),), card.number, "bold", None, 1.2, 0.01, language="en")
        said = sheet.speaking is not None and sheet.speaking[0] == f"{card.block.id}.number"
        yield words._replace(rtl=False, mark=(0, len(card.block.number)) if said else None), gap


def height(sheet: Sheet, card: MessageCard, width: float) -> float:
    """px that the card needs; `card.box` is not looked at."""
    inner = words_width(sheet, card.block, width, 212.0)
    *_, (_, _, bottom) = sheet.stacked(_lines(sheet, card, inner), MIDDLE)
    return max(160.0 if not card.block.qr else 212.0, bottom - MIDDLE + 24)
