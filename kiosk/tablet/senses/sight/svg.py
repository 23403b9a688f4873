"""Reading a picture from SVG into shapes with roles; pictures.py draws them.

It reads the part of SVG that pictures are made of: paths and plain shapes, groups, transforms, fills and lines. A shape
names its colours by class: `t2` fills it with the theme's role t2, `pen-ink` draws its line in ink. What could fetch,
run, hide or blur something is refused, with one line that says what and how to mend it. assets/pictures/README.md tells
the same to people who draw.

Why not CairoSVG: it brings an HTTP client, which the window process must not hold, and a quarter of a second of
imports, which the first page cannot spare. Not for SVG found anywhere else: words, gradients and style sheets are not
read.
"""

import math
import re
from collections.abc import Mapping
from xml.parsers import expat

import msgspec

from kiosk.tablet.senses.sight.outline import Segment, SvgRefused, length, numbers, outline_of

# fmt: off
ROLES = frozenset({
    "paper", "surface", "ink", "spruce", "on_spruce", "deep", "t1", "t2", "t3", "line", "warm", "warm2", "glow",
    "on_warm", "warm_line", "ember", "on_ember", "hush", "skin", "hair", "mark",
})
# fmt: on
"""The roles of a theme that a picture may use, as fill (`t2`) or as line (`pen-t2`)."""

UNTURNED = "unturned"
"""The class of what is never mirrored: ticks and clocks (on a shape, or on the root for a whole picture)."""

MOST_BYTES = 65_536
_MOST_SHAPES = 1_000
_MOST_POINTS = 20_000
_SVG = "http://www.w3.org/2000/svg"

Matrix = tuple[float, float, float, float, float, float]


class Shape(msgspec.Struct, frozen=True):
    """One outline and its paint: `fill` and `pen` are a role, #rrggbb or None; `width` and `dashes` are field units."""

    outline: tuple[Segment, ...]
    fill: str | None
    pen: str | None
    width: float
    dashes: tuple[float, ...]
    even_odd: bool
    unturned: bool


class Drawing(msgspec.Struct, frozen=True):
    """A picture as read: field and pen (the usual width of a line) in its own units, shapes from back to front."""

    width: float
    height: float
    pen: float
    shapes: tuple[Shape, ...]
    unturned: bool


# --- reading ------------------------------------------------------------------------------------------------------

