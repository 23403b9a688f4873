"""Words that somebody types, once they are set: where the caret stands, what a selection covers, and which letter a finger means.

In mixed text a selection is one piece of what is read and several of what is seen: Pango knows which. The caret is drawn at Pango's strong position:
where a letter of the page's own direction would go in. What is set here is private, and is kept nowhere.
"""

from __future__ import annotations

from typing import NamedTuple

from kiosk.tablet.senses.sight.binding import ffi, gobject, pango
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words

_UNIT = 1024  # Pango units in a dot


class Caret(NamedTuple):
    """Where a caret stands: px of the design from the start of the setting, and which line it is on (from 0)."""

    x: float
    line: int


class TypedLines:
    """Words set once. Characters are counted in code points, from 0; x in px of the design from the left edge of the setting."""

    def __init__(self, typesetter: Typesetter, words: Words) -> None:
        self._layout = typesetter.layout(words)
        self._text = words.text
        self._k = _UNIT * typesetter.scale
        lines = range(pango.pango_layout_get_line_count(self._layout))
        self._lines = tuple(pango.pango_layout_get_line_readonly(self._layout, number) for number in lines)

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """(first, end) of the characters of every line, in reading order."""
        return tuple((self._at(line.start_index), self._at(line.start_index + line.length)) for line in self._lines)

    def caret(self, at: int) -> Caret:
        """Where the caret stands before the character `at` (0 to their number)."""
        index = self._index(at)
        strong, number, x = ffi.new("PangoRectangle *"), ffi.new("int *"), ffi.new("int *")
        pango.pango_layout_get_cursor_pos(self._layout, index, strong, ffi.NULL)
        pango.pango_layout_index_to_line_x(self._layout, index, False, number, x)
        return Caret(strong.x / self._k, min(max(0, number[0]), len(self) - 1))

    def ranges(self, line: int, first: int, end: int) -> tuple[tuple[float, float], ...]:
        """(left, width) of what the characters from first to end cover in a line, from the left.

        Where they go on in the next line, the last reaches to the edge.
        """
        own = self._lines[line]
        from_, to = self._index(first), self._index(end)
        if to < own.start_index or from_ > own.start_index + own.length:
            return ()
        ranges, count = ffi.new("int **"), ffi.new("int *")
        pango.pango_layout_line_get_x_ranges(own, from_, to, ranges, count)
        kept = ffi.gc(ranges[0], gobject.g_free)
        edges = sorted((kept[2 * n] / self._k, kept[2 * n + 1] / self._k) for n in range(count[0]))
        joined: list[tuple[float, float]] = []
        for left, right in edges:
            if joined and left - joined[-1][1] < 0.5:
                joined[-1] = joined[-1][0], right
            elif right > left:
                joined.append((left, right))
        return tuple((left, right - left) for left, right in joined)

    def at(self, line: int, x: float) -> int:
        """The character before which a caret would stand that is put at x in a line: the nearer edge of the letter that is there."""
        own = self._lines[min(max(0, line), len(self) - 1)]
        place = ffi.new("PangoRectangle *")
        pango.pango_layout_index_to_pos(self._layout, own.start_index, place)
        index, trailing = ffi.new("int *"), ffi.new("int *")
        pango.pango_layout_xy_to_index(self._layout, int(x * self._k), place.y + place.height // 2, index, trailing)
        return min(len(self._text), self._at(index[0]) + trailing[0])

    def _index(self, at: int) -> int:
        """Bytes before a character, as Pango counts."""
        return len(self._text[:at].encode())

    def _at(self, index: int) -> int:
        return len(self._text.encode()[:index].decode())
