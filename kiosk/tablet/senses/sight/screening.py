"""Where a signed video is shown: one film at a time, in the place that the page has for it, with its caption under it."""

from __future__ import annotations

from collections.abc import Callable

from kivy.graphics import InstructionGroup

from kiosk.tablet import pages
from kiosk.tablet.senses.sight.film import Film, Readers, State
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.painter import Painter
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import Palette
from kiosk.tablet.senses.sight.widgets.video import CAPTION_LINES, LEADING, VideoPanel


def _nothing(*_: object) -> None:
    return


class Screening:
    """layer: what to draw, over the page and under its frames. readers: the loop; without it nothing plays.

    on_watched(id of the video, state), on_caption(seconds of the film, caption or None): what the film does by itself.
    """

    def __init__(self, screen: Screen, painter: Painter, redraw: Callable[[], None]) -> None:
        self._screen, self._painter, self._redraw = screen, painter, redraw
        self.layer = InstructionGroup()
        self.readers: Readers | None = None
        self.on_watched: Callable[[str, State], None] = _nothing
        self.on_caption: Callable[[float, pages.Caption | None], None] = _nothing
        self._caption = InstructionGroup()
        self._film: Film | None = None
        self._shown: tuple[pages.Video, Box] | None = None

    @property
    def plays(self) -> bool:
        return self._film is not None and self._film.began

    def show(self, block: pages.Video, panel: VideoPanel, sheet: Sheet, palette: Palette) -> None:
        """Play this video in this place; one that plays there already goes on."""
        if self._shown == (block, panel.box):
            return
        self.end()
        self._shown = (block, panel.box)
        if self.readers is None:
            return
        video, _, _ = panel.places(sheet)
        k = self._screen.scale
        low = self._screen.height - round(video.bottom * k)
        place = (round(video.x * k), low, round(video.w * k), round(video.h * k))
        self._film = Film(
            block,
            place,
            self.readers,
            lambda caption: self._say(caption, panel, sheet, palette),
            lambda state: self._says(block.id, state),
        )
        self.layer.add(self._film.group)
        self.layer.add(self._caption)
        if not self._film.began:
            self._film = None
            self.readers.call_soon(lambda: self._says(block.id, "failed"))  # not while the page is being shown

    def end(self) -> None:
        """Nothing of a film stays."""
        self._shown = None
        self.layer.clear()
        self._caption = InstructionGroup()
        if self._film is not None:
            self._film.stop()
            self._film = None

    def _says(self, video: str, state: State) -> None:
        self._redraw()
        self.on_watched(video, state)

    def _say(self, caption: pages.Caption | None, panel: VideoPanel, sheet: Sheet, palette: Palette) -> None:
        """Put a caption under the video. Set anew each time: they are short, and one is shown for seconds."""
        self._caption.clear()
        if caption is not None:
            _, band, size = panel.places(sheet)
            words = sheet.fitted(
                caption.text, sheet.steps(size), band.w, band.h, lines=CAPTION_LINES, weight="regular", leading=LEADING
            )
            sheet.text_mid(words, band.x, band.y + band.h / 2, Box(*panel.box))
            self._caption.add(self._painter.paint(sheet.take(), palette))
        self._redraw()
        self.on_caption(self._film.seconds if self._film is not None else 0.0, caption)
