"""Own words: a question, the box that shows them, and the keyboard. Also the number pad of the staff page."""

from __future__ import annotations

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, frame
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.key import Key
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.text_entry import TextEntry
from kiosk.tablet.senses.sight.widgets.thing import Thing

KEY_GAP = 12.0  # 2 mm
KEYS_TO_FOOT = 24.0


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    entry = next((b for b in page.blocks if isinstance(b, pages.TextEntry)), None)
    keys = next((b for b in page.blocks if isinstance(b, pages.Keys)), None)
    others = tuple(b for b in page.blocks if b is not entry and b is not keys)
    if entry is None or keys is None:
        return column.under_head(page, place, sheet, 44.0, others)
    return _typing(page, sheet, entry, keys, others)


def _typing(
    page: pages.Page, sheet: Sheet, entry: pages.TextEntry, keys: pages.Keys, others: tuple[pages.Block, ...]
) -> Laid:
    g = sheet.grid
    heading = body.heading_of(page)
    head, bottom = body.head(page, sheet, kicker=False, top=36) if heading else ((), 36.0)
    pieces = [b.id for b in page.blocks]
    things: list[Thing] = list(head)
    y = bottom + 26
    for block in others:
        if isinstance(block, pages.Text):
            words = sheet.words(block, sheet.sizes.small, "regular", g.column, 1.3)
            things.append(
                Paragraph(
                    id=block.id,
                    box=Box(g.left, y + 4, g.column, 0),
                    text=block,
                    size=float(sheet.sizes.small),
                    leading=1.3,
                )
            )
            y += 4 + sheet.measure(words).last + 24
    lines = len(keys.rows)
    most = max(
        sum(k.width for k in row) + (keys.offsets[i] if i < len(keys.offsets) else 0) for i, row in enumerate(keys.rows)
    )
    size = float(sheet.sizes.body) if sheet.reading.size < 200 else 61.0
    pad = most <= 5
    key_h = 83.0
    floor = g.foot - KEYS_TO_FOOT
    keys_top = floor - lines * key_h - (lines - 1) * KEY_GAP
    box_h = min(138.0, keys_top - 18 - y)
    if box_h < 1.9 * size:  # large letters: the keys give a little of their height, never below 13 mm
        box_h = max(1.6 * size, box_h)
        key_h = max(77.0, (floor - y - box_h - 18 - (lines - 1) * KEY_GAP) / lines)
        keys_top = floor - lines * key_h - (lines - 1) * KEY_GAP
        box_h = keys_top - 18 - y
    note = entry.left
    box = Box(g.left, y, g.column, box_h)
    if note is not None:
        note_words = sheet.words(note, 30, "medium")
        wide = sheet.measure(note_words).width + 4
        box = Box(sheet.mirrored(g.left, g.column - wide - 28), y, g.column - wide - 28, box_h)
        at = Box(sheet.mirrored(g.right - wide, wide), y, wide, box_h)
        things.append(Paragraph(id=note.id, box=at, text=note, size=30, weight="medium", centred=True))
    things.append(TextEntry(id=entry.id, box=box, block=entry, size=size))
    things += _keyboard(sheet, keys, most, keys_top, key_h, entry.language, pad)
    things += frame.foot(sheet, page.tools, page.actions).things
    return Laid(tuple(things), (tuple(pieces),))


def _keyboard(
    sheet: Sheet, keys: pages.Keys, most: float, top: float, height: float, language: str, pad: bool
) -> list[Thing]:
    g = sheet.grid
    unit = (g.column - (most - 1) * KEY_GAP) / most
    if pad:
        unit = min(unit, 240.0)
    things: list[Thing] = []
    for number, row in enumerate(keys.rows):
        x = (keys.offsets[number] if number < len(keys.offsets) else 0.0) * (unit + KEY_GAP)
        y = top + number * (height + KEY_GAP)
        for key in row:
            w = key.width * (unit + KEY_GAP) - KEY_GAP
            things.append(
                Key(
                    id=f"{keys.id}/{key.id}",
                    box=Box(g.left + x, y, w, height),
                    target=True,
                    block=key,
                    size=40.0 if sheet.reading.size < 140 else 44.0 if sheet.reading.size < 170 else 50.0,
                    language=language,
                )
            )
            x += w + KEY_GAP
    return things
