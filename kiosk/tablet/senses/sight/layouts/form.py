"""Own words: a question, the box that shows them, and the keyboard. Also the number pad of the staff page."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, flow, frame, special
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.theme import script
from kiosk.tablet.senses.sight.widgets.key import Key, fitted, is_worded
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.text_entry import TextEntry
from kiosk.tablet.senses.sight.widgets.thing import Thing

KEY_GAP = 12.0  # 2 mm
KEYS_TO_FOOT = 24.0
LEAST_KEY = 76.4  # 13 mm
COMFORTABLE = 110.0  # px; a box of two lines
PAD = 5  # keys in a row of a number pad at the most


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    entry = next((b for b in page.blocks if isinstance(b, pages.TextEntry)), None)
    keys = next((b for b in page.blocks if isinstance(b, pages.Keys)), None)
    others = tuple(b for b in page.blocks if b is not entry and b is not keys)
    if entry is None or keys is None:
        return column.under_head(page, place, sheet, 44.0, others)
    return _typing(page, place, sheet, entry, keys, others)


class _Room(NamedTuple):
    """What the box and the keys get. size: of the typed words."""

    box: float
    keys_top: float
    key: float
    size: float

    @property
    def enough(self) -> bool:
        return self.box >= 1.45 * self.size


def _room(sheet: Sheet, keys: pages.Keys, y: float) -> _Room:
    """px: the heights of the box that begins at y and of the keys under it. In large letters the keys give a little of theirs, never below 13 mm."""
    size = float(sheet.sizes.body) if sheet.reading.size < 200 else 61.0
    lines, floor = len(keys.rows), sheet.grid.foot - KEYS_TO_FOOT
    gaps = (lines - 1) * KEY_GAP
    key = 83.0
    box = min(138.0, floor - lines * key - gaps - 18 - y)
    if box < 1.9 * size:
        box = max(1.6 * size, box)
        key = max(77.0, (floor - y - box - 18 - gaps) / lines)
        box = floor - lines * key - gaps - 18 - y
    return _Room(box, floor - lines * key - gaps, key, size)


def _typing(
    page: pages.Page,
    place: attention.Place,
    sheet: Sheet,
    entry: pages.TextEntry,
    keys: pages.Keys,
    others: tuple[pages.Block, ...],
) -> Laid:
    """The box and the keys, on one part. What finds no room beside them has parts of its own: words above before it, actions after it."""
    g = sheet.grid
    left_over = frame.foot(sheet, page.tools, page.actions).left_over
    _, y = _notes(sheet, _head(page, sheet, keys)[1], others)
    apart = tuple(b for b in others if isinstance(b, pages.Text)) if not _room(sheet, keys, y).enough else ()
    head, before = _before(page, place, sheet, apart)
    first = before.parts if apart else ()
    title, low = body.head(page, sheet, kicker=False, hint=False, top=36)  # after the keys, the hint has been read
    floor = g.foot - GAP
    turned = max(0, place.part - len(first) - 1)
    after = flow.deal(sheet, special.left_over(sheet, left_over, GAP), low + 44, floor, turned)
    typing = tuple(b.id for b in page.blocks if b not in apart)
    parts = column.with_squeezed(page, sheet, (*first, typing, *(after.parts if left_over else ())), left_over)
    of = len(parts)
    part = min(place.part, of - 1)
    shown = attention.actions(page, attention.Place(page=page.id, part=part, parts=parts))
    foot = frame.foot(sheet, attention.tools(page), tuple(a for a in shown if a not in left_over), part, of)
    if part == len(first):
        made = _typing_part(page, sheet, entry, keys, () if apart else others)
    else:
        made = [*head, *before.things] if part < len(first) else [*title, *after.things]
    made += foot.things
    if of > 1 and not foot.dots:
        made.append(column.dots_above(sheet, part, of))
    return Laid(tuple(made), parts)


def _before(
    page: pages.Page, place: attention.Place, sheet: Sheet, apart: tuple[pages.Block, ...]
) -> tuple[tuple[Thing, ...], flow.Dealt]:
    """What has parts of its own before the keys, under a head that sheds its hint, then size, where that leaves the words too little room."""
    floor = sheet.grid.foot - GAP
    for hint, share in ((True, 1.0), (False, 1.0), *((False, share) for share in column.SMALLER_TITLES)):
        title = round(share * sheet.sizes.title)
        head, bottom = body.head(page, sheet, kicker=False, hint=hint, top=36, title_size=title)
        top = bottom + 44
        dealt = flow.deal(sheet, body.items(page, sheet, apart, floor - top), top, floor, place.part)
        if dealt.over <= 0.5 and not dealt.cramped:
            break
    return head, dealt


def _head(page: pages.Page, sheet: Sheet, keys: pages.Keys) -> tuple[tuple[Thing, ...], float]:
    """The title, in smaller letters where it would leave the box and the keys too little. Its hint and small line are for ears."""
    if body.heading_of(page) is None:
        return (), 36.0
    top = 24.0 if _tall(sheet) else 36.0
    least = COMFORTABLE if sheet.reading.size == 100 else 0.0
    for size in sheet.steps(float(sheet.sizes.title), max(34.0, 0.6 * sheet.sizes.title)):
        head, bottom = body.head(page, sheet, kicker=False, hint=False, top=top, title_size=size)
        room = _room(sheet, keys, bottom + _under_title(sheet))
        if room.enough and room.box >= least:
            break
    return head, bottom


def _tall(sheet: Sheet) -> bool:
    """Whether the page is in a script whose lines have much room of their own above and below (Nastaliq)."""
    return script(sheet.reading.language).above > 0.2


def _under_title(sheet: Sheet) -> float:
    return 22.0 if _tall(sheet) else 26.0


def _notes(sheet: Sheet, bottom: float, others: tuple[pages.Block, ...]) -> tuple[list[Thing], float]:
    """Words between the title and the box, and where the box begins."""
    g = sheet.grid
    things: list[Thing] = []
    y = bottom + _under_title(sheet)
    for block in others:
        if isinstance(block, pages.Text):
            size = max(float(sheet.sizes.small), float(ceil(flow.LEAST_SHARE * sheet.sizes.body)))
            y += 0.6 * size if _tall(sheet) else 0.0  # the title above hangs far down
            leading = 1.3 if len(block.sentences) < 2 else 1.5  # several sentences are running words (WCAG 1.4.8)
            words = sheet.words(block, size, "regular", g.column, leading)
            at = Box(g.left, y + 4, g.column, 0)
            things.append(Paragraph(id=block.id, box=at, text=block, size=size, leading=leading))
            y += 4 + sheet.measure(words).last + 24
    return things, y


def _typing_part(
    page: pages.Page, sheet: Sheet, entry: pages.TextEntry, keys: pages.Keys, others: tuple[pages.Block, ...]
) -> list[Thing]:
    g = sheet.grid
    head, bottom = _head(page, sheet, keys)
    notes, y = _notes(sheet, bottom, others)
    room = _room(sheet, keys, y)
    most = max(
        sum(k.before + k.width for k in row) + (keys.offsets[i] if i < len(keys.offsets) else 0)
        for i, row in enumerate(keys.rows)
    )
    things: list[Thing] = [*head, *notes]
    box = Box(g.left, y, g.column, room.box)
    note = entry.left
    if note is not None:
        note_words = sheet.words(note, 30, "medium")
        wide = sheet.measure(note_words).width + 4
        box = Box(sheet.mirrored(g.left, g.column - wide - 28), y, g.column - wide - 28, room.box)
        at = Box(sheet.mirrored(g.right - wide, wide), y, wide, room.box)
        things.append(Paragraph(id=note.id, box=at, text=note, size=30, weight="medium", centred=True))
    size = _fitting(sheet, entry, room)
    things.append(TextEntry(id=entry.id, box=box, block=entry, size=size))
    return things + _keyboard(sheet, keys, most, room.keys_top, room.key)


def _fitting(sheet: Sheet, entry: pages.TextEntry, room: _Room) -> float:
    """The size of the typed words: smaller where one line of a script that reaches far up and down would leave the box."""
    size, kind = room.size, script(entry.language)
    while size > 36 and not kind.latin:
        line = sheet.measure(sheet.words(((kind.tallest, "regular"),), size, language=entry.language))
        # What letters reach beyond their line: Nastaliq has most of it in its own room above and below.
        if line.last <= room.box - (20 if _tall(sheet) else 30):
            break
        size -= 3
    return size


def _keyboard(sheet: Sheet, keys: pages.Keys, most: float, top: float, height: float) -> list[Thing]:
    g = sheet.grid
    unit = (g.column - (most - 1) * KEY_GAP) / most
    left = g.left
    if unit < LEAST_KEY:  # eleven keys in the narrower column of large text: they begin a little before its start
        unit = LEAST_KEY
        left = g.right - most * (unit + KEY_GAP) + KEY_GAP
    if most <= PAD:
        unit = min(unit, 240.0)
    size = 40.0 if sheet.reading.size < 140 else 44.0 if sheet.reading.size < 170 else 50.0
    baseline = _baseline(sheet, keys, size, unit, height)
    things: list[Thing] = []
    for number, row in enumerate(keys.rows):
        x = (keys.offsets[number] if number < len(keys.offsets) else 0.0) * (unit + KEY_GAP)
        y = top + number * (height + KEY_GAP)
        for key in row:
            x += key.before * (unit + KEY_GAP)
            w = key.width * (unit + KEY_GAP) - KEY_GAP
            things.append(
                Key(
                    id=f"{keys.id}/{key.id}",
                    box=Box(left + x, y, w, height),
                    target=True,
                    block=key,
                    size=size,
                    baseline=baseline,
                )
            )
            x += w + KEY_GAP
    return things


def _baseline(sheet: Sheet, keys: pages.Keys, size: float, width: float, height: float) -> float | None:
    """px from the middle of a key down to the baseline at which the ink of all letters of a keyboard is in its middle.

    None where it reaches too far up and down for one baseline (Nastaliq), and for Latin.
    """
    letters = (
        key
        for row in keys.rows
        for key in row
        if key.command == "insert" and not is_worded(key) and not script(key.language).latin
    )
    settings = [sheet.measure(fitted(sheet, key, size, width)) for key in letters]
    above = max((setting.first - setting.ink[1] for setting in settings), default=0.0)
    below = max((setting.ink[1] + setting.ink[3] - setting.first for setting in settings), default=0.0)
    return (above - below) / 2 if settings and above + below <= height - 16 else None
