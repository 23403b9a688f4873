"""The head of a page: a small line that says where we are, the title, a line that says what to do."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.tablet.pages import Heading as HeadingBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

KICKER_TO_TITLE, TITLE_TO_HINT = 30.0, 34.0
TRACK = -0.008
PICTURE = 112.0


class Heading(Thing, frozen=True, kw_only=True):
    """title_size: px. kicker_gap, hint_gap: px from baseline to cap top."""

    block: HeadingBlock
    title_size: float
    kicker: bool = True
    hint: bool = True
    kicker_gap: float = KICKER_TO_TITLE
    hint_gap: float = TITLE_TO_HINT
    hint_size: float = 36
    picture: str | None = None

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        self.bottom(sheet, write=True)

    def bottom(self, sheet: Sheet, write: bool = False) -> float:
        """The last baseline: where what follows is measured from."""
        x, y, w, _ = self.box
        limit = Box(0, 0, sheet.grid.rail, sheet.grid.high)
        if self.picture:
            if write:
                sheet.picture(self.picture, Box(sheet.at_start(self.box, -4, PICTURE), y - 16, PICTURE, PICTURE))
            w -= PICTURE + 28
            x = sheet.at_start(self.box, PICTURE + 28, w)
        lines = tuple(sheet.stacked(self._lines(sheet, w), y))
        bottom = lines[-1][2]
        if write:
            for words, top, _ in lines:
                sheet.text(words, x, top, limit)
        return max(bottom, self.box.y + PICTURE - 16) if self.picture else bottom

    def _lines(self, sheet: Sheet, w: float) -> Iterator[tuple[Words, float]]:
        """The lines, each with the px from the baseline above to its cap top."""
        block = self.block
        gap = 0.0
        if block.kicker and self.kicker:
            yield sheet.words(block.kicker, sheet.sizes.small, "medium", w, 1.3), gap
            gap = self.kicker_gap
        yield sheet.words(block.text, self.title_size, "bold", w, 1.22, TRACK), gap
        if block.hint and self.hint:
            yield sheet.words(block.hint, self.hint_size, "regular", w, 1.4), self.hint_gap
