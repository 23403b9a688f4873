"""Reading a recorded clip (WAV, Ogg Vorbis, Ogg Opus, FLAC) into memory through libsndfile."""

from __future__ import annotations

from array import array
from ctypes import CDLL, Structure, byref, c_char_p, c_int, c_int64, c_void_p, create_string_buffer
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

LONGEST = 60.0  # seconds; a clip is one sentence
_READ = 0x10


class ClipError(OSError):
    """A clip that cannot be played. The message names the file and the mend."""


class _Info(Structure):
    _fields_ = (
        ("frames", c_int64),
        ("samplerate", c_int),
        ("channels", c_int),
        ("format", c_int),
        ("sections", c_int),
        ("seekable", c_int),
    )


class Recording(NamedTuple):
    """samples: 16-bit mono. rate: of them, a second."""

    samples: bytes
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate


@lru_cache(maxsize=1)
def load() -> Any:
    """The library, with the types of what is called. Raises ClipError."""
    try:
        sndfile = CDLL("libsndfile.so.1")
    except OSError:
        raise ClipError("recorded clips cannot be played: install libsndfile1") from None
    sndfile.sf_open.restype = c_void_p
    sndfile.sf_open.argtypes = [c_char_p, c_int, c_void_p]
    sndfile.sf_readf_short.restype = c_int64
    sndfile.sf_readf_short.argtypes = [c_void_p, c_char_p, c_int64]
    sndfile.sf_close.argtypes = [c_void_p]
    return sndfile


def read(path: Path) -> Recording:
    """A clip; of several channels the first. Raises ClipError for one that is damaged, empty or longer than LONGEST, OSError for one that is gone."""
    sndfile, info = load(), _Info()
    if _cut_short(path):
        raise ClipError(f"{path}: cut short: record it again")
    file = sndfile.sf_open(str(path).encode(), _READ, byref(info))
    if not file:
        raise ClipError(f"{path}: not a sound file that can be played: record it again")
    try:
        if not 0 < info.frames <= LONGEST * info.samplerate or not 1 <= info.channels <= 8:
            raise ClipError(f"{path}: empty or longer than {LONGEST:g} s: record one sentence")
        room = create_string_buffer(2 * info.channels * info.frames)
        count = sndfile.sf_readf_short(file, room, info.frames)
    finally:
        sndfile.sf_close(file)
    if count < info.frames:
        raise ClipError(f"{path}: cut short: record it again")
    if info.channels == 1:
        return Recording(room.raw, info.samplerate)
    return Recording(array("h", room.raw)[:: info.channels].tobytes(), info.samplerate)


def _cut_short(path: Path) -> bool:
    """Whether a WAV file promises more than it has: libsndfile plays what is there, and half a sentence can say the opposite."""
    with path.open("rb") as file:
        head = file.read(8)
    return head[:4] == b"RIFF" and int.from_bytes(head[4:8], "little") + 8 > path.stat().st_size
