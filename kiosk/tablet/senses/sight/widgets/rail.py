"""Call staff, Back and Leave: three places that never move, on every page and in every language. The rail does not mirror."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from kiosk.tablet.pages import CallButton, Text
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tablet.senses.sight.widgets.tool import stack


class Measures(Struct, frozen=True):
    """px. back, leave: (y, height) of the buttons. icon, call: picture and words of Call staff; small, label: of the others."""

    staff: float
    back: tuple[float, float]
    leave: tuple[float, float]
    icon: float
    small: float
    label: float
    call: float


_SMALL = Measures(staff=300, back=(382, 150), leave=(614, 150), icon=124, small=60, label=36, call=44)
_MIDDLE = Measures(staff=300, back=(382, 150), leave=(614, 150), icon=124, small=58, label=40, call=48)
_LARGE = Measures(staff=300, back=(336, 196), leave=(568, 196), icon=92, small=64, label=64, call=64)
PAD = 26.0
TIGHT = 10.0  # px beside words that are as long as the rail is wide
LEAST_PICTURE, LEAST_STAFF = 44.0, 76.0  # px across, of Back and Leave, and of Call staff


def measures(size: int) -> Measures:
    return _SMALL if size < 140 else _MIDDLE if size < 170 else _LARGE


class Band(Thing, frozen=True, kw_only=True):
    """The band behind the three."""

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.fill(self.box, "rail")
        if sheet.high_contrast:
            sheet.fill(Box(self.box.x, self.box.y, 2, self.box.h), "line")


class CallStaff(Thing, frozen=True, kw_only=True):
    """A warm corner, edge to edge, so that a blind or shaky hand finds it by the corner of the glass.

    state: rest, on (a call is on its way), stale (the tablet cannot tell whether a call would arrive; touching it still sends).
    """

    label: Text
    picture: str | None
    state: CallButton

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, y, w, h = self.box
        sizes = measures(sheet.reading.size)
        stale = self.state == "stale" and not pressed
        edge, ledge = (0.0 if sheet.high_contrast else 4.0), 9.0
        if stale:
            sheet.patch(self.box, (0, 0, 0, 30), "paper")
            k = sheet.dots(1)
            dash = ("dashed_box", round(w * k), round(h * k), (0, 0, 0, round(30 * k)), 4 * k, (14 * k, 10 * k))
            sheet.shape(self.box, *dash, role="warm_line")
        else:
            sheet.patch(self.box, (0, 0, 0, 30), "warm_line")
            ledge = 4.0 if pressed else 9.0
            sheet.patch(Box(x + edge, y, w - edge, h - ledge), (0, 0, 0, 27), "warm2" if pressed else "warm")
            if sheet.high_contrast:
                sheet.fill(Box(x, y, 5, h), "paper")
        self._content(sheet, sizes, pressed, stale)

    def _content(self, sheet: Sheet, sizes: Measures, pressed: bool, stale: bool) -> None:
        x, y, w, h = self.box
        role = "ink" if stale or pressed else "on_warm"
        down = 4.0 if pressed else 0.0
        most = 36.0 if stale else sizes.call
        # the picture is what somebody who cannot read knows the corner by
        room = None if stale else h - 9 - 28 - 24 - 38 - LEAST_STAFF
        for pad in (PAD, TIGHT):
            width = w - pad - min(14.0, pad)
            words = sheet.best_fitted(self.label, sheet.steps(most), width, room, 3 if stale else 2, leading=1.14)
            if sheet.fits(words, width):
                break
        setting = sheet.measure(words)
        low = y + h - 9 - (28 if sheet.is_latin(self.label) else 20) + down
        pic = min(sizes.icon, low - y - (setting.bottom - setting.top) - 38)
        top = y + (24 if sheet.reading.size < 170 else 14) + down
        px = sheet.at_start(self.box, PAD - 4, pic)
        coat = "surface" if sheet.reading.theme in ("light", "calm") else "#FFF6EA"
        on_warm = {"ink": "on_warm", "hair": "on_warm", "mark": "on_warm", "hush": coat, "skin": coat}
        if self.picture:
            sheet.picture(self.picture, Box(px, top, pic, pic), None if stale or pressed else on_warm)
        if stale:
            bar = ((px, top + pic * 0.94), (px + pic * 0.98, top + pic * 0.06))
            sheet.stroke(bar, 14, "paper")
            sheet.stroke(bar, 6, "ink")
        if self.state == "on":
            sheet.tick(sheet.at_end(self.box, 14, 48) + 24, top + pic - 14, 24)
        sheet.text(
            words,
            x + (min(14.0, pad) if sheet.rtl else pad),
            low - setting.bottom,
            Box(x, y, w, h - (0 if stale else 4)),
            role,
        )


class Fit(NamedTuple):
    """px of words, and px from the picture to them. tight: they need the room beside them."""

    size: float
    gap: float
    tight: bool = False


class RailButton(Thing, frozen=True, kw_only=True):
    """Back or Leave. Its touch area runs to the edge of the glass. fit: of the words, alike on both."""

    label: Text
    picture: str | None
    fit: Fit
    usable: bool = True

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sizes = measures(sheet.reading.size)
        x, y, w, h = self.box
        down = sheet.body(self.box, "off" if not self.usable else "pressed" if pressed else "rest")
        moved = Box(x, y + down, w, h)
        size, gap, tight = self.fit
        stack(sheet, moved, self.picture, self.label, sizes.small, size, "bold", gap, self.box, tight=tight)


def fit(sheet: Sheet, labels: tuple[Text, ...], w: float, h: float) -> Fit:
    """How large the words of Back and Leave can be, so that both find room and a picture that can be told is left over them.

    The picture is what somebody who cannot read knows the button by: words of two lines give way to it.
    """
    sizes = sheet.steps(measures(sheet.reading.size).label)
    for gap, least in (
        (22.0, LEAST_PICTURE),
        (14.0, LEAST_PICTURE),
        (10.0, 0.8 * LEAST_PICTURE),
        (10.0, 0.6 * LEAST_PICTURE),
        (14.0, 0.0),
    ):
        for size in sizes:
            words = [sheet.words(label, size, "bold", w - 29, 1.14) for label in labels]
            if all(sheet.fits(one, w - 29, h - 24 - gap - least, 2) for one in words):
                return Fit(size, gap)
    return Fit(sizes[-1], 14.0, tight=True)
