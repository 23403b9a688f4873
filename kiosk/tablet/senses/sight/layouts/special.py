"""Bits of the blocks that stand alone: pictures with their words, cards, codes, messages, charts, videos and time that is left."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kiosk.tablet import pages
from kiosk.tablet.senses.sight.layouts.flow import Bit, Run
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.plain_words import flowing
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.theme import SMALLEST
from kiosk.tablet.senses.sight.widgets import code_panel, message_card
from kiosk.tablet.senses.sight.widgets.button import Button
from kiosk.tablet.senses.sight.widgets.card import Card
from kiosk.tablet.senses.sight.widgets.chart import Chart
from kiosk.tablet.senses.sight.widgets.code_panel import CodePanel
from kiosk.tablet.senses.sight.widgets.message_card import MessageCard
from kiosk.tablet.senses.sight.widgets.point import Point, scene_width, words_of
from kiosk.tablet.senses.sight.widgets.qr import Qr
from kiosk.tablet.senses.sight.widgets.status_title import StatusTitle
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.senses.sight.widgets.timer_bar import TimerBar
from kiosk.tablet.senses.sight.widgets.video import VideoPanel

MIDDLE = 400.0  # px: measured here, nothing is near the edge of the glass
HEIGHTS = {"line": 344.0, "bars": 264.0}  # px of a chart: bars say less than a line, and leave room for their words


def bits(page: pages.Page, sheet: Sheet, block: pages.Block, before: float, room: float) -> list[Bit | Run]:
    """One block of the body. before: px to what is above it. room: px that the body has left."""
    if isinstance(block, pages.Picture):
        return [picture(page, sheet, block, before, room)]
    if isinstance(block, pages.Message):
        return [message(sheet, block, before, room)]
    if isinstance(block, pages.Chart):
        return chart(sheet, block, before)
    if isinstance(block, pages.Video):
        return [
            _whole(
                sheet,
                block.id,
                max(300.0, room),
                before,
                lambda box: VideoPanel(id=block.id, box=box, block=block, size=sheet.sizes.body),
            )
        ]
    if isinstance(block, pages.Timer):
        return timer(sheet, block, before)
    if isinstance(block, pages.QrCode):
        return [_qr(sheet, block, before)]
    if isinstance(block, pages.Status):
        return status(sheet, block, before, room)
    raise TypeError(
        f"page {page.id}: a {type(block).__name__} cannot stand in a {page.shape} page (use the shape 'form')"
    )


def _whole(sheet: Sheet, piece: str, height: float, before: float, one, low: bool = False) -> Bit:
    """A bit as wide as the column."""
    g = sheet.grid
    return Bit((piece,), height, before, lambda y: (one(Box(g.left, y, g.column, height)),), low)


def picture(page: pages.Page, sheet: Sheet, block: pages.Picture, before: float, room: float) -> Bit:
    """A picture with its words. Words that find no room even on a part of their own get smaller rather than lost."""
    easy = page.reading.form == "easy"
    size = max(50.0, float(sheet.sizes.body)) if easy and block.look == "scene" else float(sheet.sizes.body)
    bit = _picture(sheet, block, size, before)
    while size > SMALLEST and (bit.height > room or _too_wide(sheet, block, size)):
        size = max(float(SMALLEST), size - 4)
        bit = _picture(sheet, block, size, before)
    return bit


def _too_wide(sheet: Sheet, block: pages.Picture, size: float) -> bool:
    """Whether a word is longer than its line beside a scene, where lines are shortest."""
    width = sheet.grid.column - scene_width(sheet) - 36
    return block.look == "scene" and sheet.measure(words_of(sheet, block, size, "scene", width)).width > width


def _picture(sheet: Sheet, block: pages.Picture, size: float, before: float) -> Bit:
    column = sheet.grid.column
    if block.look == "scene":
        words = words_of(sheet, block, size, "scene", column - scene_width(sheet) - 36)
        height = max(134.0, sheet.measure(words).last + 0.66 * size)
        return _point(sheet, block, "scene", size, height, 36.0, height, 18.0)
    if block.look == "panel":
        tries = []
        for pic in (132.0,) if size < 60 else (168.0, 132.0):
            setting = sheet.measure(words_of(sheet, block, size, "panel", column - 22 - pic - 22 - 30))
            tries.append((max(pic + 14, setting.bottom - setting.top + 64), pic))
        height, pic = min(tries, key=lambda one: one[0])  # a larger picture, unless it costs the words a line
        return _point(sheet, block, "panel", size, pic, 22.0, height, before, low=True)
    pic = 92.0 if size < 48 else 104.0
    words = words_of(sheet, block, size, "point", column - pic - 36)
    height = max(pic - 10.0, sheet.measure(words).last + 0.2 * size)
    return _point(sheet, block, "point", size, pic, 36.0, height, 42.0)


def _point(
    sheet: Sheet,
    block: pages.Picture,
    look: str,
    size: float,
    pic: float,
    apart: float,
    height: float,
    before: float,
    low: bool = False,
) -> Bit:
    def one(box: Box) -> Thing:
        return Point(id=block.id, box=box, block=block, look=look, size=size, pic=pic, apart=apart)

    return _whole(sheet, block.id, height, before, one, low)


def cards(sheet: Sheet, blocks: Sequence[pages.Picture], before: float, room: float) -> list[Bit]:
    """Still cards, three in a row; where letters are large low ones under each other, so that all are seen at once. room: px of the body."""
    made: list[Bit] = []
    if sheet.reading.size >= 170:
        for block in blocks:
            block = _on_one_line(block)
            size = float(sheet.sizes.small)
            while size > SMALLEST and not sheet.fits(words_of(sheet, block, size, "panel", 780.0), 780.0, 96.0, 1):
                size -= 2
            made.append(_point(sheet, block, "panel", size, 88.0, 26.0, 110.0, 12.0 if made else before))
        return made
    across = min(3, max(2, len(blocks)))
    w = (sheet.grid.column - GAP * (across - 1)) / across
    texts = [block.caption or block.alt for block in blocks]
    for size in sheet.steps(40.0 if sheet.reading.size == 100 else 46.0):
        if all(sheet.fits(sheet.words(text, size, "bold", w - 40, 1.2), w - 40, None, 2) for text in texts):
            break
    for first in range(0, len(blocks), across):
        row = blocks[first : first + across]
        lasts = [sheet.measure(sheet.words(b.caption or b.alt, size, "bold", w - 40, 1.2)).last for b in row]
        pic = min(132.0 if sheet.reading.size == 100 else 108.0, max(72.0, room - 80 - max(lasts)))
        height = 24 + pic + 30 + max(lasts) + 26

        def make(
            y: float, row: Sequence[pages.Picture] = row, height: float = height, pic: float = pic
        ) -> tuple[Thing, ...]:
            left = sheet.grid.left
            return tuple(
                Card(
                    id=b.id, box=Box(sheet.mirrored(left + i * (w + GAP), w), y, w, height), block=b, size=size, pic=pic
                )
                for i, b in enumerate(row)
            )

        made.append(Bit(tuple(b.id for b in row), height, 24.0 if first else before, make))
    return made


def _on_one_line(block: pages.Picture) -> pages.Picture:
    """The breaks that were set for narrow cards are no breaks in a wide one."""
    return block if block.caption is None else msgspec.structs.replace(block, caption=flowing(block.caption))


def code(sheet: Sheet, block: pages.Code, qr: pages.QrCode | None, before: float) -> list[Bit | Run]:
    """The groups of a return code, and the same as a QR code beside them where letters leave room for it."""
    g = sheet.grid
    beside = qr is not None and sheet.reading.size < 140
    wide = 660.0 if beside else g.column
    across = 4
    digits = {100: 60.0 if beside else 70.0, 140: 70.0}.get(sheet.reading.size, 72.0)
    word = {100: 32.0 if beside else 38.0, 140: 44.0}.get(sheet.reading.size, 54.0)
    pitch = 150.0 if beside else 0.714 * digits + 1.35 * word + 26
    height = max(code_panel.height(len(block.groups), across, pitch), 370.0 if beside else 0)

    def make(y: float) -> tuple[Thing, ...]:
        box = Box(sheet.mirrored(g.left, wide), y, wide, height)
        things: list[Thing] = [
            CodePanel(id=block.id, box=box, block=block, across=across, digits=digits, word=word, pitch=pitch)
        ]
        if beside and qr is not None:
            w = g.column - wide - GAP
            at = Box(sheet.mirrored(g.left + wide + GAP, w), y, w, height)
            things.append(Qr(id=qr.id, box=at, data=qr.data, label=qr.label, private=qr.private, size=30.0))
        return tuple(things)

    pieces = (block.id, qr.id) if beside and qr is not None else (block.id,)
    made: list[Bit | Run] = [Bit(pieces, height, before, make)]
    if qr is not None and not beside:
        made.append(_qr(sheet, qr, 24.0))
    return made


def _qr(sheet: Sheet, block: pages.QrCode, before: float) -> Bit:
    side = 330.0

    def make(y: float) -> tuple[Thing, ...]:
        box = Box(sheet.mirrored(sheet.grid.left, side), y, side, side + 62)
        return (
            Qr(
                id=block.id,
                box=box,
                data=block.data,
                label=block.label,
                private=block.private,
                size=float(sheet.sizes.small),
            ),
        )

    return Bit((block.id,), side + 62, before, make)


def message(sheet: Sheet, block: pages.Message, before: float, room: float) -> Bit:
    """A card; its words get smaller where it would else be higher than the body."""
    size = sheet.reading.size
    name = {100: 42.0, 140: 50.0}.get(size, float(sheet.sizes.label))
    body = float(sheet.sizes.body) if size < 170 else float(sheet.sizes.small)
    number = 56.0 if size < 170 else float(sheet.sizes.title)

    for share in (1.0, 0.92, 0.85, 0.78, 0.7, 0.62, 0.55, 0.5):
        sizes = tuple(max(float(SMALLEST), round(px * share)) for px in (name, body, number))

        def one(box: Box, sizes: tuple[float, ...] = sizes) -> MessageCard:
            return MessageCard(id=block.id, box=box, block=block, name=sizes[0], body=sizes[1], number=sizes[2])

        height = message_card.height(sheet, one(Box(0, 0, sheet.grid.column, 212)), sheet.grid.column)
        if height <= room:
            break
    return _whole(sheet, block.id, height, min(before, 20.0) if before < 40 else before, one)


def chart(sheet: Sheet, block: pages.Chart, before: float) -> list[Bit | Run]:
    size = min(40.0, float(sheet.sizes.small))
    made: list[Bit | Run] = [
        _whole(
            sheet,
            block.id,
            HEIGHTS[block.look],
            before,
            lambda box: Chart(id=block.id, box=box, block=block, size=size),
        )
    ]
    if block.caption is not None:
        body = float(sheet.sizes.body)
        made.append(Run(block.caption, body, sheet.line_width(block.caption, body), 28.0, leading=1.35))
    return made


def timer(sheet: Sheet, block: pages.Timer, before: float) -> list[Bit | Run]:
    share = block.left / block.total if block.total > 0 else 0.0
    label = Run(block.label, float(sheet.sizes.body), sheet.grid.column - 24, 48.0, leading=1.4)
    bar = _whole(sheet, block.id, 28.0, before, lambda box: TimerBar(id=block.id, box=box, share=share))
    return [bar, label]


def status(sheet: Sheet, block: pages.Status, before: float, room: float, share: float = 1.0) -> list[Bit | Run]:
    """A status that does not open its page: its title, then what it says. The title gets smaller where it would be higher than the body.

    share: of the size that the title has elsewhere.
    """
    for size in sheet.steps(share * (61.0 if sheet.reading.size < 170 else float(sheet.sizes.title))):
        probe = StatusTitle(
            id=block.id,
            box=Box(sheet.grid.left, MIDDLE, sheet.grid.column, 0),
            block=block,
            size=size,
            small=size,
            detail=False,
        )
        height = probe.bottom(sheet) - MIDDLE
        if height <= room:
            break
    made: list[Bit | Run] = [
        _whole(
            sheet,
            block.id,
            height,
            before,
            lambda box: StatusTitle(
                id=block.id, box=box, block=block, size=size, small=float(sheet.sizes.body), detail=False
            ),
        )
    ]
    if block.detail is not None:
        body = float(sheet.sizes.body)
        higher = 0.0 if sheet.is_latin(block.detail) else 0.35 * body  # letters that stand and hang farther out
        made.append(Run(block.detail, body, sheet.line_width(block.detail, body), 42.0 + higher))
    return made


def left_over(sheet: Sheet, actions: Sequence[pages.Action], before: float, height: float | None = None) -> list[Bit]:
    """Actions that found no room in the foot row, as wide buttons at the end of the body. height: px of each, where it is not the foot row's."""
    g = sheet.grid
    made: list[Bit] = []
    for action in actions:

        def one(box: Box, action: pages.Action = action) -> Thing:
            width = box.w - 42 - 76
            high = 100 if height is None else height - 54  # clear of the ledge and of tails
            label = sheet.fitted(action.label, sheet.steps(float(sheet.sizes.label)), width, high, 2, leading=1.22)
            return Button(
                id=action.id,
                box=box,
                target=action.usable,
                label=action.label,
                picture=action.picture,
                picture_last=action.picture_last,
                main=action.main,
                on=action.on,
                size=label.size,
            )

        made.append(_whole(sheet, action.id, height or g.foot_height, GAP if made else before, one, low=True))
    return made
