"""`kiosk tablet keys`: shows what each key of a pad sends, and what the key map makes of it, for whoever sets a pad up.

It opens a small window, as a key goes to the window that has the keyboard, and prints a line for each key in the terminal. The codes are
those that the tablet itself gets, from the same window.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.refusal import Refusal
from kiosk.tablet import settings
from kiosk.tablet.senses.sight.kivy_setup import NoDisplay
from kiosk.tablet.senses.touch import keymap

WIDTH, HEIGHT = 640, 400
_BESIDE = "a full keyboard's"


def line(scancode: int, commands: Mapping[int, str]) -> str:
    """What is told of a key: its number, its name where a map may use one, and its command."""
    name = keymap.name_of(scancode)
    named = f"{scancode}" if name == str(scancode) else f"{scancode} ({name})"
    if scancode in commands:
        return f"{named}: {commands[scancode]}"
    if scancode in keymap.STANDARD:
        return f"{named}: {keymap.STANDARD[scancode]}, as {_BESIDE}"
    return f"{named}: types" if scancode in keymap.TYPING else f"{named}: no command"


def show(file: Path | None, tell: Callable[[str], None]) -> None:
    """Tell of each key that is pressed, until the window is asked to end. Raises KeymapError, Refusal where no window can be opened."""
    commands = keymap.read(file) if file else {}
    if not os.environ.get("DISPLAY"):
        raise Refusal("there is no display: run this on the tablet's own screen, with DISPLAY set (DISPLAY=:0)")
    from kiosk.tablet.senses.sight.window import Window

    try:
        window = Window(settings.Screen(full=False, width=WIDTH, height=HEIGHT))
    except NoDisplay as fault:
        raise Refusal(str(fault)) from None
    held: set[int] = set()

    def keyed(what: str, key: int, text: str, modifiers: tuple[str, ...], scancode: int) -> None:
        if what == "up":
            held.discard(scancode)
        elif what == "down" and scancode not in held:
            held.add(scancode)
            tell(line(scancode, commands))

    window.on_key = keyed
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: window.stop())
    tell("Press the keys of the pad, one after the other. Ctrl+C in this terminal ends it.")
    window.run()
