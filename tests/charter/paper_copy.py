"""Manuscripts for the tests of sheets and Braille: the shipped English, and an Arabic of a few strings that stands beside it."""

from __future__ import annotations

import datetime
import functools

from msgspec.structs import replace

from kiosk.charter import authored, files, manuscript
from kiosk.charter.manuscript import Manuscript
from kiosk.resources import resource_folder
from kiosk.tablet.ward import Words
from tests.tablet.journeys.walking import content, english

TODAY = datetime.date(2026, 11, 25)
MADE = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)

ARABIC = {
    "language.name": "العربية",
    "print.now.title": "هل تحتاج إلى شخص الآن؟",
    "print.phone": "اتصل بالرقم {number}",
    "print.page": "صفحة {number} من {total}",
    "print.qr.phone": "رمز للاتصال بـ {name} على {number}",
    "picture.heart": "قلب",
}
ARABIC_OF_THE_WARD = {
    "charter.intro.title": "ميثاق جناحنا",
    "charter.you_matter.title": "أنت مهم",
    "charter.contact.body": "يمكنك التحدث إلى \u2068Example Advocacy\u2069.\nاتصل بالرقم \u206801632 960001\u2069 الآن.",
}


@functools.cache
def charter() -> authored.Charter:
    return files.read(resource_folder("content") / "charter" / "adult.yaml", authored.Charter)


def written(source: Words, language: str, live: bool = False, today: datetime.date = TODAY) -> Manuscript:
    return manuscript.write(content(), charter(), source.with_ward(content(), live=live), language, today)


@functools.cache
def in_english() -> Manuscript:
    return written(english(), "en")


@functools.cache
def in_arabic() -> Manuscript:
    """Drafts for some strings, English for the others."""
    interface = {**english().interface, "ar": ARABIC}
    own = replace(
        content(), texts={**content().texts, "ar": ARABIC_OF_THE_WARD}, drafts={"ar": tuple(ARABIC_OF_THE_WARD)}
    )
    source = replace(english(), interface=interface).with_ward(own, live=False)
    return manuscript.write(own, charter(), source, "ar", TODAY)