_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$")
_NAMED = {
    "black": "#000000",
    "white": "#ffffff",
    "gray": "#808080",
    "grey": "#808080",
    "silver": "#c0c0c0",
    "red": "#ff0000",
    "maroon": "#800000",
    "orange": "#ffa500",
    "yellow": "#ffff00",
    "olive": "#808000",
    "lime": "#00ff00",
    "green": "#008000",
    "aqua": "#00ffff",
    "teal": "#008080",
    "blue": "#0000ff",
    "navy": "#000080",
    "purple": "#800080",
    "fuchsia": "#ff00ff",
}  # CSS's first sixteen, with orange and grey: what drawing programs write by name
_TRANSFORM = re.compile(r"[\s,]*(matrix|translate|scale|rotate)\s*\(([^()]*)\)")
_SEE_THROUGH = ("opacity", "fill-opacity", "stroke-opacity")
_UNDRAWN = {"display": "inline", "visibility": "visible"} | dict.fromkeys(
    ("filter", "mask", "clip-path", "marker", "marker-start", "marker-mid", "marker-end"), "none"
)  # what would change the look, and its one value that does not
_SHAPES = {"path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
_ALIVE = {"script", "image", "foreignObject", "use", "a"}
_WORDLESS = {"title", "desc", "metadata", "defs"}
_FARTHEST = 1_000_000.0
_STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _State(msgspec.Struct, frozen=True):
    """What a shape takes over from the groups that it stands in."""

    fill: str | None = "#000000"
    pen: str | None = None
    width: float = 1.0
    dashes: tuple[float, ...] = ()
    even_odd: bool = False
    unturned: bool = False
    matrix: Matrix = _STILL


def read_svg(source: bytes) -> Drawing:
    """Read a picture.

    :param source: the whole SVG file, UTF-8, at most 64 KiB.
    :raises SvgRefused: it is not SVG, too large, or holds what is not drawn here (scripts, links, words...).
    """
    if len(source) > MOST_BYTES:
        raise SvgRefused(f"{len(source)} bytes is too large (at most {MOST_BYTES}: simplify the paths)")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise SvgRefused(f"not SVG: {error} (save it again as plain SVG)") from None
    return reader.finish()


class _Reader:
    """Walks through the elements of one file and gathers its shapes."""

    def __init__(self) -> None:
        self._states: list[_State] = []
        self._silent = 0  # depth inside something that is not drawn: a title, another program's notes
        self._shapes: list[Shape] = []
        self._points = 0
        self._field: tuple[float, float] | None = None
        self._pen = 0.0
        self._unturned = False

    def doctype(self, *_: object) -> None:
        raise SvgRefused("a DOCTYPE can hide entities (delete the <!DOCTYPE ...> line)")

    def instruction(self, target: str, _data: str) -> None:
        raise SvgRefused(f"<?{target} ...?> can fetch something (delete it)")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if not self._states and (namespace != _SVG or name != "svg"):
            raise SvgRefused(
                "not SVG: the first element must be <svg xmlns='http://www.w3.org/2000/svg'> (save it as plain SVG)"
            )
        if namespace == _SVG and name in _ALIVE:
            raise SvgRefused(f"<{name}> could load or run something (take it out)")
        if self._silent or namespace != _SVG or name in _WORDLESS:
            self._silent += 1
            return
        plain = {key: value for key, value in attributes.items() if " " not in key}
        for key in attributes:
            if key.rpartition(" ")[2] == "href" or (" " not in key and key.startswith("on")):
                raise SvgRefused(f"{key.rpartition(' ')[2]} on <{name}> could load or run something (take it out)")
        if self._states and name not in _SHAPES and name != "g":
            raise SvgRefused(
                f"<{name}> is not drawn here (use paths, circles, rectangles and groups; turn words into paths)"
            )
        state = _inherit(self._states[-1] if self._states else _State(), name, plain)
        if not self._states:
            state = self._open(state, plain)
        elif name in _SHAPES:
            self._add(name, state, plain)
        self._states.append(state)

    def end(self, _tag: str) -> None:
        if self._silent:
            self._silent -= 1
        else:
            self._states.pop()

    def _open(self, state: _State, attributes: Mapping[str, str]) -> _State:
        box = numbers(attributes.get("viewBox", ""), "viewBox")
        if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
            raise SvgRefused("no viewBox of four numbers (write viewBox='0 0 100 100')")
        self._field = (box[2], box[3])
        self._pen = state.width if "stroke-width" in attributes else 0.052 * box[3]
        self._unturned = state.unturned
        return msgspec.structs.replace(
            state, unturned=False, matrix=_times((1, 0, 0, 1, -box[0], -box[1]), state.matrix)
        )

    def _add(self, name: str, state: _State, attributes: Mapping[str, str]) -> None:
        if state.fill is None and state.pen is None:
            return
        a, b, c, d, e, f = state.matrix
        outline = tuple(
            (kind, tuple((a * x + c * y + e, b * x + d * y + f) for x, y in points))
            for kind, points in outline_of(name, attributes)
        )
        self._points += sum(len(points) for _, points in outline)
        if self._points > _MOST_POINTS or len(self._shapes) >= _MOST_SHAPES:
            raise SvgRefused(
                f"too many shapes or points (at most {_MOST_SHAPES} and {_MOST_POINTS}: simplify the paths)"
            )
        if not outline:
            return
        stretch = math.sqrt(abs(a * d - b * c))
        if not all(abs(v) < _FARTHEST for _, points in outline for point in points for v in (*point, stretch)):
            raise SvgRefused(f"transform puts a <{name}> too far away (draw in a field of 100 x 100)")
        self._shapes.append(
            Shape(
                outline=outline,
                fill=state.fill,
                pen=state.pen,
                width=state.width * stretch,
                dashes=tuple(dash * stretch for dash in state.dashes),
                even_odd=state.even_odd,
                unturned=state.unturned,
            )
        )

    def finish(self) -> Drawing:
        if self._field is None or not self._shapes:
            raise SvgRefused("nothing in it is drawn (add shapes with a fill or a line)")
        return Drawing(self._field[0], self._field[1], self._pen, tuple(self._shapes), self._unturned)


def _inherit(above: _State, name: str, attributes: Mapping[str, str]) -> _State:
    """The paint of an element: what the groups above it say, then its own attributes, its style, its classes."""
    paint = {key: value.strip() for key, value in attributes.items()}
    for declaration in paint.pop("style", "").split(";"):
        key, _, value = declaration.partition(":")
        if key.strip():
            paint[key.strip()] = value.strip()
    for key, value in paint.items():
        if "url(" in value or value != _UNDRAWN.get(key, value):
            raise SvgRefused(f"{key} on <{name}> is not drawn here (paint with plain fills and lines)")
        if key in _SEE_THROUGH and value not in ("1", "1.0", "100%"):
            raise SvgRefused(f"{key} on <{name}>: pictures are flat (paint it solid)")
    changes: dict[str, object] = {}
    if "fill" in paint:
        changes["fill"] = _colour(paint["fill"], name)
    if "stroke" in paint:
        changes["pen"] = _colour(paint["stroke"], name)
    if "stroke-width" in paint:
        changes["width"] = length(paint["stroke-width"], "stroke-width")
    if "stroke-dasharray" in paint:
        dashes = () if paint["stroke-dasharray"] == "none" else numbers(paint["stroke-dasharray"], "stroke-dasharray")
        if any(dash < 0 for dash in dashes):
            raise SvgRefused(f"stroke-dasharray on <{name}> has a number below 0 (use 0 or more)")
        changes["dashes"] = dashes if any(dashes) else ()
    if "fill-rule" in paint:
        changes["even_odd"] = paint["fill-rule"] == "evenodd"
    for word in paint.get("class", "").split():
        role = word.removeprefix("pen-")
        if word == UNTURNED:
            changes["unturned"] = True
        elif role not in ROLES:
            raise SvgRefused(
                f"class {word!r} on <{name}> is no role of the theme (use one of: {', '.join(sorted(ROLES))}; or save with "
                f"colours as attributes, without a style sheet)"
            )
        else:
            changes["pen" if word.startswith("pen-") else "fill"] = role
    if "transform" in paint:
        changes["matrix"] = _times(above.matrix, _transform(paint["transform"]))
    return msgspec.structs.replace(above, **changes) if changes else above


def _colour(text: str, name: str) -> str | None:
    if text in ("none", "transparent"):
        return None
    if text == "currentColor":
        return "ink"
    text = _NAMED.get(text.lower(), text)
    parts = _RGB.match(text)
    if parts:
        text = "#" + "".join(f"{min(255, int(part)):02x}" for part in parts.groups())
    if not _HEX.match(text):
        raise SvgRefused(f"colour {text!r} on <{name}> is not read (give it a role by class, or write #rrggbb)")
    return text if len(text) == 7 else "#" + "".join(2 * digit for digit in text[1:])


def _times(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that does n first, then m."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f)


def _transform(text: str) -> Matrix:
    whole, at = _STILL, 0
    while at < len(text.rstrip()):
        match = _TRANSFORM.match(text, at)
        if match is None:
            raise SvgRefused(f"transform={text[:40]!r} is not read (use matrix, translate, scale or rotate)")
        whole, at = _times(whole, _transform_part(match[1], numbers(match[2], "transform"))), match.end()
    return whole


def _transform_part(kind: str, values: tuple[float, ...]) -> Matrix:
    match kind, values:
        case "matrix", (a, b, c, d, e, f):
            return (a, b, c, d, e, f)
        case "translate", (x, *rest) if len(rest) < 2:
            return (1, 0, 0, 1, x, rest[0] if rest else 0)
        case "scale", (x, *rest) if len(rest) < 2:
            return (x, 0, 0, rest[0] if rest else x, 0, 0)
        case "rotate", (turn, *rest) if len(rest) in (0, 2):
            x, y = rest or (0.0, 0.0)
            cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            return _times(_times((1, 0, 0, 1, x, y), (cos, sin, -sin, cos, 0, 0)), (1, 0, 0, 1, -x, -y))
    raise SvgRefused(f"{kind} in a transform cannot have {len(values)} numbers (write it as SVG 1.1 has it)")
