"""Shapes as masks of 8 bits a dot, drawn by cairo: what a rounded box or a dashed ring covers of each dot.

The screen tints them, so one mask serves every theme. The first argument of each function is the cairo context; all lengths are dots.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from kiosk.tablet.senses.sight.binding import cairo, ffi

_A8 = 2
_ROUND = 1


def draw(name: str, arguments: tuple[Any, ...], width: int, height: int) -> tuple[bytes, int]:
    """Draw a mask: (bytes, bytes a row), rows from the top."""
    stride = (max(1, width) + 3) & ~3
    alpha = bytearray(stride * max(1, height))
    surface = cairo.cairo_image_surface_create_for_data(
        ffi.from_buffer("unsigned char[]", alpha), _A8, width, height, stride
    )
    context = cairo.cairo_create(surface)
    cairo.cairo_set_source_rgba(context, 1, 1, 1, 1)
    cairo.cairo_set_line_cap(context, _ROUND)
    cairo.cairo_set_line_join(context, _ROUND)
    MASKS[name](context, *arguments)
    cairo.cairo_destroy(context)
    cairo.cairo_surface_flush(surface)
    cairo.cairo_surface_destroy(surface)
    return bytes(alpha), stride


def _trace_box(c: Any, x: float, y: float, w: float, h: float, radii: tuple[float, ...]) -> None:
    tl, tr, br, bl = (max(0.0, min(r, w / 2, h / 2)) for r in radii)
    cairo.cairo_new_path(c)
    cairo.cairo_arc(c, x + w - tr, y + tr, tr, -math.pi / 2, 0)
    cairo.cairo_arc(c, x + w - br, y + h - br, br, 0, math.pi / 2)
    cairo.cairo_arc(c, x + bl, y + h - bl, bl, math.pi / 2, math.pi)
    cairo.cairo_arc(c, x + tl, y + tl, tl, math.pi, 1.5 * math.pi)
    cairo.cairo_close_path(c)


def box(c: Any, w: int, h: int, radii: tuple[int, ...], line: int) -> None:
    """A rounded box; its outline lies inside it."""
    if not line:
        _trace_box(c, 0, 0, w, h, radii)
        cairo.cairo_fill(c)
        return
    half = line / 2
    _trace_box(c, half, half, w - line, h - line, tuple(r - half for r in radii))
    cairo.cairo_set_line_width(c, line)
    cairo.cairo_stroke(c)


def dashed_box(c: Any, w: int, h: int, radii: tuple[int, ...], line: float, dash: tuple[float, ...]) -> None:
    half = line / 2
    _trace_box(c, half, half, w - line, h - line, tuple(r - half for r in radii))
    cairo.cairo_set_line_width(c, line)
    cairo.cairo_set_line_cap(c, 0)
    cairo.cairo_set_dash(c, ffi.new("double[]", dash), len(dash), 0)
    cairo.cairo_stroke(c)


def disc(c: Any, size: int, line: float, dash: tuple[float, ...]) -> None:
    """A disc of `size` across, or its outline, whole or dotted."""
    cairo.cairo_new_path(c)
    cairo.cairo_arc(c, size / 2, size / 2, size / 2 - line / 2, 0, 2 * math.pi)
    if not line:
        cairo.cairo_fill(c)
        return
    cairo.cairo_set_line_width(c, line)
    if dash:
        cairo.cairo_set_dash(c, ffi.new("double[]", dash), len(dash), 0)
    cairo.cairo_stroke(c)


def line(c: Any, points: tuple[float, ...], width: float, dash: tuple[float, ...]) -> None:
    """Straight lines through points (x0, y0, x1, y1...)."""
    cairo.cairo_new_path(c)
    for at in range(0, len(points), 2):
        cairo.cairo_line_to(c, points[at], points[at + 1])
    cairo.cairo_set_line_width(c, width)
    if dash:
        cairo.cairo_set_dash(c, ffi.new("double[]", dash), len(dash), 0)
    cairo.cairo_stroke(c)


def polygon(c: Any, points: tuple[float, ...]) -> None:
    cairo.cairo_new_path(c)
    for at in range(0, len(points), 2):
        cairo.cairo_line_to(c, points[at], points[at + 1])
    cairo.cairo_close_path(c)
    cairo.cairo_fill(c)


def path(c: Any, steps: tuple[tuple[float, ...], ...]) -> None:
    """A filled outline: two numbers are a straight line, six a curve."""
    cairo.cairo_new_path(c)
    for step in steps:
        if len(step) == 2:
            cairo.cairo_line_to(c, *step)
        else:
            cairo.cairo_curve_to(c, *step)
    cairo.cairo_close_path(c)
    cairo.cairo_fill(c)


def corners(c: Any, w: int, h: int, radius: float, line: float, grow: float, reach: tuple[float, float]) -> None:
    """The four corners of the scanning frame: a rounded outline that is left out between them. grow: how far this band lies inside the outer one."""
    cw, ch = reach
    cairo.cairo_new_path(c)
    for x, at_left in ((0.0, True), (w - cw, False)):
        for y, at_top in ((0.0, True), (h - ch, False)):
            cairo.cairo_rectangle(c, x + (0 if at_left else grow), y + (0 if at_top else grow), cw - grow, ch - grow)
    cairo.cairo_clip(c)
    half = grow + line / 2
    _trace_box(c, half, half, w - 2 * half, h - 2 * half, (radius - half,) * 4)
    cairo.cairo_set_line_width(c, line)
    cairo.cairo_stroke(c)


def squares(c: Any, rows: tuple[str, ...], cell: int) -> None:
    """The dark cells of a QR code: a row is a string of "1" and "0"."""
    cairo.cairo_set_antialias(c, 1)
    cairo.cairo_new_path(c)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark == "1":
                cairo.cairo_rectangle(c, x * cell, y * cell, cell, cell)
    cairo.cairo_fill(c)


MASKS: dict[str, Callable[..., None]] = {
    "box": box,
    "dashed_box": dashed_box,
    "disc": disc,
    "line": line,
    "polygon": polygon,
    "path": path,
    "corners": corners,
    "squares": squares,
}
