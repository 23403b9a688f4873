"""How soon after a key attention is seen and heard in its new place: the frame drawn, and the first sample of what is said of it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import running_tablet, wait_until
from kiosk.bench.sound import Ear, bare, listening
from kiosk.bench.window_probe import TOLD
from kiosk.tablet import keeper

VOICE, STOP, NEXT = "F2", "F6", "Down"  # of a full keyboard
LONGEST = 2.0  # seconds until a key has an answer


class Frames:
    """The moments at which the window under test drew, as `window_probe` tells them."""

    def __init__(self, folder: Path) -> None:
        self.pipe = folder / "frames.pipe"
        os.mkfifo(self.pipe)
        self._fd = os.open(self.pipe, os.O_RDWR | os.O_NONBLOCK)
        self._told = b""
        self.places: dict[str, tuple[int, int]] = {}  # middles of targets that were told so far, px

    def forget(self) -> None:
        """Drop what was drawn so far."""
        while select.select([self._fd], [], [], 0)[0]:
            self._told += os.read(self._fd, 1 << 16)
        self._find_places()
        self._told = b""

    def first(self, within: float, page: str = "") -> float | None:
        """The moment of the next frame (seconds, monotonic) of this page, or of any; None: none within so many seconds."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                self._told += os.read(self._fd, 1 << 16)
                self._find_places()
                for line in self._told.split(b"\n")[:-1]:
                    if line.startswith(b"D ") and line.endswith(page.encode()):
                        return float(line.split()[1])
        return None

    def _find_places(self) -> None:
        for line in self._told.decode("ascii").splitlines():
            if line.startswith("T ") and len(parts := line.split()) == 4:
                self.places[parts[1]] = (int(parts[2]), int(parts[3]))

    def close(self) -> None:
        os.close(self._fd)


class Board:
    """One xdotool that takes its orders on its standard input, as starting one for each key would be measured with it."""

    def __init__(self) -> None:
        program = shutil.which("xdotool")
        if not program:
            raise BenchRefused("focus_move needs xdotool: `sudo apt install xdotool`")
        self._process = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, text=True)  # noqa: S603

    def press(self, key: str) -> float:
        """Press and let go of a key. Returns the moment before it (seconds, monotonic)."""
        pipe = self._process.stdin
        if pipe is None:
            raise BenchRefused("xdotool takes no orders")
        moment = time.monotonic()
        pipe.write(f"key {key}\n")
        pipe.flush()
        return moment

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


@contextmanager
def watched() -> Iterator[Frames]:
    """The next tablet that is started tells its frames."""
    plain = keeper.MODULES[keeper.WINDOW]
    with tempfile.TemporaryDirectory(prefix="wardlight-frames-") as folder:
        frames = Frames(Path(folder))
        keeper.MODULES[keeper.WINDOW] = "kiosk.bench.window_probe"
        os.environ[TOLD] = str(frames.pipe)
        try:
            yield frames
        finally:
            keeper.MODULES[keeper.WINDOW] = plain
            del os.environ[TOLD]
            frames.close()


def focus_move(runs: int) -> Figure:
    """Milliseconds from a key to the later of two: the frame with attention in its new place, and the first sample of what is said of it.

    In turn with a bare espeak-ng that says as little. Some 20 ms of each sound are the device's (see `sound.first_sound`).
    """
    ours: list[float] = []
    floor: list[float] = []
    with listening() as ear, watched() as frames, running_tablet():
        board = Board()
        wait_until(lambda: _voice_begins(board, ear), "the voice")
        for run in range(runs + 2):
            _hushed(board, ear)
            took = _moved(board, ear, frames)
            if run >= 2:  # the first ones fill caches
                ours.append(took)
                floor.append(bare())
        board.close()
    return Figure("ms", ours, "a bare espeak-ng to its first sample", floor)


def _voice_begins(board: Board, ear: Ear) -> bool:
    board.press(VOICE)
    return ear.first(within=LONGEST) is not None


def _moved(board: Board, ear: Ear, frames: Frames) -> float:
    frames.forget()
    moment = board.press(NEXT)
    heard, drawn = ear.first(within=LONGEST), frames.first(within=LONGEST)
    if heard is None or drawn is None:
        missing = "says" if heard is None else "draws"
        raise BenchRefused(f"the tablet {missing} nothing after a key: run `kiosk doctor`")
    return (max(heard, drawn) - moment) * 1000


def _hushed(board: Board, ear: Ear) -> None:
    board.press(STOP)
    ear.until_quiet()
