"""Pictures from dots: a ward's licensed set is often PNG, so those are drawn too.

They are not tinted by the theme and not mirrored, as a photo or a symbol of another hand may hold words or a hand that points. Only what is
known to be whole and small is taken: `read_png` looks at the start of a file, `examine_png` at all of it (`kiosk charter check`), and
`pictures` draws it through cairo.
"""

from __future__ import annotations

import struct
import zlib

import msgspec

from kiosk.tablet.senses.sight.outline import SvgRefused

MOST_BYTES = 1_000_000
LEAST_SIDE, MOST_SIDE = 16, 2_000  # px
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_START = struct.Struct(">8sI4sIIBBBBB")
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # colour type -> samples a dot
_AGAIN = "save it again as PNG"


class Bitmap(msgspec.Struct, frozen=True):
    """width, height: px. png: the whole file; it is decoded for each drawing, as a set of them would fill the memory."""

    width: int
    height: int
    png: bytes


def read_png(source: bytes) -> Bitmap:
    """Take a PNG file by its start. Raises SvgRefused: it is none, or too large, or interlaced."""
    if len(source) > MOST_BYTES:
        raise SvgRefused(f"{len(source)} bytes is too large (at most {MOST_BYTES}: make it smaller, 500 px are enough)")
    if len(source) < _START.size + 4:
        raise SvgRefused(f"not PNG ({_AGAIN})")
    signature, length, kind, width, height, _, _, _, _, interlaced = _START.unpack_from(source)
    if signature != _SIGNATURE or length != 13 or kind != b"IHDR":
        raise SvgRefused(f"not PNG ({_AGAIN})")
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise SvgRefused(f"{width} x {height} px (give it {LEAST_SIDE} to {MOST_SIDE} px a side)")
    if interlaced:
        raise SvgRefused("interlaced (save it again as PNG, not interlaced)")
    return Bitmap(width, height, source)


def examine_png(source: bytes) -> Bitmap:
    """The same, and the whole file is looked at: every part's checksum, and that there is a dot for each place. Raises SvgRefused."""
    found = read_png(source)
    depth, colour = source[24], source[25]
    if colour not in _SAMPLES:
        raise SvgRefused(f"damaged: there is no colour type {colour} ({_AGAIN})")
    row = 1 + (found.width * depth * _SAMPLES[colour] + 7) // 8
    dots = b"".join(body for kind, body in _parts(source) if kind == b"IDAT")
    reader = zlib.decompressobj()
    try:
        raw = reader.decompress(dots, row * found.height + 1)
    except zlib.error:
        raise SvgRefused(f"damaged: its dots cannot be unpacked ({_AGAIN})") from None
    if len(raw) != row * found.height:
        raise SvgRefused(f"damaged: it has not a dot for each place ({_AGAIN})")
    if any(kind > 4 for kind in raw[::row]):
        raise SvgRefused(f"damaged: a row of it is written in no known way ({_AGAIN})")
    return found


def _parts(source: bytes) -> list[tuple[bytes, bytes]]:
    at, found = len(_SIGNATURE), []
    while at + 12 <= len(source):
        (length,) = struct.unpack_from(">I", source, at)
        kind, body, end = source[at + 4 : at + 8], source[at + 8 : at + 8 + length], at + 12 + length
        if end > len(source) or zlib.crc32(kind + body) != struct.unpack_from(">I", source, end - 4)[0]:
            raise SvgRefused(f"damaged or cut short ({_AGAIN})")
        found.append((kind, body))
        if kind == b"IEND":
            return found
        at = end
    raise SvgRefused(f"cut short ({_AGAIN})")
