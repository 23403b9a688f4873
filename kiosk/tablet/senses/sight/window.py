"""The tablet's window: what the app needs of sight, in one place. It shows pages, and says what fingers and keys do.

Kivy's own input is not used: on Linux it drops the fingers of a touch panel, acts twice where a panel also sends a mouse, and its keys open
settings or end the program. Fingers, mouse and keys are taken out of SDL's events as they come, and go to the view and the app alone.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from kiosk.resources import resource_folder
from kiosk.tablet import attention, editing, pages
from kiosk.tablet.senses.sight import kivy_setup
from kiosk.tablet.senses.sight.binding import ffi, give_back, open_x11
from kiosk.tablet.senses.sight.far_keys import FarKeys
from kiosk.tablet.senses.sight.kivy_setup import NoDisplay
from kiosk.tablet.senses.sight.loop import Loop
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.screen import DESIGN_DOTS_PER_MM, Screen
from kiosk.tablet.senses.touch.holding import Holding

MOUSE_AFTER_FINGER = 1.0  # seconds in which a mouse event is an echo of a finger
MOUSE = -1  # the mouse's number among fingers
MOST_DRAWS = 3
REST_SECONDS = 1.0  # after somebody left, until what they left behind is tidied: the neutral page is drawn long before


class ScreenSettings(Protocol):
    """As in a tablet's settings. full: the whole screen. width, height: dots where not full. dots_per_mm: of the panel; 0 asks the display."""

    @property
    def full(self) -> bool: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def dots_per_mm(self) -> float: ...


def _nothing(*_: object) -> None:
    return


