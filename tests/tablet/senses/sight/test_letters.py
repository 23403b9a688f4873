"""Every text of every language in its own fonts: no letter that is missing, no sign that stands on a dotted circle for want of its letter.

HarfBuzz shapes each text as Pango would, without Pango's own way of finding other fonts: what a language's families cannot draw is a fault.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import uharfbuzz as hb
from babel.messages.pofile import read_po

from kiosk.fonts import WEIGHTS, configuration
from kiosk.resources import resource_folder
from kiosk.tablet.senses.sight.theme import script
from kiosk.tablet.ward import direction
from kiosk.tour import demo_ward

CIRCLE = 0x25CC
SIMPLIFIED = 2  # its place in the files that hold all forms of Han
LANGUAGES = sorted(path.name for path in resource_folder("locales").iterdir() if path.is_dir())


@cache
def font(family: str, weight: int) -> Any:
    """The font of a face, from the file that our fontconfig names."""
    style = WEIGHTS[weight][0]
    wanted = f"/{family.removesuffix(' SC').replace(' ', '')}-{style}."
    (path,) = {
        Path(line.split("<glob>")[1].split("</glob>")[0])
        for line in configuration().read_text(encoding="utf-8").splitlines()
        if wanted in line
    }
    face = hb.Face(hb.Blob.from_file_path(str(path)), SIMPLIFIED if path.suffix == ".ttc" else 0)
    return hb.Font(face)


def texts(language: str) -> dict[str, str]:
    """All that can be shown in a language, by id: of the interface, and of the content that is shipped."""
    path = resource_folder("locales") / language / "LC_MESSAGES" / "wardlight.po"
    with path.open("rb") as file:
        found = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    return found | dict(demo_ward().words.ward.get(language, {}))


def follows(letter: str) -> bool:
    """Whether a letter is drawn with the one before it: marks, joiners, isolates, spaces."""
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf", "Zs")


def runs(text: str, language: str, weight: int) -> Iterator[tuple[str, str | None]]:
    """(stretch of text, family that draws it), None where no family of the language can."""
    families = script(language).families.split(", ")
    chosen: list[str | None] = []
    for letter in text:
        if follows(letter) and chosen:
            chosen.append(chosen[-1])
        else:
            faces = (
                family
                for family in families
                if font(family, face_weight(language, family, weight)).get_nominal_glyph(ord(letter))
            )
            chosen.append(next(faces, None))
    for family, pairs in groupby(zip(text, chosen, strict=True), key=lambda pair: pair[1]):
        yield "".join(letter for letter, _ in pairs), family


def face_weight(language: str, family: str, weight: int) -> int:
    """The weight that Pango finds: the Latin family has no Bold among our fonts."""
    return min(weight, 600) if family == "Noto Sans" else weight


def faults(text: str, language: str, weight: int) -> list[str]:
    found = []
    for stretch, family in runs(text, language, weight):
        if family is None:
            if not all(follows(letter) for letter in stretch):
                found.append(f"no font has {stretch!r}")
            continue
        chosen = font(family, face_weight(language, family, weight))
        buffer = hb.Buffer()
        buffer.add_str(stretch)
        buffer.guess_segment_properties()
        buffer.language = language
        hb.shape(chosen, buffer)
        circle = chosen.get_nominal_glyph(CIRCLE)
        glyphs = [info.codepoint for info in buffer.glyph_infos]
        if 0 in glyphs:
            found.append(f"{family} has not all of {stretch!r}")
        if circle and circle in glyphs and chr(CIRCLE) not in stretch:
            found.append(f"{family} draws a dotted circle in {stretch!r}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_all_its_letters_in_the_fonts_of_its_language(language: str) -> None:
    kind = script(language)
    wrong = [
        f"{language}: {name}: {fault}"
        for name, text in texts(language).items()
        for line in text.replace("¦", "\n").replace("\u2028", "\n").split("\n")
        for weight in {400, kind.middle, kind.heavy}
        for fault in faults(line, language, weight)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ckb", "پێشێلکردنی سنوور، گۆڕین، باڵا، ئەوە ڕووی دا؟"),
        ("fa", "می‌خواهم بدانم؛ گفت‌وگو، پژوهش، ژرف، ۱۲۳۴۵۶"),
        ("ur", "ٹھیک ہے، ڈاکٹر، بڑا، ں، آپ؟ ۔"),
        ("ro", "ș ț Ș Ț ă â î"),
        ("cy", "ŵ ŷ Ŵ Ŷ tŷ dŵr"),
        ("pl", "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ „tak”"),
        ("tr", "ğışçöü İıĞ"),
        ("uk", "її єґ ЇЄҐ м’я «так»"),
        ("so", "la'aan dhaqan xaq cunto"),
        ("ta", "பாதுகாப்பு ஸ்ரீ க்ஷ"),
        ("zh-Hans", "您想做什么？病房约章《》——……"),
    ],
)  # fmt: skip
def test_the_letters_that_a_language_needs_are_there_in_every_weight(language: str, text: str) -> None:
    kind = script(language)
    assert [fault for weight in (400, kind.middle, kind.heavy) for fault in faults(text, language, weight)] == []


def test_a_missing_letter_and_a_sign_without_its_letter_are_found() -> None:
    assert faults("བོད", "en", 400) == ["no font has 'བོད'"]
    assert faults("ि", "hi", 400) == ["Noto Sans Devanagari draws a dotted circle in 'ि'"]
    assert faults("आ◌", "hi", 400) == []


def test_romanian_letters_have_commas_below_and_right_to_left_languages_are_known() -> None:
    assert direction("ckb") == direction("fa") == direction("ur") == direction("ar") == "rtl"
    for language, cedilla in (("ro", "şţŞŢ"),):
        spelt = "".join(texts(language).values()) if language in LANGUAGES else ""
        assert not set(spelt) & set(cedilla), "these are Turkish letters: write ș and ț"
