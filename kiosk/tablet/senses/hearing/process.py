"""The speech process: turns sentences into sound. It runs apart from the window because a synthesiser may block or crash.

    window -> messages -> speaker (queue) -> sounds: clips, else espeak -> alsa
           <-  which sentence is heard, which languages have a voice, whether sound comes out

One thread and one loop, and the synthesiser's own. What is spoken is held in memory until it was said or stopped; it never stands in a file or a log.
"""

from __future__ import annotations

import os
import select
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from kiosk.resources import resource_folder
from kiosk.settings_file import SettingsError
from kiosk.tablet import keeper, links, settings
from kiosk.tablet.channel import Channel, ChannelClosed
from kiosk.tablet.senses.hearing import messages
from kiosk.tablet.senses.hearing.alsa import Device, NoSound
from kiosk.tablet.senses.hearing.clips import Clips
from kiosk.tablet.senses.hearing.espeak import Espeak, NoEspeak
from kiosk.tablet.senses.hearing.jack import Jack
from kiosk.tablet.senses.hearing.sonic import NoSonic, Stretch
from kiosk.tablet.senses.hearing.sounds import Sounds
from kiosk.tablet.senses.hearing.speaker import TICK, Speaker

LOOK_AGAIN = 3.0  # seconds between two looks for a sound device that came or went
_DEVICES = Path("/dev/snd")
Waited = links.Control | Channel[messages.FromWindow] | Jack | int


