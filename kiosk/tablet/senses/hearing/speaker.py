"""The queue: what is being said, sentence by sentence, and how far it has come. Say, stop, pause, go on, once more.

For: `process`, which calls `tick` every TICK seconds while `busy`. The sound of the next sentence is begun while one is heard. Little is handed to
the device ahead of what is heard (LEAD), so that silence comes at once even where a device cannot drop what it holds; a pause takes back what
was not heard and goes on with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from kiosk.tablet.senses.hearing import alsa
from kiosk.tablet.senses.hearing.alsa import RATE, Device, NoSound
from kiosk.tablet.senses.hearing.messages import Message, Speak, Speaking, Unsaid
from kiosk.tablet.senses.hearing.sounds import Sound, Sounds, Unspeakable

TICK = 0.010  # seconds
LEAD = 0.080  # seconds handed to the device ahead of what is heard
LATE = 0.4  # seconds by which a device may be late; PulseAudio says for ever that something is on its way
REOPEN = 5.0  # seconds of silence after which the device is let go, so that others can have it
ONE_BEFORE = 1.2  # seconds: asked for once more so soon after a sentence began, people mean the one before
LATEST = 10.0  # seconds in which the synthesiser must have begun a sentence


class Stuck(RuntimeError):
    """The synthesiser does not answer. The process has to start again."""


class _Line(NamedTuple):
    text: str
    number: int
    sentence: str
    language: str


class Speaker:
    """tell: takes Speaking and Unsaid. device: name of the output. clock: seconds, never going back."""

    def __init__(
        self,
        sounds: Sounds,
        device: str,
        tell: Callable[[Message], None],
        clock: Callable[[], float] = time.monotonic,
        open_device: Callable[[str], Device] = Device,
    ) -> None:
        self._sounds, self._name, self._tell, self._clock, self._open = sounds, device, tell, clock, open_device
        self._device: Device | None = None
        self._lines: tuple[_Line, ...] = ()
        self._asked = Speak(())
        self._at = 0  # the line that is heard, or was heard last
        self._sound: Sound | None = None
        self._next: tuple[int, Sound | None] | None = None
        self._back = b""  # taken back from the device by a pause
        self._recent = b""  # handed over last, as much as a pause may take back
        self._paused = self._draining = False
        self._began = 0.0  # when the device began to play what it plays now
        self._written = 0  # samples since then
        self._heard = 0  # samples of this line that were handed over
        self._told = -1  # the line that was told last
        self._silent_since = clock()
        self._waiting_since = 0.0

    # --- what is asked for ----------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Something is being said: call `tick`."""
        return (self._sound is not None or self._draining) and not self._paused

    @property
    def open(self) -> bool:
        """The device is held, and `rest` will be wanted."""
        return self._device is not None

    @property
    def number(self) -> int:
        """Of what is being said, or was said last."""
        return self._asked.number

    def say(self, asked: Speak) -> None:
        """From the first sentence; what was being said stops. Raises NoSound."""
        self._hush()
        self._asked = asked
        self._lines = tuple(
            _Line(text.text, number, sentence, text.language)
            for text in asked.texts
            for number, sentence in enumerate(text.sentences, text.first)
        )
        self._start(0)

    def stop(self) -> None:
        """Silence, and nothing is kept of what was said."""
        self._hush()
        self._lines, self._asked, self._at = (), Speak(()), 0

    def pause(self) -> None:
        """Silence; the place is kept."""
        if not self.busy:
            return
        held = min(self._unplayed(), len(self._recent) // 2)
        self._back = self._recent[len(self._recent) - 2 * held :] + self._back if held else self._back
        self._recent = b""
        self._drop()
        self._paused = True

    def go_on(self) -> None:
        """From where it was paused. Raises NoSound."""
        if self._paused:
            self._paused = False
            self._waiting_since = self._clock()
            self._ready()

    def say_again(self, whole: bool) -> None:
        """The last sentence, or all of it. Raises NoSound."""
        if not self._lines:
            return
        running = self._sound is not None
        early = running and self._heard - (0 if self._paused else self._unplayed()) < ONE_BEFORE * RATE
        at = 0 if whole else max(0, self._at - 1) if early else self._at
        self._hush()
        self._start(at)

    # --- playing --------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Hand over what the device should have now. Raises NoSound where it has gone, Stuck."""
        if self._paused:
            return
        device = self._ready()
        while self._sound is not None or self._back:
            room = min(device.room(), round(LEAD * RATE) - max(0, self._ahead()))
            if room <= 0:
                return
            samples = self._take(room)
            if samples:
                self._hand_over(device, samples)
            elif self._sound is not None and self._sound.ended:
                self._go_to_next()
            else:
                if self._clock() - self._waiting_since > LATEST:
                    raise Stuck("the synthesiser does not answer")
                return
        if self._draining and self._unplayed() == 0:
            self._finish()

    def rest(self) -> None:
        """Let the device go after some silence."""
        if self._device and not self.busy and self._clock() - self._silent_since > REOPEN:
            self.close()

    def close(self) -> None:
        """Let the device go."""
        if self._device:
            self._device.close()
            self._device = None

    def use(self, name: str) -> None:
        """Play through another device from now on. Nothing is being said."""
        if name != self._name:
            self.close()
            self._name = name

    def _take(self, room: int) -> bytes:
        if self._back:
            samples, self._back = self._back[: 2 * room], self._back[2 * room :]
            return samples
        return self._sound.read(room) if self._sound else b""

    def _hand_over(self, device: Device, samples: bytes) -> None:
        if not self._written or self._ahead() <= 0:  # it begins, or had run dry
            self._began, self._written = self._clock(), 0
        taken = device.write(samples)
        self._back = samples[2 * taken :] + self._back
        if self._told != self._at:
            self._told = self._at
            line = self._lines[self._at]
            self._tell(Speaking(line.text, line.number, self._asked.number))
        self._heard += taken
        self._written += taken
        self._recent = (self._recent + samples[: 2 * taken])[-round(2 * alsa.BUFFER * RATE) * 2 :]
        self._waiting_since = self._clock()
        self._prepare_next()

    def _ahead(self) -> int:
        """Samples that were handed over and are not due yet, by our clock; below 0 once it has run dry. A device may not know."""
        return self._written - round((self._clock() - self._began) * RATE)

    def _unplayed(self) -> int:
        """Samples that were handed over and are not heard yet: what is not due, and what the device is late with, but not for ever."""
        if not self._device or not self._written:
            return 0
        due = self._ahead()
        return max(0, min(self._written, max(due, min(self._device.unplayed(), due + round(LATE * RATE)))))

    # --- from line to line ----------------------------------------------------------------------------------------

    def _start(self, at: int) -> None:
        """Begin at this line. Raises NoSound."""
        self._at, self._heard, self._told = at, 0, -1
        self._waiting_since = self._clock()
        self._ready()
        self._sound = self._made(at)
        self._skip_unspeakable()

    def _go_to_next(self) -> None:
        self._at += 1
        self._heard = 0
        self._waiting_since = self._clock()
        if self._next and self._next[0] == self._at:
            self._sound, self._next = self._next[1], None
        else:
            self._sound = self._made(self._at)
        self._skip_unspeakable()

    def _skip_unspeakable(self) -> None:
        """On to a line that can be said; past the last, the end."""
        while self._sound is None and self._at < len(self._lines):
            line = self._lines[self._at]
            self._tell(Unsaid(line.text, line.number, self._asked.number))
            self._at += 1
            self._sound = self._made(self._at)
        if self._sound is None:
            self._at = max(0, len(self._lines) - 1)
            self._draining = True

    def _prepare_next(self) -> None:
        if self._next is None or self._next[0] != self._at + 1:
            self._next = (self._at + 1, self._made(self._at + 1))

    def _made(self, at: int) -> Sound | None:
        if at >= len(self._lines):
            return None
        line = self._lines[at]
        try:
            return self._sounds.make(line.sentence, line.language, self._asked.speed, self._asked.volume)
        except Unspeakable:
            return None

    def _finish(self) -> None:
        """All was heard. What was said is kept, to be said once more."""
        self._draining = False
        self._drop()
        last = self._lines[-1].text if self._lines else ""
        self._tell(Speaking(last, None, self._asked.number))

    def _hush(self) -> None:
        self._drop()
        for sound in (self._sound, self._next[1] if self._next else None):
            if sound:
                sound.stop()
        self._sound = self._next = None
        self._back = self._recent = b""
        self._paused = self._draining = False

    def _drop(self) -> None:
        """Silence. A device that has gone is silent as well."""
        if self._device and self._written:
            try:
                self._device.drop()
            except NoSound:
                self.close()
        self._written = 0
        self._silent_since = self._clock()

    def _ready(self) -> Device:
        if self._device is None:
            self._device = self._open(self._name)
            self._written = 0
        return self._device
