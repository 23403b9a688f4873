"""What striking a key does to what was typed and to the keys that are shown: on the screen and on a real keyboard alike, and a finger in the box."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet import editing
from kiosk.tablet.pages import Key, KeyCommand, Keys, Text
from kiosk.tablet.visit import Typed

_MOVES: dict[str, KeyCommand] = {
    "rub": "rub",
    "delete": "delete",
    "line": "line",
    "left": "left",
    "right": "right",
    "word_left": "word_left",
    "word_right": "word_right",
    "start": "start",
    "end": "end",
    "select_all": "select_all",
}


def key_of(keys: Keys, event: Typed) -> Key | None:
    """The key that was struck; for a real keyboard also one that stands on another layer, by its command ("rub", "left", "end")."""
    for row in keys.rows:
        for key in row:
            if key.id == event.key:
                return key
    command = _MOVES.get(event.key)
    return Key(event.key, Text(event.key, (event.key,)), command=command) if command else None


def struck(
    entry: editing.Entry, keyboard: editing.Keyboard, keys: Keys, event: Typed
) -> tuple[editing.Entry, editing.Keyboard]:
    """The entry and the keyboard once a key was struck, the box was touched, or text has come from a real keyboard.

    Shift and the second layer of letters hold for one letter.
    """
    if event.place is not None:
        return editing.put(entry, event.place, event.selecting or keyboard.selecting), keyboard
    if event.text:
        return _typed(editing.insert(entry, event.text), keyboard)
    key = key_of(keys, event)
    if key is None:
        return entry, keyboard
    if key.command == "insert":
        return _typed(editing.insert(entry, key.inserts), keyboard)
    if key.command == "line":
        return _typed(editing.insert(entry, "\n"), keyboard)
    if key.command in ("rub", "delete"):
        without = editing.rub(entry) if key.command == "rub" else editing.delete(entry)
        return without, replace(keyboard, selecting=False, shift=editing.begins_sentence(without))
    if key.command == "select_all":
        return editing.select_all(entry), keyboard
    if key.command in _STEPS:
        return _STEPS[key.command](entry, event.selecting or keyboard.selecting), keyboard
    return entry, _switched(keyboard, key)


_STEPS = {
    "left": editing.left,
    "right": editing.right,
    "word_left": editing.word_left,
    "word_right": editing.word_right,
    "start": editing.start,
    "end": editing.end,
}


def _typed(entry: editing.Entry, keyboard: editing.Keyboard) -> tuple[editing.Entry, editing.Keyboard]:
    layer = "letters" if keyboard.layer == "more" else keyboard.layer
    return entry, replace(keyboard, layer=layer, selecting=False, shift=editing.begins_sentence(entry))


def _switched(keyboard: editing.Keyboard, key: Key) -> editing.Keyboard:
    """The keyboard after a key that types nothing."""
    if key.command == "shift":
        return replace(keyboard, shift=not keyboard.shift)
    if key.command == "layer":
        return replace(keyboard, layer=key.id)
    if key.command == "script":
        return replace(keyboard, latin=not keyboard.latin, layer="letters")
    if key.command == "order":
        return replace(keyboard, abc=not keyboard.abc, layer="letters")
    return replace(keyboard, selecting=not keyboard.selecting)
