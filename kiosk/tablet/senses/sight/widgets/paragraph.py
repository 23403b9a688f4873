"""Plain words: a paragraph or a few."""

from __future__ import annotations

from kiosk.tablet.pages import PARAGRAPH, Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Weight
from kiosk.tablet.senses.sight.widgets.thing import Thing

BETWEEN_WIDE = 2.0  # the same where a person wants more space (WCAG 1.4.12)
BETWEEN = 0.9  # of the size, more than a line, from one paragraph to the next


class Paragraph(Thing, frozen=True, kw_only=True):
    """sentences: (first, end) of the text that this part shows; None shows all. lines: (first, end) of one sentence that is longer than a part."""

    text: Text
    size: float
    weight: Weight = "regular"
    leading: float = 1.5
    sentences: tuple[int, int] | None = None
    lines: tuple[int, int] | None = None
    centred: bool = False  # up and down in its box

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        swash = 8.0 if sheet.is_latin(self.text) else 0.75 * self.size  # may hang out of the column, into the margin
        limit = Box(self.box.x - swash, 0, self.box.w + 2 * swash, sheet.grid.high)
        if self.centred:
            words = sheet.words(self.text, self.size, self.weight, self.box.w, self.leading)
            sheet.text_mid(words, self.box.x, self.box.y + self.box.h / 2, limit, private=self.text.private)
            return
        y, first = self.box.y, self.sentences[0] if self.sentences else 0
        for part in split(self.text, self.sentences):
            words = sheet.words(part, self.size, self.weight, self.box.w, self.leading, first=first)
            words = words._replace(part=self.lines, anywhere=True)
            first += len(part.sentences)
            y += sheet.text(words, self.box.x, y, limit, private=self.text.private).last + gap(sheet, self.size)


def gap(sheet: Sheet, size: float) -> float:
    """From the last baseline of a paragraph to the cap top of the next, px."""
    return (BETWEEN_WIDE if sheet.reading.spacing else BETWEEN) * size


def split(text: Text, sentences: tuple[int, int] | None = None) -> tuple[Text, ...]:
    """The paragraphs of a text, or of some of its sentences, each as a text of its own."""
    chosen = text.sentences if sentences is None else text.sentences[slice(*sentences)]
    parts: list[tuple[str, ...]] = []
    run: list[str] = []
    for sentence in chosen:
        run.append(sentence)
        if sentence.endswith(PARAGRAPH):
            parts.append(tuple(run))
            run = []
    if run:
        parts.append(tuple(run))
    return tuple(Text(text.id, part, text.language, text.direction, private=text.private) for part in parts)


def height(
    sheet: Sheet, text: Text, size: float, width: float, leading: float = 1.5, sentences: tuple[int, int] | None = None
) -> float:
    """From the first cap top to the last baseline, px."""
    total = 0.0
    for number, part in enumerate(split(text, sentences)):
        words = sheet.words(part, size, "regular", width, leading)._replace(anywhere=True)
        total += sheet.measure(words, text.private).last + (gap(sheet, size) if number else 0)
    return total
