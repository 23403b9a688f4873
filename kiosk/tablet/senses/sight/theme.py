"""Colours, sizes and scripts: the tokens that every drawn thing takes its look from, and the arithmetic that proves their contrast.

Nothing here draws. A mark names a role ("ink", "paper"), never a colour, so that a change of theme is a change of tint.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from kiosk.tablet.pages import Theme

Rgb = tuple[float, float, float]


class Palette(Struct, frozen=True):
    """The colours of one theme, "#rrggbb". What each is for is said once, here.

    paper: the page. surface: anything that can be touched. ink: words and outlines of pictures. spruce, on_spruce, deep: the main action
    and what is selected, words on it, its lower edge. t1, t2, t3: still panels; picture fill, pressed, selected; second picture fill. line: outlines
    of what can be touched. rail: the band of Call staff, Back and Leave. warm, on_warm, warm_line, warm2: Call staff and people, and nothing else.
    glow: the light of the lamp. ember, on_ember: "not sent". frame, halo: focus. scan: the core of the scanning frame. hush, skin, hair, mark:
    blank paper and screens, heads and hands, hair, eyes and mouths in pictures.
    """

    paper: str
    surface: str
    ink: str
    spruce: str
    on_spruce: str
    deep: str
    t1: str
    t2: str
    t3: str
    line: str
    rail: str
    warm: str
    warm2: str
    glow: str
    on_warm: str
    warm_line: str
    ember: str
    on_ember: str
    frame: str
    halo: str
    scan: str
    hush: str
    skin: str
    hair: str
    mark: str

    def colour(self, role: str) -> str:
        """The colour of a role; a colour that is written out stays as it is. Raises AttributeError for a name that is no role."""
        return role if role.startswith("#") else str(getattr(self, role))


LIGHT = Palette(
    paper="#FAF6EF",
    surface="#FFFFFF",
    ink="#0C2426",
    spruce="#0B4244",
    on_spruce="#FFFFFF",
    deep="#062628",
    t1="#EEF3EE",
    t2="#D5E6E0",
    t3="#A9CCC3",
    line="#5C8380",
    rail="#E6EEE9",
    warm="#FFC381",
    warm2="#FFE8CB",
    glow="#FFE8CB",
    on_warm="#0C2426",
    warm_line="#9A5416",
    ember="#6A2A10",
    on_ember="#FFFFFF",
    frame="#0C2426",
    halo="#FFFFFF",
    scan="#FFC381",
    hush="#FFFFFF",
    skin="#FFFFFF",
    hair="#0C2426",
    mark="#0C2426",
)

DARK = Palette(
    paper="#0F1F20",
    surface="#182D2E",
    ink="#F4EEE3",
    spruce="#B9DFD5",
    on_spruce="#0B2022",
    deep="#7FA9A1",
    t1="#16292A",
    t2="#274748",
    t3="#3D6A68",
    line="#7FA6A1",
    rail="#0A1718",
    warm="#E8AA6B",
    warm2="#38311F",
    glow="#262C24",
    on_warm="#10201F",
    warm_line="#B9793B",
    ember="#FFD9B0",
    on_ember="#2A1408",
    frame="#F4EEE3",
    halo="#0F1F20",
    scan="#E8AA6B",
    hush="#182D2E",
    skin="#F4EEE3",
    hair="#6A9C95",
    mark="#0B1718",
)

HIGH_CONTRAST = Palette(
    paper="#000000",
    surface="#000000",
    ink="#FFFFFF",
    spruce="#FFFFFF",
    on_spruce="#000000",
    deep="#BFBFBF",
    t1="#000000",
    t2="#1C1C1C",
    t3="#3A3A3A",
    line="#FFFFFF",
    rail="#000000",
    warm="#FFD08A",
    warm2="#3A2A12",
    glow="#3A2A12",
    on_warm="#000000",
    warm_line="#FFD08A",
    ember="#FFD08A",
    on_ember="#000000",
    frame="#FFF27A",
    halo="#000000",
    scan="#FFF27A",
    hush="#000000",
    skin="#FFFFFF",
    hair="#9C9C9C",
    mark="#000000",
)

CALM = Palette(
    paper="#EDEBE3",
    surface="#F5F3EC",
    ink="#243637",
    spruce="#27494A",
    on_spruce="#F7F5EF",
    deep="#1B3536",
    t1="#E5E8E1",
    t2="#D5DED8",
    t3="#BFCEC7",
    line="#6A8180",
    rail="#E2E5DD",
    warm="#EBD0AE",
    warm2="#EFE0CA",
    glow="#EFE4D2",
    on_warm="#243637",
    warm_line="#8A6A48",
    ember="#5A3A28",
    on_ember="#F7F5EF",
    frame="#243637",
    halo="#F5F3EC",
    scan="#EBD0AE",
    hush="#F5F3EC",
    skin="#FBF9F3",
    hair="#243637",
    mark="#243637",
)

PALETTES: dict[Theme, Palette] = {"light": LIGHT, "dark": DARK, "high_contrast": HIGH_CONTRAST, "calm": CALM}


class TextSizes(Struct, frozen=True):
    """Sizes of words at one text size, in px of the 1280 x 800 design."""

    body: int
    title: int
    label: int
    small: int
    answer: int


SIZES: dict[int, TextSizes] = {
    100: TextSizes(body=36, title=50, label=36, small=30, answer=42),
    140: TextSizes(body=50, title=58, label=46, small=40, answer=50),
    170: TextSizes(body=61, title=64, label=54, small=48, answer=61),
    200: TextSizes(body=72, title=72, label=64, small=58, answer=72),
}

SMALLEST = 30
"""No word is smaller than this, px of the design (capitals 3.6 mm high)."""


class Script(Struct, frozen=True):
    """How a language is set.

    families: the fonts, in order; never left to chance (assets/fonts.conf names their files). tallest: a plain letter whose top counts as
    the top of a line. size, leading: the share of the Latin size at which it looks equally large, and of the Latin leading that it needs.
    above, below: room over the top of the first line and under the last baseline, shares of the size, where letters stand and hang far out of
    their line. strip: px that the foot row stands higher, so that the strip under it has room. latin: set by cap top and baseline; others are
    centred by their ink. joined: its letters are joined by a stroke, which wider letters would break. long_words: its words
    are so long that labels would leave their buttons if they stood wider apart.
    """

    families: str = "Noto Sans"
    tallest: str = "H"
    size: float = 1.0
    leading: float = 1.0
    above: float = 0.0
    below: float = 0.0
    strip: float = 0.0
    line: float = 99.0
    latin: bool = True
    joined: bool = False
    long_words: bool = False
    heavy: int = 600  # weight of titles and labels: SemiBold, or Bold where a family has no SemiBold
    middle: int = 500

    @property
    def faces(self) -> frozenset[tuple[str, int]]:
        """(family, weight) of every face that words of this language may be set in."""
        own, *others = self.families.split(", ")
        latin = {(family, weight) for family in others for weight in (400, 500, 600)}
        return frozenset({(own, 400), (own, self.middle), (own, self.heavy)} | latin)


_LATIN = Script()
_ALL_LATIN = re.compile(r"(?=.*[A-Za-z])[\u0000-\u024f\u2000-\u206f]+", re.DOTALL)
_ARABIC = Script(
    "Noto Sans Arabic, Noto Sans", "ا", 1.08, 1.08, above=0.06, below=0.15, strip=8.0, latin=False, joined=True
)
_NASTALIQ = Script(
    "Noto Nastaliq Urdu, Noto Sans",
    "ا",
    0.90,
    1.54,
    above=0.38,
    below=0.26,
    strip=22.0,
    line=23.4,
    latin=False,
    joined=True,
    heavy=700,
    middle=400,
)
_HAN = Script("Noto Sans CJK SC", "国", 1.0, 1.06, latin=False, heavy=700, middle=400)
_SCRIPTS: dict[str, Script] = {
    "ar": _ARABIC,
    "ckb": _ARABIC,
    "fa": _ARABIC,
    "ps": _ARABIC,
    "ur": _NASTALIQ,
    "bn": Script("Noto Sans Bengali, Noto Sans", "ক", 1.0, 1.06, latin=False, joined=True),
    "hi": Script("Noto Sans Devanagari, Noto Sans", "क", 1.0, 1.06, latin=False, joined=True),
    "pa": Script("Noto Sans Gurmukhi, Noto Sans", "ਕ", 1.0, 1.06, line=26.6, latin=False, joined=True),
    "gu": Script("Noto Sans Gujarati, Noto Sans", "ક", 1.0, 1.06, latin=False),
    "ta": Script("Noto Sans Tamil, Noto Sans", "க", 1.0, 1.06, latin=False, long_words=True),
    "zh": _HAN,
}
FACES = frozenset(face for kind in (_LATIN, *_SCRIPTS.values()) for face in kind.faces)
"""(family, weight) of every face that pages are set in: `kiosk doctor` looks for each."""


@cache
def script(language: str) -> Script:
    """How a language (BCP 47) is set; a language without an entry of its own is set as Latin."""
    return _SCRIPTS.get(language, _SCRIPTS.get(language.split("-")[0], _LATIN))


def script_of(language: str, text: str) -> Script:
    """How this text is set: as its language is, but as Latin where all its letters are (a name, an address): other leading would be loose."""
    kind = script(language)
    return _LATIN if not kind.latin and _ALL_LATIN.fullmatch(text) else kind


@cache
def rgb(colour: str) -> Rgb:
    """(red, green, blue), each 0 to 1, of "#rrggbb"."""
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def linear(colour: Rgb) -> Rgb:
    """The light of a colour, as sums of light can be made with it (sRGB, IEC 61966-2-1)."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return r, g, b


def screened(light: Rgb) -> Rgb:
    """The colour that gives this light: the way back from `linear`."""
    r, g, b = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in light)
    return r, g, b


def luminance(colour: Rgb) -> float:
    """Relative luminance (WCAG 2.2)."""
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS: tuple[tuple[str, str, float, float], ...] = (
    ("ink", "paper", 10, 7),
    ("ink", "surface", 10, 7),
    ("ink", "t1", 10, 7),
    ("ink", "t2", 10, 7),
    ("ink", "rail", 10, 7),
    ("ink", "warm2", 10, 7),
    ("on_warm", "warm", 10, 7),
    ("on_spruce", "spruce", 10, 7),
    ("on_ember", "ember", 10, 7),
    ("spruce", "paper", 10, 7),
    ("line", "paper", 3, 3),
    ("line", "surface", 3, 3),
    ("line", "rail", 3, 3),
    ("warm_line", "rail", 3, 3),
    ("frame", "paper", 3, 3),
    ("frame", "rail", 3, 3),
)
"""(words or mark, ground, least contrast in the light theme, least contrast elsewhere): every pair that pages use."""
