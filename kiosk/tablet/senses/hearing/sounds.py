"""A sentence as samples, ready to be played: from its clip where there is one, else from the synthesiser, at the speed and loudness that were chosen.

For: `speaker`. All of it in memory; nothing here is written to a file or a log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kiosk.tablet.senses.hearing import clips, sndfile
from kiosk.tablet.senses.hearing.alsa import RATE
from kiosk.tablet.senses.hearing.espeak import Espeak, Job, pace
from kiosk.tablet.senses.hearing.numbers import digits_apart
from kiosk.tablet.senses.hearing.sonic import Stretch

CLIP_SPEED = 150  # words a minute at which clips are recorded
GAINS = {1: -24.0, 2: -18.0, 3: -12.0, 4: -6.0, 5: 0.0}
"""Volume step -> dB below the level that clips are recorded at: 24 dB of range in steps of 6, the usual one in the middle with 12 dB above it."""
_PIECE = 4800  # samples of a clip that are stretched at a time: a tenth of a second
_REST = 0.35  # seconds of silence after a synthesised sentence at 150 words a minute; a clip brings its own


class Unspeakable(LookupError):
    """A sentence has neither a clip nor a voice."""


class Source(Protocol):
    """Samples at the source's own rate, whenever they are there. The second: these are the last."""

    def take(self) -> tuple[bytes, bool]: ...


class Clip:
    """A recording as a source, a piece at a time."""

    def __init__(self, recording: sndfile.Recording) -> None:
        self._samples, self._at = recording.samples, 0

    def take(self) -> tuple[bytes, bool]:
        piece = self._samples[self._at : self._at + 2 * _PIECE]
        self._at += len(piece)
        return piece, self._at >= len(self._samples)


class Sound:
    """A sentence on its way to the player, at RATE. job: the synthesiser's, so that it can be told to stop."""

    def __init__(
        self, source: Source, rate: int, speed: float, gain: float, rest: float, job: Job | None = None
    ) -> None:
        self._source, self._stretch, self._job = source, Stretch(rate, RATE, speed, gain), job
        self._rest = round(rest * RATE)
        self._ready = bytearray()
        self._whole = False

    def read(self, samples: int) -> bytes:
        """At most so many samples; none: not there yet, or `ended`."""
        while len(self._ready) < 2 * samples and not self._whole:
            piece, self._whole = self._source.take()
            self._ready += self._stretch.put(piece)
            if self._whole:
                self._ready += self._stretch.end() + bytes(2 * self._rest)
            if not piece:
                break
        taken = bytes(self._ready[: 2 * samples])
        del self._ready[: 2 * samples]
        return taken

    @property
    def ended(self) -> bool:
        """Everything was read."""
        return self._whole and not self._ready

    def stop(self) -> None:
        """No more is wanted."""
        if self._job:
            self._job.cancelled = True
        self._whole = True
        self._ready.clear()


class Sounds:
    """Where sentences become sound. espeak: None where there is no synthesiser. unvoiced: languages that it must not speak."""

    def __init__(self, recorded: clips.Clips, espeak: Espeak | None, unvoiced: frozenset[str]) -> None:
        self._clips, self._espeak, self._unvoiced = recorded, espeak, unvoiced

    def languages(self) -> frozenset[str]:
        """Languages that can be spoken: by clips or by the synthesiser."""
        made = frozenset(self._espeak.languages) - self._unvoiced if self._espeak else frozenset()
        return made | self._clips.languages()

    def make(self, sentence: str, language: str, speed: int, volume: int) -> Sound:
        """Begin to make the sound of a sentence. speed: words a minute; volume: 1 to 5. Raises Unspeakable."""
        gain = 10 ** (GAINS[min(5, max(1, volume))] / 20)
        clip = self._clips.find(sentence, language)
        if clip:
            recording = self._read(clip)
            if recording:
                return Sound(Clip(recording), recording.rate, speed / CLIP_SPEED, gain, 0.0)
        kept_from = {language, language.split("-")[0]} & self._unvoiced
        if self._espeak is None or kept_from or not self._espeak.speaks(language):
            raise Unspeakable
        own, faster = pace(speed)
        job = self._espeak.say(digits_apart(clips.normal(sentence)), language, own)
        return Sound(job, self._espeak.rate, faster, gain, _REST * 150 / speed, job)

    @staticmethod
    def _read(clip: Path) -> sndfile.Recording | None:
        """The clip, or None where it is damaged: the synthesiser then speaks in its place."""
        try:
            return sndfile.read(clip)
        except (OSError, MemoryError):
            return None
