"""How words are set: their height, their lines, their letters, the order of their digits, and who has signed them off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from kiosk.audit.findings import Check, Finding, all_of, at_least, at_most
from kiosk.audit.subject import Subject, named
from kiosk.tablet import pages
from kiosk.tablet.journeys.frame import NAMES
from kiosk.tablet.senses.sight.layouts.flow import LEAST_SHARE
from kiosk.tablet.senses.sight.theme import SIZES, script, script_of
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words
from kiosk.tablet.senses.sight.widgets.heading import Heading
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.status_title import StatusTitle
from kiosk.tablet.ward import SOURCE
from kiosk.tour.faults import Written

CAP_MM = 6.11  # height of a capital that is seen under 0.7 degrees from 500 mm (EN 301 549 5.1.4)
SECOND = 140  # per cent: the size that a tablet on a wall starts in, read from 500 mm
MOST_LETTERS, MOST_HAN = 80, 40  # of a line (WCAG 2.2, 1.4.8)
LEADING = 1.5
ALONE = 100 * LEAST_SHARE
ROUND_AGAIN = {"chart", "code"}
_NUMBER = re.compile(r"\d[\d ().:/\u00a0\u2010-\u2015+-]*\d|\d")
_CAPITALS = re.compile(r"[A-Z]{2,}[^a-z]*[A-Z]{2,}[^a-z]*[A-Z]{2,}")


@lru_cache(maxsize=64)
def cap_height(typesetter: Typesetter, size: float, language: str = SOURCE) -> float:
    """px of the design from the top to the foot of a capital H, as it is drawn."""
    dots = typesetter.dots(Words((("H", "regular"),), size, language=language))
    rows = [row for row in range(dots.height) if max(dots.alpha[row * dots.stride :][: dots.stride]) >= 64]
    return len(rows) / float(typesetter.scale)


def capitals(subject: Subject) -> Iterator[Finding]:
    """From the second size on, running text is high enough to be read from 500 mm."""
    size = subject.page.reading.size
    if size >= SECOND:
        body = SIZES[size].body
        mm = subject.screen.mm(cap_height(subject.typesetter, body))
        yield at_least(mm, CAP_MM, " mm", f"capital of body text at {size} %, {body} px")


def text_sizes(subject: Subject) -> Iterator[Finding]:
    """Running text is as large as the size promises; a sentence that is alone on a part may be a sixth smaller, so that it is whole there."""
    sizes = SIZES[subject.page.reading.size]
    blocks = {block.id for block in subject.page.blocks}
    # What to do where a call goes wrong is seen whole, at once, before it is seen large: nobody should have to turn a page for it.
    alarm = any(isinstance(block, pages.Status) and block.tone == "not_sent" for block in subject.page.blocks)
    for one in subject.written():
        wanted = sizes.small if isinstance(one.thing, StatusTitle) else sizes.body
        if isinstance(one.thing, Paragraph | StatusTitle) and one.thing.id in blocks and not alarm:
            share = 100 * one.size / wanted
            yield at_least(share, ALONE, f" % of {wanted} px", f"{one.thing.id}: {one.size:g} px", 0.5)


def lines(subject: Subject) -> Iterator[Finding]:
    """Lines are short enough, and those of a paragraph stand apart."""
    for laid in subject.laid:
        for one in laid.written:
            if "\n" not in one.text and (one.words.width is None or len(one.text) < MOST_HAN):
                continue
            spans = subject.typesetter.lines(one.words, private=True)
            longest = max((_letters(one.text[a:b]) for a, b in spans), default=0)
            han = script_of(one.words.language, one.text) is script("zh")
            yield at_most(longest, MOST_HAN if han else MOST_LETTERS, " letters", named(laid, one.thing.id))
            if isinstance(one.thing, Paragraph) and len(spans) > 1 and _sentences(one.thing) > 1:
                yield at_least(one.words.leading, LEADING, " of the size", named(laid, one.thing.id))


def _sentences(thing: Paragraph) -> int:
    """How many sentences of a text stand here: one is no block of text (WCAG 2.2, Understanding 1.4.8)."""
    return len(thing.text.sentences[slice(*thing.sentences)] if thing.sentences else thing.text.sentences)


def _letters(line: str) -> int:
    """Letters as people count them: signs over and under them, and signs of direction, are none."""
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in line.strip())


def plainly_set(subject: Subject) -> Iterator[Finding]:
    """No serifs, no slant, no capitals for loudness, nothing set to both edges; running text hangs from the start edge."""
    wrong, count = [], 0
    for laid in subject.laid:
        for one in laid.written:
            count += 1
            if _CAPITALS.fullmatch(one.text) and one.thing.id not in ROUND_AGAIN:
                wrong.append(f"{named(laid, one.thing.id)} is in capitals")
            if isinstance(one.thing, Paragraph | Heading) and one.words.align != "start":
                wrong.append(f"{named(laid, one.thing.id)} is set {one.words.align}")
            fonts = _fonts(subject.typesetter, one)
            wrong += [
                f"{named(laid, one.thing.id)} is in {name}" for name in fonts if "Italic" in name or "Noto" not in name
            ]
    yield from all_of(wrong, count, "texts are plain", "sans serif, upright, from the start edge")


def _fonts(typesetter: Typesetter, one: Written) -> tuple[str, ...]:
    """Once for each kind of words: their letters are looked at by `letters`."""
    key = (one.words.language, one.words.runs[0][1] if one.words.runs else "", bool(re.search(r"[A-Za-z]", one.text)))
    held = _FONTS.get(key)
    if held is None:
        held = _FONTS[key] = tuple(sorted(typesetter.fonts(one.words)))
    return held


_FONTS: dict[tuple[object, ...], tuple[str, ...]] = {}


def letters(subject: Subject) -> Iterator[Finding]:
    """Every letter is in a font of ours."""
    written = tuple(subject.written())
    wrong = [f"{one.thing.id}: {one.unknown} letters of {one.text!r}" for one in written if one.unknown]
    yield from all_of(wrong, len(written), "texts have all their letters", "no letter without a font")


def digits(subject: Subject) -> Iterator[Finding]:
    """The digits of a number stand from left to right, whatever the words around them do."""
    wrong, count = [], 0
    for one in subject.written():
        found = list(_NUMBER.finditer(one.text))
        if not found or not (one.words.rtl or re.search("[\u0590-\u08ff]", one.text)):
            continue
        places = dict(subject.typesetter.glyphs(one.words))
        several = subject.typesetter.lines(one.words, private=True)
        for number in found:
            count += 1
            inside = [(a, b) for a, b in several if a <= number.start() and number.end() <= b]
            at = [i for i in range(*number.span()) if one.text[i].isdigit()]
            across = [places[i] for i in at if i in places]
            if inside and across != sorted(across):
                wrong.append(f"{one.thing.id}: {number[0]!r} is turned round")
    if count:
        yield from all_of(wrong, count, "numbers keep their order", "no digit out of order")


def signed_off(subject: Subject) -> Iterator[Finding]:
    """Every text says who has seen it; a page with a draft says so, and one that falls back to English does."""
    page = subject.page
    shown = [text for text in pages.texts(page) if not text.id.startswith(NAMES)]
    own = page.reading.language
    wrong: list[str] = []
    wordings = {text.id for text in page.wording}
    drafts = [t.id for t in shown if t.review == "draft"]
    if set(drafts) - wordings and "notice.draft" not in wordings:
        wrong.append(f"drafts that nothing tells of: {drafts[0]}")
    english = [t.id for t in shown if t.language == SOURCE and own != SOURCE and t.id not in wordings]
    if english and "notice.english" not in wordings:
        wrong.append(f"English that nothing tells of: {english[0]}")
    yield from all_of(wrong, len(shown), "texts say whether they are signed off", "all of them")


CHECKS: tuple[Check[Subject], ...] = (
    Check("B01", "capitals of running text from 500 mm", capitals),
    Check("B02", "running text is as large as its size says", text_sizes),
    Check("B08", "plain letters from the start edge", plainly_set),
    Check("B09", "length and distance of lines", lines),
    Check("F02", "digits keep their order", digits),
    Check("F03", "no letter without a font", letters),
    Check("F06", "drafts say that they are", signed_off),
)
