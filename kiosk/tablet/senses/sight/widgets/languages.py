"""The door of the languages: a globe, the word, and the names of languages, each in its own script. No flags."""

from __future__ import annotations

import unicodedata

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

BETWEEN = 26.0
_SCRIPTS = {"ARABIC": ("ar", True), "BENGALI": ("bn", False), "GURMUKHI": ("pa", False), "GUJARATI": ("gu", False)}
_SCRIPTS |= {"TAMIL": ("ta", False), "DEVANAGARI": ("hi", False), "CJK": ("zh-Hans", False)}


class Languages(Thing, frozen=True, kw_only=True):
    """detail: one sentence a language name; each is set in the fonts of its own script."""

    label: Text
    detail: Text
    picture: str | None
    size: float
    detail_size: float = 30

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _x, y, w, h = self.box
        down = sheet.body(self.box, "pressed" if pressed else "rest")
        pic = 66.0
        if self.picture:
            sheet.picture(self.picture, Box(sheet.at_start(self.box, 26, pic), y + (h - pic) / 2 - 2 + down, pic, pic))
        width = w - 138
        words = sheet.words(self.label, self.size, "bold", width)
        sheet.text(
            words, sheet.at_start(self.box, 118, width), y + (25 if self.size < 40 else 19) * h / 118 + down, self.box
        )
        self._names(sheet, y + h * 0.61 + down, width)

    def _names(self, sheet: Sheet, top: float, width: float) -> None:
        at = 118.0
        for name in self.detail.sentences:
            language, rtl = script_of(name)
            words = sheet.words(((name, "regular"),), self.detail_size, language=language)._replace(rtl=rtl)
            across = sheet.measure(words).width
            if at + across > 118 + width + 6:
                break
            sheet.text(words, sheet.at_start(self.box, at, across), top, self.box)
            at += across + BETWEEN


def script_of(name: str) -> tuple[str, bool]:
    """(a language of the script, runs from right to left) of the first letter."""
    for letter in name:
        if letter.isalpha():
            return _SCRIPTS.get(unicodedata.name(letter, "").split()[0], ("en", False))
    return ("en", False)
