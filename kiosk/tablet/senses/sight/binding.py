"""The system's Pango and cairo, opened by their library names. Only `typesetting`, `masks` and the drawing of pictures call them.

The declarations come from `_generated/_pango.py`, which `make setup` and the wheel's build write (see `pango_build`).
"""

from __future__ import annotations

from typing import Any

from kiosk import fonts


class LibraryMissing(RuntimeError):
    """Something that all text is drawn with is not on this machine. The message is one line and says the mend."""


try:
    from kiosk.tablet.senses.sight._generated._pango import ffi
except ModuleNotFoundError as error:
    raise LibraryMissing(
        "kiosk/tablet/senses/sight/_generated/_pango.py is missing: run `make setup`, or install the wheel again"
    ) from error


def _open(soname: str, package: str) -> Any:
    # Never taken out of memory again: Pango looks for fonts in threads of its own, and one that still ran when Python ended lost its code.
    try:
        return ffi.dlopen(soname, ffi.RTLD_NOW | ffi.RTLD_NODELETE)
    except OSError as error:
        raise LibraryMissing(f"{soname} was not found: run `sudo apt install {package}` ({error})") from error


fonts.settle()  # before Pango: it reads the fonts' settings once
cairo: Any = _open("libcairo.so.2", "libcairo2")
gobject: Any = _open("libgobject-2.0.so.0", "libglib2.0-0")
pango: Any = _open("libpango-1.0.so.0", "libpango-1.0-0")
pangocairo: Any = _open("libpangocairo-1.0.so.0", "libpangocairo-1.0-0")


def open_x11() -> Any:
    """The X client library, for the window's socket."""
    return _open("libX11.so.6", "libx11-6")


def give_back() -> None:
    """Give the system all memory that is held and not used: textures of many sizes leave gaps, 40 MB of them in an hour. Takes 2 ms."""
    try:
        ffi.dlopen(None).malloc_trim(0)
    except AttributeError:
        return  # another C library than glibc; nothing depends on it
