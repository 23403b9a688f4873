"""Pictures for the eye: a picture's name and a theme's colours in, finished pixels out.

No Kivy here: whoever draws the page makes the texture. `Gallery` reads every picture file once, at the start, and never
touches the disk again, because access times would tell which pages somebody has seen. Drawing one takes about a
millisecond, so nothing is kept on disk either. How a picture is made, and how a ward puts its own in place, is in
assets/pictures/README.md. Charts and QR codes are not pictures.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.tablet.senses.sight import bitmaps
from kiosk.tablet.senses.sight.binding import cairo, ffi
from kiosk.tablet.senses.sight.bitmaps import Bitmap, read_png
from kiosk.tablet.senses.sight.outline import Point, SvgRefused
from kiosk.tablet.senses.sight.svg import MOST_BYTES, ROLES, Drawing, Shape, read_svg

UNKNOWN = "other"  # in the place of a ward's own new picture that turns out to be damaged
LEAST_LINE, MOST_LINE = 3.6, 7.4
"""Limits of a line on the finished picture, in px of a 1280 x 800 screen 218 mm wide: 0.6 mm and 1.25 mm."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_ARGB32, _ROUND, _WINDING, _EVEN_ODD = 0, 1, 0, 1  # cairo_format_t; cairo_line_cap_t and _join_t; cairo_fill_rule_t
_CAIRO_TO_RGBA = (2, 1, 0, 3) if sys.byteorder == "little" else (1, 2, 3, 0)


class Pixels(msgspec.Struct, frozen=True):
    """A finished picture, the top row first.

    `rgba` holds width x height px of 4 bytes: red, green, blue, alpha, with the colours already multiplied by alpha, so
    blend with (ONE, ONE_MINUS_SRC_ALPHA).
    """

    width: int
    height: int
    rgba: bytes


class NoSuchPicture(LookupError):
    """A page asked for a picture that is neither among Wardlight's own nor among the ward's."""


def _say_nothing(_line: str) -> None:
    return


