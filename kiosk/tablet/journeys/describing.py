"""What is said of one thing on a page, for people who do not see it: its words, what it is, how it is, and which of how many.

"Ward charter. Button. 1 of 6." Everything is a `Text`, so that it has the person's language, a recording where there is one, and is marked private
where others must not hear it: what somebody typed, the keys they type it with, and which answers they have chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from kiosk.tablet import attention, editing
from kiosk.tablet.aloud import texts_of, typed
from kiosk.tablet.journeys import keyboards
from kiosk.tablet.journeys.frame import say
from kiosk.tablet.pages import (
    Action,
    Block,
    Choice,
    Choices,
    Heading,
    Key,
    Keys,
    Page,
    Picture,
    Stage,
    Status,
    Text,
    TextEntry,
    Video,
)
from kiosk.tablet.visit import Visit

ABOUT_A_PERSON = ("concern", "checkin", "code", "messages", "call")  # journeys whose answers are a person's own
_LEADS_ON = ("doors", "big")  # looks of choices that are ways on, and no answers


def thing(visit: Visit, shown: Page, stop: str) -> tuple[Text, ...]:
    """What is said of this stop (`attention.stops`); () where the page has no such one."""
    for button in (
        *attention.tools(shown),
        *shown.actions,
        shown.more,
        shown.rail.call,
        shown.rail.back,
        shown.rail.leave,
    ):
        if button.id == stop:
            return _button(visit, button)
    for text in (shown.demo, shown.notice, *shown.wording):
        if text is not None and text.id == stop:
            return (text,)
    name, _, part = stop.partition("/")
    block = next((block for block in shown.blocks if block.id == name), None)
    if block is None:
        return ()
    if part:
        return _part(visit, block, part)
    return tuple(_block(visit, shown, block))


def group(visit: Visit, name: str) -> tuple[Text, ...]:
    """What is said of a group of a scan (`attention.Group.name`)."""
    if name == "rest":
        return (say(visit, "reading.way.resting"),)
    kind, _, row = name.partition(".")
    return (say(visit, f"said.group.{kind}", {"number": int(row) + 1 if row.isdigit() else ""}),)


def stages(visit: Visit) -> dict[str, str]:
    """How far a stage of a call has come, by the end of the word's name."""
    return {state: say(visit, f"said.{state}").spoken for state in ("now", "done", "not_yet")}


def answer(visit: Visit, block: Choices, option: str) -> tuple[Text, ...]:
    """How an answer is once it was touched: its words, and whether it is chosen now."""
    found = next((choice for choice in block.options if choice.id == option), None)
    return () if found is None else (_own(visit, found.label), _chosen(visit, found))


def _button(visit: Visit, button: Action) -> tuple[Text, ...]:
    state = (say(visit, "said.on"),) if button.on and button.id != "listen" else ()
    return (button.label, say(visit, "said.button"), *state)


def _part(visit: Visit, block: Block, part: str) -> tuple[Text, ...]:
    if isinstance(block, Choices):
        for number, option in enumerate(block.options, 1):
            if option.id == part:
                return tuple(_option(visit, block, option, number))
    if isinstance(block, Keys):
        for key in (key for row in block.rows for key in row):
            if key.id == part:
                return _key(visit, key)
    return ()


def _option(visit: Visit, block: Choices, option: Choice, number: int) -> Iterator[Text]:
    yield option.label
    if option.detail is not None:
        yield option.detail
    leads_on = block.look in _LEADS_ON or any(other.detail is not None for other in block.options)
    yield say(visit, "said.button" if leads_on else "said.answer")
    if option.chosen or block.multiple or any(other.chosen for other in block.options):
        yield _chosen(visit, option)
    if len(block.options) > 1:
        yield say(visit, "said.position", {"number": number, "total": len(block.options)})


def _chosen(visit: Visit, option: Choice) -> Text:
    return _own(visit, say(visit, "said.chosen" if option.chosen else "said.not_chosen"))


def _own(visit: Visit, text: Text) -> Text:
    """The same text, private where it tells what a person has answered."""
    return replace(text, private=True) if visit.spot.journey in ABOUT_A_PERSON else text


def _key(visit: Visit, key: Key) -> tuple[Text, ...]:
    """A key of the screen. Private: where attention stops last is what is typed."""
    state = (say(visit, "said.on"),) if key.on else ()
    return tuple(replace(text, private=True) for text in (key.label, say(visit, "said.key"), *state))


