"""A PDF under way: pages, words as real letters through the tablet's own Pango, pictures, QR codes, and what each of them means.

Everything is measured in points (1/72 inch) from the top and from the START of the page: where the manuscript runs from right to left the page is
mirrored here, once. What is drawn inside `mark` is part of what a screen reader reads, in the order of drawing; all else is decoration (an artifact).
Not for the tablet: the tablet draws dots (`typesetting`, `painter`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.charter.manuscript import Said
from kiosk.resources import resource_folder
from kiosk.tablet.senses.sight.binding import cairo, ffi
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.svg import ROLES
from kiosk.tablet.senses.sight.theme import LIGHT
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words
from kiosk.tablet.senses.sight.widgets.qr import QUIET, cells

MM = 72 / 25.4
"""Points in a millimetre."""

_PX_OF_DESIGN = MM / 5.87  # points to a px of the tablet's design, for the thickness of lines in pictures

Role = Literal["Sect", "L", "LI", "LBody", "Line", "Table", "TR", "TH", "TD", "H1", "H2", "H3", "P", "Figure", "Link"]
"""Line: a paragraph that holds a link and nothing else; in the file it is a P. TH: heads its row, or in the first row of a table its column."""

LEAVES = frozenset(("TH", "TD", "H1", "H2", "H3", "P", "Figure", "Link"))


@dataclass
class Node:
    """A part of the file's structure. alternative: for figures. actual: its words in reading order, which joined letters do not tell.

    link: an address; page and box (left, top, right, bottom in points) are where it lies.
    """

    role: str
    alternative: str = ""
    language: str = ""
    actual: str = ""
    link: str = ""
    page: int = 0
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    children: list[Node] = field(default_factory=list)

    @property
    def leaf(self) -> bool:
        return self.role in LEAVES


class Press:
    """One PDF. Close it with `finish`; until then the file is not whole.

    rtl: whether pages are mirrored. pictures: a ward's own, which stand in the place of ours.
    """

    def __init__(self, path: Path, rtl: bool, pictures: Path | None = None) -> None:
        self.rtl = rtl
        self.width = self.height = 0.0
        self.pages = 0
        self.root = Node("Document")
        self._open = [self.root]
        self._silent = False
        self.setter = Typesetter()
        self._gallery = Gallery(resource_folder("assets") / "pictures", ward=pictures, density=_PX_OF_DESIGN)
        self._surface = cairo.cairo_pdf_surface_create(str(path).encode(), 100.0, 100.0)
        self._context = cairo.cairo_create(self._surface)

    # --- pages and meaning ---

    def page(self, width: float, height: float) -> None:
        """Begin a page."""
        if self.pages:
            cairo.cairo_show_page(self._context)
        cairo.cairo_pdf_surface_set_size(self._surface, width, height)
        self.width, self.height = width, height
        self.pages += 1

    @contextmanager
    def mark(self, role: Role, *, said: Said | None = None, alternative: str = "", link: str = "") -> Iterator[Node]:
        """What is drawn inside is one part of the structure. said: its words, from which language and order are taken."""
        if self._silent:
            yield Node(role)
            return
        node = Node(role, alternative=alternative, link=link, page=self.pages - 1)
        if said is not None:
            node.language, node.actual = said.language, said.plain
        self._open[-1].children.append(node)
        self._open.append(node)
        if node.leaf:
            cairo.cairo_tag_begin(self._context, _cairo_role(role), b"")
        yield node
        if node.leaf:
            cairo.cairo_tag_end(self._context, _cairo_role(role))
        self._open.pop()

    @contextmanager
    def silent(self, repeats: bool = True) -> Iterator[None]:
        """What is marked inside is decoration all the same, because it was said before."""
        before, self._silent = self._silent, repeats
        yield
        self._silent = before

    def finish(self) -> None:
        """Write the last page. Raises ValueError where cairo could not write the file."""
        cairo.cairo_show_page(self._context)
        cairo.cairo_surface_finish(self._surface)
        status = cairo.cairo_status(self._context) or cairo.cairo_surface_status(self._surface)
        cairo.cairo_destroy(self._context)
        cairo.cairo_surface_destroy(self._surface)
        if status:
            raise ValueError(f"the PDF was not written: {ffi.string(cairo.cairo_status_to_string(status)).decode()}")

    # --- drawing ---

    def words(self, words: Words, x: float, y: float, colour: str = "ink") -> None:
        """Set words: x of their start edge, y of the top of their first capitals. Their width must be given."""
        if words.width is None:
            raise ValueError("words on paper need a width, or they cannot be mirrored")
        self._tint(colour)
        self.setter.show(words, self._context, self._left(x, words.width), y)

    def picture(self, name: str, x: float, y: float, width: float, height: float, **instead: str) -> None:
        """A picture, as large as it fits. instead: role=colour for this place."""
        cairo.cairo_save(self._context)
        cairo.cairo_translate(self._context, self._left(x, width), y)
        colours = {role: LIGHT.colour(role) for role in ROLES}
        self._gallery.draw_on(self._context, name, width, height, colours, instead=instead, flip=self.rtl)
        cairo.cairo_restore(self._context)

    def field(self, picture: str) -> tuple[float, float]:
        """Width and height of a picture in its own units. Raises NoSuchPicture."""
        width, height = self._gallery.field(picture)
        return width, height

    def panel(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0.0) -> None:
        """A still area with round corners."""
        self._tint(colour)
        self._outline(self._left(x, width), y, width, height, radius)
        cairo.cairo_fill(self._context)

    def frame(
        self, x: float, y: float, width: float, height: float, colour: str, line: float, radius: float = 0.0
    ) -> None:
        """The outline of an area."""
        self._tint(colour)
        self._outline(self._left(x, width), y, width, height, radius)
        cairo.cairo_set_line_width(self._context, line)
        cairo.cairo_stroke(self._context)

    def rule(self, x: float, y: float, x2: float, y2: float, colour: str = "t3", line: float = 0.75) -> None:
        """A straight line."""
        self.path(((x, y), (x2, y2)), pen=colour, line=line)

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str | None = None,
        pen: str | None = None,
        line: float = 0.75,
        dashes: Sequence[float] = (),
    ) -> None:
        """Straight lines from point to point: a closed shape where it is filled. dashes: drawn and left out in turn, points."""
        cairo.cairo_new_path(self._context)
        for number, (x, y) in enumerate(points):
            (cairo.cairo_line_to if number else cairo.cairo_move_to)(self._context, self._left(x, 0), y)
        if fill is not None:
            cairo.cairo_close_path(self._context)
            self._tint(fill)
            cairo.cairo_fill_preserve(self._context)
        if pen is not None:
            self._tint(pen)
            cairo.cairo_set_line_width(self._context, line)
            cairo.cairo_set_dash(self._context, list(dashes), len(dashes), 0.0)
            cairo.cairo_stroke_preserve(self._context)
            cairo.cairo_set_dash(self._context, [], 0, 0.0)
        cairo.cairo_new_path(self._context)

    def code(self, data: str, x: float, y: float, side: float) -> None:
        """A QR code with its white margin inside the square. It holds the text and nothing else."""
        rows = cells(data)
        cell = side / (len(rows) + 2 * QUIET)
        left = self._left(x, side)
        self._tint("#FFFFFF")
        self._outline(left, y, side, side, 0)
        cairo.cairo_fill(self._context)
        self._tint("ink")
        cairo.cairo_new_path(self._context)
        for row, dark in enumerate(rows):
            start = 0
            while (first := dark.find("1", start)) >= 0:
                start = end if (end := dark.find("0", first)) >= 0 else len(dark)
                at = left + (QUIET + first) * cell, y + (QUIET + row) * cell
                cairo.cairo_rectangle(self._context, *at, (start - first) * cell, cell * 1.002)
        cairo.cairo_fill(self._context)

    def box(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """Where something lies on the page: left, top, right, bottom."""
        left = self._left(x, width)
        return left, y, left + width, y + height

    def _left(self, x: float, width: float) -> float:
        return self.width - x - width if self.rtl else x

    def _tint(self, colour: str) -> None:
        written = LIGHT.colour(colour)
        cairo.cairo_set_source_rgb(self._context, *(int(written[at : at + 2], 16) / 255 for at in (1, 3, 5)))

    def _outline(self, x: float, y: float, width: float, height: float, radius: float) -> None:
        cairo.cairo_new_path(self._context)
        if not radius:
            cairo.cairo_rectangle(self._context, x, y, width, height)
            return
        quarter = 3.141592653589793 / 2
        for turn, (cx, cy) in enumerate(
            (
                (x + width - radius, y + height - radius),
                (x + radius, y + height - radius),
                (x + radius, y + radius),
                (x + width - radius, y + radius),
            )
        ):
            cairo.cairo_arc(self._context, cx, cy, radius, turn * quarter, (turn + 1) * quarter)
        cairo.cairo_close_path(self._context)


def _cairo_role(role: str) -> bytes:
    """cairo's own links make annotations without a place in the structure; ours are made in `tagging`."""
    return b"Span" if role == "Link" else role.encode()
