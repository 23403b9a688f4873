"""The keys of the on-screen keyboards, as tables: which keys stand where, and what they do. One table a keyboard;
another language is another table.

Faces of keys are signs, not words; what a key is called for ears comes from the catalogues ("key.rub").
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import editing
from kiosk.tablet.journeys.frame import say
from kiosk.tablet.pages import Key, Keys, Text
from kiosk.tablet.visit import Typed, Visit

WIDE = 1.5

_LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SIGNS = ("1234567890", "-/:;()£&@", "?!'\"+")
_NAMED = {
    ",": "comma",
    ".": "stop",
    "?": "question",
    "!": "exclamation",
    "'": "apostrophe",
    '"': "quotation",
    "-": "dash",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "(": "open",
    ")": "close",
    "£": "pound",
    "&": "and",
    "@": "at",
    "+": "plus",
}


def _sign(visit: Visit, sign: str, shift: bool = False) -> Key:
    name = _NAMED.get(sign, sign)
    face = sign.upper() if shift else sign
    label = say(visit, f"key.{name}", group="keys") if sign in _NAMED else _spelt(visit, name, face)
    return Key(name, label, face=face, inserts=face)


def _spelt(visit: Visit, name: str, face: str) -> Text:
    return Text(f"key.{name}", (face,), language=visit.reading.language, group="keys")


def _command(
    visit: Visit, name: str, *, face: str = "", picture: str | None = None, width: float = 1.0, on: bool = False
) -> Key:
    commands = {"letters": "layer", "signs": "layer"}
    return Key(
        name,
        say(visit, f"key.{name}", group="keys"),
        face=face,
        picture=picture,
        command=commands.get(name, name),  # type: ignore[arg-type]
        width=width,
        on=on,
    )


def _space(visit: Visit, width: float) -> Key:
    label = say(visit, "key.space", group="keys")
    return Key("space", label, face=label.spoken, inserts=" ", width=width)


def english(visit: Visit, types_into: str) -> Keys:
    """The plain English keyboard, in the layer that is shown: letters, or digits and signs with keys for the caret."""
    keyboard = visit.keyboard
    rub = _command(visit, "rub", picture="rub", width=WIDE)
    line = _command(visit, "line", picture="enter", width=WIDE)
    comma, stop = _sign(visit, ","), _sign(visit, ".")
    if keyboard.layer == "signs":
        digits, signs, more = _SIGNS
        rows = (
            tuple(_sign(visit, sign) for sign in digits),
            tuple(_sign(visit, sign) for sign in signs),
            (
                _command(visit, "left", picture="back", width=WIDE),
                *(_sign(visit, sign) for sign in more),
                _command(visit, "right", picture="onward", width=WIDE),
                rub,
            ),
            (_command(visit, "letters", face="abc", width=WIDE), comma, _space(visit, 5.0), stop, line),
        )
        return Keys("keys", types_into, rows, offsets=(0.0, 0.5, 0.0, 0.0))
    shift = keyboard.shift
    first, second, third = _LETTERS
    rows = (
        tuple(_sign(visit, letter, shift) for letter in first),
        tuple(_sign(visit, letter, shift) for letter in second),
        (
            _command(visit, "shift", picture="shift", width=WIDE, on=shift),
            *(_sign(visit, letter, shift) for letter in third),
            rub,
        ),
        (_command(visit, "signs", face="123", width=WIDE), comma, _space(visit, 5.0), stop, line),
    )
    return Keys("keys", types_into, rows, offsets=(0.0, 0.5, 0.0, 0.0))


def pin_pad(visit: Visit, types_into: str) -> Keys:
    """Ten digits and rub, as on a telephone."""
    rows = tuple(tuple(_sign(visit, digit) for digit in row) for row in ("123", "456", "789"))
    last = (_sign(visit, "0"), _command(visit, "rub", picture="rub"))
    return Keys("keys", types_into, (*rows, last), offsets=(0.0, 0.0, 0.0, 1.0))


def code_keys(visit: Visit, types_into: str) -> Keys:
    """Digits and capitals, for a pairing code."""
    rows = tuple(tuple(_sign(visit, sign, shift=True) for sign in row) for row in ("1234567890", *_LETTERS))
    return Keys(
        "keys",
        types_into,
        (*rows[:3], (*rows[3], _command(visit, "rub", picture="rub", width=WIDE))),
        offsets=(0.0, 0.0, 0.5, 0.0),
    )


def key_of(keys: Keys, event: Typed) -> Key | None:
    """The key that was struck; for a real keyboard also one that stands on another layer, by its command ("rub", "left", "right", "line")."""
    for row in keys.rows:
        for key in row:
            if key.id == event.key:
                return key
    if event.key in ("rub", "left", "right", "line"):
        return Key(event.key, Text(event.key, (event.key,)), command=event.key)  # type: ignore[arg-type]
    return None


def struck(
    entry: editing.Entry, keyboard: editing.Keyboard, keys: Keys, event: Typed
) -> tuple[editing.Entry, editing.Keyboard]:
    """The entry and the keyboard once a key was struck, or text has come from a real keyboard. Shift holds for one letter."""
    if event.text:
        entry = editing.insert(entry, event.text)
    else:
        key = key_of(keys, event)
        if key is None:
            return entry, keyboard
        if key.command == "shift":
            return entry, replace(keyboard, shift=not keyboard.shift)
        if key.command == "layer":
            return entry, replace(keyboard, layer=key.id)
        entry = _acted(entry, key)
        if key.command in ("left", "right"):
            return entry, keyboard
    return entry, replace(keyboard, shift=editing.begins_sentence(entry))


def _acted(entry: editing.Entry, key: Key) -> editing.Entry:
    if key.command == "rub":
        return editing.rub(entry)
    if key.command == "left":
        return editing.left(entry)
    if key.command == "right":
        return editing.right(entry)
    return editing.insert(entry, "\n" if key.command == "line" else key.inserts)
