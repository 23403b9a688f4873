"""What the keys of a pad mean: a map from raw scancodes to commands, read from a file that the ward can change.

Pads for people who do not see (Storm AudioNav and its kin) are USB keyboards whose keys send codes that no ordinary keyboard has, mostly F13 to
F24, and which codes can be set in the pad. So nothing is taken for granted: `kiosk tablet keys` shows what a pad sends, and the file says what it
means. Codes are those of the USB keyboard page, which SDL passes on as scancodes. A page's own keys and a full keyboard need no file (`STANDARD`).

No Kivy, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.refusal import Refusal
from kiosk.settings_file import read_toml

EXAMPLE = "deploy/tablet/keys-audionav.toml"

COMMANDS = (
    *("next", "previous", "next_group", "previous_group", "act"),
    *("back", "leave", "call", "reading", "help"),
    *("voice", "page", "again", "stop", "pause", "louder", "softer", "faster", "slower", "curtain"),
    *("switch_1", "switch_2", "plugged", "unplugged"),
)
"""plugged and unplugged: pads that have the headphones' socket say by a key that something was put in, or taken out."""

SWITCHES = {"switch_1": 1, "switch_2": 2}
MOVES = ("next", "previous", "next_group", "previous_group")

_F1, _F13 = 58, 104
RETURN, ESCAPE, TAB, SPACE = 40, 41, 43, 44
RIGHT, LEFT, DOWN, UP = 79, 80, 81, 82
PAGE_UP, PAGE_DOWN, PAD_ENTER = 75, 78, 88
LOUDER, SOFTER = 128, 129
TYPING = frozenset(
    (*range(4, 40), SPACE, *range(45, 57), 100, *range(84, 88), *range(89, 100))
)  # letters, digits, signs
HELD_DOWN = frozenset(
    (57, 83, *range(224, 232))
)  # shift, control and their like: they mean something with another key alone
SWITCH_KEYS = {SPACE: 1, RETURN: 2, PAD_ENTER: 2}
"""What most switch boxes send when they are plugged in, and no map says otherwise."""
NAMES = {f"F{number}": (_F1 if number < 13 else _F13 - 12) + number - 1 for number in range(1, 25)}

STANDARD: Mapping[int, str] = {
    RIGHT: "next",
    DOWN: "next",
    LEFT: "previous",
    UP: "previous",
    TAB: "next",
    PAGE_DOWN: "next_group",
    PAGE_UP: "previous_group",
    RETURN: "act",
    PAD_ENTER: "act",
    SPACE: "act",
    ESCAPE: "back",
    LOUDER: "louder",
    SOFTER: "softer",
    **{
        NAMES[name]: command
        for name, command in {
            "F1": "help",
            "F2": "voice",
            "F3": "page",
            "F4": "again",
            "F5": "pause",
            "F6": "stop",
            "F7": "slower",
            "F8": "faster",
            "F9": "softer",
            "F10": "louder",
            "F11": "curtain",
            "F12": "reading",
        }.items()
    },
}
"""A full keyboard. On a page that takes own words, keys that type or move in them do that (`senses.touch.keyboard`)."""

MOST = 511  # SDL's scancodes end here


class KeymapError(Refusal, ValueError):
    """The file cannot be used. The message says what, where and how to mend it."""


def read(path: Path) -> dict[int, str]:
    """The commands of a key map by scancode. Raises KeymapError."""
    return _commands(path, read_toml(path, EXAMPLE, KeymapError))


def read_if(path: str) -> dict[int, str]:
    """The commands of a key map; none where the settings name no file. Raises KeymapError."""
    return read(Path(path)) if path else {}


def _commands(path: Path, raw: dict[str, Any]) -> dict[int, str]:
    keys = raw.get("keys")
    others = sorted(set(raw) - {"keys"})
    if not isinstance(keys, dict) or others:
        wrong = f"{others[0]} is not known here" if others else "the table [keys] is missing"
        raise KeymapError(f'{path}: {wrong}: write [keys], and under it a line for each key, such as F23 = "page"')
    found: dict[int, str] = {}
    named: dict[int, str] = {}
    for written, command in keys.items():
        code = _code(path, written)
        if code in named:
            raise KeymapError(f"{path}: {written} and {named[code]} are the same key ({code}): leave one of them out")
        if command not in COMMANDS:
            raise KeymapError(f"{path}: {written} = {command!r} is not a command: there are {', '.join(COMMANDS)}")
        found[code], named[code] = command, written
    return found


def _code(path: Path, written: str) -> int:
    if written in NAMES:
        return NAMES[written]
    try:
        code = int(written, 0)
    except ValueError:
        code = 0
    if not 0 < code <= MOST:
        raise KeymapError(
            f"{path}: {written} is not the code of a key: write F1 to F24, or a number from 1 to {MOST} as `kiosk tablet keys` shows it"
        )
    return code


def name_of(code: int) -> str:
    """What people call a key, as far as it has a name that a map may use; else its number."""
    return next((name for name, known in NAMES.items() if known == code), str(code))


def fault(path: Path) -> str:
    """What is wrong with a key map, in one line; "" where nothing is."""
    try:
        read(path)
    except KeymapError as error:
        return str(error)
    return ""
