"""One output of the machine's sound, through libasound: ALSA's own devices, and PipeWire or PulseAudio where their plugin is the default device.

For: `player`. Not for: anything that is not 16-bit mono at RATE; libasound converts to what the device wants. Bound with ctypes, as pyttsx3 binds
espeak-ng: seventeen functions, loaded in 1 ms, and only in the speech process. Everything here is called from one thread and never waits.
"""

from __future__ import annotations

import contextlib
import errno
from ctypes import CDLL, CFUNCTYPE, byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p
from functools import lru_cache
from typing import Any

RATE = 48_000  # samples a second, of everything that is played
BUFFER = 0.100  # seconds that the device is asked to hold at most
_PLAYBACK, _NONBLOCK = 0, 1
_S16_LE, _INTERLEAVED = 2, 3
_PREPARED = 2
_ERROR_HANDLER = CFUNCTYPE(None, c_char_p, c_int, c_char_p, c_int, c_char_p)


class NoSound(OSError):
    """There is no sound device, or it has gone."""


def _nothing(*_: object) -> None:
    """libasound writes each failure to open a device to the error output, a dozen lines a time; the caller hears of it as `NoSound`."""


_silent = _ERROR_HANDLER(_nothing)  # kept for as long as the library may call it


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        alsa = CDLL("libasound.so.2")
    except OSError:
        raise NoSound("libasound is not installed") from None
    alsa.snd_lib_error_set_handler.argtypes = [_ERROR_HANDLER]
    alsa.snd_lib_error_set_handler(_silent)
    alsa.snd_pcm_open.argtypes = [c_void_p, c_char_p, c_int, c_int]
    alsa.snd_pcm_set_params.argtypes = [c_void_p, c_int, c_int, c_uint, c_uint, c_int, c_uint]
    alsa.snd_pcm_writei.argtypes, alsa.snd_pcm_writei.restype = [c_void_p, c_char_p, c_ulong], c_long
    alsa.snd_pcm_avail_update.restype = c_long
    alsa.snd_pcm_delay.argtypes = [c_void_p, c_void_p]
    alsa.snd_pcm_recover.argtypes = [c_void_p, c_int, c_int]
    for name in ("avail_update", "close", "drop", "prepare", "start", "state"):
        getattr(alsa, f"snd_pcm_{name}").argtypes = [c_void_p]
    return alsa


class Device:
    """An open output. name: as ALSA knows it ("default", "plughw:1,0"). Raises NoSound, here and in every method but `close`."""

    def __init__(self, name: str) -> None:
        self._alsa = _library()
        # The devices are looked up anew each time: one that was plugged in since has to be found.
        self._alsa.snd_config_update_free_global()
        handle = c_void_p()
        self._check(self._alsa.snd_pcm_open(byref(handle), name.encode(), _PLAYBACK, _NONBLOCK))
        self._handle: c_void_p | None = handle
        try:
            self._check(
                self._alsa.snd_pcm_set_params(handle, _S16_LE, _INTERLEAVED, 1, RATE, 1, round(BUFFER * 1_000_000))
            )
        except NoSound:
            self.close()
            raise

    def room(self) -> int:
        """Samples that can be written now."""
        room = self._alsa.snd_pcm_avail_update(self._handle)
        if room < 0:
            self._recover(room)
            room = self._alsa.snd_pcm_avail_update(self._handle)
        return int(self._check(room))

    def write(self, samples: bytes) -> int:
        """Hand over samples, and play from now on. Returns how many were taken."""
        written = self._alsa.snd_pcm_writei(self._handle, samples, len(samples) // 2)
        if written == -errno.EAGAIN:
            return 0
        if written < 0:
            self._recover(written)
            written = self._check(self._alsa.snd_pcm_writei(self._handle, samples, len(samples) // 2))
        if self._alsa.snd_pcm_state(self._handle) == _PREPARED:
            self._check(self._alsa.snd_pcm_start(self._handle))
        return int(written)

    def unplayed(self) -> int:
        """Samples that were handed over and are not heard yet, as far as the device knows; 0 once it has run dry."""
        delay = c_long()
        if self._alsa.snd_pcm_delay(self._handle, byref(delay)) < 0:
            return 0
        return max(0, delay.value)

    def drop(self) -> None:
        """Silence at once; what was not heard is gone."""
        self._check(self._alsa.snd_pcm_drop(self._handle))
        self._check(self._alsa.snd_pcm_prepare(self._handle))

    def close(self) -> None:
        """Let go of the device. Twice does nothing."""
        if self._handle is not None:
            with contextlib.suppress(NoSound):
                self._alsa.snd_pcm_drop(self._handle)
            self._alsa.snd_pcm_close(self._handle)
            self._handle = None

    def _recover(self, fault: int) -> None:
        """After it ran dry, or slept with the machine."""
        self._check(self._alsa.snd_pcm_recover(self._handle, int(fault), 1))

    def _check(self, result: int) -> int:
        if result < 0:
            raise NoSound(-result, "no sound device")
        return result
