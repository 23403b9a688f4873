"""A page read aloud: which texts are said, in which order, and on which part of the page each stands.

For: the journeys (what to say) and the window (the part that is shown follows the voice). No screen, no sound.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kiosk.tablet.attention import IN_FOOT, Piece, Place
from kiosk.tablet.pages import Block, Choices, Code, Heading, Keys, Message, Page, Picture, Text, TextEntry


class Said(Struct, frozen=True):
    """A text from one of its sentences on. first: the number of the first sentence that is said."""

    text: Text
    first: int = 0


def spoken(page: Page, private: bool = False) -> tuple[Text, ...]:
    """What is read aloud: the title, what should be known besides, the page in reading order, its buttons.

    private: also what is private. No keys of a keyboard, no tools, no rail. A picture that has words beside it is those words; a phone number
    is said as well as shown.
    """
    title = next((block for block in page.blocks if isinstance(block, Heading)), None)
    found = [*texts_of((title, page.notice, page.wording), page)]
    for block in page.blocks:
        if block is not title and not isinstance(block, Keys):
            found += texts_of(block, page)
    found += [*texts_of(page.actions, page), *texts_of(page.demo, page)]
    return tuple(text for text in found if private or not text.private)


def texts_of(value: object, page: Page) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item, page)
    elif isinstance(value, Choices):
        yield from texts_of((value.label, value.options), page)
    elif isinstance(value, TextEntry):
        yield value.label
        if value.value and not value.hidden:
            yield typed(value, f"{value.id}.value", value.value)
        yield from texts_of(value.left, page)
    elif isinstance(value, Code):
        yield value.label
        yield from () if value.hidden else _code(value, page)
    elif isinstance(value, Picture) and (value.lead or value.caption):
        yield from texts_of((value.lead, value.caption), page)
    elif isinstance(value, Message):
        yield from texts_of((value.sender, value.body), page)
        if value.number:
            yield Text(f"{value.id}.number", (value.number,), page.reading.language, page.direction)
        yield from texts_of(value.qr, page)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name), page)


def _code(code: Code, page: Page) -> Iterator[Text]:
    """Digit by digit in the person's language, then the word, which is English in every language."""
    for number, group in enumerate(code.groups):
        digits = (" ".join(group.digits),)
        yield Text(f"{code.id}.{number}", digits, page.reading.language, page.direction, private=True)
        yield Text(f"{code.id}.{number}.word", (group.word,), private=True)


def typed(entry: TextEntry, name: str, words: str) -> Text:
    """Something of what was typed, as a text: always private."""
    return Text(name, (words,), language=entry.language, direction=entry.direction, private=True)


def _pieces(page: Page) -> Iterator[tuple[Piece, tuple[Text, ...]]]:
    """What parts are made of, with the texts of each."""
    for block in page.blocks:
        if isinstance(block, Choices):
            for option in block.options:
                yield f"{block.id}/{option.id}", tuple(texts_of((option.label, option.detail), page))
        yield block.id, tuple(_block_texts(block, page))
    for action in page.actions:
        yield action.id, (action.label,)


def _block_texts(block: Block, page: Page) -> Iterator[Text]:
    if isinstance(block, Choices):
        yield from texts_of(block.label, page)
    elif not isinstance(block, Keys):
        yield from texts_of(block, page)


def part_of(page: Page, place: Place, text: str, sentence: int) -> int | None:
    """The part on which a sentence stands; None where it stands on every part, or on none."""
    names = {f"{text}#{sentence}", text} | {piece for piece, texts in _pieces(page) if text in [t.id for t in texts]}
    held = [{piece.removeprefix(IN_FOOT) for piece in pieces} for pieces in place.parts]
    parts = [number for number, pieces in enumerate(held) if names & pieces]
    if parts:
        return parts[0]
    # A block of which the parts name only the choices: its label stands with the first of them.
    within = {name for name in names if any(name == block.id for block in page.blocks)}
    for number, pieces in enumerate(place.parts):
        if any(piece.split("/")[0] in within for piece in pieces if "/" in piece):
            return number
    return None


def from_here(page: Page, place: Place, texts: tuple[Text, ...]) -> tuple[Said, ...]:
    """These texts without what stands on earlier parts than the one that is shown: whoever has turned the page wants to hear on."""
    found = []
    for text in texts:
        first = 0
        while first < len(text.sentences) and _earlier(page, place, text, first):
            first += 1
        if first < len(text.sentences):
            found.append(Said(text, first))
    return tuple(found)


def _earlier(page: Page, place: Place, text: Text, sentence: int) -> bool:
    part = part_of(page, place, text.id, sentence)
    return part is not None and part < place.part
