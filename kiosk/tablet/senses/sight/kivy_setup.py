"""Settles what Kivy reads while it is imported: from arguments alone, never from a file, the environment or the command line.

Nothing here opens a way out: no key that ends the program or opens settings, no modules, no input provider of Kivy's own.
"""

from __future__ import annotations

import logging
import os
import sys
import types
from pathlib import Path

_OFF_DISK = Path("/nonexistent")  # Kivy's home: with KIVY_NO_CONFIG it neither reads nor makes it


class NoDisplay(RuntimeError):
    """There is no display to open a window on. The message is one line and says the mend."""


def prepare(full: bool, width: int, height: int, pointer: bool) -> None:
    """Call it before anything imports Kivy. full: the whole screen, no frame. width, height: dots of a window that is not full.

    Raises NoDisplay, or RuntimeError where somebody imported Kivy first.
    """
    if "kivy" in sys.modules:
        raise RuntimeError("kivy was imported before the window was made: import it nowhere but in senses/sight")
    if not os.environ.get("DISPLAY"):
        raise NoDisplay(
            "there is no display: start this from a desktop, or under `xvfb-run -s '-screen 0 1280x800x24'`"
        )
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_HOME=str(_OFF_DISK),
        KIVY_WINDOW="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_TEXT="",
        KIVY_AUDIO="",
        KIVY_VIDEO="",
        KIVY_CAMERA="",
        KIVY_SPELLING="",
        KIVY_CLIPBOARD="dummy",
        KIVY_METRICS_DENSITY="1",
        SDL_TOUCH_MOUSE_EVENTS="0",
        SDL_MOUSE_TOUCH_EVENTS="0",
        SDL_VIDEODRIVER="x11",
        SDL_NO_SIGNAL_HANDLERS="1",  # SDL would make "end" (SIGTERM) a wish of the person's to quit, which is not heeded
    )
    logging.getLogger("kivy").addFilter(
        lambda record: "MTDev" not in record.getMessage()
    )  # it tells of it, unasked, with a traceback
    _import_clock()
    from kivy.config import Config

    for section, option, value in (
        ("kivy", "exit_on_escape", "0"),
        ("kivy", "pause_on_minimize", "0"),
        ("kivy", "desktop", "0"),
        ("kivy", "keyboard_mode", ""),
        ("graphics", "fullscreen", "auto" if full else "0"),
        ("graphics", "borderless", "1" if full else "0"),
        ("graphics", "resizable", "0"),
        ("graphics", "width", str(width)),
        ("graphics", "height", str(height)),
        ("graphics", "show_cursor", "1" if pointer else "0"),
        ("graphics", "maxfps", "0"),  # the loop sleeps, not Kivy's clock
        ("graphics", "multisamples", "0"),
        ("graphics", "vsync", "0"),
        ("graphics", "allow_screensaver", "1"),  # whether the screen rests is the system's to say
    ):
        Config.set(section, option, value)
    for section in ("input", "modules"):
        for name, _ in Config.items(section):
            Config.remove_option(section, name)


def _import_clock() -> None:
    """Import Kivy's clock, which brings two things that a tablet has no use for.

    It imports asyncio to keep a reference for asynchronous apps (this is none), and TLS and 30 ms come with it. And it asks `ctypes.util` for the
    name of libc, for which that starts ldconfig or a compiler. So it meets two small stand-ins, which are gone again before anybody else could.
    """
    stand_ins = {"asyncio": {"wait_for": None}, "ctypes.util": {"find_library": {"c": "libc.so.6"}.get}}
    placed = []
    for name, contents in stand_ins.items():
        if name not in sys.modules:
            module = types.ModuleType(name)
            vars(module).update(contents)
            sys.modules[name] = module
            placed.append(name)
    try:
        import kivy.clock  # noqa: F401
    finally:
        for name in placed:
            del sys.modules[name]
