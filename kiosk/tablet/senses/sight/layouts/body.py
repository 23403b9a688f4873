"""The blocks that may stand in the body of any page, as bits for `flow`. Each shape of page says in which size and with which gaps."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kiosk.tablet import pages
from kiosk.tablet.senses.sight.layouts import answers, special
from kiosk.tablet.senses.sight.layouts.flow import Bit, Run
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.heading import Heading
from kiosk.tablet.senses.sight.widgets.thing import Thing

TITLE_GAP = {100: 50.0, 140: 56.0, 170: 62.0, 200: 66.0}  # from the head to running words


def heading_of(page: pages.Page) -> pages.Heading | None:
    return next((block for block in page.blocks if isinstance(block, pages.Heading)), None)


def head(
    page: pages.Page,
    sheet: Sheet,
    kicker: bool = True,
    hint: bool = True,
    top: float | None = None,
    width: float | None = None,
    title_size: float | None = None,
) -> tuple[tuple[Thing, ...], float]:
    """(the head of the page, the y below it: its last baseline)."""
    block = heading_of(page)
    g = sheet.grid
    if block is None:
        return (), g.top
    w = width or g.column
    plain = plain_picture(page) if sheet.reading.size < 170 else None
    made = Heading(
        id=block.id,
        box=Box(sheet.mirrored(g.left, w), g.top if top is None else top, w, 0),
        block=block,
        title_size=title_size or sheet.sizes.title,
        kicker=kicker,
        hint=hint,
        picture=plain.name if plain else None,
        hint_size=sheet.sizes.body,
    )
    bottom = made.bottom(sheet)
    return (msgspec.structs.replace(made, box=made.box._replace(h=bottom - made.box.y)),), bottom


def plain_picture(page: pages.Page) -> pages.Picture | None:
    """The picture that stands at the start of the title."""
    return next((b for b in page.blocks if isinstance(b, pages.Picture) and b.look == "plain"), None)


def easy(page: pages.Page) -> bool:
    return page.reading.form == "easy"


def body_size(page: pages.Page, sheet: Sheet) -> float:
    return max(50.0, float(sheet.sizes.body)) if easy(page) else float(sheet.sizes.body)


def items(
    page: pages.Page, sheet: Sheet, blocks: Sequence[pages.Block], room: float, low: bool = False
) -> list[Bit | Run]:
    """All blocks but the heading, in reading order. room: px of the body, for what may fill it. low: see `answers.bits`."""
    made: list[Bit | Run] = []
    used = 0.0
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if isinstance(block, pages.Heading) or (isinstance(block, pages.Picture) and block.look == "plain"):
            continue
        before = gap_before(sheet, made)
        if isinstance(block, pages.Text):
            size = body_size(page, sheet)
            made.append(Run(block, size, sheet.line_width(block, size), before))
            continue
        if isinstance(block, pages.Choices):
            if block.label is not None:
                made.append(Run(block.label, sheet.sizes.body, sheet.line_width(block.label, sheet.sizes.body), before))
                before = 36.0
            made += answers.bits(sheet, block, before, room - used, low)
            if (
                block.multiple and block.look == "values"
            ):  # toggles: what follows stands under them, and shares the room
                used = sum(_height(sheet, item) for item in made)
            continue
        if isinstance(block, pages.Picture) and block.look == "card":
            cards = [block]
            while at < len(blocks) and isinstance(nxt := blocks[at], pages.Picture) and nxt.look == "card":
                cards.append(nxt)
                at += 1
            made += special.cards(sheet, cards, before, room - used)
            continue
        if isinstance(block, pages.Code):
            qr = blocks[at] if at < len(blocks) and isinstance(blocks[at], pages.QrCode) else None
            at += 1 if qr else 0
            made += special.code(sheet, block, qr, before)
            continue
        made += special.bits(page, sheet, block, before, room - used)
    return made


def _height(sheet: Sheet, item: Bit | Run) -> float:
    """px that an item takes, with the gap before it."""
    if isinstance(item, Bit):
        return item.before + item.height
    return item.before + sheet.measure(sheet.words(item.text, item.size, width=item.width)).last


def gap_before(sheet: Sheet, made: Sequence[Bit | Run]) -> float:
    """px between what was last and what comes."""
    if made and isinstance(made[-1], Run):
        return (2.0 if sheet.reading.spacing else 0.85) * made[-1].size + 12
    return 36.0