class Window:
    """The one window of the process. All of it belongs to the thread that made it, but `call_soon`.

    on_act(target): somebody touched a target (ids as `attention.targets`) and let go inside it. on_point(entry, place): they touched the words in a
    text entry, behind so many graphemes. on_touch(): somebody touches the glass, wherever.
    on_attend(stop): a finger that explores has come there. on_switch(number, down): the glass is used as a switch.
    on_measured(page id, parts): how the shown page falls into parts, where that differs from the place that was given. on_drawn(page id): the
    frame that shows this page was handed to the display. on_key(what, key, text, modifiers, scancode): what is "down", "up" or "text"; key is SDL's
    code, text what it types, scancode its place by the USB keyboard page. on_watched(video, state): a video goes on, has ended, or cannot be shown.
    on_held(): a finger was held anywhere for some seconds; True where that meant something, so that letting go of it acts on nothing.
    """

    def __init__(
        self,
        screen: ScreenSettings,
        *,
        pictures: str = "",
        pointer: bool = False,
        report: Callable[[str], None] = _nothing,
    ) -> None:
        """pictures: folder of the ward's own pictures, "" for none. report: gets one line for each that is refused.

        Raises NoDisplay where no window can be opened.
        """
        kivy_setup.prepare(screen.full, screen.width, screen.height, pointer)
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.core.window import Window as KivyWindow

        if KivyWindow is None:
            raise NoDisplay(
                f"no window could be opened on display {os.environ['DISPLAY']}: it needs an X server with GLX (OpenGL 2)"
            )
        from kiosk.tablet.senses.sight.view import SightView

        self.on_act: Callable[[str], None] = _nothing
        self.on_touch: Callable[[], None] = _nothing
        self.on_point: Callable[[str, int], None] = _nothing
        self.on_attend: Callable[[str], None] = _nothing
        self.on_switch: Callable[[int, bool], None] = _nothing
        self.on_measured: Callable[[str, attention.Parts], None] = _nothing
        self.on_drawn: Callable[[str], None] = _nothing
        self.on_key: Callable[[str, int, str, tuple[str, ...], int], None] = _nothing
        self.on_watched: Callable[[str, Literal["playing", "ended", "failed"]], None] = _nothing
        self.on_held: Callable[[], bool] = lambda: False
        self._kivy, self._events, self._clock = KivyWindow, EventLoop, Clock
        KivyWindow._win = _Gate(KivyWindow._win, self._take)
        KivyWindow.bind(on_request_close=lambda *_: True)
        KivyWindow.set_title("Wardlight")
        display = _Display(KivyWindow.get_window_info())
        width, height = self.size
        self.screen = Screen(
            width, height, screen.dots_per_mm or display.dots_per_mm or DESIGN_DOTS_PER_MM * Screen(width, height).scale
        )
        gallery = Gallery(
            resource_folder("assets") / "pictures",
            ward=Path(pictures) if pictures else None,
            density=self.screen.scale,
            report=report,
        )
        self.view = SightView(
            self.screen,
            gallery,
            on_act=lambda target: self.on_act(target),
            on_touch=lambda: self.on_touch(),
            on_point=lambda entry, place: self.on_point(entry, place),
            on_measured=lambda page, parts: self.on_measured(page, parts),
            on_drawn=lambda page: self.on_drawn(page),
        )
        KivyWindow.add_widget(self.view)
        self.loop = Loop(display, self._turn, self._must_draw, Clock)
        self.view.touching.call_at = self.loop.call_at
        self.view.touching.on_attend = lambda target: self.on_attend(target)
        self.view.touching.on_switch = lambda number, down: self.on_switch(number, down)
        self.view.screening.readers = self.loop
        self.view.screening.on_watched = lambda video, state: self.on_watched(video, state)
        self._far_keys = FarKeys(lambda what, scancode: self.on_key(what, 0, "", (), scancode))
        if self._far_keys.connection >= 0:
            self.loop.add_reader(self._far_keys.connection, self._far_keys.read)
        self._holding = Holding(self.loop.call_at, self._held)
        self._first_frame: list[Callable[[], None]] = []
        self._move_at = math.inf
        self._cancel_move: Callable[[], None] = _nothing
        self._last_finger = -1e9
        for provider in list(EventLoop.input_providers):
            EventLoop.remove_input_provider(provider)
        EventLoop.start()

    # --- what the app asks of it ----------------------------------------------------------------------------------

    @property
    def size(self) -> tuple[int, int]:
        """Dots, (width, height)."""
        return int(self._kivy.width), int(self._kivy.height)

    def show(self, page: pages.Page, place: attention.Place) -> None:
        """Show one part of a page. It is on the display after the loop has come round."""
        self.view.show(page, place)

    def touch_off(self, seconds: float) -> None:
        """Answer only Call staff for so long (the glass is being wiped)."""
        self.view.touching.off_until(time.monotonic() + seconds)

    def stepped(self, entry: str, step: editing.LineStep) -> int | None:
        """The place (in graphemes) a line above or below the caret of a text entry, or at an edge of its line; None where it is not shown."""
        return self.view.stepped(entry, step)

    def boxes(self) -> dict[str, tuple[float, float, float, float]]:
        """Where things are: id -> x, y, width, height in dots from the upper left corner of the window."""
        return self.view.boxes()

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        self.loop.add_reader(fd, callback)

    def remove_reader(self, fd: int) -> None:
        self.loop.remove_reader(fd)

    def call_soon(self, callback: Callable[[], None]) -> None:
        """From any thread."""
        self.loop.call_soon(callback)

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]:
        """At this moment of time.monotonic(). Returns what cancels it."""
        return self.loop.call_at(moment, callback)

    def rest(self) -> None:
        """Somebody has left and the neutral page stands: what only they needed is given back, once it is drawn."""
        self.loop.call_at(time.monotonic() + REST_SECONDS, give_back)

    def last_frame_age(self) -> float:
        """Seconds since everything that had to be drawn was drawn. It grows without end in a window that hangs."""
        return self.loop.age()

    def on_first_frame(self, callback: Callable[[], None]) -> None:
        """Call back once, after the next frame was handed to the display."""
        self._first_frame.append(callback)

    def run(self) -> None:
        """Until `stop`. Closes the window."""
        self.loop.run()
        self.close()

    def stop(self) -> None:
        self.loop.stop()

    def close(self) -> None:
        self._far_keys.close()
        self._events.close()
        self._kivy.close()
        self.loop.close()

    def screenshot(self, path: Path) -> None:
        """Write what is shown as a PNG, for the tour and for tests."""
        from kiosk.tablet.senses.sight.screenshot import png

        path.write_bytes(png(self.pixels(), *self.size))

    def pixels(self) -> bytes:
        """What is shown once nothing moves: red, green and blue of every dot, the top row first."""
        from kiosk.tablet.senses.sight.screenshot import pixels

        self.view.stand_still()
        self.draw()
        self._kivy.dispatch("on_draw")
        return pixels(*self.size)

    def draw(self) -> None:
        """Draw what has changed, now."""
        for _ in range(MOST_DRAWS):
            self._tick()
            if not self._must_draw():
                return
            self._kivy.dispatch("on_draw")
            self._kivy.dispatch("on_flip")
            self.view.flipped(time.monotonic())
            waiting, self._first_frame = self._first_frame, []
            for callback in waiting:
                callback()

    # --- the loop's turn ------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        self._kivy.mainloop()
        self.draw()
        self._move_later()

    def _move_later(self) -> None:
        """Wake for what moves. Fingers and all other work come before it, as it is a timer; where nothing moves there is none."""
        rest = self.view.rest()
        if rest is None:
            self._forget_move()
            return
        moment = time.monotonic() + rest
        if moment < self._move_at:
            self._forget_move()
            self._move_at, self._cancel_move = moment, self.loop.call_at(moment, self._move)

    def _forget_move(self) -> None:
        self._cancel_move()
        self._move_at, self._cancel_move = math.inf, _nothing

    def _move(self) -> None:
        self._move_at, self._cancel_move = math.inf, _nothing
        self.view.move(time.monotonic())

    def _must_draw(self) -> bool:
        return bool(self._kivy.canvas.needs_redraw)

    def _tick(self) -> None:
        """A tick of Kivy's clock, without its sleep."""
        clock = self._clock
        clock.pre_idle()
        now = clock.time()
        clock._dt, clock._last_tick = now - clock._last_tick, now
        clock.post_idle(now, now)
        clock.tick_draw()

    # --- what people do -------------------------------------------------------------------------------------------

    def _take(self, event: tuple[Any, ...]) -> bool:
        """Take an event of the display. Returns False for one that Kivy is to have: the window was shown, covered, moved."""
        kind = event[0]
        if kind in ("mousebuttondown", "mousebuttonup", "mousemotion"):
            self._mouse(kind, event[1:])
        elif kind in ("fingerdown", "fingerup", "fingermotion"):
            self._finger(kind, event[1:])
        elif kind in ("keydown", "keyup"):
            mask, key, scancode, text = event[1:5]
            self.on_key(kind[3:], int(key), str(text or ""), modifiers(int(mask)), int(scancode))
        elif kind == "textinput":
            self.on_key("text", 0, str(event[1]), (), 0)
        else:
            return kind in ("quit", "textedit") or kind.startswith(("drop", "joy", "mousewheel", "app_"))
        return True

    def _mouse(self, kind: str, values: tuple[Any, ...]) -> None:
        now = time.monotonic()
        if now - self._last_finger < MOUSE_AFTER_FINGER:
            return
        x, y = float(values[0]), float(values[1])
        if kind == "mousemotion":
            self.view.touching.move(MOUSE, x, y, now)
        elif values[2] == 1:
            act = self._down if kind == "mousebuttondown" else self._up
            act(MOUSE, x, y, now)

    def _down(self, finger: int, x: float, y: float, now: float) -> None:
        self._holding.down(finger, now)
        self.view.touching.down(finger, x, y, now)

    def _up(self, finger: int, x: float, y: float, now: float) -> None:
        self._holding.up(finger)
        self.view.touching.up(finger, x, y, now)

    def _held(self) -> None:
        if self.on_held():
            self.view.let_go()

    def _finger(self, kind: str, values: tuple[Any, ...]) -> None:
        now = self._last_finger = time.monotonic()
        width, height = self.size
        finger, x, y = int(values[0]), float(values[1]) * width, float(values[2]) * height
        if kind == "fingermotion":
            self.view.touching.move(finger, x, y, now)
        elif kind == "fingerdown":
            self._down(finger, x, y, now)
        else:
            self._up(finger, x, y, now)


