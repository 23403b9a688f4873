"""A real window in a process of its own, which a test drives with lines of JSON and touches with xdotool.

Kivy's window is global, so each test module has one process. What it is told comes through its standard input, which the window's own loop
waits for as it waits for the courier.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
import zlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec

from kiosk.tablet import attention
from kiosk.tablet.pages import Caption, Page, Text, Video
from kiosk.tablet.senses.sight import motion
from kiosk.tablet.senses.sight.window import Window
from tests.tablet.senses.sight.sample_pages import SAMPLES, at


class Driver:
    def __init__(self) -> None:
        self.window = Window(SimpleNamespace(full=True, width=1280, height=800, dots_per_mm=0.0))
        self.acted: list[str] = []
        self.touches = 0
        self.drawn: list[tuple[str, float]] = []
        self.keys: list[tuple[str, int, str]] = []
        self.measured: list[tuple[str, Any]] = []
        self.then: str = ""  # the page that a touch leads to
        self.then_how: dict[str, Any] = {}
        self.frames: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.window.on_act = self._act
        self.window.on_touch = self._touch
        self.window.on_drawn = lambda page: self.drawn.append((page, time.monotonic()))
        self.window.on_key = lambda what, key, text, _, __: self.keys.append((what, key, text))
        self.window.on_measured = lambda page, parts: self.measured.append((page, parts))
        self._left = b""
        self._page: Page | None = None

    def _touch(self) -> None:
        self.touches += 1

    def _act(self, target: str) -> None:
        self.acted.append(target)
        if self.then:
            began = time.monotonic()
            self.show(self.then, **self.then_how)
            self.window.draw()
            self.times.append(time.monotonic() - began)

    def show(
        self,
        name: str,
        size: int = 0,
        theme: str = "light",
        part: int = 0,
        focus: str = "",
        scanned: tuple[str, ...] = (),
        call: str = "rest",
        motion: bool = True,
        speaking: str = "",
    ) -> Any:
        page = SAMPLES[name]()
        page = at(page, size or page.reading.size, theme)  # type: ignore[arg-type]
        page = msgspec.structs.replace(page, reading=msgspec.structs.replace(page.reading, motion=motion))
        page = msgspec.structs.replace(page, rail=msgspec.structs.replace(page.rail, call_button=call))
        self._page = page
        parts = self.window.view.measure(page, page.reading.size) if part else ()
        spoken = (speaking, 0) if speaking else None
        place = attention.Place(page.id, part, parts, focus=focus, scanned=tuple(scanned), speaking=spoken)
        self.window.show(page, place)
        return {"parts": self.window.view.scene.parts, "boxes": self.window.boxes()}

    def play(self, source: str, showing: int | None, captions: list[tuple[float, float, str]], size: int = 100) -> Any:
        """Show the sample page of a signed video with another one, and keep what becomes of it."""
        page = at(SAMPLES["t_video"](), size, "light")
        lines = tuple(
            Caption(start, end, Text(f"caption{number}", (words,)))
            for number, (start, end, words) in enumerate(captions)
        )
        blocks = tuple(
            msgspec.structs.replace(block, source=source, showing=showing, captions=lines)
            if isinstance(block, Video)
            else block
            for block in page.blocks
        )
        self.watched: list[tuple[str, str]] = []
        self.captions: list[tuple[float, str]] = []
        self.window.on_watched = lambda video, state: self.watched.append((video, state))
        self.window.view.screening.on_caption = lambda at, one: self.captions.append(
            (at, one.text.spoken if one else "")
        )
        page = msgspec.structs.replace(page, blocks=blocks)
        self.window.show(page, attention.Place(page.id))
        return {"boxes": self.window.boxes()}

    def film(self) -> Any:
        """What became of the video, what its captions said when, and whether its player runs."""
        return {"states": self.watched, "captions": self.captions, "runs": self.window.view.screening.plays}

    def pixels(self) -> Any:
        width, height = self.window.size
        return {
            "width": width,
            "height": height,
            "rgb": base64.b64encode(zlib.compress(self.window.pixels(), 1)).decode(),
        }

    def heard(self) -> Any:
        found = {
            "acted": self.acted,
            "touches": self.touches,
            "drawn": [p for p, _ in self.drawn],
            "keys": self.keys,
            "measured": self.measured,
            "times": self.times,
        }
        self.acted, self.drawn, self.keys, self.measured, self.touches, self.times = [], [], [], [], 0, []
        return found

    def lead_to(self, name: str, **how: Any) -> Any:
        self.then, self.then_how = name, how
        return None

    def watch(self) -> Any:
        """From now on, keep what is in each frame that is handed to the display."""
        if not isinstance(self.window._kivy, Watched):
            self.window._kivy = Watched(self.window._kivy, self._frame)
        self.frames = []
        return None

    def seen(self) -> Any:
        """The frames since `watch`, and whether more are to come by themselves."""
        return {"frames": self.frames, "moving": self.window.view.rest() is not None}

    def copied(self) -> Any:
        """Whether there is a copy of a page in memory."""
        view = self.window.view
        return [view._next_fade is not None and view._next_fade.taken, view._fade is not None]

    def _frame(self) -> None:
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

        width, height = self.window.size
        rail = round(1092 * self.window.screen.scale)
        read = (GL_RGBA, GL_UNSIGNED_BYTE)
        halos = [mark for _, marks in self.window.view.marks() for mark in marks if getattr(mark, "breathes", False)]
        halo = None
        if halos:
            x, y = halos[0].x + halos[0].w // 2, height - halos[0].y - 7
            halo = list(glReadPixels(x, y, 1, 1, *read)[:3])
        self.frames.append(
            {
                "at": time.monotonic(),
                "column": zlib.crc32(bytes(glReadPixels(0, 0, rail, height, *read))),
                "rail": zlib.crc32(bytes(glReadPixels(rail, 0, width - rail, height, *read))),
                "halo": halo,
                "told": [page for page, _ in self.drawn],
            }
        )

    def fade_for(self, seconds: float) -> Any:
        """From now on, a page fades for so long."""
        motion.FADE = seconds
        return None

    def touch_off(self, seconds: float) -> Any:
        self.window.touch_off(seconds)
        return None

    def finger(self, what: str, number: int, x: float, y: float) -> Any:
        """As SDL would say it: places are shares of the window."""
        width, height = self.window.size
        self.window._take((f"finger{what}", number, x / width, y / height, 1.0))
        return None

    def modules(self) -> Any:
        return sorted(sys.modules)

    def providers(self) -> Any:
        """What of Kivy reads touches, keys or devices."""
        from kivy.base import EventLoop

        return [type(provider).__name__ for provider in EventLoop.input_providers]

    def rest(self) -> Any:
        """(wake-ups of the loop so far, seconds of processor time so far, seconds since all was drawn)."""
        return [self.window.loop.wakeups, time.process_time(), self.window.last_frame_age()]

    def kept(self) -> Any:
        """The words of every texture that outlives its page."""
        painter = self.window.view._painter
        typesetter = self.window.view.typesetter
        texts = [key.text for key in painter._kept._textures if hasattr(key, "runs")]
        return texts + [key.text for key in typesetter._kept]

    def drawn_words(self) -> Any:
        return [mark.words.text for _, marks in self.window.view.marks() for mark in marks if hasattr(mark, "words")]

    def stop(self) -> Any:
        self.window.stop()
        return None

    def read(self) -> None:
        self._left += os.read(0, 65536)
        *lines, self._left = self._left.split(b"\n")
        for line in lines:
            name, arguments = json.loads(line)
            call: Callable[..., Any] = getattr(self, name)
            answer = call(**arguments)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


class Watched:
    """Kivy's window, with a look at each frame between drawing and handing over."""

    def __init__(self, below: Any, look: Callable[[], None]) -> None:
        self._below, self._look = below, look

    def dispatch(self, event: str) -> None:
        if event == "on_flip":
            self._look()
        self._below.dispatch(event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)


def main() -> None:
    driver = Driver()
    driver.window.add_reader(0, driver.read)
    sys.stdout.write('"ready"\n')
    sys.stdout.flush()
    driver.window.run()


if __name__ == "__main__":
    main()
