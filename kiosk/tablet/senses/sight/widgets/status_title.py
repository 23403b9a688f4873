"""What is so now, in large words: on the page, or on the ember band that says "not sent" (the only alarm that there is)."""

from __future__ import annotations

from kiosk.tablet.pages import Status
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

TRACK = -0.01


class StatusTitle(Thing, frozen=True, kw_only=True):
    """band: on ember, over the whole width up to the rail. pic: px of the picture before the words (0: none). detail: also set the smaller line."""

    block: Status
    size: float
    small: float
    band: bool = False
    pic: float = 0
    detail: bool = True

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        if self.band:
            sheet.fill(Box(0, 0, sheet.grid.rail, self.box.bottom), "ember")
        role = "on_ember" if self.band else "ink"
        x, w = self._column(sheet)
        y = self.box.y
        if self.pic and self.block.picture:
            instead = {"ink": "on_ember", "hush": "ember"} if self.band else None
            px = sheet.mirrored(sheet.grid.left - 4, self.pic)
            sheet.picture(self.block.picture, Box(px, y - 18, self.pic, self.pic), instead)
        limit = Box(0, 0, sheet.grid.rail, sheet.grid.high)
        for words, top, _ in sheet.stacked(self._words(sheet, w), y):
            beside = w - (words.width or w) if sheet.rtl else 0.0
            sheet.text(words, x + beside, top, limit, role)

    def _column(self, sheet: Sheet) -> tuple[float, float]:
        lead = self.pic + 32 if self.pic and self.block.picture else 0.0
        w = sheet.grid.column - lead
        return sheet.mirrored(sheet.grid.left + lead, w), w

    def _words(self, sheet: Sheet, w: float):
        yield sheet.words(self.block.title, self.size, "bold", w, 1.16, TRACK), 0.0
        if self.detail and self.block.detail:
            wide = min(w, sheet.line_width(self.block.detail, self.small))
            detail = sheet.words(self.block.detail, self.small, "regular", wide, 1.4)
            yield (sheet.balanced(detail) if self.pic else detail), 30.0 if self.pic else 42.0

    def bottom(self, sheet: Sheet) -> float:
        """The last baseline."""
        _, w = self._column(sheet)
        return [bottom for _, _, bottom in sheet.stacked(self._words(sheet, w), self.box.y)][-1]
