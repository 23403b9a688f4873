"""A sound card that remembers: an ALSA device whose samples go into a pipe, with the moment at which each piece came.

libasound's own parts do the work (`file` over `null`), so the program under test opens, fills, drops and closes a real device; the samples never
become a file. The device takes samples as fast as they come, so what paces them is the program.
"""

from __future__ import annotations

import math
import os
import select
import threading
import time
from array import array
from pathlib import Path

from kiosk.bench.sound import config
from tests.support.waiting import wait_for

RATE = 48_000
LOUD = 10 ** (-50 / 20) * 32768  # the level of row A03: above it, somebody hears something


class SoundCard:
    """Use as a context manager around what plays; set `environment` in the environment of what plays before it opens a device."""

    def __init__(self, folder: Path) -> None:
        self._pipe, self._config = folder / "sound.pipe", folder / "asound.conf"
        self.environment = {"ALSA_CONFIG_PATH": str(self._config)}
        self._samples = array("h")
        self._last = 0.0
        self._lock, self._ending = threading.Lock(), threading.Event()

    def __enter__(self) -> SoundCard:
        os.mkfifo(self._pipe)
        self._reading = os.open(self._pipe, os.O_RDWR | os.O_NONBLOCK)
        self.plug_in()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()
        os.close(self._reading)

    def plug_in(self) -> None:
        self._config.write_text(config(self._pipe))

    def pull_out(self) -> None:
        """Whoever opens the device from now on finds none."""
        self._config.write_text("")

    def _read(self) -> None:
        while not self._ending.is_set():
            if select.select([self._reading], [], [], 0.05)[0]:
                piece = array("h", os.read(self._reading, 1 << 16))
                with self._lock:
                    self._samples += piece
                    if any(abs(sample) > LOUD for sample in piece):
                        self._last = time.monotonic()

    @property
    def samples(self) -> array[int]:
        """Everything that was played so far."""
        with self._lock:
            return self._samples[:]

    @property
    def seconds(self) -> float:
        with self._lock:
            return len(self._samples) / RATE

    def last_heard(self) -> float:
        """When the last piece came in which anything can be heard (seconds, monotonic)."""
        with self._lock:
            return self._last

    def wait_for_sound(self, seconds: float = 0.3) -> None:
        """Until so much was played."""
        wait_for(lambda: self.seconds >= seconds, what=f"{seconds:g} s of sound")

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._samples = array("h")


def heard(samples: array[int]) -> float:
    """Seconds from the first to the last sample that can be heard."""
    loud = [at for at in range(0, len(samples), 8) if abs(samples[at]) > LOUD]
    return (loud[-1] - loud[0]) / RATE if loud else 0.0


def level(samples: array[int]) -> float:
    """RMS over everything, dB below full scale; -120 for silence."""
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return 20 * math.log10(math.sqrt(power) / 32768) if power else -120.0


def pitch(samples: array[int]) -> float:
    """Median pitch of the voiced parts, Hz: the best lag of each 40 ms, at 8,000 samples a second."""
    thin = [sum(samples[at : at + 6]) / 6 for at in range(0, len(samples) - 6, 6)]
    found = []
    for start in range(0, len(thin) - 434, 240):
        frame, ahead = thin[start : start + 320], thin[start : start + 434]
        power = sum(sample * sample for sample in frame)
        if power / 320 < 300**2:
            continue
        likeness = {
            lag: sum(a * b for a, b in zip(frame, ahead[lag : lag + 320], strict=True)) / power
            for lag in range(26, 114)
        }
        best = max(likeness.values())
        if best > 0.6:  # twice the period is as like as the period: the first peak is meant
            found.append(
                8000
                / next(lag for lag, like in likeness.items() if like > 0.93 * best and like >= likeness.get(lag + 1, 0))
            )
    return sorted(found)[len(found) // 2]
