"""The home page: the lamp, four doors, and a foot row with the languages and how somebody wants to read."""

from __future__ import annotations

import msgspec

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts import body, column, flow, frame
from kiosk.tablet.senses.sight.layouts.column import Laid
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.plain_words import flowing
from kiosk.tablet.senses.sight.sheet import GAP, Sheet
from kiosk.tablet.senses.sight.widgets.button import Button
from kiosk.tablet.senses.sight.widgets.heading import Heading
from kiosk.tablet.senses.sight.widgets.lamp import Lamp
from kiosk.tablet.senses.sight.widgets.languages import Languages
from kiosk.tablet.senses.sight.widgets.thing import Thing

LANGUAGES_LEAST = 500.0  # px that the door of the languages keeps beside the player


def lay_out(page: pages.Page, place: attention.Place, sheet: Sheet) -> Laid:
    if sheet.reading.size < 170:
        whole = _try(page, place, sheet, _head(page, sheet))
        if len(whole.parts) == 1 and whole.over <= 0:
            return whole
    # large or high letters: the small line and the hint give way where the doors then take fewer parts; ears still hear both
    return column.lightest(
        (lambda k=k, h=h: _try(page, place, sheet, body.head(page, sheet, k, h)) for k, h in column.HEADS), fewer=True
    )


def _try(
    page: pages.Page, place: attention.Place, sheet: Sheet, head: tuple[tuple[Thing, ...], float], big: bool = False
) -> Laid:
    """big: all doors stand in the body, as there is no room for the languages in the foot row."""
    g = sheet.grid
    big = big or sheet.reading.size >= 170
    doors, languages = _parted(page)
    if big:
        doors, languages = _all_doors(page), None
    above, bottom = head
    top = 216.0 if sheet.reading.size == 100 and bottom < 190 else bottom + 36
    blocks = tuple(doors if isinstance(b, pages.Choices) and doors and b.id == doors.id else b for b in page.blocks)
    items = body.items(page, sheet, blocks, g.foot - GAP - top)
    if big:
        return column.lay_out(page, place, sheet, above, top, items)
    dealt = flow.deal(sheet, items, top, g.foot - GAP, place.part)
    if languages is not None and not _fits_beside(page, sheet, languages[1], len(dealt.parts)):
        return _try(page, place, sheet, head, big=True)
    things: list[Thing] = []
    if not _under_lamp(sheet, page):
        middle = sheet.mirrored(g.left + 844 - 78, 156) + 78
        things.append(Lamp(id="lamp", box=Box(middle - 150, 0, 300, min(217.0, top + 1))))
    of = len(dealt.parts)
    part = min(place.part, of - 1)
    actions = attention.actions(page, attention.Place(page=page.id, part=part, parts=dealt.parts))
    things += [*above, *dealt.things, *_foot(page, sheet, languages, actions, part, of)]
    after_tools = not _alone(page, actions, of)
    return Laid(tuple(things), _with_languages(dealt.parts, languages, after_tools), dealt.over)


def _needs(sheet: Sheet, languages: pages.Choice) -> float:
    """px that the door of the languages needs at the least: its picture, its word, one name."""
    label = sheet.measure(sheet.words(languages.label, 30.0, "bold", None, 1.12)).width
    return 138.0 + max(label, 100.0) + 8.0


def _fits_beside(page: pages.Page, sheet: Sheet, languages: pages.Choice, of: int) -> bool:
    """Whether the door of the languages finds room between the tools and the buttons of every part."""
    if not page.actions:
        return True
    kept = _needs(sheet, languages) + GAP
    for shown in (page.actions, (*page.actions, page.more)) if of > 1 else (page.actions,):
        row = frame.foot(sheet, attention.tools(page), shown, 0, of, spare=LANGUAGES_LEAST, kept=kept)
        taken = sum(thing.box.w + GAP for thing in row.things if thing.id in {action.id for action in shown})
        if (
            row.left_over
            or frame.squeezed(row, sheet, shown)
            or sheet.grid.right - taken - row.tools_end - GAP < _needs(sheet, languages)
        ):
            return False
    return True


def _all_doors(page: pages.Page) -> pages.Choices | None:
    """All doors alike: large letters leave no room for the names of languages under their door."""
    for block in page.blocks:
        if isinstance(block, pages.Choices):
            options = tuple(msgspec.structs.replace(option, detail=None) for option in block.options)
            return msgspec.structs.replace(block, options=options)
    return None


