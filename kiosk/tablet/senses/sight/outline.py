"""The outline of one SVG shape as moves, straight lines and curves: what cairo can draw and a mirror can turn.

Paths with every command of SVG 1.1, circles, ellipses, rectangles and polygons. No paint here (svg.py), no pixels
(pictures.py).
"""

import math
import re
from collections.abc import Mapping

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]
"""("M", one point), ("L", one point), ("C", two handles and a point) or ("Z", nothing)."""

_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?)")
_FLAG = re.compile(r"[\s,]*([01])")
_COMMAND = re.compile(r"[\s,]*([MmLlHhVvCcSsQqTtAaZz])")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_FARTHEST = 100_000
_QUARTER = 4 / 3 * (math.sqrt(2) - 1)  # length of the handles of a quarter circle of radius 1


class SvgRefused(ValueError):
    """This SVG is not drawn. The message says what is wrong in it and how to mend it; the caller says in which file."""


def numbers(text: str, what: str) -> tuple[float, ...]:
    """Read numbers set apart by spaces or commas.

    :raises SvgRefused: something in it is no number, or is beyond 100000.
    """
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _NUMBER.match(text, at)
        if match is None:
            raise SvgRefused(f"{what}={text[:40]!r} holds something that is no number (write plain numbers)")
        found.append(_near(float(match[1]), what))
        at = match.end()
    return tuple(found)


def length(text: str, what: str) -> float:
    """Read one length in field units, 0 or more.

    :raises SvgRefused: it is not one, or has another unit than px.
    """
    values = numbers(text.removesuffix("px"), what)
    if len(values) != 1 or values[0] < 0:
        raise SvgRefused(f"{what}={text[:40]!r} is not one number of 0 or more (write it without a unit)")
    return values[0]


def outline_of(name: str, attributes: Mapping[str, str]) -> tuple[Segment, ...]:
    """Give the outline of a shape, empty where it has no extent.

    :param name: path, circle, ellipse, rect, line, polyline or polygon.
    :param attributes: its SVG attributes, as written.
    :raises SvgRefused: an attribute cannot be read.
    """

    def given(key: str) -> float:
        values = numbers(attributes.get(key, "0").removesuffix("px"), key)
        if len(values) != 1:
            raise SvgRefused(f"{key} on <{name}> is not one number (write it without a unit)")
        return values[0]

    if name == "path":
        return _Path(attributes.get("d", "")).segments()
    if name == "circle":
        return _ellipse(given("cx"), given("cy"), given("r"), given("r"))
    if name == "ellipse":
        return _ellipse(given("cx"), given("cy"), given("rx"), given("ry"))
    if name == "rect":
        rx, ry = given("rx" if "rx" in attributes else "ry"), given("ry" if "ry" in attributes else "rx")
        return _rectangle(given("x"), given("y"), given("width"), given("height"), rx, ry)
    if name == "line":
        return (("M", ((given("x1"), given("y1")),)), ("L", ((given("x2"), given("y2")),)))
    values = numbers(attributes.get("points", ""), "points")
    points = list(zip(values[::2], values[1::2], strict=False))
    if not points:
        return ()
    corners: list[Segment] = [("M", (points[0],)), *(("L", (point,)) for point in points[1:])]
    return (*corners, ("Z", ())) if name == "polygon" else tuple(corners)


def _near(value: float, what: str) -> float:
    if abs(value) > _FARTHEST:
        raise SvgRefused(f"{what} has a number beyond {_FARTHEST} (draw in a field of 100 x 100)")
    return value


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> tuple[Segment, ...]:
    if rx <= 0 or ry <= 0:
        return ()
    hx, hy = rx * _QUARTER, ry * _QUARTER
    return (  # from three o'clock, clockwise, as SVG has it: dashes begin there
        ("M", ((cx + rx, cy),)),
        ("C", ((cx + rx, cy + hy), (cx + hx, cy + ry), (cx, cy + ry))),
        ("C", ((cx - hx, cy + ry), (cx - rx, cy + hy), (cx - rx, cy))),
        ("C", ((cx - rx, cy - hy), (cx - hx, cy - ry), (cx, cy - ry))),
        ("C", ((cx + hx, cy - ry), (cx + rx, cy - hy), (cx + rx, cy))),
        ("Z", ()),
    )


def _rectangle(x: float, y: float, w: float, h: float, rx: float, ry: float) -> tuple[Segment, ...]:
    if w <= 0 or h <= 0:
        return ()
    rx, ry = min(max(rx, 0), w / 2), min(max(ry, 0), h / 2)
    if rx == 0 or ry == 0:
        return (("M", ((x, y),)), ("L", ((x + w, y),)), ("L", ((x + w, y + h),)), ("L", ((x, y + h),)), ("Z", ()))
    r, b, kx, ky = x + w, y + h, rx * (1 - _QUARTER), ry * (1 - _QUARTER)
    return (
        ("M", ((x + rx, y),)),
        ("L", ((r - rx, y),)),
        ("C", ((r - kx, y), (r, y + ky), (r, y + ry))),
        ("L", ((r, b - ry),)),
        ("C", ((r, b - ky), (r - kx, b), (r - rx, b))),
        ("L", ((x + rx, b),)),
        ("C", ((x + kx, b), (x, b - ky), (x, b - ry))),
        ("L", ((x, y + ry),)),
        ("C", ((x, y + ky), (x + kx, y), (x + rx, y))),
        ("Z", ()),
    )


