"""How the body of a page is dealt out to parts: blocks come as bits with a height, and a bit that finds no room begins the next part.

Nothing scrolls and nothing is left out: what does not fit here is on the next part, under the same title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from kiosk.tablet.attention import Parts, Piece
from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import SMALLEST
from kiosk.tablet.senses.sight.typesetting import Weight
from kiosk.tablet.senses.sight.widgets import paragraph
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.thing import Thing

HANG = (
    14.0  # px that a last baseline may stand lower than a box: words need less distance to the foot row than fingers do
)

LONGEST = 4_000  # characters that are set as one
LEAST_SHARE = 5 / 6  # of its size that a sentence may be set in so that it finds room on one part
FEW = 12  # sentences that are tried as a whole
Make = Callable[[float], tuple[Thing, ...]]


class Bit(NamedTuple):
    """pieces: what it shows, for `Parts`. height: px. before: px to what is above it. make: its things, from the y of its top.

    low: it stands at the foot of the body where there is room. lead: px that it stands lower where it begins a part. cramped: it fits, and is too
    small to be well seen. hang: px that it may stand lower than the body.
    """

    pieces: tuple[Piece, ...]
    height: float
    before: float
    make: Make
    low: bool = False
    lead: float = 0.0
    cramped: bool = False
    hang: float = 0.0


class Run(NamedTuple):
    """A text that may go on in the next part, at the end of a sentence."""

    text: Text
    size: float
    width: float
    before: float
    leading: float = 1.5
    weight: Weight = "regular"


class Dealt(NamedTuple):
    """things: of the part that is shown. over: px by which the tallest bit is higher than the body. cramped: something is hard to see."""

    things: tuple[Thing, ...]
    parts: Parts
    over: float = 0.0
    cramped: bool = False


class _Part(NamedTuple):
    bits: list[tuple[Bit, float]]


def deal(sheet: Sheet, items: Sequence[Bit | Run], top: float, bottom: float, part: int) -> Dealt:
    """Deal bits out to parts, and make the things of one. top, bottom: of the body, px."""
    parts: list[_Part] = [_Part([])]
    y = top

    def turn() -> None:
        nonlocal y
        parts.append(_Part([]))
        y = top

    def put(bit: Bit) -> None:
        nonlocal y
        y += bit.before if parts[-1].bits else bit.lead
        parts[-1].bits.append((bit, y))
        y += bit.height

    for item in items:
        if isinstance(item, Bit):
            if parts[-1].bits and y + item.before + item.height > bottom + 0.5:
                turn()
            put(item)
            continue
        item = _bounded(item)
        first = 0
        while first < max(1, len(item.text.sentences)):
            if first:  # it goes on: as far below what has been said as a paragraph stands
                item = item._replace(before=max(item.before, paragraph.gap(sheet, item.size)))
            above = item.before if parts[-1].bits else _lead(sheet, item)
            end = _sentences_that_fit(sheet, item, first, bottom + _hang(sheet, item) - y - above)
            if end == first:
                if parts[-1].bits:
                    turn()
                    continue
                end = first + 1
            for number, bit in enumerate(_text_bits(sheet, item, first, end, bottom - top)):
                if number:
                    turn()
                put(bit)
            first = end
    shown = parts[min(part, len(parts) - 1)]
    things: list[Thing] = []
    for number, (bit, at) in enumerate(shown.bits):
        last = number == len(shown.bits) - 1
        lowest = bottom - 12 - bit.height
        things += bit.make(max(at, lowest) if bit.low and last else at)
    pieces = tuple(tuple(piece for bit, _ in p.bits for piece in bit.pieces) for p in parts)
    over = max((bit.height - bit.hang - (bottom - top) for p in parts for bit, _ in p.bits), default=0.0)
    return Dealt(tuple(things), pieces, over, any(bit.cramped for p in parts for bit, _ in p.bits))


def _bounded(run: Run) -> Run:
    """The same text, with an endless sentence in pieces: Pango loses count of its own units in a line of two million dots, before it is broken."""
    if all(len(sentence) <= LONGEST for sentence in run.text.sentences):
        return run
    pieces: list[str] = []
    for sentence in run.text.sentences:
        while len(sentence) > LONGEST:
            at = sentence.rfind(" ", 1, LONGEST) + 1 or LONGEST
            pieces.append(sentence[:at].rstrip())
            sentence = sentence[at:]
        pieces.append(sentence)
    return run._replace(text=msgspec.structs.replace(run.text, sentences=tuple(pieces)))


def _sentences_that_fit(sheet: Sheet, run: Run, first: int, room: float) -> int:
    """The end of the longest stretch of sentences that fits."""

    def fits(end: int) -> bool:
        return paragraph.height(sheet, run.text, run.size, run.width, run.leading, (first, end)) <= room

    end = len(run.text.sentences)
    if end - first <= FEW and fits(end):
        return end
    # Of a long text, no more is set than a part or two, however many sentences it has.
    low, step = first, 1
    while low + step < end and fits(low + step):
        low, step = low + step, 2 * step
    high = min(low + step, end)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _text_bits(sheet: Sheet, run: Run, first: int, end: int, most: float) -> list[Bit]:
    """Some sentences as one bit; a single one that is higher than a part even in small words as several, one to a part."""
    whole = first == 0 and end >= len(run.text.sentences)

    def at(size: float) -> float:
        return paragraph.height(sheet, run.text, size, run.width, run.leading, (first, end))

    most += _hang(sheet, run) - _lead(sheet, run)
    size, height = run.size, at(run.size)
    # Where the head leaves less room than two lines, parting helps nobody: `over` says that another head is wanted.
    # Whoever chose large letters gets them: a sentence longer than a page is a little smaller rather than parted, and parted rather than small.
    smallest = max(float(SMALLEST), LEAST_SHARE * run.size)
    parted = end == first + 1 and height > most > 2 * run.size and at(smallest) > most
    smallest = smallest if parted or at(smallest) <= most else float(SMALLEST)
    while height > most and size > smallest and not parted:
        size = max(smallest, size - 3)
        height = at(size)
    sentences = None if whole else (first, end)
    names = (run.text.id,) if whole else tuple(f"{run.text.id}#{number}" for number in range(first, end))
    if parted:
        return _by_lines(sheet, run, first, names, most)
    return [_text_bit(sheet, run, names, sentences, size, height)._replace(cramped=size < LEAST_SHARE * run.size)]


def _by_lines(sheet: Sheet, run: Run, sentence: int, names: tuple[Piece, ...], most: float) -> list[Bit]:
    """A sentence of which so many lines stand on each part as find room. The first part has its name: it is one thing to listen to."""
    (part,) = paragraph.split(run.text, (sentence, sentence + 1))
    words = sheet.words(part, run.size, run.weight, run.width, run.leading)._replace(anywhere=True)
    setting = sheet.measure(words, run.text.private)
    pitch = (setting.last - setting.first) / max(1, setting.lines - 1)
    each = max(1, int((most - setting.first) // pitch) + 1)
    bits = []
    for first in range(0, setting.lines, each):
        lines = (first, min(first + each, setting.lines))
        height = setting.first + (lines[1] - lines[0] - 1) * pitch
        shown = (sentence, sentence + 1)
        bits.append(_text_bit(sheet, run, names if first == 0 else (), shown, run.size, height, lines))
    return bits


def _text_bit(
    sheet: Sheet,
    run: Run,
    pieces: tuple[Piece, ...],
    sentences: tuple[int, int] | None,
    size: float,
    height: float,
    lines: tuple[int, int] | None = None,
) -> Bit:
    def make(y: float) -> tuple[Thing, ...]:
        box = Box(sheet.mirrored(sheet.grid.left, run.width), y, run.width, height)
        return (
            Paragraph(
                id=run.text.id,
                box=box,
                text=run.text,
                size=size,
                weight=run.weight,
                leading=run.leading,
                sentences=sentences,
                lines=lines,
            ),
        )

    return Bit(pieces, height, run.before, make, lead=_lead(sheet, run), hang=_hang(sheet, run))


def _hang(sheet: Sheet, run: Run) -> float:
    """px that the last baseline may stand lower than the body; where letters hang far below it, they have taken that room."""
    return HANG if sheet.is_latin(run.text) else 4.0


def _lead(sheet: Sheet, run: Run) -> float:
    """Letters of other scripts stand higher over their line than capitals do, and the head above hangs lower."""
    return 0.0 if sheet.is_latin(run.text) else 0.2 * run.size