def _under_lamp(sheet: Sheet, page: pages.Page) -> bool:
    """Whether the head is so long that the lamp would hang into it."""
    block = body.heading_of(page)
    if block is None:
        return False
    g = sheet.grid
    size = 56.0 if sheet.reading.size < 140 else float(sheet.sizes.title)
    title = sheet.measure(sheet.words(block.text, size, "bold", g.column)).width
    hint = (
        sheet.measure(sheet.words(block.hint, float(sheet.sizes.body), "regular", g.column)).width
        if block.hint
        else 0.0
    )
    return title > 760 or hint > 715


def _parted(page: pages.Page) -> tuple[pages.Choices | None, tuple[str, pages.Choice] | None]:
    """The doors, and the one that is the door of the languages (its smaller line names them)."""
    for block in page.blocks:
        if not isinstance(block, pages.Choices):
            continue
        named = next((o for o in block.options if o.detail is not None and len(o.detail.sentences) > 1), None)
        if named is not None:
            rest = tuple(o for o in block.options if o is not named)
            return msgspec.structs.replace(block, options=rest), (f"{block.id}/{named.id}", named)
    return None, None


def _with_languages(
    parts: attention.Parts, languages: tuple[str, pages.Choice] | None, after_tools: bool
) -> attention.Parts:
    """The door of the languages stands in the foot row of every part, where there is a voice behind Listen and Reading."""
    if languages is None:
        return parts
    piece = (attention.IN_FOOT if after_tools else "") + languages[0]
    return tuple((*part, piece) for part in parts)


def _alone(page: pages.Page, actions: tuple[pages.Action, ...], of: int) -> bool:
    """Whether Reading is the only button of the foot row: then it stands at its end."""
    return len(attention.tools(page)) == 1 and not actions and of == 1


def _head(page: pages.Page, sheet: Sheet) -> tuple[tuple[Thing, ...], float]:
    block = body.heading_of(page)
    g = sheet.grid
    if block is None or sheet.reading.size >= 140:
        return body.head(page, sheet)
    w = 800.0
    made = Heading(
        id=block.id,
        box=Box(sheet.mirrored(g.left, w), 42, w, 0),
        block=block,
        title_size=56,
        kicker_gap=25 if block.kicker else 0,
        hint_gap=26,
    )
    title = sheet.words(block.text, 56, "bold", w, 1.22)
    if sheet.measure(title).lines > 1:
        return body.head(page, sheet, width=760)
    return (made,), made.bottom(sheet)


def _foot(
    page: pages.Page,
    sheet: Sheet,
    languages: tuple[str, pages.Choice] | None,
    actions: tuple[pages.Action, ...],
    part: int,
    of: int,
) -> tuple[Thing, ...]:
    g = sheet.grid
    shown = attention.tools(page)
    if languages is None:
        return frame.foot(sheet, shown, actions, part, of).things
    id, option = languages
    tools: list[Thing] = []
    if _alone(page, actions, of):
        action = shown[0]
        w = 364.0 if sheet.reading.size == 100 else 400.0
        steps, room = sheet.steps(float(sheet.sizes.label)), g.foot_height - 32
        words = sheet.best_fitted(action.label, steps, w - 118, room, 2, leading=1.22)
        label = action.label if "\n" in words.text else flowing(action.label)
        tools.append(
            Button(
                id=action.id,
                box=Box(sheet.mirrored(g.right - w, w), g.foot, w, g.foot_height),
                target=action.usable,
                label=label,
                picture=action.picture,
                on=action.on,
                size=words.size,
            )
        )
        x, end = g.left, g.right - w - GAP
    else:
        row = frame.foot(sheet, shown, actions, part, of, spare=LANGUAGES_LEAST, kept=_needs(sheet, option) + GAP)
        tools += row.things
        x = row.tools_end + (GAP if shown else 0)
        boxes = [thing.box for thing in row.things if thing.id in {a.id for a in actions}]
        end = min((sheet.mirrored(box.x, box.w) for box in boxes), default=g.right + GAP) - GAP
    assert option.detail is not None  # noqa: S101 - it was chosen by its detail
    room = end - x
    size = sheet.fitted(option.label, sheet.steps(float(sheet.sizes.label)), room - 138, 60, 1).size
    tools.append(
        Languages(
            id=id,
            box=Box(sheet.mirrored(x, room), g.foot, room, g.foot_height),
            target=True,
            label=option.label,
            detail=option.detail,
            picture=option.picture,
            size=size,
            detail_size=30 if sheet.reading.size == 100 else 36,
        )
    )
    return tuple(tools)