class _Path:
    """Reads path data (SVG 1.1, chapter 8) with absolute and relative commands into segments with absolute points."""

    def __init__(self, data: str) -> None:
        self._data, self._at, self._end = data, 0, len(data.rstrip())
        self._now: Point = (0.0, 0.0)
        self._first: Point = (0.0, 0.0)
        self._handle: tuple[str, Point] = ("", (0.0, 0.0))  # the last curve's kind and second handle, for S and T
        self._out: list[Segment] = []

    def segments(self) -> tuple[Segment, ...]:
        command = ""
        while self._at < self._end:
            match = _COMMAND.match(self._data, self._at)
            if match is not None:
                command, self._at = match[1], match.end()
            elif command in ("", "Z", "z"):
                raise self._refused()
            elif command in "Mm":
                command = "L" if command == "M" else "l"  # further pairs after a move are lines
            if not self._out and command not in "Mm":
                raise SvgRefused(f"path data {self._data[:40]!r} does not begin with a move (begin it with M)")
            self._step(command.upper(), command.islower())
        return tuple(self._out)

    def _refused(self) -> SvgRefused:
        return SvgRefused(
            f"path data cannot be read at {self._data[self._at : self._at + 20]!r} (save it as plain SVG 1.1)"
        )

    def _read(self, pattern: re.Pattern[str]) -> float:
        match = pattern.match(self._data, self._at)
        if match is None:
            raise self._refused()
        self._at = match.end()
        return _near(float(match[1]), "path data")

    def _step(self, kind: str, relative: bool) -> None:
        values = [self._read(_FLAG if kind == "A" and i in (3, 4) else _NUMBER) for i in range(_ARGUMENTS[kind])]
        x0, y0 = self._now
        ox, oy = self._now if relative else (0.0, 0.0)
        if kind == "Z":
            self._out.append(("Z", ()))
            self._now, self._handle = self._first, ("", self._first)
            return
        if kind in "HV":
            to = (ox + values[0], y0) if kind == "H" else (x0, oy + values[0])
            self._line(to)
            return
        if kind == "A":
            self._arc(values, (ox + values[5], oy + values[6]))
            return
        points = [(ox + x, oy + y) for x, y in zip(values[::2], values[1::2], strict=True)]
        if kind == "M":
            self._out.append(("M", (points[0],)))
            self._now = self._first = points[0]
            self._handle = ("", points[0])
        elif kind == "L":
            self._line(points[0])
        else:
            self._curve(kind, points)

    def _line(self, to: Point) -> None:
        self._out.append(("L", (to,)))
        self._now, self._handle = to, ("", to)

    def _curve(self, kind: str, points: list[Point]) -> None:
        x0, y0 = self._now
        family = "C" if kind in "CS" else "Q"
        if kind in "ST":  # the first handle mirrors the last one of a curve of the same family
            hx, hy = self._handle[1] if self._handle[0] == family else self._now
            points.insert(0, (2 * x0 - hx, 2 * y0 - hy))
        self._handle = (family, points[-2])
        if family == "Q":
            (qx, qy), (x, y) = points
            points = [((x0 + 2 * qx) / 3, (y0 + 2 * qy) / 3), ((x + 2 * qx) / 3, (y + 2 * qy) / 3), (x, y)]
        self._out.append(("C", tuple(points)))
        self._now = points[-1]

    def _arc(self, values: list[float], to: Point) -> None:
        """An elliptical arc as curves of at most a quarter each (SVG 1.1, appendix F.6)."""
        rx, ry, turn, large, sweep = abs(values[0]), abs(values[1]), math.radians(values[2]), values[3], values[4]
        (x0, y0), (x1, y1) = self._now, to
        if rx == 0 or ry == 0 or self._now == to:
            self._line(to)
            return
        cos, sin = math.cos(turn), math.sin(turn)
        dx, dy = (x0 - x1) / 2, (y0 - y1) / 2
        px, py = (cos * dx + sin * dy) / rx, (cos * dy - sin * dx) / ry  # half the chord, on a circle of radius 1
        far = math.hypot(px, py)
        if far > 1:
            rx, ry, px, py = rx * far, ry * far, px / far, py / far
        away = math.sqrt(max(0.0, 1 / (px * px + py * py) - 1)) * (-1 if large == sweep else 1)
        ux, uy = away * py, -away * px
        start = math.atan2(py - uy, px - ux)
        swept = math.atan2(-py - uy, -px - ux) - start
        if sweep and swept < 0:
            swept += 2 * math.pi
        elif not sweep and swept > 0:
            swept -= 2 * math.pi
        mx = (x0 + x1) / 2 + cos * rx * ux - sin * ry * uy
        my = (y0 + y1) / 2 + sin * rx * ux + cos * ry * uy

        def placed(x: float, y: float) -> Point:
            return mx + cos * rx * x - sin * ry * y, my + sin * rx * x + cos * ry * y

        parts = max(1, math.ceil(abs(swept) / (math.pi / 2) - 1e-9))
        step = swept / parts
        pull = 4 / 3 * math.tan(step / 4)
        for i in range(parts):
            a, b = start + i * step, start + (i + 1) * step
            end = to if i == parts - 1 else placed(math.cos(b), math.sin(b))
            first = placed(math.cos(a) - pull * math.sin(a), math.sin(a) + pull * math.cos(a))
            second = placed(math.cos(b) + pull * math.sin(b), math.sin(b) - pull * math.cos(b))
            self._out.append(("C", (first, second, end)))
        self._now, self._handle = to, ("", to)
