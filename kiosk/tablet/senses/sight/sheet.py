"""The sheet that things are drawn on: design px in, marks on whole dots out. It knows the grid of the page, the theme and the text size.

A thing (a tile, a button, the call path) draws itself with these few words: body, panel, patch, disc, text, picture. No Kivy here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from kiosk.tablet.pages import PARAGRAPH, Reading, Text
from kiosk.tablet.senses.sight.marks import Box, Fill, Ink, Mark, Patch, Picture, Stamp
from kiosk.tablet.senses.sight.plain_words import breaks_anywhere, broken, flowing, plain
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.theme import PALETTES, SIZES, SMALLEST, TextSizes, script, script_of
from kiosk.tablet.senses.sight.typesetting import Align, Setting, Typesetter, Weight, Words

CORNER = 20  # of things that can be touched
OUTLINE = 3
LEDGE = 7  # lower edge of things that can be touched
CLEAR_TAIL = 6.0  # px from there to the deepest tail of a label
SPOKEN_ROUND, SPOKEN_BAR = 6.0, 5.0  # px of ground round a sentence that is spoken, and of the bar under it
GAP = 36  # between things that can be touched: 6.1 mm
CLEAR = 8.0  # px between the ink of one line and of the next, where they are of different size
TOP = 4.0  # px from the edge of the glass to the highest ink
LEADING_WIDE = 1.5  # share of the size, where a person wants more space (WCAG 1.4.12)
LABEL = 1.3  # the same of running words, at least; labels have less
TAIL = 18.0  # px that letters may hang below the line that boxes are measured from
Radii = float | tuple[float, float, float, float]
Runs = Text | str | tuple[tuple[str, Weight], ...]


class Grid(Struct, frozen=True):
    """Where things stand on a page, px of the design.

    left, right: the content column. rail: start of the rail. foot, foot_height: the foot row. end: the lowest edge of anything. wide, high: the page.
    """

    left: float
    right: float
    rail: float
    foot: float
    foot_height: float
    end: float
    wide: float
    high: float
    top: float = 40

    @property
    def column(self) -> float:
        return self.right - self.left


def grid(screen: Screen, size: int, strip: float = 0.0) -> Grid:
    """The grid of look.md; a screen of another shape gives its surplus width to both sides of the column, its surplus height to the page.

    strip: px that the strip is higher, for scripts that need it.
    """
    more_x, more_y = screen.wide - 1280, screen.high - 800
    big = size >= 170
    left, right, rail = (36.0, 982.0, 1018.0) if big else (48.0, 1052.0, 1092.0)
    foot, height = (606.0, 158.0) if big else (646.0, 118.0)
    return Grid(
        left=left + more_x / 2,
        right=right + more_x / 2,
        rail=rail + more_x,
        foot=foot + more_y - strip,
        foot_height=height,
        end=764 + more_y - strip,
        wide=screen.wide,
        high=screen.high,
    )


class Sheet:
    """Collects marks. One sheet serves a whole page; `take` hands over what was drawn since the last time."""

    def __init__(
        self, screen: Screen, typesetter: Typesetter, reading: Reading, rtl: bool, proportions: Mapping[str, float]
    ) -> None:
        """proportions: width to height of each picture, by name."""
        self.screen, self.typesetter, self.reading, self.rtl = screen, typesetter, reading, rtl
        self.grid = grid(screen, reading.size, script(reading.language).strip)
        self.sizes: TextSizes = SIZES[reading.size]
        self.palette = PALETTES[reading.theme]
        self.high_contrast = reading.theme == "high_contrast"
        self.speaking: tuple[str, int] | None = None  # the text and sentence that is heard, and marked
        self._k = screen.scale
        self._proportions = proportions
        self._marks: list[Mark] = []

    def take(self) -> tuple[Mark, ...]:
        marks, self._marks = tuple(self._marks), []
        return marks

    # --- places ---------------------------------------------------------------------------------------------------

    def mirrored(self, x: float, w: float) -> float:
        """Where a box that starts at x in a left-to-right page starts in this one."""
        return self.grid.left + self.grid.right - x - w if self.rtl else x

    def at_start(self, box: Box, inset: float, width: float) -> float:
        """x of a thing that hangs from the start edge of a box."""
        return box.right - inset - width if self.rtl else box.x + inset

    def at_end(self, box: Box, inset: float, width: float) -> float:
        """x of a thing that hangs from the end edge of a box."""
        return box.x + inset if self.rtl else box.right - inset - width

    def _dots(self, box: Box) -> tuple[int, int, int, int]:
        k = self._k
        x, y = round(box.x * k), round(box.y * k)
        return x, y, round(box.right * k) - x, round(box.bottom * k) - y

    def _length(self, px: float) -> int:
        return max(1, round(px * self._k)) if px > 0 else 0

    # --- shapes ---------------------------------------------------------------------------------------------------

    def fill(self, box: Box, role: str) -> None:
        self._marks.append(Fill(*self._dots(box), role))

    def patch(self, box: Box, radii: Radii, role: str, line: float = 0) -> None:
        """A rounded box or its outline, which lies inside it."""
        four = radii if isinstance(radii, tuple) else (radii,) * 4
        x, y, w, h = self._dots(box)
        most = min(w, h) // 2
        a, b, c, d = (min(most, round(r * self._k)) for r in four)
        self._marks.append(Patch(x, y, w, h, (a, b, c, d), self._length(line), role))

    def disc(
        self,
        cx: float,
        cy: float,
        radius: float,
        role: str,
        line: float = 0,
        dash: tuple[float, ...] = (),
        breathes: bool = False,
    ) -> None:
        k = self._k
        size = round(2 * radius * k)
        x, y = round(cx * k - size / 2), round(cy * k - size / 2)
        mask = ("disc", size, line * k, tuple(d * k for d in dash))
        self._marks.append(Stamp(x, y, size, size, mask, role, breathes=breathes))

    def stroke(
        self, points: tuple[tuple[float, float], ...], width: float, role: str, dash: tuple[float, ...] = ()
    ) -> None:
        """Straight lines with round ends."""
        k = self._k
        pad = width * k / 2 + 1
        xs, ys = [p[0] * k for p in points], [p[1] * k for p in points]
        x, y = int(min(xs) - pad), int(min(ys) - pad)
        w, h = int(max(xs) + pad) + 1 - x, int(max(ys) + pad) + 1 - y
        flat = tuple(round(v, 2) for px, py in zip(xs, ys, strict=True) for v in (px - x, py - y))
        self._marks.append(Stamp(x, y, w, h, ("line", flat, width * k, tuple(d * k for d in dash)), role))

    def shape(self, box: Box, mask: str, *arguments: object, role: str, private: bool = False) -> None:
        """A mask of `masks`, over a box; its arguments are dots."""
        self._marks.append(Stamp(*self._dots(box), (mask, *arguments), role, private))

    def scaled(self, points: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(round(p * self._k, 2) for p in points)

    def dots(self, px: float) -> float:
        return px * self._k

    def body(
        self, box: Box, look: str = "rest", radius: float = CORNER, ledge: float = LEDGE, fill: str = "surface"
    ) -> float:
        """The body of anything that can be touched. Returns how far its content moves down.

        look: rest, pressed, selected, off, main, main pressed.
        """
        x, y, w, h = box
        if look == "main":
            self.patch(box, radius, "deep")
            self.patch(Box(x, y, w, h - ledge), radius, "spruce")
            return -ledge / 2
        if look == "main pressed":
            self.patch(Box(x, y + ledge, w, h - ledge), radius, "deep")
            return ledge / 2
        if look == "off":
            self.patch(box, radius, "line", line=OUTLINE)
            return 0
        if look == "pressed":
            self.patch(box, radius, "line")
            self.patch(
                Box(x + OUTLINE, y + ledge - 1, w - 2 * OUTLINE, h - ledge - OUTLINE + 1), radius - OUTLINE, "t2"
            )
            return ledge / 2
        if look == "selected":
            self.patch(box, radius, "spruce")
            self.patch(Box(x + 8, y + 8, w - 16, h - 16), radius - 7, "t2")
            return 0
        self.patch(box, radius, "line")
        self.patch(Box(x + OUTLINE, y + OUTLINE, w - 2 * OUTLINE, h - OUTLINE - ledge), radius - OUTLINE, fill)
        return -(ledge - OUTLINE) / 2

    def panel(self, box: Box, radius: float = CORNER, role: str = "t1") -> None:
        """A still surface: nothing to touch, so no outline and no lower edge (but an outline where colours cannot tell it from the page)."""
        self.patch(box, radius, role)
        if self.high_contrast:
            self.patch(box, radius, "line", line=2)

    def tick(self, cx: float, cy: float, radius: float = 26) -> None:
        """The badge that says chosen, or done."""
        self.disc(cx, cy, radius, "spruce")
        self.picture("tick", Box(cx - radius, cy - radius, 2 * radius, 2 * radius), {"ink": "on_spruce"}, still=True)

    def picture(self, name: str, box: Box, instead: Mapping[str, str] | None = None, still: bool = False) -> None:
        """A picture, as large as it fits, in the middle of a box, mirrored in a page from right to left. still: this one is not.

        Ticks, clocks and the signs of players never are: their drawings say so. Where there is no room for it, there is none: the words say the same.
        """
        if min(self._dots(box)[2:]) < 1:
            return
        self._marks.append(Picture(*self._dots(box), name, tuple((instead or {}).items()), self.rtl and not still))

    def proportion(self, name: str) -> float:
        """Width to height of a picture."""
        return self._proportions.get(name, 1.0)

    # --- words ----------------------------------------------------------------------------------------------------

    def words(
        self,
        text: Runs,
        size: float,
        weight: Weight = "regular",
        width: float | None = None,
        leading: float = 1.5,
        track: float = 0.0,
        align: Align = "start",
        language: str | None = None,
        first: int = 0,
    ) -> Words:
        """How words are to be set; base direction and fonts come from their own language, else from the page's.

        first: the number that the first sentence of a text has, where it is a part of a longer one.
        """
        rtl, mark = self.rtl, None
        if isinstance(text, Text):
            mark = self.mark((text, 0), first=first)
            language, rtl = text.language, text.direction == "rtl"
            runs: tuple[tuple[str, Weight], ...] = ((plain(text.words), weight),)
        elif isinstance(text, str):
            runs = ((plain(text), weight),)
        else:
            runs = text
        language = language or self.reading.language
        spaced, label = self.spaced(language, leading), leading < LABEL
        leading = max(leading, LEADING_WIDE) if spaced else leading
        words = Words(runs, size, width, leading, track, align, language, rtl, mark=mark, spaced=spaced)
        # A label that is as small as it may be keeps its letters together where they would leave it else: whole words before wide ones.
        if spaced and label and width is not None and size <= SMALLEST and not self.fits(words, width):
            words = words._replace(spaced=False)
        return words

    def spaced(self, language: str, leading: float = LEADING_WIDE) -> bool:
        """Whether words stand wider apart, as the person wants it. leading: as it is without; little of it makes a label."""
        return self.reading.spacing and not (leading < LABEL and script(language).long_words)

    def mark(self, *texts: tuple[Text, int], first: int = 0) -> tuple[int, int] | None:
        """(first, end) characters of the sentence that is being spoken, in words made of these texts, each with the place where it begins."""
        for text, at in texts:
            if self.speaking and self.speaking[0] == text.id:
                number = self.speaking[1] - first
                if 0 <= number < len(text.sentences):
                    before = " ".join((*text.sentences[:number], "")).replace(PARAGRAPH + " ", PARAGRAPH)
                    start = at + len(broken(before))
                    return start, start + len(plain(text.sentences[number]))
        return None

    def measure(self, words: Words, private: bool = False) -> Setting:
        return self.typesetter.set(words, private)

    def text(self, words: Words, x: float, top: float, limit: Box, role: str = "ink", private: bool = False) -> Setting:
        """Set words with the top of their first capitals at `top`. limit: where their ink must stay."""
        setting = self.typesetter.set(words, private)
        k = self._k
        if words.mark:
            self._mark_spoken(words, x, top, role, private)
            words = words._replace(mark=None)
        self._marks.append(Ink(round(x * k), round((top + setting.first) * k), words, role, private, limit))
        return setting

    def _mark_spoken(self, words: Words, x: float, top: float, role: str, private: bool) -> None:
        """A quiet ground behind the sentence and a bar under it: the bar can be told apart where the ground cannot, and in grey."""
        for span in self.typesetter.spans(words, private):
            left, wide = x + span.x - SPOKEN_ROUND, span.width + 2 * SPOKEN_ROUND
            high, low = top + span.top - SPOKEN_ROUND, top + max(span.bottom, span.baseline + 0.16 * words.size) + 4
            if role == "ink":
                self.patch(Box(left, high, wide, low - high), (8, 8, 0, 0), "t2")
            bar = "spruce" if role == "ink" else role
            self.fill(Box(left, low, wide, SPOKEN_BAR), bar)

    def text_mid(
        self, words: Words, x: float, mid: float, limit: Box, role: str = "ink", private: bool = False
    ) -> Setting:
        """Set words centred up and down on `mid`: Latin by cap top and last baseline, other scripts by their ink, or they look low."""
        setting = self.typesetter.set(words, private)
        return self.text(words, x, mid - (setting.top + setting.bottom) / 2, limit, role, private)

    def stacked(self, lines: Iterable[tuple[Words, float]], y: float) -> Iterator[tuple[Words, float, float]]:
        """Words under each other: (words, y of their cap top, y that what follows is measured from).

        lines: each with the px from what is above to its cap top; more where the ink of some script would else run into it, or into what follows.
        """
        lowest = TOP - CLEAR
        for words, gap in lines:
            setting = self.measure(words)
            y = max(y + gap, lowest + CLEAR - setting.ink[1])
            lowest = y + setting.ink[1] + setting.ink[3]
            yield words, y, max(y + setting.last, lowest - TAIL)
            y += setting.last

    def fitted(
        self,
        text: Runs,
        sizes: tuple[float, ...],
        width: float,
        height: float | None = None,
        lines: int = 2,
        weight: Weight = "bold",
        leading: float = 1.12,
    ) -> Words:
        """The largest of `sizes` at which a label keeps to its width, height and lines; the smallest where none does."""
        words = self.words(text, sizes[-1], weight, width, leading)
        for size in sizes:
            words = self.words(text, size, weight, width, leading)
            if self.fits(words, width, height, lines):
                break
        return words

    def best_fitted(
        self,
        text: Text,
        sizes: tuple[float, ...],
        width: float,
        height: float | None = None,
        lines: int = 2,
        leading: float = 1.12,
    ) -> Words:
        """As `fitted`, without the breaks that were set by hand where the label can be larger so."""
        as_set = self.fitted(text, sizes, width, height, lines, leading=leading)
        if breaks_anywhere(text):  # a word would be torn
            return as_set
        free = self.fitted(flowing(text), sizes, width, height, lines, leading=leading)
        better = free.size > as_set.size or (
            self.fits(free, width, height, lines) and not self.fits(as_set, width, height, lines)
        )
        return free if better else as_set

    def fits(self, words: Words, width: float, height: float | None = None, lines: int = 9) -> bool:
        setting = self.measure(words)
        hang = 0.12 * words.size  # a J reaches a little before its start
        inside = setting.ink[0] >= -hang and setting.ink[0] + setting.ink[2] <= width + 1
        return inside and setting.lines <= lines and (height is None or setting.bottom - setting.top <= height)

    def balanced(self, words: Words) -> Words:
        """The same lines, as equally long as they come: a word alone on a last line reads badly."""
        if words.width is None or self.measure(words).lines < 2:
            return words
        lines, low, high = self.measure(words).lines, words.width / 2, words.width
        while high - low > 8:
            middle = (low + high) / 2
            narrow = self.measure(words._replace(width=middle))
            if narrow.lines > lines or narrow.ink[0] + narrow.ink[2] > middle + 1:
                low = middle
            else:
                high = middle
        return words._replace(width=high)

    def line_width(self, text: Text, size: float) -> float:
        """px: how wide a line of running words may be. Some scripts set 80 letters in less than the column (WCAG 1.4.8)."""
        return min(self.grid.column - 24, script(text.language).line * size)

    def steps(self, size: float, least: float = SMALLEST) -> tuple[float, ...]:
        """Sizes that a label may step down through, the wanted one first."""
        return tuple(dict.fromkeys(max(least, round(size * share)) for share in (1, 0.92, 0.85, 0.78, 0.7, 0.62, 0.5)))

    def is_latin(self, text: Text) -> bool:
        return script_of(text.language, text.words).latin
