"""How the body of a page is dealt out to parts: blocks come as bits with a height, and a bit that finds no room begins the next part.

Nothing scrolls and nothing is left out: what does not fit here is on the next part, under the same title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.tablet.attention import Parts, Piece
from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Weight
from kiosk.tablet.senses.sight.widgets import paragraph
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.thing import Thing

HANG = (
    14.0  # px that a last baseline may stand lower than a box: words need less distance to the foot row than fingers do
)

Make = Callable[[float], tuple[Thing, ...]]


class Bit(NamedTuple):
    """pieces: what it shows, for `Parts`. height: px. before: px to what is above it. make: its things, from the y of its top.

    low: it stands at the foot of the body where there is room. lead: px that it stands lower where it begins a part. cramped: it fits, and is too
    small to be well seen.
    """

    pieces: tuple[Piece, ...]
    height: float
    before: float
    make: Make
    low: bool = False
    lead: float = 0.0
    cramped: bool = False


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
        first = 0
        while first < max(1, len(item.text.sentences)):
            above = item.before if parts[-1].bits else _lead(sheet, item)
            end = _sentences_that_fit(sheet, item, first, bottom + HANG - y - above)
            if end == first:
                if parts[-1].bits:
                    turn()
                    continue
                end = first + 1
            put(_text_bit(sheet, item, first, end, bottom - top))
            first = end
    shown = parts[min(part, len(parts) - 1)]
    things: list[Thing] = []
    for number, (bit, at) in enumerate(shown.bits):
        last = number == len(shown.bits) - 1
        lowest = bottom - 12 - bit.height
        things += bit.make(max(at, lowest) if bit.low and last else at)
    pieces = tuple(tuple(piece for bit, _ in p.bits for piece in bit.pieces) for p in parts)
    over = max((bit.height - (bottom - top) for p in parts for bit, _ in p.bits), default=0.0)
    return Dealt(tuple(things), pieces, over, any(bit.cramped for p in parts for bit, _ in p.bits))


def _sentences_that_fit(sheet: Sheet, run: Run, first: int, room: float) -> int:
    """The end of the longest stretch of sentences that fits."""
    end = len(run.text.sentences)
    while end > first:
        if paragraph.height(sheet, run.text, run.size, run.width, run.leading, (first, end)) <= room:
            return end
        end -= 1
    return first


def _text_bit(sheet: Sheet, run: Run, first: int, end: int, most: float) -> Bit:
    whole = first == 0 and end >= len(run.text.sentences)
    size = run.size
    height = paragraph.height(sheet, run.text, size, run.width, run.leading, (first, end))
    while height > most and size > 30:  # one sentence longer than a page: it gets smaller rather than lost
        size = max(30.0, size - 3)
        height = paragraph.height(sheet, run.text, size, run.width, run.leading, (first, end))
    pieces = (run.text.id,) if whole else tuple(f"{run.text.id}#{number}" for number in range(first, end))
    sentences = None if whole else (first, end)

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
            ),
        )

    return Bit(pieces, height, run.before, make, lead=_lead(sheet, run))


def _lead(sheet: Sheet, run: Run) -> float:
    """Letters of other scripts stand higher over their line than capitals do, and the head above hangs lower."""
    return 0.0 if sheet.is_latin(run.text) else 0.2 * run.size
