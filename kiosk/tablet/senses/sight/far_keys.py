"""The keys F21 to F24, which SDL does not pass on: on Linux they are taken for the switches of a touchpad, and get no scancode (SDL 2.30).

The keypads for people who do not see send just these ("<<" of a Storm AudioNav is F23), so they are taken from the display itself, on a connection
of our own: they are wanted by nobody else. X numbers keys as the kernel does, and 8 more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from kiosk.tablet.senses.sight.binding import ffi, open_x11

_FIRST_KEYCODE, _FIRST_SCANCODE, _COUNT = 199, 112, 4  # F21, by X and by the USB keyboard page
_ANY_MODIFIER, _ASYNC = 1 << 15, 1
_PRESS, _RELEASE = 2, 3


class FarKeys:
    """take(what, scancode): "down" or "up". Where another program has these keys, or there is no display to ask, nothing comes."""

    def __init__(self, take: Callable[[str, int], None]) -> None:
        self._take, self._x11 = take, open_x11()
        self._display = self._x11.XOpenDisplay(ffi.NULL)
        self._event = ffi.new("x_key_event *")
        if self._display == ffi.NULL:
            return
        self._x11.XkbSetDetectableAutoRepeat(self._display, 1, ffi.NULL)
        root = self._x11.XDefaultRootWindow(self._display)
        with self._faults_ignored():
            for keycode in range(_FIRST_KEYCODE, _FIRST_KEYCODE + _COUNT):
                self._x11.XGrabKey(self._display, keycode, _ANY_MODIFIER, root, 0, _ASYNC, _ASYNC)

    @property
    def connection(self) -> int:
        """To wait for; -1 where there is none."""
        return -1 if self._display == ffi.NULL else int(self._x11.XConnectionNumber(self._display))

    def read(self) -> None:
        """Take what has come. Never waits."""
        while self._display != ffi.NULL and self._x11.XPending(self._display):
            self._x11.XNextEvent(self._display, self._event)
            scancode = int(self._event.keycode) - _FIRST_KEYCODE + _FIRST_SCANCODE
            if self._event.type in (_PRESS, _RELEASE):
                self._take("down" if self._event.type == _PRESS else "up", scancode)

    def close(self) -> None:
        """Let go of the keys."""
        if self._display != ffi.NULL:
            self._x11.XCloseDisplay(self._display)
            self._display = ffi.NULL

    @contextlib.contextmanager
    def _faults_ignored(self) -> Any:
        """Xlib ends the process for a key that somebody else holds already; here it is only not ours."""
        ignore = ffi.callback("int(void *, void *)", lambda display, fault: 0)
        before = self._x11.XSetErrorHandler(ignore)
        try:
            yield
            self._x11.XSync(self._display, 0)
        finally:
            self._x11.XSetErrorHandler(before)
