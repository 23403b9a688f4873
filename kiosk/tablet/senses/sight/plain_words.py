"""A text as the plain letters that are set: breaks made by hand, numbers kept whole from right to left, and the runs of a picture's words."""

from __future__ import annotations

import re

from msgspec import structs

from kiosk.tablet.pages import LINE, PARAGRAPH, Picture, Text
from kiosk.tablet.senses.sight.theme import script
from kiosk.tablet.senses.sight.typesetting import Weight

# Numbers of several groups ("0800 1111", "9–11") come out in the wrong order among letters that run from right to left: a space or a dash between two
# numbers counts as one of those letters (UAX 9, N1). So each is isolated, unless the words bring their own isolates.
_GROUPS = re.compile(r"(?<![\d\u2068])[+(]?\d[\d().:/]*(?:[ \u00a0–‑-][\d().:/]+)+(?!\d|\u2069)")
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")


def plain(text: str) -> str:
    """Breaks set by hand become line ends."""
    return broken(text).rstrip("\n")


def broken(text: str) -> str:
    """The same, with a line end also behind the last word where a paragraph ends there."""
    lines = text.replace(LINE + " ", "\n").replace(LINE, "\n").replace(PARAGRAPH, "\n")
    return _GROUPS.sub("\u2068\\g<0>\u2069", lines) if _FROM_RIGHT.search(lines) else lines


def flowing(text: Text) -> Text:
    """The same words without the breaks that were set by hand."""
    space = "" if breaks_anywhere(text) else " "
    return structs.replace(text, sentences=tuple(sentence.replace(LINE, space) for sentence in text.sentences))


def breaks_anywhere(text: Text) -> bool:
    """Whether its words stand without spaces, so that only a break set by hand keeps them whole."""
    return script(text.language) is script("zh")


def led(picture: Picture) -> tuple[tuple[str, Weight], ...]:
    """The words of a point: its lead in bold, then its caption."""
    lead = plain(picture.lead.words) if picture.lead else ""
    caption = plain(picture.caption.words) if picture.caption else ""
    runs: list[tuple[str, Weight]] = []
    if lead:
        runs.append((lead + (" " if caption else ""), "bold"))
    if caption:
        runs.append((caption, "regular"))
    return tuple(runs)


def led_texts(picture: Picture) -> tuple[tuple[Text, int], ...]:
    """The texts of those words, each with the character at which it begins."""
    lead, caption = picture.lead, picture.caption
    if lead and caption:
        return (lead, 0), (caption, len(plain(lead.words)) + 1)
    return tuple((text, 0) for text in (lead, caption) if text) or ((picture.alt, 0),)
