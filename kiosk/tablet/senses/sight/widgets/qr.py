"""A QR code: dark cells on white in every theme, with four cells of quiet round it, or no camera reads it."""

from __future__ import annotations

from functools import lru_cache

from kiosk.tablet.pages import Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Radii, Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

QUIET = 4
WHITE, DARK = "#FFFFFF", "#0C2426"


class Qr(Thing, frozen=True, kw_only=True):
    """The code on a panel, with its label under it."""

    data: str
    label: Text
    private: bool
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.panel(self.box)
        words = sheet.fitted(self.label, sheet.steps(self.size), self.box.w - 50, lines=3, weight="medium")
        # The cells give way to their label where it takes two lines: a camera reads smaller ones, and nobody reads half a word.
        side = min(self.box.w - 48, self.box.h - 24 - 26 - sheet.measure(words).last - 0.4 * words.size - 12)
        draw_code(
            sheet, Box(self.box.x + (self.box.w - side) / 2, self.box.y + 24, side, side), self.data, 10, self.private
        )
        sheet.text(words, self.box.x + 25, self.box.y + 24 + side + 26, self.box)


def draw_code(sheet: Sheet, box: Box, data: str, radius: Radii, private: bool) -> None:
    """The cells, on their white ground. A cell is a whole number of dots, so that its edges are sharp."""
    sheet.patch(box, radius, WHITE)
    rows = cells(data) if private else _public_cells(data)
    cell = int(sheet.dots(box.w) / (len(rows) + 2 * QUIET))
    across = cell * len(rows) / sheet.dots(1)
    at = Box(box.x + (box.w - across) / 2, box.y + (box.h - across) / 2, across, across)
    sheet.shape(at, "squares", rows, cell, role=DARK, private=private)


@lru_cache(maxsize=16)
def _public_cells(data: str) -> tuple[str, ...]:
    """Kept: a help line's code is shown again and again. Whose code it is nobody wants to hide."""
    return cells(data)


def cells(data: str) -> tuple[str, ...]:
    """The rows of a code that holds this text, as "1" (dark) and "0"."""
    import qrcode  # loaded by the first code that is shown, not by the first page

    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(data)
    code.make(fit=True)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.get_matrix())
