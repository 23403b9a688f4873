"""How answers stand: faces in one row, tiles and rows in as few parts as their words allow, doors and large buttons.

An answer is at least 25 mm each way, 6 mm from the next. A scale is never split over parts: who sees only half of it cannot answer truly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from kiosk.tablet.pages import Choice, Choices
from kiosk.tablet.senses.sight.layouts.flow import Bit
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import CLEAR_TAIL, GAP, LEDGE, Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets import door, row
from kiosk.tablet.senses.sight.widgets.button import Button
from kiosk.tablet.senses.sight.widgets.door import Door
from kiosk.tablet.senses.sight.widgets.row import Row
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.senses.sight.widgets.tile import Tile

ANSWER = 147.0  # 25 mm
LEAST_QUICK = 36.0  # px across, of the picture of a quick choice: smaller, it tells nobody anything
LOWEST = 118.0  # 20 mm: a value in a word alone; with less room, the head of the page gives way
CLEAR_PICTURE = 64.0  # px
LOW_TILE = 168.0  # px of a tile that has a picture
LEAST_FACES, LEAST_FACE = 220.0, 24.0  # px
CLEAR_FACE = 90.0  # px across: a smaller face does not show its mood
One = Callable[[Choice, Box], Thing]


def bits(sheet: Sheet, block: Choices, before: float, room: float, low: bool = False) -> tuple[Bit, ...]:
    """The rows of a set of answers. before: px to what is above them. room: px that the body has left for them.

    low: large buttons may be as low as an answer can be, where the page would fall into two parts else.
    """
    if not block.options:
        return ()
    if block.look == "faces":
        return (_faces(sheet, block, before, room),)
    if block.look == "big":
        return _big(sheet, block, before, low)
    if block.look == "doors":
        return _doors(sheet, block, before, room)
    if block.look == "languages":
        return _languages(sheet, block, before, room)
    if block.look == "values":
        return _values(sheet, block, before, room)
    pictures = any(option.picture for option in block.options)
    details = any(option.detail for option in block.options)
    if block.look == "tiles" and pictures and not details and sheet.reading.size < 170:
        return _tiles(sheet, block, before, room)
    return _rows(sheet, block, before, room)


def columns(sheet: Sheet, count: int) -> float:
    """Width of each of so many columns, px."""
    return (sheet.grid.column - GAP * (count - 1)) / count


def _in_rows(
    sheet: Sheet,
    block: Choices,
    across: int,
    height: float,
    before: float,
    one: One,
    low: bool = False,
    needed: Callable[[Choice], float] = lambda option: 0.0,
) -> tuple[Bit, ...]:
    """needed: px that an answer needs, where that may be more than the height of the others."""
    w = columns(sheet, across)
    made: list[Bit] = []
    for first in range(0, len(block.options), across):
        options = block.options[first : first + across]
        high = max(height, *(needed(option) for option in options))

        def make(y: float, options: Sequence[Choice] = options, high: float = high) -> tuple[Thing, ...]:
            left = sheet.grid.left
            return tuple(
                one(o, Box(sheet.mirrored(left + i * (w + GAP), w), y, w, high)) for i, o in enumerate(options)
            )

        pieces = tuple(f"{block.id}/{option.id}" for option in options)
        made.append(Bit(pieces, high, GAP if first else before, make, low))
    return tuple(made)


def _common(
    sheet: Sheet, block: Choices, sizes: Sequence[float], width: float, height: float, lines: int, leading: float = 1.12
) -> float:
    """The largest size at which every label fits; the smallest where none does."""
    for size in sizes:
        if all(
            sheet.fits(sheet.words(o.label, size, "bold", width, leading), width, height, lines) for o in block.options
        ):
            return size
    return sizes[-1]


def _all_fit(sheet: Sheet, block: Choices, size: float, width: float) -> bool:
    words = (sheet.words(option.label, size, "bold", width, 1.12) for option in block.options)
    return all(sheet.fits(one, width) for one in words)


def _faces(sheet: Sheet, block: Choices, before: float, room: float) -> Bit:
    count = len(block.options)
    size, w = sheet.reading.size, columns(sheet, len(block.options))
    wide = count <= 3
    # Never so low that no face is left: where a long question leaves less room, the page sheds its hint, or goes on.
    height = max(LEAST_FACES, min(room, 396.0 if wide else 320.0 if size == 140 else 300.0))
    usual, top, gap = (28.0, 18.0, 24.0) if wide else (18.0 if size >= 140 else 20.0, 18.0, 30.0)
    wanted = (50.0 if size == 100 else 60.0) if wide else (36.0 if size == 100 else 40.0)
    for pad in (usual, 12.0, 9.0):  # a word of some languages is as long as a tile is wide
        inner = w - 2 * pad + 14
        label = _common(sheet, block, sheet.steps(wanted), inner, 0.45 * height, 2)
        if _all_fit(sheet, block, label, inner):
            break
    tallest = max(sheet.measure(sheet.words(o.label, label, "bold", inner, 1.12)).last for o in block.options)
    pic = max(LEAST_FACE, min(w - 2 * pad + (0 if wide else 8), height - top - gap - tallest - 24, 274.0))

    def one(option: Choice, box: Box) -> Thing:
        return Tile(
            id=f"{block.id}/{option.id}",
            box=box,
            target=True,
            label=option.label,
            picture=option.picture,
            chosen=option.chosen,
            size=label,
            pic=pic,
            top=top,
            gap=gap,
            pad=pad,
        )

    (bit,) = _in_rows(sheet, block, count, height, before, one)
    return bit._replace(cramped=pic < CLEAR_FACE)


def _depth(sheet: Sheet, words: Words) -> float:
    """px from the top of a label to where the edge of its tile may lie: clear of the deepest tail, and never close under the last line."""
    setting = sheet.measure(words)
    return max(setting.last + 0.3 * words.size, setting.ink[1] + setting.ink[3] + CLEAR_TAIL)


def _tiles(sheet: Sheet, block: Choices, before: float, room: float) -> tuple[Bit, ...]:
    size = sheet.reading.size
    count = len(block.options)
    across = (4 if count > 6 or count == 4 else min(3, count)) if size == 100 else min(3, count)
    if count == 4 and room < 2 * LOW_TILE + GAP:
        across = 4
    wanted = 207.0 if size == 100 else 226.0
    alone = count <= across  # one row: larger pictures, and no more air than a page needs
    if alone:
        wanted = max(LOW_TILE, min(room, 300.0 if across <= 3 else 250.0))
    two = (room - GAP) / 2
    height = wanted if alone or two >= wanted else max(LOW_TILE, min(wanted, two))
    pad, top, gap, pic = (20.0, 12.0, 14.0, 96.0) if size == 100 else (24.0, 14.0, 20.0, 84.0)
    if alone:
        top, gap, pic = 18.0, 22.0, 150.0 if across <= 3 else 124.0
    inner = columns(sheet, across) - 2 * pad + 14
    label = _common(sheet, block, sheet.steps(sheet.sizes.label), inner, height - top - gap - 48, 2)
    if not all(sheet.fits(sheet.words(o.label, label, "bold", inner, 1.12), inner, None, 2) for o in block.options):
        return _rows(sheet, block, before, room)
    tallest = max(_depth(sheet, sheet.words(o.label, label, "bold", inner, 1.12)) for o in block.options)
    pic = min(pic, height - LEDGE - top - gap - tallest)

    def one(option: Choice, box: Box) -> Thing:
        return Tile(
            id=f"{block.id}/{option.id}",
            box=box,
            target=True,
            label=option.label,
            picture=option.picture,
            chosen=option.chosen,
            size=label,
            pic=pic,
            top=top,
            gap=gap,
            pad=pad,
        )

    bits = _in_rows(sheet, block, across, height, before, one)
    return tuple(bit._replace(cramped=pic < CLEAR_PICTURE) for bit in bits) if across == 4 else bits


def _rows(sheet: Sheet, block: Choices, before: float, room: float) -> tuple[Bit, ...]:
    big = sheet.reading.size >= 170
    count = len(block.options)
    pictures = any(option.picture for option in block.options)
    wanted = 193.0 if big else ANSWER
    choices = (1,) if big else (1, 2) if pictures else (1, 2, 3)
    best: tuple[bool, int, int, int, float, float] | None = None
    for across in choices:
        if across > count:
            continue
        w = columns(sheet, across)
        pic = min(wanted - 44, 142.0) if pictures else 0.0
        width = row.inner_width(w, pic, chosen=True)
        unfit = False
        for size in sheet.steps(min(sheet.sizes.answer, 64.0) if big or across == 1 else float(sheet.sizes.label)):
            if _rows_fit(sheet, block, size, width, wanted - 28):
                break
        else:
            size, unfit = 30.0, True
        lines = ceil(count / across)
        parts = ceil(lines / max(1, int((room + GAP + 0.5) // (wanted + GAP))))
        shrunk = int(size < 0.8 * sheet.sizes.label)
        candidate = (unfit, shrunk, parts, across, size, pic)
        if best is None or candidate[:4] < best[:4]:
            best = candidate
    assert best is not None  # noqa: S101 - one column always is a candidate
    unfit, _, parts, across, size, pic = best
    if unfit and any(option.detail is not None for option in block.options):
        return _grown(sheet, block, before, wanted, pic)
    height = wanted
    if parts == 1:  # what is left over makes the answers larger, to a point
        lines = ceil(count / across)
        height = max(wanted, min(wanted + 24, (room - GAP * (lines - 1)) / lines))
    return _in_rows(sheet, block, across, height, before, _row_of(sheet, block, size, min(pic, height - 36)))


def _row_of(sheet: Sheet, block: Choices, size: float, pic: float) -> Callable[[Choice, Box], Thing]:
    """Makes an option a row in its box. size: px of its label. pic: px of its picture, if it has one."""

    def one(option: Choice, box: Box) -> Thing:
        return Row(
            id=f"{block.id}/{option.id}",
            box=box,
            target=True,
            label=option.label,
            picture=option.picture,
            chosen=option.chosen,
            size=size,
            pic=pic if option.picture else 0,
            detail=option.detail,
            detail_size=detail_size(sheet, size),
        )

    return one


def _grown(sheet: Sheet, block: Choices, before: float, least: float, pic: float) -> tuple[Bit, ...]:
    """Rows that are as high as their words: what somebody has told may be as long as they like."""
    width = row.inner_width(columns(sheet, 1), pic, chosen=True)
    size = _common(sheet, block, sheet.steps(float(sheet.sizes.label)), width, least / 2, 2, 1.2)

    def needed(option: Choice) -> float:
        return row.height(sheet, option.label, option.detail, size, detail_size(sheet, size), width)

    return _in_rows(sheet, block, 1, least, before, _row_of(sheet, block, size, pic), needed=needed)


def _languages(sheet: Sheet, block: Choices, before: float, room: float) -> tuple[Bit, ...]:
    """Names of languages, each in its own script: short, so that they stand in columns in every size. As many to a part as answers to a page."""
    big = sheet.reading.size >= 170
    across = min(2 if big else 3, len(block.options))
    height = _low_height(sheet, room)
    width = row.inner_width(columns(sheet, across), 0, chosen=True)
    size = _common(sheet, block, sheet.steps(float(sheet.sizes.answer)), width, height - 28, 2, 1.2)
    return _in_rows(sheet, block, across, height, before, _row_of(sheet, block, size, 0))


def _values(sheet: Sheet, block: Choices, before: float, room: float) -> tuple[Bit, ...]:
    """The values of a scale: as many in sight as can be, so that people see from where to where it goes."""
    count = len(block.options)
    across = 2 if sheet.reading.size >= 170 else 3 if count <= 6 and count != 4 else 4
    height = ANSWER if block.multiple and sheet.reading.size < 170 else _low_height(sheet, room)
    width = columns(sheet, across) - 2 * 20 + 14
    pictured = all(option.picture for option in block.options)
    # A picture is what people who cannot read choose by: words give it room.
    room_for_words = height - 50 - LEAST_QUICK if pictured else 0.5 * height
    size = _common(sheet, block, sheet.steps(float(sheet.sizes.answer)), width, room_for_words, 2)
    labels = [sheet.measure(sheet.words(option.label, size, "bold", width, 1.12)).last for option in block.options]
    pic = min(64.0, height - 50 - max(labels))  # with its room above, to the words and to the ledge

    def one(option: Choice, box: Box) -> Thing:
        return Tile(
            id=f"{block.id}/{option.id}",
            box=box,
            target=True,
            label=option.label,
            picture=option.picture if pic >= LEAST_QUICK else None,
            chosen=option.chosen,
            size=size,
            pic=pic,
            gap=12.0,
            low=True,
        )

    return _in_rows(sheet, block, across, height, before, one)


def _low_height(sheet: Sheet, room: float) -> float:
    """px of answers in words alone, so many rows of which find room."""
    wanted = 193.0 if sheet.reading.size >= 170 else ANSWER
    lines = max(1, int((room + GAP + 0.5) // (wanted + GAP)))
    return max(LOWEST, min(wanted + 24, (room - GAP * (lines - 1)) / lines))


def detail_size(sheet: Sheet, label: float) -> float:
    return max(30.0, min(float(sheet.sizes.small), round(label * 0.82)))


def _rows_fit(sheet: Sheet, block: Choices, size: float, width: float, height: float) -> bool:
    for option in block.options:
        label = sheet.words(option.label, size, "bold", width, 1.2)
        room = height
        if option.detail is not None:
            small = sheet.words(option.detail, detail_size(sheet, size), "regular", width, 1.25)
            setting = sheet.measure(small)
            tail = setting.ink[1] + setting.ink[3] - setting.bottom
            room -= setting.bottom - setting.top + 0.5 * detail_size(sheet, size) + max(0.0, tail - CLEAR_TAIL)
            if not sheet.fits(small, width, None, 3):
                return False
        if not sheet.fits(label, width, room, 3):
            return False
    return True


def _doors(sheet: Sheet, block: Choices, before: float, room: float) -> tuple[Bit, ...]:
    if sheet.reading.size >= 170:
        return _rows(sheet, block, before, room)
    count = len(block.options)
    across = 2 if count <= 4 else 3
    lines = ceil(count / across)
    height = max(ANSWER, min(178.0, (room - GAP * (lines - 1)) / lines))
    panel = door.PANEL if across == 2 else 104.0
    width = door.words_width(columns(sheet, across), panel)
    wanted = 42.0 if sheet.reading.size == 100 else 46.0
    size = _common(sheet, block, sheet.steps(wanted), width, height - 40, 2 if across == 2 else 3, 1.2)
    if across == 3 and not all(
        sheet.fits(sheet.words(o.label, size, "bold", width, 1.2), width, height - 40, 3) for o in block.options
    ):
        return _rows(sheet, block, before, room)  # wide letters, and one door more than stand in two columns

    def one(option: Choice, box: Box) -> Thing:
        return Door(
            id=f"{block.id}/{option.id}",
            box=box,
            target=True,
            label=option.label,
            picture=option.picture,
            size=size,
            panel=panel,
            pic=min(door.PICTURE, panel - 20, height - 50),
        )

    return _in_rows(sheet, block, across, height, before, one)


def _big(sheet: Sheet, block: Choices, before: float, low: bool) -> tuple[Bit, ...]:
    big = sheet.reading.size >= 170
    count = len(block.options)
    across = 1 if big else min(3, count)
    height = 193.0 if big else ANSWER if low else 218.0
    w = columns(sheet, across)
    icon = 92.0 if any(option.picture for option in block.options) and w > 400 else 0.0
    width = w - 42 - (icon + 18 if icon else 0)
    size = _common(sheet, block, sheet.steps(max(50.0, float(sheet.sizes.label))), width, height - 40, 3, 1.22)

    def one(option: Choice, box: Box) -> Thing:
        return Button(
            id=f"{block.id}/{option.id}",
            box=box,
            target=True,
            label=option.label,
            picture=option.picture if icon else None,
            main=option.id == block.options[0].id and not option.chosen,
            on=option.chosen,
            size=size,
            icon=icon or 92.0,
        )

    return _in_rows(sheet, block, across, height, before, one, low=True)
