"""The single lines of a Pango layout: where each lies, and the ink of several together."""

from __future__ import annotations

from typing import Any, NamedTuple

from kiosk.tablet.senses.sight.binding import ffi, pango


class Line(NamedTuple):
    """A line of a layout, in Pango units from the layout's upper left corner."""

    line: Any
    x: int
    baseline: int
    ink: Any


def lines_of(layout: Any, part: tuple[int, int]) -> list[Line]:
    """The lines of a part; at the least the last one."""
    found = []
    walk = ffi.gc(pango.pango_layout_get_iter(layout), pango.pango_layout_iter_free)
    last = pango.pango_layout_get_line_count(layout) - 1
    first, end = min(part[0], last), max(part[1], part[0] + 1)
    for number in range(last + 1):
        if first <= number < end:
            ink, whole = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
            pango.pango_layout_iter_get_line_extents(walk, ink, whole)
            line = pango.pango_layout_get_line_readonly(layout, number)
            found.append(Line(line, whole.x, pango.pango_layout_iter_get_baseline(walk), ink))
        pango.pango_layout_iter_next_line(walk)
    return found


def around(boxes: list[Any]) -> Any:
    """The smallest rectangle round those that are not empty."""
    box = ffi.new("PangoRectangle *")
    full = [b for b in boxes if b.width and b.height]
    if full:
        box.x, box.y = min(b.x for b in full), min(b.y for b in full)
        box.width, box.height = max(b.x + b.width for b in full) - box.x, max(b.y + b.height for b in full) - box.y
    return box
