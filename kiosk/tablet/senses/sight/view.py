"""The one Kivy widget of the tablet: it shows (page, place), and says what fingers do to it.

It decides nothing. What is shown is a `Scene` that `layouts` made; here the things of the last scene are compared with those of the new one and
only what differs is painted again. The rail is a layer of its own above everything; it gets every touch first and is never faded or covered.
A page that fades lies above the new one for the eye alone: fingers, boxes and proofs know only the new one. `motion` says what moves.

Call everything from the thread that runs the window.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
from kivy.graphics import Canvas, InstructionGroup
from kivy.uix.widget import Widget

from kiosk.tablet import attention, editing, pages
from kiosk.tablet.senses.sight import motion
from kiosk.tablet.senses.sight.fade import Fade
from kiosk.tablet.senses.sight.film import now_playing
from kiosk.tablet.senses.sight.layouts.page import lay_out
from kiosk.tablet.senses.sight.marks import Box, Ink, Mark, Stamp
from kiosk.tablet.senses.sight.painter import Painter, blending, solid
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.screening import Screening
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import PALETTES, Palette, rgb
from kiosk.tablet.senses.sight.touching import Touching
from kiosk.tablet.senses.sight.typesetting import Typesetter
from kiosk.tablet.senses.sight.widgets.frames import FocusFrame, ScanFrame
from kiosk.tablet.senses.sight.widgets.strip import Demo, Notice
from kiosk.tablet.senses.sight.widgets.text_entry import TextEntry
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.senses.sight.widgets.video import VideoPanel
from kiosk.tablet.senses.touch.fingers import Outcome

STRIP_EDGE = 7.0  # px of the strip above its words


def _nothing(*_: object) -> None:
    return


class _Painted(NamedTuple):
    thing: Thing
    pressed: bool
    palette: Palette
    marks: tuple[Mark, ...]
    group: InstructionGroup


class SightView(Widget):
    """The root of the window.

    on_act(target id): a person touched it and let go. on_point(entry id, place): they touched the words in a text entry, behind so many
    graphemes. on_touch(): somebody touches the glass, wherever. on_measured(page id, parts): how a page falls into parts at this text size;
    called within `show`, whenever it differs from the place that was given. on_drawn(page id): the frame that shows this page has been handed to the
    display; called after each `show`, as soon as it is true.
    """

    def __init__(
        self,
        screen: Screen,
        gallery: Gallery,
        on_act: Callable[[str], None] = _nothing,
        on_touch: Callable[[], None] = _nothing,
        on_point: Callable[[str, int], None] = _nothing,
        on_measured: Callable[[str, attention.Parts], None] = _nothing,
        on_drawn: Callable[[str], None] = _nothing,
    ) -> None:
        super().__init__(size=(screen.width, screen.height), size_hint=(None, None))
        self.on_act, self.on_measured, self.on_drawn = on_act, on_measured, on_drawn
        self.on_point = on_point
        self._screen, self._gallery = screen, gallery
        self.typesetter = Typesetter(screen.scale)
        self._painter = Painter(screen.height, self.typesetter, gallery)
        self.proportions = (
            {name: w / h for name in gallery.names for w, h in (gallery.field(name),)} if gallery.names else {}
        )
        self.touching = Touching(lambda: self._scene, self._carry_out, screen.scale)
        self.touching.on_touch = on_touch
        self._page: pages.Page | None = None
        self._place = attention.Place(page="")
        self._scene = Scene((), (), ())
        self._sheet: Sheet | None = None
        self._painted: dict[tuple[str, str, str], _Painted] = {}
        self._pressed: set[str] = set()
        self._palette: Palette | None = None
        self._undrawn: str | None = None
        self._fade: Fade | None = None
        self._next_fade: Fade | None = None  # of the page that is shown, should the press that is held lead to another
        self._breath_began: float | None = None  # None: nothing breathes
        self.screening = Screening(screen, self._painter, self._redraw)
        self._paper, self._camera, self._veil = InstructionGroup(), InstructionGroup(), InstructionGroup()
        self._below, self._frames, self._rail, self._rail_frames = Canvas(), Canvas(), Canvas(), Canvas()
        with self.canvas:
            self.canvas.add(blending())
            self.canvas.add(self._paper)
            for layer in (
                self._below,
                self.screening.layer,
                self._frames,
                self._camera,
                self._veil,
                self._rail,
                self._rail_frames,
            ):
                self.canvas.add(layer)

    # --- showing --------------------------------------------------------------------------------------------------

    def show(self, page: pages.Page, place: attention.Place) -> None:
        """Show one part of a page. Raises NoSuchPicture for a page that names a picture which is not there."""
        turned = self._page is None or page.id != self._page.id or place.part != self._place.part
        same = page == self._page and place.part == self._place.part
        if turned:
            self._turn(page, place)
        elif not motion.allowed(page.reading, place):
            self._end_fade()
        if not same:
            self._sheet = self._sheet_for(page)
            self._scene = lay_out(page, place, self._sheet)
            if turned:
                self._release(self.touching.page_changed())
        self._page, self._place = page, place
        self.touching.shown(page, place)
        assert self._sheet is not None  # noqa: S101 - made for the first page
        self._sheet.speaking = place.speaking
        self._undrawn = page.id
        self._paint()
        self._screen_film()
        self._breathe_or_not()
        if self._scene.parts != place.parts:
            self.on_measured(page.id, self._scene.parts)

    def measure(self, page: pages.Page, size: int) -> attention.Parts:
        """How a page falls into parts at a text size (100, 140, 170 or 200), without showing it."""
        reading = msgspec.structs.replace(page.reading, size=size)
        page = msgspec.structs.replace(page, reading=reading)
        return lay_out(page, attention.Place(page=page.id), self._sheet_for(page)).parts

    def boxes(self) -> dict[str, tuple[float, float, float, float]]:
        """Where everything on the page is: id -> (x, y, width, height), dots from the upper left corner of the window."""
        k = self._screen.scale
        found: dict[str, tuple[float, float, float, float]] = {}
        for thing in (*self._scene.things, *self._scene.rail):
            if thing.id not in found or thing.target:
                x, y, w, h = thing.box
                found[thing.id] = (x * k, y * k, w * k, h * k)
        return found

    @property
    def scene(self) -> Scene:
        return self._scene

    def marks(self) -> tuple[tuple[Thing, tuple[Mark, ...]], ...]:
        """Everything that is painted now, from below. For proofs."""
        return tuple((painted.thing, painted.marks) for painted in self._painted.values())

    def flipped(self, now: float) -> None:
        """The window handed a frame to the display. now: seconds of a clock that never goes back, here and in `move`."""
        if self._fade is not None:
            self._fade.drawn(now)
        if self._undrawn is not None:
            drawn, self._undrawn = self._undrawn, None
            self.on_drawn(drawn)

    def _sheet_for(self, page: pages.Page) -> Sheet:
        return Sheet(self._screen, self.typesetter, page.reading, page.direction == "rtl", self.proportions)

    def _paint(self) -> None:
        assert self._page is not None  # noqa: S101 - show() set it
        assert self._sheet is not None  # noqa: S101
        palette = PALETTES[self._page.reading.theme]
        if palette is not self._palette:
            self._palette = palette
            self._paper.clear()
            self._paper.add(solid(((0, 0, self._screen.width, self._screen.height),), rgb(palette.paper)))
        before, self._painted = self._painted, {}
        frames, rail_frames = self._frames_now()
        with self.typesetter.sharing():
            for name, layer, things in (
                ("page", self._below, self._scene.things),
                ("frames", self._frames, frames),
                ("rail", self._rail, self._scene.rail),
                ("rail frames", self._rail_frames, rail_frames),
            ):
                self._fill(name, layer, things, palette, before)
        self.canvas.ask_update()

    def _fill(
        self,
        name: str,
        layer: Canvas,
        things: tuple[Thing, ...],
        palette: Palette,
        before: dict[tuple[str, str, str], _Painted],
    ) -> None:
        """Put the groups of these things on a layer; a group whose marks are the same is not made again."""
        groups = []
        old_groups = [child for child in layer.children if isinstance(child, InstructionGroup)]
        for thing in things:
            key = (name, type(thing).__name__, thing.id)
            while key in self._painted:  # two blocks of one id: both are shown
                key = (key[0], key[1] + "'", key[2])
            painted = self._repaint(thing, thing.id in self._pressed and thing.target, palette, before.get(key))
            self._painted[key] = painted
            groups.append(painted.group)
        if len(groups) != len(old_groups) or any(a is not b for a, b in zip(groups, old_groups, strict=True)):
            layer.clear()
            for group in groups:
                layer.add(group)

    def _repaint(self, thing: Thing, pressed: bool, palette: Palette, old: _Painted | None) -> _Painted:
        assert self._sheet is not None  # noqa: S101 - show() set it
        thing.draw(self._sheet, pressed)
        marks = self._sheet.take()
        if old is not None and old.marks == marks and old.palette is palette:
            return _Painted(thing, pressed, palette, marks, old.group)
        return _Painted(thing, pressed, palette, marks, self._painter.paint(marks, palette))

    def _frames_now(self) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
        """The frames over the page, and those over the rail."""
        place, page = self._place, self._page
        over_page: list[Thing] = []
        over_rail: list[Thing] = []
        rail = {thing.id for thing in self._scene.rail}

        def put(frame: Thing, id: str) -> None:
            (over_rail if id in rail else over_page).append(frame)

        if place.focus:
            thing = self._thing(place.focus)
            if thing is not None and page is not None:
                put(self._focus_frame(thing, page), place.focus)
        scanned = [thing for id in place.scanned if (thing := self._thing(id)) is not None]
        if scanned:
            box = scanned[0].box
            for thing in scanned[1:]:
                box = box.around(thing.box)
            # No frame covers a word of the strip under the foot row, nor of the row.
            strips = [thing.box.y for thing in self._scene.things if isinstance(thing, Demo | Notice)]
            on_rail = place.scanned[0] in rail
            lowest = (
                self._screen.high if on_rail else min((top + STRIP_EDGE for top in strips), default=self._screen.high)
            )
            glass = Box(0, 0, self._screen.wide, lowest)
            warm = page is not None and page.rail.call.id in place.scanned and page.rail.call_button != "stale"
            put(ScanFrame(id="scan", box=box, radius=scanned[0].radius, glass=glass, warm=warm), place.scanned[0])
        return tuple(over_page), tuple(over_rail)

    def _focus_frame(self, thing: Thing, page: pages.Page) -> FocusFrame:
        """Outside the thing where there is room for it on the glass; Call staff fills its corner, so there it is inside."""
        inside = thing.id == page.rail.call.id
        warm = inside and page.rail.call_button != "stale"
        box = thing.box
        room = min(box.x, box.y, self._screen.wide - box.right, self._screen.high - box.bottom)
        return FocusFrame(id="focus", box=box, radius=thing.radius, inside=inside, room=room, warm=warm)

    def _thing(self, id: str) -> Thing | None:
        try:
            return self._scene.thing(id)
        except KeyError:
            return None

    # --- moving ---------------------------------------------------------------------------------------------------

    def move(self, now: float) -> None:
        """Put what moves where it is now."""
        if self._fade is not None and not self._fade.move(now):
            self._end_fade()
        if self._breath_began is not None and self._palette is not None:
            self._breath_began = self._breath_began or now
            self._painter.breathe(motion.halo(self._palette, motion.breath(now - self._breath_began)))

    def rest(self) -> float | None:
        """Seconds until `move` is due; None where nothing moves."""
        if self._fade is not None:
            return motion.FADE_FRAME
        return motion.BREATH_FRAME if self._breath_began is not None else None

    def stand_still(self) -> None:
        """Show what is shown once nothing moves any more. For pictures of it."""
        self._end_fade()
        if self._breath_began is not None and self._palette is not None:
            self._painter.breathe(motion.halo(self._palette, 0.0))

    def _copy_page(self) -> None:
        """A finger presses, so another page may follow: copy this one with the frame that shows the press. No copy is made of what is private."""
        assert self._page is not None  # noqa: S101 - it is being touched
        assert self._sheet is not None  # noqa: S101
        self._forget_copy()
        if motion.allowed(self._page.reading, self._place) and motion.may_be_copied(self._page) and not self._private:
            width = round(self._sheet.grid.rail * self._screen.scale)
            self._next_fade = Fade(width, self._screen.height)
            self._camera.add(self._next_fade.camera)

    def _forget_copy(self) -> None:
        self._next_fade = None
        self._camera.clear()

    def _turn(self, page: pages.Page, place: attention.Place) -> None:
        """Another page or part comes: let the one that was fade, if it was copied. One that comes by itself is there at once."""
        self._end_fade()
        copied = self._next_fade
        self._forget_copy()
        if copied is not None and copied.taken and self._page is not None and motion.fades(self._page, page, place):
            self._fade = copied
            self._veil.add(copied.veil)

    def _end_fade(self) -> None:
        """The copy goes, and with it the memory of what it showed."""
        self._fade = None
        self._veil.clear()

    def _breathe_or_not(self) -> None:
        assert self._page is not None  # noqa: S101 - show() set it
        marks = (mark for painted in self._painted.values() for mark in painted.marks)
        if not any(isinstance(mark, Stamp) and mark.breathes for mark in marks):
            self._breath_began = None
        elif not motion.allowed(self._page.reading, self._place):
            self.stand_still()
            self._breath_began = None
        elif self._breath_began is None:
            self._breath_began = 0.0  # its time begins with the first move

    @property
    def _private(self) -> bool:
        """Whether anything is shown that may be kept nowhere."""
        marks = (mark for painted in self._painted.values() for mark in painted.marks)
        return any(isinstance(mark, Ink | Stamp) and mark.private for mark in marks)

    # --- a signed video -------------------------------------------------------------------------------------------

    def _screen_film(self) -> None:
        """Play what the page wants to be played, where it is laid out."""
        block = now_playing(self._page)
        panel = self._thing(block.id) if block is not None else None
        if block is None or not isinstance(panel, VideoPanel) or self._sheet is None or self._palette is None:
            self.screening.end()
        else:
            self.screening.show(block, panel, self._sheet, self._palette)

    def _redraw(self) -> None:
        self.canvas.ask_update()

    # --- touching -------------------------------------------------------------------------------------------------

    def let_go(self) -> None:
        """Whatever a finger holds is held no more, so that lifting it acts on nothing; Call staff is never taken from a finger."""
        released = self.touching.page_changed()
        self._release(released)
        if released and self._page is not None:
            self._paint()

    def stepped(self, entry: str, step: editing.LineStep) -> int | None:
        """The place (in graphemes) a line above or below the caret of a text entry, or at an edge of its line; None where it is not shown."""
        found = next((thing for thing in self.touching.entries() if thing.id == entry), None)
        return found.stepped(self._sheet, step) if found is not None and self._sheet is not None else None

    def _release(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            self._pressed.discard(outcome.target)

    def _carry_out(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            if outcome.what == "pressed":
                self._pressed.add(outcome.target)
            elif outcome.what == "released":
                self._pressed.discard(outcome.target)
        acted = [outcome.target for outcome in outcomes if outcome.what == "acted"]
        page = self._page
        for target in acted:
            thing = self._thing(target)
            if isinstance(thing, TextEntry) and self._sheet is not None:
                self.on_point(target, thing.place_at(self._sheet, *self.touching.lifted))
            else:
                self.on_act(target)
        if outcomes and self._page is page and page is not None:
            self._paint()
            if any(outcome.what == "pressed" and outcome.target != page.rail.call.id for outcome in outcomes):
                self._copy_page()
        if not self._pressed:
            self._forget_copy()