class Gallery:
    """All pictures of this tablet.

    :param own: the folder with Wardlight's pictures, NAME.svg.
    :param ward: a folder with a ward's pictures, NAME.svg or NAME.png; one with the name of an own picture stands in its place.
    :param density: screen px to one px of a 1280 x 800 screen of the same size, for the limits of lines.
    :param report: gets one line for each picture of the ward that is refused.
    :raises FileNotFoundError: `own` holds no pictures.
    """

    def __init__(
        self,
        own: Path,
        *,
        ward: Path | None = None,
        density: float = 1.0,
        report: Callable[[str], None] = _say_nothing,
    ) -> None:
        self._sources = {path.stem: path.read_bytes() for path in own.glob("*.svg")}
        if not self._sources:
            raise FileNotFoundError(
                f"{own}: no pictures here; install Wardlight again, or run `make setup` in a whole checkout"
            )
        self._drawings: dict[str, Drawing] = {}
        self._bitmaps: dict[str, Bitmap] = {}
        self._density, self._report = density, report
        if ward is not None:
            self._take_over(ward)

    def _take_over(self, ward: Path) -> None:
        """Put the ward's pictures in place of ours; where one cannot be, say so and leave ours."""
        if not ward.is_dir():
            self._report(
                f"{ward}: no such folder (make it, or take it out of the settings); built-in pictures are used"
            )
            return
        for path in sorted((*ward.glob("*.png"), *ward.glob("*.svg")), key=lambda path: path.suffix):
            try:
                if not _NAME.fullmatch(path.stem):
                    raise SvgRefused(
                        "a name may hold small letters, digits and _ (name it like the picture it replaces)"
                    )
                if not path.is_file():
                    raise SvgRefused("not a file (put the picture itself there)")
                with path.open("rb") as file:
                    if path.suffix == ".png":
                        self._bitmaps[path.stem] = read_png(file.read(bitmaps.MOST_BYTES + 1))
                    else:
                        self._drawings[path.stem] = read_svg(file.read(MOST_BYTES + 1))
                        self._bitmaps.pop(path.stem, None)  # lines can be drawn at any size
            except (SvgRefused, OSError) as error:
                reason = error.strerror if isinstance(error, OSError) else error
                self._report(f"{path}: {reason}; the built-in picture is used")

    @property
    def names(self) -> tuple[str, ...]:
        """All names that can be drawn, in order."""
        return tuple(sorted(self._sources.keys() | self._drawings.keys() | self._bitmaps.keys()))

    def field(self, name: str) -> tuple[float, float]:
        """Return width and height of a picture's field in its own units: 100 x 100, scenes and the lamp wider.

        :raises NoSuchPicture: there is none of this name.
        """
        bitmap = self._bitmaps.get(name)
        if bitmap is not None:
            return float(bitmap.width), float(bitmap.height)
        drawing = self._drawing(name)
        return drawing.width, drawing.height

    def is_turned(self, name: str) -> bool:
        """Whether a page from right to left shows this picture the other way round; a tick or a clock stays as it is."""
        return name not in self._bitmaps and not self._drawing(name).unturned

    def draw(
        self,
        name: str,
        width: int,
        height: int,
        colours: Mapping[str, str],
        *,
        instead: Mapping[str, str] | None = None,
        flip: bool = False,
    ) -> Pixels:
        """Draw a picture on nothing, as large as it fits, in the middle.

        :param width, height: of the result, in px of this screen.
        :param colours: the theme, role -> #rrggbb, for each role in ROLES.
        :param instead: for this place only, role -> other role or #rrggbb: {"ink": "on_warm"} on the Call staff corner.
        :param flip: mirror it, for a page that runs from right to left. Ticks and clocks know that they never are.
        :raises NoSuchPicture: there is none of this name.
        :raises ValueError: a size below 1 px, or a colour that is missing or not #rrggbb.
        """
        if width < 1 or height < 1:
            raise ValueError(f"picture {name}: {width} x {height} px cannot be drawn (give at least 1 x 1)")
        if name not in self._bitmaps:
            self._drawing(name)
        paint = _paint(colours, instead or {})
        return _render(lambda context: self._onto(context, name, width, height, paint, flip), width, height)

    def draw_on(
        self,
        context: Any,
        name: str,
        width: float,
        height: float,
        colours: Mapping[str, str],
        *,
        instead: Mapping[str, str] | None = None,
        flip: bool = False,
    ) -> None:
        """Draw a picture on a cairo context from its origin, for paper; sizes in its units. Raises as `draw` does."""
        cairo.cairo_save(context)
        try:
            self._onto(context, name, width, height, _paint(colours, instead or {}), flip)
        finally:
            cairo.cairo_restore(context)

    def _onto(self, context: Any, name: str, width: float, height: float, paint: Mapping[str, str], flip: bool) -> None:
        bitmap = self._bitmaps.get(name)
        if bitmap is not None and _paint_png(context, bitmap, width, height):
            return
        if bitmap is not None:
            del self._bitmaps[name]
            self._report(f"{name}.png: damaged (save it again as PNG); the built-in picture is used")
        known = name in self._sources or name in self._drawings or bitmap is None
        _draw(context, self._drawing(name if known else UNKNOWN), width, height, paint, flip, self._density)

    def _drawing(self, name: str) -> Drawing:
        if name not in self._drawings:
            if name not in self._sources:
                raise NoSuchPicture(
                    f"picture {name!r}: there is none of this name (add {name}.svg, or use another name)"
                )
            self._drawings[name] = read_svg(self._sources[name])
        return self._drawings[name]


def _paint(colours: Mapping[str, str], instead: Mapping[str, str]) -> dict[str, str]:
    """Role -> #rrggbb for this place."""
    paint = {}
    for role in ROLES:
        wanted = instead.get(role, role)
        colour = wanted if wanted.startswith("#") else colours.get(wanted, "")
        if not _HEX.fullmatch(colour):
            raise ValueError(f"picture role {role!r}: {wanted!r} gives no colour #rrggbb (add it to the theme)")
        paint[role] = colour
    return paint


