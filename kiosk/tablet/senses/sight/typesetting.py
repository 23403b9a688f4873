"""Setting words with Pango: how wide and high they are, where their marks lie, and the dots to draw them with.

All text of the tablet goes through here. Words are placed by the top of their capitals and by their baselines, never by the font's own box, so that
edges line up in every script; a baseline always falls on a whole dot, so that letters are sharp. The base direction and the fonts come from the
language that the words are in, never from their first letter or from what fontconfig thinks fits.

What a person typed is set with `private=True` and is then kept nowhere: a cache would outlive the page it was typed on.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from kiosk.tablet.senses.sight.binding import cairo, ffi, gobject, pango, pangocairo
from kiosk.tablet.senses.sight.layout_lines import Line, around, lines_of
from kiosk.tablet.senses.sight.theme import Script, script_of

Weight = Literal["regular", "medium", "bold"]
Align = Literal["start", "center", "end"]

LETTERS_APART, WORDS_APART = 0.12, 0.16  # shares of the size (WCAG 1.4.12)

_UNIT = 1024  # Pango units in a dot
_A8 = 2
_WORD_CHAR = 2  # how Pango breaks lines: at words, and where none fits at letters
_MOST_DOTS = 4096  # a texture that is higher vanishes on many tablets
_KEPT = 600
_ALIGN = {
    ("start", False): 0,
    ("center", False): 1,
    ("end", False): 2,
    ("start", True): 2,
    ("center", True): 1,
    ("end", True): 0,
}


class Words(NamedTuple):
    """Words and how they are to be set. Sizes in px of the design.

    runs: (words, weight) in reading order; "\\n" breaks a line. width: None sets one line as wide as it comes. leading, track: shares of the size.
    align: start and end follow `rtl`. part: (first, end) of the lines that are shown, as if the others were not there; None shows all.
    mark: (first, end) characters of a sentence that is being spoken; they are set like the others. anywhere: a word that is longer than a line may
    be broken, which a label never is: it gets smaller. spaced: words stand wider apart (WCAG 1.4.12), and letters where no stroke joins them
    that would break.
    """

    runs: tuple[tuple[str, Weight], ...]
    size: float
    width: float | None = None
    leading: float = 1.5
    track: float = 0.0
    align: Align = "start"
    language: str = "en"
    rtl: bool = False
    part: tuple[int, int] | None = None
    mark: tuple[int, int] | None = None
    anywhere: bool = False
    spaced: bool = False

    @property
    def text(self) -> str:
        return "".join(run for run, _ in self.runs)


class Setting(NamedTuple):
    """Words once set. px of the design; x from the start of the setting, y from the top of the first line's capitals (in some scripts from higher).

    width: of the longest line. top, bottom: what counts as the upper and lower edge when words are centred: cap top and last baseline in Latin, the
    ink elsewhere. first: the first baseline. last: the last, and the room that a script needs under it; what follows is measured from there.
    ink: x, y, width, height of the marks. unknown: letters that no font has.
    """

    width: float
    top: float
    bottom: float
    first: float
    last: float
    ink: tuple[float, float, float, float]
    lines: int
    unknown: int


class Span(NamedTuple):
    """A stretch of a line: px of the design from the start of the setting, and from the top of the first line's capitals. top, bottom: of the line's
    ink."""

    x: float
    width: float
    top: float
    bottom: float
    baseline: float


class Dots(NamedTuple):
    """A drawn setting: `alpha`, 8 bits a dot, rows of `stride` bytes from the top.

    x, y: dots from (start, first baseline) to the upper left corner.
    """

    alpha: bytes
    width: int
    height: int
    stride: int
    x: int
    y: int


class _Set(NamedTuple):
    """baseline: of the first line that is shown, dots from the top of the layout. lines: those that are shown; none where there is but one."""

    layout: Any
    setting: Setting
    baseline: float
    lines: tuple[Line, ...]


class Typesetter:
    """Sets words for one screen. `scale`: dots to a px of the design."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._kept: OrderedDict[Words, _Set] = OrderedDict()
        self._shared: dict[Words, Any] | None = None

    def set(self, words: Words, private: bool = False) -> Setting:
        """Measure words."""
        return self._set(words, private).setting

    def dots(self, words: Words, private: bool = False) -> Dots:
        """Draw words, white on nothing; the caller tints them."""
        layout, _, baseline, shown = self._set(words, private)
        ink = around([line.ink for line in shown]) if shown else _rectangle(layout, ink=True)
        left = math.floor(ink.x / _UNIT) - 1
        top = math.floor(ink.y / _UNIT - baseline) - 1
        width = min(_MOST_DOTS, max(4, math.ceil((ink.x + ink.width) / _UNIT) + 1 - left))
        height = min(_MOST_DOTS, max(1, math.ceil((ink.y + ink.height) / _UNIT - baseline) + 1 - top))
        stride = (width + 3) & ~3
        alpha = bytearray(stride * height)
        surface = cairo.cairo_image_surface_create_for_data(
            ffi.from_buffer("unsigned char[]", alpha), _A8, width, height, stride
        )
        context = cairo.cairo_create(surface)
        cairo.cairo_set_source_rgba(context, 1, 1, 1, 1)
        _show(context, layout, shown, -left, -top - baseline)
        cairo.cairo_destroy(context)
        cairo.cairo_surface_flush(surface)
        cairo.cairo_surface_destroy(surface)
        return Dots(bytes(alpha), width, height, stride, left, top)

    def show(self, words: Words, context: Any, x: float, y: float) -> None:
        """Put words on a cairo context as letters, not as dots, for paper. x: left edge of the setting; y: top of its first capitals."""
        layout, setting, baseline, shown = self._set(words, private=False)
        _show(context, layout, shown, x, y + setting.first * self.scale - baseline)

    def layout(self, words: Words) -> Any:
        """The Pango layout of words that somebody types, for `typed_lines`. It is kept nowhere."""
        return self._set(words, private=True).layout

    def spans(self, words: Words, private: bool = False) -> tuple[Span, ...]:
        """Where the marked characters stand: a stretch for each line, or several where words of another direction part them."""
        if words.mark is None:
            return ()
        layout, setting, above, lines = self._set(words, private)
        first, end = (len(words.text[:at].encode()) for at in words.mark)
        k = _UNIT * self.scale
        found = []
        for line in lines or lines_of(layout, (0, 1), 0):
            low, high = max(first, line.line.start_index), min(end, line.line.start_index + line.line.length)
            if low >= high:
                continue
            ranges, count = ffi.new("int **"), ffi.new("int *")
            pango.pango_layout_line_get_x_ranges(line.line, low, high, ranges, count)
            stretches = _joined([(ranges[0][2 * at], ranges[0][2 * at + 1]) for at in range(count[0])])
            gobject.g_free(ranges[0])
            top = setting.first - above / self.scale  # of the layout
            baseline = top + line.baseline / k
            upper, lower = min(top + line.ink.y / k, baseline), max(top + (line.ink.y + line.ink.height) / k, baseline)
            found += [Span(left / k, (right - left) / k, upper, lower, baseline) for left, right in stretches]
        return tuple(found)

    def lines(self, words: Words, private: bool = False) -> tuple[tuple[int, int], ...]:
        """(first, end) of the characters of every line, in reading order."""
        layout, setting, _, _ = self._set(words, private)
        raw = words.text.encode()
        found = []
        for number in range(setting.lines):
            line = pango.pango_layout_get_line_readonly(layout, number)
            first = len(raw[: line.start_index].decode())
            found.append((first, first + len(raw[line.start_index : line.start_index + line.length].decode())))
        return tuple(found)

    def glyphs(self, words: Words) -> tuple[tuple[int, float], ...]:
        """(index of the character, x in px of the design) of every cluster from left to right as drawn. For proofs of order."""
        layout = self._set(words, private=True).layout
        text = words.text
        places = []
        for at, _ in enumerate(text):
            box = ffi.new("PangoRectangle *")
            pango.pango_layout_index_to_pos(layout, len(text[:at].encode()), box)
            places.append((at, min(box.x, box.x + box.width) / _UNIT / self.scale))
        return tuple(sorted(places, key=lambda place: place[1]))

    def fonts(self, words: Words) -> frozenset[str]:
        """The families that the words are drawn with. For proofs that no font was left to chance."""
        layout = self._set(words, private=True).layout
        found = set()
        walk = ffi.gc(pango.pango_layout_get_iter(layout), pango.pango_layout_iter_free)
        while True:
            run = pango.pango_layout_iter_get_run_readonly(walk)
            if run:
                description = ffi.gc(
                    pango.pango_font_describe(run.item.analysis.font), pango.pango_font_description_free
                )
                found.add(
                    ffi.string(ffi.gc(pango.pango_font_description_to_string(description), gobject.g_free)).decode()
                )
            if not pango.pango_layout_iter_next_run(walk):
                return frozenset(found)

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """While a page is painted, set what somebody typed once, not again for its caret and its dots. Then it is forgotten."""
        self._shared = {}
        try:
            yield
        finally:
            self._shared = None

    def forget(self) -> None:
        """Drop everything that was kept."""
        self._kept.clear()

    def _set(self, words: Words, private: bool) -> _Set:
        words = words._replace(mark=None) if words.mark else words
        kept = self._kept.get(words)
        if kept is not None:
            self._kept.move_to_end(words)
            return kept
        made = self._lay_out(words, private)
        if not private:
            self._kept[words] = made
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def _broken(self, words: Words, kind: Script, size: float) -> Any:
        """Words in their lines; nothing of it may be changed later, as the lines of a layout end with any change.

        How far they are apart is for `lines_of`: told to Pango, it would set all of them once more, which is half of what a paragraph costs.
        """
        layout = _layout(words, kind, size)
        if words.width is not None:
            pango.pango_layout_set_width(layout, int(words.width * self.scale * _UNIT))
            pango.pango_layout_set_alignment(layout, _ALIGN[words.align, words.rtl])
        if words.anywhere:
            pango.pango_layout_set_wrap(layout, _WORD_CHAR)
        return layout

    def _lay_out(self, words: Words, private: bool) -> _Set:
        kind = script_of(words.language, words.text)
        size = words.size * kind.size * self.scale
        leading = words.leading * kind.leading * size
        whole_text = words._replace(part=None)
        layout = self._shared.get(whole_text) if private and self._shared is not None else None
        if layout is None:
            layout = self._broken(words, kind, size)
            if private and self._shared is not None:
                self._shared[whole_text] = layout
        lines = pango.pango_layout_get_line_count(layout)
        baseline = pango.pango_layout_get_baseline(layout) / _UNIT
        rise = _rise(kind) * size
        ink, whole = _rectangle(layout, ink=True), _rectangle(layout, ink=False)
        shown: tuple[Line, ...] = ()
        if lines > 1:
            shown = lines_of(layout, words.part or (0, lines), leading)
            ink, lines, baseline = around([line.ink for line in shown]), len(shown), shown[0].baseline / _UNIT
        k = _UNIT * self.scale
        first = (rise + kind.above * size) / self.scale
        above = first - baseline / self.scale
        ink_top, ink_height = ink.y / k + above, ink.height / k
        last = first + ((lines - 1) * leading + kind.below * size) / self.scale
        setting = Setting(
            width=whole.width / k,
            top=0.0 if kind.latin else ink_top,
            bottom=last if kind.latin else ink_top + ink_height,
            first=first,
            last=last,
            ink=(ink.x / k, ink_top, ink.width / k, ink_height),
            lines=lines,
            unknown=pango.pango_layout_get_unknown_glyphs_count(layout),
        )
        return _Set(layout, setting, baseline, shown)


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches from left to right, those that touch as one: words of one direction and the number between them."""
    found: list[tuple[int, int]] = []
    for left, right in sorted(stretches):
        if found and left <= found[-1][1] + _UNIT:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found


def _rectangle(layout: Any, ink: bool) -> Any:
    box = ffi.new("PangoRectangle *")
    if ink:
        pango.pango_layout_get_extents(layout, box, ffi.NULL)
    else:
        pango.pango_layout_get_extents(layout, ffi.NULL, box)
    return box


def _show(context: Any, layout: Any, lines: tuple[Line, ...], x: float, y: float) -> None:
    """Put a layout, or these lines of it, on a cairo context with its upper left corner at x, y."""
    if not lines:
        cairo.cairo_move_to(context, x, y)
        pangocairo.pango_cairo_show_layout(context, layout)
    for line in lines:
        cairo.cairo_move_to(context, x + line.x / _UNIT, y + line.baseline / _UNIT)
        pangocairo.pango_cairo_show_layout_line(context, line.line)


@lru_cache(maxsize=2)
def _context(rtl: bool) -> Any:
    """A Pango context for one base direction: no hinting, grey antialiasing, widths that do not depend on the grid of dots."""
    context = ffi.gc(
        pango.pango_font_map_create_context(pangocairo.pango_cairo_font_map_get_default()), gobject.g_object_unref
    )
    options = ffi.gc(cairo.cairo_font_options_create(), cairo.cairo_font_options_destroy)
    cairo.cairo_font_options_set_hint_style(options, 1)  # none
    cairo.cairo_font_options_set_hint_metrics(options, 1)  # off
    cairo.cairo_font_options_set_antialias(options, 2)  # grey
    pangocairo.pango_cairo_context_set_font_options(context, options)
    pango.pango_context_set_base_dir(context, 1 if rtl else 0)
    return context


@lru_cache(maxsize=256)
def _font(families: str, weight: int, size: float) -> Any:
    description = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    pango.pango_font_description_set_family(description, families.encode())
    pango.pango_font_description_set_weight(description, weight)
    pango.pango_font_description_set_absolute_size(description, size * _UNIT)
    return description


@lru_cache(maxsize=64)
def _language(tag: str) -> Any:
    return pango.pango_language_from_string(tag.encode())


def _weight(kind: Script, weight: Weight) -> int:
    return {"regular": 400, "medium": kind.middle, "bold": kind.heavy}[weight]


def _apart(words: Words, kind: Script, length: int) -> Iterator[tuple[float, int, int]]:
    """By what share of the size letters stand further apart: (share, first byte, end) of each stretch."""
    if not words.spaced:
        if words.track:
            yield words.track, 0, length
        return
    letters = max(words.track, 0.0 if kind.joined else LETTERS_APART)
    at = 0
    for stretch in re.findall(" +|[^ ]+", words.text):
        end = at + len(stretch.encode())
        share = letters + WORDS_APART if stretch[0] == " " else letters
        if share:
            yield share, at, end
        at = end


def _layout(words: Words, kind: Script, size: float) -> Any:
    layout = ffi.gc(pango.pango_layout_new(_context(words.rtl)), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout, False)
    first = words.runs[0][1] if words.runs else "regular"
    pango.pango_layout_set_font_description(layout, _font(kind.families, _weight(kind, first), size))
    raw = words.text.encode()
    pango.pango_layout_set_text(layout, raw, len(raw))
    marks = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    pango.pango_attr_list_insert(marks, pango.pango_attr_language_new(_language(words.language)))
    for share, first_byte, end_byte in _apart(words, kind, len(raw)):
        apart = pango.pango_attr_letter_spacing_new(int(share * size * _UNIT))
        apart.start_index, apart.end_index = first_byte, end_byte
        pango.pango_attr_list_insert(marks, apart)
    at = 0
    for run, weight in words.runs:
        end = at + len(run.encode())
        if weight != first:
            mark = pango.pango_attr_weight_new(_weight(kind, weight))
            mark.start_index, mark.end_index = at, end
            pango.pango_attr_list_insert(marks, mark)
        at = end
    pango.pango_layout_set_attributes(layout, marks)
    return layout


@lru_cache(maxsize=64)
def _rise(kind: Script) -> float:
    """Height of a capital (or of the tallest plain letter) as a share of the text size."""
    layout = _layout(Words(((kind.tallest, "regular"),), 1000), kind, 1000.0)
    return (pango.pango_layout_get_baseline(layout) - _rectangle(layout, ink=True).y) / _UNIT / 1000
