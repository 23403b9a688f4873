"""The screen that pages are drawn on: its pixels, its real size, and the design grid laid over it.

Everything is designed on a grid of 1280 x 800 at 5.87 px a millimetre (a 10.1-inch tablet). A larger screen gets the same grid with more dots, so
that targets keep their millimetres; what is left over goes between the parts of a page, never into larger gaps for fingers.
"""

from __future__ import annotations

from msgspec import Struct

DESIGN_WIDTH, DESIGN_HEIGHT = 1280, 800
DESIGN_DOTS_PER_MM = 5.87


class Screen(Struct, frozen=True):
    """width, height: dots of the window. dots_per_mm: dots a millimetre of the real panel (its data sheet or EDID; a tablet's setting)."""

    width: int = DESIGN_WIDTH
    height: int = DESIGN_HEIGHT
    dots_per_mm: float = DESIGN_DOTS_PER_MM

    @property
    def scale(self) -> float:
        """Dots to one px of the design: as large as fits."""
        return min(self.width / DESIGN_WIDTH, self.height / DESIGN_HEIGHT)

    @property
    def wide(self) -> float:
        """Width in px of the design, 1280 or more."""
        return self.width / self.scale

    @property
    def high(self) -> float:
        """Height in px of the design, 800 or more."""
        return self.height / self.scale

    def mm(self, design_px: float) -> float:
        """Millimetres on the real panel of a length of the design."""
        return design_px * self.scale / self.dots_per_mm

    @property
    def fault(self) -> str | None:
        """One line that says why fingers will not find the targets here, or None."""
        foot = self.mm(118)
        if foot < 19.9:
            return (
                f"screen {self.width}x{self.height} at {self.dots_per_mm:g} dots/mm: buttons would be {foot:.1f} mm high, 20 are needed;"
                " use a panel of 10 inches or more, or correct dots_per_mm"
            )
        return None
