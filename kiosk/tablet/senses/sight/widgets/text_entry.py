"""The box that shows what is being typed, with its caret. Its words are private: they are set, painted and forgotten with the page.

Where more was typed than the box has lines for, the lines round the caret are shown.
"""

from __future__ import annotations

from kiosk.tablet import editing
from kiosk.tablet.pages import TextEntry as EntryBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

PAD = 26.0
DOT = "\u2022"
DOT_SIZE = 64.0  # px; a PIN is a row of dots that can be counted


class TextEntry(Thing, frozen=True, kw_only=True):
    block: EntryBlock
    size: float
    radius: float = 14

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, h = self.box
        sheet.patch(self.box, 14, "surface")
        sheet.patch(self.box, 14, "ink", line=4)
        shown, at = self._value()
        size = DOT_SIZE if self.block.hidden else self.size
        leading = 1.5 if h > 3 * size else 1.22
        width = w - 2 * PAD
        whole = Words(((shown or " ", "regular"),), size, width, leading, 0.0, "start", self.block.language, self._rtl)
        caret = sheet.typesetter.caret(whole, at)
        step = size * leading
        room = max(1, int((h - 24 + (leading - 0.72) * size) // step))
        lines = sheet.typesetter.lines(whole, private=True)
        first = max(0, min(caret.line - room + 1, len(lines) - room)) if caret.line >= room else 0
        part = lines[first : first + room]
        words = whole._replace(runs=((shown[part[0][0] : part[-1][1]] or " ", "regular"),))
        used = 0.72 * size + (len(part) - 1) * step
        top = y + min(30.0, (h - used) / 2 - 0.08 * size)
        if len(lines) <= 1:
            top = y + (min(34.0, (h - 0.72 * size) / 2) if room > 1 else (h - 0.72 * size) / 2)
        if shown:
            sheet.text(words, x + PAD, top, self.box, private=True)
        caret_x = x + PAD + caret.x + (-6 if self._rtl else 2)
        base = top + (caret.line - first) * step
        sheet.patch(Box(min(caret_x, x + w - 12), base - 0.16 * size, 5, 1.2 * size), 2, "spruce")

    @property
    def _rtl(self) -> bool:
        return self.block.direction == "rtl"

    def _value(self) -> tuple[str, int]:
        """(what is shown, the caret as a number of characters)."""
        value, caret = self.block.value, self.block.caret
        graphemes = editing.graphemes(value)
        if self.block.hidden:
            return DOT * len(graphemes), min(caret, len(graphemes))
        return value, sum(len(g) for g in graphemes[:caret])
