"""The keys F21 to F24, which SDL does not pass on: on Linux they are taken for the switches of a touchpad, and get no scancode (SDL 2.30).

The keypads for people who do not see send just these ("<<" of a Storm AudioNav is F23), so they are taken from the display itself, on a connection
of our own: they are wanted by nobody else. X numbers keys as the kernel does, and 8 more. Bound with ctypes, which Kivy has loaded already.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from ctypes import CDLL, CFUNCTYPE, POINTER, Structure, byref, c_int, c_long, c_uint, c_ulong, c_void_p
from typing import Any

_FIRST_KEYCODE, _FIRST_SCANCODE, _COUNT = 199, 112, 4  # F21, by X and by the USB keyboard page
_ANY_MODIFIER, _ASYNC = 1 << 15, 1
_PRESS, _RELEASE = 2, 3
_FAULT_HANDLER = CFUNCTYPE(c_int, c_void_p, c_void_p)


class _Event(Structure):
    """XKeyEvent, with room for any other event of Xlib's."""

    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        *((name, c_ulong) for name in ("window", "root", "subwindow", "time")),
        *((name, c_int) for name in ("x", "y", "x_root", "y_root")),
        *((name, c_uint) for name in ("state", "keycode")),
        ("rest", c_long * 24),
    )


def _library() -> Any:
    x11 = CDLL("libX11.so.6")  # the one under SDL's window
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [c_void_p], c_void_p
    x11.XDefaultRootWindow.restype = c_ulong
    x11.XGrabKey.argtypes = [c_void_p, c_int, c_uint, c_ulong, c_int, c_int, c_int]
    x11.XkbSetDetectableAutoRepeat.argtypes = [c_void_p, c_int, c_void_p]
    x11.XSync.argtypes = [c_void_p, c_int]
    x11.XNextEvent.argtypes = [c_void_p, POINTER(_Event)]
    x11.XSetErrorHandler.argtypes, x11.XSetErrorHandler.restype = [c_void_p], c_void_p
    for name in ("XCloseDisplay", "XConnectionNumber", "XDefaultRootWindow", "XPending"):
        getattr(x11, name).argtypes = [c_void_p]
    return x11


class FarKeys:
    """take(what, scancode): "down" or "up". Where another program has these keys, or there is no display to ask, nothing comes."""

    def __init__(self, take: Callable[[str, int], None]) -> None:
        self._take, self._x11 = take, _library()
        self._display: int | None = self._x11.XOpenDisplay(None)
        if self._display is None:
            return
        self._x11.XkbSetDetectableAutoRepeat(self._display, 1, None)
        root = self._x11.XDefaultRootWindow(self._display)
        with self._faults_ignored():
            for keycode in range(_FIRST_KEYCODE, _FIRST_KEYCODE + _COUNT):
                self._x11.XGrabKey(self._display, keycode, _ANY_MODIFIER, root, 0, _ASYNC, _ASYNC)

    @property
    def connection(self) -> int:
        """To wait for; -1 where there is none."""
        return -1 if self._display is None else int(self._x11.XConnectionNumber(self._display))

    def read(self) -> None:
        """Take what has come. Never waits."""
        event = _Event()
        while self._display is not None and self._x11.XPending(self._display):
            self._x11.XNextEvent(self._display, byref(event))
            if event.type in (_PRESS, _RELEASE):
                scancode = event.keycode - _FIRST_KEYCODE + _FIRST_SCANCODE
                self._take("down" if event.type == _PRESS else "up", scancode)

    def close(self) -> None:
        """Let go of the keys."""
        if self._display is not None:
            self._x11.XCloseDisplay(self._display)
            self._display = None

    @contextlib.contextmanager
    def _faults_ignored(self) -> Iterator[None]:
        """Xlib ends the process for a key that somebody else holds already; here it is only not ours."""
        ignore = _FAULT_HANDLER(lambda display, fault: 0)
        before = self._x11.XSetErrorHandler(ignore)
        try:
            yield
            self._x11.XSync(self._display, 0)
        finally:
            self._x11.XSetErrorHandler(before)
