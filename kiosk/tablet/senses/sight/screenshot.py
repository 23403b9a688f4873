"""What was drawn, as a PNG: for the tour and for tests. Not for a ward: nobody's page may be kept as a picture."""

from __future__ import annotations

import struct
import zlib


def pixels(width: int, height: int) -> bytes:
    """The frame that is being drawn: width x height dots of red, green and blue, the top row first. Call it between drawing and flipping."""
    from kivy.graphics.opengl import GL_PACK_ALIGNMENT, GL_RGB, GL_UNSIGNED_BYTE, glPixelStorei, glReadPixels

    glPixelStorei(GL_PACK_ALIGNMENT, 1)  # rows of any width without a gap between them
    rgb = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    row = 3 * width
    return b"".join(rgb[y * row : (y + 1) * row] for y in range(height - 1, -1, -1))


def png(rgb: bytes, width: int, height: int) -> bytes:
    """A PNG of those dots, pressed lightly: six thousand of them are written at once, and flat colours press well."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = 3 * width
    raw = b"".join(b"\0" + rgb[y * row : (y + 1) * row] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 3)) + chunk(b"IEND", b"")