def modifiers(mask: int) -> tuple[str, ...]:
    """Names of the keys that are held down, of SDL's mask."""
    names = (("shift", 0x0003), ("ctrl", 0x00C0), ("alt", 0x0300), ("meta", 0x0C00))
    return tuple(name for name, bits in names if mask & bits)


class _Gate:
    """Stands before SDL's window: takes what people do out of the stream of events, and leaves the rest to Kivy."""

    def __init__(self, below: Any, take: Callable[[tuple[Any, ...]], bool]) -> None:
        self._below, self._take = below, take

    def poll(self) -> Any:
        event = self._below.poll()
        if event is False or event is None:
            return event
        return None if self._take(event) else event

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)


class _Display:
    """The X server under SDL's window."""

    def __init__(self, info: Any) -> None:
        self._x11 = open_x11()
        self._pointer = ffi.cast("void *", int(info.display))
        self.connection = int(self._x11.XConnectionNumber(self._pointer))

    def pending(self) -> bool:
        """Whether SDL would find an event without waiting. What is still to be sent is sent."""
        return bool(self._x11.XPending(self._pointer))

    @property
    def dots_per_mm(self) -> float:
        """As the display says; 0.0 where it says what displays say that do not know (96 dots an inch)."""
        dots, mm = self._x11.XDisplayWidth(self._pointer, 0), self._x11.XDisplayWidthMM(self._pointer, 0)
        density = dots / mm if mm > 0 else 0.0
        return 0.0 if abs(density - 96 / 25.4) < 0.05 else density
