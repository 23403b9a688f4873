"""The synthesiser: pyttsx3's binding of espeak-ng, on a thread of its own, sound given out piece by piece into memory.

For: `sounds`. pyttsx3's engine is not used: it writes each text to a sound file on disk and plays it with a program that cannot be stopped. Its
binding is: espeak-ng synthesises a sentence in 5 to 30 ms and hands over 20 ms of sound at a time, so the first is there at once.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable
from ctypes import string_at
from typing import Any

_PIECE = 20  # milliseconds of sound in a piece
_DONT_EXIT = 0x8000  # a fault of espeak-ng comes back as a number; without this it ends the whole process
_SLOWEST = 80  # words a minute; espeak-ng goes no slower, and `pace` leaves the rest to the stretch
_PLAIN = 0.9
"""espeak-ng counts words of mixed length and no pauses; the short plain words of the pages come a little faster. A test measures it."""
_NAMES = {"en": "en-gb", "zh-Hans": "cmn"}  # where espeak-ng has another name


class NoEspeak(OSError):
    """espeak-ng is not installed or does not start."""


def pace(speed: int) -> tuple[int, float]:
    """(espeak-ng's own rate, how much faster it must then be played) for words a minute."""
    wanted = speed * _PLAIN
    own = max(_SLOWEST, round(wanted))
    return own, wanted / own


class Job:
    """A sentence that is being synthesised. `take` gives what is there so far; it never waits."""

    def __init__(self, sentence: str, voice: str, rate: int) -> None:
        self.sentence, self.voice, self.rate = sentence, voice, rate
        self.cancelled = False
        self._pieces: deque[bytes] = deque()
        self._whole = threading.Event()

    def give(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def end(self) -> None:
        self._whole.set()

    def take(self) -> tuple[bytes, bool]:
        """(samples, whether these are the last)."""
        whole = self._whole.is_set()  # asked first: pieces that come after it was not set are taken the next time
        pieces = []
        while self._pieces:
            pieces.append(self._pieces.popleft())
        return b"".join(pieces), whole


class Espeak:
    """wake: called from the synthesiser's thread as soon as the first sound of a sentence is there. Raises NoEspeak."""

    def __init__(self, wake: Callable[[], None]) -> None:
        try:
            from pyttsx3.drivers import _espeak
        except (ImportError, OSError, RuntimeError, AttributeError):
            raise NoEspeak("espeak-ng is not installed") from None
        self._espeak: Any = _espeak
        self._wake = wake
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.rate = int(_espeak.Initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, _PIECE, None, _DONT_EXIT))
        if self.rate <= 0:
            raise NoEspeak("espeak-ng does not start: its voices are not installed")
        self._voices = _voices(_espeak)
        self._job: Job | None = None
        self._first = True
        _espeak.SetSynthCallback(self._sound)
        self._thread = threading.Thread(target=self._work, name="espeak", daemon=True)
        self._thread.start()

    @property
    def languages(self) -> frozenset[str]:
        """Languages that it has a voice for, by espeak-ng's own names and by ours."""
        return frozenset(self._voices) | {ours for ours, theirs in _NAMES.items() if theirs in self._voices}

    def speaks(self, language: str) -> bool:
        return self._voice(language) is not None

    def say(self, sentence: str, language: str, rate: int) -> Job:
        """Begin to synthesise. rate: espeak-ng's own (`pace`). Raises NoEspeak for a language without a voice."""
        voice = self._voice(language)
        if voice is None:
            raise NoEspeak(f"espeak-ng has no voice for {language}")
        job = Job(sentence, voice, rate)
        self._jobs.put(job)
        return job

    def close(self) -> None:
        """End the thread."""
        self._jobs.put(None)
        self._thread.join(5)

    def _voice(self, language: str) -> str | None:
        """The identifier of the voice for a language; for "pa-Guru" that of "pa" as well."""
        for tag in (language, language.split("-")[0]):
            found = self._voices.get(_NAMES.get(tag, tag).lower())
            if found:
                return found
        return None

    # --- on the thread --------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._job, self._first = job, True
            with contextlib.suppress(OSError):
                if not job.cancelled:
                    self._espeak.SetVoiceByName(job.voice.encode())
                    self._espeak.SetParameter(self._espeak.RATE, job.rate, 0)
                    self._espeak.Synth(job.sentence, flags=self._espeak.CHARS_UTF8)
            job.end()
            self._job = None
            self._wake()

    def _sound(self, wave: Any, count: int, _: object) -> int:
        """Called by espeak-ng with each piece. 1 makes it stop."""
        job = self._job
        if job is None or job.cancelled:
            return 1
        if wave and count > 0:
            job.give(string_at(wave, 2 * count))
            if self._first:
                self._first = False
                self._wake()
        return 0


def _voices(espeak: Any) -> dict[str, str]:
    """Language -> identifier of its voice, the first where there are several."""
    found: dict[str, str] = {}
    for voice in espeak.ListVoices():
        identifier = (voice.identifier or b"").decode("utf-8", "replace")
        named = (voice.languages or b"")[1:].decode("utf-8", "replace").lower()  # a byte of priority comes first
        for language in (named, identifier.rpartition("/")[2].lower()):
            if language and identifier and not identifier.startswith("mb/"):  # MBROLA's need data that is not free
                found.setdefault(language, identifier)
    return found