def _block(visit: Visit, shown: Page, block: Block) -> Iterator[Text]:
    match block:
        case Heading():
            yield from (text for text in (block.kicker, block.text) if text is not None)
            yield say(visit, "said.heading")
            if block.hint is not None:
                yield block.hint
        case Choices():
            yield from texts_of(block.label, shown)
        case TextEntry():
            yield from entry(visit, block)
        case Status():
            yield from (text for text in (block.title, block.detail) if text is not None)
            for stage in block.stages:
                yield from _stage(visit, stage)
        case Picture() if block.lead is None and block.caption is None:
            yield block.alt
            yield say(visit, "said.picture")
        case Video():
            yield say(visit, "said.video")
            yield block.label
        case _:
            yield from texts_of(block, shown)


def _stage(visit: Visit, stage: Stage) -> tuple[Text, ...]:
    return stage.label, say(visit, "said.now" if stage.now else "said.done" if stage.reached else "said.not_yet")


# --- what is typed ----------------------------------------------------------------------------------------------


def entry(visit: Visit, block: TextEntry) -> Iterator[Text]:
    """A box to type in, and what is in it."""
    yield block.label
    yield say(visit, "said.entry")
    if not block.value:
        yield replace(say(visit, "said.empty"), private=True)
    elif block.hidden:
        yield _count(visit, block)
    else:
        yield typed(block, f"{block.id}.value", block.value)
    if block.left is not None:
        yield block.left


def _count(visit: Visit, block: TextEntry) -> Text:
    """How much of a secret is typed: never what."""
    return replace(say(visit, "said.hidden", {"count": len(editing.graphemes(block.value))}), private=True)


def change(visit: Visit, old: TextEntry, new: TextEntry, refused: bool) -> tuple[Text, ...]:
    """What is said once something was typed, rubbed out or moved over. refused: it was a letter, and there was no room."""
    if new.hidden:
        return (_count(visit, new),) if new.value != old.value else ()
    if new.value != old.value:
        return _edited(visit, old, new)
    if new.selected is not None:
        return tuple(replace(text, private=True) for text in (new.left,) if text is not None)
    if new.caret != old.caret:
        return _passed(visit, old, new)
    if refused:
        return (say(visit, "said.full"),)
    edge = "said.start" if new.caret == 0 else "said.end" if new.caret == len(editing.graphemes(new.value)) else ""
    return (say(visit, edge),) if edge else ()


def _edited(visit: Visit, old: TextEntry, new: TextEntry) -> tuple[Text, ...]:
    before, after = editing.graphemes(old.value), editing.graphemes(new.value)
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    gone, come = "".join(before[start : len(before) - end]), "".join(after[start : len(after) - end])
    if come.isspace() and not gone:
        word = "".join(after[:start]).split()[-1:]
        return (
            (typed(new, "said.word", word[0]),)
            if word and start and not after[start - 1].isspace()
            else (_sign(visit, new, come),)
        )
    if come:
        return (_sign(visit, new, come),)
    return (_sign(visit, new, gone), replace(say(visit, "said.rubbed"), private=True))


def _passed(visit: Visit, old: TextEntry, new: TextEntry) -> tuple[Text, ...]:
    """The letter behind the caret, or the word where it has gone over more than one letter."""
    parts = editing.graphemes(new.value)
    if new.caret >= len(parts):
        return (say(visit, "said.end"),)
    rest = "".join(parts[new.caret :])
    step = abs(new.caret - old.caret)
    here = rest.split()[0] if step > 1 and rest.split() else parts[new.caret]
    edge = (say(visit, "said.start"),) if new.caret == 0 else ()
    return (_sign(visit, new, here), *edge)


def _sign(visit: Visit, block: TextEntry, typed_now: str) -> Text:
    """A letter, a sign by its name, or several letters as they are."""
    name = {" ": "space", "\n": "line"}.get(typed_now) or keyboards.NAMED.get(typed_now)
    if name:
        return replace(say(visit, f"key.{name}"), private=True)
    if len(typed_now) == 1 and typed_now.isupper() and typed_now.lower() != typed_now:
        return replace(say(visit, "key.capital", {"letter": typed_now}), private=True)
    return typed(block, "said.typed", typed_now)
