"""One process that sets a long paragraph. `python -m kiosk.bench.paragraph_probe ours|bare LANGUAGE TIMES` prints a line each time: the milliseconds
from the words to their dots. The first line is the cold one: no font was open in this process.

`ours` is the tablet's typesetter, which measures, places and draws. `bare` does with Pango and cairo what cannot be left out: one layout in the same
font, size and width, its size, and its dots.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from kiosk.resources import resource_folder
from kiosk.tablet import words
from kiosk.tablet.senses.sight.binding import cairo, ffi, gobject, pango, pangocairo
from kiosk.tablet.senses.sight.theme import SIZES, script
from kiosk.tablet.senses.sight.typesetting import Dots, Typesetter, Words
from kiosk.tablet.ward import direction

LETTERS = 600  # of the paragraph, at least: twice as long as the longest of the charter
LEAST_SENTENCE = 40  # letters; shorter ones are labels
WIDTH = 1004.0  # px of the design: the column of a page
SIZE = SIZES[100].body
LEADING = 1.5
_UNIT = 1024
_A8 = 2
_WORD_CHAR = 2


def paragraph(language: str) -> str:
    """Sentences of the tablet in this language, as they come, until they are long enough."""
    texts = words.load(resource_folder("locales")).interface[language]
    found: list[str] = []
    for name in sorted(texts):
        lines = texts[name].splitlines()
        found += [line for line in lines if len(line) >= LEAST_SENTENCE and not set("{\u2028") & set(line)]
        if sum(len(line) for line in found) >= LETTERS:
            break
    return " ".join(found)


def ours(text: str, language: str) -> Dots:
    """With a typesetter that has set nothing before."""
    rtl = direction(language) == "rtl"
    asked = Words(((text, "regular"),), SIZE, WIDTH, LEADING, language=language, rtl=rtl, anywhere=True)
    typesetter = Typesetter()
    typesetter.set(asked)
    return typesetter.dots(asked)


def bare(text: str, language: str) -> bytearray:
    """The dots of a plain layout."""
    kind = script(language)
    context = ffi.gc(
        pango.pango_font_map_create_context(pangocairo.pango_cairo_font_map_get_default()), gobject.g_object_unref
    )
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    font = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    pango.pango_font_description_set_family(font, kind.families.encode())
    pango.pango_font_description_set_absolute_size(font, SIZE * kind.size * _UNIT)
    pango.pango_layout_set_font_description(layout, font)
    raw = text.encode()
    pango.pango_layout_set_text(layout, raw, len(raw))
    pango.pango_layout_set_width(layout, int(WIDTH * _UNIT))
    pango.pango_layout_set_wrap(layout, _WORD_CHAR)
    box: Any = ffi.new("PangoRectangle *")
    pango.pango_layout_get_extents(layout, ffi.NULL, box)
    width, height = int(WIDTH), box.height // _UNIT + 1
    alpha = bytearray(width * height)
    surface = cairo.cairo_image_surface_create_for_data(
        ffi.from_buffer("unsigned char[]", alpha), _A8, width, height, width
    )
    drawing = cairo.cairo_create(surface)
    pangocairo.pango_cairo_show_layout(drawing, layout)
    cairo.cairo_destroy(drawing)
    cairo.cairo_surface_destroy(surface)
    return alpha


def main() -> None:
    """Set the paragraph so many times."""
    who, language, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    text = paragraph(language)
    setting = ours if who == "ours" else bare
    for _ in range(times):
        began = time.perf_counter()
        setting(text, language)
        print(f"{(time.perf_counter() - began) * 1000:.4f}")


if __name__ == "__main__":
    main()
