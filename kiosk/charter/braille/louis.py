"""The system's liblouis, which knows the Braille codes of the world. Called through cffi; Debian's own Python binding is not on any package index.

Braille comes out as Unicode patterns (U+2800 and up, no display table in between), so that nothing depends on how somebody's embosser spells dots.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, NamedTuple

from cffi import FFI

from kiosk.refusal import Refusal

_DECLARATIONS = """
int lou_charSize(void);
const char *lou_version(void);
void lou_setLogLevel(int level);
const void *lou_getTable(const char *tableList);
int lou_translate(const char *tableList, const void *inbuf, int *inlen, void *outbuf, int *outlen, unsigned short *typeform,
    char *spacing, int *outputPos, int *inputPos, int *cursorPos, int mode);
int lou_backTranslateString(const char *tableList, const void *inbuf, int *inlen, void *outbuf, int *outlen,
    unsigned short *typeform, char *spacing, int mode);
"""
_SILENT = 60_000
_DOTS, _UNICODE, _NO_ESCAPES = 4, 64, 128  # dotsIO, ucBrl, noUndefined of liblouis.h
_PATTERNS = 0x2800
_RAW_DOTS = 0x8000  # how liblouis marks dots among letters
_ROOM = 8  # cells to a letter at most


class LouisMissing(Refusal, RuntimeError):
    """liblouis or a table of it is not on this machine. One line with the mend."""


class Cells(NamedTuple):
    """Braille: one Unicode pattern a cell (blank is U+2800), and for each cell the letter of the source that it came from."""

    cells: str
    source: tuple[int, ...]


class _Library(NamedTuple):
    ffi: Any
    louis: Any
    encoding: str
    width: int


@cache
def _library() -> _Library:
    ffi = FFI()
    ffi.cdef(_DECLARATIONS)
    try:
        louis = ffi.dlopen("liblouis.so.20")
    except OSError as error:
        raise LouisMissing(
            f"liblouis.so.20 was not found: run `sudo apt install liblouis20 liblouis-data` ({error})"
        ) from None
    louis.lou_setLogLevel(_SILENT)
    width = int(louis.lou_charSize())
    return _Library(ffi, louis, f"utf-{8 * width}-{'le' if sys.byteorder == 'little' else 'be'}", width)


def version() -> str:
    """liblouis' version. Raises LouisMissing."""
    library = _library()
    return str(library.ffi.string(library.louis.lou_version()).decode())


def has(table: str) -> bool:
    """Whether a table is there and can be read. Raises LouisMissing where liblouis is not."""
    library = _library()
    return bool(library.louis.lou_getTable(table.encode()) != library.ffi.NULL)


def translate(text: str, table: str) -> Cells:
    """Text in Braille. Raises LouisMissing where the table is not there, and ValueError for letters that it does not know (`unknown` finds them)."""
    library = _library()
    ffi = library.ffi
    if not text:
        return Cells("", ())
    raw = text.encode(library.encoding)
    length = len(raw) // library.width
    room = _ROOM * length + 64
    size_in, size_out = ffi.new("int *", length), ffi.new("int *", room)
    out = ffi.new("unsigned char[]", room * library.width)
    came_from, went_to = ffi.new("int[]", room), ffi.new("int[]", length)
    done = library.louis.lou_translate(
        *(table.encode(), raw, size_in, out, size_out, ffi.NULL, ffi.NULL, went_to, came_from, ffi.NULL),
        _DOTS | _UNICODE,
    )
    if not done or size_in[0] != length:
        raise LouisMissing(f"{table}: liblouis cannot use it: run `sudo apt install liblouis-data`")
    cells = bytes(ffi.buffer(out, size_out[0] * library.width)).decode(library.encoding)
    return Cells("".join(_cell(sign) for sign in cells), tuple(came_from[0 : size_out[0]]))


def unknown(text: str, table: str) -> frozenset[str]:
    """Letters of a text that a table has no dots for."""
    return frozenset(sign for sign in set(text) if not _known(sign, table))


def back(cells: str, table: str) -> str:
    """What Braille says: for proofs. Raises LouisMissing."""
    library = _library()
    ffi = library.ffi
    raw = "".join(chr(_RAW_DOTS | (ord(cell) - _PATTERNS)) for cell in cells).encode(library.encoding)
    room = 16 * len(cells) + 64
    size_in, size_out = ffi.new("int *", len(cells)), ffi.new("int *", room)
    out = ffi.new("unsigned char[]", room * library.width)
    if not library.louis.lou_backTranslateString(
        table.encode(), raw, size_in, out, size_out, ffi.NULL, ffi.NULL, _DOTS
    ):
        raise LouisMissing(f"{table}: liblouis cannot translate back with it")
    return bytes(ffi.buffer(out, size_out[0] * library.width)).decode(library.encoding)


@cache
def _known(sign: str, table: str) -> bool:
    library = _library()
    ffi = library.ffi
    raw = sign.encode(library.encoding)
    size_in, size_out = ffi.new("int *", len(raw) // library.width), ffi.new("int *", 64)
    out = ffi.new("unsigned char[]", 64 * library.width)
    done = library.louis.lou_translate(
        *(table.encode(), raw, size_in, out, size_out, ffi.NULL, ffi.NULL, ffi.NULL, ffi.NULL, ffi.NULL),
        _DOTS | _UNICODE | _NO_ESCAPES,
    )
    return bool(done and size_out[0] > 0)


def _cell(sign: str) -> str:
    """A cell of six dots; liblouis writes a blank as a plain space with some tables."""
    return chr(_PATTERNS) if sign == " " else sign