class Hearing:
    """One speech process from its start to its end."""

    def __init__(self, chosen: settings.Voice, control: links.Control) -> None:
        self._control = control
        self._outputs = {True: chosen.headphones or chosen.device, False: chosen.device}
        self._jack = Jack(chosen.jack)
        self._window: Channel[messages.FromWindow] | None = None
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._clips = Clips(clip_folders(chosen.clips))
        self._sounds = Sounds(self._clips, self._synthesiser(), frozenset(chosen.unvoiced))
        self._speaker = Speaker(self._sounds, self._device, self._tell)
        self._seen_devices = _devices()
        self._sound = self._can_sound()
        self._look_at = time.monotonic() + LOOK_AGAIN

    def serve(self) -> None:
        """Answer the window until the keeper ends. Raises links.KeeperGone."""
        while True:
            waiting: list[Waited] = [self._control, self._woken, *([self._window] if self._window else [])]
            waiting += [self._jack] if self._jack.fileno() >= 0 else []
            ready, _, _ = select.select(waiting, [], [], self._pause())
            if self._control in ready and (end := self._control.new_links().get(keeper.WINDOW)):
                self._join(Channel(end, messages.FromWindow))
            if self._jack in ready and self._jack.changed():
                self._headphones()
            if self._woken in ready:
                os.read(self._woken, 4096)
            if self._window is not None and self._window in ready:
                self._hear(self._window)
            self._play()
            self._look()

    def _pause(self) -> float:
        return TICK if self._speaker.busy else max(0.0, min(LOOK_AGAIN, self._look_at - time.monotonic()))

    # --- the window -----------------------------------------------------------------------------------------------

    def _join(self, window: Channel[messages.FromWindow]) -> None:
        """A new window: whatever was said was said to the one before."""
        self._speaker.stop()
        self._window = window
        self._tell(self._voices())
        self._tell_headphones()

    def _hear(self, window: Channel[messages.FromWindow]) -> None:
        try:
            heard = window.receive()
            window.flush()
        except ChannelClosed:
            self._lose_window()
            return
        for message in heard:
            try:
                self._obey(message)
            except NoSound:
                self._no_sound()

    def _obey(self, message: messages.FromWindow) -> None:
        match message:
            case messages.Speak() if message.only_headphones and self._jack.present is False:
                # They came out while this was on its way: it is as if it had been said.
                self._speaker.stop()
                self._tell(messages.Speaking("", None, message.number))
            case messages.Speak():
                self._speaker.say(message)
            case messages.BeSilent():
                self._speaker.stop()
            case messages.Pause():
                self._speaker.pause()
            case messages.GoOn():
                self._speaker.go_on()
            case messages.SayAgain():
                self._speaker.say_again(message.whole)

    def _tell(self, message: messages.Message) -> None:
        if self._window is not None:
            try:
                self._window.send(message)
            except ChannelClosed:
                self._lose_window()

    def _lose_window(self) -> None:
        """Nobody is there who could say stop."""
        self._window = None
        self._speaker.stop()

    # --- headphones -----------------------------------------------------------------------------------------------

    @property
    def _device(self) -> str:
        return self._outputs[self._jack.present is True]

    def _headphones(self) -> None:
        """They went in, or came out: silence at once, before anybody beside the person hears what was for them alone."""
        if self._speaker.busy:
            number = self._speaker.number
            self._speaker.stop()
            self._tell(messages.Speaking("", None, number))
        self._speaker.stop()
        self._speaker.use(self._device)
        self._tell_headphones()

    def _tell_headphones(self) -> None:
        if self._jack.present is not None:
            self._tell(messages.Headphones(self._jack.present))

    # --- sound ----------------------------------------------------------------------------------------------------

    def _play(self) -> None:
        try:
            if self._speaker.busy:
                self._speaker.tick()
            self._speaker.rest()
        except NoSound:
            self._no_sound()

    def _no_sound(self) -> None:
        """The device has gone: say so, end what was being said, and look for another."""
        number = self._speaker.number
        self._speaker.stop()
        self._speaker.close()
        self._tell(messages.Speaking("", None, number))
        self._sound_is(False)

    def _look(self) -> None:
        """Whether a device has come, or the one that was there has gone, while nothing is said."""
        now = time.monotonic()
        if now < self._look_at or self._speaker.busy:
            return
        self._look_at = now + LOOK_AGAIN
        if self._jack.look():
            self._headphones()
        devices = _devices()
        if not self._sound or devices != self._seen_devices:
            self._seen_devices = devices
            self._speaker.close()
            self._sound_is(self._can_sound())

    def _sound_is(self, sound: bool) -> None:
        if sound != self._sound:
            self._sound = sound
            self._tell(self._voices())

    def _can_sound(self) -> bool:
        """Whether a device can be opened, and what changes speed and loudness is there."""
        try:
            Device(self._device).close()
            Stretch(48_000, 48_000, 1.0, 1.0)
        except (NoSound, NoSonic):
            return False
        return True

    def _voices(self) -> messages.Voices:
        languages = tuple(sorted(self._sounds.languages())) if self._sound else ()
        return messages.Voices(languages, self._clips.spoken() if self._sound else (), self._sound)

    def _synthesiser(self) -> Espeak | None:
        try:
            return Espeak(self._first_sound)
        except NoEspeak as fault:
            print(f"speech: {fault}: pages are heard by recorded clips alone (install espeak-ng)", file=sys.stderr)
            return None

    def _first_sound(self) -> None:
        """On the synthesiser's thread."""
        try:
            os.write(self._wake, b".")
        except BlockingIOError:
            return


def clip_folders(ward: str) -> tuple[Path, ...]:
    """The ward's own clips first, then those that come with Wardlight."""
    return (*((Path(ward),) if ward else ()), resource_folder("assets") / "clips")


def _devices() -> frozenset[str]:
    def names() -> Iterator[str]:
        if _DEVICES.is_dir():
            yield from (path.name for path in _DEVICES.iterdir())

    return frozenset(names())


def end_without_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours in one line, by its kind and place. Its text is left out, as it may hold what was spoken."""
    frames = reversed(traceback.extract_tb(trace)[-4:])
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    print(f"speech ended: {kind.__name__} at {where}", file=sys.stderr)


def main() -> None:
    """python -m kiosk.tablet.senses.hearing.process SETTINGS CONTROL_FD"""
    sys.excepthook = end_without_words
    try:
        chosen = settings.read(Path(sys.argv[1])).voice
    except SettingsError:
        chosen = settings.Voice()  # the window refuses the same file and says why
    try:
        Hearing(chosen, links.control_from(sys.argv[2])).serve()
    except (links.KeeperGone, KeyboardInterrupt):
        return


if __name__ == "__main__":
    main()
