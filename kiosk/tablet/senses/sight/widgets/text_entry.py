"""The box that shows what is being typed, with its caret and what is selected. Its words are private: set, painted and
forgotten with the page.

Where more was typed than the box has lines for, the lines round the caret are shown. A finger that touches the words puts the caret there.
"""

from __future__ import annotations

from typing import NamedTuple

from kiosk.tablet import editing
from kiosk.tablet.pages import TextEntry as EntryBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import script_of
from kiosk.tablet.senses.sight.typed_lines import Caret, TypedLines
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

PAD = 26.0
DOT = "\u2022"
DOT_SIZE = 64.0  # px; a PIN is a row of dots that can be counted


class _Shown(NamedTuple):
    """The words as they stand in the box, px of the design.

    words: the lines that are shown; first: which line of all is the first of them; left: x; top: y of its capitals.
    """

    lines: TypedLines
    words: Words
    caret: Caret
    first: int
    count: int
    left: float
    top: float
    step: float
    rise: float

    def middle(self, line: int) -> float:
        """y of the middle of the letters of a line."""
        return self.top + (line - self.first) * self.step + self.rise / 2


class TextEntry(Thing, frozen=True, kw_only=True):
    block: EntryBlock
    size: float
    radius: float = 14

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, h = self.box
        sheet.patch(self.box, 14, "surface")
        sheet.patch(self.box, 14, "ink", line=4)
        shown = self._shown(sheet)
        size = shown.words.size
        above, below = shown.rise + 0.16 * size, 0.33 * size
        for line in range(shown.first, shown.first + shown.count):
            base = shown.top + shown.rise + (line - shown.first) * shown.step
            for left, width in self._selected(shown, line):
                top, bottom = max(y + 6, base - above), min(y + h - 6, base + below)
                part = Box(shown.left + left, top, min(width, x + w - 8 - shown.left - left), bottom - top)
                sheet.patch(part, 4, "t2")
                sheet.patch(part, 4, "spruce", line=3)
        if self._value[0]:
            sheet.text(shown.words, shown.left, shown.top, self.box, private=True)
        caret_x = shown.left + shown.caret.x + (-4 if self._rtl else -1)
        base = shown.top + shown.rise + (shown.caret.line - shown.first) * shown.step
        top, bottom = max(y + 6, base - above), min(y + h - 6, base + below)
        sheet.patch(Box(min(max(caret_x, x + 8), x + w - 12), top, 5, bottom - top), 2, "spruce")

    def place_at(self, sheet: Sheet, x: float, y: float) -> int:
        """The place (in graphemes) that a finger means which touches the box at x and y, px of the design."""
        shown = self._shown(sheet)
        lines = range(shown.first, shown.first + shown.count)
        line = min(lines, key=lambda number: abs(shown.middle(number) - y))
        return self._place(shown.lines.at(line, x - shown.left))

    def stepped(self, sheet: Sheet, step: editing.LineStep) -> int:
        """The place (in graphemes) a line above or below the caret, or at an edge of its line."""
        shown = self._shown(sheet)
        lines, text = shown.lines, self._value[0]
        line = shown.caret.line
        if step in ("up", "down"):
            line += 1 if step == "down" else -1
            if not 0 <= line < len(lines):
                return 0 if line < 0 else len(editing.graphemes(text))
            return self._place(lines.at(line, shown.caret.x))
        first, end = lines.lines[line]
        if step == "line_start":
            return self._place(first)
        # Behind the space at which a line was broken, the caret would stand on the next line.
        broken = end > first and end < len(text) and text[end] != "\n" and text[end - 1].isspace()
        return self._place(end - 1 if broken else end)

    def _shown(self, sheet: Sheet) -> _Shown:
        x, y, w, h = self.box
        text, at = self._value
        kind = script_of(self.block.language, text or " ")
        size = DOT_SIZE if self.block.hidden else self.size
        leading = 1.5 if h > 3 * size else 1.22
        step = size * kind.size * leading * kind.leading
        whole = Words(
            ((text or " ", "regular"),), size, w - 2 * PAD, leading, 0.0, "start", self.block.language, self._rtl
        )._replace(spaced=not self.block.hidden and sheet.spaced(self.block.language))
        lines = TypedLines(sheet.typesetter, whole)
        caret = lines.caret(at)
        letters = 0.72 * size * kind.size
        room = max(1, int((h - 24 + step - letters) // step))
        first = max(0, min(caret.line - room + 1, len(lines) - room)) if caret.line >= room else 0
        count = min(room, len(lines) - first)
        words = whole._replace(part=(first, first + count)) if len(lines) > 1 else whole
        setting = sheet.measure(words, private=True)
        rise, used = setting.first, setting.last
        top = y + min(34.0 if room > 1 else h, (h - used) / 2)
        return _Shown(lines, words, caret, first, count, x + PAD, top, step, rise)

    def _selected(self, shown: _Shown, line: int) -> tuple[tuple[float, float], ...]:
        if self.block.selected is None:
            return ()
        parts = editing.graphemes(self.block.value)
        first, end = (len("".join(parts[:edge])) for edge in self.block.selected)
        return shown.lines.ranges(line, first, end)

    @property
    def _rtl(self) -> bool:
        return self.block.direction == "rtl"

    @property
    def _value(self) -> tuple[str, int]:
        """(what is shown, the caret as a number of characters)."""
        value, caret = self.block.value, self.block.caret
        parts = editing.graphemes(value)
        if self.block.hidden:
            return DOT * len(parts), min(caret, len(parts))
        return value, sum(len(part) for part in parts[:caret])

    def _place(self, at: int) -> int:
        """A number of characters as a number of graphemes: the nearer edge, where it lies within one."""
        place, length = 0, 0
        for part in editing.graphemes(self.block.value):
            if at < length + len(part) / 2:
                break
            place, length = place + 1, length + len(part)
        return place
