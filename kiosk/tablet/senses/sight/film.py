"""Plays a signed video: frames from ffmpeg, a process of its own, into one texture, and the caption that belongs to the frame that is shown.

Decoders have faults, and videos come from outside: ffmpeg therefore runs apart, may open nothing but this one file, and is ended with the page. It
hands over frames at the pace of the video, so the number of the frame that is shown is the time: captions cannot drift from hands. There is no sound:
a signed video says everything with hands and captions. Nothing is drawn of a frame that came too late; the next one is.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture

from kiosk.tablet import pages

FPS = 25
SAYS_PLAYING = 5.0  # seconds between two words that somebody is watching: well under the rest after which a page asks
_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ
State = Literal["playing", "ended", "failed"]


class Readers(Protocol):
    """The loop of the window."""

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None: ...

    def remove_reader(self, fd: int) -> None: ...

    def call_soon(self, callback: Callable[[], None]) -> None: ...


def command(source: str, width: int, height: int) -> list[str]:
    """How ffmpeg is called: one local file in, raw frames out at the video's own pace."""
    fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1:color=black"
    quiet = ["-nostdin", "-hide_banner", "-loglevel", "quiet", "-protocol_whitelist", "file,pipe"]
    frames = ["-an", "-sn", "-dn", "-vf", f"fps={FPS},{fit}", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"]
    return ["ffmpeg", *quiet, "-re", "-i", f"file:{source}", *frames]


class Film:
    """One showing. group: what to draw. on_caption(words of the caption or ""), on_state(state): called from the loop."""

    def __init__(
        self,
        block: pages.Video,
        place: tuple[int, int, int, int],
        readers: Readers,
        on_caption: Callable[[pages.Caption | None], None],
        on_state: Callable[[State], None],
    ) -> None:
        """place: x, y (from below), width and height in dots."""
        x, y, width, height = place
        self._width, self._height = width & ~3, height & ~1
        self._block, self._readers, self._on_caption, self._on_state = block, readers, on_caption, on_state
        self._texture = Texture.create(size=(self._width, self._height), colorfmt="rgb", bufferfmt="ubyte")
        self._texture.flip_vertical()
        self.group = InstructionGroup()
        self._rectangle = Rectangle(
            pos=(x + (width - self._width) // 2, y), size=(self._width, self._height), texture=self._texture
        )
        self._frame_bytes = 3 * self._width * self._height
        self._waiting = bytearray()
        self._shown = 0
        self._caption: pages.Caption | None = None
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 (a fixed program; the file is the ward's own)
                command(block.source, self._width, self._height),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(block.source).parent,
            )
        except OSError:
            return  # `began` says so
        self._fd = self._process.stdout.fileno() if self._process.stdout else -1
        os.set_blocking(self._fd, False)
        with contextlib.suppress(OSError):  # a smaller pipe only wakes us more often
            fcntl.fcntl(self._fd, _SET_PIPE_SIZE, _PIPE_BYTES)
        readers.add_reader(self._fd, self._read)

    @property
    def began(self) -> bool:
        """Whether there is a player at all (ffmpeg is installed, the folder is there)."""
        return self._process is not None

    @property
    def seconds(self) -> float:
        """The time of the frame that is shown."""
        return max(0, self._shown - 1) / FPS

    def _read(self) -> None:
        try:
            data = os.read(self._fd, _PIPE_BYTES)
        except BlockingIOError:
            return
        if not data:
            self._over()
            return
        self._waiting += data
        whole = len(self._waiting) // self._frame_bytes
        if not whole:
            return
        end = whole * self._frame_bytes
        frame = bytes(self._waiting[end - self._frame_bytes : end])
        del self._waiting[:end]
        first = self._shown == 0
        before, self._shown = self.seconds, self._shown + whole
        self._texture.blit_buffer(frame, colorfmt="rgb", bufferfmt="ubyte")
        if first:
            self.group.add(Color(1, 1, 1, 1))
            self.group.add(self._rectangle)
        self._rectangle.texture = self._texture
        self._say_caption()
        if first or before // SAYS_PLAYING != self.seconds // SAYS_PLAYING:
            self._on_state("playing")

    def _say_caption(self) -> None:
        now = self.seconds
        caption = next((one for one in self._block.captions if one.start <= now < one.end), None)
        if caption != self._caption:
            self._caption = caption
            self._on_caption(caption)

    def _over(self) -> None:
        shown = self._shown
        self.stop()
        self._on_state("ended" if shown else "failed")

    def stop(self) -> None:
        """End it, at once. Nothing of it stays."""
        process, self._process = self._process, None
        if process is None:
            return
        self._readers.remove_reader(self._fd)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def now_playing(page: pages.Page | None) -> pages.Video | None:
    """The video that a page wants to be shown now."""
    blocks: tuple[Any, ...] = page.blocks if page is not None else ()
    return next((block for block in blocks if isinstance(block, pages.Video) and block.showing is not None), None)