def _paint_png(context: Any, bitmap: Bitmap, width: float, height: float) -> bool:
    """Paint it as large as it fits, in the middle. Returns whether cairo could read it; where not, nothing is painted."""
    fd = os.memfd_create(
        "picture"
    )  # cairo takes a file, or a callback for each piece of it: this file is in memory alone
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(bitmap.png)
        surface = cairo.cairo_image_surface_create_from_png(f"/proc/self/fd/{fd}".encode())
    finally:
        os.close(fd)
    try:
        if cairo.cairo_surface_status(surface):
            return False
        scale = min(width / bitmap.width, height / bitmap.height)
        cairo.cairo_save(context)
        cairo.cairo_translate(context, (width - bitmap.width * scale) / 2, (height - bitmap.height * scale) / 2)
        cairo.cairo_scale(context, scale, scale)
        cairo.cairo_set_source_surface(context, surface, 0.0, 0.0)
        cairo.cairo_paint(context)
        cairo.cairo_restore(context)
        return True
    finally:
        cairo.cairo_surface_destroy(surface)


def _render(draw: Callable[[Any], None], width: int, height: int) -> Pixels:
    argb = bytearray(4 * width * height)
    surface = cairo.cairo_image_surface_create_for_data(
        ffi.from_buffer("unsigned char[]", argb, require_writable=True), _ARGB32, width, height, 4 * width
    )
    context = cairo.cairo_create(surface)
    try:
        draw(context)
        cairo.cairo_surface_flush(surface)
        status = cairo.cairo_status(context) or cairo.cairo_surface_status(surface)
        if status:
            raise ValueError(
                f"picture of {width} x {height} px: {ffi.string(cairo.cairo_status_to_string(status)).decode()}"
            )
    finally:
        cairo.cairo_destroy(context)
        cairo.cairo_surface_destroy(surface)
    rgba = bytearray(len(argb))  # cairo holds 32-bit numbers in this machine's byte order
    for channel, source in enumerate(_CAIRO_TO_RGBA):
        rgba[channel::4] = argb[source::4]
    return Pixels(width, height, bytes(rgba))


def _draw(
    context: Any, drawing: Drawing, width: float, height: float, paint: Mapping[str, str], flip: bool, density: float
) -> None:
    scale = min(width / drawing.width, height / drawing.height)
    cairo.cairo_translate(context, (width - drawing.width * scale) / 2, (height - drawing.height * scale) / 2)
    cairo.cairo_rectangle(context, 0, 0, drawing.width * scale, drawing.height * scale)
    cairo.cairo_clip(context)
    cairo.cairo_scale(context, scale, scale)
    cairo.cairo_set_line_cap(context, _ROUND)
    cairo.cairo_set_line_join(context, _ROUND)
    usual = drawing.pen * scale
    thicker = _within_limits(usual, density) / usual if usual else 1.0  # in a small picture all lines grow alike
    for shape in drawing.shapes:
        _trace(context, shape, drawing.width if flip and not drawing.unturned else None)
        if shape.fill:
            cairo.cairo_set_fill_rule(context, _EVEN_ODD if shape.even_odd else _WINDING)
            cairo.cairo_set_source_rgb(context, *_rgb(paint.get(shape.fill, shape.fill)))
            cairo.cairo_fill_preserve(context)
        if shape.pen:
            cairo.cairo_set_source_rgb(context, *_rgb(paint.get(shape.pen, shape.pen)))
            cairo.cairo_set_line_width(context, _within_limits(shape.width * scale * thicker, density) / scale)
            cairo.cairo_set_dash(context, ffi.new("double[]", shape.dashes), len(shape.dashes), 0)
            cairo.cairo_stroke_preserve(context)


def _within_limits(line: float, density: float) -> float:
    return min(MOST_LINE * density, max(LEAST_LINE * density, line))


def _trace(context: Any, shape: Shape, mirror: float | None) -> None:
    """Lay a shape's outline down as cairo's path; `mirror` is the width of a field that is turned round."""
    turn, move = (1, 0.0) if mirror is None else (-1, mirror)
    if mirror is not None and shape.unturned:  # to the mirrored place, not itself turned
        across = [x for _, points in shape.outline for x, _ in points]
        turn, move = 1, mirror - min(across) - max(across)

    def placed(point: Point) -> Point:
        return turn * point[0] + move, point[1]

    cairo.cairo_new_path(context)
    for kind, points in shape.outline:
        if kind == "M":
            cairo.cairo_move_to(context, *placed(points[0]))
        elif kind == "L":
            cairo.cairo_line_to(context, *placed(points[0]))
        elif kind == "C":
            cairo.cairo_curve_to(context, *placed(points[0]), *placed(points[1]), *placed(points[2]))
        else:
            cairo.cairo_close_path(context)


def _rgb(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255
