"""Speech slower or faster at the same pitch, at another rate of samples, and louder or softer, through libsonic (espeak-ng stands on it too).

For: `sounds`. Works on pieces as they come, in memory alone.
"""

from __future__ import annotations

from ctypes import CDLL, c_char_p, c_float, c_int, c_void_p, create_string_buffer
from functools import lru_cache
from typing import Any

_PIECE = 4096  # samples read at a time


class NoSonic(OSError):
    """libsonic is not installed."""


@lru_cache(maxsize=1)
def load() -> Any:
    """The library, with the types of what is called. Raises NoSonic."""
    try:
        sonic = CDLL("libsonic.so.0")
    except OSError:
        raise NoSonic("libsonic is not installed: install espeak-ng, which brings it") from None
    sonic.sonicCreateStream.restype = c_void_p
    sonic.sonicCreateStream.argtypes = [c_int, c_int]
    for name in ("Speed", "Rate", "Volume"):
        getattr(sonic, f"sonicSet{name}").argtypes = [c_void_p, c_float]
    sonic.sonicWriteShortToStream.argtypes = [c_void_p, c_char_p, c_int]
    sonic.sonicReadShortFromStream.argtypes = [c_void_p, c_char_p, c_int]
    sonic.sonicFlushStream.argtypes = sonic.sonicDestroyStream.argtypes = [c_void_p]
    return sonic


class Stretch:
    """rate: samples a second of what is put in; to: of what comes out. speed: 2.0 is twice as fast. gain: factor on every sample."""

    def __init__(self, rate: int, to: int, speed: float, gain: float) -> None:
        self._sonic = load()
        self._stream = self._sonic.sonicCreateStream(rate, 1)
        if not self._stream:
            raise MemoryError("no memory for sound")
        self._sonic.sonicSetSpeed(self._stream, speed)
        self._sonic.sonicSetRate(
            self._stream, rate / to
        )  # its "rate" turns samples as a record player would: with another `to`, that is resampling
        self._sonic.sonicSetVolume(self._stream, gain)
        self._piece = create_string_buffer(2 * _PIECE)

    def put(self, samples: bytes) -> bytes:
        """What comes out once these 16-bit samples were put in: it lags by some 40 ms."""
        self._sonic.sonicWriteShortToStream(self._stream, samples, len(samples) // 2)
        return self._out()

    def end(self) -> bytes:
        """What is still inside."""
        self._sonic.sonicFlushStream(self._stream)
        return self._out()

    def _out(self) -> bytes:
        pieces = []
        while (count := self._sonic.sonicReadShortFromStream(self._stream, self._piece, _PIECE)) > 0:
            pieces.append(self._piece.raw[: 2 * count])
        return b"".join(pieces)

    def __del__(self) -> None:
        if getattr(self, "_stream", None):
            self._sonic.sonicDestroyStream(self._stream)
            self._stream = None
