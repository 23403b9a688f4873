"""The return code: seven groups of three digits, each with the word that says the same."""

from __future__ import annotations

from kiosk.tablet.pages import Code
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

HIDDEN = "\u2022\u2022\u2022"


class CodePanel(Thing, frozen=True, kw_only=True):
    """across: groups in a row. digits, word: px of the letters. pitch: px from row to row."""

    block: Code
    across: int
    digits: float
    word: float
    pitch: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.panel(self.box)
        x, y, w, h = self.box
        step = (w - 44) / self.across
        lines = -(-len(self.block.groups) // self.across)
        spare = (h - (lines - 1) * self.pitch - 0.714 * self.digits - 1.25 * self.word) / 2
        for number, group in enumerate(self.block.groups):
            column, line = number % self.across, number // self.across
            gx = x + 34 + column * step  # a code runs from left to right in every language
            top = y + spare + line * self.pitch
            digits = Words(((HIDDEN if self.block.hidden else group.digits, "bold"),), self.digits, track=0.03)
            bottom = top + sheet.text(digits, gx, top, self.box, private=True).last
            if group.word and not self.block.hidden:
                word = Words(((group.word, "medium"),), self.word)
                while word.size > 24 and sheet.measure(word, private=True).width > step - 12:
                    word = word._replace(size=word.size - 2)
                sheet.text(word, gx + 1, bottom + 0.5 * self.word, self.box, private=True)


def height(groups: int, across: int, pitch: float) -> float:
    lines = -(-groups // across)
    return lines * pitch + 42
