"""The door of the languages: a globe, the word, and the names of languages, each in its own script. No flags."""

from __future__ import annotations

import unicodedata

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import SMALLEST
from kiosk.tablet.senses.sight.typesetting import Words
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
        words = sheet.fitted(self.label, sheet.steps(self.size), width, 0.46 * h, lines=1)
        sheet.text_mid(words, sheet.at_start(self.box, 118, width), y + 0.32 * h + down, self.box)
        self._names(sheet, y + 0.7 * h + down, width, 0.46 * h)

    def _names(self, sheet: Sheet, mid: float, width: float, height: float) -> None:
        """height: px that a name has; in some scripts it has to be smaller for that."""
        names = [self._name(sheet, name, width, height) for name in self.detail.sentences]
        wide = [sheet.measure(words).width for words in names]
        while len(names) > 2 and sum(wide) + BETWEEN * (len(wide) - 1) > width + 6:
            gone = -2 if self.detail.sentences[-1].startswith("+") else -1  # how many others there are stays
            del names[gone], wide[gone]
        if sum(wide) + BETWEEN * (len(wide) - 1) > width + 6:
            del names[1:], wide[1:]
        at = 118.0
        for words, across in zip(names, wide, strict=True):
            sheet.text_mid(words, sheet.at_start(self.box, at, across), mid, self.box)
            at += across + BETWEEN

    def _name(self, sheet: Sheet, name: str, width: float, height: float) -> Words:
        """A name in letters that are as large as its room lets them be: some scripts are high, and some doors narrow."""
        language, rtl = script_of(name)
        words = sheet.words(((name, "regular"),), self.detail_size, language=language)._replace(rtl=rtl)
        setting = sheet.measure(words)
        tall, wide = setting.bottom - setting.top, setting.width
        words = words._replace(size=words.size * min(1.0, height / tall, max(width / wide, SMALLEST / words.size)))
        return words._replace(spaced=words.spaced and sheet.fits(words, width))


def script_of(name: str) -> tuple[str, bool]:
    """(a language of the script, runs from right to left) of the first letter."""
    for letter in name:
        if letter.isalpha():
            return _SCRIPTS.get(unicodedata.name(letter, "").split()[0], ("en", False))
    return ("en", False)
