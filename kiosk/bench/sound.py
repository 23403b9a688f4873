"""How soon after a touch on Listen the first sample of the page's voice comes out."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import LONGEST_WAIT, running_tablet, wait_until
from kiosk.bench.window import Pointer
from kiosk.tablet.senses.touch.fingers import AGAIN

LISTEN = (110, 705)  # px: in the first tool of the foot row, which is Listen, and Stop while it speaks
TITLE = "What would you like to do?"
HEARD = 10 ** (-50 / 20) * 32768  # the level from which somebody hears something, as for the time to silence
_WAV_HEADER = 44


def config(pipe: Path) -> str:
    """An ALSA configuration whose default device writes its samples into a pipe and plays nothing."""
    return f'pcm.!default {{ type file slave.pcm {{ type null }} file "{pipe}" format "raw" }}\n'


class Ear:
    """Hears what a device of `config` plays. Samples are looked at and dropped; none becomes a file."""

    def __init__(self, folder: Path) -> None:
        self.pipe = folder / "sound.pipe"
        os.mkfifo(self.pipe)
        self._fd = os.open(self.pipe, os.O_RDWR | os.O_NONBLOCK)

    def first(self, within: float) -> float | None:
        """The moment at which something can be heard (seconds, monotonic); None: not within so many seconds."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                samples = array("h", os.read(self._fd, 1 << 16))
                if max(samples) > HEARD or min(samples) < -HEARD:
                    return time.monotonic()
        return None

    def until_quiet(self) -> None:
        """Until nothing has come for a moment."""
        while select.select([self._fd], [], [], 0.3)[0]:
            os.read(self._fd, 1 << 16)

    def close(self) -> None:
        os.close(self._fd)


@contextmanager
def listening() -> Iterator[Ear]:
    """A device for every process that is started meanwhile."""
    before = os.environ.get("ALSA_CONFIG_PATH")
    with tempfile.TemporaryDirectory(prefix="wardlight-sound-") as folder:
        ear = Ear(Path(folder))
        file = Path(folder) / "asound.conf"
        file.write_text(config(ear.pipe))
        os.environ["ALSA_CONFIG_PATH"] = str(file)
        try:
            yield ear
        finally:
            ear.close()
            del os.environ["ALSA_CONFIG_PATH"]
            if before is not None:
                os.environ["ALSA_CONFIG_PATH"] = before


def first_sound(runs: int) -> Figure:
    """Milliseconds from letting go of Listen on the home page to the first sample that can be heard, in turn with a bare espeak-ng.

    The device hands samples on only once it holds more than a tenth of a second of them, so some 20 ms of each figure are the device's.
    """
    ours: list[float] = []
    floor: list[float] = []
    with listening() as ear, running_tablet():
        pointer = Pointer()
        wait_until(lambda: _touched(pointer, ear) is not None, "the first sound")
        _hushed(pointer, ear)
        for _ in range(runs):
            took = _touched(pointer, ear)
            if took is None:
                raise BenchRefused("the tablet fell silent while it was measured: run `kiosk doctor`")
            ours.append(took)
            _hushed(pointer, ear)
            floor.append(bare())
        pointer.close()
    return Figure("ms", ours, "a bare espeak-ng to its first sample", floor)


def _touched(pointer: Pointer, ear: Ear) -> float | None:
    """Milliseconds from a touch to its sound."""
    moment = pointer.touch(*LISTEN)
    heard = ear.first(within=2.0)
    return None if heard is None else (heard - moment) * 1000


def _hushed(pointer: Pointer, ear: Ear) -> None:
    time.sleep(2 * AGAIN)  # the same place touched again sooner than that is taken for a trembling finger
    pointer.touch(*LISTEN)
    ear.until_quiet()
    time.sleep(AGAIN)


def bare(words: str = TITLE) -> float:
    """Milliseconds from the start of espeak-ng to the first sample of a sentence."""
    program = shutil.which("espeak-ng")
    if not program:
        raise BenchRefused("first_sound needs espeak-ng: `sudo apt install espeak-ng`")
    began = time.monotonic()
    with subprocess.Popen([program, "-v", "en-gb", "--stdout", words], stdout=subprocess.PIPE) as espeak:  # noqa: S603
        if espeak.stdout is None or len(espeak.stdout.read(_WAV_HEADER + 2)) <= _WAV_HEADER:
            raise BenchRefused(f"espeak-ng says nothing within {LONGEST_WAIT:g} s: run `kiosk doctor`")
        took = (time.monotonic() - began) * 1000
        espeak.kill()
    return took
