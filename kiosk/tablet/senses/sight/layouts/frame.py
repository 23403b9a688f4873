"""What every page has around its body: the rail, the foot row, and the strip under it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from kiosk.tablet.pages import Action, Page, Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.plain_words import flowing
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.theme import SMALLEST
from kiosk.tablet.senses.sight.typesetting import LETTERS_APART
from kiosk.tablet.senses.sight.widgets import button, page_dots, strip
from kiosk.tablet.senses.sight.widgets import rail as rails
from kiosk.tablet.senses.sight.widgets.button import Button
from kiosk.tablet.senses.sight.widgets.page_dots import PageDots
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.rail import Band, CallStaff, RailButton, measures
from kiosk.tablet.senses.sight.widgets.strip import Demo, Notice
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.senses.sight.widgets.tool import Tool

LEAST = 118.0  # 20.1 mm
LONGEST_TOOL = 12  # letters; a tool with a longer label is a button
_STEPS = ((1.0, 1, 2), (1.0, 2, 2), (1.0, 1, 1), (1.0, 2, 1), (0.84, 1, 2), (0.84, 2, 2), (0.84, 2, 1), (0.7, 2, 1))
"""How buttons give way to each other: (share of the label size, lines, pictures: 2 all, 1 the main one's). Words shrink last."""
_BARE = (0.6, 2, 0)  # before a button that stays would have to go


def rail(page: Page, sheet: Sheet) -> tuple[Thing, ...]:
    """Call staff, Back and Leave. They look at nothing but the text size and the words, so that a learned place stays right."""
    g, m = sheet.grid, measures(sheet.reading.size)
    x, w = g.rail, g.wide - g.rail
    low = g.high - 800  # a taller screen keeps Leave in its lower corner and Back half-way
    back_y, leave_y = m.back[0] + low / 2, m.leave[0] + low
    call = page.rail.call
    things: list[Thing] = [
        Band(id="rail", box=Box(x, 0, w, g.high)),
        CallStaff(
            id=call.id,
            box=Box(x, 0, w, m.staff),
            target=call.usable,
            label=call.label,
            picture=call.picture,
            state=page.rail.call_button,
            radius=30,
        ),
    ]
    fit = rails.fit(sheet, (page.rail.back.label, page.rail.leave.label), w - 32, min(m.back[1], m.leave[1]))
    for action, y, h in ((page.rail.back, back_y, m.back[1]), (page.rail.leave, leave_y, m.leave[1])):
        things.append(
            RailButton(
                id=action.id,
                box=Box(x + 16, y, w - 32, h),
                touch=Box(x, y, w, h),
                target=action.usable,
                label=action.label,
                picture=action.picture,
                fit=fit,
                usable=action.usable,
            )
        )
    return tuple(things)


class Foot(NamedTuple):
    """things: of the foot row. left_over: actions that found no room and go into the body. dots: whether the dots found room.

    tools_end: the x at which the tools end, as in a page that runs from left to right.
    """

    things: tuple[Thing, ...]
    left_over: tuple[Action, ...]
    dots: bool
    tools_end: float


def foot(
    sheet: Sheet,
    tools: tuple[Action, ...],
    actions: tuple[Action, ...],
    part: int = 0,
    of: int = 1,
    beside: Text | None = None,
    spare: float = 0.0,
    kept: float = 0.0,
) -> Foot:
    """Tools at the start, actions at the end with the main one outermost, dots or a few words between.

    spare: px that the player leaves free for something else. kept: px that the actions do.
    """
    things, x = _tool_row(sheet, tools, _least_width(sheet, actions) + spare, _narrowest(sheet, actions) + kept)
    room = sheet.grid.right - x - (GAP if tools else 0) - kept
    dots_wide = page_dots.width(of, *dot(sheet)) + 2 * GAP if of > 1 else 0
    row, left_over = fit_actions(sheet, actions, room, dots_wide)
    end = sheet.grid.right
    for made in reversed(row):
        end -= made.box.w
        things.append(_placed(made, sheet.mirrored(end, made.box.w)))
        end -= GAP
    g = sheet.grid
    if row:
        end += GAP  # the start of the first button
    free = end - x - (GAP if tools else 0) - (GAP if row else 0)
    wide = page_dots.width(of, *dot(sheet))
    dots_fit = of > 1 and free >= wide
    if dots_fit:
        start = x + min(62.0, (end - x - wide) / 2)
        box = Box(sheet.mirrored(start, wide), g.foot, wide, g.foot_height)
        things.append(PageDots(id="parts", box=box, of=of, now=part, dot=dot(sheet)[0], gap=dot(sheet)[1]))
    elif beside is not None and of == 1:
        things += _beside(sheet, beside, x + GAP, free)
    return Foot(tuple(things), left_over, dots_fit, x)


def dot(sheet: Sheet) -> tuple[float, float]:
    """(radius, gap) of the page dots."""
    return (13.0, 26.0) if sheet.reading.size >= 170 else (11.0, 24.0)


def _beside(sheet: Sheet, text: Text, x: float, free: float) -> list[Thing]:
    g = sheet.grid
    leading = 1.25 if len(text.sentences) < 2 else 1.5  # several sentences are running words (WCAG 1.4.8)
    words = sheet.words(text, sheet.sizes.body, "regular", free, leading)
    if free < 120 or not sheet.fits(words, free, g.foot_height - 18, 3):  # tails hang below the last line
        return []
    box = Box(sheet.mirrored(x, free), g.foot, free, g.foot_height)
    return [Paragraph(id=text.id, box=box, text=text, size=sheet.sizes.body, leading=leading, centred=True)]


def fits_beside(sheet: Sheet, tools: tuple[Action, ...], actions: tuple[Action, ...], text: Text) -> bool:
    """Whether a short text finds room in the foot row."""
    return any(thing.id == text.id for thing in foot(sheet, tools, actions, beside=text).things)


TOOL_SIZES = {100: 30.0, 140: 40.0, 170: 46.0, 200: 52.0}
PLAYER = 3  # tools from which their words may get smaller, so that the actions keep their place


def _least_width(sheet: Sheet, actions: tuple[Action, ...]) -> float:
    """px that the actions need beside the player, in words nearly as large as usual and without pictures."""
    sizes = [max(30.0, round(sheet.sizes.label * share)) for share in (1.0, 0.84)]
    return sum(min(_button(sheet, action, size, 2, 0).box.w for size in sizes) + GAP for action in actions)


def _narrowest(sheet: Sheet, actions: tuple[Action, ...]) -> float:
    """px that any one action needs beside the tools, even in the smallest words, on two lines and without its picture; with one that stays, what
    the two need as they come last in `_STEPS`."""
    staying = tuple(action for action in actions if action.stays)
    if not staying:
        return max((_button(sheet, action, 30.0, 2, 0).box.w + GAP for action in actions), default=0.0)
    share, lines, pictures = _STEPS[-1]
    size = max(30.0, round(sheet.sizes.label * share))
    wide = {action.id: _button(sheet, action, size, lines, pictures).box.w + GAP for action in actions}
    return sum(wide[action.id] for action in staying) + max((wide[a.id] for a in actions if not a.stays), default=0.0)


def squeezed(row: Foot, sheet: Sheet, actions: tuple[Action, ...]) -> bool:
    """Whether an action of a foot row has less room than its words need."""
    wanted = {action.id for action in actions}
    return any(isinstance(made, Button) and not _holds(sheet, made) for made in row.things if made.id in wanted)


def _holds(sheet: Sheet, made: Button) -> bool:
    width = button.words_width(made.box.w, made.icon if made.picture else 0)
    words = sheet.words(made.label, made.size, "bold", width, 1.22)
    swash = button.PAD / 2  # letters of some scripts reach over the edge of their line, into the room round it
    return sheet.fits(words, width + swash, made.box.h - (24 if sheet.is_latin(made.label) else 0))


def _tool_row(
    sheet: Sheet, tools: tuple[Action, ...], beside: float = 0.0, least: float = 0.0
) -> tuple[list[Thing], float]:
    """The tools, and the x at which they end. beside: px that the player leaves free. least: px that any tools do."""
    size = TOOL_SIZES[sheet.reading.size]
    made, x = _tools(sheet, tools, size)
    while tools and x + (beside if len(tools) >= PLAYER else least) > sheet.grid.right and size > SMALLEST:
        size -= 2
        made, x = _tools(sheet, tools, size)
    return made, x


def _tools(sheet: Sheet, tools: tuple[Action, ...], size: float) -> tuple[list[Thing], float]:
    g = sheet.grid
    pic, gap = {100: (50.0, 15.0), 140: (44.0, 8.0)}.get(sheet.reading.size, (56.0, 10.0))
    least = 128.0 if sheet.reading.size == 100 else LEAST
    made: list[Thing] = []
    x = g.left
    for action in tools:
        words = sheet.measure(sheet.words(action.label, size, "medium")).width
        if len(action.label.spoken) > LONGEST_TOOL and len(tools) < PLAYER:
            wide = _long_tool(sheet, action)
            made.append(_placed(wide, sheet.mirrored(x, wide.box.w)))
            x += wide.box.w + GAP
            continue
        w = max(least, round(words + 40))
        box = Box(sheet.mirrored(x, w), g.foot, w, g.foot_height)
        made.append(
            Tool(
                id=action.id,
                box=box,
                target=action.usable,
                label=action.label,
                picture=action.picture,
                size=size,
                pic=pic,
                gap=gap,
                on=action.on,
            )
        )
        x += w + GAP
    return made, x - GAP if tools else g.left


def _long_tool(sheet: Sheet, action: Action) -> Button:
    """A tool with a long label, as a button; in smaller words where it would leave the main action no room."""
    for share in (1.0, 0.85, 0.7, 0.6):
        made = _button(sheet, action, max(30.0, round(share * min(46.0, sheet.sizes.label))), 2, 2)
        if made.box.w <= 0.42 * sheet.grid.column:
            break
    return made


def fit_actions(
    sheet: Sheet, actions: tuple[Action, ...], room: float, dots: float
) -> tuple[tuple[Button, ...], tuple[Action, ...]]:
    """Buttons that fit into the room beside the tools: smaller words first, then two lines, then fewer pictures, then fewer buttons.

    Dots go elsewhere before a word gets smaller than it must.
    """
    chosen = actions
    steps = (*_STEPS, _BARE) if any(action.stays for action in actions) else _STEPS
    while chosen:
        for wanted in (room - dots, room):
            for share, lines, pictures in steps:
                size = max(30.0, round(sheet.sizes.label * share))
                row = tuple(_button(sheet, action, size, lines, pictures) for action in chosen)
                if sum(b.box.w for b in row) + GAP * (len(row) - 1) <= wanted:
                    return row, tuple(a for a in actions if a not in chosen)
        if len(chosen) == 1:
            break
        drop = next((a for a in chosen if not (a.main or a.stays)), chosen[0])
        chosen = tuple(a for a in chosen if a is not drop)
    row = tuple(_placed(_button(sheet, a, 30.0, 2, 0), 0, room) for a in chosen)
    return row, tuple(a for a in actions if a not in chosen)


def _button(sheet: Sheet, action: Action, size: float, lines: int, pictures: int) -> Button:
    """pictures: 2 all, 1 the main button alone, 0 none."""
    g = sheet.grid
    picture = action.picture if pictures == 2 or (pictures == 1 and action.main) else None
    icon = min(button.ICON, g.foot_height - 40) if picture else 0.0
    label = action.label
    words = sheet.words(label, size, "bold", None, 1.22)
    setting = sheet.measure(words)
    if setting.lines > 1 and setting.bottom - setting.top > g.foot_height - 30:  # high letters find room on one line
        label = flowing(label)
        words = sheet.words(label, size, "bold", None, 1.22)
    across = sheet.measure(words).width
    if words.spaced:
        across += LETTERS_APART * size  # Pango breaks lines by the room round their first and last letters too
    if lines == 2 and " " in action.label.spoken:
        narrow = across / 2
        while narrow < across:
            if sheet.fits(words._replace(width=narrow), narrow, g.foot_height - 36, 2):
                break
            narrow += 6
        across = narrow
    w = max(LEAST, round(button.natural_width(across, icon, action.picture_last)))
    return Button(
        id=action.id,
        box=Box(0, g.foot, w, g.foot_height),
        target=action.usable,
        label=label,
        picture=picture,
        picture_last=action.picture_last,
        main=action.main,
        on=action.on,
        size=size,
        icon=icon or button.ICON,
    )


def _placed(made: Button, x: float, most: float | None = None) -> Button:
    w = made.box.w if most is None else min(made.box.w, most)
    return msgspec.structs.replace(made, box=Box(x, made.box.y, w, made.box.h))


STRIP = (30.0, 28.0, 26.0, 24.0, 22.0)
BETWEEN_NOTICES = 24.0


def strip_row(page: Page, sheet: Sheet) -> tuple[Thing, ...]:
    """The demo ribbon, then what the person should know, in one line: in smaller words where they are many, then without second sentences.

    Ears hear all of it.
    """
    g = sheet.grid
    y, h = g.end + strip.ABOVE, g.high - g.end - strip.ABOVE
    notices = tuple(text for text in (page.notice, *page.wording) if text is not None)
    size, notices = _strip_fit(sheet, page.demo, notices)
    x = g.left
    things: list[Thing] = []
    if page.demo:
        # Where wide letters leave what the person should know no room, the ribbon and it keep their letters together.
        beside = sum(strip.words_width(sheet, each, size, tight=True) + BETWEEN_NOTICES for each in notices[:1])
        w = min(strip.natural_width(sheet, page.demo, size), g.column - beside)
        things.append(Demo(id=page.demo.id, box=Box(sheet.mirrored(x, w), y, w, h), text=page.demo, size=size))
        x += w + BETWEEN_NOTICES
    for notice in notices:
        last = notice is notices[-1]
        w = g.right - x if last else min(strip.words_width(sheet, notice, size), g.right - x)
        if w <= 0:
            break
        things.append(Notice(id=notice.id, box=Box(sheet.mirrored(x, w), y, w, h), text=notice, size=size))
        x += w + BETWEEN_NOTICES
    return tuple(things)


def _strip_fit(sheet: Sheet, demo: Text | None, notices: tuple[Text, ...]) -> tuple[float, tuple[Text, ...]]:
    """(px of the words, the notices that find room): the largest words first; all sentences before first ones, all notices before the first few."""
    first = tuple(msgspec.structs.replace(notice, sentences=notice.sentences[:1]) for notice in notices)
    for shown in (notices, *(first[:many] for many in range(len(first), 0, -1))):
        for size in STRIP:
            wide = sum(strip.words_width(sheet, notice, size) + BETWEEN_NOTICES for notice in shown)
            wide += strip.natural_width(sheet, demo, size) if demo else -BETWEEN_NOTICES
            high = max((strip.words_height(sheet, text, size) for text in (demo, *shown) if text), default=0.0)
            # The ribbon's outline is no ground for its letters.
            edge = 5 if demo and sheet.high_contrast else 2
            if wide <= sheet.grid.column and high <= sheet.grid.high - sheet.grid.end - strip.ABOVE - edge:
                return size, shown
    return STRIP[-1], first[:1]
